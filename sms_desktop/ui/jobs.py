"""The one door for work off the window's thread: reads side by side, writes one after the other."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any, Protocol
from uuid import uuid4

from PySide6.QtCore import QEventLoop, QObject, Qt, QThreadPool, QTimer, Signal
from shiboken6 import isValid

from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import Cancelled, Denied
from sms_desktop.core.progress import Progress

READERS = 4
#: Seconds between two reports of one job to the window.
REPORT_EVERY = 0.05

Work = Callable[[Any, Progress], Any]
Done = Callable[[Any], object]
Failed = Callable[[Exception], object]
RunTask = Callable[[str, Mapping[str, object], Progress], Any]


class Database(Protocol):
    """What jobs need of the database: a session to read with, and one transaction to write in."""

    def read(self, actor: Actor) -> AbstractContextManager[Any]: ...

    def begin(
        self, actor: Actor, action: str, *, reason: str, operation_id: str | None
    ) -> AbstractContextManager[Any]: ...


@dataclass(frozen=True)
class JobInfo:
    """How a job stands. `state` is waiting, running, done, failed or cancelled; `total` 0 means unknown.

    `started` is `time.monotonic()` seconds, 0 while waiting; `operation` is the id to quote when asking for help.
    """

    id: int
    kind: str
    title: str
    operation: str
    state: str = "waiting"
    done: int = 0
    total: int = 0
    started: float = 0.0

    def seconds_left(self, now: float) -> float | None:
        """A guess from the pace so far; None until a fiftieth is done or a second has gone by."""
        spent = now - self.started
        if not self.total or self.done * 50 < self.total or spent < 1 or self.state != "running":
            return None
        return max(0.0, spent * (self.total - self.done) / self.done)


class _Run:
    """Carries one body into a pool thread and its outcome out.

    Plain Python: a QRunnable that deletes itself may drop a widget's last reference in the wrong thread, and one
    that does not is leaked by PySide6. `body` is taken away again in the window's thread.
    """

    def __init__(self, body: Callable[[Progress], Any], post: Callable[[str, Any], None]) -> None:
        self.body: Callable[[Progress], Any] | None = body
        self.post = post
        self.unwanted = threading.Event()
        self._next_report = 0.0

    def run(self) -> None:
        self.post(*self._outcome())

    def _outcome(self) -> tuple[str, Any]:
        if self.unwanted.is_set() or self.body is None:
            return "cancelled", Cancelled()
        self.post("running", None)
        try:
            return "done", self.body(self._progress)
        except Cancelled as gone:
            return "cancelled", gone
        except Exception as error:  # the one end of every job: what went wrong is told at home
            return "failed", error

    def _progress(self, done: int, total: int, /) -> None:
        if self.unwanted.is_set():
            raise Cancelled
        now = time.monotonic()
        if now >= self._next_report or done == total:
            self._next_report = now + REPORT_EVERY
            self.post("progress", (done, total))


class _Home(QObject):
    """Lives as long as the window and brings each letter from a pool thread into the window's thread."""

    woken = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._letters: deque[Callable[[], None]] = deque()
        self.woken.connect(self._open_one, Qt.ConnectionType.QueuedConnection)

    def post(self, letter: Callable[[], None]) -> None:
        self._letters.append(letter)
        self.woken.emit()

    def _open_one(self) -> None:
        if self._letters:
            self._letters.popleft()()

    def open_all(self) -> None:
        """Opens what is here already, ahead of the event loop."""
        for _letter in range(len(self._letters)):
            self._open_one()


@dataclass
class _Job:
    info: JobInfo
    owner: QObject | None
    done: Done | None
    failed: Failed | None
    key: tuple[int, str] | None
    run: _Run


