"""The marks of a student: averages, every course by term, and how the grade that is looked at came about."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QStackedLayout, QVBoxLayout, QWidget

from sms_desktop.core.i18n import _, format_number, ngettext
from sms_desktop.services.history.row_history import of_marks
from sms_desktop.services.student_marks import AssessmentMark, CourseMarks, StudentMarks, marks_of_student
from sms_desktop.ui import icons, theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dialogs.history import show_history
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.tabs.courses.parts import roomy
from sms_desktop.ui.tabs.students.marks_tree import MarksTree
from sms_desktop.ui.tabs.students.what_if import WhatIf
from sms_desktop.ui.widgets.derivation import Derivation
from sms_desktop.ui.widgets.state import StatePanel, Words

#: The least height of its two parts, in logical pixels: the page scrolls before they get lower.
LEAST = 150


class Marks(QWidget):
    """Shows what `marks_of_student` knows; Enter on a course opens its grade sheet."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        named(self, "students.marks")
        self._context, self._student = context, 0
        self.marks: StudentMarks | None = None
        self.average, self.about = named(QLabel(), "students.average"), roled(QLabel(wordWrap=True), "muted")
        self.ask = named(QPushButton(), "students.what_if")
        icons.put(self.ask, "circle-help")
        self.past = named(QPushButton(), "students.marks_history")
        icons.put(self.past, "history")
        self.tree, self.why = MarksTree(), Derivation("students.why")
        self._panel, self._stack = StatePanel(self, "students.marks_state"), QStackedLayout(self)
        self.ask.clicked.connect(self.open_what_if)
        self.past.clicked.connect(self.tell_history)
        self.tree.chosen.connect(self._explain)
        self.tree.opened.connect(self._open_sheet)
        self._lay_out()
        self.retranslate()

    def show_student(self, student_id: int, deleted: bool) -> None:
        """Shows the marks of a student."""
        if student_id != self._student:
            self.marks = None
        self._student = 0 if deleted else student_id
        self.refresh()

    def refresh(self) -> None:
        """Asks again; the course that is looked at stays."""
        student = self._student
        if not student:
            self._show_empty()
            return
        self._context.jobs.read(
            self, lambda session, _progress: marks_of_student(session, student), self._show, self._failed, key="marks"
        )

    def open_what_if(self) -> None:
        """Opens the dialog that says what is still needed."""
        if self.marks is not None:
            WhatIf(self.marks, self.tree.current(), self).open()

    def tell_history(self) -> None:
        """What happened to the marks and daily ratings of the course that is looked at."""
        course = self.tree.current()
        if course is not None:
            about = f"{course.course_code} · {course.course_name}"
            read = partial(of_marks, enrolment_id=course.enrolment_id)
            show_history(self, self._context, lambda: about, read)

    def retranslate(self) -> None:
        """In the new language."""
        self.past.setText(" " + _("History…"))
        self.past.setToolTip(_("What happened to the marks of the chosen course, and earlier values"))
        self.ask.setText(" " + _("What if…"))
        self.ask.setToolTip(_("What is still needed to pass, and what other marks would change"))
        if self.marks is None:
            self._show_empty()
        else:
            self._say_average(self.marks)

    def _show(self, marks: StudentMarks) -> None:
        self.marks = marks
        if not marks.terms:
            self._show_empty()
            return
        self._say_average(marks)
        self.tree.show_marks(marks)
        self._stack.setCurrentIndex(1)

    def _show_empty(self) -> None:
        text = _("Once the student is enrolled in a course, its marks and grades stand here.")
        self._panel.show_words(Words("graduation-cap", _("No marks yet"), text))
        self._stack.setCurrentIndex(0)

    def _failed(self, error: Exception) -> None:
        self._panel.show_error(error, self.refresh)
        self._stack.setCurrentIndex(0)

    def _say_average(self, marks: StudentMarks) -> None:
        found = marks.average
        if found.percentage is None:
            self.average.setText(_("Not graded yet"))
            self.about.setText("")
            return
        self.average.setText(_("Average {grade}").format(grade=marks.scales.shown_as(found.percentage)))
        courses = ngettext("{n} course", "{n} courses", found.courses).format(n=found.courses)
        parts = [
            marks.scales.word(found.percentage) if marks.scales.shown != "words" else "",
            _("grade points {gpa}").format(gpa=format_number(found.gpa or 0, 2)),
            courses,
            _("{credits} credits").format(credits=format_number(found.credits)) if found.credits else "",
        ]
        self.about.setText("  ·  ".join(part.replace(" ", "\xa0") for part in parts if part))

    def _explain(self, course: CourseMarks | None) -> None:
        self.past.setEnabled(course is not None)
        if course is None or self.marks is None:
            self.why.show_nothing()
        else:
            title = f"{course.course_code} · {course.course_name}"
            self.why.show_final(course.final, self.marks.scales, title, partial(without_effect, course))

    def _open_sheet(self, course: CourseMarks) -> None:
        window: Any = self.window()
        if isinstance(window, MainWindow):
            opener = getattr(window.show_tab("grades"), "open_offering", None)
            if opener is not None:
                opener(course.offering_id)

    def _lay_out(self) -> None:
        page, upper = QWidget(), QWidget()
        column, over, head, words = QVBoxLayout(page), QVBoxLayout(upper), QHBoxLayout(), QVBoxLayout()
        for layout in (self._stack, column):
            layout.setContentsMargins(0, 0, 0, 0)
        over.setContentsMargins(16, 12, 16, 0)
        over.setSpacing(theme.STEP * 2)
        words.setSpacing(2)
        theme.scale(self.average, 1.15, QFont.Weight.DemiBold)
        words.addWidget(self.average)
        words.addWidget(self.about)
        head.addLayout(words, 1)
        head.addWidget(self.past, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.ask, 0, Qt.AlignmentFlag.AlignTop)
        over.addLayout(head)
        over.addWidget(self.tree, 1)
        split = named(QSplitter(Qt.Orientation.Vertical), "students.marks_split")
        split.addWidget(upper)
        split.addWidget(self.why)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(8)
        split.setSizes([260, 240])
        for part in (self.tree, self.why):
            part.setMinimumHeight(LEAST)
        column.addWidget(roomy(split))
        self._stack.addWidget(self._panel)
        self._stack.addWidget(page)


def without_effect(course: CourseMarks) -> list[str]:
    """What the derivation of a grade does not have: what is not marked yet, and marks in no category."""
    missing = [one.title for one in course.assessments if one.mark_id is None]
    loose = [_mark(one) for one in course.assessments if one.mark_id is not None and one.rule_id is None]
    sentences = [_("Not marked yet: {titles}.").format(titles=", ".join(missing))] if missing else []
    if loose:
        sentences.append(_("In no category, and so without effect: {marks}.").format(marks=", ".join(loose)))
    return sentences


def _mark(one: AssessmentMark) -> str:
    if one.score is None:
        return _("{title} (excused)").format(title=one.title)
    return _("{title} ({score} of {maximum})").format(
        title=one.title, score=format_number(one.score), maximum=format_number(one.max_score)
    )
