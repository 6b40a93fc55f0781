"""The bench's own arithmetic: medians, quantiles, verdicts, and what it writes down."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from tests.bench import files
from tests.bench.figures import Figure, alternating, line, not_measured, p95, quantile, ratio, save


def test_a_ratio_is_of_medians_so_that_one_slow_round_does_not_count() -> None:
    figure = ratio("import", "sqlite3", [2.0, 2.0, 9.0], [1.0, 1.0, 0.1], goal=5)
    assert (figure.value, figure.verdict) == (2.0, "reached")


def test_a_figure_over_its_goal_is_missed() -> None:
    assert ratio("import", "sqlite3", [6.0], [1.0], goal=5).verdict == "missed"


def test_what_could_not_be_measured_says_why_and_is_no_success() -> None:
    figure = not_measured("start", "a bare window", "times", 2, "there is no window")
    assert figure.verdict == "not measured"
    assert line(figure).endswith("there is no window")


@pytest.mark.parametrize(("percent", "expected"), [(50, 10), (95, 19), (99, 20), (100, 20)])
def test_a_quantile_is_a_value_that_was_measured(percent: int, expected: int) -> None:
    assert quantile(range(1, 21), percent) == expected


def test_times_of_looks_are_shown_in_milliseconds() -> None:
    figure = p95("search", [0.001] * 19 + [0.5], goal=20)
    assert figure.value == pytest.approx(1.0)
    assert "1.0 ms" in line(figure)


def test_measures_take_turns_and_every_other_round_goes_backwards() -> None:
    order: list[str] = []

    def noted(name: str) -> float:
        order.append(name)
        return len(order)

    found = alternating(3, a=lambda: noted("a"), b=lambda: noted("b"))
    assert "".join(order) == "abbaab"
    assert found == {"a": [1, 4, 5], "b": [2, 3, 6]}


def test_a_run_is_kept_as_json_with_verdicts(tmp_path: Path) -> None:
    target = save([Figure("a", "b", 3.0, "times", 2, (3.0,), (1.0,))], tmp_path / "results", {"quick": True})
    kept = json.loads(target.read_text(encoding="utf-8"))
    assert kept["quick"] is True
    assert kept["figures"][0]["verdict"] == "missed"


def test_the_rows_of_a_file_are_the_same_in_every_run_and_their_keys_unique() -> None:
    rows = list(files.rows(500))
    assert rows == list(files.rows(500))
    assert len({row[0] for row in rows}) == len({row[4] for row in rows}) == 500
    assert all(len(row) == len(files.HEADERS) for row in rows)


def test_a_file_of_marks_has_ten_for_each_enrolment_in_its_own_categories() -> None:
    enrolments = [("S1", "AUT0101", ["Final exam", "Midterm"]), ("S2", "AUT0101", ["Final exam"])]
    rows = list(files.marks(enrolments, date(2026, 10, 5)))
    assert rows == list(files.marks(enrolments, date(2026, 10, 5)))
    assert len({tuple(row[:4]) for row in rows}) == len(rows) == 2 * files.MARKS_OF_ENROLMENT
    assert all(len(row) == len(files.MARK_HEADERS) for row in rows)
    assert {row[2] for row in rows if row[0] == "S2"} == {"Final exam"}
