"""Several fillings of one Word form in one document: a section for each, so that pages and their numbers begin anew."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from sms_desktop.formats.forms import drawings, reasons
from sms_desktop.formats.forms.field_text import Values
from sms_desktop.formats.forms.word import bookmarks, document, repeating
from sms_desktop.formats.forms.word.numbering import Numbers
from sms_desktop.formats.forms.zip_parts import Package, main_part

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SECTION = _W + "sectPr"
#: What comes before the kind of a section, and before its page numbers, in the order that Word wants.
_BEFORE_TYPE = ("headerReference", "footerReference", "footnotePr", "endnotePr")
_BEFORE_NUMBERS = (*_BEFORE_TYPE, "type", "pgSz", "pgMar", "paperSrc", "pgBorders", "lnNumType")
#: Fields of Word's own that count on and on, and the one that counts all pages.
_COUNTING = frozenset(("SEQ", "LISTNUM", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT"))
_ALL_PAGES, _SECTION_PAGES = "NUMPAGES", "SECTIONPAGES"
_COUNTED = ("footnoteReference", "endnoteReference", "commentReference")


def fill(package: Package, every: Sequence[Values]) -> None:
    """Puts a part for each of the values into the document; raises `BadFile` where they would mix."""
    main = package.root(main_part(package))
    body = main.find(_W + "body")
    if body is None:
        raise reasons.damaged()
    numbers = Numbers(package)
    _stand_apart(package, main, numbers)
    _alike_around(package, every)
    pristine = deepcopy(main)
    for child in list(body):
        body.remove(child)
    for index, values in enumerate(every):
        copy = deepcopy(pristine)
        if index:
            repeating.without_numbers(copy)
            bookmarks.of_their_own(copy, index)
            numbers.anew(copy)
        document.fill_part(copy, values)
        for child in _section(copy.find(_W + "body"), index, last=index == len(every) - 1):
            body.append(child)
    for kind, root in document.parts(package):
        if kind:
            document.fill_part(root, every[0])
        repeating.number_anew(root)
        _own_pages(root)
    drawings.fill(package, lambda part: part == main_part(package), every[0])


def _section(body: Any, index: int, *, last: bool) -> list[Any]:
    """The filled body as a section that begins on a new page with page 1."""
    final = body.find(_SECTION)
    if final is None:
        final = body.makeelement(_SECTION)
        body.append(final)
    sections = [one for one in body.iter(_SECTION) if one.getparent().tag in (_W + "pPr", _W + "body")]
    _set(sections[0], "pgNumType", "start", "1", _BEFORE_NUMBERS)
    if index:
        _set(sections[0], "type", "val", "nextPage", _BEFORE_TYPE)
    if not last:
        body.remove(final)
        _end_with(body, final)
    return list(body)


def _end_with(body: Any, section: Any) -> None:
    """A section ends with the paragraph that holds it: the last one, where it holds none yet and is in no frame."""
    paragraph = body[-1] if len(body) and body[-1].tag == _W + "p" else None
    settings = None if paragraph is None else paragraph.find(_W + "pPr")
    held = [] if settings is None else [one for one in settings if one.tag in (_SECTION, _W + "framePr")]
    if paragraph is None or held:
        paragraph = _unseen(body)
        body.append(paragraph)
    repeating.end_section(paragraph, section)


def _unseen(body: Any) -> Any:
    """An empty paragraph a point high, which leaves a full page full."""
    paragraph = body.makeelement(_W + "p")
    settings = paragraph.makeelement(_W + "pPr")
    paragraph.append(settings)
    low = {"before": "0", "after": "0", "line": "20", "lineRule": "exact"}
    settings.append(settings.makeelement(_W + "spacing", {_W + name: value for name, value in low.items()}))
    return paragraph


def _set(section: Any, name: str, attribute: str, value: str, before: Sequence[str]) -> None:
    element = section.find(_W + name)
    if element is None:
        element = section.makeelement(_W + name)
        at = max((section.index(one) + 1 for one in section if one.tag.rpartition("}")[2] in before), default=0)
        section.insert(at, element)
    element.set(_W + attribute, value)


def _stand_apart(package: Package, main: Any, numbers: Numbers) -> None:
    """Raises `BadFile` for a form in which something is counted that would go on with the next."""
    if numbers.counts_by_style(main) or any(next(main.iter(_W + name), None) is not None for name in _COUNTED):
        raise reasons.apart_numbers()
    names = {code.split()[0].upper() for _kind, root in document.parts(package) for code in document.codes(root)}
    if names & _COUNTING or (_ALL_PAGES in names and len(list(main.iter(_SECTION))) > 1):
        raise reasons.apart_numbers()


def _own_pages(root: Any) -> None:
    """“Page 1 of 2” counts the pages of one student: those of a section, where a form has no more of them."""
    for node in root.iter(_W + "instrText", _W + "fldSimple"):
        if node.tag == _W + "instrText":
            node.text = (node.text or "").replace(_ALL_PAGES, _SECTION_PAGES)
        else:
            node.set(_W + "instr", node.get(_W + "instr", "").replace(_ALL_PAGES, _SECTION_PAGES))


def _alike_around(package: Package, every: Sequence[Values]) -> None:
    """Raises `BadFile` where fields of the header, footer or a shape's part have not the same value for everybody."""
    around = document.look(package, every[0].rows)
    for spot in around.fields:
        if spot.place[0] in ("header", "footer", "footnotes", "endnotes", "comments", "part") and (
            len({one.text(spot.name) for one in every}) > 1
        ):
            raise reasons.apart_header()
