"""An import on its way, as plain data: what was given, what was chosen, what was found out so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sms_desktop.core.i18n import _
from sms_desktop.services.importing.fields import (
    CATEGORY_FIELD,
    DAY_FIELD,
    KINDS,
    MARK_FIELD,
    MAXIMUM_FIELD,
    RULE_FIELD,
    Kind,
)
from sms_desktop.services.importing.model import Options
from sms_desktop.services.importing.wide import mark_header

#: A file up to this many bytes is looked at in a thread of the window: a process of its own takes longer to start.
QUICK_BYTES = 512 * 1024
EXTRA = "extra:"
#: What a column can be besides a field: left out, a field of the school's own, one of a family.
LEFT_OUT, OWN, WEIGHT, MARK, DAY = "", "own", "weight", "mark", "day"
_PREFIXES = {OWN: EXTRA, WEIGHT: RULE_FIELD, MARK: MARK_FIELD, DAY: DAY_FIELD}


@dataclass
class Columns:
    """Which field each column is, and the fields that have one value for all rows. One column a field at most.

    A column goes by its header; where several have the same one, by its place from 1 (`#4`), as `Options.mapping` does.
    """

    kind: Kind
    names: tuple[str, ...]
    headers: tuple[str, ...]
    of: dict[str, str] = field(default_factory=dict)
    how: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    _found: dict[str, str] = field(default_factory=dict)

    @classmethod
    def found(cls, document: Mapping[str, Any], chosen: Mapping[str, str] | None = None) -> Columns:
        """As the service found them (`imports.inspect`), with `chosen` as asked for.

        Of several columns with one name none is taken before the person says which.
        """
        names = tuple(document["headers"])
        headers = tuple(name if names.count(name) == 1 else f"#{n}" for n, name in enumerate(names, 1))
        made = cls(KINDS[document["kind"]], names, headers)
        for column in document["mapping"]:
            name, header = column["field"], column["column"]
            choice = header if header in headers else (chosen or {}).get(name, "")
            made._found[name] = f"={column['constant']}" if header is None else choice or header
            if header is None:
                made.constants[name] = column["constant"]
            elif choice in headers:
                made.of[choice], made.how[choice] = name, column["how"]
        return made

    def name_of(self, header: str) -> str:
        """A column's name in the file."""
        return self.names[self.headers.index(header)]

    def shown(self, header: str) -> str:
        """A column as the person knows it: by its name, and its place where others are called the same."""
        if header in self.names:
            return header
        return _("{name} (column {place})").format(name=self.name_of(header), place=header.removeprefix("#"))

    def doubtful(self) -> list[str]:
        """Names that several columns have and none of them is taken."""
        several = {self.name_of(header) for header in self.headers if header not in self.names}
        return sorted(several - {self.name_of(header) for header in self.of})

    def choose(self, header: str, choice: str) -> None:
        """The person says what a column is: a field's name, `LEFT_OUT`, `OWN`, `WEIGHT`, `MARK` or `DAY`."""
        self._forget_details(header)
        self.of.pop(header, None)
        name = self._name_for(header, choice)
        self._free(name)
        self.how[header] = "chosen"
        if name:
            self.of[header] = name
        if choice == MARK and mark_header(self.name_of(header)).maximum:
            self.set_detail(header, MAXIMUM_FIELD, mark_header(self.name_of(header)).maximum)

    def _name_for(self, header: str, choice: str) -> str:
        """The field of a choice; a second mark of one title goes by the column's whole name."""
        column = self.name_of(header)
        if choice == MARK:
            title = mark_header(column).title
            return MARK_FIELD + (column if MARK_FIELD + title in self.of.values() else title)
        return _PREFIXES[choice] + column if choice in _PREFIXES else choice

    def is_mark(self, header: str) -> bool:
        """Whether a column holds the marks of one assessment."""
        return self.of.get(header, "").startswith(MARK_FIELD)

    def detail(self, header: str, prefix: str) -> str:
        """Category or maximum of a column of marks, as far as somebody said it."""
        return self.constants.get(prefix + self.of[header][len(MARK_FIELD) :], "")

    def set_detail(self, header: str, prefix: str, text: str) -> None:
        """Says category or maximum of a column of marks; an empty text leaves it to title and assessment."""
        name = prefix + self.of[header][len(MARK_FIELD) :]
        if text:
            self.constants[name] = text
        else:
            self.constants.pop(name, None)

    def _forget_details(self, header: str) -> None:
        if self.is_mark(header):
            for prefix in (CATEGORY_FIELD, MAXIMUM_FIELD):
                self.set_detail(header, prefix, "")

    def plain_constants(self) -> dict[str, str]:
        """The fields with one value for all rows, without what belongs to one column of marks."""
        return {name: text for name, text in self.constants.items() if self.kind.family(name) is None}

    def wants_course(self) -> bool:
        """Whether the rows are of a course that no column names, as a teacher's own sheets have it."""
        return self.kind.refers and "course_code" not in self._wanted()

    def choice(self, header: str) -> str:
        """What a column is, as `choose` takes it."""
        name = self.of.get(header, LEFT_OUT)
        return next((choice for choice, prefix in _PREFIXES.items() if name.startswith(prefix)), name)

    def set_constant(self, name: str, text: str) -> None:
        """One value for a field in all rows; its column, if it had one, is left out."""
        self._free(name)
        self.constants[name] = text

    def drop_constant(self, name: str) -> None:
        """The field is not said any more."""
        self.constants.pop(name, None)

    def mapping(self) -> dict[str, str]:
        """What differs from what was found, as `Options.mapping` writes it."""
        wanted = self._wanted()
        gone = {name: "" for name in self._found if name not in wanted}
        return gone | {name: choice for name, choice in wanted.items() if self._found.get(name) != choice}

    def missing(self) -> list[str]:
        """A sentence for each thing that every row must say and no column does."""
        return self.kind.missing(self._wanted())

    def left_out(self) -> list[str]:
        """The columns that are not imported, in the file's order."""
        return [header for header in self.headers if header not in self.of]

    def needed(self) -> set[str]:
        """The fields that can meet a need of this kind."""
        return {name for need in self.kind.needs for way in need.ways for name in way}

    def label(self, name: str) -> str:
        """A field's label; its own name where it is the school's own."""
        if name.startswith(EXTRA):
            return name.removeprefix(EXTRA)
        known = self.kind.field(name)
        return known.title() if known is not None else name.replace("_", " ")

    def _free(self, name: str) -> None:
        self.constants.pop(name, None)
        for header in [header for header, mine in self.of.items() if mine == name]:
            del self.of[header]

    def _wanted(self) -> dict[str, str]:
        by_column = {name: header for header, name in self.of.items()}
        return by_column | {name: f"={text}" for name, text in self.constants.items()}


