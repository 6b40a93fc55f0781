"""Pictures handed in: upright, small, bare of what cameras note; hostile ones are refused in a sentence."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sms_desktop.core.errors import Invalid
from sms_desktop.formats import pictures
from tests.pictures import picture


def opened(data: bytes) -> Any:
    from PIL import Image

    return Image.open(io.BytesIO(data))


def turned(orientation: int) -> bytes:
    """A JPEG that says it lies on its side, with a place and a maker in it."""
    from PIL import Image

    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, "A camera"
    exif.get_ifd(0x8825)[1] = "N"
    return picture(400, 200, "JPEG", exif=exif)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF"])
def test_usual_kinds_become_a_jpeg_that_fits(kind: str) -> None:
    found = opened(pictures.photo(picture(1800, 1600, kind)))
    assert (found.format, found.mode, found.size) == ("JPEG", "RGB", (600, 533))


def test_a_small_one_stays_as_large_as_it_is() -> None:
    assert opened(pictures.photo(picture(60, 80))).size == (60, 80)


def test_it_stands_upright_and_tells_nothing_of_the_camera() -> None:
    made = pictures.photo(turned(6))
    found = opened(made)
    assert found.size == (200, 400)
    assert found.getpixel((100, 20))[0] > 200  # what was left is above now
    assert not found.getexif()
    assert b"A camera" not in made


def test_clear_parts_of_a_photo_are_white_and_of_a_logo_stay_clear() -> None:
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGBA", (40, 40), (255, 0, 0, 0)).save(file, "PNG")
    assert opened(pictures.photo(file.getvalue())).getpixel((20, 20)) == (255, 255, 255)
    logo = opened(pictures.logo(file.getvalue()))
    assert (logo.format, logo.getpixel((20, 20))[3]) == ("PNG", 0)


def test_a_logo_is_at_most_1200_pixels_wide() -> None:
    assert opened(pictures.logo(picture(3000, 1000))).size == (1200, 400)


def test_letters_with_a_palette_and_grey_are_read() -> None:
    assert opened(pictures.photo(picture(mode="L"))).mode == "RGB"
    assert opened(pictures.logo(picture(mode="P", kind="GIF"))).mode in ("RGB", "RGBA")


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that says it has so many pixels."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"0")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "no picture"),
        (b"%PDF-1.4", "no picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no picture"),
        (picture()[:60], "no picture"),
        (bomb(100_000, 100_000), "too large"),
        (b"\x89PNG" + b"0" * 25_000_001, "too large"),
    ],
    ids=["nothing", "a PDF", "SVG", "cut off", "a bomb", "too many bytes"],
)
def test_what_is_no_picture_or_too_large_is_refused(data: bytes, word: str) -> None:
    for read in (pictures.photo, pictures.logo):
        with pytest.raises(Invalid) as caught:
            read(data)
        assert word in caught.value.fields["picture"]


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, 200), value=st.integers(0, 255), kind=st.sampled_from(["PNG", "JPEG", "GIF", "TIFF", "WEBP"]))
def test_a_broken_picture_is_read_or_refused_and_nothing_else(at: int, value: int, kind: str) -> None:
    data = bytearray(picture(20, 20, kind))
    data[at % len(data)] = value
    try:
        assert opened(pictures.photo(bytes(data))).format == "JPEG"
    except Invalid as error:
        assert error.fields
