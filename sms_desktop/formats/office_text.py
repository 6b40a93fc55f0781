"""The plain texts of a Word or Excel file, its properties too: to see whether something is named in it."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from zipfile import BadZipFile, ZipFile

_ENDS = re.compile(r"</(?:w:p|si|is|c|dc:\w+|cp:\w+)>|<w:tab/>|<w:br/>")
_TAG = re.compile(r"<[^>]*>")


def texts(content: bytes) -> Iterator[str]:
    """The text of each part, markup left out; nothing of a file that is not of that kind.

    For files that were looked at when they came in: nothing is limited here.
    """
    try:
        with ZipFile(io.BytesIO(content)) as file:
            for name in file.namelist():
                if name.endswith(".xml"):
                    markup = _ENDS.sub("\n", file.read(name).decode("utf-8", "replace"))
                    yield html.unescape(_TAG.sub("", markup))
    except (BadZipFile, OSError, NotImplementedError, RuntimeError):
        return
