"""The performance report: the figures of the service, in words, tables and charts."""

from __future__ import annotations

from datetime import date
from typing import Any

from sms_desktop.formats.paper.model import Bars, Document
from sms_desktop.reports.report import Left
from tests.reports.papers import DAYS, FIRST, LAST, School, blocks, curves, fact, rows, words


def report(school: School, **wanted: Any) -> Document:
    return school.document("performance", **{"first": FIRST, "last": LAST, **wanted})


def test_at_a_glance(school: School) -> None:
    school.attend(school.enrolment, "PPPPPPLAAA")
    document = report(school)
    assert document.subtitle == "From 01/10/2025 to 31/10/2025"
    assert fact(document, "Average so far") == "15.00 (75.00\u00a0%)"
    assert fact(document, "Marks of the period") == "75.00\u00a0%"
    assert fact(document, "Attendance") == "70.00\u00a0%"
    assert fact(document, "Presence") == "60.00\u00a0%"
    assert fact(document, "Absences") == "3 unexcused, 0 excused, 1 late"
    assert fact(document, "Trend") == "improving"
    assert fact(document, "Risk") == ("low (10 of 100): attendance 70.00 % below 80 (+15); results going up (-5)")


def test_marks_are_drawn_over_time_and_listed(school: School) -> None:
    document = report(school)
    (curve,) = curves(document)
    assert curve.points == [("06/10", 60.0), ("13/10", 70.0), ("20/10", 80.0), ("27/10", 90.0)]
    assert curve.line == 50
    listed = [row.cells for row in rows(document)][-4:]
    assert listed[0] == ("06/10/2025", "ALG", "Test 1", "12 of 20", "60.00\u00a0%")
    (bars,) = [one for one in blocks(document) if isinstance(one, Bars)]
    assert bars.bars == [("Άλγεβρα", 75.0, "15.00")]


def test_a_course_stands_with_the_period_and_with_its_standing(school: School) -> None:
    document = report(school, first=DAYS[2])
    assert [row.cells for row in rows(document)][:2] == [
        ("ALG Άλγεβρα", "2", "85.00\u00a0%", "15.00\u00a0(40\u00a0%)", "–", "–", "0 (4)"),
        ("ZOO Ζωολογία", "0", "–", "not graded yet", "–", "–", "0 (4)"),
    ]


def test_it_recommends_something_and_shows_what_was_noted_in_the_period(school: School) -> None:
    school.note("Helped at the open day")
    assert "Helped at the open day" in words(report(school))
    assert "Helped at the open day" not in words(report(school, last=DAYS[0]))
    assert "•  Good and steady work" in words(report(school))


def test_without_a_mark_there_is_no_curve_and_nothing_is_nought(school: School) -> None:
    document = report(school, first=date(2025, 11, 3), last=date(2025, 11, 9))
    assert curves(document) == []
    assert fact(document, "Marks of the period") == "no mark in this period"
    assert fact(document, "Attendance") == "no register in this period"
    assert fact(document, "Trend") == "too few marks to tell"


def test_outside_of_all_terms_there_is_no_report(school: School) -> None:
    (left,) = school.built("performance", first=date(2020, 1, 1), last=date(2020, 1, 7))
    assert isinstance(left, Left)
    assert left.sentence == "Παπαδοπούλου Άννα (S1) has no course from 01/01/2020 to 07/01/2020."
