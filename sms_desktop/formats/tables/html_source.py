"""Tables of web pages as raw records: what many school systems save under the name of Excel.

Read by a scanner of our own: the standard library's parser takes minutes over a megabyte of broken markup.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from sms_desktop.formats.guarded import limits, refusals
from sms_desktop.formats.tables.assembly import Raw

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]{3,20})", re.IGNORECASE)
_MARK = re.compile(r"<(?:(!--)|(/?)(table|tr|td|th|script|style)\b([^<>]*)>)", re.IGNORECASE)
_COLSPAN = re.compile(r"\bcolspan\s*=\s*[\"']?(\d{1,3})", re.IGNORECASE)
_ROWSPAN = re.compile(r"\browspan\s*=\s*[\"']?(\d{1,3})", re.IGNORECASE)
_FRAMES = re.compile(r"<frameset\b|<x:WorksheetSource\s", re.IGNORECASE)
_BREAK = re.compile(r"<br\b[^<>]*>|</(?:p|div|li)\s*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z!?][^<>]*>", re.IGNORECASE)
_COMMENT_END = re.compile("-->")
_SCRIPT_END = re.compile("</(?:script|style)", re.IGNORECASE)
_LONGEST_END = len("</script") - 1
_LONGEST_TAG = 64 * 1024


def declared_encoding(head: bytes) -> str | None:
    """What the page's `<meta charset>` names, if anything."""
    match = _CHARSET.search(head[:4096])
    return match.group(1).decode("ascii") if match else None


def leads_elsewhere(page: str) -> bool:
    """Whether the page only names others, as Excel saves a workbook of several sheets."""
    return _FRAMES.search(page) is not None


@dataclass
class _Scanner:
    """Collects the rows of the innermost tables, in the page's order."""

    done: list[list[str]] = field(default_factory=list)
    _row: list[str] | None = None
    _cell: list[str] | None = None
    _length: int = 0
    _span: int = 1
    #: How many more rows a cell from above takes in each column, in this row and from the next row on.
    _taken: dict[int, int] = field(default_factory=dict)
    _taking: dict[int, int] = field(default_factory=dict)
    _rest: str = ""
    _until: re.Pattern[str] | None = None

    def feed(self, text: str) -> None:
        text, at = self._rest + text, 0
        self._rest = ""
        while at < len(text):
            at = self._pass_over(text, at) if self._until else self._next(text, at)

    def close(self) -> None:
        self._add(self._rest)
        self._end_row()

    def _pass_over(self, text: str, at: int) -> int:
        """Skips a comment or script; its end may be cut by the end of `text`."""
        end = self._until.search(text, at) if self._until else None
        if end is None:
            self._rest = text[max(at, len(text) - _LONGEST_END) :]
            return len(text)
        self._until = None
        return end.start()

    def _next(self, text: str, at: int) -> int:
        mark = _MARK.search(text, at)
        if mark is None:
            cut = text.rfind("<", max(at, len(text) - _LONGEST_TAG))
            cut = len(text) if cut < 0 or ">" in text[cut:] else cut
            self._add(text[at:cut])
            self._rest = text[cut:]
            return len(text)
        self._add(text[at : mark.start()])
        self._take(mark)
        return mark.end()

    def _take(self, mark: re.Match[str]) -> None:
        comment, slash, name, attributes = mark.groups()
        if comment:
            self._until = _COMMENT_END
        elif name.lower() in ("script", "style"):
            self._until = None if slash else _SCRIPT_END
        elif name.lower() == "table":
            self._end_table() if slash else self._start_table()
        elif name.lower() == "tr":
            self._end_row()
            self._row = None if slash else []
        else:
            self._end_cell()
            if not slash:
                self._start_cell(attributes)

    def _add(self, text: str) -> None:
        if self._cell is not None and text:
            self._length += len(text)
            if self._length > limits.VALUE_CHARACTERS:
                raise refusals.damaged_file()
            self._cell.append(text)

    def _start_table(self) -> None:
        """A table inside a cell: the outer one only lays out the page."""
        self._row = self._cell = None
        self._taken, self._taking = {}, {}

    def _end_table(self) -> None:
        self._end_row()
        self._taken = {}

    def _start_cell(self, attributes: str) -> None:
        span = _COLSPAN.search(attributes)
        self._span = max(1, int(span[1])) if span else 1
        self._cell, self._length = [], 0
        if self._row is None:
            self._row = []
        while len(self._row) in self._taken:
            self._row.append("")
        if (down := _ROWSPAN.search(attributes)) and int(down[1]) > 1:
            columns = range(len(self._row), len(self._row) + self._span)
            self._taking.update(dict.fromkeys(columns, int(down[1]) - 1))

    def _end_cell(self) -> None:
        if self._cell is not None and self._row is not None:
            self._row.extend([_text("".join(self._cell)), *[""] * (self._span - 1)])
            if len(self._row) > 2 * limits.COLUMNS:
                raise refusals.too_many_columns()
        self._cell = None

    def _end_row(self) -> None:
        self._end_cell()
        if self._row is not None:
            self.done.append(self._row)
            left = {column: rows - 1 for column, rows in self._taken.items() if rows > 1}
            self._taken, self._taking = left | self._taking, {}
        self._row = None


def _text(markup: str) -> str:
    """The text of a cell's markup; only its own breaks are line ends."""
    text = " ".join(markup.split())
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub("\n", text))
    return html.unescape(text) if "&" in text else text


@dataclass(frozen=True)
class HtmlSource:
    """`texts` gives the page's text anew at each call; rows are counted over all its tables."""

    texts: Callable[[], Iterable[str]]

    def read(self, size: int) -> Iterator[Raw]:
        scanner = _Scanner()
        number = 1
        for text in self.texts():
            scanner.feed(text)
            while len(scanner.done) >= size:
                yield _numbered(number, scanner.done[:size])
                number += size
                del scanner.done[:size]
        scanner.close()
        yield _numbered(number, scanner.done)


def _numbered(first: int, rows: list[list[str]]) -> Raw:
    return list(range(first, first + len(rows))), rows
