"""The titles of the columns of every report have room for their words, in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from sms_desktop.formats.paper import tables
from sms_desktop.formats.paper.book import Book
from sms_desktop.formats.paper.flow import Flow
from sms_desktop.formats.paper.model import Document, Table
from sms_desktop.reports.catalogue import REPORTS
from sms_desktop.reports.report import OFFERING
from tests.reports.klass import klass
from tests.reports.papers import FIRST, LAST, School, blocks

#: What makes a report's tables as wide as they get.
ASKED: dict[str, list[dict[str, Any]]] = {
    "class-list": [{}, {"sensitive": True}, {"to_sign": True}, {"sensitive": True, "to_sign": True}],
    "absences": [{}, {"about": "school"}],
    "honour-roll": [{"least": 0}],
    "performance": [{"first": FIRST, "last": LAST}],
}
WITHOUT_TABLES = {"timetable", "id-cards"}


@pytest.mark.parametrize("language", ["en", "el"])
@pytest.mark.parametrize("name", sorted(REPORTS.keys() - WITHOUT_TABLES))
def test_no_word_of_a_title_is_broken(school: School, name: str, language: str) -> None:
    found = klass(school, "Abel", "Baker")
    for n in range(4):
        found.marked(f"Test {n}", "5", "6")
    found.attend(0, "AAAAA")
    of_class = REPORTS[name].about == OFFERING
    for asked in ASKED.get(name, [{}]):
        one = found.offering if of_class and asked.get("about") is None else school.student
        document = school.document(name, one, language=language, **asked)
        assert list(broken(document)) == []


def broken(document: Document) -> list[str]:
    """The words of titles that are wider than their column."""
    frame = Flow(Book("test"), document).frame
    found = []
    for table in (block for block in blocks(document) if isinstance(block, Table) and block.rows):
        grid = tables._grid(table, frame)
        for column, width in zip(table.columns, grid.widths, strict=True):
            words = [] if column.upright else column.title.split(" ")
            room = (width - 2 * grid.look.beside) / (grid.look.size - 0.5)
            found += [word for word in words if frame.letters[True].width(word) > room]
    return found
