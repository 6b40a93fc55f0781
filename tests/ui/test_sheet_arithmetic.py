"""The arithmetic of a sheet: steps and edges, rounds in a selection, and blocks as Excel has them on the clipboard."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from sms_desktop.ui.widgets.sheet.area import Area, Ground
from sms_desktop.ui.widgets.sheet.clipboard import fit, from_text, to_text

Key = Qt.Key
CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n\t", exclude_categories=("C", "Z")), max_size=6)


def ground(filled: str = "") -> Ground:
    """Five rows of four columns; `filled` has a letter for each cell of the first column that is filled."""
    return Ground(5, 4, 2, lambda place: place[1] == 0 and filled[place[0] : place[0] + 1].strip() != "")


@pytest.mark.parametrize(
    ("key", "ctrl", "to"),
    [
        (Key.Key_Down, False, (3, 1)),
        (Key.Key_Left, False, (2, 0)),
        (Key.Key_Home, False, (2, 0)),
        (Key.Key_End, False, (2, 3)),
        (Key.Key_Home, True, (0, 0)),
        (Key.Key_End, True, (4, 3)),
        (Key.Key_PageUp, False, (0, 1)),
        (Key.Key_PageDown, False, (4, 1)),
        (Key.Key_A, False, None),
    ],
)
def test_each_key_leads_where_it_does_in_excel(key: Key, ctrl: bool, to: tuple[int, int] | None) -> None:
    assert ground().moved(key, (2, 1), ctrl=ctrl) == to


@pytest.mark.parametrize(
    ("filled", "start", "end"), [("xxx  ", 0, 2), ("x  xx", 0, 3), ("  x  ", 0, 2), ("     ", 0, 4), ("xxxxx", 2, 4)]
)
def test_ctrl_with_an_arrow_goes_to_the_edge_of_what_is_filled(filled: str, start: int, end: int) -> None:
    assert ground(filled).moved(Key.Key_Down, (start, 0), ctrl=True) == (end, 0)


def test_no_step_leads_out_of_the_sheet() -> None:
    assert ground().moved(Key.Key_Up, (0, 0), ctrl=False) == (0, 0)
    assert ground().moved(Key.Key_Right, (4, 3), ctrl=True) == (4, 3)


@given(st.integers(1, 5), st.integers(1, 5), st.booleans(), st.booleans())
def test_enter_and_tab_in_a_selection_come_to_every_cell_once(height: int, width: int, down: bool, back: bool) -> None:
    area = Area(2, 3, 1 + height, 2 + width)
    place, seen = (2, 3), []
    for _step in range(height * width):
        place = area.after(place, down=down, back=back)
        seen.append(place)
    assert sorted(seen) == sorted(area.places())
    assert place == (2, 3)


def test_a_block_is_read_as_excel_puts_it_on_the_clipboard() -> None:
    assert from_text("14,5\t12\r\n\t8\r\n") == [["14,5", "12"], ["", "8"]]
    assert from_text("a\nb\tc") == [["a", ""], ["b", "c"]]
    assert from_text('"two\r\nlines"\t"say ""so"""\r\n') == [["two lines", 'say "so"']]
    assert from_text('5" pipe\tx') == [['5" pipe', "x"]]
    assert from_text("") == []
    assert from_text("\r\n") == []


@given(st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1)))
def test_what_is_copied_is_pasted_as_it_was(block: list[list[str]]) -> None:
    plain = [[cell if cell[:1] not in "=@+-" else "1" for cell in row] for row in block]
    if any(any(row) for row in plain):
        assert from_text(to_text(plain)) == plain


def test_nothing_on_the_clipboard_is_a_formula() -> None:
    assert to_text([["=HYPERLINK(1)", "@x", "-2", "+a"]]) == "'=HYPERLINK(1)\t'@x\t-2\t'+a\r\n"
    assert to_text([["＝1+1", "\u200b=1+1", "＋x", "+357 99"]]) == "'＝1+1\t'\u200b=1+1\t'＋x\t+357 99\r\n"


def open_everywhere(_row: int, _column: int) -> bool:
    return True


def test_a_block_goes_past_columns_that_are_not_typed_into() -> None:
    found = fit([["1", "2"]], Area(1, 0, 1, 0), 5, [0, 2, 3], open_everywhere)
    assert found.whole
    assert found.cells == ((1, 0, "1"), (1, 2, "2"))


def test_what_does_not_fit_is_counted_and_the_rest_has_its_place() -> None:
    found = fit([["1", "2"], ["3", "4"], ["5", "6"]], Area(3, 3, 3, 3), 5, [0, 2, 3], open_everywhere)
    assert not found.whole
    assert (found.rows, found.columns, found.closed) == (1, 1, 0)
    assert found.cells == ((3, 3, "1"), (4, 3, "3"))
    shut = fit([["1", "2"]], Area(0, 0, 0, 0), 5, [0, 1], lambda _row, column: column == 0)
    assert (shut.closed, shut.cells) == (1, ((0, 0, "1"),))


def test_a_selection_that_is_a_multiple_of_the_block_is_filled_with_it() -> None:
    found = fit([["7"]], Area(0, 0, 2, 1), 5, [0, 1], open_everywhere)
    assert [cell[2] for cell in found.cells] == ["7"] * 6
    odd = fit([["1"], ["2"]], Area(0, 0, 2, 0), 5, [0, 1], open_everywhere)
    assert odd.cells == ((0, 0, "1"), (1, 0, "2"))
