"""Delimited text as offices have it: encodings, delimiters, headers that are not in the first row, mangled lines."""

from __future__ import annotations

import pytest

from sms_desktop.formats.cleaning import clean_cell, kept, neutralised
from sms_desktop.formats.tables.reading import open_pasted, open_table
from sms_desktop.formats.tables.table import Reading

GREEK = "Αρ. Μητρώου;Επώνυμο;Όνομα;Τμήμα\r\nΑ1;Αλεξοπούλου;Άννα;Γ’ 2\r\nΑ2;Ψαρράς;Θεόφιλος;Β' 1\r\n"
LISTED = [["Α1", "Αλεξοπούλου", "Άννα", "Γ’ 2"], ["Α2", "Ψαρράς", "Θεόφιλος", "Β' 1"]]


@pytest.mark.parametrize(
    ("codec", "named"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp1253", "windows-1253"),
    ],
)
def test_greek_text_is_read_in_every_encoding_that_offices_use(written, rows_of, codec, named):
    path = written(GREEK, encoding=codec)
    assert open_table(path).info.encoding == named
    assert rows_of(path) == LISTED


@pytest.mark.parametrize(("codec", "named"), [("iso8859_7", "iso-8859-7"), ("cp737", "cp737")])
def test_older_greek_code_pages_are_told_by_their_words(written, rows_of, codec, named):
    path = written(GREEK.replace("’", "'"), encoding=codec)
    assert open_table(path).info.encoding == named
    assert rows_of(path)[0] == ["Α1", "Αλεξοπούλου", "Άννα", "Γ' 2"]


def test_the_enrolment_form_is_read_in_both_encodings_of_the_office(written, rows_of):
    form = (
        "Αριθμός Δελτίου Ταυτότητας:;Ακαδημαϊκή Χρονιά:;Έτος Σπουδών:;Επώνυμο:;Όνομα:;Ημερομηνία Γέννησης:;"
        '"Ονοματεπώνυμο; πατέρα";<p>Τυχόν πρόβλημα υγείας</p>\r\n'
        "900001;2025 - 2026;Α';Δοκιμίδης;Πέτρος;25/12/2006;Δοκιμίδης Ιωάννης;Όχι\r\n"
        "900002;2025 - 2026;Β΄;Υποθέτου;Ζωή;01/02/2005;Υποθέτου Κοσμάς\r\n"
    )
    for codec in ("utf-8", "cp1253"):
        table = open_table(written(form, encoding=codec))
        assert table.info.headers[-2:] == ("Ονοματεπώνυμο; πατέρα", "Τυχόν πρόβλημα υγείας")
        assert rows_of(table)[1] == [
            "900002",
            "2025 - 2026",
            "Β΄",
            "Υποθέτου",
            "Ζωή",
            "01/02/2005",
            "Υποθέτου Κοσμάς",
            "",
        ]


def test_western_letters_are_read_with_a_note_and_never_silently(written, rows_of):
    path = written("Name,City\nJosé Müller,Zürich\nZoë Ångström,Malmö\n", encoding="cp1252")
    info = open_table(path).info
    assert info.encoding == "windows-1252"
    assert len(info.notes) == 1
    assert rows_of(path)[1] == ["Zoë Ångström", "Malmö"]


def test_letters_of_no_known_encoding_are_asked_about(written, refusal):
    path = written("Имя,Город\nИванов,Чебоксары\nПетрова,Новосибирск\n", encoding="cp1251")
    assert refusal(path).code == "bad_encoding"
    assert open_table(path, Reading(encoding="windows-1251")).info.headers == ("Имя", "Город")


def test_a_letter_that_the_chosen_encoding_lacks_is_named_with_its_line(written, refusal):
    error = refusal(written("a,b\n1,2\nκαλά,3\n"), Reading(encoding="ascii"))
    assert (error.code, error.row) == ("bad_encoding", 3)


def test_broken_utf8_is_not_taken_for_a_code_page(written, refusal):
    text = ("Επώνυμο;Όνομα\n" + "Δοκιμίδης;Πέτρος\n" * 50).encode()
    error = refusal(written(text + b"\xe1\xe2;x\n" + text))
    assert (error.code, error.row) == ("bad_encoding", 52)


