"""Which assessment a mark of a file belongs to: by category and title among its offering's, or one to be made."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from sms_desktop.core.evaluation import kind_of
from sms_desktop.core.folding import fold
from sms_desktop.core.i18n import _
from sms_desktop.core.names import nearest
from sms_desktop.db import bulk
from sms_desktop.db.changes import actor
from sms_desktop.db.courses import Course, Offering, OfferingRule
from sms_desktop.db.grades import Assessment

ASSESSMENTS = cast(Table, Assessment.__table__)
_AT_ONCE = 500
_PARENTHESES = re.compile(r"\([^()]*\)")
_COLUMNS = ("offering_id", "rule_id", "title", "id", "position", "max_score", "weight", "assigned_on", "locked")


@dataclass(frozen=True, slots=True)
class Category:
    """A rule of an offering, as far as marks are sorted by it."""

    id: int
    name: str
    kind: str


@dataclass(slots=True, eq=False)
class Item:
    """An assessment: one of the database, or (`id` 0 so far) one that the first mark of it makes.

    `place` is its own among those of its sheet. `maximum` and `weight` are in stored form, `assigned` is an ISO date;
    None where no mark has said it yet.
    """

    offering_id: int
    rule_id: int | None
    title: str
    id: int = 0
    position: int = 0
    maximum: int | None = None
    weight: int | None = None
    assigned: str | None = None
    locked: bool = False
    fresh: bool = True
    told: bool = False
    place: int = 0


@dataclass(frozen=True)
class Unknown:
    """Why a mark has no assessment."""

    sentence: str


@dataclass(slots=True)
class _Sheet:
    """What is known of one offering; `found` is what was asked for already."""

    offering_id: int
    categories: list[Category] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    found: dict[tuple[str, str, str], Item | Unknown] = field(default_factory=dict)
    last: int = 0

    def titled(self, title: str) -> list[Item]:
        """The assessments of a title in all categories."""
        said = _said(title)
        return [item for item in self.items if _said(item.title) == said]

    def put(self, item: Item) -> Item:
        item.place = len(self.items)
        self.items.append(item)
        self.last = max(self.last, item.position)
        return item


@lru_cache(1 << 12)
def _said(text: str) -> str:
    """A title or name without what people write otherwise: case, accents, blanks."""
    return " ".join(fold(text).split())


@dataclass
class Assessments:
    """The assessments of the offerings that an import meets; one for the whole import."""

    session: Session
    _sheets: dict[int, _Sheet] = field(default_factory=dict)
    _asked: dict[tuple[str, str, str], tuple[str, str, str]] = field(default_factory=dict)
    _texts: dict[str, str] = field(default_factory=dict)

    def load(self, offering_ids: Iterable[int]) -> None:
        """Reads the offerings that were not met yet."""
        wanted = sorted(set(offering_ids) - self._sheets.keys())
        self._sheets.update((offering_id, _Sheet(offering_id)) for offering_id in wanted)
        for start in range(0, len(wanted), _AT_ONCE):
            self._load(wanted[start : start + _AT_ONCE])

    def _load(self, offering_ids: Sequence[int]) -> None:
        rules = select(OfferingRule.offering_id, OfferingRule.id, OfferingRule.name, OfferingRule.kind)
        rules = rules.where(OfferingRule.offering_id.in_(offering_ids)).order_by(OfferingRule.position)
        for offering_id, rule_id, name, kind in self.session.execute(rules):
            self._sheets[offering_id].categories.append(Category(rule_id, self._one(name), self._one(kind)))
        for row in bulk.find_rows(self.session, ASSESSMENTS, _COLUMNS, "offering_id", offering_ids):
            row["maximum"], row["assigned"] = row.pop("max_score"), row.pop("assigned_on")
            row["locked"] = bool(row["locked"])
            row["title"], row["offering_id"] = self._one(row["title"]), self._sheets[row["offering_id"]].offering_id
            self._sheets[row["offering_id"]].put(Item(fresh=False, **row))

    def _one(self, text: str) -> str:
        """One text for all that are equal: a large school has thousands of sheets that call things alike."""
        return self._texts.setdefault(text, text)

    def item(self, offering_id: int, category: str, title: str, hint: str) -> Item | Unknown:
        """The assessment of that title in that category; `hint` is what the file says of it besides.

        Without a category: the one of that title, if there is one only; else the only category, or the one of the
        kind that title or hint say; else none yet. Without a title: the category's name.
        """
        sheet, asked = self._sheets[offering_id], (category, title, hint)
        found = sheet.found.get(asked)
        if found is None:
            asked = self._asked.setdefault(asked, asked)
            found = sheet.found[asked] = self._resolve(sheet, *asked)
        return found

    def category(self, offering_id: int, category: str, hint: str) -> Category | Unknown | None:
        """The category that a mark without a title belongs to; None where nothing tells."""
        sheet = self._sheets[offering_id]
        return _named(sheet.categories, category) if category else _likely(sheet.categories, hint)

    def _resolve(self, sheet: _Sheet, category: str, title: str, hint: str) -> Item | Unknown:
        same = sheet.titled(title) if title and not category else []
        if len(same) == 1:
            return same[0]
        found = _named(sheet.categories, category) if category else _likely(sheet.categories, title, hint)
        if isinstance(found, Unknown):
            return found
        title = title or (found.name if found is not None else hint)
        rule_id = found.id if found is not None else None
        there = [item for item in sheet.titled(title) if item.rule_id == rule_id]
        if there:
            return there[0]
        return sheet.put(Item(sheet.offering_id, rule_id, title, position=sheet.last + 1))

    def make(self, items: Collection[Item], preview: bool) -> None:
        """Makes the assessments that are not there yet; `maximum` and `weight` must be known by now."""
        new = [item for item in items if not item.id]
        if preview or not new:
            return
        columns: dict[str, list[Any]] = {
            "offering_id": [item.offering_id for item in new],
            "rule_id": [item.rule_id for item in new],
            "title": [item.title for item in new],
            "position": [item.position for item in new],
            "max_score": [item.maximum for item in new],
            "weight": [item.weight for item in new],
            "assigned_on": [item.assigned for item in new],
        }
        for item, row_id in zip(new, bulk.insert_columns(self.session, ASSESSMENTS, columns, len(new)), strict=True):
            item.id = row_id


def _named(categories: Sequence[Category], name: str) -> Category | Unknown:
    """The category of that name, in either language where its kind tells it; what there is, where it is none."""
    said = _said(name)
    for wanted in (said, _said(_PARENTHESES.sub(" ", said))):
        found = [one for one in categories if wanted in (_said(one.name), _said(_PARENTHESES.sub(" ", one.name)))]
        if found:
            return found[0]
    likely = _likely(categories, name, several=True)
    if likely is not None:
        return likely
    if not categories:
        return Unknown(_("There is no category “{name}”: the course has no evaluation rules.").format(name=name))
    near = nearest(name, [one.name for one in categories], 3, at_least=0)
    sentence = _("There is no category “{name}”.").format(name=name)
    return Unknown(sentence + " " + _("Nearest: {names}.").format(names=", ".join(near)))


def _likely(categories: Sequence[Category], *texts: str, several: bool = False) -> Category | None:
    """The only category, or the one of the kind that the first telling text says; None where nothing is sure."""
    if len(categories) == 1 and not several:
        return categories[0]
    kind = next((kind for text in texts if (kind := kind_of(text)) != "other"), "other")
    same = [one for one in categories if one.kind == kind != "other"]
    return same[0] if len(same) == 1 else None


def category_names(session: Session, codes: Sequence[str]) -> list[str]:
    """The names of the categories of these courses' offerings, each once, for choosing one for a column of marks."""
    actor(session).require("imports:run")
    statement = (
        select(OfferingRule.name)
        .join(Offering, Offering.id == OfferingRule.offering_id)
        .join(Course, Course.id == Offering.course_id)
        .where(
            Course.course_code.in_([code.strip().upper() for code in codes][:_AT_ONCE]),
            Course.deleted_at.is_(None),
            Offering.deleted_at.is_(None),
        )
        .order_by(Offering.id.desc(), OfferingRule.position)
    )
    return list(dict.fromkeys(session.scalars(statement)))


def course_names(session: Session) -> list[tuple[str, str]]:
    """Code and name of each course, for naming the one that a file is of."""
    actor(session).require("imports:run")
    statement = (
        select(Course.course_code, Course.course_name).where(Course.deleted_at.is_(None)).order_by(Course.sort_key)
    )
    return [(code, name) for code, name in session.execute(statement)]
