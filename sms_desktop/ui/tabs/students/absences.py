"""What a student missed: each period with its reason, excused here, and opened in its register."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from operator import attrgetter
from typing import Any

from PySide6.QtGui import QIcon

from sms_desktop.core.i18n import _, format_date, ngettext, pgettext
from sms_desktop.services import register_entry, student_absences
from sms_desktop.services.history.row_history import of_day
from sms_desktop.services.student_absences import AbsenceRow
from sms_desktop.ui import icons
from sms_desktop.ui.context import Context
from sms_desktop.ui.dialogs.form_dialog import FormDialog
from sms_desktop.ui.dialogs.history import show_history
from sms_desktop.ui.fields import LongTextField, TextField
from sms_desktop.ui.form import Form
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.table import Column
from sms_desktop.ui.tabs.attendance.words import ICONS, TONES, word
from sms_desktop.ui.tabs.students.part_list import Act, PartList
from sms_desktop.ui.widgets.state import Words


class Absences(PartList):
    """The periods missed in one term, or in all; excuses them, takes excuses back, opens the register."""

    def __init__(self, context: Context, say: Any) -> None:
        self._say = say
        self.term_id: int | None = None
        acts = (
            Act("excuse", lambda: _("Excuse…"), "file-text", self.excuse, "attendance:edit"),
            Act("unexcuse", lambda: _("Take the excuse back"), "rotate-ccw", self.unexcuse, "attendance:edit"),
            Act("history", lambda: _("History…"), "history", self.tell_history, "attendance:view", one=True),
            Act("register", lambda: _("Open the register"), "calendar-check", self.open_register, "attendance:view"),
        )
        super().__init__(context, "students.absences", _columns(), acts)
        self.table.empty = lambda: Words("circle-check", _("Nothing missed"))
        self.table.opened.connect(lambda _row: self.open_register())

    def read(self, session: Any, student_id: int) -> Sequence[AbsenceRow]:
        return student_absences.of_student(session, student_id, self.term_id)

    def show_term(self, term_id: int | None) -> None:
        """Shows what was missed in a term; None is all terms."""
        self.term_id = term_id
        self.refresh()

    def excuse(self) -> None:
        """Asks for the reason and the document, and excuses the selected absences."""
        ids = [row.id for row in self.rows() if row.status in "AE"]
        if not ids or not self.context.actor.may("attendance:edit"):
            return
        form = Form("students.excuse")
        form.add(LongTextField("note", lambda: _("Reason"), required=True))
        form.add(
            TextField(
                "document", lambda: _("Document"), hint=lambda: _("Its number and date, if there is one."), most=200
            )
        )
        dialog = FormDialog(
            form,
            self.context.jobs,
            lambda session, values: register_entry.excuse(session, ids, values["note"], values["document"]),
            title=lambda: ngettext("Excuse {n} absence", "Excuse {n} absences", len(ids)).format(n=len(ids)),
            job_title=lambda _values: _("Excusing absences"),
            parent=self,
        )
        dialog.saved.connect(self._excused)
        dialog.open()

    def unexcuse(self) -> None:
        """Makes the selected ones unexcused again; it can be undone."""
        ids = [row.id for row in self.rows() if row.status == "E"]
        if not ids:
            return

        def done(count: int) -> None:
            text = ngettext("{n} absence is unexcused again.", "{n} absences are unexcused again.", count)
            self._say(text.format(n=count), _("Undo"), self.context.undo.newest())

        self.context.jobs.write(
            self, lambda session, _progress: register_entry.unexcuse(session, ids), done, title=_("Taking excuses back")
        )

    def open_register(self) -> None:
        """Shows the register of the day in the Attendance screen."""
        rows, window = self.rows(), self.window()
        if len(rows) == 1 and isinstance(window, MainWindow):
            opener = getattr(window.show_tab("attendance"), "open_register", None)
            if opener is not None:
                opener(rows[0].offering_id, rows[0].date)

    def tell_history(self) -> None:
        """What happened to the records of the selected one's day in its course."""
        rows = self.rows()
        if len(rows) == 1:
            row: AbsenceRow = rows[0]
            about = f"{row.course_code} · {format_date(row.date)}"
            read = partial(of_day, enrolment_id=row.enrolment_id, day=row.date)
            show_history(self, self.context, lambda: about, read)

    def _excused(self, count: int) -> None:
        text = ngettext("Excused {n} absence.", "Excused {n} absences.", count).format(n=count)
        self._say(text, _("Undo"), self.context.undo.newest())


def _icon(row: AbsenceRow) -> QIcon:
    return icons.icon(ICONS[row.status], TONES[row.status])


def _reason(row: AbsenceRow) -> str:
    return " · ".join(part for part in (row.note, row.document) if part)


def _columns() -> list[Column]:
    return [
        Column("date", lambda: _("Date"), attrgetter("date"), width=100),
        Column(
            "course_code", lambda: _("Course"), attrgetter("course_code"), width=84, tooltip=attrgetter("course_name")
        ),
        Column("period", lambda: _("Period"), attrgetter("period"), align="center", width=60),
        Column("status", lambda: pgettext("register", "Status"), attrgetter("status"), word, width=116, icon=_icon),
        Column("note", lambda: _("Reason"), _reason, width=140, tooltip=_reason),
    ]
