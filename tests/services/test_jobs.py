"""The list of jobs: one's own, and everybody's for who may read the log."""

from __future__ import annotations

import pytest

from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import NotFound
from sms_desktop.db.database import Database
from sms_desktop.services import jobs
from tests.makers import Make


def test_others_jobs_are_listed_for_who_may_read_the_log_alone(database: Database, admin: Actor, make: Make) -> None:
    secretary = make.user("secretary")
    for who, title in ((admin, "Backup"), (secretary, "Import of students.csv")):
        jobs.run(database, who, "test", title, lambda session: {})
    with database.read(admin) as session:
        assert [job.title for job in jobs.recent(session)] == ["Import of students.csv", "Backup"]
    with database.read(secretary) as session:
        assert [job.title for job in jobs.recent(session)] == ["Import of students.csv"]
        with pytest.raises(NotFound):
            jobs.get(session, 1)
