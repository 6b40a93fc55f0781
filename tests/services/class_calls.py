"""What each function of the services is called with for a class: those that are for own classes alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from types import ModuleType

from sqlalchemy.orm import Session

from sms_desktop.services import (
    absence_limits,
    assessments,
    at_risk,
    clashes,
    contacts,
    courses,
    daily_ratings,
    enrolments,
    grade_entry,
    gradebook,
    highlights,
    make_up_lessons,
    offering_rules,
    offerings,
    performance,
    photos,
    register_entry,
    registers,
    search,
    student_absences,
    student_marks,
    students,
    timetable,
)
from sms_desktop.services.access import teachers
from sms_desktop.services.assessments import AssessmentData
from sms_desktop.services.contacts import ContactData
from sms_desktop.services.courses import CourseData
from sms_desktop.services.exporting import named_exports
from sms_desktop.services.highlights import HighlightData
from sms_desktop.services.history import course_history, row_history, student_history, undo
from sms_desktop.services.offerings import OfferingData
from sms_desktop.services.papers import own_forms, paper_fields, paper_results, report_log, student_facts
from sms_desktop.services.papers.report_log import Taken
from sms_desktop.services.privacy import viewing
from sms_desktop.services.students import StudentData
from tests.pictures import picture
from tests.services.two_classes import LONG_AGO, OURS, RULES, THEIRS, Class

Call = Callable[..., object]
EDITS = [offering_rules.RuleEdit(rule) for rule in RULES]


@dataclass(frozen=True)
class One:
    """`call(session, class)` on what belongs to one class: it is refused where that class is not one's own."""

    permission: str
    call: Call
    also: str = ""


@dataclass(frozen=True)
class Many:
    """`call(session, *classes)` on rows of several classes: refused as a whole where one is not one's own."""

    permission: str
    call: Call


@dataclass(frozen=True)
class All:
    """`call(session, two)` lists or counts: what is not of one's own classes is left out."""

    permission: str
    call: Call


def _mark(session: Session, c: Class) -> object:
    return grade_entry.enter(session, c.offering, [grade_entry.Entry(c.enrolment, c.assessment, Decimal(9))])


def _details(session: Session, c: Class) -> object:
    return grade_entry.set_details(session, c.enrolment, c.assessment, grade_entry.MarkDetails(Decimal(20)))


def _take(session: Session, c: Class) -> object:
    return register_entry.take(session, c.offering, LONG_AGO, [register_entry.Status(c.enrolment, 1, "L")])


def _new(c: Class) -> OfferingData:
    return OfferingData(c.course, 1, f"{c.name} section")


