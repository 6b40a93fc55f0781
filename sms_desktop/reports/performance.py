"""The performance report: how a student did in a period, with chart, tables, what was noted, and recommendations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from sms_desktop.core.absences import Counts
from sms_desktop.core.i18n import N_, _, format_date, pgettext
from sms_desktop.core.marks import shown_mark
from sms_desktop.core.risk import ATTENDANCE, AVERAGE, Reason, Risk
from sms_desktop.core.trend import DECLINING, IMPROVING, STABLE
from sms_desktop.formats.paper.model import (
    RIGHT,
    Bars,
    Block,
    Column,
    Curve,
    Document,
    Facts,
    Row,
    Table,
    Text,
    Together,
)
from sms_desktop.reports import subjects
from sms_desktop.reports.office_paper import NONE, document, number, percent, signed
from sms_desktop.reports.report import PERIOD, STUDENT, Built, Left, Options, Report
from sms_desktop.services.highlights import HighlightRow
from sms_desktop.services.papers.student_facts import StudentFacts
from sms_desktop.services.performance import CoursePerformance, Performance, performance
from sms_desktop.services.recommendations import recommendations

#: The period where none is said, in days up to today.
USUAL_DAYS = 120
#: With more courses than this the table says it better.
_MOST_BARS = 20
#: More courses than this are set in smaller type.
_MANY = 12
_TRENDS = {IMPROVING: N_("improving"), DECLINING: N_("declining"), STABLE: N_("stable")}
_LEVELS = {"low": N_("low"), "medium": N_("medium"), "high": N_("high")}


def build(session: Any, students: Sequence[int], options: Options) -> Built:
    """A report of each student."""
    first, last = period(options)
    for part in subjects.parts(students):
        found, told = performance(session, part, first, last), subjects.own_courses(session)
        for facts in subjects.students(session, part):
            yield facts if isinstance(facts, Left) else _of_student(facts, found[facts.id], told, options)


def period(options: Options) -> tuple[date, date]:
    """The days that are wanted, both included; the last 120 where nothing is said."""
    last = options.last or options.today
    return options.first or last - timedelta(days=USUAL_DAYS - 1), last


def _of_student(facts: StudentFacts, found: Performance, told: Sequence[Block], options: Options) -> Document | Left:
    days = {"first": format_date(found.first), "last": format_date(found.last)}
    if not found.courses:
        return _without_courses(facts, days)
    title = _("Performance report")
    blocks = [Facts(subjects.facts_block(facts)), *told, *_summary(found), *_charts(found), *_courses(found)]
    blocks += [*_marks(found), *_highlights(found.highlights), _advice(found, options)]
    subtitle = _("From {first} to {last}").format(**days)
    return document(
        options,
        title,
        blocks,
        subtitle=subtitle,
        file_stem=subjects.file_stem(title, facts),
        about=subjects.whose(facts),
    )


def _without_courses(facts: StudentFacts, days: dict[str, str]) -> Left:
    def says() -> str:
        sentence = _("{name} ({number}) has no course from {first} to {last}.")
        return sentence.format(name=facts.name, number=facts.student_number, **days)

    return Left(facts.id, facts.name, says)


def _summary(found: Performance) -> Iterator[Block]:
    counts, average = found.counts, found.average
    standing = found.scales.shown_as(average.percentage)
    if standing and found.scales.shown != "percent":
        standing = f"{standing} ({percent(average.percentage)})"
    yield Text(_("At a glance"), "heading")
    yield Facts(
        [
            (_("Average so far"), standing or _("not graded yet")),
            (_("Marks of the period"), percent(found.of_period) if found.given else _("no mark in this period")),
            *_registers(counts),
            (_("Trend"), trend_word(found.trend)),
        ]
    )
    yield Facts([(_("Risk"), risk_words(found.risk))], 1)


def _registers(counts: Counts) -> Iterator[tuple[str, str]]:
    """What the registers of the period say; plainly that there is none, which is not a rate of nought."""
    if not counts.recorded:
        yield pgettext("rate", "Attendance"), _("no register in this period")
        return
    absences = _("{unexcused} unexcused, {excused} excused, {late} late")
    yield pgettext("rate", "Attendance"), percent(counts.attendance)
    yield _("Presence"), percent(counts.presence)
    yield _("Absences"), absences.format(unexcused=counts.absent, excused=counts.excused, late=counts.late)


def trend_word(trend: str) -> str:
    """A trend in words; that there are too few marks to tell, where there are."""
    return _(_TRENDS[trend]) if trend in _TRENDS else _("too few marks to tell")


def risk_words(risk: Risk) -> str:
    """A risk with its score and its reasons."""
    level = _("{level} ({score} of 100)").format(level=_(_LEVELS[risk.level]), score=risk.score)
    reasons = "; ".join(map(reason_words, risk.reasons))
    return f"{level}: {reasons}" if reasons else level


def reason_words(reason: Reason) -> str:
    """One reason of a risk, with the figure and the points it adds or takes."""
    if reason.kind == AVERAGE:
        text = _("average {value} % below {limit} ({points})")
    elif reason.kind == ATTENDANCE:
        text = _("attendance {value} % below {limit} ({points})")
    else:
        text = _("results going down ({points})") if reason.points > 0 else _("results going up ({points})")
    return text.format(value=number(reason.value, 2), limit=reason.limit, points=f"{reason.points:+d}")


def _charts(found: Performance) -> Iterator[Block]:
    line = float(found.scales.pass_mark * 5)
    points = [(format_date(one.day)[:5], float(one.percentage)) for one in found.given]
    if len(points) > 1:
        yield Curve(_("Marks of the period, in percent, with the pass mark"), points, line=line)
    graded = [one.marks for one in found.courses if one.marks.final.percentage is not None]
    bars = [
        (one.course_name, float(one.final.percentage or 0), found.scales.shown_as(one.final.exact)) for one in graded
    ]
    if 0 < len(bars) <= _MOST_BARS:
        yield Bars(_("Standing by course, with the pass mark"), bars, line=line)


def _courses(found: Performance) -> Iterator[Block]:
    yield Text(_("Courses"), "heading")
    columns = (
        Column(_("Course"), 4),
        Column(_("Marks"), 1.2, RIGHT),
        Column(_("Average of the period"), 1.5, RIGHT),
        Column(_("Standing so far"), 2.4, RIGHT),
        Column(_("Trend"), 1.4),
        Column(pgettext("rate", "Attendance"), 1.7, RIGHT),
        Column(_("Absences (allowed)"), 1.6, RIGHT),
    )
    yield Table(columns, [_course(one, found) for one in found.courses], small=len(found.courses) > _MANY)
    if any(one.trend not in _TRENDS for one in found.courses):
        yield Text(_("A trend takes at least four marks of a course; a dash stands where there are fewer."), "small")
    if any(_partly(one) for one in found.courses):
        note = _("In brackets beside a standing: how much of the evaluation is in. Such a standing is no final result.")
        yield Text(note, "small")


def _partly(one: CoursePerformance) -> bool:
    return one.marks.final.exact is not None and one.marks.final.weight_used < 100


def _course(one: CoursePerformance, found: Performance) -> Row:
    course, limit = one.marks, one.marks.limit
    standing = found.scales.shown_as(course.final.exact) or _("not graded yet")
    if _partly(one):
        standing = f"{standing} ({percent(course.final.weight_used, 0)})".replace(" (", "\u00a0(")
    allowed = f"{limit.absences} ({number(limit.allowed)})" if limit.allowed is not None else str(limit.absences)
    return Row((
        f"{course.course_code} {course.course_name}", str(len(one.given)), percent(one.average), standing,
        trend_word(one.trend) if one.trend in _TRENDS else NONE, percent(one.counts.attendance), allowed,
    ))  # fmt: skip


def _advice(found: Performance, options: Options) -> Block:
    texts = [Text(f"•  {sentence}") for sentence in recommendations(found)]
    return Together((Text(_("Recommendations"), "heading"), *texts, signed(options)))


def _highlights(rows: Sequence[HighlightRow]) -> Iterator[Block]:
    if rows:
        yield Text(_("Noted in the period"), "heading")
        yield highlights_table(rows)


def highlights_table(rows: Sequence[HighlightRow]) -> Table:
    """Highlights as a table, oldest first."""
    columns = (Column(_("Date"), 1.4), Column(_("About"), 1.8), Column(_("Rating"), 1.7), Column(_("Note"), 5.7))
    ordered = sorted(rows, key=lambda row: (row.data.noted_on or date.min, row.id))
    return Table(
        columns,
        [
            Row((format_date(row.data.noted_on), _word(row.data.category), _rating(row), row.data.text))
            for row in ordered
        ],
    )


def _rating(row: HighlightRow) -> str:
    return _word(row.data.rating) or (_("Positive") if row.data.is_positive else _("Needs attention"))


def _word(text: str) -> str:
    """A word that the window offers in the document's language; one that was typed as it is."""
    return _(text) if text else ""


def _marks(found: Performance) -> Iterator[Block]:
    if not found.given:
        return  # said at a glance
    yield Text(_("Marks of the period"), "heading")
    columns = (
        Column(_("Date"), 1.3),
        Column(_("Course"), 1.6),
        Column(_("Assessment"), 5),
        Column(_("Mark"), 1.6, RIGHT),
        Column(_("Percent"), 1.4, RIGHT),
    )
    rows = []
    for one in found.given:
        of = _("{score} of {maximum}").format(score=shown_mark(one.mark.score), maximum=shown_mark(one.mark.max_score))
        rows.append(Row((format_date(one.day), one.course_code, one.title, of, percent(one.percentage))))
    yield Table(columns, rows)


REPORT = Report(
    "performance",
    N_("Performance report"),
    STUDENT,
    build,
    permissions=("students:view", "grades:view", "attendance:view"),
    asks=frozenset({PERIOD}),
)
