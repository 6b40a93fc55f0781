"""A day's absences in one number, as the Greek ministry's form has them, put into that day's lessons (formats.md 2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from sms_desktop.core.i18n import _
from sms_desktop.services.importing.places import Place, Places
from sms_desktop.services.importing.rows import Rows, Writing
from sms_desktop.services.importing.teaching import Teaching

#: An enrolment, and one of its periods on the day.
Slot = tuple[Place, int]


@dataclass
class DailyTotals:
    """Absences by row; n of a day are those of its first n lessons, the excused ones after the others."""

    session: Session
    writing: Writing
    places: Places
    teaching: Teaching
    _number: str = ""
    _explained: bool = False
    _of_student: dict[int, list[Place]] = field(default_factory=dict)

    def absences(self, rows: Rows) -> Iterator[tuple[int, Place, date, int, str]]:
        """Row, enrolment, day, period and status (A or E) of each absence; rows that can't be placed are rejected."""
        self._repeat_numbers(rows)
        totals, days = rows.values["absences"], rows.column("date", None)
        wanted = [n for n in rows.alive() if totals[n]]
        for n in wanted:
            if days[n] is None:
                rows.reject(n, "date", "missing", _("The row does not say which day."))
        slots = self._slots(rows, [n for n in wanted if n not in rows.rejected])
        for n, there in slots.items():
            excused = rows.cell("excused_absences", n) or 0
            if excused > totals[n]:
                sentence = _("There are more excused absences than absences.")
                rows.reject(n, "excused_absences", "too_many_excused", sentence)
            elif self._enough(rows, n, len(there), totals[n]):
                self._explain()
                for number, (place, period) in enumerate(there[: totals[n]], 1):
                    yield n, place, days[n], period, "A" if number <= totals[n] - excused else "E"

    def _repeat_numbers(self, rows: Rows) -> None:
        """An empty number repeats the one of the row above, unless the row names its student otherwise."""
        numbers = rows.values.get("student_number")
        for n in range(len(rows.numbers)) if numbers is not None else ():
            assert numbers is not None
            if rows.blames(n, "student_number"):
                self._number = ""
            elif numbers[n]:
                self._number = numbers[n]
            elif not any(rows.cell(name, n) for name in ("email", "last_name", "first_name")):
                numbers[n] = self._number

    def _slots(self, rows: Rows, wanted: list[int]) -> dict[int, list[Slot]]:
        """The lessons that each row's absences can be of: its course's, else all that its student has that day."""
        days = rows.column("date", None)
        named = [n for n in wanted if rows.cell("course_code", n)]
        found = {n: [place] for n, place in self.places.find(rows, named, days).items()}
        students = self.places.students(rows, [n for n in wanted if n not in set(named)])
        for n, student_id in students.items():
            if student_id not in self._of_student:
                self._of_student[student_id] = self.places.enrolled_in(student_id)
            found[n] = self._of_student[student_id]
        self.teaching.load(place.offering_id for places in found.values() for place in places)
        return {n: self._of_day(rows, n, days[n], places, n not in students) for n, places in found.items()}

    def _of_day(self, rows: Rows, n: int, day: date, places: list[Place], in_course: bool) -> list[Slot]:
        """The periods of the day in their order; as many as there are absences where a course has no schedule."""
        there: list[tuple[str, int, Place]] = []
        for place in places:
            found = self.teaching.on(place.offering_id, day)
            if in_course and found is not None and found.why == "outside_term":
                rows.reject(n, "date", "outside_term", _("This day is not in the term of the course."))
            there.extend((one.start or "~", one.number, place) for one in (found.periods if found is not None else ()))
        there.sort(key=lambda slot: (slot[0], slot[1], slot[2].offering_id))
        if not there and in_course:
            return [(places[0], number) for number in range(1, rows.cell("absences", n) + 1)]
        return [(place, number) for __, number, place in there if in_course or self.places.is_open(rows, n, place)]

    def _enough(self, rows: Rows, n: int, lessons: int, absences: int) -> bool:
        if lessons >= absences or n in rows.rejected:
            return n not in rows.rejected
        if lessons:
            sentence = _("The student has {lessons} periods on this day, not {absences}.")
            rows.reject(n, "absences", "over_schedule", sentence.format(lessons=lessons, absences=absences))
        else:
            sentence = _("The student has no lessons on this day. Say which course the absences are of.")
            rows.reject(n, "absences", "no_lessons", sentence)
        return False

    def _explain(self) -> None:
        if not self._explained:
            self._explained = True
            self.writing.report.notes.append(
                _("Absences of a day were put into its first lessons, the excused ones after the others.")
            )
