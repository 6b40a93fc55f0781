"""Attendance: the register of a day, months, absence limits, and the registers nobody has taken yet."""

from __future__ import annotations

from sms_desktop.core.i18n import _
from sms_desktop.ui.context import Context
from sms_desktop.ui.tab import TabSpec


def attendance_tab(context: Context) -> TabSpec:
    """The screen as the main window takes it."""
    from sms_desktop.ui.tabs.attendance.tab import AttendanceTab

    return TabSpec(
        "attendance", "calendar-check", lambda: _("Attendance"), lambda window: AttendanceTab(context, window)
    )
