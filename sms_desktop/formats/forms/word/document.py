"""Fills the fields of a Word document where they stand: in the text, tables, text boxes, headers, footers and notes.

A table row that names a list is repeated for each of its rows, and so is a paragraph outside a table. Rows that follow
each other and name the same list belong together; where a field comes again, the next of them takes the next row.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from copy import deepcopy
from typing import Any
from urllib.parse import unquote

from sms_desktop.formats.forms import drawings, reasons
from sms_desktop.formats.forms.field_text import (
    Look,
    Row,
    Spot,
    Values,
    fill_pieces,
    joined,
    lists_in,
    names_in,
    templates,
    unclosed,
)
from sms_desktop.formats.forms.word import repeating
from sms_desktop.formats.forms.word.places import Places
from sms_desktop.formats.forms.zip_parts import Package, links_of, main_part, outside

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_P, _TR, _TC, _T, _TBL = (_W + name for name in ("p", "tr", "tc", "t", "tbl"))
_BOX = _W + "txbxContent"
_MATH_T = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_LETTERS = "{urn:schemas-microsoft-com:vml}textpath"
#: An old drawing's picture that lies elsewhere can be named without a link of the document.
_PICTURED = tuple(f"{{urn:schemas-microsoft-com:vml}}{name}" for name in ("imagedata", "fill", "stroke"))
#: Between these a field can't go on: they are seen as something between two words.
_BETWEEN = frozenset(_W + name for name in ("br", "cr", "tab", "noBreakHyphen", "softHyphen", "sym", "ptab"))
#: Word fetches what these fields name when the document is opened or printed; QUOTE can spell out such a field.
_FETCHES = ("QUOTE", "DDE", "DDEAUTO", "INCLUDETEXT", "INCLUDEPICTURE", "DATABASE", "IMPORT", "LINK", "RD")


def look(package: Package, lists: Collection[str]) -> Look:
    """The fields of a document with their places, and what keeps it from being filled; raises `BadFile`."""
    fields: list[Spot] = []
    wrong: list[Spot] = []
    for kind, root in parts(package):
        _no_fetching(root)
        places = Places(root, kind)
        for paragraph in root.iter(_P):
            for text in filter(_has_field, map(joined, _pieces(paragraph))):
                place = places.of(paragraph)
                fields += [Spot(name, place) for name in names_in(text)]
                if start := unclosed(text):
                    wrong.append(Spot("unclosed", place, start))
            if _has_field(code := _not_filled(paragraph)):
                wrong.append(Spot("in_code", places.of(paragraph), code.strip()[:60]))
        wrong += [Spot("two_lists", places.of(unit)) for unit, named in _units(root, lists) if len(named) > 1]
    wrong += _in_links(package)
    elsewhere = drawings.look(package, _kinds(package).__contains__, lists)
    return Look("docx", (*fields, *elsewhere.fields), (*wrong, *elsewhere.wrong))


def fill(package: Package, values: Values) -> None:
    """Puts the values into a document whose `look` found nothing wrong."""
    for _kind, root in parts(package):
        fill_part(root, values)
        repeating.number_anew(root)
    drawings.fill(package, _kinds(package).__contains__, values)


def fill_part(root: Any, values: Values) -> None:
    """Fills one part of a document, repeated rows first; what was copied is not numbered yet."""
    done: set[Any] = set()
    _repeat(root, values, done)
    _fill_all(root, values, None, done)


def _kinds(package: Package) -> dict[str, str]:
    """The parts with paragraphs, each with what it is: `""` for the text itself, else `header` and the like."""
    main = main_part(package)
    kinds = ("header", "footer", "footnotes", "endnotes", "comments")
    return {main: "", **{part: kind for kind in kinds for part in package.linked(main, f"/{kind}")}}


def parts(package: Package) -> list[tuple[str, Any]]:
    """What each part with paragraphs is, with its root."""
    return [(kind, package.root(part)) for part, kind in _kinds(package).items() if package.has(part)]


def _in_links(package: Package) -> Iterator[Spot]:
    """Fields in what a link leads to, such as an e-mail address: nobody sees them, and they are not filled."""
    for part, kind in _kinds(package).items():
        for target in (unquote(link.get("Target", "")) for link in package.links(links_of(part)) if outside(link)):
            if names_in(target):
                yield Spot("in_code", (kind,) if kind else ("part", part), target[:60])


def _has_field(text: str) -> bool:
    return "${" in text


def _no_fetching(root: Any) -> None:
    """Raises `BadFile` for fields of Word's own that bring in something from elsewhere, and for whole foreign files."""
    if any(code.split()[0].upper() in _FETCHES for code in codes(root)):
        raise reasons.fetching()
    if next(root.iter(_W + "altChunk"), None) is not None:
        raise reasons.fetching()
    for node in root.iter(*_PICTURED):
        if node.get("src"):
            raise reasons.linked(str(node.get("src")))


