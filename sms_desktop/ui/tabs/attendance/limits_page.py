"""Absences against the limit: those over it first, then those close to it, with the Directorate's approvals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from sms_desktop.core import clock
from sms_desktop.core.i18n import _, format_date, format_percent, ngettext, pgettext
from sms_desktop.services import absence_limits
from sms_desktop.services.absence_limits import LimitRow
from sms_desktop.ui import icons, theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dialogs.form_dialog import FormDialog
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.table import Column, TableModel
from sms_desktop.ui.tabs.attendance import words
from sms_desktop.ui.tabs.attendance.excuse_dialog import ExcuseDialog
from sms_desktop.ui.tabs.attendance.forms import extension_form
from sms_desktop.ui.tabs.courses.parts import tool
from sms_desktop.ui.widgets.flow import Flow
from sms_desktop.ui.widgets.state import Words
from sms_desktop.ui.widgets.table_view import TableView

#: `say(text, button, action)`: the window's toast.
Say = Callable[..., object]
EXTEND, EXCUSE, REPORT = "enrolments:edit", "attendance:edit", "reports:run"
#: So many are listed; of a whole school within its limits nobody reads more.
MOST = 5000
_ORDER = ("insufficient", "warning", "ok", "unknown")


@dataclass(frozen=True)
class Found:
    """The gravest ones, and how many there are over the limit, close to it, and in all."""

    rows: tuple[LimitRow, ...] = ()
    over: int = 0
    near: int = 0
    count: int = 0


class LimitsPage(QWidget):
    """`student_wanted(id)` for who is opened, `report_wanted()` for the list on paper."""

    student_wanted = Signal(int)
    report_wanted = Signal()

    def __init__(self, context: Context, say: Say) -> None:
        super().__init__()
        self._context, self._say, self._term, self._offering = context, say, 0, 0
        self.model = TableModel(_columns(), id_of=attrgetter("enrolment_id"), parent=self)
        self.table = TableView(self.model, context.memory, "attendance.limits_table", self)
        self.table.empty = self._nobody
        self.summary = named(QLabel(wordWrap=True), "attendance.limits_summary")
        self.only = named(QCheckBox(), "attendance.limits_only")
        self.everybody = named(QCheckBox(), "attendance.limits_all")
        self._found = Found()
        names = {"extend": "circle-check", "withdraw": "rotate-ccw", "excuse": "file-text", "student": "user-round"}
        names["report"] = "printer"
        self.acts = {name: tool(f"attendance.limits_{name}", icon) for name, icon in names.items()}
        self.setFocusProxy(self.table)
        self._lay_out()
        self._connect()
        self.retranslate()

    def show_place(self, term: int, offering: int, _day: date) -> None:
        """The limits of a term."""
        self._term, self._offering = term, offering
        self.refresh()

    def refresh(self) -> None:
        """Reads the list again."""
        term, attention = self._term, not self.everybody.isChecked()
        offering = self._offering if self.only.isChecked() else None

        def work(session: Any, _progress: object) -> Found:
            rows = absence_limits.limits(session, term_id=term, offering_id=offering, attention=attention)
            numbers = Counter(row.limit.status for row in rows)
            return Found(tuple(rows[:MOST]), numbers["insufficient"], numbers["warning"], len(rows))

        if term:
            self._context.jobs.read(self, work, self._show, self.model.fail, key="limits")
        else:
            self._show(Found())

    def extend(self) -> None:
        """Asks for the day and the note of the approval."""
        row = self._chosen()
        if row is None:
            return
        enrolment, version, student = row.enrolment_id, row.version, _name(row)
        dialog = FormDialog(
            extension_form(clock.today()),
            self._context.jobs,
            lambda session, values: absence_limits.extend(session, enrolment, seen_version=version, **values),
            title=lambda: _("Extended limit: {student}").format(student=student),
            job_title=lambda _values: _("Approving an extended limit"),
            parent=self,
        )
        dialog.saved.connect(lambda _version: self._done(_("Extended limit approved.")))
        dialog.open()

    def withdraw(self) -> None:
        """Takes an approval back; it can be undone."""
        row = self._chosen()
        if row is None:
            return
        enrolment, version = row.enrolment_id, row.version
        self._context.jobs.write(
            self,
            lambda session, _p: absence_limits.withdraw_extension(session, enrolment, version),
            lambda _version: self._done(_("Extended limit withdrawn.")),
            title=_("Withdrawing an extended limit"),
        )

    def excuse(self) -> None:
        """Excuses absences of the student, of any day and course."""
        row = self._chosen()
        if row is not None:
            dialog = ExcuseDialog(self._context, row.student_id, _name(row), self._term, self)
            dialog.excused.connect(self._excused)
            dialog.open()

    def retranslate(self) -> None:
        """All words in the new language."""
        texts = {
            "extend": (_("Approve extended limit…"), _("Keep that the Directorate approved it, with date and note")),
            "withdraw": (_("Withdraw approval"), _("Take the approval of the extended limit back")),
            "excuse": (_("Excuse absences…"), _("Excuse absences for a reason, with a document")),
            "student": (_("Open student"), _("Open the record of the student (Enter)")),
            "report": (_("Absence list…"), _("Print the absences with their limits, or save them as PDF (Ctrl+P)")),
        }
        for name, (text, tip) in texts.items():
            self.acts[name].setText(f" {text}")
            self.acts[name].setToolTip(tip)
        self.only.setText(_("Only the course chosen above"))
        self.everybody.setText(_("Also those within the limit"))
        self.table.setAccessibleName(_("Absence limits"))
        self._look()

    def _show(self, found: Found) -> None:
        self._found = found
        self.model.set_rows(found.rows)
        if found.rows and not self.table.selected_count():
            self.table.selectRow(0)
        self._look()

    def _excused(self, number: int) -> None:
        self._done(ngettext("Excused {n} absence.", "Excused {n} absences.", number).format(n=number))

    def _done(self, text: str) -> None:
        self._say(text, _("Undo"), self._context.undo.newest())

    def _chosen(self) -> LimitRow | None:
        return next(iter(self.table.selected_rows()), None)

    def _nobody(self) -> Words:
        if self.everybody.isChecked():
            return Words("users", _("Nobody is enrolled"), _("Enrol students on the Courses screen."))
        return Words("circle-check", _("Nobody is close to the limit"), _("Nobody is over it either."))

    def _look(self) -> None:
        chosen, over, near = self._chosen(), self._found.over, self._found.near
        parts = [
            ngettext("{n} over the limit", "{n} over the limit", over).format(n=over),
            ngettext("{n} close to it", "{n} close to it", near).format(n=near),
        ]
        if self._found.count > MOST:
            parts.append(_("The first {most} are listed.").format(most=MOST))
        self.summary.setText(" · ".join(parts))
        may_extend, extended = self._context.actor.may(EXTEND), chosen is not None and chosen.extended_on is not None
        for name, may in (
            ("extend", may_extend),
            ("withdraw", may_extend),
            ("excuse", self._context.actor.may(EXCUSE)),
            ("report", self._context.actor.may(REPORT)),
        ):
            self.acts[name].setVisible(may)
        self.acts["extend"].setEnabled(may_extend and chosen is not None)
        self.acts["withdraw"].setEnabled(may_extend and extended)
        self.acts["excuse"].setEnabled(
            self._context.actor.may(EXCUSE) and chosen is not None and chosen.limit.unexcused > 0
        )
        self.acts["student"].setEnabled(chosen is not None)

    def _fill_menu(self, menu: QMenu) -> None:
        for button in (one for one in self.acts.values() if not one.isHidden()):
            action = menu.addAction(button.icon(), button.text().strip())
            action.setEnabled(button.isEnabled())
            action.triggered.connect(lambda _checked=False, button=button: button.click())

    def _open(self) -> None:
        row = self._chosen()
        if row is not None:
            self.student_wanted.emit(row.student_id)

    def _connect(self) -> None:
        acts = {"extend": self.extend, "withdraw": self.withdraw, "excuse": self.excuse, "student": self._open}
        acts["report"] = self.report_wanted.emit
        for name, button in self.acts.items():
            button.clicked.connect(lambda _checked=False, act=acts[name]: act())
        for box in (self.only, self.everybody):
            box.toggled.connect(lambda _on: self.refresh())
        self.table.selected.connect(lambda _rows: self._look())
        self.table.opened.connect(lambda _row: self._open())
        self.table.context_menu = self._fill_menu
        self.table.setSelectionMode(TableView.SelectionMode.SingleSelection)

    def _lay_out(self) -> None:
        column, head, tools = QVBoxLayout(self), QHBoxLayout(), QWidget()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP * 2)
        boxes, flow = QWidget(), Flow(tools, 0)
        choices = Flow(boxes, theme.STEP * 3)
        for box in (self.only, self.everybody):
            choices.addWidget(box)
        roled(self.summary, "muted")
        head.addWidget(self.summary, 1)
        head.addWidget(boxes, 2)
        head.addWidget(self.table.columns_button())
        for button in self.acts.values():
            flow.addWidget(button)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        column.addWidget(tools)


def _name(row: LimitRow) -> str:
    return f"{row.last_name} {row.first_name}"


def _course(row: LimitRow) -> str:
    return " · ".join(filter(None, (row.course_code, row.section)))


def _icon(row: LimitRow) -> QIcon:
    return icons.icon(words.LIMIT_ICONS[row.limit.status], words.LIMIT_TONES[row.limit.status])


def _absences(row: LimitRow) -> str:
    limit = row.limit
    return _("{unexcused} unexcused, {excused} excused").format(unexcused=limit.unexcused, excused=limit.excused)


def _extension(row: LimitRow) -> str:
    return "\n".join(filter(None, (row.extended_by, row.limit_note)))


def _columns() -> list[Column]:
    return [
        Column("status", lambda: _("Status"), lambda row: _ORDER.index(row.limit.status),
               lambda place: words.limit_word(_ORDER[place]), align="left", width=166, icon=_icon,
               tone=lambda row: words.LIMIT_TONES[row.limit.status]),
        Column("name", lambda: _("Student"), _name, width=178, bold=True),
        Column("student_number", lambda: pgettext("student", "Number"), attrgetter("student_number"), width=96,
               hidden=True),
        Column("course", lambda: _("Course"), _course, width=116, tooltip=attrgetter("course_name")),
        Column("absences", lambda: _("Absences"), lambda row: row.limit.absences, width=92, tooltip=_absences),
        Column("unexcused", lambda: _("Unexcused"), lambda row: row.limit.unexcused, width=98),
        Column("excused", lambda: pgettext("absences", "Excused"), lambda row: row.limit.excused, width=84),
        Column("allowed", lambda: _("Allowed"), lambda row: row.limit.allowed, width=80),
        Column("remaining", lambda: _("Left"), lambda row: row.limit.remaining, width=62),
        Column("scheduled", lambda: _("Scheduled"), lambda row: row.limit.scheduled, width=92),
        Column("percent", lambda: _("Limit"), lambda row: row.limit.limit_percent,
               format_percent, width=70, hidden=True),
        Column("presence", lambda: _("Presence"), lambda row: row.counts.presence, _percent, width=92, hidden=True),
        Column("attendance", lambda: pgettext("rate", "Attendance"), lambda row: row.counts.attendance, _percent,
               width=100, hidden=True),
        Column("extended_on", lambda: _("Extended on"), attrgetter("extended_on"), format_date, width=106,
               tooltip=_extension),
    ]  # fmt: skip


def _percent(value: Any) -> str:
    return "" if value is None else format_percent(value, 1)
