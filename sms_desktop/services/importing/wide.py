"""Files with a column for each assessment or day: what such a header says, and rows that are about no student."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sms_desktop.core.evaluation import kind_of
from sms_desktop.core.folding import fold
from sms_desktop.services.importing.content import MOSTLY, cells_of, readable
from sms_desktop.services.importing.days import DayHeader
from sms_desktop.services.importing.fields import DAY_FIELD, MARK_FIELD, MAXIMUM_FIELD, Kind

_NUMBER = r"(\d{1,5}(?:[.,]\d{1,2})?)"
_PERCENT = re.compile(r"\s*[(\[]?\s*(?:%|percentage\b|percent\b|ποσοστο\b|επι τοισ εκατο)\s*[)\]]?\s*$")
_OUT_OF = re.compile(
    rf"\s*(?:[(\[]\s*(?:/|out of|of|max(?:imum)?|απο|στα|με αριστα(?: το)?)\s*[:.]?\s*{_NUMBER}\s*[)\]]"
    rf"|\s/\s*{_NUMBER}|\bout of {_NUMBER}|\bμε αριστα(?: το)? {_NUMBER})\s*$"
)
#: Moodle writes behind each item how its mark is given; other platforms put the item's number there.
_REAL = re.compile(r"\s*\((?:real|πραγματικ\w*)\)\s*$")
_LETTER = re.compile(r"\s*\((?:letter|γραμμα|feedback|ανατροφοδοτηση)\)\s*$")
_ITEM_NUMBER = re.compile(r"\s*\(\d{3,12}\)\s*$")
_READ_ONLY = re.compile(r"\(read only\)")
_ACTIVITY = re.compile(
    r"\s*(?:assignment|quiz|forum|workshop|lesson|scorm package|h5p|manual item|external tool|turnitin assignment \d|"
    r"εργασια|κουιζ|εργαστηριο|μαθημα|στοιχειο)\s*:\s*"
)
#: Columns that other columns add up to.
_TOTAL = re.compile(
    r"(?:.*\b)?(?:(?:course|category|grand|sub) ?total|total|average|mean|gpa|rank|(?:current|final|override|unposted|"
    r"overall|calculated|term) (?:\w+ )?(?:score|grade|points?|marks?)|συνολο\w*(?: .*)?|αθροισμα|μεσοσ οροσ|"
    r"γενικοσ βαθμοσ|(?:τελικοσ|τελικη) (?:βαθμοσ|βαθμολογια)|μ\.?ο\.?|evaluated|αξιολογημενο(?: ποσοστο)?)"
)
_PLATFORM = re.compile(
    r"(?:course|category) total.*|συνολο μαθηματοσ.*|last downloaded from .*|"
    r"(?:.* )?(?:unposted )?(?:current|final) (?:score|points|grade)"
)
_LIKE_A_MARK = re.compile(
    r"\b(?:test|quiz|exam|essay|score|grade|mark|assessment|paper|τεστ|διαγωνισμα|εξετασ|βαθμ|δοκιμασια|πρωταγωνιστ)\w*"
)
_HALF = 0.5
_NOT_MARKS = ("other", "attendance")
_NO_STUDENTS = frozenset({"points possible", "overall average", "class average", "student, test", "test student"})
_MANUAL = "manual posting"
#: The platform's notes on its own columns stand so near the top.
_TOP = 6


@dataclass(frozen=True)
class MarkHeader:
    """What a column of marks is called: `maximum` where the header says one, `likely` where its platform has one.

    `source` is the header without how the mark is given, so that the same item twice is known; `sure` where nothing
    but marks is called so.
    """

    title: str
    source: str
    maximum: str = ""
    likely: str = ""
    sure: bool = False


def mark_header(header: str) -> MarkHeader:
    """The title and maximum that a header says: `Assignment: Essay 1 (Real)`, `Test 2 (/50)`, `Project (40217)`."""
    text, maximum, likely, sure = header.strip(), "", "", False
    text, found = _without(_ITEM_NUMBER, text)
    sure = found is not None
    text, found = _without(_REAL, text)
    if found is not None:
        likely, sure = "100", True
    text, found = _without(_OUT_OF, text)
    if found is not None:
        maximum, sure = next(group for group in found.groups() if group), True
    elif not likely:
        text, found = _without(_PERCENT, text)
        maximum = "100" if found is not None else ""
    activity = _ACTIVITY.match(_folded(text))
    title = text[activity.end() :].strip() if activity else text
    return MarkHeader(title or header.strip(), text, maximum, likely, sure or activity is not None)


def _folded(text: str) -> str:
    """Folded, and as long as it was; headers in which folding changes the length keep their letters."""
    folded = fold(text)
    return folded if len(folded) == len(text) else text.lower()


def _without(pattern: re.Pattern[str], text: str) -> tuple[str, re.Match[str] | None]:
    found = pattern.search(_folded(text))
    return (text, None) if found is None or not found.start() else (text[: found.start()].strip(), found)


def plain_header(header: str) -> str:
    """A header without the maximum that it says, so that `Score (%)` and `Βαθμός /20` are known by their words."""
    said = mark_header(header)
    return said.source if said.maximum else header


def wide_fields(
    kind: Kind, headers: Sequence[str], samples: Sequence[Sequence[str]], free: Iterable[int]
) -> list[tuple[int, str]]:
    """The columns among `free` that are an assessment or a day each, with the fields they are."""
    if kind.has(DAY_FIELD):
        return [(n, DAY_FIELD + headers[n]) for n in free if _is_day(kind, headers[n], cells_of(samples, n))]
    if not kind.has(MARK_FIELD):
        return []
    items = {n: mark_header(headers[n]) for n in free if _is_mark(kind, headers[n], cells_of(samples, n))}
    given: dict[str, int] = {}
    for n in sorted(items, key=lambda n: (not items[n].likely, n)):
        given.setdefault(fold(items[n].source), n)
    titles: set[str] = set()
    found = []
    for n in sorted(given.values()):
        title = items[n].title if items[n].title not in titles else items[n].source
        titles.add(title)
        found.append((n, MARK_FIELD + title))
    return found


def _is_day(kind: Kind, header: str, cells: Sequence[str]) -> bool:
    field = kind.field(DAY_FIELD + header) if header else None
    return field is not None and DayHeader.read(header) is not None and readable(field, cells) >= MOSTLY


def _is_mark(kind: Kind, header: str, cells: Sequence[str]) -> bool:
    folded = fold(header.strip())
    if _LETTER.search(folded) or _READ_ONLY.search(folded):
        return False
    said = mark_header(header)
    named = fold(said.source).strip()
    if _TOTAL.fullmatch(named) or (kind_of(named) == "attendance"):
        return False
    likely = said.sure or bool(said.maximum) or kind_of(named) not in _NOT_MARKS or _LIKE_A_MARK.match(named)
    field = kind.field(MARK_FIELD + said.title)
    return bool(likely) and field is not None and readable(field, cells) >= _HALF


def of_a_gradebook(header: str) -> bool:
    """Whether only gradebooks of learning platforms have such a column: `Quiz: Test 1 (Real)`, `Current Score`."""
    folded = fold(header.strip())
    shaped = any(pattern.search(folded) for pattern in (_REAL, _LETTER, _ITEM_NUMBER, _READ_ONLY))
    return shaped or _ACTIVITY.match(folded) is not None or _PLATFORM.fullmatch(folded) is not None


@dataclass(frozen=True)
class Platform:
    """What a gradebook of a learning platform says in rows that are about no student: maxima by header."""

    maxima: Mapping[str, str]
    read_only: frozenset[str]
    found: bool = False

    @classmethod
    def read(cls, headers: Sequence[str], first: Sequence[Sequence[str]]) -> Platform:
        """Looks at the first rows of a file."""
        for row in first[:_TOP]:
            if any(fold(cell.strip()) == "points possible" for cell in row[:3]):
                cells = list(zip(headers, row, strict=False))
                read_only = frozenset(header for header, cell in cells if _READ_ONLY.search(fold(cell)))
                return cls({h: cell for h, cell in cells if re.fullmatch(_NUMBER, cell)}, read_only, True)
        return cls({}, frozenset())


#: A file of no platform.
NO_PLATFORM = Platform({}, frozenset())


def names_nobody(row: Sequence[str]) -> bool:
    """Whether a row of a gradebook holds maxima, averages or a made-up student instead of somebody's marks."""
    if any(fold(cell.strip()) in _NO_STUDENTS for cell in row[:3]):
        return True
    return not any(row[:2]) and any(cell.lower() == _MANUAL for cell in row)


def said_constants(
    columns: Iterable[tuple[str, str]], platform: Platform, percent: Callable[[str], bool]
) -> dict[str, str]:
    """The maxima that headers, cells and the platform's own rows say, as constants by field.

    `columns` are field and header; `percent` tells whether a column's cells are written with the sign.
    """
    mapped = dict(columns)
    found: dict[str, str] = {}
    for name, header in mapped.items():
        if name.startswith(MARK_FIELD):
            said = platform.maxima.get(header) or mark_header(header).maximum or ("100" if percent(header) else "")
            if said:
                found[MAXIMUM_FIELD + name[len(MARK_FIELD) :]] = said
        elif name == "score" and "max_score" not in mapped:
            said = mark_header(header).maximum or ("100" if percent(header) or _PERCENT.search(fold(header)) else "")
            if said:
                found["max_score"] = said
    return found
