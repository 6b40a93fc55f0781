"""What a command is called with, and how it gets at the school."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sms_desktop.cli import language
from sms_desktop.cli.output import Output
from sms_desktop.core import paths
from sms_desktop.core.errors import Denied, StorageProblem
from sms_desktop.core.i18n import _

if TYPE_CHECKING:
    from sms_desktop.services.access.accounts import SignedIn

PASSWORD = "SMS_PASSWORD"
NEW_PASSWORD = "SMS_NEW_PASSWORD"


@dataclass(frozen=True)
class Call:
    """One command: its arguments, where its words go, and the language the person's system asks for, if any."""

    arguments: argparse.Namespace
    out: Output
    language: str | None

    @property
    def folder(self) -> Path:
        """The data folder: `--data`, else the usual one."""
        return Path(self.arguments.data) if self.arguments.data else paths.default_data_folder()


#: A command: does its work and returns the exit code (formats.md 5).
Command = Callable[[Call], int]


@contextmanager
def school(call: Call, *, changes_password: bool = False) -> Iterator[SignedIn]:
    """The school, open, with the person signed in; says on standard error what a crash before left undone.

    What is refused inside is noted in the log. A password set by somebody else is told of, no more: commands run in
    scripts, and the window asks. Raises `Denied` where the name or the password is wrong or there is none,
    `StorageProblem` where there is no school.
    """
    from sms_desktop.services.access import accounts, refusals
    from sms_desktop.services.welcome import is_school, welcome

    if not is_school(call.folder):
        raise StorageProblem(
            _("There is no school in {folder}.").format(folder=call.folder),
            _("Choose the right data folder, or make a new school with “smsctl init”."),
            code="no_school",
        )
    signed_in = accounts.sign_in(call.folder, call.arguments.user, password(_("Password: ")))
    welcomed = welcome(signed_in, lambda of_school, word: language.speak(call.language or of_school, word))
    try:
        for sentence in welcomed.notices:
            call.out.note(sentence)
        if signed_in.must_change and not changes_password:
            call.out.note(_("Your password was set by somebody else; choose one of your own first."))
            call.out.note(_("“smsctl users password” does that."))
        yield signed_in
    except Denied as error:
        refusals.note(signed_in.database, signed_in.actor, error)
        raise
    finally:
        signed_in.database.close()


def password(prompt: str) -> str:
    """`SMS_PASSWORD`, or what is typed at the terminal; raises `Denied` where there is neither."""
    return _secret(PASSWORD, prompt)


def new_password(prompt: str) -> str:
    """`SMS_NEW_PASSWORD`, or what is typed at the terminal twice; raises `Denied`."""
    first = _secret(NEW_PASSWORD, prompt)
    if not os.environ.get(NEW_PASSWORD) and _secret(NEW_PASSWORD, _("The same password again: ")) != first:
        raise Denied(_("The two passwords are not the same."), _("Start again."), code="passwords_differ")
    return first


def _secret(name: str, prompt: str) -> str:
    given = os.environ.get(name)
    if given:
        return given
    if not (sys.stdin.isatty() or sys.stderr.isatty()):
        sentence = _("Nobody is signed in: there is no password, and no terminal to ask for it at.")
        if name == NEW_PASSWORD:
            sentence = _("There is no new password, and no terminal to ask for it at.")
        raise Denied(
            sentence,
            _("Put the password into the environment variable {name}.").format(name=name),
            code="no_password",
        )
    try:
        return getpass.getpass(prompt)
    except EOFError:
        raise Denied(_("No password was given."), code="no_password") from None
