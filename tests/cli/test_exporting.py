"""Lists written to files by command."""

from __future__ import annotations

import csv
import json
import zipfile
from pathlib import Path

import pytest

from sms_desktop.cli import exporting, exporting_files
from sms_desktop.services.access.accounts import sign_in
from sms_desktop.services.exporting import named_exports
from sms_desktop.services.exporting.exports import Asked
from sms_desktop.services.exporting.lists import LISTS
from sms_desktop.services.exporting.named_exports import NamedData
from sms_desktop.services.importing.fields import KINDS
from sms_desktop.services.listing import Listing, parse_condition
from tests.cli.office import ADMIN, PASSWORD, Office


def rows(file: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text, delimiter=delimiter))


def test_the_help_names_the_lists_that_there_are() -> None:
    assert {name: each.label for name, each in LISTS.items()} == exporting.LISTS
    assert tuple(KINDS) == exporting_files.KINDS


@pytest.mark.parametrize("name", [name for name in exporting.LISTS if name != "audit"])
@pytest.mark.parametrize("ending", ["csv", "xlsx", "pdf", "json"])
def test_every_list_comes_out_in_every_format(office: Office, name: str, ending: str) -> None:
    target = office.place / f"list.{ending}"
    done = office.json("export", name, "--to", target)
    assert (done["list"], done["format"], done["rows"], done["file"]) == (name, ending, 0, str(target))
    assert target.stat().st_size > 0


def test_columns_rows_and_language_are_chosen(office: Office) -> None:
    office.imported()
    target = office.place / "out.csv"
    done = office.json(
        "export", "students", "--to", target, "--columns", "student_number, first_name",
        "--where", "last_name != Smith", "--where", "email contains school", "--lang", "el",
    )  # fmt: skip
    assert done["columns"] == ["student_number", "first_name"]
    assert [list(row.values()) for row in rows(target, ";")] == [["A101", "Άννα"], ["A100", "Γιώργος"]]


def test_people_are_told_how_many_rows_are_where(office: Office) -> None:
    office.imported()
    target = office.place / "out.json"
    assert office.run("export", "students", "--to", target).out == f"3 rows are in {target}.\n"
    assert [row["student_number"] for row in json.loads(target.read_text("utf-8"))] == ["A102", "A101", "A100"]


def test_letters_that_a_pdf_cannot_write_are_told_on_standard_error_and_end_with_1(office: Office) -> None:
    office.imported()
    plain = office.run("export", "students", "--to", office.place / "list.pdf")
    assert (plain.code, plain.err) == (0, "")
    (office.place / "more.csv").write_text("Student number,Last name,First name\nA103,Bruce,李小龙\n", "utf-8")
    office.run("import", office.place / "more.csv", "--kind", "students")
    told = office.run("export", "students", "--to", office.place / "list.pdf", "--sort", "last_name")
    assert (told.code, told.out) == (1, f"4 rows are in {office.place / 'list.pdf'}.\n")
    assert "“李小龙” in row 1, on page 1" in told.err
    both = office.run("export", "students", "--to", office.place / "list.pdf", "--json")
    assert (both.code, len(both.document["notes"])) == (1, 1)
    assert both.document["notes"][0] in both.err


def test_telephones_come_out_only_where_ticked(office: Office) -> None:
    office.imported()
    office.run("export", "students", "--to", office.place / "a.csv")
    assert "99000001" not in (office.place / "a.csv").read_text("utf-8-sig")
    office.run("export", "students", "--sensitive", "--to", office.place / "b.csv")
    assert "99000001" in (office.place / "b.csv").read_text("utf-8-sig")
    refused = office.run("export", "students", "--columns", "mobile", "--to", office.place / "c.csv", "--json")
    assert (refused.code, refused.document["error"]["code"]) == (2, "sensitive_column")


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("students", "--to", "x.doc"), ".xlsx"),
        (("students", "--to", "x.csv", "--columns", "shoe"), "student_number"),
        (("students", "--to", "x.csv", "--where", "shoe = 9"), "student_number"),
        (("students", "--to", "x.csv", "--where", "shoe"), "study_year = 2"),
        (("pupils", "--to", "x.csv"), "--help"),
        (("students",), "--help"),
    ],
)
def test_what_cannot_be_is_refused_naming_what_can(office: Office, words: tuple[str, ...], named: str) -> None:
    answer = office.run("export", *words, "--json")
    assert answer.code == 2
    assert named in answer.document["error"]["way_out"]


def test_a_folder_that_is_not_there_ends_with_4(office: Office) -> None:
    answer = office.run("export", "students", "--to", office.place / "nowhere" / "x.csv")
    assert answer.code == 4
    assert "Traceback" not in answer.err


