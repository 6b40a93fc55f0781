"""Kept results: there at once, never older than what the asking session reads, never one reader's for another."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core.actor import Actor
from sms_desktop.core.i18n import set_language
from sms_desktop.db import opening
from sms_desktop.db.database import Database
from sms_desktop.db.people import Student
from sms_desktop.services import at_risk, performance, result_cache, settings, students
from sms_desktop.services.result_cache import ResultCache
from tests.makers import Make
from tests.reports import papers
from tests.reports.papers import FIRST, LAST, School

STUDENTS = frozenset({"students"})


class Counting:
    """Names of students, and how often they were really read."""

    def __init__(self) -> None:
        self.times = 0

    def names(self, session: Session, beginning: str) -> tuple[str, ...]:
        self.times += 1
        return tuple(session.scalars(select(Student.last_name).where(Student.last_name.startswith(beginning))))


@pytest.fixture
def work() -> Counting:
    return Counting()


@pytest.fixture
def cached(database: Database) -> Database:
    result_cache.keep_for(database)
    return database


def asked(database: Database, who: Actor, work: Counting, beginning: str = "") -> tuple[str, ...]:
    with database.read(who) as session:
        return result_cache.kept(session, STUDENTS, work.names, beginning)


def test_the_same_question_is_answered_without_looking_again(
    cached: Database, admin: Actor, make: Make, work: Counting
) -> None:
    make.student(last_name="Abbot")
    assert asked(cached, admin, work) == asked(cached, admin, work) == ("Abbot",)
    assert work.times == 1
    figures = result_cache.figures(cached)
    assert (figures.hits, figures.misses, figures.kept, figures.rate) == (1, 1, 1, 50)


def test_a_change_to_a_table_it_was_made_from_drops_it_and_no_other_does(
    cached: Database, admin: Actor, make: Make, work: Counting
) -> None:
    make.student(last_name="Abbot")
    asked(cached, admin, work)
    make.course()
    with cached.begin(admin) as session:
        settings.write(session, "school.name", "Other")
    assert asked(cached, admin, work) == ("Abbot",)
    assert work.times == 1
    make.student(last_name="Baker")
    assert asked(cached, admin, work) == ("Abbot", "Baker")


def test_what_another_program_changed_is_seen(cached: Database, admin: Actor, make: Make, work: Counting) -> None:
    student = make.student(last_name="Abbot")
    asked(cached, admin, work)
    other = opening.open_existing(cached.folder, cached.key)
    with other.begin(admin) as session:
        students.update(session, student, replace(students.get(session, student).data, last_name="Baker"))
    other.close()
    assert asked(cached, admin, work) == ("Baker",)


def test_a_session_that_began_before_a_change_keeps_nothing_for_those_after(
    cached: Database, admin: Actor, make: Make, work: Counting
) -> None:
    make.student(last_name="Abbot")
    with cached.read(admin) as early:
        early.scalars(select(Student)).all()
        make.student(last_name="Baker")
        assert asked(cached, admin, work) == ("Abbot", "Baker")
        assert result_cache.kept(early, STUDENTS, work.names, "") == ("Abbot",)
    assert asked(cached, admin, work) == ("Abbot", "Baker")
    assert work.times == 2


def test_parameters_reader_rights_and_language_are_questions_of_their_own(
    cached: Database, admin: Actor, make: Make, work: Counting
) -> None:
    make.student(last_name="Abbot")
    for who in (admin, replace(admin, user_id=2), replace(admin, rights=frozenset({"students:view"}))):
        asked(cached, who, work)
    asked(cached, admin, work, "A")
    set_language("el")
    asked(cached, admin, work)
    assert work.times == 5


def test_a_session_that_writes_reads_anew(cached: Database, admin: Actor, make: Make, work: Counting) -> None:
    student = make.student(last_name="Abbot")
    asked(cached, admin, work)
    with cached.begin(admin) as session:
        students.update(session, student, replace(students.get(session, student).data, last_name="Baker"))
        assert result_cache.kept(session, STUDENTS, work.names, "") == ("Baker",)


def test_without_a_cache_everything_is_read(database: Database, admin: Actor, make: Make, work: Counting) -> None:
    asked(database, admin, work)
    asked(database, admin, work)
    assert work.times == 2
    assert result_cache.figures(database) == result_cache.Figures(0, 0, 0)
    assert result_cache.figures(database).rate is None


def test_after_a_quarter_of_an_hour_it_is_made_anew(database: Database, admin: Actor, work: Counting) -> None:
    now = [0.0]
    database.carried["results"] = ResultCache(timer=lambda: now[0])
    asked(database, admin, work)
    now[0] = 899
    asked(database, admin, work)
    assert work.times == 1
    now[0] = 901
    asked(database, admin, work)
    assert work.times == 2


def test_what_is_too_large_is_not_kept(
    cached: Database, admin: Actor, work: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def large(session: Session) -> tuple[int, ...]:
        work.times += 1
        return tuple(range(200_001))

    for _n in range(2):
        with cached.read(admin) as session:
            result_cache.kept(session, STUDENTS, large)
    assert work.times == 2


def test_many_threads_get_what_is_right(cached: Database, admin: Actor, make: Make, work: Counting) -> None:
    make.student(last_name="Abbot")
    found: list[tuple[str, ...]] = []

    def ask() -> None:
        found.extend(asked(cached, admin, work) for _n in range(20))

    threads = [threading.Thread(target=ask) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(found) == {("Abbot",)}
    assert len(found) == 80
    figures = result_cache.figures(cached)
    assert (figures.hits + figures.misses, figures.kept) == (80, 1)


def test_performance_and_risk_are_kept_until_a_mark_changes(cached: Database, admin: Actor, make: Make) -> None:
    school: School = papers.school(cached, admin, make)

    def both() -> tuple[object, object]:
        with cached.read(admin) as session:
            one = performance.of_student(session, school.student, FIRST, LAST)
            return one, at_risk.rows(session, school.term)

    first = both()
    before = result_cache.figures(cached)
    again = both()
    after = result_cache.figures(cached)
    assert again[0] is first[0]
    assert again == first
    assert (after.misses, after.hits > before.hits) == (before.misses, True)  # nothing is made anew
    make.mark(school.enrolment, make.assessment(school.offering, "Exam", "Final exam"), "2")
    assert both() != first


def test_a_teacher_is_never_told_what_was_kept_for_the_administrator(
    cached: Database, admin: Actor, make: Make
) -> None:
    school = papers.school(cached, admin, make)
    teacher = make.teacher()
    with cached.read(admin) as session:
        assert len(at_risk.rows(session, school.term)) == 1
    with cached.read(teacher) as session:
        assert at_risk.rows(session, school.term) == ()
    make.teaches(teacher, school.offering)
    with cached.read(teacher) as session:
        assert len(at_risk.rows(session, school.term)) == 1
