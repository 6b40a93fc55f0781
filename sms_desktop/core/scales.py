"""The scales a school shows grades on, its words and letters, its pass mark, and the overall average (domain.md 2)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from sms_desktop.core.errors import Invalid
from sms_desktop.core.folding import fold
from sms_desktop.core.grading import half_up
from sms_desktop.core.i18n import LANGUAGES, _, format_number, format_percent, language

SCALES = ("20", "percent", "gpa", "words", "letters")
_LONGEST_NAME, _MOST_BANDS = 50, 20


@dataclass(frozen=True)
class Band:
    """A word or letter for all grades from `lowest` up to the next band; `names` by language (`el`, `en`)."""

    lowest: Decimal
    names: Mapping[str, str] = field(hash=False)

    def name(self, of_language: str | None = None) -> str:
        """The name in a language, the reader's where none is said."""
        return self.names.get(of_language or language()) or self.names.get("en") or next(iter(self.names.values()), "")


def _words(rows: Iterable[tuple[int, str, str]]) -> tuple[Band, ...]:
    return tuple(Band(Decimal(lowest), {"el": greek, "en": english}) for lowest, greek, english in rows)


_WORDS = (
    (18, "Άριστα", "Excellent"),
    (16, "Λίαν Καλώς", "Very good"),
    (13, "Καλώς", "Good"),
    (10, "Μέτρια", "Pass"),
    (0, "Ανεπιτυχώς", "Fail"),
)
_LETTERS = (
    *((97, "A+"), (93, "A"), (90, "A-"), (87, "B+"), (83, "B"), (80, "B-")),
    *((77, "C+"), (65, "C"), (50, "D"), (0, "F")),
)


@dataclass(frozen=True)
class Scales:
    """What a school makes of percentages: `pass_mark` and the words' `lowest` are of 20, the letters' in percent.

    `shown` is the one of `SCALES` that grades are shown on. Percentages are rounded to two places before they are
    judged, so that a grade passes as it is shown.
    """

    pass_mark: Decimal = Decimal(10)
    words: tuple[Band, ...] = _words(_WORDS)
    letters: tuple[Band, ...] = _words((lowest, letter, letter) for lowest, letter in _LETTERS)
    shown: str = "20"

    def passed(self, percentage: Decimal | Fraction) -> bool:
        """Whether a final percentage reaches the pass mark."""
        return half_up(percentage) >= self.pass_mark * 5

    def word(self, percentage: Decimal | Fraction, of_language: str | None = None) -> str:
        """The word for a percentage, in a language or in the reader's."""
        return _band(self.words, half_up(percentage) / 5).name(of_language)

    def letter(self, percentage: Decimal | Fraction) -> str:
        """The letter for a percentage."""
        return _band(self.letters, half_up(percentage)).name("en")

    def shown_as(self, percentage: Decimal | Fraction | None, scale: str | None = None) -> str:
        """A percentage on one of `SCALES`, the school's own where none is said, for the reader; empty for None."""
        if percentage is None:
            return ""
        match scale or self.shown:
            case "words":
                return self.word(percentage)
            case "letters":
                return self.letter(percentage)
            case "percent":
                return format_percent(half_up(percentage), 2)
            case "gpa":
                return format_number(half_up(Fraction(percentage) / 25), 2)
        return format_number(half_up(Fraction(percentage) / 5), 2)


DEFAULT = Scales()


def _band(bands: Sequence[Band], value: Decimal) -> Band:
    """The highest band that the value reaches; the lowest one below all."""
    reached = [band for band in bands if band.lowest <= value]
    return max(reached, key=lambda band: band.lowest) if reached else min(bands, key=lambda band: band.lowest)


def check_scales(scales: Scales) -> None:
    """Raises `Invalid` (`pass_mark`, `words`, `letters`, `shown`) where a table leaves a grade without its one name."""
    wrong = {}
    if not 0 <= scales.pass_mark <= 20 or _too_exact(scales.pass_mark):
        wrong["pass_mark"] = _("The pass mark is from 0 to 20, with at most two decimals.")
    if scales.shown not in SCALES:
        wrong["shown"] = _("Choose the scale on which grades are shown.")
    for name, bands, top in (("words", scales.words, 20), ("letters", scales.letters, 100)):
        if sentence := _wrong_bands(bands, top):
            wrong[name] = sentence
    if wrong:
        raise Invalid(**wrong)


