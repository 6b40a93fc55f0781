"""The command line that `smsctl` understands: global options before or after the command, one parser a command."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from typing import NoReturn

import sms_desktop
from sms_desktop.cli.call import Command
from sms_desktop.core.errors import Invalid
from sms_desktop.core.i18n import _


class Usage(Invalid):
    """The command line itself is wrong; `usage` is the short form of what is right."""

    code = "usage"

    def __init__(self, sentence: str, way_out: str, usage: str) -> None:
        super().__init__(sentence, way_out)
        self.usage = usage


class Parser(argparse.ArgumentParser):
    """argparse without abbreviations (scripts must not break by a new option), raising instead of leaving."""

    def __init__(self, **settings: object) -> None:
        super().__init__(allow_abbrev=False, **settings)  # type: ignore[arg-type]

    def error(self, message: str) -> NoReturn:
        way_out = _("“{command} --help” shows what can be given.").format(command=self.prog)
        raise Usage(message[:1].upper() + message[1:] + ".", way_out, self.format_usage().rstrip())


class Group:
    """Adds commands to the parser, each with its help and what it does."""

    def __init__(self, parser: Parser, dest: str, *, required: bool = True) -> None:
        self._commands = parser.add_subparsers(
            title=_("commands"), dest=dest, metavar=_("COMMAND"), required=required, parser_class=Parser
        )

    def add(self, name: str, help_text: str, run: Command | None = None, *, own_user: bool = False) -> Parser:
        """A command's parser; `help_text` is a sentence without a full stop, `run` None where others follow.

        With `own_user` the command has a `--user` of its own; who signs in is said before it.
        """
        description = help_text[:1].upper() + help_text[1:] + "."
        parser: Parser = self._commands.add_parser(name, help=help_text, description=description)
        add_global_options(parser, own_user=own_user)
        if run is not None:
            parser.set_defaults(run=run)
        return parser


def add_global_options(parser: argparse.ArgumentParser, *, own_user: bool = False) -> None:
    """`--data`, `--user` and the rest; each parser has them, and only one that is given says anything."""
    options = parser.add_argument_group(_("options for all commands"))
    suppress = argparse.SUPPRESS
    options.add_argument(
        "--data",
        metavar=_("DIR"),
        default=suppress,
        help=_("data folder of the school (else SMS_DATA, else the usual one)"),
    )
    options.add_argument(
        "--database", metavar="URL", default=suppress, help=_("database on a server: in a later version")
    )
    if not own_user:
        options.add_argument(
            "--user",
            metavar=_("NAME"),
            default=suppress,
            help=_("who signs in; the administrator made by “init” if left out"),
        )
    options.add_argument(
        "--json",
        action="store_true",
        default=suppress,
        help=_("one JSON document on standard output, messages beside it"),
    )


def parser_of(groups: Iterable[Callable[[Group], None]]) -> Parser:
    """The parser of `smsctl`; each of `groups` adds its commands."""
    parser = Parser(
        prog="smsctl",
        description=_("What the window of SMS Desktop does, by command: for scripts and scheduled tasks."),
        epilog=_("The password comes from SMS_PASSWORD, or is asked for. Exit codes: 0 done; 1 done in part, or a "
                 "check found something; 2 bad input; 3 not allowed; 4 something is wrong with the database or a "
                 "file; 130 cancelled."),
    )  # fmt: skip
    parser.add_argument(
        "--version", action="version", version=f"SMS Desktop {sms_desktop.__version__}", help=_("show the version")
    )
    commands = Group(parser, "command")
    add_global_options(parser)
    for add_to in groups:
        add_to(commands)
    return parser


def parsed(parser: Parser, argv: list[str]) -> argparse.Namespace:
    """The arguments with every global option in place; raises `Usage`."""
    defaults = argparse.Namespace(data=None, database=None, user=None, json=False)
    return parser.parse_args(argv, defaults)
