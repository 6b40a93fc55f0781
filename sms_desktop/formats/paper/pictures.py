"""Pictures for paper: opened with care, turned upright, cut to a shape, no larger than paper can show."""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass
from typing import Any

from sms_desktop.core.errors import Invalid
from sms_desktop.core.i18n import _

_LOGO_PIXELS = 900
_PHOTO_PIXELS = (450, 600)
_JPEG_QUALITY = 88


@dataclass(frozen=True)
class Picture:
    """Pixels as a PDF holds them: `data` by `filter`, and how much each covers in `mask` where not all do wholly."""

    width: int
    height: int
    filter: str
    data: bytes
    mask: bytes = b""


def logo(image: bytes) -> Picture:
    """A logo in its own shape, clear where it is clear. Raises `Invalid` for what is no picture."""
    opened = _opened(image)
    opened.thumbnail((_LOGO_PIXELS, _LOGO_PIXELS))
    clear = "A" in opened.getbands() or "transparency" in opened.info
    whole = opened.convert("RGBA") if clear else opened.convert("RGB")
    mask = zlib.compress(whole.getchannel("A").tobytes()) if clear else b""
    return Picture(whole.width, whole.height, "FlateDecode", zlib.compress(whole.convert("RGB").tobytes()), mask)


def photo(image: bytes) -> Picture:
    """A photo cut to 3:4 about its middle, a little above it. Raises `Invalid` for what is no picture."""
    from PIL import ImageOps

    fitted = ImageOps.fit(_opened(image).convert("RGB"), _PHOTO_PIXELS, centering=(0.5, 0.35))
    file = io.BytesIO()
    fitted.save(file, "JPEG", quality=_JPEG_QUALITY)
    return Picture(fitted.width, fitted.height, "DCTDecode", file.getvalue())


def _opened(image: bytes) -> Any:
    from PIL import Image, ImageOps

    try:
        opened: Any = Image.open(io.BytesIO(image), formats=("PNG", "JPEG"))
        opened.load()
        return ImageOps.exif_transpose(opened)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Invalid(
            _("A picture for this document can't be read."),
            _("Set the school's logo or the student's photo again, as a PNG or JPEG file."),
            code="bad_picture",
        ) from error
