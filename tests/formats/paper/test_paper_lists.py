"""Lists as PDF: every row and word of them, as many columns as a page holds, titles and counts on each page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest

from sms_desktop.core import i18n
from sms_desktop.core.errors import Cancelled, Invalid, StorageProblem
from sms_desktop.formats.paper.lists import Boxes, ListHead, write_list
from sms_desktop.formats.paper.values import words as in_words
from tests.formats.papers import HEAD, about, fonts, place_of, texts, words

pytestmark = pytest.mark.poppler

HEADERS = ("Number", "Last name", "First name", "Grade", "Date")
PLAIN = ListHead("Students")


def rows(count: int) -> Iterator[list[object]]:
    for n in range(count):
        yield [f"S{n:05d}", "Παπαδοπούλου", "Ἀθηνᾶ", Decimal(n) / 4, date(2026, 1, 1 + n % 28)]


def made(place: Path, found: Sequence[Sequence[object]], headers: Sequence[str] = HEADERS, head: ListHead = PLAIN,
         total: int | None = None) -> bytes:  # fmt: skip
    """The list as PDF."""
    target = place / "list.pdf"
    assert write_list(target, head, headers, iter(found), len(found) if total is None else total) == len(found)
    return target.read_bytes()


@pytest.mark.parametrize("count", [1, 45, 1500])
def test_every_row_is_on_paper_once_under_the_titles(tmp_path: Path, count: int) -> None:
    pages = words(made(tmp_path, list(rows(count))), tmp_path, "-layout")
    assert re.findall(r"S\d{5}", " ".join(pages)) == [f"S{n:05d}" for n in range(count)]
    assert all("Number Last name First name Grade Date" in page for page in pages)
    assert [f"Page {n} of {len(pages)}" in page for n, page in enumerate(pages, 1)] == [True] * len(pages)


def test_the_head_tells_the_school_the_filter_and_how_many(tmp_path: Path) -> None:
    i18n.set_language("el")
    head = ListHead("Φοιτητές", HEAD, "Έτος σπουδών = 2", "21/11/2026 10:00", "Εκτυπώθηκε 21/11/2026", "el")
    first, *others = words(made(tmp_path, list(rows(2)) * 50, head=head), tmp_path)
    for text in ("Σχολή Δοκιμών", "Φοιτητές", "100 γραμμές · 21/11/2026 10:00", "Έτος σπουδών = 2", "Εκτυπώθηκε"):
        assert text in first
    assert others
    assert all("Σχολή Δοκιμών · Φοιτητές · 21/11/2026 10:00" in page for page in others)
    assert all("Έτος σπουδών" not in page for page in others)


def test_fonts_are_embedded(tmp_path: Path) -> None:
    found = fonts(made(tmp_path, list(rows(3))), tmp_path)
    assert len(found) == 2
    assert all(re.search(r"\byes yes yes\b", font) for font in found)


def test_a_list_without_rows_says_so(tmp_path: Path) -> None:
    (page,) = words(made(tmp_path, []), tmp_path)
    assert "There is nothing in this list." in page
    assert "0 rows" in page


def test_a_short_list_shows_long_texts_whole_and_a_long_one_cuts_them_with_a_sign(tmp_path: Path) -> None:
    text = "μια σημείωση που δεν χωρεί σε μία γραμμή και συνεχίζεται " * 4 + "τέλος"
    row = ["S1", *["κείμενο με λέξεις"] * 7, text]
    headers = [f"Στήλη {n}" for n in range(9)]
    whole = re.sub(r"\s+", " ", " ".join(texts(made(tmp_path, [row], headers), tmp_path, "-raw")))
    assert text in whole
    cut = " ".join(words(made(tmp_path, [row], headers, total=50_000), tmp_path))
    assert "τέλος" not in cut
    assert "…" in cut


def test_few_columns_stand_and_many_lie(tmp_path: Path) -> None:
    assert about(made(tmp_path, list(rows(3))), tmp_path)["Page size"].startswith("595.28 x 841.89")
    many = [[f"κείμενο {n}" for n in range(15)]]
    lying = made(tmp_path, many, [f"Στήλη με αριθμό {n}" for n in range(15)])
    assert about(lying, tmp_path)["Page size"].startswith("841.89 x 595.28")


def test_more_columns_than_a_page_holds_are_refused_and_nothing_is_there(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as refused:
        made(tmp_path, [["a long text of words"] * 40], ["Column"] * 40)
    assert refused.value.code == "too_many_columns"
    assert list(tmp_path.iterdir()) == []


def test_what_no_page_holds_goes_on_beside_itself_with_whose_it_is_again(tmp_path: Path) -> None:
    days = [f"2026-10-{day:02d} {period}" for day in range(1, 31) for period in (1, 2)]
    cells = [f"P{n:02d}" for n in range(len(days))]
    found = [[f"S{n:05d}", "Παπαδοπούλου", "Ἀθηνᾶ", *cells] for n in range(70)]
    target = tmp_path / "list.pdf"
    titles = ("Number", "Last name", "First name", *days)
    assert write_list(target, PLAIN, titles, iter(found), len(found), repeated=3) == len(found)
    pdf = target.read_bytes()
    pages = words(pdf, tmp_path, "-layout")
    whole = " ".join(pages)
    told = re.findall(r"S\d{5}", whole)
    parts = len(told) // len(found)
    assert parts > 1
    assert told == [f"S{n:05d}" for n in range(70)] * parts
    assert sorted(re.findall(r"P\d\d", whole)) == sorted(cells * len(found))
    assert all("Number" in page for page in pages)
    assert [f"Page {n} of {len(pages)}" in page for n, page in enumerate(pages, 1)] == [True] * len(pages)


def test_rows_with_boxes_are_counted_once_where_columns_stand_in_parts(tmp_path: Path) -> None:
    found = [[f"S{n}", "王" if n == 2 else "Άννα", *["a long text of words"] * 60] for n in range(3)]
    told: list[Boxes] = []
    write_list(tmp_path / "list.pdf", PLAIN, ["Column"] * 62, found, 3, repeated=2, lacking=told.append)
    assert [(boxes.rows, boxes.row, boxes.page, boxes.text) for boxes in told] == [(1, 3, 1, "王")]


def test_numbers_stand_at_the_right_and_numbers_with_letters_at_the_left(tmp_path: Path) -> None:
    found: list[list[object]] = [["1", "A10", "word"], ["1000", "A7", "word"]]
    pdf = made(tmp_path, found, ["Amount", "Number", "Text"])
    assert place_of("1", pdf, tmp_path)[2] == pytest.approx(place_of("1000", pdf, tmp_path)[2], abs=0.2)
    assert place_of("A10", pdf, tmp_path)[0] == pytest.approx(place_of("A7", pdf, tmp_path)[0], abs=0.2)


@pytest.mark.parametrize("total", [400, 50_000])
def test_a_number_longer_than_those_before_it_is_never_cut(tmp_path: Path, total: int) -> None:
    found: list[list[object]] = [[n % 10, *["κείμενο με λέξεις"] * 8] for n in range(399)]
    found.append([123456789012345678, *["κείμενο"] * 8])
    pdf = made(tmp_path, found, ["N", *(f"Στήλη {n}" for n in range(8))], total=total)
    assert "123456789012345678" in words(pdf, tmp_path)[-1].split()


@pytest.mark.parametrize(
    ("value", "english", "greek"),
    [
        (None, "", ""),
        ("κείμενο", "κείμενο", "κείμενο"),
        (True, "yes", "ναι"),
        (2026, "2026", "2026"),
        (Decimal("1234.50"), "1234.50", "1234,50"),
        (Decimal("NaN"), "", ""),
        (0.1, "0.1", "0,1"),
        (date(2026, 3, 1), "01/03/2026", "01/03/2026"),
        (time(8, 5), "08:05", "08:05"),
        ([], "", ""),
        (["a", 2], "a, 2", "a, 2"),
    ],
)
def test_values_are_in_the_readers_words(value: object, english: str, greek: str) -> None:
    assert in_words(value) == english
    i18n.set_language("el")
    assert in_words(value) == greek


def test_moments_are_local_days_and_minutes() -> None:
    assert re.fullmatch(r"\d\d/\d\d/2026 \d\d:\d\d", in_words(datetime(2026, 3, 1, 12, 30)))


def test_cancelled_half_way_leaves_the_old_file(tmp_path: Path) -> None:
    def some() -> Iterator[list[object]]:
        yield from rows(500)
        raise Cancelled

    target = tmp_path / "list.pdf"
    target.write_bytes(b"old")
    with pytest.raises(Cancelled):
        write_list(target, PLAIN, HEADERS, some(), 1000)
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("list.pdf", b"old")]


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StorageProblem):
        write_list(tmp_path / "nowhere" / "list.pdf", PLAIN, HEADERS, rows(1), 1)


def boxes(place: Path, found: Sequence[Sequence[object]], head: ListHead = PLAIN, total: int = 0) -> list[Boxes]:
    """What was told of letters that the font lacks."""
    told: list[Boxes] = []
    write_list(place / "list.pdf", head, HEADERS, iter(found), total or len(found), lacking=told.append)
    return told


def test_letters_that_the_font_knows_are_not_told_of(tmp_path: Path) -> None:
    assert boxes(tmp_path, [*rows(60), ["", "Αγάπη\u200b", "דוד", None, "Şükrü\ttab"]]) == []


@pytest.mark.parametrize("total", [0, 20_000])  # over several lines, and a line a row
def test_the_first_row_with_boxes_is_told_and_how_many_there_are(tmp_path: Path, total: int) -> None:
    found: list[list[object]] = list(rows(120))
    for n in (70, 71, 110):
        found[n][2] = f"李小{n}"
    (told,) = boxes(tmp_path, found, total=total)
    assert (told.head, told.rows, told.row, told.text) == ("", 3, 71, "李小70")
    pages = words((tmp_path / "list.pdf").read_bytes(), tmp_path)
    assert "S00070" in pages[told.page - 1]
    assert told.page > 1


def test_boxes_in_the_head_are_told_once_and_are_no_rows(tmp_path: Path) -> None:
    head = ListHead("Students", filter="Search: “李”")
    assert boxes(tmp_path, list(rows(120)), head) == [Boxes(head="Search: “李”")]
    assert boxes(tmp_path, [], head) == [Boxes(head="Search: “李”")]


def test_a_letter_that_was_cut_off_is_no_box(tmp_path: Path) -> None:
    assert boxes(tmp_path, [["S1", "x" * 400 + "李", "", None, None]], total=20_000) == []
