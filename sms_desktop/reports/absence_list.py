"""The absence list: who stands how to the limit, those over it first; of a class, or of all classes of a term."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sms_desktop.core.i18n import N_, _, format_date, ngettext, pgettext
from sms_desktop.formats.paper.model import LEFT, RIGHT, Block, Column, Document, Facts, Row, Table, Text
from sms_desktop.reports import classes
from sms_desktop.reports.classes import Klass
from sms_desktop.reports.office_paper import document, number, percent, signed
from sms_desktop.reports.report import OFFERING, SCHOOL, TERM, Built, Left, Options, Report
from sms_desktop.services import absence_limits
from sms_desktop.services.absence_limits import LimitRow

#: A sign beside the word, which is seen on a copy without colours too.
_SIGNS = {"insufficient": "■", "warning": "▲", "ok": "", "unknown": ""}


def build(session: Any, offerings: Sequence[int], options: Options) -> Built:
    """A list of each class; of the school: of those of the term who are near the limit, or over it."""
    if options.about == SCHOOL:
        yield _of_term(session, options)
        return
    for klass in classes.classes(session, "attendance:view", offerings):
        if isinstance(klass, Left):
            yield klass
        else:
            rows = absence_limits.limits(session, offering_id=klass.taught.offering_id)
            yield _of_class(klass, rows, options)


def _of_class(klass: Klass, rows: Sequence[LimitRow], options: Options) -> Document:
    title = _("Absence list")
    limits = sorted({(row.limit.limit_percent, row.limit.allowed) for row in rows}, key=lambda pair: pair[0])
    said = "; ".join(
        _("{percent} of {scheduled} periods: {allowed}").format(
            percent=percent(of, 0), scheduled=number(rows[0].limit.scheduled), allowed=number(allowed)
        )
        for of, allowed in limits
        if allowed is not None
    )
    facts = [*classes.facts_block(klass), (_("Allowed absences"), said or _("unknown: nothing is scheduled"))]
    blocks = (
        Facts(facts),
        *_summary(rows),
        _table(rows),
        *_notes(rows),
        signed(options, *classes.teachers_sign(klass)),
    )
    stem = classes.file_stem(title, klass)
    return document(options, title, blocks, subtitle=klass.title, file_stem=stem)


def _of_term(session: Any, options: Options) -> Document:
    term = classes.term_of(session, options)
    rows = absence_limits.limits(session, term_id=term.id, attention=True)
    title = _("Absence list")
    none = _("Nobody is near the absence limit.")
    blocks = (*_summary(rows), _table(rows, courses=True, empty=none), *_notes(rows), signed(options))
    return document(options, title, blocks, subtitle=term.title, landscape=True, file_stem=f"{title} {term.title}")


def _summary(rows: Sequence[LimitRow]) -> Iterator[Block]:
    over, near = (sum(row.limit.status == status for row in rows) for status in ("insufficient", "warning"))
    if rows:
        first = ngettext("{n} over the limit", "{n} over the limit", over).format(n=over)
        second = ngettext("{n} close to it", "{n} close to it", near).format(n=near)
        yield Text(f"{first} · {second}", "strong")


def _table(rows: Sequence[LimitRow], *, courses: bool = False, empty: str = "") -> Table:
    columns = [
        Column(pgettext("row", "No."), 0.7, RIGHT),
        Column(_("Student"), 4.2),
        Column(pgettext("student", "Number"), 1.6),
        *((Column(_("Course"), 5.4),) if courses else ()),
        Column(_("Unexcused"), 1.5, RIGHT),
        Column(pgettext("absences", "Excused"), 1.4, RIGHT),
        Column(_("Absences"), 1.5, RIGHT),
        Column(_("Allowed"), 1.7, RIGHT),
        Column(_("Left"), 1.5, RIGHT),
        Column(_("Status"), 2.9, LEFT),
    ]
    found = [Row(list(_cells(n, row, courses))) for n, row in enumerate(rows, 1)]
    return Table(columns, found, empty=empty, small=True)


def _cells(n: int, row: LimitRow, courses: bool) -> Iterator[str]:
    limit = row.limit
    yield from (str(n), f"{row.last_name} {row.first_name}", row.student_number)
    if courses:
        yield " ".join(filter(None, (row.course_code, row.course_name, row.section)))
    yield from (str(limit.unexcused), str(limit.excused), str(limit.absences))
    yield from (number(limit.allowed), number(limit.remaining))
    extended = "" if row.extended_on is None else f"\u00a0{_EXTENDED}"
    yield " ".join(filter(None, (_SIGNS[limit.status], limit_word(limit.status) + extended)))


_EXTENDED = "*"


def limit_word(status: str) -> str:
    """How somebody stands to the absence limit, in a word (domain.md 4)."""
    words = {
        "insufficient": _("Over the limit"),
        "warning": _("Close to the limit"),
        "ok": _("Within the limit"),
    }
    return words.get(status, _("No limit known"))


def _notes(rows: Sequence[LimitRow]) -> Iterator[Block]:
    extended = [row for row in rows if row.extended_on is not None]
    if extended:
        said = "; ".join(
            _("{name} on {date}").format(name=f"{row.last_name} {row.first_name}", date=format_date(row.extended_on))
            for row in extended
        )
        note = _("{sign} With the extended limit, which the Directorate approved: {whom}.")
        yield Text(note.format(sign=_EXTENDED, whom=said), "small")
    if rows:
        yield Text(_("Excused absences count. Who is over the limit loses the final exam. Late never counts."), "small")


REPORT = Report(
    "absences",
    N_("Absence list"),
    OFFERING,
    build,
    permissions=("attendance:view",),
    asks=frozenset({TERM}),
    also=(SCHOOL,),
)
