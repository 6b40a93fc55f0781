"""Courses: the catalogue, what is taught in a term, by which rules, when, and to whom."""

from __future__ import annotations

from sms_desktop.core.i18n import _
from sms_desktop.ui.context import Context
from sms_desktop.ui.tab import TabSpec


def courses_tab(context: Context) -> TabSpec:
    """The screen as the main window takes it."""
    from sms_desktop.ui.tabs.courses.tab import CoursesTab

    return TabSpec("courses", "book-open", lambda: _("Courses"), lambda window: CoursesTab(context, window))
