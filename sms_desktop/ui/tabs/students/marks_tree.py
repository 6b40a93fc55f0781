"""The courses of a student by term, each with its grade, whether it passes, and how much of it is marked."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QBrush, QColor, QFont
from PySide6.QtWidgets import QAbstractItemView, QTreeWidget, QTreeWidgetItem

from sms_desktop.core.i18n import _, format_number, format_percent
from sms_desktop.core.scales import Scales
from sms_desktop.services.student_marks import CourseMarks, StudentMarks, TermMarks
from sms_desktop.ui import icons, theme
from sms_desktop.ui.dress import named
from sms_desktop.ui.tabs.attendance.words import LIMIT_ICONS, LIMIT_TONES, limit_word

COURSE, GRADE, RESULT, USED, ABSENCES, WORD, CREDITS = range(7)
WIDTHS = (200, 60, 150, 66, 92, 104, 70)
_ENROLMENT = Qt.ItemDataRole.UserRole
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_NUMBERS = (GRADE, USED, ABSENCES, CREDITS)


class MarksTree(QTreeWidget):
    """`chosen(course)` with the `CourseMarks` that is looked at, None for none; `opened(course)` on Enter."""

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        named(self, "students.marks_tree")
        self._marks: StudentMarks | None = None
        self._courses: dict[int, CourseMarks] = {}
        self._behave()
        self.currentItemChanged.connect(lambda now, _before: self.chosen.emit(self._course(now)))
        self.itemActivated.connect(lambda item, _column: self._open(item))
        self.retranslate()

    def show_marks(self, marks: StudentMarks) -> None:
        """Shows the courses; the one that was looked at stays, and terms that were folded stay so."""
        current = self.current()
        wanted = current.enrolment_id if current else 0
        folded = {item.text(COURSE) for item in self._terms() if not item.isExpanded()}
        self._marks, self._courses = marks, {one.enrolment_id: one for one in marks.courses}
        self.clear()
        for term in marks.terms:
            self._add(term, marks.scales).setExpanded(_term_title(term) not in folded)
        self._go_to(wanted)

    def current(self) -> CourseMarks | None:
        """The course that is looked at."""
        return self._course(self.currentItem())

    def retranslate(self) -> None:
        """In the language and the colours of now."""
        self.setAccessibleName(_("Courses and grades"))
        titles = (_("Course"), _("Grade"), _("Result"), _("Marked"), _("Absences"), _("In words"), _("Credits"))
        self.setHeaderLabels(titles)
        for column in _NUMBERS:
            self.headerItem().setTextAlignment(column, _RIGHT)
        letters = self.header().fontMetrics()
        for column, width in enumerate(WIDTHS):
            self.setColumnWidth(column, max(width, letters.horizontalAdvance(titles[column]) + 26))
        if self._marks:
            self.show_marks(self._marks)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._marks:
            self.retranslate()

    def _add(self, term: TermMarks, scales: Scales) -> QTreeWidgetItem:
        head = QTreeWidgetItem(self, [_term_title(term), scales.shown_as(term.average.percentage)])
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        for column in (COURSE, GRADE):
            head.setFont(column, bold)
        head.setTextAlignment(GRADE, _RIGHT)
        if term.average.gpa is not None:
            head.setText(RESULT, _("grade points {gpa}").format(gpa=format_number(term.average.gpa, 2)))
        head.setToolTip(GRADE, _("The average of the term, weighted by credits"))
        for course in term.courses:
            head.addChild(_row(course, scales))
        return head

    def _terms(self) -> list[Any]:
        return [self.topLevelItem(place) for place in range(self.topLevelItemCount())]

    def _go_to(self, enrolment_id: int) -> None:
        children = [item.child(place) for item in self._terms() for place in range(item.childCount())]
        found = next((item for item in children if item.data(COURSE, _ENROLMENT) == enrolment_id), None)
        if found is None:  # a term that is yet to come says nothing
            found = next((item for item in children if self._is_graded(item)), children[0] if children else None)
        if found is None:
            self.chosen.emit(None)
            return
        self.setCurrentItem(found)
        QTimer.singleShot(0, self, self._bring_up)  # once the rows have their places

    def _bring_up(self) -> None:
        """Shows what is looked at, with its term above it."""
        current: Any = self.currentItem()
        if current is not None and current.parent() is not None:
            self.scrollToItem(current.parent(), QAbstractItemView.ScrollHint.PositionAtTop)
            self.scrollToItem(current)

    def _is_graded(self, item: QTreeWidgetItem) -> bool:
        course = self._course(item)
        return course is not None and course.final.percentage is not None

    def _course(self, item: Any) -> CourseMarks | None:
        return self._courses.get(item.data(COURSE, _ENROLMENT)) if item else None

    def _open(self, item: QTreeWidgetItem) -> None:
        course = self._course(item)
        if course is not None:
            self.opened.emit(course)

    def _behave(self) -> None:
        self.setColumnCount(len(WIDTHS))
        self.setRootIsDecorated(True)
        self.setIndentation(12)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.header().setStretchLastSection(True)
        self.header().setHighlightSections(False)


def _term_title(term: TermMarks) -> str:
    return f"{term.year} · {term.term}"


def _row(course: CourseMarks, scales: Scales) -> QTreeWidgetItem:
    final = course.final
    used = format_percent(final.weight_used) if final.weight_used else ""
    credits = format_number(course.credits) if course.credits else ""
    item = QTreeWidgetItem([course.course_code, scales.shown_as(final.percentage), "", used, "", "", credits])
    item.setData(COURSE, _ENROLMENT, course.enrolment_id)
    about = " · ".join(part for part in (course.course_code, course.course_name, course.section) if part)
    item.setToolTip(COURSE, "\n".join((about, _("Enter opens its grade sheet."))))
    item.setText(COURSE, f"{course.course_code}  {course.course_name}")
    for column in _NUMBERS:
        item.setTextAlignment(column, _RIGHT)
    item.setToolTip(USED, _("How much of the evaluation is marked"))
    _show_result(item, course, scales)
    _show_absences(item, course)
    return item


def _show_result(item: QTreeWidgetItem, course: CourseMarks, scales: Scales) -> None:
    word, icon, tone = result(course, scales)
    item.setText(RESULT, word)
    if course.status == "dropped":
        for column in (COURSE, GRADE, RESULT):
            item.setForeground(column, QBrush(QColor(theme.current().muted)))
    item.setIcon(RESULT, icons.icon(icon, tone))
    if course.final.percentage is not None:
        item.setText(WORD, scales.word(course.final.percentage))
        item.setToolTip(GRADE, format_percent(course.final.percentage, 2))


def result(course: CourseMarks, scales: Scales) -> tuple[str, str, str]:
    """Whether a course is passed: the word, its icon and the icon's colour."""
    percentage = course.final.percentage
    if course.status == "dropped":
        return _("Dropped"), "user-minus", "muted"
    if percentage is None:
        return _("Not graded"), "minus", "muted"
    complete = course.final.weight_used >= 100
    if scales.passed(percentage):
        return (_("Passes") if complete else _("Passes so far")), "circle-check", "success"
    return (_("Fails") if complete else _("Fails so far")), "circle-x", "danger"


def _show_absences(item: QTreeWidgetItem, course: CourseMarks) -> None:
    limit = course.limit
    if course.status == "dropped" or not course.counts.recorded:
        return
    number = format_number(limit.absences)
    item.setText(
        ABSENCES, number if limit.allowed is None else _("{n} of {allowed}").format(n=number, allowed=limit.allowed)
    )
    item.setToolTip(ABSENCES, limit_word(limit.status))
    if limit.status in ("insufficient", "warning"):
        for column in (COURSE, ABSENCES):
            item.setIcon(column, icons.icon(LIMIT_ICONS[limit.status], LIMIT_TONES[limit.status]))
        item.setToolTip(COURSE, f"{item.toolTip(COURSE)}\n{limit_word(limit.status)}")
        item.setData(COURSE, Qt.ItemDataRole.AccessibleTextRole, f"{item.text(COURSE)}, {limit_word(limit.status)}")
        item.setForeground(ABSENCES, QBrush(QColor(getattr(theme.current(), LIMIT_TONES[limit.status]))))
