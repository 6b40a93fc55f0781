"""What is done with issued documents, from the register, the student's record and after issuing alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog, QWidget

from sms_desktop.core.files import safe_name
from sms_desktop.core.i18n import _, format_number, ngettext
from sms_desktop.reports import preview
from sms_desktop.services.papers import issued, issuing
from sms_desktop.services.papers.issued import IssuedRow
from sms_desktop.ui import printing
from sms_desktop.ui.context import Context
from sms_desktop.ui.dialogs import files, password_again
from sms_desktop.ui.dialogs.reason import ask_reason
from sms_desktop.ui.exporting import show_file

Say = Callable[..., object]
RIGHT = "reports:issue"


class IssuedActs:
    """The dialogs over `parent`; `say` is the window's toast.

    What goes out once more is a copy, which the log keeps; a cancelled document is looked at and never goes out.
    """

    def __init__(self, context: Context, say: Say, parent: QWidget) -> None:
        self._context, self._say, self._parent = context, say, parent

    def look(self, row: IssuedRow) -> None:
        """Shows a document as it was issued."""
        from sms_desktop.ui.dialogs.issued_document import IssuedDialog

        IssuedDialog(self._context, row, self._say, self._parent).open()

    def print(self, rows: Sequence[IssuedRow]) -> None:
        """Prints copies, one after the other."""
        wanted = [row for row in rows if row.cancelled_at is None]
        if wanted:
            title = wanted[0].name if len(wanted) == 1 else _("Issued documents")
            self._ask(wanted, lambda: printing.ask_printer(self._parent, partial(self._copy, wanted), title=title))

    def save(self, rows: Sequence[IssuedRow]) -> None:
        """Asks where to, and saves copies: one as a file, several into a folder."""
        wanted = [row for row in rows if row.cancelled_at is None]
        if len(wanted) == 1:
            self._ask(wanted, lambda: ask_file(self._parent, file_stem(wanted[0]), lambda to: self.write(wanted, to)))
        elif wanted:
            self._ask(wanted, lambda: ask_folder(self._parent, lambda folder: self.write(wanted, folder)))

    def write(self, rows: Sequence[IssuedRow], target: Path) -> None:
        """Writes a copy to the file `target`, or each of several into the folder `target`."""
        database: Any = self._context.database
        who = self._context.actor

        def work(progress: Any) -> list[Path]:
            files = _files(rows, target)
            for count, (row, file) in enumerate(zip(rows, files, strict=True)):
                progress(count, len(rows))
                issuing.copy(database, who, row.id, file)
            return files

        self._context.jobs.apart(self._parent, work, self.tell_files, title=_("Saving documents"))

    def cancel(self, row: IssuedRow, done: Callable[[], object] = lambda: None) -> None:
        """Asks why, and cancels a document: it keeps its number, and no copy of it is handed out any more."""

        def then(why: str) -> None:
            self._context.jobs.write(
                self._parent,
                lambda session, _progress: issued.cancel(session, row.id, why, row.version),
                lambda _version: self._cancelled(row, done),
                title=_("Cancelling a document"),
                reason=why,
            )

        ask_reason(
            self._parent,
            then,
            title=lambda: _("Cancel {document}").format(document=row.name),
            text=lambda: _(
                "It keeps its number, and no copy of it is handed out any more. This can't be undone. "
                "Why is it cancelled? The register keeps it."
            ),
            back=lambda: _("Leave it valid"),
        )

    def tell_files(self, files: Sequence[Path]) -> None:
        """Says what was written, and offers to open it."""
        tell_files(self._say, files)

    def send(self, printer: QPrinter, pdf: bytes) -> None:
        """Prints pages that are here already, such as those of what was issued just now."""
        printing.send(self._context.jobs, self._parent, pdf, printer, self._printed, title=_("Printing"))

    def _ask(self, rows: Sequence[IssuedRow], then: Callable[[], object]) -> None:
        """Asks for the password first where many people's papers go out."""
        password_again.before_export(self._parent, self._context, then, list_name="issued", rows=len(rows))

    def _copy(self, rows: Sequence[IssuedRow], printer: QPrinter) -> None:
        database: Any = self._context.database
        who = self._context.actor

        def work(progress: Any) -> bytes:
            found = []
            for count, row in enumerate(rows):
                progress(count, len(rows))
                found.append(issuing.copy(database, who, row.id))
            return preview.joined(found)

        self._context.jobs.apart(self._parent, work, partial(self.send, printer), title=_("Printing"))

    def _printed(self, pages: int) -> None:
        text = ngettext("{n} page was sent to the printer.", "{n} pages were sent to the printer.", pages)
        self._say(text.format(n=pages))

    def _cancelled(self, row: IssuedRow, done: Callable[[], object]) -> None:
        self._say(_("{document} is cancelled.").format(document=row.name))
        done()


def tell_files(say: Say, files: Sequence[Path]) -> None:
    """Says which files were written, with the way to them; nothing where there are none."""
    if not files:
        return
    text = ngettext("Saved {name}.", "Saved {n} files into {folder}.", len(files))
    text = text.format(name=files[0].name, n=format_number(len(files)), folder=files[0].parent.name)
    folder = (_("Open the folder"), lambda: show_file(files[0].parent))
    if len(files) == 1:
        say(text, _("Open"), lambda: show_file(files[0]), other=folder)
    else:
        say(text, *folder)


def file_stem(row: IssuedRow) -> str:
    """What the file of an issued document is called, without its ending."""
    return " ".join(filter(None, (row.student_number, row.student, row.title, row.number_text.replace("/", "-"))))


def ask_file(parent: QWidget, stem: str, then: Callable[[Path], object], suffix: str = ".pdf") -> QFileDialog:
    """Asks for the file to write; `then(file)` once the person has chosen."""
    return files.ask_target(
        parent.window(), "papers.file", then, title=_("Save"),
        proposed=files.documents() / safe_name(stem, suffix), kinds=[(file_kind(suffix), [suffix])],
    )  # fmt: skip


def file_kind(suffix: str) -> str:
    """What a file of that ending is, in words."""
    return {".pdf": _("PDF document"), ".docx": _("Word document"), ".xlsx": _("Excel workbook")}[suffix]


def ask_folder(parent: QWidget, then: Callable[[Path], object]) -> QFileDialog:
    """Asks for the folder to write files into; `then(folder)` once the person has chosen."""
    return files.ask_folder(parent.window(), "papers.file", then, title=_("Choose a folder"))


def _files(rows: Sequence[IssuedRow], target: Path) -> list[Path]:
    """A file for each: `target` itself for one, else free names in that folder."""
    if len(rows) == 1 and not target.is_dir():
        return [target]
    taken = {file.name.casefold() for file in target.iterdir()}
    found = []
    for row in rows:
        name = safe_name(file_stem(row), ".pdf", taken)
        taken.add(name.casefold())
        found.append(target / name)
    return found
