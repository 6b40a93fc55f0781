"""Issuing a certificate or letter: which, to whom, what for; shown first, then numbered, and printed or saved."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from sms_desktop.core.errors import Cancelled, UserError
from sms_desktop.core.i18n import LANGUAGES, _, language, pgettext
from sms_desktop.reports import preview
from sms_desktop.services.listing import Condition, Listing
from sms_desktop.services.papers import issue_tasks, issued, letters
from sms_desktop.services.papers.issued import IssuedRow
from sms_desktop.services.papers.issuing import Order
from sms_desktop.services.papers.letters import Letter
from sms_desktop.ui import icons, printing, theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dialogs import password_again
from sms_desktop.ui.dialogs.issue_done import Done
from sms_desktop.ui.dialogs.issue_whom import Whom
from sms_desktop.ui.dress import named, roled, size_within_screen
from sms_desktop.ui.errors import show_error
from sms_desktop.ui.fields import CalmComboBox, TextField
from sms_desktop.ui.issued_acts import IssuedActs, Say, ask_file, ask_folder
from sms_desktop.ui.tabs.operations.work_line import WorkLine
from sms_desktop.ui.widgets.letter_preview import LetterPreview
from sms_desktop.ui.widgets.notice import Notice
from sms_desktop.ui.widgets.scroll import filling

#: Narrower than this, in logical pixels, there is no room for the preview beside the form.
NARROW = 760


class IssueDialog(QDialog):
    """Issues the letter `ref` (or the one chosen here) to the students of these ids, and to those added here.

    Nothing is issued before a printer or a file was chosen; afterwards it shows the numbers and the pages as issued.
    """

    def __init__(
        self, context: Context, say: Say, student_ids: Sequence[int], parent: QWidget, *, ref: str = ""
    ) -> None:
        super().__init__(parent)
        self._context, self._say, self._ref = context, say, ref
        self._letters: tuple[Letter, ...] = ()
        self._printer: QPrinter | None = None
        named(self, "issue").setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._title, self._hint = QLabel(), roled(QLabel(wordWrap=True), "muted")
        self.letter, self.language = named(CalmComboBox(), "issue.letter"), named(CalmComboBox(), "issue.language")
        self._captions = [roled(QLabel(), "field") for _part in range(3)]
        self.whom, self.each = Whom(context, "issue"), named(QCheckBox(), "issue.each")
        self.purpose = TextField("purpose", lambda: _("Purpose"), most=500, hint=_purpose_hint)
        self.recipient = TextField("recipient", lambda: _("To whom it is addressed"), most=300)
        self.problem, self.work, self.outcome = Notice("problem"), WorkLine(context.jobs), Done()
        self.preview = LetterPreview(context, "issue.preview", choose=False)
        self.shut = named(QPushButton(), "issue.close")
        self.save, self.print = named(QPushButton(), "issue.save"), named(QPushButton(), "issue.print", "primary")
        self._steps, self._split = QStackedWidget(), QSplitter(Qt.Orientation.Horizontal)
        self._acts = IssuedActs(context, say, self)
        self._lay_out()
        self._connect()
        self.retranslate()
        self._ask_letters()
        self.whom.ask(student_ids)
        (self.letter if student_ids else self.whom.box).setFocus()

    def order(self) -> Order:
        """What is to be issued."""
        return Order(
            str(self.letter.currentData() or ""),
            self.whom.ids(),
            str(self.language.currentData() or ""),
            str(self.purpose.value()),
            str(self.recipient.value()),
            self.each.isChecked() and len(self.whom.ids()) > 1,
        )

    def issue_to_printer(self) -> None:
        """Asks for the printer, issues, and prints."""
        title = self.letter.currentText()
        self._after_password(lambda: printing.ask_printer(self, self._print_on, title=title))

    def issue_to_file(self) -> None:
        """Asks where to, issues, and saves."""
        if self.order().each_its_file:
            self._after_password(lambda: ask_folder(self, self.issue))
        else:
            self._after_password(lambda: ask_file(self, self._file_stem(), self.issue))

    def issue(self, target: Path | None) -> None:
        """Issues, into the file or folder `target` where there is one."""
        self.problem.say("")
        self._open_up(False)
        arguments = issue_tasks.arguments(self.order(), target)
        title = _("Issuing {name}").format(name=self.letter.currentText())
        self.work.follow(
            self._context.jobs.heavy(self, "letters.issue", arguments, self._issued, self._failed, title=title)
        )

    def retranslate(self) -> None:
        """In the new language."""
        self.setWindowTitle(_("Issue a certificate or letter"))
        self._title.setText(_("Issue a certificate or letter"))
        for label, text in zip(
            self._captions, (pgettext("document", "Document"), _("Language"), pgettext("people", "For")), strict=True
        ):
            label.setText(text)
        self.letter.setAccessibleName(pgettext("document", "Document"))
        self.language.setAccessibleName(_("Language"))
        self.each.setText(_("Save one file for each student"))
        self.save.setText(" " + _("Issue and &save…"))
        self.print.setText(" " + _("Issue and &print…"))
        done = self._steps.currentWidget() is self._after
        self.shut.setText(_("Close") if done else _("Cancel"))
        self._say_hint()

    def _say_hint(self) -> None:
        """What issuing means, beside its buttons where there is room."""
        hint = _("It gets its number and stands in the register once it is issued. That can't be undone.")
        done = self._steps.currentWidget() is self._after
        self._hint.setText("" if done or self.width() < NARROW else hint)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.preview.setVisible(self.width() >= NARROW)
        self._say_hint()

    def _ask_letters(self) -> None:
        def work(session: Any, _progress: object) -> list[Letter]:
            return letters.every(session)

        self._context.jobs.read(self, work, self._offer, self._failed, key="letters")

    def _offer(self, found: Sequence[Letter]) -> None:
        """One entry for each letter of the program in whichever languages, and for each of the school's own."""
        self._letters = tuple(found)
        mine, entries = language(), dict[str, Letter]()
        for letter in sorted(found, key=lambda letter: letter.data.language != mine):
            entries.setdefault(letter.key or letter.ref, letter)
        self.letter.clear()
        for letter in sorted(entries.values(), key=lambda letter: self._letters.index(letter)):
            self.letter.addItem(letter.data.name, letter.ref)
        wanted = next((letter for letter in found if letter.ref == self._ref), None)
        if wanted is not None:
            shown = entries[wanted.key or wanted.ref]
            self.letter.setCurrentIndex(self.letter.findData(shown.ref))
        self._offer_languages(wanted.data.language if wanted else mine)

    def _offer_languages(self, first: str) -> None:
        """The languages in which there is the letter that is chosen."""
        chosen = self._chosen()
        there = [one.data.language for one in self._siblings(chosen)] if chosen else []
        self.language.clear()
        for code in sorted(there, key=list(LANGUAGES).index):
            self.language.addItem(LANGUAGES[code], code)
        self.language.setCurrentIndex(max(self.language.findData(first), 0))
        self.language.setEnabled(len(there) > 1)
        self._look()

    def _chosen(self) -> Letter | None:
        ref = self.letter.currentData()
        return next((letter for letter in self._letters if letter.ref == ref), None)

    def _siblings(self, letter: Letter) -> list[Letter]:
        return [one for one in self._letters if one is letter or (letter.key and one.key == letter.key)]

    def _look(self) -> None:
        """Shows what would be issued, and opens the buttons where something would."""
        chosen, speech = self._chosen(), self.language.currentData()
        found = next((one for one in self._siblings(chosen) if one.data.language == speech), chosen) if chosen else None
        self.preview.show_letter(found.data if found else None, self.order().purpose, self.order().recipient)
        number = len(self.whom.ids())
        self.each.setVisible(number > 1)
        for button in (self.save, self.print):
            button.setEnabled(bool(number and found) and not self.work.is_at_work())

    def _file_stem(self) -> str:
        rows = self.whom.rows()
        return f"{rows[0].student_number} {rows[0].name} {self.letter.currentText()}" if len(rows) == 1 else (
            self.letter.currentText()
        )  # fmt: skip

    def _after_password(self, then: Any) -> None:
        password_again.before_export(self, self._context, then, list_name="issued", rows=len(self.whom.ids()))

    def _print_on(self, printer: QPrinter) -> None:
        self._printer = printer
        self.issue(None)

    def _issued(self, answer: dict[str, Any]) -> None:
        ids = list(answer["ids"])

        def work(session: Any, _progress: object) -> tuple[list[IssuedRow], bytes]:
            rows = issued.page(session, Listing(where=(Condition("id", "=", ids),), sort="id"), 0, len(ids))
            return rows, preview.joined([issued.pages(session, row.id) for row in rows])

        self._context.jobs.read(self, work, lambda found: self._show_done(answer, *found), self._failed, key="issued")

    def _show_done(self, answer: dict[str, Any], rows: list[IssuedRow], pdf: bytes) -> None:
        self._open_up(True)
        self.outcome.show_answer(answer, rows)
        self._steps.setCurrentWidget(self._after)
        self._foot(done=True)
        self.preview.show_issued(pdf)
        self._acts.tell_files([Path(file) for file in answer["files"]])
        printer, self._printer = self._printer, None
        if printer is not None:
            self._acts.send(printer, pdf)
        self.shut.setFocus()

    def _foot(self, *, done: bool) -> None:
        for button in (self.save, self.print):
            button.setVisible(not done)
        self.retranslate()

    def _again(self) -> None:
        """Back to the form, for another document."""
        self._steps.setCurrentIndex(0)
        self._foot(done=False)
        self._look()
        self.letter.setFocus()

    def _failed(self, error: Exception) -> None:
        self._printer = None
        self._open_up(True)
        if isinstance(error, UserError):
            self.problem.say(str(error))
        elif not isinstance(error, Cancelled):
            show_error(self, error)

    def _open_up(self, opened: bool) -> None:
        self._steps.setEnabled(opened)
        for button in (self.save, self.print):
            button.setEnabled(opened)

    def _connect(self) -> None:
        self.letter.activated.connect(lambda _at: self._offer_languages(str(self.language.currentData() or "")))
        self.language.activated.connect(lambda _at: self._look())
        self.whom.changed.connect(self._look)
        self.whom.looked_at.connect(self.preview.show_student)
        self.purpose.changed.connect(self._look)
        self.recipient.changed.connect(self._look)
        self.shut.clicked.connect(self.reject)
        self.save.clicked.connect(self.issue_to_file)
        self.print.clicked.connect(self.issue_to_printer)
        self.outcome.print.clicked.connect(lambda: self._acts.print(self.outcome.rows))
        self.outcome.save.clicked.connect(lambda: self._acts.save(self.outcome.rows))
        self.outcome.more.clicked.connect(self._again)
        icons.put(self.save, "download")
        icons.put(self.print, "printer", "on_accent")
        for button in (self.shut, self.save, self.print):
            button.setAutoDefault(False)

    def _lay_out(self) -> None:
        theme.scale(self._title, 1.4, QFont.Weight.DemiBold)
        form, self._after = QWidget(), filling(self.outcome)
        inside = QVBoxLayout(form)
        inside.setContentsMargins(0, 0, 8, 0)
        inside.setSpacing(theme.STEP)
        named(self.purpose.editor, "issue.purpose")
        named(self.recipient.editor, "issue.recipient")
        parts = (self._captions[0], self.letter, self._captions[1], self.language, self._captions[2])
        for part in (*parts, self.whom, self.each, self.purpose.caption, self.purpose, self.recipient.caption,
                     self.recipient):  # fmt: skip
            inside.addWidget(part, 1 if part is self.whom else 0)
        self._steps.addWidget(filling(form))
        self._steps.addWidget(self._after)
        self._split.addWidget(self._steps)
        self._split.addWidget(self.preview)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(theme.STEP * 4)
        self._split.setSizes([420, 560])
        self._steps.setMinimumWidth(300)
        column, foot = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(theme.STEP * 3)
        foot.setSpacing(theme.STEP * 2)
        foot.addWidget(self._hint, 1)
        for button in (self.shut, self.save, self.print):
            foot.addWidget(button)
        column.addWidget(self._title)
        column.addWidget(self.problem)
        column.addWidget(self._split, 1)
        column.addWidget(self.work)
        column.addLayout(foot)
        size_within_screen(self, 1060, 800)


def _purpose_hint() -> str:
    return _("Such as “for the tax office”; the register keeps it.")
