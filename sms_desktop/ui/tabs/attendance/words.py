"""The words, letters, icons and colours of attendance, and which key means what on a Greek and a Latin keyboard."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QLocale

from sms_desktop.core.i18n import _, day_name, format_date, language, ngettext, pgettext
from sms_desktop.core.values import presence_word

#: Present, absent, late, excused, as they are stored (domain.md 3).
STATUSES = ("P", "A", "L", "E")
#: What of several statuses in one day is shown first.
GRAVEST = ("A", "E", "L", "P")
ICONS = {"P": "check", "A": "x", "L": "clock", "E": "file-text"}
#: Fields of `theme.Tokens`: the colour of the sign, and of the ground it stands on.
TONES = {"P": "success", "A": "danger", "L": "warning", "E": "accent"}
GROUNDS = {"P": "success_ground", "A": "danger_ground", "L": "warning_ground", "E": "selected"}
#: The Greek letters on the keys P, A, L, E, K and D.
_SAME_KEY = {"Π": "P", "Α": "A", "Λ": "L", "Ε": "E", "Κ": "K", "Δ": "D"}
LIMIT_ICONS = {"insufficient": "circle-alert", "warning": "triangle-alert", "ok": "circle-check", "unknown": "minus"}
LIMIT_TONES = {"insufficient": "danger", "warning": "warning", "ok": "success", "unknown": "muted"}


def letter(status: str | None) -> str:
    """The letter of a status in the reader's language; empty for none."""
    letters = {
        "P": pgettext("register letter", "P"),
        "A": pgettext("register letter", "A"),
        "L": pgettext("register letter", "L"),
        "E": pgettext("register letter", "E"),
    }
    return letters.get(status or "", "")


def word(status: str | None) -> str:
    """A status in a word."""
    return presence_word(status) if status else _("Not recorded")


def status_of(typed: str) -> str | None:
    """The status that a typed letter means, Greek or Latin, whichever the reader's own letters are; None for none."""
    sign = typed.upper()
    sign = _SAME_KEY.get(sign, sign)
    own = {_SAME_KEY.get(letter(status), letter(status)): status for status in STATUSES}
    return own.get(sign) or (sign if sign in STATUSES else None)


def limit_word(status: str) -> str:
    """How somebody stands to the absence limit, in a word (domain.md 4)."""
    words = {
        "insufficient": _("Over the limit"),
        "warning": _("Close to the limit"),
        "ok": _("Within the limit"),
        "unknown": _("No limit known"),
    }
    return words.get(status, status)


def day_title(day: date) -> str:
    """A day with its weekday: Monday 14/09/2026."""
    return f"{day_name(day.weekday())} {format_date(day)}"


def some_day(day: date | None) -> str:
    """A day with its weekday in short: Mon 14/09/2026; empty for none."""
    return f"{short_day(day)} {format_date(day)}" if day is not None else ""


def month_title(year: int, month: int) -> str:
    """A month standing alone, with its year: September 2026."""
    return f"{_reader().standaloneMonthName(month)} {year}"


def short_day(day: date) -> str:
    """The weekday in two or three letters."""
    return _reader().standaloneDayName(day.isoweekday(), QLocale.FormatType.ShortFormat)


def _reader() -> QLocale:
    return QLocale("el_GR" if language() == "el" else "en_GB")


def periods(number: int) -> str:
    """So many periods."""
    return ngettext("{n} period", "{n} periods", number).format(n=number)
