"""The system's keyring, for what runs unattended: only real ones, by their class, and never anything in plain text.

The keyring package takes whatever backend it finds, a plain file among them (reliability.md 4 (2.11), S23). So a
backend counts only if its class is in the list here.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from sms_desktop.core.errors import StorageProblem
from sms_desktop.core.i18n import _

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_SERVICE = "SMS Desktop"
#: The keyrings that keep secrets for one person of this computer: Windows, macOS, GNOME and the like, KDE.
_REAL = frozenset(
    {
        "keyring.backends.Windows.WinVaultKeyring",
        "keyring.backends.macOS.Keyring",
        "keyring.backends.SecretService.Keyring",
        "keyring.backends.kwallet.DBusKeyring",
        "keyring.backends.kwallet.DBusKeyringKWallet4",
    }
)


def is_there() -> bool:
    """Whether this computer, for the person it runs for, has a keyring that keeps secrets safely."""
    return _backend() is not None


def keep(folder: Path, name: str, text: str) -> None:
    """Keeps a text for the school in `folder` under a name; raises `StorageProblem` (`no_keyring`) without keyring."""
    backend = _needed()
    try:
        backend.set_password(_SERVICE, _user(folder, name), text)
    except Exception as error:  # each backend has errors of its own, and of the bus that it speaks over
        raise _refused() from error


def fetch(folder: Path, name: str) -> str | None:
    """What was kept under the name; None where nothing is, or there is no keyring or it is locked."""
    backend = _backend()
    if backend is None:
        return None
    try:
        return backend.get_password(_SERVICE, _user(folder, name))
    except Exception:  # as above; what can't be had is not there
        return None


def forget(folder: Path, name: str) -> None:
    """Removes what was kept under the name, if anything; raises `StorageProblem` where the keyring refuses."""
    if fetch(folder, name) is None:
        return
    try:
        _needed().delete_password(_SERVICE, _user(folder, name))
    except Exception as error:  # as above
        raise _refused() from error


def _backend() -> KeyringBackend | None:
    """The real keyring among those the package would use."""
    import keyring
    from keyring.backends.chainer import ChainerBackend

    found = keyring.get_keyring()
    candidates = found.backends if isinstance(found, ChainerBackend) else [found]
    return next((backend for backend in candidates if _is_real(backend)), None)


def _is_real(backend: KeyringBackend) -> bool:
    kind = type(backend)
    return f"{kind.__module__}.{kind.__qualname__}" in _REAL


def _needed() -> KeyringBackend:
    backend = _backend()
    if backend is None:
        raise StorageProblem(
            _("This computer has no keyring that keeps secrets safely, so nothing was kept."),
            _("Make backups from the open window, or by “smsctl backup create” with the password."),
            code="no_keyring",
        )
    return backend


def _refused() -> StorageProblem:
    return StorageProblem(
        _("The system's keyring did not take part."), _("Unlock it, then try again."), code="keyring_refused"
    )


def _user(folder: Path, name: str) -> str:
    return f"{name}-{hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:32]}"
