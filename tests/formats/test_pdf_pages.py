"""Pages of a PDF as pictures: as large as asked, in the right colours, from several threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from sms_desktop.core.errors import BadFile
from sms_desktop.formats.paper.model import NewPage, Text
from sms_desktop.formats.pdf_pages import PageImage, page_count, page_sizes, pages
from tests.formats.papers import document, made

THREE = made(document(Text("μία"), NewPage(), Text("δύο"), NewPage(), Text("Τρίτη", "heading"), title=""))


def dots(page: PageImage) -> set[tuple[int, int, int]]:
    return {(page.rgb[at], page.rgb[at + 1], page.rgb[at + 2]) for at in range(0, len(page.rgb), 3)}


def test_pages_are_counted_and_drawn_without_gaps_at_their_size() -> None:
    assert page_count(THREE) == 3
    (first,) = pages(THREE, 50, 0, 1)
    assert (first.width, first.height) == (414, 585)
    assert len(first.rgb) == first.width * first.height * 3


def test_some_pages_are_drawn_and_none_beyond_the_last() -> None:
    assert len(pages(THREE, 20)) == 3
    assert len(pages(THREE, 20, 1, 1)) == 1
    assert len(pages(THREE, 20, 2, 9)) == 1
    assert pages(THREE, 20, 7) == []


def test_colours_are_red_green_blue() -> None:
    (heading,) = pages(THREE, 100, 2, 1)
    found = dots(heading)
    assert (255, 255, 255) in found
    assert any(blue > red + 60 for red, _green, blue in found)
    assert not any(red > blue + 60 for red, _green, blue in found)


def test_no_page_is_drawn_larger_than_memory_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sms_desktop.formats.pdf_pages._MOST_DOTS", 10_000)
    (page,) = pages(THREE, 5000, 0, 1)
    assert page.width * page.height < 11_000


@pytest.mark.parametrize("junk", [b"", b"not a PDF", THREE[:200]])
def test_what_is_no_pdf_is_a_sentence(junk: bytes) -> None:
    with pytest.raises(BadFile) as refused:
        page_count(junk)
    assert refused.value.code == "bad_pdf"


def test_several_threads_get_the_same_pictures() -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _n: pages(THREE, 40), range(12)))
    assert all(each == found[0] for each in found)


def test_the_sizes_of_pages_are_told_in_points() -> None:
    assert [(round(width), round(height)) for width, height in page_sizes(THREE)] == [(595, 842)] * 3
