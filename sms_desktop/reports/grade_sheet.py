"""The grade sheet to be signed: every assessment of a class, averages, final grades in figures and words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil
from typing import Any

from sms_desktop.core.grading import half_up, percentage
from sms_desktop.core.i18n import N_, _, ngettext, pgettext
from sms_desktop.core.marks import shown_mark
from sms_desktop.formats.paper.model import (
    CENTRE,
    RIGHT,
    STRONG,
    Block,
    Column,
    Document,
    Facts,
    NewPage,
    Table,
    Text,
    Together,
)
from sms_desktop.formats.paper.model import Row as PaperRow
from sms_desktop.reports import classes
from sms_desktop.reports.classes import Klass
from sms_desktop.reports.office_paper import NONE, document, percent, signed
from sms_desktop.reports.report import OFFERING, Built, Left, Options, Report
from sms_desktop.reports.transcript import scale_note
from sms_desktop.services.gradebook import AssessmentColumn, Cell, Gradebook, Row, gradebook

#: Assessments that a page has room for: upright, and on its side.
_UPRIGHT, _ON_ITS_SIDE = 8, 16
#: A sheet with more students than this is set in smaller type.
_MANY = 18
#: So many assessments have room for marks in the usual type.
_FEW = 4
#: What stands upright over a column has room for so many letters, of which the last ones tell two apart.
_LONGEST_TITLE, _LAST_LETTERS = 24, 11


def build(session: Any, offerings: Sequence[int], options: Options) -> Built:
    """A sheet of each class, from the one that the window shows."""
    for klass in classes.classes(session, "grades:view", offerings):
        if isinstance(klass, Left):
            yield klass
        else:
            yield _of_class(klass, gradebook(session, klass.taught.offering_id), options)


def _of_class(klass: Klass, book: Gradebook, options: Options) -> Document:
    title, landscape = _("Grade sheet"), len(book.columns) > _UPRIGHT
    parts = _parts(book.columns, _ON_ITS_SIDE if landscape else _UPRIGHT)
    blocks: list[Block] = [Facts(classes.facts_block(klass), 3 if landscape else 2), *_nothing_yet(book)]
    for n, part in enumerate(parts):
        blocks += [*([NewPage()] if n else []), _table(book, part, last=n == len(parts) - 1)]
    blocks += _notes(book)
    blocks.append(Together((*_distribution(book), signed(options, *classes.teachers_sign(klass)))))
    return document(
        options,
        title,
        blocks,
        subtitle=klass.title,
        landscape=landscape,
        file_stem=classes.file_stem(title, klass),
    )


def _nothing_yet(book: Gradebook) -> Iterator[Block]:
    if not book.columns:
        yield Text(_("No assessment has been set up in this class yet."), "strong")
    elif not any(row.cells for row in book.rows):
        yield Text(_("No mark has been entered in this class yet."), "strong")


def _parts(columns: Sequence[AssessmentColumn], most: int) -> list[Sequence[AssessmentColumn]]:
    """The assessments, evenly on as few pages as hold them; the final grades stand on the last."""
    if not columns:
        return [columns]
    each = ceil(len(columns) / ceil(len(columns) / most))
    return [columns[start : start + each] for start in range(0, len(columns), each)]


def _table(book: Gradebook, part: Sequence[AssessmentColumn], *, last: bool) -> Table:
    rows = [PaperRow(list(_cells(n, row, part, book, last=last))) for n, row in enumerate(book.rows, 1)]
    return Table(
        list(_columns(part, last=last)),
        [*rows, PaperRow(list(_averages(book, part, last=last)), STRONG)],
        small=len(book.rows) > _MANY or len(part) > _FEW,
    )


def _columns(part: Sequence[AssessmentColumn], *, last: bool) -> Iterator[Column]:
    yield Column(pgettext("row", "No."), 1, RIGHT)
    yield Column(pgettext("student", "Number"), 1.8)
    yield Column(_("Student"), 4.8)
    for column in part:
        yield Column(_title(column), 1.1, CENTRE, upright=True)
    if last:
        yield Column(_("Final grade"), 1.6, RIGHT)
        yield Column(_("Percent"), 1.9, RIGHT)
        yield Column(_("In words"), 2.9)


def _title(column: AssessmentColumn) -> str:
    """An assessment with its maximum, short enough to stand upright."""
    title = f"{column.title} ({shown_mark(column.max_score)})"
    if len(title) <= _LONGEST_TITLE:
        return title
    return f"{title[: _LONGEST_TITLE - _LAST_LETTERS - 1].rstrip()}…{title[-_LAST_LETTERS:].lstrip()}"


def _cells(n: int, row: Row, part: Sequence[AssessmentColumn], book: Gradebook, *, last: bool) -> Iterator[str]:
    yield from (str(n), row.student_number, f"{row.last_name} {row.first_name}")
    yield from (_mark(row.cells.get(column.id), column) for column in part)
    if last:
        exact = row.final.exact
        partly = f"\u00a0{_PARTLY}" if exact is not None and _unfinished(row) else ""
        yield book.scales.shown_as(exact) or NONE
        yield percent(row.final.percentage)
        yield _("not graded yet") if exact is None else book.scales.word(exact) + partly


_PARTLY = "*"


def _unfinished(row: Row) -> bool:
    return row.status != "completed" and row.final.weight_used < 100


def _mark(cell: Cell | None, column: AssessmentColumn) -> str:
    """A mark in the points of its column; its own maximum is said where it is another."""
    if cell is None:
        return ""
    if cell.score is None:
        return shown_mark(None, cell.excused)
    score = shown_mark(cell.score)
    return score if cell.max_score == column.max_score else f"{score}/{shown_mark(cell.max_score)}"


def _averages(book: Gradebook, part: Sequence[AssessmentColumn], *, last: bool) -> Iterator[str]:
    yield from ("", "", _("Average"))
    for column in part:
        given = [row.cells[column.id] for row in book.rows if column.id in row.cells]
        rates = [percentage(cell.score, cell.max_score) for cell in given if cell.score is not None]
        yield _points(rates, column)
    if last:
        average = class_average(book)
        yield book.scales.shown_as(average) or NONE
        yield percent(average)
        yield "" if average is None else book.scales.word(average)


def _points(rates: Sequence[Fraction], column: AssessmentColumn) -> str:
    if not rates:
        return ""
    return shown_mark(half_up(sum(rates, Fraction(0)) / len(rates) * Fraction(column.max_score) / 100, 1))


def class_average(book: Gradebook) -> Fraction | None:
    """The mean of the final grades that there are, in percent, exactly; None without any."""
    finals = [Fraction(row.final.exact) for row in book.rows if row.final.exact is not None]
    return sum(finals, Fraction(0)) / len(finals) if finals else None


def _notes(book: Gradebook) -> Iterator[Block]:
    if any(row.final.exact is not None and _unfinished(row) for row in book.rows):
        note = _("{sign} Standing on the work graded so far, not a final result.")
        yield Text(note.format(sign=_PARTLY), "small")
    yield Text(scale_note(book.scales), "small")


def _distribution(book: Gradebook) -> Iterator[Block]:
    """How many have which word, the best first."""
    graded = [row.final.exact for row in book.rows if row.final.exact is not None]
    if not graded:
        return
    words = [book.scales.word(exact) for exact in graded]
    bands = sorted(book.scales.words, key=lambda band: -band.lowest)
    counts = "   ·   ".join(f"{band.name()}: {words.count(band.name())}" for band in bands)
    passed = sum(map(book.scales.passed, graded))
    title = ngettext("Distribution: {passed} of {n} passes", "Distribution: {passed} of {n} pass", len(graded))
    yield Text(title.format(passed=passed, n=len(graded)), "strong")
    yield Text(counts)


REPORT = Report(
    "grade-sheet", N_("Grade sheet"), OFFERING, build, permissions=("offerings:view", "enrolments:view", "grades:view")
)
