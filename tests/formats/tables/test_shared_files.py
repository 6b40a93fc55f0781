"""Real files that nobody here wrote (shared/data beside the checkout): each is understood."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from sms_desktop.formats.tables.reading import open_table

pytestmark = pytest.mark.real_files
DATA = Path(__file__).resolve().parents[4] / "shared" / "data"


def test_the_greek_curriculum(rows_of):
    table = open_table(DATA / "greek" / "mieek_courses.utf8bom.csv")
    info = table.info
    assert (info.content, info.encoding, info.delimiter, info.header_row) == ("csv", "utf-8-sig", ";", 1)
    assert info.headers[:3] == ("Κωδικός", "Μάθημα", "Εξάμηνο")
    rows = rows_of(table)
    assert len(rows) == 26
    assert rows[2][1] == "Οργάνωση, Λειτουργία & Ασφάλεια Συνεργείου"
    assert table.info.notes == ()


@pytest.mark.parametrize("codec", ["cp1253", "iso8859_7", "utf-16", "utf-8"])
def test_the_greek_curriculum_in_every_encoding(written, rows_of, codec):
    text = (DATA / "greek" / "mieek_courses.utf8bom.csv").read_text("utf-8-sig")
    text = text.encode(codec, "ignore").decode(codec)
    path = written(text, encoding=codec)
    assert [row[1] for row in rows_of(path)] == [line.split(";")[1] for line in text.splitlines()[1:]]


def test_the_old_workbook_of_a_greek_school():
    info = open_table(DATA / "greek" / "eisagogi-mathiton.xls").info
    assert (info.content, info.sheet, len(info.headers)) == ("xls", "students", 16)
    assert info.headers[:3] == ("ΑΜ", "ΕΠΙΘΕΤΟ", "ΟΝΟΜΑ")


def test_an_old_workbook_with_a_password_is_said_to_be_protected(written, refusal):
    data = bytearray((DATA / "greek" / "eisagogi-mathiton.xls").read_bytes())
    at = data.index(b"\x09\x08\x10\x00") + 20
    data[at : at + 2] = b"\x2f\x00"
    assert refusal(written(bytes(data), "secret.xls")).code == "password_protected"


def test_a_new_workbook_under_an_old_name(rows_of):
    table = open_table(DATA / "openeducat" / "openeducat_op_student.xls")
    assert (table.info.content, table.info.headers[1]) == ("xlsx", "Name")
    assert len(rows_of(table)) == 20


def test_the_anonymous_pupils(rows_of):
    table = open_table(DATA / "uci" / "student-por.csv")
    assert (table.info.delimiter, len(table.info.headers), table.info.headers[-1]) == (";", 33, "G3")
    rows = rows_of(table)
    assert len(rows) == 649
    assert {len(row) for row in rows} == {33}


@pytest.mark.parametrize(
    ("name", "kind", "version", "table", "rows"),
    [
        ("oneroster/Test_full_data_set.zip", "oneroster", "1.1", "users.csv", 6),
        ("oneroster/oneroster_test_data.zip", "oneroster", "1.2", "roles.csv", 1),
        ("sds/SDS_Format_100_Users.zip", "school_data_sync", "1", "Student.csv", 86),
    ],
)
def test_bundles_are_recognised_packed_and_unpacked(tmp_path, name, kind, version, table, rows):
    with zipfile.ZipFile(DATA / name) as archive:
        archive.extractall(tmp_path)
    for source in (DATA / name, tmp_path):
        opened = open_table(source)
        assert opened.info.content == kind
        assert opened.info.details["version"] == version
        assert opened.info.details["files"][table] == rows
        assert list(opened.batches()) == []


def test_one_file_of_a_bundle_is_a_table(tmp_path, rows_of):
    with zipfile.ZipFile(DATA / "sds" / "SDS_Format_100_Users.zip") as archive:
        archive.extract("Student.csv", tmp_path)
    table = open_table(tmp_path / "Student.csv")
    assert table.info.headers[:2] == ("SIS ID", "School SIS ID")
    assert len(rows_of(table)) == 86
