"""The screens of the main window, in their order."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

from sms_desktop.core.i18n import _
from sms_desktop.ui.context import Context
from sms_desktop.ui.tab import TabSpec
from sms_desktop.ui.tabs import coming


def specs(context: Context) -> list[TabSpec]:
    """Students, Courses, Grades, Attendance, Imports, Operations, Analytics."""
    later = {spec.name: spec for spec in coming.specs()}
    titles = {
        "students": ("users", lambda: _("Students")),
        "courses": ("book-open", lambda: _("Courses")),
        "imports": ("file-input", lambda: _("Imports")),
    }
    found = [_made(name, *titles[name], context) for name in titles]
    return [found[0], found[1], later["grades"], later["attendance"], found[2], later["operations"], later["analytics"]]


def _made(name: str, icon: str, title: Callable[[], str], context: Context) -> TabSpec:
    if find_spec(f"sms_desktop.ui.tabs.{name}") is None:
        return TabSpec(name, icon, title, lambda window: coming.ComingTab(coming.grades, window.show_tab))
    spec: TabSpec = getattr(import_module(f"sms_desktop.ui.tabs.{name}"), f"{name}_tab")(context)
    return spec
