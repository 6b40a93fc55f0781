"""Errors that a person may be shown as they are: a code, a plain sentence, and a way out."""

from __future__ import annotations


class UserError(Exception):
    """Something the person at the desk can understand and do something about.

    `code` is stable and for programs; `sentence` says what happened and `way_out` what to do, both already
    in the reader's language. `exit_code` is what `smsctl` ends with (formats.md 5).
    """

    code = "error"
    exit_code = 2

    def __init__(self, sentence: str, way_out: str = "", *, code: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.way_out = way_out
        if code is not None:
            self.code = code

    def __str__(self) -> str:
        return f"{self.sentence} {self.way_out}".strip()


class Invalid(UserError):
    """Input that breaks a rule; `fields` maps each field's name to its sentence: `Invalid(number=_("..."))`."""

    code = "invalid"

    def __init__(self, sentence: str = "", way_out: str = "", *, code: str | None = None, **fields: str) -> None:
        super().__init__(sentence or " ".join(fields.values()), way_out, code=code)
        self.fields = fields


class NotFound(UserError):
    """What was asked for is not there (any more)."""

    code = "not_found"


class Conflict(UserError):
    """Somebody changed, took or uses it meanwhile; nothing was overwritten."""

    code = "conflict"


class Denied(UserError):
    """The signed-in person may not do this, or nobody is signed in; `permission` is the key that is missing, if any."""

    code = "denied"
    exit_code = 3

    def __init__(self, sentence: str, way_out: str = "", *, code: str | None = None, permission: str = "") -> None:
        super().__init__(sentence, way_out, code=code)
        self.permission = permission


class BadFile(UserError):
    """A file given by the person that can't be read as what it should be.

    `row` is the row or line as the person counts them, `column` the column's name, where there is one.
    """

    code = "bad_file"

    def __init__(
        self,
        sentence: str,
        way_out: str = "",
        *,
        code: str | None = None,
        row: int | None = None,
        column: str | None = None,
    ) -> None:
        super().__init__(sentence, way_out, code=code)
        self.row = row
        self.column = column


class StorageProblem(UserError):
    """Something is wrong with the data folder, the database or the disk."""

    code = "storage"
    exit_code = 4


class Cancelled(Exception):
    """Raised by a progress call once the person has cancelled; whoever writes rolls back."""
