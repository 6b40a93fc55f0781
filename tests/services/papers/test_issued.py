"""The register of issued documents: found again, copied as issued, cancelled, checked, and left by erasing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from sms_desktop.core.actor import Actor
from sms_desktop.core.clock import midnight, utc_now
from sms_desktop.core.errors import Conflict, Denied, Invalid, NotFound, StorageProblem
from sms_desktop.core.permissions import rights_of
from sms_desktop.db.changes import describe
from sms_desktop.db.database import Database
from sms_desktop.db.documents import IssuedDocument, IssuedPages
from sms_desktop.services import students
from sms_desktop.services.listing import Condition, Listing
from sms_desktop.services.papers import issued, issuing, letters
from sms_desktop.services.papers.letter_originals import originals
from sms_desktop.services.privacy import erasure
from sms_desktop.services.safekeeping import check
from tests.conftest import Transaction
from tests.content import change_sets
from tests.makers import Make
from tests.services.register_of_papers import Issue, issuer, register, this_year


@pytest.fixture
def issue(database: Database, admin: Actor) -> Issue:
    return issuer(database, admin)


def test_the_register_is_searched_by_number_name_kind_and_day(
    database: Database, admin: Actor, make: Make, write: Transaction, issue: Issue
) -> None:
    anna, nikos = make.student(last_name="Γεωργίου", first_name="Άννα"), make.student(last_name="Ιωάννου")
    issue("attendance.el", anna)
    issue("conduct.el", nikos, anna)
    with write("delete") as session:
        students.delete(session, [nikos])

    def found(text: str = "", *where: Condition) -> list[int | None]:
        return [row.number for row in register(database, admin, Listing(text, where))]

    assert found() == [3, 2, 1]
    assert found("georgiou") == [3, 1]
    assert found("ιωαννου") == [2]
    assert found("2") == [2]
    assert found(f"2/{this_year()}") == [2]
    assert found("2/1999") == []
    assert found("", Condition("kind", "=", "conduct")) == [3, 2]
    assert found("", Condition("issued_on", ">=", "2000-01-01"), Condition("issued_on", "<=", "2001-01-01")) == []
    assert found("", Condition("student_id", "=", anna)) == [3, 1]
    with database.read(admin) as session:
        assert issued.count(session, Listing("georgiou")) == 2
        assert [row.number for row in issued.page(session, Listing().sorted_by("name"), 1, 1)] == [3]
        assert issued.by_number(session, "3").student == "Γεωργίου Άννα"
        with pytest.raises(NotFound):
            issued.by_number(session, "4/1999")


def test_a_copy_is_the_same_bytes_and_in_the_log(
    database: Database, admin: Actor, make: Make, issue: Issue, tmp_path: Path
) -> None:
    row = issue("attendance.en", make.student(), target=tmp_path / "a.pdf").documents[0]
    assert issuing.copy(database, admin, row.id, tmp_path / "b.pdf") == (tmp_path / "a.pdf").read_bytes()
    assert (tmp_path / "b.pdf").read_bytes() == (tmp_path / "a.pdf").read_bytes()
    assert (change_sets(database)[-1].action, change_sets(database)[-1].details["document"]) == ("report", row.name)
    with pytest.raises(StorageProblem):
        issuing.copy(database, admin, row.id, tmp_path / "nowhere" / "c.pdf")
    with pytest.raises(Invalid):
        issuing.copy(database, admin, row.id, tmp_path / "c.docx")
    assert len([one for one in change_sets(database) if one.summary.startswith("Copy")]) == 1


def test_a_cancelled_one_keeps_its_number_and_is_not_handed_out(
    database: Database, admin: Actor, make: Make, issue: Issue
) -> None:
    student = make.student()
    row = issue("attendance.en", student).documents[0]
    for reason in (" ", "x" * 501):
        with pytest.raises(Invalid), database.begin(admin) as session:
            issued.cancel(session, row.id, reason)
    with pytest.raises(Conflict), database.begin(admin) as session:
        issued.cancel(session, row.id, "Wrong student", row.version + 1)
    with database.begin(admin) as session:
        issued.cancel(session, row.id, " Wrong student ", row.version)
    found = register(database, admin)[0]
    assert (found.cancel_reason, found.cancelled_by, found.number) == ("Wrong student", admin.name, 1)
    assert register(database, admin, Listing(where=(Condition("cancelled", "filled"),))) == [found]
    with pytest.raises(Conflict), database.begin(admin) as session:
        issued.cancel(session, row.id, "Again")
    with pytest.raises(Conflict) as caught:
        issuing.copy(database, admin, row.id)
    assert caught.value.code == "cancelled"
    with database.read(admin) as session:
        assert issued.pages(session, row.id)
    assert issue("attendance.en", student).documents[0].number == 2


def test_altered_or_missing_pages_are_refused_and_found_by_the_check(
    database: Database, admin: Actor, make: Make, issue: Issue
) -> None:
    first, second = (row.id for row in issue("attendance.en", make.student(), make.student()).documents)
    with database.begin(admin) as session:
        describe(session, "Tampering", action="update")
        session.get_one(IssuedPages, first).content = b"%PDF another"
        session.delete(session.get_one(IssuedPages, second))
    with database.read(admin) as session:
        with pytest.raises(StorageProblem):
            issued.pages(session, first)
        with pytest.raises(NotFound):
            issued.pages(session, second)
        found = [problem.sentence for problem in check.check(session, database) if problem.code == "issued"]
    assert found == [
        f"The pages of Certificate of attendance 1/{this_year()} are not those that were issued.",
        f"The pages of Certificate of attendance 2/{this_year()} are missing.",
    ]


def test_who_was_reduced_still_gets_certificates_and_who_was_erased_is_in_the_register_without_a_name(
    database: Database, admin: Actor, make: Make, issue: Issue
) -> None:
    student = make.student(last_name="Doe", first_name="Jo", status="graduated", status_date=date(2020, 6, 30))
    old = issue("conduct.en", student, recipient="Bank").documents[0]
    with database.begin(admin, "erase") as session:
        erasure.erase(session, [student], "reduce", "Left long ago")
    assert issue("conduct.en", student).documents[0].number == 2
    with database.begin(admin, "erase") as session:
        erasure.erase(session, [student], "erase", "Asked for")
    with pytest.raises(Invalid):
        issue("conduct.en", student)
    found = register(database, admin)[-1]
    assert (found.number, found.recipient, found.kind) == (1, "", "conduct")
    assert "Doe" not in str(found)
    with database.read(admin) as session:
        with pytest.raises(NotFound):
            issued.pages(session, old.id)
        assert list(issued.damaged(session)) == []


def test_a_day_of_the_register_begins_and_ends_where_the_reader_is(
    database: Database, admin: Actor, make: Make, write: Transaction, issue: Issue
) -> None:
    issue("attendance.el", make.student())
    day = date(2026, 6, 1)

    def found(at: datetime, sign: str) -> bool:
        with write() as session:
            session.execute(update(IssuedDocument).values(issued_at=at))
        return bool(register(database, admin, Listing("", (Condition("issued_on", sign, "2026-06-01"),))))

    first, last = midnight(day), midnight(day + timedelta(days=1)) - timedelta(seconds=1)
    assert found(first, ">=")
    assert found(last, "<=")
    assert not found(first - timedelta(seconds=1), ">=")
    assert not found(last + timedelta(seconds=1), "<=")


def test_a_paper_is_shown_and_copied_to_who_could_have_issued_it(
    database: Database, admin: Actor, make: Make, write: Transaction, issue: Issue
) -> None:
    data = replace(originals()["attendance", "en"], name="With identity", body="ID ${student.national_id}")
    with write() as session:
        ref = letters.create(session, data)
    student = make.student(national_id="X123")
    plain, secret = (issue(one, student).documents[0] for one in ("attendance.en", ref))
    who = Actor(7, "desk", frozenset({"reports:issue", "students:view"}))
    assert issuing.copy(database, who, plain.id)
    with pytest.raises(Denied) as refused:
        issuing.copy(database, who, secret.id)
    assert refused.value.permission == "students:sensitive"
    assert [row.id for row in register(database, who)] == [secret.id, plain.id]
    assert issuing.copy(database, replace(who, rights=who.rights | {"students:sensitive"}), secret.id)


def test_a_paper_of_which_the_log_does_not_say_what_it_tells_is_for_who_may_see_all(
    database: Database, make: Make, write: Transaction
) -> None:
    who, student = Actor(7, "desk", frozenset({"reports:issue", "students:view"})), make.student()
    with write() as session:
        row = IssuedDocument(
            year=this_year(), number=1, kind="other", title="Older", student_id=student, language="en",
            issued_at=utc_now(), issued_by="eleni", content_hash=issued.digest(b"pages"),
        )  # fmt: skip
        session.add(row)
        session.flush()
        session.add(IssuedPages(issued_id=row.id, content=b"pages"))
    with pytest.raises(Denied):
        issuing.copy(database, who, row.id)
    assert issuing.copy(database, Actor(8, "secretary", rights_of("secretary")), row.id) == b"pages"


def test_the_register_has_the_students_whom_one_may_see(database: Database, make: Make, issue: Issue) -> None:
    mine, other, offering = make.student(), make.student(), make.offering()
    make.enrolment(mine, offering)
    own, theirs = issue("attendance.en", mine, other).documents
    teacher = make.teacher(offering)
    who = replace(teacher, rights=teacher.rights | {"reports:issue"})
    assert [row.id for row in register(database, who)] == [own.id]
    with database.read(who) as session:
        assert issued.count(session) == 1
        for ask in (
            lambda: issued.get(session, theirs.id), lambda: issued.by_number(session, theirs.number_text),
            lambda: issued.pages(session, theirs.id),
        ):  # fmt: skip
            with pytest.raises(NotFound):
                ask()
    with pytest.raises(NotFound), database.begin(who) as session:
        issued.cancel(session, theirs.id, "Wrong")
    blind = Actor(9, "x", frozenset({"reports:issue"}))
    with pytest.raises(Denied):
        register(database, blind)


def test_no_number_is_given_while_the_clock_is_behind_that_of_the_last_one(
    database: Database, make: Make, write: Transaction, issue: Issue
) -> None:
    student = make.student()
    (row,) = issue("attendance.en", student).documents

    def issued_in(hours: int) -> None:
        with write() as session:
            session.get_one(IssuedDocument, row.id).issued_at = utc_now() + timedelta(hours=hours)

    issued_in(20)
    assert issue("attendance.en", student).documents[0].number == 2
    issued_in(72)
    with pytest.raises(Conflict, match=f"Certificate of attendance 1/{this_year()}") as caught:
        issue("attendance.en", student)
    assert caught.value.code == "clock_behind"
    with write() as session:
        issued.cancel(session, row.id, "The clock was wrong")
    assert issue("attendance.en", student).documents[0].number == 3
