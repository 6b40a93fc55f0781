"""The Imports screen: the landing page, the wizard over one draft, and the jobs that write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from sms_desktop.core.errors import Cancelled
from sms_desktop.core.i18n import _, ngettext
from sms_desktop.services.importing.imports import ImportRow
from sms_desktop.ui.commands import Command
from sms_desktop.ui.context import Context
from sms_desktop.ui.dialogs.files import ask_source, ask_target
from sms_desktop.ui.errors import show_error
from sms_desktop.ui.jobs import JobInfo
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.tab import TabSpec
from sms_desktop.ui.tabs.imports import run_step, words
from sms_desktop.ui.tabs.imports.asking import Asker
from sms_desktop.ui.tabs.imports.denied import NoImports
from sms_desktop.ui.tabs.imports.draft import Draft
from sms_desktop.ui.tabs.imports.landing import Landing
from sms_desktop.ui.tabs.imports.roomy import roomy
from sms_desktop.ui.tabs.imports.wizard import RUN, Wizard
from sms_desktop.ui.widgets.overlay import files


def imports_tab(context: Context) -> TabSpec:
    """The Imports screen for the window."""

    def build(window: MainWindow) -> QWidget:
        return ImportsTab(context, window) if context.actor.may("imports:run") else NoImports()

    return TabSpec("imports", "file-input", lambda: _("Imports"), build)


class ImportsTab(QWidget):
    """Begins with `open_file(path)`, `open_text(text)` or what the person chooses on the landing page."""

    def __init__(self, context: Context, window: MainWindow) -> None:
        super().__init__()
        self._context, self._window = context, window
        self._job, self._ran = 0, Draft()
        self._report: dict[str, Any] = {}
        self._waiting: list[Path] = []
        self._saver = Asker(self, context)
        self.landing, self.wizard = Landing(context), Wizard(context)
        self._pages = QStackedWidget()
        self._landing_page = roomy(self.landing)
        for page in (self._landing_page, self.wizard):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.addWidget(self._pages)
        self.setFocusProxy(self.landing)
        self._connect()
        window.commands.add(Command("import_file", lambda: _("Import a file…"), self.choose, "Ctrl+O", "file-input"))

    def open_file(self, path: Path) -> None:
        """Begins an import of a file or folder; of several dropped together the others wait for their turn."""
        if self._is_looking():
            self._waiting.append(path)
            text = ngettext("{n} more file waits for its turn.", "{n} more files wait for their turn.", self._more())
            self._window.toast(text.format(n=self._more()))
            return
        self._start(Draft(path=path))

    def open_text(self, text: str) -> None:
        """Begins an import of cells as a spreadsheet copies them."""
        if text.strip():
            self._start(Draft(text=text))
        else:
            self._window.toast(_("There are no cells on the clipboard. Copy them in the spreadsheet first."))

    def choose(self) -> None:
        """Has the person choose a file."""
        self._window.show_tab("imports")
        kept = str(self._context.memory.get("imports.folder", ""))
        ask_source(
            self, "imports.choose_dialog", self._chosen, title=_("Choose a file to import"),
            kinds=[(_("Tables"), words.ENDINGS), (_("All files"), ())], folder=Path(kept) if kept else None,
        )  # fmt: skip

    def paste(self) -> None:
        """Begins with the cells on the clipboard, or the file that was copied there."""
        # An empty clipboard has no data, whatever the stub says.
        data = cast("QMimeData | None", QGuiApplication.clipboard().mimeData())
        copied = files(data) if data is not None else []
        if copied:
            self.open_file(copied[0])
        else:
            self.open_text(QGuiApplication.clipboard().text())

    def refresh(self) -> None:
        """Asks for the history again."""
        self.landing.history.refresh()

    def shown(self) -> None:
        """The screen was opened."""
        self.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._pages.currentWidget() is self.wizard and not self._job:
            self._leave()
            return
        super().keyPressEvent(event)

    def _chosen(self, file: Path) -> None:
        self._context.memory.put("imports.folder", str(file.parent))
        self.open_file(file)

    def _is_looking(self) -> bool:
        """Whether a file was opened a moment ago and is being looked at for the first time."""
        wizard = self.wizard
        return self._pages.currentWidget() is wizard and wizard.is_looking and wizard.draft.document is None

    def _more(self) -> int:
        return len(self._waiting)

    def _next(self) -> None:
        """On with the next file that waits, else to the landing page."""
        if self._waiting:
            self._start(Draft(path=self._waiting.pop(0)))
        else:
            self._land()

    def _start(self, draft: Draft) -> None:
        if self._job:
            self._window.toast(_("An import is at work. Please wait for its end."))
            return
        self._put_aside()
        self._pages.setCurrentWidget(self.wizard)
        self.setFocusProxy(self.wizard)
        self.wizard.start(draft)

    def _put_aside(self) -> None:
        """Whatever was chosen so far in a draft that is left can be gone back to."""
        draft, place = self.wizard.draft, self.wizard.place
        open_still = self._pages.currentWidget() is self.wizard and place < RUN
        self.wizard.forget()
        if open_still and draft.has_work:
            text = _("The import of {name} was put aside.").format(name=draft.name)
            self._window.toast(text, _("Go back to it"), partial(self._resume, draft, place))

    def _resume(self, draft: Draft, place: int) -> None:
        if not self._job:
            self._window.show_tab("imports")
            self._pages.setCurrentWidget(self.wizard)
            self.wizard.resume(draft, place)

    def _leave(self) -> None:
        self._put_aside()
        self._land()

    def _land(self) -> None:
        self._waiting.clear()
        self._pages.setCurrentWidget(self._landing_page)
        self.setFocusProxy(self.landing)
        self.landing.setFocus(Qt.FocusReason.OtherFocusReason)

    def _run(self, draft: Draft) -> None:
        self._ran = draft
        title = _("Import of {name}").format(name=draft.name)
        self._at_work(lambda: _("Importing {name}").format(name=draft.name))
        self._job = self._context.jobs.heavy(
            self, "imports.run", draft.arguments(), self._imported, self._not_imported, title=title
        )

    def _imported(self, report: dict[str, Any]) -> None:
        self._job, self._report = 0, report
        self.wizard.run_step.kind = report["kind"]
        if report["import_id"] is None:
            self._end(partial(run_step.refused, report))
        else:
            self._end(partial(run_step.done, self._ran.name, report))

    def _not_imported(self, error: Exception) -> None:
        self._job = 0
        self._end(partial(run_step.failed, error))

    def _undo(self, import_id: int, name: str, failed: Callable[[Exception], object]) -> None:
        if self._job:
            self._window.toast(_("An import is at work. Please wait for its end."))
            return
        self._pages.setCurrentWidget(self.wizard)
        self.wizard.draft = self._ran = Draft(path=Path(name))
        self._at_work(lambda: _("Taking back the import of {name}").format(name=name))
        title = _("Taking back {name}").format(name=name)
        arguments = {"import_id": import_id}
        self._job = self._context.jobs.heavy(self, "imports.undo", arguments, self._undone, failed, title=title)

    def _undone(self, taken: dict[str, Any]) -> None:
        self._job = 0
        self._end(partial(run_step.taken_back, taken["rows"], taken["left"], taken["sentences"]))

    def _not_undone(self, error: Exception) -> None:
        self._job = 0
        if isinstance(error, Cancelled):
            self._land()
        else:
            self._end(partial(run_step.not_taken_back, error))

    def _undo_row(self, row: ImportRow) -> None:
        self._undo(row.id, row.file_name, self._not_undone)

    def _at_work(self, heading: Callable[[], str]) -> None:
        self.wizard.show_run()
        self.wizard.run_step.show_running(heading)

    def _end(self, ending: Callable[[], run_step.Ending]) -> None:
        self.wizard.run_step.coming = self._waiting[0].name if self._waiting else ""
        self.wizard.run_step.show_ending(ending)
        if self._window.current_tab() != "imports":
            self._window.toast(ending().title, _("Show"), lambda: self._window.show_tab("imports"))

    def _progressed(self, job: JobInfo) -> None:
        if job.id == self._job:
            rows = (self._ran.document or {}).get("rows", 0)  # counted, where the job itself estimates
            total = max(rows, job.done) if rows and job.total else job.total
            self.wizard.run_step.show_progress(replace(job, total=total))

    def _do(self, name: str) -> None:
        """What a button of the last step asks for."""
        acts: dict[str, Callable[[], object]] = {
            "cancel": lambda: self._context.jobs.cancel(self._job),
            "undo": lambda: self._undo(self._report["import_id"], self._ran.name, self._not_undone),
            "save": lambda: self.save_rejected(self._ran),
            "show": self._show_imported,
            "back": self.wizard.back_to_preview,
            "all_the_same": self._run_all_the_same,
            "another": self._next,
        }
        acts[name]()

    def _show_imported(self) -> None:
        kind = self._report["kind"]
        self._window.show_tab(kind if kind in ("students", "grades", "attendance") else "courses")
        self._land()

    def _run_all_the_same(self) -> None:
        self._ran.set_option(stop_percent=100)
        self._run(self._ran)

    def save_rejected(self, draft: Draft) -> None:
        """Asks where to, and saves the rows that can't be taken with their reasons."""
        name = draft.path.stem if draft.path is not None else _("Pasted cells")
        folder = draft.path.parent if draft.path is not None else Path.home()
        proposed = folder / _("{name} - rejected.csv").format(name=name)
        ask_target(
            self, "imports.save_dialog", lambda target: self._save_to(draft, target),
            title=_("Save the rejected rows"), proposed=proposed, kinds=[("CSV", [".csv"]), ("Excel", [".xlsx"])],
        )  # fmt: skip

    def _save_to(self, draft: Draft, target: Path) -> None:
        def saved(found: dict[str, Any]) -> None:
            text = _("{rows} saved as {file}.").format(rows=words.rows_word(found["rows"]), file=target.name)
            self._window.toast(text)

        def failed(error: Exception) -> None:
            show_error(self._window, error)

        title = _("Save the rejected rows")
        self._saver.ask("imports.save_rejected", draft, saved, failed, title, target=str(target))

    def _connect(self) -> None:
        self.landing.choose_wanted.connect(self.choose)
        self.landing.paste_wanted.connect(self.paste)
        self.landing.history.undo_wanted.connect(self._undo_row)
        self.wizard.run_wanted.connect(self._run)
        self.wizard.save_wanted.connect(self.save_rejected)
        self.wizard.another.connect(self._leave)
        self.wizard.left.connect(self._leave)
        self.wizard.run_step.wanted.connect(self._do)
        self._context.jobs.progressed.connect(self._progressed)
