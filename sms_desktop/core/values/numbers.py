"""Numbers as people and spreadsheets write them, with the decimal sign judged over a whole column (formats.md 1)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from sms_desktop.core.folding import fold
from sms_desktop.core.i18n import _
from sms_desktop.core.values.refused import BadValue, shown

_REMEMBERED = 1 << 14
_INTEGER = re.compile(r"[+-]?\d{1,30}", re.ASCII)
_WHOLE = re.compile(r"([+-]?\d{1,15})(?:[.,]0{1,2})?", re.ASCII)
_COMMA = re.compile(r"[+-]?(?:\d{1,3}(?:[. ']\d{3})+|\d{0,30})(?:,\d{1,30})?", re.ASCII)
_POINT = re.compile(r"[+-]?(?:\d{1,3}(?:[, ']\d{3})+|\d{0,30})(?:\.\d{1,30})?", re.ASCII)
_THOUSAND = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
_SIGNS = str.maketrans({"−": "-", "\u00a0": " ", "\u202f": " ", "’": "'"})
_GROUPING = {",": str.maketrans(",", ".", ". '"), ".": str.maketrans("", "", ", '")}

_YES = frozenset({"ναι", "yes", "true", "y", "ν", "1", "x", "χ", "✓", "✔", "☑", "on", "t", "αληθεσ"})
_NO = frozenset({"οχι", "no", "false", "n", "ο", "0", "✗", "✘", "☐", "off", "f", "ψευδεσ"})


class Decimals(StrEnum):
    """Which sign parts whole from decimal places in a column."""

    COMMA = "comma"
    POINT = "point"
    AMBIGUOUS = "ambiguous"  # only such as 1,234: ask
    MIXED = "mixed"  # 12,5 beside 12.5: each by itself
    PLAIN = "plain"  # whole numbers, or none at all


def _sign_of(text: str) -> Decimals:
    """The decimal sign that one number's shape shows."""
    commas, points = text.count(","), text.count(".")
    if not commas and not points:
        return Decimals.PLAIN
    if commas and points:
        return Decimals.COMMA if text.rfind(",") > text.rfind(".") else Decimals.POINT
    if commas + points > 1:
        return Decimals.POINT if commas else Decimals.COMMA
    if _THOUSAND.fullmatch(text):
        return Decimals.AMBIGUOUS
    return Decimals.COMMA if commas else Decimals.POINT


class DecimalJudge:
    """Finds the decimal sign of a column from as many of its cells as it is given."""

    def __init__(self) -> None:
        self._seen: set[Decimals] = set()

    def add(self, texts: Iterable[str]) -> None:
        """Looks at more cells, percentages too; those that are no numbers count for nothing."""
        for text in set(texts):
            number = text.strip().rstrip("%").rstrip().translate(_SIGNS)
            if _COMMA.fullmatch(number) or _POINT.fullmatch(number):
                self._seen.add(_sign_of(number))

    @property
    def result(self) -> Decimals:
        """What the cells so far say."""
        if {Decimals.COMMA, Decimals.POINT} <= self._seen:
            return Decimals.MIXED
        for sign in (Decimals.COMMA, Decimals.POINT, Decimals.AMBIGUOUS):
            if sign in self._seen:
                return sign
        return Decimals.PLAIN


def judge_decimals(texts: Iterable[str]) -> Decimals:
    """The decimal sign of a whole column."""
    judge = DecimalJudge()
    judge.add(texts)
    return judge.result


def _not_a_number(text: str) -> BadValue:
    return BadValue("not_a_number", _("“{value}” is not a number.").format(value=shown(text)))


@lru_cache(_REMEMBERED)
def parse_decimal(text: str, decimals: Decimals = Decimals.AMBIGUOUS) -> Decimal:
    """The number, exactly; `decimals` is its column's sign and decides only what could be read either way (`1,234`).

    Blanks, apostrophes and the other sign may group thousands. Raises `BadValue` `not_a_number`, `ambiguous_number`.
    """
    number = text.strip().translate(_SIGNS)
    if _INTEGER.fullmatch(number):
        return Decimal(number)
    sign = _sign_of(number)
    if sign is Decimals.AMBIGUOUS:
        sign = decimals
    if sign is Decimals.PLAIN and _THOUSAND.fullmatch(number) is None:
        sign = Decimals.POINT
    if sign not in (Decimals.COMMA, Decimals.POINT):
        sentence = _("“{value}” can be read as two numbers: say whether comma or point is the decimal sign.")
        raise BadValue("ambiguous_number", sentence.format(value=shown(text)))
    shape, mark = (_COMMA, ",") if sign is Decimals.COMMA else (_POINT, ".")
    if not shape.fullmatch(number) or not any(map(str.isdigit, number)):
        raise _not_a_number(text)
    return Decimal(number.translate(_GROUPING[mark]))


@lru_cache(_REMEMBERED)
def parse_int(text: str, low: int | None = None, high: int | None = None) -> int:
    """A whole number from `low` to `high`; `2.0` and `2,0` are 2. Raises `BadValue` `not_whole`, `out_of_range`."""
    found = _WHOLE.fullmatch(text.strip().translate(_SIGNS))
    if found is None:
        raise BadValue("not_whole", _("“{value}” is not a whole number.").format(value=shown(text)))
    number = int(found[1])
    if low is not None and number < low:
        sentence = _("“{value}” is too small: the least is {low}.")
        raise BadValue("out_of_range", sentence.format(value=shown(text), low=low))
    if high is not None and number > high:
        sentence = _("“{value}” is too large: the most is {high}.")
        raise BadValue("out_of_range", sentence.format(value=shown(text), high=high))
    return number


def parse_bool(text: str) -> bool:
    """Yes or no in Greek or English, 1 or 0, a cross or a tick. Raises `BadValue` `not_yes_or_no`."""
    word = fold(text.strip())
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise BadValue("not_yes_or_no", _("“{value}” is neither yes nor no.").format(value=shown(text)))
