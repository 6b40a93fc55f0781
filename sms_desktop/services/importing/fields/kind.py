"""What a kind of import is: its fields, which of them it can't do without, and how its files are told from others."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from sms_desktop.core.i18n import _
from sms_desktop.services.importing.fields.field import ColumnStyle, Field

#: Fields of which a file has any number are named so, with what each is of behind it: `rule:Final exam` is a category's
#: weight in percent (domain.md 2); `mark:Essay 1` is the mark in an assessment, `category:Essay 1` and
#: `max_score:Essay 1` are its category and maximum; `day:14/9` is what a register says of a day.
RULE_FIELD, MARK_FIELD, DAY_FIELD = "rule:", "mark:", "day:"
CATEGORY_FIELD, MAXIMUM_FIELD = "category:", "max_score:"


@dataclass(frozen=True)
class Need:
    """Something every row must say, in one of several ways; each way is the fields it takes together."""

    sentence: str
    ways: tuple[frozenset[str], ...]

    def met(self, mapped: Collection[str]) -> bool:
        """Whether one of the ways is among the fields that columns are mapped to; a family counts by its prefix."""
        said = {*mapped, *(name[: name.index(":") + 1] for name in mapped if ":" in name)}
        return any(way <= said for way in self.ways)


@dataclass(frozen=True)
class Kind:
    """A kind of import (formats.md 2).

    `speaks_against` are headers that other kinds of files have, separated by `|`; they don't matter in a file that is
    like this kind to `sure_from` or more (0 to 1). `families` are the fields of which a file can have any number, each
    named by its prefix. A kind that `refers` is about students who are there already: a file without any is of another.
    """

    name: str
    label: str
    fields: tuple[Field, ...]
    needs: tuple[Need, ...]
    speaks_against: str = ""
    sure_from: float = 0.5
    families: tuple[Field, ...] = ()
    refers: bool = False

    def title(self) -> str:
        """The label in the reader's language."""
        return _(self.label)

    def field(self, name: str) -> Field | None:
        """The field of that name; one of a family is named by the family's prefix and what it is of."""
        family = self.family(name)
        if family is not None:
            return replace(family, name=name, of=name[len(family.name) :])
        return next((field for field in self.fields if field.name == name), None)

    def family(self, name: str) -> Field | None:
        """The family that a field of that name belongs to."""
        prefix, colon, of = name.partition(":")
        return next((one for one in self.families if colon and of and one.name == prefix + colon), None)

    def has(self, prefix: str) -> bool:
        """Whether files of this kind can have the fields of a family."""
        return any(family.name == prefix for family in self.families)

    def missing(self, mapped: Collection[str]) -> list[str]:
        """A sentence for each thing that no column says yet."""
        return [_(need.sentence) for need in self.needs if not need.met(mapped)]


def way(*names: str) -> frozenset[str]:
    """Fields that together say one thing."""
    return frozenset(names)


__all__ = [
    "CATEGORY_FIELD",
    "DAY_FIELD",
    "MARK_FIELD",
    "MAXIMUM_FIELD",
    "RULE_FIELD",
    "ColumnStyle",
    "Kind",
    "Need",
    "way",
]
