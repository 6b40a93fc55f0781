"""What goes into a cell of a workbook: a value with its type, as the format of the cell says, or a text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sms_desktop.formats.forms.excel.neighbours import S
from sms_desktop.formats.forms.excel.styles import Styles
from sms_desktop.formats.forms.field_text import clean

_LONGEST = 32_767
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def put(cell: Any, value: object, styles: Styles, shown: Callable[[object], str]) -> None:
    """Gives a cell a number, a day, or the text that `shown` makes of a value; its format stays where that can be."""
    style = int(cell.get("s", "0"))
    if value is None or value == "":
        _set(cell, None, None)
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool) and not styles.is_text(style):
        _put_number(cell, Decimal(str(value)) / 100 if styles.is_percent(style) else value)
    elif isinstance(value, date) and not styles.is_text(style):
        cell.set("s", str(styles.as_date(style)))
        _put_number(cell, styles.day(value.date() if isinstance(value, datetime) else value))
    else:
        put_text(cell, clean(shown(value)), styles)


def put_text(cell: Any, text: str, styles: Styles) -> None:
    """Gives a cell a text and nothing else."""
    inline = cell.makeelement(f"{S}is")
    inline.append(piece(inline, text))
    put_pieces(cell, inline, styles)


def put_pieces(cell: Any, inline: Any, styles: Styles) -> None:
    """Gives a cell a text of several formats. One of several lines is shown as such, as when it is typed."""
    _set(cell, "inlineStr", inline)
    if any("\n" in (text.text or "") for text in inline.iter(f"{S}t")):
        cell.set("s", str(styles.as_lines(int(cell.get("s", "0")))))
        row = cell.getparent()
        if row.get("customHeight", "0") in ("0", "false"):
            row.attrib.pop("ht", None)


def piece(holder: Any, text: str) -> Any:
    """A text as cells and shared texts hold it, its blanks kept."""
    made = holder.makeelement(f"{S}t", {_SPACE: "preserve"})
    made.text = text[:_LONGEST]
    return made


def empty(shared: Any) -> None:
    """Takes what it says out of a text that cells share; none of them uses it any more."""
    for child in list(shared):
        shared.remove(child)
    shared.append(piece(shared, ""))


def _put_number(cell: Any, number: object) -> None:
    element = cell.makeelement(f"{S}v")
    element.text = format(number, "f") if isinstance(number, Decimal) else str(number)
    _set(cell, None, element)


def _set(cell: Any, kind: str | None, content: Any | None) -> None:
    """Gives a cell its content; its format stays."""
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", None)
    if kind:
        cell.set("t", kind)
    if content is not None:
        cell.append(content)
