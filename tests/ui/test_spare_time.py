"""Modules that are imported beside the window."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from sms_desktop.core.errors import Cancelled
from sms_desktop.core.progress import silent
from sms_desktop.ui import spare_time


@pytest.fixture
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Two modules that nobody has imported yet, the second of which needs a third."""
    (tmp_path / "spare_one.py").write_text("", encoding="utf-8")
    (tmp_path / "spare_two.py").write_text("import spare_three\n", encoding="utf-8")
    (tmp_path / "spare_three.py").write_text("", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    for name in ("spare_one", "spare_two", "spare_three"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return ["spare_one", "spare_two"]


def test_they_are_there_with_all_that_they_import_and_imports_are_as_before(modules: list[str]) -> None:
    before = list(sys.meta_path)
    told: list[tuple[int, int]] = []
    spare_time.bring(modules, lambda: False, lambda done, total: told.append((done, total)))
    assert {"spare_one", "spare_two", "spare_three"} <= set(sys.modules)
    assert (told, sys.meta_path) == ([(1, 2), (2, 2)], before)


def test_a_window_that_is_closed_waits_for_one_of_them_and_not_for_all(modules: list[str]) -> None:
    before = list(sys.meta_path)

    def gone(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        spare_time.bring(modules, lambda: False, gone)
    assert "spare_two" not in sys.modules
    assert sys.meta_path == before


def test_the_window_has_a_breath_before_each_until_it_needs_a_module_itself(
    modules: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)

    def needed(done: int, _total: int) -> None:
        if done == 1:
            other = threading.Thread(target=sys.meta_path[0].find_spec, args=("wanted_by_a_click", None))
            other.start()
            other.join()

    spare_time.bring(modules, lambda: False, needed)
    assert slept == [spare_time.BREATH]
    spare_time.bring(modules, lambda: False, silent)
    assert slept == [spare_time.BREATH], "what is there already is not looked for"


def test_nothing_sleeps_while_the_windows_thread_is_held_up(
    modules: list[str], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    owner = QObject()
    pulse = spare_time.Pulse(owner)
    monkeypatch.setattr(pulse, "_last", 0.0)
    slept: list[float] = []
    with monkeypatch.context() as patched:
        patched.setattr(time, "sleep", slept.append)
        spare_time.bring(modules, pulse.is_held_up, silent)
    assert slept == []
    qtbot.waitUntil(lambda: not pulse.is_held_up())
