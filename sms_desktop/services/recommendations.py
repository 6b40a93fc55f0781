"""What a class teacher would say to the figures of a student's performance: a table of figures and sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sms_desktop.core.grading import half_up
from sms_desktop.core.i18n import N_, _, format_number
from sms_desktop.core.trend import DECLINING, IMPROVING
from sms_desktop.services.performance import CoursePerformance, Performance

#: What a sentence fills in; None: it is not said. Numbers are shown as the reader writes them.
Values = Mapping[str, object] | None
_NAMED = 3
_EXCELLENT, _GOOD, _FAIR = 85, 75, 65
_FEW_RECORDS = 10


@dataclass(frozen=True)
class Rule:
    """`sentence` is said where `when` finds what to fill into it; of one `about`, the first that fits alone."""

    about: str
    when: Callable[[Performance], Values]
    sentence: str


def recommendations(found: Performance) -> tuple[str, ...]:
    """The sentences that fit, in the language of the moment; one at least."""
    said: dict[str, str] = {}
    for rule in RULES:
        if rule.about not in said and (values := rule.when(found)) is not None:
            said[rule.about] = _(rule.sentence).format(**values)
    return tuple(said.values())


def _average(least: int, below: int = 101) -> Callable[[Performance], Values]:
    """Where the average that is passed lies from `least` to under `below` percent."""

    def when(found: Performance) -> Values:
        value = found.average.percentage
        passed = value is not None and found.scales.passed(value)
        return {} if value is not None and passed and least <= value < below else None

    return when


def _not_passed(found: Performance) -> Values:
    value = found.average.percentage
    return {} if value is not None and not found.scales.passed(value) else None


def _nothing(found: Performance) -> Values:
    empty = found.average.percentage is None and not found.given and not found.counts.recorded
    return {} if empty else None


def _rate(least: int, below: int, records: int = 1) -> Callable[[Performance], Values]:
    """Where the attendance rate of the period lies from `least` to under `below` percent."""

    def when(found: Performance) -> Values:
        rate = found.counts.attendance
        known = rate is not None and found.counts.recorded >= records
        if rate is None or not known or not least <= half_up(rate) < below:
            return None
        return {"rate": format_number(half_up(rate, 1), 1)}

    return when


def _late(found: Performance) -> Values:
    late, recorded = found.counts.late, found.counts.recorded
    return {"n": late} if late >= 3 and late * 10 >= recorded else None


def _goes(trend: str) -> Callable[[Performance], Values]:
    return lambda found: {} if found.trend == trend else None


def _courses(fits: Callable[[Performance, CoursePerformance], bool]) -> Callable[[Performance], Values]:
    """Where some courses fit: they are named."""

    def when(found: Performance) -> Values:
        names = [course.marks.course_name for course in found.courses if fits(found, course)]
        return {"courses": _listed(names)} if names else None

    return when


def _below_pass(found: Performance, course: CoursePerformance) -> bool:
    exact = course.marks.final.exact
    return exact is not None and not found.scales.passed(exact)


def _limit(status: str) -> Callable[[Performance, CoursePerformance], bool]:
    return lambda _found, course: course.marks.limit.status == status


def _strongest(found: Performance) -> Values:
    graded = [one for one in found.courses if one.marks.final.percentage is not None]
    best = max(graded, key=lambda one: one.marks.final.percentage or Decimal(0), default=None)
    if best is None or len(graded) < 2 or (best.marks.final.percentage or 0) < _EXCELLENT:
        return None
    return {"course": best.marks.course_name}


def _missing(found: Performance) -> Values:
    """Assessments of the period that others may have a mark in, but this student has not."""
    titles = [
        f"{one.title} ({course.marks.course_code})"
        for course in found.courses
        for one in course.marks.assessments
        if one.mark_id is None and one.assigned_on is not None and found.first <= one.assigned_on <= found.last
    ]
    return {"titles": _listed(titles)} if titles else None


def _listed(names: Iterable[str]) -> str:
    """The first few names; more are counted."""
    found = list(dict.fromkeys(names))
    more = [_("{n} more").format(n=len(found) - _NAMED)] if len(found) > _NAMED else []
    return ", ".join([*found[:_NAMED], *more])


RULES = (
    Rule(
        "average", _nothing,
        N_("Nothing has been recorded in this period yet, so there is nothing to judge by."),
    ),
    Rule(
        "average", _not_passed,
        N_("The average is below the pass mark. We recommend talking to the teachers soon, to agree on support and on "
           "what to learn first."),
    ),
    Rule(
        "average", _average(_EXCELLENT),
        N_("Excellent work. Keep it up, and ask for something harder where there is time for it."),
    ),
    Rule(
        "average", _average(_GOOD, _EXCELLENT),
        N_("Good and steady work. A little more revision before tests can lift it further."),
    ),
    Rule(
        "average", _average(_FAIR, _GOOD),
        N_("Solid work with room to grow: regular homework and questions in class will help."),
    ),
    Rule(
        "average", _average(0, _FAIR),
        N_("The pass mark is reached, but with little to spare. A fixed time for study each week is advised."),
    ),
    Rule("trend", _goes(IMPROVING), N_("Results have been going up in this period: the effort shows.")),
    Rule(
        "trend", _goes(DECLINING),
        N_("Results have been going down in this period. Let us look together at what has changed."),
    ),
    Rule("below", _courses(_below_pass), N_("Below the pass mark so far, and most in need of attention: {courses}.")),
    Rule("strong", _strongest, N_("The strongest course is {course}: something to build on.")),
    Rule(
        "attendance", _rate(0, 70),
        N_("Attendance was {rate} %. Being in class is the first step: please tell us what stands in the way, so that "
           "we can help."),
    ),
    Rule(
        "attendance", _rate(70, 80),
        N_("Attendance was {rate} %. Coming to class more regularly will make everything else easier."),
    ),
    Rule("attendance", _rate(95, 101, _FEW_RECORDS), N_("Attendance was exemplary ({rate} %).")),
    Rule(
        "limit", _courses(_limit("insufficient")),
        N_("The absence limit has been exceeded in {courses}. Please come to the office to hear what can still be "
           "done."),
    ),
    Rule(
        "near", _courses(_limit("warning")),
        N_("The absence limit is near in {courses}: every further absence counts."),
    ),
    Rule("late", _late, N_("Late {n} times: setting out a few minutes earlier would help.")),
    Rule(
        "missing", _missing,
        N_("There is no mark yet for {titles}. Please ask the teacher whether something is to be made up."),
    ),
)  # fmt: skip
