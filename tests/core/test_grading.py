"""The final grade: every worked value of domain.md 2, and what holds for all marks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from sms_desktop.core.absences import Counts
from sms_desktop.core.evaluation import Rule
from sms_desktop.core.grading import Category, FinalGrade, Mark, Rated, final_grade

D = Decimal
PARTICIPATION, CONTINUOUS, MIDTERM, FINAL = 1, 2, 3, 4
RULES = (
    Category(PARTICIPATION, Rule("Participation", D(10), "participation", counts_daily=True)),
    Category(CONTINUOUS, Rule("Continuous", D(20), "continuous")),
    Category(MIDTERM, Rule("Midterm", D(30), "midterm", latest_only=True)),
    Category(FINAL, Rule("Final exam", D(40), "final", latest_only=True)),
)
DAY = date(2026, 10, 5)
NONE = Counts()
G1 = {
    CONTINUOUS: [Mark(D(85), D(100)), Mark(D(15), D(20))],
    MIDTERM: [Mark(D(14), D(20))],
    FINAL: [Mark(D(16), D(20))],
}
G1_RATINGS = {PARTICIPATION: [Rated(D(8), D(10), DAY), Rated(D(9), D(10), date(2026, 10, 6))]}


def shown(found: FinalGrade) -> tuple[str, str, str]:
    return str(found.percentage), str(found.grade20), str(found.gpa)


def test_g1_a_whole_term_is_graded() -> None:
    found = final_grade(RULES, G1, G1_RATINGS, NONE, D(0))
    assert shown(found) == ("77.50", "15.50", "3.10")
    assert [one.average for one in found.categories] == [85, 80, 70, 80]
    assert found.weight_used == 100


def test_g2_a_grade_stands_on_completed_work_and_says_how_much_that_is() -> None:
    marks = {MIDTERM: [Mark(D(14), D(20))], CONTINUOUS: [Mark(D(85), D(100))]}
    found = final_grade(RULES, marks, {}, NONE, D(0))
    assert shown(found) == ("76.00", "15.20", "3.04")
    assert found.weight_used == 50


def test_g3_the_penalty_takes_points_for_each_absent_period() -> None:
    found = final_grade(RULES, G1, G1_RATINGS, Counts(present=20, absent=3, late=4, excused=5), D(2))
    assert shown(found) == ("71.50", "14.30", "2.86")
    assert (found.before_penalty, found.penalty, found.absent) == (D("77.50"), 6, 3)


def test_g4_a_resit_replaces_the_exam() -> None:
    exam, resit = Mark(D(6), D(20), submitted=DAY), Mark(D(13), D(20), submitted=date(2026, 11, 5))
    found = final_grade(RULES, {FINAL: [resit, exam]}, {}, NONE, D(0))
    assert found.percentage == D("65.00")
    assert found.weight_used == 40
    assert [item.why_not for item in found.categories[3].items] == ["", "replaced"]


def test_g5_attendance_is_a_category_and_daily_ratings_have_a_multiplier() -> None:
    rules = (
        Category(1, Rule("Homework", D(60), "homework", counts_daily=True, daily_multiplier=D(2))),
        Category(2, Rule("Attendance", D(40), "attendance")),
    )
    counts = Counts(present=8, absent=1, excused=1)
    found = final_grade(rules, {1: [Mark(D(70), D(100))]}, {1: [Rated(D(4), D(5), DAY)]}, counts, D(0))
    assert shown(found) == ("78.00", "15.60", "3.12")
    assert found.categories[0].average is not None
    assert float(found.categories[0].average) == pytest.approx(76.6667, abs=0.00005)
    assert found.categories[1].average == 80


@pytest.mark.parametrize("rules", [(), RULES])
def test_without_rules_or_data_nothing_is_graded_yet(rules: tuple[Category, ...]) -> None:
    found = final_grade(rules, {}, {}, Counts(absent=5), D(2))
    assert (found.percentage, found.exact, found.grade20, found.gpa, found.before_penalty) == (None,) * 5
    assert found.weight_used == found.penalty == 0
