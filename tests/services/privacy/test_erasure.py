"""Erasing people: all that was known of them goes from every table and from the log, and the rest stays whole."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select, text

from sms_desktop.core.errors import Conflict, Denied, Invalid, NotFound
from sms_desktop.db import opening
from sms_desktop.db.database import Database
from sms_desktop.db.documents import IssuedDocument, IssuedPages
from sms_desktop.db.operations import ChangeEntry, ChangeSet
from sms_desktop.db.people import Contact, Student, StudentPhoto
from sms_desktop.db.stored import unpack
from sms_desktop.services import (
    contacts,
    enrolments,
    grade_entry,
    gradebook,
    highlights,
    jobs,
    search,
    student_marks,
    students,
)
from sms_desktop.services.highlights import HighlightData
from sms_desktop.services.history import row_names, undo
from sms_desktop.services.privacy import erasure, erasure_rules, restriction
from sms_desktop.services.privacy.erasure import erase, plan
from sms_desktop.services.privacy.erasure_rules import ERASE, GOES, NAMELESS, REDUCE, STAYS
from sms_desktop.services.safekeeping import backups, check_log
from tests.conftest import Transaction
from tests.content import change_sets, content
from tests.dying import DIED, LIVED, die_at, ended
from tests.makers import Make
from tests.schools import ADMIN, MadeOnce

WHY = "Left ten years ago"
#: Texts that must be nowhere once Eleni is erased, and those that may stay under her name.
REACH = ("99111111", "eleni@home.example", "Οδός Σωκράτους", "Γεώργιος Θείος", "99222222", "asthma", "AK445566", "sang",
         "allergic to", "doctor's note 7")  # fmt: skip
NAME = ("Μοναδίδου", "Ελένη", "Μοναδικάκη", "E900")


@pytest.fixture
def eleni(make: Make, write: Transaction) -> int:
    """A student with everything that there can be, who has left; and another one who shares a contact with her."""
    made = make.student(
        last_name="Μοναδικάκη", first_name="Ελένη", student_number="E900", father_name="Ιωάννης", mobile="99111111",
        email="eleni@home.example", street="Οδός Σωκράτους", health_note="asthma", national_id="AK445566",
    )  # fmt: skip
    make.contact(made, name="Γεώργιος Θείος", phone="99222222")
    other = make.student(last_name="Άλλος", first_name="Πέτρος")
    enrolment = make.enrolment(made, make.offering())
    mark = make.assessment(1, "Quiz", "Midterm")
    make.mark(enrolment, mark, "15")
    with write() as session:
        session.add(StudentPhoto(student_id=made, media_type="image/png", image=b"her face"))
        highlights.add(session, made, HighlightData("sang at the fair", noted_on=date(2026, 10, 1)))
        enrolments.set_status(session, [enrolment], "completed")
    with write() as session:
        data = students.get(session, made).data
        students.update(session, made, married(data))
    with write() as session:
        shared = contacts.add(session, made, contacts.ContactData("Κοινός Φίλος", phone="99333333"))
        session.execute(text(f"INSERT INTO student_contacts SELECT 90, version, {other}, {shared}, 'x', 0, 1, 0, 1 "
                             f"FROM students WHERE id = {other}"))  # fmt: skip
        row = session.get_one(Student, made)
        row.private_note = "allergic to nuts"
    return made


def married(data: students.StudentData) -> students.StudentData:
    """As after a marriage, and no longer at the school."""
    return replace(data, last_name="Μοναδίδου", status="graduated", status_reason="doctor's note 7")


def everything(database: Database) -> str:
    """All that the file holds, as one text: every table, and every payload of the log unpacked."""
    with database.read(ADMIN) as session:
        names = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")).all()
        rows = [str(session.execute(text(f"SELECT * FROM {name}")).all()) for name in names if "entries" not in name]
        payloads = [unpack(payload) for payload in session.scalars(select(ChangeEntry.payload))]
        details = [row.details for row in session.scalars(select(ChangeSet))]
    return " ".join([*rows, json.dumps(payloads, ensure_ascii=False), json.dumps(details, ensure_ascii=False)])


def log_problems(database: Database) -> list[str]:
    with database.read(ADMIN) as session:
        return [*check_log.problems(session, database), *check_log.changed_outside(session)]


@pytest.mark.parametrize("mode", [REDUCE, ERASE])
def test_nothing_of_what_goes_is_anywhere_in_the_file(
    eleni: int, database: Database, write: Transaction, mode: str
) -> None:
    before = everything(database)
    assert all(word in before for word in (*REACH, *NAME))
    with write() as session:
        done = erase(session, [eleni], mode, WHY)
    after = everything(database)
    assert [word for word in REACH if word in after] == []
    assert [word for word in NAME if word in after] == ([] if mode == ERASE else list(NAME))
    assert "her face" not in after
    assert "aGVyIGZhY2U" not in after
    assert done.people == 1
    assert done.changes > 3
    assert "99333333" in after


@pytest.mark.parametrize("mode", [REDUCE, ERASE])
def test_the_log_is_whole_and_says_what_was_done(eleni: int, database: Database, write: Transaction, mode: str) -> None:
    database.keep_head()
    head = change_sets(database)[-1].chain_hash
    with write() as session:
        erase(session, [eleni], mode, WHY)
    assert log_problems(database) == []
    told = change_sets(database)[-1]
    assert (told.action, told.reason, told.details["students"]) == ("erase", WHY, [eleni])
    assert told.details["former_head"] == head
    assert told.details["sealed_to"] == told.id - 1
    with database.engine.connect() as connection:
        triggers = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'").scalar()
    assert triggers == 4


def test_results_stay_with_and_without_the_name(eleni: int, write: Transaction, read: Transaction) -> None:
    with read() as session:
        before = student_marks.marks_of_student(session, eleni).courses[0].final
    with write() as session:
        erase(session, [eleni], REDUCE, WHY)
    with read() as session:
        record = students.get(session, eleni)
        assert (record.name, record.data.father_name, record.data.mobile) == ("Μοναδίδου Ελένη", "Ιωάννης", "")
        assert record.erased_at is not None
        assert student_marks.marks_of_student(session, eleni).courses[0].final == before
        assert search.search(session, "eleni@home.example") == []
        assert [hit.id for hit in search.search(session, "Μοναδιδου")] == [eleni]
    with write() as session:
        assert erase(session, [eleni], ERASE, WHY).numbers == (f"X{eleni}",)
    with read() as session:
        assert students.get(session, eleni).name == f"Erased X{eleni}"
        assert student_marks.marks_of_student(session, eleni).courses[0].final == before
        assert search.search(session, "Μοναδιδου") == []
        assert [row.last_name for row in gradebook.gradebook(session, 1).rows] == ["Erased"]


def test_a_contact_of_another_student_stays_with_that_one(eleni: int, write: Transaction, read: Transaction) -> None:
    with write() as session:
        erase(session, [eleni], ERASE, WHY)
    with read() as session:
        assert contacts.of_student(session, eleni) == []
        assert [row.data.name for row in contacts.page(session)] == ["Κοινός Φίλος"]
        assert session.scalars(select(Contact.deleted_at).where(Contact.name == "—")).one() is not None


def test_the_plan_counts_and_gives_reasons_and_does_nothing(eleni: int, database: Database, read: Transaction) -> None:
    before = content(database)
    with read() as session:
        found = plan(session, [eleni], REDUCE)
    fates = {fate.kind: (fate.fate, fate.count) for fate in found.fates}
    assert found.possible
    assert fates["identity"] == (STAYS, None)
    assert fates["results"] == (STAYS, 1)
    assert fates["contacts"] == (GOES, 1)
    assert fates["photo"] == fates["highlights"] == (GOES, 1)
    assert all(fate.why and fate.title for fate in found.fates)
    assert content(database) == before
    with read() as session:
        assert {one.kind: one.fate for one in plan(session, [eleni], ERASE).fates}["identity"] == NAMELESS


def test_who_attends_or_is_restricted_is_not_erased(make: Make, write: Transaction, database: Database) -> None:
    active, restricted = make.student(), make.student(status="withdrawn")
    with write() as session:
        restriction.restrict(session, restricted, "Court")
    before = content(database)
    for one in (active, restricted):
        with pytest.raises(Conflict), write() as session:
            erase(session, [one], ERASE, WHY)
        with database.read(ADMIN) as session:
            assert not plan(session, [one], ERASE).possible
    with pytest.raises(Invalid), write() as session:
        erase(session, [active], ERASE, " ")
    with pytest.raises(Invalid), write() as session:
        erase(session, [active], "shred", WHY)
    with pytest.raises(NotFound), write() as session:
        erase(session, [active, 999], ERASE, WHY)
    with pytest.raises(Denied), database.begin(make.user("secretary")) as session:
        erase(session, [active], ERASE, WHY)
    assert {t: rows for t, rows in content(database).items() if t != "users"} == {
        t: rows for t, rows in before.items() if t != "users"
    }


def test_a_log_that_was_altered_gets_no_new_seal(eleni: int, write: Transaction, database: Database) -> None:
    with database.engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("DROP TRIGGER change_sets_no_update")
        connection.exec_driver_sql("UPDATE change_sets SET user_name = 'nobody' WHERE id = 3")
    with pytest.raises(Conflict) as caught, write() as session:
        erase(session, [eleni], ERASE, WHY)
    assert caught.value.code == "log_altered"
    assert "99111111" in everything(database)


def test_marks_that_were_taken_out_go_from_the_log_too(make: Make, write: Transaction, database: Database) -> None:
    enrolment = make.enrolment(make.student(status="withdrawn"), make.offering())
    mark = make.assessment(1, "Quiz")
    make.mark(enrolment, mark, "15")
    with write() as session:
        grade_entry.set_details(session, enrolment, mark, grade_entry.MarkDetails(Decimal(20), note="was in hospital"))
    with write() as session:
        grade_entry.enter(session, 1, [grade_entry.Entry(enrolment, mark, None)])
    assert "hospital" in everything(database)
    with write() as session:
        erase(session, [1], REDUCE, WHY)
    assert "hospital" not in everything(database)
    assert log_problems(database) == []


def test_others_of_the_same_name_keep_it(make: Make, write: Transaction, database: Database) -> None:
    first = make.student(last_name="Παπαδοπούλου", first_name="Μαρία", status="withdrawn")
    make.student(last_name="Παπαδοπούλου", first_name="Μαρία")
    with write() as session:
        erase(session, [first], ERASE, WHY)
    titles = [undo.title_of(row) for row in change_sets(database) if row.action == "create"]
    assert titles[1:] == [f"Add student Erased X{first}", "Add student Παπαδοπούλου Μαρία"]
    with database.read(ADMIN) as session:
        assert row_names.name_of(session, "students", first) == f"Erased X{first}"


def test_history_undo_of_earlier_changes_and_a_second_erasure_still_work(
    eleni: int, write: Transaction, read: Transaction, database: Database
) -> None:
    with write() as session:
        erase(session, [eleni], ERASE, WHY)
    earlier = [row.id for row in change_sets(database) if row.action in ("create", "update")]
    for number in reversed(earlier):
        try:
            with write() as session:
                undo.undo(session, number)
        except Conflict:
            continue
    assert not any(word in everything(database) for word in (*REACH, *NAME))
    assert log_problems(database) == []


def test_it_is_not_taken_back(eleni: int, write: Transaction, database: Database) -> None:
    with write() as session:
        erase(session, [eleni], ERASE, WHY)
    with pytest.raises(Conflict) as caught, write() as session:
        undo.undo(session, change_sets(database)[-1].id)
    assert caught.value.code == "not_undoable"


def test_long_work_is_no_longer_named_after_her(eleni: int, write: Transaction, database: Database) -> None:
    jobs.run(database, ADMIN, "report", "Report of Μοναδίδου Ελένη", lambda session: {"file": "Μοναδίδου Ελένη.pdf"})
    with write() as session:
        erase(session, [eleni], ERASE, WHY)
    assert "Μοναδίδου" not in everything(database)
    with database.read(ADMIN) as session:
        assert [job.title for job in jobs.recent(session)] == [f"Report of Erased X{eleni}"]


def test_several_go_together(make: Make, write: Transaction, database: Database) -> None:
    gone = [make.student(status="withdrawn", mobile=f"9912345{n}") for n in range(4)]
    stays = make.student(mobile="99000000")
    with write() as session:
        assert erase(session, gone, ERASE, WHY).people == 4
    found = everything(database)
    assert "9912345" not in found
    assert "99000000" in found
    with database.read(ADMIN) as session:
        assert students.get(session, stays).data.mobile == "99000000"


def test_backups_from_before_are_told_with_their_dates(eleni: int, database: Database) -> None:
    made = backups.create(database, ADMIN)
    found = erasure.kept_in(database, ADMIN)
    assert [kept.file for kept in found] == [made.backup.path.name]
    assert found[0].gone_by is not None
    assert (found[0].gone_by - found[0].made_at).days == 25 * 31


def test_every_column_of_a_student_is_decided_about() -> None:
    kept = {
        "id", "version", "deleted_at", "enrolment_date", "academic_year", "programme_id", "study_year", "section",
        "status", "status_date", "erased_at",
    }  # fmt: skip
    decided = {
        *erasure_rules.CLEARED, *erasure_rules.CLEARED_TO_NOTHING, *erasure_rules.IDENTITY, "date_of_birth",
        "last_name", "first_name", "student_number", "search_key", "phone_key", "sort_key",
    }  # fmt: skip
    assert kept | decided == set(Student.__table__.c.keys())
    assert not kept & decided


def dying(folder: Path, data_key: bytes, student_id: int, statement: int) -> None:
    """An erasure that dies before its `statement`th statement."""
    database = opening.open_existing(folder, data_key)
    die_at(database.engine, statement)
    with database.begin(ADMIN) as session:
        erase(session, [student_id], ERASE, WHY)
    os._exit(LIVED)


@pytest.mark.parametrize("statement", [20, 45, 65, 75, 80, 83, 86, 400])
def test_killed_on_the_way_nobody_is_erased_by_half(
    eleni: int, database: Database, school_made_once: MadeOnce, statement: int
) -> None:
    folder, key = database.folder, database.key
    database.close()
    assert key is not None
    how = ended(dying, folder, key, eleni, statement)
    again = opening.open_existing(folder, key)
    found = everything(again)
    assert log_problems(again) == []
    there = [word in found for word in (*REACH, *NAME)]
    assert all(there) if how == DIED else not any(there)
    again.close()


@pytest.mark.parametrize("mode", [REDUCE, ERASE])
def test_papers_that_were_issued_stay_and_lose_their_pages_with_the_name(
    eleni: int, write: Transaction, database: Database, mode: str
) -> None:
    with write() as session:
        paper = IssuedDocument(
            year=2026, number=3, kind="certificate", title="Certificate", student_id=eleni, language="en",
            issued_at=datetime(2026, 10, 5), issued_by="office", recipient="Her aunt", purpose="For the army",
            content_hash="0" * 64,
        )  # fmt: skip
        session.add(paper)
        session.flush()
        session.add(IssuedPages(issued_id=paper.id, content=b"her name on paper"))
    with database.read(ADMIN) as session:
        fates = {fate.kind: (fate.fate, fate.count) for fate in plan(session, [eleni], mode).fates}
    assert fates["issued"] == ((STAYS if mode == REDUCE else NAMELESS), 1)
    with write() as session:
        erase(session, [eleni], mode, WHY)
    found = everything(database)
    gone = [word for word in ("her name on paper", "Her aunt", "For the army") if word not in found]
    assert len(gone) == (0 if mode == REDUCE else 3)
    with database.read(ADMIN) as session:
        row = session.scalars(select(IssuedDocument)).one()
        assert (row.number, row.kind, row.issued_at) == (3, "certificate", datetime(2026, 10, 5))
    assert log_problems(database) == []
