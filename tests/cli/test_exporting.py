"""Lists written to files by command."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from sms_desktop.cli import exporting
from sms_desktop.services.export_lists import LISTS
from tests.cli.office import Office


def rows(file: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text, delimiter=delimiter))


def test_the_help_names_the_lists_that_there_are() -> None:
    assert tuple(LISTS) == exporting.LISTS


@pytest.mark.parametrize("name", [name for name in exporting.LISTS if name != "audit"])
@pytest.mark.parametrize("ending", ["csv", "xlsx", "json"])
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
