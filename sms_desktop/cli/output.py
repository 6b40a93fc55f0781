"""What a command prints: its answer on standard output, as text or as one JSON document, and all else beside it."""

from __future__ import annotations

import io
import json
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

_GAP = "  "


@dataclass(frozen=True)
class Output:
    """Where a command's words go; `as_json` is the person's `--json`."""

    as_json: bool

    def answer(self, document: Any, lines: Iterable[str]) -> None:
        """The command's one answer: the document with `--json`, else the lines for people."""
        if self.as_json:
            print(json.dumps(document, ensure_ascii=False, indent=2, default=_plain))
            return
        for line in lines:
            print(line)

    def note(self, text: str) -> None:
        """Something beside the answer: on standard error, so that the answer can be piped on."""
        print(text, file=sys.stderr, flush=True)


def _plain(value: object) -> object:
    if isinstance(value, datetime):  # the database keeps UTC without saying so
        return value.isoformat(timespec="seconds") + "Z"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def speak_utf8(as_json: bool) -> None:
    """JSON is always UTF-8; a console that can't show a letter gets a question mark instead of an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if as_json and stream is sys.stdout:
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
            else:
                stream.reconfigure(errors="replace")


def table(titles: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """Rows as lines with aligned columns under their titles; numbers to the right."""
    cells = [list(titles), *([_cell(value) for value in row] for row in rows)]
    numeric = [len(cells) > 1 and all(_is_number(row[n]) for row in cells[1:]) for n in range(len(titles))]
    widths = [max(_width(row[n]) for row in cells) for n in range(len(titles))]
    return [
        _GAP.join(_padded(text, width, right) for text, width, right in zip(row, widths, numeric, strict=True)).rstrip()
        for row in cells
    ]


def _cell(value: object) -> str:
    return "" if value is None else " ".join(str(value).split())


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).replace(",", "", 1).isdigit()


def _width(text: str) -> int:
    return sum(not unicodedata.combining(letter) for letter in text)


def _padded(text: str, width: int, right: bool) -> str:
    blanks = " " * (width - _width(text))
    return blanks + text if right else text + blanks


def indented(lines: Iterable[str]) -> Iterator[str]:
    """Lines that belong to the one above them."""
    return (f"  {line}" for line in lines)
