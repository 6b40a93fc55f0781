"""Exports of hostile texts: nothing is calculated by whoever opens them, nothing changes on the way, nothing leaks."""

from __future__ import annotations

import csv
import getpass
import platform
import re
import subprocess
import zipfile
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import String, inspect, select

from sms_desktop.core.actor import Actor
from sms_desktop.core.schedule import Lesson
from sms_desktop.db.database import Database
from sms_desktop.services import students
from sms_desktop.services.exporting import contact_cards, everything, exports, screen_tables, timetable_calendar
from sms_desktop.services.exporting.contact_cards import Wanted
from sms_desktop.services.exporting.exports import Asked
from sms_desktop.services.exporting.lists import LISTS
from sms_desktop.services.exporting.screen_tables import Sheet
from sms_desktop.services.importing import imports, templates
from sms_desktop.services.importing.model import Options
from sms_desktop.services.importing.sources import Given
from sms_desktop.services.listing import Condition, Listing
from sms_desktop.services.timetable import Whose
from tests.conftest import Transaction
from tests.makers import Make
from tests.services.exporting.test_exports_elsewhere import OF_FEW_WORDS, TABLES, cells, full

__all__ = ["full"]
HOSTILE = (
    "=1+1", "+CMD|' /C calc'!A0", "-2", "-2+3+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", '"=1+1',
    "\x00=1+1", "\u2028=1+1", "\u202e=1+1", "\u200b=1+1", "＝1+1", "﹦1+1", "'=1+1", " =1+1", "\x1c=1+1", "x;=1+1",
    "x,=1+1", "x\t=1+1", "x|=1+1", "x\n=1+1", "x;\x00=1+1", "x;=SUM(1,1);y", "=cmd|'/C calc'!A0", "%=1+1", "{=1+1}",
    '=HYPERLINK("http://x.example";"y")', "\ud800=1+1", "_x003D_1+1", "1E5", "0012", "1/2", "TRUE", "#N/A",
)  # fmt: skip
#: Those that a person can have typed and that a file can hold.
TYPED = (
    "=1+1", "'=1+1", "''=1", "x;=1+1", "x;'=1", "a, -2 b", "+CMD|' /C calc'!A0", "@x", "-2", "＝1", "O'Neil", "1E5",
)  # fmt: skip
_FORMULA = re.compile(r"table:formula=")
#: Separators, quote, encoding, first line, no column formats, language, and quoted cells are no texts.
_EVERY_SIGN = "CSV:44/59/9/124,34,76,1,,0,false,true,false,false,false,-1"


@pytest.fixture
def poisoned(full: Database, write: Transaction) -> Database:
    """Something hostile in every text of every list, in many rows, past what the services let through."""
    payloads = cycle(HOSTILE)
    with write() as session:
        for table in TABLES:
            texts = [one for one in inspect(table).columns if isinstance(one.type, String)]
            for row in session.scalars(select(table)):
                for column in (one for one in texts if one.name not in OF_FEW_WORDS):
                    text = next(payloads).replace("\ud800", "")
                    setattr(row, column.name, text[: column.type.length])
    return full


def calculated(folder: Path, files: list[Path], *more: str) -> dict[str, str]:
    """What LibreOffice makes of files: by name the sheet's content."""
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}", *more, "--convert-to",
         "ods", "--outdir", str(folder / "ods"), *map(str, files)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    done = {file.stem: zipfile.ZipFile(file).read("content.xml").decode() for file in (folder / "ods").iterdir()}
    assert len(done) == len(files)
    return done


def hostile_sheet(form: str) -> Sheet:
    rows = tuple((text, n) for n, text in enumerate(HOSTILE if form != "xlsx" else HOSTILE[:-8]))
    return Sheet("=cmd|'/C calc'!A0", ("text", "n"), ("=1+1", "n"), rows)


@pytest.mark.libreoffice
@pytest.mark.parametrize("more", [(), (f"--infilter={_EVERY_SIGN}",)])
def test_libreoffice_calculates_nothing_of_a_csv_at_whatever_sign_it_parts_the_cells(
    poisoned: Database, admin: Actor, tmp_path: Path, more: tuple[str, ...]
) -> None:
    made = []
    for language in ("en", "el") if more else ("en",):  # by itself it takes a comma
        for name in LISTS:
            made.append(tmp_path / f"{language}-{name}.csv")
            exports.export(poisoned, admin, Asked(name, language=language, sensitive=True), made[-1])
        made.append(tmp_path / f"{language}-sheet.csv")
        screen_tables.export(poisoned, admin, hostile_sheet("csv"), language, made[-1])
    found = calculated(tmp_path, made, *more)
    assert [name for name, content in found.items() if _FORMULA.search(content)] == []


