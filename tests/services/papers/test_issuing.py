"""Issuing: one number for each, pages kept as they are, whoever writes meanwhile and whatever becomes of the file."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from sms_desktop.core import clock, files
from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import Cancelled, Conflict, Denied, Invalid, NotFound, StorageProblem
from sms_desktop.core.i18n import language
from sms_desktop.core.permissions import rights_of
from sms_desktop.db import opening
from sms_desktop.db.attendance import Attendance
from sms_desktop.db.database import Database
from sms_desktop.services import students, tasks, years
from sms_desktop.services.history import undo
from sms_desktop.services.papers import issue_tasks, issued, issuing, letters
from sms_desktop.services.papers.issuing import Order
from sms_desktop.services.papers.letter_originals import LetterData, originals
from tests.conftest import Transaction
from tests.content import change_sets, content
from tests.formats.papers import words
from tests.makers import Make
from tests.schools import MadeOnce
from tests.services.register_of_papers import Issue, issuer, register, this_year

PLAIN = LetterData("Plain", "other", "en", "A paper", "For ${student.full_name}, ${student.city}.", numbered=False)


@pytest.fixture
def issue(database: Database, admin: Actor) -> Issue:
    return issuer(database, admin)


def text_of(pdf: bytes, place: Path) -> str:
    return " ".join(words(pdf, place))


@pytest.mark.poppler
def test_each_gets_the_next_number_of_the_year_and_its_own_pages(
    database: Database, admin: Actor, make: Make, issue: Issue, tmp_path: Path
) -> None:
    first, second = make.student(first_name="Άννα"), make.student(first_name="Νίκος")
    done = issue("attendance.el", second, first, second, target=tmp_path / "all.pdf", purpose="Απόδειξη")
    assert [(row.student_id, row.number_text) for row in done.documents] == [
        (second, f"1/{this_year()}"),
        (first, f"2/{this_year()}"),
    ]
    again = issue("enrolment.en", first)
    assert again.documents[0].number == 3
    row = done.documents[0]
    assert (row.title, row.kind, row.language, row.issued_by) == ("Βεβαίωση φοίτησης", "attendance", "el", admin.name)
    assert row.purpose == "Απόδειξη"
    whole = text_of((tmp_path / "all.pdf").read_bytes(), tmp_path)
    assert f"1/{this_year()}" in whole
    assert f"2/{this_year()}" in whole
    with database.read(admin) as session:
        own = text_of(issued.pages(session, row.id), tmp_path)
    assert "Νίκος" in own
    assert "Άννα" not in own
    assert language() == "en"


def test_a_file_for_each_is_named_by_its_student(make: Make, issue: Issue, tmp_path: Path) -> None:
    ids = [make.student(student_number=f"A{n}", last_name="Doe", first_name="Jo") for n in (1, 2)]
    (tmp_path / "Doe Jo A1 Certificate of attendance.pdf").write_bytes(b"mine")
    done = issue("attendance.en", *ids, target=tmp_path, each_its_file=True)
    assert [file.name for file in done.files] == [
        "Doe Jo A1 Certificate of attendance (2).pdf", "Doe Jo A2 Certificate of attendance.pdf",
    ]  # fmt: skip
    assert (tmp_path / "Doe Jo A1 Certificate of attendance.pdf").read_bytes() == b"mine"


def test_a_single_document_is_in_the_file_byte_by_byte_as_it_is_kept(
    database: Database, admin: Actor, make: Make, issue: Issue, tmp_path: Path
) -> None:
    done = issue("conduct.en", make.student(), target=tmp_path / "one.pdf")
    with database.read(admin) as session:
        assert issued.pages(session, done.documents[0].id) == (tmp_path / "one.pdf").read_bytes()


def test_who_can_get_none_is_named_and_the_rest_is_done(make: Make, write: Transaction, issue: Issue) -> None:
    left, gone, there = (
        make.student(status="graduated", last_name="Left"),
        make.student(last_name="Gone"),
        make.student(),
    )
    with write("delete") as session:
        students.delete(session, [gone])
    done = issue("attendance.en", left, gone, there, 999)
    assert [row.student_id for row in done.documents] == [there]
    assert [(one.student_id, one.sentence.split()[0]) for one in done.left] == [
        (left, "Left"), (gone, "Gone"), (999, "This"),
    ]  # fmt: skip
    assert issue("conduct.en", left).documents
    with pytest.raises(Invalid) as caught:
        issue("attendance.en", left)
    assert "is not an active student" in caught.value.sentence


@pytest.mark.poppler
def test_a_warning_is_for_whoever_has_a_course_to_be_warned_of(
    database: Database, admin: Actor, make: Make, issue: Issue, tmp_path: Path
) -> None:
    make.term()
    with database.read(admin) as session:
        term = years.current_term(session, clock.today())
    assert term is not None
    offering = make.offering(periods_per_week=Decimal(1), term_id=term.id)
    enrolment, other = make.klass(offering, 2)
    with database.begin(admin) as session:
        session.add_all(
            Attendance(enrolment_id=enrolment, date=date(2026, 9, day), period=1, status="A") for day in (21, 28)
        )
    done = issue("absence-student.en", 1, 2)
    assert [row.student_id for row in done.documents] == [1]
    assert "is close to the absence limit of no course" in done.left[0].sentence
    with database.read(admin) as session:
        assert "over the limit" in text_of(issued.pages(session, done.documents[0].id), tmp_path)
    assert other


def test_an_unnumbered_one_takes_no_number_and_a_gap_is_told(make: Make, write: Transaction, issue: Issue) -> None:
    student = make.student(last_name="Doe", first_name="Jo")
    with write("create") as session:
        ref = letters.create(session, PLAIN)
    done = issue(ref, student)
    assert (done.documents[0].number, done.documents[0].number_text) == (None, "")
    assert done.gaps == (("Doe Jo", ("student.city",)),)
    assert issue("conduct.en", student).documents[0].number == 1


@pytest.mark.poppler
def test_where_somebody_writes_meanwhile_the_pages_are_drawn_anew(
    database: Database, admin: Actor, make: Make, tmp_path: Path
) -> None:
    student = make.student(last_name="Before", first_name="Jo")
    for times in (1, 2):
        left = [times]

        def meanwhile(done: int, total: int, left: list[int] = left) -> None:
            if done == 0 and left[0]:
                left[0] -= 1
                issuing.issue(database, admin, Order("conduct.en", (student,)))
                with database.begin(admin) as session:
                    name = f"After{len(change_sets(database))}"
                    record = students.get(session, student)
                    students.update(session, student, replace(record.data, last_name=name))

        found = issuing.issue(database, admin, Order("attendance.en", (student,)), None, meanwhile).documents[0]
        with database.read(admin) as session:
            paper, now = (
                text_of(issued.pages(session, found.id), tmp_path),
                students.get(session, student).data.last_name,
            )
        assert now in paper
        assert found.number_text in paper
    numbers = [row.number for row in register(database, admin)]
    assert sorted(n for n in numbers if n) == list(range(1, 6))


def test_a_student_deleted_meanwhile_is_left_out(database: Database, admin: Actor, make: Make) -> None:
    gone, there = make.student(last_name="Gone"), make.student()
    deleted: list[int] = []

    def meanwhile(done: int, total: int) -> None:
        if not deleted:
            deleted.append(gone)
            with database.begin(admin) as session:
                students.delete(session, [gone])

    done = issuing.issue(database, admin, Order("attendance.en", (gone, there)), None, meanwhile)
    assert [(row.student_id, row.number) for row in done.documents] == [(there, 1)]
    assert [one.student_id for one in done.left] == [gone]


def test_two_windows_never_get_one_number(
    school_made_once: MadeOnce, database: Database, admin: Actor, make: Make
) -> None:
    ids = [make.student() for __ in range(8)]
    other = opening.open_existing(database.folder, school_made_once.data_key)
    try:
        with ThreadPoolExecutor(2) as pool:
            halves = ((database, ids[:4]), (other, ids[4:]))
            jobs = [
                pool.submit(issuing.issue, where, admin, Order("conduct.en", (one,)))
                for where, some in halves
                for one in some
            ]
            numbers = [job.result().documents[0].number for job in jobs]
    finally:
        other.close()
    assert sorted(n for n in numbers if n) == list(range(1, 9))


def test_cancelling_leaves_nothing(database: Database, admin: Actor, make: Make, tmp_path: Path) -> None:
    ids = tuple(make.student() for __ in range(3))
    before = content(database), len(change_sets(database))

    def stopped(done: int, total: int) -> None:
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        issuing.issue(database, admin, Order("attendance.en", ids), tmp_path / "x.pdf", stopped)
    assert (content(database), len(change_sets(database))) == before
    assert list(tmp_path.glob("*.pdf")) == []


def test_a_file_that_can_not_be_written_is_told_and_what_is_issued_stays_issued(
    database: Database, admin: Actor, make: Make, issue: Issue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(_source: object, _target: object) -> None:
        raise PermissionError(13, "The process cannot access the file")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", held)
        done = issue("attendance.en", make.student(), target=tmp_path / "taken.pdf")
    assert done.files == ()
    assert "taken.pdf" in done.problem
    assert list(tmp_path.glob("*.p*")) == list(tmp_path.glob(".*.part")) == []
    issuing.copy(database, admin, done.documents[0].id, tmp_path / "saved.pdf")
    assert (tmp_path / "saved.pdf").is_file()


@pytest.mark.parametrize(
    ("order", "target", "error"),
    [
        (Order("attendance.en", ()), "a.pdf", Invalid),
        (Order("attendance.en", (1,), purpose="x" * 501), "a.pdf", Invalid),
        (Order("attendance.en", (1,), recipient="x" * 301), "a.pdf", Invalid),
        (Order("attendance.en", (1,), purpose="a\x00b"), "a.pdf", Invalid),
        (Order("attendance.en", (1,)), "a.doc", Invalid),
        (Order("attendance.en", (1,)), "nowhere/a.pdf", StorageProblem),
        (Order("attendance.en", (1,)), f"{'x' * 300}.pdf", StorageProblem),
        (Order("attendance.en", (1,), each_its_file=True), "nowhere/papers", StorageProblem),
        (Order("nothing.en", (1,)), "a.pdf", NotFound),
    ],
)
def test_what_can_be_known_before_takes_no_number(
    database: Database, admin: Actor, make: Make, tmp_path: Path, order: Order, target: str, error: type[Exception]
) -> None:
    make.student()
    with pytest.raises(error):
        issuing.issue(database, admin, order, tmp_path / target)
    assert register(database, admin) == []


@pytest.mark.parametrize(("each", "new"), [(False, False), (True, False), (True, True)])
def test_where_no_file_can_be_made_no_number_is_taken(
    database: Database, admin: Actor, make: Make, issue: Issue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    each: bool, new: bool,
) -> None:  # fmt: skip
    def refused(_path: object) -> None:
        raise PermissionError(13, "Permission denied")

    folder = tmp_path / "papers"
    if not new:
        folder.mkdir()
    target = folder if each else folder / "a.pdf"
    with monkeypatch.context() as patch:
        patch.setattr(files, "created", refused)
        with pytest.raises(StorageProblem, match="can't be written"):
            issue("attendance.en", make.student(), target=target, each_its_file=each)
    assert register(database, admin) == []
    assert folder.exists() is not new


def test_a_folder_for_the_papers_is_made_where_its_own_is_there(make: Make, issue: Issue, tmp_path: Path) -> None:
    done = issue("attendance.en", make.student(), make.student(), target=tmp_path / "new", each_its_file=True)
    assert [file.parent for file in done.files] == [tmp_path / "new"] * 2
    assert all(file.is_file() for file in done.files)


def test_who_may_not_issue_does_not(database: Database, make: Make) -> None:
    student = make.student()
    for role in ("teacher", "viewer"):
        with pytest.raises(Denied):
            issuing.issue(database, Actor(7, role, rights_of(role)), Order("attendance.en", (student,)))
    assert issuing.issue(database, Actor(7, "s", rights_of("secretary")), Order("attendance.en", (student,))).documents


@pytest.mark.parametrize(
    ("template", "missing"),
    [("grades.en", "grades:view"), ("absence-student.en", "grades:view"), ("absence-guardian.en", "contacts:view")],
)
@pytest.mark.parametrize("own", ["", ":own"])
def test_no_paper_is_signed_with_gaps_for_want_of_a_right(
    database: Database, make: Make, template: str, missing: str, own: str
) -> None:
    student, offering = make.student(), make.offering()
    make.enrolment(student, offering)
    teacher = make.teacher(offering)
    rights = {"reports:issue", "students:view", "grades:view", "contacts:view"}
    who = Actor(teacher.user_id, "x", frozenset(rights - {missing} | ({missing + own} if own else set())))
    with pytest.raises(Denied) as refused:
        issuing.issue(database, who, Order(template, (student,)))
    assert missing in refused.value.sentence
    with database.read(who) as session, pytest.raises(Denied):
        letters.preview(session, letters.get(session, template).data, student)
    assert issuing.issue(database, who, Order("attendance.en", (student,))).documents


def test_no_paper_is_signed_without_a_field_that_its_issuer_may_not_see(
    database: Database, admin: Actor, make: Make
) -> None:
    data = replace(originals()["attendance", "en"], name="With identity", body="[[ID ${student.national_id}]]")
    with database.begin(admin) as session:
        ref = letters.create(session, data)
    student = make.student(national_id="X123")
    who = Actor(1, "x", frozenset({"reports:issue", "students:view"}))
    with pytest.raises(Denied):
        issuing.issue(database, who, Order(ref, (student,)))
    assert issuing.issue(database, admin, Order(ref, (student,))).documents


def test_who_has_left_gets_a_certificate_in_the_past_and_nobody_else_does(
    database: Database, make: Make, issue: Issue, tmp_path: Path
) -> None:
    left = make.student(
        last_name="Βασιλείου", first_name="Άννα", status="graduated", status_date=date(2026, 6, 30),
        enrolment_date=date(2024, 9, 1),
    )  # fmt: skip
    done = issue("attendance-past.el", left, make.student(last_name="Doe", first_name="Jo"), target=tmp_path / "a.pdf")
    assert [one.sentence for one in done.left] == ["Doe Jo has not left the school."]
    paper = text_of((tmp_path / "a.pdf").read_bytes(), tmp_path)
    assert "φοίτησε στη σχολή μας από 01/09/2024 έως 30/06/2026" in paper
    assert "φοιτά κανονικά" not in paper


@pytest.mark.parametrize("enrolled", [False, True])
def test_there_is_no_certificate_of_grades_that_are_not_there(make: Make, issue: Issue, enrolled: bool) -> None:
    student = make.student(last_name="Doe", first_name="Jo")
    if enrolled:
        make.enrolment(student, make.offering(term_id=make.term(2025)))
    with pytest.raises(Invalid) as refused:
        issue("grades.en", student)
    assert refused.value.sentence == (
        "Doe Jo has no grade yet: there is nothing to certify." if enrolled
        else "Doe Jo takes no course that could be listed."
    )  # fmt: skip


def test_a_name_that_the_font_cant_write_is_not_issued_as_boxes(make: Make, issue: Issue) -> None:
    strange, plain = make.student(last_name="李{", first_name="小龙"), make.student()
    done = issue("attendance.el", strange, plain)
    assert [row.student_id for row in done.documents] == [plain]
    assert "小龙" in done.left[0].sentence
    assert done.left[0].sentence.startswith("The data of 李{ 小龙 have letters")
    with pytest.raises(Invalid) as refused:
        issue("attendance.el", plain, purpose="給銀行")
    assert "給銀行" in refused.value.fields["purpose"]


def test_what_was_issued_is_in_the_log_by_name_and_can_not_be_undone(
    database: Database, admin: Actor, make: Make, issue: Issue
) -> None:
    issue("attendance.en", make.student(last_name="Doe", first_name="Jo"), purpose="Bank")
    issue("attendance.en", make.student(), make.student())
    one, many = [found for found in change_sets(database) if found.action == "report"]
    assert (one.action, undo.title_of(one)) == ("report", f"Issue Certificate of attendance 1/{this_year()} to Doe Jo")
    assert (one.reason, one.details["student_id"]) == ("Bank", 1)
    assert undo.title_of(many) == f"Issue Certificate of attendance 2/{this_year()} to 3/{this_year()}, 2 documents"
    with pytest.raises(Conflict), database.begin(admin) as session:
        undo.undo(session, one.id)


@pytest.mark.poppler
def test_the_worker_issues_and_previews_with_plain_answers(
    database: Database, admin: Actor, make: Make, tmp_path: Path
) -> None:
    student = make.student(last_name="Γεωργίου", first_name="Άννα")
    arguments = issue_tasks.arguments(Order("attendance.el", (student, 99)), tmp_path / "a.pdf")
    answer = tasks.TASKS["letters.issue"](database, admin, arguments, lambda done, total: None)
    assert (answer["files"], len(answer["ids"])) == ([str(tmp_path / "a.pdf")], 1)
    assert [one.student_id for one in issue_tasks.left_of(answer)] == [99]
    arguments = issue_tasks.preview_arguments(originals()["attendance", "el"], student, "Τράπεζα")
    answer = tasks.TASKS["letters.preview"](database, admin, arguments, lambda done, total: None)
    paper = text_of(issue_tasks.pages_of(answer), tmp_path)
    assert "Άννα Γεωργίου" in paper
    assert "Τράπεζα" in paper


def test_why_somebody_gets_none_is_said_in_the_readers_language_and_not_in_the_papers(
    database: Database, admin: Actor, make: Make
) -> None:
    there, gone = make.student(), make.student(last_name="Gamma", first_name="Eva", status="withdrawn")
    done = issuing.issue(database, admin, Order("attendance.el", (there, gone)))
    assert done.documents[0].title == "Βεβαίωση φοίτησης"
    assert done.left[0].sentence == (
        "Gamma Eva is not an active student. For who has left there is “Βεβαίωση φοίτησης στο παρελθόν”."
    )
