"""What goes wrong while something is written: a sentence, no half file, nothing lost, and nothing in the log."""

from __future__ import annotations

import os
import resource
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import Cancelled, StorageProblem
from sms_desktop.core.progress import Progress, silent
from sms_desktop.core.schedule import Lesson
from sms_desktop.db.database import Database
from sms_desktop.services import students
from sms_desktop.services.exporting import contact_cards, everything, exports, screen_tables
from sms_desktop.services.exporting import timetable_calendar as calendars
from sms_desktop.services.exporting.contact_cards import Wanted
from sms_desktop.services.exporting.exports import Asked
from sms_desktop.services.exporting.screen_tables import Sheet
from sms_desktop.services.importing import templates
from sms_desktop.services.timetable import Whose
from tests.content import change_sets
from tests.makers import Make

Write = Callable[[Database, Actor, Path, Progress], object]
SHEET = Sheet("Limits", ("name",), ("Name",), (("Γεωργίου",),))


def as_list(form: str) -> tuple[str, Write]:
    return f"list.{form}", lambda database, who, target, progress: exports.export(
        database, who, Asked("students"), target, progress
    )


WAYS: dict[str, Write] = {
    **dict(as_list(form) for form in exports.FORMATS),
    "sheet.csv": lambda d, who, target, progress: screen_tables.export(d, who, SHEET, "en", target, "", progress),
    "all.zip": lambda d, who, target, progress: everything.write(d, who, target, progress=progress),
    "template.xlsx": lambda d, who, target, _progress: templates.write(d, who, "grades", target),
    "week.ics": lambda d, who, target, _progress: calendars.write(d, who, Whose(1), "en", target),
    "cards.vcf": lambda d, who, target, progress: contact_cards.write(d, who, Wanted(), target, progress),
}
#: Those that tell how far they are, and so can be cancelled.
LONG = [name for name in WAYS if name not in ("template.xlsx", "week.ics")]
#: Bytes that a file may have: too few for what is written, for the log of it, and enough for both.
LIMITS = (10, 500, 3_000, 20_000, 60_000, 100_000, 200_000, 400_000, 4_000_000)


@pytest.fixture
def school(make: Make, database: Database) -> Database:
    """Students, one of them with a contact who can be reached, and a class with a lesson."""
    for n in range(30):
        student = make.student(last_name=f"Γεωργίου {n}")
    make.contact(student, email="eleni@school.example")
    make.offering(lessons=(Lesson(0, 1, 2, "08:00"),))
    return database


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with nothing else in it."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@contextmanager
def refused(database: Database, place: Path, code: str) -> Iterator[None]:
    """What is done inside ends in a sentence, and leaves the folder and the log as they were."""
    before = {path.name: path.read_bytes() for path in place.iterdir() if path.is_file()}
    logged = len(change_sets(database))
    with pytest.raises(StorageProblem) as caught:
        yield
    assert caught.value.code == code
    assert caught.value.sentence
    assert caught.value.way_out
    if place.exists():
        assert {path.name: path.read_bytes() for path in place.iterdir() if path.is_file()} == before
    assert len(change_sets(database)) == logged


@pytest.mark.parametrize("name", WAYS)
def test_it_is_written_and_logged_once_where_nothing_goes_wrong(
    school: Database, admin: Actor, place: Path, name: str
) -> None:
    (place / name).write_text("the old one")
    logged = len(change_sets(school))
    WAYS[name](school, admin, place / name, silent)
    assert (place / name).read_bytes() != b"the old one"
    assert [path.name for path in place.iterdir()] == [name]
    assert [entry.action for entry in change_sets(school)[logged:]] == ["export"]


@pytest.mark.parametrize("name", WAYS)
def test_on_a_full_disk_there_is_file_and_log_or_neither(
    school: Database, admin: Actor, place: Path, name: str
) -> None:
    done = []
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    for size in LIMITS:
        logged = len(change_sets(school))
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
        try:
            WAYS[name](school, admin, place / name, silent)
            done.append(size)
        except StorageProblem as problem:
            assert problem.code in ("disk_full", "disk_error")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert [path.name for path in place.iterdir()] == ([name] if size in done else [])
        assert len(change_sets(school)) == logged + (size in done)
        (place / name).unlink(missing_ok=True)
    assert LIMITS[0] not in done
    assert LIMITS[-1] in done


@pytest.mark.parametrize("name", WAYS)
def test_a_place_that_cannot_be_written_to_is_told(school: Database, admin: Actor, place: Path, name: str) -> None:
    (place / "no folder").write_text("a file")
    with refused(school, place, "not_writable"):
        WAYS[name](school, admin, place / "no folder" / name, silent)
    with refused(school, place, "no_folder"):
        WAYS[name](school, admin, place / "nowhere" / name, silent)


