"""The jobs at work, in the status bar: one line, and a list with progress, time left and Cancel."""

from __future__ import annotations

import time

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from sms_desktop.core.i18n import _, format_number, ngettext
from sms_desktop.ui import theme
from sms_desktop.ui.dress import named
from sms_desktop.ui.jobs import JobInfo, Jobs

#: Seconds after which a job is worth showing, and milliseconds between two looks.
WORTH_SHOWING = 0.4
LOOK_EVERY = 200


class RunningJobs(QWidget):
    """Shows titled jobs that take a while; a click on the line opens the list."""

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._asked: dict[int, float] = {}
        self.line = named(QPushButton(), "main.jobs")
        self.line.setProperty("role", "job")
        self._bar = QProgressBar(textVisible=False)
        self._bar.setFixedWidth(120)
        self.popup = JobsPopup(jobs, self)
        self.line.clicked.connect(self._open)
        self._timer = QTimer(self, interval=LOOK_EVERY)
        self._timer.timeout.connect(self.look)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 0, 0)
        row.addWidget(self._bar)
        row.addWidget(self.line)
        jobs.started.connect(self._noted)
        jobs.finished.connect(self._ended)
        self._show([])

    def look(self) -> None:
        """Shows how the jobs stand now."""
        now = time.monotonic()
        shown = [job for job in self._jobs.running() if self._is_worth_it(job, now)]
        self._show(shown)
        if not self._asked:
            self._timer.stop()

    def retranslate(self) -> None:
        """In the new language."""
        self.look()

    def _noted(self, job: JobInfo) -> None:
        if job.title:
            self._asked[job.id] = time.monotonic()
            if not self._timer.isActive():
                self._timer.start()

    def _ended(self, job: JobInfo) -> None:
        self._asked.pop(job.id, None)

    def _is_worth_it(self, job: JobInfo, now: float) -> bool:
        return job.id in self._asked and now - self._asked[job.id] >= WORTH_SHOWING

    def _show(self, shown: list[JobInfo]) -> None:
        self.setVisible(bool(shown))
        self.popup.show_jobs(shown)
        if not shown:
            return
        first = shown[0]
        _fill(self._bar, first)
        more = ngettext("{n} job at work", "{n} jobs at work", len(shown)).format(n=len(shown))
        self.line.setText(first.title if len(shown) == 1 else more)
        self.line.setAccessibleName(_("Jobs at work: {titles}").format(titles=", ".join(job.title for job in shown)))
        self.line.setToolTip(_("Show the jobs at work"))

    def _open(self) -> None:
        self.popup.adjustSize()
        corner = self.line.mapToGlobal(QPoint(0, 0))
        self.popup.move(corner.x(), corner.y() - self.popup.height() - 8)
        self.popup.show()


class JobsPopup(QFrame):
    """The list of jobs at work; closes by itself with the last of them."""

    def __init__(self, jobs: Jobs, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("main.jobs_list")
        self.setProperty("role", "popup")
        self.setMinimumWidth(360)
        self._jobs = jobs
        self._rows: dict[int, _JobRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 12, 12, 12)
        self._column.setSpacing(theme.STEP * 3)

    def show_jobs(self, shown: list[JobInfo]) -> None:
        """Brings the rows in line with these jobs."""
        for gone in set(self._rows) - {job.id for job in shown}:
            self._rows.pop(gone).deleteLater()
        for job in shown:
            if job.id not in self._rows:
                self._rows[job.id] = _JobRow(self._jobs, job.id)
                self._column.addWidget(self._rows[job.id])
            self._rows[job.id].show_job(job)
        if not shown:
            self.hide()
        elif self.isVisible():
            self.adjustSize()


class _JobRow(QWidget):
    def __init__(self, jobs: Jobs, job_id: int) -> None:
        super().__init__()
        self._title, self._state = QLabel(), QLabel()
        theme.scale(self._title, 1.0, QFont.Weight.DemiBold)
        self._state.setProperty("role", "muted")
        self._bar = QProgressBar(textVisible=False)
        self._cancel = named(QPushButton(), "main.job_cancel")
        self._cancel.clicked.connect(lambda: jobs.cancel(job_id))
        self._cancel.clicked.connect(lambda: self._cancel.setEnabled(False))
        words, row = QVBoxLayout(), QHBoxLayout(self)
        words.setSpacing(theme.STEP)
        for part in (self._title, self._bar, self._state):
            words.addWidget(part)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.STEP * 4)
        row.addLayout(words, 1)
        row.addWidget(self._cancel, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_job(self, job: JobInfo) -> None:
        self._title.setText(job.title)
        self._state.setText(standing(job, time.monotonic()))
        self._cancel.setText(_("Cancel"))
        self._cancel.setAccessibleName(_("Cancel: {title}").format(title=job.title))
        _fill(self._bar, job)


def standing(job: JobInfo, now: float) -> str:
    """How far a job is, in words: counts and the time left."""
    if job.state == "waiting":
        return _("Waiting for its turn")
    if not job.total:
        return _("At work")
    counts = {"done": format_number(job.done), "total": format_number(job.total)}
    left = job.seconds_left(now)
    if left is None:
        return _("{done} of {total}").format(**counts)
    if left < 60:
        return _("{done} of {total}, about {seconds} s left").format(**counts, seconds=max(1, round(left)))
    return _("{done} of {total}, about {minutes} min left").format(**counts, minutes=round(left / 60))


def _fill(bar: QProgressBar, job: JobInfo) -> None:
    bar.setRange(0, 1000 if job.total or job.state == "waiting" else 0)
    bar.setValue(round(1000 * job.done / job.total) if job.total else 0)
