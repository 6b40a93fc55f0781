"""The figures under the sheet, and the ledger of what is stored, on its way and refused."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from sms_desktop.core import i18n
from sms_desktop.core.absences import Counts, limit
from sms_desktop.core.grading import final_grade
from sms_desktop.core.scales import DEFAULT
from sms_desktop.services.gradebook import AssessmentColumn, CategoryHead, Gradebook, Row, regraded
from sms_desktop.ui.tabs.grades.figures import Value, figures, sentence, spread_words
from sms_desktop.ui.tabs.grades.ledger import Ledger, Wish
from sms_desktop.ui.tabs.grades.looks import limit_look

VALUES = st.lists(st.builds(Value, st.decimals(0, 20, places=2), st.just(Decimal(20))), min_size=1, max_size=40)
TEXTS = st.sampled_from(["", "0", "7", "12,5", "20", "25", "EX", "abc", "-1"])


def values(*scores: str, maximum: int = 20) -> list[Value]:
    return [Value(Decimal(score), Decimal(maximum)) for score in scores]


def test_the_figures_are_told_in_points_where_all_marks_have_one_maximum() -> None:
    found = figures(values("10", "20", "9"), 1, DEFAULT)
    assert found is not None
    assert sentence(found) == "3 marks · 1 missing · average 13 · median 10 · from 9 to 20 · 67 % pass"
    assert spread_words(found) == "40–50 %: 1, 50–60 %: 1, 90–100 %: 1"
    mixed = figures([*values("10"), *values("75", maximum=100)], 0, DEFAULT)
    assert mixed is not None
    assert sentence(mixed) == "2 marks · average 62.5 % · median 62.5 % · from 50 % to 75 % · 100 % pass"
    assert figures([], 3, DEFAULT) is None


@given(VALUES)
def test_every_mark_is_in_one_part_of_the_spread_and_the_rest_lies_between_the_ends(marks: list[Value]) -> None:
    found = figures(marks, 0, DEFAULT)
    assert found is not None
    assert sum(found.spread) == found.count == len(marks)
    assert found.least <= found.median <= found.most
    assert found.least <= found.average <= found.most
    assert 0 <= found.passed <= found.count


def book() -> Gradebook:
    """A sheet of two students with two assessments in one category."""
    head = CategoryHead(1, "Tests", "other", Decimal(100), False, Decimal(1), False)
    columns = tuple(
        AssessmentColumn(number, 1, 1, f"Test {number}", number, Decimal(20), Decimal(1), None, False)
        for number in (1, 2)
    )
    nothing, there = final_grade((), {}, {}, Counts(), Decimal(0)), limit(Counts(), Decimal(3), None, 14, Decimal(10))
    rows = tuple(
        Row(number, number, f"M{number}", "Last", "First", "active", {}, {}, Counts(), nothing, there)
        for number in (1, 2)
    )
    by_id = {column.id: column for column in columns}
    made = Gradebook(1, 1, "A1", "Course", 1, "Winter", "2026-2027", "", "open", Decimal(0), (head,), columns, rows,
                     DEFAULT, by_id)  # fmt: skip
    return replace(made, rows=tuple(regraded(made, row, {}) for row in rows))


@given(st.lists(st.tuples(st.integers(1, 2), st.integers(1, 2), TEXTS), max_size=12))
def test_whatever_is_typed_the_final_grade_is_that_of_the_marks_and_the_rest_is_refused(
    typed: list[tuple[int, int, str]],
) -> None:
    ledger, sheet = Ledger(), book()
    ledger.load(sheet)
    for enrolment, assessment, text in typed:
        ledger.put([Wish((enrolment, assessment), text)])
    last = {(enrolment, assessment): text for enrolment, assessment, text in typed}
    assert set(ledger.refused) == {place for place, text in last.items() if text in ("25", "abc", "-1")}
    for row in ledger.rows.values():
        assert row.final == regraded(sheet, row, row.cells).final
    for place in ledger.refused:
        assert ledger.text(place) == last[place]


def test_what_is_typed_twice_before_it_is_stored_is_sent_with_the_version_that_was_stored() -> None:
    ledger = Ledger()
    ledger.load(book())
    first, second = ledger.put([Wish((1, 1), "7")]), ledger.put([Wish((1, 1), "8")])
    assert ledger.to_send(first)[0].seen == 0
    ledger.stored(first, 41)
    assert ledger.to_send(second)[0].seen == 41
    ledger.stored(second, 42)
    cell = ledger.cell((1, 1))
    assert cell is not None
    assert (cell.score, cell.version) == (8, 42)


def test_absences_are_told_in_words_and_by_a_sign_near_the_limit() -> None:
    i18n.set_language("en")
    for absent, tone, said in (
        (1, "muted", "Absence limit: 1 absent, 4 allowed."),
        (4, "warning", "Close to"),
        (5, "danger", "Over the"),
    ):
        look = limit_look(limit(Counts(absent=absent), Decimal(3), None, 14, Decimal(10)))
        assert look.tone == tone
        assert look.tip.startswith(said)
    assert "not known" in limit_look(limit(Counts(), None, None, 14, Decimal(10))).tip
