"""What keeps a school running: backups, accounts, the log, settings, and how the program itself is."""

from __future__ import annotations

from functools import partial

from sms_desktop.core.i18n import _
from sms_desktop.ui.commands import Command
from sms_desktop.ui.context import Context
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.tab import TabSpec


def operations_tab(context: Context) -> TabSpec:
    """The Operations screen for the main window."""
    from sms_desktop.ui.tabs.operations.tab import OperationsTab  # dialogs need a part of this folder before all pages

    return TabSpec("operations", "briefcase", lambda: _("Operations"), lambda window: OperationsTab(context, window))


def offer_pages(context: Context, window: MainWindow) -> None:
    """Makes a command of each page, so that Ctrl+K finds it before the screen was ever opened."""
    from sms_desktop.ui.tabs.operations.pages import groups
    from sms_desktop.ui.tabs.operations.tab import OperationsTab

    def go(name: str) -> None:
        screen = window.show_tab("operations")
        assert isinstance(screen, OperationsTab)
        screen.open_page(name)

    for group in groups(context, window):
        for page in group.pages:
            window.commands.add(Command(f"page_{page.name}", page.title, partial(go, page.name), "", page.icon, "view"))
