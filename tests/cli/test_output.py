"""How answers look: tables for people, documents for programs."""

from __future__ import annotations

import io
import json
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_desktop.cli.output import Output, speak_utf8, table


def test_columns_stand_under_their_titles_and_numbers_to_the_right() -> None:
    assert table(("Name", "Rows"), [("Άννα", 7), ("Γιώργος", "1,234")]) == [
        "Name      Rows",
        "Άννα         7",
        "Γιώργος  1,234",
    ]


def test_a_table_without_rows_is_its_titles() -> None:
    assert table(("Name", "Rows"), []) == ["Name  Rows"]


def test_accents_that_are_letters_of_their_own_take_no_room() -> None:
    decomposed, composed = "Α\u0301ννα", "Άννα"
    assert table(("", ""), [(decomposed, "|"), (composed, "|")])[1:] == [f"{decomposed}  |", f"{composed}  |"]


@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), max_size=5))
def test_a_row_is_always_one_line(rows: list[tuple[str, str]]) -> None:
    lines = table(("A", "B"), rows)
    assert len(lines) == len(rows) + 1
    assert not any("\n" in line for line in lines)


def test_a_document_holds_days_moments_and_exact_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    values = {
        "day": date(2026, 4, 3),
        "at": datetime(2026, 4, 3, 12, 5),
        "many": Decimal("6.0"),
        "part": Decimal("7.5"),
    }
    Output(True).answer(values, ["not shown"])
    assert json.loads(capsys.readouterr().out) == {
        "day": "2026-04-03", "at": "2026-04-03T12:05:00Z", "many": 6, "part": 7.5,
    }  # fmt: skip


def test_greek_stands_in_a_document_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    Output(True).answer({"name": "Άννα"}, ())
    assert "Άννα" in capsys.readouterr().out


def test_notes_go_beside_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    Output(False).note("beside")
    assert capsys.readouterr() == ("", "beside\n")


def test_a_console_that_cannot_show_greek_gets_question_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    console = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr("sys.stdout", console)
    speak_utf8(as_json=False)
    print("Άννα", file=console, flush=True)
    assert console.buffer.getvalue() == b"????\n"  # type: ignore[attr-defined]


def test_a_document_is_utf8_whatever_the_console(monkeypatch: pytest.MonkeyPatch) -> None:
    console = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr("sys.stdout", console)
    speak_utf8(as_json=True)
    print("Άννα", file=console, flush=True)
    assert console.buffer.getvalue().decode() == "Άννα\n"  # type: ignore[attr-defined]
