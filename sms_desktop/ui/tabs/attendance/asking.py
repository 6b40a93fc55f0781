"""What is asked before a register is saved: about ratings of the absent, and about what others wrote meanwhile."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from sms_desktop.core.errors import Conflict
from sms_desktop.core.i18n import _

Then = Callable[[], object]


def ask_to_clear_ratings(parent: QWidget, error: Conflict, clear: Then) -> None:
    """Somebody is absent the whole day and has ratings of that day: `clear` saves and takes those out."""
    box = _box(parent, "attendance.ratings_of_absent", _("Absent, but rated"), error.sentence)
    box.setInformativeText(_("Whoever is absent the whole day has no rating of that day (it can be undone)."))
    box.addButton(_("Back to the register"), QMessageBox.ButtonRole.RejectRole)
    go = box.addButton(_("Take the ratings out and save"), QMessageBox.ButtonRole.AcceptRole)
    go.setProperty("role", "primary")
    go.clicked.connect(clear)
    box.setDefaultButton(go)
    box.open()


def ask_whose(parent: QWidget, error: Conflict, mine: Then, theirs: Then) -> None:
    """Somebody else changed the same register meanwhile: `mine` overwrites, `theirs` drops what is not saved here."""
    box = _box(parent, "attendance.changed_meanwhile", _("Changed meanwhile"), error.sentence)
    box.setInformativeText(_("Which of the two counts?"))
    box.addButton(_("Back to the register"), QMessageBox.ButtonRole.RejectRole)
    drop = box.addButton(_("What is stored"), QMessageBox.ButtonRole.DestructiveRole)
    keep = box.addButton(_("What I entered"), QMessageBox.ButtonRole.AcceptRole)
    drop.clicked.connect(theirs)
    keep.clicked.connect(mine)
    box.open()


def _box(parent: QWidget, name: str, title: str, text: str) -> QMessageBox:
    box = QMessageBox(QMessageBox.Icon.NoIcon, title, text, parent=parent)
    box.setObjectName(name)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return box
