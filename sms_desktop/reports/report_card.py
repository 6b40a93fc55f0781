"""The report card (δελτίο προόδου): a student's term with grades by category, absences, what was noted, signatures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from sms_desktop.core.absences import Counts
from sms_desktop.core.errors import Invalid
from sms_desktop.core.i18n import N_, _, format_number, pgettext
from sms_desktop.formats.paper.model import (
    RIGHT,
    STRONG,
    Block,
    Column,
    Document,
    Facts,
    Row,
    Table,
    Text,
    Together,
)
from sms_desktop.reports import subjects
from sms_desktop.reports.office_paper import NONE, document, number, percent, signed
from sms_desktop.reports.performance import highlights_table
from sms_desktop.reports.report import STUDENT, TERM, Built, Left, Options, Report
from sms_desktop.reports.transcript import average_note, scale_note
from sms_desktop.services import highlights, student_marks, years
from sms_desktop.services.highlights import HighlightRow
from sms_desktop.services.papers import paper_results
from sms_desktop.services.papers.student_facts import StudentFacts
from sms_desktop.services.student_marks import CourseMarks, StudentMarks
from sms_desktop.services.years import TermRow

_REMARK_LINES, _LINE_MM = 2, 8
#: More courses than this are set in smaller type.
_MANY = 12
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)")


def build(session: Any, students: Sequence[int], options: Options) -> Built:
    """A card of each student for the term, the current one where none is said; raises `Invalid` where there is none."""
    term = _term(session, options)
    for part in subjects.parts(students):
        marks = student_marks.marks_of_students(session, part, term.id)
        noted = highlights.of_students(session, part, term.id)
        told = subjects.own_courses(session)
        for facts in subjects.students(session, part):
            if isinstance(facts, Left):
                yield facts
            else:
                yield _of_student(facts, marks[facts.id], noted.get(facts.id, ()), term, told, options)


def _term(session: Any, options: Options) -> TermRow:
    known = {term.id: term for term in years.terms(session)}
    term = known.get(options.term_id) if options.term_id is not None else years.current_term(session, options.today)
    if term is None:
        raise Invalid(term_id=_("Choose a term from the list."))
    return term


def _of_student(
    facts: StudentFacts, marks: StudentMarks, noted: Sequence[HighlightRow], term: TermRow, told: Sequence[Block],
    options: Options,
) -> Document | Left:  # fmt: skip
    courses = [one for one in marks.courses if one.status != "dropped"]
    if not courses:
        return _without_courses(facts, term.title)
    title, partly = _("Report card"), any(map(_graded_in_part, courses))
    rows = [*(_row(one, marks, partly) for one in courses), _sums(courses, marks, partly)]
    blocks = (
        Facts(subjects.facts_block(facts)),
        *told,
        *_nothing_yet(courses),
        Table(_columns(partly), rows, small=len(courses) > _MANY),
        *_end(courses, marks, partly, noted, options),
    )
    return document(
        options,
        title,
        blocks,
        subtitle=term.title,
        file_stem=subjects.file_stem(title, facts),
        about=subjects.whose(facts),
    )


def _end(
    courses: Sequence[CourseMarks], marks: StudentMarks, partly: bool, noted: Sequence[HighlightRow], options: Options
) -> Iterator[Block]:
    """What stands under the grades; signatures are on one page with the figures, or with what was noted."""
    figures = Facts(list(_figures(courses, marks))), Text(" ".join(_notes(courses, marks, partly)), "small")
    signatures = Text(_("Remarks"), "heading"), _lines(), signed(options, (_("Parent or guardian"),))
    if noted:
        yield from (*figures, *_noted(noted), Together(signatures))
    else:
        yield Together((*figures, *signatures))


def _without_courses(facts: StudentFacts, term: str) -> Left:
    def says() -> str:
        sentence = _("{name} ({number}) takes no course in {term}.")
        return sentence.format(name=facts.name, number=facts.student_number, term=term)

    return Left(facts.id, facts.name, says)


def _columns(partly: bool) -> tuple[Column, ...]:
    return (
        Column(_("Course"), 4),
        Column(_("Averages by category"), 5),
        Column(_("Grade"), 1.4, RIGHT),
        *((Column(_("Graded"), 1.4, RIGHT),) if partly else ()),
        Column(_("In words"), 2.5),
        Column(_("Absences"), 1.8, RIGHT),
        Column(_("Limit"), 1, RIGHT),
    )


def _graded_in_part(course: CourseMarks) -> bool:
    return 0 < course.final.weight_used < 100


def _nothing_yet(courses: Sequence[CourseMarks]) -> Iterator[Block]:
    """Says plainly that the columns of grades are empty for want of any."""
    if all(course.final.exact is None for course in courses):
        yield Text(_("There is no grade in this term yet. The card shows the courses and the absences."), "strong")


def _row(course: CourseMarks, marks: StudentMarks, partly: bool) -> Row:
    final, limit = course.final, course.limit
    categories = " · ".join(
        f"{_short(one.name)} {marks.scales.shown_as(one.average)}".replace(" ", "\u00a0")
        for one in final.categories
        if one.average is not None
    )
    return Row((
        f"{course.course_code} {course.course_name}",
        categories,
        marks.scales.shown_as(final.exact) or NONE,
        *((percent(final.weight_used, 0),) if partly else ()),
        _("not graded yet") if final.exact is None else marks.scales.word(final.exact),
        _absences(limit.absences, limit.excused),
        number(limit.allowed),
    ))  # fmt: skip


def _short(category: str) -> str:
    """A category's name without what stands in brackets."""
    return _IN_BRACKETS.sub("", category).strip() or category


