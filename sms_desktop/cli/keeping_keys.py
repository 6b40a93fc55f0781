"""The school's keys by command: `keys rotate`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sms_desktop.cli.arguments import Group
from sms_desktop.cli.call import Call, password, school
from sms_desktop.cli.cancelling import cancellable
from sms_desktop.core.i18n import _

if TYPE_CHECKING:
    from sms_desktop.services.safekeeping.key_rotation import Rotated


def add_to(commands: Group) -> None:
    """Adds this group's commands."""
    actions = Group(commands.add("keys", _("the key that the school's data is encrypted under")), "action")
    actions.add("rotate", _("a new key and a new recovery key; other accounts then need a new password"), rotate)


def rotate(call: Call) -> int:
    """Gives the school a new data key and prints the new recovery key, once."""
    from sms_desktop.services.safekeeping import key_rotation

    with school(call) as opened, cancellable(call.out) as progress:
        again = password(_("The same password again: "))
        done = key_rotation.rotate(opened.database, opened.actor, again, progress)
    document = {
        "recovery_key": done.recovery_key, "locked_out": list(done.locked_out),
        "kept": str(done.kept.path), "made": str(done.made.path),
    }  # fmt: skip
    call.out.answer(document, _lines(done))
    return 0


def _lines(done: Rotated) -> Iterator[str]:
    yield _("The school's data has a new key.")
    yield _("Recovery key: {recovery_key}").format(recovery_key=done.recovery_key)
    yield _("Print it and put it away safely; the one before opens only older backups. It is not shown again.")
    if done.locked_out:
        yield _("These accounts need a new password from an administrator: {names}.").format(
            names=", ".join(done.locked_out)
        )
