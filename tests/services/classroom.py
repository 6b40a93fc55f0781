"""A class with a weekly schedule in a term that is over, and what a teacher does with its register, in few words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sms_desktop.core.actor import Actor
from sms_desktop.core.evaluation import Rule
from sms_desktop.core.schedule import Lesson
from sms_desktop.db.database import Database
from sms_desktop.services import daily_ratings, register_entry, registers
from sms_desktop.services.daily_ratings import RatingEntry
from sms_desktop.services.register_entry import Status, Taken
from sms_desktop.services.registers import Register, RegisterRow
from tests.makers import Make

#: Mondays 08:00 periods 1 to 3, Wednesdays 10:00 period 1: 4 a week for 14 weeks, 5 absences allowed.
LESSONS = (Lesson(0, 1, 3, "08:00"), Lesson(2, 1, 1, "10:00"))
RULES = (
    Rule("Participation", Decimal(40), "participation", counts_daily=True),
    Rule("Final exam", Decimal(60), "final"),
)
#: The winter term of 2025-2026 is from 15/9 to 19/12.
MONDAY, WEDNESDAY, TUESDAY = date(2025, 9, 22), date(2025, 9, 24), date(2025, 9, 23)
HOLIDAY, BEFORE = date(2025, 10, 28), date(2025, 9, 8)


@dataclass(frozen=True)
class Classroom:
    """An offering, its enrolments by name and the category that counts daily ratings."""

    database: Database
    admin: Actor
    offering: int
    term: int
    pupils: list[int]
    rule: int

    def take(self, day: date, *statuses: Status, ratings: Iterable[RatingEntry] = (), clear: bool = False) -> Taken:
        with self.database.begin(self.admin) as session:
            return register_entry.take(
                session, self.offering, day, statuses, list(ratings), clear_ratings_of_absent=clear
            )

    def all(self, day: date, status: str | None, *periods: int) -> Taken:
        """The same for the whole class."""
        return self.take(day, *(Status(one, period, status) for one in self.pupils for period in periods))

    def rate(self, pupil: int, day: date, score: str | None) -> int:
        entry = RatingEntry(self.pupils[pupil], self.rule, None if score is None else Decimal(score))
        with self.database.begin(self.admin) as session:
            return daily_ratings.record(session, self.offering, day, [entry])

    def register(self, day: date) -> Register:
        with self.database.read(self.admin) as session:
            return registers.register(session, self.offering, day)

    def row(self, pupil: int, day: date) -> RegisterRow:
        return next(row for row in self.register(day).rows if row.enrolment_id == self.pupils[pupil])

    def letters(self, day: date) -> list[str]:
        """The class as the register shows it: the letters of each student's periods, a dot where there is none."""
        shown = self.register(day)
        numbers = [one.number for one in shown.day.periods]
        return ["".join(row.marks[n].status if n in row.marks else "." for n in numbers) for row in shown.rows]


def classroom(database: Database, admin: Actor, make: Make, size: int = 3) -> Classroom:
    """A class of some new students."""
    term = make.term(2025)
    course = make.course(course_code="MAT", course_name="Algebra")
    offering = make.offering(
        course_id=course, term_id=term, lessons=LESSONS, periods_per_week=Decimal(4), rules=RULES, section="A1"
    )
    pupils = make.klass(offering, size)
    with database.read(admin) as session:
        (head,) = daily_ratings.categories(session, offering)
    return Classroom(database, admin, offering, term, pupils, head.id)
