"""What the format of a cell says of its value: a day, hundredths, a text; and a format for days where there is none."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import date
from typing import Any

from sms_desktop.formats.forms.excel.repeating import S
from sms_desktop.formats.forms.zip_parts import Package, main_part
from sms_desktop.formats.tables.number_formats import meaning

_GENERAL, _SHORT_DATE, _TEXT = 0, 14, 49


class Styles:
    """The formats of a workbook's cells, by their number."""

    def __init__(self, package: Package) -> None:
        main = main_part(package)
        root = next((package.root(part) for part in package.linked(main, "/styles")), None)
        self._formats = root.find(f"{S}cellXfs") if root is not None else None
        self._codes = {
            int(one.get("numFmtId", "0")): one.get("formatCode", "")
            for one in (root.iter(f"{S}numFmt") if root is not None else ())
        }
        settings = package.root(main).find(f"{S}workbookPr")
        self._epoch = date(1904, 1, 1) if settings is not None and _is_on(settings) else date(1899, 12, 30)
        self._made: dict[tuple[str, int], int] = {}

    def is_text(self, style: int) -> bool:
        """Whether numbers in such a cell are texts."""
        return self._number(style) == _TEXT or self._code(style).strip() == "@"

    def is_percent(self, style: int) -> bool:
        """Whether such a cell shows hundredths."""
        return meaning(self._code(style)) == "%"

    def as_date(self, style: int) -> int:
        """The format that shows days: this one where it does, else one like it that does."""
        from openpyxl.styles.numbers import is_date_format

        if is_date_format(self._code(style)):
            return style

        def dated(made: Any) -> None:
            made.set("numFmtId", str(_SHORT_DATE))
            made.set("applyNumberFormat", "1")

        return self._like(style, "date", dated)

    def as_lines(self, style: int) -> int:
        """A format like this one that shows a text of several lines as such."""

        def wrapping(made: Any) -> None:
            alignment = made.find(f"{S}alignment")
            if alignment is None:
                alignment = made.makeelement(f"{S}alignment")
                made.insert(0, alignment)
            alignment.set("wrapText", "1")
            made.set("applyAlignment", "1")

        return self._like(style, "lines", wrapping)

    def _like(self, style: int, kind: str, change: Callable[[Any], None]) -> int:
        """A format like `style` but for a change, made when it is first asked for."""
        if self._formats is None or style >= len(self._formats):
            return style
        if (kind, style) not in self._made:
            made = deepcopy(self._formats[style])
            change(made)
            self._formats.append(made)
            self._made[kind, style] = len(self._formats) - 1
        return self._made[kind, style]

    def day(self, value: date) -> int:
        """A day as workbooks count it; those before their first day have none and are counted below zero."""
        return (value - self._epoch).days

    def keep(self) -> None:
        """Says how many formats there are by now."""
        if self._formats is not None and self._made:
            self._formats.set("count", str(len(self._formats)))

    def _number(self, style: int) -> int:
        if self._formats is None or style >= len(self._formats):
            return _GENERAL
        return int(self._formats[style].get("numFmtId", "0"))

    def _code(self, style: int) -> str:
        from openpyxl.styles.numbers import BUILTIN_FORMATS

        number = self._number(style)
        return str(self._codes.get(number) or BUILTIN_FORMATS.get(number, "General"))


def _is_on(settings: Any) -> bool:
    return settings.get("date1904", "0") in ("1", "true")
