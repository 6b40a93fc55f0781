"""The entry of `smsctl`: one command, its exit code, and never a traceback (formats.md 5)."""

from __future__ import annotations

import logging
import os
import sys
import uuid
from contextlib import suppress
from pathlib import Path

from sms_desktop.cli import arguments, exporting, importing, language, looking, school, upkeep
from sms_desktop.cli.call import Call
from sms_desktop.cli.output import Output, speak_utf8
from sms_desktop.core import logs
from sms_desktop.core.errors import BadFile, Cancelled, Invalid, StorageProblem, UserError
from sms_desktop.core.i18n import _

FAULT, CANCELLED = 4, 130
log = logging.getLogger(__name__)


def main(argv: list[str] | None = None) -> int:
    """Runs one command and returns its exit code: 0, 1, 2, 3, 4 or 130."""
    words = sys.argv[1:] if argv is None else argv
    out = Output("--json" in words)
    speak_utf8(out.as_json)
    try:
        code = _run(words, out)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads our answer has had enough of it
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


def _run(words: list[str], out: Output) -> int:
    mine = language.of_the_person(os.environ)
    language.speak(mine or "en")
    call = None
    try:
        call = _called(words, out, mine)
        run: int = call.arguments.run(call)
        return run
    except SystemExit as end:  # --help and --version
        return int(end.code or 0)
    except (Cancelled, KeyboardInterrupt):
        _tell(out, "cancelled", _("Cancelled; what was not finished was taken back."), "")
        return CANCELLED
    except UserError as error:
        return _told(out, error)
    except BrokenPipeError:
        raise
    except OSError as error:
        return _told(out, _of_the_system(error))
    except Exception as error:
        return _fault(out, error, call)


def _called(words: list[str], out: Output, mine: str | None) -> Call:
    groups = (school, importing, exporting, looking, upkeep)
    parser = arguments.parser_of(group.add_to for group in groups)
    if not words:
        parser.print_help(sys.stderr)
        raise arguments.Usage(_("No command was given."), "", "")
    call = Call(arguments.parsed(parser, words), out, mine)
    if call.arguments.database is not None:
        raise Invalid(
            _("Databases on a server come in a later version."),
            _("Use the data folder of a school: “--data DIR”."),
            code="no_servers_yet",
        )
    return call


def _told(out: Output, error: UserError) -> int:
    more: dict[str, object] = {}
    if isinstance(error, arguments.Usage) and error.usage:
        out.note(error.usage)
    if isinstance(error, Invalid) and error.fields:
        more["fields"] = error.fields
    if isinstance(error, BadFile):
        more |= {"row": error.row, "column": error.column}
    _tell(out, error.code, error.sentence, error.way_out, **more)
    return error.exit_code


def _tell(out: Output, code: str, sentence: str, way_out: str, **more: object) -> None:
    if out.as_json:
        out.answer({"error": {"code": code, "message": sentence, "way_out": way_out, **more}}, ())
    out.note(f"{sentence} {way_out}".strip())


def _of_the_system(error: OSError) -> StorageProblem:
    """What the system says of a file or folder that the person named."""
    sentence = _("{file}: the system says “{reason}”.").format(file=error.filename or "", reason=error.strerror or "")
    return StorageProblem(sentence.removeprefix(": "), code="system")


def _fault(out: Output, error: Exception, call: Call | None) -> int:
    """What nobody foresaw: a sentence for people, and for whoever looks after the program where it happened."""
    operation = uuid.uuid4().hex
    kept = call is not None and _logged(call.folder, operation, error)
    sentence = _("Something went wrong that the program did not expect (operation {operation}).")
    way_out = _("Try again. If it happens again, tell whoever looks after the program.")
    if kept:
        way_out = _("Try again. If it happens again, send the folder “logs” of the data folder to whoever looks after "
                    "the program; it holds no personal data.")  # fmt: skip
    _tell(out, "fault", sentence.format(operation=operation), way_out, operation_id=operation)
    return FAULT


def _logged(folder: Path, operation: str, error: Exception) -> bool:
    """Whether the fault could be written down; no folder is made for it by accident."""
    if not folder.is_dir():
        return False
    try:
        handler = logs.to_folder(folder, "smsctl")
    except OSError:
        return False
    log.error("operation %s", operation, exc_info=error)
    logs.stop(handler)
    return True
