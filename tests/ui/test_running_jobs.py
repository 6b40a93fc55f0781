"""The jobs at work, shown in the status bar."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from sms_desktop.core.progress import Progress
from sms_desktop.ui.jobs import JobInfo
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.widgets import running_jobs
from sms_desktop.ui.widgets.running_jobs import standing

Make = Callable[..., MainWindow]
#: Seconds that a busy machine may take to come to where a test waits for it.
PATIENCE = 30


def info(**values: Any) -> JobInfo:
    return JobInfo(**{"id": 1, "kind": "write", "title": "Import", "operation": "0", "state": "running", **values})


@pytest.mark.parametrize(
    ("job", "words"),
    [
        (info(state="waiting"), "Waiting for its turn"),
        (info(), "At work"),
        (info(done=1, total=1000, started=99.0), "1 of 1,000"),
        (info(done=500, total=1000, started=90.0), "500 of 1,000, about 10 s left"),
        (info(done=100, total=1000, started=60.0), "100 of 1,000, about 6 min left"),
    ],
)
def test_how_far_a_job_is_in_words(job: JobInfo, words: str) -> None:
    assert standing(job, 100.0) == words


def test_a_long_job_is_shown_and_can_be_cancelled(window: Make, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running_jobs, "WORTH_SHOWING", 0.0)
    main, begun = window(), threading.Event()
    shown = main.running_jobs

    def endless(_session: Any, progress: Progress) -> None:
        while True:
            progress(3, 10)
            begun.set()

    main.jobs.write(None, endless, title="Import list.csv")
    assert begun.wait(PATIENCE)
    QApplication.processEvents()
    shown.look()
    assert shown.isVisible()
    assert shown.line.text() == "Import list.csv"
    shown.line.click()
    assert shown.popup.isVisible()
    cancel = shown.popup.findChild(QPushButton, "main.job_cancel")
    assert cancel.accessibleName() == "Cancel: Import list.csv"
    cancel.click()
    assert main.jobs.wait_idle()
    shown.look()
    assert not shown.isVisible()
    assert not shown.popup.isVisible()


def test_several_jobs_are_counted(window: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running_jobs, "WORTH_SHOWING", 0.0)
    main, go = window(), threading.Event()
    for title in ("One", "Two"):
        main.jobs.write(None, lambda _session, _progress: go.wait(PATIENCE), title=title)
    main.running_jobs.look()
    assert main.running_jobs.line.text() == "2 jobs at work"
    go.set()
    assert main.jobs.wait_idle()


def test_short_jobs_and_those_without_a_title_are_not_shown(window: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running_jobs, "WORTH_SHOWING", PATIENCE)
    main, go = window(), threading.Event()
    main.jobs.write(None, lambda _session, _progress: go.wait(PATIENCE), title="Short")
    main.jobs.read(None, lambda _session, _progress: go.wait(PATIENCE))
    main.running_jobs.look()
    assert not main.findChild(QWidget, "main.jobs").isVisible()
    go.set()
    assert main.jobs.wait_idle()
