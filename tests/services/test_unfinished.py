"""Notes of where files are being written: the next start takes away what was left there, and nothing else."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from sms_desktop.core import files
from sms_desktop.db import locks
from sms_desktop.db.database import Database
from sms_desktop.services import unfinished

LEFT = ".Κάρτες.pdf.1a2b3c4d.part"


def notes(database: Database) -> list[str]:
    return sorted(path.name for path in database.folder.glob("jobs/writing-*"))


def kill_in_the_middle(database: Database, stick: Path, *names: str) -> None:
    """What stays in the data folder when a process is killed inside `noted`; the system has freed its lock."""
    with unfinished.noted(database, stick, names):
        kept = {path: path.read_bytes() for path in database.folder.glob("jobs/writing-*.json")}
    for path, content in kept.items():
        path.write_bytes(content)


def test_a_note_is_there_while_a_file_is_written_and_tells_no_name(database: Database, tmp_path: Path) -> None:
    with unfinished.noted(database, tmp_path, ["Monadou.csv"]):
        (note,) = [path for path in database.folder.glob("jobs/writing-*.json") if "holder" not in path.name]
        assert str(tmp_path) in note.read_text("utf-8")
        assert "Monadou" not in note.read_text("utf-8")
        assert unfinished.tidy(database) == 0  # somebody is still at it
        assert note.exists()
    assert notes(database) == []


def test_what_was_left_goes_at_the_next_start_however_young(database: Database, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    (stick / ".1a2b3c4d.part").mkdir(parents=True)
    (stick / ".1a2b3c4d.part" / "one.pdf").write_text("x")
    kept = [".other.pdf.1a2b3c4d.part", "Κάρτες.pdf", ".Κάρτες.pdf.part"]
    for name in (LEFT, *kept):
        (stick / name).write_text("x")
    kill_in_the_middle(database, stick, "Κάρτες.pdf", "")
    assert unfinished.tidy(database) == 1
    assert sorted(os.listdir(stick)) == sorted(kept)
    assert notes(database) == []


@pytest.mark.parametrize("left", [[".lock"], [".lock", ".holder.json"], [".holder.json"]])
def test_what_a_kill_left_before_the_note_was_written_or_after_it_was_gone_goes_too(
    database: Database, left: list[str]
) -> None:
    (database.folder / "jobs").mkdir(exist_ok=True)
    for ending in left:
        (database.folder / "jobs" / f"writing-0123456789abcdef{ending}").touch()
    assert unfinished.tidy(database) == 0
    assert notes(database) == []


def test_a_process_that_is_about_to_write_its_note_is_left_alone(database: Database, tmp_path: Path) -> None:
    (database.folder / "jobs").mkdir(exist_ok=True)
    held = locks.take(database.folder / "jobs", "writing-0123456789abcdef")
    assert held is not None
    assert unfinished.tidy(database) == 0
    assert "writing-0123456789abcdef.lock" in notes(database)
    held.release()


def test_a_long_name_is_found_again(database: Database, tmp_path: Path) -> None:
    target = tmp_path / ("Ω" * 120 + ".pdf")
    with files.atomic_writer(target):
        (name,) = (name for name in os.listdir(tmp_path) if name.endswith(".part"))
    (tmp_path / name).write_text("x")
    kill_in_the_middle(database, tmp_path, target.name)
    assert unfinished.tidy(database) == 1
    assert not (tmp_path / name).exists()


def test_a_stick_that_is_not_there_is_looked_at_when_it_is_back(database: Database, tmp_path: Path) -> None:
    kill_in_the_middle(database, tmp_path / "stick", "Κάρτες.pdf")
    assert unfinished.tidy(database) == 0
    (tmp_path / "stick").mkdir()
    (tmp_path / "stick" / LEFT).write_text("x")
    assert unfinished.tidy(database) == 1
    assert list((tmp_path / "stick").iterdir()) == []


def test_what_another_computer_left_is_looked_for_there_alone(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / LEFT).write_text("x")
    monkeypatch.setattr("platform.node", lambda: "another")
    kill_in_the_middle(database, tmp_path, "Κάρτες.pdf")
    monkeypatch.setattr("platform.node", lambda: "this one")
    assert unfinished.tidy(database) == 0
    assert (tmp_path / LEFT).exists()
    monkeypatch.setattr("platform.node", lambda: "another")
    assert unfinished.tidy(database) == 1
    assert not (tmp_path / LEFT).exists()


def test_a_drive_that_answers_with_a_fault_keeps_nobody_from_signing_in(database: Database, tmp_path: Path) -> None:
    kill_in_the_middle(database, tmp_path / ("x" * 300), "Κάρτες.pdf")  # asking for it is an error, not a no
    assert unfinished.tidy(database) == 0
    assert len([name for name in notes(database) if "holder" not in name and name.endswith(".json")]) == 1


@pytest.mark.parametrize("text", ["", "{", "[]", '{"folder": 3}'])
def test_a_note_that_says_nothing_goes(database: Database, text: str) -> None:
    folder = database.folder / "jobs"
    folder.mkdir(exist_ok=True)
    (folder / "writing-1.json").write_text(text)
    assert unfinished.tidy(database) == 1
    assert notes(database) == []


def test_where_no_note_can_be_kept_it_is_written_all_the_same(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(locks, "take", full)
    began = time.monotonic()
    with unfinished.noted(database, tmp_path):
        pass
    assert time.monotonic() - began < 5
    assert notes(database) == []
