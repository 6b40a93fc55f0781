"""Documents on paper: Greek as typed, fonts embedded, pages counted and broken well, and nothing lost or in the way."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdfium2 import PdfDocument

from sms_desktop.core.errors import Cancelled, Invalid
from sms_desktop.core.i18n import speaking
from sms_desktop.formats.paper.book import A4
from sms_desktop.formats.paper.flow import MARGIN
from sms_desktop.formats.paper.model import (
    CENTRE,
    GROUP,
    MUTED,
    RIGHT,
    STRONG,
    Bars,
    Card,
    Cards,
    Column,
    Curve,
    Facts,
    Gap,
    Letterhead,
    NewPage,
    Row,
    Signatures,
    Table,
    Text,
    Together,
    Week,
)
from sms_desktop.formats.paper.writing import write
from tests.formats.papers import HEAD, about, document, fonts, images, made, picture, place_of, texts, words

pytestmark = pytest.mark.poppler

COLUMNS = (Column("Κωδικός"), Column("Μάθημα", 4), Column("Βαθμός", 1, RIGHT))
EVERY_BLOCK = (
    Text("Άγιος «Κοσμάς» ΐΰϊϋΆΈ x < y & <i>z</i>"),
    Text("<b>Έντονο</b> &amp; <i>πλάγιο</i><br/>νέα γραμμή", "letter", rich=True),
    Facts([("Επώνυμο", "Γεωργίου"), ("Όνομα", "Άννα"), ("Κενό", "")]),
    Table(COLUMNS, [Row(("Α΄ εξάμηνο",), GROUP), Row(("A1", "Ἀθηνᾶ", "18,5")), Row(("", "Σύνολο", "18,5"), STRONG)]),
    Table((Column("Μέρα", upright=True), Column("Όνομα", 3)), [Row(("", "Νίκος"), MUTED)], ruled=True, height=8),
    Bars("Παρουσία", [("Μαθηματικά", 92, "92 %"), ("Φυσική", 40, "40 %")], line=50),
    Curve("Πορεία", [("Ιαν", 40), ("Φεβ", 60)], line=50),
    Week(("Δευτέρα", "Τρίτη"), ("1η", "2η"), ((("Άλγεβρα", "Αίθουσα 3"), ()), ((), ("Χημεία",)))),
    Signatures([("Ο Διευθυντής", "Δρ Νικολάου"), ("Η Γραμματέας",)], "Σφραγίδα"),
)


def test_greek_of_every_block_is_found_as_typed_and_marks_of_markup_are_text(tmp_path: Path) -> None:
    pdf = made(document(*EVERY_BLOCK, head=HEAD, subtitle="Υπότιτλος", number="Αρ. 7"))
    told = " ".join(words(pdf, tmp_path, "-raw"))
    for text in (
        "Άγιος «Κοσμάς» ΐΰϊϋΆΈ x < y & <i>z</i>", "Έντονο & πλάγιο", "νέα γραμμή", "Επώνυμο Γεωργίου", "Α΄ εξάμηνο",
        "A1 Ἀθηνᾶ 18,5", "Μέρα", "Νίκος", "Παρουσία", "92 %", "Πορεία", "Φεβ", "Άλγεβρα", "Αίθουσα 3", "Χημεία",
        "Ο Διευθυντής", "Δρ Νικολάου", "Σφραγίδα", "Σχολή Δοκιμών", "Υπουργείο Δοκιμών", "Υπότιτλος", "Αρ. 7",
    ):  # fmt: skip
        assert text in told, text
    assert "Κενό" not in told


def test_only_our_own_fonts_are_in_the_file_and_they_are_embedded(tmp_path: Path) -> None:
    found = fonts(made(document(*EVERY_BLOCK, head=HEAD)), tmp_path)
    assert found
    assert all("DejaVuSans" in font and re.search(r"\byes yes yes\b", font) for font in found)


def test_a_document_without_blocks_is_one_page_with_its_title(tmp_path: Path) -> None:
    assert words(made(document()), tmp_path) == ["Έγγραφο Σελίδα 1 από 1"]
    assert words(made(document(title="")), tmp_path) == ["Σελίδα 1 από 1"]


def test_no_document_at_all_is_refused_and_writes_nothing() -> None:
    file = io.BytesIO()
    with pytest.raises(Invalid) as refused:
        write(file, [], "nothing")
    assert refused.value.code == "no_documents"
    assert file.getvalue() == b""


def test_each_document_counts_its_own_pages_and_its_feet_stand_on_all(tmp_path: Path) -> None:
    long = document(Text("λέξη " * 1200), foot="Εκτυπώθηκε 21/11/2026", head=HEAD)
    pages = words(made(document(), long, document()), tmp_path)
    counted = [re.findall(r"Σελίδα (\d+) από (\d+)", page) for page in pages]
    assert counted[0] == counted[-1] == [("1", "1")]
    assert [pair for found in counted[1:-1] for pair in found] == [
        (str(n), str(len(pages) - 2)) for n in range(1, len(pages) - 1)
    ]
    assert all("Εκτυπώθηκε 21/11/2026" in page for page in pages[1:-1])
    assert all("Έγγραφο · Σχολή Δοκιμών" in page for page in pages[2:-1])
    assert "Υπουργείο" not in pages[2]


def test_the_count_is_told_and_documents_come_one_at_a_time() -> None:
    told: list[int] = []
    asked: list[int] = []

    def documents() -> object:
        for n in range(3):
            asked.append(len(told))
            yield document(title=str(n))

    file = io.BytesIO()
    assert write(file, documents(), "three", told.append) == 3  # type: ignore[arg-type]
    assert (told, asked) == ([1, 2, 3], [0, 1, 2])


def test_cancelled_half_way_nothing_is_written() -> None:
    def stop(count: int) -> None:
        if count == 2:
            raise Cancelled

    file = io.BytesIO()
    with pytest.raises(Cancelled):
        write(file, [document()] * 3, "cancelled", stop)
    assert file.getvalue() == b""


def test_sixty_rows_have_their_titles_on_each_page_and_none_is_lost(tmp_path: Path) -> None:
    rows = [Row((f"K{n:02d}", f"Μάθημα {n:02d}", "10")) for n in range(1, 61)]
    pages = words(made(document(Table(COLUMNS, rows), head=HEAD)), tmp_path)
    assert len(pages) == 2
    assert all("Κωδικός Μάθημα Βαθμός" in page for page in pages)
    assert re.findall(r"K(\d\d)", " ".join(pages)) == [f"{n:02d}" for n in range(1, 61)]


def test_a_row_stays_whole_where_a_page_can_hold_it(tmp_path: Path) -> None:
    rows = [Row((f"<{n}", f"{'λέξη ' * 60}", f"{n}>")) for n in range(20)]
    for page in words(made(document(Table(COLUMNS, rows))), tmp_path):
        assert re.findall(r"<(\d+)", page) == re.findall(r"(\d+)>", page)


def test_a_row_taller_than_a_page_goes_on_and_loses_nothing(tmp_path: Path) -> None:
    text = " ".join(f"λ{n}" for n in range(4000))
    pages = words(made(document(Table(COLUMNS, [Row(("A", text, "1")), Row(("B", "", "2"))]))), tmp_path)
    assert len(pages) > 2
    found = [int(n) for n in re.findall(r"λ(\d+)", " ".join(pages))]
    assert found == list(range(4000))


def test_a_cell_that_wraps_is_found_whole(tmp_path: Path) -> None:
    long = "Εισαγωγή στους Υπολογιστές και την Ηλεκτρονική Διάγνωση Βλαβών Οχημάτων με Εργαστήριο"
    (page,) = words(made(document(Table((Column("Μάθημα", 1), Column("", 1.2)), [Row((long, ""))]))), tmp_path)
    assert long in page


def test_an_empty_table_says_so(tmp_path: Path) -> None:
    (page,) = words(made(document(Table(COLUMNS, [], empty="Δεν υπάρχουν βαθμοί."))), tmp_path)
    assert "Δεν υπάρχουν βαθμοί." in page
    assert "Κωδικός" not in page


def test_a_row_with_too_few_cells_leaves_the_rest_empty(tmp_path: Path) -> None:
    (page,) = words(made(document(Table(COLUMNS, [Row(("μόνο",)), Row(())]))), tmp_path)
    assert "μόνο" in page


@pytest.mark.parametrize("lines", range(36, 60))
def test_a_heading_is_never_alone_at_the_foot_of_a_page(tmp_path: Path, lines: int) -> None:
    blocks = [*(Text(f"γραμμή {n}") for n in range(lines)), Text("Κεφάλαιο", "heading")]
    pages = words(made(document(*blocks, Table(COLUMNS, [Row(("πρώτη", "", ""))]))), tmp_path)
    (with_heading,) = [page for page in pages if "Κεφάλαιο" in page]
    assert "Κεφάλαιο Κωδικός Μάθημα Βαθμός πρώτη" in with_heading
    assert all("γραμμή" in page or page is with_heading for page in pages)


@pytest.mark.parametrize("rows", range(30, 46))
def test_a_group_stays_with_its_first_row_and_a_total_with_its_last(tmp_path: Path, rows: int) -> None:
    cells = [Row((f"r{n}", "", "")) for n in range(rows)]
    table = Table(COLUMNS, [*cells, Row(("Ομάδα",), GROUP), Row(("μετά", "", "")), Row(("Σύνολο", "", ""), STRONG)])
    pages = words(made(document(table)), tmp_path)
    assert any("Ομάδα μετά Σύνολο" in page for page in pages)


def test_blocks_that_stay_together_move_to_the_next_page_as_one(tmp_path: Path) -> None:
    fill = [Text(f"γραμμή {n}") for n in range(44)]
    together = Together([Text("αρχή"), *(Text(f"μέση {n}") for n in range(8)), Text("τέλος")])
    pages = words(made(document(*fill, together)), tmp_path)
    assert len(pages) == 2
    assert "αρχή" in pages[1]
    assert "τέλος" in pages[1]


def test_blocks_too_tall_to_stay_together_begin_where_they_are(tmp_path: Path) -> None:
    together = Together([Text(f"γραμμή {n}") for n in range(70)])
    pages = words(made(document(Text("πρώτα"), together)), tmp_path)
    assert len(pages) == 2
    assert "πρώτα γραμμή 0 γραμμή 1" in pages[0]


def test_a_new_page_begins_one_and_never_an_empty_one(tmp_path: Path) -> None:
    pages = words(made(document(Text("ένα"), NewPage(), NewPage(), Text("δύο"), NewPage())), tmp_path)
    assert [("ένα" in page, "δύο" in page) for page in pages] == [(True, False), (False, True)]


def test_a_paragraph_of_five_thousand_letters_flows_over_pages_whole(tmp_path: Path) -> None:
    text = " ".join(f"λέξη{n}" for n in range(1400))
    pages = words(made(document(Text(text, "letter"))), tmp_path)
    assert len(pages) > 1
    assert re.findall(r"λέξη\d+", " ".join(pages)) == text.split()


def test_the_heading_of_a_group_is_there_again_where_it_goes_on(tmp_path: Path) -> None:
    rows = [Row((f"Ομάδα {g}",), GROUP) if not n else Row((f"{g}{n}", "α", "1")) for g in range(3) for n in range(30)]
    first, second, *_more = words(made(document(Table(COLUMNS, [*rows, Row(("", "Σύνολο", "9"), STRONG)]))), tmp_path)
    assert "(continued)" not in first
    assert "Κωδικός Μάθημα Βαθμός Ομάδα 1 (continued)" in second


def test_that_a_group_goes_on_is_said_in_the_language_of_the_paper_and_not_of_who_makes_it(tmp_path: Path) -> None:
    with speaking("el"):
        table = Table(COLUMNS, [Row(("Χειμερινό",), GROUP), *(Row((str(n), "α", "1")) for n in range(90))])
    second = words(made(document(table)), tmp_path)[1]
    assert "Χειμερινό (συνέχεια)" in second


@pytest.mark.parametrize("count", range(30, 48))
def test_a_signature_is_never_alone_on_its_page(count: int, tmp_path: Path) -> None:
    rows = [Row((f"Κ{n}", "α", "1")) for n in range(count)]
    blocks = (Table(COLUMNS, rows), Together((Text("σημείωση", "small"), Signatures([("Διευθυντής",)], "Σφραγίδα"))))
    signed = words(made(document(*blocks)), tmp_path)[-1]
    assert "Διευθυντής" in signed
    assert f"Κ{count - 1} " in signed


def test_a_justified_line_ends_at_the_margin_whatever_spaces_are_in_it() -> None:
    plain = "Παρακαλείστε να επικοινωνήσετε με τη γραμματεία της σχολής στον αριθμό 24 000 111 το συντομότερο δυνατόν. "
    for text in (plain, plain.replace("24 000 111", "24\u00a0000\u00a0111")):
        page = PdfDocument(made(document(Text(text * 3, "letter"))))[0].get_textpage()
        ends = [page.get_charbox(n)[2] for n in range(page.count_chars())]
        assert max(ends) == pytest.approx(A4[0] - MARGIN, abs=0.6)


@pytest.mark.parametrize("bold", ["{}", "<b>{}</b>"])
def test_a_line_whose_spaces_would_gape_is_not_justified(tmp_path: Path, bold: str) -> None:
    name = "Μαρία-Ελένη Αλεξάνδρα Βασιλική Παπακωνσταντινοπούλου-Χατζηκυριακογλου-Παπαδημητρακοπούλου"
    text = f"Βεβαιώνεται ότι η {bold.format(name)} του Γεωργίου, με αριθμό μητρώου X002, φοιτά κανονικά στη σχολή μας."
    pdf = made(document(Text(text, "letter", rich=True)))
    assert place_of("ότι", pdf, tmp_path)[0] - place_of("Βεβαιώνεται", pdf, tmp_path)[2] < 11


def test_a_word_that_nothing_breaks_is_broken_and_whole(tmp_path: Path) -> None:
    word = "αβγδεζηθικ" * 30
    blocks = (Text(word), Text(word, "letter"), Facts([("ετικέτα", word)]), Table(COLUMNS, [Row((word, word, word))]),
              Signatures([(word,)]), Bars(word, [(word, 3, "3")]))  # fmt: skip
    pages = texts(made(document(*blocks, title=word, head=Letterhead(word))), tmp_path, "-raw")
    told = re.sub(r"\s", "", "".join(pages))
    assert told.count("αβγδεζηθικ") > 200


def test_facts_as_long_as_a_page_go_on(tmp_path: Path) -> None:
    text = " ".join(f"λ{n}" for n in range(3000))
    pages = words(made(document(Facts([("Σημείωση", text), ("Άλλο", "ναι")]))), tmp_path)
    assert len(pages) > 1
    assert re.findall(r"λ\d+", " ".join(pages)) == text.split()


def test_what_the_font_has_no_sign_for_is_a_box_and_invisible_marks_are_not_there(tmp_path: Path) -> None:
    strange = "中文 \U0001f3f3\ufe0f\u200d\U0001f308 \x00\x1b άλφα\tβήτα \ud800\ud800 ωμέγα"
    (page,) = words(made(document(Text(strange), Table(COLUMNS, [Row(("", strange, ""))]))), tmp_path)
    assert "άλφα βήτα □□ ωμέγα" in page
    assert page.count("□□") == 6


def test_letters_and_accents_apart_are_one_sign(tmp_path: Path) -> None:
    import unicodedata

    (page,) = words(made(document(Text(unicodedata.normalize("NFD", "Άννα Ιωάννου")))), tmp_path)
    assert "Άννα Ιωάννου" in page


def test_the_logo_is_in_the_file_once_with_what_is_clear_in_it(tmp_path: Path) -> None:
    clear = Letterhead("Σχολή", logo=picture(mode="RGBA"))
    found = images(made(*[document(head=clear)] * 5), tmp_path)
    assert len({line.split()[10] for line in found}) == 1
    assert {line.split()[2] for line in found} == {"image", "smask"}


@pytest.mark.parametrize("broken", [b"not a picture", picture()[:60], b"\x89PNG\r\n\x1a\n", picture("BMP")])
def test_a_broken_logo_or_photo_is_said_and_not_left_out(broken: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        made(document(head=Letterhead("Σχολή", logo=broken)))
    assert refused.value.code == "bad_picture"
    with pytest.raises(Invalid):
        made(document(Cards([Card("Σ", "", "Ν", (), "1", photo=broken)])))


def test_a_long_name_on_a_card_costs_the_programme_and_not_the_year(tmp_path: Path) -> None:
    facts = [("Αρ.", "2026-0001"), ("Πρόγραμμα", "Μηχανοτρονική"), ("Ισχύει", "2026-2027")]
    for name, kept in (("Νίκος", 3), ("Παπαδοπούλου-Χατζηγεωργιάδου Κωνσταντίνα-Αλεξάνδρα Ευαγγελία-Χριστοδούλη", 2)):
        (page,) = words(made(document(Cards([Card("Σχολή", "", name, facts, "1")]))), tmp_path)
        assert [value in page for _label, value in facts].count(True) == kept
        assert "2026-2027" in page


def test_cards_are_ten_to_a_page_without_head_or_foot(tmp_path: Path) -> None:
    cards = [
        Card("Σχολή", "Ταυτότητα", f"Όνομα{n}", [("Αρ.", f"S{n:03d}")], f"S{n:03d}" if n % 2 else f"ΑΜ{n}",
             picture("JPEG", (60, 60)), picture()) for n in range(12)
    ]  # fmt: skip
    pages = words(made(document(Cards(cards), head=HEAD, foot="πόδι")), tmp_path)
    assert [page.count("Όνομα") for page in pages] == [10, 2]
    assert not any("Έγγραφο" in page or "Σελίδα" in page or "πόδι" in page for page in pages)
    assert "S001" in pages[0]


@pytest.mark.parametrize(
    "name", ["Άλφα Βήτα", "Παπαδοπούλου-Χατζηγεωργιάδου Κωνσταντινοπούλου Μαρία-Αλεξάνδρα Ευαγγελία"]
)
def test_a_long_name_is_on_its_card_whole_and_only_parts_that_fit_are_at_its_foot(name: str, tmp_path: Path) -> None:
    foot = ("Λεωφόρος 15, Λάρνακα", "Τηλ. 24 000111", "E-mail: " + "μακρύ" * 20)
    (page,) = words(made(document(Cards([Card("Σχολή", "", name, [("Αρ.", "1")], "1", foot=foot)]))), tmp_path)
    assert all(part in page for part in name.split())
    assert "Λεωφόρος 15, Λάρνακα · Τηλ. 24 000111" in page
    assert "E-mail" not in page


def test_cards_after_other_blocks_have_pages_of_their_own(tmp_path: Path) -> None:
    cards = Cards([Card("Σχολή", "", "Όνομα", (), "")])
    pages = words(made(document(Text("πριν"), cards, Text("μετά"))), tmp_path)
    assert ["πριν" in pages[0], "Όνομα" in pages[1], "μετά" in pages[2], len(pages)] == [True, True, True, 3]


def test_papers_lie_or_stand_as_each_document_wants(tmp_path: Path) -> None:
    pdf = made(document(landscape=True))
    assert about(pdf, tmp_path)["Page size"] == "841.89 x 595.28 pts (A4)"
    assert about(made(document()), tmp_path)["Page size"] == "595.28 x 841.89 pts (A4)"


def test_several_documents_are_in_the_list_of_contents_and_one_is_not(tmp_path: Path) -> None:
    names = ["Γεωργίου (Άννα)", "Smith \\ Co", "\ud800"]
    pdf = made(*(document(Text("λέξη " * 1500), file_stem=name) for name in names))
    with PdfDocument(pdf) as opened:
        found = [(mark.get_title(), mark.get_dest().get_index()) for mark in opened.get_toc()]
        assert found == [(names[0], 0), (names[1], 2), ("?", 4)]
    with PdfDocument(made(document(file_stem="one"))) as opened:
        assert list(opened.get_toc()) == []


def test_the_file_says_its_title_and_nothing_of_anybody(tmp_path: Path) -> None:
    said = about(made(document()), tmp_path)
    assert (said["Title"], said["Creator"], said.get("Author", "")) == ("Δοκιμή", "SMS Desktop", "")


def test_a_chart_of_nothing_is_not_there_and_values_outside_stay_inside(tmp_path: Path) -> None:
    nothing = words(made(document(Bars("Τίτλος", []), Curve("Τίτλος", []))), tmp_path)
    assert nothing == ["Έγγραφο Σελίδα 1 από 1"]
    blocks = (Bars("Α", [("x", -5, "-5"), ("y", 500, "500")], top=0), Curve("Β", [("x", 900)], line=2000),
              Curve("Γ", [(f"{n:02d}/2026", n) for n in range(200)]))  # fmt: skip
    (page,) = words(made(document(*blocks)), tmp_path)
    assert "500" in page
    assert "00/2026" in page


def test_free_height_moves_what_follows(tmp_path: Path) -> None:
    def top(*blocks: Gap) -> float:
        _left, top, _right, _foot = place_of("εδώ", made(document(*blocks, Text("εδώ"))), tmp_path)
        return top

    assert top(Gap(20)) - top() == pytest.approx(20 * 72 / 25.4, abs=0.1)


def test_a_centred_title_stands_in_the_middle(tmp_path: Path) -> None:
    left, _top, right, _foot = place_of("Βεβαίωση", made(document(Text("Βεβαίωση", "title", CENTRE))), tmp_path)
    assert (left + right) / 2 == pytest.approx(595.28 / 2, abs=1)


def test_numbers_stand_at_the_right_of_their_column(tmp_path: Path) -> None:
    pdf = made(document(Table(COLUMNS, [Row(("", "", "8,25")), Row(("", "", "100"))])))
    assert place_of("8,25", pdf, tmp_path)[2] == pytest.approx(place_of("100", pdf, tmp_path)[2], abs=0.2)


@settings(max_examples=30, deadline=None)
@given(text=st.text(max_size=80), small=st.booleans())
def test_no_text_stops_a_paper(text: str, small: bool) -> None:
    blocks = (
        Text(text), Text(text, "letter", rich=True), Facts([(text, text)]), Signatures([(text, text)], text),
        Table([Column(text), Column(text, upright=True)], [Row((text, text)), Row((text,), GROUP)], small=small),
        Bars(text, [(text, 1, text)]), Curve(text, [(text, 1)]), Week((text,), (text,), (((text,),),)),
        Cards([Card(text, text, text, [(text, text)], text, foot=(text,))]),
    )  # fmt: skip
    head = Letterhead(text, text, (text,))
    assert made(document(*blocks, title=text, subtitle=text, head=head, number=text, dated=text, foot=text))


def test_columns_narrower_than_a_letter_are_ugly_and_whole(tmp_path: Path) -> None:
    many = Table([Column("Τ")] * 90, [Row(["λέξη"] * 90)])
    assert "".join(words(made(document(many)), tmp_path, "-raw")).count("ξ") == 90
