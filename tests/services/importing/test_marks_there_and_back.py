"""Marks and registers written to files and imported again change nothing, long and wide, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from sms_desktop.core import i18n
from sms_desktop.core.actor import Actor
from sms_desktop.db.database import Database
from sms_desktop.services import assessments
from sms_desktop.services.exporting.exports import Asked, export
from sms_desktop.services.exporting.lists import LISTS
from sms_desktop.services.importing import imports
from sms_desktop.services.importing.mapping import guess_mapping
from sms_desktop.services.importing.model import Options
from sms_desktop.services.importing.sources import Given
from tests.content import content
from tests.services.exporting.test_marks import IN_AUT1, school

__all__ = ["school"]


@pytest.mark.parametrize("language", ["en", "el"])
@pytest.mark.parametrize("name", ["grades", "attendance"])
def test_imports_know_every_title_of_an_export(name: str, language: str) -> None:
    columns = LISTS[name].columns
    with i18n.speaking(language):
        titles = [column.title() for column in columns]
    found = guess_mapping(name, titles, []).columns
    assert {c.header: c.field for c in found} == {
        title: column.name for title, column in zip(titles, columns, strict=True)
    }


@pytest.mark.parametrize("language", ["en", "el"])
@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
@pytest.mark.parametrize("name", ["grades", "attendance"])
def test_an_exported_list_imported_again_changes_nothing(
    school: Database, admin: Actor, tmp_path: Path, name: str, form: str, language: str
) -> None:
    file = tmp_path / f"{name}.{form}"
    rows = export(school, admin, Asked(name, language=language), file).rows
    before = content(school)
    report = imports.run(school, admin, Given(path=file), Options(stop_percent=0))
    assert report.kind == name
    assert report.counts == {"new": 0, "changed": 0, "unchanged": rows, "rejected": 0}, report.issues
    assert report.notes == []
    assert content(school) == before


@pytest.mark.parametrize("language", ["en", "el"])
@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
@pytest.mark.parametrize("name", ["grades", "attendance"])
def test_an_exported_sheet_imported_again_changes_nothing(
    school: Database, admin: Actor, tmp_path: Path, name: str, form: str, language: str
) -> None:
    file = tmp_path / f"{name}.{form}"
    with school.begin(admin) as session:
        assessments.delete(session, [2])
    export(school, admin, Asked(name, IN_AUT1, language=language, wide=True), file)
    before = content(school)
    options = Options(kind=name, mapping={"course_code": "=AUT1"}, stop_percent=0)
    report = imports.run(school, admin, Given(path=file), options)
    assert report.counts == {"new": 0, "changed": 0, "unchanged": 2, "rejected": 0}, report.issues
    assert content(school) == before
