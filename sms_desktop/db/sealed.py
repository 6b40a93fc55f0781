"""Files that can't be read or altered without their key: a stream in authenticated chunks, in flat memory (S22).

    8 bytes   the magic, whose last byte is the version of this layout
    4 bytes   length of the header, big-endian
    header    JSON, readable without the key, but not alterable without being noticed
    chunks    `CHUNK` bytes each (the last one may be shorter, or empty), AES-256-GCM, 16 bytes of tag after each

The key belongs to one file, so a counter is its nonce: seven zero bytes, the chunk's number, and 1 for the last one.
SHA-256 of all before the chunks is each chunk's associated data. So a chunk that is altered, missing, moved, doubled
or from another file is found when it is read, and the end of the file where there is no last chunk.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sms_desktop.core.errors import BadFile
from sms_desktop.core.i18n import _

CHUNK = 1 << 20
_TAG = 16
_MOST_HEADER = 1 << 20
_LENGTH = 4


class Damaged(BadFile):
    """The file is not whole, or not as it was written."""

    code = "damaged_file"
    exit_code = 4


def damaged() -> Damaged:
    """The one sentence for a file that is not as it was written."""
    return Damaged(
        _("The file is damaged or was altered; nothing of it was used."), _("Use another copy, or an earlier one.")
    )


def _nonce(number: int, last: bool) -> bytes:
    return bytes(7) + number.to_bytes(4, "big") + bytes([last])


def _front(magic: bytes, header: Mapping[str, Any]) -> bytes:
    text = json.dumps(header, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    if len(text) > _MOST_HEADER:
        raise ValueError("the header is too long")
    return magic + len(text).to_bytes(_LENGTH, "big") + text


def seal(
    source: BinaryIO,
    target: BinaryIO,
    key: bytes,
    magic: bytes,
    header: Mapping[str, Any],
    told: Callable[[int], None] = lambda done: None,
) -> None:
    """Writes `source`, to its end, into `target` under `key` (32 bytes, never used for another file).

    `told` hears after each chunk how many bytes of the source are done.
    """
    front = _front(magic, header)
    target.write(front)
    cipher, about = AESGCM(key), hashlib.sha256(front).digest()
    chunk, number = source.read(CHUNK), 0
    while True:
        following = source.read(CHUNK)
        target.write(cipher.encrypt(_nonce(number, not following), chunk, about))
        told(number * CHUNK + len(chunk))
        if not following:
            return
        chunk, number = following, number + 1


def length(content: int) -> int:
    """How many bytes the chunks of so many bytes of content take."""
    return content + _TAG * max(1, -(-content // CHUNK))


def read_header(source: BinaryIO, magic: bytes) -> tuple[dict[str, Any], bytes]:
    """The header, which may be forged until a chunk was opened, and what the chunks are bound to.

    `magic` but for its last byte says what kind of file it is. Raises `BadFile` (code `newer_file`, `not_this_kind`)
    for another kind or a newer layout, `Damaged` for a header that can't be read.
    """
    found = source.read(len(magic))
    if found[:-1] != magic[:-1]:
        raise BadFile(
            _("This is not a file of the kind that is asked for."), _("Choose another file."), code="not_this_kind"
        )
    if found != magic:
        raise BadFile(
            _("This file was written by a newer version of the program."),
            _("Install that version on this computer."),
            code="newer_file",
        )
    length = source.read(_LENGTH)
    size = int.from_bytes(length, "big")
    text = source.read(size) if len(length) == _LENGTH and size <= _MOST_HEADER else b""
    try:
        header = json.loads(text)
    except (ValueError, RecursionError):
        raise damaged() from None
    if len(text) != size or not isinstance(header, dict):
        raise damaged()
    return header, hashlib.sha256(found + length + text).digest()


def opened(source: BinaryIO, key: bytes, about: bytes) -> Iterator[bytes]:
    """The chunks after a header that was read, each proven before it is given; raises `Damaged`.

    What came before a damaged chunk is genuine but not the whole: whoever writes it somewhere throws it away.
    """
    cipher = AESGCM(key)
    chunk, number = source.read(CHUNK + _TAG), 0
    while True:
        following = source.read(CHUNK + _TAG)
        try:
            yield cipher.decrypt(_nonce(number, not following), chunk, about)
        except (InvalidTag, ValueError, OverflowError):
            raise damaged() from None
        if not following:
            return
        chunk, number = following, number + 1
