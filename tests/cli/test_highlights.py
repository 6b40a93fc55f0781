"""Highlights by command: added, listed, deleted."""

from __future__ import annotations

import pytest

from sms_desktop.core import clock
from tests.cli.office import Office
from tests.cli.test_grading import taught


@pytest.fixture
def known(office: Office) -> Office:
    with taught(office):
        pass
    return office


def test_a_highlight_is_added_listed_and_deleted(known: Office) -> None:
    assert known.json("highlights") == []
    assert known.run("highlights").out == "There are no highlights here.\n"
    made = known.json("highlights", "add", "A1", "Repaired the school's car", "--category", "Initiative",
                      "--rating", "Excellent")  # fmt: skip
    assert (made["student_number"], made["text"], made["category"], made["rating"], made["is_positive"]) == (
        "A1", "Repaired the school's car", "Initiative", "Excellent", True,
    )  # fmt: skip
    assert made["date"] == clock.today().isoformat()
    assert known.json("highlights") == known.json("highlights", "list") == [made]
    assert known.json("highlights", "list", "--student", "A2") == []
    assert "Repaired the school's car" in known.run("highlights", "list").out
    assert known.run("highlights", "delete", made["id"]).out == "1 highlight was deleted.\n"
    assert known.json("highlights") == []


def test_its_day_term_and_sign_can_be_said(known: Office) -> None:
    term = known.json("terms")[0]["title"]
    made = known.json(
        "highlights", "add", "A1", "Late again", "--negative", "--on", f"{clock.today():%d/%m/%Y}", "--term", term
    )
    assert (made["date"], made["is_positive"]) == (clock.today().isoformat(), False)
    assert known.json("highlights", "list", "--term", term) == [made]
    assert known.json("highlights", "list", "--term", known.json("terms")[1]["title"]) == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("add", "A9", "x"), "not_found"),
        (("add", "A1", " "), "invalid"),
        (("add", "A1", "x", "--on", "31/2/2026"), "usage"),
        (("add", "A1", "x", "--term", "Autumn"), "not_found"),
        (("delete", "99"), "not_found"),
        (("list", "--term", "Autumn"), "not_found"),
    ],
)
def test_what_cannot_be_is_refused(known: Office, words: tuple[str, ...], code: str) -> None:
    answer = known.run("highlights", *words, "--json")
    assert (answer.code, answer.document["error"]["code"]) == (2, code)
    assert known.json("highlights") == []


def test_a_locked_term_refuses_one_without_a_reason(known: Office) -> None:
    known.json("terms", "lock", known.json("terms")[0]["title"])
    words = ("highlights", "add", "A1", "x", "--term", known.json("terms")[0]["title"])
    assert known.run(*words, "--json").document["error"]["code"] == "term_locked"
    assert known.json(*words, "--reason", "found in the files")["text"] == "x"
