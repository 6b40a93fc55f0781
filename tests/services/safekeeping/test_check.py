"""A check finds what is wrong with the school's data and says so; a repair mends what follows from other data."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from sms_desktop.core.errors import Denied, UserError
from sms_desktop.core.permissions import SECRETARY
from sms_desktop.db import chain_head, integrity, opening
from sms_desktop.db.accounts import User
from sms_desktop.db.courses import AcademicYear, Course, Offering, OfferingRule, Term
from sms_desktop.db.database import Database
from sms_desktop.db.people import Contact, Student
from sms_desktop.services import students
from sms_desktop.services.safekeeping.check import Problem, check, repair
from tests.conftest import Transaction
from tests.content import change_sets, content, last_change
from tests.makers import Make
from tests.schools import ADMIN, made_once


@pytest.fixture
def school(database: Database, make: Make) -> Database:
    """One of each, all in order."""
    student = make.student()
    make.contact(student)
    make.enrolment(student)
    make.student()
    return database


def problems(database: Database) -> list[Problem]:
    with database.read(ADMIN) as session:
        return check(session, database)


def codes(database: Database) -> list[str]:
    return [problem.code for problem in problems(database)]


def test_a_school_in_order_has_no_problems(school: Database) -> None:
    assert problems(school) == []


def test_a_plain_school_in_order_has_no_problems_but_its_missing_year(tmp_path: Path) -> None:
    plain = made_once(tmp_path / "plain", None).opened(tmp_path / "copy")
    assert codes(plain) == ["current_year"]
    plain.close()


def test_only_who_may_change_settings_checks_and_repairs(school: Database, make: Make) -> None:
    secretary = make.user(SECRETARY)
    with pytest.raises(Denied), school.read(secretary) as session:
        check(session, school)
    with pytest.raises(Denied), school.begin(secretary) as session:
        repair(session)


def test_a_check_while_there_is_work_in_the_log_and_others_read_is_no_false_alarm(
    school: Database, write: Transaction
) -> None:
    with school.read(ADMIN) as other:
        other.execute(text("SELECT count(*) FROM students")).scalar()
        with write() as session:
            students.delete(session, [2])
        assert problems(school) == []
    assert problems(school) == []


def unseal(session: Session) -> None:
    session.execute(text("DROP TRIGGER change_sets_no_update"))
    session.execute(text("UPDATE change_sets SET user_name = 'x' WHERE id = 2"))
    integrity.seal(session)


def unkeyed(session: Session) -> None:
    session.execute(text("UPDATE students SET search_key = 'x' WHERE id = 1"))


def unowned(session: Session) -> None:
    session.execute(text("DELETE FROM student_contacts"))


def misruled(session: Session) -> None:
    rule = session.get_one(OfferingRule, 1)
    rule.weight = Decimal("40.02")


def dated(kind: type, row_id: int = 1) -> Callable[[Session], None]:
    return lambda session: setattr(session.get_one(kind, row_id), "deleted_at", students.utc_now())


def no_year(session: Session) -> None:
    session.get_one(AcademicYear, 1).is_current = False


def nobody(session: Session) -> None:
    session.get_one(User, 1).active = False


@pytest.mark.parametrize(
    ("spoil", "code", "sentence"),
    [
        (unseal, "change_log", "Entry 2 of the change log was altered."),
        (unkeyed, "keys", "1 row of students is not found or sorted by its present name."),
        (unowned, "orphans", "1 contact belongs to no student."),
        (misruled, "rules", "CRS002 · Winter term sum to 100.02 %"),
        (dated(Offering), "orphans", "1 enrolment is in a deleted class."),
        (dated(Course), "orphans", "1 class is of a deleted course."),
        (dated(Term), "orphans", "1 class is in a deleted term."),
        (no_year, "current_year", "exactly one current"),
        (nobody, "administrator", "No administrator can sign in."),
    ],
)
def test_what_is_wrong_is_said(school: Database, spoil: Callable[[Session], None], code: str, sentence: str) -> None:
    with school.begin(ADMIN) as session:
        spoil(session)
    [problem] = problems(school)
    assert problem.code == code
    assert sentence in problem.sentence
    assert problem.mendable is (code == "keys")


def test_a_deleted_years_terms_are_said(school: Database) -> None:
    with school.begin(ADMIN) as session:
        dated(AcademicYear)(session)
    assert codes(school) == ["current_year", "orphans"]


def test_references_to_nothing_are_counted(school: Database) -> None:
    with school.engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.execute("PRAGMA foreign_keys=OFF")
        raw.execute("UPDATE students SET programme_id = 99")
        raw.execute("PRAGMA foreign_keys=ON")
    [problem] = problems(school)
    assert problem == Problem(
        "references", "2 rows of students refer to something in programmes that is not there.", mendable=False
    )


def test_an_index_that_lost_a_row_is_found(school: Database, write: Transaction) -> None:
    with write() as session:
        students.delete(session, [2])
    with school.engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.execute("PRAGMA writable_schema=ON")
        everything = "UPDATE sqlite_master SET sql = replace(sql, ' WHERE deleted_at IS NULL', '') WHERE name = ?"
        raw.execute(everything, ("ix_students_sort_live",))
    school.close()
    assert "index ix_students_sort_live" in problems(school)[0].sentence


def test_damaged_pages_are_counted_wherever_they_are(school: Database) -> None:
    with school.begin(ADMIN) as session:
        for n in range(300):
            session.add(
                Student(student_number=f"S{n}", first_name="A" * 90, last_name="B" * 90, private_note="c" * 999)
            )
    folder = school.folder
    school.close()
    pages = (folder / opening.DATABASE).stat().st_size // 4096
    with (folder / opening.DATABASE).open("r+b") as file:
        for page in random.Random(1).sample(range(70, pages), 3):
            file.seek(page * 4096 + 1234)
            file.write(b"\xff\x00\xff\x00\xff")
    found = problems(school)
    assert found[0].sentence.startswith("3 pages of the data file are damaged.")
    assert not any(problem.mendable for problem in found if problem.code == "damaged")


def test_keys_are_made_anew_in_one_change_and_nothing_else_is_touched(school: Database, write: Transaction) -> None:
    before = content(school, versions=False)
    with school.begin(ADMIN) as session:
        for kind, name in (
            (Student, "phone_key"),
            (Student, "sort_key"),
            (Contact, "search_key"),
            (Course, "search_key"),
        ):
            setattr(session.get_one(kind, 1), name, "wrong")
        session.get_one(Student, 1).mobile = "6999 123456"
    log = last_change(school)
    assert codes(school) == ["keys"] * 3
    with write() as session:
        told = repair(session)
    assert told == [
        "1 row of students is found and sorted by its present name again.",
        "1 row of contacts is found and sorted by its present name again.",
        "1 row of courses is found and sorted by its present name again.",
    ]
    assert problems(school) == []
    assert [row.summary for row in change_sets(school)[log:]] == ["Search keys made anew"]
    after = content(school, versions=False)
    assert after["students"][1].pop("phone_key") == "6999123456"
    assert after["students"][1].pop("mobile") == "6999 123456"
    del before["students"][1]["phone_key"], before["students"][1]["mobile"]
    assert after == before


@pytest.mark.parametrize(
    "instead", ["", "CREATE TRIGGER change_sets_no_update BEFORE UPDATE ON change_sets BEGIN SELECT 1; END"]
)
def test_what_keeps_the_log_from_being_altered_is_missed_and_made_anew(school: Database, instead: str) -> None:
    with school.begin(ADMIN) as session:
        session.execute(text("DROP TRIGGER change_sets_no_update"))
        if instead:
            session.execute(text(instead))
    [problem] = problems(school)
    assert (problem.code, problem.mendable) == ("change_log", True)
    with school.begin(ADMIN) as session:
        assert repair(session) == ["The change log can only be added to again."]
    assert problems(school) == []
    with pytest.raises(UserError), school.begin(ADMIN) as session:
        session.execute(text("UPDATE change_sets SET user_name = 'x'"))


def test_a_note_of_the_logs_length_that_is_damaged_is_kept_anew(school: Database) -> None:
    note = school.folder / chain_head.FILE
    note.write_text("half")
    [problem] = problems(school)
    assert (problem.code, problem.mendable) == ("change_log", True)
    with school.begin(ADMIN) as session:
        assert len(repair(session)) == 1
    assert problems(school) == []
    school.keep_head()
    assert chain_head.read(school.folder, school.audit_key) is not None


def test_a_repair_of_what_is_in_order_is_no_change(school: Database, write: Transaction) -> None:
    newest = last_change(school)
    with write() as session:
        assert repair(session) == []
    assert last_change(school) == newest
