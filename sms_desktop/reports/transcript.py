"""The transcript (αναλυτική βαθμολογία): all courses of a student by term, with credits, grades and averages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Any

from sms_desktop.core.i18n import N_, _, format_date, format_number, language
from sms_desktop.core.scales import Scales
from sms_desktop.formats.paper.model import (
    GROUP,
    MUTED,
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
from sms_desktop.reports.report import STUDENT, Built, Left, Options, Report
from sms_desktop.services import student_marks, years
from sms_desktop.services.papers import paper_results
from sms_desktop.services.papers.student_facts import StudentFacts
from sms_desktop.services.student_marks import Average, CourseMarks, StudentMarks, TermMarks

_PARTLY, _REPEATED = "*", "†"
#: More courses than this are set in smaller type.
_MANY = 16


def build(session: Any, students: Sequence[int], options: Options) -> Built:
    """A transcript of each student."""
    begun = {term.id for term in years.terms(session) if term.first_day <= options.today}
    for part in subjects.parts(students):
        marks = student_marks.marks_of_students(session, part)
        told = subjects.own_courses(session)
        for facts in subjects.students(session, part):
            yield facts if isinstance(facts, Left) else _of_student(facts, marks[facts.id], begun, told, options)


def _of_student(
    facts: StudentFacts, marks: StudentMarks, begun: Container[int], told: Sequence[Block], options: Options
) -> Document | Left:
    terms = [(term, taken) for term in reversed(marks.terms) if (taken := _taken(term, term.term_id in begun))]
    if not terms:
        return Left(facts.id, facts.name, _why_none(facts, [course.status for course in marks.courses]))
    courses = [course for _term, taken in terms for course in taken]
    title = _("Transcript of grades")
    blocks = (
        Facts([*subjects.facts_block(facts), (_("Date of enrolment"), format_date(facts.enrolment_date))]),
        *told,
        Table(_columns(), list(_rows(terms, marks, _repeated(courses))), small=len(courses) > _MANY),
        Together((Facts(_totals(courses, marks)), *_small(_notes(courses, marks.scales)), signed(options))),
    )
    return document(options, title, blocks, file_stem=subjects.file_stem(title, facts), about=subjects.whose(facts))


def _taken(term: TermMarks, begun: bool) -> tuple[CourseMarks, ...]:
    """The courses of a term that were not dropped; of one that is still to come those that have a grade already."""
    return tuple(
        course for course in term.courses if course.status != "dropped" and (begun or course.final.exact is not None)
    )


def _why_none(facts: StudentFacts, statuses: Sequence[str]) -> Callable[[], str]:
    """What says why there is nothing to put on a transcript."""

    def says() -> str:
        if not statuses:
            sentence = _("{name} ({number}) is not enrolled in any course yet.")
        elif all(status == "dropped" for status in statuses):
            sentence = _("{name} ({number}) has dropped every course.")
        else:
            sentence = _("{name} ({number}) has no course that has begun.")
        return sentence.format(name=facts.name, number=facts.student_number)

    return says


def _repeated(courses: Sequence[CourseMarks]) -> frozenset[int]:
    """The courses that were taken more than once."""
    times = Counter(course.course_id for course in courses)
    return frozenset(course_id for course_id, n in times.items() if n > 1)


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("Code"), 1.4),
        Column(_("Course"), 3.9),
        Column(_("Credits"), 1.6, RIGHT),
        Column(_("Grade (0-20)"), 1.3, RIGHT),
        Column(_("Percent"), 1.3, RIGHT),
        Column(_("GPA"), 0.9, RIGHT),
        Column(_("In words"), 2.4),
    )


def _rows(
    terms: Sequence[tuple[TermMarks, Sequence[CourseMarks]]], marks: StudentMarks, repeated: Container[int]
) -> Iterator[Row]:
    for term, taken in terms:
        yield Row((f"{term.year} · {term.term}",), GROUP)
        for course in taken:
            yield _row(course, marks.scales, course.course_id in repeated)
        if term.average.percentage is not None:
            yield _average_row(_("Average of the term"), term.average, marks.scales)
    if marks.average.percentage is not None:
        yield _average_row(_("Overall average"), marks.average, marks.scales)


def _row(course: CourseMarks, scales: Scales, repeated: bool) -> Row:
    final, name = course.final, course.course_name + (f"\u00a0{_REPEATED}" if repeated else "")
    if final.exact is None:
        figures: tuple[str, ...] = (NONE, NONE, NONE, _("not graded yet"))
    else:
        partly = "" if paper_results.finished(course) else f"\u00a0{_PARTLY}"
        grade = number(final.grade20, 2)
        figures = (grade, percent(final.percentage), number(final.gpa, 2), scales.word(final.exact) + partly)
    return Row(
        (course.course_code, name, _credits(course.credits), *figures), MUTED if final.exact is None else "plain"
    )


def _average_row(title: str, average: Average, scales: Scales) -> Row:
    assert average.percentage is not None
    figures = (number(average.grade20, 2), percent(average.percentage), number(average.gpa, 2))
    return Row(("", title, _credits(average.credits), *figures, scales.word(average.percentage)), STRONG)


def _credits(credits: Decimal | None) -> str:
    return NONE if credits is None else format_number(credits)


def _totals(courses: Sequence[CourseMarks], marks: StudentMarks) -> list[tuple[str, str]]:
    """Courses and credits, which are those of courses that have a final result (`paper_results.credits`)."""
    over = [one for one in courses if paper_results.finished(one)]
    passed = [one for one in over if one.final.exact is not None and marks.scales.passed(one.final.exact)]
    taken = _("{passed} passed, {failed} failed, {open} not finished")
    values = {"passed": len(passed), "failed": len(over) - len(passed), "open": len(courses) - len(over)}
    credits = paper_results.credits(courses, marks.scales)
    earned = _("{earned} earned of {attempted} attempted")
    return [
        (_("Courses"), taken.format(**values)),
        (_("Credits"), earned.format(earned=format_number(credits.earned), attempted=format_number(credits.attempted))),
    ]


def _small(notes: Iterable[str]) -> Iterator[Block]:
    return (Text(note, "small") for note in notes)


def _notes(courses: Sequence[CourseMarks], scales: Scales) -> Iterator[str]:
    """What the signs and the scale mean."""
    if any(course.final.exact is not None and not paper_results.finished(course) for course in courses):
        note = _("{sign} Standing on the work graded so far, not a final result; it is in the averages.")
        yield note.format(sign=_PARTLY)
    if _repeated(courses):
        note = _("{sign} Taken more than once: each attempt is in the averages, its credits are earned once.")
        yield note.format(sign=_REPEATED)
    yield scale_note(scales)
    yield average_note()


def average_note() -> str:
    """How averages and the GPA come about (domain.md 2)."""
    return _("Averages are weighted by credits. The GPA is of 4.00 (percentage / 25).")


def scale_note(scales: Scales) -> str:
    """The scale from 0 to 20 with its words, and the pass mark."""
    return _scale_note(scales, language())


@lru_cache(8)
def _scale_note(scales: Scales, _language: str) -> str:
    bands = sorted(scales.words, key=lambda band: -band.lowest)
    tops = [Decimal(20), *(above.lowest - Decimal("0.01") for above, _below in pairwise(bands))]
    spans = [
        _("{lowest} to {highest} {word}").format(
            lowest=format_number(band.lowest), highest=format_number(top), word=band.name()
        )
        for band, top in zip(bands, tops, strict=True)
    ]
    note = _("Scale from 0 to 20: {spans}. The pass mark is {mark}.")
    return note.format(spans=" · ".join(spans), mark=format_number(scales.pass_mark))


REPORT = Report("transcript", N_("Transcript of grades"), STUDENT, build, permissions=("students:view", "grades:view"))
