"""Certificates by command: issued with a number, found in the register, written again as issued, cancelled."""

from __future__ import annotations

import pytest

from tests.cli.office import Office

PEOPLE = """\
student_number,last_name,first_name,father_name,gender,status
C1,Γεωργίου,Άννα,Νίκος,female,active
C2,Smith,John,,male,withdrawn
"""


@pytest.fixture
def people(office: Office) -> Office:
    office.imported(PEOPLE)
    return office


def test_a_certificate_is_issued_found_and_written_again(people: Office) -> None:
    target, again = people.place / "a.pdf", people.place / "b.pdf"
    done = people.json("certificate", "attendance", "--student", "C1", "--to", target, "--lang", "el", "--purpose", "Σ")
    (made,) = done["documents"]
    assert made["number"].startswith("1/")
    assert (made["title"], made["student_number"], made["purpose"]) == ("Βεβαίωση φοίτησης", "C1", "Σ")
    assert target.read_bytes().startswith(b"%PDF")
    assert [row["number"] for row in people.json("issued", "list", "γεωργιου")] == [made["number"]]
    assert people.json("issued", "list", "--kind", "grades") == []
    assert people.json("issued", "list", "--from", "2020-01-01", "--until", "2020-02-01") == []
    assert people.json("issued", "show", made["number"])["last_name"] == "Γεωργίου"
    people.json("issued", "print", "1", "--to", again)
    assert again.read_bytes() == target.read_bytes()


def test_who_can_get_none_is_named_and_the_exit_code_says_in_part(people: Office) -> None:
    folder = people.place / "each"
    folder.mkdir()
    words = ("--student", "C1", "--student", "C2", "--to", folder, "--each", "--lang", "en")
    answer = people.run("certificate", "Certificate of attendance", *words)
    assert answer.code == 1
    assert "Smith John is not an active student." in answer.out
    assert [file.name for file in folder.iterdir()] == ["Γεωργίου Άννα C1 Certificate of attendance.pdf"]


def test_a_cancelled_document_is_not_handed_out_again(people: Office) -> None:
    target = people.place / "a.pdf"
    people.json("certificate", "conduct", "--student", "C2", "--to", target)
    people.json("issued", "cancel", "1", "--reason", "Wrong student")
    answer = people.run("issued", "print", "1", "--to", people.place / "b.pdf", "--json")
    assert answer.document["error"]["code"] == "cancelled"
    assert not (people.place / "b.pdf").exists()
    assert "Wrong student" in people.run("issued", "list").out


def test_templates_are_listed_and_an_unknown_one_is_refused_with_the_nearest(people: Office) -> None:
    rows = people.json("issued", "templates")
    assert {row["ref"] for row in rows} >= {"attendance.el", "attendance.en", "absence-guardian.el"}
    words = ("--student", "C1", "--to", people.place / "x.pdf", "--json")
    answer = people.run("certificate", "atendance", *words)
    assert answer.document["error"]["code"] == "no_letter"
    assert "attendance" in answer.document["error"]["way_out"]
    assert people.run("issued", "show", "99").code == 2
