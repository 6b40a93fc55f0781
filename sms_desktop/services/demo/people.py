"""Made-up students and their families: names, addresses, numbers that belong to nobody, what became of them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from random import Random
from typing import TypeVar

from sms_desktop.core.names import romanise
from sms_desktop.services.demo.classes import Section
from sms_desktop.services.demo.sources import People, Town, notes, peoples, places
from sms_desktop.services.students import StudentData

_MAIL = ("mail.example", "post.example", "web.example")
_NOT_IN_MAIL = re.compile("[^a-z]")
#: Identity cards here have numbers far below; 98 is no mobile network's; a subscriber's number begins above 1.
_IDENTITY_CARDS = range(9_000_000, 10_000_000)
_MOBILE, _LANDLINE = "98", "0"
#: Percent of students, where nothing else is said.
_HAVE_SIBLING, _HAVE_LANDLINE, _HAVE_HEALTH_NOTE, _HAVE_PRIVATE_NOTE, _LEAVE, _OF_THEM_TRANSFER = 6, 35, 3, 4, 5, 30
_NO_CONTACT, _BOTH_PARENTS, _CONTACT_HAS_MAIL = 8, 24, 30
_TRIES = 100
_MOST_SIBLINGS, _DAYS_BETWEEN_SIBLINGS = 3, 300
_AGES = (18,) * 9 + (19,) * 5 + (20, 20, 21, 22, 23, 25, 28, 33)
#: Most men do their service first.
_AGES_AFTER_SERVICE = (18, 19, 19, 20, 20, 20, 20, 20, 21, 21, 21, 22, 22, 23, 24, 26, 29)

_Shared = TypeVar("_Shared", Town, People)


@dataclass(frozen=True)
class Guardian:
    """A contact of one or more students."""

    name: str
    relation: str
    phone: str
    email: str


@dataclass
class Family:
    """Parents and home; `guardians` are their places in the school's list of them."""

    people: People
    surnames: tuple[str, str]
    father: str
    mother: str
    town: Town
    street: str
    street_number: str
    postal_code: str
    landline: str
    guardians: tuple[int, ...] = ()
    births: list[date] = field(default_factory=list)


@dataclass(frozen=True)
class Pupil:
    """A made-up student, and where in the list of guardians the contacts are, the first one for emergencies."""

    data: StudentData
    guardians: tuple[int, ...]


