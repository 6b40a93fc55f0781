"""Who gets a letter and who gets none: by standing at the school, by what there is to say, by the letters of a name."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from sms_desktop.core.i18n import _
from sms_desktop.services.papers import letter_tables, letter_texts, paper_fields
from sms_desktop.services.papers.letter_originals import LetterData
from sms_desktop.services.students import STATUSES

_ACTIVE = STATUSES[0]
#: The tables that list courses with their grades.
_OF_COURSES = ("courses", "term_courses")


def why_not(data: LetterData, name: str, standing: str, values: Mapping[str, object], instead: str = "") -> str:
    """Why somebody gets none of this letter, as a sentence; empty where nothing is in the way.

    `standing` is the student's status, `values` are those of `paper_fields.of_students`, and `instead` is the name of
    the letter for those who have left, where this one is for active students alone.
    """
    named = letter_texts.fields_in(data.body)
    reasons = (*_by_standing(data, standing, instead), *_without_rows(data, named, values), *_unwritable(named, values))
    return reasons[0].format(name=name) if reasons else ""


def _by_standing(data: LetterData, standing: str, instead: str) -> Iterator[str]:
    if data.only_active and standing != _ACTIVE:
        way_out = _("For who has left there is “{letter}”.").replace("{letter}", _literal(instead)) if instead else ""
        sentence = _("{name} is not an active student.")
        yield f"{sentence} {way_out}".strip()
    if data.only_left and standing == _ACTIVE:
        yield _("{name} has not left the school.")


def _without_rows(data: LetterData, named: Collection[str], values: Mapping[str, object]) -> Iterator[str]:
    """Where the table that the letter is about would be empty."""
    if "warnings" in named and not values["warnings"]:
        yield _("{name} is close to the absence limit of no course.")
    tables = [letter_tables.rows(table, values) for table in _OF_COURSES if table in named]
    if any(not rows for rows in tables):
        yield _("{name} takes no course that could be listed.")
    elif data.kind == "grades" and tables and all(row["grade"] is None for rows in tables for row in rows):
        yield _("{name} has no grade yet: there is nothing to certify.")


def _unwritable(named: Collection[str], values: Mapping[str, object]) -> Iterator[str]:
    """Where the font has no sign for a letter: what is issued can't be mended, and a box is nobody's name."""
    from sms_desktop.formats.paper.lettering import unwritable

    texts = [paper_fields.shown(values.get(name)) for name in sorted(named)]
    lacking = unwritable("".join(dict.fromkeys(texts)))
    if lacking:
        sentence = _(
            "The data of {{name}} have letters that the font can't write: {letters}. Write them in Greek or Latin "
            "letters, and issue it again."
        )
        yield sentence.format(letters=_literal(lacking))


def _literal(text: str) -> str:
    """A text that stays as it is when the name is put into the sentence."""
    return text.replace("{", "{{").replace("}", "}}")
