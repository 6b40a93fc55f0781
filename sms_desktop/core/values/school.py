"""What only schools write: study years, academic years, semesters, statuses, student numbers and course codes."""

from __future__ import annotations

import re
from functools import lru_cache

from sms_desktop.core.folding import fold, without_apostrophes
from sms_desktop.core.i18n import _
from sms_desktop.core.values.refused import BadValue, shown

_REMEMBERED = 1 << 14
_MOST_YEARS, _MOST_SEMESTERS = 12, 12

_ENGLISH = "first second third fourth fifth sixth seventh eighth"
_ROMAN = "i ii iii iv v vi vii viii"
_NUMERALS = "α β γ δ ε στ ζ η"
_GREEK_STEMS = "πρωτ δευτερ τριτ τεταρτ πεμπτ εκτ εβδομ ογδο"
_OTHERS = {"a": 1, "b": 2, "e": 5, "z": 7, "ι": 1, "ιι": 2, "ιιι": 3, "ιv": 4}
_ORDINALS = _OTHERS | {
    word: number for words in (_ENGLISH, _ROMAN, _NUMERALS) for number, word in enumerate(words.split(), 1)
}
_STEMS = {stem: number for number, stem in enumerate(_GREEK_STEMS.split(), 1)}
_WITH_ENDING = re.compile(r"(\d{1,2})(?:ο|η|ου|ησ|st|nd|rd|th)?(?:\.0)?")
_TOKENS = re.compile(r"[^\W_]+(?:\.0$)?")
_GREEK_AROUND = "ετοσ ετουσ σπουδων ταξη ταξησ χρονια χρονοσ εξαμηνο εξαμηνου εξ"
_ENGLISH_AROUND = "year study grade class of the semester sem term yr form"
_AROUND = frozenset(f"{_GREEK_AROUND} {_ENGLISH_AROUND}".split())
_A_YEAR = re.compile(r"\d{4}")
_HALVES = {"χειμερινο": 1, "φθινοπωρινο": 1, "winter": 1, "fall": 1, "autumn": 1, "εαρινο": 2, "spring": 2}

_YEARS = re.compile(r"(\d{4})\s*[-–—/_]\s*(\d{4}|\d{2})", re.ASCII)
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,49}", re.ASCII)
_MADE_DECIMAL = re.compile(r"(\d{1,49})[.,]0", re.ASCII)
_EXPONENT = re.compile(r"\d(?:[.,]\d+)?[eE]\+\d{1,3}", re.ASCII)
_CODE_BLANKS = re.compile(r"\s+")
#: Greek capitals that a reader can't tell from Latin ones.
_LOOK_ALIKE = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX")

#: By the first letters of the folded word; the first that fits counts.
_STATUSES = (
    ("graduated", ("αποφοιτ", "πτυχιουχ", "διπλωματουχ", "graduat", "alumn", "complet", "ολοκληρ")),
    ("transferred", ("μετεγγραφ", "μεταγραφ", "transfer", "moved")),
    ("withdrawn", ("διαγρ", "διεγρ", "αποχωρ", "αποβλ", "διεκοψ", "διακοπ", "ανενεργ", "withdr", "drop", "inactive",
                   "left", "expel", "tobedeleted", "suspend", "αναστολ", "false")),
    ("active", ("ενεργ", "εγγεγραμμεν", "φοιτ", "σπουδαζ", "active", "enrol", "current", "attending", "true", "ναι",
                "yes")),
)  # fmt: skip
_ENROLMENT_STATUSES = (
    ("completed", ("ολοκληρ", "περα", "επιτυχ", "complet", "passed", "finish", "graduat")),
    ("dropped", ("διαγρ", "διεγρ", "αποχωρ", "διεκοψ", "διακοπ", "ανενεργ", "drop", "withdr", "inactive", "tobedeleted",
                 "unenrol", "false")),
    ("active", ("ενεργ", "εγγεγραμμεν", "φοιτ", "active", "enrol", "current", "true", "ναι", "yes")),
)  # fmt: skip
_MALE = "m male man boy α αρρεν αρρενασ ανδρασ αντρασ αγορι αρσενικο"
_FEMALE = "f female woman girl θ θηλυ γυναικα κοριτσι θηλυκο γ κ"
_GENDERS = {
    "male": frozenset(_MALE.split()),
    "female": frozenset(_FEMALE.split()),
    "other": frozenset({"x", "other", "αλλο", "nonbinary"}),
}


def _ordinal(text: str) -> int | None:
    """The number that a text of one numeral and words around it says: Α', 1ο, First, II, Πρώτο Έτος."""
    tokens = [token for token in _TOKENS.findall(fold(without_apostrophes(text))) if token not in _AROUND]
    if len(tokens) != 1:
        return None
    if counted := _WITH_ENDING.fullmatch(tokens[0]):
        return int(counted[1])
    if tokens[0][0] in "sy" and tokens[0][1:].isdigit():
        return int(tokens[0][1:])
    if tokens[0] in _ORDINALS:
        return _ORDINALS[tokens[0]]
    return next((number for stem, number in _STEMS.items() if tokens[0].startswith(stem)), None)


