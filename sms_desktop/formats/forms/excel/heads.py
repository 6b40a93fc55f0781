"""The printed header and footer of a sheet, where `&` is a sign of its own and the whole is short."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sms_desktop.formats.forms import reasons
from sms_desktop.formats.forms.excel.neighbours import S
from sms_desktop.formats.forms.field_text import Values, filled

#: Excel takes a workbook for damaged whose header is longer.
_LONGEST = 255


def texts(root: Any) -> list[Any]:
    """The texts of a sheet's printed header and footer: of first, even and odd pages."""
    return [element for holder in root.iter(f"{S}headerFooter") for element in holder]


def fill(root: Any, values: Values) -> None:
    """Puts the values into header and footer; raises `BadFile` where they get longer than Excel allows."""
    for element in texts(root):
        if "${" in (element.text or ""):
            element.text = _filled(element.text, values)


def _filled(text: str, values: Values) -> str:
    """With `&` doubled in values, and a space where a number would be the size of letters that stands before it."""

    def value(name: str) -> str:
        return values.text(name).replace("&", "&&")

    pieces: list[str] = []
    for piece in _around_fields(text):
        new = filled(piece, value)
        sized = pieces and "".join(pieces).rstrip("0123456789").endswith("&") and pieces[-1][-1:].isdigit()
        pieces.append(f" {new}" if sized and new[:1].isdigit() else new)
    found = "".join(pieces)
    if len(found) > _LONGEST:
        raise reasons.long_header()
    return found


def _around_fields(text: str) -> Sequence[str]:
    return [piece for piece in re.split(r"(\$?\$\{[^{}]*\})", text) if piece]
