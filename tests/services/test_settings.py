"""Settings: each exists by name with a default, and takes only what fits."""

from __future__ import annotations

from typing import Any

import pytest

from sms_desktop.core.errors import Invalid, NotFound
from sms_desktop.db.database import Database
from sms_desktop.services import settings
from tests.conftest import Transaction
from tests.content import change_sets, content, last_change


def test_what_is_not_set_has_its_default(read: Transaction) -> None:
    with read() as session:
        assert settings.read_all(session) == {key: known.default for key, known in settings.KNOWN.items()}
        assert settings.read(session, "grades.pass_mark") == 10


@pytest.mark.parametrize("key", settings.KNOWN)
def test_every_default_is_a_value_that_fits(database: Database, write: Transaction, key: str) -> None:
    known = settings.KNOWN[key]
    with write() as session:
        settings.write(session, key, known.default)
        settings.write(session, key, str(known.default))
        assert settings.read(session, key) == known.default
    assert known.meaning


def test_a_text_is_read_as_the_type_of_the_default(write: Transaction) -> None:
    with write() as session:
        settings.write(session, "school.study_years", " 3 ")
        settings.write(session, "school.name", " Σχολή Α' ")
        assert settings.read_all(session) == {
            **{key: known.default for key, known in settings.KNOWN.items()},
            "school.study_years": 3,
            "school.name": "Σχολή Α'",
        }


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("school.study_years", "three"),
        ("school.study_years", 0),
        ("school.study_years", 2.5),
        ("school.study_years", True),
        ("school.study_years", None),
        ("school.study_years", float("inf")),
        ("school.study_years", float("nan")),
        ("school.language", "fr"),
        ("school.student_word", ""),
        ("school.name", None),
        ("school.name", ["a"]),
        ("school.name", "x" * 301),
        ("school.name", "a\0b"),
        ("attendance.limit_percent", 101),
        ("grades.pass_mark", -1),
    ],
)
def test_what_does_not_fit_is_refused_and_the_old_value_stays(
    database: Database, write: Transaction, key: str, value: Any
) -> None:
    before = content(database)
    with pytest.raises(Invalid, match=key.replace(".", r"\.")), write() as session:
        settings.write(session, key, value)
    assert content(database) == before


@pytest.mark.parametrize("place", ["stick", "./stick", "{data}", "{data}/backups", "{data}/../data/backups/more"])
def test_a_second_place_is_a_place_of_its_own(database: Database, write: Transaction, place: str) -> None:
    with pytest.raises(Invalid, match="second place"), write() as session:
        settings.write(session, "backups.second_place", place.format(data=database.folder))
    with write() as session:
        settings.write(session, "backups.second_place", str(database.folder.parent / "stick"))
        settings.write(session, "backups.second_place", "")


def test_a_setting_that_does_not_exist_is_not_found(write: Transaction) -> None:
    for work in (lambda s: settings.read(s, "no.such"), lambda s: settings.write(s, "no.such", 1)):
        with pytest.raises(NotFound), write() as session:
            work(session)


def test_a_change_is_kept_by_its_key_and_the_same_value_is_none(database: Database, write: Transaction) -> None:
    with write() as session:
        settings.write(session, "school.name", "Σχολή")
    row = change_sets(database)[-1]
    assert (row.action, row.details) == ("settings_change", {"key": "school.name"})
    with write() as session:
        settings.write(session, "school.name", "Σχολή")
    assert last_change(database) == row.id
