"""Cells worked out column by column: what is equal and not the same stays apart."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from sms_desktop.formats.lists.by_columns import ByColumns, height, pieces, turned

VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 3), st.floats(-2, 2).map(lambda x: round(x, 0)), st.text(max_size=2),
    st.decimals(-2, 2, places=0), st.dates(date(2026, 1, 1), date(2026, 1, 3)), st.lists(st.integers(), max_size=1),
)  # fmt: skip


def said(value: object) -> str:
    """What no two kinds have in common."""
    return f"{type(value).__name__} {value}".replace("-0", "0")


@given(st.lists(VALUES, max_size=12))
def test_each_value_is_turned_as_it_would_be_alone(column: list[object]) -> None:
    assert turned(column, said) == [said(value) for value in column]


def test_what_comes_again_is_asked_for_once() -> None:
    asked: list[object] = []

    def cell(value: object) -> str:
        asked.append(value)
        return said(value)

    assert turned([Decimal(1), "EX", Decimal(1), None, "EX", True], cell) == [
        "Decimal 1", "str EX", "Decimal 1", "NoneType None", "str EX", "bool True",
    ]  # fmt: skip
    assert len(asked) == 4


def test_rows_come_in_pieces_turned_about_and_all_of_them() -> None:
    rows = ([n, -n] for n in range(7))
    assert list(pieces(rows, 3)) == [[(0, 1, 2), (0, -1, -2)], [(3, 4, 5), (-3, -4, -5)], [(6,), (-6,)]]
    assert list(pieces([])) == []
    assert [height(piece) for piece in pieces([[], []])] == [0]


def test_rows_made_by_columns_are_rows_and_are_not_turned_about() -> None:
    made = [[(1, 2), ("a", "b")], [(3,), ("c",)]]
    assert list(ByColumns(iter(made))) == [(1, "a"), (2, "b"), (3, "c")]
    assert list(pieces(ByColumns(iter(made)), 1)) == made
