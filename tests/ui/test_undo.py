"""Undo and redo in the window: named, in order, this person's own acts only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from sms_desktop.core.actor import Actor
from sms_desktop.core.clock import utc_now
from sms_desktop.core.errors import Conflict, StorageProblem
from sms_desktop.db.database import Database
from sms_desktop.services import students
from sms_desktop.services.history.undo import Taken
from sms_desktop.ui.jobs import Jobs
from sms_desktop.ui.undo import UndoStack
from tests.conftest import Transaction
from tests.makers import Make


class Bench:
    """A stack over a school, with what it told."""

    def __init__(self, database: Database, admin: Actor) -> None:
        self.jobs = Jobs(database, lambda: admin, run_task=self.run_task)
        self.stack = UndoStack(database.events, self.jobs)
        self.taken: list[Taken] = []
        self.errors: list[Exception] = []
        self.tasks: list[tuple[str, dict[str, Any]]] = []
        self.stack.taken.connect(lambda taken, _redo: self.taken.append(taken))
        self.stack.failed.connect(self.errors.append)

    def run_task(self, task: str, arguments: Any, _progress: object) -> dict[str, Any]:
        self.tasks.append((task, dict(arguments)))
        return {"rows": 3, "left": 0, "sentences": []}

    def rest(self, qtbot: Any) -> None:
        for _round in range(3):
            qtbot.wait(1)
            assert self.jobs.wait_idle()


@pytest.fixture
def bench(qapp: object, database: Database, admin: Actor) -> Iterator[Bench]:
    made = Bench(database, admin)
    yield made
    made.stack.close()
    assert made.jobs.close()


def names(read: Transaction) -> list[str]:
    with read() as session:
        return [row.last_name for row in students.page(session)]


def test_acts_are_taken_back_newest_first_and_done_again(
    bench: Bench, make: Make, read: Transaction, qtbot: Any
) -> None:
    make.student(last_name="Abbot", first_name="Ada")
    make.student(last_name="Brown", first_name="Ben")
    bench.rest(qtbot)
    assert bench.stack.undo_title() == "Add student Brown Ben"
    bench.stack.undo()
    bench.rest(qtbot)
    assert names(read) == ["Abbot"]
    assert (bench.stack.undo_title(), bench.stack.redo_title()) == ("Add student Abbot Ada", "Add student Brown Ben")
    bench.stack.undo()
    bench.rest(qtbot)
    assert names(read) == []
    bench.stack.redo()
    bench.rest(qtbot)
    bench.stack.redo()
    bench.rest(qtbot)
    assert names(read) == ["Abbot", "Brown"]
    assert (bench.stack.undo_title(), bench.stack.redo_title()) == ("Add student Brown Ben", "")


def test_keys_pressed_faster_than_acts_are_taken_back_all_count(
    bench: Bench, make: Make, read: Transaction, qtbot: Any
) -> None:
    for name in ("Abbot", "Brown", "Clark"):
        make.student(last_name=name)
    bench.rest(qtbot)
    for _press in range(5):
        bench.stack.undo()
    bench.rest(qtbot)
    assert names(read) == []
    bench.stack.redo()
    bench.stack.redo()
    bench.stack.undo()
    bench.rest(qtbot)
    assert names(read) == ["Abbot"]


def test_something_new_ends_what_could_be_done_again(bench: Bench, make: Make, qtbot: Any) -> None:
    make.student()
    bench.rest(qtbot)
    bench.stack.undo()
    bench.rest(qtbot)
    assert bench.stack.redo_title()
    make.student(last_name="Brown", first_name="Ben")
    bench.rest(qtbot)
    assert bench.stack.redo_title() == ""


def test_a_toast_takes_back_its_own_act_even_when_others_followed(
    bench: Bench, make: Make, read: Transaction, qtbot: Any
) -> None:
    make.student(last_name="Abbot")
    bench.rest(qtbot)
    take_back = bench.stack.newest()
    make.student(last_name="Brown")
    bench.rest(qtbot)
    take_back()
    bench.rest(qtbot)
    assert names(read) == ["Brown"]
    take_back()
    bench.rest(qtbot)
    assert names(read) == ["Brown"], "once is enough"


def test_what_somebody_changed_since_is_left_and_named(
    bench: Bench, make: Make, write: Transaction, read: Transaction, qtbot: Any
) -> None:
    student = make.student(last_name="Abbot", first_name="Ada")
    with write() as session:
        data = students.get(session, student).data
        students.update(session, student, replace(data, city="Paphos"))
    bench.rest(qtbot)
    take_back = bench.stack.newest()
    with write() as session:
        students.update(session, student, replace(data, city="Larnaca"))
    bench.rest(qtbot)
    take_back()
    bench.rest(qtbot)
    assert bench.taken[-1].left == 1
    assert "Abbot Ada was changed since by admin" in bench.taken[-1].sentences[0]
    with read() as session:
        assert students.get(session, student).data.city == "Larnaca"


def test_an_import_is_taken_back_by_its_own_task_and_not_done_again(
    bench: Bench, make: Make, write: Transaction, qtbot: Any
) -> None:
    from sms_desktop.db.changes import describe, recorder
    from sms_desktop.db.operations import Import

    with write("import") as session:
        describe(session, "Import of {name}", action="import", name="list.csv")
        students.create(session, students.StudentData(first_name="Ada", last_name="Abbot"))
        session.add(
            Import(at=utc_now(), user_name="admin", file_name="list.csv", file_hash="", kind="students",
                   state="done", rows=1, new=1, changed=0, unchanged=0, rejected=0, warnings=0, seconds=0.1,
                   change_set_id=recorder(session).change_id(session))
        )  # fmt: skip
    bench.rest(qtbot)
    assert bench.stack.undo_title() == "Import of list.csv"
    bench.stack.undo()
    bench.rest(qtbot)
    assert bench.tasks == [("imports.undo", {"import_id": 1})]
    assert (bench.taken[-1].rows, bench.stack.redo_title()) == (3, "")


def test_signing_in_and_exports_are_not_taken_back(bench: Bench, write: Transaction, qtbot: Any) -> None:
    from sms_desktop.db.changes import describe

    with write("export") as session:
        describe(session, "Export of students", action="export")
    bench.rest(qtbot)
    assert bench.stack.undo_title() == ""


@pytest.mark.parametrize(("error", "kept"), [(StorageProblem("The disk is full."), True), (Conflict("No."), False)])
def test_an_undo_that_fails_is_told_and_kept_only_where_it_can_work_later(
    bench: Bench, make: Make, qtbot: Any, error: Exception, kept: bool
) -> None:
    make.student(last_name="Abbot", first_name="Ada")
    bench.rest(qtbot)
    act = bench.stack._done.pop()
    bench.stack._busy = True
    bench.stack._not_taken(act, False, error)
    assert bench.errors == [error]
    assert bool(bench.stack.undo_title()) is kept