class Jobs(QObject):
    """Runs `work(session, progress)` in the background and answers in the window's thread.

    Answers to an owner that no longer exists, or to a read that a newer one of the same `key` replaced, are dropped.
    Without `failed`, an error goes to `on_error(owner, error)`; a cancelled job calls `failed` with `Cancelled`.
    What somebody was refused is told to `on_refused(actor, error)` as well, in the thread where it happened.
    With `database` None there is only `apart`: before anybody has signed in.
    """

    started = Signal(object)
    progressed = Signal(object)
    finished = Signal(object)

    def __init__(
        self,
        database: Database | None,
        actor: Callable[[], Actor],
        *,
        run_task: RunTask | None = None,
        on_error: Callable[[QObject | None, Exception], None] | None = None,
        on_refused: Callable[[Actor, Denied], object] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._database: Any = database
        self._actor = actor
        self._run_task = run_task
        self._on_error, self._on_refused = on_error, on_refused
        self._home = _Home(self)
        self._readers, self._writer = _pool(self, READERS), _pool(self, 1)
        self._closed = False
        self._jobs: dict[int, _Job] = {}
        self._newest: dict[tuple[int, str], int] = {}
        self._last_id = 0

    def read(
        self,
        owner: QObject | None,
        work: Work,
        done: Done | None = None,
        failed: Failed | None = None,
        *,
        key: str = "",
        title: str = "",
    ) -> int:
        """Runs `work` with a reading session, beside other reads; returns the job's id.

        A newer read of the same owner and `key` replaces this one: its answer is dropped and it is cancelled.
        """
        database, actor = self._database, self._actor()

        def body(progress: Progress) -> Any:
            with database.read(actor) as session:
                return work(session, progress)

        return self._start("read", self._readers, owner, self._noting(actor, body), done, failed, key, title)

    def write(
        self,
        owner: QObject | None,
        work: Work,
        done: Done | None = None,
        failed: Failed | None = None,
        *,
        title: str,
        action: str = "update",
        reason: str = "",
    ) -> int:
        """Runs `work` in one transaction, after the writes before it; returns the job's id.

        `title` names it in the job list; `action` (domain.md 8) and `reason`, if the person gave one, go to its change
        set, which the service describes itself.
        """
        database, actor, operation = self._database, self._actor(), uuid4().hex

        def body(progress: Progress) -> Any:
            with database.begin(actor, action, reason=reason, operation_id=operation) as session:
                return work(session, progress)

        return self._start("write", self._writer, owner, self._noting(actor, body), done, failed, "", title, operation)

    def heavy(
        self,
        owner: QObject | None,
        task: str,
        arguments: Mapping[str, object],
        done: Done | None = None,
        failed: Failed | None = None,
        *,
        title: str,
        beside: bool = False,
    ) -> int:
        """Runs `task` through `run_task`, which has a worker process compute; in line with the writes.

        A task that writes nothing may run `beside` them, with the reads.
        """
        run_task = self._run_task
        if run_task is None:
            raise RuntimeError(f"no way to run the task {task!r} was handed in")
        body = self._noting(self._actor(), lambda progress: run_task(task, arguments, progress))
        pool = self._readers if beside else self._writer
        return self._start("task", pool, owner, body, done, failed, "", title)

    def apart(
        self,
        owner: QObject | None,
        work: Callable[[Progress], Any],
        done: Done | None = None,
        failed: Failed | None = None,
        *,
        title: str = "",
    ) -> int:
        """Runs `work(progress)` without a session, beside the reads: files, keys, signing in; returns the job's id."""
        return self._start("apart", self._readers, owner, work, done, failed, "", title)

    def cancel(self, job_id: int) -> None:
        """Asks the job to stop: it does at its next progress call, or never starts."""
        if job := self._jobs.get(job_id):
            job.run.unwanted.set()

    def running(self) -> list[JobInfo]:
        """All jobs not finished yet, oldest first."""
        return [job.info for job in self._jobs.values()]

    def wait_idle(self, seconds: float = 30.0) -> bool:
        """Lets the window go on until no job is left; False when `seconds` went by first. For tests and pictures.

        What a job brings may end the window, and these jobs with it: then none is left either.
        """
        end = time.monotonic() + seconds
        while isValid(self) and self._jobs and time.monotonic() < end:
            self._wait_for_one(end - time.monotonic())
        return not (isValid(self) and self._jobs)

    def _wait_for_one(self, seconds: float) -> None:
        loop, timeout = QEventLoop(), QTimer(singleShot=True)
        timeout.timeout.connect(loop.quit)
        timeout.start(int(seconds * 1000))
        self.finished.connect(loop.quit)
        self.destroyed.connect(loop.quit)
        loop.exec()

    def hear(self) -> None:
        """Gives out the answers that are here already, so that a window is first shown with them."""
        self._home.open_all()

    def close(self, seconds: float = 10.0) -> bool:
        """Cancels everything and waits for the threads; False when one is still at work after `seconds`.

        What a timer begins afterwards, before the window is gone, is not begun.
        """
        self._closed = True
        for job in self._jobs.values():
            job.run.unwanted.set()
            job.owner = job.done = job.failed = None
        milliseconds = int(seconds * 1000)
        return self._readers.waitForDone(milliseconds) and self._writer.waitForDone(milliseconds)

    def _noting(self, actor: Actor, body: Callable[[Progress], Any]) -> Callable[[Progress], Any]:
        """`body`, after whose session a refusal is told."""

        def noted(progress: Progress) -> Any:
            try:
                return body(progress)
            except Denied as error:
                if self._on_refused:
                    self._on_refused(actor, error)
                raise

        return noted

    def _start(
        self,
        kind: str,
        pool: QThreadPool,
        owner: QObject | None,
        body: Callable[[Progress], Any],
        done: Done | None,
        failed: Failed | None,
        key: str,
        title: str,
        operation: str = "",
    ) -> int:
        self._last_id += 1
        number = self._last_id
        if self._closed:
            return number
        run = _Run(body, lambda state, value: self._home.post(lambda: self._heard(number, state, value)))
        info = JobInfo(number, kind, title, operation or uuid4().hex)
        full_key = (id(owner), key) if key else None
        self._jobs[number] = _Job(info, owner, done, failed, full_key, run)
        if full_key:
            self.cancel(self._newest.get(full_key, 0))
            self._newest[full_key] = number
        pool.start(run.run)
        self.started.emit(info)
        return number

    def _heard(self, number: int, state: str, value: Any) -> None:
        job = self._jobs[number]
        if state == "running":
            job.info = replace(job.info, state=state, started=time.monotonic())
            self.progressed.emit(job.info)
        elif state == "progress":
            job.info = replace(job.info, done=value[0], total=value[1])
            self.progressed.emit(job.info)
        else:
            self._finish(job, state, value)

    def _finish(self, job: _Job, state: str, value: Any) -> None:
        del self._jobs[job.info.id]
        job.run.body = None
        job.info = replace(job.info, state=state)
        try:
            if self._is_wanted(job):
                self._answer(job, state, value)
        finally:
            self.finished.emit(job.info)

    def _is_wanted(self, job: _Job) -> bool:
        newest = job.key is None or self._newest.get(job.key) == job.info.id
        if job.key and newest:
            del self._newest[job.key]
        return newest and (job.owner is None or isValid(job.owner))

    def _answer(self, job: _Job, state: str, value: Any) -> None:
        if state == "done":
            if job.done:
                job.done(value)
            return
        value.operation_id = job.info.operation
        if job.failed:
            job.failed(value)
        elif state == "failed" and self._on_error:
            self._on_error(job.owner, value)


def _pool(parent: QObject, threads: int) -> QThreadPool:
    pool = QThreadPool(parent)
    pool.setMaxThreadCount(threads)
    pool.setExpiryTimeout(-1)
    return pool
