"""Reports on their way out: whole or not at all, in one language or both, with what is left out said and logged."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pypdfium2 import PdfDocument

from sms_desktop.core.actor import EVERYTHING, OWN, Actor
from sms_desktop.core.errors import Cancelled, Denied, Invalid, StorageProblem
from sms_desktop.core.i18n import language
from sms_desktop.core.progress import silent
from sms_desktop.reports import running, tasks
from sms_desktop.reports.catalogue import REPORTS
from sms_desktop.reports.running import Made, Wanted
from sms_desktop.services import settings, students, worker_process
from sms_desktop.services.history import audit
from sms_desktop.services.listing import Listing
from tests.content import change_sets
from tests.reports.papers import FIRST, LAST, School, text, words

TWO = (("Abbot", "A1"), ("Βασιλείου", "V1"))


@pytest.fixture
def several(school: School) -> tuple[int, ...]:
    """The student and two more, in the same class."""
    more = [school.make.student(last_name=name, first_name="Al", student_number=number) for name, number in TWO]
    for student in more:
        school.make.enrolment(student, school.offering)
    return (school.student, *more)


def make(school: School, target: Path, wanted: Wanted, who: Actor | None = None, progress: Any = silent) -> Made:
    return running.make(school.database, who or school.admin, wanted, target, progress)


def left_in(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


@pytest.mark.poppler
def test_one_pdf_holds_all_in_the_order_asked_for(school: School, several: tuple[int, ...], tmp_path: Path) -> None:
    made = make(school, tmp_path / "all.pdf", Wanted("transcript", several))
    assert (made.files, made.documents, made.pages, made.left) == ((tmp_path / "all.pdf",), 3, 3, ())
    found = text(tmp_path / "all.pdf")
    assert found.index("Παπαδοπούλου") < found.index("Abbot") < found.index("Βασιλείου")
    assert found.count("Page 1 of 1") == 3


@pytest.mark.poppler
def test_both_languages_are_one_after_the_other_with_the_names_as_they_are(school: School, tmp_path: Path) -> None:
    with school.database.begin(school.admin) as session:
        settings.write(session, "school.name", "Σχολή Μηχανικών")
        settings.write(session, "school.name_en", "School of Engineers")
    made = make(school, tmp_path / "both.pdf", Wanted("transcript", (school.student,), "both"))
    greek, english = text(tmp_path / "both.pdf").split("\f")[:2]
    assert made.documents == 2
    assert "Σχολή Μηχανικών" in greek
    assert "04/05/2006" in greek
    assert "15,00" in greek
    assert "School of Engineers" in english
    assert "15.00" in english
    assert "Παπαδοπούλου Άννα" in greek
    assert "Papadopoulou Anna (Παπαδοπούλου" in english
    assert language() == "en"


@pytest.mark.poppler
def test_papers_have_a_number_by_which_the_log_finds_them(
    school: School, several: tuple[int, ...], tmp_path: Path
) -> None:
    make(school, tmp_path / "all.pdf", Wanted("transcript", several, "both"))
    papers = re.findall(r"(Printed|Εκτύπωση:?) [\d/]+ · (?:No|Αρ)\. ([0-9A-F]{8})/(\d)", text(tmp_path / "all.pdf"))
    assert [(said[:3], place) for said, _number, place in papers] == [
        ("Εκτ", "1"), ("Pri", "2"), ("Εκτ", "3"), ("Pri", "4"), ("Εκτ", "5"), ("Pri", "6"),
    ]  # fmt: skip
    (number,) = {number for _said, number, _place in papers}
    with school.database.read(school.admin) as session:
        (found,) = audit.page(session, Listing(text=number.lower()), 0, 10)
    assert found.details["student_ids"] == list(several)
    make(school, tmp_path / "one.pdf", Wanted("transcript", several[:1]))
    (other,) = re.findall(r"No\. ([0-9A-F]{8})\s", text(tmp_path / "one.pdf"))
    assert other != number


@pytest.mark.poppler
def test_what_is_printed_has_a_number_and_a_look_at_it_has_none(school: School, tmp_path: Path) -> None:
    wanted = Wanted("transcript", (school.student,))
    for made, numbered in ((running.preview, False), (running.to_print, True)):
        (tmp_path / "x.pdf").write_bytes(made(school.database, school.admin, wanted).pdf)
        assert bool(re.search(r"No\. [0-9A-F]{8}\s", text(tmp_path / "x.pdf"))) is numbered


def test_the_file_says_what_it_is_in_the_language_of_its_papers(school: School, tmp_path: Path) -> None:
    make(school, tmp_path / "greek.pdf", Wanted("transcript", (school.student,), "el"))
    with PdfDocument(tmp_path / "greek.pdf") as paper:
        assert paper.get_metadata_dict()["Title"] == "Αναλυτική βαθμολογία"


def test_each_its_file_with_a_safe_name_and_a_number_where_it_is_taken(
    school: School, several: tuple[int, ...], tmp_path: Path
) -> None:
    with school.database.begin(school.admin) as session:
        data = students.get(session, several[1]).data
        students.update(session, several[1], replace(data, last_name="A/b:c"))
    folder = tmp_path / "cards"
    wanted = Wanted("report-card", several, term_id=school.term, each_its_file=True)
    made = make(school, folder, wanted)
    assert [file.name for file in made.files] == [
        "B1 Παπαδοπούλου Άννα S1 Report card.pdf",
        "A b c Al A1 Report card.pdf",
        "Βασιλείου Al V1 Report card.pdf",
    ]
    before = {file: file.read_bytes() for file in made.files}
    again = make(school, folder, replace(wanted, language="both"))
    assert [file.name[-9:] for file in again.files[:2]] == [" (el).pdf", " (en).pdf"]
    third = make(school, folder, wanted)
    assert third.files[0].name == "B1 Παπαδοπούλου Άννα S1 Report card (2).pdf"
    assert {file: file.read_bytes() for file in made.files} == before
    assert len(left_in(folder)) == 12


def test_who_is_gone_is_left_out_and_the_rest_is_done(school: School, several: tuple[int, ...], tmp_path: Path) -> None:
    with school.database.begin(school.admin) as session:
        students.delete(session, [several[1]])
    made = make(school, tmp_path / "t.pdf", Wanted("transcript", several, "both"))
    assert (made.documents, [one.name for one in made.left]) == (4, ["Abbot Al"])
    assert "deleted meanwhile" in make(school, tmp_path / "t.pdf", Wanted("transcript", several)).left[0].sentence


def test_where_nothing_can_be_made_the_reasons_are_said_and_there_is_no_file(school: School, tmp_path: Path) -> None:
    idle = [school.make.student(student_number=f"I{n}") for n in range(7)]
    for wanted in (Wanted("transcript", tuple(idle)), Wanted("transcript", tuple(idle), each_its_file=True)):
        with pytest.raises(Invalid) as caught:
            make(school, tmp_path / ("x.pdf" if not wanted.each_its_file else "folder"), wanted)
        assert caught.value.code == "nothing_made"
        assert "I0" in str(caught.value)
        assert "And 2 more." in str(caught.value)
    assert left_in(tmp_path) == ["data"]


def test_the_log_keeps_who_took_what_about_whom_and_what_for(
    school: School, several: tuple[int, ...], tmp_path: Path
) -> None:
    make(school, tmp_path / "a.pdf", Wanted("transcript", several, "el", purpose=" For the ministry "))
    newest = change_sets(school.database)[-1]
    assert (newest.action, newest.reason, newest.user_name) == ("report", "For the ministry", "admin")
    assert re.fullmatch("[0-9A-F]{8}", newest.details["number"])
    assert newest.details == {
        "report": "transcript", "documents": 3, "language": "el", "student_ids": list(several),
        "number": newest.details["number"],
    }  # fmt: skip
    make(school, tmp_path / "a.pdf", Wanted("transcript", several[:1]))
    assert change_sets(school.database)[-1].details["student_id"] == several[0]


def test_letters_that_the_font_cant_write_are_told_with_the_paper_and_the_name(
    school: School, several: tuple[int, ...], tmp_path: Path
) -> None:
    with school.database.begin(school.admin) as session:
        data = students.get(session, several[1]).data
        students.update(session, several[1], replace(data, first_name="小龙"))
    made = make(school, tmp_path / "t.pdf", Wanted("transcript", several))
    (note,) = made.notes
    assert (made.left, note.name) == ((), "Abbot 小龙 A1 Transcript of grades")
    assert note.sentence == (
        "“Abbot 小龙 A1 Transcript of grades” has letters that the font can't write, and boxes in their place: "
        "Abbot 小龙."
    )
    assert running.preview(school.database, school.admin, Wanted("transcript", several)).notes == (note,)


def test_a_preview_is_not_logged_and_what_is_printed_is(school: School, several: tuple[int, ...]) -> None:
    before = len(change_sets(school.database))
    wanted = Wanted("transcript", several)
    assert running.preview(school.database, school.admin, wanted, 2).pdf.startswith(b"%PDF")
    assert len(change_sets(school.database)) == before
    assert running.to_print(school.database, school.admin, wanted).pdf.startswith(b"%PDF")
    assert change_sets(school.database)[-1].details["documents"] == 3


@pytest.mark.parametrize("each", [False, True])
def test_cancelled_half_way_nothing_is_left_and_nothing_logged(
    school: School, several: tuple[int, ...], tmp_path: Path, each: bool
) -> None:
    told: list[tuple[int, int]] = []

    def progress(done: int, total: int, /) -> None:
        told.append((done, total))
        if done == 2:
            raise Cancelled

    before = len(change_sets(school.database))
    target = tmp_path / ("folder" if each else "all.pdf")
    with pytest.raises(Cancelled):
        make(school, target, Wanted("transcript", several, each_its_file=each), progress=progress)
    assert told[-1] == (2, 3)
    assert left_in(tmp_path) == ["data"]
    assert len(change_sets(school.database)) == before


def test_a_cancelled_report_takes_nothing_of_others_with_its_new_folder(
    school: School, several: tuple[int, ...], tmp_path: Path
) -> None:
    def progress(done: int, total: int, /) -> None:
        if done == 2:
            (tmp_path / "folder" / "other.pdf").write_bytes(b"another job's")
            raise Cancelled

    with pytest.raises(Cancelled):
        make(school, tmp_path / "folder", Wanted("transcript", several, each_its_file=True), progress=progress)
    assert left_in(tmp_path / "folder") == ["other.pdf"]


def test_a_file_that_is_there_is_replaced_only_by_a_whole_one(
    school: School, several: tuple[int, ...], tmp_path: Path
) -> None:
    target = tmp_path / "all.pdf"
    target.write_bytes(b"before")

    def progress(done: int, total: int, /) -> None:
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        make(school, target, Wanted("transcript", several), progress=progress)
    assert target.read_bytes() == b"before"
    make(school, target, Wanted("transcript", several))
    assert target.read_bytes().startswith(b"%PDF")


def test_a_place_that_is_no_folder_is_said(school: School, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"kept")
    for target, each in ((tmp_path / "file" / "a.pdf", False), (tmp_path / "file", True)):
        with pytest.raises(StorageProblem) as caught:
            make(school, target, Wanted("transcript", (school.student,), each_its_file=each))
        assert caught.value.way_out
    assert (tmp_path / "file").read_bytes() == b"kept"


def test_a_place_that_is_not_there_is_said(school: School, tmp_path: Path) -> None:
    for target, each in ((tmp_path / "no" / "a.pdf", False), (tmp_path / "no" / "no", True)):
        with pytest.raises(StorageProblem) as caught:
            make(school, target, Wanted("transcript", (school.student,), each_its_file=each))
        assert caught.value.code == "no_folder"


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (Wanted("no-such", (1,)), "unknown_report"),
        (Wanted("transcript", ()), "no_subjects"),
        (Wanted("transcript", (1,), "fr"), "invalid"),
    ],
)
def test_what_is_not_understood_is_refused_in_a_sentence(
    school: School, wanted: Wanted, code: str, tmp_path: Path
) -> None:
    with pytest.raises(Invalid) as caught:
        make(school, tmp_path / "a.pdf", wanted)
    assert caught.value.code == code


def test_another_ending_than_pdf_is_refused(school: School, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="pdf") as caught:
        make(school, tmp_path / "a.docx", Wanted("transcript", (school.student,)))
    assert caught.value.code == "unknown_format"


@pytest.mark.parametrize("name", ["performance", "transcript", "report-card"])
def test_each_permission_of_a_report_is_needed(school: School, name: str, tmp_path: Path) -> None:
    needed = {"reports:run", *REPORTS[name].permissions}
    wanted = Wanted(name, (school.student,), term_id=school.term)
    for missing in needed:
        with pytest.raises(Denied) as caught:
            make(school, tmp_path / "a.pdf", wanted, Actor(5, "x", frozenset(needed - {missing})))
        assert missing in caught.value.sentence
    assert left_in(tmp_path) == ["data"]


def test_a_teacher_makes_papers_of_the_own_classes_and_sees_those_alone_on_them(
    school: School, several: tuple[int, ...], tmp_path: Path
) -> None:
    teacher = school.make.teacher(school.offering)
    made = make(school, tmp_path / "own.pdf", Wanted("transcript", several), teacher)
    assert made.documents == 3
    stranger = school.make.teacher()
    with pytest.raises(Denied):
        make(school, tmp_path / "x.pdf", Wanted("transcript", several), stranger)
    # One who sees all grades on the screen, but makes papers of the own classes alone.
    mixed = Actor(teacher.user_id, teacher.name, frozenset({"reports:run" + OWN, "students:view", "grades:view"}))
    narrowed = running.reader(mixed)
    assert narrowed.rights == {"reports:run:own", "students:view:own", "grades:view:own"}
    assert running.reader(school.admin).rights == {EVERYTHING}


@pytest.mark.poppler
def test_a_paper_of_the_own_classes_has_no_other_course(school: School, tmp_path: Path) -> None:
    teacher = school.make.teacher(school.offering)
    make(school, tmp_path / "own.pdf", Wanted("transcript", (school.student,)), teacher)
    found = text(tmp_path / "own.pdf")
    assert "Άλγεβρα" in found
    assert "Ζωολογία" not in found
    assert "Only courses taught by the person who made this paper" in found


@pytest.mark.parametrize("name", ["transcript", "report-card", "performance"])
def test_a_paper_says_that_it_has_the_own_courses_alone(school: School, name: str) -> None:
    note = "Only courses taught by the person"
    wanted = {"first": FIRST, "last": LAST}
    assert note not in words(school.document(name, **wanted))
    own = replace(school, admin=running.reader(school.make.teacher(school.offering)))
    assert note in words(own.document(name, **wanted))


def test_the_worker_process_does_the_same(school: School, several: tuple[int, ...], tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    wanted = Wanted("transcript", several, "both", purpose="test")
    arguments = tasks.arguments(wanted, tmp_path / "all.pdf")
    answer = worker_process.run_task(
        school.database, school.admin, "reports.make", arguments, lambda done, total: told.append((done, total))
    )
    assert answer == {"files": [str(tmp_path / "all.pdf")], "documents": 6, "pages": 6, "left": [], "notes": []}
    assert told[-1] == (6, 6)
    assert change_sets(school.database)[-1].reason == "test"


def test_previews_come_back_as_bytes(school: School) -> None:
    arguments = tasks.arguments(Wanted("transcript", (school.student,)), most=5)
    for task in (tasks.preview, tasks.to_print):
        found = task(school.database, school.admin, arguments, silent)
        assert base64.b64decode(found["pdf"]).startswith(b"%PDF")


def test_every_report_is_under_its_name_and_has_a_title() -> None:
    assert all(name == report.name and report.title for name, report in REPORTS.items())
