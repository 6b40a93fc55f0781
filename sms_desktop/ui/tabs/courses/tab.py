"""The screen of courses: catalogue and offerings at the left, the chosen record at the right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from sms_desktop.core.events import Changed
from sms_desktop.core.i18n import _, ngettext
from sms_desktop.services import courses, offerings
from sms_desktop.ui import icons, theme
from sms_desktop.ui.commands import Command
from sms_desktop.ui.context import Context
from sms_desktop.ui.dress import named
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.report_button import Place, Then
from sms_desktop.ui.tabs.courses import adding, course_record, offering_record
from sms_desktop.ui.tabs.courses.catalogue import catalogue_pane
from sms_desktop.ui.tabs.courses.choices import TABLES, Choices, read_choices
from sms_desktop.ui.tabs.courses.course_record import CoursePanel
from sms_desktop.ui.tabs.courses.list_pane import ListPane
from sms_desktop.ui.tabs.courses.offering_pane import offering_pane
from sms_desktop.ui.tabs.courses.offering_record import OfferingPanel
from sms_desktop.ui.tabs.courses.record import RecordPanel

#: A list is asked for again when one of these tables has changed.
COURSE_LIST = frozenset({"courses", "programmes"})
OFFERING_LIST = frozenset({"courses", "programmes", "offerings", "enrolments", "terms", "academic_years"})
SPLIT = [600, 620]
#: Narrower than this, in logical pixels, list and record take turns.
NARROW = 860


@dataclass(frozen=True)
class Side:
    """One of the two lists with its record, and what its buttons do."""

    name: str
    pane: ListPane
    record: RecordPanel
    add: Callable[[], object]
    right: str


class CoursesTab(QWidget):
    """Two lists, two records. `open_record(course id)`, `open_offering(id)` and `open_hit(hit)` come from outside."""

    def __init__(self, context: Context, window: MainWindow) -> None:
        super().__init__()
        self.context, self.window_ = context, window
        self.choices = Choices()
        self._stale: frozenset[str] = frozenset()
        self.catalogue = catalogue_pane(context, self.add_course)
        self.offered = offering_pane(context, self.add_offering)
        self.course, self.offering = CoursePanel(context), OfferingPanel(context, window.toast)
        self.sides = (
            Side("catalogue", self.catalogue, self.course, self.add_course, "courses:create"),
            Side("offerings", self.offered, self.offering, self.add_offering, "offerings:create"),
        )
        self.switches = {side.name: named(QPushButton(), f"courses.{side.name}", "segment") for side in self.sides}
        self.add = named(QPushButton(), "courses.add", "primary")
        self._group = QButtonGroup(self)
        for name, end in (("catalogue", "first"), ("offerings", "last")):
            self.switches[name].setProperty("end", end)
        self._lists, self._records = QStackedWidget(), QStackedWidget()
        self.splitter = named(QSplitter(Qt.Orientation.Horizontal), "courses.splitter")
        self.setObjectName("courses")
        self._lay_out()
        self._connect()
        self._add_shortcuts()
        self._add_commands()
        self.show_side(str(context.memory.get("courses.side", "catalogue")))
        self.retranslate()
        self._ask_choices()

    @property
    def side(self) -> Side:
        """The list and record that are looked at."""
        return self.sides[self._lists.currentIndex()]

    def show_side(self, name: str) -> None:
        """Turns to the catalogue or to the offerings."""
        place = next((at for at, side in enumerate(self.sides) if side.name == name), 0)
        self._lists.setCurrentIndex(place)
        self._records.setCurrentIndex(place)
        self.switches[self.sides[place].name].setChecked(True)
        self.context.memory.put("courses.side", self.sides[place].name)
        self.setFocusProxy(self.sides[place].pane.table)
        self._name_add()

    def open_record(self, course_id: int, page: str = "") -> None:
        """Shows a course of the catalogue, wherever it is in the list."""
        self._open(self.sides[0], course_id, page)

    def open_offering(self, offering_id: int, page: str = "") -> None:
        """Shows an offering."""
        self._open(self.sides[1], offering_id, page)

    def open_hit(self, hit: Any) -> None:
        """Shows what the search found."""
        self.open_record(hit.id)

    def report_place(self, then: Then) -> None:
        """The offering that is looked at, for a report; of a course of the catalogue there is none."""
        if self.side.name == "offerings":
            self.offering.report_place(then)
        else:
            then(Place())

    def unsaved(self) -> str:
        """Whose changes are not saved yet; empty where there are none."""
        return next((side.record.title() for side in self.sides if side.record.dirty), "")

    def to_list(self) -> None:
        """From the record back to the list, where only one of them has room."""
        self._turn(to_record=False)
        self.side.pane.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn(to_record=self._left.isHidden())

    def add_course(self) -> None:
        """Opens the dialog for a new course; its record is shown once it is saved."""
        adding.add_course(self, self.open_record)

    def add_offering(self, course_id: int | None = None) -> None:
        """Opens the dialog that offers a course in a term; its record is shown once it is saved."""
        adding.add_offering(self, course_id or None, lambda number: self.open_offering(number, "schedule"))

    def refresh(self) -> None:
        """Asks for everything again."""
        self._ask_choices()
        for side in self.sides:
            side.pane.ask()
            side.record.reload()

    def shown(self) -> None:
        """What changed while nobody looked is asked for now."""
        stale, self._stale = self._stale, frozenset()
        if stale:
            self._look_again(stale)

    def retranslate(self) -> None:
        """The words of the head."""
        self.switches["catalogue"].setText(_("Catalogue"))
        self.switches["offerings"].setText(_("Offerings"))
        self.switches["catalogue"].setToolTip(_("All courses of the school"))
        self.switches["offerings"].setToolTip(_("Courses as they are taught in a term"))
        self._name_add()

    def _turn(self, *, to_record: bool) -> None:
        """Shows both sides, or in a narrow window the one that is wanted."""
        narrow = self.width() < NARROW
        self._left.setVisible(not (narrow and to_record))
        self._records.setVisible(not narrow or to_record)
        for side in self.sides:
            side.record.back.setVisible(narrow)

    def _edit(self) -> None:
        if self.side.record.record_id is not None:
            self._turn(to_record=True)
            self.side.record.edit()

    def _name_add(self) -> None:
        offering = self.side.name == "offerings"
        self.add.setText(_("Add offering") if offering else _("Add course"))
        self.add.setToolTip(_("Add (Ctrl+N)"))
        self.add.setVisible(self.context.actor.may(self.side.right))

    def _open(self, side: Side, row_id: int, page: str) -> None:
        self.show_side(side.name)
        if row_id == side.record.record_id:
            side.record.open(row_id, page)
            self._turn(to_record=True)
        else:
            side.record.leave(lambda: self._show(side, row_id, page))

    def _show(self, side: Side, row_id: int, page: str) -> None:
        side.record.open(row_id, page)
        side.pane.reveal(row_id)
        self._turn(to_record=True)

    def _chosen(self, side: Side, rows: list[Any]) -> None:
        """One chosen row is shown; where that would lose something, after asking."""
        if len(rows) != 1 or rows[0].id == side.record.record_id:
            return
        wanted, before = rows[0].id, side.record.record_id
        side.record.leave(lambda: side.record.open(wanted), lambda: side.pane.table.select_id(before))

    def _delete(self, side: Side, ids: list[int]) -> None:
        service = courses.delete if side.name == "catalogue" else offerings.delete

        def done(count: int) -> None:
            if side.record.record_id in ids:
                side.record.close_record()
            self.window_.toast(_deleted(side.name, count), _("Undo"), self.context.undo.newest())

        title = _("Deleting courses") if side.name == "catalogue" else _("Deleting offerings")
        self.context.jobs.write(self, lambda session, _p: service(session, ids), done, title=title, action="delete")

    def _restore(self, side: Side, ids: list[int]) -> None:
        service = courses.restore if side.name == "catalogue" else offerings.restore

        def done(count: int) -> None:
            self.window_.toast(_restored(side.name, count), _("Undo"), self.context.undo.newest())

        title = _("Restoring courses") if side.name == "catalogue" else _("Restoring offerings")
        self.context.jobs.write(self, lambda session, _p: service(session, ids), done, title=title, action="restore")

    def _open_student(self, student_id: int) -> None:
        screen = self.window_.show_tab("students")
        opener = getattr(screen, "open_record", None)
        if opener is not None:
            opener(student_id)

    def _heard(self, event: Changed) -> None:
        if self.isVisible():
            self._look_again(event.tables)
        else:
            self._stale |= event.tables

    def _look_again(self, tables: frozenset[str]) -> None:
        """Asks again for what was touched, and for nothing else."""
        if tables & TABLES:
            self._ask_choices()
        if tables & COURSE_LIST:
            self.catalogue.model.refresh()
        if tables & OFFERING_LIST:
            self.offered.model.refresh()
        if tables & course_record.TABLES:
            self.course.reload()
        if tables & offering_record.TABLES:
            self.offering.reload()
        elif tables & offering_record.CLASS_TABLES:
            self.offering.pupils.refresh()

    def _ask_choices(self) -> None:
        self.context.jobs.read(self, lambda session, _p: read_choices(session), self._take_choices, key="choices")

    def _take_choices(self, choices: Choices) -> None:
        self.choices = choices
        for part in (self.course, self.offering, self.catalogue, self.offered):
            part.set_choices(choices)

    def _split_moved(self) -> None:
        self.context.memory.put("courses.split", self.splitter.sizes())

    def _connect(self) -> None:
        for side in self.sides:
            self.switches[side.name].setCheckable(True)
            self._group.addButton(self.switches[side.name])
            self.switches[side.name].clicked.connect(lambda _checked=False, name=side.name: self.show_side(name))
            side.pane.may_choose = partial(_shows_nothing, side.record)
            side.pane.chosen.connect(lambda rows, side=side: self._chosen(side, rows))
            side.pane.opened.connect(lambda _row: self._edit())
            side.record.back_wanted.connect(self.to_list)
            side.pane.delete_wanted.connect(lambda ids, side=side: self._delete(side, ids))
            side.pane.restore_wanted.connect(lambda ids, side=side: self._restore(side, ids))
        self.add.clicked.connect(lambda: self.side.add())
        self.course.offering_wanted.connect(self.open_offering)
        self.course.offer_wanted.connect(self.add_offering)
        self.offering.course_wanted.connect(self.open_record)
        self.offering.student_wanted.connect(self._open_student)
        self.offering.enrol_wanted.connect(lambda shown: adding.enrol(self, shown))
        self.splitter.splitterMoved.connect(self._split_moved)
        self.context.changes.changed.connect(self._heard)

    def _add_commands(self) -> None:
        """What is in the menu and in the search (Ctrl+K) as well."""
        known = (
            ("courses_add", lambda: _("Add course"), self.add_course, "courses:create"),
            ("offerings_add", lambda: _("Add offering"), self.add_offering, "offerings:create"),
        )
        for name, title, run, right in known:
            if self.context.actor.may(right):
                act = partial(self._from_menu, run)
                self.window_.commands.add(Command(name, title, act, "", "plus", "edit"))

    def _from_menu(self, run: Callable[[], object]) -> None:
        self.window_.show_tab("courses")
        run()

    def _add_shortcuts(self) -> None:
        """Keys that count while this screen has the focus."""
        acts: dict[str, Callable[[], object]] = {
            "Ctrl+N": self.add.click,
            "Ctrl+F": lambda: self.side.pane.filter.setFocus(Qt.FocusReason.ShortcutFocusReason),
        }
        for keys, act in acts.items():
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        for side in self.sides:
            on_table: dict[str, Callable[[], object]] = {"Ins": self.add.click, "F2": self._edit}
            for keys, act in on_table.items():
                shortcut = QShortcut(QKeySequence(keys), side.pane.table)
                shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
                shortcut.activated.connect(act)

    def _lay_out(self) -> None:
        self._left, column, head, outer = QWidget(), QVBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        self._left.setLayout(column)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(theme.STEP * 3)
        head.setSpacing(0)
        for side in self.sides:
            head.addWidget(self.switches[side.name])
            self._lists.addWidget(side.pane)
            self._records.addWidget(side.record)
        head.addStretch(1)
        head.addWidget(self.add)
        icons.put(self.add, "plus", "on_accent")
        column.addLayout(head)
        column.addWidget(self._lists, 1)
        outer.setContentsMargins(16, 14, 16, 14)
        outer.addWidget(self.splitter)
        self.splitter.addWidget(self._left)
        self.splitter.addWidget(self._records)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(8)
        self.splitter.setSizes(self.context.memory.get("courses.split") or SPLIT)


def _shows_nothing(record: RecordPanel) -> bool:
    return record.record_id is None


def _deleted(side: str, count: int) -> str:
    if side == "catalogue":
        return ngettext("Deleted {n} course.", "Deleted {n} courses.", count).format(n=count)
    return ngettext("Deleted {n} offering.", "Deleted {n} offerings.", count).format(n=count)


def _restored(side: str, count: int) -> str:
    if side == "catalogue":
        return ngettext("Restored {n} course.", "Restored {n} courses.", count).format(n=count)
    return ngettext("Restored {n} offering.", "Restored {n} offerings.", count).format(n=count)
