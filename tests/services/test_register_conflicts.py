"""Two people at one register, and what undo puts back."""

from __future__ import annotations

import threading
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from sms_desktop.core.errors import Conflict
from sms_desktop.core.permissions import SECRETARY
from sms_desktop.db.attendance import Attendance
from sms_desktop.db.database import Database
from sms_desktop.services import register_entry
from sms_desktop.services.history import undo
from sms_desktop.services.register_entry import RatingEntry, Status, Taken
from tests.content import content, last_change
from tests.makers import Make
from tests.schools import ADMIN, MadeOnce
from tests.services.classroom import MONDAY, Classroom, classroom


def take_back(database: Database, change: int | None = None) -> undo.Taken:
    with database.begin(ADMIN) as session:
        return undo.undo(session, change or last_change(database))


def seen(room: Classroom, pupil: int, period: int, status: str | None) -> Status:
    """What somebody enters who sees the register of Monday as it is now."""
    record = room.row(pupil, MONDAY).marks.get(period)
    return Status(room.pupils[pupil], period, status, seen=0 if record is None else record.version)


def test_who_saves_second_is_told_and_overwrites_nothing(room: Classroom, make: Make) -> None:
    room.all(MONDAY, "P", 1, 2)
    anna, bob = make.user(SECRETARY), make.teacher(room.offering)
    hers = [seen(room, 0, 1, "A"), seen(room, 1, 3, "A")]
    his = [seen(room, 0, 1, "L"), seen(room, 2, 2, "E")]
    with room.database.begin(anna) as session:
        register_entry.take(session, room.offering, MONDAY, hers)
    with pytest.raises(Conflict) as caught, room.database.begin(bob) as session:
        register_entry.take(session, room.offering, MONDAY, his)
    assert caught.value.code == "changed_meanwhile"
    assert room.register(MONDAY).rows[0].last_name in caught.value.sentence
    assert room.letters(MONDAY) == ["AP.", "PPA", "PP."]


def test_different_cells_and_the_same_mark_do_not_collide(room: Classroom) -> None:
    room.all(MONDAY, "P", 1, 2)
    his = [seen(room, 0, 1, "A"), seen(room, 1, 1, "L"), seen(room, 2, 3, "P")]
    room.take(MONDAY, seen(room, 0, 1, "A"), seen(room, 0, 2, "E"), seen(room, 2, 3, "P"))
    assert room.take(MONDAY, *his) == Taken(0, 1, 0)
    assert room.letters(MONDAY) == ["AE.", "LP.", "PPP"]


@pytest.mark.parametrize("status", ["A", None])
def test_a_record_that_came_or_went_meanwhile_is_a_conflict(room: Classroom, status: str | None) -> None:
    if status is None:
        room.all(MONDAY, "P", 1)
    late = seen(room, 0, 1, "L")
    room.take(MONDAY, seen(room, 0, 1, status))
    with pytest.raises(Conflict):
        room.take(MONDAY, late)


def test_of_two_windows_that_save_at_the_same_moment_one_is_told(room: Classroom) -> None:
    ready, outcomes = threading.Barrier(2), list[str]()
    mine = {status: [seen(room, n, 1, status) for n in range(3)] for status in "PA"}

    def save(status: str) -> None:
        ready.wait()
        try:
            room.take(MONDAY, *mine[status])
            outcomes.append(status)
        except Conflict as error:
            outcomes.append(error.code)

    windows = [threading.Thread(target=save, args=(status,)) for status in "PA"]
    for window in windows:
        window.start()
    for window in windows:
        window.join()
    assert "changed_meanwhile" in outcomes
    (won,) = set(outcomes) - {"changed_meanwhile"}
    assert room.letters(MONDAY) == [f"{won}.."] * 3


CELLS = st.dictionaries(
    st.tuples(st.integers(0, 2), st.integers(1, 3)), st.sampled_from(["P", "A", "L", "E", None]), max_size=9
)


@pytest.fixture(scope="module")
def kept_room(school_made_once: MadeOnce, tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    database = school_made_once.opened(tmp_path_factory.mktemp("registers") / "data")
    return classroom(database, ADMIN, Make(database, ADMIN))


def records(room: Classroom) -> dict[int, tuple[object, ...]]:
    """The attendance records as they are stored, versions included."""
    with room.database.read(room.admin) as session:
        rows = session.scalars(select(Attendance)).all()
    return {r.id: (r.version, r.enrolment_id, r.date, r.period, r.status, r.note, r.document) for r in rows}


@settings(max_examples=12, deadline=None)
@given(st.lists(CELLS, min_size=1, max_size=3))
def test_a_register_is_what_was_saved_last_and_undo_goes_back_step_by_step(
    kept_room: Classroom, saves: list[dict[tuple[int, int], str | None]]
) -> None:
    room, expected = kept_room, dict[tuple[int, int], str | None]()
    room.all(MONDAY, None, 1, 2, 3)
    steps = []
    for cells in saves:
        before = records(room)
        room.take(MONDAY, *(Status(room.pupils[n], period, status) for (n, period), status in cells.items()))
        expected |= cells
        letters = ["".join(expected.get((n, period)) or "." for period in (1, 2, 3)) for n in range(3)]
        assert room.letters(MONDAY) == letters
        if records(room) != before:
            steps.append((last_change(room.database), before))
    for change, before in reversed(steps):
        assert take_back(room.database, change).left == 0
        assert records(room) == before


def test_undo_of_a_register_puts_back_exactly_what_was(room: Classroom, database: Database) -> None:
    room.all(MONDAY, "P", 1, 2, 3)
    room.take(MONDAY, Status(room.pupils[0], 1, "E", note="Flu", document="D-17"))
    room.rate(1, MONDAY, "8")
    before = content(database)
    changes = [
        Status(room.pupils[0], 1, None),
        Status(room.pupils[1], 2, "L", note="Bus"),
        Status(room.pupils[2], 3, "A"),
    ]
    room.take(
        MONDAY,
        *changes,
        ratings=[
            RatingEntry(room.pupils[1], room.rule, Decimal(3)),
            RatingEntry(room.pupils[2], room.rule, Decimal(4)),
        ],
    )
    after = content(database)
    assert take_back(database).left == 0
    assert content(database) == before
    assert take_back(database).left == 0
    assert content(database) == after
