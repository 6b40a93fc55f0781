"""What the made-up school is drawn from: the programmes, names, places and notes under `resources/demo`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sms_desktop.core import paths
from sms_desktop.core.evaluation import Rule, parse_rules

#: How courses are evaluated, as institutes write it (domain.md 2).
EVALUATIONS = {
    "exam": "Συμμετοχή στο Μάθημα 10% + Συνεχής Αξιολόγηση (Εκπόνηση εργασιών στο σπίτι) 20%"
    " + Ενδιάμεση Εξέταση 30% + Τελική Εξέταση 40%",
    "practical": "Αξιολόγηση Εργαστηρίου 20% + Συμμετοχή στο Μάθημα 10%"
    " + Συνεχής Αξιολόγηση (Εκπόνηση εργασιών στο σπίτι) 10% + Ενδιάμεση Εξέταση 30% + Τελική Εξέταση 30%",
    "workshop": "Αξιολόγηση Εργαστηρίου 40% + Συνεχής Αξιολόγηση 30% + Τελική Εξέταση 30%",
    "coursework": "Συμμετοχή στο Μάθημα 50% + Συνεχής Αξιολόγηση (Εκπόνηση εργασιών στο σπίτι) 50%",
    "lab": "Αξιολόγηση Εργαστηρίου 100%",
}
_LANGUAGES = ("Αγγλικά", "Επιχειρηματικά Αγγλικά", "Γαλλική", "Γερμανικά", "Ρωσικά")
_IN_LAB = frozenset({"practical", "workshop", "lab"})


@dataclass(frozen=True)
class Subject:
    """A course of a curriculum; `semester` is 1 to 4, `lab` says whether it is taught in the programme's own room."""

    code: str
    name: str
    semester: int
    credits: Decimal
    periods: int
    evaluation: str
    lab: bool

    @property
    def study_year(self) -> int:
        return (self.semester + 1) // 2

    @property
    def department(self) -> str:
        """Who teaches it: the language teachers, or those of the programme."""
        return "languages" if self.name.startswith(_LANGUAGES) else self.code[:-4]

    @property
    def rules(self) -> tuple[Rule, ...]:
        return tuple(parse_rules(EVALUATIONS[self.evaluation]))


@dataclass(frozen=True)
class Programme:
    """A programme of studies; `share` of all students follow it, `women` percent of them are women."""

    code: str
    name: str
    lab: str
    share: int
    women: int
    subjects: tuple[Subject, ...]

    def of_semester(self, semester: int) -> tuple[Subject, ...]:
        """What is taught in one semester."""
        return tuple(subject for subject in self.subjects if subject.semester == semester)


@dataclass(frozen=True)
class People:
    """The names of one nationality; surnames are (a man's, a woman's), `born` is empty for a town of this country."""

    nationality: str
    share: int
    born: str
    greek: bool
    men: tuple[str, ...]
    women: tuple[str, ...]
    fathers: tuple[str, ...]
    surnames: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Town:
    """A town with its district, its span of postal codes and the area code of its telephones."""

    name: str
    district: str
    first_code: int
    last_code: int
    area: str
    share: int


@dataclass(frozen=True)
class Places:
    """Where students live: real towns, made-up streets."""

    towns: tuple[Town, ...]
    streets: tuple[str, ...]


@dataclass(frozen=True)
class Work:
    """Something that is marked: out of how much, with what weight, and how many days there are to hand it in."""

    title: str
    maximum: int
    weight: int
    days: int


@dataclass(frozen=True)
class Note:
    """A highlight's category, rating and text."""

    category: str
    rating: str
    text: str
    is_positive: bool


@dataclass(frozen=True)
class Classwork:
    """What happens in classes: what is marked by kind of category, why one was away (with what document), and notes."""

    assessments: dict[str, tuple[Work, ...]]
    resit: str
    mark_notes: tuple[str, ...]
    rating_notes: tuple[str, ...]
    excuses: tuple[tuple[str, str], ...]
    late_notes: tuple[str, ...]
    extension: str
    make_up: str
    highlights: tuple[Note, ...]


def programmes() -> tuple[Programme, ...]:
    """The programmes with their curricula of four semesters."""
    return tuple(_programme(found) for found in _read("programmes"))


def peoples() -> tuple[People, ...]:
    """The names, by nationality."""
    return tuple(_people(found) for found in _read("names"))


def places() -> Places:
    """The towns and streets."""
    found = _read("places")
    return Places(tuple(Town(*town) for town in found["towns"]), tuple(found["streets"]))


def notes() -> dict[str, tuple[str, ...]]:
    """What is noted about students: `health`, `private`, and the reasons by status."""
    return {name: tuple(texts) for name, texts in _read("notes").items()}


def classwork() -> Classwork:
    """What happens in classes."""
    found = _read("classwork")
    lists: dict[str, Any] = {name: tuple(found[name]) for name in ("mark_notes", "rating_notes", "late_notes")}
    return Classwork(
        assessments={kind: tuple(Work(*one) for one in works) for kind, works in found["assessments"].items()},
        excuses=tuple((reason, document) for reason, document in found["excuses"]),
        highlights=tuple(Note(*one) for one in found["highlights"]),
        **{name: found[name] for name in ("resit", "extension", "make_up")},
        **lists,
    )


def _read(name: str) -> Any:
    return json.loads((paths.resources() / "demo" / f"{name}.json").read_text(encoding="utf-8"))


def _programme(found: dict[str, Any]) -> Programme:
    subjects = tuple(
        Subject(
            f"{found['code']}{semester:02d}{number:02d}", name, semester, Decimal(points), periods, how, how in _IN_LAB
        )
        for semester, rows in enumerate(found["semesters"], 1)
        for number, (name, points, periods, how) in enumerate(rows, 1)
    )
    return Programme(subjects=subjects, **{name: found[name] for name in ("code", "name", "lab", "share", "women")})


def _people(found: dict[str, Any]) -> People:
    read: dict[str, Any] = {name: tuple(found[name]) for name in ("men", "women", "fathers")}
    read |= {name: found[name] for name in ("nationality", "share", "born", "greek")}
    return People(surnames=tuple(_pair(text) for text in found["surnames"]), **read)


def _pair(text: str) -> tuple[str, str]:
    """`Παπαδόπουλος/Παπαδοπούλου` is a man's and a woman's surname; many are the same for both."""
    man, _, woman = text.partition("/")
    return man, woman or man
