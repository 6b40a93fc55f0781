"""The register sheet: a grid to fill by hand, a column a period of a class's month, or days without a date."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date
from math import ceil
from typing import Any

from sms_desktop.core.i18n import N_, _, day_name, pgettext
from sms_desktop.formats.paper.model import CENTRE, RIGHT, Block, Column, Document, Facts, NewPage, Row, Table, Text
from sms_desktop.reports import classes
from sms_desktop.reports.classes import Klass
from sms_desktop.reports.office_paper import document
from sms_desktop.reports.report import BLANK_DAYS, OFFERING, PERIOD, Built, Left, Options, Report
from sms_desktop.services.teaching import Taught

#: Columns of days that a sheet has room for.
_MOST_COLUMNS = 20
#: So many days without a date, where the class has no lessons to go by.
_BLANK_DAYS, _MOST_BLANK_DAYS = 20, 60
#: What the rows of a class share of a page, and the least and the most height of one; in millimetres.
_ROOM_MM, _LEAST_MM, _MOST_MM = 156, 5.0, 8.0


def build(session: Any, offerings: Sequence[int], options: Options) -> Built:
    """A sheet of each class: of the days that are wanted, else of the month that is on."""
    for klass in classes.classes(session, "attendance:view", offerings):
        yield klass if isinstance(klass, Left) else _of_class(klass, options)


def _of_class(klass: Klass, options: Options) -> Document:
    title, days = _("Register sheet"), _days(klass.taught, options)
    columns = [_title(day, number) for day in days for number in _periods(klass.taught, day)]
    if not columns:
        columns = [""] * max(1, min(options.blank_days or _BLANK_DAYS, _MOST_BLANK_DAYS))
    facts = [*classes.facts_block(klass), (_("Days"), _span(days))]
    blocks: list[Block] = [Facts(facts), Text(_legend(), "small")]
    for n, part in enumerate(_sheets(columns)):
        blocks += [*([NewPage()] if n else []), _sheet(klass, part)]
    return document(options, title, blocks, subtitle=klass.title, file_stem=classes.file_stem(title, klass))


def _days(taught: Taught, options: Options) -> list[date]:
    """The teaching days that the sheet is for; none where it is to have no dates."""
    if options.blank_days:
        return []
    if options.first or options.last:
        return taught.days(options.first or taught.first_day, options.last or taught.last_day)
    within = min(max(options.today, taught.first_day), taught.last_day)
    last = within.replace(day=monthrange(within.year, within.month)[1])
    return taught.days(within.replace(day=1), last)


def _periods(taught: Taught, day: date) -> list[int]:
    return [period.number for period in taught.on(day).periods]


def _title(day: date, period: int) -> str:
    """A period of a date, short enough to stand upright over its column."""
    return f"{day_name(day.weekday())[:3]} {day:%d/%m} · {period}"


def _span(days: Sequence[date]) -> str:
    return f"{days[0]:%d/%m/%Y} – {days[-1]:%d/%m/%Y}" if days else ""


def _sheets(columns: Sequence[str]) -> Iterator[Sequence[str]]:
    """The columns, evenly on as few sheets as hold them."""
    sheets = ceil(len(columns) / _MOST_COLUMNS)
    each = ceil(len(columns) / sheets)
    return (columns[start : start + each] for start in range(0, len(columns), each))


def _sheet(klass: Klass, titles: Sequence[str]) -> Table:
    height = min(max(_ROOM_MM / (len(klass.pupils) + 1), _LEAST_MM), _MOST_MM)
    empty = [""] * len(titles)
    named = [Row((str(n), pupil.name, *empty)) for n, pupil in enumerate(klass.pupils, 1)]
    initials = Row(("", _("Teacher's initials"), *empty))
    blank = not any(titles)
    columns = [
        Column(pgettext("row", "No."), 1, RIGHT),
        Column(_("Student"), 6),
        *(Column(_BLANK_TITLE if blank else title, 0.7, CENTRE, upright=True) for title in titles),
    ]
    return Table(columns, [*named, initials], ruled=True, height=height, small=len(klass.pupils) > 20)


#: Stands over a column whose date is written by hand.
_BLANK_TITLE = "…… / ……"


def _legend() -> str:
    words = (
        (pgettext("register letter", "P"), pgettext("register", "Present")),
        (pgettext("register letter", "A"), pgettext("register", "Absent")),
        (pgettext("register letter", "L"), pgettext("register", "Late")),
        (pgettext("register letter", "E"), pgettext("register", "Excused")),
    )
    return " · ".join(f"{letter} = {word}" for letter, word in words)


REPORT = Report(
    "register",
    N_("Register sheet"),
    OFFERING,
    build,
    permissions=("enrolments:view", "offerings:view", "attendance:view"),
    asks=frozenset({PERIOD, BLANK_DAYS}),
)
