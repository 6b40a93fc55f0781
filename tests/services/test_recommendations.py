"""What is recommended: each sentence by the figure that says it, and never one against another."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from sms_desktop.core.actor import Actor
from sms_desktop.core.i18n import set_language
from sms_desktop.db.database import Database
from sms_desktop.services.performance import performance
from sms_desktop.services.recommendations import RULES, recommendations
from tests.makers import Make
from tests.reports import papers
from tests.reports.papers import FIRST, LAST, School


@pytest.fixture
def taught(database: Database, admin: Actor, make: Make) -> School:
    return papers.school(database, admin, make)


def said(school: School, first: date = FIRST, last: date = LAST) -> tuple[str, ...]:
    with school.database.read(school.admin) as session:
        return recommendations(performance(session, [school.student], first, last)[school.student])


def exam(school: School, score: str) -> None:
    school.make.mark(school.enrolment, school.make.assessment(school.offering, "Exam", "Final exam"), score)


@pytest.mark.parametrize(
    ("score", "beginning"),
    [
        ("20", "Excellent work."),  # 90 %
        ("16", "Good and steady work."),  # 78 %
        ("12", "Solid work"),  # 66 %
        ("8", "The pass mark is reached"),  # 54 %
        ("2", "The average is below the pass mark."),  # 36 %
    ],
)
def test_the_average_says_one_sentence(taught: School, score: str, beginning: str) -> None:
    exam(taught, score)
    about = [one for one in said(taught) if one.startswith(beginning)]
    assert len(about) == 1
    assert said(taught)[0] == about[0]


def test_a_course_below_the_pass_mark_is_named(taught: School) -> None:
    exam(taught, "2")
    assert "Below the pass mark so far, and most in need of attention: Άλγεβρα." in said(taught)


@pytest.mark.parametrize(
    ("statuses", "beginning"),
    [
        ("PPAA", "Attendance was 50.0 %. Being in class"),
        ("PPPA", "Attendance was 75.0 %. Coming to class"),
        ("P" * 20, "Attendance was exemplary (100.0 %)."),
    ],
)
def test_attendance_is_spoken_of_where_it_is_low_or_very_good(taught: School, statuses: str, beginning: str) -> None:
    taught.attend(taught.enrolment, statuses)
    assert sum(one.startswith(beginning) for one in said(taught)) == 1


def test_a_few_good_days_and_what_is_in_between_are_not_spoken_of(taught: School) -> None:
    taught.attend(taught.enrolment, "PPPPP")
    assert not any("Attendance" in one for one in said(taught))


def test_limits_and_lateness_are_spoken_of(taught: School) -> None:
    taught.attend(taught.enrolment, "PPPLLLAAAA")
    assert any(one.startswith("The absence limit is near in Άλγεβρα") for one in said(taught))
    assert any(one.startswith("Late 3 times") for one in said(taught))
    other = taught.make.offering(term_id=taught.term, periods_per_week=Decimal(1))
    taught.attend(taught.make.enrolment(taught.student, other), "AAAA")
    assert any(one.startswith("The absence limit has been exceeded in Course") for one in said(taught))


def test_a_trend_and_what_is_missing_are_spoken_of(taught: School) -> None:
    taught.make.assessment(taught.offering, "Essay", "Coursework (at home)", assigned_on=FIRST)
    found = said(taught)
    assert any(one.startswith("Results have been going up") for one in found)
    assert any(one.startswith("There is no mark yet for Essay (ALG).") for one in found)


def test_where_nothing_is_recorded_that_is_all_that_is_said(taught: School) -> None:
    idle = taught.make.student()
    taught.make.enrolment(idle, taught.make.offering(term_id=taught.term))
    with taught.database.read(taught.admin) as session:
        (sentence,) = recommendations(performance(session, [idle], FIRST, LAST)[idle])
    assert sentence.startswith("Nothing has been recorded")


def test_names_beyond_the_third_are_counted(taught: School) -> None:
    for n in range(5):
        taught.make.assessment(taught.offering, f"Essay {n}", "Coursework (at home)", assigned_on=FIRST)
    assert any("Essay 2 (ALG), 2 more." in one for one in said(taught))


def test_every_sentence_can_be_filled_in_in_both_languages(taught: School) -> None:
    values = {"courses": "A", "course": "A", "rate": "1", "n": 3, "titles": "T"}
    for language in ("en", "el"):
        set_language(language)
        assert all(rule.sentence.format(**values) for rule in RULES)
