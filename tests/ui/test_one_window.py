"""A second start on one folder rings at the first window."""

from __future__ import annotations

from pathlib import Path
from threading import Thread
from typing import Any

from sms_desktop.ui.one_window import Doorbell, call_other, name_of


def test_the_first_window_hears_of_a_second_start(qapp: object, tmp_path: Path, qtbot: Any) -> None:
    bell = Doorbell(tmp_path)
    answered: list[bool] = []
    other = Thread(target=lambda: answered.append(call_other(tmp_path)))
    with qtbot.waitSignal(bell.rung):
        other.start()
    other.join()
    bell.close()
    assert answered == [True]


def test_where_nobody_listens_nobody_is_called(qapp: object, tmp_path: Path) -> None:
    assert not call_other(tmp_path)


def test_each_folder_has_a_name_of_its_own_that_tells_nothing(tmp_path: Path) -> None:
    assert name_of(tmp_path / "a") != name_of(tmp_path / "b")
    assert tmp_path.name not in name_of(tmp_path)


def test_a_name_left_by_a_crash_is_taken_over(qapp: object, tmp_path: Path, qtbot: Any) -> None:
    first, second = Doorbell(tmp_path), Doorbell(tmp_path)
    other = Thread(target=lambda: call_other(tmp_path))
    with qtbot.waitSignal(second.rung):
        other.start()
    other.join()
    first.close()
    second.close()
