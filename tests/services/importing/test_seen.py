"""Where something stood first."""

from __future__ import annotations

import tracemalloc
from collections.abc import Hashable

from hypothesis import given
from hypothesis import strategies as st

from sms_desktop.services.importing.seen import FirstMarks, FirstRows

_MARKS = st.tuples(
    st.sampled_from((1, 2, -4)),
    st.sampled_from((0, 1, 1023, 1024)),
    st.sampled_from((0, 1, (1 << 25) - 1, 1 << 25, -2)),
)
_IDENTITIES = st.one_of(st.text(max_size=3), st.tuples(st.integers(0, 5), st.integers(0, 5)), st.just(0))


@given(st.lists(_IDENTITIES))
def test_it_answers_as_a_dict_of_everything_would(identities: list[Hashable]) -> None:
    seen, known = FirstRows(), dict[int, int]()
    for row, identity in enumerate(identities, 1):
        assert seen.first(identity, row) == known.setdefault(hash(identity), row)


def test_nothing_is_forgotten_while_it_grows() -> None:
    seen = FirstRows()
    assert all(seen.first(f"n{row}", row) == row for row in range(1, 20_001))
    assert all(seen.first(f"n{row}", 0) == row for row in range(1, 20_001))


def test_fifty_thousand_identities_take_little_room() -> None:
    tracemalloc.start()
    seen = FirstRows()
    for row in range(1, 50_001):
        seen.first(f"n{row}", row)
    kept, _most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 50_000 * 40


@given(st.lists(st.lists(st.integers(0, 60), max_size=30), max_size=6), st.integers(0, 200))
def test_many_at_once_are_met_as_one_by_one(batches: list[list[int]], expected: int) -> None:
    one_by_one, at_once, row = FirstRows(), FirstRows(expected), 0
    for batch in batches:
        rows = list(range(row, row + len(batch)))
        row += len(batch)
        each = [one_by_one.first(identity, number) for identity, number in zip(batch, rows, strict=True)]
        assert at_once.firsts(batch, rows) == each


@given(st.lists(st.lists(_MARKS, max_size=20), max_size=5), st.sampled_from((1, (1 << 29) - 100)))
def test_marks_are_met_as_by_a_dict_of_them_all(batches: list[list[tuple[int, int, int]]], row: int) -> None:
    seen, known = FirstMarks(), dict[tuple[int, int, int], int]()
    for batch in batches:
        numbered = [(*mark, row + n) for n, mark in enumerate(batch)]
        row += len(batch)
        assert seen.firsts(numbered) == [known.setdefault(mark[:3], mark[3]) for mark in numbered]


def test_fifty_thousand_marks_take_less_room_still() -> None:
    tracemalloc.start()
    seen = FirstMarks()
    for start in range(0, 50_000, 5000):
        seen.firsts((n % 200, n // 200 % 10, n // 2000, n + 1) for n in range(start, start + 5000))
    kept, _most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 50_000 * 12
