"""Whose row it is: students found by number, e-mail or name and birth, for kinds that refer to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core.i18n import _
from sms_desktop.core.names import nearest, sort_key
from sms_desktop.db import bulk
from sms_desktop.db.people import Student
from sms_desktop.services import students
from sms_desktop.services.importing.rows import NOT_YET, Rows, Writing

TABLE = students.STUDENTS
#: For this many missing numbers of an import the nearest are looked for; it is work for each.
_NEAREST_FOR = 50
#: Students are looked up once while no more than these were met; files mostly have a student's rows together.
_MOST_KNOWN = 30_000


@dataclass
class People:
    """Finds the students that rows refer to."""

    session: Session
    writing: Writing
    _made: dict[str, int] = field(default_factory=dict)
    _known: dict[str, dict[str, int]] = field(default_factory=dict)
    _asked: int = 0

    def find(self, rows: Rows, among: Sequence[int] | None = None) -> dict[int, int]:
        """The student of each row that is not rejected; a row without one is rejected, the nearest named.

        `among` are the places of the rows to look at, all by default. Students that the run will make
        (`create_missing`) have negative ids in a preview.
        """
        found: dict[int, int] = {}
        asked = list(rows.alive() if among is None else among)
        self._by(asked, "student_number", rows.column("student_number"), found)
        self._by(asked, "email", rows.column("email"), found)
        self._by_name(rows, asked, found)
        for n in asked:
            if n not in found:
                made = self._make(rows, n) if self.writing.options.create_missing else None
                if made is None:
                    self._refuse(rows, n)
                else:
                    found[n] = made
        return found

    def _by(self, asked: list[int], column: str, values: list[str], found: dict[int, int]) -> None:
        wanted = [n for n in asked if n not in found and values[n]]
        known = self._known.setdefault(column, {})
        if len(known) > _MOST_KNOWN:
            known.clear()
        new = [values[n] for n in wanted if values[n] not in known]
        rowset = bulk.find_rows(self.session, TABLE, ["id", column], column, new)
        known.update((row[column], row["id"]) for row in rowset)
        found.update({n: known[values[n]] for n in wanted if values[n] in known})

    def _by_name(self, rows: Rows, asked: list[int], found: dict[int, int]) -> None:
        births: list[date | None] = rows.column("date_of_birth", None)
        wanted = [n for n in asked if n not in found and births[n] and not rows.cell("student_number", n)]
        keys = {n: sort_key(rows.cell("last_name", n), rows.cell("first_name", n)) for n in wanted}
        rowset = bulk.find_rows(
            self.session, TABLE, ["id", "sort_key", "date_of_birth"], "sort_key", list(keys.values())
        )
        ids = {(row["sort_key"], row["date_of_birth"]): row["id"] for row in rowset}
        for n, key in keys.items():
            birth = births[n]
            if birth is not None and (key, birth.isoformat()) in ids:
                found[n] = ids[key, birth.isoformat()]

    def _make(self, rows: Rows, n: int) -> int | None:
        number, last, first = (rows.cell(name, n) for name in ("student_number", "last_name", "first_name"))
        if not (number and last and first):
            return None
        if number not in self._made:
            if self.writing.preview:
                self._made[number] = NOT_YET - len(self._made)
            else:
                data = students.StudentData(first, last, number, email=rows.cell("email", n))
                self._made[number] = students.create(self.session, data)
        rows.warn(n, "student_number", "student_made", _("The student {number} is made new.").format(number=number))
        return self._made[number]

    def _refuse(self, rows: Rows, n: int) -> None:
        number = rows.cell("student_number", n)
        who = number or rows.cell("email", n) or f"{rows.cell('last_name', n)} {rows.cell('first_name', n)}".strip()
        if not who:
            rows.reject(n, "student_number", "missing", _("The row does not say which student."))
            return
        sentence = _("There is no student “{who}”.").format(who=who)
        near = self._near(number)
        if near:
            sentence += " " + _("Nearest: {names}.").format(names=", ".join(near))
        rows.reject(n, "student_number", "unknown_student", sentence)

    def _near(self, number: str) -> list[str]:
        self._asked += 1
        if not number or self._asked > _NEAREST_FOR:
            return []
        like = Student.student_number.between(number[:1], number[:1] + "\uffff")
        names = select(Student.student_number).where(Student.deleted_at.is_(None), like).limit(2000)
        return nearest(number, self.session.scalars(names), 3)
