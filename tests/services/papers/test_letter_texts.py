"""The text of letters: fields, forms by gender, parts that fall away, tables, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sms_desktop.core.i18n import set_language
from sms_desktop.formats.paper.model import CENTRE, GROUP, LEFT, RIGHT, STRONG, Table, Text
from sms_desktop.services.papers.letter_originals import originals
from sms_desktop.services.papers.letter_texts import GAP, composed, fields_in, problems

ANNA = {
    "student.full_name": "Άννα <Γ> & Δ",
    "student.father_name": "Νίκος",
    "student.city": "",
    "student.gender_key": "female",
    "document.purpose": "one\ntwo",
}


def texts(body: str, **more: Any) -> list[str]:
    return [block.text for block in composed(body, {**ANNA, **more}).blocks if isinstance(block, Text)]


def test_a_blank_line_ends_a_paragraph_and_other_ends_of_lines_stay() -> None:
    assert texts("one\ntwo\n\n\nthree") == ["one<br/>two", "three"]


def test_the_sign_before_a_line_says_where_it_stands() -> None:
    blocks = composed("> right\n> too\n= middle\n# Head\nleft", ANNA).blocks
    assert [(b.text, b.style, b.align) for b in blocks if isinstance(b, Text)] == [
        ("right<br/>too", "letter", RIGHT),
        ("middle", "letter", CENTRE),
        ("Head", "heading", LEFT),
        ("left", "letter", LEFT),
    ]


def test_values_and_texts_are_escaped_and_bold_is_bold() -> None:
    assert texts("**${student.full_name}** <b>") == ["<b>Άννα &lt;Γ&gt; &amp; Δ</b> &lt;b&gt;"]
    assert texts("${document.purpose}") == ["one<br/>two"]
    assert texts("5 $ and $$ and $${x}") == ["5 $ and $ and ${x}"]


@pytest.mark.parametrize(
    ("gender", "two", "three"),
    [("male", "ο φοιτητής", "his"), ("female", "η φοιτήτρια", "her"), ("", "ο φοιτητής/η φοιτήτρια", "their")],
)
def test_forms_are_chosen_by_gender_and_both_stand_there_where_it_is_not_known(
    gender: str, two: str, three: str
) -> None:
    values: dict[str, object] = {"student.gender_key": gender}
    (found,) = composed("${g:ο φοιτητής|η φοιτήτρια} ${g:his|her|their}", values).blocks
    assert isinstance(found, Text)
    assert found.text == f"{two} {three}"


def test_what_stands_in_brackets_falls_away_with_an_empty_field() -> None:
    assert texts("Anna[[ of ${student.father_name}]][[, from ${student.city}]].") == ["Anna of Νίκος."]
    assert texts("[[for ${student.city}|for any use]]") == ["for any use"]
    assert texts("[[${student.city}]]\n\nnext") == ["next"]
    assert texts("To\n[[${student.city}]]\n${student.father_name}") == ["To<br/>Νίκος"]


def test_a_telephone_number_never_breaks_at_the_end_of_a_line() -> None:
    (block,) = composed("Tel. ${school.phone}", {**ANNA, "school.phone": "24 000 111"}).blocks
    assert isinstance(block, Text)
    assert block.text == "Tel. 24\u00a0000\u00a0111"


def test_an_empty_field_elsewhere_leaves_a_gap_and_is_told() -> None:
    found = composed("From ${student.city}, ${student.city}, ${student.email}.", ANNA)
    assert [block.text for block in found.blocks if isinstance(block, Text)] == [f"From {GAP}, {GAP}, {GAP}."]
    assert found.gaps == ("student.city", "student.email")


def course(**values: Any) -> dict[str, Any]:
    return {
        "year": "2026-2027", "term": "Winter", "code": "MAT", "name": "Maths", "credits": 5, "grade": None,
        "word": None, "in_progress": False, "absences": 5, "excused": 1, "allowed": 4, "limit_status": "over",
        **values,
    }  # fmt: skip


def test_a_table_of_courses_is_grouped_by_term_with_the_average_under_it() -> None:
    rows = [course(grade="15.50", word="Good"), course(term="Spring"), course(grade="9.00", in_progress=True)]
    more = {"courses": rows, "average.grade": "15.50", "average.credits": 10, "average.word": "Good"}
    (found,) = composed("${table:courses}", {**ANNA, **more}).blocks
    assert isinstance(found, Table)
    assert [row.look for row in found.rows if row.look in (GROUP, STRONG)] == [GROUP, GROUP, GROUP, STRONG]
    assert found.rows[1].cells == ("MAT", "Maths", "5", "15.50", "Good")
    assert found.rows[3].cells[3:] == ("–", "not graded yet")
    assert found.rows[5].cells[3:] == ("9.00", "in progress")


def test_a_table_without_rows_says_so() -> None:
    (found,) = composed("${table:warnings}", ANNA).blocks
    assert isinstance(found, Table)
    assert found.empty


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("${student.lastname}", "student.last_name"),
        ("${xyzzy}", "There is no field “xyzzy”"),
        ("${student.last_name", "never ends"),
        ("${courses.code}", "one of many rows"),
        ("${course.code}", "one of many rows"),
        ("${table:grades}", "There is no table “grades”"),
        ("See ${table:courses}", "alone on its line"),
        ("${g:ο}", "needs two forms"),
        ("${g:a|b|c|d}", "needs two forms"),
        ("[[${student.city}", "needs a “]]”"),
        ("[[a [[b]] c]]", "needs a “]]”"),
        ("a]]", "needs a “]]”"),
        ("**bold", "Bold text"),
    ],
)
def test_what_is_wrong_is_told_with_the_way_out(body: str, told: str) -> None:
    assert told in " ".join(problems(body))


def test_nothing_in_a_text_is_run() -> None:
    assert texts("{{7*7}} {0} %s ${student.full_name!r}") == [f"{{{{7*7}}}} {{0}} %s {GAP}"]
    assert problems("${student.full_name.__class__}") != []
    assert problems("${__import__('os')}") != []


def test_the_fields_of_a_text_are_those_that_are_read() -> None:
    body = "${student.city} ${g:a|b} [[${document.purpose}|${today}]]\n${table:courses}"
    assert fields_in(body) == {"student.city", "document.purpose", "today", "courses"}


@pytest.mark.parametrize("one", originals().items(), ids=lambda one: ".".join(one[0]))
def test_each_letter_of_the_program_is_well_formed(one: Any) -> None:
    (_key, language), data = one
    assert problems(data.body) == []
    assert data.language == language
    set_language(language)
    assert composed(data.body, {}).blocks


def test_each_letter_of_the_program_is_there_in_both_languages() -> None:
    keys = [key for key, _language in originals()]
    assert sorted(keys) == sorted([*set(keys)] * 2)
    for key in keys:
        greek, english = originals()[key, "el"], originals()[key, "en"]
        assert (greek.kind, greek.numbered, greek.only_active) == (english.kind, english.numbered, english.only_active)


@given(st.text(alphabet="ab \n$g{}[]*|:.=>#", max_size=80))
@example("$|{")
def test_whatever_is_typed_is_either_refused_or_composed(body: str) -> None:
    found = composed(body, ANNA)
    for block in found.blocks:
        if isinstance(block, Text):
            assert block.text.count("<b>") == block.text.count("</b>")
    assert isinstance(problems(body), list)
