"""Weekly timetables without clashes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import count
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from sms_desktop.core.schedule import Lesson, clashes
from sms_desktop.services.demo import sources, timetable
from sms_desktop.services.demo.classes import Section, sections
from sms_desktop.services.demo.timetable import Class


def _taught(section: Section, study_year: int, semester: int) -> tuple[sources.Subject, ...]:
    return section.programme.of_semester(2 * (study_year - 1) + semester)


def _term(students: int, semester: int = 1) -> list[Class]:
    names = (f"Teacher {n}" for n in count())
    found = sections(sources.programmes(), students, 2026, 1)
    studying = [(section, year) for section in found if (year := section.study_year(2026))]
    return list(timetable.term(studying, semester, _taught, timetable.Staff(lambda: next(names)), Random(1)))


def _shared(classes: Iterable[Class], by: Callable[[Class], object]) -> dict[object, list[Lesson]]:
    found: dict[object, list[Lesson]] = defaultdict(list)
    for one in classes:
        found[by(one)].extend(one.lessons)
    return found


@given(st.lists(st.integers(1, 6), max_size=8).filter(lambda periods: sum(periods) <= 40), st.integers(0, 99))
def test_any_forty_periods_fit_into_a_week_without_a_clash(periods: list[int], seed: int) -> None:
    week = timetable.week(periods, Random(seed))
    assert [sum(lesson.periods for lesson in lessons) for lessons in week] == periods
    assert clashes([lesson for lessons in week for lesson in lessons]) == []


def test_lessons_lie_between_the_breaks_and_start_when_their_period_does() -> None:
    for one in _term(300):
        for lesson in one.lessons:
            assert lesson.start == timetable.STARTS[lesson.first_period - 1]
            assert lesson.periods == 1 or lesson.first_period % 2 == 1


def test_no_class_room_or_teacher_is_in_two_places_at_once() -> None:
    classes = _term(900)
    for by in (lambda one: one.section.first, lambda one: one.room, lambda one: one.teacher):
        for lessons in _shared(classes, by).values():
            assert clashes(lessons) == []


def test_nobody_teaches_more_than_22_periods_or_four_subjects() -> None:
    load: dict[str, int] = defaultdict(int)
    subjects: dict[str, set[str]] = defaultdict(set)
    for one in _term(600):
        load[one.teacher] += one.subject.periods
        subjects[one.teacher].add(one.subject.code)
    assert max(load.values()) <= 22
    assert max(map(len, subjects.values())) <= 4


def test_languages_are_taught_by_language_teachers() -> None:
    departments: dict[str, set[str]] = defaultdict(set)
    for one in _term(400):
        departments[one.teacher].add(one.subject.department)
    assert all(len(found) == 1 for found in departments.values())


def test_labs_are_the_programme_s_own_and_other_lessons_in_classrooms() -> None:
    for one in _term(200):
        expected = one.section.programme.lab if one.subject.lab else "Αίθουσα"
        assert one.room.startswith(expected)


def test_a_large_school_has_several_buildings() -> None:
    rooms = {one.room for one in _term(2000)}
    assert {"Αίθουσα 101", "Αίθουσα 2-101", "Αίθουσα 3-101"} <= rooms
