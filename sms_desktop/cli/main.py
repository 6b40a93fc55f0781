"""The entry of `smsctl`: one command and its exit code (formats.md 5)."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress

from sms_desktop.cli import (
    arguments,
    attending,
    auditing,
    backing_up,
    certificates,
    endings,
    exporting,
    grading,
    highlights,
    importing,
    keeping_keys,
    language,
    looking,
    own_forms,
    privacy,
    reporting,
    roles,
    rules,
    school,
    showing,
    terms,
    upkeep,
    users,
)
from sms_desktop.cli.call import Call
from sms_desktop.cli.output import Output, speak_utf8
from sms_desktop.core.errors import Invalid
from sms_desktop.core.i18n import _

#: What each group adds its commands by.
Groups = Sequence[Callable[[arguments.Group], None]]


def main(argv: list[str] | None = None) -> int:
    """Runs one command and returns its exit code: 0, 1, 2, 3, 4 or 130."""
    groups = (
        school,
        terms,
        importing,
        exporting,
        reporting,
        certificates,
        own_forms,
        looking,
        showing,
        grading,
        rules,
        attending,
        highlights,
        upkeep,
        auditing,
        users,
        roles,
        backing_up,
        keeping_keys,
        privacy,
    )
    return run(sys.argv[1:] if argv is None else argv, [group.add_to for group in groups])


def run(words: list[str], groups: Groups) -> int:
    """As `main`, with the commands of these groups."""
    out = Output("--json" in words)
    speak_utf8(out.as_json)
    try:
        code = _run(words, groups, out)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads our answer has had enough of it
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


def _run(words: list[str], groups: Groups, out: Output) -> int:
    mine = language.of_the_person(os.environ)
    language.speak(mine or "en")
    call = None
    try:
        call = _called(words, groups, out, mine)
        code: int = call.arguments.run(call)
        return code
    except SystemExit as end:  # --help and --version
        return int(end.code or 0)
    except BrokenPipeError:
        raise
    except (Exception, KeyboardInterrupt) as error:
        return endings.told(out, error, call.folder if call is not None else None)


def _called(words: list[str], groups: Groups, out: Output, mine: str | None) -> Call:
    parser = arguments.parser_of(groups)
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
