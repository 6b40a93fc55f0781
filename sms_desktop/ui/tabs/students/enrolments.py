"""What a student is and was enrolled in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

from sms_desktop.core.i18n import _, ngettext, pgettext
from sms_desktop.services import enrolments
from sms_desktop.services.enrolments import EnrolmentRow
from sms_desktop.services.history.row_history import of_row
from sms_desktop.ui.context import Context
from sms_desktop.ui.dialogs.history import show_history
from sms_desktop.ui.table import Column
from sms_desktop.ui.tabs.students.part_list import Act, PartList
from sms_desktop.ui.widgets.state import Words


class Enrolments(PartList):
    """Drops, completes, deletes them; `enrol` opens the dialog for new ones."""

    def __init__(self, context: Context, say: Any, enrol: Callable[[], object]) -> None:
        self._say = say
        acts = (
            Act("enrol", lambda: _("Enrol in…"), "plus", enrol, "enrolments:create", alone=True),
            Act("complete", lambda: _("Complete"), "check", lambda: self.set_status("completed"), "enrolments:edit"),
            Act("drop", lambda: _("Drop"), "user-minus", lambda: self.set_status("dropped"), "enrolments:edit"),
            Act(
                "activate", lambda: _("Make active"), "user-check", lambda: self.set_status("active"), "enrolments:edit"
            ),
            Act("delete", lambda: _("Delete"), "trash-2", self.delete, "enrolments:delete"),
            Act("history", lambda: _("History…"), "history", self.tell_history, "enrolments:view", one=True),
        )
        super().__init__(context, "students.enrolments", _columns(), acts)
        self.table.empty = self._empty
        self.table.delete_pressed.connect(self.delete)

    def read(self, session: Any, student_id: int) -> Sequence[EnrolmentRow]:
        return enrolments.of_student(session, student_id)

    def set_status(self, status: str) -> None:
        """Makes the selected ones active, completed or dropped from today on; it can be undone."""
        ids = [row.id for row in self.rows()]
        if not ids:
            return

        def done(count: int) -> None:
            self._say(_said(status, count), _("Undo"), self.context.undo.newest())

        self.context.jobs.write(
            self,
            lambda session, _progress: enrolments.set_status(session, ids, status),
            done,
            title=_("Changing enrolments"),
        )

    def delete(self) -> None:
        """Deletes the selected ones, entered by mistake; it can be undone."""
        ids = [row.id for row in self.rows()]
        if not ids or not self.context.actor.may("enrolments:delete"):
            return

        def done(count: int) -> None:
            text = ngettext("Deleted {n} enrolment.", "Deleted {n} enrolments.", count).format(n=count)
            self._say(text, _("Undo"), self.context.undo.newest())

        self.context.jobs.write(
            self,
            lambda session, _progress: enrolments.delete(session, ids),
            done,
            title=_("Deleting enrolments"),
            action="delete",
        )

    def tell_history(self) -> None:
        """What happened to the one that is selected."""
        rows = self.rows()
        if len(rows) == 1:
            row: EnrolmentRow = rows[0]
            about = f"{row.student} · {row.course_code} · {row.term}"
            show_history(self, self.context, lambda: about, lambda session: of_row(session, "enrolments", row.id))

    def _empty(self) -> Words:
        return Words("book-open", _("Not enrolled in anything yet"), "", *self.begin())


def _said(status: str, count: int) -> str:
    if status == "completed":
        text = ngettext("Completed {n} enrolment.", "Completed {n} enrolments.", count)
    elif status == "dropped":
        text = ngettext("Dropped {n} enrolment.", "Dropped {n} enrolments.", count)
    else:
        text = ngettext("{n} enrolment is active again.", "{n} enrolments are active again.", count)
    return text.format(n=count)


def enrolment_word(status: str) -> str:
    """The status of an enrolment as shown."""
    words = {"active": pgettext("enrolment", "Active"), "completed": _("Completed"), "dropped": _("Dropped")}
    return words.get(status, status)


def _tone(row: EnrolmentRow) -> str:
    return {"dropped": "warning", "completed": "muted"}.get(row.status, "")


def _columns() -> list[Column]:
    return [
        Column("course_code", lambda: _("Code"), attrgetter("course_code"), width=78),
        Column("course_name", lambda: _("Course"), attrgetter("course_name"), width=116, bold=True),
        Column("term", lambda: _("Term"), attrgetter("term"), width=92),
        Column("status", lambda: _("Status"), attrgetter("status"), enrolment_word, width=84, tone=_tone),
        Column("year", lambda: _("Year"), attrgetter("year"), width=92),
        Column("section", lambda: _("Section"), attrgetter("section"), width=76, hidden=True),
        Column("enrolled_at", lambda: _("Enrolled on"), attrgetter("enrolled_at"), width=104, hidden=True),
    ]
