"""Grades: a spreadsheet of one offering, with final grades that explain themselves."""

from __future__ import annotations

from sms_desktop.core.i18n import _
from sms_desktop.ui.context import Context
from sms_desktop.ui.tab import TabSpec


def grades_tab(context: Context) -> TabSpec:
    """The screen as the main window takes it."""
    from sms_desktop.ui.tabs.grades.tab import GradesTab

    return TabSpec("grades", "graduation-cap", lambda: _("Grades"), lambda window: GradesTab(context, window))
