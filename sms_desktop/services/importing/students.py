"""Rows of students into the database: found again by number, e-mail or name and birth, compared, written in bulk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core.i18n import _
from sms_desktop.core.names import search_key, sort_key
from sms_desktop.core.values import digits_of
from sms_desktop.db import bulk
from sms_desktop.db.changes import actor, recorder
from sms_desktop.db.people import Programme, Student
from sms_desktop.db.stored import stored_columns
from sms_desktop.services import students
from sms_desktop.services.access import scope
from sms_desktop.services.importing.contacts import Contacts
from sms_desktop.services.importing.model import CHANGED, FILL, NEVER, NEW, SKIP, UNCHANGED
from sms_desktop.services.importing.protected import may_change
from sms_desktop.services.importing.rows import Rows, Writing
from sms_desktop.services.importing.seen import FirstRows
from sms_desktop.services.importing.shown import Shown, shown_stored
from sms_desktop.services.privacy import restriction

TABLE = students.STUDENTS
_KEYS = ("search_key", "phone_key", "sort_key")
_NEEDED_FOR_KEYS = ("last_name", "first_name", "student_number", "email", "mobile", "phone")


@dataclass
class Students:
    """The kind `students`; one for a whole import, handed batch after batch."""

    session: Session
    writing: Writing
    seen: FirstRows = field(default_factory=FirstRows)
    _any_before: bool = False
    _serials: int = 0
    _first_free: str = ""
    _programmes: dict[str, int | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._any_before = self.session.scalar(select(Student.id).limit(1)) is not None
        self._contacts = Contacts(self.session, self.writing)
        self._sees_all = actor(self.session).may_all(scope.SENSITIVE)

    def take(self, rows: Rows) -> None:
        """Settles the outcome of every row of a batch, and writes it unless this is a preview."""
        self._numbers(rows)
        known = self._known(rows)
        fresh: list[int] = []
        for n in rows.alive():
            if n in known:
                continue
            if self._complete(rows, n):
                fresh.append(n)
        self._settle_known(rows, known)
        self._add(rows, fresh)
        self._contacts.take(rows)

    # -- who is who ------------------------------------------------------------------------------------------

    def _numbers(self, rows: Rows) -> None:
        """The number of each row; the identity card's where the file has no other (the office's own form)."""
        if "student_number" not in rows.values and "national_id" in rows.values:
            ids = (text.upper().replace(" ", "") for text in rows.values["national_id"])
            rows.values["student_number"] = [text if students.NUMBER.fullmatch(text) else "" for text in ids]

    def _known(self, rows: Rows) -> dict[int, dict[str, Any]]:
        """The rows that are in the database, with what is stored of them; doubles in the file are rejected."""
        found: dict[int, dict[str, Any]] = {}
        numbers, emails = rows.column("student_number"), rows.column("email")
        by_number = self._stored("student_number", [numbers[n] for n in rows.alive() if numbers[n]], rows)
        without = []
        for n in rows.alive():
            if numbers[n] and numbers[n] in by_number:
                found[n] = by_number[numbers[n]]
            elif not numbers[n]:
                without.append(n)
        by_email = self._stored("email", [emails[n] for n in without if emails[n]], rows)
        for n in without:
            if emails[n] and emails[n] in by_email:
                found[n] = by_email[emails[n]]
                self._found_by_what_is_withheld(rows, n, found[n])
        self._by_name(rows, [n for n in without if n not in found], found)
        self._doubles(rows, found)
        return {n: stored for n, stored in found.items() if n not in rows.rejected}

    def _found_by_what_is_withheld(self, rows: Rows, n: int, row: Mapping[str, Any]) -> None:
        """Nobody learns from a file whose address it is that is withheld."""
        if row["restricted_at"] is not None and not self._sees_all:
            sentence = _("This e-mail address is of a protected record. Give the student's number.")
            rows.reject(n, "email", "protected", sentence)

    def _by_name(self, rows: Rows, wanted: list[int], found: dict[int, dict[str, Any]]) -> None:
        births = rows.column("date_of_birth", None)
        keys = {n: sort_key(rows.cell("last_name", n), rows.cell("first_name", n)) for n in wanted if births[n]}
        stored = self._stored("sort_key", list(keys.values()), rows, several=True)
        for n, key in keys.items():
            same = [row for row in stored.get(key, []) if row["date_of_birth"] == _iso(births[n])]
            if same:
                found[n] = same[0]

    def _stored(self, column: str, texts: list[str], rows: Rows, several: bool = False) -> dict[str, Any]:
        if not texts or not self._any_before:
            return {}
        names = list(dict.fromkeys(
            ("id", "version", "restricted_at", "erased_at", column, "date_of_birth", *_NEEDED_FOR_KEYS, *_KEYS,
             *rows.plain(TABLE), "programme_id")
        ))  # fmt: skip
        out: dict[str, Any] = {}
        for values in bulk.find_rows(self.session, TABLE, names, column, texts):
            if several:
                out.setdefault(values[column], []).append(values)
            else:
                out.setdefault(values[column], values)
        return out

    def _identities(self, rows: Rows, n: int, known: Mapping[int, dict[str, Any]]) -> Iterator[str]:
        """What tells the row's student from others of the file: the database's id, and what the file says.

        Both, because a student who was new in an earlier batch is found in the database in a later one.
        """
        if n in known:
            yield f"#{known[n]['id']}"
        if number := rows.cell("student_number", n):
            yield f"n{number}"
        elif email := rows.cell("email", n):
            yield f"e{email}"
        elif birth := rows.cell("date_of_birth", n):
            yield f"b{sort_key(rows.cell('last_name', n), rows.cell('first_name', n))} {birth}"

    def _doubles(self, rows: Rows, known: Mapping[int, dict[str, Any]]) -> None:
        for n in rows.alive():
            number = rows.numbers[n]
            first = min((self.seen.first(said, number) for said in self._identities(rows, n, known)), default=number)
            if first != number:
                sentence = _("This student stands in row {row} already.").format(row=first)
                rows.reject(n, "student_number", "duplicate_in_file", sentence)

    def _complete(self, rows: Rows, n: int) -> bool:
        """Whether a new student's row says enough; else it is rejected."""
        if not rows.cell("last_name", n):
            rows.reject(n, "last_name", "missing", _("The last name is missing."))
        if not rows.cell("first_name", n):
            rows.reject(n, "first_name", "missing", _("The first name is missing."))
        if n in rows.rejected:
            return False
        known_by = rows.cell("student_number", n) or rows.cell("email", n) or rows.cell("date_of_birth", n)
        if not known_by:
            sentence = _("A student needs a number, an e-mail address or a date of birth to be found again by.")
            rows.reject(n, "student_number", "missing", sentence)
        return bool(known_by)

    # -- known rows ------------------------------------------------------------------------------------------

    def _settle_known(self, rows: Rows, known: Mapping[int, dict[str, Any]]) -> None:
        if not known:
            return
        on_known = self.writing.options.on_known
        columns = [name for name in rows.plain(TABLE) if name != "student_number" or "student_number" in rows.values]
        stored = dict(zip(columns, stored_columns(TABLE, columns, [rows.values[c] for c in columns]), strict=True))
        if "programme" in rows.values:
            stored["programme_id"] = [self._programme(text) for text in rows.values["programme"]]
            columns = [*columns, "programme_id"]
        changed: dict[int, dict[str, tuple[Any, Any]]] = {}
        for n, row in known.items():
            rows.ids[n] = row["id"]
            if on_known == NEVER:
                rows.reject(n, "student_number", "known", _("This student is there already."))
            elif on_known == SKIP:
                rows.settle(n, UNCHANGED)
            else:
                differs = _differences(row, stored, self._open(row, columns), n, fill=on_known == FILL)
                if differs and not may_change(rows, n, row, self.writing.options):
                    continue
                if differs:
                    changed[n] = differs
                rows.settle(n, CHANGED if differs else UNCHANGED, self._shown(rows, n, row, differs))
        self._write_changes(known, changed)

    def _open(self, row: Mapping[str, Any], columns: Sequence[str]) -> Sequence[str]:
        """What the person may see of a student, and so may change: of a restricted one not what is withheld."""
        if self._sees_all or row["restricted_at"] is None:
            return columns
        return [name for name in columns if name not in restriction.WITHHELD]

    def _shown(
        self, rows: Rows, n: int, row: Mapping[str, Any], differs: Mapping[str, tuple[Any, Any]]
    ) -> tuple[Shown, ...]:
        """The differences; what is withheld of a restricted student is in no list, and so not in a preview's."""
        columns = {name: change for name, change in differs.items() if name != "programme_id"}
        found = shown_stored(TABLE, columns)
        if row["restricted_at"] is not None:
            hidden = {name for name in restriction.WITHHELD if row.get(name)}
            found = tuple((name, _("withheld") if name in hidden else old, new) for name, old, new in found)
        if "programme_id" not in differs:
            return found
        before = self.session.get(Programme, differs["programme_id"][0] or 0)
        old = before.code if before is not None else ""
        return (*found, ("programme", old, rows.cell("programme", n)))

    def _write_changes(self, known: Mapping[int, Any], changed: dict[int, dict[str, Any]]) -> None:
        if not changed or self.writing.preview:
            return
        for n, differs in changed.items():
            _add_keys(known[n], differs)
        names = list(dict.fromkeys(name for differs in changed.values() for name in differs))
        order = sorted(changed, key=lambda n: known[n]["id"])
        before = {name: [known[n].get(name) for n in order] for name in names}
        after = {name: [changed[n][name][1] if name in changed[n] else known[n].get(name) for n in order]
                 for name in names}  # fmt: skip
        bulk.update_rows(self.session, TABLE, [known[n]["id"] for n in order], before, after)

    # -- new rows --------------------------------------------------------------------------------------------

    def _add(self, rows: Rows, fresh: Sequence[int]) -> None:
        if not fresh:
            return
        self._warn_of_likeness(rows, fresh)
        self._make_numbers(rows, fresh)
        for n in fresh:
            rows.settle(n, NEW)
        if self.writing.preview:
            return
        pick: Callable[[list[Any]], list[Any]] = lambda values: [values[n] for n in fresh]  # noqa: E731
        columns = rows.plain(TABLE)
        picked = {name: pick(rows.values[name]) for name in columns}
        stored = dict(zip(columns, stored_columns(TABLE, columns, list(picked.values())), strict=True))
        if "programme" in rows.values:
            stored["programme_id"] = [self._programme(text) for text in pick(rows.values["programme"])]
        stored |= _keys_of_columns(stored, len(fresh))
        if rows.extra:
            stored["extra"] = [rows.extra_json(n) for n in fresh]
        ids = bulk.insert_columns(self.session, TABLE, stored, len(fresh))
        for n, student_id in zip(fresh, ids, strict=True):
            rows.ids[n] = student_id

    def _make_numbers(self, rows: Rows, fresh: Sequence[int]) -> None:
        numbers = rows.values.setdefault("student_number", [""] * len(rows.numbers))
        for n in fresh:
            if not numbers[n]:
                if not self._first_free:
                    self._first_free = students.next_number(self.session)
                prefix, serial = self._first_free.rsplit("-", 1)
                numbers[n] = f"{prefix}-{int(serial) + self._serials:04d}"
                self._serials += 1

    def _warn_of_likeness(self, rows: Rows, fresh: Sequence[int]) -> None:
        if not self._any_before:
            return
        keys = {n: sort_key(rows.cell("last_name", n), rows.cell("first_name", n)) for n in fresh}
        found = bulk.find_rows(
            self.session, TABLE, ["sort_key", "student_number", "version"], "sort_key", list(keys.values())
        )
        mine = None if self.writing.preview else recorder(self.session).change_id(self.session)
        alike = {row["sort_key"]: row["student_number"] for row in found if row["version"] != mine}
        for n, key in keys.items():
            if key in alike:
                rows.warn(
                    n, "last_name", "likely_duplicate",
                    _("A student of the same name is there already, with the number {number}.").format(
                        number=alike[key]
                    ),
                )  # fmt: skip

    def _programme(self, text: str) -> int | None:
        if text not in self._programmes:
            if self.writing.preview:
                self._programmes[text] = students.known_programme_id(self.session, text) or (-1 if text else None)
            else:
                self._programmes[text] = students.programme_id(self.session, text)
        return self._programmes[text]


