"""Reports, certificates and forms that can't be written: a sentence, no half file, nothing lost."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sms_desktop.core import files
from sms_desktop.core.errors import Cancelled, NotFound, StorageProblem
from sms_desktop.core.progress import Progress, silent
from sms_desktop.reports import own_form, running
from sms_desktop.services import students
from sms_desktop.services.papers import issued, issuing, letters, own_forms
from sms_desktop.services.papers.issuing import Order
from sms_desktop.services.privacy import person_file
from tests.content import change_sets
from tests.formats.made_elsewhere import STUDENT_CARD
from tests.reports.klass import Klass, klass
from tests.reports.papers import School

Write = Callable[[Klass, Path, Progress], object]
NAMES = ("Γεωργίου", "Ιωάννου", "Παππάς", "Στεφάνου")


def report(made: Klass, target: Path, progress: Progress) -> object:
    return running.make(made.school.database, made.school.admin, wanted(made, target), target, progress)


def wanted(made: Klass, target: Path) -> running.Wanted:
    return running.Wanted("transcript", made.students, each_its_file=not target.suffix)


def form(made: Klass, target: Path, progress: Progress) -> object:
    with made.school.database.read(made.school.admin) as session:
        (kept,) = own_forms.rows(session)
    who = made.students if not target.suffix else made.students[:1]
    return own_form.fill(made.school.database, made.school.admin, own_form.Asked(kept.id, who), target, progress)


def person(made: Klass, target: Path, progress: Progress) -> object:
    return person_file.write(
        made.school.database, made.school.admin, made.students[0], target, "She asked", progress=progress
    )


def copy(made: Klass, target: Path, _progress: Progress) -> object:
    done = issuing.issue(made.school.database, made.school.admin, Order("attendance.el", made.students[:1]))
    return issuing.copy(made.school.database, made.school.admin, done.documents[0].id, target)


ONE: dict[str, Write] = {"report.pdf": report, "form.docx": form, "person.zip": person, "copy.pdf": copy}
EACH: dict[str, Write] = {"reports": report, "forms": form}


@pytest.fixture
def made(school: School) -> Klass:
    """A class with a form."""
    found = klass(school, *NAMES)
    with school.database.begin(school.admin, "create") as session:
        own_forms.add(session, own_forms.opened(STUDENT_CARD))
    return found


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A folder with one file in it."""
    place = tmp_path / "stick"
    place.mkdir()
    (place / "mine.txt").write_text("mine")
    return place


def refused(made: Klass, work: Callable[[], object], stick: Path, code: str) -> StorageProblem:
    """Does `work`, which must end in a sentence and leave the folder and the log of papers as they were."""
    logged = papers(made)
    with pytest.raises(StorageProblem) as caught:
        work()
    assert caught.value.code == code
    assert caught.value.way_out
    if stick.exists():
        assert [entry.name for entry in stick.iterdir() if entry.is_file()] == ["mine.txt"]
    assert papers(made) == logged
    return caught.value


def papers(made: Klass) -> list[str]:
    """What the log says went out, but for the paper that is copied."""
    told = [entry for entry in change_sets(made.school.database) if entry.action in ("report", "export")]
    return [entry.summary for entry in told if not entry.summary.startswith("Issue")]


@pytest.mark.parametrize("name", [name for name in ONE if name != "form.docx"])  # which goes into the folder
def test_a_folder_of_that_name_is_told_of(made: Klass, stick: Path, name: str) -> None:
    (stick / name).mkdir()
    refused(made, lambda: ONE[name](made, stick / name, silent), stick, "is_a_folder")


@pytest.mark.parametrize("name", [name for name in ONE if name != "copy.pdf"])
def test_a_name_that_is_too_long_is_told_of(made: Klass, stick: Path, name: str) -> None:
    target = stick / f"{'ω' * 200}{name}"
    found = refused(made, lambda: ONE[name](made, target, silent), stick, "name_too_long")
    assert len(found.sentence) < 100


@pytest.mark.parametrize("name", ONE)
@pytest.mark.parametrize(
    ("number", "windows", "code"),
    [
        (errno.EACCES, 32, "in_use"),
        (errno.EACCES, None, "not_writable"),
        (errno.EIO, None, "drive_gone"),
        (errno.EINVAL, None, "bad_name"),
        (errno.EROFS, None, "not_writable"),
    ],
)
def test_what_the_system_says_of_the_new_name_is_a_sentence(
    made: Klass, stick: Path, monkeypatch: pytest.MonkeyPatch, name: str, number: int, windows: int | None, code: str
) -> None:
    def held(_source: object, _target: object) -> None:
        error = OSError(number, "system's own words")
        if windows is not None:
            error.winerror = windows  # type: ignore[attr-defined]
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", held)
        refused(made, lambda: ONE[name](made, stick / name, silent), stick, code)


