"""The school's own forms by command: looked at, kept, filled for students and a class, saved, removed."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document

from tests.cli.office import Office
from tests.formats.made_elsewhere import CLASS_LIST, STUDENT_CARD
from tests.office_files import document

PEOPLE = """\
student_number,last_name,first_name,father_name,gender
C1,Γεωργίου,Άννα,Νίκος,female
C2,Smith,John,,male
"""


@pytest.fixture
def people(office: Office) -> Office:
    office.imported(PEOPLE)
    return office


def test_a_form_is_kept_listed_filled_saved_and_removed(people: Office) -> None:
    kept = people.json("forms", "add", STUDENT_CARD, "--name", "Δελτίο", "--note", "n")
    assert (kept["name"], kept["form"], kept["subject"], kept["problems"]) == ("Δελτίο", "docx", "student", [])
    assert [row["name"] for row in people.json("forms", "list")] == ["Δελτίο"]
    target = people.place / "a.docx"
    done = people.json("forms", "fill", "δελτιο", "--student", "C1", "--to", target, "--lang", "el")
    assert (done["files"], done["documents"], done["left"]) == ([str(target)], 1, [])
    assert done["gaps"][0]["name"] == "Γεωργίου Άννα"
    assert Document(str(target)).tables[0].rows[0].cells[1].text == "Γεωργίου"
    saved = people.place / "saved.docx"
    people.json("forms", "save", "Δελτίο", "--to", saved)
    assert saved.read_bytes() == STUDENT_CARD.read_bytes()
    refused = people.run("forms", "save", "Δελτίο", "--to", people.folder / "school.db")
    assert (refused.code, "own data" in refused.err) == (4, True)
    assert people.run("forms", "add", STUDENT_CARD, "--name", "Δελτίο").code == 2
    people.json("forms", "add", CLASS_LIST, "--name", "Δελτίο", "--replace")
    people.json("forms", "remove", "Δελτίο")
    assert people.json("forms", "list") == []


def test_several_students_are_a_folder_or_one_file(people: Office) -> None:
    people.json("forms", "add", STUDENT_CARD)
    words = ("forms", "fill", "student_card", "--student", "C1", "--student", "C2", "--to")
    people.json(*words, people.place / "cards")
    names = [one.name for one in sorted((people.place / "cards").iterdir())]
    assert names == ["Smith John C2 student_card.docx", "Γεωργίου Άννα C1 student_card.docx"]
    people.json(*words, people.place / "all.docx", "--together")
    assert len(Document(str(people.place / "all.docx")).sections) == 2
    assert people.run(*words, people.place / "x.docx").code == 2


def test_a_form_with_unknown_fields_is_told_and_not_kept(people: Office, tmp_path: Path) -> None:
    path = tmp_path / "wrong.docx"
    path.write_bytes(document("<w:p><w:r><w:t>${student.lastname}</w:t></w:r></w:p>"))
    looked = people.run("forms", "check", path, "--json")
    assert (looked.code, looked.document["unknown"]) == (
        1,
        [{"name": "student.lastname", "nearest": "student.last_name"}],
    )
    refused = people.run("forms", "add", path, "--json")
    assert (refused.code, refused.document["error"]["code"]) == (2, "unknown_fields")
    assert "Is “student.last_name” meant?" in people.run("forms", "check", path).out


def test_fields_are_listed_with_their_meaning(office: Office) -> None:
    assert "${student.last_name}" in office.bare("forms", "fields").out
    assert {"name", "label", "group"} == set(office.json("forms", "fields")[0])