def _absences(absences: int, excused: int) -> str:
    return f"{absences}\u00a0({excused})" if excused else str(absences)


def _sums(courses: Sequence[CourseMarks], marks: StudentMarks, partly: bool) -> Row:
    average = marks.average.percentage
    grade = NONE if average is None else marks.scales.shown_as(average)
    word = "" if average is None else marks.scales.word(average)
    absences, excused = (sum(getattr(one.limit, name) for one in courses) for name in ("absences", "excused"))
    empty = ("",) if partly else ()
    return Row((_("Average and sum"), "", grade, *empty, word, _absences(absences, excused), ""), STRONG)


def _figures(courses: Sequence[CourseMarks], marks: StudentMarks) -> Iterator[tuple[str, str]]:
    """The term in a few figures, as the record and the transcript have them."""
    average = marks.average
    if average.percentage is not None:
        text = _("{percent} · GPA {gpa}").format(percent=percent(average.percentage), gpa=number(average.gpa, 2))
        yield _("Average"), text
    counts = sum((one.counts for one in courses), Counts())
    yield pgettext("rate", "Attendance"), percent(counts.attendance) if counts.recorded else _("no register yet")
    credits = paper_results.credits(courses, marks.scales)
    if credits.attempted:
        values = {"earned": format_number(credits.earned), "attempted": format_number(credits.attempted)}
        yield _("Credits"), _("{earned} earned of {attempted} attempted").format(**values)


def _notes(courses: Sequence[CourseMarks], marks: StudentMarks, partly: bool) -> Iterator[str]:
    if partly:
        yield _("Graded: how much of the evaluation is in. Below 100 % a grade is a standing on completed work, not a "
                "final result.")  # fmt: skip
    if any(one.limit.excused for one in courses):
        yield _("In brackets beside absences: how many of them are excused.")
    over = [one.course_name for one in courses if one.limit.status == "insufficient"]
    if over:
        yield _("The absence limit is exceeded in: {courses}.").format(courses=", ".join(over))
    yield scale_note(marks.scales)
    if marks.average.percentage is not None:
        yield average_note()


def _noted(rows: Sequence[HighlightRow]) -> Iterator[Block]:
    if rows:
        yield Text(_("Conduct and highlights"), "heading")
        yield highlights_table(rows)


def _lines() -> Table:
    """Empty lines to write on by hand."""
    return Table((Column(""),), [Row(("",))] * _REMARK_LINES, height=_LINE_MM)


REPORT = Report(
    "report-card",
    N_("Report card"),
    STUDENT,
    build,
    permissions=("students:view", "grades:view", "attendance:view"),
    asks=frozenset({TERM}),
)
