"""The key file: the school's random data key, wrapped once for each user's password and for the printed recovery key.

`keys.json` holds no secret that opens anything by itself (reliability.md 0.8, S01, S20-S22). Each slot is the data
key under AES-256-GCM with a key-encryption key: from the password by Argon2id, or from the 160-bit recovery key by
HKDF. One Argon2id run gives 64 bytes: the first half opens the slot, the hash of the second is the `verifier` that
the users' table keeps, so that a password is checked once and a stolen table opens nothing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
import unicodedata
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sms_desktop.core.errors import Denied, StorageProblem
from sms_desktop.core.files import atomic_writer
from sms_desktop.core.i18n import _

KEY_BYTES = 32
RECOVERY = "recovery"
FORMAT = 1
_SALT_BYTES = 16
_NONCE_BYTES = 12
_TAG_BYTES = 16
_RECOVERY_BYTES = 20
_RECOVERY_CHECK = 4


@dataclass(frozen=True)
class Cost:
    """Argon2id's parameters: memory in KiB, passes, lanes (S01)."""

    memory: int = 65536
    passes: int = 3
    lanes: int = 4


#: What guessing a password costs everywhere but in tests.
STRONG = Cost()
#: For a password of 24 random bytes, which nobody guesses at any price: that of a made-up school.
RANDOM = Cost(memory=64, passes=1, lanes=1)


@dataclass(frozen=True)
class Slot:
    """The data key, wrapped for one user (or, with the name `recovery`, for the printed key); bytes in base64."""

    name: str
    kind: str
    cost: Cost
    salt: str
    nonce: str
    wrapped: str


def new_data_key() -> bytes:
    """32 random bytes: the key of the whole database."""
    return secrets.token_bytes(KEY_BYTES)


def derived(data_key: bytes, label: str) -> bytes:
    """A separate 32-byte key for `label` (`audit`, `backup`, ...) from the data key (S21)."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"sms-desktop/" + label.encode()).derive(data_key)


def _argon2(password: str, salt: bytes, cost: Cost) -> bytes:
    text = unicodedata.normalize("NFC", password).encode()
    kdf = Argon2id(salt=salt, length=64, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory)
    return kdf.derive(text)


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _wrap(kek: bytes, name: str, kind: str, cost: Cost, salt: bytes, data_key: bytes) -> Slot:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    wrapped = AESGCM(kek).encrypt(nonce, data_key, f"{kind}:{name}".encode())
    return Slot(name, kind, cost, _b64(salt), _b64(nonce), _b64(wrapped))


def _unwrap(slot: Slot, kek: bytes) -> bytes:
    aad = f"{slot.kind}:{slot.name}".encode()
    try:
        return AESGCM(kek).decrypt(base64.b64decode(slot.nonce), base64.b64decode(slot.wrapped), aad)
    except InvalidTag:
        raise wrong_password() from None


def wrong_password() -> Denied:
    """The one answer to an unknown user, a wrong password and a disabled account (S06)."""
    return Denied(
        _("The user name or the password is not right."),
        _("Try again, or use the recovery key that was printed when the school was set up."),
        code="wrong_password",
    )


def verifier_text(half: bytes, salt: bytes, cost: Cost) -> str:
    """What the users' table keeps of a password."""
    digest = hashlib.sha256(half).digest()
    return f"$argon2id$m={cost.memory},t={cost.passes},p={cost.lanes}${_b64(salt)}${_b64(digest)}"


def password_slot(name: str, password: str, data_key: bytes, cost: Cost = STRONG) -> tuple[Slot, str]:
    """A new slot for a user, and the verifier for the users' table."""
    salt = secrets.token_bytes(_SALT_BYTES)
    both = _argon2(password, salt, cost)
    return _wrap(both[:32], name, "password", cost, salt, data_key), verifier_text(both[32:], salt, cost)


def open_password_slot(slot: Slot, password: str) -> tuple[bytes, str]:
    """The data key, and the verifier that the users' table must hold; raises `Denied`."""
    salt = base64.b64decode(slot.salt)
    both = _argon2(password, salt, slot.cost)
    return _unwrap(slot, both[:32]), verifier_text(both[32:], salt, slot.cost)


def rewrapped(slot: Slot, password: str, data_key: bytes) -> Slot:
    """The user's slot for another data key, with the same verifier; raises `Denied` for a wrong password."""
    salt = base64.b64decode(slot.salt)
    kek = _argon2(password, salt, slot.cost)[:32]
    _unwrap(slot, kek)
    return _wrap(kek, slot.name, slot.kind, slot.cost, salt, data_key)


def spend_as_much_as_a_slot(password: str) -> None:
    """The work of opening a slot, for a user who has none: an unknown name takes as long as a wrong password (S06)."""
    _argon2(password, bytes(_SALT_BYTES), STRONG)


