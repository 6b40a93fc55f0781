"""Fields outside the text of a document or the cells of a workbook: shapes, charts, comments, titles of the file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any

from sms_desktop.core.errors import BadFile
from sms_desktop.formats.forms.field_text import (
    Look,
    Spot,
    Values,
    fill_pieces,
    filled,
    joined,
    lists_in,
    names_in,
    texts,
    unclosed,
)
from sms_desktop.formats.forms.zip_parts import Package

_BEGIN = b"$"
#: What Word offers for other texts: it is on no page.
_OFFERED = "word/glossary/"
#: What content controls show is kept a second time; it needs no rows.
_BEHIND = "customXml/"
_A_P, _A_T = (f"{{http://schemas.openxmlformats.org/drawingml/2006/main}}{name}" for name in ("p", "t"))
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def look(package: Package, ours: Callable[[str], bool], lists: Collection[str]) -> Look:
    """The fields of all parts but `ours`; a list can't be repeated there."""
    fields: list[Spot] = []
    wrong: list[Spot] = []
    for part, root in _others(package, ours):
        for text in (*map(joined, _groups(root)), *(element.text for element in _alone(root))):
            place = ("part", part)
            named = names_in(text)
            fields += [Spot(name, place) for name in named]
            if part.startswith(_BEHIND):
                continue
            if lists_in(named, lists):
                wrong.append(Spot("no_rows_here", place, text[:40]))
            if start := unclosed(text):
                wrong.append(Spot("unclosed", place, start))
    return Look("", tuple(fields), tuple(wrong))


def fill(package: Package, ours: Callable[[str], bool], values: Values) -> None:
    """Puts the values into all parts but `ours`."""
    for _part, root in _others(package, ours):
        for pieces in _groups(root):
            fill_pieces(pieces, values.text)
        for element in list(_alone(root)):
            element.text = filled(element.text, values.text)


def _others(package: Package, ours: Callable[[str], bool]) -> Iterator[tuple[str, Any]]:
    for name in package.markup:
        if not ours(name) and package.mentions(name, _BEGIN) and not name.startswith(_OFFERED):
            try:
                root = package.root(name)
            except BadFile:  # something of another program's, which Word passes by, too
                continue
            yield name, root


def _groups(root: Any) -> list[list[Any]]:
    """Texts in pieces: paragraphs of shapes and charts, and comments of a workbook."""
    found = [list(paragraph.iter(_A_T)) for paragraph in root.iter(_A_P)]
    found += [list(comment.iter(_S + "t")) for comment in root.iter(_S + "text")]
    return [group for group in found if "${" in joined(group)]


def _alone(root: Any) -> Iterator[Any]:
    """Texts that stand in one element, such as the title of the file."""
    for element in texts(root):
        if element.tag not in (_A_T, _S + "t", _S + "f") and not element.tag.endswith("}f"):
            yield element
