"""The made-up school in the database."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import Cancelled, Conflict, Denied, Invalid
from sms_desktop.core.folding import is_greek
from sms_desktop.core.permissions import SECRETARY, rights_of
from sms_desktop.core.schedule import clashes
from sms_desktop.db import chain
from sms_desktop.db.courses import AcademicYear, Enrolment, Offering, Term
from sms_desktop.db.database import Database
from sms_desktop.db.people import Contact, Student
from sms_desktop.services import (
    contacts,
    courses,
    demo,
    enrolments,
    jobs,
    listing,
    offerings,
    search,
    settings,
    students,
)
from sms_desktop.services import years as school_years
from sms_desktop.services.history import undo as undoing
from sms_desktop.services.safekeeping import check
from tests.content import change_sets, content, entries, last_change
from tests.schools import ADMIN, MadeOnce

TODAY = date(2026, 11, 10)


def _rows(database: Database, table: Any) -> list[Any]:
    with database.read(ADMIN) as session:
        return list(session.scalars(select(table).order_by(table.id)))


def test_there_are_as_many_students_as_asked_for_and_the_counts_say_so(demo_school: Database) -> None:
    with demo_school.read(ADMIN) as session:
        assert students.count(session) == 400
        job = jobs.recent(session, 1)[0]
        assert job.state == "completed"
        assert job.result is not None
        assert job.result["students"] == 400
        assert job.result["enrolments"] == enrolments.count(session)


def test_the_same_seed_gives_the_same_school_and_another_one_another(
    november: Database, tmp_path: Path, school_made_once: MadeOnce
) -> None:
    other = school_made_once.opened(tmp_path / "other")
    other.clock = november.clock
    demo.fill(november, ADMIN, students=60, seed=7)
    demo.fill(other, ADMIN, students=60, seed=7)
    assert content(november) == content(other)
    other.close()
    third = school_made_once.opened(tmp_path / "third")
    third.clock = november.clock
    demo.fill(third, ADMIN, students=60, seed=8)
    assert content(november)["students"] != content(third)["students"]
    third.close()


def test_it_is_one_change_set_of_few_entries_that_can_be_taken_back(november: Database) -> None:
    before, sets = content(november), len(change_sets(november))
    demo.fill(november, ADMIN, students=120)
    log = change_sets(november)
    assert len(log) == sets + 1
    assert undoing.title_of(log[-1]) == "Demo school of 120 students"
    assert len(entries(november, last_change(november))) < 60
    with november.begin(ADMIN) as session:
        undoing.undo(session, log[-1].id)
    assert content(november) == before
    with november.read(ADMIN) as session:
        assert list(chain.problems(session, november.audit_key)) == []


def test_a_school_with_anything_in_it_is_left_as_it_is(november: Database) -> None:
    with november.begin(ADMIN) as session:
        students.create(session, students.StudentData("Ada", "Made", "S1"))
    before = content(november)
    with pytest.raises(Conflict) as refused:
        demo.fill(november, ADMIN, students=10)
    assert refused.value.code == "not_empty"
    assert content(november) == before


@pytest.mark.parametrize("wrong", [{"students": 0}, {"students": 100_001}, {"years": 0}, {"years": 11}])
def test_sizes_that_make_no_school_are_refused(november: Database, wrong: dict[str, int]) -> None:
    with pytest.raises(Invalid) as refused:
        demo.fill(november, ADMIN, **wrong)
    assert list(refused.value.fields) == list(wrong)


def test_only_who_may_set_up_the_school_may_fill_it(november: Database) -> None:
    with pytest.raises(Denied):
        demo.fill(november, Actor(2, "secretary", rights_of(SECRETARY)))


def test_cancelling_leaves_nothing(november: Database) -> None:
    before = content(november)

    def progress(done: int, total: int, /) -> None:
        if done > total // 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        demo.fill(november, ADMIN, students=100, progress=progress)
    assert content(november) == before


def test_progress_ends_at_its_total(november: Database) -> None:
    told: list[tuple[int, int]] = []
    demo.fill(november, ADMIN, students=50, progress=lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]


def test_a_school_of_one_can_be_made(november: Database) -> None:
    assert demo.fill(november, ADMIN, students=1)["students"] == 1


def test_the_year_that_init_made_is_used(november: Database) -> None:
    with november.begin(ADMIN) as session:
        terms = school_years.default_terms(2026, ("Winter term", "Spring term"))
        school_years.create(session, "2026-2027", terms)
    demo.fill(november, ADMIN, students=40)
    assert [(year.name, year.is_current) for year in _rows(november, AcademicYear)] == [("2026-2027", True)]
    assert {offering.term_id for offering in _rows(november, Offering)} == {term.id for term in _rows(november, Term)}


def test_past_years_are_locked_and_the_current_one_is_open(demo_school: Database) -> None:
    with demo_school.read(ADMIN) as session:
        found = [(term.year, term.number, term.state) for term in school_years.terms(session)]
    assert found == [
        ("2026-2027", 1, "open"),
        ("2026-2027", 2, "open"),
        ("2025-2026", 1, "locked"),
        ("2025-2026", 2, "locked"),
    ]


def test_a_name_that_the_school_has_is_kept(november: Database) -> None:
    with november.begin(ADMIN) as session:
        settings.write(session, "school.name", "Our own")
    demo.fill(november, ADMIN, students=5)
    with november.read(ADMIN) as session:
        assert settings.read(session, "school.name") == "Our own"


def test_keys_are_those_that_the_services_make(demo_school: Database) -> None:
    for row in _rows(demo_school, Student):
        with demo_school.read(ADMIN) as session:
            made = students.keys_of(students.get(session, row.id).data)
        assert made == {name: getattr(row, name) for name in made}
    for row in _rows(demo_school, Contact):
        made = contacts.keys_of(row.name, row.email, row.phone)
        assert made == {name: getattr(row, name) for name in made}


def test_every_student_could_be_saved_from_the_form_as_is(november: Database) -> None:
    demo.fill(november, ADMIN, students=12)
    before = content(november)
    with november.begin(ADMIN) as session:
        for row in students.page(session, limit=100):
            students.update(session, row.id, students.get(session, row.id).data)
        for course in courses.page(session, limit=200):
            courses.update(session, course.id, courses.get(session, course.id).data)
        for offering in offerings.page(session, limit=100):
            offerings.update(session, offering.id, offerings.get(session, offering.id).data)
    assert content(november) == before


def test_four_fifths_of_the_names_are_greek_and_women_have_women_s_names(demo_school: Database) -> None:
    rows = _rows(demo_school, Student)
    greek = sum(is_greek(row.last_name[0].casefold()) for row in rows)
    assert 0.72 * len(rows) < greek < 0.88 * len(rows)
    for row in rows:
        if row.gender == "female":
            assert not row.last_name.endswith(("όπουλος", "ίδης", "άκης")), row.last_name


def test_ages_fit_the_years_of_study(demo_school: Database) -> None:
    for row in _rows(demo_school, Student):
        entry = row.enrolment_date.year
        assert 17 <= entry - row.date_of_birth.year <= 34
        assert row.student_number.startswith(f"{entry}-")
        assert row.enrolment_date <= TODAY


def test_most_study_and_some_left_for_a_reason_on_a_day_that_can_be(demo_school: Database) -> None:
    rows = _rows(demo_school, Student)
    counts = Counter(row.status for row in rows)
    assert set(counts) == set(students.STATUSES)
    assert counts["active"] > counts["withdrawn"] + counts["transferred"]
    for row in rows:
        left = row.status != "active"
        assert bool(row.status_date) == bool(row.status_reason) == left
        assert not left or row.enrolment_date <= row.status_date <= TODAY


def test_numbers_and_addresses_belong_to_nobody(demo_school: Database) -> None:
    rows = _rows(demo_school, Student)
    assert all(row.email.endswith(".example") for row in rows)
    assert all(row.mobile.startswith("98") and len(row.mobile) == 8 for row in rows)
    assert len({row.email for row in rows}) == len({row.national_id for row in rows}) == len(rows)


def test_most_have_a_contact_some_have_two_and_siblings_share_theirs(demo_school: Database) -> None:
    with demo_school.read(ADMIN) as session:
        rows = contacts.page(session, limit=5000)
    of_student = Counter(row.student_id for row in rows)
    assert 0.85 * 400 < len(of_student) < 0.97 * 400
    assert 40 < sum(count == 2 for count in of_student.values()) < 160
    assert sum(row.data.emergency for row in rows) == len(of_student)
    of_contact = defaultdict(list)
    for row in rows:
        of_contact[row.id].append(row.student_id)
    siblings = [ids for ids in of_contact.values() if len(ids) > 1]
    assert siblings
    by_id = {row.id: row for row in _rows(demo_school, Student)}
    for ids in siblings:
        assert len({(by_id[n].father_name, by_id[n].street, by_id[n].last_name[:4]) for n in ids}) == 1


def test_a_few_have_health_and_private_notes(demo_school: Database) -> None:
    rows = _rows(demo_school, Student)
    assert 2 <= sum(bool(row.health_note) for row in rows) <= 40
    assert 2 <= sum(bool(row.private_note) for row in rows) <= 40


def test_every_active_student_takes_all_courses_of_the_section(demo_school: Database) -> None:
    active = listing.Listing(where=(listing.Condition("status", "=", "active"),))
    with demo_school.read(ADMIN) as session:
        for row in students.page(session, active, limit=500):
            now = [e for e in enrolments.of_student(session, row.id) if e.year == "2026-2027"]
            assert 12 <= len(now) <= 14
            assert {e.status for e in now} == {"active"}
            assert {e.course_code[:3] for e in now} == {row.programme}
            assert {e.section for e in now} == {row.section}


def test_those_who_left_dropped_their_classes_and_past_years_are_completed(demo_school: Database) -> None:
    by_id = {row.id: row for row in _rows(demo_school, Student)}
    terms = {term.id: term for term in _rows(demo_school, Term)}
    offered = {offering.id: terms[offering.term_id] for offering in _rows(demo_school, Offering)}
    for row in _rows(demo_school, Enrolment):
        student, term = by_id[row.student_id], offered[row.offering_id]
        left = student.status_date if student.status in ("withdrawn", "transferred") else None
        if left is not None and left <= term.last_day:
            assert (row.status, row.status_date) == ("dropped", left)
        else:
            assert row.status == ("completed" if term.state == "locked" else "active")


def test_offerings_have_a_room_a_teacher_the_course_s_rules_and_all_their_periods(demo_school: Database) -> None:
    with demo_school.read(ADMIN) as session:
        rows = offerings.page(session, limit=1000)
        weeks: dict[Any, list[Any]] = defaultdict(list)
        for row in rows:
            data = offerings.get(session, row.id).data
            assert len(data.teachers) == 1
            assert sum(lesson.periods for lesson in data.lessons) == row.periods_per_week
            weeks[row.term_id, "room", row.room].extend(data.lessons)
            weeks[row.term_id, "teacher", data.teachers[0]].extend(data.lessons)
            weeks[row.term_id, "section", row.course_code[:3], row.section].extend(data.lessons)
        for row in rows[::40]:
            assert offerings.get(session, row.id).data.rules == courses.get(session, row.course_id).data.rules
    assert all(clashes(lessons) == [] for lessons in weeks.values())
    assert 15 <= max(row.enrolled for row in rows) <= 40


@pytest.mark.parametrize("query", ["παπαδοπουλος", "ΠΑΠΑΔΟΠΟΥΛΟΣ", "papadopoulos", "Παπαδόπουλος"])
def test_papadopoulos_is_found_however_it_is_written(demo_school: Database, query: str) -> None:
    with demo_school.read(ADMIN) as session:
        found = search.search(session, query)
        assert found == search.search(session, "Papadopoulos")
    assert [hit for hit in found if hit.kind == "student" and hit.title.startswith("Παπαδόπουλος")]


def test_a_worker_process_can_be_asked_for_it(november: Database) -> None:
    from sms_desktop.services.tasks import TASKS

    found = TASKS["demo.fill"](november, replace(ADMIN), {"students": 12, "seed": 2}, lambda done, total: None)
    assert found["students"] == 12


def test_the_check_of_the_school_finds_nothing_wrong(demo_school: Database) -> None:
    with demo_school.read(ADMIN) as session:
        assert list(check.check(session, demo_school)) == []
