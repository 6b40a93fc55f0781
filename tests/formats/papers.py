"""Documents and pictures for tests of papers, and what poppler finds in the files."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sms_desktop.formats.paper.model import Block, Document, Letterhead
from sms_desktop.formats.paper.writing import write

WORDS = "Σελίδα {page} από {pages}"


def picture(form: str = "PNG", size: tuple[int, int] = (40, 30), mode: str = "RGB") -> bytes:
    """A picture with four corners of their own."""
    from PIL import Image

    image = Image.new(mode, size, (30, 80, 140) if mode == "RGB" else (30, 80, 140, 128))
    image.putpixel((0, 0), (255, 0, 0) if mode == "RGB" else (255, 0, 0, 0))
    file = io.BytesIO()
    image.save(file, form)
    return file.getvalue()


HEAD = Letterhead("Σχολή Δοκιμών", "Υπουργείο Δοκιμών", ("Οδός Ονείρων 1, Λεμεσός", "25 000000"), picture())


def document(*blocks: Block, **more: Any) -> Document:
    """A document in Greek with these blocks."""
    return Document(**{"title": "Έγγραφο", "language": "el", "page_words": WORDS, "blocks": blocks, **more})


def made(*documents: Document) -> bytes:
    """The documents as PDF."""
    file = io.BytesIO()
    write(file, documents, "Δοκιμή")
    return file.getvalue()


def texts(pdf: bytes, place: Path, *options: str) -> list[str]:
    """The text of each page, as pdftotext finds it."""
    found = _ran(["pdftotext", *options], pdf, place, "-")
    return found.split("\f")[:-1]


def words(pdf: bytes, place: Path, *options: str) -> list[str]:
    """The words of each page, with one space between them."""
    return [" ".join(text.split()) for text in texts(pdf, place, *options)]


def place_of(word: str, pdf: bytes, place: Path) -> tuple[float, float, float, float]:
    """Where a word stands on its page: left, top, right and foot, in points from the top left corner."""
    told = _ran(["pdftotext", "-bbox"], pdf, place, "-")
    found = re.search(rf'xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">{re.escape(word)}<', told)
    assert found is not None
    left, top, right, foot = map(float, found.groups())
    return left, top, right, foot


def fonts(pdf: bytes, place: Path) -> list[str]:
    """The lines of pdffonts, a font each."""
    return _ran(["pdffonts"], pdf, place).splitlines()[2:]


def images(pdf: bytes, place: Path) -> list[str]:
    """The lines of pdfimages, a picture each."""
    return _ran(["pdfimages", "-list"], pdf, place).splitlines()[2:]


def about(pdf: bytes, place: Path) -> dict[str, str]:
    """What pdfinfo says of the file."""
    lines = _ran(["pdfinfo"], pdf, place).splitlines()
    return {name: value.strip() for name, _colon, value in (line.partition(":") for line in lines)}


def _ran(command: Iterable[str], pdf: bytes, place: Path, *end: str) -> str:
    file = place / "paper.pdf"
    file.write_bytes(pdf)
    found = subprocess.run([*command, str(file), *end], capture_output=True, text=True, check=True)
    assert not found.stderr, found.stderr
    return found.stdout
