"""What tests of the attendance screen share: a class with lessons, and the screen on a day of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from sms_desktop.core.evaluation import Rule
from sms_desktop.core.schedule import Lesson
from sms_desktop.db.database import Database
from sms_desktop.services import registers
from sms_desktop.services.registers import Register
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.screenshots import settle
from sms_desktop.ui.tabs.attendance.register_acts import RegisterActs
from sms_desktop.ui.tabs.attendance.register_page import RegisterPage
from sms_desktop.ui.tabs.attendance.tab import AttendanceTab
from tests.makers import Make

#: A Monday of the winter term of 2024, the Ochi Day in it, and the days of the week after that Monday.
MONDAY, TUESDAY, HOLIDAY = date(2024, 10, 14), date(2024, 10, 15), date(2024, 10, 28)
RULES = (
    Rule("Participation", Decimal(20), "participation", counts_daily=True),
    Rule("Final exam", Decimal(80), "final"),
)


@dataclass(frozen=True)
class School:
    """An offering with lessons on Mondays, its students and enrolments by last name."""

    term: int
    offering: int
    students: tuple[int, ...]
    enrolments: tuple[int, ...]


def school(make: Make, *names: str, periods: int = 2, **offering: Any) -> School:
    """A class of these students, with `periods` periods every Monday from 08:00."""
    term = make.term(2024)
    course = make.course(course_code="ENG1", course_name="Engines", rules=RULES)
    lessons = (Lesson(0, 1, periods, "08:00"),)
    values = {"section": "A1", "lessons": lessons, "periods_per_week": Decimal(periods), **offering}
    made = make.offering(course_id=course, term_id=term, **values)
    students = tuple(make.student(last_name=name, first_name="Ada") for name in names)
    return School(term, made, students, tuple(make.enrolment(student, made) for student in students))


def opened(desk: Desk, offering: int, day: date = MONDAY) -> AttendanceTab:
    """The screen with that register."""
    tab = desk.window.tab("attendance")
    assert isinstance(tab, AttendanceTab)
    tab.open_register(offering, day)
    come_to_rest(desk)
    return tab


def come_to_rest(desk: Desk) -> None:
    """Lets what was asked for come, and what that asks for."""
    for _round in range(3):
        settle(desk.window)


def stored(database: Database, admin: Any, offering: int, day: date = MONDAY) -> Register:
    """The register as it is in the database."""
    with database.read(admin) as session:
        return registers.register(session, offering, day)


def letters(register: Register) -> list[str]:
    """A line of stored letters for each student."""
    numbers = [period.number for period in register.day.periods]
    return ["".join(row.marks[n].status if n in row.marks else "-" for n in numbers) for row in register.rows]


def seen(page: RegisterPage) -> list[str]:
    """A line of shown letters for each student."""
    columns = [at for at, head in enumerate(page.model.heads) if head.kind == "period"]
    lines = range(page.model.rowCount())
    return ["".join(str(page.model.index(row, column).data() or "-") for column in columns) for row in lines]


def dialog(name: str) -> Any:
    """The one open dialog of that name."""
    found = [one for one in QApplication.topLevelWidgets() if one.objectName() == name and one.isVisible()]
    assert len(found) == 1, name
    return found[0]


def press(acts: RegisterActs, name: str) -> None:
    """Chooses an entry of the register's menu."""
    menu = QMenu(acts.button)
    acts.fill_menu(menu)
    next(action for action in menu.actions() if action.objectName() == name).trigger()
    menu.deleteLater()


def fill_in(form: Any, **texts: str) -> None:
    """Types into the fields of a form."""
    for name, text in texts.items():
        field = form.fields[name]
        editor = getattr(field, "line", None) or field.area
        editor.setText(text) if hasattr(editor, "setText") else editor.setPlainText(text)


def type_letter(table: QWidget, letter: str) -> None:
    """A letter of any alphabet, which QTest can't type."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(table, QKeyEvent(kind, ord(letter.upper()), Qt.KeyboardModifier.NoModifier, letter))