@pytest.mark.parametrize("name", ["klingon", "rot13", "base64", "", "\0", "unicode_escape"])
def test_what_is_no_encoding_is_refused(written, refusal, name):
    assert refusal(written("a,b\n1,2\n"), Reading(encoding=name)).code == "bad_encoding"


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|", "^", "~"])
def test_the_delimiter_is_the_one_that_cuts_all_lines_alike(written, rows_of, delimiter):
    lines = [["code", "name", "hours"], ["A1", "Nails, screws; and more", "2,0"], ["A2", "Wood", "3,5"]]
    text = "\n".join(delimiter.join(f'"{cell}"' if " " in cell else cell for cell in line) for line in lines)
    if delimiter == ",":
        text = text.replace("2,0", '"2,0"').replace("3,5", '"3,5"')
    path = written(text)
    assert open_table(path).info.delimiter == delimiter
    assert rows_of(path) == lines[1:]


def test_a_decimal_comma_in_every_row_is_no_delimiter(written, rows_of):
    path = written("code;hours\nA;2,0\nB;3,5\nC;4,0\n")
    assert rows_of(path) == [["A", "2,0"], ["B", "3,5"], ["C", "4,0"]]


def test_excels_first_line_that_names_the_delimiter_is_honoured(written):
    table = open_table(written("sep=|\nname|age\nΆννα|17\n"))
    assert (table.info.delimiter, table.info.header_row, table.info.headers) == ("|", 2, ("name", "age"))
    assert next(iter(table.batches())).numbers == [3]


def test_a_list_of_one_column_is_a_table(written, rows_of):
    assert rows_of(written("Όνομα\nΆννα\nΖωή\n")) == [["Άννα"], ["Ζωή"]]


@pytest.mark.parametrize("delimiter", ["", "ab", '"', "x", "\n"])
def test_what_can_not_delimit_is_refused(written, refusal, delimiter):
    assert refusal(written("a,b\n1,2\n"), Reading(delimiter=delimiter)).code == "bad_delimiter"


def test_a_blank_after_the_delimiter_does_not_spoil_the_quotes(written, rows_of):
    assert rows_of(written('name, town\n"Ada, L.", "Patras"\n')) == [["Ada, L.", "Patras"]]


def test_cells_in_apostrophes_are_unquoted(written, rows_of):
    assert rows_of(written("'name','town'\n'A, B','Patras'\n'C','Volos'\n")) == [["A, B", "Patras"], ["C", "Volos"]]


def test_lines_that_excel_put_in_quotes_whole_are_taken_apart(written, rows_of):
    table = open_table(written('"id,name,town"\n"1,""Ada, L."",Patras"\n"2,Bob,Volos"\n'))
    assert table.info.headers == ("id", "name", "town")
    assert rows_of(table) == [["1", "Ada, L.", "Patras"], ["2", "Bob", "Volos"]]
    assert len(table.info.notes) == 1


def test_only_the_lines_that_held_quotes_may_be_mangled(written, rows_of):
    path = written('id,name,town\n1,Ann,Volos\n"2,""Ada, L."",Patras"\n')
    assert rows_of(path) == [["1", "Ann", "Volos"], ["2", "Ada, L.", "Patras"]]


def test_one_column_of_names_with_commas_is_left_alone(written, rows_of):
    assert rows_of(written('Name\n"Smith, Ann"\n"Brown, Bob"\n')) == [["Smith, Ann"], ["Brown, Bob"]]


def test_rows_are_numbered_by_the_line_they_start_in(written):
    table = open_table(written('name,note\nAnn,"two\r\nlines"\n\nBob,one\n'))
    batch = next(iter(table.batches()))
    assert batch.numbers == [2, 5]
    assert batch.rows == [["Ann", "two\nlines"], ["Bob", "one"]]


def test_old_mac_line_ends_are_line_ends(written, rows_of):
    assert rows_of(written("name,age\rAnn,17\rBob,18\r")) == [["Ann", "17"], ["Bob", "18"]]


def test_batches_can_be_read_again_and_have_the_size_asked_for(written):
    table = open_table(written("n\n" + "".join(f"x{i}\n" for i in range(25))))
    for _again in range(2):
        assert [len(batch.rows) for batch in table.batches(10)] == [10, 10, 5]


def test_an_unclosed_quote_is_named_with_its_line(written, refusal):
    error = refusal(written('name,note\nAnn,"open\nBob,x\nCyd,y\n'))
    assert (error.code, error.row) == ("unclosed_quote", 2)


