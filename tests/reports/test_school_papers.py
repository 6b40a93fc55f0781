"""The papers of the school say what the window says: honour roll, at-risk list, timetables, ID cards."""

from __future__ import annotations

from datetime import date

import pytest

from sms_desktop.core.errors import Denied, Invalid
from sms_desktop.core.schedule import Lesson
from sms_desktop.formats.paper.model import Card, Cards, Document, Week
from sms_desktop.reports import running
from sms_desktop.reports.report import OFFERING, ROOM, SECTION, TEACHER, Left, Note
from sms_desktop.reports.running import Wanted
from sms_desktop.services import at_risk, honours, photos, settings, students, timetable
from sms_desktop.services.papers import school_pictures
from sms_desktop.services.privacy import restriction
from sms_desktop.services.timetable import Whose
from tests.pictures import picture
from tests.reports.klass import klass
from tests.reports.papers import School, blocks, rows, words


def cells(document: Document) -> list[tuple[str, ...]]:
    return [tuple(row.cells) for row in rows(document)]


# Honour roll


def test_an_honour_roll_has_ranks_averages_and_words(school: School) -> None:
    found = klass(school, "Abel", "Baker", "Cole")
    found.marked("Exam", "19", "18", "18", category="Final exam")
    document = school.document("honour-roll", about="school")
    with school.database.read(school.admin) as session:
        roll = honours.rows(session, school.term)
    assert [row[:1] + row[5:] for row in cells(document)[1:]] == [
        ("1", "19.00", "95.00\u00a0%", "Excellent\u00a0*"),
        ("2", "18.00", "90.00\u00a0%", "Excellent\u00a0*"),
        ("2", "18.00", "90.00\u00a0%", "Excellent\u00a0*"),
    ]
    assert [row[1] for row in cells(document)[1:]] == [one.name for one in roll]
    assert "Average of 85 % or more, with a result in every course and none failed · 3 students" in words(document)
    assert document.subtitle == "2025-2026 · Winter term"


def test_its_least_average_and_the_whole_year_can_be_said(school: School) -> None:
    klass(school, "Abel").marked("Exam", "18", category="Final exam")
    strict = school.document("honour-roll", least=95, whole_year=True)
    assert (cells(strict), strict.subtitle) == ([], "2025-2026")
    with pytest.raises(Invalid):
        school.document("honour-roll", least=101)


# At risk


def test_who_is_at_risk_stands_there_with_the_reasons(school: School) -> None:
    found = klass(school, "Abel", "Baker")
    for n, scores in enumerate((("12", "20"), ("10", "20"), ("8", "20"), ("6", "20"))):
        found.marked(f"Test {n}", *scores)
    found.attend(0, "PPAAA")
    with school.database.read(school.admin) as session:
        (one,) = at_risk.rows(session, school.term, "medium")
    for document in (school.document("at-risk"), school.document("at-risk", found.offering, about=OFFERING)):
        (row,) = cells(document)
        assert row[:4] == ("1", "Abel Άλκης", "K1", "B1")
        assert row[4:9] == ("45.00\u00a0%", "1 of 1", "40.00\u00a0%", "declining", f"■ high ({one.risk.score})")
        assert row[9] == "average 45.00 % below 50 (+40); attendance 40.00 % below 70 (+35); results going down (+15)"
        assert "1 with high risk · 0 with medium risk" in words(document)


def test_a_viewer_has_no_list_of_names(school: School) -> None:
    with pytest.raises(Denied):
        running.preview(school.database, school.make.user("viewer"), Wanted("at-risk", term_id=school.term))


# Timetables


def week(document: Document) -> Week:
    (found,) = [block for block in blocks(document) if isinstance(block, Week)]
    return found


def test_a_students_week_has_the_lessons_and_the_breaks(school: School) -> None:
    found = klass(school, "Abel")
    document = school.document("timetable", found.students[0])
    shown = week(document)
    assert document.landscape
    assert document.subtitle == "Abel Άλκης · K1 · B1 · 2025-2026 · Winter term"
    assert shown.days == ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
    assert shown.periods == ["08:00 – 08:45", "08:45 – 09:30", "09:30 – 09:45\nBreak", "09:45 – 10:30"]
    lesson = ["Φυσική", "B1 · E12", "Μαρία Νίκου"]
    assert [row[0] for row in shown.cells] == [lesson, lesson, [], []]
    assert [row[2] for row in shown.cells] == [[], [], [], lesson]


def test_of_a_class_a_section_a_teacher_and_a_room_it_leaves_out_what_its_title_says(school: School) -> None:
    found = klass(school, "Abel")
    lines = {}
    for about, ids, names in (
        (OFFERING, (found.offering,), ()), (SECTION, (), ("B1",)), (TEACHER, (), ("μαρια νικου",)), (ROOM, (), ()),
    ):  # fmt: skip
        (document,) = [
            one for one in school.built("timetable", *ids, about=about, names=names) if isinstance(one, Document)
        ]
        lines[about] = week(document).cells[0][0]
    assert lines == {
        OFFERING: ["Φυσική", "E12", "Μαρία Νίκου"],
        SECTION: ["Φυσική", "E12", "Μαρία Νίκου"],
        TEACHER: ["Φυσική", "B1 · E12"],
        ROOM: ["Φυσική", "B1", "Μαρία Νίκου"],
    }


