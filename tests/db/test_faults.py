"""What the database or the disk does is said in plain sentences that hold nobody's data."""

from __future__ import annotations

import traceback

import pytest
from sqlalchemy import text
from sqlcipher3 import dbapi2

from sms_desktop.core.errors import Conflict, Invalid, StorageProblem
from sms_desktop.db.faults import problem
from sms_desktop.db.people import Programme
from tests.conftest import Transaction


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("database or disk is full", "disk_full"),
        ("database is locked", "locked"),
        ("database table is locked", "locked"),
        ("attempt to write a readonly database", "read_only"),
        ("unable to open database file", "read_only"),
        ("file is not a database", "damaged"),
        ("database disk image is malformed", "damaged"),
        ("disk I/O error", "disk_error"),
        ("no such column: users.full_name", "database"),
        ("near \"locked\": syntax error", "database"),
    ],
)  # fmt: skip
def test_each_fault_has_its_sentence(said: str, code: str) -> None:
    found = problem(dbapi2.OperationalError(said))
    assert found.code == code
    assert found.exit_code == 4
    assert found.sentence
    assert found.way_out


def test_an_error_of_the_database_holds_no_values(write: Transaction) -> None:
    with write("create") as session:
        session.add(Programme(code="SECRET-CODE", name="Cars"))
    with pytest.raises(Conflict) as caught, write("create") as session:
        session.add(Programme(code="SECRET-CODE", name="Boats"))
    assert "SECRET" not in "".join(traceback.format_exception(caught.value))


def test_a_fault_of_the_program_is_not_said_to_be_the_disks(write: Transaction) -> None:
    with pytest.raises(StorageProblem) as caught, write() as session:
        session.execute(text("SELECT full_name, is_locked FROM nowhere"))
    assert caught.value.code == "database"


def test_half_a_letter_is_told_of_and_not_of_a_fault_in_the_program(write: Transaction, read: Transaction) -> None:
    half = "Γ\udcff"
    for transaction in (write, read):
        with pytest.raises(Invalid, match="can't be shown") as caught, transaction() as session:
            session.execute(text("SELECT :said"), {"said": half})
        assert half not in str(caught.value)
    with pytest.raises(Invalid), write() as session:
        session.add(Programme(code="A", name=half))
