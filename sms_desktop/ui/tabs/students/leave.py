"""What to do with changes that are not saved when one goes on to another student."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from sms_desktop.core.i18n import _

Then = Callable[[], object]


def ask_to_leave(parent: QWidget, name: str, save: Then, drop: Then, stay: Then) -> None:
    """Asks whether to save the changes to `name`, to drop them, or to go on editing (also on Esc)."""
    text = _("The changes to {name} are not saved.").format(name=name)
    box = QMessageBox(QMessageBox.Icon.NoIcon, _("Not saved yet"), text, parent=parent)
    box.setObjectName("students.leave")
    saving = box.addButton(_("Save"), QMessageBox.ButtonRole.AcceptRole)
    dropping = box.addButton(_("Don't save"), QMessageBox.ButtonRole.DestructiveRole)
    staying = box.addButton(_("Keep editing"), QMessageBox.ButtonRole.RejectRole)
    saving.setProperty("role", "primary")
    dropping.setProperty("role", "danger")
    box.setDefaultButton(saving)
    box.setEscapeButton(staying)
    saving.clicked.connect(save)
    dropping.clicked.connect(drop)
    staying.clicked.connect(stay)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
