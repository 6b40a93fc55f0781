"""Weekly lessons in the shapes that files have, and when two are at the same time."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_desktop.core.schedule import Lesson, clashes, from_json, parse_schedule, to_json
from sms_desktop.core.values import BadValue


@pytest.mark.parametrize(
    ("text", "lessons"),
    [
        ("", []),
        ("Δευ 08:00 2 περ.", [Lesson(0, 1, 2, "08:00")]),
        ("ΔΕΥΤΕΡΑ 8.30", [Lesson(0, 1, 1, "08:30")]),
        ("Mon 1-2", [Lesson(0, 1, 2)]),
        ("Τρί 3η-4η; Πέμ 1η", [Lesson(1, 3, 2), Lesson(3, 1, 1)]),
        ("Mon/Wed 08:00-09:40", [Lesson(0, 1, 2, "08:00", 50), Lesson(2, 1, 2, "08:00", 50)]),
        ("Δευτέρα & Τετάρτη 10:30 2x45'", [Lesson(0, 1, 2, "10:30", 45), Lesson(2, 1, 2, "10:30", 45)]),
        ("Fri 08:00-10:00 3 periods", [Lesson(4, 1, 3, "08:00", 40)]),
        ("Mon 08:00, Wed 09:00", [Lesson(0, 1, 1, "08:00"), Lesson(2, 1, 1, "09:00")]),
        ("Σάββατο 09:00 2 περίοδοι 50 λεπτά", [Lesson(5, 1, 2, "09:00", 50)]),
        ('{"Monday": {"periods": 2, "start_time": "08:00", "duration": 50}}', [Lesson(0, 1, 2, "08:00", 50)]),
        ('{"Δευτέρα": 2, "Τρίτη": [{"periods": 1}, {"first_period": 4}]}', [Lesson(0, 1, 2), Lesson(1), Lesson(1, 4)]),
        ('["Monday", 2, "3"]', [Lesson(0), Lesson(2), Lesson(3)]),
        ('[{"day": 0, "periods": "2"}, {"Ημέρα": "Τετ", "ώρα": "9:05"}]', [Lesson(0, 1, 2), Lesson(2, 1, 1, "09:05")]),
        ('{"day": "Fri", "start": "08:00"}', [Lesson(4, 1, 1, "08:00")]),
        ("{}", []),
    ],
)
def test_a_schedule_is_read_in_every_usual_form(text: str, lessons: list[Lesson]) -> None:
    assert parse_schedule(text) == lessons


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Mon foo",
            "08:00",
            "Πότε;",
            "Mon 25:00",
            "Mon 10:00-09:00",
            "Mon 4-2",
            "Mon 99",
            '{"Monday": {"periods": 0}}',
        ),
        *(
            '{"Blursday": 1}',
            "[7]",
            "[true]",
            "[[1]]",
            '{"Monday": {"start_time": "noon"}}',
            "[",
            "[" * 3000,
            "5" * 6000,
        ),
        *('{"Monday": {"start_time": 8}}', '{"Monday": {"periods": 1.5}}', "[null]", "D 1"),
    ],
)
def test_a_cell_of_which_something_would_be_lost_is_refused(text: str) -> None:
    with pytest.raises(BadValue) as caught:
        parse_schedule(text)
    assert caught.value.code == "bad_schedule"


@given(st.text(alphabet='ΔευΜοn 0123456789:-;,/&.[]{}"', max_size=40))
def test_any_text_gives_lessons_or_a_refusal(text: str) -> None:
    try:
        found = parse_schedule(text)
    except BadValue:
        return
    assert all(0 <= lesson.weekday <= 6 and lesson.periods > 0 for lesson in found)


starts = st.one_of(st.just(""), st.times().map(lambda moment: moment.strftime("%H:%M")))
lessons_of_all_kinds = st.builds(
    Lesson, st.integers(0, 6), st.integers(1, 20), st.integers(1, 14), starts, st.integers(1, 300)
)


@given(st.lists(lessons_of_all_kinds, max_size=5))
def test_lessons_are_read_back_from_their_json(lessons: list[Lesson]) -> None:
    assert from_json(json.loads(json.dumps(to_json(lessons)))) == lessons
    assert parse_schedule(json.dumps(to_json(lessons))) == lessons


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        (Lesson(0, 1, 2, "08:00", 45), Lesson(0, 1, 1, "09:00", 45), True),
        (Lesson(0, 1, 2, "08:00", 45), Lesson(0, 1, 1, "09:30", 45), False),
        (Lesson(0, 1, 2), Lesson(0, 2, 1), True),
        (Lesson(0, 1, 2), Lesson(0, 3, 1), False),
        (Lesson(0, 1, 2), Lesson(1, 1, 2), False),
        (Lesson(0, 1, 1, "08:00"), Lesson(0, 1, 1), True),
    ],
)
def test_two_lessons_clash_when_they_are_at_the_same_time(one: Lesson, other: Lesson, clash: bool) -> None:
    assert bool(clashes([one, other])) is bool(clashes([other, one])) is clash


def test_each_clashing_pair_is_named_by_its_places() -> None:
    assert clashes([Lesson(0), Lesson(1), Lesson(0), Lesson(0)]) == [(0, 2), (0, 3), (2, 3)]
