"""A mark as people type it into a cell and files have it, and as a cell shows it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from babel.numbers import get_decimal_symbol

from sms_desktop.core.folding import fold
from sms_desktop.core.i18n import _, language, locale
from sms_desktop.core.values import BadValue, Decimals, is_no_mark, parse_decimal, shown

#: As gradebooks of learning platforms keep them.
DECIMALS = 5
#: Excused, folded: in Latin letters, in Greek ones, and as typed with the keyboard in the other language.
_EXCUSED = frozenset({"ex", "εξ", "εχ", "excused", "απαλ", "απαλλαγη"})


@dataclass(frozen=True)
class Typed:
    """What a cell says: a score, an excused mark, or with neither of them no mark."""

    score: Decimal | None = None
    excused: bool = False


def parse_mark(text: str, maximum: Decimal, decimals: Decimals | None = None) -> Typed:
    """The mark that a cell of a column out of `maximum` says.

    `decimals` is the sign judged from a file's column; None is for what a person types: both signs are understood,
    and where the maximum leaves it open, the reader's own counts. Raises `BadValue` `over_maximum`, `negative`,
    `not_a_number`, `too_exact` (more than five decimals), and `ambiguous_number` for a file's.
    """
    if fold(text.strip()) in _EXCUSED:
        return Typed(excused=True)
    if is_no_mark(text):
        return Typed()
    score = _score(text, maximum, decimals)
    if score < 0:
        raise BadValue("negative", _("“{value}” is below 0.").format(value=shown(text)))
    if score > maximum:
        sentence = _("“{value}” is over the maximum of {maximum}.")
        raise BadValue("over_maximum", sentence.format(value=shown(text), maximum=shown_mark(maximum)))
    if _places(score) > DECIMALS:
        sentence = _("“{value}” has more than {most} decimals.")
        raise BadValue("too_exact", sentence.format(value=shown(text), most=DECIMALS))
    return Typed(abs(score))


def _places(score: Decimal) -> int:
    """How many decimals a number has, without the noughts at its end."""
    exponent = score.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def _score(text: str, maximum: Decimal, decimals: Decimals | None) -> Decimal:
    try:
        return parse_decimal(text, decimals or Decimals.AMBIGUOUS)
    except BadValue as error:
        if error.code != "ambiguous_number":
            raise
        readings = {sign: parse_decimal(text, sign) for sign in (Decimals.COMMA, Decimals.POINT)}
        fitting = [score for score in readings.values() if score <= maximum]
        if len(fitting) != 1 and decimals is not None:
            raise
        own = readings[Decimals.COMMA if _decimal_sign(language()) == "," else Decimals.POINT]
        return fitting[0] if len(fitting) == 1 else own


@lru_cache
def _decimal_sign(_language: str) -> str:
    return get_decimal_symbol(locale())


def shown_mark(score: Decimal | None, excused: bool = False) -> str:
    """A mark for a cell in the reader's language, with no more decimals than it has; empty for none."""
    if excused:
        return _("EX")
    if score is None:
        return ""
    return f"{score.normalize():f}".replace(".", _decimal_sign(language()))
