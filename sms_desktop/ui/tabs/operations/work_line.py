"""One job that a page has begun: how far it is, and Cancel."""

from __future__ import annotations

import time

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from sms_desktop.core.i18n import _
from sms_desktop.ui import theme
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.jobs import JobInfo, Jobs


class WorkLine(QWidget):
    """Hidden while nothing is at work. Emits `ended` once the job is over, however it ended."""

    ended = Signal()

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs, self._job = jobs, 0
        self._words, self._bar = roled(QLabel(), "muted"), QProgressBar(textVisible=False)
        self.cancel = named(QPushButton(), "work.cancel")
        self.cancel.setAutoDefault(False)  # in a dialog Enter must not reach it
        self.cancel.clicked.connect(self._stop)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.STEP * 3)
        row.addWidget(self._words)
        row.addWidget(self._bar, 1)
        row.addWidget(self.cancel)
        jobs.progressed.connect(self._heard)
        jobs.finished.connect(self._over)
        self.retranslate()
        self.hide()

    def follow(self, job: int) -> None:
        """Shows this job from now on."""
        self._job = job
        self._bar.setRange(0, 0)
        self._words.setText(_("At work"))
        self.cancel.setEnabled(True)
        self.show()

    def is_at_work(self) -> bool:
        """Whether there is a job."""
        return bool(self._job)

    def retranslate(self) -> None:
        """In the new language."""
        self.cancel.setText(_("Cancel"))
        self._bar.setAccessibleName(_("Progress"))

    def _heard(self, job: JobInfo) -> None:
        if job.id != self._job or not job.total:
            return
        self._bar.setRange(0, 1000)
        self._bar.setValue(round(1000 * job.done / job.total))
        left = job.seconds_left(time.monotonic())
        if left is not None and left >= 1:
            self._words.setText(_("About {seconds} s left").format(seconds=round(left)))

    def _over(self, job: JobInfo) -> None:
        if job.id == self._job:
            self._job = 0
            self.hide()
            self.ended.emit()

    def _stop(self) -> None:
        self._jobs.cancel(self._job)
        self.cancel.setEnabled(False)
