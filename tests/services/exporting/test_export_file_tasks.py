"""Tables of the screen, calendars and vCards over the worker's pipes, and how many rows an export would have."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import Denied, Invalid
from sms_desktop.core.progress import silent
from sms_desktop.core.schedule import Lesson
from sms_desktop.db.database import Database
from sms_desktop.services.exporting import export_file_tasks, exports
from sms_desktop.services.exporting.contact_cards import Wanted
from sms_desktop.services.exporting.exports import Asked
from sms_desktop.services.exporting.screen_tables import Sheet
from sms_desktop.services.listing import Condition, Listing
from sms_desktop.services.timetable import Whose
from tests.conftest import Transaction
from tests.makers import Make

CELLS = ("Γεωργίου", Decimal("14.50"), date(2026, 4, 3), datetime(2026, 4, 3, 9, 30), True, 7, None)


def test_a_table_of_the_screen_comes_over_the_pipe_with_its_types(
    database: Database, admin: Actor, tmp_path: Path
) -> None:
    sheet = Sheet("Limits", tuple("abcdefg"), tuple("ABCDEFG"), [CELLS])
    target = tmp_path / "limits.csv"
    arguments = json.loads(json.dumps(export_file_tasks.sheet_arguments(sheet, "el", target, "Board")))
    assert [export_file_tasks._unpacked(cell) for cell in arguments["rows"][0]] == list(CELLS)
    answer = export_file_tasks.sheet(database, admin, arguments, silent)
    assert answer == {"rows": 1, "file": str(target), "notes": []}
    assert "14,5" in target.read_text(encoding="utf-8-sig")


def test_a_timetable_and_contacts_are_written_by_the_worker(
    database: Database, admin: Actor, make: Make, tmp_path: Path
) -> None:
    term = make.term()
    make.offering(term_id=term, lessons=(Lesson(0, 1, 2, "08:00"),))
    make.contact(make.student(section="A1"), name="Abbot Anna", email="anna@example.org")
    make.contact(make.student(section="B1"), name="Brown Bella", email="bella@example.org")
    asked = export_file_tasks.timetable_arguments(Whose(term), "en", tmp_path / "week.ics")
    assert export_file_tasks.timetable(database, admin, json.loads(json.dumps(asked)), silent)["rows"] == 1
    wanted = Wanted(Listing(where=(Condition("name", "starts", "Abbot"),)))
    asked = export_file_tasks.contacts_arguments(wanted, tmp_path / "people.vcf")
    assert export_file_tasks.contacts(database, admin, json.loads(json.dumps(asked)), silent)["rows"] == 1
    assert "bella" not in (tmp_path / "people.vcf").read_text(encoding="utf-8")


def test_how_many_rows_an_export_would_have_is_told_to_who_may_export_them(
    database: Database, read: Transaction, make: Make
) -> None:
    make.student(section="A1")
    make.student(section="B1")
    with read() as session:
        assert exports.count(session, Asked("students")) == 2
        assert exports.count(session, Asked("students", Listing(where=(Condition("section", "=", "A1"),)))) == 1
        with pytest.raises(Invalid):
            exports.count(session, Asked("unicorns"))
    with database.read(make.user("viewer")) as session, pytest.raises(Denied):
        exports.count(session, Asked("students"))
    with database.read(make.teacher(make.offering())) as session:
        assert exports.count(session, Asked("students")) == 0
