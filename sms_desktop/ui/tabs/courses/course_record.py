"""The record of a course: what it is, its template of evaluation rules, where it is offered, and its history."""

from __future__ import annotations

from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from sms_desktop.core.i18n import _, pgettext
from sms_desktop.services import courses, offerings
from sms_desktop.services.courses import CourseData, CourseRecord
from sms_desktop.services.history.undo import Change
from sms_desktop.services.offerings import OfferingRow
from sms_desktop.ui import icons
from sms_desktop.ui.context import Context
from sms_desktop.ui.dress import named
from sms_desktop.ui.table import Column, TableModel
from sms_desktop.ui.tabs.courses.choices import Choices
from sms_desktop.ui.tabs.courses.forms import course_form, refill
from sms_desktop.ui.tabs.courses.history_page import HistoryPage
from sms_desktop.ui.tabs.courses.parts import page_of, roomy
from sms_desktop.ui.tabs.courses.paste_rules import PasteRules
from sms_desktop.ui.tabs.courses.record import RecordPanel
from sms_desktop.ui.tabs.courses.rules_editor import RulesEditor
from sms_desktop.ui.widgets.scroll import scrolled
from sms_desktop.ui.widgets.state import Words
from sms_desktop.ui.widgets.table_view import TableView

#: The record is read again when one of these tables has changed.
TABLES = frozenset({"courses", "course_rules", "offerings", "enrolments"})


@dataclass(frozen=True)
class Shown:
    """The record with what stands beside it."""

    record: CourseRecord
    offered: tuple[OfferingRow, ...]
    changes: tuple[Change, ...]

    @property
    def id(self) -> int:
        return self.record.id

    @property
    def version(self) -> int:
        return self.record.version

    @property
    def deleted(self) -> bool:
        return self.record.deleted


class CoursePanel(RecordPanel):
    """Edits a course. `offering_wanted(id)` opens one of its offerings, `offer_wanted(course id)` makes a new one."""

    offering_wanted = Signal(int)
    offer_wanted = Signal(int)

    def __init__(self, context: Context) -> None:
        self._choices, self._own = Choices(), CourseData()
        super().__init__(context, "courses")
        self.may_edit = context.actor.may("courses:edit")
        self.form = course_form("courses.details", lambda: self._choices, lambda: self._own)
        self.rules = RulesEditor("courses")
        self.offered = TableModel(_columns(), id_of=lambda row: row.id, parent=self)
        self.offered_table = TableView(self.offered, context.memory, "courses.offered", self)
        self.offer = named(QPushButton(), "courses.offer")
        self.history = HistoryPage("courses", context)
        self._add_pages()
        self.form.dirty_changed.connect(lambda _dirty: self.look())
        self.rules.changed.connect(self.look)
        self.rules.paste_wanted.connect(lambda: PasteRules(self.rules.put, self).open())
        self.offered_table.opened.connect(lambda row: self.offering_wanted.emit(row.id))
        self.offer.clicked.connect(lambda: self.offer_wanted.emit(self.record_id or 0))
        self.retranslate()

    def set_choices(self, choices: Choices) -> None:
        """What the fields offer to choose from."""
        self._choices = choices
        refill(self.form)

    def read(self, session: Any, record_id: int) -> Shown:
        from sms_desktop.services.history import course_history

        record = courses.get(session, record_id)
        changes = tuple(course_history.of_course(session, record_id))
        return Shown(record, tuple(offerings.of_course(session, record_id)), changes)

    def write(self, session: Any, record: Shown, data: CourseData) -> object:
        return courses.update(session, record.id, data, record.version)

    def load(self, record: Shown) -> None:
        self._own = record.record.data
        refill(self.form)
        self.form.load(self._own)
        self.rules.load(self._own.rules)
        self.offered.set_rows(record.offered)
        self.history.show_changes(record.changes)
        self.offer.setVisible(self.context.actor.may("offerings:create"))
        self.offer.setEnabled(not record.deleted)

    def gather(self) -> CourseData:
        values, rules = self.entered()
        values["programme"] = values["programme"] or ""
        return replace(self._own, rules=rules, **values)

    def is_dirty(self) -> bool:
        return self.form.dirty or self.rules.dirty

    def heading(self, record: Shown) -> tuple[str, str]:
        data = record.record.data
        parts = [data.course_code]
        if data.programme:
            parts.append(dict(self._choices.programmes).get(data.programme, data.programme))
        if data.study_year:
            parts.append(_("Year {year}").format(year=data.study_year))
        return data.course_name, " · ".join(parts)

    def words(self) -> Words:
        return Words("book-open", _("No course chosen"), _("Choose a course in the list to see and change its record."))

    def set_editable(self, editable: bool) -> None:
        self.form.setEnabled(editable)
        self.rules.set_editable(editable)

    def edit(self) -> None:
        """To the first field."""
        self.show_page("details")
        self.form.fields["course_code"].editor.setFocus()

    def retranslate(self) -> None:
        super().retranslate()
        self.offer.setText(_("Offer in a term…"))
        self.offered_table.setAccessibleName(_("Offerings of this course"))

    def _add_pages(self) -> None:
        icons.put(self.offer, "plus")
        self.offered_table.empty = self._no_offerings
        row = QHBoxLayout()
        row.addWidget(self.offer)
        row.addStretch(1)
        pages: tuple[tuple[QWidget, str, Any], ...] = (
            (scrolled(self.form, (0, 14, 12, 4)), "details", lambda: pgettext("record", "Details")),
            (roomy(self.rules), "rules", lambda: _("Evaluation rules")),
            (page_of(row, self.offered_table, stretch=1), "offerings", lambda: pgettext("of one course", "Offerings")),
            (self.history, "history", lambda: _("History")),
        )
        for page, name, title in pages:
            self.add_page(page, name, title)

    def _no_offerings(self) -> Words:
        act = self.offer.click if self.offer.isEnabled() else None
        text = _("An offering is the course in one term, with its room, teachers, lessons and students.")
        return Words("calendar-days", _("Not offered in any term yet"), text, _("Offer in a term…"), act)


def _columns() -> list[Column]:
    return [
        Column("year", lambda: _("Academic year"), attrgetter("year"), width=104),
        Column("term", lambda: _("Term"), attrgetter("term"), width=120, bold=True),
        Column("section", lambda: _("Section"), attrgetter("section"), width=80),
        Column("room", lambda: _("Room"), attrgetter("room"), width=104),
        Column("enrolled", lambda: _("Enrolled"), attrgetter("enrolled"), width=80),
    ]
