"""Grades by command: `grade`, the final grade of a student in a course with how it came about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sms_desktop.cli import finding
from sms_desktop.cli.arguments import Group
from sms_desktop.cli.call import Call, school
from sms_desktop.cli.output import indented, table
from sms_desktop.core.grading import half_up
from sms_desktop.core.i18n import _, format_date, format_number, format_percent

if TYPE_CHECKING:
    from sms_desktop.core.grading import CategoryResult, FinalGrade, Item
    from sms_desktop.core.scales import Scales
    from sms_desktop.services.enrolments import EnrolmentRow


def add_to(commands: Group) -> None:
    """Adds this group's commands."""
    parser = commands.add("grade", _("show the final grade of a student in a course and how it came about"), grade)
    parser.add_argument("number", metavar=_("NUMBER"), help=_("student number"))
    parser.add_argument("course", metavar=_("COURSE"), help=_("course code"))
    finding.add_term(parser)


def grade(call: Call) -> int:
    """The final grade with its derivation, category by category (domain.md 2)."""
    from sms_desktop.services import gradebook, scale_settings

    asked = call.arguments
    with school(call) as opened, opened.database.read(opened.actor) as session:
        row = finding.enrolment(session, asked.number, asked.course, asked.term)
        final = gradebook.final_of(session, [row.id])[row.id]
        scales = scale_settings.read(session)
    call.out.answer(_document(row, final, scales), _lines(row, final, scales))
    return 0


def result(final: FinalGrade, scales: Scales) -> dict[str, Any]:
    """The result in numbers and words, as JSON has it; null where nothing is graded yet."""
    percentage = final.percentage
    return {
        "percentage": percentage,
        "grade20": final.grade20,
        "gpa": final.gpa,
        "word": None if percentage is None else scales.word(percentage),
        "passed": None if percentage is None else scales.passed(percentage),
        "weight_used": final.weight_used,
        "penalty": final.penalty,
    }


def _document(row: EnrolmentRow, final: FinalGrade, scales: Scales) -> dict[str, Any]:
    """The document of formats.md 5: `penalty` is what absences took, `items` counts what counts."""
    return {
        "student_number": row.student_number,
        "course_code": row.course_code,
        "term": f"{row.year} {row.term}",
        **result(final, scales),
        "categories": [category(one) for one in final.categories],
    }


def category(one: CategoryResult) -> dict[str, Any]:
    """A category of a derivation as JSON has it, with its marks; average and contribution rounded."""
    return {
        "category": one.name,
        "weight": one.weight,
        "average": _rounded(one.average),
        "items": sum(item.counted for item in one.items),
        "contribution": _rounded(one.contribution),
        "marks": [_mark(item) for item in one.items],
    }


def _mark(item: Item) -> dict[str, Any]:
    return {
        "title": item.title,
        "date": item.day,
        "score": item.score,
        "max_score": item.maximum,
        "weight": item.weight,
        "daily": item.daily,
        "counted": item.counted,
        "why_not": item.why_not,
    }


def _rounded(value: Fraction | None) -> Decimal | None:
    return None if value is None else half_up(value)


def _lines(row: EnrolmentRow, final: FinalGrade, scales: Scales) -> Iterator[str]:
    yield f"{row.student} ({row.student_number})"
    yield " · ".join(filter(None, (row.course_code, row.course_name, row.year, row.term, row.section)))
    yield from _result_lines(final, scales)
    if not final.categories:
        yield _("The course has no evaluation rules.")
        return
    yield ""
    titles = (_("Category"), _("Weight"), _("Average"), _("Counted"), _("Points"))
    yield from table(titles, [_category_row(one) for one in final.categories])
    for one in final.categories:
        if one.items or one.counts is not None:
            yield ""
            yield one.name
            yield from indented(_items(one))


def _result_lines(final: FinalGrade, scales: Scales) -> Iterator[str]:
    percentage, grade20, gpa = final.percentage, final.grade20, final.gpa
    if percentage is None or grade20 is None or gpa is None:
        yield _("Not graded yet.")
        return
    sentence = _("Final grade: {grade} of 20 ({percentage} %, GPA {gpa}), {word}: {outcome}.")
    yield sentence.format(
        grade=format_number(grade20, 2),
        percentage=format_number(percentage, 2),
        gpa=format_number(gpa, 2),
        word=scales.word(percentage),
        outcome=_("passed") if scales.passed(percentage) else _("not passed"),
    )
    if final.weight_used < 100:
        sentence = _("{weight} % of the evaluation is in so far: this is the standing on completed work, not a result.")
        yield sentence.format(weight=format_number(final.weight_used))
    if final.penalty:
        before = format_number(final.before_penalty or 0, 2)
        sentence = _("Absences took {points} points from {before} % ({count} periods absent).")
        yield sentence.format(points=format_number(final.penalty), before=before, count=final.absent)


def _category_row(one: CategoryResult) -> tuple[object, ...]:
    average, points = _rounded(one.average), _rounded(one.contribution)
    return (
        one.name,
        format_percent(one.weight),
        _("no marks yet") if average is None else format_percent(average, 2),
        sum(item.counted for item in one.items) or "",
        "" if points is None else format_number(points, 2),
    )


def _items(one: CategoryResult) -> Iterator[str]:
    if one.counts is not None and one.counts.recorded:
        sentence = _("{present} of {recorded} recorded periods present.")
        yield sentence.format(present=one.counts.present, recorded=one.counts.recorded)
    rows = [_item_row(item) for item in one.items]
    yield from table((_("Mark"), _("Date"), _("Score"), _("Of"), _("Weight"), ""), rows) if rows else ()


def _item_row(item: Item) -> tuple[object, ...]:
    return (
        item.title or (_("Daily rating") if item.daily else ""),
        format_date(item.day),
        "" if item.score is None else format_number(item.score),
        format_number(item.maximum),
        format_number(item.weight),
        why_not_words().get(item.why_not, item.why_not),
    )


def why_not_words() -> Mapping[str, str]:
    """Why a mark does not count, in the reader's words."""
    return {
        "": "",
        "replaced": _("replaced by a later one"),
        "excused": _("excused"),
        "registers": _("the registers count instead"),
    }
