"""What was committed since, by whichever process: how an open window notices."""

from __future__ import annotations

from sms_desktop.services import news, students
from sms_desktop.services.history import undo
from tests.conftest import Transaction
from tests.makers import Make


def test_changes_since_are_told_with_their_tables_oldest_first(
    make: Make, write: Transaction, read: Transaction
) -> None:
    student = make.student()
    with read() as session:
        seen = news.newest_change(session)
    with write("delete") as session:
        students.delete(session, [student])
    make.contact(make.student())
    with read() as session:
        found = news.changes_after(session, seen)
        assert news.changes_after(session, news.newest_change(session)) == []
    assert [change.change_set_id for change in found] == [seen + 1, seen + 2, seen + 3]
    assert [change.action for change in found] == ["delete", "create", "create"]
    assert found[0].tables == {"students"}
    assert found[2].tables == {"contacts", "student_contacts"}


def test_an_undo_is_told_by_the_title_of_what_was_first_done(make: Make, write: Transaction, read: Transaction) -> None:
    student = make.student(last_name="Abbot", first_name="Ada")
    with write("delete") as session:
        students.delete(session, [student])
    with read() as session:
        deleted = news.newest_change(session)
    with write() as session:
        taken = undo.undo(session, deleted)
    assert taken.change_set_id == deleted + 1
    with read() as session:
        told = undo.describe_change(session, deleted + 1)
    assert told.title == "Undo: Delete student Abbot Ada"
    assert told.original_title == "Delete student Abbot Ada"
