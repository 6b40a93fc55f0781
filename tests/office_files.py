"""Word and Excel files put together by hand, part by part, for what no library writes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
R = f'xmlns:r="{_OFFICE}"'


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """The zip of these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def links(*targets: tuple[str, str] | tuple[str, str, str]) -> str:
    """Relationships `rId1`, `rId2`, ... by the last word of their type, to a part, perhaps External."""
    found = [
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{target}"'
        + (f' TargetMode="{mode[0]}"/>' if mode else "/>")
        for n, (kind, target, *mode) in enumerate(targets, 1)
    ]
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(found)}</Relationships>'


def types(**declared: str) -> str:
    """The types of parts by their name in full, `__` for `/` and `_` for the dot."""
    found = [
        f'<Override PartName="/{name.replace("__", "/").replace("_", ".")}" ContentType="{kind}"/>'
        for name, kind in declared.items()
    ]
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{''.join(found)}</Types>"
    )


def document(
    body: str, more: Mapping[str, str | bytes] | None = None, *, main: str = f"{_WORD}.document.main+xml"
) -> bytes:
    """A Word document with this markup as its text, and further parts (their links included)."""
    return packed(
        {
            "[Content_Types].xml": types(word__document_xml=main),
            "_rels/.rels": links(("officeDocument", "word/document.xml")),
            "word/document.xml": f"{_HEAD}<w:document {W} {R}><w:body>{body}</w:body></w:document>",
            **(more or {}),
        }
    )


def workbook(
    sheet: str,
    more: Mapping[str, str | bytes] | None = None,
    *,
    main: str = f"{_EXCEL}.sheet.main+xml",
    names: str = "",
) -> bytes:
    """A workbook with a sheet “Form” of this markup, and further parts."""
    return packed(
        {
            "[Content_Types].xml": types(xl__workbook_xml=main),
            "_rels/.rels": links(("officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'{_HEAD}<workbook {S} {R}><sheets><sheet name="Form" sheetId="1" r:id="rId1"/></sheets>'
            f"{names}</workbook>",
            "xl/_rels/workbook.xml.rels": links(("worksheet", "worksheets/sheet1.xml")),
            "xl/worksheets/sheet1.xml": f"{_HEAD}<worksheet {S} {R}>{sheet}</worksheet>",
            **(more or {}),
        }
    )
