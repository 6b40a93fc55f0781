"""Going back to a backup: first what would change, then the password once more, then the restore itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QFont
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from sms_desktop.core.errors import Cancelled, UserError
from sms_desktop.core.i18n import _, format_moment
from sms_desktop.core.progress import Progress
from sms_desktop.services.safekeeping import restoring
from sms_desktop.services.safekeeping.backup_keys import NOTHING, Secret
from sms_desktop.services.safekeeping.restoring import Rehearsal, Restored
from sms_desktop.ui import theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dialogs.password_again import PasswordAgain
from sms_desktop.ui.dress import named, roled, size_within_screen
from sms_desktop.ui.errors import show_error
from sms_desktop.ui.fields import SecretField
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.tabs.operations.rehearsal_view import RehearsalView
from sms_desktop.ui.tabs.operations.work_line import WorkLine
from sms_desktop.ui.widgets.notice import Notice
from sms_desktop.ui.widgets.scroll import scrolled

#: What the service says where this school's own keys do not open a backup.
_NEEDS_KEY = frozenset({"other_key", "wrong_recovery_key"})


class RestoreDialog(QDialog):
    """Rehearses as it opens. Once restored it has the window start anew, signed in by the password just given."""

    def __init__(self, context: Context, window: MainWindow, path: Path) -> None:
        super().__init__(window)
        self._context, self._window, self._path = context, window, path
        self._secret, self._restoring, self._possible = NOTHING, False, False
        named(self, "restore").setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._title, self._file = QLabel(wordWrap=True), roled(QLabel(path.name, wordWrap=True), "muted")
        self.problem, self.work, self.view = Notice("problem"), WorkLine(context.jobs), RehearsalView()
        self.key = SecretField("key", lambda: _("Recovery key of the time of the backup"), required=True)
        self.go, self.stay = named(QPushButton(), "restore.go", "danger"), named(QPushButton(), "restore.cancel")
        self._lay_out()
        self._dress()
        self.retranslate()
        self.rehearse()

    def rehearse(self) -> None:
        """Restores in trial and shows what is in the backup against what is now."""
        database: Any = self._context.database
        who, path, secret = self._context.actor, self._path, self._secret

        def work(progress: Progress) -> Rehearsal:
            return restoring.rehearse(database, who, path, secret, progress)

        self.problem.say("")
        self._offer(key=False, restore=False)
        self.work.follow(self._context.jobs.apart(self, work, self._rehearsed, self._not_rehearsed))

    def submit(self) -> None:
        """Tries the recovery key where that is asked for; else restores, after the own password."""
        if not self.key.isHidden():
            self._secret = Secret(recovery_key=str(self.key.value()))
            self.rehearse()
        elif self._possible:
            again = PasswordAgain(self._context, _why_password, self, lasts=False)
            again.proven.connect(self._restore)
            again.open()

    def retranslate(self) -> None:
        """In the new language."""
        self.setWindowTitle(_("Restore a backup"))
        self._title.setText(_("Restore a backup"))
        self.stay.setText(_("Cancel"))
        self._name_button()

    def reject(self) -> None:
        if not self._restoring:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._restoring:
            event.ignore()
        else:
            super().closeEvent(event)

    def _restore(self, password: str) -> None:
        database: Any = self._context.database
        who, path, secret = self._context.actor, self._path, self._secret

        def work(progress: Progress) -> Restored:
            return restoring.restore(database, who, path, secret, progress)

        self._set_restoring(True)
        self.problem.say("")
        job = self._context.jobs.apart(
            self, work, lambda _done: self._restored(password), self._not_restored, title=_("Restoring a backup")
        )
        self.work.follow(job)

    def _restored(self, password: str) -> None:
        self._restoring = False
        self.accept()
        self._window.restart_requested.emit(password)

    def _not_restored(self, error: Exception) -> None:
        self._set_restoring(False)
        if isinstance(error, UserError):
            self.problem.say(str(error))
        elif not isinstance(error, Cancelled):
            show_error(self, error)

    def _rehearsed(self, found: Rehearsal) -> None:
        self._title.setText(_("Restore the backup of {moment}").format(moment=format_moment(found.backup.made_at)))
        self.view.show_rehearsal(found)
        self._offer(key=False, restore=not found.problems)

    def _not_rehearsed(self, error: Exception) -> None:
        if isinstance(error, UserError):
            asks = error.code in _NEEDS_KEY
            self.problem.say(str(error))
            self._offer(key=asks, restore=False)
            if asks:
                self.key.editor.setFocus()
        elif isinstance(error, Cancelled):
            self.reject()
        else:
            show_error(self, error)

    def _offer(self, *, key: bool, restore: bool) -> None:
        self._possible = restore
        self.key.setVisible(key)
        self.key.caption.setVisible(key)
        self.go.setVisible(key or restore)
        self._name_button()

    def _name_button(self) -> None:
        self.go.setText(_("Look into it") if not self.key.isHidden() else _("Restore…"))

    def _set_restoring(self, restoring_now: bool) -> None:
        self._restoring = restoring_now
        for part in (self.go, self.stay):
            part.setEnabled(not restoring_now)

    def _dress(self) -> None:
        theme.scale(self._title, 1.4, QFont.Weight.DemiBold)
        named(self.key.editor, "restore.key")
        self.go.clicked.connect(self.submit)
        self.go.setAutoDefault(False)  # so red that it must not look like the usual way on
        self.key.line.returnPressed.connect(self.submit)
        self.stay.clicked.connect(self.reject)
        self.stay.setAutoDefault(False)
        self._offer(key=False, restore=False)
        size_within_screen(self, 720, 600)

    def _lay_out(self) -> None:
        column, buttons = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(theme.STEP * 3)
        for part in (self._title, self._file, self.problem, self.work):
            column.addWidget(part)
        column.addWidget(scrolled(self.view), 1)
        column.addWidget(self.key.caption)
        column.addWidget(self.key)
        buttons.addStretch(1)
        buttons.addWidget(self.stay)
        buttons.addWidget(self.go)
        column.addLayout(buttons)


def _why_password() -> str:
    return _("What was entered since the backup gives way to it. Then the window opens anew for you.")
