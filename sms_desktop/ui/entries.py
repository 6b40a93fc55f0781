"""Dates and numbers as people type them into one field, where there is no column to judge by."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sms_desktop.core import clock
from sms_desktop.core.i18n import _
from sms_desktop.core.values.dates import DateOrder, parse_date
from sms_desktop.core.values.numbers import Decimals, parse_decimal
from sms_desktop.core.values.refused import BadValue

#: Two-digit years up to this many years ahead of today are of this century (births and enrolments alike).
AHEAD = 10


def read_date(text: str) -> date:
    """`3/4/2026`, `3.4.26` and `2026-04-03` are all the third of April; raises `BadValue` with the reason."""
    return parse_date(text.strip(), DateOrder.DAY_FIRST, newest=clock.today().year + AHEAD)


def read_number(text: str, decimals: int) -> Decimal:
    """`14,5` and `14.5` are one number, with at most `decimals` digits after the sign; raises `BadValue` else.

    A single sign is the decimal one, as in a field for marks; `1.234,5` has it last.
    """
    text = text.strip()
    one_sign = text.count(",") + text.count(".") == 1
    comma = Decimals.COMMA if "," in text else Decimals.POINT
    number = parse_decimal(text, comma if one_sign else Decimals.AMBIGUOUS)
    exponent = number.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > decimals:
        if not decimals:
            raise BadValue("not_whole", _("Please write a whole number."))
        raise BadValue("too_fine", _("At most {n} digits after the decimal sign, please.").format(n=decimals))
    return number