@pytest.mark.parametrize("name", EACH)
def test_a_stick_that_is_pulled_out_between_two_files_is_told_of(made: Klass, tmp_path: Path, name: str) -> None:
    place = tmp_path / "stick"
    place.mkdir()

    def pull(done: int, total: int, /) -> None:
        if done == 2:
            shutil.rmtree(place, ignore_errors=True)

    with pytest.raises(StorageProblem) as caught:
        EACH[name](made, place, pull)
    assert caught.value.code == "no_folder"
    assert not place.exists()


@pytest.mark.parametrize("name", EACH)
def test_two_jobs_into_one_folder_take_no_file_from_each_other(made: Klass, stick: Path, name: str) -> None:
    with ThreadPoolExecutor(2) as both:
        for done in [both.submit(EACH[name], made, stick, silent) for _turn in range(2)]:
            done.result()
    found = [entry for entry in stick.iterdir() if entry.name != "mine.txt"]
    assert len(found) == 2 * len(NAMES)
    assert all(entry.stat().st_size > 1000 for entry in found)


@pytest.mark.parametrize("name", EACH)
def test_a_file_that_somebody_puts_there_meanwhile_stays(
    made: Klass, stick: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """As another program would, after the names were chosen."""
    move, theirs = files.move_new, list[Path]()

    def meanwhile(source: Path, target: Path) -> None:
        if not theirs:
            target.write_text("theirs")
            theirs.append(target)
        move(source, target)

    monkeypatch.setattr(files, "move_new", meanwhile)
    EACH[name](made, stick, silent)
    assert theirs[0].read_text() == "theirs"
    assert len(list(stick.iterdir())) == len(NAMES) + 2


@pytest.mark.parametrize("name", [*EACH, "report.pdf"])
def test_what_is_cancelled_half_way_leaves_nothing(made: Klass, stick: Path, name: str) -> None:
    def stop(done: int, _total: int, /) -> None:
        if done >= 2:
            raise Cancelled

    logged = len(change_sets(made.school.database))
    with pytest.raises(Cancelled):
        (EACH | ONE)[name](made, stick / name if "." in name else stick, stop)
    assert [entry.name for entry in stick.iterdir()] == ["mine.txt"]
    assert len(change_sets(made.school.database)) == logged


@pytest.mark.parametrize("name", EACH)
def test_who_is_deleted_meanwhile_is_in_what_was_begun_before(made: Klass, stick: Path, name: str) -> None:
    gone: list[int] = []

    def meanwhile(_done: int, _total: int, /) -> None:
        if not gone:
            gone.append(made.students[-1])
            with made.school.database.begin(made.school.admin) as session:
                students.delete(session, gone)

    EACH[name](made, stick, meanwhile)
    assert gone
    assert len(list(stick.iterdir())) == len(NAMES) + 1


def test_a_letter_that_is_deleted_while_it_is_drawn_takes_no_number(made: Klass, stick: Path) -> None:
    school = made.school
    with school.database.begin(school.admin) as session:
        ref = letters.duplicate(session, "attendance.en", "Ours")

    def meanwhile(_done: int, _total: int, /) -> None:
        with school.database.begin(school.admin) as session:
            letters.delete(session, [ref])

    with pytest.raises(NotFound):
        issuing.issue(school.database, school.admin, Order(ref, made.students), stick / "a.pdf", meanwhile)
    assert [entry.name for entry in stick.iterdir()] == ["mine.txt"]
    with school.database.read(school.admin) as session:
        assert issued.count(session) == 0


def test_a_student_who_is_deleted_while_a_letter_is_drawn_is_left_out_and_takes_no_number(
    made: Klass, stick: Path
) -> None:
    school, gone = made.school, list[int]()

    def meanwhile(_done: int, _total: int, /) -> None:
        if not gone:
            gone.append(made.students[1])
            with school.database.begin(school.admin) as session:
                students.delete(session, gone)

    order = Order("attendance.el", made.students, each_its_file=True)
    done = issuing.issue(school.database, school.admin, order, stick, meanwhile)
    assert [row.number for row in done.documents] == [1, 2, 3]
    assert [one.student_id for one in done.left] == gone
    assert len(list(stick.iterdir())) == len(NAMES)
