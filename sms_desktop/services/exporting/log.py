"""What an export says to the audit log: kept together with the file's name, so that neither is there without the other.

It is begun when the file is whole and ends when that has its name; an export that does not happen is not told of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from sms_desktop.core import files
from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import StorageProblem
from sms_desktop.core.i18n import N_
from sms_desktop.db.changes import describe
from sms_desktop.db.database import Database
from sms_desktop.services import unfinished

_LONGEST_PURPOSE = 1000


@contextmanager
def entry(
    database: Database, who: Actor, target: Path, form: str, purpose: str, **details: Any
) -> Iterator[Callable[[int], None]]:
    """Inside, `target` is written; the writer hands its count of rows to what this yields, right before it renames.

    So the log has who took how many rows of what (`details` have `list`), what for, and as which `form`. Raises
    `StorageProblem` for a name that no file can have, before anything is written.
    """
    files.must_be_free(target)
    files.sweep(target.parent)
    in_place = False
    try:
        with unfinished.noted(database, target.parent, [target.name]), ExitStack() as transaction:

            def written(rows: int) -> None:
                session = transaction.enter_context(
                    database.begin(who, "export", reason=purpose.strip()[:_LONGEST_PURPOSE])
                )
                describe(
                    session, N_("Export of {list}: {rows} rows as {format}"),
                    action="export", rows=rows, format=form.upper(), **details,
                )  # fmt: skip

            yield written
            in_place = True
    except StorageProblem:
        if in_place:  # and the log could not keep it
            target.unlink(missing_ok=True)
        raise
