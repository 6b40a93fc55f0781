"""Looks after the school's backups while a window is open: makes those that are due, and knows how old the last is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from sms_desktop.core.errors import Cancelled, UserError
from sms_desktop.core.events import Changed
from sms_desktop.core.i18n import _, ngettext
from sms_desktop.core.progress import Progress
from sms_desktop.services.safekeeping import backups
from sms_desktop.services.safekeeping.backups import Made, Status
from sms_desktop.ui.changes import ChangeFeed
from sms_desktop.ui.jobs import Jobs

#: Milliseconds between two looks at the schedule, and before the first.
EVERY, FIRST = 60_000, 5_000
_ACTIONS = frozenset({"backup_create", "backup_restore"})


class BackupWatch(QObject):
    """Emits `changed` whenever `status` or `problem` (why the last backup by schedule failed) may be another.

    And `failed(sentence)` when one fails for another reason than the one before.
    """

    changed = Signal()
    failed = Signal(str)

    def __init__(self, database: Any, jobs: Jobs, feed: ChangeFeed, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._database, self._jobs = database, jobs
        self.status: Status | None = None
        self.problem = ""
        self._at_work = False
        feed.changed.connect(self._heard)
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self.tick)
        self._timer.start()
        QTimer.singleShot(FIRST, self, self.tick)
        self.look()

    def tick(self) -> None:
        """Makes a backup where the schedule wants one; one at a time."""
        if self._at_work:
            return
        self._at_work, database = True, self._database

        def work(progress: Progress) -> Made | None:
            return backups.scheduled(database, progress)

        self._jobs.apart(self, work, self._made, self._failed, title=_("Backup by schedule"))

    def look(self) -> None:
        """Asks how old the newest backup is."""
        database = self._database
        self._jobs.apart(self, lambda _progress: backups.status(database), self._came, lambda _error: None)

    def close(self) -> None:
        """Looks no longer."""
        self._timer.stop()
        self._at_work = True

    def words(self) -> str:
        """How old the last backup is, for the status bar; nothing until that is known."""
        if self.problem:
            return _("The last backup failed")
        if self.status is None:
            return ""
        if self.status.newest is None or self.status.age is None:
            return _("No backup yet")
        return _("Last backup: {age}").format(age=age_words(self.status.age))

    def _made(self, made: Made | None) -> None:
        self._at_work = False
        if made is not None or self.problem:
            self._say(" ".join(made.notices) if made is not None else "")
        self.look()

    def _failed(self, error: Exception) -> None:
        self._at_work = False
        if isinstance(error, Cancelled):
            return
        self._say(str(error) if isinstance(error, UserError) else _("There is a fault in the program."))

    def _say(self, problem: str) -> None:
        if problem and problem != self.problem:
            self.failed.emit(_("The backup by schedule failed. {reason}").format(reason=problem))
        self.problem = problem
        self.changed.emit()

    def _came(self, status: Status) -> None:
        self.status = status
        self.changed.emit()

    def _heard(self, event: Changed) -> None:
        if event.action in _ACTIONS or "settings" in event.tables or not event.tables:  # files were deleted
            self.look()


def age_words(age: timedelta) -> str:
    """How long ago, in the largest unit that fits."""
    minutes = int(age.total_seconds() // 60)
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return ngettext("{n} minute ago", "{n} minutes ago", minutes).format(n=minutes)
    hours = minutes // 60
    if hours < 24:
        return ngettext("{n} hour ago", "{n} hours ago", hours).format(n=hours)
    return ngettext("{n} day ago", "{n} days ago", hours // 24).format(n=hours // 24)
