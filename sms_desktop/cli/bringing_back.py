"""Restoring by command: over the school of the data folder, or into a new one."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sms_desktop.cli.arguments import Group
from sms_desktop.cli.backup_words import document, meant
from sms_desktop.cli.call import Call, password, school
from sms_desktop.cli.cancelling import cancellable
from sms_desktop.cli.output import table
from sms_desktop.core.errors import Invalid
from sms_desktop.core.i18n import _, format_moment, format_number, ngettext

if TYPE_CHECKING:
    from sms_desktop.services.safekeeping.backup_keys import Secret
    from sms_desktop.services.safekeeping.restoring import Rehearsal

#: The printed key, and the password of the time of a backup that today's keys don't open.
RECOVERY_KEY, OLD_PASSWORD = "SMS_RECOVERY_KEY", "SMS_BACKUP_PASSWORD"


def add_to(actions: Group) -> None:
    """Adds `backup restore`."""
    parser = actions.add("restore", _("bring the school back from a backup"), restore)
    parser.add_argument("file", metavar=_("FILE"), help=_("a backup"))
    parser.add_argument("--into", metavar=_("DIR"), help=_("make the school in this new data folder"))
    parser.add_argument("--rehearse", action="store_true", help=_("only say what would change"))
    parser.add_argument("--yes", action="store_true", help=_("do not ask before the data is replaced"))
    parser.add_argument(
        "--set-aside", action="store_true", help=_("move a damaged school in the data folder away first")
    )


def restore(call: Call) -> int:
    """Restores over the school of the data folder, or into a new one where there is none there."""
    from sms_desktop.services.welcome import is_school

    if call.arguments.into or call.arguments.set_aside or not is_school(call.folder):
        return _restore_anew(call)
    return _restore_over(call)


def _restore_anew(call: Call) -> int:
    from sms_desktop.services.safekeeping.restoring_anew import restore_into

    folder = Path(call.arguments.into) if call.arguments.into else call.folder
    with cancellable(call.out) as progress:
        done = restore_into(folder, meant(call), _secret(call), progress, set_aside=call.arguments.set_aside)
    answer = {
        "folder": str(done.folder), "encrypted": done.encrypted, "set_aside": str(done.aside or "") or None,
        "backup": document(done.backup), "let_in": list(done.let_in),
    }  # fmt: skip
    lines = [_("The school of {moment} is in {folder}; names and passwords are those of then.").format(
        moment=format_moment(done.backup.made_at), folder=done.folder)]  # fmt: skip
    if not done.encrypted:
        lines.append(_("Its data is not encrypted: whoever has the files can read them."))
    if done.aside is not None:
        lines.append(_("What was there is in {folder}.").format(folder=done.aside))
    if done.let_in:
        text = _("These accounts could not sign in any more, and can again: {names}. Disable them if they are not to.")
        lines.append(text.format(names=", ".join(done.let_in)))
    call.out.answer(answer, lines)
    return 0


def _secret(call: Call) -> Secret:
    """The recovery key from the environment, else the password from there or the terminal."""
    from sms_desktop.services.safekeeping.backup_keys import Secret

    recovery_key = os.environ.get(RECOVERY_KEY, "")
    if recovery_key:
        return Secret(recovery_key=recovery_key)
    return Secret(password(_("Password at the time of the backup: ")), call.arguments.user)


def _restore_over(call: Call) -> int:
    from sms_desktop.services.safekeeping import restoring
    from sms_desktop.services.safekeeping.backup_keys import Secret

    secret = Secret(
        os.environ.get(OLD_PASSWORD, ""), call.arguments.user, os.environ.get(RECOVERY_KEY, "")
    )  # fmt: skip
    path = meant(call)
    with school(call) as opened, cancellable(call.out) as progress:
        if call.arguments.rehearse or not call.arguments.yes:
            found = restoring.rehearse(opened.database, opened.actor, path, secret, progress)
            if call.arguments.rehearse:
                call.out.answer(_rehearsal(found), _rehearsal_lines(found))
                return 0
            _ask(call, found)
        done = restoring.restore(opened.database, opened.actor, path, secret, progress)
    answer = {"restored": document(done.backup), "kept": document(done.kept), "erased": done.erased}
    lines = [
        _("The school is as it was on {moment}.").format(moment=format_moment(done.backup.made_at)),
        _("What was there before is in the backup {file}.").format(file=done.kept.path.name),
    ]
    if done.erased:
        from sms_desktop.services.privacy.erasure_again import come_back

        lines.append(come_back(done.erased))
    call.out.answer(answer, lines)
    return 0


def _ask(call: Call, found: Rehearsal) -> None:
    """Shows what would change and asks; raises `Invalid` where that is not wanted, or nobody can be asked."""
    for line in _rehearsal_lines(found):
        call.out.note(line)
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise Invalid(_("Nothing was restored."), _("Say “--yes” to replace the data."), code="not_confirmed")
    call.out.note(_("Type “yes” to replace the data:"))
    if sys.stdin.readline().strip().casefold() not in ("yes", _("yes").casefold()):
        raise Invalid(_("Nothing was restored."), code="not_confirmed")


def _rehearsal(found: Rehearsal) -> dict[str, Any]:
    return {
        "backup": document(found.backup),
        "rows": {count.table: {"now": count.now, "then": count.then} for count in found.rows},
        "lost": found.lost,
        "newest_lost": [
            {"id": row.id, "at": row.at, "user": row.user_name, "what": row.title} for row in found.newest_lost
        ],
        "last_change": found.last_change,
        "upgrades": found.upgrades,
        "newer": document(found.newer) if found.newer else None,
        "problems": list(found.problems),
        "erased": found.erased,
    }


def _rehearsal_lines(found: Rehearsal) -> Iterator[str]:
    yield _("Backup of {moment}, made by {user}.").format(
        moment=format_moment(found.backup.made_at), user=found.backup.made_by
    )
    if found.newer is not None:
        yield _("There is a newer one, of {moment}.").format(moment=format_moment(found.newer.made_at))
    yield ngettext("{count} change made since would be lost.", "{count} changes made since would be lost.",
                   found.lost).format(count=format_number(found.lost))  # fmt: skip
    yield from table(
        (_("When"), _("Who"), _("What")),
        [(format_moment(row.at), row.user_name, row.title) for row in found.newest_lost],
    )
    changed = [(count.table, count.now, count.then) for count in found.rows if count.now != count.then]
    yield from table((_("Table"), _("Rows now"), _("Rows then")), changed)
    if found.upgrades:
        yield _("It is of an older version of the program and is brought up to date.")
    if found.erased:
        from sms_desktop.services.privacy.erasure_again import warning

        yield warning(found.erased)
    yield from found.problems
