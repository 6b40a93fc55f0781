"""What is taken out of a form when it is filled, because it leads elsewhere or can be run: nothing that is seen.

Paths on somebody's disk, the list of a mail merge, signatures that hold for the unfilled form alone, and objects of
other programs behind the pictures that they show. What is left after that is refused or kept (`zip_parts.kind`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sms_desktop.formats.forms.excel import outside_links
from sms_desktop.formats.forms.zip_parts import Package, links_of, main_part, outside, part_of, resolved

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_O, _V = "{urn:schemas-microsoft-com:office:office}", "{urn:schemas-microsoft-com:vml}"
_LINKED_DATA = "{http://schemas.openxmlformats.org/drawingml/2006/chart}externalData"
_SIGNATURES = "_xmlsignatures/"
#: Files inside a document that hold no programs, and are kept as they are.
_PLAIN_FILES = (".docx", ".xlsx", ".pptx")
#: The attributes of a picture: where it is in the document, and where it came from.
_PICTURES = ((_R + "embed", _R + "link"), (_R + "id", _R + "href"))


def drop(package: Package) -> tuple[str, ...]:
    """Takes them out; returns the kinds of what there was: `template`, `merge`, `signature`, `charts`, ...

    Raises `BadFile` where the package is no document at all.
    """
    main_part(package)
    kinds = {
        "template": _template,
        "merge": _merge,
        "signature": _signature,
        "charts": _charts,
        "pictures": _pictures,
        "objects": _objects,
        "workbooks": outside_links.cut,
    }
    return tuple(kind for kind, taken_out in kinds.items() if taken_out(package))


def _linking(package: Package, *signs: bytes) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    """The names of parts with links whose markup mentions a sign, with their roots and their links by id."""
    for owner in package.names:
        part = part_of(owner)
        if owner.endswith(".rels") and part in package.markup and any(package.mentions(owner, one) for one in signs):
            yield owner, package.root(part), {link.get("Id", ""): link for link in package.links(owner)}


def _template(package: Package) -> bool:
    """Where the template lies that a document was made from."""
    found = False
    for _owner, root, links in _linking(package, b"/attachedTemplate"):
        for link in links.values():
            if link.get("Type", "").endswith("/attachedTemplate"):
                found = True
                link.getparent().remove(link)
        for element in list(root.iter(_W + "attachedTemplate")):
            element.getparent().remove(element)
    return found


def _merge(package: Package) -> bool:
    """The list that a mail merge takes its people from: Word would ask for it whenever the document is opened."""
    found = False
    for part in package.linked(main_part(package), "/settings"):
        for merge in list(package.root(part).iter(_W + "mailMerge")) if package.has(part) else ():
            merge.getparent().remove(merge)
            _cut(package, part, {node.get(_R + "id") for node in merge.iter()})
            found = True
    return found


def _cut(package: Package, part: str, ids: set[str | None]) -> None:
    """Takes out links of a part, and the parts that they lead to."""
    owner = links_of(part)
    for link in [link for link in package.links(owner) if link.get("Id") in ids]:
        if outside(link):
            link.getparent().remove(link)
        else:
            package.remove(resolved(owner, link.get("Target", "")))


def _signature(package: Package) -> bool:
    signed = [name for name in package.names if name.startswith(_SIGNATURES)]
    for name in signed:
        package.remove(name)
    return bool(signed)


def _charts(package: Package) -> bool:
    """Where the workbook lies that a chart was made from: the chart holds its numbers itself."""
    found = False
    for owner, root, links in _linking(package, b"External"):
        for data in list(root.iter(_LINKED_DATA)):
            number = data.get(_R + "id", "")
            if number in links and outside(links[number]):
                data.getparent().remove(data)
                _cut(package, part_of(owner), {number})
                found = True
    return found


def _pictures(package: Package) -> bool:
    """Where a picture came from that is in the document, too."""
    found = False
    for owner, root, links in _linking(package, b"External"):
        gone: set[str | None] = set()
        for element in root.iter():
            for here, away in _PICTURES:
                if _is_inside(links.get(element.get(here))) and outside(links.get(element.get(away))):
                    gone.add(element.attrib.pop(away))
        used = {value for element in root.iter() for value in element.attrib.values()}
        _cut(package, part_of(owner), gone - used)
        found = found or bool(gone)
    return found


def _is_inside(link: Any) -> bool:
    return link is not None and not outside(link)


def _objects(package: Package) -> bool:
    """Objects of other programs, or links to them: the picture that stands for each stays."""
    found = False
    for owner, root, links in _linking(package, b"/oleObject", b"/relationships/package"):
        for thing in list(root.iter(_O + "OLEObject")):
            link = links.get(thing.get(_R + "id", ""))
            if link is not None and not _is_plain(link) and _is_pictured(thing.getparent(), links):
                _as_picture(thing)
                _cut(package, part_of(owner), {link.get("Id")})
                found = True
    return found


def _is_plain(link: Any) -> bool:
    return not outside(link) and link.get("Target", "").lower().endswith(_PLAIN_FILES)


def _is_pictured(holder: Any, links: dict[str, Any]) -> bool:
    return any(_is_inside(links.get(image.get(_R + "id"))) for image in holder.iter(_V + "imagedata"))


def _as_picture(thing: Any) -> None:
    holder = thing.getparent()
    holder.remove(thing)
    for shape in holder:
        shape.attrib.pop(_O + "ole", None)
    if holder.tag == _W + "object":
        holder.tag = _W + "pict"
        for name in ("dxaOrig", "dyaOrig"):
            holder.attrib.pop(_W + name, None)
