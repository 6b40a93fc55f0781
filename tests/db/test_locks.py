"""Locks of the data folder: one holder, who is named, and free again however that process ends."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sms_desktop.db import locks

HOLDER = """
import sys
from pathlib import Path
from sms_desktop.db import locks
held = locks.take(Path(sys.argv[1]), "window")
print("held" if held else "refused", flush=True)
sys.stdin.readline()
"""


@contextmanager
def another_process(folder: Path) -> Iterator[subprocess.Popen[str]]:
    child = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    with child:
        assert child.stdout.readline() == "held\n"
        yield child
        child.kill()


def test_a_lock_that_is_freed_a_moment_later_is_given(tmp_path: Path) -> None:
    held = locks.take(tmp_path, "window")
    assert held is not None
    later = threading.Timer(0.1, held.release)
    later.start()
    assert locks.take(tmp_path, "window") is not None
    later.join()


def test_a_lock_is_given_once_and_again_after_it_was_given_back(tmp_path: Path) -> None:
    held = locks.take(tmp_path, "window")
    assert held is not None
    assert locks.take(tmp_path, "window") is None
    assert locks.take(tmp_path, "upgrade") is not None
    held.release()
    again = locks.take(tmp_path, "window")
    assert again is not None
    again.release()


def test_another_process_is_named_with_its_computer(tmp_path: Path) -> None:
    with another_process(tmp_path) as child:
        assert locks.take(tmp_path, "window") is None
        error = locks.taken(tmp_path, "window")
        child.kill()
    assert error.code == "in_use_elsewhere"
    assert f"process {child.pid} on {platform.node()}" in error.sentence


def test_a_lock_is_free_once_its_holder_was_killed_and_says_who_has_it_then(tmp_path: Path) -> None:
    with another_process(tmp_path) as child:
        child.kill()
    held = locks.take(tmp_path, "window", wait=5)
    assert held is not None
    assert str(os.getpid()) in locks.holder(tmp_path, "window")
    held.release()


@pytest.mark.parametrize("note", ["", "{", "[]", "{}", "7", '{"pid": 1}'])
def test_a_holder_whose_note_is_unreadable_is_another_process(tmp_path: Path, note: str) -> None:
    (tmp_path / "window.holder.json").write_text(note)
    assert locks.holder(tmp_path, "window") == "another process"
    assert locks.holder(tmp_path, "upgrade") == "another process"


def test_what_a_lock_leaves_in_the_folder_is_the_users_alone(tmp_path: Path) -> None:
    held = locks.take(tmp_path, "window")
    assert held is not None
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}
    held.release()
    assert [path.name for path in tmp_path.iterdir()] in ([], ["window.lock"])
