"""The two questions about a record whose changes are not saved: before going, and where it was changed elsewhere."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from sms_desktop.core.i18n import _

Then = Callable[[], object]


def ask_before_going(parent: QWidget, title: str, *, stay: Then, discard: Then, save: Then) -> None:
    """Asks what becomes of the changes; does one of the three."""
    box = _box(parent, "unsaved", title, _("What you changed here is not saved."))
    keep = box.addButton(_("Keep editing"), QMessageBox.ButtonRole.RejectRole)
    away = box.addButton(_("Discard the changes"), QMessageBox.ButtonRole.DestructiveRole)
    kept = box.addButton(_("Save"), QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(kept)
    box.setEscapeButton(keep)
    for button, then in ((keep, stay), (away, discard), (kept, save)):
        button.clicked.connect(lambda _checked=False, then=then: then())
    box.open()


def ask_to_reload(parent: QWidget, title: str, sentence: str, take_new: Then) -> None:
    """Offers the record as it is by now."""
    box = _box(parent, "changed_meanwhile", title, sentence)
    box.setInformativeText(_("You can look at the new record, which discards what you typed, or keep editing."))
    box.addButton(_("Keep editing"), QMessageBox.ButtonRole.RejectRole)
    new = box.addButton(_("Show the new record"), QMessageBox.ButtonRole.AcceptRole)
    new.clicked.connect(lambda: take_new())
    box.open()


def _box(parent: QWidget, name: str, title: str, text: str) -> QMessageBox:
    box = QMessageBox(QMessageBox.Icon.NoIcon, title, text, parent=parent)
    box.setObjectName(name)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return box
