"""Where the headers are, what stands above and below them, and what is left out."""

from __future__ import annotations

import pytest

from sms_desktop.formats.tables.reading import open_table
from sms_desktop.formats.tables.table import Reading


def test_titles_above_the_headers_are_skipped_with_a_note(written, rows_of):
    table = open_table(
        written(
            "1ο ΕΠΑΛ Δοκιμής;;;\nΣχολικό έτος 2026-2027;;;\n\nΑΜ;Επώνυμο;Όνομα;Τμήμα\n12;Άλφα;Νίκη;Γ2\n13;Βήτα;Ρέα;Γ2\n"
        )
    )
    assert table.info.header_row == 4
    assert table.info.headers == ("ΑΜ", "Επώνυμο", "Όνομα", "Τμήμα")
    assert table.info.notes == ("2 rows above the headers were skipped.",)
    assert rows_of(table) == [["12", "Άλφα", "Νίκη", "Γ2"], ["13", "Βήτα", "Ρέα", "Γ2"]]


def test_headers_titles_and_totals_that_come_again_are_skipped_and_counted(written, rows_of):
    page = "Κατάσταση;;\nΑΜ;Επώνυμο;Απουσίες\n{a};Άλφα;3\n{b};Βήτα;4\nΣύνολο;;7\n"
    table = open_table(written(page.format(a=1, b=2) + page.format(a=3, b=4)))
    assert rows_of(table) == [["1", "Άλφα", "3"], ["2", "Βήτα", "4"], ["3", "Άλφα", "3"], ["4", "Βήτα", "4"]]
    assert table.info.notes == (
        "1 row above the headers was skipped.",
        "1 row that repeats the headers was skipped.",
        "2 rows of totals were skipped.",
        "1 row that repeats a title was skipped.",
    )


@pytest.mark.parametrize(
    "row",
    ["Σύνολο;;;7", ";Γενικό σύνολο:;;7", "ΣΥΝΟΛΟ ΜΑΘΗΤΩΝ;;;23", "Total;;;7,5", "Grand total;;12;", "Μέσος όρος;;;15,4"],
)
def test_totals_are_known_by_their_word_and_emptiness(written, rows_of, row):
    assert rows_of(written(f"ΑΜ;Επώνυμο;Τμήμα;Βαθμός\n1;Άλφα;Α;3\n{row}\n")) == [["1", "Άλφα", "Α", "3"]]


@pytest.mark.parametrize(
    "row", ["Τοτάλης;Νίκος;;7", "Total;Ann;B;7", "Συνόλου;Ρέα;Γ;1", "Sum;Yi;;7", "Total;Ann;;7", ";Ζωή;;"]
)
def test_a_person_is_no_total(written, rows_of, row):
    assert len(rows_of(written(f"Επώνυμο;Όνομα;Τμήμα;Βαθμός\nΆλφα;Ζωή;Α;3\n{row}\n"))) == 2


def test_a_table_without_headers_is_numbered(written, rows_of):
    table = open_table(written("1001;Άλφα;alpha@example.org;01/02/2006\n1002;Βήτα;vita@example.org;03/04/2007\n"))
    assert (table.info.header_row, table.info.headers) == (0, ("Column 1", "Column 2", "Column 3", "Column 4"))
    assert len(rows_of(table)) == 2
    assert len(table.info.notes) == 1


@pytest.mark.parametrize(
    "header",
    ["Όνομα;1;2;3", "ΑΜ;Επώνυμο;01/10/2026;02/10/2026", "Επώνυμο;Όνομα;Α΄;Β΄", "first_name;last_name;G1;G2", "x;y;z;w"],
)
def test_headers_may_be_numbers_and_dates(written, header):
    assert open_table(written(f"{header}\nΆλφα;Ζωή;3;4\nΒήτα;Ρέα;5;6\n")).info.header_row == 1


def test_courses_that_begin_like_a_header_word_are_data(written):
    assert open_table(written("AUT1;Μαθηματικά;3;2,0\nAUT2;Αγγλικά;3;2,0\nAUT3;Φυσική;1;4,5\n")).info.header_row == 0


