"""The honour roll of a term or a year: ranks, averages and words, by programme and year of study."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sms_desktop.core.i18n import N_, _, format_number, ngettext, pgettext
from sms_desktop.formats.paper.model import GROUP, RIGHT, Block, Column, Row, Table, Text, Together
from sms_desktop.reports import classes, subjects
from sms_desktop.reports.office_paper import document, percent, signed
from sms_desktop.reports.report import LIMIT, SCHOOL, TERM, WHOLE_YEAR, Built, Options, Report
from sms_desktop.services import honours, scale_settings, settings
from sms_desktop.services.honours import Honour

_PARTLY = "*"


def build(session: Any, _subjects: Sequence[int], options: Options) -> Built:
    """One roll."""
    term = classes.term_of(session, options)
    rows = honours.rows(session, term.id, options.least, options.whole_year)
    least = settings.read(session, "grades.honours_percent") if options.least is None else options.least
    scales = scale_settings.read(session)
    title, when = _("Honour roll"), term.year if options.whole_year else term.title
    count = ngettext("{n} student", "{n} students", len(rows)).format(n=format_number(len(rows)))
    said = _("Average of {least} % or more, with a result in every course and none failed · {students}")
    table = Table(
        _columns(scales.shown != "percent"),
        list(_rows(rows, scales)),
        empty=_("Nobody has reached this average yet."),
    )
    yield document(
        options,
        title,
        (Text(said.format(least=least, students=count), "muted"), table, *_notes(rows), Together((signed(options),))),
        subtitle=when,
        file_stem=f"{title} {when}",
    )


def _columns(graded: bool) -> list[Column]:
    return [
        Column(_("Rank"), 1.1, RIGHT),
        Column(_("Student"), 4.2),
        Column(pgettext("student", "Number"), 1.7),
        Column(_("Section"), 1.2),
        Column(_("Courses"), 1.7, RIGHT),
        *((Column(_("Average"), 1.3, RIGHT),) if graded else ()),
        Column(_("Percent"), 1.5, RIGHT),
        Column(_("In words"), 2.2),
    ]


def _rows(rows: Sequence[Honour], scales: Any) -> Iterator[Row]:
    before = None
    for row in rows:
        group = " · ".join(filter(None, (row.programme, subjects.study_year(row.study_year))))
        if group != before:
            before = group
            yield Row((group or _("Without a programme"),), GROUP)
        partly = f"\u00a0{_PARTLY}" if row.unfinished else ""
        shown = () if scales.shown == "percent" else (scales.shown_as(row.average),)
        yield Row((
            str(row.rank), row.name, row.student_number, row.section, str(row.courses), *shown, percent(row.average),
            scales.word(row.average) + partly,
        ))  # fmt: skip


def _notes(rows: Sequence[Honour]) -> Iterator[Block]:
    if any(row.unfinished for row in rows):
        note = _("{sign} Standing on the work graded so far, not a final result.")
        yield Text(note.format(sign=_PARTLY), "small")
    if rows:
        yield Text(_("Equal averages share a rank. Averages are weighted by credits."), "small")


REPORT = Report(
    "honour-roll",
    N_("Honour roll"),
    SCHOOL,
    build,
    permissions=("students:view", "grades:view"),
    asks=frozenset({TERM, WHOLE_YEAR, LIMIT}),
)
