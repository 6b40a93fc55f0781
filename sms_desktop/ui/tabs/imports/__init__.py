"""The Imports screen: files dropped, chosen or pasted, four calm steps to bring them in, and the history."""

from sms_desktop.ui.tabs.imports.tab import imports_tab

__all__ = ["imports_tab"]