def test_a_quote_that_ends_before_its_cell_is_named_with_its_line(written, refusal):
    error = refusal(written("name,note\nAnn,x\n" + 'Bob,"a" b\n'))
    assert (error.code, error.row) == ("unclosed_quote", 3)


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b" \r\n \n", b"\xff\xfe"])
def test_a_file_of_nothing_is_refused(written, refusal, content):
    assert refusal(written(content)).code == "empty_file"


def test_a_file_of_delimiters_only_is_no_table(written, refusal):
    assert refusal(written(";;;\n;;;\n")).code == "not_a_table"


def test_nul_bytes_are_refused_with_their_line(written, refusal):
    error = refusal(written(b"name,age\nAnn,17\nB\0b,18\n"))
    assert (error.code, error.row) == ("nul_byte", 3)


def test_random_bytes_are_no_text(written, refusal):
    assert refusal(written(bytes(range(256)) * 40)).code == "binary_file"


def test_a_file_cut_within_a_letter_is_half_a_file(written, refusal):
    assert refusal(written("όνομα;πόλη\nΆννα;Πάτρα".encode()[:-1])).code == "half_file"


def test_a_line_without_end_is_refused_unread(written, refusal):
    error = refusal(written("a,b\n1,2\n" + "x" * 3_000_000))
    assert (error.code, error.row) == ("too_big", 3)


def test_a_cell_of_ten_megabytes_is_refused_with_its_line(written, refusal):
    error = refusal(written('a,b\n1,"' + "x" * 10_000_000 + '"\n'))
    assert (error.code, error.row) == ("too_big", 2)


def test_a_long_cell_is_a_fault_of_its_row_alone(written):
    table = open_table(written(f"name,note\nAnn,ok\nBob,{'x' * 40_000}\n"))
    (batch,) = table.batches()
    assert list(batch.faults) == [3]
    assert "note" in batch.faults[3]


def test_too_many_columns_are_refused(written, refusal):
    header = ",".join(f"c{i}" for i in range(20_000))
    assert refusal(written(f"{header}\n{header}\n")).code == "too_big"


def test_more_cells_than_headers_are_a_fault_and_fewer_are_filled_up(written):
    (batch,) = open_table(written("a;b;c\n1;2;3\n1;2\n1;2;3;4\n1;2;3;;\n5;6;7\n")).batches()
    assert batch.rows == [["1", "2", "3"], ["1", "2", ""], ["1", "2", "3"], ["1", "2", "3"], ["5", "6", "7"]]
    assert list(batch.faults) == [4]


def test_cells_pasted_from_a_spreadsheet_are_a_table(rows_of):
    table = open_pasted('Επώνυμο\tΣημείωση\r\nΔοκιμίδης\t"δύο\nγραμμές"\r\nΖωής\t\r\n')
    assert (table.info.content, table.info.delimiter, table.info.encoding) == ("pasted", "\t", None)
    assert rows_of(table) == [["Δοκιμίδης", "δύο\nγραμμές"], ["Ζωής", ""]]


def test_pasted_half_letters_are_a_fault():
    (batch,) = open_pasted("name\tnote\nAnn\tx\nBob\t\ud800\n").batches()
    assert list(batch.faults) == [3]


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path, refusal):
    assert refusal(tmp_path / "none.csv").code == "missing"


def test_lines_of_all_lengths_are_cut_where_the_quotes_say(written, rows_of):
    text = '27,1,4\n6\n"κελί ""Α""",\'x\',"=B(2,3)"\nμόνο\n5,6,7,8\nα\n'
    table = open_table(written(text), Reading(header_row=0))
    assert table.info.delimiter == ","
    assert rows_of(table)[2][:3] == ['κελί "Α"', "'x'", "=B(2,3)"]


def test_texts_written_as_formulas_to_keep_their_zeros_are_texts(written, rows_of):
    text = 'ΑΜ;Τηλέφωνο\n="007";="099123456"\n"=""008""";=SUM(A1)\n'
    assert rows_of(written(text)) == [["007", "099123456"], ["008", "=SUM(A1)"]]
    assert [clean_cell(neutralised('="007"')), clean_cell(kept('="007"'))] == ['="007"'] * 2


def test_the_mark_that_old_programs_write_at_the_end_is_no_row(written, rows_of):
    assert rows_of(written("Κωδικός;Όνομα\r\n1;Άννα Γεωργίου\r\n\x1a", encoding="cp737")) == [["1", "Άννα Γεωργίου"]]
