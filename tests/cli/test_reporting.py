"""Papers by command: whom, in which language, for which days; what is left out ends in part."""

from __future__ import annotations

import argparse
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from sms_desktop.cli import arguments, reporting
from sms_desktop.core import clock
from sms_desktop.reports.catalogue import REPORTS
from sms_desktop.services.performance import PERIODS
from tests.cli.office import Office

CLASS = "student_number;course_code;course_name;term\nA100;ALG;Algebra;{term}\nA101;ALG;Algebra;{term}\n"


@pytest.fixture
def taught(office: Office) -> Office:
    """Two of the three students take Algebra, in a term that has begun whatever day it is."""
    office.imported()
    term = office.json("terms")[0]["title"].replace(" · ", " ")
    file = office.place / "enrolments.csv"
    file.write_text(CLASS.format(term=term), encoding="utf-8")
    office.json("import", file, "--kind", "enrolments", "--create-missing")
    return office


def test_the_help_names_the_reports_and_periods_that_there_are() -> None:
    assert set(REPORTS) == set(reporting.REPORTS)
    assert reporting.PERIODS == PERIODS


def test_a_transcript_of_one_student_is_written_and_told(taught: Office) -> None:
    target = taught.place / "t.pdf"
    answer = taught.run("report", "transcript", "--student", "A100", "--to", target)
    assert (answer.code, answer.out) == (0, f"1 document on 1 page in {target}.\n")
    assert target.read_bytes().startswith(b"%PDF")


def test_json_says_what_was_made_and_what_was_left_out(taught: Office) -> None:
    target = taught.place / "all.pdf"
    answer = taught.run("report", "transcript", "--all", "--lang", "both", "--to", target, "--json")
    assert answer.code == 1
    assert {name: answer.document[name] for name in ("report", "language", "documents", "files")} == {
        "report": "transcript", "language": "both", "documents": 4, "files": [str(target)],
    }  # fmt: skip
    (left,) = answer.document["left"]
    assert "A102" in left["message"]


def test_a_class_is_put_into_a_folder_file_by_file(taught: Office) -> None:
    folder, term = taught.place / "cards", taught.json("terms")[0]["title"]
    done = taught.json(
        "report", "report-card", "--course", "alg", "--term", term, "--each", "--to", folder, "--lang", "el"
    )
    assert (done["documents"], len(list(folder.iterdir()))) == (2, 2)
    told = taught.run("report", "report-card", "--course", "ALG", "--term", term, "--each", "--to", folder)
    assert told.out == f"2 documents on 2 pages in the folder {folder}.\n"


def test_the_purpose_is_in_the_log(taught: Office) -> None:
    taught.json(
        "report", "transcript", "--student", "A100", "--to", taught.place / "t.pdf", "--purpose", "For the bank"
    )
    assert "For the bank" in [entry["reason"] for entry in taught.json("audit")]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), "no_subjects"),
        (("--student", "NOBODY"), "not_found"),
        (("--course", "NONE"), "not_found"),
        (("--student", "A100", "--period", "7", "--from", "2026-01-01"), "which_period"),
        (("--student", "A100", "--term", "1821 Winter"), "not_found"),
    ],
)
def test_what_is_missing_or_wrong_is_said(taught: Office, words: tuple[str, ...], code: str) -> None:
    answer = taught.run("report", "performance", *words, "--to", taught.place / "x.pdf", "--json")
    assert (answer.code, answer.document["error"]["code"]) == (2, code)
    assert not (taught.place / "x.pdf").exists()


def asked(*words: str) -> argparse.Namespace:
    return arguments.parsed(arguments.parser_of([reporting.add_to]), ["report", "performance", "--to", "x.pdf", *words])


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ((), (None, None)),
        (("--from", "2026-09-21", "--until", "2026-10-04"), (date(2026, 9, 21), date(2026, 10, 4))),
        (("--period", "7", "--until", "2026-10-04"), (date(2026, 9, 28), date(2026, 10, 4))),
    ],
)
def test_a_period_is_its_last_days_or_from_a_day_to_another(words: tuple[str, ...], days: tuple[Any, Any]) -> None:
    assert reporting._period(asked(*words)) == days


