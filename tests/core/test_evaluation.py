"""Evaluation rules as curricula write them, and what is wrong with some."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_desktop.core.errors import Invalid
from sms_desktop.core.evaluation import KINDS, Rule, check_rules, kind_of, parse_rules, rule, rules_as_json
from sms_desktop.core.values import BadValue

CURRICULUM = (
    "Συμμετοχή στο Μάθημα 10% + Συνεχής Αξιολόγηση (Εκπόνηση εργασιών στο σπίτι, 2 + 1) 12,5% + "
    "Αξιολόγηση μετρήσεων, εκτέλεση εργαστηριακής εργασίας και έκθεσης 7,5% + "
    "Ενδιάμεση Εξέταση 30% + Τελική Εξέταση 40%"
)


def pairs(text: str) -> list[tuple[str, Decimal]]:
    return [(found.name, found.weight) for found in parse_rules(text)]


def test_a_curriculums_cell_is_read_with_its_parentheses_commas_and_decimals() -> None:
    found = parse_rules(CURRICULUM)
    assert [one.name for one in found][1:3] == [
        "Συνεχής Αξιολόγηση (Εκπόνηση εργασιών στο σπίτι, 2 + 1)",
        "Αξιολόγηση μετρήσεων, εκτέλεση εργαστηριακής εργασίας και έκθεσης",
    ]
    assert [str(one.weight) for one in found] == ["10", "12.5", "7.5", "30", "40"]
    assert [one.kind for one in found] == ["participation", "continuous", "lab", "midterm", "final"]
    assert [one.latest_only for one in found] == [False, False, False, True, True]
    assert [one.counts_daily for one in found] == [True, False, False, False, False]
    check_rules(found)


@pytest.mark.parametrize(
    "text",
    [
        "Homework 60% + Attendance 40%",
        "Homework: 60, Attendance: 40",
        "Homework:60,Attendance:40",
        "Homework 60%; Attendance 40%;",
        "Homework 60\nAttendance 40",
        "Homework (60%), Attendance (40%)",
        "60% Homework + 40% Attendance",
        "Homework = 60 | Attendance = 40",
        "Homework 60 + Attendance 40",
        "Homework: 0.6, Attendance: 0.4",
        '{"Homework": 60, "Attendance": "40%"}',
        '[["Homework", 60], ["Attendance", 40]]',
        '[{"category": "Homework", "weight": 60}, {"Name": "Attendance", "percentage": 40.0}]',
        '{"rules": [{"category": "Homework", "weight": 60}, {"title": "Attendance", "Βάρος": 40}]}',
        '{"Homework": {"weight": 60}, "Attendance": {"weight": 40}}',
    ],
)
def test_rules_are_read_in_every_usual_form(text: str) -> None:
    assert pairs(text) == [("Homework", Decimal(60)), ("Attendance", Decimal(40))]


def test_decimals_with_commas_are_told_from_commas_between_rules() -> None:
    assert pairs("Α: 12,5, Β: 87,5") == [("Α", Decimal("12.5")), ("Β", Decimal("87.5"))]


def test_json_keeps_what_it_says_about_each_rule() -> None:
    [found] = parse_rules(
        '[{"category": "Τεστ", "weight": 100, "include_daily": true, "multiplier": 2, "kind": "lab"}]'
    )
    assert found == Rule("Τεστ", Decimal(100), "lab", counts_daily=True, daily_multiplier=Decimal(2))
    [exam] = parse_rules('[{"category": "Final exam", "weight": 100, "latest_only": "no"}]')
    assert not exam.latest_only


def test_an_empty_cell_has_no_rules() -> None:
    assert parse_rules("  ") == []


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Προφορικά",
            "10%",
            "Εργασίες 10% + Εξέταση",
            "Άνω 10% κάτω",
            "[1, 2]",
            '{"a"',
            "[" * 3000,
            '[{"weight": 3}]',
        ),
        *('[{"name": "A"}]', '{"A": "πολύ"}', '{"A": null}', "3", '"A"', "A" * 300 + " 100%", "A" * 6000),
        *('[{"name": 3, "weight": 3}]', '[["A", 1, 2]]', '{"A": NaN}', '{"A": true}'),
    ],
)
def test_a_cell_of_which_something_would_be_lost_is_refused(text: str) -> None:
    with pytest.raises(BadValue) as caught:
        parse_rules(text)
    assert caught.value.code == "bad_rules"


@pytest.mark.parametrize("sign", "-:=( %+,;|1α")
def test_five_thousand_of_any_sign_are_read_or_refused_at_once(sign: str) -> None:
    with pytest.raises(BadValue):
        parse_rules("α" + sign * 4998 + "!")


@given(st.text(alphabet='αβ 1230%+,;:.()[]{}"\n', max_size=60))
def test_any_text_gives_rules_or_a_refusal(text: str) -> None:
    try:
        found = parse_rules(text)
    except BadValue:
        return
    assert all(one.name and one.kind in KINDS for one in found)


names = st.text(alphabet="αβγ abc(),", min_size=1, max_size=20).map(lambda text: " ".join(text.split())).filter(bool)
weights = st.decimals(Decimal("0.01"), 100, places=2)


@given(st.lists(st.builds(rule, names, weights).filter(lambda one: one.weight != 1), max_size=5))
def test_rules_are_read_back_from_their_json(rules: list[Rule]) -> None:
    if sum(one.weight for one in rules) != 1:
        assert parse_rules(rules_as_json(rules)) == rules


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ΤΕΛΙΚΗ ΕΞΕΤΑΣΗ", "final"),
        ("Final exam", "final"),
        ("Mid-term", "midterm"),
        ("Πρόοδος", "midterm"),
        ("Participation in class", "participation"),
        ("Lab work", "lab"),
        ("Final project", "project"),
        ("Παρουσίες", "attendance"),
        ("Ασκήσεις", "homework"),
        ("Συνεχής Αξιολόγηση (και Ενδιάμεση Εξέταση)", "continuous"),
        ("Αξιολόγηση (τελική)", "final"),
        ("Collaboration", "other"),
        ("Ό,τι άλλο", "other"),
    ],
)
def test_a_categorys_kind_is_told_by_its_name(name: str, kind: str) -> None:
    assert kind_of(name) == kind


@pytest.mark.parametrize("weights", [["10", "90"], ["33.33", "33.33", "33.34"], ["33.33", "33.33", "33.33"], ["100"]])
def test_weights_that_sum_to_a_hundred_within_a_hundredth_pass(weights: list[str]) -> None:
    check_rules([Rule(f"Α{number}", Decimal(weight)) for number, weight in enumerate(weights)])


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        ([Rule("Α", Decimal(60)), Rule("Β", Decimal(30))], "sum to 90 %"),
        ([Rule("Α", Decimal("100.02"))], "at most 100"),
        ([Rule("Α", Decimal(99)), Rule("Β", Decimal("1.02"))], "100.02 %"),
        ([Rule("Εξέταση", Decimal(50)), Rule("ΕΞΕΤΑΣΗ ", Decimal(50))], "“Εξέταση” is there more than once"),
        ([Rule("Α", Decimal(100)), Rule("Β", Decimal(0))], "“Β” must be above 0"),
        ([Rule(" ", Decimal(100))], "needs a name"),
        ([Rule("Α", Decimal(100), daily_multiplier=Decimal(0))], "must be above 0"),
        ([], "sum to 0 %"),
    ],
)
def test_what_is_wrong_with_rules_is_said(rules: list[Rule], sentence: str) -> None:
    with pytest.raises(Invalid) as caught:
        check_rules(rules)
    assert sentence in caught.value.fields["rules"]
