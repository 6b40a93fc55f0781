"""Rows by the thousand, at the driver's speed, reported to the change set as the unit of work reports its own.

The ORM inserts about 12,000 rows/s here, the driver 300,000. Values come and go in stored form (`db.stored`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam, delete, func, insert, select, tuple_, update
from sqlalchemy.orm import Session

from sms_desktop.db.changes import CREATE, REMOVE, UPDATE, Rows, recorder
from sms_desktop.db.stored import from_stored, to_stored

_CHUNK = 500
#: Of these the log keeps what rows were made as, however many: what is changed without the program is found by it.
_VALUES_KEPT = frozenset({"grades"})


def _driver_speaks_stored(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def reserve_ids(session: Session, table: Table, count: int) -> range:
    """Ids for `count` new rows that were never used before."""
    session.flush()
    used = (
        session.connection().exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = ?", (table.name,)).scalar()
    )
    highest = session.scalar(select(func.max(table.c.id))) or 0
    first = max(used or 0, highest) + 1
    return range(first, first + count)


def insert_columns(session: Session, table: Table, values: dict[str, list[Any]], count: int) -> range:
    """Adds `count` rows given by column and returns their ids; columns left out get their default."""
    ids = reserve_ids(session, table, count)
    names = ["id", "version", *values]
    version = recorder(session).change_id(session)
    columns: list[Sequence[Any]] = [ids, [version] * count, *values.values()]
    for column in table.c:
        if column.name not in values and column.name not in ("id", "version") and column.default is not None:
            names.append(column.name)
            columns.append([_default(column)] * count)
    _insert(session, table, names, columns)
    kept = list(zip(names, columns, strict=True))[2:] if table.name in _VALUES_KEPT else ()  # id and version are said
    recorder(session).add(Rows(table.name, CREATE, ids, after={name: list(column) for name, column in kept}))
    return ids


def _default(column: Any) -> Any:
    return to_stored(column)(column.default.arg)


def _insert(session: Session, table: Table, names: Sequence[str], columns: Sequence[Sequence[Any]]) -> None:
    if not columns[0]:
        return
    connection = session.connection()
    if _driver_speaks_stored(session) and not any(_binary(table, name) for name in names):
        marks = ", ".join("?" * len(names))
        sql = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})"
        connection.exec_driver_sql(sql, list(zip(*columns, strict=True)))
        return
    converts = [from_stored(table.c[name]) for name in names]
    rows = [
        {n: convert(v) for n, convert, v in zip(names, converts, row, strict=True)}
        for row in zip(*columns, strict=True)
    ]
    connection.execute(insert(table), rows)


def _binary(table: Table, name: str) -> bool:
    return table.c[name].type.__class__.__name__ == "LargeBinary"


def insert_rows(session: Session, table: Table, columns: dict[str, list[Any]]) -> None:
    """Puts rows back as they were, ids and versions included (all columns given, in stored form)."""
    _insert(session, table, list(columns), list(columns.values()))
    recorder(session).add(Rows(table.name, CREATE, columns["id"], after=columns))


def update_rows(
    session: Session,
    table: Table,
    ids: Sequence[int],
    before: dict[str, list[Any]],
    after: dict[str, list[Any]],
) -> None:
    """Writes `after` over `before` in the rows `ids`, column by column in stored form.

    The version becomes this change set's unless `after` brings one (an undo puts the old version back).
    """
    if not ids:
        return
    before, after = dict(before), dict(after)
    if "version" not in after:
        before["version"] = read_columns(session, table, ids, ["version"])["version"]
        after["version"] = [recorder(session).change_id(session)] * len(ids)
    if _driver_speaks_stored(session) and not any(_binary(table, name) for name in after):
        sets = ", ".join(f"{name} = ?" for name in after)
        rows = list(zip(*after.values(), ids, strict=True))
        session.connection().exec_driver_sql(f"UPDATE {table.name} SET {sets} WHERE id = ?", rows)
    else:
        names = {name: f"new_{name}" for name in after}
        statement = update(table).where(table.c.id == bindparam("row_id"))
        statement = statement.values({name: bindparam(mark) for name, mark in names.items()})
        converts = {name: from_stored(table.c[name]) for name in after}
        session.connection().execute(
            statement,
            [{"row_id": row_id} | {names[n]: converts[n](after[n][i]) for n in after} for i, row_id in enumerate(ids)],
        )
    recorder(session).add(Rows(table.name, UPDATE, ids, before, after))


def remove_rows(session: Session, table: Table, ids: Sequence[int]) -> None:
    """Takes rows out for good; the change set keeps all they held."""
    if not ids:
        return
    before = read_columns(session, table, ids, [column.name for column in table.c])
    for span in _spans(ids):
        session.execute(delete(table).where(_within(table, span)))
    recorder(session).add(Rows(table.name, REMOVE, list(ids), before=before))


def contiguous(ids: Sequence[int]) -> bool:
    """Whether `ids`, in order, leave no gap."""
    return len(ids) > 0 and list(ids) == list(range(ids[0], ids[0] + len(ids)))


def read_columns(session: Session, table: Table, ids: Sequence[int], names: Sequence[str]) -> dict[str, list[Any]]:
    """The named columns of the rows `ids` (those that are there), in stored form and in the order of the ids."""
    ordered = sorted(set(ids))
    if list(ids) != ordered:
        return _reordered(ids, names, read_columns(session, table, ordered, list(dict.fromkeys(("id", *names)))))
    out: dict[str, list[Any]] = {name: [] for name in names}
    for rows in _selected(session, table, ordered, names):
        for name, values in zip(names, zip(*rows, strict=True), strict=True):
            out[name].extend(values)
    return out


def _reordered(ids: Sequence[int], names: Sequence[str], found: dict[str, list[Any]]) -> dict[str, list[Any]]:
    place = {row_id: n for n, row_id in enumerate(found["id"])}
    there = [place[row_id] for row_id in ids if row_id in place]
    return {name: [found[name][n] for n in there] for name in names}


def _selected(session: Session, table: Table, ids: Sequence[int], names: Sequence[str]) -> list[list[tuple[Any, ...]]]:
    raw = _driver_speaks_stored(session) and not any(_binary(table, name) for name in names)
    found: list[list[tuple[Any, ...]]] = []
    for span in _spans(ids):
        if raw:
            where = "id BETWEEN ? AND ?" if contiguous(span) else f"id IN ({', '.join('?' * len(span))})"
            sql = f"SELECT {', '.join(names)} FROM {table.name} WHERE {where} ORDER BY id"
            values = (span[0], span[-1]) if contiguous(span) else tuple(span)
            found.append([tuple(row) for row in session.connection().exec_driver_sql(sql, values).fetchall()])
        else:
            converts = [to_stored(table.c[name]) for name in names]
            statement = select(*(table.c[name] for name in names)).where(_within(table, span)).order_by(table.c.id)
            rows = session.execute(statement).all()
            found.append([tuple(c(v) for c, v in zip(converts, row, strict=True)) for row in rows])
    return [rows for rows in found if rows]


def _spans(ids: Sequence[int]) -> list[Sequence[int]]:
    """The rows `ids` in pieces that one statement each can name."""
    return [ids] if contiguous(ids) else [ids[i : i + _CHUNK] for i in range(0, len(ids), _CHUNK)]


def _within(table: Table, span: Sequence[int]) -> ColumnElement[bool]:
    """Whether a row is one of a span; the statement is the same for all, so that not each is kept as another."""
    return table.c.id.between(span[0], span[-1]) if contiguous(span) else table.c.id.in_(span)


def find_rows(
    session: Session, table: Table, names: Sequence[str], column: str, values: Sequence[Any]
) -> Iterator[dict[str, Any]]:
    """The named columns, in stored form, of the rows that are not deleted and have one of `values` in `column`."""
    marks_at_once = 5000
    deletable = "deleted_at" in table.c
    for start in range(0, len(values), marks_at_once):
        chunk = list(dict.fromkeys(values[start : start + marks_at_once]))
        if _driver_speaks_stored(session):
            marks = ", ".join("?" * len(chunk))
            sql = f"SELECT {', '.join(names)} FROM {table.name} WHERE {column} IN ({marks})"
            sql += " AND deleted_at IS NULL" if deletable else ""
            found: Iterable[Any] = session.connection().exec_driver_sql(sql, tuple(chunk))
        else:
            from_text = from_stored(table.c[column])
            statement = select(*(table.c[name] for name in names))
            statement = statement.where(table.c[column].in_([from_text(value) for value in chunk]))
            statement = statement.where(table.c.deleted_at.is_(None)) if deletable else statement
            converts = [to_stored(table.c[name]) for name in names]
            found = (
                [convert(value) for convert, value in zip(converts, row, strict=True)]
                for row in session.execute(statement)
            )
        for row in found:
            yield dict(zip(names, row, strict=True))


def find_keys(
    session: Session, table: Table, names: Sequence[str], key: Sequence[str], wanted: Sequence[tuple[Any, ...]]
) -> Iterator[tuple[Any, ...]]:
    """The named columns, in stored form, of the rows whose columns `key` together are one of `wanted` (stored too)."""
    at_once = 5000 // len(key)
    for start in range(0, len(wanted), at_once):
        chunk = wanted[start : start + at_once]
        if _driver_speaks_stored(session):
            one = f"({', '.join('?' * len(key))})"
            sql = f"SELECT {', '.join(names)} FROM {table.name} WHERE ({', '.join(key)}) IN (VALUES "
            sql += ", ".join([one] * len(chunk)) + ")"
            found = session.connection().exec_driver_sql(sql, tuple(value for row in chunk for value in row))
            yield from (tuple(row) for row in found)
        else:
            reads, writes = [from_stored(table.c[n]) for n in key], [to_stored(table.c[n]) for n in names]
            values = [tuple(read(value) for read, value in zip(reads, row, strict=True)) for row in chunk]
            statement = select(*(table.c[n] for n in names)).where(tuple_(*(table.c[n] for n in key)).in_(values))
            for row in session.execute(statement):
                yield tuple(write(value) for write, value in zip(writes, row, strict=True))