def test_a_period_ends_today_where_nothing_else_is_said() -> None:
    assert reporting._period(asked("--period", "30")) == (clock.today() - timedelta(days=29), clock.today())


def test_who_may_not_is_told_what_is_missing(taught: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SMS_NEW_PASSWORD", "a viewer looks at everything here")
    taught.json("users", "add", "looker", "--role", "viewer")
    monkeypatch.setenv("SMS_PASSWORD", "a viewer looks at everything here")
    answer = taught.run("--user", "looker", "report", "transcript", "--student", "A100", "--to", tmp_path / "x.pdf")
    assert answer.code == 3
    assert "reports:run" in answer.err


@pytest.mark.parametrize(
    ("name", "words", "whom"),
    [
        ("timetable", ("--student", "A100"), ("student", ())),
        ("timetable", ("--course", "ALG"), ("offering", ())),
        ("timetable", ("--section", "B1"), ("section", ("B1",))),
        ("timetable", ("--teacher", "Μαρία Νίκου"), ("teacher", ("Μαρία Νίκου",))),
        ("timetable", ("--room", "E12"), ("room", ("E12",))),
        ("transcript", ("--section", "B1"), ("student", ())),
        ("class-list", ("--section", "B1"), ("offering", ())),
        ("absences", ("--all",), ("offering", ())),
        ("absences", (), ("school", ())),
        ("at-risk", (), ("school", ())),
        ("at-risk", ("--course", "ALG"), ("offering", ())),
    ],
)
def test_what_was_named_says_whom_a_report_is_about(name: str, words: tuple[str, ...], whom: tuple[Any, ...]) -> None:
    assert reporting._about(REPORTS[name], asked(*words)) == whom


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("honour-roll", ("--course", "ALG")),
        ("honour-roll", ("--student", "A100")),
        ("at-risk", ("--student", "A100")),
        ("at-risk", ("--section", "B1")),
        ("class-list", ("--all", "--study-year", "1")),
        ("timetable", ("--teacher", "Μαρία Νίκου", "--section", "B1")),
    ],
)
def test_a_report_of_one_is_never_one_of_all(taught: Office, name: str, words: tuple[str, ...]) -> None:
    answer = taught.run("report", name, *words, "--to", taught.place / "x.pdf", "--json")
    assert (answer.code, answer.document["error"]["code"]) == (2, "wrong_about")
    assert not (taught.place / "x.pdf").exists()


def test_a_card_of_somebody_who_left_is_made_by_name_alone_and_told(taught: Office) -> None:
    gone = taught.place / "gone.csv"
    gone.write_text("student_number;last_name;first_name;status\nA101;Ioannou;Eleni;withdrawn\n", encoding="utf-8")
    taught.json("import", gone, "--kind", "students")
    of_class = taught.json("report", "id-cards", "--course", "ALG", "--to", taught.place / "c.pdf")
    assert (of_class["notes"], of_class["documents"]) == ([], 1)
    answer = taught.run("report", "id-cards", "--student", "A101", "--to", taught.place / "one.pdf", "--json")
    assert (answer.code, len(answer.document["notes"])) == (1, 1)
    assert "is not an active student" in answer.document["notes"][0]["message"]


def test_each_report_of_classes_and_of_the_school_is_written(taught: Office) -> None:
    for name in ("class-list", "register", "grade-sheet", "absences"):
        done = taught.json("report", name, "--course", "ALG", "--to", taught.place / f"{name}.pdf", "--lang", "both")
        assert done["documents"] == 2
    for name in ("honour-roll", "at-risk", "absences"):
        done = taught.json("report", name, "--to", taught.place / f"{name}.pdf")
        assert done["documents"] == 1
    more = ("--to-sign", "--sensitive", "--blank-days", "5", "--whole-year", "--no-letterhead")
    assert taught.json("report", "id-cards", "--all", "--to", taught.place / "c.pdf", *more)["documents"] == 1


def test_a_transcript_of_a_teacher_is_refused_and_a_week_without_lessons_said(taught: Office) -> None:
    for name, code in (("transcript", "wrong_about"), ("timetable", "nothing_made")):
        target = taught.place / "x.pdf"
        answer = taught.run("report", name, "--teacher", "Nobody", "--to", target, "--json")
        assert (answer.code, answer.document["error"]["code"]) == (2, code)
        assert not target.exists()
