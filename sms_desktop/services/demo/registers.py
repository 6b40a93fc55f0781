"""Made-up registers: who was there in which period, daily ratings, and lessons that make up for holidays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import NamedTuple, cast

from sqlalchemy import Table

from sms_desktop.core.schedule import Lesson
from sms_desktop.db.attendance import Attendance, MakeUpLesson
from sms_desktop.db.grades import DailyRating
from sms_desktop.db.stored import to_stored
from sms_desktop.services.demo.absences import Absences, Away, absences
from sms_desktop.services.demo.rosters import Books, Roster, SectionTerm
from sms_desktop.services.demo.writing import Pile

_RECORD = ("enrolment_id", "date", "period", "status", "note", "document")
_RATING = ("enrolment_id", "rule_id", "date", "score", "note")
#: Chances of one student in one lesson, and of one register of the last days.
_LATE, _ONE_LESSON, _NOTED_LATE = 0.03, 0.008, 0.15
_FORGOTTEN, _FORGETFUL_DAYS = 0.03, timedelta(days=12)
#: Daily ratings are out of 10, in halves; students do better in them than in exams.
_STEPS, _BETTER, _VARIES, _NOTED = 20, 1.3, 2.0, 0.02
_MADE_UP, _SATURDAY = 3, 5
_MADE_UP_PERIODS, _MADE_UP_START, _MADE_UP_MINUTES = 2, "09:00", 45


class MadeUp(NamedTuple):
    """A lesson on a Saturday for one that fell on a holiday."""

    roster: Roster
    day: date
    holiday: str

    @property
    def lesson(self) -> Lesson:
        return Lesson(_SATURDAY, 1, _MADE_UP_PERIODS, _MADE_UP_START, _MADE_UP_MINUTES)


def add_registers(books: Books) -> None:
    """The registers of the days until yesterday, but for a few that were forgotten, and the lessons made up."""
    made_up = _made_up(books)
    pile = Pile(books.writer, Attendance, _RECORD)
    for group in books.sections:
        away, rng = absences(books, group), books.rng("registers", group)
        days = _kept_days(books, group)
        for roster in group.rosters:
            held = {day: roster.periods(day) for day in days if day.weekday() in roster.weekdays}
            _take(books, roster, _remembered(books, held, rng), away, pile, rng)
            saturdays = [one for one in made_up if one.roster is roster]
            _take(books, roster, {one.day: roster.periods(one.day, [one.lesson]) for one in saturdays}, away, pile, rng)
    pile.write()
    _write_made_up(books, made_up)


def _kept_days(books: Books, group: SectionTerm) -> list[date]:
    """The days with registers: all until yesterday, or the latest that make up a student's share."""
    week = [sum(lesson.periods for lesson in _lessons(group) if lesson.weekday == day) for day in range(7)]
    found: list[date] = []
    left = books.shares.records
    for day in reversed([day for day in group.days if day < books.today]):
        if left <= 0:
            break
        found.append(day)
        left -= week[day.weekday()]
    return found[::-1]


def _lessons(group: SectionTerm) -> Iterator[Lesson]:
    return (lesson for roster in group.rosters for lesson in roster.held.lessons)


def _remembered(books: Books, held: dict[date, list[int]], rng: Random) -> dict[date, list[int]]:
    since = books.today - _FORGETFUL_DAYS
    return {day: periods for day, periods in held.items() if day < since or rng.random() >= _FORGOTTEN}


def _take(books: Books, roster: Roster, held: dict[date, list[int]], away: Absences, pile: Pile, rng: Random) -> None:
    """The registers of a class: `held` are the periods by day."""
    for day, periods in held.items():
        members = books.members(roster, day)
        first, others = _statuses(books, members, away.get(day, {}), len(periods) > 1, rng)
        for period in periods:
            now = first if period == periods[0] else others
            count = len(members)
            pile.add(
                [enrolment for enrolment, _place in members],
                [day.isoformat()] * count,
                [period] * count,
                [one.status for one in now],
                [one.note for one in now],
                [one.document for one in now],
            )


_PRESENT, _ABSENT = Away("P"), Away("A")


