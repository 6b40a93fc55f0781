"""Photographs and the logo: set, replaced, removed, undone; a restricted student's is withheld."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import Conflict, Denied, Invalid, NotFound
from sms_desktop.db.database import Database
from sms_desktop.services import news, photos, students
from sms_desktop.services.history import audit, undo
from sms_desktop.services.papers import letterhead, school_pictures
from sms_desktop.services.privacy import restriction
from tests.conftest import Transaction
from tests.makers import Make
from tests.pictures import picture


@pytest.fixture
def student(make: Make, write: Transaction) -> int:
    made = make.student(last_name="Doe", first_name="Jo")
    with write() as session:
        photos.put(session, made, picture())
    return made


def size(image: bytes | None) -> tuple[int, int]:
    from PIL import Image

    assert image is not None
    found: tuple[int, int] = Image.open(io.BytesIO(image)).size
    return found


def test_it_is_kept_as_a_jpeg_and_the_log_says_whose(student: int, read: Transaction) -> None:
    with read() as session:
        assert size(photos.photo(session, student)) == (60, 80)
        assert size(photos.of_students(session, [student])[student]) == (60, 80)
        (row,) = audit.page(session, limit=1)
        assert row.title == "Set the photo of Doe Jo"


def test_another_takes_its_place_and_it_can_be_removed(student: int, write: Transaction, read: Transaction) -> None:
    with write() as session:
        photos.put(session, student, picture(30, 40, "JPEG"))
    with read() as session:
        assert size(photos.photo(session, student)) == (30, 40)
    for _twice in range(2):
        with write() as session:
            photos.remove(session, student)
    with read() as session:
        assert (photos.photo(session, student), photos.of_students(session, [student])) == (None, {})


def test_what_was_done_is_taken_back(student: int, database: Database, admin: Actor, read: Transaction) -> None:
    with database.begin(admin) as session:
        photos.remove(session, student)
    with database.begin(admin) as session:
        undo.undo(session, news.newest_change(session))
    with read() as session:
        assert size(photos.photo(session, student)) == (60, 80)


def test_a_restricted_students_is_for_the_record_and_who_may_see_it(
    student: int, database: Database, admin: Actor, make: Make
) -> None:
    with database.begin(admin) as session:
        restriction.restrict(session, student, "A court's order")
    with database.read(admin) as session:
        assert photos.photo(session, student) is not None
        assert photos.of_students(session, [student]) == {}
    with database.read(make.user("viewer")) as session:
        assert photos.photo(session, student) is None


def test_a_protected_record_wants_a_reason(student: int, database: Database, admin: Actor) -> None:
    with database.begin(admin) as session:
        restriction.restrict(session, student, "A court's order")
    for change in (photos.remove, lambda session, one: photos.put(session, one, picture())):
        with pytest.raises(Conflict), database.begin(admin) as session:
            change(session, student)
    with database.begin(admin, reason="Asked by the guardian") as session:
        photos.remove(session, student)


def test_no_picture_and_nobody_are_said(student: int, database: Database, admin: Actor) -> None:
    with pytest.raises(Invalid), database.begin(admin) as session:
        photos.put(session, student, b"no picture")
    with database.begin(admin) as session:
        students.delete(session, [student])
    for gone in (student, 999):
        with pytest.raises(NotFound), database.begin(admin) as session:
            photos.put(session, gone, picture())


def test_the_logo_stands_on_documents_until_it_is_removed(database: Database, admin: Actor) -> None:
    for width in (90, 120):
        with database.begin(admin) as session:
            school_pictures.set_logo(session, picture(width, 40))
    with database.read(admin) as session:
        assert size(school_pictures.logo(session)) == (120, 40)
        assert letterhead.school(session).head.logo == school_pictures.logo(session)
    for _twice in range(2):
        with database.begin(admin) as session:
            school_pictures.remove_logo(session)
    with database.read(admin) as session:
        assert school_pictures.logo(session) is None
    with database.begin(admin) as session:
        undo.undo(session, news.newest_change(session))
    with database.read(admin) as session:
        assert size(letterhead.school(session).head.logo) == (120, 40)


def test_who_may_not_see_students_sees_no_photo(student: int, database: Database, admin: Actor) -> None:
    with pytest.raises(Denied), database.read(replace(admin, rights=frozenset({"courses:view"}))) as session:
        photos.photo(session, student)
