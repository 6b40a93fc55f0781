"""What the database, the disk or another program did, in plain sentences (reliability.md 2, F10-F18)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, PendingRollbackError
from sqlcipher3 import dbapi2

from sms_desktop.core.errors import Conflict, Invalid, StorageProblem, UserError
from sms_desktop.core.i18n import _


@contextmanager
def translated() -> Iterator[None]:
    """Turns what the driver raises into an error that a person understands; anything else passes.

    It takes no halves of letters, which commands are handed where a terminal writes another encoding.
    """
    try:
        yield
    except IntegrityError as error:
        raise _clash(error) from error
    except DBAPIError as error:
        raise problem(error.orig or error) from error
    except (dbapi2.DatabaseError, PendingRollbackError) as error:
        raise problem(error) from error
    except UnicodeEncodeError as error:
        raise Invalid(_("There is a character in this that can't be shown. Type the text anew.")) from error


def _clash(error: IntegrityError) -> UserError:
    text = str(error.orig)
    if "FOREIGN KEY" in text:
        return Conflict(
            _("Something else still refers to this."), _("Remove that first, then try again."), code="in_use"
        )
    if "UNIQUE" not in text:
        return problem(error.orig or error)
    return Conflict(
        _("The same entry exists already."), _("Open the existing one, or choose another number or code."), code="taken"
    )


def problem(error: BaseException) -> StorageProblem:
    """The sentence for one of SQLite's errors: by its result code, or by its words where only they are left."""
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if code not in _BY_CODE:
        text = str(error).lower()
        code = next((known for phrase, known in _PHRASES if phrase in text), 0)
    return _BY_CODE.get(code, _unknown)()


def _disk_full() -> StorageProblem:
    return StorageProblem(
        _("The disk is full; nothing was changed."),
        _("Free some space on the disk that holds the school's data, then try again."),
        code="disk_full",
    )


def _locked() -> StorageProblem:
    return StorageProblem(
        _("Another program is writing to the school's data just now; nothing was changed."),
        _("Wait until it has finished, then try again."),
        code="locked",
    )


def _read_only() -> StorageProblem:
    return StorageProblem(
        _("The school's data can't be opened for writing."),
        _("Check that the data folder is there and that you may write to it."),
        code="read_only",
    )


def _damaged() -> StorageProblem:
    return StorageProblem(
        _("The school's data file is damaged, or the key does not fit it."),
        _("Don't work on; restore the newest good backup."),
        code="damaged",
    )


def _disk_error() -> StorageProblem:
    return StorageProblem(
        _("The disk reported an error while reading or writing; nothing was changed."),
        _("Check the disk and its free space, then try again."),
        code="disk_error",
    )


def _unknown() -> StorageProblem:
    return StorageProblem(
        _("The database could not do this; nothing was changed."),
        _("Try again; if it happens once more, run a check of the data."),
        code="database",
    )


#: SQLite's result codes (BUSY, LOCKED, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, NOTADB).
_BY_CODE: dict[int, Callable[[], StorageProblem]] = {
    5: _locked,
    6: _locked,
    8: _read_only,
    10: _disk_error,
    11: _damaged,
    13: _disk_full,
    14: _read_only,
    26: _damaged,
}
_PHRASES = (
    ("disk is full", 13),
    ("is locked", 5),
    ("readonly database", 8),
    ("unable to open database", 14),
    ("not a database", 26),
    ("is malformed", 11),
    ("disk i/o error", 10),
)
