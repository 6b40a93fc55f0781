"""How a command ends that does not end well: a sentence, a code for programs, an exit code, and never a traceback."""

from __future__ import annotations

import logging
import uuid
from pathlib import Path

from sms_desktop.cli.arguments import Usage
from sms_desktop.cli.output import Output
from sms_desktop.core import logs
from sms_desktop.core.errors import BadFile, Cancelled, Invalid, StorageProblem, UserError
from sms_desktop.core.i18n import _

FAULT, CANCELLED = 4, 130
log = logging.getLogger(__name__)


def told(out: Output, error: BaseException, folder: Path | None) -> int:
    """Says what happened and returns the exit code (formats.md 5).

    What nobody foresaw is written to the log of the school in `folder`, without messages or values.
    """
    if isinstance(error, Cancelled | KeyboardInterrupt):
        _tell(out, "cancelled", _("Cancelled; what was not finished was taken back."))
        return CANCELLED
    if isinstance(error, OSError):
        error = _of_the_system(error)
    if not isinstance(error, UserError):
        return _fault(out, error, folder)
    if isinstance(error, Usage) and error.usage:
        out.note(error.usage)
    _tell(out, error.code, error.sentence, error.way_out, **_details(error))
    return error.exit_code


def _tell(out: Output, code: str, sentence: str, way_out: str = "", **details: object) -> None:
    if out.as_json:
        out.answer({"error": {"code": code, "message": sentence, "way_out": way_out, **details}}, ())
    out.note(f"{sentence} {way_out}".strip())


def _details(error: UserError) -> dict[str, object]:
    if isinstance(error, BadFile):
        return {"row": error.row, "column": error.column}
    return {"fields": error.fields} if isinstance(error, Invalid) and error.fields else {}


def _of_the_system(error: OSError) -> StorageProblem:
    """What the system says of a file or folder that the person named."""
    sentence = _("{file}: the system says “{reason}”.").format(file=error.filename or "", reason=error.strerror or "")
    return StorageProblem(sentence.removeprefix(": "), code="system")


def _fault(out: Output, error: BaseException, folder: Path | None) -> int:
    """A sentence for people, and for whoever looks after the program where it happened."""
    operation = uuid.uuid4().hex
    sentence = _("Something went wrong that the program did not expect (operation {operation}).")
    way_out = _("Try again. If it happens again, tell whoever looks after the program.")
    if folder is not None and _logged(folder, operation, error):
        way_out = _("Try again. If it happens again, send the folder “logs” of the data folder to whoever looks after "
                    "the program; it holds no personal data.")  # fmt: skip
    _tell(out, "fault", sentence.format(operation=operation), way_out, operation_id=operation)
    return FAULT


def _logged(folder: Path, operation: str, error: BaseException) -> bool:
    """Whether the fault could be written down; nothing is made where there is no school."""
    from sms_desktop.services.welcome import is_school

    if not is_school(folder):
        return False
    try:
        handler = logs.to_folder(folder, "smsctl")
    except OSError:
        return False
    log.error("operation %s", operation, exc_info=error)
    logs.stop(handler)
    return True