def _iso(value: date | str | None) -> str | None:
    return value.isoformat() if isinstance(value, date) else value


def _differences(
    row: Mapping[str, Any], stored: Mapping[str, list[Any]], columns: Sequence[str], n: int, *, fill: bool
) -> dict[str, tuple[Any, Any]]:
    """What the file says otherwise than the database; an empty cell says nothing."""
    out = {}
    for name in columns:
        new, old = stored[name][n], row[name]
        if new in (None, "") or new == old or (fill and old not in (None, "")):
            continue
        out[name] = (old, new)
    return out


def _add_keys(row: Mapping[str, Any], differs: dict[str, tuple[Any, Any]]) -> None:
    now = {name: differs[name][1] if name in differs else row[name] for name in _NEEDED_FOR_KEYS}
    if row["restricted_at"] is not None:
        now |= dict.fromkeys(("email", "mobile", "phone"))
    columns = {name: [value or ""] for name, value in now.items()}
    for name, (value,) in _keys_of_columns(columns, 1).items():
        if value != row[name]:
            differs[name] = (row[name], value)


def _keys_of_columns(stored: Mapping[str, list[Any]], count: int) -> dict[str, list[str]]:
    none = [""] * count
    last, first = stored.get("last_name", none), stored.get("first_name", none)
    numbers, emails = stored.get("student_number", none), stored.get("email", none)
    mobiles, phones = stored.get("mobile", none), stored.get("phone", none)
    return {
        "search_key": [search_key(*four) for four in zip(last, first, numbers, emails, strict=True)],
        "sort_key": [sort_key(*two) for two in zip(last, first, strict=True)],
        "phone_key": [
            " ".join(filter(None, (digits_of(m), digits_of(p)))) if m or p else ""
            for m, p in zip(mobiles, phones, strict=True)
        ],
    }
