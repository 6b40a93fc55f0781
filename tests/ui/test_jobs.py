"""Background work: where it runs, who hears of it, and how it ends."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QObject

from sms_desktop.core.actor import system_actor
from sms_desktop.core.errors import Cancelled, Conflict, Denied
from sms_desktop.core.progress import Progress
from sms_desktop.ui.jobs import JobInfo, Jobs
from tests.ui.shelf import Shelf

#: Seconds that a busy machine may take to begin what a test waits for.
PATIENCE = 30


def test_work_runs_elsewhere_and_answers_in_the_windows_thread(jobs: Jobs) -> None:
    seen: list[int] = []
    jobs.read(
        None,
        lambda _session, _progress: threading.get_ident(),
        lambda where: seen.extend((where, threading.get_ident())),
    )
    assert jobs.wait_idle()
    assert seen[0] != threading.get_ident()
    assert seen[1] == threading.get_ident()


def test_what_a_timer_begins_after_the_end_is_not_begun(jobs: Jobs) -> None:
    begun: list[bool] = []
    assert jobs.close()
    jobs.apart(None, lambda _progress: begun.append(True))
    assert jobs._readers.waitForDone(PATIENCE * 1000)
    QCoreApplication.processEvents()
    assert (begun, jobs.running()) == ([], [])


def test_answers_that_are_here_can_be_heard_before_the_event_loop_turns_and_are_given_once(jobs: Jobs) -> None:
    answers: list[int] = []
    jobs.read(None, lambda _session, _progress: 1, answers.append)
    assert jobs._readers.waitForDone(PATIENCE * 1000)
    assert answers == []
    jobs.hear()
    assert answers == [1]
    QCoreApplication.processEvents()
    assert (answers, jobs.running()) == ([1], [])


def test_four_reads_run_side_by_side(jobs: Jobs) -> None:
    met = threading.Barrier(4, timeout=PATIENCE)
    places: list[int] = []
    for _number in range(4):
        jobs.read(None, lambda _session, _progress: met.wait(), places.append)
    assert jobs.wait_idle()
    assert sorted(places) == [0, 1, 2, 3]


def test_writes_run_one_after_the_other_in_the_order_asked_for(jobs: Jobs, shelf: Shelf) -> None:
    order: list[int] = []
    for number in range(20):
        jobs.write(None, lambda _session, _progress, n=number: order.append(n), title="Write", action="create")
    assert jobs.wait_idle()
    assert order == list(range(20))
    assert shelf.written == [("create", "")] * 20


def test_every_one_of_a_thousand_answers_arrives(jobs: Jobs) -> None:
    answers: list[int] = []
    for number in range(1000):
        jobs.read(None, lambda _session, _progress, n=number: n, answers.append)
    assert jobs.wait_idle()
    assert sorted(answers) == list(range(1000))


def test_who_waits_for_jobs_that_end_with_their_window_waits_no_longer(shelf: Shelf) -> None:
    jobs = Jobs(shelf, system_actor)

    def endless(_session: Any, progress: Progress) -> None:
        while True:
            progress(0, 0)

    def end(_answer: object) -> None:
        assert jobs.close()
        jobs.deleteLater()

    jobs.read(None, lambda _session, _progress: None, end)
    jobs.read(None, endless)
    assert jobs.wait_idle(600)  # the test's own time is shorter


def test_an_answer_to_an_owner_that_is_gone_is_dropped(jobs: Jobs) -> None:
    owner, go, answers = QObject(), threading.Event(), []
    jobs.read(owner, lambda _session, _progress: go.wait(PATIENCE), answers.append)
    from shiboken6 import delete

    delete(owner)
    go.set()
    assert jobs.wait_idle()
    assert answers == []


def test_a_newer_read_of_the_same_key_replaces_the_older(jobs: Jobs) -> None:
    owner, answers, states = QObject(), [], []
    jobs.finished.connect(lambda info: states.append(info.state))
    for number in range(50):
        jobs.read(owner, lambda _session, _progress, n=number: n, answers.append, key="list")
    assert jobs.wait_idle()
    assert answers == [49]
    assert len(states) == 50


def test_cancelling_a_write_rolls_it_back_and_says_so(jobs: Jobs, shelf: Shelf) -> None:
    errors: list[Exception] = []
    begun = threading.Event()

    def endless(_session: Any, progress: Progress) -> None:
        while True:
            progress(1, 2)
            begun.set()

    job = jobs.write(None, endless, failed=errors.append, title="Endless")
    assert begun.wait(PATIENCE)
    jobs.cancel(job)
    assert jobs.wait_idle()
    assert [type(error) for error in errors] == [Cancelled]
    assert shelf.rolled_back == 1
    assert shelf.written == []


def test_a_job_cancelled_while_it_waits_never_begins(jobs: Jobs, shelf: Shelf) -> None:
    go, ran = threading.Event(), []
    jobs.write(None, lambda _session, _progress: go.wait(PATIENCE), title="First")
    second = jobs.write(None, lambda _session, _progress: ran.append(1), title="Second")
    jobs.cancel(second)
    go.set()
    assert jobs.wait_idle()
    assert ran == []
    assert len(shelf.written) == 1


def test_progress_is_reported_at_most_twenty_times_a_second_and_at_the_end(jobs: Jobs) -> None:
    reports: list[JobInfo] = []
    jobs.progressed.connect(reports.append)

    def count(_session: Any, progress: Progress) -> None:
        for done in range(10_001):
            progress(done, 10_000)

    before = time.monotonic()
    jobs.read(None, count, title="Count")
    assert jobs.wait_idle()
    assert reports[-1].done == reports[-1].total == 10_000
    assert len(reports) <= 3 + 20 * (time.monotonic() - before)


def test_an_error_that_nobody_awaits_goes_to_the_one_end_with_its_operation_id(shelf: Shelf) -> None:
    heard: list[tuple[QObject | None, Exception]] = []
    jobs = Jobs(shelf, system_actor, on_error=lambda owner, error: heard.append((owner, error)))
    error = Conflict("Somebody else changed it.")

    def work(_session: Any, _progress: Progress) -> None:
        raise error

    jobs.read(None, work)
    assert jobs.wait_idle()
    assert heard == [(None, error)]
    assert len(error.operation_id) == 32  # type: ignore[attr-defined]
    assert jobs.close()


def test_a_heavy_task_is_run_by_what_was_handed_in(shelf: Shelf) -> None:
    def run_task(task: str, arguments: Any, progress: Progress) -> str:
        progress(1, 1)
        return f"{task} {arguments['file']}"

    jobs, answers = Jobs(shelf, system_actor, run_task=run_task), []
    jobs.heavy(None, "import", {"file": "list.csv"}, answers.append, title="Import")
    assert jobs.wait_idle()
    assert answers == ["import list.csv"]
    assert jobs.close()


def test_a_heavy_task_without_a_way_to_run_it_is_a_mistake_of_the_program(jobs: Jobs) -> None:
    with pytest.raises(RuntimeError, match="import"):
        jobs.heavy(None, "import", {}, title="Import")


def test_closing_cancels_what_is_at_work_and_waits_for_it(shelf: Shelf) -> None:
    jobs, begun = Jobs(shelf, system_actor), threading.Event()

    def endless(_session: Any, progress: Progress) -> None:
        while True:
            begun.set()
            progress(0, 0)

    jobs.write(None, endless, title="Endless")
    assert begun.wait(PATIENCE)
    assert jobs.close(PATIENCE)
    assert shelf.rolled_back == 1


def test_an_answer_that_fails_in_the_window_does_not_stop_the_others(jobs: Jobs, qtbot: Any) -> None:
    answers: list[int] = []
    with qtbot.captureExceptions() as raised:
        jobs.read(None, lambda _session, _progress: 0, lambda _answer: 1 / 0)
        jobs.read(None, lambda _session, _progress: 1, answers.append)
        assert jobs.wait_idle()
    assert answers == [1]
    assert [kind for kind, _error, _trace in raised] == [ZeroDivisionError]


def test_time_left_is_told_once_the_pace_is_known() -> None:
    job = JobInfo(1, "write", "Import", "0", "running", done=25, total=100, started=100.0)
    assert job.seconds_left(110.0) == 30.0
    assert job.seconds_left(100.5) is None
    assert JobInfo(1, "write", "Import", "0", "running", 1, 100, 100.0).seconds_left(110.0) is None


@pytest.mark.parametrize("kind", ["read", "write", "heavy"])
def test_a_refusal_is_told_with_who_was_refused_and_goes_on_to_the_screen(qapp: object, kind: str) -> None:
    told: list[tuple[str, str]] = []
    failed: list[Exception] = []

    def refuse(*_anything: Any) -> None:
        raise Denied("No.", permission="students:edit")

    jobs = Jobs(
        Shelf(),
        system_actor,
        run_task=refuse,
        on_refused=lambda who, error: told.append((who.name, error.permission)),
    )
    match kind:
        case "read":
            jobs.read(None, refuse, failed=failed.append)
        case "write":
            jobs.write(None, refuse, failed=failed.append, title="Write")
        case _:
            jobs.heavy(None, "task", {}, failed=failed.append, title="Task")
    assert jobs.wait_idle()
    assert jobs.close()
    assert told == [("system", "students:edit")]
    assert [type(error) for error in failed] == [Denied]