@dataclass
class Population:
    """Makes people one after the other; `today` is the day on which the school is looked at."""

    rng: Random
    today: date
    current: int
    guardians: list[Guardian] = field(default_factory=list)
    _families: list[Family] = field(default_factory=list)
    _addresses: Counter[str] = field(default_factory=Counter)
    _cards: set[int] = field(default_factory=set)
    _teachers: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._places, self._notes = places(), notes()
        self._towns = _weighted(self._places.towns)
        self._peoples = _weighted(peoples())

    def teacher(self) -> str:
        """Somebody who teaches: a name alone, and not one that another teacher has while there are enough."""
        for _try in range(_TRIES):
            name = self._teacher()
            if name not in self._teachers:
                break
        self._teachers.add(name)
        return name

    def _teacher(self) -> str:
        people, woman = self._peoples[0], self._percent(50)
        first = self.rng.choice(people.women if woman else people.men)
        return f"{first} {self.rng.choice(people.surnames)[woman]}"

    def pupil(self, section: Section, number: str) -> Pupil:
        """The next student of a section."""
        woman = self._percent(section.programme.women)
        family, birth = self._family_and_birth(section.entry, woman)
        people = family.people
        first = self.rng.choice(people.women if woman else people.men)
        last = family.surnames[woman]
        status, status_date, reason = self._outcome(section)
        study_year = _last_study_year(section, self.current, status, status_date)
        data = StudentData(
            student_number=number,
            first_name=first,
            last_name=last,
            father_name=family.father,
            mother_name=family.mother,
            gender="female" if woman else "male",
            email=self._email(first, last),
            mobile=self._phone(_MOBILE),
            phone=family.landline,
            date_of_birth=birth,
            place_of_birth=people.born or family.town.name,
            nationality=people.nationality,
            national_id=self._card(people),
            street=family.street,
            street_number=family.street_number,
            city=family.town.name,
            postal_code=family.postal_code,
            district=family.town.district,
            enrolment_date=min(date(section.entry, 9, self.rng.randint(1, 14)), self.today),
            academic_year=_year_name(section.entry + study_year - 1),
            programme=section.programme.code,
            study_year=study_year,
            section=section.name(study_year),
            status=status,
            status_date=status_date,
            status_reason=reason,
            health_note=self._note("health", _HAVE_HEALTH_NOTE),
            private_note=self._note("private", _HAVE_PRIVATE_NOTE),
        )
        return Pupil(data, family.guardians)

    def _percent(self, chance: float) -> bool:
        return self.rng.random() * 100 < chance

    def _family_and_birth(self, entry: int, woman: bool) -> tuple[Family, date]:
        birth = self._birth(entry, _AGES)
        if self._families and self._percent(_HAVE_SIBLING):
            family = self.rng.choice(self._families)
            if len(family.births) < _MOST_SIBLINGS and _may_be_siblings(birth, family.births):
                family.births.append(birth)
                return family, birth
        family = self._family()
        if not woman and family.people.greek:
            birth = self._birth(entry, _AGES_AFTER_SERVICE)
        family.births.append(birth)
        self._families.append(family)
        return family, birth

    def _birth(self, entry: int, ages: Sequence[int]) -> date:
        return date(entry - self.rng.choice(ages), 1, 1) + timedelta(days=self.rng.randrange(365))

    def _family(self) -> Family:
        people, town = self.rng.choice(self._peoples), self.rng.choice(self._towns)
        family = Family(
            people=people,
            surnames=self.rng.choice(people.surnames),
            father=self.rng.choice(people.fathers),
            mother=self.rng.choice(people.women),
            town=town,
            street=self.rng.choice(self._places.streets),
            street_number=str(self.rng.randint(1, 98)),
            postal_code=str(self.rng.randint(town.first_code, town.last_code)),
            landline=self._phone(town.area + _LANDLINE) if self._percent(_HAVE_LANDLINE) else "",
        )
        family.guardians = self._guardians(family)
        return family

    def _guardians(self, family: Family) -> tuple[int, ...]:
        parents = [(family.mother, 1, "μητέρα"), (family.father, 0, "πατέρας")]
        if self._percent(45):
            parents.reverse()
        wanted = 0 if self._percent(_NO_CONTACT) else 2 if self._percent(_BOTH_PARENTS) else 1
        for first, woman, relation in parents[:wanted]:
            last = family.surnames[woman]
            email = self._email(first, last) if self._percent(_CONTACT_HAS_MAIL) else ""
            self.guardians.append(Guardian(f"{first} {last}", relation, self._phone(_MOBILE), email))
        return tuple(range(len(self.guardians) - wanted, len(self.guardians)))

    def _outcome(self, section: Section) -> tuple[str, date | None, str]:
        """Status, since when, and why."""
        there = section.study_year(self.current) is not None
        if self._percent(_LEAVE):
            earliest = date(section.entry, 10, 1)
            latest = self.today if there else date(section.entry + 1, 5, 31)
            if earliest < latest:
                status = "transferred" if self._percent(_OF_THEM_TRANSFER) else "withdrawn"
                left = earliest + timedelta(days=self.rng.randrange((latest - earliest).days))
                return status, left, self.rng.choice(self._notes[status])
        if there:
            return "active", None, ""
        return "graduated", min(date(section.entry + 2, 7, 3), self.today), self.rng.choice(self._notes["graduated"])

    def _note(self, kind: str, chance: int) -> str:
        return self.rng.choice(self._notes[kind]) if self._percent(chance) else ""

    def _phone(self, beginning: str) -> str:
        return beginning + str(self.rng.randrange(10 ** (7 - len(beginning)), 10 ** (8 - len(beginning))))

    def _card(self, people: People) -> str:
        number = self.rng.choice(_IDENTITY_CARDS)
        while number in self._cards:
            number = self.rng.choice(_IDENTITY_CARDS)
        self._cards.add(number)
        return str(number) if people.greek else f"ARC{number}"

    def _email(self, first: str, last: str) -> str:
        address = f"{_in_mail(first)}.{_in_mail(last)}"
        self._addresses[address] += 1
        again = self._addresses[address]
        return f"{address}{again if again > 1 else ''}@{self.rng.choice(_MAIL)}"


def _weighted(found: Sequence[_Shared]) -> list[_Shared]:
    """Each as often as its share says, for choosing from."""
    return [one for one in found for _ in range(one.share)]


def _may_be_siblings(birth: date, births: Sequence[date]) -> bool:
    return all(abs((birth - other).days) >= _DAYS_BETWEEN_SIBLINGS for other in births)


def _last_study_year(section: Section, current: int, status: str, status_date: date | None) -> int:
    if status in ("withdrawn", "transferred") and status_date is not None:
        return 1 if status_date < date(section.entry + 1, 9, 1) else 2
    return section.study_year(current) or 2


def _year_name(first: int) -> str:
    return f"{first}-{first + 1}"


@lru_cache(1 << 12)
def _in_mail(name: str) -> str:
    """A name as an e-mail address has it: Latin, small, letters only."""
    plain = unicodedata.normalize("NFD", romanise(name)).lower()
    return _NOT_IN_MAIL.sub("", plain)
