"""Locking the window: everything open is hidden as it is, and comes back with the person's own password (S08)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QFileDialog, QToolTip, QWidget
from shiboken6 import isValid

from sms_desktop.core.errors import UserError
from sms_desktop.core.events import Changed
from sms_desktop.core.i18n import _
from sms_desktop.core.progress import Progress
from sms_desktop.services import settings
from sms_desktop.services.access import accounts
from sms_desktop.ui.clipboard import ClipboardGuard
from sms_desktop.ui.context import Context
from sms_desktop.ui.errors import describe
from sms_desktop.ui.fields import Text
from sms_desktop.ui.idle import IdleWatch
from sms_desktop.ui.language import Languages
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.parting import reasons_to_stay
from sms_desktop.ui.system_lock import SystemLock, close_system_dialogs

if TYPE_CHECKING:
    from sms_desktop.ui.lock_screen import LockScreen

MINUTES = "security.lock_minutes"


class Locking(QObject):
    """Locks after the minutes of the settings and on demand, and when the system does or ten hours are over.

    `unlocked` once the password was shown, `left` when somebody else comes in, `closed` at the end.

    All windows of the program are hidden rather than covered: no shortcut, menu, message or dropped file reaches them,
    and those that jobs open meanwhile wait until the window is unlocked.
    """

    unlocked = Signal()
    left = Signal()
    closed = Signal()

    def __init__(self, context: Context, window: MainWindow, languages: Languages, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._window, self._languages = context, window, languages
        self.screen: LockScreen | None = None
        self._never = False
        self._hidden: list[QWidget] = []
        self._late: list[QWidget] = []
        self.idle = IdleWatch(self)
        self.idle.idle.connect(self.lock)
        self.idle.worn_out.connect(lambda: self.lock(_worn_out))
        self.system = SystemLock(self)
        self.system.locked.connect(self.lock)
        self.clipboard = ClipboardGuard(self)
        context.changes.changed.connect(self._heard)
        self._ask_minutes()

    def never(self) -> None:
        """For a made-up school, whose password nobody knows by heart: it is not locked at all."""
        self._never, self.idle.minutes, self._context.proof.waived = True, 0, True
        self._window.commands.action("lock").setVisible(False)
        self._window.commands.action("lock").setEnabled(False)

    def lock(self, because: Text | None = None) -> None:
        """Hides every window of the program and shows the lock in their place, with a sentence why where one is given.

        Dialogs for files are closed rather than hidden: they may be the system's own, which can't be hidden.
        """
        if self.screen is not None and because is not None:
            self.screen.tell(because)
        if self._never or self.screen is not None or not self._window.isVisible():
            return
        from sms_desktop.ui.lock_screen import LockScreen

        self._context.proof.take_back()
        QToolTip.hideText()
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        _close_foreign_dialogs()
        self.clipboard.forget()
        self.screen = screen = LockScreen(self._context.actor.name, self._languages, self._context.memory)
        screen.tried.connect(self._try)
        screen.other_wanted.connect(self._somebody_else)
        screen.close_wanted.connect(self._close_wanted)
        if because is not None:
            screen.tell(because)
        self._stand_in_for_window(screen)
        self._hidden = [w for w in QApplication.topLevelWidgets() if w.isVisible() and w is not screen]
        for widget in sorted(self._hidden, key=lambda widget: widget is self._window):
            widget.hide()
        _application().installEventFilter(self)

    def close(self) -> None:
        """Takes the lock away without showing what was hidden: the window is going."""
        self.idle.minutes = 0
        self.system.close()
        self.clipboard.forget()
        _application().removeEventFilter(self)
        if self.screen is not None:
            self.screen.hide()
            self.screen.deleteLater()
            self.screen = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While locked: a window that is about to be shown is not seen, and waits."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and self._must_wait(watched):
            watched.setWindowOpacity(0.0)
            self._late.append(watched)
            QTimer.singleShot(0, self, self._hide_late)
        return False

    def _must_wait(self, widget: QWidget) -> bool:
        return widget.isWindow() and widget is not self.screen and widget.windowType() != Qt.WindowType.ToolTip

    def _hide_late(self) -> None:
        for widget in self._late:
            if isValid(widget) and self.screen is not None:
                widget.hide()
                if widget not in self._hidden:
                    self._hidden.append(widget)
        if self.screen is not None:
            self.screen.activateWindow()

    def _stand_in_for_window(self, screen: LockScreen) -> None:
        window = self._window
        screen.setGeometry(window.geometry())
        if window.isFullScreen() or window.isMaximized():
            screen.setWindowState(window.windowState())
        screen.show()

    def _try(self, password: str) -> None:
        database: Any = self._context.database
        who = self._context.actor

        def work(_progress: Progress) -> None:
            accounts.prove_again(database, who, password)

        self._context.jobs.apart(self, work, lambda _nothing: self._unlock(), self._refused)

    def _refused(self, error: Exception) -> None:
        if self.screen is not None:
            problem = describe(error)
            wrong = isinstance(error, UserError) and getattr(error, "code", "") == "wrong_password"
            self.screen.refuse(_("The password is not right.") if wrong else f"{problem.sentence} {problem.way_out}")

    def _unlock(self) -> None:
        screen = self.screen
        if screen is None:
            return
        _application().removeEventFilter(self)
        hidden, self._hidden, self._late = [w for w in self._hidden if isValid(w)], [], []
        self.idle.begin_anew()
        geometry, self.screen = self._window.geometry(), None
        for widget in sorted(hidden, key=lambda widget: widget is not self._window):
            widget.setWindowOpacity(1.0)
            widget.show()
        self._window.setGeometry(geometry) if not self._window.isMaximized() else None
        screen.hide()
        screen.deleteLater()
        (hidden[-1] if hidden else self._window).activateWindow()
        self.unlocked.emit()

    def _somebody_else(self) -> None:
        """The second press counts where something would be lost."""
        if self.screen is None:
            return
        lost = len(reasons_to_stay(self._window)) + sum(1 for widget in self._hidden if widget is not self._window)
        if lost and not self.screen.warning.text():
            self.screen.warn(lost)
        else:
            self.left.emit()

    def _close_wanted(self) -> None:
        if not reasons_to_stay(self._window):
            self.closed.emit()

    def _heard(self, event: Changed) -> None:
        if "settings" in event.tables:
            self._ask_minutes()

    def _ask_minutes(self) -> None:
        def set_minutes(minutes: int) -> None:
            self.idle.minutes = 0 if self._never else minutes

        self._context.jobs.read(
            self,
            lambda session, _progress: settings.read(session, MINUTES),
            set_minutes,
            lambda _e: None,
            key="minutes",
        )


def _worn_out() -> str:
    return _("Ten hours have gone by since the password was last given.")


def _close_foreign_dialogs() -> None:
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QFileDialog) and widget.isVisible():
            widget.reject()
    close_system_dialogs()


def _application() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app
