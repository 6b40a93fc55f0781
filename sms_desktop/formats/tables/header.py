"""Where a table's headers are: the first full row that reads like names and not like the data below it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sms_desktop.core.i18n import _

#: Headers may be as far down as this many rows with something in them.
DEEPEST = 15
_FULL = 0.6
#: Columns of a list that is told by its names of columns alone.
_MANY = 6
#: Beginnings of words that headers have, accents folded; only a cue, what columns mean is decided elsewhere.
_STEMS = re.compile(
    r"\b(?:ονομα|επωνυμ|επιθετ|πατερ|πατρ|μητερ|μητρ|αριθμ|αρ\b|α\.?μ\b|α/α|αα\b|κωδικ|μαθημ|μαθητ|φοιτητ|σπουδ|τηλ|κινητ|ημ/ν|ημερ|"
    r"τμημα|ταξη|εξαμ|ετοσ|βαθμ|απουσ|διευθ|οδοσ|ταχυδ|υπηκο|φυλο|περιοδ|πιστωτ|ωρεσ|ακαδημ|προγρ|σχολ|παρατηρ|"
    r"name|surname|first|last|middle|id\b|sis\b|code|number|no\b|nr\b|e-?mail|phone|mobile|date|birth|dob|sex|gender|"
    r"class|course|grade|score|mark|student|pupil|section|status|address|city|age|school|title|credits|term|year|email)"
)
_WHOLE = "ονομα επωνυμο επιθετο ονοματεπωνυμο α/α αμ α.μ. κωδικοσ τμημα ταξη ημερομηνια name surname id email code date"
_NAMES = frozenset(_WHOLE.split())
_KINDS = (
    ("email", re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")),
    ("date", re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[ T].*)?")),
    ("number", re.compile(r"[-+]?\d[\d.,\s]*%?")),
    ("code", re.compile(r"(?=.*\d)[\w./-]+")),
)

Numbered = tuple[int, list[str]]


@dataclass(frozen=True)
class Header:
    """`row` is the number in the file (0: none), `names` as cleaned, `titles` the non-empty rows above."""

    row: int
    names: list[str]
    titles: list[list[str]]


def find_header(sample: Sequence[Numbered]) -> Header:
    """The header among a file's first cleaned, numbered rows; they must not all be empty."""
    rows = [(number, row) for number, row in sample if any(row)]
    filled = [_filled(row) for _number, row in rows]
    wide = _of_a_wide_list(rows, filled)
    full = _full_rows(filled) if wide is None else [wide]
    first_is_data = not _reads_like_headers(rows, full[0])
    chosen = next((at for at in full if _known(rows[at][1]) >= 2), None) if first_is_data else full[0]
    if chosen is None:
        return Header(0, [""] * max(len(row) for _number, row in rows), [])
    number, names = rows[chosen]
    return Header(number, _with_columns_below(names, rows[chosen + 1 :]), [row for _number, row in rows[:chosen]])


def _full_rows(filled: list[int]) -> list[int]:
    """The indexes of the rows that could be headers: of the upper ones, else the first of usual width."""
    widest = _widest(filled)
    upper = [at for at, width in enumerate(filled[:DEEPEST]) if _FULL * widest <= width <= widest]
    usual = sorted(filled)[len(filled) // 2]
    return upper or [next(at for at, width in enumerate(filled) if width >= _FULL * usual)]


def _widest(filled: list[int]) -> int:
    """The most cells that a row has, but for a single row among many that slipped far beyond all others."""
    second, most = sorted(filled)[-2:] if len(filled) > 1 else (0, filled[0])
    slipped = len(filled) > 4 and 1 < second < _FULL * most and filled[-1] < most
    return second if slipped else most


def _of_a_wide_list(rows: Sequence[Numbered], filled: Sequence[int]) -> int | None:
    """The widest row where half of its cells are names of columns, as in a list whose rows have little in them."""
    at = max(range(min(len(rows), DEEPEST)), key=lambda each: (filled[each], -each))
    return at if filled[at] >= _MANY and _known(rows[at][1]) * 2 >= filled[at] else None


def header_at(sample: Sequence[Numbered], number: int) -> Header | None:
    """The header in the row that the person has chosen; 0 for none."""
    rows = [(at, row) for at, row in sample if any(row)]
    if number == 0:
        return Header(0, [""] * max(len(row) for _at, row in rows), [])
    for index, (at, names) in enumerate(rows):
        if at == number:
            return Header(number, _with_columns_below(names, rows[index + 1 :]), [row for _at, row in rows[:index]])
    return None


def name_columns(names: Sequence[str]) -> tuple[str, ...]:
    """The headers to show: `Column 3` for an empty one."""
    return tuple(name or _("Column {number}").format(number=at) for at, name in enumerate(names, 1))


def repeated(names: Sequence[str]) -> tuple[str, ...]:
    """The names that several columns have, whatever their case."""
    counts = Counter(name.casefold() for name in names)
    return tuple(dict.fromkeys(name for name in names if counts[name.casefold()] > 1))


def _filled(row: Sequence[str]) -> int:
    return sum(map(bool, row))


def _with_columns_below(names: list[str], below: Sequence[Numbered]) -> list[str]:
    """Without the empty columns at the end that have nothing below either; with those that only the rows have."""
    extents = sorted(_extent(row) for _number, row in below) or [0]
    width = max(_extent(names), min(extents[-1], len(names)), extents[(len(extents) - 1) // 2])
    return [*names[:width], *[""] * (width - len(names))]


def _extent(row: Sequence[str]) -> int:
    return max((at for at, cell in enumerate(row, 1) if cell), default=0)


def _reads_like_headers(rows: Sequence[Numbered], at: int) -> bool:
    """Cautiously: a row is data only where its cells are of the kinds below them and none reads like a name."""
    names = rows[at][1]
    below = [row for _number, row in rows[at + 1 :]]
    pairs = [(_kind(name), _column_kind(below, column)) for column, name in enumerate(names) if name]
    same = sum(top == under != "text" for top, under in pairs if under)
    contrast = sum(top == "text" and under not in ("text", "") for top, under in pairs)
    return same == 0 or contrast > same or _known(names) >= 2


def _known(names: Sequence[str]) -> int:
    """How many of the cells read like names of columns; one that is such a name and nothing else counts twice."""
    folded = [_fold(name) for name in names if name and _kind(name) == "text"]
    return sum(2 if name.rstrip(":*") in _NAMES else bool(_STEMS.search(name)) for name in folded)


def _column_kind(rows: Sequence[Sequence[str]], column: int) -> str:
    """The kind of most of a column's cells; empty where it has none."""
    kinds = Counter(_kind(row[column]) for row in rows if column < len(row) and row[column])
    if not kinds:
        return ""
    kind, count = kinds.most_common(1)[0]
    return kind if count * 10 >= 8 * kinds.total() else "text"


def _kind(cell: str) -> str:
    return next((kind for kind, pattern in _KINDS if pattern.fullmatch(cell)), "text")


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.casefold().replace("_", " "))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