#: Every function that asks for a permission which there is for own classes alone.
SCOPE: dict[tuple[ModuleType, str], One | Many | All] = {
    (students, "count"): All("students:view", lambda s, t: students.count(s)),
    (students, "page"): All("students:view", lambda s, t: students.page(s)),
    (students, "ids"): All("students:view", lambda s, t: students.ids(s)),
    (students, "sections"): All("students:view", lambda s, t: students.sections(s)),
    (students, "get"): One("students:view", lambda s, c: students.get(s, c.student)),
    (students, "by_number"): All("students:view", lambda s, t: students.by_number(s, OURS)),
    (students, "update"): One("students:edit", lambda s, c: students.update(s, c.student, StudentData("A", "B"))),
    (students, "delete"): Many("students:delete", lambda s, *cs: students.delete(s, [c.student for c in cs])),
    (students, "restore"): Many("students:delete", lambda s, *cs: students.restore(s, [c.student for c in cs])),
    (contacts, "count"): All("contacts:view", lambda s, t: contacts.count(s)),
    (contacts, "page"): All("contacts:view", lambda s, t: contacts.page(s)),
    (contacts, "of_student"): All("contacts:view", lambda s, t: contacts.of_student(s, t.theirs.student)),
    (contacts, "add"): One("contacts:create", lambda s, c: contacts.add(s, c.student, ContactData("N"))),
    (contacts, "update"): One("contacts:edit", lambda s, c: contacts.update(s, c.contact, c.student, ContactData("N"))),
    (contacts, "delete"): Many("contacts:delete", lambda s, *cs: contacts.delete(s, [c.contact for c in cs])),
    (courses, "count"): All("courses:view", lambda s, t: courses.count(s)),
    (courses, "page"): All("courses:view", lambda s, t: courses.page(s)),
    (courses, "ids"): All("courses:view", lambda s, t: courses.ids(s)),
    (courses, "get"): One("courses:view", lambda s, c: courses.get(s, c.course)),
    (courses, "by_code"): All("courses:view", lambda s, t: courses.by_code(s, OURS.upper())),
    (courses, "update"): One("courses:edit", lambda s, c: courses.update(s, c.course, CourseData(c.name, c.name))),
    (courses, "delete"): Many("courses:delete", lambda s, *cs: courses.delete(s, [c.course for c in cs])),
    (courses, "restore"): Many("courses:delete", lambda s, *cs: courses.restore(s, [c.course for c in cs])),
    (offerings, "count"): All("offerings:view", lambda s, t: offerings.count(s)),
    (offerings, "page"): All("offerings:view", lambda s, t: offerings.page(s)),
    (offerings, "get"): One("offerings:view", lambda s, c: offerings.get(s, c.offering)),
    (offerings, "of_course"): All("offerings:view", lambda s, t: offerings.of_course(s, t.theirs.course)),
    (offerings, "update"): One("offerings:edit", lambda s, c: offerings.update(s, c.offering, _new(c))),
    (offerings, "delete"): Many("offerings:delete", lambda s, *cs: offerings.delete(s, [c.offering for c in cs])),
    (offerings, "restore"): Many("offerings:delete", lambda s, *cs: offerings.restore(s, [c.offering for c in cs])),
    (enrolments, "count"): All("enrolments:view", lambda s, t: enrolments.count(s)),
    (enrolments, "page"): All("enrolments:view", lambda s, t: enrolments.page(s)),
    (enrolments, "ids"): All("enrolments:view", lambda s, t: enrolments.ids(s)),
    (enrolments, "of_student"): All("enrolments:view", lambda s, t: enrolments.of_student(s, t.theirs.student)),
    (enrolments, "of_offering"): All("enrolments:view", lambda s, t: enrolments.of_offering(s, t.theirs.offering)),
    (enrolments, "enrol"): One("enrolments:create", lambda s, c: enrolments.enrol(s, [c.student], c.offering)),
    (enrolments, "set_status"): Many(
        "enrolments:edit", lambda s, *cs: enrolments.set_status(s, [c.enrolment for c in cs], "completed")
    ),
    (enrolments, "delete"): Many("enrolments:delete", lambda s, *cs: enrolments.delete(s, [c.enrolment for c in cs])),
    (student_marks, "marks_of_student"): One("grades:view", lambda s, c: student_marks.marks_of_student(s, c.student)),
    (student_marks, "of_enrolment"): One("grades:view", lambda s, c: student_marks.of_enrolment(s, c.enrolment)),
    (student_marks, "needed"): One("grades:view", lambda s, c: student_marks.needed(s, c.enrolment, Decimal(50))),
    (student_marks, "marks_of_students"): Many(
        "grades:view", lambda s, *cs: student_marks.marks_of_students(s, [c.student for c in cs])
    ),
    (performance, "performance"): One(
        "grades:view", lambda s, c: performance.performance(s, [c.student], LONG_AGO, LONG_AGO), "attendance:view"
    ),
    (performance, "of_student"): One(
        "grades:view", lambda s, c: performance.of_student(s, c.student, LONG_AGO, LONG_AGO), "attendance:view"
    ),
    (photos, "photo"): One("students:view", lambda s, c: photos.photo(s, c.student)),
    (photos, "of_students"): Many("students:view", lambda s, *cs: photos.of_students(s, [c.student for c in cs])),
    (photos, "put"): One("students:edit", lambda s, c: photos.put(s, c.student, picture())),
    (photos, "remove"): One("students:edit", lambda s, c: photos.remove(s, c.student)),
    (at_risk, "rows"): All("analytics:view", lambda s, t: at_risk.rows(s, t.term)),
    (student_facts, "of_students"): Many(
        "students:view", lambda s, *cs: student_facts.of_students(s, [c.student for c in cs])
    ),
    (report_log, "record"): All("reports:run", lambda s, t: report_log.record(s, Taken("x", 1, "en", "student", [1]))),
    (highlights, "of_students"): All(
        "grades:view", lambda s, t: highlights.of_students(s, [t.ours.student, t.theirs.student])
    ),
    (highlights, "count"): All("grades:view", lambda s, t: highlights.count(s)),
    (highlights, "page"): All("grades:view", lambda s, t: highlights.page(s)),
    (highlights, "of_student"): All("grades:view", lambda s, t: highlights.of_student(s, t.theirs.student)),
    (highlights, "of_term"): All("grades:view", lambda s, t: highlights.of_term(s, t.term)),
    (highlights, "add"): One("grades:edit", lambda s, c: highlights.add(s, c.student, HighlightData("Fine"))),
    (highlights, "update"): One("grades:edit", lambda s, c: highlights.update(s, c.highlight, HighlightData("Fine"))),
    (highlights, "delete"): Many("grades:edit", lambda s, *cs: highlights.delete(s, [c.highlight for c in cs])),
    (highlights, "restore"): Many("grades:edit", lambda s, *cs: _and_back(s, *cs)),
    (paper_fields, "of_students"): One(
        "students:view", lambda s, c: paper_fields.of_students(s, [c.student], ["today"])
    ),
    (paper_fields, "of_offering"): One(
        "offerings:view", lambda s, c: paper_fields.of_offering(s, c.offering), also="students:view"
    ),
    (paper_results, "values"): One("grades:view", lambda s, c: paper_results.values(s, [c.student], 1)),
    (undo, "history"): One("students:view", lambda s, c: undo.history(s, "students", c.student)),
    (gradebook, "gradebook"): One("grades:view", lambda s, c: gradebook.gradebook(s, c.offering)),
    (gradebook, "final_of"): Many("grades:view", lambda s, *cs: gradebook.final_of(s, [c.enrolment for c in cs])),
    (assessments, "add"): One("grades:edit", lambda s, c: assessments.add(s, c.offering, AssessmentData("New"))),
    (assessments, "update"): One(
        "grades:edit", lambda s, c: assessments.update(s, c.assessment, AssessmentData("New"))
    ),
    (assessments, "reorder"): One("grades:edit", lambda s, c: assessments.reorder(s, c.offering, [c.assessment])),
    (assessments, "set_locked"): Many(
        "grades:edit", lambda s, *cs: assessments.set_locked(s, [c.assessment for c in cs], True)
    ),
    (assessments, "delete"): Many("grades:edit", lambda s, *cs: assessments.delete(s, [c.assessment for c in cs])),
    (assessments, "restore"): Many("grades:edit", lambda s, *cs: assessments.restore(s, [c.dropped for c in cs])),
    (grade_entry, "enter"): One("grades:edit", _mark),
    (grade_entry, "set_details"): One("grades:edit", _details),
    (offering_rules, "current"): One("offerings:view", lambda s, c: offering_rules.current(s, c.offering)),
    (offering_rules, "in_use"): One("offerings:view", lambda s, c: offering_rules.in_use(s, c.offering)),
    (offering_rules, "preview"): One(
        "offerings:view", lambda s, c: offering_rules.preview(s, c.offering, EDITS), "grades:view"
    ),
    (offering_rules, "copies"): One("offerings:view", lambda s, c: offering_rules.copies(s, c.offering)),
    (offering_rules, "copied"): One("offerings:view", lambda s, c: offering_rules.copied(s, c.offering, RULES)),
    (offering_rules, "change"): One("offerings:edit", lambda s, c: offering_rules.change(s, c.offering, EDITS)),
    (student_absences, "of_student"): One("attendance:view", lambda s, c: student_absences.of_student(s, c.student)),
    (registers, "register"): One("attendance:view", lambda s, c: registers.register(s, c.offering, LONG_AGO)),
    (registers, "month"): One("attendance:view", lambda s, c: registers.month(s, c.offering, 2020, 1)),
    (registers, "student_month"): One("attendance:view", lambda s, c: registers.student_month(s, c.student, 2020, 1)),
    (registers, "not_taken"): All("attendance:view", lambda s, t: registers.not_taken(s, t.term, LONG_AGO)),
    (registers, "count_not_taken"): All("attendance:view", lambda s, t: registers.count_not_taken(s, t.term, LONG_AGO)),
    (register_entry, "take"): One("attendance:edit", _take),
    (register_entry, "set_range"): One(
        "attendance:edit", lambda s, c: register_entry.set_range(s, c.student, LONG_AGO, LONG_AGO, "P")
    ),
    (register_entry, "excuse"): Many(
        "attendance:edit", lambda s, *cs: register_entry.excuse(s, [c.record for c in cs], "Flu")
    ),
    (register_entry, "unexcuse"): Many(
        "attendance:edit", lambda s, *cs: register_entry.unexcuse(s, [c.record for c in cs])
    ),
    (make_up_lessons, "of_offering"): One("attendance:view", lambda s, c: make_up_lessons.of_offering(s, c.offering)),
    (make_up_lessons, "add_lesson"): One(
        "attendance:edit", lambda s, c: make_up_lessons.add_lesson(s, c.offering, register_entry.MakeUp(LONG_AGO))
    ),
    (make_up_lessons, "remove_lesson"): One(
        "attendance:edit", lambda s, c: make_up_lessons.remove_lesson(s, c.made_up)
    ),
    (daily_ratings, "of_offering"): One(
        "grades:view", lambda s, c: daily_ratings.of_offering(s, c.offering, LONG_AGO, LONG_AGO)
    ),
    (daily_ratings, "record"): One("grades:edit", lambda s, c: daily_ratings.record(s, c.offering, LONG_AGO, [])),
    (daily_ratings, "delete"): Many("grades:edit", lambda s, *cs: daily_ratings.delete(s, [c.rating for c in cs])),
    (absence_limits, "limits"): All("attendance:view", lambda s, t: absence_limits.limits(s)),
    (absence_limits, "extend"): One("enrolments:edit", lambda s, c: absence_limits.extend(s, c.enrolment, LONG_AGO)),
    (absence_limits, "withdraw_extension"): One(
        "enrolments:edit", lambda s, c: absence_limits.withdraw_extension(s, c.enrolment)
    ),
    (teachers, "of_offering"): One("offerings:view", lambda s, c: teachers.of_offering(s, c.offering)),
    (teachers, "link"): One("offerings:edit", lambda s, c: teachers.link(s, c.offering, f"{c.name} teacher", None)),
    (viewing, "health_note"): One(
        "students:view", lambda s, c: viewing.health_note(s, c.student), "students:sensitive"
    ),
    (row_history, "of_row"): One("contacts:view", lambda s, c: row_history.of_row(s, "contacts", c.contact)),
    (row_history, "of_mark"): One("grades:view", lambda s, c: row_history.of_mark(s, c.enrolment, c.assessment)),
    (row_history, "of_marks"): One("grades:view", lambda s, c: row_history.of_marks(s, c.enrolment)),
    (row_history, "of_day"): One("attendance:view", lambda s, c: row_history.of_day(s, c.enrolment, LONG_AGO)),
    # beyond the table of permissions
    (student_history, "history"): One("students:view", lambda s, c: student_history.history(s, c.student)),
    (course_history, "of_course"): One("courses:view", lambda s, c: course_history.of_course(s, c.course)),
    (course_history, "of_offering"): One("offerings:view", lambda s, c: course_history.of_offering(s, c.offering)),
    (timetable, "slots"): All("offerings:view", lambda s, t: timetable.slots(s, timetable.Whose(t.term))),
    (timetable, "teachers"): All("offerings:view", lambda s, t: timetable.teachers(s, t.term)),
    (timetable, "sections"): All("offerings:view", lambda s, t: timetable.sections(s, t.term)),
    (timetable, "rooms"): All("offerings:view", lambda s, t: timetable.rooms(s, t.term)),
    (clashes, "clashes"): One("offerings:view", lambda s, c: clashes.clashes(s, c.offering)),
    (clashes, "beside"): All(
        "offerings:view", lambda s, t: clashes.beside(s, OfferingData(t.theirs.course, t.term, room="Room 1"))
    ),
    (search, "search"): All("students:view", lambda s, t: [*search.search(s, THEIRS), *search.search(s, OURS)]),
}
#: What such a permission lets one do on nothing that is anybody's, and why.
NOBODYS = {
    (students, "create"): "a new student is in no class yet",
    (courses, "create"): "a new course is nobody's yet",
    (offerings, "create"): "a new offering is nobody's yet",
    (undo, "changes_of"): "part of a history, for a row that was asked for",
    (undo, "hidden_fields"): "names of fields, for leaving them out",
    (undo, "undo"): "by what it takes back (below)",
    **{
        (named_exports, name): "what is kept by name has no rows in it; exporting asks for those"
        for name in ("rows", "by_name", "keep", "change", "delete")
    },
    **{
        (own_forms, name): "a form holds nobody's data; filling it asks for those who are in it"
        for name in ("rows", "get", "by_name", "content", "file_of")
    },
    (teachers, "choices"): "accounts, for whoever may choose a teacher",
}


def _and_back(session: Session, *classes: Class) -> object:
    chosen = [one.highlight for one in classes]
    highlights.delete(session, chosen)
    return highlights.restore(session, chosen)
