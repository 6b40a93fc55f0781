"""Cells of a spreadsheet as the text that a person would type for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

#: One more than a row may have: the parent sees that the cell is too long without its megabytes being sent.
_LONGEST = 32 * 1024 + 1


def number(value: float) -> str:
    """The shortest form to the 15 digits that spreadsheets keep, never with an exponent: 3.0 is `3`."""
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    if value.is_integer() and abs(value) < 1e25:
        return str(int(value))
    return format(Decimal(f"{value:.15g}"), "f")


def percent(value: float) -> str:
    """A number that is shown as a percent: 0.285 is `28.5%`."""
    text = number(float(value) * 100)
    return f"{text}%" if text else ""


def moment(value: datetime) -> str:
    """ISO; the time only where it is not midnight, to the second."""
    day = value.date().isoformat()
    return day if value.time() == time() else f"{day} {clock(value.time())}"


def clock(value: time) -> str:
    """`08:05`, with seconds only where there are some."""
    return f"{value:%H:%M:%S}" if value.second else f"{value:%H:%M}"


def span(value: timedelta) -> str:
    """A duration as hours, minutes and seconds: `30:00`."""
    seconds = round(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    text = f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}"
    return f"{text}:{seconds % 60:02d}" if seconds % 60 else text


_WRITERS: dict[type, Callable[..., str]] = {
    str: lambda text: text if len(text) < _LONGEST else text[:_LONGEST],
    float: number,
    int: str,
    bool: lambda value: "TRUE" if value else "FALSE",
    datetime: moment,
    date: date.isoformat,
    time: clock,
    timedelta: span,
}


def as_text(value: object) -> str:
    """The cell's text; empty for kinds that no table has."""
    writer = _WRITERS.get(type(value))
    return writer(value) if writer else ""


def rows_as_text(rows: Sequence[Sequence[object]]) -> list[Sequence[str]]:
    """Rows of equal length; columns of text, which most are, pass untouched."""
    columns = [_column(column) for column in zip(*rows, strict=True)]
    return list(zip(*columns, strict=True)) if columns else [[] for _row in rows]


def _whole(values: Sequence[float]) -> list[str]:
    """A column of whole numbers, which codes and years are, at once; empty if it is none."""
    if all(map(float.is_integer, values)) and max(values) < 1e25 and min(values) > -1e25:
        return list(map(str, map(int, values)))
    return []


def _column(values: Sequence[object]) -> Sequence[str]:
    kinds = set(map(type, values))
    if kinds == {str} and max(map(len, values)) < _LONGEST:  # type: ignore[arg-type]
        return values  # type: ignore[return-value]
    if len(kinds) == 1:
        if kinds == {float} and (whole := _whole(values)):  # type: ignore[arg-type]
            return whole
        known: dict[object, str] = {value: as_text(value) for value in set(values)}
        return [known[value] for value in values]
    return [as_text(value) for value in values]