def test_the_person_may_choose_the_header_row_or_none(written, rows_of):
    path = written("list of\na;b\nc;d\n1;2\n")
    assert open_table(path, Reading(header_row=3)).info.headers == ("c", "d")
    assert rows_of(path, Reading(header_row=3)) == [["1", "2"]]
    assert rows_of(path, Reading(header_row=0)) == [["list of", ""], ["a", "b"], ["c", "d"], ["1", "2"]]


@pytest.mark.parametrize("row", [5, 900, -1])
def test_a_header_row_that_is_not_there_is_refused(written, refusal, row):
    assert refusal(written("a;b\n1;2\n"), Reading(header_row=row)).code == "no_header_row"


def test_empty_and_repeated_headers_are_told(written):
    info = open_table(written("Name;;name;Τάξη;\nAnn;x;y;1;\nBob;x;y;2;\n")).info
    assert info.headers == ("Name", "Column 2", "name", "Τάξη")
    assert info.duplicate_headers == ("Name", "name")


def test_an_unnamed_last_column_with_values_is_kept(written, rows_of):
    path = written("name;town\nAnn;Volos;x\nBob;Patras;y\n")
    assert open_table(path).info.headers == ("name", "town", "Column 3")
    assert rows_of(path) == [["Ann", "Volos", "x"], ["Bob", "Patras", "y"]]


def test_headers_are_cleaned_of_markup_and_line_breaks(written):
    path = written('"Ημ/νία\nγέννησης";"<b>Όνομα</b>&nbsp;";"  ΑΜ\xa0"\n01/02/2006;Ζωή;7\n')
    assert open_table(path).info.headers == ("Ημ/νία γέννησης", "Όνομα", "ΑΜ")


def test_a_table_of_headers_alone_has_no_rows(written, rows_of):
    path = written("ΑΜ;Επώνυμο;Όνομα\n")
    assert open_table(path).info.headers == ("ΑΜ", "Επώνυμο", "Όνομα")
    assert rows_of(path) == []


def test_one_row_that_is_far_wider_than_all_others_is_not_taken_for_the_headers(written, rows_of):
    rows = [f"{n};Άλφα;Ζωή" for n in range(40)]
    for place in (4, 30):
        slipped = [*rows[:place], "90;Βήτα;Ρέα;;;;;;x;y;z;w", *rows[place:]]
        table = open_table(written("ΑΜ;Επώνυμο;Όνομα\n" + "\n".join(slipped)))
        assert (table.info.header_row, table.info.headers) == (1, ("ΑΜ", "Επώνυμο", "Όνομα"))
        (batch,) = table.batches()
        assert len(batch.rows) == 41
        assert batch.faults == {place + 2: "The row has 12 cells, but there are only 3 columns."}


def test_headers_far_below_a_long_cover_are_found(written, rows_of):
    cover = "\n".join(f"Γραμμή {n};;;;;" for n in range(25))
    rows = "\n".join(f"{n};Άλφα;Ζωή;Γ2;18;x" for n in range(40))
    table = open_table(written(f"{cover}\nΑΜ;Επώνυμο;Όνομα;Τμήμα;Βαθμός;Σημείωση\n{rows}"))
    assert (table.info.header_row, table.info.headers[:2]) == (26, ("ΑΜ", "Επώνυμο"))
    assert len(rows_of(table)) == 40


def test_headers_alone_under_some_titles_stay_the_headers(written):
    table = open_table(written("Τίτλος;;;\nΈτος;2026;;\nΤάξη;Γ;;\nΤμήμα;Γ2;;\nΑΜ;Επώνυμο;Όνομα;Τμήμα\n"))
    assert table.info.header_row == 5


def test_a_wide_list_with_little_in_its_rows_has_its_headers(written, rows_of):
    """As an export of students is, of whom little more than the names is known."""
    names = ("Student number", "Last name", "First name", "Father's name", "Gender", "E-mail", "Mobile phone", "Status")
    rows = "".join(f"S{n},Doe {n},Ann,,,,,\n" for n in range(8))
    table = open_table(written(",".join(names) + "\n" + rows))
    assert table.info.header_row == 1
    assert rows_of(table)[0] == ["S0", "Doe 0", "Ann", "", "", "", "", ""]