@lru_cache(_REMEMBERED)
def parse_study_year(text: str) -> int:
    """The year of study, 1 to 12: `Α'`, `Β΄`, `Γ’` with any apostrophe and Greek or Latin letter, `1`, `1ο`, `First`.

    Raises `BadValue` `not_a_study_year`. Which years the school has is a setting, and not looked at here.
    """
    year = _ordinal(text)
    if year is None or not 1 <= year <= _MOST_YEARS:
        raise BadValue("not_a_study_year", _("“{value}” is not a year of study.").format(value=shown(text)))
    return year


@lru_cache(_REMEMBERED)
def parse_semester(text: str) -> int:
    """The number of a semester, 1 to 12: `Α' Εξάμηνο`, `1ο εξάμηνο`, `Semester 2`, `Δ΄ εξ.`; winter is 1, spring 2.

    Raises `BadValue` `not_a_semester`, also for the semester of a named year, which is a term.
    """
    words = [] if _A_YEAR.search(text) else _TOKENS.findall(fold(text))
    halves = [_HALVES[word] for word in words if word in _HALVES]
    semester = halves[0] if len(halves) == 1 else _ordinal(text)
    if semester is None or not 1 <= semester <= _MOST_SEMESTERS:
        raise BadValue("not_a_semester", _("“{value}” is not a semester.").format(value=shown(text)))
    return semester


@lru_cache(_REMEMBERED)
def parse_academic_year(text: str) -> str:
    """The name of a school year, `2025-2026`, from `2025 - 2026`, `2025/26` and the like.

    Raises `BadValue` `not_an_academic_year`; one year alone could be its first or its last, and is refused.
    """
    found = _YEARS.fullmatch(text.strip())
    if found is not None:
        first = int(found[1])
        if (first + 1) % (10 ** len(found[2])) == int(found[2]):
            return f"{first}-{first + 1}"
    sentence = _("“{value}” is not a school year. Write it like 2025-2026.")
    raise BadValue("not_an_academic_year", sentence.format(value=shown(text)))


def _by_beginning(text: str, table: tuple[tuple[str, tuple[str, ...]], ...]) -> str | None:
    word = fold(text.strip())
    return next((name for name, starts in table if word == name or word.startswith(starts)), None)


@lru_cache(_REMEMBERED)
def parse_status(text: str) -> str:
    """A student's status: active, graduated, withdrawn or transferred, from Greek and English words (domain.md 1).

    Raises `BadValue` `not_a_status`.
    """
    status = _by_beginning(text, _STATUSES)
    if status is None:
        sentence = _("“{value}” is not a status. A student is active, graduated, withdrawn or transferred.")
        raise BadValue("not_a_status", sentence.format(value=shown(text)))
    return status


@lru_cache(_REMEMBERED)
def parse_enrolment_status(text: str) -> str:
    """An enrolment's status: active, completed or dropped (domain.md 1). Raises `BadValue` `not_a_status`."""
    status = _by_beginning(text, _ENROLMENT_STATUSES)
    if status is None:
        sentence = _("“{value}” is not a status. An enrolment is active, completed or dropped.")
        raise BadValue("not_a_status", sentence.format(value=shown(text)))
    return status


@lru_cache(_REMEMBERED)
def parse_gender(text: str) -> str:
    """`male`, `female` or `other` from a word or its first letter in Greek or English. Raises `BadValue`."""
    word = fold(text.strip().rstrip("."))
    for gender, words in _GENDERS.items():
        if word in words:
            return gender
    raise BadValue("not_a_gender", _("“{value}” is not a gender.").format(value=shown(text)))


def clean_student_number(text: str) -> str:
    """A student number by the rule of domain.md 1; `1234.0` of a spreadsheet is 1234, Greek look-alikes become Latin.

    Raises `BadValue` `bad_student_number`, `number_exponent` for 1.2E+09, whose digits are lost.
    """
    number = text.strip()
    if _NUMBER.fullmatch(number):
        return number
    if made := _MADE_DECIMAL.fullmatch(number):
        return made[1]
    if _EXPONENT.fullmatch(number):
        sentence = _("“{value}” is a number that a spreadsheet has rounded: its last digits are lost.")
        raise BadValue("number_exponent", sentence.format(value=shown(text)))
    number = number.translate(_LOOK_ALIKE)
    if _NUMBER.fullmatch(number):
        return number
    sentence = _("“{value}” is no student number: it has Latin letters, digits, - and _, a letter or digit first.")
    raise BadValue("bad_student_number", sentence.format(value=shown(text)))


def clean_course_code(text: str) -> str:
    """A course code in capitals, without blanks in doubles; Greek codes stay Greek (domain.md 1).

    Raises `BadValue` `bad_course_code` where there is no letter or digit in it or it is longer than 50.
    """
    code = _CODE_BLANKS.sub(" ", text.strip()).upper()
    if made := _MADE_DECIMAL.fullmatch(code):
        return made[1]
    if len(code) > 50 or not any(map(str.isalnum, code)):
        raise BadValue("bad_course_code", _("“{value}” is not a course code.").format(value=shown(text)))
    return code
