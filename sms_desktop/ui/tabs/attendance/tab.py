"""The screen of attendance: a course and a day at the top; register, month, limits and registers not taken below."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from sms_desktop.core import clock
from sms_desktop.core.errors import NotFound
from sms_desktop.core.events import Changed
from sms_desktop.core.i18n import _
from sms_desktop.services import offerings, registers, years
from sms_desktop.services.listing import Condition, Listing
from sms_desktop.services.offerings import OfferingRow
from sms_desktop.services.years import TermRow
from sms_desktop.ui import theme
from sms_desktop.ui.commands import Command
from sms_desktop.ui.context import Context
from sms_desktop.ui.dress import named
from sms_desktop.ui.exporting import ExportButton, Source, of_class, of_table
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.report_button import Place, ReportButton, Then, begin
from sms_desktop.ui.tabs.attendance.chooser import Chooser
from sms_desktop.ui.tabs.attendance.limits_page import LimitsPage
from sms_desktop.ui.tabs.attendance.month_page import MonthPage
from sms_desktop.ui.tabs.attendance.not_taken_page import NotTakenPage
from sms_desktop.ui.tabs.attendance.register_page import RegisterPage
from sms_desktop.ui.tabs.courses.parts import roomy
from sms_desktop.ui.widgets.state import Words

#: What is shown is read again when one of these tables has changed; the lists of terms and courses for the others.
SHOWN = frozenset({"attendance", "daily_ratings", "make_up_lessons", "enrolments", "students", "lessons", "holidays"})
CHOICES = frozenset({"terms", "academic_years", "offerings", "courses", "offering_rules", "settings"})
SEGMENTS = ("register", "month", "limits", "not_taken")
#: The least height of a list, in logical pixels: the screen scrolls before it gets lower.
LEAST = 190
#: More offerings than this a term never has.
MOST = 5000


@dataclass(frozen=True)
class Choices:
    """What there is to choose from; `missing` is how many registers of the term are not taken."""

    terms: tuple[TermRow, ...]
    term: int | None
    offerings: tuple[OfferingRow, ...]
    missing: int


def read_choices(session: Any, term: int | None) -> Choices:
    """The terms, the offerings of one of them (the current one if none is given), and what is not taken yet."""
    terms = tuple(years.terms(session))
    if term not in [row.id for row in terms]:
        current = years.current_term(session, clock.today())
        term = current.id if current else None
    where = (Condition("term_id", "=", term),)
    found = offerings.page(session, Listing(where=where), 0, MOST) if term else []
    missing = registers.count_not_taken(session, term, clock.today()) if term else 0
    return Choices(terms, term, tuple(found), missing)


class AttendanceTab(QWidget):
    """`open_register(offering, day)` and `open_limits()` come from outside."""

    def __init__(self, context: Context, window: MainWindow) -> None:
        super().__init__()
        self.setObjectName("attendance")
        self.context, self.window_ = context, window
        self.term: int | None = context.memory.get("attendance.term")
        self.offering_id, self.day = int(context.memory.get("attendance.offering", 0)), clock.today()
        self._stale: frozenset[str] = frozenset()
        self._missing, self._asked, self._arriving = 0, False, False
        self._known: dict[int, OfferingRow] = {}
        self.chooser = Chooser()
        self.segments = {name: named(QPushButton(), f"attendance.{name}", "segment") for name in SEGMENTS}
        self.register = RegisterPage(context, window.toast)
        self.month, self.limits = MonthPage(context), LimitsPage(context, window.toast)
        self.not_taken = NotTakenPage(context)
        self.pages = QStackedWidget()
        self._group = QButtonGroup(self)
        self._lay_out()
        self._connect()
        self._add_shortcuts()
        self._add_commands()
        self._turn("register")
        self.retranslate()
        self._ask_choices()

    @property
    def segment(self) -> str:
        """What is looked at: register, month, limits or not_taken."""
        return SEGMENTS[self.pages.currentIndex()]

    def open_register(self, offering_id: int, day: date) -> None:
        """Shows the register of a course on a day, in whatever term it is."""
        self._go(offering=offering_id, day=day, segment="register")

    def open_limits(self) -> None:
        """Shows who is close to the absence limit or over it."""
        self._go(segment="limits")

    def export_sources(self) -> list[Source]:
        """What an export writes: the class that is looked at, or the list of the limits or of what is not taken."""
        if self.segment in ("limits", "not_taken"):
            return [of_table(self._page.table)]
        row = self._known.get(self.offering_id)
        if row is None:
            return []
        title = " · ".join(filter(None, (row.course_code, row.course_name, row.term, row.section)))
        return of_class(self.context, row.id, title, "attendance", "daily-ratings")

    def report_place(self, then: Then) -> None:
        """The class and the day that are looked at, for a report; under the limits all classes of the term."""
        if self.segment in ("limits", "not_taken"):
            offering = self.offering_id if self.limits.only.isChecked() else None
            then(Place(("absences",), offering_id=offering or None, term_id=self.term))
        else:
            then(Place(("register", "absences"), offering_id=self.offering_id or None, term_id=self.term))

    def unsaved(self) -> str:
        """The register that is not saved; empty where all is."""
        return self.register.unsaved()

    def refresh(self) -> None:
        """Asks for everything again."""
        self._ask_choices()
        self._show_page()

    def shown(self) -> None:
        """What changed while nobody looked is asked for now."""
        stale, self._stale = self._stale, frozenset()
        if stale:
            self._look_again(stale)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In a low window, where the screen scrolls, the list comes into sight when it is gone to."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self._area.ensureWidgetVisible(watched, 0, 0)
        return super().eventFilter(watched, event)

    def retranslate(self) -> None:
        """The words of the head."""
        missing = f" ({self._missing})" if self._missing else ""
        texts = {
            "register": (_("Register"), _("One class on one day")),
            "month": (_("Month"), _("A class or a student over a month")),
            "limits": (_("Limits"), _("Absences against the limit of each course")),
            "not_taken": (_("Not taken") + missing, _("Registers of past lessons that nobody has taken")),
        }
        for name, (text, tip) in texts.items():
            self.segments[name].setText(text)
            self.segments[name].setToolTip(tip)
        self._say_nothing()

    @property
    def _page(self) -> Any:
        """The page of the segment that is looked at."""
        return self.pages.currentWidget()

    def _go(
        self, *, offering: int | None = None, day: date | None = None, segment: str = "", term: int | None = None
    ) -> None:
        """Somewhere else, once the register that is left is saved; until then the head shows where one is."""
        self.chooser.show_place(self.offering_id, self.day)
        self.segments[self.segment].setChecked(True)
        self.register.leave(lambda: self._arrive(offering, day, segment, term))

    def _arrive(self, offering: int | None, day: date | None, segment: str, term: int | None) -> None:
        self.day = day or self.day
        if offering is not None:
            self.offering_id = offering
            self.context.memory.put("attendance.offering", offering)
        if term is not None:
            self.term, self.offering_id = term, 0
            self.context.memory.put("attendance.term", term)
        if segment:
            self._turn(segment)
        if segment or offering is not None:
            self.register.focus_soon()
            self._page.setFocus(Qt.FocusReason.OtherFocusReason)
        self.chooser.show_place(self.offering_id, self.day)
        if term is not None or (offering is not None and offering not in self._known):
            self._arriving = True
            self._ask_choices()
        else:
            self._show_page()

    def _turn(self, segment: str) -> None:
        self.pages.setCurrentIndex(SEGMENTS.index(segment))
        self.segments[segment].setChecked(True)
        self.chooser.days.setVisible(segment == "register")
        self.setFocusProxy(self._page)

    def _show_page(self) -> None:
        self._page.show_place(self.term or 0, self.offering_id, self.day)

    def _ask_choices(self) -> None:
        term, offering = self.term, self.offering_id

        def work(session: Any, _progress: object) -> Choices:
            return read_choices(session, _term_of(session, offering) or term)

        self.context.jobs.read(self, work, self._take_choices, key="choices")

    def _take_choices(self, choices: Choices) -> None:
        first = not self._asked
        before = (self.term, self.offering_id)
        self._asked, self.term, self._missing = True, choices.term, choices.missing
        self._known = {row.id: row for row in choices.offerings}
        if self.offering_id not in self._known:
            self.offering_id = next(iter(self._known), 0)
        self.chooser.fill_terms(choices.terms, choices.term)
        self.chooser.fill_offerings(choices.offerings)
        self.chooser.show_place(self.offering_id, self.day)
        self.retranslate()
        if first or before != (self.term, self.offering_id) or self._arriving:
            self._arriving = False
            self._show_page()

    def _say_nothing(self) -> None:
        """Where there is no course to show: what is missing, and where that is made."""
        if self._asked and not self._known:
            text = _("Courses are offered in a term on the Courses screen.")
            go = partial(self.window_.show_tab, "courses")
            self.register.show_nothing(Words("book-open", _("No courses in this term"), text, _("Open courses"), go))

    def _heard(self, event: Changed) -> None:
        if self.isVisible():
            self._look_again(event.tables)
        else:
            self._stale |= event.tables

    def _look_again(self, tables: frozenset[str]) -> None:
        if tables & (SHOWN | CHOICES):
            self._ask_choices()
            self._show_page()

    def _step(self, by: int) -> None:
        if self.segment == "register":
            self.register.step(by)
        elif self.segment == "month":
            self.month.step(by)

    def _next_course(self, by: int) -> None:
        ids = self.chooser.offering.ids()
        place = ids.index(self.offering_id) + by if self.offering_id in ids else -1
        if 0 <= place < len(ids):
            self._go(offering=ids[place])

    def _switched(self, _place: int) -> None:
        """Another screen is looked at: what is not saved here is saved."""
        if self.window_.current_tab() != "attendance":
            self.register.leave(lambda: None)

    def _open_student(self, student_id: int) -> None:
        screen: Any = self.window_.show_tab("students")
        opener = getattr(screen, "open_record", None)
        if opener is not None:
            opener(student_id)

    def _open_report(self) -> None:
        self.report_place(partial(begin, self.context, self.window_))

    def _open_class(self) -> None:
        screen: Any = self.window_.show_tab("courses")
        opener = getattr(screen, "open_offering", None)
        if opener is not None:
            opener(self.offering_id, "class")

    def _fill_present(self) -> None:
        if self.window_.current_tab() == "attendance" and self.segment == "register":
            self.register.fill_present()

    def _connect(self) -> None:
        for name, button in self.segments.items():
            button.setCheckable(True)
            self._group.addButton(button)
            button.clicked.connect(lambda _checked=False, name=name: self._go(segment=name))
        self.chooser.term_wanted.connect(lambda term: self._go(term=term))
        self.chooser.offering_wanted.connect(lambda offering: self._go(offering=offering))
        self.chooser.step_wanted.connect(self._step)
        for source in (self.chooser, self.register):
            source.day_wanted.connect(lambda day: self._go(day=day))
        for page in (self.month, self.not_taken):
            page.register_wanted.connect(self.open_register)
        for asker in (self.register, self.limits, self.month):
            asker.student_wanted.connect(self._open_student)
        self.register.class_wanted.connect(self._open_class)
        self.limits.report_wanted.connect(self._open_report)
        self.context.changes.changed.connect(self._heard)
        self.window_.tabs.currentChanged.connect(self._switched)

    def _add_shortcuts(self) -> None:
        acts: dict[str, Callable[[], object]] = {
            "Ctrl+S": self.register.save,
            "Ctrl+Left": lambda: self._step(-1),
            "Ctrl+Right": lambda: self._step(1),
            "Ctrl+PgUp": lambda: self._next_course(-1),
            "Ctrl+PgDown": lambda: self._next_course(1),
            "Ctrl+F": lambda: self.chooser.offering.setFocus(Qt.FocusReason.ShortcutFocusReason),
        }
        for keys, act in acts.items():
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda act=act: act())

    def _add_commands(self) -> None:
        commands = self.window_.commands
        commands.add(
            Command("absence_limits", lambda: _("Absence limits"), self._limits_from_menu, "", "circle-alert", "view")
        )
        if self.context.actor.may("attendance:edit"):
            title = _all_present
            commands.add(Command("all_present", title, self._fill_present, "F8", "list-checks", "edit"))

    def _limits_from_menu(self) -> None:
        self.window_.show_tab("attendance")
        self.open_limits()

    def _lay_out(self) -> None:
        page, outer, head = QWidget(), QVBoxLayout(self), QHBoxLayout()
        self._area, column = roomy(page), QVBoxLayout(page)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._area)
        column.setContentsMargins(20, 12, 20, 12)
        column.setSpacing(theme.STEP * 2)
        head.setSpacing(0)
        for name, button in self.segments.items():
            button.setProperty("end", {"register": "first", "not_taken": "last"}.get(name, "middle"))
            head.addWidget(button)
        head.addStretch(1)
        head.addWidget(ReportButton(self.context, self.report_place, "attendance.report"))
        head.addSpacing(theme.STEP * 2)
        head.addWidget(ExportButton(self.context, self.export_sources, "attendance.export", slim=True))
        for part in (self.register, self.month, self.limits, self.not_taken):
            self.pages.addWidget(part)
            part.table.setMinimumHeight(LEAST)
            part.table.installEventFilter(self)
        column.addLayout(head)
        column.addWidget(self.chooser)
        column.addWidget(self.pages, 1)


def _all_present() -> str:
    return _("Register: all present")


def _term_of(session: Any, offering: int) -> int | None:
    """The term of the offering that is looked at; None where there is none."""
    try:
        return offerings.get(session, offering).data.term_id if offering else None
    except NotFound:
        return None
