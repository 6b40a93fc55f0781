"""A table as a screen shows it, written to a file and told of in the log."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from python_calamine import load_workbook

from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import Denied, Invalid
from sms_desktop.core.permissions import rights_of
from sms_desktop.db.database import Database
from sms_desktop.services.exporting import screen_tables
from sms_desktop.services.exporting.screen_tables import Sheet
from tests.content import change_sets

ROWS = (("Γεωργίου", Decimal("14.5"), date(2026, 4, 3), None), ("=1+1", -2, date(2026, 4, 4), "άλλο"))
SHEET = Sheet("Absence limits", ("name", "average", "day", "note"), ("Name", "Average", "Day", "Note"), ROWS)


def test_a_sheet_is_written_with_its_types_and_no_formula(database: Database, admin: Actor, tmp_path: Path) -> None:
    done = screen_tables.export(database, admin, SHEET, "en", tmp_path / "limits.xlsx", "For the board")
    assert done.rows == 2
    cells = openpyxl.load_workbook(tmp_path / "limits.xlsx").active
    assert cells is not None
    assert cells["A3"].data_type == "s"
    rows = load_workbook(str(tmp_path / "limits.xlsx")).get_sheet_by_index(0).to_python()
    assert rows[1][:3] == ["Γεωργίου", 14.5, date(2026, 4, 3)]
    assert rows[2][:2] == ["=1+1", -2]


def test_a_sheet_in_greek_has_decimal_commas(database: Database, admin: Actor, tmp_path: Path) -> None:
    screen_tables.export(database, admin, SHEET, "el", tmp_path / "limits.csv")
    text = (tmp_path / "limits.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.reader(text.splitlines(), delimiter=";"))
    assert rows[1] == ["Γεωργίου", "14,5", "2026-04-03", ""]


def test_a_sheet_as_json_has_the_columns_names(database: Database, admin: Actor, tmp_path: Path) -> None:
    screen_tables.export(database, admin, SHEET, "en", tmp_path / "limits.json")
    assert json.loads((tmp_path / "limits.json").read_text(encoding="utf-8"))[0]["average"] == 14.5


def test_the_log_tells_who_took_how_many_rows_for_what(database: Database, admin: Actor, tmp_path: Path) -> None:
    screen_tables.export(database, admin, SHEET, "en", tmp_path / "limits.csv", "For the board")
    newest = change_sets(database)[-1]
    assert (newest.action, newest.reason) == ("export", "For the board")
    assert newest.details == {"list": "Absence limits", "rows": 2, "format": "CSV"}


def test_who_exports_the_own_classes_alone_and_sees_others_takes_no_table_of_the_screen(
    database: Database, tmp_path: Path
) -> None:
    teacher = Actor(7, "teacher", rights_of("teacher"))
    screen_tables.export(database, teacher, SHEET, "en", tmp_path / "own.csv")
    more = replace(teacher, rights=teacher.rights | {"students:view"})
    with pytest.raises(Denied, match="own classes alone"):
        screen_tables.export(database, more, SHEET, "en", tmp_path / "all.csv")
    assert not (tmp_path / "all.csv").exists()
    screen_tables.export(database, replace(more, rights=more.rights | {"exports:run"}), SHEET, "en", tmp_path / "b.csv")


def test_nothing_is_written_without_the_right_or_with_rows_that_do_not_fit(
    database: Database, admin: Actor, tmp_path: Path
) -> None:
    with pytest.raises(Denied):
        screen_tables.export(database, Actor(None, "viewer"), SHEET, "en", tmp_path / "limits.csv")
    crooked = Sheet("Crooked", ("a",), ("A", "B"), (("1", "2"),))
    with pytest.raises(Invalid):
        screen_tables.export(database, admin, crooked, "en", tmp_path / "limits.csv")
    assert list(tmp_path.glob("limits*")) == []