@pytest.mark.libreoffice
def test_libreoffice_calculates_nothing_of_a_workbook(poisoned: Database, admin: Actor, tmp_path: Path) -> None:
    made = [tmp_path / f"{name}.xlsx" for name in LISTS]
    for name, file in zip(LISTS, made, strict=True):
        exports.export(poisoned, admin, Asked(name, sensitive=True), file)
    made.append(tmp_path / "sheet.xlsx")
    screen_tables.export(poisoned, admin, hostile_sheet("xlsx"), "en", made[-1])
    found = calculated(tmp_path, made)
    assert [name for name, content in found.items() if _FORMULA.search(content)] == []
    assert cells(made[-1])[0] == ["=1+1", "n"]
    assert "cmd" in CalamineWorkbook.from_path(str(made[-1])).sheet_names[0]


def test_texts_longer_than_a_cell_are_refused_in_excel_and_whole_elsewhere(
    full: Database, admin: Actor, write: Transaction, tmp_path: Path
) -> None:
    sheet = Sheet("Long", ("text",), ("Text",), (("x" * 40_000,),))
    with pytest.raises(Exception, match="too long for an Excel cell"):
        screen_tables.export(full, admin, sheet, "en", tmp_path / "a.xlsx")
    screen_tables.export(full, admin, sheet, "en", tmp_path / "a.csv")
    assert (tmp_path / "a.csv").stat().st_size > 40_000
    assert not (tmp_path / "a.xlsx").exists()


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
@pytest.mark.parametrize("language", ["en", "el"])
def test_hostile_texts_come_in_again_as_they_went_out(
    database: Database, admin: Actor, make: Make, tmp_path: Path, form: str, language: str
) -> None:
    texts = cycle(TYPED)
    for n in range(len(TYPED)):
        make.student(
            last_name=f"{n} {next(texts)}", first_name=next(texts), father_name=next(texts), city=next(texts),
            street=next(texts), student_number=f"S{n}", private_note=next(texts), place_of_birth=next(texts),
        )  # fmt: skip
    target = tmp_path / f"students.{form}"
    exports.export(database, admin, Asked("students", language=language, sensitive=True), target)
    report = imports.preview(database, admin, Given(target), Options(kind="students"))
    assert report.samples["changed"] == []
    assert report.counts["unchanged"] == len(TYPED), report.issues


def test_a_title_that_might_run_is_a_text_too(database: Database, admin: Actor, make: Make, tmp_path: Path) -> None:
    offering = make.offering()
    student = make.enrolment(make.student(), offering)
    make.mark(student, make.assessment(offering, "=cmd|'/C calc'!A0", "Midterm"), "15")
    asked = Asked("grades", Listing(where=(Condition("id", "=", offering),)), wide=True)
    exports.export(database, admin, asked, tmp_path / "g.csv")
    with (tmp_path / "g.csv").open(encoding="utf-8-sig", newline="") as file:
        titles = next(csv.reader(file))
    assert any(title.startswith("'=cmd") for title in titles)
    exports.export(database, admin, asked, tmp_path / "g.xlsx")
    assert any(str(title).startswith("=cmd") for title in cells(tmp_path / "g.xlsx")[0])


def test_no_file_tells_who_made_it_or_where(
    database: Database, admin: Actor, make: Make, tmp_path: Path, write: Transaction
) -> None:
    make.contact(make.student(), email="eleni@school.example")
    make.offering(lessons=(Lesson(0, 1, 2, "08:00"),))
    place = tmp_path / "folder of Monadou"
    place.mkdir()
    for form in exports.FORMATS:
        exports.export(database, admin, Asked("students"), place / f"a.{form}")
    templates.write(database, admin, "students", place / "t.xlsx")
    timetable_calendar.write(database, admin, Whose(1), "en", place / "t.ics")
    contact_cards.write(database, admin, Wanted(), place / "c.vcf")
    everything.write(database, admin, place / "all.zip")
    telling = {b"Monadou", str(tmp_path).encode()}
    telling |= {name.encode() for name in (platform.node(), getpass.getuser()) if len(name) > 4}
    for file in place.iterdir():
        for name, content in parts(file):
            assert [word for word in telling if word in content] == [], (file.name, name)


def parts(file: Path) -> Iterator[tuple[str, bytes]]:
    """What is in a file, each member of an archive for itself."""
    if not zipfile.is_zipfile(file):
        yield file.name, file.read_bytes()
        return
    with zipfile.ZipFile(file) as opened:
        for name in opened.namelist():
            yield name, opened.read(name)


def test_students_are_written_by_the_services_only_without_what_no_file_holds(
    database: Database, admin: Actor, make: Make
) -> None:
    """NUL and half letters never get in by hand, so that what a file can't hold is not asked of it."""
    for text in ("\x00=1", "\ud800"):
        with pytest.raises(Exception, match="character"), database.begin(admin) as session:
            students.create(session, students.StudentData(text, "Doe", "S9"))
