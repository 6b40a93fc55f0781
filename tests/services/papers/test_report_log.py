"""What the log keeps of reports, and whose file a report belongs to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sms_desktop.core.actor import Actor
from sms_desktop.db.database import Database
from sms_desktop.services.papers import report_log
from sms_desktop.services.papers.report_log import Taken
from sms_desktop.services.privacy import person_data
from tests.content import change_sets
from tests.makers import Make


def recorded(database: Database, admin: Actor, about: str, *subjects: int) -> dict[str, Any]:
    with database.begin(admin, "report") as session:
        report_log.record(session, Taken("timetable", 2, "el", about, subjects, "x" * 2000))
    newest = change_sets(database)[-1]
    assert (newest.action, len(newest.reason)) == ("report", 1000)
    return dict(newest.details)


@pytest.mark.parametrize(
    ("about", "subjects", "found"),
    [
        ("student", (7,), True),
        ("student", (8,), None),
        ("student", (6, 7), True),
        ("student", (6, 8), None),
        ("offering", (3,), False),
        ("offering", (2, 3), False),
        ("offering", (4,), None),
        ("school", (), False),
        ("student", tuple(range(6000)), False),
    ],
)
def test_a_report_is_surely_perhaps_or_not_about_somebody(
    database: Database, admin: Actor, about: str, subjects: tuple[int, ...], found: bool | None
) -> None:
    assert report_log.about(recorded(database, admin, about, *subjects), 7, {3, 9}) is found


def test_a_person_s_file_names_the_reports_about_the_person(
    database: Database, admin: Actor, make: Make, tmp_path: Path
) -> None:
    student, other = make.student(), make.student()
    recorded(database, admin, "student", other)
    recorded(database, admin, "student", student, other)
    recorded(database, admin, "school")
    with database.read(admin) as session:
        exports = person_data.collect(session, student).exports
    assert [(one["what"], one["contained"]) for one in exports] == [
        ("Report timetable: 2 documents", "perhaps"), ("Report timetable: 2 documents", "yes"),
    ]  # fmt: skip
