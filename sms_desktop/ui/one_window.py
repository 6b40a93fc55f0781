"""One window for one data folder: whoever starts a second brings the first to the front."""

from __future__ import annotations

import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

#: Milliseconds to wait for the other window's answer.
PATIENCE = 2000


def name_of(folder: Path) -> str:
    """The name under which the window of this folder listens."""
    return "sms-desktop-" + hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:24]


def call_other(folder: Path) -> bool:
    """Asks the window that has this folder open to come to the front; False where none answers."""
    socket = QLocalSocket()
    socket.connectToServer(name_of(folder))
    if not socket.waitForConnected(PATIENCE):
        return False
    socket.disconnectFromServer()  # that somebody comes to the door says it all
    return True


class Doorbell(QObject):
    """Listens for other starts on this folder; `rung` when one asks for the window. Only for who holds the lock."""

    rung = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        QLocalServer.removeServer(name_of(folder))  # left by a crash: the lock says that nobody else listens
        self._server.listen(name_of(folder))

    def close(self) -> None:
        """Listens no longer."""
        self._server.close()

    def _answer(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.disconnectFromServer()
            self.rung.emit()
