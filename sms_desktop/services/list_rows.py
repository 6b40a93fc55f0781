"""First pages and counts of lists whose rows belong to others, of which a large school has a million."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, true, union_all
from sqlalchemy.orm import Session

from sms_desktop.core.names import search_terms
from sms_desktop.services.listing import Field, Listing, conditions, field_named, has_words, order

#: More rows than this are read in one go; so many rows are few; so many ids are named, so many are many.
_MOST_NARROWED, _FEW, _MOST_IDS, _MANY_IDS = 10_000, 10_000, 1_000, 2_500
#: So many parents tell whether most of them meet a condition; where the first don't suffice, so many times more are
#: looked at.
_SOME, _WIDER = 500, 15


@dataclass(frozen=True)
class Parent:
    """What rows of a list belong to, by their column `key`; in a large school one has about `each` rows.

    `gone` are the conditions under which its rows are not shown, each of which has an index of those few. `beyond` is
    what it belongs to itself: by noun the joins that lead there.
    """

    key: Any
    each: int
    gone: tuple[ColumnElement[bool], ...] = ()
    beyond: Mapping[Any, tuple[tuple[Any, ColumnElement[bool]], ...]] = field(default_factory=dict)

    def joined(self, statement: Any, nouns: Collection[Any]) -> Any:
        """The statement with what lies beyond the parent, as far as it is among `nouns`."""
        joins = dict.fromkeys(join for noun, path in self.beyond.items() if noun in nouns for join in path)
        for target, condition in joins:
            statement = statement.join(target, condition)
        return statement


@dataclass(frozen=True)
class Rows:
    """A list whose rows, of the noun `own`, belong to others; `keys` are the fields that name a parent or a row.

    `search` is the folded key, of a parent, that the list's text is looked for in.
    """

    own: Any
    fields: Mapping[str, Field]
    parents: Mapping[Any, Parent]
    search: Any
    keys: frozenset[str] = frozenset()

    def page(
        self, session: Session, columns: Sequence[Any], mine: ColumnElement[bool], wanted: Listing, offset: int,
        limit: int,
    ) -> Sequence[Any]:  # fmt: skip
        """`columns` of rows `offset` to `offset + limit` of a list in its order; the first column is a row's id.

        `mine` is the person's own part of the list, if it is not `true()`. Ids are looked for first, with as few
        parents as the order and the conditions need.
        """
        if any(condition.field in self.keys and condition.operator == "=" for condition in wanted.where):
            statement = self._statement(wanted, *columns, nouns=self._every()).where(mine)
            found: Sequence[Any] = session.execute(self._ordered(statement, wanted, offset, limit)).all()
            return found
        ids: Sequence[int] = ()
        narrowed = self._narrowed(session, wanted, offset + limit) if mine is true() else [(mine, wanted)]
        for near, left in narrowed:
            statement = self._statement(left, self.own.id, scanned=near is true()).where(near)
            ids = session.scalars(self._ordered(statement, left, offset, limit)).all()
            if len(ids) == limit:
                break
        return self._by_ids(session, columns, ids)

    def ids(self, session: Session, mine: ColumnElement[bool], wanted: Listing) -> list[int]:
        """The ids of the whole list, in its order."""
        asked_for = [
            parent.key.in_(self._family(noun, parent, replace(asked, sort=""), noun.id))
            for noun, parent, asked in self._families(wanted)
            if noun is not self.own and (asked.where or asked.text)
        ]
        statement = self._statement(wanted, self.own.id, free=True).where(mine, *asked_for)
        return list(session.scalars(self._ordered(statement, wanted)))

    def count(self, session: Session, mine: ColumnElement[bool], wanted: Listing) -> int:
        """How many rows the list has: all that meet the conditions, without the few of them that are not shown.

        Parents that meet a condition are looked for by themselves; where nearly all do, the others are counted.
        """
        if wanted.deleted:
            return session.scalar(self._statement(wanted, func.count()).where(mine)) or 0
        wanted, left = replace(wanted, sort=""), None
        counted = select(func.count()).select_from(self.own)
        counted = counted if mine is true() else counted.where(mine)
        for noun, parent, asked in self._families(wanted):
            if not asked.where and not asked.text:
                continue
            meets = and_(true(), *conditions(replace(asked, text=""), self.fields), *self._words(asked))
            if noun is self.own:
                counted = counted.where(meets)
            elif left is None and self._most_meet(session, noun, parent, asked, meets):
                left = parent.key.in_(self._of(noun, parent, asked, noun.id).where(meets.is_not(true())))
            else:
                counted = counted.where(parent.key.in_(self._family(noun, parent, asked, noun.id)))
        found = self._shown(session, counted)
        return found if left is None else found - self._shown(session, counted.where(left))

    def _most_meet(self, session: Session, noun: Any, parent: Parent, asked: Listing, meets: Any) -> bool:
        """Whether of some parents most meet what is asked for."""
        some = session.scalars(self._of(noun, parent, asked, meets).limit(_SOME)).all()
        return 2 * sum(map(bool, some)) > len(some)

    def _shown(self, session: Session, counted: Any) -> int:
        """How many of the rows counted are shown."""
        gone = [
            self._gone(parent.key.in_(select(noun.id).where(way)))
            for noun, parent in self.parents.items()
            for way in parent.gone
        ]
        if self._deletable:
            gone.append(self._gone(self.own.deleted_at.is_not(None)))
        every = session.scalar(counted) or 0
        return every - (session.scalar(counted.where(self.own.id.in_(union_all(*gone)))) or 0) if every else 0

    def _gone(self, condition: ColumnElement[bool]) -> Any:
        return select(self.own.id).where(condition).correlate(None)

    @property
    def _deletable(self) -> bool:
        return hasattr(self.own, "deleted_at")

    def _ordered(self, statement: Any, wanted: Listing, offset: int = 0, limit: int | None = None) -> Any:
        return statement.order_by(*order(wanted, self.fields, self.own.id)).offset(offset).limit(limit)

    def _by_ids(self, session: Session, columns: Sequence[Any], ids: Sequence[int]) -> list[Any]:
        found: dict[int, Any] = {}
        statement = select(*columns).select_from(self.own)
        for noun, parent in self.parents.items():
            statement = parent.joined(statement.join(noun, noun.id == parent.key), parent.beyond)
        for start in range(0, len(ids), _MOST_IDS):
            rows = session.execute(statement.where(self.own.id.in_(ids[start : start + _MOST_IDS])))
            found.update((row[0], row) for row in rows)
        return [found[row_id] for row_id in ids]

    def _statement(
        self, wanted: Listing, *columns: Any, nouns: Collection[Any] = (), scanned: bool = False, free: bool = False
    ) -> Any:
        """`columns`, which need `nouns`, of all rows of the listing, in no order.

        The database begins with the rows, and goes from each to its parents, as far as anything asks for them: begun
        with a parent it would jump through the rows, or look at a million of parents for nothing. Where all rows are
        `scanned` no index is to lead to each of them; `free`, it begins where it likes.
        """
        nouns = {*nouns, *self._nouns(wanted)}
        statement = select(*columns).select_from(self.own)
        statement = statement.where(*conditions(replace(wanted, text=""), self.fields), *self._words(wanted))
        if self._deletable:
            there = self.own.deleted_at.is_not(None) if wanted.deleted else self.own.deleted_at.is_(None)
            statement = statement.where(there.is_(true()) if scanned else there)
        for noun, parent in self.parents.items():
            if nouns & {noun, *parent.beyond}:
                statement = statement.join(noun, noun.id == (parent.key if free else parent.key + 0))
                statement = statement.where(*(~gone if free else (~gone).is_(true()) for gone in parent.gone))
                statement = parent.joined(statement, nouns)
            else:
                statement = statement.where(*(parent.key.not_in(select(noun.id).where(gone)) for gone in parent.gone))
        return statement

    def _words(self, wanted: Listing) -> list[ColumnElement[bool]]:
        """That the key has all the words of the listing's text."""
        return has_words(self.search, search_terms(wanted.text))

    def _every(self) -> set[Any]:
        return {found for noun, parent in self.parents.items() for found in (noun, *parent.beyond)}

    def _noun(self, name: str) -> Any:
        return _noun(field_named(self.fields, name))

    def _nouns(self, wanted: Listing) -> set[Any]:
        found = {self._noun(condition.field) for condition in wanted.where}
        found |= {self._noun(wanted.sort)} if wanted.sort else set()
        return found | ({_noun(self.search)} if wanted.text else set())

    def _narrowed(self, session: Session, wanted: Listing, rows: int) -> Iterator[tuple[Any, Listing]]:
        """Conditions that the first rows may meet, and the rest of the listing; the last of them leaves nothing out.

        Where few parents, or few rows, are what a condition asks for, only they are looked at. Else, ordered by a
        column of a parent, such as a student's name, the rows belong to the first parents: these are looked at before
        all the others, of which there may be a million.
        """
        if rows <= _MOST_NARROWED and not wanted.deleted:
            families = self._families(wanted)
            for noun, parent, asked in families:
                if asked.where or asked.text:
                    ids = self._few(session, parent, self._family(noun, parent, asked, noun.id))
                    if ids is not None:
                        yield parent.key.in_(ids), _without(wanted, asked)
                        return
            for noun, parent, asked in families:
                if asked.sort and (
                    noun is self.own or parent.each > 1 or _leads_an_index(self.fields[asked.sort], noun)
                ):
                    yield from self._first_parents(session, noun, parent, asked, wanted, rows)
            for noun, parent, asked in families:
                if asked.text or (asked.where and parent.each > 1):
                    yield parent.key.in_(self._family(noun, parent, asked, noun.id)), _without(wanted, asked)
                    return
        yield true(), wanted

    def _families(self, wanted: Listing) -> list[tuple[Any, Parent, Listing]]:
        """Each parent, and the rows themselves as such, with what of a listing is about it and what lies beyond it."""
        found = []
        for noun, parent in (*self.parents.items(), (self.own, Parent(self.own.id, 1))):
            nouns = {noun, *parent.beyond}
            where = tuple(condition for condition in wanted.where if self._noun(condition.field) in nouns)
            sort = wanted.sort if wanted.sort and self._noun(wanted.sort) in nouns else ""
            text = wanted.text if _noun(self.search) is noun else ""
            found.append((noun, parent, replace(wanted, where=where, sort=sort, text=text)))
        return found

    def _family(self, noun: Any, parent: Parent, asked: Listing, *columns: Any) -> Any:
        """`columns` of the parents that a listing asks for."""
        statement = self._of(noun, parent, asked, *columns)
        # Only an index makes it worth while to leave the deleted ones out: else the rows are read as they lie.
        names = [c.field for c in asked.where if c.operator == "="] if asked.where else [asked.sort]
        if asked.text or any(name and _leads_an_index(self.fields[name], noun) for name in names):
            statement = statement.where(noun.deleted_at.is_(None))
        return statement.where(*conditions(replace(asked, text=""), self.fields), *self._words(asked))

    def _of(self, noun: Any, parent: Parent, asked: Listing, *columns: Any) -> Any:
        return parent.joined(select(*columns).select_from(noun), self._nouns(asked))

    def _few(self, session: Session, parent: Parent, several: Any) -> Sequence[int] | None:
        """The parents that are asked for, where they are few; None where they are many."""
        most = min(_MOST_IDS, _FEW // parent.each)
        ids: Sequence[int] = session.scalars(several.limit(most + 1)).all()
        return ids if len(ids) <= most else None

    def _first_parents(
        self, session: Session, noun: Any, parent: Parent, asked: Listing, wanted: Listing, rows: int
    ) -> Iterator[tuple[Any, Listing]]:
        """That a row belongs to the first parents in their order; those that are alike in it are taken together."""
        value, most = self.fields[asked.sort], max(1, min(_MOST_IDS, (rows + _FEW) // parent.each))
        in_order = order(asked, self.fields, noun.id)
        if noun is self.own:
            meets = and_(true(), *conditions(asked, self.fields))
            # Said so that no index is taken for the condition: it would lead to nearly every row.
            first = select(noun.id).where(meets.is_(true())) if asked.where else select(noun.id)
            yield parent.key.in_(first.order_by(*in_order).limit(rows + _MANY_IDS)), wanted
            return
        statement = self._family(noun, parent, asked, value.label("value"), noun.id)
        found = session.execute(statement.order_by(*in_order).limit(most)).all()
        if len(found) < most:
            return
        last = found[-1].value
        before = [row.id for row in found if row.value != last]
        if before:
            yield parent.key.in_(before), wanted
            further = session.scalar(
                statement.with_only_columns(value).order_by(*in_order).offset(most * _WIDER).limit(1)
            )
            if further is not None:
                within = value >= further if asked.descending else or_(value.is_(None), value <= further)
                yield parent.key.in_(self._family(noun, parent, asked, noun.id).where(within)), wanted
            return
        alike = self._family(noun, parent, asked, noun.id).where(value.is_not_distinct_from(last))
        ids = session.scalars(alike.limit(_MANY_IDS)).all()
        # Of very many the rows are read in their own order until there are enough.
        yield parent.key.in_(ids) if len(ids) < _MANY_IDS else (parent.key + 0).in_(alike), replace(wanted, sort="")


def _without(wanted: Listing, asked: Listing) -> Listing:
    where = tuple(condition for condition in wanted.where if condition not in asked.where)
    return replace(wanted, where=where, text="" if asked.text else wanted.text)


def _noun(column: Any) -> Any:
    return getattr(column, "class_", None)


def _leads_an_index(column: Any, noun: Any) -> bool:
    return any(next(iter(index.columns)).key == column.key for index in noun.__table__.indexes)