@pytest.mark.parametrize("name", WAYS)
def test_a_folder_of_that_name_stays_and_is_told_of(school: Database, admin: Actor, place: Path, name: str) -> None:
    (place / name).mkdir()
    (place / name / "kept.txt").write_text("kept")
    with refused(school, place, "is_a_folder"):
        WAYS[name](school, admin, place / name, silent)
    assert (place / name / "kept.txt").read_text() == "kept"


@pytest.mark.parametrize("name", WAYS)
def test_a_file_that_another_program_has_open_stays_as_it_is(
    school: Database, admin: Actor, place: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """As Windows says it: the new name is refused."""

    def held(_source: object, _target: object) -> None:
        raise PermissionError(13, "The process cannot access the file")

    (place / name).write_text("the old one")
    monkeypatch.setattr(os, "replace", held)
    with refused(school, place, "not_writable"):
        WAYS[name](school, admin, place / name, silent)


@pytest.mark.parametrize("name", WAYS)
@pytest.mark.parametrize(
    ("number", "windows", "code"), [(13, 32, "in_use"), (5, None, "drive_gone"), (22, 1167, "drive_gone")]
)
def test_a_file_in_use_and_a_drive_that_goes_have_sentences_of_their_own(
    school: Database,
    admin: Actor,
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    number: int,
    windows: int | None,
    code: str,
) -> None:
    def refuse(_source: object, _target: object) -> None:
        error = OSError(number, "the system's own words")
        if windows is not None:
            error.winerror = windows  # type: ignore[attr-defined]
        raise error

    (place / name).write_text("the old one")
    monkeypatch.setattr(os, "replace", refuse)
    with refused(school, place, code):
        WAYS[name](school, admin, place / name, silent)


@pytest.mark.parametrize("name", WAYS)
def test_a_name_that_is_too_long_is_told(school: Database, admin: Actor, place: Path, name: str) -> None:
    with refused(school, place, "name_too_long"):
        WAYS[name](school, admin, place / f"{'ω' * 200}{name}", silent)


@pytest.mark.parametrize("name", [name for name in LONG if name != "sheet.csv"])
def test_two_jobs_with_one_target_leave_a_whole_file_and_two_entries(
    school: Database, admin: Actor, place: Path, name: str
) -> None:
    begun: list[bool] = []

    def second(_done: int, _total: int, /) -> None:
        if not begun:
            begun.append(True)
            WAYS[name](school, admin, place / name, silent)

    logged = len(change_sets(school))
    WAYS[name](school, admin, place / name, second)
    assert [path.name for path in place.iterdir()] == [name]
    assert (place / name).stat().st_size > 100
    assert [entry.action for entry in change_sets(school)[logged:]] == ["export", "export"]


@pytest.mark.parametrize("name", [name for name in LONG if name != "sheet.csv"])
def test_a_stick_that_is_pulled_out_leaves_nothing_to_be_trusted(
    school: Database, admin: Actor, place: Path, name: str
) -> None:
    def pull(done: int, total: int, /) -> None:
        if done == total:
            shutil.rmtree(place, ignore_errors=True)

    with refused(school, place, "no_folder"):
        WAYS[name](school, admin, place / name, pull)
    assert not place.exists()


@pytest.mark.parametrize("name", LONG)
def test_what_is_cancelled_leaves_the_old_file_and_no_record(
    school: Database, admin: Actor, place: Path, name: str
) -> None:
    def cancel(_done: int, _total: int, /) -> None:
        raise Cancelled

    (place / name).write_text("the old one")
    logged = len(change_sets(school))
    with pytest.raises(Cancelled):
        WAYS[name](school, admin, place / name, cancel)
    assert [path.name for path in place.iterdir()] == [name]
    assert (place / name).read_text() == "the old one"
    assert len(change_sets(school)) == logged


@pytest.mark.parametrize("form", exports.FORMATS)
def test_a_student_who_is_deleted_meanwhile_is_in_what_was_begun_before(
    school: Database, admin: Actor, place: Path, form: str
) -> None:
    deleted: list[int] = []

    def meanwhile(_done: int, _total: int, /) -> None:
        if not deleted:
            with school.begin(admin) as session:
                deleted.extend([row.id for row in students.page(session, limit=5)])
                students.delete(session, deleted)

    assert exports.export(school, admin, Asked("students"), place / f"a.{form}", meanwhile).rows == 30
    assert exports.export(school, admin, Asked("students"), place / f"b.{form}").rows == 25
