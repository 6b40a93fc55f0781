"""Settings, jobs and the check of the data, by command."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from sms_desktop.db.people import Student
from sms_desktop.services.access import accounts
from tests.cli.office import PASSWORD, Office


def test_settings_are_listed_with_value_default_and_meaning(office: Office) -> None:
    rows = {row["key"]: row for row in office.json("settings", "list")}
    assert rows["grades.pass_mark"] == {
        "key": "grades.pass_mark", "value": 10, "default": 10, "meaning": "Pass mark, out of 20",
    }  # fmt: skip
    assert "Pass mark, out of 20" in office.run("settings").out


def test_a_setting_is_changed_and_stays_so(office: Office) -> None:
    assert office.json("settings", "set", "grades.pass_mark", "12") == {"key": "grades.pass_mark", "value": 12}
    assert office.run("settings", "get", "grades.pass_mark").out == "12\n"


@pytest.mark.parametrize("words", [("get", "no.such"), ("set", "grades.pass_mark", "30"), ("set", "no.such", "1")])
def test_settings_that_are_none_are_refused_with_2(office: Office, words: tuple[str, ...]) -> None:
    assert office.run("settings", *words).code == 2


def test_a_settings_value_may_begin_with_a_minus_after_two(office: Office) -> None:
    answer = office.run("settings", "set", "--", "grades.pass_mark", "-1")
    assert answer.code == 2
    assert "“-1” does not fit" in answer.err


def test_jobs_tell_what_ran_with_its_result(office: Office) -> None:
    assert "No long work" in office.run("jobs").out
    taken = office.imported()
    row = office.json("jobs")[0]
    assert (row["kind"], row["state"], row["user_name"]) == ("import", "completed", "office")
    assert row["created_at"].endswith("Z")
    shown = office.json("jobs", "show", row["id"])
    assert shown["result"]["import_id"] == taken["import_id"]
    told = office.run("jobs", "show", row["id"]).out
    assert told.startswith("Import of students.csv: completed\n")


def test_a_job_that_is_not_there_is_refused(office: Office) -> None:
    assert office.run("jobs", "show", "77").code == 2
    assert office.run("jobs", "show", "first").code == 2


def test_a_school_in_order_passes_the_check(office: Office) -> None:
    office.imported()
    assert office.json("check") == {"ok": True, "problems": []}
    assert office.run("check").out == "The data is whole and in order.\n"


def forget_names(office: Office) -> None:
    """What no program of ours does: names changed without their search keys."""
    signed_in = accounts.sign_in(office.folder, None, PASSWORD)
    with signed_in.database.begin(signed_in.actor) as session:
        session.execute(update(Student).values(search_key="nobody"))
    signed_in.database.close()


def test_what_is_wrong_is_told_with_1_and_mended_where_that_is_safe(office: Office) -> None:
    office.imported()
    forget_names(office)
    answer = office.run("check", "--json")
    assert answer.code == 1
    assert answer.document["ok"] is False
    (problem,) = answer.document["problems"]
    assert (problem["code"], problem["mendable"]) == ("keys", True)
    assert "smsctl check --repair" in office.run("check").out
    repaired = office.json("check", "--repair")
    assert (repaired["ok"], len(repaired["repaired"])) == (True, 1)
    assert office.json("search", "papadopoulos")[0]["number"] == "A100"
    assert office.json("check", "--repair")["repaired"] == []
