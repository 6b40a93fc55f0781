"""What opens a backup where the school's own keys don't: a password, or the printed recovery key, of its time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from sms_desktop.core.errors import Denied
from sms_desktop.core.i18n import _
from sms_desktop.db import keys


@dataclass(frozen=True)
class Secret:
    """A password (of `user`, or of the first account where that is left out) or a printed recovery key."""

    password: str = field(default="", repr=False)
    user: str | None = None
    recovery_key: str = field(default="", repr=False)


NOTHING = Secret()


def opened_by(slots: Sequence[keys.Slot], secret: Secret) -> Iterator[bytes]:
    """The data keys that a secret opens; raises `Denied` where one was given and opens none."""
    found = False
    for slot in _chosen(slots, secret):
        with suppress(Denied):
            if slot.kind == keys.RECOVERY:
                data_key = keys.open_recovery_slot(slot, secret.recovery_key)
            else:
                data_key, _verifier = keys.open_password_slot(slot, secret.password)
            found = True
            yield data_key
    if not found and secret != NOTHING:
        if secret.recovery_key:
            raise wrong_recovery_key()
        raise keys.wrong_password()


def name_meant(slots: Sequence[keys.Slot], secret: Secret) -> str | None:
    """Whose password it is: the user's that is named, else of the first account."""
    passwords = (slot.name for slot in slots if slot.kind != keys.RECOVERY)
    return secret.user if secret.user is not None else next(passwords, None)


def _chosen(slots: Sequence[keys.Slot], secret: Secret) -> list[keys.Slot]:
    if secret.recovery_key:
        return [slot for slot in slots if slot.kind == keys.RECOVERY]
    if not secret.password:
        return []
    name = name_meant(slots, secret)
    chosen = [slot for slot in slots if slot.kind != keys.RECOVERY and slot.name == name]
    if not chosen:
        keys.spend_as_much_as_a_slot(secret.password)
    return chosen


def wrong_recovery_key() -> Denied:
    """The sentence for a recovery key of another school, or of another time."""
    return Denied(
        _("This recovery key does not open the backup."),
        _("Take the one that was printed when the backup's school was set up, or when its key was changed last."),
        code="wrong_recovery_key",
    )
