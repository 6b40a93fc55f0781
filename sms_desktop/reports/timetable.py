"""The weekly timetable of a student, a class, a section, a teacher or a room: days across, periods down."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from sms_desktop.core.i18n import N_, _, day_name
from sms_desktop.core.schedule import Lesson, overlap
from sms_desktop.formats.paper.model import Block, Document, Text, Week
from sms_desktop.reports import classes, subjects
from sms_desktop.reports.office_paper import document
from sms_desktop.reports.report import OFFERING, ROOM, SECTION, STUDENT, TEACHER, TERM, Built, Left, Options, Report
from sms_desktop.services import timetable
from sms_desktop.services.access import scope
from sms_desktop.services.timetable import Slot, Whose
from sms_desktop.services.years import TermRow

_WORKING_DAYS = 5
_NAMED: dict[str, Callable[[Any, int], list[str]]] = {
    SECTION: timetable.sections,
    TEACHER: timetable.teachers,
    ROOM: timetable.rooms,
}


@dataclass(frozen=True)
class _Wanted:
    """One timetable: whose, how it is titled, and which of its words say nothing new in every lesson."""

    whose: Whose
    title: str
    stem: str
    subject_id: int = 0
    said: str = ""


def build(session: Any, ids: Sequence[int], options: Options) -> Built:
    """A week of each student, offering, or of each section, teacher or room that is named (none: of all there are)."""
    for wanted in _wanted(session, ids, options):
        if isinstance(wanted, Left):
            yield wanted
            continue
        slots = timetable.slots(session, wanted.whose)
        for one, theirs in _apart(wanted, slots):
            yield _week(one, theirs, options)
        if not slots:
            yield _free(wanted, classes.term_title(session, wanted.whose.term_id))


def _free(wanted: _Wanted, term: str) -> Left:
    def says() -> str:
        return _("{whose}: no lesson is scheduled in {term}.").format(whose=wanted.title, term=term)

    return Left(wanted.subject_id, wanted.title, says)


def _wanted(session: Any, ids: Sequence[int], options: Options) -> Iterator[_Wanted | Left]:
    if options.about == OFFERING:
        yield from _of_offerings(session, ids)
        return
    term = classes.term_of(session, options)
    if options.about == STUDENT:
        yield from _of_students(session, ids, term)
        return
    names = options.names or tuple(_NAMED[options.about](session, term.id))
    for n, name in enumerate(names, 1):
        # Names have no ids: what is left out is told apart by its place.
        yield _Wanted(_of(term.id, options.about, name), _titled(options.about, name), name, -n, options.about)


def _of(term_id: int, about: str, name: str) -> Whose:
    whose = {SECTION: Whose(term_id, section=name), TEACHER: Whose(term_id, teacher=name)}
    return whose.get(about, Whose(term_id, room=name))


def _apart(wanted: _Wanted, slots: Sequence[Slot]) -> Iterator[tuple[_Wanted, Sequence[Slot]]]:
    """The week; of a section one for each programme and year in which there is one of that name."""
    if wanted.said != SECTION:
        yield from [(wanted, slots)] if slots else []
        return
    groups: dict[tuple[str, int], list[Slot]] = {}
    for slot in slots:
        groups.setdefault((slot.programme, slot.study_year or 0), []).append(slot)
    for (programme, year), theirs in sorted(groups.items(), key=lambda pair: pair[0]):
        more = [programme, subjects.study_year(year or None)] if len(groups) > 1 else []
        title = " · ".join(filter(None, (wanted.title, *more)))
        yield replace(wanted, title=title, stem=" ".join(filter(None, (wanted.stem, *more)))), theirs


def _titled(about: str, name: str) -> str:
    return _("Section {name}").format(name=name) if about == SECTION else name


def _of_students(session: Any, ids: Sequence[int], term: TermRow) -> Iterator[_Wanted | Left]:
    for part in subjects.parts(ids):
        for facts in subjects.students(session, part):
            if isinstance(facts, Left):
                yield facts
                continue
            title = " · ".join(filter(None, (facts.name, facts.student_number, facts.section)))
            stem = " ".join(filter(None, (facts.section, facts.name, facts.student_number)))
            yield _Wanted(Whose(term.id, student_id=facts.id), title, stem, facts.id)


def _of_offerings(session: Any, ids: Sequence[int]) -> Iterator[_Wanted | Left]:
    scope.require_offerings(session, "offerings:view", ids)
    for offering_id in ids:
        found = classes.row_of(session, offering_id)
        if found is None:
            yield classes.gone(offering_id)
            continue
        title = " · ".join(filter(None, (f"{found.course_code} {found.course_name}", found.section)))
        whose = Whose(found.term_id, offering_id=offering_id)
        yield _Wanted(whose, title, title.replace(" · ", " "), offering_id, OFFERING)


def _week(wanted: _Wanted, slots: Sequence[Slot], options: Options) -> Document:
    first = slots[0].taught
    title = _("Weekly timetable")
    days = range(max(_WORKING_DAYS, max(slot.lesson.weekday for slot in slots) + 1))
    grid = _grid(slots)
    cells = [
        [_lines([slot for slot in held if slot.lesson.weekday == day], wanted.said) for day in days]
        for _label, held in grid
    ]
    blocks: list[Block] = [Week([day_name(day) for day in days], [label for label, _held in grid], cells)]
    clashes = list(_clashes(slots))
    if clashes:
        blocks.append(Text(_("At the same time: {lessons}.").format(lessons="; ".join(clashes)), "small"))
    return document(
        options,
        title,
        blocks,
        subtitle=f"{wanted.title} · {first.year} · {first.term}",
        landscape=True,
        file_stem=f"{wanted.stem} {title}",
    )


def _grid(slots: Sequence[Slot]) -> list[tuple[str, list[Slot]]]:
    """The rows: by the clock where every lesson says when it is, by periods else; breaks say how long they are."""
    if all(slot.lesson.start for slot in slots):
        return _by_clock(slots)
    last = max(slot.lesson.first_period + slot.lesson.periods - 1 for slot in slots)
    first = min(1, *(slot.lesson.first_period for slot in slots))
    return [
        (_("Period {n}").format(n=n), [slot for slot in slots if n in _periods(slot.lesson)])
        for n in range(first, last + 1)
    ]


def _periods(lesson: Lesson) -> range:
    return range(lesson.first_period, lesson.first_period + lesson.periods)


def _by_clock(slots: Sequence[Slot]) -> list[tuple[str, list[Slot]]]:
    """A row from each moment at which a period begins or ends to the next; those without a lesson are breaks."""
    moments = sorted({moment for slot in slots for moment in _moments(slot.lesson)})
    rows: list[tuple[str, list[Slot]]] = []
    for start, end in pairwise(moments):
        held = [slot for slot in slots if _minute(slot.lesson) <= start and end <= _end(slot.lesson)]
        label = f"{_clock(start)} – {_clock(end)}"
        rows.append((label if held else label + "\n" + _("Break"), held))
    return rows


def _moments(lesson: Lesson) -> Iterator[int]:
    return (_minute(lesson) + n * lesson.minutes for n in range(lesson.periods + 1))


def _minute(lesson: Lesson) -> int:
    return int(lesson.start[:2]) * 60 + int(lesson.start[3:])


def _end(lesson: Lesson) -> int:
    return _minute(lesson) + lesson.periods * lesson.minutes


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"


def _lines(held: Iterable[Slot], said: str) -> list[str]:
    """What stands in a field: the lessons one under the other, each with what the timetable's title does not say."""
    lines: list[str] = []
    for slot in held:
        taught = slot.taught
        teachers = "" if said == TEACHER else ", ".join(slot.teachers)
        room = "" if said == ROOM else slot.room
        section = "" if said in (SECTION, OFFERING) else taught.section
        name = taught.course_name if len(taught.course_name) <= _LONGEST_NAME else taught.course_code
        about = filter(None, (" · ".join(filter(None, (section, room))), teachers))
        lines += [*([""] if lines else []), name, *about]  # an empty line parts two lessons
    return lines


_LONGEST_NAME = 60


def _clashes(slots: Sequence[Slot]) -> Iterator[str]:
    """Each two lessons that are at the same time."""
    for n, one in enumerate(slots):
        for other in slots[n + 1 :]:
            if overlap(one.lesson, other.lesson):
                first, second = (
                    " ".join(filter(None, (slot.taught.course_code, slot.taught.section))) for slot in (one, other)
                )
                yield _("{day} {first} and {second}").format(
                    day=day_name(one.lesson.weekday), first=first, second=second
                )


REPORT = Report(
    "timetable",
    N_("Weekly timetable"),
    STUDENT,
    build,
    permissions=("offerings:view",),
    asks=frozenset({TERM}),
    also=(OFFERING, SECTION, TEACHER, ROOM),
    present=True,
)
