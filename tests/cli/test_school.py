"""Making a school by command."""

from __future__ import annotations

import io

import pytest

from tests.cli.office import PASSWORD, Office

NEW_YEAR = ("--year", "2026-2027")


def test_init_makes_an_encrypted_school_and_shows_its_recovery_key_once(empty: Office) -> None:
    made = empty.json("init", "--admin", "maria", "--school", "Σχολή Δοκιμών", "--language", "el", *NEW_YEAR)
    assert made["folder"] == str(empty.folder)
    assert (made["admin"], made["encrypted"], made["year"]) == ("maria", True, "2026-2027")
    assert len(made["recovery_key"].replace("-", "")) == 39
    assert [term["name"] for term in made["terms"]] == ["Α' Εξάμηνο", "Β' Εξάμηνο"]
    assert made["terms"][0]["first_day"] < made["terms"][0]["last_day"] < made["terms"][1]["first_day"]
    kept = {row["key"]: row["value"] for row in empty.json("settings")}
    assert (kept["school.name"], kept["school.language"]) == ("Σχολή Δοκιμών", "el")
    assert made["recovery_key"] not in empty.run("jobs").out


def test_people_are_told_what_to_do_with_the_recovery_key(empty: Office) -> None:
    answer = empty.run("init", *NEW_YEAR)
    assert answer.code == 0
    assert "Recovery key: " in answer.out
    assert "Print it" in answer.out
    assert PASSWORD not in answer.out + answer.err


def test_a_plain_school_has_no_key_and_says_what_that_means(empty: Office) -> None:
    made = empty.json("init", "--plain", *NEW_YEAR)
    assert (made["encrypted"], made["recovery_key"]) == (False, None)
    assert empty.run("jobs").code == 0
    other = empty.bare("--data", empty.place / "other", "init", "--plain", *NEW_YEAR)
    assert "not encrypted" in other.out


def test_a_second_school_in_the_same_folder_is_refused(office: Office) -> None:
    answer = office.run("init", "--json")
    assert answer.code == 2
    assert answer.document["error"]["code"] == "school_exists"
    assert office.run("jobs").code == 0


@pytest.mark.parametrize("year", ["2026", "2026-2028", "next"])
def test_a_year_that_is_none_is_refused_and_nothing_made(empty: Office, year: str) -> None:
    answer = empty.run("init", "--year", year)
    assert answer.code == 2
    assert not empty.folder.exists()


def test_a_short_password_is_refused(empty: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMS_PASSWORD", "short")
    answer = empty.run("init", "--json")
    assert answer.code == 2
    assert "password" in answer.document["error"]["fields"]
    assert not empty.folder.exists()


def test_init_without_a_password_and_a_terminal_is_refused(empty: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SMS_PASSWORD")
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert empty.run("init").code == 3


def test_the_demo_fills_an_empty_school_and_says_with_what(office: Office) -> None:
    counts = office.json("demo", "--students", "12", "--seed", "3")
    assert counts["students"] == 12
    assert counts["enrolments"] > 12
    assert office.run("demo", "--students", "12").code == 2


def test_the_demo_wants_a_school_first(empty: Office) -> None:
    answer = empty.run("demo")
    assert answer.code == 4
    assert "smsctl init" in answer.err
