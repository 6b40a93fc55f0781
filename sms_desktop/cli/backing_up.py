"""Backups by command: `backup create|list|verify|restore|prune|unattended`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sms_desktop.cli import bringing_back
from sms_desktop.cli.arguments import Group
from sms_desktop.cli.backup_words import document, meant, size_words
from sms_desktop.cli.call import Call, school
from sms_desktop.cli.cancelling import cancellable
from sms_desktop.cli.output import table
from sms_desktop.core.errors import Invalid
from sms_desktop.core.i18n import _, format_moment, format_number, ngettext

if TYPE_CHECKING:
    from sms_desktop.services.access.accounts import SignedIn
    from sms_desktop.services.safekeeping.backup_places import Backup
    from sms_desktop.services.safekeeping.backups import Proof

FOUND_SOMETHING = 1


def add_to(commands: Group) -> None:
    """Adds this group's commands."""
    actions = Group(commands.add("backup", _("make, look through, prove and restore backups")), "action")
    create_parser = actions.add("create", _("make a backup and prove it by a trial restore"), create)
    create_parser.add_argument("--to", metavar=_("DIR"), help=_("into this folder instead of the usual places"))
    create_parser.add_argument(
        "--unattended", action="store_true", help=_("without a password, by the key in the system's keyring")
    )
    list_parser = actions.add("list", _("the backups there are, the newest first"), list_backups)
    list_parser.add_argument("--in", dest="folder", metavar=_("DIR"), help=_("in this folder instead"))
    verify_parser = actions.add("verify", _("prove a backup by restoring it in trial"), verify)
    verify_parser.add_argument("file", nargs="?", metavar=_("FILE"), help=_("a backup"))
    verify_parser.add_argument("--all", action="store_true", help=_("every backup there is"))
    bringing_back.add_to(actions)
    prune_parser = actions.add("prune", _("delete backups that are no longer wanted"), prune)
    prune_parser.add_argument("--dry-run", action="store_true", help=_("only say which"))
    unattended_parser = actions.add("unattended", _("backups that nobody signs in for"), unattended)
    unattended_parser.add_argument("wanted", choices=("on", "off", "status"))


def create(call: Call) -> int:
    """Makes a backup; exit code 1 where it was made but not copied to the second place."""
    from sms_desktop.services.safekeeping import backups

    to = Path(call.arguments.to) if call.arguments.to else None
    with _opened(call) as opened, cancellable(call.out) as progress:
        made = backups.create(opened.database, opened.actor, backups.BY_HAND, to, progress)
    answer = {**document(made.backup), "notices": list(made.notices)}
    call.out.answer(answer, _created_lines(made.backup))
    for sentence in made.notices:
        call.out.note(sentence)
    return FOUND_SOMETHING if made.notices else 0


@contextmanager
def _opened(call: Call) -> Iterator[SignedIn]:
    if not call.arguments.unattended:
        with school(call) as opened:
            yield opened
        return
    from sms_desktop.services.safekeeping import unattended as unattended_backups

    opened = unattended_backups.open_school(call.folder)
    try:
        yield opened
    finally:
        opened.database.close()


def _created_lines(backup: Backup) -> Iterator[str]:
    yield _("Backup made and proven: {path} ({size}).").format(path=backup.path, size=size_words(backup.size))
    if backup.plain:
        yield _("It is not encrypted: whoever has the file can read it.")


def list_backups(call: Call) -> int:
    """The backups by what they say of themselves."""
    from sms_desktop.services.safekeeping import backups

    folder = Path(call.arguments.folder) if call.arguments.folder else None
    with school(call) as opened:
        found = backups.listed(opened.database, opened.actor, folder)
    titles = (_("Made"), _("Why"), _("By"), _("Size"), _("File"))
    lines = table(titles, [_row(backup) for backup in found]) if found else [_("There is no backup yet.")]
    call.out.answer([document(backup) for backup in found], lines)
    return 0


def _row(backup: Backup) -> tuple[object, ...]:
    from sms_desktop.services.safekeeping.backups import reason_words

    why = backup.problem or reason_words(backup.reason)
    if not backup.own and not backup.problem:
        why = _("of another school: {school}").format(school=backup.school or _("without a name"))
    return format_moment(backup.made_at), why, backup.made_by, size_words(backup.size), backup.path


def verify(call: Call) -> int:
    """Proves a backup, or all; exit code 1 where one is not whole."""
    from sms_desktop.services.safekeeping import backups

    if bool(call.arguments.file) == call.arguments.all:
        raise Invalid(_("Say which backup, or “--all”."), code="usage")
    with school(call) as opened, cancellable(call.out) as progress:
        database, who = opened.database, opened.actor
        if call.arguments.file:
            proofs = [backups.verify(database, who, meant(call), progress)]
        else:
            own = [backup for backup in backups.listed(database, who) if backup.own or backup.problem]
            proofs = [backups.verify(database, who, backup.path, progress) for backup in own]
    documents = [_proof(proof) for proof in proofs]
    call.out.answer(documents if call.arguments.all else documents[0], [_proof_line(proof) for proof in proofs])
    return 0 if all(proof.ok for proof in proofs) else FOUND_SOMETHING


def _proof(proof: Proof) -> dict[str, Any]:
    return {"file": str(proof.path), "ok": proof.ok, "rows": dict(proof.rows), "problems": list(proof.problems)}


def _proof_line(proof: Proof) -> str:
    if not proof.ok:
        return f"{proof.path.name}: {' '.join(proof.problems)}"
    count = sum(proof.rows.values())
    sentence = ngettext("{name}: whole, {count} row.", "{name}: whole, {count} rows.", count)
    return sentence.format(name=proof.path.name, count=format_number(count))


def prune(call: Call) -> int:
    """Deletes old backups; exit code 1 where a place was left alone."""
    from sms_desktop.services.safekeeping import backups

    with school(call) as opened:
        done = backups.prune(opened.database, opened.actor, dry_run=call.arguments.dry_run)
    document = {
        "deleted": [str(path) for path in done.deleted], "kept": done.kept, "dry_run": call.arguments.dry_run,
        "notices": list(done.notices),
    }  # fmt: skip
    call.out.answer(document, [*(path.name for path in done.deleted), _kept_line(len(done.deleted), done.kept, call)])
    for sentence in done.notices:
        call.out.note(sentence)
    return FOUND_SOMETHING if done.notices else 0


def _kept_line(deleted: int, kept: int, call: Call) -> str:
    sentence = _("Would be deleted: {deleted}; kept: {kept}.") if call.arguments.dry_run else _(
        "Deleted: {deleted}; kept: {kept}.")  # fmt: skip
    return sentence.format(deleted=format_number(deleted), kept=format_number(kept))


def unattended(call: Call) -> int:
    """Allows or forbids backups by the key in the system's keyring, and says how it is."""
    from sms_desktop.services.safekeeping import keyring_store
    from sms_desktop.services.safekeeping import unattended as unattended_backups

    with school(call) as opened:
        if call.arguments.wanted == "on":
            unattended_backups.allow(opened.database, opened.actor)
        elif call.arguments.wanted == "off":
            unattended_backups.forbid(opened.database, opened.actor)
        allowed = unattended_backups.is_allowed(opened.database.folder)
    there = keyring_store.is_there()
    line = _("Backups without a password are allowed on this computer.") if allowed else _(
        "Backups without a password are not allowed on this computer.")  # fmt: skip
    lines = [line] if there else [line, _("It has no keyring that keeps secrets safely.")]
    call.out.answer({"allowed": allowed, "keyring": there}, lines)
    return 0
