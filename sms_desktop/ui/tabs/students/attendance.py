"""How a student attends: each course against its absence limit, and under it what was missed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget

from sms_desktop.core import clock
from sms_desktop.core.absences import Counts
from sms_desktop.core.grading import half_up
from sms_desktop.core.i18n import _, format_number, format_percent, pgettext
from sms_desktop.services import absence_limits, years
from sms_desktop.services.absence_limits import LimitRow
from sms_desktop.services.years import TermRow
from sms_desktop.ui import icons, theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.fields import CalmComboBox
from sms_desktop.ui.table import Column, TableModel
from sms_desktop.ui.tabs.attendance.words import LIMIT_ICONS, LIMIT_TONES, limit_word
from sms_desktop.ui.tabs.courses.parts import roomy
from sms_desktop.ui.tabs.students.absences import Absences
from sms_desktop.ui.widgets.state import Words
from sms_desktop.ui.widgets.table_view import TableView

#: The least height of its two lists, in logical pixels: the page scrolls before they get lower.
LEAST = 136


@dataclass(frozen=True)
class Shown:
    """The terms there are, and the courses of the one that is looked at."""

    terms: tuple[TermRow, ...]
    term_id: int | None
    rows: tuple[LimitRow, ...]


class AttendancePage(QWidget):
    """Courses with limit, rates and what is left; the term is chosen once for both lists."""

    def __init__(self, context: Context, say: Any) -> None:
        super().__init__()
        named(self, "students.attendance")
        self._context, self._student = context, 0
        self._term: int | None = None
        self._chosen = False
        self.terms = named(CalmComboBox(), "students.attendance_term")
        self.model = TableModel(_columns(), id_of=attrgetter("enrolment_id"), parent=self)
        self.table = TableView(self.model, context.memory, "students.limits", self)
        self.table.empty = lambda: Words("calendar-check", _("No courses in this term"))
        self.rates = roled(named(QLabel(wordWrap=True), "students.rates"), "muted")
        self.absences = Absences(context, say)
        self.terms.activated.connect(self._choose)
        self._lay_out()
        self.retranslate()

    def show_student(self, student_id: int, deleted: bool) -> None:
        """Shows how a student attends."""
        if student_id != self._student:
            self.model.set_rows([])
        self._student = student_id
        self.absences.student_id = 0  # asked for once the term is known
        self._deleted = deleted
        self.refresh()

    def refresh(self) -> None:
        """Asks again."""
        student, chosen, term = self._student, self._chosen, self._term
        if student:
            self._context.jobs.read(
                self,
                lambda session, _progress: _read(session, student, term, chosen=chosen),
                self._show,
                self.model.fail,
                key="attendance",
            )

    def retranslate(self) -> None:
        """In the new language."""
        self.terms.setAccessibleName(_("Term"))
        self.table.setAccessibleName(_("Courses against their absence limit"))
        if self.terms.count():
            self.terms.setItemText(0, _("All terms"))
        self._say_rates()

    def _choose(self, _place: int) -> None:
        self._chosen, self._term = True, self.terms.currentData()
        self.refresh()

    def _show(self, shown: Shown) -> None:
        self._term = shown.term_id
        self.terms.clear()
        self.terms.addItem(_("All terms"), None)
        for term in shown.terms:
            self.terms.addItem(term.title, term.id)
        self.terms.setCurrentIndex(self.terms.findData(shown.term_id))
        self.model.set_rows(shown.rows)
        self.absences.term_id = shown.term_id
        self.absences.show_student(self._student, self._deleted)
        self._say_rates()

    def _say_rates(self) -> None:
        counts = sum((row.counts for _place, row in self.model.loaded()), Counts())
        self.rates.setText(_rates(counts))

    def _lay_out(self) -> None:
        split, upper = named(QSplitter(Qt.Orientation.Vertical), "students.attendance_split"), QWidget()
        column, over = QVBoxLayout(self), QVBoxLayout(upper)
        over.setContentsMargins(16, 12, 16, 0)
        column.setContentsMargins(0, 0, 0, 0)
        over.setSpacing(theme.STEP * 2)
        over.addWidget(self.terms)
        over.addWidget(self.table, 1)
        over.addWidget(self.rates)
        split.addWidget(upper)
        split.addWidget(self.absences)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(8)
        split.setSizes([240, 260])
        for table in (self.table, self.absences.table):
            table.setMinimumHeight(LEAST)
        column.addWidget(roomy(split))


def _read(session: Any, student_id: int, term_id: int | None, *, chosen: bool) -> Shown:
    """The courses of the term; the current one until somebody chooses, or all where the student has none in it."""
    terms = tuple(years.terms(session))
    if not chosen:
        current = years.current_term(session, clock.today())
        term_id = current.id if current else None
    rows = absence_limits.limits(session, student_id=student_id, term_id=term_id)
    if not rows and not chosen:
        term_id, rows = None, absence_limits.limits(session, student_id=student_id)
    return Shown(terms, term_id, tuple(rows))


def _rates(counts: Counts) -> str:
    if counts.presence is None or counts.attendance is None:
        return _("No periods are recorded yet.")
    return _(
        "Present {presence} %, attended with late arrivals {attendance} %, of {recorded} recorded periods."
    ).format(
        presence=format_number(half_up(counts.presence, 1), 1),
        attendance=format_number(half_up(counts.attendance, 1), 1),
        recorded=format_number(counts.recorded),
    )


def _percent(rate: Decimal | None) -> str:
    return "" if rate is None else format_percent(half_up(rate, 1), 1)


def _absences(row: LimitRow) -> str:
    """“5 of 4”: how many, and how many are allowed."""
    if row.limit.allowed is None:
        return format_number(row.limit.absences)
    return _("{n} of {allowed}").format(n=row.limit.absences, allowed=row.limit.allowed)


def _status_icon(row: LimitRow) -> QIcon:
    return icons.icon(LIMIT_ICONS[row.limit.status], LIMIT_TONES[row.limit.status])


def _status_tone(row: LimitRow) -> str:
    return {"insufficient": "danger", "warning": "warning"}.get(row.limit.status, "")


def _about(row: LimitRow) -> str:
    """Everything about the limit, for who points at it."""
    limit = row.limit
    parts = [
        f"{row.course_code} {row.course_name}",
        _("Absent {absent}, excused {excused}, late {late}").format(
            absent=row.counts.absent, excused=row.counts.excused, late=row.counts.late
        ),
        _("Limit {percent} % of {scheduled} periods").format(
            percent=format_number(limit.limit_percent), scheduled=format_number(limit.scheduled)
        ),
    ]
    if row.extended_on:
        parts.append(_("Extension approved by {name}").format(name=row.extended_by))
    return "\n".join(parts)


def _columns() -> list[Column]:
    return [
        Column("course_code", lambda: _("Course"), attrgetter("course_code"), width=80, bold=True, tooltip=_about),
        Column("status", lambda: _("Absence limit"), attrgetter("limit.status"), limit_word, width=150,
               icon=_status_icon, tone=_status_tone, tooltip=_about),
        Column("absences", lambda: _("Absences"), _absences, align="right", width=92, tooltip=_about),
        Column("remaining", lambda: _("Left"), attrgetter("limit.remaining"), width=58, tooltip=_about),
        Column("presence", lambda: _("Presence"), attrgetter("counts.presence"), _percent, "right", width=88),
        Column("attendance", lambda: pgettext("rate", "Attendance"), attrgetter("counts.attendance"), _percent, "right",
               width=100),
        Column("course_name", lambda: _("Name"), attrgetter("course_name"), width=150, hidden=True),
        Column("term", lambda: _("Term"), attrgetter("term"), width=110, hidden=True),
    ]  # fmt: skip
