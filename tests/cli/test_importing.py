"""Files brought in, looked at and taken back by command."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sms_desktop.cli import importing
from sms_desktop.core.actor import Actor
from sms_desktop.services import students
from sms_desktop.services.access import accounts
from sms_desktop.services.importing import fields
from tests.cli.office import PASSWORD, STUDENTS, Office
from tests.content import Content, content

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
ONE_BAD = STUDENTS.replace("anna@school.example", "anna at school")
COURSES = "Course code;Course;Credits\nMAT101;Mathematics I;6\nPHY101;Physics I;5\n"
ENROLMENTS = "Student number;Course code;Term\nA100;MAT101;Winter term\nA777;MAT101;Winter term\n"


def school_content(office: Office) -> Content:
    signed_in = accounts.sign_in(office.folder, None, PASSWORD)
    found = content(signed_in.database)
    signed_in.database.close()
    return found


def counts(document: Any) -> tuple[int, int, int, int]:
    return document["new"], document["changed"], document["unchanged"], document["rejected"]


def test_the_help_names_the_kinds_that_there_are() -> None:
    assert tuple(fields.KINDS) == importing.KINDS


def test_inspect_says_what_a_file_is_and_writes_nothing(office: Office) -> None:
    before = school_content(office)
    found = office.json("inspect", office.file(STUDENTS, encoding="windows-1253"))
    assert (found["content"], found["kind"], found["delimiter"]) == ("csv", "students", ";")
    assert (found["header_row"], found["rows"], found["missing"]) == (1, 3, [])
    assert found["encoding"].lower().replace("-", "") in ("windows1253", "cp1253")
    mapped = {each["field"]: each["column"] for each in found["mapping"]}
    assert mapped["student_number"] == "Αρ. Μητρώου"
    assert school_content(office) == before


def test_people_read_what_a_file_is_as_a_table(office: Office) -> None:
    text = office.run("inspect", office.file("Όνομα;Ομάδα αίματος\nΆννα;Α+\nΝίκος;\n"), "--kind", "students").out
    assert "Kind        students" in text
    assert "Columns that are not imported: Ομάδα αίματος." in text
    assert "--map FIELD=COLUMN" in text


@pytest.mark.real_files
@pytest.mark.parametrize(
    ("name", "content", "version"),
    [
        ("oneroster/Test_full_data_set.zip", "oneroster", "1.1"),
        ("sds/SDS_Format_100_Users.zip", "school_data_sync", "1"),
    ],
)
def test_a_bundle_is_recognised_and_what_is_in_it_counted(
    office: Office, name: str, content: str, version: str
) -> None:
    found = office.json("inspect", SHARED / name)
    assert (found["content"], found["kind"], found["version"]) == (content, "bundle", version)
    assert found["rows"] == sum(found["files"].values()) > 0
    refused = office.run("import", SHARED / name, "--json")
    assert (refused.code, refused.document["error"]["code"]) == (2, "bundle")


@pytest.mark.real_files
@pytest.mark.parametrize("file", sorted(p for p in SHARED.rglob("*.*") if p.suffix != ".md"), ids=lambda p: p.name)
def test_every_shared_file_is_understood(office: Office, file: Path) -> None:
    assert office.json("inspect", file)["kind"] in ("students", "courses", "enrolments", "bundle")


def test_a_preview_tells_what_would_happen_and_writes_nothing(office: Office) -> None:
    before = school_content(office)
    told = office.json("import", office.file(STUDENTS), "--preview")
    assert counts(told) == (3, 0, 0, 0)
    assert told["import_id"] is None
    assert school_content(office) == before
    assert "Nothing was written" in office.run("import", office.file(STUDENTS), "--preview").out


def test_a_preview_that_finds_rows_to_reject_ends_with_1(office: Office) -> None:
    assert office.run("import", office.file(ONE_BAD), "--preview").code == 1


def test_an_import_answers_with_the_document_of_the_format(office: Office) -> None:
    told = office.imported()
    assert set(told) >= {
        "import_id", "kind", "encoding", "delimiter", "rows", "new", "changed", "unchanged", "rejected", "warnings",
        "issues", "seconds",
    }  # fmt: skip
    assert (told["import_id"], told["kind"], told["rows"]) == (1, "students", 3)
    assert counts(office.imported()) == (0, 0, 3, 0)


def test_people_are_told_the_counts_and_how_to_take_it_back(office: Office) -> None:
    text = office.run("import", office.file(STUDENTS)).out
    assert text.splitlines()[0] == "students.csv: Students"
    assert "new        3" in text
    assert text.splitlines()[-1] == "Import 1 is done; “smsctl undo 1” takes it back."


def test_a_rejected_row_stops_all_with_2_and_a_whole_report(office: Office) -> None:
    before = school_content(office)
    answer = office.run("import", office.file(ONE_BAD), "--json")
    assert answer.code == 2
    assert answer.document["import_id"] is None
    assert answer.document["rejected"] == 1
    (issue,) = answer.document["issues"]
    assert (issue["row"], issue["column"], issue["value"]) == (3, "Email", "anna at school")
    assert "nothing was imported" in answer.err
    assert school_content(office) == before


def test_the_valid_rows_alone_are_taken_with_1_and_the_others_saved(office: Office) -> None:
    target = office.place / "to-mend.csv"
    answer = office.run("import", office.file(ONE_BAD), "--valid-rows-only", "--rejected-to", target)
    assert answer.code == 1
    assert "  Row 3, Email: " in answer.out
    (row,) = csv.DictReader(io.StringIO(target.read_text(encoding="utf-8-sig")), delimiter=";")
    assert (row["Αρ. Μητρώου"], row["Email"]) == ("A101", "anna at school")
    assert "anna at school" in row["Why it was not taken"]
    mended = target.read_text(encoding="utf-8-sig").replace(";anna at school;", ";anna@school.example;")
    assert counts(office.imported(mended)) == (1, 0, 0, 0)


def test_rejected_rows_are_saved_also_where_nothing_is_taken(office: Office) -> None:
    target = office.place / "to-mend.xlsx"
    assert office.run("import", office.file(ONE_BAD), "--rejected-to", target).code == 2
    assert target.read_bytes()[:2] == b"PK"
    assert office.run("import", office.file(STUDENTS), "--rejected-to", office.place / "none.csv").code == 0
    assert not (office.place / "none.csv").exists()


def test_the_file_itself_is_not_replaced_by_its_rejected_rows(office: Office) -> None:
    file = office.file(ONE_BAD)
    assert office.run("import", file, "--rejected-to", file).code == 2
    assert file.read_text(encoding="utf-8") == ONE_BAD


def test_only_the_first_twenty_issues_are_shown_to_people(office: Office) -> None:
    rows = "".join(f"B{n};Δοκιμή;Νίκος {n};no address;1/1/2005;99\n" for n in range(30))
    text = office.run("import", office.file(STUDENTS + rows)).out
    assert text.count("  Row ") == 20
    assert "more like these" in text


def test_known_rows_are_updated_filled_skipped_or_refused(office: Office) -> None:
    office.imported(STUDENTS.replace("99000001", ""))
    changed = STUDENTS.replace("anna@", "anna.g@")
    assert counts(office.json("import", office.file(changed), "--preview", "--on-known", "skip")) == (0, 0, 3, 0)
    assert counts(office.json("import", office.file(changed), "--preview", "--on-known", "fill")) == (0, 1, 2, 0)
    assert counts(office.json("import", office.file(changed), "--preview", "--on-known", "update")) == (0, 2, 1, 0)
    refused = office.run("import", office.file(changed), "--on-known", "never", "--json")
    assert (refused.code, refused.document["rejected"]) == (2, 3)


def test_a_restricted_student_is_changed_with_a_reason_only(office: Office) -> None:
    office.imported(STUDENTS)
    office.run("privacy", "restrict", "A101", "--reason", "A court's order")
    changed = STUDENTS.replace("anna@", "anna.g@")
    refused = office.run("import", office.file(changed), "--json")
    assert (refused.code, [issue["code"] for issue in refused.document["issues"]]) == (2, ["reason_needed"])
    assert counts(office.json("import", office.file(changed), "--reason", "She asked"))[1] == 1


def test_columns_constants_and_fields_left_out_are_chosen_with_map(office: Office) -> None:
    file = office.file("who;family;given\nQ1;Δοκιμή;Νίκος\nQ2;Δοκιμή;Άννα\n")
    told = office.json(
        "import", file, "--kind", "students", "--map", "student_number=who", "--map", "last_name=family",
        "--map", "first_name=given", "--map", "section==B{row}", "--map", "email=",
    )  # fmt: skip
    assert counts(told) == (2, 0, 0, 0)
    assert office.json("show", "student", "Q2")["section"] == "B3"


def test_a_field_that_there_is_not_is_named_with_those_there_are(office: Office) -> None:
    answer = office.run("import", office.file(STUDENTS), "--map", "shoe=Email", "--json")
    assert answer.code == 2
    assert "student_number" in answer.document["error"]["way_out"]


@pytest.mark.parametrize("words", [("--map", "Email"), ("--delimiter", "ab"), ("--day-first", "--month-first")])
def test_choices_that_make_no_sense_are_usage_errors(office: Office, words: tuple[str, ...]) -> None:
    answer = office.run("import", office.file(STUDENTS), *words, "--json")
    assert (answer.code, answer.document["error"]["code"]) == (2, "usage")


def test_how_a_file_is_read_can_be_told(office: Office) -> None:
    text = "made in spring\n" + STUDENTS.replace(";", "\t").replace("25/12/2004", "12/25/2004")
    told = office.json(
        "import", office.file(text, encoding="iso8859_7"), "--encoding", "iso8859-7", "--delimiter", "tab",
        "--header-row", "2", "--month-first",
    )  # fmt: skip
    assert counts(told) == (3, 0, 0, 0)
    assert office.json("show", "student", "A101")["date_of_birth"] == "2005-03-04"


def test_pasted_cells_come_in_by_a_dash(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    pasted = io.TextIOWrapper(io.BytesIO(STUDENTS.replace(";", "\t").encode()))
    monkeypatch.setattr("sys.stdin", pasted)
    assert counts(office.json("import", "-")) == (3, 0, 0, 0)
    assert office.json("imports")[0]["file_name"] == "pasted cells"


def test_pasted_bytes_that_are_no_text_are_refused(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(STUDENTS.encode("cp1253"))))
    answer = office.run("import", "-", "--json")
    assert (answer.code, answer.document["error"]["code"]) == (2, "bad_encoding")


@pytest.mark.parametrize(
    ("name", "data"),
    [("nothing.csv", b""), ("picture.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00"), ("nul.csv", b"a;b\n1;\x002\n")],
)
def test_bad_files_are_a_sentence_and_2_and_nothing_is_written(office: Office, name: str, data: bytes) -> None:
    before = school_content(office)
    (office.place / name).write_bytes(data)
    answer = office.run("import", office.place / name, "--json")
    assert answer.code == 2
    assert answer.document["error"]["message"].endswith(".")
    assert school_content(office) == before


def test_a_file_that_is_not_there_is_said_so_before_a_password_is_asked(office: Office) -> None:
    answer = office.run("import", office.place / "no.csv", "--json")
    assert (answer.code, answer.document["error"]["code"]) == (2, "no_file")


def test_too_many_changes_stop_an_import(office: Office) -> None:
    office.imported()
    changed = STUDENTS.replace("Γιώργος", "Γεώργιος")
    answer = office.run("import", office.file(changed), "--stop-at", "10", "--json")
    assert (answer.code, answer.document["error"]["code"]) == (2, "too_many_changes")
    assert counts(office.json("import", office.file(changed), "--stop-at", "50")) == (0, 1, 2, 0)


def test_the_three_kinds_follow_each_other(office: Office) -> None:
    office.imported()
    assert counts(office.json("import", office.file(COURSES, "courses.csv"))) == (2, 0, 0, 0)
    refused = office.run("import", office.file(ENROLMENTS, "enrolments.csv"), "--json")
    assert refused.code == 2
    assert "A777" in refused.document["issues"][-1]["message"]
    part = office.run("import", office.file(ENROLMENTS, "enrolments.csv"), "--valid-rows-only", "--json")
    assert (part.code, counts(part.document)) == (1, (1, 0, 0, 1))
    assert office.json("show", "student", "A100")["enrolments"][0]["course_code"] == "MAT101"


def test_what_is_missing_is_made_where_that_is_asked_for(office: Office) -> None:
    office.imported()
    rows = "Student number;Course code\nA100;NEW1\n"
    told = office.json("import", office.file(rows, "e.csv"), "--create-missing", "--term", "Spring term")
    assert counts(told) == (1, 0, 0, 0)
    assert office.json("show", "student", "A100")["enrolments"][0]["term"] == "Spring term"


def test_the_history_lists_imports_newest_first(office: Office) -> None:
    assert office.run("imports").out == "No import was run yet.\n"
    office.imported()
    office.json("import", office.file(COURSES, "courses.csv"))
    first, second = office.json("imports")
    assert (first["import_id"], first["id"], first["kind"], first["new"]) == (2, 2, "courses", 2)
    assert (second["file_name"], second["state"], second["user_name"]) == ("students.csv", "completed", "office")
    assert office.run("imports").out.splitlines()[1].split()[0] == "2"


def test_undo_brings_back_exactly_what_was(office: Office) -> None:
    office.imported()
    before = school_content(office)
    more = STUDENTS.replace("Γιώργος", "Γεώργιος") + "A103;Νέου;Νίκη;niki@school.example;5/5/2004;99000004\n"
    taken = office.imported(more)
    undone = office.json("undo", taken["import_id"])
    assert (undone["import_id"], undone["left"], undone["sentences"]) == (taken["import_id"], 0, [])
    assert school_content(office) == before
    assert office.json("imports")[0]["state"] == "undone"


def test_undo_leaves_what_was_changed_since_names_it_and_ends_with_1(office: Office) -> None:
    office.imported()
    signed_in = accounts.sign_in(office.folder, None, PASSWORD)
    _rename(signed_in.database, signed_in.actor, "A101", "Άννα-Μαρία")
    signed_in.database.close()
    answer = office.run("undo", "1", "--json")
    assert answer.code == 1
    assert answer.document["left"] == 1
    assert "Γεωργίου Άννα-Μαρία" in answer.document["sentences"][0]
    assert office.run("show", "student", "A100").code == 2
    assert office.run("show", "student", "A101").code == 0


def _rename(database: Any, who: Actor, number: str, first_name: str) -> None:
    with database.begin(who) as session:
        student = students.by_number(session, number)
        students.update(session, student, replace(students.get(session, student).data, first_name=first_name))


@pytest.mark.parametrize("number", ["9", "first"])
def test_an_import_that_there_is_not_cannot_be_taken_back(office: Office, number: str) -> None:
    assert office.run("undo", number).code == 2


def test_an_import_is_taken_back_once(office: Office) -> None:
    office.imported()
    assert office.run("undo", "1").out == "Import 1 is taken back: 3 rows are as they were before.\n"
    assert office.run("undo", "1").code == 2
