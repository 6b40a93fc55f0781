"""Texts of cells read as values: dates, numbers, school words; each reader is pure and raises `BadValue`."""

from sms_desktop.core.values.contact import digits_of, parse_email, parse_phone
from sms_desktop.core.values.dates import DateJudge, DateOrder, judge_dates, parse_birth_date, parse_date
from sms_desktop.core.values.numbers import (
    DecimalJudge,
    Decimals,
    judge_decimals,
    parse_bool,
    parse_decimal,
    parse_int,
)
from sms_desktop.core.values.presence import parse_presence, presence_word
from sms_desktop.core.values.refused import BadValue, is_missing, is_no_mark, shown
from sms_desktop.core.values.school import (
    clean_course_code,
    clean_student_number,
    parse_academic_year,
    parse_enrolment_status,
    parse_gender,
    parse_semester,
    parse_status,
    parse_study_year,
)

__all__ = [
    "BadValue",
    "DateJudge",
    "DateOrder",
    "DecimalJudge",
    "Decimals",
    "clean_course_code",
    "clean_student_number",
    "digits_of",
    "is_missing",
    "is_no_mark",
    "judge_dates",
    "judge_decimals",
    "parse_academic_year",
    "parse_birth_date",
    "parse_bool",
    "parse_date",
    "parse_decimal",
    "parse_email",
    "parse_enrolment_status",
    "parse_gender",
    "parse_int",
    "parse_phone",
    "parse_presence",
    "parse_semester",
    "parse_status",
    "parse_study_year",
    "presence_word",
    "shown",
]
