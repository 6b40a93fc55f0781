"""A letter on its sheet: letterhead, number and date, title, text, and the place to sign and stamp."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sms_desktop.core.i18n import _, date_in_words
from sms_desktop.formats.paper.model import CENTRE, Block, Document, Gap, Signatures, Text, Together
from sms_desktop.services.papers import letter_texts, paper_fields
from sms_desktop.services.papers.letter_originals import LetterData
from sms_desktop.services.papers.letterhead import School
from sms_desktop.services.papers.paper_fields import shown

_ABOVE_TITLE_MM, _ABOVE_SIGNATURE_MM = 4, 4


@dataclass(frozen=True)
class Sheet:
    """A letter to one student; `gaps` are the fields that were empty and are left to be filled by hand."""

    document: Document
    gaps: tuple[str, ...]


def number_of(number: int | None, year: int) -> str:
    """The number of a document in the register of its year, such as 12/2026; empty for one without."""
    return "" if number is None else f"{number}/{year}"


def composed(
    data: LetterData,
    values: Mapping[str, object],
    school: School,
    number: int | None,
    purpose: str = "",
    recipient: str = "",
) -> Sheet:
    """The letter with a student's values (`paper_fields.of_students`), in the language of the moment."""
    today: Any = values["today"]
    day = date_in_words(today)
    given = {"number": number_of(number, today.year), "purpose": purpose, "recipient": recipient}
    filled = {**values, **{f"document.{name}": value for name, value in given.items()}}
    text = letter_texts.composed(data.body, filled)
    shown_number = given["number"] or ("…" if data.numbered else "")
    document = Document(
        title="",
        blocks=(Gap(_ABOVE_TITLE_MM), Text(data.title, "title", CENTRE), *_signed(text.blocks, data, school)),
        language=data.language,
        head=school.head if data.letterhead else None,
        number=_("No. {number}").format(number=shown_number) if shown_number else "",
        dated=_("{place}, {date}").format(place=school.place, date=day) if school.place else day,
        page_words=_("Page {page} of {pages}"),
        file_stem=paper_fields.file_stem(values, data.title),
        about=" · ".join(filter(None, (data.title, shown(values["student.name"])))),
    )
    return Sheet(document, text.gaps)


def _signed(blocks: Sequence[Block], data: LetterData, school: School) -> Sequence[Block]:
    """The text with the place to sign under it, which never stands on a page alone."""
    if not data.signed:
        return blocks
    place = tuple(filter(None, (school.signatory_title or _("The Director"), school.signatory)))
    last = (*blocks[-1:], Gap(_ABOVE_SIGNATURE_MM), Signatures((place,), stamp=_("Stamp")))
    return (*blocks[:-1], Together(last))
