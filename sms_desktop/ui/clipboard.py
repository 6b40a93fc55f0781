"""The clipboard forgets secrets and sensitive fields after a moment, and keeps them out of its history (S26)."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QMimeData, QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from sms_desktop.services import contacts, students
from sms_desktop.ui.fields import Field

#: Seconds after which it is empty again, unless something else was copied meanwhile.
SECONDS = 10
#: What asks managers of clipboards not to keep it: those of Linux desktops, and the history and cloud of Windows.
_MARKS = {
    "x-kde-passwordManagerHint": b"secret",
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': b"\0\0\0\0",
    'application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"': b"\0\0\0\0",
    'application/x-qt-windows-mime;value="CanUploadToCloudClipboard"': b"\0\0\0\0",
}
_SENSITIVE = frozenset({*students.SENSITIVE, *contacts.SENSITIVE})


def marked(text: str) -> QMimeData:
    """A text for the clipboard that nobody is to keep."""
    data = QMimeData()
    data.setText(text)
    for kind, value in _MARKS.items():
        data.setData(kind, QByteArray(value))
    return data


class Secret(QObject):
    """Puts a text on the clipboard for some seconds."""

    def __init__(self, parent: QObject | None) -> None:
        super().__init__(parent)
        self._clipboard = QGuiApplication.clipboard()
        self._secret = ""
        self._timer = QTimer(self, singleShot=True, interval=SECONDS * 1000)
        self._timer.timeout.connect(self.forget)

    def put(self, text: str) -> None:
        """Puts a secret there, in place of the one before."""
        if text:
            self._secret = text
            self._clipboard.setMimeData(marked(text))
            self._timer.start()

    def forget(self) -> None:
        """Empties the clipboard where what was put there is still in it."""
        if self._secret and self._clipboard.text() == self._secret:
            self._clipboard.clear()
        self._secret = ""
        self._timer.stop()


class ClipboardGuard(Secret):
    """Sees what is copied from sensitive fields, and has it forgotten; everything else stays as it is."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._clipboard.dataChanged.connect(self._changed)

    def _changed(self) -> None:
        if _is_ours(self._clipboard.mimeData()):
            return
        if is_sensitive(QApplication.focusWidget()):  # None while another program is in front
            self.put(self._clipboard.text())


def _is_ours(data: QMimeData | None) -> bool:
    return data is not None and data.hasFormat(next(iter(_MARKS)))


def is_sensitive(widget: QWidget | None) -> bool:
    """Whether a widget is in a field that not everybody may see."""
    while widget is not None:
        if isinstance(widget, Field):
            return widget.name in _SENSITIVE
        widget = widget.parentWidget()
    return False
