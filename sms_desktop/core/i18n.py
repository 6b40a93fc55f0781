"""Texts, numbers and dates in the reader's language: English source, Greek catalogue (gettext)."""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from sms_desktop.core import paths

if TYPE_CHECKING:  # two hundredths of a second of every start
    from babel import Locale

LANGUAGES = {"en": "English", "el": "Ελληνικά"}
#: What a Greek school calls its students, by setting; all three decline alike, so the stem can be exchanged.
STUDENT_STEMS = {"φοιτητής": "φοιτητ", "σπουδαστής": "σπουδαστ", "μαθητής": "μαθητ"}
_STEM_IN_CATALOGUE = "φοιτητ"


class _Reader:
    """The language of the process: the one piece of state here, set at start and by the language menu."""

    language = "en"
    stem = _STEM_IN_CATALOGUE
    texts: gettext.NullTranslations = gettext.NullTranslations()


def set_language(language: str, student_word: str | None = None) -> None:
    """Switches every later `_()` to `language` (`en` or `el`); `student_word` is a key of `STUDENT_STEMS`."""
    _Reader.language = language if language in LANGUAGES else "en"
    _Reader.texts = _catalogue(str(paths.translations()), _Reader.language)
    if student_word is not None:
        _Reader.stem = STUDENT_STEMS.get(student_word, _STEM_IN_CATALOGUE)


@lru_cache(maxsize=4)
def _catalogue(folder: str, language: str) -> gettext.NullTranslations:
    """The texts, looked for once: papers go from one language to the other and back, a thousand times in a job."""
    return gettext.translation("sms_desktop", localedir=folder, languages=[language], fallback=True)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Inside, everything is in `language`: a document in another language than the reader's.

    The language is the process's: not for a process that shows something in another thread meanwhile.
    """
    before = _Reader.language
    set_language(language)
    try:
        yield
    finally:
        set_language(before)


def language() -> str:
    """The language in use: `en` or `el`."""
    return _Reader.language


def student_word() -> str:
    """The word for students in use: a key of `STUDENT_STEMS`."""
    return next(word for word, stem in STUDENT_STEMS.items() if stem == _Reader.stem)


def _own_word(text: str) -> str:
    stem = _Reader.stem
    if stem == _STEM_IN_CATALOGUE or _Reader.language != "el":
        return text
    for form in (str.lower, str.capitalize, str.upper):
        text = text.replace(form(_STEM_IN_CATALOGUE), form(stem))
    return text


def _(text: str) -> str:
    """The text in the reader's language. Called when shown, never at import."""
    return _own_word(_Reader.texts.gettext(text))


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for it
    """Marks a text for translation that is translated only when shown."""
    return text


def in_every_language(text: str) -> set[str]:
    """The text in each language there is: for recognising in a file what the program may have written itself."""
    folder = str(paths.translations())
    return {text, *(_catalogue(folder, name).gettext(text) for name in LANGUAGES)}


def ngettext(one: str, many: str, n: int) -> str:
    """The text for `n` things; `{n}` in it is left for the caller's format."""
    return _own_word(_Reader.texts.ngettext(one, many, n))


def pgettext(context: str, text: str) -> str:
    """The text where one English word has several meanings; `context` says which."""
    return _own_word(_Reader.texts.pgettext(context, text))


def locale() -> Locale:
    """Babel's locale of the language in use; British conventions for English (day before month)."""
    from babel import Locale

    return Locale.parse("el_GR" if _Reader.language == "el" else "en_GB")


def format_number(value: int | float | Decimal, decimals: int | None = None) -> str:
    """`1234.5` as 1,234.5 or 1.234,5; `decimals` fixes how many digits follow the sign."""
    if decimals is None and isinstance(value, int):
        grouped = f"{value:,}"
        return grouped.replace(",", ".") if _Reader.language == "el" else grouped
    return _formatted(value, decimals, _Reader.language)


def format_percent(value: int | float | Decimal, decimals: int | None = None) -> str:
    """`12.5` with its sign as the reader's language has it: 12.5 % or 12,5%; `decimals` as in `format_number`."""
    return _("{number} %").format(number=format_number(value, decimals))


@lru_cache(1 << 14)
def _formatted(value: int | float | Decimal, decimals: int | None, _language: str) -> str:
    """A thousand papers show the same few hundred figures, and Babel takes 40 microseconds for each."""
    from babel import numbers

    pattern = None if decimals is None else "#,##0" + ("." + "0" * decimals if decimals else "")
    return numbers.format_decimal(value, format=pattern, locale=locale())


def format_date(value: date | None) -> str:
    """A day as the reader writes it, with a four-digit year; empty for none."""
    return "" if value is None else value.strftime("%d/%m/%Y")


def date_in_words(value: date | None) -> str:
    """A day as letters have it, with the month's name: 21 November 2026, 21 Νοεμβρίου 2026; empty for none."""
    from babel import dates

    return "" if value is None else str(dates.format_date(value, "d MMMM y", locale()))


def format_moment(value: datetime | None) -> str:
    """A UTC moment of the database in local time, to the minute; empty for none."""
    if value is None:
        return ""
    from datetime import UTC

    return value.replace(tzinfo=UTC).astimezone().strftime("%d/%m/%Y %H:%M")


def day_name(weekday: int) -> str:
    """The weekday's name standing alone (0 = Monday)."""
    from babel import dates

    return str(dates.get_day_names("wide", "stand-alone", locale())[weekday])
