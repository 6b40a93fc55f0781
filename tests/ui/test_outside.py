"""Changes by other programs reach the screens of an open window."""

from __future__ import annotations

from typing import Any

from sms_desktop.core.actor import Actor
from sms_desktop.core.events import Changed
from sms_desktop.db import opening
from sms_desktop.db.database import Database
from sms_desktop.ui.changes import ChangeFeed
from sms_desktop.ui.jobs import Jobs
from sms_desktop.ui.outside import OutsideChanges
from tests.makers import Make


def test_what_another_program_commits_is_told_once_and_ones_own_not_twice(
    qapp: object, database: Database, admin: Actor, make: Make, qtbot: Any
) -> None:
    jobs, feed = Jobs(database, lambda: admin), ChangeFeed(database.events)
    told: list[Changed] = []
    feed.changed.connect(told.append)
    outside = OutsideChanges(jobs, feed)
    assert jobs.wait_idle()
    make.student()
    other = opening.open_existing(database.folder, database.key)
    Make(other, admin).student(student_number="X1")
    other.close()
    for _look in range(2):
        outside.look()
        assert jobs.wait_idle()
    qtbot.waitUntil(lambda: len(told) == 2)
    assert [change.change_set_id for change in told] == [told[0].change_set_id, told[0].change_set_id + 1]
    assert told[1].tables == {"students"}
    outside.close()
    feed.close()
    assert jobs.close()
