"""The Students screen: filter and register at the left, the record at the right, or one of them where it is narrow."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from sms_desktop.core.events import Changed
from sms_desktop.core.i18n import _
from sms_desktop.services import students
from sms_desktop.ui.commands import Command
from sms_desktop.ui.context import Context
from sms_desktop.ui.dress import named
from sms_desktop.ui.listing import ListingSource
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.paging import PagedModel
from sms_desktop.ui.report_button import Then
from sms_desktop.ui.tab import TabSpec
from sms_desktop.ui.tabs.students.acts import Acts
from sms_desktop.ui.tabs.students.columns import columns, sees_phones
from sms_desktop.ui.tabs.students.filters import Choices, Filters, read_choices
from sms_desktop.ui.tabs.students.leave import ask_to_leave
from sms_desktop.ui.tabs.students.record import Record
from sms_desktop.ui.tabs.students.register import Register
from sms_desktop.ui.widgets.table_view import TableView

#: Narrower than this, in logical pixels, list and record take turns.
NARROW = 860
SIZES = "students.splitter"
#: Changes in these tables make the list, and in the second set also the open record, ask again.
LISTED = frozenset({"students", "programmes"})
SHOWN = LISTED | {"contacts", "student_contacts", "enrolments", "offerings", "courses", "terms", "highlights"}
SHOWN |= {"grades", "assessments", "daily_ratings", "attendance", "offering_rules", "settings", "issued_documents"}
#: Milliseconds in which several changes count as one.
BREATH = 30


def students_tab(context: Context) -> TabSpec:
    """The screen, for the main window."""
    return TabSpec("students", "users", lambda: _("Students"), lambda window: StudentsTab(context, window))


class StudentsTab(QWidget):
    """Follows the selection with the record, and refreshes what a change touched; what one does is in `Acts`."""

    def __init__(self, context: Context, window: MainWindow) -> None:
        super().__init__()
        named(self, "students")
        self.context, self.choices = context, Choices()
        source = ListingSource(students.count, students.page, students.ids)
        shown = columns(sensitive=sees_phones(context.actor, "students:view"))
        self.model = PagedModel(shown, source, context.jobs, id_of=attrgetter("id"), parent=self)
        self.table = TableView(self.model, context.memory, "students.table", self, sort="last_name")
        self.filters = Filters(context.memory)
        self.acts = Acts(self, window)
        self.record = Record(context, window.toast, self.acts.enrol, self.acts.certificate)
        self.register = Register(self)
        self._splitter = named(QSplitter(Qt.Orientation.Horizontal), "students.splitter")
        self._wanted: int | None = None
        self._wanted_place: int | None = None
        self._asking = self._stale = False
        self._soon, self._touched = QTimer(self, singleShot=True, interval=BREATH), set[str]()
        self.setFocusProxy(self.table)  # before it is laid out: after that Qt takes the screen out of Tab's way
        self._lay_out()
        self._connect()
        self.filters.deleted.setVisible(context.actor.may("students:delete"))
        if context.actor.may("students:create"):
            window.commands.add(Command("students_add", lambda: _("Add student"), self._add, "", "user-plus", "edit"))
        self.model.set_filter(self.filters.listing())
        self._ask_choices()

    def open_record(self, student_id: int, page: str = "") -> None:
        """Shows a student's record, and the student in the list, out of any filter."""
        self.record.show_id(student_id, page)
        self.select(student_id)
        self._turn(to_record=True)

    def open_hit(self, hit: Any) -> None:
        """Shows what the search found: a student, or the student of a contact."""
        is_contact = hit.kind == "contact"
        self.open_record(hit.student_id if is_contact else hit.id, "contacts" if is_contact else "details")

    def select(self, student_id: int) -> None:
        """Selects a student once the list, which is just being asked again, is here."""
        self._wanted = student_id
        if not self.filters.is_on and not self.filters.deleted.isChecked():
            self.model.refresh()
        else:
            self.filters.clear()

    def stay_at(self, place: int) -> None:
        """Selects what stands at this place after the next change of the list."""
        self._wanted_place = place

    def refresh(self) -> None:
        """Asks for everything again (F5)."""
        self._ask_choices()
        self.model.refresh()
        self.record.refresh()

    def report_place(self, then: Then) -> None:
        """Whom a report is about here."""
        self.acts.report_place(then)

    def unsaved(self) -> str:
        """Whose changes are not saved yet; empty where there are none."""
        record = self.record.record
        return record.name if record and self.record.details.dirty else ""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn(to_record=self.register.isHidden())

    def _turn(self, *, to_record: bool) -> None:
        """Shows both sides, or in a narrow window the one that is wanted."""
        narrow = self.width() < NARROW
        self.register.setVisible(not (narrow and to_record))
        self.record.setVisible(not narrow or to_record)
        self.record.head.back.setVisible(narrow)

    def shown(self) -> None:
        """The record is asked for again where something of it changed while nobody looked."""
        if self._stale:
            self._stale = False
            self.record.refresh()

    def to_list(self) -> None:
        """Back to the list."""
        self._turn(to_record=False)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def edit(self) -> None:
        """To the first field of the record."""
        if self.record.student_id is not None:
            self._turn(to_record=True)
            self.record.tabs.setCurrentIndex(0)
            self.record.details.edit()

    def _add(self) -> None:
        window = self.window()
        if isinstance(window, MainWindow):
            window.show_tab("students")
        self.acts.add()

    def _follow(self) -> None:
        """Shows the record of what is selected; asks first where something typed is not saved."""
        rows, count = self.table.selected_rows(), self.table.selected_count()
        if count == 1 and not rows:
            return  # on its way: the page comes, and with it this call
        now = rows[0].id if count == 1 else None
        if now is not None and now == self.record.student_id:
            return
        if self.record.details.dirty:
            if count and not self._asking:
                self._ask_to_leave()
            return
        if now is not None:
            self.record.show_id(now)
        elif self._wanted is None:
            self.record.show_nothing(count)

    def _ask_to_leave(self) -> None:
        self._asking = True
        ask_to_leave(self, self.unsaved(), self._save_and_follow, self._drop_and_follow, self._stay)

    def _save_and_follow(self) -> None:
        self._asking = False
        self.record.details.save(after=self._follow)

    def _drop_and_follow(self) -> None:
        self._asking = False
        self.record.details.form.mark_clean()
        self._follow()

    def _stay(self) -> None:
        if self.record.student_id is not None:
            self.table.select_id(self.record.student_id)
        self._asking = False

    def _replaced(self) -> None:
        """The list has come: selects what was waited for."""
        wanted, self._wanted = self._wanted, None
        place, self._wanted_place = self._wanted_place, None
        if wanted is not None:
            self.table.select_id(wanted)
        elif self.table.selected_count() or not self.model.rowCount():
            self._follow()
        elif place is not None or self.record.student_id is None:
            self.table.selectRow(min(place or 0, self.model.rowCount() - 1))

    def _heard(self, event: Changed) -> None:
        self._touched |= event.tables
        if not self._soon.isActive():
            self._soon.start()

    def _refresh_touched(self) -> None:
        touched, self._touched = self._touched, set()
        if touched & LISTED:
            self._ask_choices()
            self.model.refresh()
        if touched & SHOWN and self.isVisible():
            self.record.refresh()
        elif touched & SHOWN:
            self._stale = True

    def _ask_choices(self) -> None:
        self.context.jobs.read(self, lambda session, _progress: read_choices(session), self._offer, key="choices")

    def _offer(self, choices: Choices) -> None:
        self.choices = choices
        self.filters.offer(choices)
        self.record.details.offer(choices)

    def _connect(self) -> None:
        self.filters.changed.connect(self.model.set_filter)
        self.filters.changed.connect(lambda _listing: self.acts.fit())
        self.filters.left.connect(self._into_table)
        self.table.selected.connect(lambda _rows: self._follow())
        self.model.dataChanged.connect(lambda *_index: self._follow())
        self.model.replaced.connect(self._replaced)
        self.table.opened.connect(lambda _row: self.edit())
        self.table.delete_pressed.connect(self.acts.delete)
        self.table.context_menu = self.acts.fill_menu
        self.record.back.connect(self.to_list)
        self.record.head.more.setMenu(self.acts.more)
        rights = ("privacy:manage", "reports:run", "reports:issue")
        self.record.head.more.setVisible(any(map(self.context.actor.may, rights)))
        self.record.details.form.dirty_changed.connect(lambda _dirty: self.acts.fit())
        self._soon.timeout.connect(self._refresh_touched)
        self.context.changes.changed.connect(self._heard)
        self._splitter.splitterMoved.connect(lambda *_at: self.context.memory.put(SIZES, self._splitter.sizes()))

    def _into_table(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.model.rowCount() and not self.table.selected_count():
            self.table.selectRow(0)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 16, 12)
        self._splitter.addWidget(self.register)
        self._splitter.addWidget(self.record)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(12)
        self._splitter.setStretchFactor(0, 3)
        self._splitter.setStretchFactor(1, 2)
        sizes: Sequence[int] = self.context.memory.get(SIZES) or (712, 442)
        self._splitter.setSizes(list(sizes))
        row.addWidget(self._splitter)
