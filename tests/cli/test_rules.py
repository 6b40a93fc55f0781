"""Evaluation rules by command: shown, changed with their consequences, copied, and always to 100 percent."""

from __future__ import annotations

import pytest

from sms_desktop.services import term_lock
from tests.cli.office import Office
from tests.cli.test_grading import HOMEWORK, g1, taught


def categories(document: dict[str, object]) -> list[tuple[str, float]]:
    return [(rule["category"], rule["weight"]) for rule in document["rules"]]  # type: ignore[index, union-attr, attr-defined]


def test_the_rules_of_a_class_are_shown(office: Office) -> None:
    with taught(office, HOMEWORK):
        pass
    found = office.json("rules", "AUT1")
    assert (found["course_code"], found["section"], categories(found)) == (
        "AUT1", "B1", [("Homework", 60), ("Attendance", 40)],
    )  # fmt: skip
    assert "changed" not in found
    text = office.run("rules", "AUT1").out
    assert "daily ratings, each 2 times" in text
    assert "presence in the registers" in text


def test_a_preview_says_whose_grade_would_change_and_changes_nothing(office: Office) -> None:
    with taught(office) as one:
        g1(one)
    wanted = "Participation 20% + Continuous 20% + Midterm 30% + Final exam 30%"
    found = office.json("rules", "AUT1", "--set", wanted, "--preview")
    assert found["changed"] is False
    assert found["shifts"] == [{"student": "Παππά Μαρία", "before": 77.5, "after": 78}]
    assert office.json("grade", "A1", "AUT1")["percentage"] == 77.5
    text = office.run("rules", "AUT1", "--set", wanted, "--preview").out
    assert "The final grade of 1 student changes:" in text
    assert "Nothing was changed: this was a preview." in text


def test_new_rules_keep_the_marks_and_what_else_a_category_said(office: Office) -> None:
    with taught(office, HOMEWORK) as one:
        one.mark("Sheet", "Homework", "70", 100)
        one.rate("Homework", "4", maximum=5)
    assert office.json("rules", "AUT1", "--set", "Homework 50% + Project 50%")["changed"] is True
    rules = office.json("rules", "AUT1")["rules"]
    assert (rules[0]["daily_multiplier"], rules[0]["counts_daily"]) == (2, True)
    found = office.json("grade", "A1", "AUT1")
    assert (found["percentage"], found["weight_used"]) == (76.67, 50)


@pytest.mark.parametrize(
    ("given", "code"), [("Midterm 40% + Final 50%", "invalid"), ("a b c", "bad_rules"), ("A 50% + a 50%", "invalid")]
)
def test_rules_that_are_not_whole_are_refused_on_this_way_in_too(office: Office, given: str, code: str) -> None:
    with taught(office):
        pass
    for preview in ((), ("--preview",)):
        answer = office.run("rules", "AUT1", "--set", given, *preview, "--json")
        assert (answer.code, answer.document["error"]["code"]) == (2, code)
    assert len(office.json("rules", "AUT1")["rules"]) == 4


def test_a_category_with_marks_goes_only_where_its_marks_are_put_elsewhere(office: Office) -> None:
    with taught(office) as one:
        one.mark("Essay", "Continuous", "15")
    wanted = ("rules", "AUT1", "--set", "Project 40% + Final exam 60%")
    refused = office.run(*wanted, "--json")
    assert (refused.code, refused.document["error"]["code"]) == (2, "category_in_use")
    assert office.run(*wanted, "--move", "Continuous=Homework", "--json").document["error"]["code"] == "no_category"
    assert office.run(*wanted, "--move", "Continuous").code == 2
    office.json(*wanted, "--move", "continuous=project")
    assert office.json("grade", "A1", "AUT1")["categories"][0]["average"] == 75


def test_rules_are_copied_from_the_template_and_from_an_earlier_term(office: Office) -> None:
    with taught(office) as one:
        one.make.offering(course_id=one.course, term_id=one.make.term(2024), rules=HOMEWORK)
    current = ("rules", "AUT1", "--term", "2026-2027 " + office.json("grade", "A1", "AUT1")["term"][10:])
    copied = office.json(*current, "--copy-from", "2024-2025 Winter term")
    assert categories(copied) == [("Homework", 60), ("Attendance", 40)]
    assert len(office.json(*current, "--copy-from", "template")["rules"]) == 4
    text = office.run(*current, "--copy-from", "template").out
    assert "No one's final grade changes." in text
    refused = office.run(*current, "--copy-from", "2024-2025 Spring term", "--json")
    assert refused.document["error"]["code"] == "no_rules_there"
    assert "2024-2025 · Winter term" in refused.document["error"]["way_out"]


def test_a_locked_term_refuses_new_rules_without_a_reason(office: Office) -> None:
    with taught(office) as one, one.database.begin(one.actor) as session:
        term_lock.lock(session, 1)
    wanted = ("rules", "AUT1", "--set", "Final exam 100%")
    refused = office.run(*wanted, "--json")
    assert (refused.code, refused.document["error"]["code"]) == (2, "term_locked")
    assert office.json(*wanted, "--reason", "decided by the board")["changed"] is True


def test_the_section_is_asked_for_where_there_are_several(office: Office) -> None:
    with taught(office) as one:
        one.make.offering(course_id=one.course, section="B2")
    refused = office.run("rules", "AUT1", "--json")
    assert (refused.code, refused.document["error"]["code"]) == (2, "which_section")
    assert "B1, B2" in refused.document["error"]["way_out"]
    assert office.json("rules", "AUT1", "--section", "B2")["section"] == "B2"


def test_a_course_that_is_not_taught_there_is_refused_with_where_it_is(office: Office) -> None:
    with taught(office) as one:
        one.make.course(course_code="NEW1")
    assert office.run("rules", "AUT1", "--section", "Z", "--json").document["error"]["code"] == "no_offering"
    assert "AUT1" in office.run("rules", "AUT1", "--section", "Z").err
    assert "no term yet" in office.run("rules", "NEW1").err
    assert office.run("rules", "NONE").code == 2
