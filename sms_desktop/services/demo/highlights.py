"""Made-up highlights: what is worth remembering about some of the students."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

from sms_desktop.db.grades import Highlight
from sms_desktop.services.demo.rosters import Books, SectionTerm
from sms_desktop.services.demo.writing import BATCH, batches

#: Percent of students who have one in a term, and how many of those a second one.
_HAVE_ONE, _AND_ANOTHER = 10, 20
_NAMES = ("student_id", "term_id", "noted_on", "category", "rating", "text", "is_positive")
#: From this ability on (of 20), and not away often, what is noted is good.
_GOOD = 12.5


def add_highlights(books: Books, students: list[int]) -> None:
    """Highlights of the terms that have begun; `students` are ids by place."""
    found = [row for group in books.sections for row in _of_section(books, group, students)]
    for rows in batches(found, BATCH):
        books.writer.insert(Highlight, dict(zip(_NAMES, map(list, zip(*rows, strict=True)), strict=True)))


def _of_section(books: Books, group: SectionTerm, students: list[int]) -> list[tuple[Any, ...]]:
    rng, found = books.rng("highlights", group), []
    for place in group.places:
        if rng.random() * 100 < _HAVE_ONE:
            for _again in range(1 + (rng.random() * 100 < _AND_ANOTHER)):
                days = _days(books, group, place)
                if days:
                    found.append((students[place], group.term.id, rng.choice(days), *_note(books, place, rng)))
    return found


def _days(books: Books, group: SectionTerm, place: int) -> list[date]:
    """The days of the term on which the student was still there."""
    left = books.characters.left[place]
    return [day for day in group.days if day <= books.today and (left is None or day < left)]


def _note(books: Books, place: int, rng: Random) -> tuple[str, str, str, bool]:
    good = books.characters.ability[place] >= _GOOD and not books.characters.often_away(place)
    one = rng.choice([note for note in books.work.highlights if note.is_positive == good])
    return one.category, one.rating, one.text, one.is_positive
