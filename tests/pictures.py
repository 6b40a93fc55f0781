"""Pictures made for tests: of a size, in a kind, with what cameras note."""

from __future__ import annotations

import io
from typing import Any


def picture(width: int = 60, height: int = 80, kind: str = "PNG", mode: str = "RGB", **how: Any) -> bytes:
    """A picture whose left half is red and whose right half is blue."""
    from PIL import Image

    made = Image.new("RGB", (width, height), "blue")
    made.paste("red", (0, 0, width // 2, height))
    made = made.convert(mode)
    file = io.BytesIO()
    made.save(file, kind, **how)
    return file.getvalue()
