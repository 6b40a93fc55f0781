"""A made-up name put into every place where somebody may have typed it: after an erasure its bytes are nowhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import JSON, LargeBinary, String, select

from sms_desktop.core.folding import fold
from sms_desktop.core.names import romanise
from sms_desktop.db import tables
from sms_desktop.db.accounts import Grant, User
from sms_desktop.db.attendance import Attendance, MakeUpLesson
from sms_desktop.db.courses import OfferingRule
from sms_desktop.db.database import Database
from sms_desktop.db.documents import IssuedDocument, LetterTemplate, OwnForm
from sms_desktop.db.grades import DailyRating, Grade, Highlight
from sms_desktop.db.operations import ColumnProfile, Import
from sms_desktop.db.people import Student
from sms_desktop.services import jobs, settings
from sms_desktop.services.exporting import named_exports
from sms_desktop.services.exporting.exports import Asked
from sms_desktop.services.exporting.named_exports import NamedData
from sms_desktop.services.listing import Condition, Listing
from sms_desktop.services.privacy import erasure, erasure_places
from sms_desktop.services.privacy.erasure_rules import ABSENCES, ERASE, LOOK, NOTES, REDUCE
from tests.makers import Make
from tests.office_files import document
from tests.schools import ADMIN, made_once
from tests.services.privacy.test_erasure import everything, log_problems

LAST, FIRST, NUMBER, MOBILE = "Ξυλουριδάκης", "Ευφρόσυνος", "ZQ7731", "96543217"
WHOLE = f"{LAST} {FIRST}"
WHY = "Left ten years ago"
#: The person as people type it in a note.
SAID = (
    f"a friend of {WHOLE}", f"a friend of {WHOLE.upper()}", f"with {fold(WHOLE).upper()}", f"{fold(WHOLE)}, {NUMBER}",
    f"for {romanise(FIRST)} {romanise(LAST)}", f"του {FIRST[:-2]}ου {LAST[:-1]}", f"{LAST}, tel. 96 543-217",
    f"(+357) {MOBILE} is {LAST}'s", f"{LAST}_{FIRST}.docx", f"{FIRST.lower()} {LAST.lower()}", LAST.lower(),
)  # fmt: skip
#: What must be nowhere, folded: case, accents and the final sigma don't count.
NEEDLES = tuple({fold(one) for one in (LAST[:-1], FIRST[:-2], romanise(LAST)[:-1], NUMBER, MOBILE, "96 543-217")})
_ESCAPED = re.compile(r"\\u([0-9a-f]{4})")


@pytest.fixture
def school(tmp_path: Path) -> Iterator[Database]:
    """A plain one: what is in its file can be read there."""
    database = made_once(tmp_path / "made", None).opened(tmp_path / "school")
    yield database
    database.close()


def named(make: Make) -> int:
    """The person, who has left."""
    return make.student(last_name=LAST, first_name=FIRST, student_number=NUMBER, mobile=MOBILE, status="withdrawn")


def rows(session: Any, other: int, enrolment: int) -> None:
    """A row of each table with a text that may be about anybody."""
    mark = session.scalars(select(Grade)).one()
    rule = session.scalars(select(OfferingRule.id)).first()
    day, moment = date(2026, 10, 5), datetime(2026, 10, 5)
    session.add_all([
        DailyRating(enrolment_id=mark.enrolment_id, rule_id=rule, date=day, score=Decimal(8)),
        Attendance(enrolment_id=enrolment, date=day, period=1, status="A"),
        MakeUpLesson(offering_id=1, date=day),
        Highlight(student_id=other, noted_on=day, text="sang"),
        Grant(user_id=session.scalars(select(User.id)).first(), permission="students:view", granted_at=moment),
        ColumnProfile(kind="grades", fingerprint="1", mapping={}, used_at=moment),
        Import(at=moment, user_name="admin", file_name="a.csv", file_hash="0", kind="students", state="done", rows=1,
               new=1, changed=0, unchanged=0, rejected=0, warnings=0, seconds=1),
        IssuedDocument(year=2026, number=1, kind="other", title="Letter", student_id=other, language="en",
                       issued_at=moment, issued_by="office", content_hash="0" * 64),
    ])  # fmt: skip
    listing = Listing(text="a", where=(Condition("last_name", "=", "a"),))
    named_exports.keep(session, NamedData("Mine", Asked("students", listing, purpose="a")))
    session.flush()


def everywhere(database: Database) -> int:
    """Puts the person's name into every text that others may have typed, twice; returns the person's id."""
    make, said = Make(database, ADMIN), cycle(SAID)
    who = named(make)
    other = make.student(last_name="Άλλος", first_name="Πέτρος")
    enrolment = make.enrolment(other, make.offering())
    make.contact(other, name="Θεία")
    make.mark(enrolment, make.assessment(1, "Quiz", "Midterm"), "15")
    jobs.run(database, ADMIN, "report", "Report", lambda session: {"file": "a"})
    with database.begin(ADMIN) as session:
        rows(session, other, enrolment)
    for _turn in range(2):
        with database.begin(ADMIN, reason=next(said)) as session:
            for table, columns in {**erasure_places.TYPED, **erasure_places.OVER}.items():
                _type(session, table, columns, said, who)
    return who


def _type(session: Any, table: str, columns: tuple[str, ...], said: Iterator[str], who: int) -> None:
    mapped = next(each.class_ for each in Student.registry.mappers if each.local_table.name == table)
    found = [row for row in session.scalars(select(mapped)) if table != "students" or row.id != who]
    assert found, table
    for row in found:
        for name in columns:
            kind = mapped.__table__.c[name].type
            text = next(said)
            setattr(row, name, _mapping(row, name, text) if isinstance(kind, JSON) else text[: kind.length])


def _mapping(row: Any, name: str, text: str) -> dict[str, Any]:
    if name != "options" or not hasattr(row, "list"):
        return {"note": text, "more": [{"deep": text}]}
    options = json.loads(json.dumps(row.options))
    options["wanted"]["text"] = options["wanted"]["where"][0]["value"] = options["purpose"] = text
    return options


def left_in(text: str) -> list[str]:
    """The needles in a text, as it is and as JSON writes it."""
    folded = fold(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), text))
    return [one for one in NEEDLES if one in folded]


def bytes_of(folder: Path) -> str:
    """All files of a school, the write-ahead log too, with what JSON has escaped."""
    return " ".join(file.read_bytes().decode("utf-8", "replace") for file in folder.rglob("*") if file.is_file())


def test_after_an_erasure_its_bytes_are_nowhere(school: Database) -> None:
    who = everywhere(school)
    assert set(left_in(everything(school))) == set(NEEDLES)
    assert left_in(bytes_of(school.folder))
    with school.begin(ADMIN) as session:
        erasure.erase(session, [who], ERASE, WHY)
    assert left_in(everything(school)) == []
    assert left_in(bytes_of(school.folder)) == []  # the write-ahead log has been emptied at once
    assert log_problems(school) == []
    school.close()
    assert left_in(bytes_of(school.folder)) == []


def test_a_saved_export_goes_on_working_without_the_name(school: Database) -> None:
    who = everywhere(school)
    with school.begin(ADMIN) as session:
        erasure.erase(session, [who], ERASE, WHY)
    with school.read(ADMIN) as session:
        (kept,) = named_exports.rows(session)
    assert kept.data.asked.list == "students"
    assert "Erased" in kept.data.asked.wanted.text


def test_reduced_the_name_stays_and_the_telephone_goes(school: Database) -> None:
    who = everywhere(school)
    with school.begin(ADMIN) as session:
        erasure.erase(session, [who], REDUCE, WHY)
    assert set(left_in(everything(school))) == set(NEEDLES) - {MOBILE, "96 543-217"}


def test_what_is_a_namesakes_too_stays(school: Database) -> None:
    make = Make(school, ADMIN)
    who, same = named(make), make.student(last_name=LAST, first_name="Μαρία", mobile=MOBILE)
    with school.begin(ADMIN) as session:
        row = session.get_one(Student, same)
        row.private_note = f"{LAST}, {MOBILE}, sister of {FIRST} {LAST}"
        row.health_note = "black " + fold(LAST)
        erasure.erase(session, [who], ERASE, WHY)
    with school.read(ADMIN) as session:
        assert session.get_one(Student, same).private_note == f"{LAST}, {MOBILE}, sister of Erased X{who}"
        assert session.get_one(Student, same).health_note == f"black {fold(LAST)}"


@pytest.mark.parametrize(
    ("last", "first", "note"),
    [
        ("Ξυλουριδάκη", "Άννα", "sister of Ξυλουριδάκη"),  # as his is in another case
        ("Zeno", "Ξυλουριδάκης", "Ξυλουριδάκης was late"),  # a first name
        (LAST, FIRST, f"κηδεμόνας του {FIRST[:-2]}ου {LAST[:-1]}"),  # a namesake, declined
    ],
)
def test_what_others_are_called_in_whatever_case_stays(school: Database, last: str, first: str, note: str) -> None:
    make = Make(school, ADMIN)
    who, same = named(make), make.student(last_name=last, first_name=first)
    with school.begin(ADMIN) as session:
        session.get_one(Student, same).private_note = note
        erasure.erase(session, [who], ERASE, WHY)
    with school.read(ADMIN) as session:
        assert session.get_one(Student, same).private_note == note


def test_what_her_brother_is_called_in_the_genitive_stays(school: Database) -> None:
    make = Make(school, ADMIN)
    who = make.student(last_name="Ζυμπραγουδάκη", first_name="Άννα", status="withdrawn")
    he = make.student(last_name="Ζυμπραγουδάκης", first_name="Γιώργος")
    with school.begin(ADMIN) as session:
        session.get_one(Student, he).private_note = "η μητέρα του Ζυμπραγουδάκη"
        erasure.erase(session, [who], ERASE, WHY)
    with school.read(ADMIN) as session:
        assert session.get_one(Student, he).private_note == "η μητέρα του Ζυμπραγουδάκη"


@pytest.mark.parametrize("number", ["3", "A1"])
def test_a_short_number_stays_where_it_is_said_of_something_else(school: Database, number: str) -> None:
    make = Make(school, ADMIN)
    who, other = make.student(student_number=number, status="withdrawn"), make.student()
    with school.begin(ADMIN) as session:
        session.get_one(Student, other).extra = {"locker": number}
        listing = Listing(where=(Condition("section", "=", number),))
        named_exports.keep(session, NamedData("Mine", Asked("students", listing)))
        erasure.erase(session, [who], ERASE, WHY)
    with school.read(ADMIN) as session:
        assert session.get_one(Student, other).extra == {"locker": number}
        (kept,) = named_exports.rows(session)
        assert kept.data.asked.wanted == listing


def test_who_was_reduced_before_still_has_the_name(school: Database) -> None:
    make = Make(school, ADMIN)
    who, same = named(make), make.student(last_name=LAST, first_name="Μαρία", status="withdrawn")
    other = make.student()
    with school.begin(ADMIN) as session:
        session.get_one(Student, other).private_note = f"cousin of {LAST} Μαρία"
        erasure.erase(session, [same], REDUCE, WHY)
    with school.begin(ADMIN) as session:
        erasure.erase(session, [who], ERASE, WHY)
    with school.read(ADMIN) as session:
        assert session.get_one(Student, other).private_note == f"cousin of {LAST} Μαρία"


def test_a_teacher_keeps_the_last_name_in_notes(school: Database) -> None:
    make = Make(school, ADMIN)
    who, other = named(make), make.student()
    with school.begin(ADMIN) as session:
        session.scalars(select(User)).first().full_name = f"{LAST} Νίκος"  # type: ignore[union-attr]
        session.get_one(Student, other).private_note = f"κ. {LAST}: talked to him"
        erasure.erase(session, [who], ERASE, WHY)
    with school.read(ADMIN) as session:
        assert session.get_one(Student, other).private_note == f"κ. {LAST}: talked to him"


def test_the_plan_shows_where_the_telephone_of_a_guardian_who_goes_stands(school: Database) -> None:
    make = Make(school, ADMIN)
    who = named(make)
    make.contact(who, name="Θεία", phone="22998877")
    with school.begin(ADMIN) as session:
        settings.write(session, "school.signatory", "Tel. 22998877")
    with school.read(ADMIN) as session:
        assert [one.kind for one in erasure.plan(session, [who], ERASE).fates if one.fate == LOOK] == ["look.settings"]


@pytest.mark.parametrize("mode", [NOTES, ABSENCES])
def test_where_one_kind_of_data_goes_nothing_else_is_touched(school: Database, mode: str) -> None:
    who = everywhere(school)
    with school.begin(ADMIN) as session:
        erasure.erase(session, [who], mode, WHY)
    assert set(left_in(everything(school))) == set(NEEDLES)


def test_what_may_mean_somebody_else_is_shown_to_be_looked_at(school: Database) -> None:
    make = Make(school, ADMIN)
    who = named(make)
    other, text = make.student(), f"<w:p><w:r><w:t>{LAST}</w:t></w:r><w:r><w:t> {FIRST}</w:t></w:r></w:p>"
    with school.begin(ADMIN) as session:
        settings.write(session, "school.signatory", f"Dr {WHOLE.upper()}")
        session.add(LetterTemplate(kind="other", name="Letter", language="en", title="For", body=f"To {WHOLE}"))
        session.add(OwnForm(name="Form", file_name="f.docx", form="docx", subject="student", content_hash="0",
                            content=document(text)))  # fmt: skip
        session.add(IssuedDocument(year=2026, number=7, kind="other", title="Letter", student_id=other, language="en",
                                   issued_at=datetime(2026, 10, 5), issued_by="office", content_hash="0" * 64,
                                   purpose=f"With {WHOLE}"))  # fmt: skip
    with school.read(ADMIN) as session:
        found = {one.kind: one for one in erasure.plan(session, [who], ERASE).fates if one.fate == LOOK}
        assert not [one for one in erasure.plan(session, [who], NOTES).fates if one.fate == LOOK]
    assert {kind: one.count for kind, one in found.items()} == {
        "look.settings": 1, "look.letter_templates": 1, "look.forms": 1, "look.papers": 1,
    }  # fmt: skip
    assert "school.signatory" in found["look.settings"].why
    assert "7/2026" in found["look.papers"].why


def test_every_text_of_the_school_is_decided_about() -> None:
    """A new column with texts has to be put into one of the lists of `erasure_places`, or here, with its reason."""
    own = {  # the person's own rows, which the rules of erasure are about
        "students", "student_photos", "contacts", "student_contacts",
    }  # fmt: skip
    chosen = {  # one of a few words of the program's, names of accounts, digests
        "status", "state", "kind", "form", "subject", "language", "media_type", "fingerprint", "file_hash", "key",
        "list", "content_hash", "head_hash", "limit_extended_by", "issued_by", "cancelled_by", "made_by", "user_name",
        "undone_by", "granted_by", "permission", "workstation", "operation_id", "start", "role", "verifier", "options",
        "password_set_by", "keys", "search_key", "sort_key", "image", "content",
    }  # fmt: skip
    log = {"change_sets", "change_entries"}  # `erasing` takes words out of both
    years = {("academic_years", "name"), ("school_pictures", "name"), ("issued_documents", "title")}
    lists = {**erasure_places.TYPED, **erasure_places.OVER}
    lists |= {name: (*lists.get(name, ()), *place[1]) for name, place in erasure_places.LOOKED_AT.items()}
    texts = {
        (table.name, column.name)
        for table in tables.metadata.sorted_tables
        for column in table.c
        if isinstance(column.type, String | JSON | LargeBinary)
    }
    undecided = {
        (table, column)
        for table, column in texts - years
        if table not in own | log and column not in chosen and column not in lists.get(table, ())
    }
    assert undecided == set()
