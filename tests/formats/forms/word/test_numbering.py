"""Numbered lists of a form that is filled for several students in one file: each student's begin anew."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from sms_desktop.core.errors import BadFile
from sms_desktop.formats.forms.filling import Form
from tests.formats.made_elsewhere import LISTS, shown
from tests.office_files import W, document, links

EACH = [{"student.last_name": name, "courses": [{"code": "A"}, {"code": "B"}]} for name in ("One", "Two", "Three")]
NUMBERED = '<w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/></w:lvl>'
BULLETS = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/></w:lvl>'
OF_STYLE = '<w:numStyleLink w:val="Listed"/>'
LISTED = (
    '<w:style w:type="numbering" w:styleId="Listed"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
)


def kind(number: int, inside: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{number}">{inside}</w:abstractNum>'


def one(number: int, of: int, inside: str = "") -> str:
    return f'<w:num w:numId="{number}" w:durableId="7"><w:abstractNumId w:val="{of}"/>{inside}</w:num>'


def item(text: str, number: int = 1, style: str = "") -> str:
    named = (
        f'<w:pStyle w:val="{style}"/>'
        if style
        else f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
    )
    return f"<w:p><w:pPr>{named}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def form(body: str, lists: str, styles: str = LISTED) -> Form:
    content = document(f"{body}<w:sectPr/>", {
        "word/_rels/document.xml.rels": links(("numbering", "numbering.xml"), ("styles", "styles.xml")),
        "word/numbering.xml": f"<w:numbering {W}>{lists}<w:numIdMacAtCleanup w:val='4'/></w:numbering>",
        "word/styles.xml": f"<w:styles {W}>{styles}</w:styles>",
    })  # fmt: skip
    return Form(content, LISTS)


def made(found: Form) -> tuple[list[tuple[str, str]], etree._Element]:
    """Each paragraph with the number of its list, and the lists there are."""
    content, _empty = found.together(EACH, shown)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        lists = etree.fromstring(archive.read("word/numbering.xml"))
    named = [
        (line._p.xpath("string(w:pPr/w:numPr/w:numId/@w:val)"), line.text)
        for line in Document(io.BytesIO(content)).paragraphs
    ]
    return named, lists


def test_a_numbered_list_begins_anew_for_each_student() -> None:
    found, lists = made(form(item("${student.last_name}") + item("${courses.code}"), kind(5, NUMBERED) + one(1, 5)))
    assert found == [
        ("1", "One"), ("1", "A"), ("1", "B"), ("2", "Two"), ("2", "A"), ("2", "B"),
        ("3", "Three"), ("3", "A"), ("3", "B"),
    ]  # fmt: skip
    assert [child.tag.rpartition("}")[2] for child in lists] == [
        "abstractNum",
        "num",
        "num",
        "num",
        "numIdMacAtCleanup",
    ]
    assert [dict(child.attrib) for child in lists.iter(qn("w:num"))][1:] == [{qn("w:numId"): "2"}, {qn("w:numId"): "3"}]
    starts = [node.get(qn("w:val")) for node in lists.iter(qn("w:startOverride"))]
    assert starts == ["3", "3"]


def test_bullets_are_not_counted_and_stay_those_of_the_form() -> None:
    found, lists = made(form(item("${student.last_name}"), kind(5, BULLETS) + one(1, 5)))
    assert [number for number, _text in found] == ["1", "1", "1"]
    assert len(list(lists.iter(qn("w:num")))) == 1


def test_what_a_list_changes_of_its_kind_is_kept_in_the_new_ones() -> None:
    change = (
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="9"/><w:lvl w:ilvl="0"><w:numFmt w:val="upperRoman"/></w:lvl>'
        "</w:lvlOverride>"
    )
    _found, lists = made(form(item("${student.last_name}"), kind(5, BULLETS) + one(1, 5, change)))
    assert [node.get(qn("w:val")) for node in lists.iter(qn("w:startOverride"))] == ["9", "9", "9"]
    assert len(re.findall(b"upperRoman", etree.tostring(lists))) == 3


def test_a_list_whose_kind_is_that_of_a_style_begins_anew() -> None:
    lists = kind(5, NUMBERED) + kind(6, OF_STYLE) + one(1, 5) + one(2, 6)
    found, after = made(form(item("${student.last_name}", 2), lists))
    assert [number for number, _text in found] == ["2", "3", "4"]
    assert [node.get(qn("w:val")) for node in after.iter(qn("w:startOverride"))] == ["3", "3"]


@pytest.mark.parametrize("level", ["", '<w:ilvl w:val="0"/>'])
def test_paragraphs_that_are_counted_by_their_style_or_the_one_it_is_based_on_are_refused(level: str) -> None:
    styles = (
        f'<w:style w:styleId="Base"><w:pPr><w:numPr>{level}<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="Own"><w:basedOn w:val="Base"/></w:style>'
    )
    with pytest.raises(BadFile) as refused:
        made(form(item("${student.last_name}", style="Own"), kind(5, NUMBERED) + one(1, 5), styles))
    assert refused.value.code == "apart"
    found, _lists = made(form(item("${student.last_name}", style="Own"), kind(5, BULLETS) + one(1, 5), styles))
    assert len(found) == 3


def test_lists_of_one_kind_go_on_counting_together_and_begin_anew_together() -> None:
    lists = kind(5, NUMBERED) + one(1, 5) + one(2, 5)
    found, after = made(form(item("${student.last_name}", 1) + item("x", 2), lists))
    assert [number for number, _text in found] == ["1", "2", "3", "4", "5", "6"]
    begun = {node.get(qn("w:numId")) for node in after.iter(qn("w:num")) if node.find(qn("w:lvlOverride")) is not None}
    assert begun == {"3", "5"}


def test_a_level_that_does_not_say_which_it_is_is_the_first() -> None:
    nameless = '<w:lvl><w:start w:val="2"/></w:lvl>'
    _found, after = made(form(item("${student.last_name}"), kind(5, nameless + NUMBERED) + one(1, 5)))
    assert [node.get(qn("w:val")) for node in after.iter(qn("w:startOverride"))] == ["2", "2"]


def test_a_list_that_does_not_say_where_it_starts_starts_at_zero() -> None:
    silent = '<w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl>'
    _found, after = made(form(item("${student.last_name}"), kind(5, silent) + one(1, 5)))
    assert [node.get(qn("w:val")) for node in after.iter(qn("w:startOverride"))] == ["0", "0"]


def test_lists_that_are_not_there_are_no_lists() -> None:
    found, _lists = made(form(item("${student.last_name}", 77) + item("x", 0), kind(5, NUMBERED) + one(1, 5)))
    assert [number for number, _text in found] == ["77", "0"] * 3
