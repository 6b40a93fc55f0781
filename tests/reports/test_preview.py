"""The preview's pages are those of the document."""

from __future__ import annotations

from sms_desktop.formats.paper.model import Text
from sms_desktop.reports import preview
from tests.formats.papers import document, made


def test_the_preview_shows_the_pages_of_the_document() -> None:
    pdf = made(document(Text("word " * 3000)))
    count = preview.page_count(pdf)
    assert count > 2
    shown = preview.pages(pdf, 30, 1, 2)
    assert [(page.width, page.height) for page in shown] == [(249, 351)] * 2
    assert shown[0] != shown[1]


def test_documents_are_joined_page_by_page() -> None:
    one, two = made(document(Text("word " * 3000))), made(document(Text("another")))
    both = preview.joined([one, two, one])
    assert preview.page_count(both) == 2 * preview.page_count(one) + 1
    assert preview.pages(both, 30, preview.page_count(one), 1) == preview.pages(two, 30)
    assert preview.joined([one]) == one
