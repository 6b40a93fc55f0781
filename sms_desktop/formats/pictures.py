"""Pictures that somebody hands in: opened with care, upright, without what cameras note, no larger than needed."""

from __future__ import annotations

import io
import warnings
from typing import Any

from sms_desktop.core.errors import Invalid
from sms_desktop.core.i18n import _

JPEG, PNG = "image/jpeg", "image/png"
#: A photograph fits into this, width by height; a logo into its square.
PHOTO_PIXELS, LOGO_PIXELS = (600, 800), 1200
#: Kinds that are read; each by a decoder that is asked for by name.
FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF")
_MOST_BYTES, _MOST_PIXELS = 25_000_000, 60_000_000
_QUALITY = 88


def photo(data: bytes) -> bytes:
    """A photograph as JPEG, upright and at most 600 x 800 pixels.

    Nothing of the file comes along but its pixels: no place, no camera, no preview. Raises `Invalid` (`picture`).
    """
    opened = _opened(data, PHOTO_PIXELS)
    opened.thumbnail(PHOTO_PIXELS)
    return _saved(_on_white(opened), "JPEG", quality=_QUALITY, optimize=True)


def logo(data: bytes) -> bytes:
    """A logo as PNG, clear where it is clear, at most 1200 pixels wide and high. Raises `Invalid` (`picture`)."""
    opened = _opened(data, (LOGO_PIXELS, LOGO_PIXELS))
    opened.thumbnail((LOGO_PIXELS, LOGO_PIXELS))
    return _saved(opened.convert("RGBA" if _clear(opened) else "RGB"), "PNG", optimize=True)


def _opened(data: bytes, wanted: tuple[int, int]) -> Any:
    """The pixels, upright; what says that it is too large is refused before it is unpacked."""
    from PIL import Image, ImageOps

    if len(data) > _MOST_BYTES:
        raise _too_large()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a file's small faults, and its size, which is looked at here
            opened: Any = Image.open(io.BytesIO(data), formats=FORMATS)
            if opened.width * opened.height > _MOST_PIXELS or min(opened.size) < 1:
                raise _too_large()
            opened.draft("RGB", (2 * wanted[0], 2 * wanted[1]))  # of a JPEG no more is unpacked than is needed
            opened.load()
            return ImageOps.exif_transpose(opened)
    except Invalid:
        raise
    except Image.DecompressionBombError as error:
        raise _too_large() from error
    except Exception as error:  # decoders raise whatever a broken file leads them to
        raise Invalid(
            picture=_(
                "This is no picture that can be read. Choose a JPEG or PNG file, as cameras and phones make them."
            )
        ) from error


def _too_large() -> Invalid:
    return Invalid(picture=_("This picture is too large. Choose one of at most 25 MB and 60 million pixels."))


def _clear(picture: Any) -> bool:
    return "A" in picture.getbands() or "transparency" in picture.info


def _on_white(picture: Any) -> Any:
    """The picture without clear parts: white shines through them."""
    from PIL import Image

    if not _clear(picture):
        return picture.convert("RGB")
    whole = picture.convert("RGBA")
    ground = Image.new("RGBA", whole.size, "white")
    return Image.alpha_composite(ground, whole).convert("RGB")


def _saved(picture: Any, kind: str, **how: Any) -> bytes:
    from PIL import Image

    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    file = io.BytesIO()
    bare.save(file, kind, **how)
    return file.getvalue()
