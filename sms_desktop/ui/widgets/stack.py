"""Pages of which one is shown, as Qt has them, but for what becomes of the keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget


class Stack(QStackedWidget):
    """Keeps the keys where the page that goes had them and the one that comes has nothing to type into.

    Qt leaves them with nobody then, and no shortcut of the screen works until somebody clicks into it.
    """

    def setCurrentWidget(self, page: QWidget) -> None:
        held = QApplication.focusWidget()
        had_keys = held is not None and self.isAncestorOf(held)
        super().setCurrentWidget(page)
        if had_keys and QApplication.focusWidget() is None:
            page.setFocus(Qt.FocusReason.OtherFocusReason)
