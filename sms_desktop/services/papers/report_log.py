"""Reports in the audit log: who took which papers, how many, about whom, and what for (domain.md 8)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy.orm import Session

from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import StorageProblem
from sms_desktop.core.i18n import N_
from sms_desktop.db.changes import actor, describe, recorder

_LONGEST_PURPOSE = 1000
#: More ids than this are not listed one by one, only counted.
_MOST_LISTED = 5000


@dataclass(frozen=True)
class Taken:
    """A report that was made: its name, how many documents in which language, and for what.

    `about` is what `subjects` are ids of: student, offering, or school (which has none). `number` is on its papers.
    """

    report: str
    documents: int
    language: str
    about: str
    subjects: Sequence[int]
    purpose: str = ""
    number: str = ""


def record(session: Session, taken: Taken) -> None:
    """Keeps that a report was made, in a change set of its own. Raises `Denied`."""
    actor(session).require("reports:run")
    recorder(session).reason = taken.purpose.strip()[:_LONGEST_PURPOSE]
    numbered = {"number": taken.number} if taken.number else {}
    summary = N_("Report {report}: {documents} documents, No. {number}")
    describe(
        session, summary if numbered else N_("Report {report}: {documents} documents"),
        action="report", report=taken.report, documents=taken.documents, language=taken.language,
        **numbered, **_whose(taken),
    )  # fmt: skip


class School(Protocol):
    """An open database that the log is written to."""

    def begin(self, actor: Actor, action: str = ..., *, reason: str = ...) -> AbstractContextManager[Any]: ...


@dataclass
class Entry:
    """What is kept of a report together with its `files`, which get their names after `write` was called."""

    transaction: ExitStack
    database: School
    who: Actor
    files: list[Path] = field(default_factory=list)

    def write(self, told: Callable[[Session], object], action: str = "report") -> None:
        """Has `told` write to the log, in a transaction that ends when the files have their names."""
        session = self.transaction.enter_context(self.database.begin(self.who, action))
        told(session)
        session.flush()


@contextmanager
def entry(database: School, who: Actor) -> Iterator[Entry]:
    """Inside, files are written: neither are they there without the log of it, nor the log without them."""
    kept, in_place = Entry(ExitStack(), database, who), False
    try:
        with kept.transaction:
            yield kept
            in_place = True
    except StorageProblem:
        if in_place:  # and the log could not keep it
            for file in kept.files:
                file.unlink(missing_ok=True)
        raise


def about(details: Mapping[str, Any], student_id: int, offering_ids: Collection[int]) -> bool | None:
    """Whether a report in the log is about a student of these classes: True surely, False perhaps, None not at all."""
    students = details.get("student_ids", [details["student_id"]] if "student_id" in details else None)
    if students is not None:
        return True if student_id in students else None
    classes = details.get("offering_ids", [details["offering_id"]] if "offering_id" in details else None)
    if classes is not None and not set(classes) & set(offering_ids):
        return None
    return False


def _whose(taken: Taken) -> dict[str, Any]:
    """The ids of those it is about, as the log keeps them: `student_id` for one, else `student_ids` and the like."""
    ids = list(taken.subjects)
    if not ids:
        return {}
    if len(ids) == 1:
        return {f"{taken.about}_id": ids[0]}
    return {f"{taken.about}_ids": ids} if len(ids) <= _MOST_LISTED else {"many": len(ids)}
