"""Once a day the data is looked through unasked, by who may do so, and what is wrong is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from sms_desktop.core.actor import Actor
from sms_desktop.core.permissions import SECRETARY, rights_of
from sms_desktop.ui.daily_check import DailyCheck
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.tabs.courses import courses_tab
from tests.ui.tabs.conftest import Sit

NOW = datetime(2026, 11, 21, 9, 0)


def watched(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, answer: dict[str, Any] | Exception
) -> tuple[DailyCheck, list[str], list[object], Callable[[timedelta], None]]:
    """The check, the tasks it asked for, what it found, and what lets time go by."""
    asked: list[str] = []
    found: list[object] = []
    clock = [NOW]

    def heavy(_owner: object, task: str, _arguments: object, done: Any, failed: Any, **_more: object) -> int:
        asked.append(task)
        failed(answer) if isinstance(answer, Exception) else done(answer)
        return 1

    monkeypatch.setattr(desk.jobs, "heavy", heavy)
    check = DailyCheck(desk.context, lambda: clock[0], desk)
    check.found.connect(found.append)

    def later(time: timedelta) -> None:
        clock[0] += time
        check.tick()

    return check, asked, found, later


def test_it_is_done_once_a_day(sit: Sit, monkeypatch: pytest.MonkeyPatch) -> None:
    __, asked, found, later = watched(sit(courses_tab), monkeypatch, {"problems": []})
    later(timedelta())
    later(timedelta(hours=23))
    assert asked == ["check.run"]
    later(timedelta(hours=1))
    assert asked == ["check.run"] * 2
    later(-timedelta(days=3))  # the clock was set back
    assert len(asked) == 3
    assert found == []


def test_what_is_wrong_is_told(sit: Sit, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {"problems": [{"code": "change_log", "sentence": "Entry 3 was altered.", "mendable": False}]}
    __, _asked, found, later = watched(sit(courses_tab), monkeypatch, wrong)
    later(timedelta())
    assert found == [["Entry 3 was altered."]]


def test_one_that_fails_is_tried_again(sit: Sit, monkeypatch: pytest.MonkeyPatch) -> None:
    __, asked, found, later = watched(sit(courses_tab), monkeypatch, OSError())
    later(timedelta())
    later(timedelta())
    assert (len(asked), found) == (2, [])


def test_who_may_not_check_is_left_alone(sit: Sit, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = sit(courses_tab, actor=Actor(3, "office", rights_of(SECRETARY), "office-pc"))
    check, asked, _found, later = watched(desk, monkeypatch, {"problems": []})
    later(timedelta(days=9))
    check.close()
    assert asked == []
