"""The screens of the main window, in their order; what one needs is imported when it is first looked at."""

from __future__ import annotations

import importlib
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from sms_desktop.core.i18n import _
from sms_desktop.ui.tab import TabSpec
from sms_desktop.ui.tabs import coming

if TYPE_CHECKING:
    from sms_desktop.ui.context import Context
    from sms_desktop.ui.main_window import MainWindow

#: The permission without which a screen is not there at all.
NEEDED = {
    "grades": "grades:view",
    "attendance": "attendance:view",
    "imports": "imports:run",
    "analytics": "analytics:view",
}

#: What the window with its first screen needs, imported while a password is typed or the school is opened.
FIRST = ("sms_desktop.ui.main_window", "sms_desktop.ui.desk", "sms_desktop.ui.tabs.students.tab")
#: What the lock and the other screens need, in the order in which it is imported once the first one is there.
LATER = (
    "sms_desktop.ui.lock_screen",
    *(f"sms_desktop.ui.tabs.students.{page}" for page in ("contacts", "enrolments", "marks", "attendance", "papers")),
    *(f"sms_desktop.ui.tabs.{screen}" for screen in ("grades.tab", "attendance.tab", "courses.tab", "imports.tab")),
    "sms_desktop.ui.reporting",
    "sms_desktop.ui.tabs.operations.tab",
    *(f"sms_desktop.ui.dialogs.{dialog}" for dialog in ("form_dialog", "export", "report", "issue")),
)


def specs(context: Context) -> list[TabSpec]:
    """Students, Courses, Grades, Attendance, Imports, Operations, Analytics; those of `NEEDED` only for who may."""
    later = {spec.name: spec for spec in coming.specs()}
    found = [
        TabSpec("students", "users", lambda: _("Students"), partial(_students, context)),
        TabSpec("courses", "book-open", lambda: _("Courses"), partial(_courses, context)),
        TabSpec("grades", "graduation-cap", lambda: _("Grades"), partial(_grades, context)),
        TabSpec("attendance", "calendar-check", lambda: _("Attendance"), partial(_attendance, context)),
        TabSpec("imports", "file-input", lambda: _("Imports"), partial(_imports, context)),
        TabSpec("operations", "briefcase", lambda: _("Operations"), partial(_operations, context)),
        later["analytics"],
    ]
    return [spec for spec in found if spec.name not in NEEDED or context.actor.may(NEEDED[spec.name])]


def prepare() -> None:
    """Imports the first screen at once: where the school is just being opened, there is no window to hold up yet."""
    for module in FIRST:
        importlib.import_module(module)


def offer(context: Context, window: MainWindow) -> None:
    """Makes commands of what lies inside a screen, once the window is up: Ctrl+K finds it before it was opened."""
    from sms_desktop.ui import reporting
    from sms_desktop.ui.tabs.operations import offer_pages

    reporting.add_commands(context, window)
    offer_pages(context, window)


def _students(context: Context, window: MainWindow) -> QWidget:
    from sms_desktop.ui.tabs.students import students_tab

    return students_tab(context).build(window)


def _courses(context: Context, window: MainWindow) -> QWidget:
    from sms_desktop.ui.tabs.courses import courses_tab

    return courses_tab(context).build(window)


def _grades(context: Context, window: MainWindow) -> QWidget:
    from sms_desktop.ui.tabs.grades import grades_tab

    return grades_tab(context).build(window)


def _attendance(context: Context, window: MainWindow) -> QWidget:
    from sms_desktop.ui.tabs.attendance import attendance_tab

    return attendance_tab(context).build(window)


def _imports(context: Context, window: MainWindow) -> QWidget:
    from sms_desktop.ui.tabs.imports import imports_tab

    return imports_tab(context).build(window)


def _operations(context: Context, window: MainWindow) -> QWidget:
    from sms_desktop.ui.tabs.operations import operations_tab

    return operations_tab(context).build(window)
