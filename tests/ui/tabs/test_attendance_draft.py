"""A register that is being filled in: steps, what is sent, and what is left when it is read again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from sms_desktop.core.absences import Counts, limit
from sms_desktop.core.teaching_days import Day, Period
from sms_desktop.services.daily_ratings import Rating, RatingEntry
from sms_desktop.services.gradebook import CategoryHead
from sms_desktop.services.register_entry import Status
from sms_desktop.services.registers import Recorded, Register, RegisterRow
from sms_desktop.ui.tabs.attendance import words
from sms_desktop.ui.tabs.attendance.draft import Draft

PLACES = [(enrolment, period) for enrolment in (1, 2) for period in (1, 2)]
Marks = Mapping[tuple[int, int], Recorded]


def register(marks: Marks | None = None, ratings: Mapping[int, Rating] | None = None) -> Register:
    """Two students, two periods, one category with daily ratings."""
    none = limit(Counts(), Decimal(2), None, 14, Decimal(10))
    category = CategoryHead(9, "Participation", "participation", Decimal(20), True, Decimal(1), False)
    rows = []
    for enrolment in (1, 2):
        own = {period: mark for (number, period), mark in (marks or {}).items() if number == enrolment}
        rated = {9: ratings[enrolment]} if ratings and enrolment in ratings else {}
        rows.append(
            RegisterRow(enrolment, enrolment, "M1", "Roe", "Ada", "active", own, rated, Counts(), none, extended=False)
        )
    day = date(2024, 10, 14)
    periods = (Period(1, "08:00", 45), Period(2, "08:45", 45))
    return Register(1, "Engines", "ENG1", "Engines", "A1", 1, "Winter", "open", day, day, None, None, day,
                    Day(periods, ""), (), (category,), tuple(rows), bool(marks))  # fmt: skip


def test_only_what_differs_is_sent_with_the_version_it_was_typed_over() -> None:
    draft = Draft(register({(1, 1): Recorded(5, 30, "P", "came"), (1, 2): Recorded(6, 31, "P")}))
    draft.put([(1, 1), (2, 1)], "A")
    draft.put([(1, 2)], "L")
    draft.put([(1, 2)], "P")
    draft.rate((2, 9), Decimal(8))
    statuses, ratings = draft.send()
    assert statuses == [Status(1, 1, "A", "came", "", 30), Status(2, 1, "A", "", "", 0)]
    assert ratings == [RatingEntry(2, 9, Decimal(8), seen=0)]
    assert [entry.seen for entry in draft.send(look=False)[0]] == [None, None]


def test_a_document_belongs_to_an_excuse_and_goes_with_it() -> None:
    draft = Draft(register({(1, 1): Recorded(5, 30, "E", "ill", "7/24")}))
    draft.put([(1, 1)], "P")
    assert (draft.cell((1, 1)).note, draft.cell((1, 1)).document) == ("ill", "")
    draft.put([(1, 1)], None)
    assert draft.cell((1, 1)).note == ""
    draft.excuse([(1, 1)], "ill", "7/24")
    assert not draft.dirty


def test_what_is_stored_by_now_is_no_change_any_more_and_later_typing_follows_its_own_save() -> None:
    draft = Draft(register())
    draft.put([(1, 1), (1, 2)], "A")
    draft.rate((1, 9), Decimal(7))
    draft.send()
    draft.put([(1, 2)], "L")
    draft.rate((1, 9), Decimal(6))
    stored = register(
        {(1, 1): Recorded(5, 40, "A"), (1, 2): Recorded(6, 40, "A")}, {1: Rating(3, 41, Decimal(7), Decimal(10))}
    )
    after = draft.over(stored)
    assert after.count() == 2
    statuses, ratings = after.send()
    assert [(entry.period, entry.status, entry.seen) for entry in statuses] == [(2, "L", 40)]
    assert [(entry.score, entry.seen) for entry in ratings] == [(Decimal(6), 41)]


def test_what_somebody_else_wrote_meanwhile_keeps_the_version_that_was_seen() -> None:
    draft = Draft(register())
    draft.put([(1, 1)], "A")
    after = draft.over(register({(1, 1): Recorded(5, 50, "L")}))
    assert [entry.seen for entry in after.send()[0]] == [0]


def test_a_student_who_left_the_class_takes_what_was_typed_along() -> None:
    draft = Draft(register())
    draft.put(PLACES, "P")
    fewer = register()
    assert draft.over(replace(fewer, rows=fewer.rows[:1])).count() == 2


@given(st.lists(st.tuples(st.lists(st.sampled_from(PLACES), min_size=1), st.sampled_from([*"PALE", None]))))
def test_taking_every_step_back_leaves_nothing_to_save(steps: list[tuple[list[tuple[int, int]], str | None]]) -> None:
    draft = Draft(register({(1, 1): Recorded(5, 30, "P"), (2, 2): Recorded(6, 31, "E", "ill", "7/24")}))
    for places, status in steps:
        draft.put(places, status)
    while draft.can_undo:
        draft.undo()
    assert not draft.dirty


@given(st.sampled_from([("P", "pPπΠ"), ("A", "aAαΑ"), ("L", "lLλΛ"), ("E", "eEεΕ")]), st.integers(0, 3))
def test_a_letter_means_its_status_on_either_keyboard(known: tuple[str, str], place: int) -> None:
    assert words.status_of(known[1][place]) == known[0]


def test_other_keys_mean_no_status() -> None:
    assert [words.status_of(key) for key in ("", "x", "1", "ψ", "pp")] == [None] * 5