def codes(root: Any) -> list[str]:
    """What Word's own fields do, such as `PAGE` or `IF 1 = 2`, without those that do nothing."""
    return [code.strip() for code in "".join(_codes(root)).split("\n") if code.strip()]


def _codes(root: Any) -> Iterator[str]:
    """What Word's own fields do, each from a new line, however it is cut into pieces."""
    for node in root.iter(_W + "instrText", _W + "fldChar", _W + "fldSimple"):
        if node.tag == _W + "instrText":
            yield (node.text or "").replace("\n", " ")
        else:
            yield f"\n{node.get(_W + 'instr', '')}\n" if node.tag == _W + "fldSimple" else "\n"


def _pieces(paragraph: Any) -> list[list[Any]]:
    """The texts of a paragraph, in groups that nothing stands between; what lies in a text box is not its own."""
    groups: list[list[Any]] = [[]]
    for element in _own(paragraph):
        if element.tag == _T:
            groups[-1].append(element)
        elif element.tag in _BETWEEN:
            groups.append([])
    return [group for group in groups if group]


def _not_filled(paragraph: Any) -> str:
    """What is written in a paragraph where no field is filled: fields of Word's own, formulas, letters as a picture."""
    written = ""
    for node in _own(paragraph):
        if node.tag in (_W + "instrText", _MATH_T):
            written += node.text or ""
        elif node.tag in (_W + "fldSimple", _LETTERS):
            written += node.get(_W + "instr") or node.get("string") or ""
    return written


def _own(element: Any) -> Iterator[Any]:
    """What is in a paragraph, without the paragraphs inside it; deleted text that Word still shows is left alone."""
    for child in element:
        if child.tag in (_P, _W + "del", _W + "moveFrom", _W + "pPr"):
            continue
        yield child
        yield from _own(child)


def _names(paragraph: Any) -> list[str]:
    return [name for pieces in _pieces(paragraph) for name in names_in(joined(pieces))]


def _units(root: Any, lists: Collection[str]) -> list[tuple[Any, set[str]]]:
    """The rows and paragraphs that are repeated, with the lists that they name."""
    found: dict[Any, set[str]] = {}
    for paragraph in root.iter(_P):
        if named := lists_in(_names(paragraph), lists):
            found.setdefault(_unit(paragraph), set()).update(named)
    for unit, named in list(found.items()):
        for outer in filter(found.__contains__, list(unit.iterancestors(_TR))):
            if unit.tag == _P and found[outer] == named:
                del found[unit]  # a text box in a row goes with the row
                break
            named.update({*found[outer], "?"})  # a row in a row, and both would be repeated
    return list(found.items())


def _unit(paragraph: Any) -> Any:
    """The innermost table row that a paragraph is in, or the paragraph; a text box is a world of its own."""
    for over in paragraph.iterancestors():
        if over.tag == _TR:
            return over
        if over.tag == _BOX:
            break
    return paragraph


def _repeat(root: Any, values: Values, done: set[Any]) -> None:
    units = {unit: next(iter(named)) for unit, named in _units(root, values.rows)}
    for block in _blocks(units):
        if block[0].tag == _TR:
            block = _with_merged(block, units)
        fields = [frozenset(_list_names(element, values.rows)) for element in block]
        parts = [[block[at] for at in one] for one in templates(fields)]
        _repeat_block(parts, values, values.rows[units[block[0]]], done)


