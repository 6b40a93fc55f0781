"""Deleting a whole register at once: in bulk, with the same outcome and the same way back."""

from __future__ import annotations

import pytest

from sms_desktop.services import news, students
from sms_desktop.services.history import undo
from sms_desktop.services.listing import Listing
from tests.conftest import Transaction
from tests.makers import Make


def test_many_are_deleted_as_few_are(
    make: Make, write: Transaction, read: Transaction, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [make.student() for _n in range(4)]
    with write("delete") as session:
        students.delete(session, ids[:1])
    monkeypatch.setattr(students, "_MANY", 2)
    with write("delete") as session:
        assert students.delete(session, [*reversed(ids), ids[3], 999]) == 3
    with read() as session:
        assert students.count(session) == 0
        assert students.count(session, Listing(deleted=True)) == 4
        assert not students.get(session, ids[1]).data.status_reason
        deleted = news.newest_change(session)
        assert undo.describe_change(session, deleted).title == "Delete 3 students"
    with write() as session:
        assert undo.undo(session, deleted).rows == 3
    with read() as session:
        assert [row.id for row in students.page(session, Listing(sort="id"))] == ids[1:]
