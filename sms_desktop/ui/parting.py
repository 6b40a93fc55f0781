"""Before the window closes: what is at work or not saved is named, and can be stayed for."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from sms_desktop.core.i18n import _
from sms_desktop.ui.main_window import MainWindow


def reasons_to_stay(window: MainWindow) -> list[str]:
    """A sentence for each screen with something not saved (`unsaved()` names it) and each piece of work under way."""
    names = [getattr(screen, "unsaved", str)() for screen in window.built()]
    titles = [job.title for job in window.jobs.running() if job.title and job.kind in ("write", "task")]
    return [
        *(_("The changes to {name} are not saved.").format(name=name) for name in names if name),
        *(_("“{title}” is still at work; nothing of it would be kept.").format(title=title) for title in titles),
    ]


def ask_to_part(window: MainWindow, reasons: list[str], close: Callable[[], object]) -> None:
    """Shows the reasons; `close` is called where the person closes all the same."""
    box = QMessageBox(QMessageBox.Icon.NoIcon, _("Close the window?"), _("Not everything is done yet."), parent=window)
    box.setObjectName("parting")
    box.setInformativeText("\n".join(reasons))
    stay = box.addButton(_("Stay"), QMessageBox.ButtonRole.RejectRole)
    leave = box.addButton(_("Close all the same"), QMessageBox.ButtonRole.DestructiveRole)
    leave.setProperty("role", "danger")
    leave.clicked.connect(close)
    box.setDefaultButton(stay)
    box.setEscapeButton(stay)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
