"""Cells worked out column by column: what is equal and not the same stays apart."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_desktop.formats.lists.by_columns import ByColumns, Turned, Unfit, cells, height

VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 3), st.floats(-2, 2).map(lambda x: round(x, 0)), st.text(max_size=2),
    st.decimals(-2, 2, places=0), st.dates(date(2026, 1, 1), date(2026, 1, 3)), st.lists(st.integers(), max_size=1),
)  # fmt: skip


def said(value: object) -> str:
    """What no two kinds have in common."""
    return f"{type(value).__name__} {value}".replace("-0", "0")


@given(st.lists(st.lists(VALUES, max_size=12), max_size=4))
def test_each_value_is_turned_as_it_would_be_alone(columns: list[list[object]]) -> None:
    turn = Turned(said)
    for column in columns:
        assert turn(column) == [said(value) for value in column]


def test_what_comes_again_is_asked_for_once_also_in_later_rows() -> None:
    asked: list[object] = []

    def cell(value: object) -> str:
        asked.append(value)
        return said(value)

    turn = Turned(cell)
    expected = ["Decimal 1", "str EX", "Decimal 1", "NoneType None", "str EX", "bool True"]
    for _piece in range(2):
        assert turn([Decimal(1), "EX", Decimal(1), None, "EX", True]) == expected
    assert len(asked) == 4


def test_a_column_that_never_repeats_is_not_kept_in_memory() -> None:
    held: set[int] = set()

    class Watched:
        def __init__(self, n: int) -> None:
            self.n = n
            held.add(n)

        def __del__(self) -> None:
            held.discard(self.n)

    turn, most = Turned(Watched), 0
    for piece in range(20):
        turn(list(range(500 * piece, 500 * piece + 500)))
        most = max(most, len(held))
    assert most <= 2000


def test_rows_come_in_pieces_turned_about_and_all_of_them() -> None:
    rows = ([n, -n] for n in range(7))
    assert list(cells(rows, int, 3)) == [[[0, 1, 2], [0, -1, -2]], [[3, 4, 5], [-3, -4, -5]], [[6], [-6]]]
    assert list(cells([], int)) == []
    assert [height(piece) for piece in cells([[], []], int)] == [0]


def test_rows_made_by_columns_are_read_as_they_are_gone_through() -> None:
    made = [[(1, 2), ("a", "b")], [(3,), ("c",)]]
    assert list(ByColumns(iter(made), [Decimal, None])) == [(Decimal(1), "a"), (Decimal(2), "b"), (Decimal(3), "c")]
    assert list(cells(ByColumns(iter(made), [Decimal, None]), said)) == [
        [["Decimal 1", "Decimal 2"], ["str a", "str b"]], [["Decimal 3"], ["str c"]],
    ]  # fmt: skip


def test_a_value_that_no_cell_holds_is_found_in_whichever_rows_it_stands() -> None:
    def short(value: str) -> str:
        if len(value) > 3:
            raise Unfit
        return value

    rows = [["a", "b"], ["c", "d"], ["e", "long"]]
    with pytest.raises(Unfit) as caught:
        list(cells(rows, short, 2))
    assert (caught.value.row, caught.value.column) == (3, 1)
