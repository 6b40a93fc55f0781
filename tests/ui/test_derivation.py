"""How a grade came about, in sentences and figures that add up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from sms_desktop.core.absences import Counts
from sms_desktop.core.evaluation import Rule
from sms_desktop.core.grading import Category, Mark, Rated, final_grade
from sms_desktop.core.scales import DEFAULT
from sms_desktop.ui.language import Languages
from sms_desktop.ui.theme import Theme
from sms_desktop.ui.widgets.derivation import Derivation

CATEGORIES = (
    Category(1, Rule("Participation", Decimal(10), "participation", counts_daily=True)),
    Category(2, Rule("Tests", Decimal(30))),
    Category(3, Rule("Final exam", Decimal(60), "final", latest_only=True)),
)
TWENTY = Decimal(20)


@pytest.fixture
def page(qtbot: QtBot) -> Derivation:
    """The page, empty."""
    made = Derivation("why")
    made.resize(420, 400)
    made.show()
    return made


def test_each_category_says_what_is_in_it_and_what_it_adds(page: Derivation) -> None:
    marks = {
        2: [Mark(Decimal(14), TWENTY, title="First test"), Mark(None, TWENTY, title="Second test")],
        3: [
            Mark(Decimal(6), TWENTY, submitted=date(2027, 1, 20), title="Exam"),
            Mark(Decimal(13), TWENTY, Decimal(2), submitted=date(2027, 2, 10), title="Resit"),
        ],
    }
    ratings = {1: [Rated(Decimal(8), Decimal(10), date(2026, 10, 5))]}
    page.show_final(final_grade(CATEGORIES, marks, ratings, Counts(absent=2), Decimal(1)), DEFAULT, "A100 Engines")
    text = page.toPlainText()
    assert "A100 Engines" in text
    assert "Final grade 13.20 of 20 (66.00 %), in words: Good." in text
    assert "Together: 68.00 of 100. 2 absences take 2.00 points off: 66.00." in text
    for words in ("Daily rating, 05/10/2026", "excused: does not count", "replaced by a later one", "39.00 points"):
        assert words in text
    assert "65.00 %, counts 2 times" in text


def test_a_grade_that_is_not_complete_says_how_much_is_in(page: Derivation) -> None:
    marks = {2: [Mark(Decimal(8), TWENTY, title="First test")]}
    page.show_final(final_grade(CATEGORIES, marks, {}, Counts(), Decimal(0)), DEFAULT)
    text = page.toPlainText()
    assert "Final grade 8.00 of 20 (40.00 %), in words: Fail." in text
    assert "The pass mark of 10 is not reached." in text
    assert "So far 30 % of the evaluation is in." in text
    assert "nothing yet" in text


def test_the_registers_rate_is_named_with_its_periods(page: Derivation) -> None:
    rules = (Category(1, Rule("Presence", Decimal(100), "attendance")),)
    marks = {1: [Mark(Decimal(3), TWENTY, title="Old mark")]}
    page.show_final(final_grade(rules, marks, {}, Counts(present=8, absent=2), Decimal(0)), DEFAULT)
    text = page.toPlainText()
    assert "8 of 10 recorded periods present" in text
    assert "the registers count instead" in text


def test_without_marks_nothing_is_claimed(page: Derivation) -> None:
    page.show_final(final_grade(CATEGORIES, {}, {}, Counts(), Decimal(0)), DEFAULT)
    assert "Not graded yet" in page.toPlainText()
    page.show_nothing()
    assert page.toPlainText() == ""


def test_titles_that_look_like_markup_are_shown_as_they_are(page: Derivation) -> None:
    marks = {2: [Mark(Decimal(8), TWENTY, title="<b>Test</b> & more")]}
    page.show_final(final_grade(CATEGORIES, marks, {}, Counts(), Decimal(0)), DEFAULT, "A < B")
    assert "<b>Test</b> & more" in page.toPlainText()
    assert "A < B" in page.toPlainText()


def test_it_follows_theme_and_language(page: Derivation, theme: Theme, languages: Languages) -> None:
    page.show_final(final_grade(CATEGORIES, {}, {}, Counts(), Decimal(0)), DEFAULT)
    before = page.toHtml()
    theme.choose("dark")
    assert page.toHtml() != before
    languages.choose("el")
    assert page.accessibleName()
