"""Files that appear whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
import sys
import time

import pytest

from sms_desktop.core import files
from sms_desktop.core.errors import StorageProblem


def test_a_file_appears_whole_and_for_its_owner_alone(tmp_path):
    target = tmp_path / "λίστα.csv"
    with files.atomic_writer(target) as file:
        file.write(b"new")
        assert not target.exists()
    assert target.read_bytes() == b"new"
    assert [entry.name for entry in tmp_path.iterdir()] == ["λίστα.csv"]
    if sys.platform != "win32":
        assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_what_opens_the_unfinished_file_by_its_name_writes_it_too(tmp_path):
    with files.atomic_writer(tmp_path / "list") as file:
        with open(file.name, "wb") as again:
            again.write(b"new")
        assert [entry.name for entry in tmp_path.iterdir()] == [os.path.basename(file.name)]
    assert (tmp_path / "list").read_bytes() == b"new"


def test_what_fails_leaves_the_old_file_and_nothing_else(tmp_path):
    target = tmp_path / "list"
    target.write_bytes(b"old")
    with pytest.raises(KeyError), files.atomic_writer(target) as file:
        file.write(b"half")
        raise KeyError
    assert target.read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_link_is_followed_and_not_replaced(tmp_path):
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_bytes(b"old")
    link.symlink_to(real)
    with files.atomic_writer(link) as file:
        file.write(b"new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk_full"),
        (errno.EFBIG, "disk_full"),
        (errno.ENOENT, "no_folder"),
        (errno.EROFS, "not_writable"),
        (errno.EACCES, "not_writable"),
        (errno.ENAMETOOLONG, "name_too_long"),
        (errno.EINVAL, "bad_name"),
        (errno.EIO, "drive_gone"),
        (errno.ENODEV, "drive_gone"),
    ],
)
def test_the_system_s_refusals_are_plain_sentences(tmp_path, number, code):
    problem = files.storage_problem(OSError(number, "x"), tmp_path / "list.csv")
    assert problem.code == code
    assert "list.csv" in problem.sentence
    assert problem.way_out
    with pytest.raises(StorageProblem), files.atomic_writer(tmp_path / "list.csv"):
        raise OSError(number, "x")


def test_on_windows_a_held_file_is_waited_for_and_given_up_on(tmp_path, monkeypatch):
    source, target, pauses, refusals = tmp_path / "a", tmp_path / "b", [], [PermissionError] * 3
    source.write_bytes(b"new")
    replace = os.replace

    def held(a, b):
        if refusals:
            raise refusals.pop()
        replace(a, b)

    monkeypatch.setattr(files.os, "replace", held)
    monkeypatch.setattr(files, "sync_folder", lambda folder: None)
    monkeypatch.setattr(files.os, "name", "nt")
    files.replace(source, target, pause=pauses.append)
    assert (len(pauses), target.read_bytes()) == (3, b"new")
    refusals.extend([PermissionError] * 99)
    source.write_bytes(b"newer")
    with pytest.raises(PermissionError):
        files.replace(source, target, pause=pauses.append)
    assert sum(pauses) >= 5
    assert target.read_bytes() == b"new"


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("Παπαδόπουλος Γιώργος M1", "Παπαδόπουλος Γιώργος M1.pdf"),
        ('a/b\\c:d*e?f"g<h>i|j', "a b c d e f g h i j.pdf"),
        (" ..dots and blanks. . ", "dots and blanks.pdf"),
        ("line\nand\ttab\x00", "line and tab.pdf"),
        ("nul", "_nul.pdf"),
        ("COM1.x", "_COM1.x.pdf"),
        ("\u202egnp.exe", "gnp.exe.pdf"),
        ("", "_.pdf"),
        ("../..", "_.pdf"),
    ],
)
def test_a_name_is_one_that_every_system_takes(stem, name):
    assert files.safe_name(stem, ".pdf") == name


def test_long_names_are_cut_between_letters_and_taken_ones_get_a_number():
    assert len(files.safe_name("Ω" * 300, ".pdf").encode()) == 184
    assert files.safe_name("Doe", ".pdf", {"doe.pdf"}) == "Doe (2).pdf"
    assert files.safe_name("Doe", ".pdf", {"doe.pdf", "doe (2).pdf"}) == "Doe (3).pdf"


def test_what_a_killed_process_left_is_swept_after_an_hour_and_nothing_else(tmp_path):
    old = time.time() - 4000
    ours = [tmp_path / ".cards.pdf.1a2b3c4d.part", tmp_path / ".1a2b3c4d.part" / "one.pdf"]
    kept = [tmp_path / name for name in ("film.part", ".film.part", "cards.pdf", ".cards.pdf.1a2b3c4d.part.txt")]
    for file in (*ours, *kept):
        file.parent.mkdir(exist_ok=True)
        file.write_text("x")
        os.utime(file, (old, old))
    os.utime(ours[1].parent, (old, old))
    fresh = tmp_path / ".cards.pdf.ffffffff.part"
    fresh.write_text("somebody writes this now")
    files.sweep(tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted([*kept, fresh])
    files.sweep(tmp_path / "not there")


def test_what_somebody_writes_now_stays_where_the_folders_clock_is_another(tmp_path, monkeypatch):
    fresh = tmp_path / ".cards.pdf.ffffffff.part"
    fresh.write_text("somebody writes this now, on a drive of a server")
    ahead = time.time() + 7200
    monkeypatch.setattr(time, "time", lambda: ahead)
    files.sweep(tmp_path)
    assert list(tmp_path.iterdir()) == [fresh]


@pytest.mark.parametrize(
    ("windows", "number", "code"),
    [
        (32, errno.EACCES, "in_use"),  # a sharing violation: Excel has the file open
        (33, errno.EACCES, "in_use"),
        (5, errno.EACCES, "not_writable"),
        (206, errno.ENOENT, "name_too_long"),
        (123, errno.EINVAL, "bad_name"),
        (21, errno.EACCES, "drive_gone"),
        (1167, errno.EINVAL, "drive_gone"),
        (3, errno.ENOENT, "no_folder"),
        (112, errno.ENOSPC, "disk_full"),
    ],
)
def test_windows_own_numbers_are_plain_sentences_too(tmp_path, windows, number, code):
    error = OSError(number, "x")
    error.winerror = windows
    problem = files.storage_problem(error, tmp_path / "list.csv")
    assert problem.code == code
    assert problem.way_out


def test_a_name_that_is_too_long_is_said_before_and_in_short(tmp_path):
    with pytest.raises(StorageProblem) as caught, files.atomic_writer(tmp_path / ("ω" * 300 + ".csv")):
        pass
    assert caught.value.code == "name_too_long"
    assert len(caught.value.sentence) < 80


def test_a_name_that_just_fits_can_be_written(tmp_path):
    for name in ("ω" * 125 + ".csv", "x" * 251 + ".csv", "🎓" * 62 + ".csv"):
        with files.atomic_writer(tmp_path / name) as file:
            file.write(b"x")
        assert (tmp_path / name).read_bytes() == b"x"


@pytest.mark.parametrize(
    "name", ["CON", "con.pdf", "NUL .csv", "LPT².pdf", "COM1.x.pdf", "a:b.csv", "what?.pdf", "list.", "list ", "a\tb"]
)
def test_what_windows_takes_for_something_else_is_no_name(name):
    assert not files.is_name_on_windows(name)


@pytest.mark.parametrize(
    "stem", ["con", "NUL .csv", "COM¹", "com1 .a", "aux. x", "a:b", "what?", "list.", "..", "x\ny"]
)
def test_a_name_made_of_any_text_is_one_on_windows(stem):
    assert files.is_name_on_windows(files.safe_name(stem, ".pdf"))


@pytest.mark.parametrize("name", ["list.csv", "CONTACTS.csv", "Κατάλογος (2).pdf", ".hidden", "a.b.c"])
def test_other_names_are_names_on_windows(name):
    assert files.is_name_on_windows(name)


def test_on_windows_a_name_that_is_none_is_refused_before_anything_is_written(tmp_path, monkeypatch):
    target = tmp_path / "a:b.csv"
    monkeypatch.setattr(files.os, "name", "nt")
    with pytest.raises(StorageProblem) as caught:
        files.must_be_free(target)
    assert caught.value.code == "bad_name"


def test_what_is_written_beside_a_file_of_its_name_gets_a_number(tmp_path):
    given = []
    for content in (b"mine", b"theirs", b"third"):
        with files.atomic_writer(
            tmp_path / "Doe.pdf", named=lambda made, to: given.append(files.move_in(made, to))
        ) as f:
            f.write(content)
    assert [path.name for path in given] == ["Doe.pdf", "Doe (2).pdf", "Doe (3).pdf"]
    assert [path.read_bytes() for path in given] == [b"mine", b"theirs", b"third"]
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize("links", [True, False])
def test_a_finished_file_takes_nobodys_name(tmp_path, monkeypatch, links):
    source, target = tmp_path / "a", tmp_path / "b"
    source.write_bytes(b"new")
    target.write_bytes(b"theirs")

    def none(_source, _target):
        raise OSError(errno.EPERM, "no links on this file system")

    if not links:
        monkeypatch.setattr(files.os, "link", none)
    with pytest.raises(FileExistsError):
        files.move_new(source, target)
    assert target.read_bytes() == b"theirs"
    target.unlink()
    files.move_new(source, target)
    assert target.read_bytes() == b"new"
    assert not source.exists()


def test_of_some_names_what_was_left_is_swept_however_young(tmp_path):
    for name in (".cards.pdf.1a2b3c4d.part", ".other.pdf.1a2b3c4d.part", ".1a2b3c4d.part"):
        (tmp_path / name).write_text("x")
    files.sweep(tmp_path, of=lambda name: name == "cards.pdf")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [".1a2b3c4d.part", ".other.pdf.1a2b3c4d.part"]