def verify(password: str, verifier: str) -> bool:
    """Whether `password` is the one behind `verifier` (used where no slot was opened: `--plain`, a second sign-in)."""
    __, __, parameters, salt, __ = verifier.split("$")
    memory, passes, lanes = (int(part.split("=")[1]) for part in parameters.split(","))
    cost = Cost(memory, passes, lanes)
    half = _argon2(password, base64.b64decode(salt), cost)[32:]
    return hmac.compare_digest(verifier_text(half, base64.b64decode(salt), cost), verifier)


def new_recovery_key() -> str:
    """160 random bits with check digits in groups of four letters and digits, to be printed and put away."""
    raw = secrets.token_bytes(_RECOVERY_BYTES)
    text = base64.b32encode(raw + hashlib.sha256(raw).digest()[:_RECOVERY_CHECK]).decode().rstrip("=")
    return "-".join(text[i : i + 4] for i in range(0, len(text), 4))


def _recovery_bytes(text: str) -> bytes:
    letters = "".join(ch for ch in text.upper() if ch.isalnum()).replace("0", "O").replace("1", "I").replace("8", "B")
    try:
        both = base64.b32decode(letters + "=" * (-len(letters) % 8))
    except ValueError:
        both = b""
    raw, check = both[:_RECOVERY_BYTES], both[_RECOVERY_BYTES:]
    if len(raw) != _RECOVERY_BYTES or hashlib.sha256(raw).digest()[:_RECOVERY_CHECK] != check:
        raise Denied(
            _("This is not a recovery key: its check letters do not fit."),
            _("Type it as it is printed, in groups of four."),
            code="wrong_recovery_key",
        )
    return raw


def recovery_slot(recovery_key: str, data_key: bytes) -> Slot:
    """A slot that the printed recovery key opens."""
    salt = secrets.token_bytes(_SALT_BYTES)
    kek = HKDF(SHA256(), KEY_BYTES, salt=salt, info=b"sms-desktop/recovery").derive(_recovery_bytes(recovery_key))
    return _wrap(kek, RECOVERY, RECOVERY, Cost(0, 0, 0), salt, data_key)


def open_recovery_slot(slot: Slot, recovery_key: str) -> bytes:
    """The data key, by the printed recovery key; raises `Denied`."""
    salt = base64.b64decode(slot.salt)
    kek = HKDF(SHA256(), KEY_BYTES, salt=salt, info=b"sms-desktop/recovery").derive(_recovery_bytes(recovery_key))
    return _unwrap(slot, kek)


def write_slots(path: Path, slots: list[Slot]) -> None:
    """Replaces the slots of the key file, wholly or not at all; what else is in it stays (`db.key_ring`)."""
    document = {**_kept(path), "format": FORMAT, "slots": [asdict(slot) for slot in slots]}
    with atomic_writer(path) as file:
        file.write(json.dumps(document, indent=1).encode())


def _kept(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def read_slots(path: Path) -> list[Slot]:
    """The slots of the key file; raises `StorageProblem` where it is missing, damaged or newer than the program."""
    try:
        document = json.loads(path.read_bytes())
        if document["format"] == FORMAT:
            return [slot_of(slot) for slot in document["slots"]]
        newer = document["format"] > FORMAT
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise damaged(path) from error
    if not newer:
        raise damaged(path)
    raise StorageProblem(
        _("The key file was written by a newer version of this program."),
        _("Install the newer version."),
        code="newer_schema",
    )


def damaged(path: Path) -> StorageProblem:
    """The sentence for a key file that is no use."""
    return StorageProblem(
        _("The key file {name} is missing or damaged.").format(name=path.name),
        _("Put the data folder's keys.json back from a backup; without it the database can't be opened."),
        code="key_file",
    )


def slot_of(document: dict[str, Any]) -> Slot:
    """A slot from its JSON. Raises `ValueError`, `KeyError` or `TypeError` for what `asdict` of a slot never was."""
    slot = Slot(**{**document, "cost": Cost(**document["cost"])})
    salt, nonce, wrapped = (base64.b64decode(text, validate=True) for text in (slot.salt, slot.nonce, slot.wrapped))
    if (len(salt), len(nonce), len(wrapped)) != (_SALT_BYTES, _NONCE_BYTES, KEY_BYTES + _TAG_BYTES):
        raise ValueError("lengths")
    if not isinstance(document["name"], str) or slot.kind not in ("password", RECOVERY):
        raise ValueError("kind")
    if slot.kind == "password" and not _bearable(slot.cost):
        raise ValueError("cost")
    return slot


def _bearable(cost: Cost) -> bool:
    """Whether Argon2id can run with it at all, and in the memory and time that there is."""
    if not all(isinstance(part, int) for part in astuple(cost)):
        return False
    return 1 <= cost.lanes <= 64 and 8 * cost.lanes <= cost.memory <= 1 << 21 and 1 <= cost.passes <= 64


def lock_down_folder(folder: Path) -> None:
    """Makes `folder` for this user alone (S25)."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if os.name == "posix":
        folder.chmod(0o700)
