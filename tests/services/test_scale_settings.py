"""The school's scales: kept in one change, read as they were written, refused where a table has a hole."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from sms_desktop.core.errors import Invalid
from sms_desktop.core.scales import DEFAULT, Band
from sms_desktop.db.database import Database
from sms_desktop.services import scale_settings, settings
from sms_desktop.services.history import undo
from tests.conftest import Transaction
from tests.content import change_sets, content

OWN = replace(
    DEFAULT,
    pass_mark=Decimal("9.5"),
    words=(Band(Decimal("9.5"), {"el": "Πέρασε", "en": "Passed"}), Band(Decimal(0), {"el": "Κόπηκε", "en": "Failed"})),
    shown="words",
)


def test_a_new_school_has_the_usual_scales(read: Transaction) -> None:
    with read() as session:
        assert scale_settings.read(session) == DEFAULT


def test_scales_are_read_as_they_were_written_and_that_is_one_change(
    database: Database, write: Transaction, read: Transaction
) -> None:
    before = len(change_sets(database))
    with write() as session:
        scale_settings.write(session, OWN)
    with read() as session:
        assert scale_settings.read(session) == OWN
        assert settings.read(session, "grades.pass_mark") == 9.5
    assert len(change_sets(database)) == before + 1


def test_the_same_scales_are_no_change(database: Database, write: Transaction) -> None:
    before = len(change_sets(database))
    with write() as session:
        scale_settings.write(session, DEFAULT)
    assert len(change_sets(database)) == before


def test_new_scales_are_taken_back(database: Database, write: Transaction, read: Transaction) -> None:
    with write() as session:
        scale_settings.write(session, OWN)
    changed = change_sets(database)[-1].id
    with write() as session:
        undo.undo(session, changed)
    with read() as session:
        assert scale_settings.read(session) == DEFAULT


def test_a_table_with_a_hole_is_refused_and_nothing_is_kept(database: Database, write: Transaction) -> None:
    before = content(database)
    with pytest.raises(Invalid) as caught, write() as session:
        scale_settings.write(session, replace(OWN, words=OWN.words[:1], pass_mark=Decimal(21)))
    assert set(caught.value.fields) == {"words", "pass_mark"}
    assert content(database) == before


@pytest.mark.parametrize("value", ["[]", "{", '{"words": 5}', '{"words": []}', '{"shown": "x"}', "x" * 20_000])
def test_the_setting_takes_only_scales(write: Transaction, value: str) -> None:
    with pytest.raises(Invalid, match=r"grades\.scales"), write() as session:
        settings.write(session, "grades.scales", value)


@pytest.mark.parametrize(
    ("typed", "kept"), [("9.5", 9.5), ("9,5", 9.5), (" 12 ", 12), (10.0, 10), (Decimal("9.75"), 9.75)]
)
def test_a_pass_mark_may_have_decimals(write: Transaction, typed: object, kept: float) -> None:
    with write() as session:
        settings.write(session, "grades.pass_mark", typed)
        assert settings.read(session, "grades.pass_mark") == kept
        assert scale_settings.read(session).pass_mark == Decimal(str(kept))


@pytest.mark.parametrize("value", ["9.555", True, "ten", float("nan"), "21"])
def test_a_pass_mark_that_is_none_is_refused(write: Transaction, value: object) -> None:
    with pytest.raises(Invalid, match=r"grades\.pass_mark"), write() as session:
        settings.write(session, "grades.pass_mark", value)
