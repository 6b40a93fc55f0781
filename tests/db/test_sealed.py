"""Sealed files: read back as they were, and never when a byte of them is another."""

from __future__ import annotations

import io
import secrets
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_desktop.core.errors import BadFile
from sms_desktop.db import sealed
from sms_desktop.db.sealed import CHUNK, Damaged

KEY = bytes(range(32))
MAGIC = b"SMSTEST\x01"
_SEALED_CHUNK = CHUNK + 16


def sealed_file(content: bytes, header: dict[str, object] | None = None, key: bytes = KEY) -> bytes:
    target = io.BytesIO()
    sealed.seal(io.BytesIO(content), target, key, MAGIC, header or {})
    return target.getvalue()


def read(file: bytes, key: bytes = KEY, magic: bytes = MAGIC) -> tuple[dict[str, object], bytes]:
    source = io.BytesIO(file)
    header, about = sealed.read_header(source, magic)
    return header, b"".join(sealed.opened(source, key, about))


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK])
def test_any_length_comes_back(size: int) -> None:
    content = Random(size).randbytes(size)
    assert read(sealed_file(content, {"school": "Σχολή", "n": 1})) == ({"school": "Σχολή", "n": 1}, content)


def test_nothing_of_the_content_can_be_read_without_the_key() -> None:
    file = sealed_file(b"Maria Papadopoulou " * 100)
    assert b"Maria" not in file
    with pytest.raises(Damaged):
        read(file, secrets.token_bytes(32))


@given(st.data())
def test_no_byte_can_be_another(data: st.DataObject) -> None:
    file = bytearray(sealed_file(b"A mark of 18 out of 20", {"school": "x"}))
    place = data.draw(st.integers(0, len(file) - 1))
    file[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(BadFile):
        read(bytes(file))


@given(st.data())
def test_no_end_can_be_cut_off(data: st.DataObject) -> None:
    file = sealed_file(b"A mark of 18 out of 20", {"school": "x"})
    with pytest.raises(BadFile):
        read(file[: data.draw(st.integers(0, len(file) - 1))])


FRONT = len(sealed_file(b"")) - 16


@pytest.mark.parametrize(
    "change",
    [
        lambda file: file[: FRONT + _SEALED_CHUNK],  # cut where a chunk ends
        lambda file: file[: FRONT + 2 * _SEALED_CHUNK],
        lambda file: file[:FRONT] + file[FRONT + _SEALED_CHUNK :],  # the first chunk is missing
        lambda file: (
            file[:FRONT]
            + file[FRONT + _SEALED_CHUNK : FRONT + 2 * _SEALED_CHUNK]
            + file[FRONT : FRONT + _SEALED_CHUNK]
            + file[FRONT + 2 * _SEALED_CHUNK :]
        ),  # two chunks have changed places
        lambda file: file + file[-(16 + 7) :],  # the last chunk twice
        lambda file: file + b"\0",
    ],
)
def test_chunks_can_neither_go_nor_move_nor_be_added(change: Callable[[bytes], bytes]) -> None:
    file = sealed_file(Random(1).randbytes(2 * CHUNK + 7))
    assert len(read(file)[1]) == 2 * CHUNK + 7
    with pytest.raises(Damaged):
        read(change(file))


def test_chunks_of_another_file_do_not_fit() -> None:
    one, other = (sealed_file(b"x" * 100, {"number": n}) for n in (1, 2))
    with pytest.raises(Damaged):
        read(one[: -(100 + 16)] + other[-(100 + 16) :])


def test_another_kind_and_a_newer_layout_are_named() -> None:
    file = sealed_file(b"x")
    with pytest.raises(BadFile) as raised:
        read(file, magic=b"OTHERKN\x01")
    assert raised.value.code == "not_this_kind"
    with pytest.raises(BadFile) as raised:
        read(MAGIC[:-1] + b"\x02" + file[8:])
    assert raised.value.code == "newer_file"
    with pytest.raises(BadFile):
        read(b"")


def test_a_header_that_claims_any_length_costs_nothing() -> None:
    with pytest.raises(Damaged):
        read(MAGIC + b"\xff\xff\xff\xff" + b"{}")
