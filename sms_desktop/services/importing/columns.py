"""The columns of one import: which field each is, where its texts come from, and how they are read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sms_desktop.core.errors import Invalid
from sms_desktop.core.i18n import _
from sms_desktop.core.values import BadValue
from sms_desktop.services.importing import mapping
from sms_desktop.services.importing.content import MOSTLY, cells_of, share
from sms_desktop.services.importing.fields import MARK_FIELD, ColumnStyle, Field, Holds, Kind, read_column
from sms_desktop.services.importing.judging import Judgement
from sms_desktop.services.importing.model import Options
from sms_desktop.services.importing.wide import NO_PLATFORM, Platform, said_constants

#: A field of the school's own is named so; it is kept with the student as it stands.
CUSTOM = "extra:"
#: A choice that is a constant and no column begins so; `{row}` in it is the row's number.
CONSTANT = "="
#: A choice may also be a column's place in the file, from 1: `#3`.
_PLACE = re.compile(r"#[1-9]\d{0,3}")


@dataclass(frozen=True)
class Column:
    """One field of the import: a column of the file (`place`), or a constant for every row."""

    name: str
    field: Field | None
    header: str
    place: int | None
    constant: str
    how: str

    @property
    def choice(self) -> str:
        """The choice as `Options.mapping` writes it."""
        return self.header if self.place is not None else CONSTANT + self.constant

    def texts(self, cells: Sequence[Sequence[str]], numbers: Sequence[int]) -> list[str]:
        """The column's cells of a batch; `cells` are the batch's columns."""
        if self.place is not None:
            return list(cells[self.place]) if cells else []
        if "{row}" in self.constant:
            return [self.constant.replace("{row}", str(number)) for number in numbers]
        return [self.constant] * len(numbers)

    def read(self, texts: Sequence[str], judgement: Judgement) -> tuple[list[Any], dict[int, BadValue]]:
        """The values, and by place each cell that is none."""
        assert self.field is not None, "custom fields are texts as they stand"
        return read_column(self.field, texts, self._style(texts, judgement))

    def _style(self, texts: Sequence[str], judgement: Judgement) -> ColumnStyle:
        if self.place is None or self.field is None:
            return ColumnStyle()
        if self.field.holds is Holds.DATE:
            order = judgement.date_order(self.place, texts)
            return ColumnStyle(dates=order, serials=judgement.serials(self.place))
        if self.field.holds is Holds.NUMBER:
            return ColumnStyle(decimals=judgement.decimal_sign(self.place, texts))
        return ColumnStyle()

    def described(self) -> dict[str, Any]:
        """The column as `smsctl inspect` and the window show it."""
        return {
            "field": self.name,
            "label": self.field.title() if self.field is not None else self.name[len(CUSTOM) :],
            "column": self.header if self.place is not None else None,
            "constant": None if self.place is not None else self.constant,
            "how": self.how,
        }


def columns_of(
    kind: Kind,
    headers: Sequence[str],
    samples: Sequence[Sequence[str]],
    options: Options,
    remembered: Mapping[str, str],
    platform: Platform = NO_PLATFORM,
) -> tuple[list[Column], list[str]]:
    """The columns as found and as the person chose, and the headers that nothing is mapped to.

    `platform` is what a learning platform says in rows of its own; its read-only columns are no marks.

    Raises `Invalid` (code `mapping`) for a field or a column that is not there.
    """
    guessed = mapping.guess_mapping(kind.name, headers, samples, remembered)
    columns = {
        c.field: Column(c.field, kind.field(c.field), c.header, c.place, "", c.how)
        for c in guessed.columns
        if c.header not in platform.read_only or not c.field.startswith(MARK_FIELD)
    }
    for name, choice in remembered.items():
        if choice.startswith(CONSTANT) and kind.field(name) is not None:
            columns.setdefault(name, Column(name, kind.field(name), "", None, choice[1:], "remembered"))
    for name, choice in options.mapping.items():
        column = _chosen(kind, headers, name, choice)
        for other in [c.name for c in columns.values() if column and c.place is not None and c.place == column.place]:
            if not column or other != name:
                del columns[other]
        if column is None:
            columns.pop(name, None)
        else:
            columns[name] = column
    _say_maxima(kind, columns, samples, options, platform)
    used = {column.place for column in columns.values()}
    return list(columns.values()), [header for place, header in enumerate(headers) if place not in used]


def _say_maxima(
    kind: Kind, columns: dict[str, Column], samples: Sequence[Sequence[str]], options: Options, platform: Platform
) -> None:
    """The maxima that headers, cells and the platform say become constants, where nobody chose otherwise."""
    if not kind.has(MARK_FIELD):
        return
    places = {column.header: column.place for column in columns.values() if column.place is not None}

    def percent(header: str) -> bool:
        cells = cells_of(samples, places[header])
        return bool(cells) and share(cells, lambda cell: cell.endswith("%")) >= MOSTLY

    mapped = [(column.name, column.header) for column in columns.values() if column.place is not None]
    for name, text in said_constants(mapped, platform, percent).items():
        if name not in options.mapping:
            columns[name] = Column(name, kind.field(name), "", None, text, "name")


def _chosen(kind: Kind, headers: Sequence[str], name: str, choice: str) -> Column | None:
    field = kind.field(name)
    if field is None and not name.startswith(CUSTOM):
        known = ", ".join(field.name for field in kind.fields)
        raise Invalid(
            _("There is no field “{name}”.").format(name=name),
            _("Fields: {known}.").format(known=known),
            code="mapping",
        )
    if not choice:
        return None
    if choice.startswith(CONSTANT):
        return Column(name, field, "", None, choice[1:], "chosen")
    if _PLACE.fullmatch(choice) and choice not in headers and 1 <= int(choice[1:]) <= len(headers):
        place = int(choice[1:]) - 1
        return Column(name, field, headers[place], place, "", "chosen")
    if choice not in headers:
        raise Invalid(
            _("The file has no column “{name}”.").format(name=choice),
            _("Columns: {known}.").format(known=", ".join(headers)),
            code="mapping",
        )
    return Column(name, field, choice, list(headers).index(choice), "", "chosen")
