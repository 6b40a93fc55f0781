"""kill -9 at any moment of issuing: numbers without a hole, none twice, and no entry of the register without its pages.

As in `test_backups_killed`: a process is killed from outside after a random part of the time that the work takes, and
afterwards the school is opened as any next start opens it.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from sms_desktop.core import files
from sms_desktop.core.actor import Actor
from sms_desktop.db import keys, opening
from sms_desktop.db.database import Database
from sms_desktop.db.documents import IssuedDocument, IssuedPages
from sms_desktop.services import unfinished
from sms_desktop.services.exporting import everything
from sms_desktop.services.papers import issued, issuing
from sms_desktop.services.papers.issuing import Order
from sms_desktop.services.safekeeping import check, check_log
from tests.content import change_sets
from tests.dying import DIED, Killer, ended, turns
from tests.makers import Make
from tests.schools import ADMIN, made_once

#: The full run has more (reliability.md 2).
KILLS = int(os.environ.get("SMS_TEST_KILLS", "20"))
#: A second a kill; a busy computer takes several times as long.
pytestmark = pytest.mark.timeout(12 * max(KILLS, 50))
CLASS = 8


@dataclass(frozen=True)
class Planted:
    """A closed school with a class, and the key of its database."""

    folder: Path
    data_key: bytes
    students: tuple[int, ...]


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    place, data_key = tmp_path_factory.mktemp("planted"), keys.new_data_key()
    database = made_once(place / "made", data_key).opened(place / "school")
    make = Make(database, ADMIN)
    make.term()
    ids = tuple(make.student(last_name="Γεωργίου") for _n in range(CLASS))
    issuing.issue(database, ADMIN, Order("attendance.el", ids[:2]))
    database.close()
    return Planted(place / "school", data_key, ids)


def issuing_them(folder: Path, data_key: bytes, ids: tuple[int, ...]) -> None:
    database, stick = opening.open_existing(folder, data_key), folder.parent / "stick"
    issuing.issue(database, ADMIN, Order("attendance.el", ids, each_its_file=True), stick)
    database.close()


def taking_everything(folder: Path, data_key: bytes, _ids: tuple[int, ...]) -> None:
    database = opening.open_existing(folder, data_key)
    everything.write(database, ADMIN, folder.parent / "stick" / "all.zip", sensitive=True)
    database.close()


def numbering_first(folder: Path, data_key: bytes, ids: tuple[int, ...]) -> None:
    """What nobody should do: numbers are kept before their pages are drawn."""
    database = opening.open_existing(folder, data_key)
    for number, one in enumerate(ids, 3):
        with database.begin(ADMIN) as session:
            row = session.scalars(select(IssuedDocument)).first()
            assert row is not None
            own = ("year", "kind", "title", "language", "issued_at", "issued_by", "content_hash")
            values = {name: getattr(row, name) for name in own}
            session.add(IssuedDocument(number=number, student_id=one, **values))
    os._exit(DIED)


def whole_register(database: Database, admin: Actor) -> list[int]:
    """The numbers of the register, each of which must be there once, with the pages that were issued."""
    with database.read(admin) as session:
        assert check_log.problems(session, database) == []
        assert check.check(session, database) == []
        assert list(issued.damaged(session)) == []
        assert set(session.scalars(select(IssuedPages.issued_id))) == set(session.scalars(select(IssuedDocument.id)))
        return sorted(number for number in session.scalars(select(IssuedDocument.number)) if number is not None)


def finished(stick: Path, ending: bytes) -> list[str]:
    """The names of the files, each of which must be whole."""
    found = sorted(stick.iterdir())
    assert all(ending in file.read_bytes()[-1024:] for file in found)
    return [file.name for file in found]


def test_killed_at_any_moment_of_issuing_numbers_have_no_hole_and_all_pages(planted: Planted, tmp_path: Path) -> None:
    first = tmp_path / "whole" / "school"
    shutil.copytree(planted.folder, first)
    (tmp_path / "whole" / "stick").mkdir()
    killer, ends = Killer(issuing_them, (first, planted.data_key, planted.students), 5), set[int]()
    for turn in turns(KILLS, lambda: 2 in ends):
        folder, stick = tmp_path / str(turn) / "school", tmp_path / str(turn) / "stick"
        shutil.copytree(planted.folder, folder)
        stick.mkdir()
        killer.spares(folder, planted.data_key, planted.students)
        database = opening.open_existing(folder, planted.data_key)
        numbers = whole_register(database, ADMIN)
        assert numbers in ([1, 2], list(range(1, CLASS + 3)))
        unfinished.tidy(database)
        names = finished(stick, b"%%EOF")
        assert len(names) <= len(numbers) - 2  # no file whose number the register does not know
        assert not list(folder.glob("jobs/writing-*"))
        again = issuing.issue(database, ADMIN, Order("attendance.el", planted.students[:1]))
        assert again.documents[0].number == len(numbers) + 1
        ends.add(len(numbers))
        database.close()
        shutil.rmtree(folder.parent)
    assert 2 in ends


def test_numbers_that_are_kept_before_their_pages_would_be_found(planted: Planted, tmp_path: Path) -> None:
    shutil.copytree(planted.folder, tmp_path / "school")
    assert ended(numbering_first, tmp_path / "school", planted.data_key, planted.students) == DIED
    database = opening.open_existing(tmp_path / "school", planted.data_key)
    with pytest.raises(AssertionError):
        whole_register(database, ADMIN)
    database.close()


def test_killed_at_any_moment_of_everything_there_is_a_whole_zip_and_its_entry_or_neither(
    planted: Planted, tmp_path: Path
) -> None:
    school = tmp_path / "school"
    shutil.copytree(planted.folder, school)
    stick = tmp_path / "stick"
    stick.mkdir()
    killer, left = Killer(taking_everything, (school, planted.data_key, ()), 6), list[str]()
    (stick / "all.zip").write_bytes(b"the old one PK\5\6")
    for _turn in turns(KILLS, lambda: left):
        database = opening.open_existing(school, planted.data_key)
        logged = len(change_sets(database))
        database.close()
        before = (stick / "all.zip").stat().st_ino
        killer.spares(school, planted.data_key, ())
        left.extend(name for name in os.listdir(stick) if name.endswith(files.UNFINISHED))
        database = opening.open_existing(school, planted.data_key)
        unfinished.tidy(database)
        assert finished(stick, b"PK\5\6") == ["all.zip"]
        new = len(change_sets(database)) - logged
        # killed between the name and the end of the entry's transaction, there is a whole file that the log lacks
        assert new in (0, 1)
        assert new == 0 or (stick / "all.zip").stat().st_ino != before
        database.close()
    assert left