def _statuses(
    books: Books, members: Sequence[tuple[int, int]], away: dict[int, Away], more: bool, rng: Random
) -> tuple[list[Away], list[Away]]:
    """How a class was there in the first period of a day, which some miss where there are `more`, and after it."""
    first: list[Away] = []
    others: list[Away] = []
    for _enrolment, place in members:
        chance = rng.random()
        if place in away:
            one = two = away[place]
        elif chance < _LATE:
            one, two = _late(books, rng), _PRESENT
        else:
            one, two = _ABSENT if more and chance < _LATE + _ONE_LESSON else _PRESENT, _PRESENT
        first.append(one)
        others.append(two)
    return first, others


def _late(books: Books, rng: Random) -> Away:
    return Away("L", rng.choice(books.work.late_notes) if rng.random() < _NOTED_LATE else "")


# Lessons that make up for holidays


def _made_up(books: Books) -> list[MadeUp]:
    """A few in the running term: on the Saturday after the holiday."""
    running = [group for group in books.sections if group.term.first_day <= books.today <= group.term.last_day]
    found = (one for group in running for one in _of_section(books, group))
    return [one for _n, one in zip(range(_MADE_UP), found, strict=False)]


def _of_section(books: Books, group: SectionTerm) -> Iterator[MadeUp]:
    """At most one for each holiday of a single day."""
    for first, last, name in group.holidays:
        saturday = first + timedelta(days=_SATURDAY - first.weekday())
        fits = first == last < saturday < books.today and saturday <= group.term.last_day
        lost = [roster for roster in group.rosters if first.weekday() in roster.weekdays]
        if fits and lost and not any(a <= saturday <= b for a, b, _name in group.holidays):
            yield MadeUp(lost[0], saturday, name)


def _write_made_up(books: Books, found: Sequence[MadeUp]) -> None:
    if found:
        note = books.work.make_up
        books.writer.insert(
            MakeUpLesson,
            {
                "offering_id": [one.roster.offering.id for one in found],
                "date": [one.day for one in found],
                "periods": [one.lesson.periods for one in found],
                "start": [one.lesson.start for one in found],
                "minutes": [one.lesson.minutes for one in found],
                "note": [note.format(holiday=one.holiday) for one in found],
            },
        )


# Daily ratings


def add_ratings(books: Books) -> None:
    """Where a category counts daily ratings: about one a week for everybody who was there."""
    pile = Pile(books.writer, DailyRating, _RATING)
    for group in books.sections:
        away, rng = absences(books, group), books.rng("ratings", group)
        rated = [(day, roster, rule) for roster in group.rosters for day, rule in _rated(books, group, roster)]
        rated.sort(key=lambda one: one[0])
        for day, roster, rule in rated[-books.shares.ratings :]:
            _rate(books, roster, rule, day, away.get(day, {}), pile, rng)
    pile.write()


def _rated(books: Books, group: SectionTerm, roster: Roster) -> Iterable[tuple[date, int]]:
    """The first lesson of each week, with the category's id."""
    weekly: dict[tuple[int, int], date] = {}
    for day in group.days_of(roster):
        if day < books.today:
            weekly.setdefault(day.isocalendar()[:2], day)
    rules = zip(roster.offering.rules, roster.held.subject.rules, strict=True)
    return [(day, rule_id) for rule_id, rule in rules if rule.counts_daily for day in weekly.values()]


def _rate(books: Books, roster: Roster, rule: int, day: date, away: dict[int, Away], pile: Pile, rng: Random) -> None:
    members = [one for one in books.members(roster, day) if one[1] not in away]
    count, notes = len(members), books.work.rating_notes
    pile.add(
        [enrolment for enrolment, _place in members],
        [rule] * count,
        [day.isoformat()] * count,
        [_RATINGS[_step(rng.gauss(books.characters.ability[place] + _BETTER, _VARIES))] for _e, place in members],
        [rng.choice(notes) if rng.random() < _NOTED else "" for _one in range(count)],
    )


def _step(score: float) -> int:
    """A mark out of 20 as halves of 10 points."""
    return min(_STEPS, max(1, round(score)))


_RATINGS = [
    cast(int, to_stored(cast(Table, DailyRating.__table__).c.score)(Decimal(step) / 2)) for step in range(_STEPS + 1)
]
