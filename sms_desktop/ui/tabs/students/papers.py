"""The certificates and letters that were issued for a student."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from sms_desktop.core.i18n import _, format_moment
from sms_desktop.services.listing import Condition, Listing
from sms_desktop.services.papers import issued
from sms_desktop.services.papers.issued import IssuedRow
from sms_desktop.ui.context import Context
from sms_desktop.ui.issued_acts import RIGHT, IssuedActs
from sms_desktop.ui.table import Column
from sms_desktop.ui.tabs.operations.issued import columns
from sms_desktop.ui.tabs.students.part_list import Act, PartList
from sms_desktop.ui.widgets.state import Words

#: So many are listed; the register has all of them.
_MOST = 500
_SHOWN = ("number", "issued_at", "title", "state")


class Papers(PartList):
    """Opens, prints, saves and cancels them; `issue` opens the dialog for a new one."""

    def __init__(self, context: Context, say: Any, issue: Callable[[], object]) -> None:
        self._does = IssuedActs(context, say, self)
        acts = (
            Act("issue", lambda: _("Certificate…"), "plus", issue, RIGHT, alone=True),
            Act("open", lambda: _("Open"), "eye", self.open_first, RIGHT, one=True),
            Act("print", lambda: _("Print…"), "printer", lambda: self._does.print(self.rows()), RIGHT),
            Act("save", lambda: _("Save as PDF…"), "download", lambda: self._does.save(self.rows()), RIGHT),
            Act("cancel", lambda: _("Cancel…"), "circle-x", self.cancel_first, RIGHT, one=True),
        )
        super().__init__(context, "students.papers", _columns(), acts)
        self.table.empty = self._empty
        self.table.opened.connect(self._does.look)

    def read(self, session: Any, student_id: int) -> Sequence[IssuedRow]:
        return issued.page(session, Listing(where=(Condition("student_id", "=", student_id),)), 0, _MOST)

    def open_first(self) -> None:
        """Shows the selected one as it was issued."""
        if rows := self.rows():
            self._does.look(rows[0])

    def cancel_first(self) -> None:
        """Cancels the selected one, with a reason."""
        rows = [row for row in self.rows() if row.cancelled_at is None]
        if rows:
            self._does.cancel(rows[0])

    def _empty(self) -> Words:
        text = _("Certificates and letters that are issued for this student stand here with their numbers.")
        return Words("file-text", _("Nothing was issued yet"), text, *self.begin())


def _columns() -> list[Column]:
    """Those of the register, without whose they are."""
    widths = {"number": 72, "issued_at": 101, "title": 122, "state": 90}
    found = [
        replace(column, hidden=column.name not in _SHOWN, width=widths.get(column.name, column.width))
        for column in columns()
        if column.name not in ("student", "student_number")
    ]
    return [replace(column, show=_day) if column.name == "issued_at" else column for column in found]


def _day(moment: Any) -> str:
    """The day alone: there is no room for the time."""
    return format_moment(moment).partition(" ")[0]
