"""Things that lie over the window: the toast after an act, and the sign that a file may be dropped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QEnterEvent, QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sms_desktop.core.i18n import _
from sms_desktop.ui import icons, theme
from sms_desktop.ui.dress import named

#: Milliseconds a toast stays, unless the pointer is on it.
STAYS = 8000


class Toast(QFrame):
    """“Deleted 3 students.” with Undo: at the foot of the window for some seconds, and never in the way."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setObjectName("main.toast")
        self.setProperty("role", "toast")
        self._text = QLabel()
        self.button = named(QPushButton(), "main.toast_action")
        self.other = named(QPushButton(), "main.toast_other")
        self._close = named(QPushButton(), "main.toast_close")
        self._action: Callable[[], object] | None = None
        self._other_action: Callable[[], object] | None = None
        self._timer = QTimer(self, singleShot=True, interval=STAYS)
        self._timer.timeout.connect(self.hide)
        self.button.clicked.connect(self._act)
        self.other.clicked.connect(self._act_otherwise)
        self._close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.setSpacing(theme.STEP * 2)
        for part in (self._text, self.button, self.other, self._close):
            row.addWidget(part)
        self.hide()

    def say(
        self,
        text: str,
        button: str = "",
        action: Callable[[], object] | None = None,
        other: tuple[str, Callable[[], object]] | None = None,
    ) -> None:
        """Shows a sentence and, with `action`, a button that takes it back or goes on; `other` is a second one."""
        self._text.setText(text)
        self.other.setText(other[0] if other else "")
        self._other_action = other[1] if other else None
        self.other.setVisible(other is not None)
        self._action = action
        self.button.setText(button)
        self.button.setVisible(bool(button and action))
        icons.put(self._close, "x", "on_toast")
        self._close.setAccessibleName(_("Close"))
        self.setAccessibleName(text)
        self.place()
        self.show()
        self.raise_()
        self._timer.start()

    def text(self) -> str:
        """The sentence shown last."""
        return self._text.text()

    def place(self) -> None:
        """To the middle of the window's foot, clear of the status bar."""
        window = self._window
        self._text.setWordWrap(False)
        self.adjustSize()
        most = window.width() - 48
        if self.width() > most:
            self._text.setWordWrap(True)
            self.resize(most, self.heightForWidth(most))
        self.move((window.width() - self.width()) // 2, window.height() - self.height() - 52)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        self._timer.start()

    def _act(self) -> None:
        self.hide()
        if self._action:
            self._action()

    def _act_otherwise(self) -> None:
        self.hide()
        if self._other_action:
            self._other_action()


class DropOverlay(QFrame):
    """Covers the window while a file is dragged over it, and emits `dropped` with each file let go."""

    dropped = Signal(Path)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setObjectName("main.drop")
        self.setProperty("role", "drop")
        self.setAcceptDrops(True)
        self._picture, self._title, self._text = QLabel(), QLabel(), QLabel()
        column = QVBoxLayout(self)
        column.setSpacing(theme.STEP * 2)
        column.addStretch(1)
        for label in (self._picture, self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        column.addStretch(1)
        self._text.setProperty("role", "muted")
        self.hide()

    def appear(self) -> None:
        """Shows itself over everything."""
        icons.put_picture(self._picture, "file-input", 48, "accent")
        theme.scale(self._title, 1.4, QFont.Weight.DemiBold)
        self._title.setText(_("Drop the file to import it"))
        self._text.setText(_("You will see what is in it before anything is changed."))
        self.setGeometry(self._window.rect().adjusted(12, 12, -12, -12))
        self.show()
        self.raise_()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files(event.mimeData()):
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self.hide()
        event.acceptProposedAction()
        for file in files(event.mimeData()):
            self.dropped.emit(file)


def files(data: QMimeData) -> list[Path]:
    """The files of this computer in what is dragged."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
