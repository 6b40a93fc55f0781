"""What a field of an import is, and how a column of texts is read as its values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from sms_desktop.core import clock
from sms_desktop.core.i18n import _, in_every_language
from sms_desktop.core.values import BadValue, DateOrder, Decimals, is_missing, is_no_mark, shown


class Holds(StrEnum):
    """What a field's cells are like, for telling columns by what is in them."""

    TEXT = "text"
    NAME = "name"
    CODE = "code"
    CHOICE = "choice"
    DATE = "date"
    NUMBER = "number"
    EMAIL = "email"
    PHONE = "phone"
    LIST = "list"
    SIGN = "sign"


#: Texts of so many characters may have several lines.
_A_NOTE = 500
_TEXTS = frozenset({Holds.TEXT, Holds.NAME, Holds.SIGN})


@dataclass(frozen=True)
class ColumnStyle:
    """How one column writes dates and numbers, judged over the whole of it; `today` bounds dates of birth."""

    dates: DateOrder = DateOrder.AMBIGUOUS
    decimals: Decimals = Decimals.AMBIGUOUS
    serials: bool = False
    today: date = field(default_factory=clock.today)


Reader = Callable[[str, ColumnStyle], Any]


@dataclass(frozen=True)
class Field:
    """A field that a column can be mapped to.

    `name` is that of domain.md in lower snake case; `label` its untranslated title, with `{n}` in it where there are
    several, or `{of}` where it is one of a family; `known_as` the headers it goes by,
    separated by `|`: with `~` before one that could well be something else, with `+` before a single word that also
    counts inside a longer header, with `>street` before one that holds only right after that field. `read` turns a
    cell into a value or raises `BadValue`; an empty cell is `empty`.
    """

    name: str
    label: str
    holds: Holds
    known_as: str
    read: Reader
    empty: Any = ""
    sensitive: bool = False
    n: int = 0
    of: str = ""

    def title(self) -> str:
        """The label in the reader's language, numbered where there are several alike."""
        return _(self.label).format(n=self.n, of=self.of)

    def titles(self) -> set[str]:
        """The label in each language, as this program writes it into files."""
        return {label.format(n=self.n, of=self.of) for label in in_every_language(self.label)}

    def value(self, text: str, style: ColumnStyle) -> Any:
        """One cell's value; raises `BadValue`."""
        return self.empty if self.is_empty(text) else self.read(text, style)

    def is_empty(self, text: str) -> bool:
        """Whether a cell says nothing: in texts a blank or a dash, elsewhere also NaN, N/A and EX (formats.md 1)."""
        return is_missing(text) if self.holds in _TEXTS else is_no_mark(text)


def read_column(field: Field, texts: Sequence[str], style: ColumnStyle) -> tuple[list[Any], dict[int, BadValue]]:
    """The values of a column's cells, and by its place (from 0) each cell that is no value; those are `empty` too.

    Each different text is read once.
    """
    known: dict[str, Any] = {}
    wrong: dict[str, BadValue] = {}
    is_empty, read, empty = field.is_empty, field.read, field.empty
    for text in set(texts):
        try:
            known[text] = empty if is_empty(text) else read(text, style)
        except BadValue as refused:
            known[text], wrong[text] = empty, refused
    values = [known[text] for text in texts]
    if not wrong:
        return values, {}
    return values, {place: wrong[text] for place, text in enumerate(texts) if text in wrong}


def text(longest: int) -> Reader:
    """Reads a text of at most that many characters, blanks in a row as one; only notes keep their lines."""

    def read(cell: str, _style: ColumnStyle) -> str:
        words = cell.strip() if longest >= _A_NOTE and "\n" in cell else " ".join(cell.split())
        if len(words) > longest:
            sentence = _("“{value}” is too long: at most {most} characters fit.")
            raise BadValue("too_long", sentence.format(value=shown(cell), most=longest))
        return words

    return read


def plain(parse: Callable[[str], Any]) -> Reader:
    """A reader for which dates and decimals of the column don't matter."""
    return lambda cell, _style: parse(cell)