def test_lessons_at_the_same_time_stand_side_by_side_and_are_told(school: School) -> None:
    klass(school, "Abel")
    other = school.make.course(course_code="ART", course_name="Art")
    school.make.offering(
        course_id=other, term_id=school.term, section="C", teachers=("Μαρία Νίκου",),
        lessons=(Lesson(0, 2, 1, "08:45", 45),),
    )  # fmt: skip
    (document,) = school.built("timetable", about=TEACHER, names=("Μαρία Νίκου",))
    assert isinstance(document, Document)
    assert week(document).cells[1][0] == ["Φυσική", "B1 · E12", "", "Art", "C"]
    assert "At the same time: Monday PHY B1 and ART C." in words(document)


def test_without_times_the_rows_are_periods(school: School) -> None:
    found = klass(school, "Abel", lessons=(Lesson(0, 2, 1, ""), Lesson(5, 4, 1, "")))
    shown = week(school.document("timetable", found.students[0]))
    assert shown.periods == ["Period 1", "Period 2", "Period 3", "Period 4"]
    assert shown.days[-1] == "Saturday"


def test_sections_of_one_name_have_a_week_for_each_programme_and_year(school: School) -> None:
    for code, year in (("AUT", 1), ("CUL", 1), ("CUL", 2)):
        course = school.make.course(programme=code, study_year=year)
        school.make.offering(course_id=course, term_id=school.term, section="A1", lessons=(Lesson(0, 1, 1, "08:00"),))
    found = school.built("timetable", about=SECTION, names=("A1",))
    assert [one.subtitle.split(" · 2025")[0] for one in found if isinstance(one, Document)] == [
        "Section A1 · AUT · Year 1", "Section A1 · CUL · Year 1", "Section A1 · CUL · Year 2",
    ]  # fmt: skip


def test_where_nothing_is_scheduled_it_says_so(school: School) -> None:
    (left,) = school.built("timetable")
    assert isinstance(left, Left)
    assert left.sentence.endswith("no lesson is scheduled in 2025-2026 · Winter term.")
    with pytest.raises(Invalid):
        running.preview(school.database, school.admin, Wanted("timetable", (), about="school", term_id=school.term))


def test_it_has_the_lessons_of_the_window(school: School) -> None:
    found = klass(school, "Abel")
    with school.database.read(school.admin) as session:
        slots = timetable.slots(session, Whose(school.term, student_id=found.students[0]))
    shown = week(school.document("timetable", found.students[0]))
    held = sum(bool(cell) for row in shown.cells for cell in row)
    assert held == sum(slot.lesson.periods for slot in slots) == 3


# ID cards


def cards(document: Document) -> list[Card]:
    (block,) = [block for block in blocks(document) if isinstance(block, Cards)]
    return list(block.cards)


def test_an_id_card_has_photo_logo_programme_year_and_number_as_bars(school: School) -> None:
    with school.database.begin(school.admin) as session:
        photos.put(session, school.student, picture())
        school_pictures.set_logo(session, picture(90, 90))
        settings.write(session, "school.name", "Σχολή")
        settings.write(session, "school.name_en", "A School")
    other = school.make.student(last_name="Zed", first_name="Al", student_number="Z-1")
    first, second = cards(school.document("id-cards", school.student, other))
    assert (first.school, first.name, first.code) == ("A School", "Παπαδοπούλου Άννα", "S1")
    assert first.lines == [("Number", "S1"), ("Programme", "AUT"), ("Valid", "2025-2026")]
    assert first.photo is not None
    assert first.logo is not None
    assert (second.photo, second.lines[0]) == (None, ("Number", "Z-1"))
    assert cards(school.document("id-cards", other, language="el"))[0].school == "Σχολή"


def test_a_restricted_students_card_has_no_photo_and_a_deleted_one_no_card(school: School) -> None:
    gone = school.make.student(last_name="Gone")
    with school.database.begin(school.admin) as session:
        photos.put(session, school.student, picture())
        students.delete(session, [gone])
    with school.database.begin(school.admin) as session:
        restriction.restrict(session, school.student, "A court's order")
    left, document = school.built("id-cards", gone, school.student)
    assert isinstance(left, Left)
    assert isinstance(document, Document)
    assert [card.photo for card in cards(document)] == [None]


def test_who_has_left_gets_a_card_by_name_alone_and_that_is_told(school: School) -> None:
    gone = school.make.student(
        last_name="Abbot", student_number="G1", status="graduated", status_date=date(2025, 6, 30)
    )
    note, document = school.built("id-cards", gone)
    assert isinstance(note, Note)
    assert isinstance(document, Document)
    assert (note.subject_id, note.sentence.split(" ", 2)[2]) == (
        gone, "(G1) is not an active student (graduated · 30/06/2025); the paper was made all the same.",
    )  # fmt: skip


def test_hundreds_of_cards_are_documents_of_whole_pages(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sms_desktop.reports.id_cards._AT_ONCE", 10)
    people = [school.make.student() for _n in range(23)]
    found = [one for one in school.built("id-cards", *people) if isinstance(one, Document)]
    assert [len(cards(one)) for one in found] == [10, 10, 3]
