"""What a kind of import is: its fields, which of them it can't do without, and how its files are told from others."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sms_desktop.core.i18n import N_, _
from sms_desktop.services.import_fields.field import ColumnStyle, Field, Holds, Reader

#: A field that is one category's weight in percent is named so, with the category's name behind it (domain.md 2).
RULE_FIELD = "rule:"


@dataclass(frozen=True)
class Need:
    """Something every row must say, in one of several ways; each way is the fields it takes together."""

    sentence: str
    ways: tuple[frozenset[str], ...]

    def met(self, mapped: Collection[str]) -> bool:
        """Whether one of the ways is among the fields that columns are mapped to."""
        return any(way <= set(mapped) for way in self.ways)


@dataclass(frozen=True)
class Kind:
    """A kind of import (formats.md 2).

    `speaks_against` are headers that other kinds of files have, separated by `|`; they don't matter in a file that is
    like this kind to `sure_from` or more (0 to 1).
    """

    name: str
    label: str
    fields: tuple[Field, ...]
    needs: tuple[Need, ...]
    speaks_against: str = ""
    sure_from: float = 0.5
    weight: Reader | None = None

    def title(self) -> str:
        """The label in the reader's language."""
        return _(self.label)

    def field(self, name: str) -> Field | None:
        """The field of that name; `rule:NAME` is the weight of a category where the kind has such columns."""
        if self.weight is not None and name.startswith(RULE_FIELD) and len(name) > len(RULE_FIELD):
            return Field(name, N_("Weight of a category"), Holds.NUMBER, "", self.weight, empty=None)
        return next((field for field in self.fields if field.name == name), None)

    def missing(self, mapped: Collection[str]) -> list[str]:
        """A sentence for each thing that no column says yet."""
        return [_(need.sentence) for need in self.needs if not need.met(mapped)]


def way(*names: str) -> frozenset[str]:
    """Fields that together say one thing."""
    return frozenset(names)


__all__ = ["RULE_FIELD", "ColumnStyle", "Kind", "Need", "way"]
