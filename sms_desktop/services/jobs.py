"""Long pieces of work as rows of the database: begun, ended with a result or an error, tidied up after a crash."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, select, true, update
from sqlalchemy.orm import Session

from sms_desktop.core.actor import Actor, system_actor
from sms_desktop.core.clock import utc_now
from sms_desktop.core.errors import Cancelled, NotFound, UserError
from sms_desktop.core.i18n import _
from sms_desktop.db import locks
from sms_desktop.db.changes import actor, recorder
from sms_desktop.db.database import Database
from sms_desktop.db.operations import Job

PENDING, PROCESSING, COMPLETED, FAILED, CANCELLED = "pending", "processing", "completed", "failed", "cancelled"
Result = TypeVar("Result", bound=Mapping[str, Any])


@dataclass(frozen=True)
class JobRow:
    """A job as lists show it; `error` is a sentence for people."""

    id: int
    kind: str
    title: str
    state: str
    created_at: datetime
    ended_at: datetime | None
    user_name: str
    operation_id: str
    error: str
    result: dict[str, Any] | None = field(default=None)


def run(
    database: Database,
    who: Actor,
    kind: str,
    title: str,
    work: Callable[[Session], Result],
    *,
    action: str = "update",
) -> Result:
    """Does `work` in one transaction, as a job that is kept with its result or its error.

    The row becomes completed in the same transaction, so that after a crash it is never said of work that was
    lost, nor denied of work that was kept.
    """
    with (
        _begun(database, who, kind, title) as (job_id, operation_id),
        _told_of_failure(database, who, job_id),
        database.begin(who, action, operation_id=operation_id) as session,
    ):
        result = work(session)
        _end(session, job_id, COMPLETED, result=dict(result))
    return result


def run_outside(database: Database, who: Actor, kind: str, title: str, work: Callable[[str], Result]) -> Result:
    """As `run`, for work outside a transaction: it is handed the job's operation id, and others write meanwhile."""
    with _begun(database, who, kind, title) as (job_id, operation_id), _told_of_failure(database, who, job_id):
        result = work(operation_id)
        _ended(database, who, job_id, COMPLETED, "", result=dict(result))
    return result


@contextmanager
def _told_of_failure(database: Database, who: Actor, job_id: int) -> Iterator[None]:
    """Keeps in the job's row how the block failed."""
    try:
        yield
    except Cancelled:
        _ended(database, who, job_id, CANCELLED, "")
        raise
    except UserError as error:
        _ended(database, who, job_id, FAILED, str(error))
        raise
    except Exception:
        _ended(database, who, job_id, FAILED, _("It stopped because of a fault in the program."))
        raise


@contextmanager
def _begun(database: Database, who: Actor, kind: str, title: str) -> Iterator[tuple[int, str]]:
    with database.begin(who) as session:
        now = utc_now()
        row = Job(
            kind=kind,
            title=title[:300],
            state=PROCESSING,
            created_at=now,
            started_at=now,
            user_name=who.name,
            workstation=who.workstation,
            operation_id=recorder(session).operation_id,
        )
        session.add(row)
        session.flush()
        held = locks.take(_folder(database), f"job-{row.id}")
    try:
        yield row.id, row.operation_id
    finally:
        if held is not None:
            held.release()
        with suppress(OSError):
            (_folder(database) / f"job-{row.id}.lock").unlink()


def _folder(database: Database) -> Any:
    folder = database.folder / "jobs"
    folder.mkdir(exist_ok=True, mode=0o700)
    return folder


def _end(session: Session, job_id: int, state: str, *, result: dict[str, Any] | None = None, error: str = "") -> None:
    session.execute(
        update(Job).where(Job.id == job_id).values(state=state, ended_at=utc_now(), result=result, error=error[:2000])
    )


def _ended(
    database: Database, who: Actor, job_id: int, state: str, error: str, *, result: dict[str, Any] | None = None
) -> None:
    with database.begin(who) as session:
        _end(session, job_id, state, result=result, error=error)


def tidy(database: Database) -> list[str]:
    """Marks jobs that a crash left behind as failed, and says for each what happened; others' running jobs stay."""
    told = []
    who = system_actor()
    with database.read(who) as session:
        left = session.execute(select(Job.id, Job.title).where(Job.state.in_((PENDING, PROCESSING)))).all()
    for job_id, title in left:
        held = locks.take(_folder(database), f"job-{job_id}")
        if held is None:
            continue  # somebody is still at it
        sentence = _("“{title}” was interrupted when the program stopped; nothing of it was kept.").format(title=title)
        _ended(database, who, job_id, FAILED, sentence)
        held.release()
        with suppress(OSError):
            (_folder(database) / f"job-{job_id}.lock").unlink()
        told.append(sentence)
    return told


def let_go(session: Session) -> None:
    """For a copy of the school, such as a restored backup: what was at work when it was made is not at work in it."""
    at_work = update(Job).where(Job.state.in_((PENDING, PROCESSING)))
    session.execute(at_work.values(state=CANCELLED, ended_at=utc_now()))


def recent(session: Session, limit: int = 100) -> list[JobRow]:
    """The newest jobs first: one's own, and everybody's for who may read the log."""
    actor(session).require("jobs:view")
    return [
        _row(row) for row in session.scalars(select(Job).where(_open_to(session)).order_by(Job.id.desc()).limit(limit))
    ]


def get(session: Session, job_id: int) -> JobRow:
    """One job; raises `NotFound`."""
    actor(session).require("jobs:view")
    row = session.scalar(select(Job).where(Job.id == job_id, _open_to(session)))
    if row is None:
        raise NotFound(_("There is no job number {number}.").format(number=job_id))
    return _row(row)


def _open_to(session: Session) -> ColumnElement[bool]:
    """Titles and errors of jobs can name files and people: those of others are for who may read the log."""
    who = actor(session)
    return true() if who.may_all("audit:view") else Job.user_name == who.name


def _row(r: Job) -> JobRow:
    return JobRow(
        r.id, r.kind, r.title, r.state, r.created_at, r.ended_at, r.user_name, r.operation_id, r.error, r.result
    )