def _blocks(units: dict[Any, str]) -> list[list[Any]]:
    """The units that directly follow each other and name the same list, together."""
    found: list[list[Any]] = []
    before = repeating.before_each(units)
    for unit, listed in units.items():
        last = before.get(unit)
        if found and last is found[-1][-1] and units[last] == listed and unit.tag == last.tag:
            found[-1].append(unit)
        else:
            found.append([unit])
    return found


def _list_names(element: Any, lists: Collection[str]) -> list[str]:
    paragraphs = [element] if element.tag == _P else element.iter(_P)
    return [name for one in paragraphs for name in _names(one) if lists_in([name], lists)]


def _with_merged(block: list[Any], units: dict[Any, str]) -> list[Any]:
    """The rows of a block, and below it those over which a cell with a field of theirs goes on."""
    named = units.values()
    begun = [at for at, cell in repeating.cells(block[-1]) if _begins(cell) and _list_names(cell, named)]
    found = list(block)
    below = repeating.following(block[-1])
    while below is not None and below.tag == _TR and below not in units:
        if not any(at in begun and repeating.merge(cell) == "continue" for at, cell in repeating.cells(below)):
            break
        found.append(below)
        below = repeating.following(below)
    return found


def _begins(cell: Any) -> bool:
    return repeating.merge(cell) == "restart"


def _repeat_block(found: list[list[Any]], values: Values, rows: Sequence[Row], done: set[Any]) -> None:
    """One template for each row: those that there are first, then copies of the last below it."""
    last = found[-1]
    section = repeating.take_section(last[-1])
    below = repeating.continued_below(last[-1])
    pristine = [deepcopy(repeating.whole(unit)) for unit in last]
    at = repeating.whole(last[-1])
    for index, template in enumerate(found):
        for element in template:
            _fill_all(element, values, rows[index] if index < len(rows) else {}, done)
    for row in rows[len(found) :]:
        for original in pristine:
            copy = deepcopy(original)
            repeating.without_names(copy)
            repeating.go_on_merged(copy, below if original is pristine[-1] else set())
            at.addnext(copy)
            at = copy
            _fill_all(copy, values, row, done)
    if section is not None:
        repeating.end_section(at, section)


def _fill_all(element: Any, values: Values, row: Row | None, done: set[Any]) -> None:
    """Fills every paragraph in an element that is not `done` yet: what was put in may itself look like a field."""
    value: Callable[[str], str] = lambda name: values.text(name, row)  # noqa: E731 - it is handed on as a value
    for paragraph in [element] if element.tag == _P else list(element.iter(_P)):
        for pieces in () if paragraph in done else _pieces(paragraph):
            for node in fill_pieces(pieces, value):
                _is_content(node)
                _break_lines(node)
        done.add(paragraph)


def _is_content(node: Any) -> None:
    """What is put into a content control is its content: no grey hint any more, and no copy kept elsewhere."""
    for control in node.iterancestors(_W + "sdt"):
        settings = control.find(_W + "sdtPr")
        for setting in list(settings) if settings is not None else ():
            if setting.tag == _W + "showingPlcHdr":
                for style in list(control.iter(_W + "rStyle")):
                    style.getparent().remove(style)
            if setting.tag.endswith(("}showingPlcHdr", "}dataBinding")):
                settings.remove(setting)


def _break_lines(node: Any) -> None:
    """Line breaks and tabs in a value are Word's own."""
    import re

    first, *rest = re.split("([\n\t])", node.text or "")
    if not rest:
        return
    node.text = first
    at = node
    for sign, text in zip(rest[::2], rest[1::2], strict=True):
        between = node.makeelement(_W + ("br" if sign == "\n" else "tab"))
        piece = node.makeelement(_T, {_XML_SPACE: "preserve"})
        piece.text = text
        at.addnext(between)
        between.addnext(piece)
        at = piece
