"""Word and Excel forms with fields: looked at in the capped helper process, filled from values.

`lists` are the names before the dot whose fields are of rows, such as `students` for `${students.last_name}`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from sms_desktop.core.errors import BadFile
from sms_desktop.formats.forms import reasons, traces, zip_parts
from sms_desktop.formats.forms.excel import workbook
from sms_desktop.formats.forms.field_text import Look, Spot, values_of
from sms_desktop.formats.forms.word import copies, document
from sms_desktop.formats.forms.zip_parts import EXCEL, WORD
from sms_desktop.formats.guarded.capped import Child

__all__ = ["EXCEL", "WORD", "Form", "Look", "Spot", "look_at", "looked", "message"]


#: More than a form has printed, so that rows are repeated.
_TRIAL_ROWS = 50


class Form:
    """A form that was looked at before, ready to be filled as often as there are students."""

    def __init__(self, content: bytes, lists: Collection[str]) -> None:
        self._package = zip_parts.opened(content)
        traces.drop(self._package)
        self._lists = lists
        self.kind = zip_parts.kind(self._package)

    def filled(self, values: Mapping[str, object], shown: Callable[[object], str]) -> tuple[bytes, tuple[str, ...]]:
        """The filled file, and the fields that were empty; `shown` makes a text of a value. Raises `BadFile`."""
        package = self._package.copy()
        found = values_of(values, self._lists, shown)
        (document if self.kind == WORD else workbook).fill(package, found)
        return package.packed(), tuple(sorted(found.missing))

    def together(
        self, every: Sequence[Mapping[str, object]], shown: Callable[[object], str]
    ) -> tuple[bytes, list[tuple[str, ...]]]:
        """One Word file with a part for each of the values, each from a page of its own; what was empty in each.

        Raises `BadFile` for a workbook, and where the parts would get in each other's way.
        """
        if self.kind != WORD:
            raise reasons.apart_workbook()
        found = [values_of(values, self._lists, shown) for values in every]
        package = self._package.copy()
        copies.fill(package, found)
        return package.packed(), [tuple(sorted(one.missing)) for one in found]


def looked(path: Path, lists: Collection[str]) -> tuple[bytes, Look]:
    """The bytes of a foreign file and what is in it, as the helper process found it; raises `BadFile`.

    Of a template they are those of the document or workbook that it is.
    """
    content = zip_parts.read(path)
    request = {"kind": "form", "path": str(path.resolve()), "lists": sorted(lists)}
    try:
        with Child(request) as child:
            found = dict(next(iter(child)))
    except BadFile as error:
        raise reasons.too_big() if error.code == "too_big" else reasons.damaged() from None
    if "refused" in found:
        raise reasons.told(*found["refused"])
    look = Look(found["form"], _spots(found["fields"]), _spots(found["wrong"]), tuple(found["dropped"]))
    return zip_parts.as_document(content), look


def _spots(found: Sequence[Mapping[str, Any]]) -> tuple[Spot, ...]:
    return tuple(Spot(one["name"], tuple(one["place"]), one["text"]) for one in found)


def message(path: str, lists: Collection[str]) -> dict[str, Any]:
    """What the helper process answers, once it has filled a form that can be filled with nothing."""
    try:
        content = Path(path).read_bytes()
        look = look_at(content, lists)
        if not look.wrong:  # what breaks a form breaks it here, and not when it is needed
            Form(content, lists).filled({name: [{}] * _TRIAL_ROWS for name in lists}, lambda _value: "")
        return asdict(look)
    except reasons.BadForm as error:
        return {"refused": [error.reason, error.detail]}


def look_at(content: bytes, lists: Collection[str]) -> Look:
    """What is in a file, in this process; raises `BadFile`."""
    package = zip_parts.opened(content)
    dropped = traces.drop(package)
    is_word = zip_parts.kind(package) == WORD
    look = document.look(package, lists) if is_word else workbook.look(package, lists)
    return replace(look, dropped=(*dropped, *look.dropped))
