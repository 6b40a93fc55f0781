"""Exports kept by name: one's own and everybody's, and that they give again what was asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sms_desktop.core.errors import Conflict, Denied, Invalid, NotFound
from sms_desktop.db.database import Database
from sms_desktop.services import news
from sms_desktop.services.exporting import named_exports
from sms_desktop.services.exporting.exports import Asked
from sms_desktop.services.exporting.named_exports import NamedData
from sms_desktop.services.history import undo
from sms_desktop.services.listing import Condition, Listing
from tests.conftest import Transaction
from tests.makers import Make

YOUNG = Listing("παπ", (Condition("date_of_birth", ">", date(2007, 1, 31)), Condition("status", "=", ["active"])))
PHONES = NamedData(
    "Phones of the young", Asked("students", YOUNG.sorted_by("name"), ("last_name", "mobile"), "el", True), "csv"
)


def test_a_kept_export_is_what_was_asked_for_with_days_as_conditions_read_them(
    write: Transaction, read: Transaction
) -> None:
    with write() as session:
        named_exports.keep(session, PHONES)
    with read() as session:
        [row] = named_exports.rows(session)
    young = replace(YOUNG, where=(Condition("date_of_birth", ">", "2007-01-31"), YOUNG.where[1]))
    assert row.data == replace(PHONES, asked=replace(PHONES.asked, wanted=young.sorted_by("name")))
    assert row.mine


def test_only_everybodys_are_seen_by_others_and_only_the_keeper_of_settings_makes_them(
    database: Database, make: Make
) -> None:
    keeper, clerk = make.user("administrator"), make.user("secretary")
    with database.begin(keeper) as session:
        named_exports.keep(session, replace(PHONES, name="Everybody's", shared=True))
        mine = named_exports.keep(session, PHONES)
    with database.begin(clerk) as session:
        assert [row.data.name for row in named_exports.rows(session)] == ["Everybody's"]
        with pytest.raises(NotFound):
            named_exports.delete(session, mine)
        with pytest.raises(Denied):
            named_exports.keep(session, replace(PHONES, name="More", shared=True))
        with pytest.raises(Denied):
            named_exports.delete(session, named_exports.by_name(session, "everybody's").id)


def test_a_name_is_taken_once_in_any_case_and_free_again_once_deleted(write: Transaction) -> None:
    with write() as session:
        first = named_exports.keep(session, PHONES)
        with pytest.raises(Invalid) as refused:
            named_exports.keep(session, replace(PHONES, name=" phones of the YOUNG "))
        assert set(refused.value.fields) == {"name"}
        named_exports.delete(session, first)
        named_exports.keep(session, PHONES)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (replace(PHONES, name="  "), "name"),
        (replace(PHONES, name="x" * 101), "name"),
        (replace(PHONES, form="docx"), "form"),
        (replace(PHONES, asked=Asked("secrets")), "list"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(write: Transaction, data: NamedData, field: str) -> None:
    with write() as session, pytest.raises(Invalid) as refused:
        named_exports.keep(session, data)
    assert set(refused.value.fields) == {field}


def test_a_change_of_what_somebody_else_changed_meanwhile_is_refused(write: Transaction, read: Transaction) -> None:
    with write() as session:
        kept = named_exports.keep(session, PHONES)
    with read() as session:
        seen = named_exports.rows(session)[0].version
    with write() as session:
        named_exports.change(session, kept, replace(PHONES, form="xlsx"), seen)
    with write() as session, pytest.raises(Conflict):
        named_exports.change(session, kept, PHONES, seen)


def test_a_deleted_export_comes_back_with_undo(write: Transaction, read: Transaction, database: Database) -> None:
    with write() as session:
        kept = named_exports.keep(session, PHONES)
    with write() as session:
        named_exports.delete(session, kept)
    with write() as session:
        undo.undo(session, news.newest_change(session))
    with read() as session:
        assert [row.id for row in named_exports.rows(session)] == [kept]