def test_rows_come_in_the_order_that_is_asked_for(office: Office) -> None:
    office.imported()
    target = office.place / "out.csv"
    office.run("export", "students", "--to", target, "--columns", "student_number", "--sort", "student_number",
               "--descending")  # fmt: skip
    assert [row["Student number"] for row in rows(target)] == ["A102", "A101", "A100"]


@pytest.fixture
def kept(office: Office) -> Office:
    """An office with students in it and an export that was kept in the window."""
    office.imported()
    opened = sign_in(office.folder, ADMIN, PASSWORD)
    asked = Asked("students", Listing(where=(parse_condition("last_name != Smith"),)), ("last_name",))
    with opened.database.begin(opened.actor) as session:
        named_exports.keep(session, NamedData("Greek: names", asked, "csv"))
    opened.database.close()
    return office


def test_an_export_that_was_kept_is_listed_and_written_by_its_name(kept: Office) -> None:
    (one,) = kept.json("export", "named")
    assert (one["name"], one["list"], one["format"], one["columns"], one["mine"]) == (
        "Greek: names", "students", "csv", ["last_name"], True,
    )  # fmt: skip
    assert one["where"] == [{"field": "last_name", "operator": "!=", "value": "Smith"}]
    assert "Greek: names" in kept.run("export", "named").out
    done = kept.json("export", "named", "greek: names", "--to", kept.place / "names.xlsx", "--purpose", "Labels")
    assert (done["rows"], done["format"]) == (2, "xlsx")
    assert kept.json("audit", "--action", "export")[0]["reason"] == "Labels"


def test_an_export_that_was_kept_goes_into_a_folder_under_its_own_name(kept: Office) -> None:
    folder = kept.place / "out"
    folder.mkdir()
    assert kept.json("export", "named", "Greek: names", "--to", folder)["file"] == str(folder / "Greek names.csv")


def test_a_name_that_nothing_was_kept_by_and_one_without_a_file_are_refused(kept: Office) -> None:
    refused = kept.run("export", "named", "Nothing", "--to", kept.place / "x.csv", "--json")
    assert (refused.code, refused.document["error"]["code"]) == (2, "not_found")
    assert kept.run("export", "named", "Greek: names").code == 2
    assert kept.json("export", "named") != []


def test_everything_is_written_as_one_zip(office: Office) -> None:
    office.imported()
    target = office.place / "all.zip"
    done = office.json("export", "everything", "--to", target, "--purpose", "Move")
    assert (done["file"], done["lists"]["students"]) == (str(target), 3)
    assert "csv/students.csv" in zipfile.ZipFile(target).namelist()
    assert "students: 3" in office.run("export", "everything", "--to", target).out


def test_a_template_is_written_filled_in_and_imported(office: Office) -> None:
    target = office.place / "students.xlsx"
    done = office.json("template", "students", "--to", target, "--lang", "el")
    assert done["columns"][:3] == ["student_number", "last_name", "first_name"]
    assert office.json("inspect", target, "--kind", "students")["unmapped"] == []
    assert office.run("template", "students", "--to", office.place / "x.csv").code == 2


def test_files_speak_the_schools_language_where_none_is_asked_for(office: Office) -> None:
    office.imported()
    office.run("settings", "set", "school.language", "el")
    people = "student_number,last_name,first_name,contact1_name,contact1_email\nA100,Smith,Ann,Eve Smith,e@x.example\n"
    (office.place / "contact.csv").write_text(people, encoding="utf-8")
    assert office.run("import", office.place / "contact.csv", "--kind", "students").code == 0
    assert office.json("export", "vcards", "--to", office.place / "c.vcf")["cards"] == 1
    assert "CATEGORIES:Επαφές φοιτητών" in (office.place / "c.vcf").read_text(encoding="utf-8")


def test_contacts_and_timetables_are_written_for_telephones(office: Office) -> None:
    office.imported()
    assert office.json("export", "vcards", "--to", office.place / "c.vcf", "--sensitive")["cards"] == 0
    for whose in ((), ("--section", "A1"), ("--student", "A100"), ("--teacher", "Roe"), ("--room", "101")):
        refused = office.run("export", "timetable", "--to", office.place / "t.ics", *whose, "--json")
        assert (refused.code, refused.document["error"]["code"]) == (2, "no_lessons"), whose
    both = office.run("export", "timetable", "--to", "t.ics", "--student", "A100", "--section", "A1", "--json")
    assert (both.code, both.document["error"]["code"]) == (2, "usage")
