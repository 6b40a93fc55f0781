"""What a grade would be with other marks, and the lowest mark that still reaches a target."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sms_desktop.core.absences import Counts
from sms_desktop.core.evaluation import Rule
from sms_desktop.core.grading import Category, Mark
from sms_desktop.core.what_if import Needed, Part, Work, filled, needed

D = Decimal
CONTINUOUS, FINAL, ATTENDANCE = 1, 2, 3
RULES = (
    Category(CONTINUOUS, Rule("Continuous", D(40), "continuous", counts_daily=True)),
    Category(FINAL, Rule("Final exam", D(60), "final", latest_only=True)),
)
EXAM = Part(FINAL, "Final exam")
#: 40 % are in, at 70 %.
SO_FAR = Work(RULES, {CONTINUOUS: [Mark(D(14), D(20), key=1)]}, {})


def test_what_she_needs_in_the_final_exam_to_pass() -> None:
    found = needed(SO_FAR, [EXAM], D(50))
    assert (found.status, found.score, found.maximum, found.percentage) == ("needed", D("7.34"), 20, D("36.70"))
    assert (found.lowest, found.highest) == (28, 88)
    assert filled(SO_FAR, [(EXAM, D("7.34"))]).final.percentage == D("50.02")
    assert filled(SO_FAR, [(EXAM, D("7.33"))]).final.percentage == D("49.99")


def test_a_target_that_is_certain_and_one_that_is_out_of_reach_say_so() -> None:
    assert needed(SO_FAR, [EXAM], D(28)) == Needed("certain", None, None, None, D(28), D(88))
    assert needed(SO_FAR, [EXAM], D("88.01")) == Needed("out_of_reach", None, None, None, D(28), D(88))
    assert needed(SO_FAR, [EXAM], D(88)).score == 20


def test_a_grade_reaches_a_target_as_it_is_shown() -> None:
    rules = (Category(FINAL, Rule("Final exam", D(100), "final")),)
    exam = Part(FINAL, "Exam", D(1000))
    assert needed(Work(rules, {}, {}), [exam], D(50)).score == D("499.95")
    assert filled(Work(rules, {}, {}), [(exam, D("499.95"))]).final.percentage == 50


def test_the_penalty_for_absences_so_far_is_to_be_made_up_for() -> None:
    found = needed(replace(SO_FAR, counts=Counts(absent=3), penalty=D(2)), [EXAM], D(50))
    assert found.score == D("9.34")
    hopeless = replace(SO_FAR, counts=Counts(absent=90), penalty=D(2))
    assert needed(hopeless, [EXAM], D(50)) == Needed("out_of_reach", None, None, None, D(0), D(0))


def test_several_parts_need_the_same_percentage() -> None:
    quiz = Part(CONTINUOUS, "Quiz", D(50))
    found = needed(SO_FAR, [EXAM, quiz], D(50))
    assert (found.status, found.score, found.percentage) == ("needed", None, D(45))
    assert filled(SO_FAR, [(EXAM, D(9)), (quiz, D("22.5"))]).final.percentage == 50


def test_a_resit_replaces_the_exam_and_another_score_stands_for_the_one_there_is() -> None:
    failed = filled(SO_FAR, [(EXAM, D(4))])
    assert failed.final.percentage == 40
    assert needed(failed, [EXAM], D(50)).score == D("7.34")
    marked = replace(SO_FAR, marks={**SO_FAR.marks, FINAL: [Mark(D(4), D(20), submitted=date(2026, 12, 1), key=7)]})
    again = filled(marked, [(replace(EXAM, replaces=7), D(16))])
    assert again.marks[FINAL] == [Mark(D(16), D(20), submitted=date(2026, 12, 1), key=7)]


def test_an_exam_that_was_assigned_before_a_later_one_changes_nothing() -> None:
    later = replace(SO_FAR, marks={FINAL: [Mark(D(4), D(20), assigned=date(2026, 12, 1), key=7)]})
    old = replace(EXAM, assigned=date(2026, 11, 1))
    assert needed(later, [old], D(50)) == Needed("out_of_reach", None, None, None, D(20), D(20))


def test_without_anything_open_or_any_rules_nothing_is_needed() -> None:
    assert needed(SO_FAR, [], D(70)) == Needed("certain", None, None, None, D(70), D(70))
    assert needed(SO_FAR, [], D(71)).status == "out_of_reach"
    assert needed(Work((), {}, {}), [EXAM], D(50)) == Needed("out_of_reach", None, None, None, None, None)


def test_trying_leaves_the_work_as_it_was() -> None:
    before = SO_FAR.final
    filled(SO_FAR, [(EXAM, D(20)), (Part(CONTINUOUS, "Quiz"), D(0))])
    assert SO_FAR.final == before


@given(
    st.decimals(0, 20, places=1),
    st.decimals(0, 100, places=2),
    st.sampled_from([D(5), D(20), D(100), D("19.995")]),
    st.integers(0, 10),
)
def test_the_needed_score_reaches_the_target_and_a_hundredth_less_does_not(
    so_far: Decimal, target: Decimal, maximum: Decimal, absent: int
) -> None:
    work = Work(RULES, {CONTINUOUS: [Mark(so_far, D(20), key=1)]}, {}, Counts(absent=absent), D(1))
    part = replace(EXAM, maximum=maximum)
    found = needed(work, [part], target)
    assume(found.status == "needed")
    assert found.score is not None
    reached, missed = (
        filled(work, [(part, score)]).final.percentage for score in (found.score, found.score - D("0.01"))
    )
    assert reached is not None
    assert missed is not None
    assert 0 < found.score <= maximum
    assert missed < target <= reached


@given(st.decimals(0, 100, places=2), st.integers(0, 3))
def test_what_is_certain_or_out_of_reach_is_so_for_every_mark(target: Decimal, absent: int) -> None:
    work = replace(SO_FAR, counts=Counts(absent=absent), penalty=D(2))
    status = needed(work, [EXAM], target).status
    for score in (D(0), D(10), D(20)):
        percentage = filled(work, [(EXAM, score)]).final.percentage
        assert percentage is not None
        assert status == "needed" or (status == "certain") is (percentage >= target)


@pytest.mark.parametrize("maximum", [D(20), D(100), D("0.5")])
def test_a_score_is_given_in_hundredths_of_its_own_maximum(maximum: Decimal) -> None:
    rules = (Category(FINAL, Rule("Final exam", D(100), "final")),)
    found = needed(Work(rules, {}, {}), [Part(FINAL, "Exam", maximum)], D(50))
    assert (found.score, found.percentage) == (maximum / 2, 50)
