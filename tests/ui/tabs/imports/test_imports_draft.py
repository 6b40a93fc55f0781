"""A draft as plain data: choices about columns, told to the service as differences from what was found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sms_desktop.services.importing.columns import columns_of
from sms_desktop.services.importing.fields import KINDS
from sms_desktop.services.importing.model import Options
from sms_desktop.ui.tabs.imports.draft import LEFT_OUT, OWN, Columns, Draft

HEADERS = ("Student number", "Last name", "First name", "Remark")
FOUND = {"Student number": "student_number", "Last name": "last_name", "First name": "first_name"}


def document() -> dict[str, Any]:
    mapping = [{"field": name, "column": header, "constant": None, "how": "name"} for header, name in FOUND.items()]
    return {"kind": "students", "headers": list(HEADERS), "mapping": mapping}


def as_the_service_takes_it(columns: Columns) -> dict[str, str]:
    taken, _left = columns_of(KINDS["students"], HEADERS, [], Options(mapping=columns.mapping()), {})
    return {column.name: column.choice for column in taken}


def test_nothing_chosen_is_nothing_to_tell() -> None:
    assert Columns.found(document()).mapping() == {}


def test_two_columns_that_swap_their_fields_are_told_so() -> None:
    columns = Columns.found(document())
    columns.choose("Last name", "first_name")
    columns.choose("First name", "last_name")
    assert as_the_service_takes_it(columns)["last_name"] == "First name"
    assert as_the_service_takes_it(columns)["first_name"] == "Last name"


def test_a_field_has_one_column() -> None:
    columns = Columns.found(document())
    columns.choose("Remark", "last_name")
    assert columns.left_out() == ["Last name"]
    assert as_the_service_takes_it(columns)["last_name"] == "Remark"


def test_a_column_left_out_is_missed_where_it_is_needed() -> None:
    columns = Columns.found(document())
    columns.choose("Student number", LEFT_OUT)
    assert columns.mapping() == {"student_number": ""}
    assert len(columns.missing()) == 1
    columns.set_constant("national_id", "X{row}")
    assert columns.missing() == []


def test_a_column_can_be_kept_as_a_field_of_the_schools_own() -> None:
    columns = Columns.found(document())
    columns.choose("Remark", OWN)
    assert columns.choice("Remark") == OWN
    assert as_the_service_takes_it(columns)["extra:Remark"] == "Remark"


def test_a_cell_is_mended_and_reading_the_file_differently_forgets_it() -> None:
    draft = Draft(path=Path("list.csv"))
    draft.look(document())
    draft.correct(3, "Remark", "x")
    draft.correct(3, "Last name", "Doe")
    assert draft.options.corrections == {3: {"Remark": "x", "Last name": "Doe"}}
    assert draft.has_work
    draft.read_differently(delimiter=",")
    assert not draft.options.corrections
    assert draft.columns is None
