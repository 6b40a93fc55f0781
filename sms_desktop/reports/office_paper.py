"""What all papers of the school have alike: letterhead, place and date, foot, page numbers, signature and stamp."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from sms_desktop.core.grading import half_up
from sms_desktop.core.i18n import _, format_date, format_number, format_percent
from sms_desktop.formats.paper.model import Block, Document, Signatures
from sms_desktop.reports.report import Options

#: Stands where there is no figure.
NONE = "–"


def document(
    options: Options,
    title: str,
    blocks: Sequence[Block],
    *,
    subtitle: str = "",
    file_stem: str = "",
    about: str = "",
    landscape: bool = False,
) -> Document:
    """A document of the school with these blocks, in the language of the moment; `about` is as `Document` has it."""
    place, day = options.school.place, format_date(options.today)
    return Document(
        title=title,
        blocks=tuple(blocks),
        language=options.language,
        subtitle=subtitle,
        head=options.school.head if options.letterhead else None,
        dated=_("{place}, {date}").format(place=place, date=day) if place else day,
        foot=options.foot(),
        page_words=_("Page {page} of {pages}"),
        landscape=landscape,
        file_stem=file_stem,
        about=about,
    )


def signed(options: Options, *others: Sequence[str]) -> Signatures:
    """The place of the signature of who signs for the school, with the stamp; `others` sign to its left."""
    school = options.school
    own = tuple(filter(None, (school.signatory_title or _("The Director"), school.signatory)))
    return Signatures((*others, own), _("Stamp"))


def number(value: Decimal | Fraction | int | None, decimals: int | None = None) -> str:
    """A figure as the reader writes it; a dash for none. `decimals` rounds half up."""
    if value is None:
        return NONE
    return format_number(
        value if isinstance(value, int) else half_up(value, 2 if decimals is None else decimals), decimals
    )


def percent(value: Decimal | Fraction | None, decimals: int = 2) -> str:
    """A percentage with its sign, which no line ends before; a dash for none."""
    return NONE if value is None else format_percent(half_up(value, decimals), decimals).replace(" ", "\u00a0")
