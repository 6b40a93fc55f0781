"""A PDF file in the making: pages kept compressed, pictures once, fonts embedded with the letters that are used."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Collection, Sequence
from types import SimpleNamespace
from typing import Any, BinaryIO

from sms_desktop.formats.paper.lettering import Letters
from sms_desktop.formats.paper.pictures import Picture

A4 = (595.28, 841.89)


class Book:
    """A file of pages. Not for several threads; each file has fonts of its own."""

    def __init__(self, title: str) -> None:
        from reportlab.pdfbase.pdfdoc import PDFDocument

        self._document = PDFDocument(compression=1, invariant=0, pdfVersion=(1, 4))
        self._document.setTitle(_whole(title))
        self._document.setCreator("SMS Desktop")
        self._document.setAuthor("")
        self._document.setSubject("")
        self.pages = 0
        self.letters = {bold: Letters(self._document, bold=bold) for bold in (False, True)}
        self._pictures: dict[bytes, tuple[str, Picture]] = {}
        self._marks: list[tuple[str, int]] = []

    def speak(self, language: str) -> None:
        """What the file says its language is, for readers that read aloud."""
        from reportlab.pdfbase.pdfdoc import PDFString

        self._document.Catalog.Lang = PDFString(language)

    def unwritten(self) -> list[str]:
        """The texts drawn since this was last asked that have letters without a sign in the font, each once."""
        return list(dict.fromkeys(text for letters in self.letters.values() for text in letters.unwritten()))

    def mark(self, name: str) -> None:
        """The next page is found by this name in the reader's list of contents."""
        self._marks.append((_whole(name), self.pages + 1))

    def picture(self, image: bytes, prepared: Callable[[bytes], Picture]) -> tuple[str, Picture]:
        """The name of a picture within the file, and the picture; the same bytes are in the file once."""
        key = hashlib.blake2b(image, digest_size=16, salt=prepared.__name__.encode()[:16]).digest()
        if key not in self._pictures:
            picture = prepared(image)
            name = f"P{len(self._pictures) + 1}"
            self._keep(name, picture)
            self._pictures[key] = name, Picture(picture.width, picture.height, picture.filter, b"")
        return self._pictures[key]

    def _keep(self, name: str, picture: Picture) -> None:
        from reportlab.pdfbase.pdfdoc import PDFName

        about = {
            "Type": PDFName("XObject"), "Subtype": PDFName("Image"), "Width": picture.width,
            "Height": picture.height, "BitsPerComponent": 8,
        }  # fmt: skip
        more: dict[str, Any] = {}
        if picture.mask:
            grey = about | {"ColorSpace": PDFName("DeviceGray")}
            more["SMask"] = self._stream(zlib_stream(picture.mask, grey), f"{name}mask")
        colours = about | {"ColorSpace": PDFName("DeviceRGB")} | more
        self._stream(zlib_stream(picture.data, colours, picture.filter), name)

    def _stream(self, stream: Any, name: str) -> Any:
        return self._document.Reference(stream, name)

    def add_page(self, size: tuple[float, float], streams: Sequence[bytes], pictures: Collection[str]) -> None:
        """A page of `size` in points, drawn by compressed `streams` one after the other."""
        from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFObjectReference, PDFPage

        page = PDFPage()
        page.pagewidth, page.pageheight = size
        page.hasImages = bool(pictures)
        page.ExtGState = None
        references = [self._document.Reference(zlib_stream(stream, {}), None) for stream in streams]
        page.Contents = PDFArray(references)
        page._shadingUsed = page._colorsUsed = {}
        if pictures:
            page.XObjects = PDFDictionary({name: PDFObjectReference(name) for name in pictures})
        self._document.addPage(page)
        self.pages += 1

    def save(self, file: BinaryIO) -> None:
        """Writes the file; it has a list of contents where there is more than one entry for it."""
        if len(self._marks) > 1:
            self._contents()
        file.write(self._document.GetPDFData(None))

    def _contents(self) -> None:
        from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFObjectReference, PDFString

        count = len(self._marks)
        ends = {"First": PDFObjectReference("Mark1"), "Last": PDFObjectReference(f"Mark{count}")}
        root = PDFDictionary({"Type": PDFName("Outlines"), "Count": count, **ends})
        above = self._document.Reference(root, "Contents")
        for n, (name, page) in enumerate(self._marks, 1):
            beside = {"Prev": n - 1, "Next": n + 1}
            links = {key: PDFObjectReference(f"Mark{at}") for key, at in beside.items() if 1 <= at <= count}
            place = PDFArray([PDFObjectReference(f"Page{page}"), PDFName("Fit")])
            entry = {"Title": PDFString(name), "Parent": above, "Dest": place, **links}
            self._document.Reference(PDFDictionary(entry), f"Mark{n}")
        self._document.Catalog.Outlines = root
        self._document.Catalog.PageMode = PDFName("UseOutlines")
        self._document.Outlines = SimpleNamespace(prepare=lambda document, canvas: None, ready=1)


def _whole(text: str) -> str:
    """The text without halves of characters, which no file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def zlib_stream(data: bytes, about: dict[str, Any], name: str = "FlateDecode") -> Any:
    """A stream whose data is packed already."""
    from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFName, PDFStream

    return PDFStream(PDFDictionary(about | {"Filter": PDFName(name)}), data, [])


def packed(operators: Sequence[str]) -> bytes:
    """A page's operators as they are kept."""
    return zlib.compress("\n".join(operators).encode("latin-1"), 6)