@dataclass
class Draft:
    """One import being prepared."""

    path: Path | None = None
    text: str = ""
    options: Options = field(default_factory=Options)
    document: dict[str, Any] | None = None
    columns: Columns | None = None
    report: dict[str, Any] | None = None

    @property
    def name(self) -> str:
        """What the import is called."""
        return self.path.name if self.path is not None else _("Pasted cells")

    @property
    def is_bundle(self) -> bool:
        return self.document is not None and self.document["kind"] == "bundle"

    @property
    def ready(self) -> bool:
        """Whether there are rows whose columns can be chosen."""
        return self.document is not None and not self.is_bundle and self.document["rows"] > 0

    def course_codes(self) -> tuple[str, ...]:
        """The codes of the courses that the first rows are of, each once."""
        columns, document = self.columns, self.document or {}
        if columns is None or not columns.kind.refers:
            return ()
        if "course_code" in columns.constants:
            return (columns.constants["course_code"],)
        headers = [header for header, name in columns.of.items() if name == "course_code"]
        places = [columns.headers.index(header) for header in headers]
        return tuple(
            dict.fromkeys(row[place] for row in document.get("first_rows", ()) for place in places if row[place])
        )

    def is_quick(self) -> bool:
        """Whether looking through it takes less time than starting a process for it."""
        try:
            return self.path is None or self.path.is_dir() or self.path.stat().st_size <= QUICK_BYTES
        except OSError:
            return True

    def arguments(self) -> dict[str, Any]:
        """For the tasks of `services.importing.import_tasks`."""
        path = str(self.path) if self.path is not None else None
        return {"path": path, "text": self.text, "options": self.chosen().to_json()}

    def chosen(self) -> Options:
        """All choices, those about columns included."""
        new = self.columns.mapping() if self.columns is not None else {}
        return replace(self.options, mapping={**self.options.mapping, **new})

    def read_differently(self, **choices: Any) -> None:
        """Another way to read the file: what was found out before does not hold any more."""
        changed = {**choices, "mapping": {}, "corrections": {}}
        self.options = replace(self.options, **changed)
        self.columns = self.report = None

    def ask_again(self) -> None:
        """Keeps the choices about columns for the next look at the file."""
        self.options = self.chosen()
        self.columns = None

    def look(self, document: dict[str, Any]) -> None:
        """What the file was found to be."""
        self.document = document
        self.columns = None if document["kind"] == "bundle" else Columns.found(document, self.options.mapping)

    def correct(self, row: int, header: str, text: str) -> None:
        """A cell mended in the preview."""
        cells = {number: dict(mended) for number, mended in self.options.corrections.items()}
        cells.setdefault(row, {})[header] = text
        self.options = replace(self.options, corrections=cells)

    def set_option(self, **choices: Any) -> None:
        """A choice that the next preview goes by."""
        self.options = replace(self.options, **choices)

    @property
    def has_work(self) -> bool:
        """Whether the person put something into it that would be a pity to lose."""
        return bool(self.options.corrections or self.chosen().mapping)
