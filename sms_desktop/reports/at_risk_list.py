"""The list of students at risk in a term or in a class: score, figures, and where the risk comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sms_desktop.core.i18n import N_, _, format_number, ngettext, pgettext
from sms_desktop.core.risk import HIGH, MEDIUM
from sms_desktop.formats.paper.model import RIGHT, Block, Column, Document, Facts, Row, Table, Text
from sms_desktop.reports import classes
from sms_desktop.reports.office_paper import document, percent, signed
from sms_desktop.reports.performance import reason_words, trend_word
from sms_desktop.reports.report import OFFERING, SCHOOL, TERM, Built, Left, Options, Report
from sms_desktop.services import at_risk
from sms_desktop.services.at_risk import AtRisk


def build(session: Any, offerings: Sequence[int], options: Options) -> Built:
    """A list of the term, or one of each class: whose risk is medium or high, the highest first."""
    title = _("Students at risk")
    if options.about == SCHOOL:
        term = classes.term_of(session, options)
        yield _list(at_risk.rows(session, term.id, MEDIUM), options, term.title, f"{title} {term.title}")
        return
    for klass in classes.classes(session, "analytics:view", offerings):
        if isinstance(klass, Left):
            yield klass
            continue
        rows = at_risk.rows(session, klass.taught.term_id, MEDIUM, klass.taught.offering_id)
        stem = classes.file_stem(title, klass)
        yield _list(rows, options, klass.title, stem, (Facts(classes.facts_block(klass)),))


def _list(rows: Sequence[AtRisk], options: Options, subtitle: str, stem: str, head: Sequence[Block] = ()) -> Document:
    high = sum(row.risk.level == HIGH for row in rows)
    first = ngettext("{n} with high risk", "{n} with high risk", high).format(n=format_number(high))
    medium = len(rows) - high
    second = ngettext("{n} with medium risk", "{n} with medium risk", medium).format(n=format_number(medium))
    summary = (Text(f"{first} · {second}", "strong"),) if rows else ()
    table = Table(_columns(), [_row(n, row) for n, row in enumerate(rows, 1)], small=True,
                  empty=_("Nobody is at medium or high risk."))  # fmt: skip
    blocks = (*head, *summary, table, *_notes(rows), signed(options))
    return document(options, _("Students at risk"), blocks, subtitle=subtitle, landscape=True, file_stem=stem)


def _columns() -> list[Column]:
    return [
        Column(pgettext("row", "No."), 0.8, RIGHT),
        Column(_("Student"), 4),
        Column(pgettext("student", "Number"), 1.8),
        Column(_("Section"), 1.3),
        Column(_("Average"), 1.6, RIGHT),
        Column(_("Failing"), 1.8, RIGHT),
        Column(pgettext("rate", "Attendance"), 1.8, RIGHT),
        Column(_("Trend"), 2),
        Column(_("Risk"), 2.2),
        Column(_("Where it comes from"), 6.5),
    ]


def _row(n: int, row: AtRisk) -> Row:
    failing = _("{failing} of {courses}").format(failing=row.failing, courses=row.courses)
    sign, word = ("■", _("high")) if row.risk.level == HIGH else ("▲", _("medium"))
    reasons = "; ".join(map(reason_words, row.risk.reasons))
    return Row((
        str(n), row.name, row.student_number, row.section, percent(row.average), failing, percent(row.attendance),
        trend_word(row.trend), f"{sign} {word} ({row.risk.score})", reasons,
    ))  # fmt: skip


def _notes(rows: Sequence[AtRisk]) -> Iterator[Block]:
    if rows:
        note = _(
            "The score is from 0 to 100: medium from 30, high from 60. It is a reason to talk with somebody, and no "
            "judgement."
        )
        yield Text(note, "small")


REPORT = Report(
    "at-risk",
    N_("Students at risk"),
    SCHOOL,
    build,
    permissions=("analytics:view", "analytics:names"),
    asks=frozenset({TERM}),
    also=(OFFERING,),
)
