"""The Students screen: the register at the left, the record of a student at the right."""

from sms_desktop.ui.tabs.students.tab import students_tab

__all__ = ["students_tab"]
