"""Pages of a document as pictures, for the window's preview and its printing."""

from __future__ import annotations

from collections.abc import Sequence

from sms_desktop.formats import pdf_pages
from sms_desktop.formats.pdf_pages import PageImage

__all__ = ["PageImage", "joined", "page_count", "page_sizes", "pages"]


def pages(pdf: bytes, dpi: float, first: int = 0, count: int = 5) -> list[PageImage]:
    """Up to `count` pages from `first` (the first is 0), each RGB at `dpi` dots to the inch; raises `BadFile`."""
    return pdf_pages.pages(pdf, dpi, first, count)


def page_count(pdf: bytes) -> int:
    """How many pages there are; raises `BadFile` for what is no PDF."""
    return pdf_pages.page_count(pdf)


def page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of each page, in points of 1/72 inch; raises `BadFile` for what is no PDF."""
    return pdf_pages.page_sizes(pdf)


def joined(pdfs: Sequence[bytes]) -> bytes:
    """The pages of some documents, one after the other, as one; raises `BadFile` for what is no PDF."""
    return pdf_pages.joined(pdfs)
