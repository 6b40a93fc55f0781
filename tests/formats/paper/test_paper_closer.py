"""A page too much is spared: what is a little over its pages is set closer, and signatures stand under something."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from sms_desktop.formats.paper.book import A4
from sms_desktop.formats.paper.flow import MARGIN
from sms_desktop.formats.paper.model import (
    CENTRE,
    RIGHT,
    Block,
    Column,
    Facts,
    Gap,
    Row,
    Signatures,
    Table,
    Text,
    Together,
)
from tests.formats.papers import HEAD, document, made, place_of, words

pytestmark = pytest.mark.poppler

COLUMNS = (Column("Κωδικός"), Column("Μάθημα", 4), Column("Βαθμός", 1, RIGHT))


REMARKS = (Text("Παρατηρήσεις", "heading"), Table((Column(""),), [Row(("",))] * 3, height=8))
TOTALS = (Facts([("Μαθήματα", "12"), ("Μονάδες", "60")]), *[Text("Κλίμακα από 0 έως 20.", "small")] * 4)


@pytest.mark.parametrize("count", range(1, 60))
@pytest.mark.parametrize("above", [REMARKS, TOTALS])
def test_signatures_with_what_stays_above_them_are_under_rows_with_their_titles(
    count: int, above: tuple[Block, ...], tmp_path: Path
) -> None:
    rows = [Row((f"Κ{n}", "α", "1")) for n in range(count)]
    signed = Together((*above, Signatures([("Διευθυντής",)], "Σφραγίδα")))
    last = words(made(document(Table(COLUMNS, rows), signed)), tmp_path)[-1]
    assert "Διευθυντής" in last
    assert f"Κ{count - 1} " in last
    assert "Κωδικός" in last


def pages_of(count: int, height: float = 0, *, ruled: bool = False) -> tuple[bytes, int]:
    """A table of so many rows, with a signature, and how many pages it is on."""
    rows = [Row((f"Κ{n}", "α", "1")) for n in range(count)]
    pdf = made(document(Table(COLUMNS, rows, ruled=ruled, height=height), Signatures([("Διευθυντής",)], "Σφραγίδα")))
    return pdf, len(PdfDocument(pdf))


def test_what_is_a_little_over_a_page_is_set_closer_on_one_with_nothing_lost(tmp_path: Path) -> None:
    (first,) = [count for count in range(34, 50) if pages_of(count)[1] == 1 and pages_of(count + 1)[1] == 2]
    pdf, _pages = pages_of(first)
    (page,) = words(pdf, tmp_path)
    assert all(f"Κ{n} " in page for n in range(first))
    usual, closest = (place_of("Κ1", pages_of(count)[0], tmp_path) for count in (10, first))
    sizes = [foot - top for _left, top, _right, foot in (usual, closest)]
    assert 8 / 8.5 - 0.01 < sizes[1] / sizes[0] < 1
    _left, _top, _right, foot = place_of("Διευθυντής", pdf, tmp_path)
    assert foot < A4[1] - MARGIN


def test_what_is_far_over_a_page_is_set_as_usual(tmp_path: Path) -> None:
    tops = [[place_of(f"Κ{n}", pages_of(count)[0], tmp_path)[1] for n in (1, 2)] for count in (10, 60)]
    assert tops[0] == tops[1]


def test_rows_to_be_filled_by_hand_keep_their_height(tmp_path: Path) -> None:
    heights = []
    for count in (8, 17, 18, 19, 20, 21, 22, 28):
        pdf, _pages = pages_of(count, 9, ruled=True)
        first, second = (place_of(f"Κ{n}", pdf, tmp_path)[1] for n in (0, 1))
        heights.append(second - first)
    assert min(heights) == pytest.approx(9 * 72 / 25.4, abs=0.02)


def test_a_letter_a_little_over_a_page_is_one_page(tmp_path: Path) -> None:
    line = "Βεβαιώνεται ότι ο φοιτητής παρακολουθεί τα μαθήματα του προγράμματος σπουδών της σχολής. " * 4
    counts = []
    for n in range(6, 13):
        said = Text(line, "letter")
        signed = Together((said, Gap(4), Signatures([("Διευθυντής",)], "Σφραγίδα")))
        letter: list[Block] = [Gap(4), Text("Βεβαίωση", "title", CENTRE), *[said] * (n - 1), signed]
        pages = words(made(document(*letter, title="", head=HEAD)), tmp_path)
        assert "Διευθυντής" in pages[-1]
        assert "Βεβαιώνεται" in pages[-1]
        counts.append(len(pages))
    assert counts == sorted(counts)
    assert set(counts) == {1, 2}
