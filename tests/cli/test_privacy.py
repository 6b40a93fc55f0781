"""Privacy by command: the file of a person, restrictions, the log of looks, the review and erasing."""

from __future__ import annotations

import json
import zipfile
from typing import Any

import pytest

from sms_desktop.cli import privacy, privacy_rules
from sms_desktop.services.privacy import erasure_rules, retention, retention_logs
from tests.cli.office import Office

PEOPLE = """\
student_number,last_name,first_name,email,mobile,health_note,status,status_date,city
P1,Μοναδικός,Γιώργος,giorgos@school.example,99000001,asthma,withdrawn,2010-06-30,Πάφος
P2,Smith,John,john@school.example,99000003,,active,,Paphos
"""


@pytest.fixture
def people(office: Office) -> Office:
    office.imported(PEOPLE)
    return office


def due(people: Office) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = people.json("privacy", "review")["due"]
    return found


def test_everything_about_a_person_is_in_one_zip(people: Office) -> None:
    target = people.place / "p1.zip"
    found = people.json("privacy", "export", "P1", "--to", target, "--purpose", "Asked for", "--lang", "el")
    assert found == {"file": str(target), "files": ["person.json", "person.pdf"]}
    with zipfile.ZipFile(target) as pack:
        assert json.loads(pack.read("person.json"))["record"]["mobile"] == "99000001"
    assert people.run("privacy", "export", "P1", "--to", target, "--json").document["error"]["code"] == "usage"
    answer = people.run("privacy", "export", "P9", "--to", target, "--purpose", "x", "--json")
    assert answer.document["error"]["code"] == "not_found"


def test_a_restriction_is_set_listed_and_lifted(people: Office) -> None:
    assert people.run("privacy", "restrict", "P1", "--reason", "Court").out == "P1 is restricted.\n"
    assert [(row["student_number"], row["why"]) for row in people.json("privacy", "restricted")] == [("P1", "Court")]
    assert "Court" in people.run("privacy", "restricted").out
    people.json("export", "students", "--to", people.place / "s.csv", "--sensitive")
    assert "Πάφος" not in (people.place / "s.csv").read_text("utf-8-sig")
    people.json("privacy", "lift", "P1", "--reason", "It ended")
    assert people.run("privacy", "restricted").out == "Nobody is restricted.\n"


def test_showing_a_record_with_a_health_note_is_in_the_log_of_looks(people: Office) -> None:
    assert people.json("show", "student", "P2")["health_note"] == ""
    assert people.run("privacy", "views").out == "Nobody looked at any.\n"
    assert people.json("show", "student", "P1")["health_note"] == "asthma"
    people.json("show", "student", "P1")
    assert [row["student_number"] for row in people.json("privacy", "views")] == ["P1"]
    assert people.json("privacy", "views", "--student", "P2") == []


def test_who_is_due_is_erased_after_a_look_at_what_goes(people: Office) -> None:
    assert [(row["student_number"], row["mode"]) for row in due(people)] == [("P1", "reduce")]
    looked = people.run("privacy", "erase", "P1")
    assert "Nothing was done" in looked.out
    assert "Μοναδικός" in looked.out
    assert people.run("privacy", "erase", "P1", "--yes", "--json").document["error"]["code"] == "no_reason"
    assert people.json("show", "student", "P1")["email"] == "giorgos@school.example"
    done = people.json("privacy", "erase", "P1", "--yes", "--reason", "Left in 2010")
    assert done["erased"]["people"] == 1
    assert people.json("show", "student", "P1")["email"] == ""
    assert due(people) == []
    people.json("privacy", "erase", "P1", "--mode", "erase", "--yes", "--reason", "Asked for")
    assert people.json("search", "Μοναδικός") == []
    assert people.run("check").code == 0


def test_who_attends_is_not_erased(people: Office) -> None:
    answer = people.run("privacy", "erase", "P2", "--yes", "--reason", "x", "--json")
    assert answer.document["error"]["code"] == "not_erasable"
    assert "still an active student" in people.run("privacy", "erase", "P2").out


def test_the_ways_of_the_command_are_those_of_the_service() -> None:
    assert privacy.MODES == erasure_rules.MODES
    assert privacy_rules.LOGS == (retention_logs.LOG, retention_logs.PROGRAM_LOGS)
    assert (*(rule.mode for rule in retention.RULES), *privacy_rules.LOGS) == privacy_rules.RULES


def test_the_review_names_the_rules_and_a_rule_is_carried_out(people: Office) -> None:
    found = people.json("privacy", "review")["rules"]
    assert [(one["rule"], one["years"], one["due"]) for one in found] == [
        ("notes", 1, 0), ("absences", 2, 0), ("reduce", 5, 1), ("erase", 0, 0), ("log", 0, 0), ("program-logs", 1, 0),
    ]  # fmt: skip
    looked = people.run("privacy", "apply", "reduce")
    assert "Μοναδικός" in looked.out
    assert "Nothing was done" in looked.out
    assert people.run("privacy", "apply", "reduce", "--yes", "--json").document["error"]["code"] == "no_reason"
    done = people.json("privacy", "apply", "reduce", "--yes", "--reason", "Five years")
    assert done["erased"]["people"] == 1
    assert people.run("privacy", "apply", "reduce").out == "Nobody is due.\n"


def test_the_rules_of_logs_are_carried_out(people: Office) -> None:
    assert "kept for good" in people.run("privacy", "apply", "log").out
    people.json("settings", "set", "privacy.log_years", "1")
    answer = people.run("privacy", "apply", "log", "--yes", "--reason", "A year", "--json")
    assert answer.document["error"]["code"] == "no_file"
    target = people.place / "log.smsaudit"
    answer = people.run("privacy", "apply", "log", "--yes", "--reason", "A year", "--to", target, "--json")
    assert "so old" in answer.document["error"]["message"]
    assert people.json("privacy", "apply", "program-logs")["due"] == 0
    assert people.run("privacy", "apply", "program-logs", "--yes", "--reason", "A year").code != 0


def test_who_a_restored_backup_brought_back_is_erased_again(people: Office) -> None:
    assert people.run("privacy", "again").out == "Nobody is to be erased again.\n"
    backup = people.json("backup", "create")["file"]
    people.json("privacy", "erase", "P1", "--mode", "erase", "--yes", "--reason", "Asked for")
    assert people.json("backup", "restore", backup, "--rehearse")["erased"] == 1
    assert people.json("backup", "restore", backup, "--yes")["erased"] == 1
    checked = people.run("check")
    assert checked.code == 1
    assert "smsctl privacy again" in checked.out
    assert [(row["student_number"], row["mode"]) for row in people.json("privacy", "again")["back"]] == [
        ("P1", "erase")
    ]
    done = people.json("privacy", "again", "--yes", "--reason", "Was back")
    assert [one["people"] for one in done["erased"]] == [1]
    assert people.json("search", "Μοναδικός") == []
    assert people.run("check").code == 0
