"""A Word or Excel file as the zip of parts that it is: parts that nobody changes stay byte for byte.

Nothing is run, followed or looked up: entities are not resolved, links to elsewhere and macros are refused.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from sms_desktop.core.errors import BadFile
from sms_desktop.formats.forms import reasons
from sms_desktop.formats.guarded import guard, limits

WORD, EXCEL = "docx", "xlsx"
#: A form is a few pages; larger ones are refused before they are opened.
FORM_BYTES = 16 * limits.MIB
_INFLATED_BYTES = 96 * limits.MIB
_TYPES, _ROOT_LINKS = "[Content_Types].xml", "_rels/.rels"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_DOCUMENT, _WORKBOOK = f"{_OFFICE}.wordprocessingml.document.main+xml", f"{_OFFICE}.spreadsheetml.sheet.main+xml"
_MAIN = {_DOCUMENT: WORD, _WORKBOOK: EXCEL}
#: What templates (.dotx, .xltx) are declared as, and what is made of one. There is no other difference.
_TEMPLATES = {
    f"{_OFFICE}.wordprocessingml.template.main+xml": _DOCUMENT,
    f"{_OFFICE}.spreadsheetml.template.main+xml": _WORKBOOK,
}
#: Programs inside a document: why each kind is refused, by what is in a part's name or type, and by types of links.
_PROGRAMS: tuple[tuple[Callable[[], BadFile], tuple[str, ...], frozenset[str]], ...] = (
    (
        reasons.macros,
        ("vbaproject", "macro", "vnd.ms-office.vba", "webextension", "customui"),
        frozenset(("vbaProject", "wordVbaData", "webextension")),
    ),
    (reasons.controls, ("activex", "control+xml"), frozenset(("control", "activeXControlBinary"))),
    (reasons.objects, ("oleobject",), frozenset(("oleObject",))),
)
#: Links that a person has to click; all others are followed by the program that opens the file.
_HARMLESS = "/hyperlink"
_OLE, _ZIP = b"\xd0\xcf\x11\xe0", b"PK"
#: What an encrypted file of the newer kinds is called inside the old kind that it is packed in.
_LOCKED = "EncryptedPackage".encode("utf-16-le")
#: The names of “Strict Open XML” are those of the usual kind, spelt differently.
_STRICT_NAME = re.compile(rb"""(?<=["'])http://purl\.oclc\.org/ooxml/(\w+)/([\w/]+)(?=["'])""")
_STRICT_SPACE = re.compile(rb"""(xmlns(?::[\w.-]+)?\s*=\s*["'])http://purl\.oclc\.org/ooxml/(\w+)/""")


class Package:
    """The parts of a document by name, in their order; markup is parsed when it is first asked for."""

    def __init__(self, parts: dict[str, bytes]) -> None:
        self._parts = parts
        self._roots: dict[str, Any] = {}
        self._untouched: dict[str, bytes] = {}

    @property
    def names(self) -> list[str]:
        """All parts."""
        return list(self._parts)

    @property
    def markup(self) -> list[str]:
        """The parts that are XML and hold what people see, those that say how parts hang together left out."""
        return [name for name in self._parts if name.lower().endswith((".xml", ".vml")) and name != _TYPES]

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return name in self._parts

    def mentions(self, name: str, text: bytes) -> bool:
        """Whether a part holds these bytes, without parsing it."""
        return text in self._parts[name]

    def root(self, name: str) -> Any:
        """The element at the root of a part; what is changed in it is written. Raises `BadFile`."""
        if name not in self._roots:
            usual = _STRICT_SPACE.sub(rb"\1http://schemas.openxmlformats.org/\2/2006/", self._parts[name])
            self._roots[name] = parsed(usual)
            self._untouched[name] = _bytes(self._roots[name])
        return self._roots[name]

    def retype(self, types: Mapping[str, str]) -> bool:
        """Declares others in the place of content types; returns whether one of them was declared."""
        entries = [entry for entry in self.root(_TYPES) if entry.get("ContentType") in types]
        for entry in entries:
            entry.set("ContentType", types[entry.get("ContentType")])
        return bool(entries)

    def remove(self, name: str) -> None:
        """Takes a part out, with what says its type and the links to it."""
        self._parts.pop(name, None)
        self._roots.pop(name, None)
        for entry in self.root(_TYPES):
            if entry.get("PartName") == f"/{name}":
                self.root(_TYPES).remove(entry)
        for owner in [one for one in self._parts if one.endswith(".rels")]:
            for link in self.links(owner):
                if link.get("TargetMode") != "External" and resolved(owner, link.get("Target", "")) == name:
                    self.root(owner).remove(link)

    def links(self, owner: str) -> list[Any]:
        """The relationships in a `.rels` part; none where there is no such part."""
        return list(self.root(owner)) if owner in self._parts else []

    def linked(self, part: str, kind: str) -> list[str]:
        """The parts that a part links to by relationships whose type ends in `kind`, such as `/drawing`.

        Those that are not there are left out; capitals in their names do not matter.
        """
        owner = links_of(part)
        targets = [
            resolved(owner, link.get("Target", "")).lower()
            for link in self.links(owner)
            if link.get("Type", "").endswith(kind) and link.get("TargetMode") != "External"
        ]
        there = {name.lower(): name for name in self._parts} if targets else {}
        return [there[target] for target in targets if target in there]

    def type_of(self, name: str) -> str:
        """The content type of a part, as the package declares it."""
        return self.types_of([name])[0]

    def types_of(self, names: Sequence[str]) -> list[str]:
        """The content types of parts; an empty text for a part that has none."""
        entries = list(self.root(_TYPES))
        each = {entry.get("PartName", "").lower(): entry.get("ContentType", "") for entry in entries}
        kinds = {entry.get("Extension", "").lower(): entry.get("ContentType", "") for entry in entries}
        return [each.get(f"/{name}".lower()) or kinds.get(name.rsplit(".", 1)[-1].lower(), "") for name in names]

    def copy(self) -> Package:
        """Another one of its own, as this one is now."""
        from copy import deepcopy

        made = Package(dict(self._parts))
        made._roots = {name: deepcopy(root.getroottree()).getroot() for name, root in self._roots.items()}
        made._untouched = dict(self._untouched)
        return made

    def packed(self) -> bytes:
        """The file, its parts in the order in which they were."""
        file = io.BytesIO()
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            for name, content in self._parts.items():
                changed = _bytes(self._roots[name]) if name in self._roots else b""
                if changed and changed != self._untouched[name]:
                    content = _spelt_as(content, changed)
                archive.writestr(ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, ZIP_DEFLATED)
        return file.getvalue()


def _spelt_as(before: bytes, changed: bytes) -> bytes:
    """A changed part with the names of “Strict Open XML” where it had them."""
    for area, name in set(_STRICT_NAME.findall(before)):
        usual = b"http://schemas.openxmlformats.org/%s/2006/%s" % (area, name)
        changed = changed.replace(b'="%s"' % usual, b'="http://purl.oclc.org/ooxml/%s/%s"' % (area, name))
    return changed


def _bytes(root: Any) -> bytes:
    from lxml import etree

    found: bytes = etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)
    return found


def parsed(markup: bytes) -> Any:
    """The root of an XML part, with nothing resolved; raises `BadFile`."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(markup, parser)
    except etree.XMLSyntaxError:
        raise reasons.damaged() from None


def read(path: Path) -> bytes:
    """The bytes of a foreign file, once the guard has looked at it: a zip of an honest size without entities.

    Raises `BadFile` with the reason.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(8)
            locked = start.startswith(_OLE) and size <= FORM_BYTES and _LOCKED in file.read()
    except OSError:
        raise reasons.unreadable() from None
    if size > FORM_BYTES:
        raise reasons.too_big()
    if start.startswith(_OLE):
        raise reasons.locked() if locked else reasons.old()
    if not start.startswith(_ZIP):
        raise reasons.not_a_form()
    try:
        archive = guard.check_directory(path)
        if archive.mimetype.startswith("application/vnd.oasis"):
            raise reasons.open_document()
        guard.check_contents(path)
        return path.read_bytes()
    except BadFile as error:
        raise reasons.too_big() if error.code == "too_big" else error from None
    except OSError:
        raise reasons.unreadable() from None


def as_document(content: bytes) -> bytes:
    """The document or workbook that a template (.dotx, .xltx) is; any other file is as it was. Raises `BadFile`."""
    with ZipFile(io.BytesIO(content)) as archive:
        declared = Package({_TYPES: archive.read(_TYPES)})
    return opened(content).packed() if declared.retype(_TEMPLATES) else content


def opened(content: bytes) -> Package:
    """The parts of a file, those of a template as of the document that it is.

    Raises `BadFile` for what is damaged or larger than a form is.
    """
    parts: dict[str, bytes] = {}
    room = _INFLATED_BYTES
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            for entry in archive.infolist():
                if entry.is_dir():
                    continue
                room -= entry.file_size
                if room < 0:
                    raise reasons.too_big()
                parts[entry.filename] = archive.read(entry)
    except (BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        raise reasons.damaged() from None
    if _TYPES not in parts or _ROOT_LINKS not in parts:
        raise reasons.not_a_form()
    package = Package(parts)
    package.retype(_TEMPLATES)
    return package


def kind(package: Package) -> str:
    """`docx` or `xlsx`, by what is in it; raises `BadFile` for another kind, macros, and links that are followed.

    What `traces.drop` takes out is no reason, once it is out.
    """
    main = main_part(package)
    declared = package.type_of(main)
    _no_programs(package, declared)
    if declared not in _MAIN:
        raise reasons.not_a_form()
    for owner in package.names:
        for link in package.links(owner) if owner.endswith(".rels") else ():
            if outside(link) and not link.get("Type", "").endswith(_HARMLESS):
                raise reasons.linked(str(link.get("Target", "")))
    return _MAIN[declared]


def main_part(package: Package) -> str:
    """The name of the part that is the document or the workbook; raises `BadFile`."""
    for link in package.links(_ROOT_LINKS):
        if link.get("Type", "").endswith("/officeDocument"):
            name = resolved(_ROOT_LINKS, link.get("Target", ""))
            if package.has(name):
                return name
    raise reasons.not_a_form()


def _no_programs(package: Package, declared: str) -> None:
    """Raises `BadFile` for programs, by the names and types of parts and by what they are linked as."""
    linked = [
        link.get("Type", "").rpartition("/")[2]
        for owner in package.names if owner.endswith(".rels")
        for link in package.links(owner) if not outside(link)
    ]  # fmt: skip
    told = [text.lower() for text in (*package.names, *package.types_of(package.names), declared)]
    for refusal, signs, links in _PROGRAMS:
        if links.intersection(linked) or any(sign in text for text in told for sign in signs):
            raise refusal()


def outside(link: Any) -> bool:
    """Whether a relationship leads out of the file."""
    return link is not None and link.get("TargetMode") == "External"


def part_of(links: str) -> str:
    """The name of the part whose relationships a part holds."""
    path = PurePosixPath(links)
    return str(path.parent.parent / path.name.removesuffix(".rels"))


def links_of(part: str) -> str:
    """The name of the part that holds the relationships of a part."""
    path = PurePosixPath(part)
    return str(path.parent / "_rels" / f"{path.name}.rels")


def resolved(owner: str, target: str) -> str:
    """The part that a relationship in `owner` names: relative to the part whose links they are, or from the top."""
    if target.startswith("/"):
        return target[1:]
    base = PurePosixPath(owner).parent.parent
    steps: list[str] = []
    for step in (*base.parts, *target.split("/")):
        if step == "..":
            steps = steps[:-1]
        elif step not in (".", ""):
            steps.append(step)
    return "/".join(steps)


def each(package: Package, found: Callable[[str], bool]) -> Iterator[tuple[str, Any]]:
    """The parts whose name fits, with their roots."""
    for name in package.markup:
        if found(name):
            yield name, package.root(name)