def _too_exact(value: Decimal) -> bool:
    return half_up(value) != value


def _wrong_bands(bands: Sequence[Band], top: int) -> str:
    """What is wrong with a table of words or letters, in a sentence; empty where nothing is."""
    if not 1 <= len(bands) <= _MOST_BANDS:
        return _("A scale has from 1 to {most} grades.").format(most=_MOST_BANDS)
    if any(not 0 < len(band.name(code).strip()) <= _LONGEST_NAME for band in bands for code in LANGUAGES):
        return _("Every grade needs a name of at most {most} characters.").format(most=_LONGEST_NAME)
    if any(not 0 <= band.lowest <= top or _too_exact(band.lowest) for band in bands):
        return _("Every grade begins somewhere from 0 to {top}, with at most two decimals.").format(top=top)
    if _repeated(band.lowest for band in bands):
        return _("Two grades begin at the same number. Give each its own.")
    if any(_repeated(fold(band.name(code).strip()) for band in bands) for code in LANGUAGES):
        return _("Two grades have the same name. Give each its own.")
    if min(band.lowest for band in bands) != 0:
        return _("The lowest grade has to begin at 0, or some results would have no name.")
    return ""


def _repeated(values: Iterable[object]) -> bool:
    found = list(values)
    return len(set(found)) < len(found)


def to_json(scales: Scales) -> str:
    """The scales as `from_json` reads them back; without the pass mark, which is a setting of its own."""
    return json.dumps(
        {
            "words": [_band_as_json(band) for band in scales.words],
            "letters": [_band_as_json(band) for band in scales.letters],
            "shown": scales.shown,
        },
        ensure_ascii=False,
    )


def _band_as_json(band: Band) -> dict[str, object]:
    return {"lowest": str(band.lowest), "names": dict(band.names)}


def from_json(text: str, pass_mark: Decimal = DEFAULT.pass_mark) -> Scales:
    """Scales from their JSON, each table by decreasing grade; what is left out is the default's. Not checked.

    Raises `ValueError` for what is no such document.
    """
    try:
        data = json.loads(text)
        return Scales(
            pass_mark,
            _bands(data["words"]) if "words" in data else DEFAULT.words,
            _bands(data["letters"]) if "letters" in data else DEFAULT.letters,
            str(data.get("shown", DEFAULT.shown)),
        )
    except (AttributeError, KeyError, TypeError, InvalidOperation, RecursionError) as error:
        raise ValueError("scales") from error


def _number(found: object) -> Decimal:
    number = Decimal(str(found))
    if not number.is_finite():
        raise ValueError("scales")
    return number


def _bands(found: list[dict[str, object]]) -> tuple[Band, ...]:
    bands = [Band(_number(item["lowest"]), _names(item["names"])) for item in found]
    return tuple(sorted(bands, key=lambda band: -band.lowest))


def _names(found: object) -> dict[str, str]:
    """The names by language; one text is the same in all."""
    if isinstance(found, str):
        return dict.fromkeys(LANGUAGES, found)
    if not isinstance(found, dict):
        raise TypeError
    return {str(code): str(name) for code, name in found.items()}


def overall(results: Sequence[tuple[Fraction | Decimal, Decimal | None]]) -> Fraction | None:
    """The mean of final percentages weighted by the courses' credits, exactly; None without any result (domain.md 2).

    Courses without credits are left out, unless none has any: then all count alike.
    """
    weighted = [(Fraction(value), Fraction(credits)) for value, credits in results if credits] or [
        (Fraction(value), Fraction(1)) for value, _credits in results
    ]
    if not weighted:
        return None
    return sum((value * weight for value, weight in weighted), Fraction(0)) / sum(weight for _value, weight in weighted)
