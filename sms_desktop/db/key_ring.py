"""The data keys that a school had: today's, those before it, and the two of a change that was cut short (S20).

Beside the slots the key file holds `earlier`, the keys of before (the oldest first), each wrapped under today's, so
that old backups stay readable; and while the key is changed `changing`, the old and the new key, each wrapped under
the other, so that every slot opens the database whichever of the two it is under when the power goes.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sms_desktop.core.files import atomic_writer
from sms_desktop.db import keys

Wrapped = Mapping[str, str]
_NONCE_BYTES = 12
_EARLIER, _CHANGING = "earlier", "changing"


def wrap(secret: bytes, under: bytes, label: str) -> dict[str, str]:
    """`secret` under a key that follows from `under` for this one purpose, as texts for JSON."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    wrapped = AESGCM(keys.derived(under, label)).encrypt(nonce, secret, _about(label))
    return {"nonce": base64.b64encode(nonce).decode(), "wrapped": base64.b64encode(wrapped).decode()}


def unwrap(found: Wrapped, under: bytes, label: str) -> bytes | None:
    """What `wrap` was given; None under another key. Raises `KeyError`, `TypeError`, `ValueError` for what is none."""
    nonce, wrapped = (base64.b64decode(found[name], validate=True) for name in ("nonce", "wrapped"))
    try:
        return AESGCM(keys.derived(under, label)).decrypt(nonce, wrapped, _about(label))
    except InvalidTag:
        return None


def _about(label: str) -> bytes:
    return f"sms-desktop/{label}-key".encode()


def other_key(path: Path, data_key: bytes) -> bytes | None:
    """The second key of a change that was cut short, where `data_key` is one of the two."""
    links = _document(path).get(_CHANGING, ())
    found = (unwrap(link, data_key, _CHANGING) for link in links)
    return next((key for key in found if key is not None), None)


def earlier_keys(path: Path, data_key: bytes) -> list[bytes]:
    """The data keys before `data_key`, the oldest first; none where there is no key file or never was another key.

    Raises `StorageProblem` where the key file is not as it was written.
    """
    document = _document(path)
    try:
        before = _before(document, data_key)
        found = unwrapped_all(document.get(_EARLIER, ()), before or data_key)
    except (LookupError, TypeError, ValueError):
        raise keys.damaged(path) from None
    if found is None:
        raise keys.damaged(path)
    return found if before is None else [*found, before]


def _before(document: Mapping[str, Any], data_key: bytes) -> bytes | None:
    """The old key, where a change was cut short after the database had its new one."""
    links = document.get(_CHANGING)
    return unwrap(links[1], data_key, _CHANGING) if links else None


def unwrapped_all(wrapped: Sequence[Wrapped], data_key: bytes) -> list[bytes] | None:
    """The keys that were wrapped under `data_key`, in their order; None where one was wrapped under another."""
    found = [unwrap(one, data_key, _EARLIER) for one in wrapped]
    return None if None in found else [key for key in found if key is not None]


def wrapped_all(earlier: Sequence[bytes], data_key: bytes) -> list[dict[str, str]]:
    """Earlier keys under `data_key`, for a key file or the header of a backup."""
    return [wrap(key, data_key, _EARLIER) for key in earlier]


def audit_key(path: Path, data_key: bytes) -> bytes:
    """The key of the change log's chain: it follows from the school's first data key, and so is the same for good."""
    return keys.derived([*earlier_keys(path, data_key), data_key][0], "audit")


def begin_change(path: Path, old: bytes, new: bytes, slots: Sequence[keys.Slot]) -> None:
    """Notes that the key is about to be changed; from here on slots of either key open the database."""
    links = [wrap(new, old, _CHANGING), wrap(old, new, _CHANGING)]
    earlier = wrapped_all(earlier_keys(path, old), old)
    held = keys.read_slots(path)
    _write(path, [*held, *slots], {_EARLIER: earlier, _CHANGING: links})


def end_change(path: Path, new: bytes, slots: Sequence[keys.Slot], earlier: Sequence[bytes]) -> None:
    """The change is over: only `slots` open the database; the keys of before are kept for old backups."""
    _write(path, slots, {_EARLIER: wrapped_all(earlier, new)})


def is_changing(path: Path) -> bool:
    """Whether a change of the key was cut short."""
    return _CHANGING in _document(path)


def still_to_come(path: Path, data_key: bytes) -> bytes | None:
    """The new key of a change that was cut short before the database had it; `data_key` is the one it has."""
    links = _document(path).get(_CHANGING)
    return unwrap(links[0], data_key, _CHANGING) if links else None


def write_new(path: Path, slots: Sequence[keys.Slot], earlier: Sequence[Wrapped]) -> None:
    """A key file out of what a backup carries."""
    _write(path, slots, {_EARLIER: [dict(one) for one in earlier]} if earlier else {})


def _write(path: Path, slots: Sequence[keys.Slot], rest: Mapping[str, Any]) -> None:
    document = {"format": keys.FORMAT, "slots": [asdict(slot) for slot in slots], **rest}
    with atomic_writer(path) as file:
        file.write(json.dumps(document, indent=1).encode())


def _document(path: Path) -> dict[str, Any]:
    """The key file; empty where there is none, as in a school that is not encrypted."""
    try:
        found = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise keys.damaged(path) from error
    if not isinstance(found, dict):
        raise keys.damaged(path)
    return found
