"""The change log can only be added to, and whoever alters it all the same is found out."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from sms_desktop.core.errors import UserError
from sms_desktop.db import bulk
from sms_desktop.db.chain import problems
from sms_desktop.db.changes import describe
from sms_desktop.db.database import Database
from sms_desktop.db.people import Student
from tests.conftest import Transaction
from tests.content import change_sets, content, last_change
from tests.schools import ADMIN

TRIGGERS = ("change_sets_no_update", "change_sets_no_delete", "change_entries_no_update", "change_entries_no_delete")


@pytest.fixture
def log(database: Database) -> Database:
    """A school whose log has six entries: the one it was made with and five more."""
    for n in range(5):
        with database.begin(ADMIN, "create", reason="reason Ω") as session:
            describe(session, "Add {name}", action="create", name=f"Παππά {n}")
            session.add(Student(student_number=f"S{n}", first_name="Maria", last_name="Pappa"))
    return database


def found(database: Database, last: int | None = None) -> list[str]:
    with database.read(ADMIN) as session:
        return list(problems(session, database.audit_key, last))


def tampered(database: Database, *statements: str) -> None:
    """What someone does who has the key and SQL."""
    with database.engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        for trigger in TRIGGERS:
            connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_an_untouched_log_has_no_problems(log: Database) -> None:
    assert len(change_sets(log)) == 6
    assert found(log) == []
    assert found(log, last=3) == []
    assert found(log, last=100) == []


@pytest.mark.parametrize("table", ["change_sets", "change_entries"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET id = id"])
def test_the_log_is_never_altered_nor_shortened(log: Database, table: str, change: str) -> None:
    with pytest.raises(UserError), log.begin(ADMIN) as session:
        session.execute(text(change.format(table)))
    assert len(change_sets(log)) == 6
    assert found(log) == []


COPIED = (
    "INSERT INTO change_sets SELECT 7, at, user_id, user_name, workstation, 'other', action, summary, details, reason,"
    " undoes, app_version, entries_digest, chain_hash, chain_hash FROM change_sets WHERE id = 6"
)
ENTRY_MORE = (
    "INSERT INTO change_entries SELECT 99, 3, 1, table_name, operation, first_id, last_id, row_count, payload"
    " FROM change_entries WHERE change_set_id = 2"
)
SWAPPED = (
    "UPDATE change_sets SET id = 99 WHERE id = 3",
    "UPDATE change_sets SET id = 3 WHERE id = 4",
    "UPDATE change_sets SET id = 4 WHERE id = 99",
)


@pytest.mark.parametrize(
    ("statements", "first_bad"),
    [
        (["UPDATE change_sets SET user_name = 'nobody' WHERE id = 3"], 3),
        (["UPDATE change_sets SET at = '2020-01-01 00:00:00.000000' WHERE id = 5"], 5),
        (["UPDATE change_sets SET undoes = 1 WHERE id = 2"], 2),
        (["UPDATE change_sets SET details = '{}' WHERE id = 4"], 4),
        (["UPDATE change_sets SET previous_hash = chain_hash WHERE id = 4"], 4),
        (["UPDATE change_sets SET chain_hash = previous_hash WHERE id = 4"], 4),
        (["UPDATE change_entries SET payload = x'00' WHERE change_set_id = 3"], 3),
        (["UPDATE change_entries SET table_name = 'courses' WHERE change_set_id = 3"], 3),
        (["UPDATE change_entries SET first_id = 9, last_id = 9 WHERE change_set_id = 4"], 4),
        (["DELETE FROM change_entries WHERE change_set_id = 2"], 2),
        (["UPDATE change_entries SET change_set_id = 2, position = 1 WHERE change_set_id = 3"], 2),
        ([ENTRY_MORE], 3),
        (["DELETE FROM change_entries WHERE change_set_id = 3", "DELETE FROM change_sets WHERE id = 3"], 3),
        (["DELETE FROM change_entries WHERE change_set_id = 1", "DELETE FROM change_sets WHERE id = 1"], 1),
        (SWAPPED, 3),
        ([COPIED], 7),
        (["UPDATE change_sets SET details = '{' WHERE id = 4"], 4),
        (["UPDATE change_sets SET at = 'yesterday' WHERE id = 4"], 4),
        (["UPDATE change_sets SET at = 5 WHERE id = 4"], 4),
        (["UPDATE change_entries SET payload = 'text' WHERE change_set_id = 3"], 3),
        (["UPDATE change_entries SET first_id = 'x' WHERE change_set_id = 3"], 3),
        ([COPIED.replace("SELECT 7", "SELECT 0")], 0),
        ([COPIED.replace("SELECT 7", "SELECT -7")], -7),
    ],
)  # fmt: skip
def test_the_first_entry_that_was_tampered_with_is_named(log: Database, statements: list[str], first_bad: int) -> None:
    tampered(log, *statements)
    [sentence] = found(log)
    assert f" {first_bad} " in sentence


def test_a_log_that_was_chained_anew_without_the_key_is_found(log: Database) -> None:
    with log.read(ADMIN) as session:
        assert len(list(problems(session, bytes(32)))) == 1


def test_only_the_newest_entries_are_looked_at_where_that_is_asked(log: Database) -> None:
    tampered(log, "UPDATE change_sets SET user_name = 'nobody' WHERE id = 2")
    assert found(log, last=3) == []
    assert len(found(log, last=5)) == 1


def test_what_is_written_after_an_opening_anew_goes_on_with_the_chain(log: Database, write: Transaction) -> None:
    log.close()
    with write() as session:
        session.get_one(Student, 1).city = "Nicosia"
    assert found(log) == []
    assert last_change(log) == 7


def test_details_of_any_shape_verify_after_a_round_trip(log: Database) -> None:
    with log.begin(ADMIN) as session:
        describe(
            session, "x", action="export", rows=3, part=0.5, names=("Ω", "\U0001f600"), none=None, nested={"a": [1]}
        )
    assert found(log) == []


def test_thousands_of_new_rows_cost_a_handful_of_entries(database: Database, write: Transaction) -> None:
    count = 5000
    with write("import") as session:
        values = {name: [f"{name}{n}" for n in range(count)] for name in ("student_number", "first_name", "last_name")}
        bulk.insert_columns(session, Student.__table__, values, count)  # type: ignore[arg-type]
    with database.engine.connect() as connection:
        entries, size = connection.exec_driver_sql(
            "SELECT count(*), sum(length(payload)) FROM change_entries WHERE change_set_id > 1"
        ).one()
    assert len(content(database)["students"]) == count
    assert entries == 1
    assert size < 1000
