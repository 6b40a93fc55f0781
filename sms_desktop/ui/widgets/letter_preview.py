"""A letter as it would be issued to a real student, made anew as it changes; nothing is issued by looking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from sms_desktop.core.errors import Cancelled, UserError
from sms_desktop.core.i18n import _
from sms_desktop.services import students
from sms_desktop.services.listing import Condition, Listing
from sms_desktop.services.papers import issue_tasks, letter_texts
from sms_desktop.services.papers.letter_originals import LetterData
from sms_desktop.services.students import StudentRow
from sms_desktop.ui import theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dress import roled
from sms_desktop.ui.widgets.pages_view import PagesView
from sms_desktop.ui.widgets.state import Words
from sms_desktop.ui.widgets.student_box import StudentBox

#: Milliseconds of quiet before a preview is made: one takes the worker process half a second.
PAUSE = 400


@dataclass(frozen=True)
class Shown:
    """What a preview is of: the letter, to whom, and what is said when it is issued."""

    data: LetterData
    student_id: int
    purpose: str = ""
    recipient: str = ""


class LetterPreview(QWidget):
    """`show_letter(data)` shows it to the student in `student`, or to the one that `show_student` names.

    One is made at a time; of those asked for meanwhile only the last.
    """

    def __init__(self, context: Context, name: str, *, choose: bool = True) -> None:
        super().__init__()
        self._context = context
        self.pages = PagesView(context.jobs, f"{name}.pages")
        self.student = StudentBox(context.jobs, f"{name}.student")
        self._caption = roled(QLabel(), "muted")
        self._data: LetterData | None = None
        self._student_id, self._purpose, self._recipient = 0, "", ""
        self._made: Shown | None = None
        self._at_work = self._issued = self._says_nothing = False
        self._soon = QTimer(self, singleShot=True, interval=PAUSE)
        self._soon.timeout.connect(self._make)
        self.student.chosen.connect(lambda row: self.show_student(row.id))
        self._lay_out(choose)
        self.retranslate()
        if choose:
            self.pages.show_loading()
            self._ask_somebody()
        else:
            self._say_nothing()

    def show_letter(self, data: LetterData | None, purpose: str = "", recipient: str = "") -> None:
        """Shows this letter, after a moment of quiet; None for none."""
        self._data, self._purpose, self._recipient = data, purpose, recipient
        self._issued = False
        self._again()

    def show_student(self, student_id: int) -> None:
        """Shows it to this student; 0 for nobody."""
        self._student_id = student_id
        self._again()

    def show_issued(self, pdf: bytes) -> None:
        """Shows pages that were issued, until the next `show_letter`; what is being made is not shown any more."""
        self._soon.stop()
        self._data, self._made, self._issued = None, None, True
        self.pages.show_pdf(pdf)

    def is_waiting(self) -> bool:
        """Whether a preview is about to be made, or being made."""
        return self._soon.isActive() or self._at_work

    def retranslate(self) -> None:
        """In the new language."""
        self._caption.setText(_("Shown for"))
        if self._wanted() is None and not self._issued:
            self._say_nothing()

    def _again(self) -> None:
        wanted = self._wanted()
        if self._issued:
            return
        if wanted is None:
            self._soon.stop()
            self._made = None
            self._say_nothing()
        elif wanted != self._made:
            self._soon.start()
            if self._says_nothing:  # which is not so any more
                self._says_nothing = False
                self.pages.show_loading()

    def _wanted(self) -> Shown | None:
        if self._data is None or not self._student_id:
            return None
        return Shown(self._data, self._student_id, self._purpose, self._recipient)

    def _make(self) -> None:
        wanted = self._wanted()
        if self._at_work or wanted is None or wanted == self._made:
            return
        wrong = letter_texts.problems(wanted.data.body)
        if wrong or not wanted.data.body.strip() or not wanted.data.title.strip():
            self._made = None
            self.pages.show_words(Words("square-pen", _("No preview yet"), " ".join(wrong) or _nothing_written()))
            return
        self._made, self._at_work = wanted, True
        self.pages.show_loading()
        arguments = issue_tasks.preview_arguments(wanted.data, wanted.student_id, wanted.purpose, wanted.recipient)
        self._context.jobs.heavy(
            self, "letters.preview", arguments, self._came, self._failed, title="", beside=True
        )  # fmt: skip

    def _came(self, answer: dict[str, Any]) -> None:
        self._at_work = False
        if self._made is not None and self._wanted() == self._made:
            self.pages.show_pdf(issue_tasks.pages_of(answer))
        else:
            self._make()

    def _failed(self, error: Exception) -> None:
        made, self._made, self._at_work = self._made, None, False
        if self._wanted() != made:
            self._make()
        elif made is None:
            return
        elif isinstance(error, UserError):
            self.pages.show_words(Words("circle-alert", error.sentence, error.way_out))
        elif not isinstance(error, Cancelled):
            self.pages.show_error(error, self._make)

    def _ask_somebody(self) -> None:
        """Begins with the first active student."""

        def work(session: Any, _progress: object) -> list[StudentRow]:
            return students.page(session, Listing(where=(Condition("status", "=", "active"),), sort="name"), 0, 1)

        def found(rows: list[StudentRow]) -> None:
            if rows and self.student.row is None:
                self.student.show_student(rows[0])
                self.show_student(rows[0].id)
            else:
                self._again()

        self._context.jobs.read(self, work, found, key="somebody")

    def _say_nothing(self) -> None:
        if self._data is None:
            words = Words("file-text", _("No letter chosen"), _("Choose one to see it here as it would be issued."))
        else:
            words = Words("user-round", _("No student chosen"), _("Choose a student to see it as it would be issued."))
        self._says_nothing = True
        self.pages.show_words(words)

    def _lay_out(self, choose: bool) -> None:
        column, row = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP * 2)
        row.setSpacing(theme.STEP * 2)
        row.addWidget(self._caption)
        row.addWidget(self.student, 1)
        if choose:
            column.addLayout(row)
        else:
            self.student.setParent(self)
            self._caption.setParent(self)
            self.student.hide()
            self._caption.hide()
        column.addWidget(self.pages, 1)


def _nothing_written() -> str:
    return _("Write a title and a text, and it is shown here.")
