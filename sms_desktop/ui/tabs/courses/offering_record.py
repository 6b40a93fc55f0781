"""The record of an offering: place and limits, its own rules, the week, the class, and its history."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sms_desktop.core.i18n import _, pgettext
from sms_desktop.services import clashes, courses, offering_rules, offerings
from sms_desktop.services.clashes import Beside
from sms_desktop.services.courses import CourseRecord
from sms_desktop.services.history.undo import Change
from sms_desktop.services.offering_rules import RuleEdit, Source
from sms_desktop.services.offerings import OfferingData, OfferingRecord
from sms_desktop.ui import icons
from sms_desktop.ui.context import Context
from sms_desktop.ui.dress import named
from sms_desktop.ui.fields import Wrong
from sms_desktop.ui.report_button import Place, ReportButton, Then
from sms_desktop.ui.tabs.courses import rules_change
from sms_desktop.ui.tabs.courses.choices import Choices
from sms_desktop.ui.tabs.courses.class_list import ClassList, Say
from sms_desktop.ui.tabs.courses.forms import offering_form
from sms_desktop.ui.tabs.courses.history_page import HistoryPage
from sms_desktop.ui.tabs.courses.parts import roomy
from sms_desktop.ui.tabs.courses.paste_rules import PasteRules
from sms_desktop.ui.tabs.courses.record import RecordPanel
from sms_desktop.ui.tabs.courses.rules_change import Draft, Go, Stay
from sms_desktop.ui.tabs.courses.rules_editor import RulesEditor
from sms_desktop.ui.tabs.courses.rules_sources import choose_source
from sms_desktop.ui.tabs.courses.schedule_editor import ScheduleEditor
from sms_desktop.ui.tabs.courses.teacher_links import choose_accounts
from sms_desktop.ui.widgets.scroll import scrolled
from sms_desktop.ui.widgets.state import Words

#: The record is read again when one of these tables has changed; the class list when one of the others has.
TABLES = frozenset({"courses", "course_rules", "offerings", "offering_rules", "offering_teachers", "lessons", "terms"})
CLASS_TABLES = frozenset({"enrolments", "students"})
#: The reports that are meant here.
_REPORTS = ("class-list", "register", "grade-sheet", "timetable", "absences", "report-card")


@dataclass(frozen=True)
class Shown:
    """The record with the ids of its rules, its course, the lessons beside its own, and its history."""

    record: OfferingRecord
    rules: tuple[RuleEdit, ...]
    sources: tuple[Source, ...]
    course: CourseRecord
    beside: tuple[Beside, ...]
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


class OfferingPanel(RecordPanel):
    """Edits an offering. `course_wanted(id)` opens its course, `student_wanted(id)` a student of its class."""

    course_wanted = Signal(int)
    student_wanted = Signal(int)
    enrol_wanted = Signal(object)

    def __init__(self, context: Context, say: Say) -> None:
        self._choices, self._say = Choices(), say
        super().__init__(context, "offerings")
        self.may_edit = context.actor.may("offerings:edit")
        self.form = offering_form("offerings.details")
        self.rules = RulesEditor("offerings", template=True)
        self.schedule = ScheduleEditor("offerings")
        self.pupils = ClassList(context, say)
        self.history = HistoryPage("offerings", context)
        self.course = named(QPushButton(), "offerings.course", "quiet")
        self.accounts = named(QPushButton(), "offerings.accounts")
        self.report = ReportButton(context, self.report_place, "offerings.report")
        self.forms = named(QPushButton(), "offerings.forms")
        self._looked_for: tuple[Any, ...] = ()
        self._add_pages()
        self._connect()
        self.retranslate()

    def report_place(self, then: Then) -> None:
        """The class that is shown, for a report."""
        there = self.record is not None and not self.record.deleted
        then(Place(_REPORTS, offering_id=self.record.id) if there else Place(_REPORTS))

    def fill_form(self) -> None:
        """Opens the dialog that fills a form of the school's own for the class that is shown."""
        from sms_desktop.ui.dialogs.fill_form import FillDialog

        if self.record is not None and not self.record.deleted:
            FillDialog(self.context, self._say, self, offering_id=self.record.id).open()

    def set_choices(self, choices: Choices) -> None:
        """The terms, for the heading."""
        self._choices = choices
        if self.record is not None:
            self.retranslate()

    def read(self, session: Any, record_id: int) -> Shown:
        from sms_desktop.services.history import course_history

        record = offerings.get(session, record_id)
        beside = tuple(clashes.beside(session, record.data, record_id))
        changes = tuple(course_history.of_offering(session, record_id))
        sources = () if record.deleted else tuple(offering_rules.copies(session, record_id))
        rules = tuple(offering_rules.current(session, record_id))
        return Shown(record, rules, sources, courses.get(session, record.data.course_id), beside, changes)

    def write(self, session: Any, record: Shown, data: Draft) -> object:
        version = record.version
        if data.edits != record.rules:
            version = offering_rules.change(session, record.id, data.edits, data.moved, version)
        return offerings.update(session, record.id, data.data, version)

    def consider(self, record: Shown, data: Draft, go: Go, stay: Stay) -> None:
        if data.edits == record.rules and data.data.absence_penalty == record.record.data.absence_penalty:
            go(data)
        else:
            rules_change.consider(self, record.id, record.rules, data, go, stay)

    def tell_saved(self, data: Draft) -> None:
        if data.harmless:
            self._say(_("The rules are saved. No one's grade changes."), _("Undo"), self.context.undo.newest())

    def load(self, record: Shown) -> None:
        data = record.record.data
        self._looked_for = _place(data)
        self.form.load(data)
        self.rules.load([edit.rule for edit in record.rules], [edit.id for edit in record.rules])
        self.schedule.load(data.lessons, data.periods_per_week)
        self.schedule.show_beside(record.beside)
        self.pupils.show_offering(record.id, opened=not record.deleted)
        self.history.show_changes(record.changes)
        self.rules.tools["copy"].setEnabled(bool(record.sources))
        self.accounts.setVisible(self.may_edit and bool(data.teachers))

    def gather(self) -> Draft:
        values, rules = self.entered()
        data = replace(self.record.record.data, rules=rules, lessons=self.schedule.lessons(), **values)
        return Draft(data, self.rules.model.edits())

    def is_dirty(self) -> bool:
        return self.form.dirty or self.rules.dirty or self.schedule.dirty

    def heading(self, record: Shown) -> tuple[str, str]:
        course, data = record.course.data, record.record.data
        term = next((term.title for term in self._choices.terms if term.id == data.term_id), "")
        parts = [course.course_code, term]
        if data.section:
            parts.append(_("Section {section}").format(section=data.section))
        return course.course_name, " · ".join(part for part in parts if part)

    def words(self) -> Words:
        text = _("Choose one in the list to see its lessons, its rules and its class.")
        return Words("calendar-days", _("No offering chosen"), text)

    def set_editable(self, editable: bool) -> None:
        self.form.setEnabled(editable)
        self.accounts.setEnabled(editable)
        self.rules.set_editable(editable)
        self.schedule.set_editable(editable)

    def edit(self) -> None:
        """To the first field."""
        self.show_page("details")
        self.form.fields["section"].editor.setFocus()

    def copy_rules(self) -> None:
        """Takes rules from elsewhere, after asking where there are several; saving makes them the offering's."""
        sources: tuple[Source, ...] = self.record.sources
        if len(sources) == 1:
            self.rules.put(sources[0].rules)
        elif sources:
            choose_source(self.rules.tools["copy"], sources, self.rules.put)

    def retranslate(self) -> None:
        super().retranslate()
        self.course.setText(_("Course"))
        self.course.setToolTip(_("Open the course in the catalogue"))
        self.course.setAccessibleName(self.course.toolTip())
        self.forms.setToolTip(_("Fill in a form of the school's own for this class"))
        self.forms.setAccessibleName(self.forms.toolTip())
        self.accounts.setText(" " + _("Accounts of the teachers…"))
        self.accounts.setToolTip(_("Whoever signs in with such an account has this class as an own one"))

    def _edited(self) -> None:
        """The week is looked at again for the room, section and teachers that are being typed."""
        self.look()
        if self.record is None:
            return
        draft = self._draft()
        self.schedule.set_periods(draft.periods_per_week)
        if _place(draft) == self._looked_for:
            return
        self._looked_for, number = _place(draft), self.record.id
        self.context.jobs.read(
            self,
            lambda session, _progress: clashes.beside(session, draft, number),
            self.schedule.show_beside,
            key="beside",
        )

    def _draft(self) -> OfferingData:
        typed = {}
        for name in ("section", "room", "teachers", "periods_per_week"):
            try:
                typed[name] = self.form.fields[name].value()
            except Wrong:
                continue
        return replace(self.record.record.data, **typed)

    def _connect(self) -> None:
        for field in self.form.fields.values():
            field.changed.connect(self._edited)
        self.form.dirty_changed.connect(lambda _dirty: self.look())
        self.rules.changed.connect(self.look)
        self.schedule.changed.connect(self.look)
        self.rules.copy_wanted.connect(self.copy_rules)
        self.rules.paste_wanted.connect(lambda: PasteRules(self.rules.put, self).open())
        self.course.clicked.connect(lambda: self.course_wanted.emit(self.record.record.data.course_id))
        self.forms.clicked.connect(lambda _checked=False: self.fill_form())
        self.pupils.student_wanted.connect(self.student_wanted)
        self.pupils.enrol_wanted.connect(lambda: self.enrol_wanted.emit(self.record))

    def _details(self) -> QWidget:
        """The form, and the button that says which account each teacher is."""
        page, row = QWidget(), QHBoxLayout()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.form)
        row.addWidget(self.accounts)
        row.addStretch(1)
        column.addLayout(row)
        icons.put(self.accounts, "user-check")
        self.accounts.clicked.connect(lambda: choose_accounts(self.context, self.record.record.id, self))
        return page

    def _add_pages(self) -> None:
        icons.put(self.course, "book-open", "accent")
        icons.put(self.forms, "file-input")
        if not self.context.actor.may("reports:run"):
            self.forms.hide()  # setVisible(True) before it has a place would open a window
        self.buttons.addWidget(self.forms)
        self.buttons.addWidget(self.report)
        self.buttons.addWidget(self.course)
        pages: tuple[tuple[QWidget, str, Any], ...] = (
            (roomy(self.pupils), "class", lambda: _("Class")),
            (roomy(self.schedule), "schedule", lambda: _("Week")),
            (roomy(self.rules), "rules", lambda: _("Rules")),
            (scrolled(self._details(), (0, 14, 12, 4)), "details", lambda: pgettext("record", "Details")),
            (self.history, "history", lambda: _("History")),
        )
        for page, name, title in pages:
            self.add_page(page, name, title)


def _place(data: OfferingData) -> tuple[Any, ...]:
    """What decides whose lessons are beside an offering's."""
    return data.term_id, data.section, data.room, data.teachers
