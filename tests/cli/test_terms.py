"""Terms by command: listed, locked, and opened again for a reason."""

from __future__ import annotations

import pytest

from tests.cli.office import Office
from tests.cli.test_grading import taught
from tests.content import change_sets


def test_terms_are_listed_with_their_days_and_state(office: Office) -> None:
    rows = office.json("terms")
    assert [row["state"] for row in rows] == ["open", "open"]
    assert rows[0]["title"] == f"2026-2027 · {rows[0]['name']}"
    assert rows == office.json("terms", "list")
    text = office.run("terms").out
    assert text.splitlines()[0].split() == ["Term", "First", "day", "Last", "day", "Teaching", "weeks", "State"]
    assert "open" in text


def test_a_term_is_locked_and_opened_again_for_a_reason_that_is_kept(office: Office) -> None:
    name = office.json("terms")[0]["title"]
    assert office.json("terms", "lock", name)["state"] == "locked"
    assert "locked" in office.run("terms").out
    again = office.run("terms", "lock", name, "--json")
    assert (again.code, again.document["error"]["code"]) == (2, "term_state")
    refused = office.run("terms", "unlock", name, "--json")
    assert refused.code == 2
    assert "reason" in refused.document["error"]["fields"]
    assert office.json("terms", "unlock", name, "--reason", "appeals")["state"] == "open"
    with taught(office) as one:
        assert "appeals" in [change.reason for change in change_sets(one.database)]


@pytest.mark.parametrize("words", [("lock", "Autumn"), ("unlock", "Autumn", "--reason", "x")])
def test_a_term_that_there_is_not_is_refused_naming_those_there_are(office: Office, words: tuple[str, ...]) -> None:
    answer = office.run("terms", *words, "--json")
    assert (answer.code, answer.document["error"]["code"]) == (2, "not_found")
    assert "2026-2027" in answer.document["error"]["way_out"]
