"""Looking up people and things by command."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from sms_desktop.db.accounts import User
from sms_desktop.db.keys import password_slot, read_slots, write_slots
from sms_desktop.services import contacts, courses, enrolments, offerings, students, years
from sms_desktop.services.access import accounts
from sms_desktop.services.contacts import ContactData
from sms_desktop.services.courses import CourseData
from sms_desktop.services.offerings import OfferingData
from tests.cli.office import PASSWORD, Office
from tests.schools import CHEAP


@pytest.fixture
def known(office: Office) -> Office:
    """A school with three students, of whom one has a contact and is enrolled."""
    office.imported()
    signed_in = accounts.sign_in(office.folder, None, PASSWORD)
    with signed_in.database.begin(signed_in.actor) as session:
        student = students.by_number(session, "A100")
        contacts.add(session, student, ContactData("Ελένη Παπαδοπούλου", "mother", "99000009", note="after four"))
        course = courses.create(session, CourseData("ENG101", "Αγγλικά Ι"))
        offering = offerings.create(session, OfferingData(course, years.terms(session)[0].id, "A1"))
        enrolments.enrol(session, [student], offering)
    signed_in.database.close()
    return office


def as_viewer(office: Office) -> None:
    """Adds an account that may look, but not at what is sensitive."""
    signed_in = accounts.sign_in(office.folder, None, PASSWORD)
    key = signed_in.database.key
    assert key is not None
    slot, verifier = password_slot("guest", PASSWORD, key, CHEAP)
    keys_file = office.folder / "keys.json"
    with signed_in.database.begin(signed_in.actor) as session:
        session.execute(insert(User).values(name="guest", full_name="guest", role="viewer", verifier=verifier))
        write_slots(keys_file, [*read_slots(keys_file), slot])
    signed_in.database.close()


@pytest.mark.parametrize("text", ["παπαδοπουλος", "ΠΑΠΑΔΟΠΟΥΛΟΣ", "papadopoulos", "Παπαδόπουλος", "Γιώργος papadop"])
def test_people_are_found_however_their_name_is_typed(known: Office, text: str) -> None:
    hits = known.json("search", *text.split())
    assert (hits[0]["kind"], hits[0]["number"], hits[0]["title"]) == ("student", "A100", "Παπαδόπουλος Γιώργος")


def test_contacts_and_courses_are_found_too(known: Office) -> None:
    assert [hit["kind"] for hit in known.json("search", "eleni")] == ["contact"]
    assert [hit["number"] for hit in known.json("search", "agglika")] == ["ENG101"]
    lines = known.run("search", "Ελένη").out.splitlines()
    assert lines[0].split() == ["Found", "Name", "More"]
    assert "Παπαδόπουλος Γιώργος" in lines[1]


def test_nothing_found_is_an_empty_list_and_no_fault(known: Office) -> None:
    assert known.json("search", "βρασιδας") == []
    assert known.run("search", "βρασιδας").out == "Nothing was found.\n"


def test_a_students_record_is_shown_whole(known: Office) -> None:
    shown = known.json("show", "student", "A100")
    assert shown["last_name"] == "Παπαδόπουλος"
    assert (shown["date_of_birth"], shown["mobile"], shown["status"]) == ("2004-12-25", "99000001", "active")
    assert shown["contacts"][0]["name"] == "Ελένη Παπαδοπούλου"
    assert shown["contacts"][0]["phone"] == "99000009"
    (enrolment,) = shown["enrolments"]
    assert (enrolment["course_code"], enrolment["section"], enrolment["status"]) == ("ENG101", "A1", "active")
    assert isinstance(shown["id"], int)


def test_people_read_the_record_as_titles_and_values(known: Office) -> None:
    text = known.run("show", "student", "A100").out
    assert text.startswith("Παπαδόπουλος Γιώργος (A100)\n")
    assert "25/12/2004" in text
    assert "Ελένη Παπαδοπούλου" in text
    assert "ENG101" in text


def test_what_is_sensitive_is_absent_for_who_may_not_see_it(known: Office) -> None:
    as_viewer(known)
    shown = known.json("show", "student", "A100", "--user", "guest")
    hidden = {"mobile", "phone", "national_id", "health_note", "private_note"}
    assert not hidden & shown.keys()
    assert not {"phone", "note"} & shown["contacts"][0].keys()
    text = known.run("show", "student", "A100", "--user", "guest").out
    assert "99000001" not in text
    assert "99000009" not in text


def test_who_may_only_look_can_change_nothing(known: Office) -> None:
    as_viewer(known)
    for words in (("settings", "set", "grades.pass_mark", "5"), ("imports",), ("undo", "1"),
                  ("export", "students", "--to", known.place / "x.csv"),
                  ("import", known.place / "students.csv")):  # fmt: skip
        answer = known.run(*words, "--user", "guest", "--json")
        assert (answer.code, answer.document["error"]["code"]) == (3, "denied"), words
    assert not (known.place / "x.csv").exists()


def test_a_number_that_nobody_has_is_refused_with_a_way_out(known: Office) -> None:
    answer = known.run("show", "student", "A999")
    assert answer.code == 2
    assert "smsctl search" in answer.err
