"""The four statuses as buttons: what each key means, and a way to set them by mouse."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QPushButton

from sms_desktop.core.i18n import _
from sms_desktop.ui import icons
from sms_desktop.ui.dress import named
from sms_desktop.ui.tabs.attendance import words


class Legend(QObject):
    """Emits `put(status)`; buttons do not take the focus from the table."""

    put = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.buttons = {status: named(QPushButton(), f"attendance.set_{status}", "quiet") for status in words.STATUSES}
        for status, button in self.buttons.items():
            icons.put(button, words.ICONS[status], words.TONES[status])
            button.clicked.connect(lambda _checked=False, status=status: self.put.emit(status))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.retranslate()

    def retranslate(self) -> None:
        """The words in the new language."""
        for status, button in self.buttons.items():
            button.setText(f" {words.letter(status)}  {words.word(status)}")
            tip = _("{status}: press {letter}; with Shift for the whole day")
            button.setToolTip(tip.format(status=words.word(status), letter=words.letter(status)))
