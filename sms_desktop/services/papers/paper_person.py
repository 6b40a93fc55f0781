"""What papers may say of one person: names in every case and in Latin letters, dates in words, address, studies."""

from __future__ import annotations

from datetime import date
from typing import Any

from sms_desktop.core import declension
from sms_desktop.core.declension import ACCUSATIVE, CASES, FEMALE, GENITIVE, MALE, NOMINATIVE
from sms_desktop.core.i18n import date_in_words, language, student_word
from sms_desktop.core.names import romanise
from sms_desktop.db.people import Student
from sms_desktop.services import students
from sms_desktop.services.exporting.columns import gender_word, student_status
from sms_desktop.services.privacy import restriction

_PLAIN = (
    "last_name", "first_name", "father_name", "mother_name", "date_of_birth", "place_of_birth", "nationality",
    "national_id", "email", "mobile", "phone", "street", "street_number", "city", "postal_code", "district",
    "enrolment_date", "study_year", "section", "status_date",
)  # fmt: skip
#: What stands in the box that is meant.
_CROSS = "X"
#: The gender as `declension` knows it: for choosing forms, not a field that can be named.
GENDER = "gender_key"
_ADDRESS = (("street", "street_number"), ("postal_code", "city"))
_WORD_CASES = (NOMINATIVE, GENITIVE, ACCUSATIVE)
#: The years of study as letters write them; a school has eight at most.
_YEARS = {
    "el": ("Α'", "Β'", "Γ'", "Δ'", "Ε'", "ΣΤ'", "Ζ'", "Η'"),
    "en": ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"),
}


def values(row: Student, *, sensitive: bool, withheld: bool) -> dict[str, object]:
    """The fields `student.…` of a student, in the language of the moment; in English names stay in the nominative.

    Without `sensitive` those fields are None; `withheld` leaves out what a restriction withholds.
    """
    plain: dict[str, Any] = {name: getattr(row, name) for name in _PLAIN}
    if not sensitive:
        plain |= {name: None for name in students.SENSITIVE if name in plain}
    if withheld:
        plain |= dict.fromkeys(restriction.WITHHELD)
    gender = declension.gender_of(row.gender, row.first_name)
    found = {
        "number": row.student_number,
        **plain,
        **_names(row, gender),
        **_parent("father_name", row.father_name, MALE),
        **_parent("mother_name", row.mother_name, FEMALE),
        "gender": gender_word(row.gender),
        "is_male": _CROSS if row.gender == MALE else "",
        "is_female": _CROSS if row.gender == FEMALE else "",
        GENDER: gender,
        **day_parts("date_of_birth", row.date_of_birth),
        "date_of_birth_words": date_in_words(row.date_of_birth),
        "enrolment_date_words": date_in_words(row.enrolment_date),
        "date_of_birth_on": _on(row.date_of_birth),
        "enrolment_date_on": _on(row.enrolment_date),
        "enrolment_year": row.academic_year,
        "study_year_words": _year(row.study_year),
        "status": student_status(row.status),
        "address": _address(plain),
    }
    return {f"student.{name}": value for name, value in found.items()}


def day_parts(name: str, day: date | None) -> dict[str, str]:
    """A day for forms that have a box for each of its parts, named after the field `name`."""
    forms = {"day": "%d", "month": "%m", "year": "%Y"}
    return {f"{name}_{part}": f"{day:{form}}" if day else "" for part, form in forms.items()}


def _names(row: Student, gender: str) -> dict[str, str]:
    found = {"full_name": f"{row.first_name} {row.last_name}", "name": f"{row.last_name} {row.first_name}"}
    for case in CASES[1:]:
        first, last = (row.first_name, row.last_name)
        if language() == "el":
            first, last = declension.first_name(first, case, gender), declension.last_name(last, case, gender)
        found |= {f"first_name_{case}": first, f"last_name_{case}": last, f"full_name_{case}": f"{first} {last}"}
    for name in ("first_name", "last_name", "full_name"):
        found[f"{name}_latin"] = romanise(found.get(name) or getattr(row, name))
    return found | _articles(row.first_name, gender) | _words(gender)


def _articles(first_name: str, gender: str) -> dict[str, str]:
    """The articles before the first name; there are none to choose in English."""
    if language() != "el":
        return {"article": "", "article_genitive": "", "article_accusative": ""}
    articles = {case: declension.article(case, gender, first_name) for case in _WORD_CASES}
    return _by_case("article", articles)


def _words(gender: str) -> dict[str, str]:
    """What the school calls its students, by case and gender."""
    if language() != "el":
        return _by_case("noun", dict.fromkeys(_WORD_CASES, "student"))
    return _by_case("noun", {case: declension.student_noun(student_word(), case, gender) for case in _WORD_CASES})


def _by_case(name: str, forms: dict[str, str]) -> dict[str, str]:
    return {name if case == NOMINATIVE else f"{name}_{case}": form for case, form in forms.items()}


def _parent(field: str, name: str, gender: str) -> dict[str, str]:
    genitive = declension.first_name(name, GENITIVE, gender) if language() == "el" else name
    return {f"{field}_genitive": genitive, f"{field}_latin": romanise(name)}


def _on(day: date | None) -> str:
    """A day as it stands behind a verb: στις 14 Μαΐου 2004, but την 1η Μαΐου 2004; on 14 May 2004."""
    if day is None:
        return ""
    words = date_in_words(day)
    if language() != "el":
        return f"on {words}"
    return f"στις {words}" if day.day > 1 else f"την 1η{words.removeprefix('1')}"


def _year(number: int | None) -> str:
    words = _YEARS[language()]
    return words[number - 1] if number and number <= len(words) else str(number or "")


def _address(plain: dict[str, Any]) -> str | None:
    """The address in one line; the district is left out where it is called as the city is."""
    parts = [" ".join(filter(None, (plain[name] for name in line))) for line in _ADDRESS]
    district = plain["district"] if plain["district"] != plain["city"] else ""
    return ", ".join(filter(None, (*parts, district))) or None
