"""Dates and numbers as people type them into a field, day first, with either decimal sign."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from sms_desktop.core.i18n import _

_DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{2}|\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})")
#: Two-digit years up to this many years ahead of today are of this century (births and enrolments alike).
_AHEAD = 10


def read_date(text: str) -> date:
    """`3/4/2026`, `3.4.26`, `03-04-2026` and `2026-04-03` are all the third of April; ValueError says what is wrong."""
    text = text.strip()
    if match := _DAY_FIRST.fullmatch(text):
        day, month, year = match.groups()
    elif match := _YEAR_FIRST.fullmatch(text):
        year, month, day = match.groups()
    else:
        raise ValueError(_("Please write the date as day/month/year, for example 3/4/2026."))
    try:
        return date(_whole_year(year), int(month), int(day))
    except ValueError:
        raise ValueError(_("There is no day {date}.").format(date=f"{day}/{month}/{year}")) from None


def _whole_year(year: str) -> int:
    if len(year) == 4:
        return int(year)
    this = date.today().year
    whole = this // 100 * 100 + int(year)
    return whole if whole <= this + _AHEAD else whole - 100


def read_number(text: str, decimals: int) -> Decimal:
    """`14,5` and `14.5` are the same number, with at most `decimals` digits after the sign; ValueError says why not."""
    try:
        number = Decimal(re.sub(r"\s", "", text).replace(",", "."))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise ValueError(_("“{text}” is not a number.").format(text=text.strip()[:40]))
    exponent = number.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > decimals:
        if not decimals:
            raise ValueError(_("Please write a whole number."))
        raise ValueError(_("At most {n} digits after the decimal sign, please.").format(n=decimals))
    return number
