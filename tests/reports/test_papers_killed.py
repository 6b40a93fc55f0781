"""kill -9 at any moment of reports and forms with a file each: whole files or none, and nothing left after a start."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from sms_desktop.core import files
from sms_desktop.db import keys, opening
from sms_desktop.reports import own_form, running
from sms_desktop.services import unfinished
from sms_desktop.services.papers import own_forms
from tests.dying import DIED, Killer, ended, turns
from tests.formats.made_elsewhere import STUDENT_CARD
from tests.makers import Make
from tests.reports.klass import klass
from tests.reports.papers import school as made_school
from tests.schools import ADMIN, made_once

KILLS = int(os.environ.get("SMS_TEST_KILLS", "20"))
pytestmark = pytest.mark.timeout(12 * max(KILLS, 50))
NAMES = tuple(f"Γεωργίου {letter}" for letter in "ΑΒΓΔΕΖ")
MINE = "K1 Γεωργίου Α Άλκης.pdf"


@dataclass(frozen=True)
class Planted:
    """A closed school with a class and a form, and the key of its database."""

    folder: Path
    data_key: bytes
    students: tuple[int, ...]
    form: int


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    place, data_key = tmp_path_factory.mktemp("planted"), keys.new_data_key()
    database = made_once(place / "made", data_key).opened(place / "school")
    made = klass(made_school(database, ADMIN, Make(database, ADMIN)), *NAMES)
    with database.begin(ADMIN, "create") as session:
        form = own_forms.add(session, own_forms.opened(STUDENT_CARD))
    database.close()
    return Planted(place / "school", data_key, made.students, form)


def reporting(planted: Planted, folder: Path, target: Path) -> None:
    database = opening.open_existing(folder, planted.data_key)
    wanted = running.Wanted("transcript", planted.students, each_its_file=True)
    running.make(database, ADMIN, wanted, target)
    database.close()


def filling(planted: Planted, folder: Path, target: Path) -> None:
    database = opening.open_existing(folder, planted.data_key)
    own_form.fill(database, ADMIN, own_form.Asked(planted.form, planted.students), target)
    database.close()


def unwary(_planted: Planted, _folder: Path, target: Path) -> None:
    """What nobody should do: files are written under their own names."""
    for number in range(3):
        with (target / f"{number}.pdf").open("wb") as file:
            file.write(b"%PDF-1.4")
            file.flush()
            os._exit(DIED)


def whole(folder: Path) -> list[Path]:
    """The files of a folder, each of which must be a whole PDF or Word file, or the one that was there."""
    found = sorted(folder.iterdir())
    for file in found:
        ending = file.read_bytes()[-1024:]
        assert b"%%EOF" in ending or b"PK\5\6" in ending or ending == b"mine", file.name
    return found


@pytest.mark.parametrize("work", [reporting, filling])
def test_killed_at_any_moment_each_file_is_whole_and_nothing_else_is_left(
    planted: Planted, tmp_path: Path, work: Callable[..., None]
) -> None:
    school, stick = tmp_path / "school", tmp_path / "stick"
    shutil.copytree(planted.folder, school)
    stick.mkdir()
    killer, left = Killer(work, (planted, school, stick), 8), list[str]()
    assert len(whole(stick)) == len(NAMES)
    for _turn in turns(KILLS, lambda: left):
        shutil.rmtree(stick)
        stick.mkdir()
        (stick / MINE).write_bytes(b"mine")
        killer.spares(planted, school, stick)
        left.extend(name for name in os.listdir(stick) if name.endswith(files.UNFINISHED))
        database = opening.open_existing(school, planted.data_key)
        unfinished.tidy(database)
        database.close()
        assert (stick / MINE).read_bytes() == b"mine"
        assert len(whole(stick)) <= len(NAMES) + 1
        assert not list(school.glob("jobs/writing-*"))
    assert left


def test_files_that_are_written_under_their_names_would_be_found(planted: Planted, tmp_path: Path) -> None:
    assert ended(unwary, planted, tmp_path, tmp_path) == DIED
    with pytest.raises(AssertionError):
        whole(tmp_path)
