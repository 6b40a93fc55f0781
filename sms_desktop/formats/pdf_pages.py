"""The pages of a PDF as pictures, for looking at and for printing."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import Any

from sms_desktop.core.errors import BadFile
from sms_desktop.core.i18n import _

#: PDFium is not made for several threads: one at a time, the whole program over.
_ONE_AT_A_TIME = Lock()
_POINTS_PER_INCH = 72
#: No page is drawn larger: 40 million dots are A4 at 600 to the inch, 120 MB.
_MOST_DOTS = 40_000_000


@dataclass(frozen=True)
class PageImage:
    """A page: `rgb` are its rows from the top, three bytes a dot, without gaps."""

    width: int
    height: int
    rgb: bytes


def page_count(pdf: bytes) -> int:
    """How many pages there are; raises `BadFile` for what is no PDF."""
    with _opened(pdf) as document:
        return len(document)


def page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of each page, in points of 1/72 inch; raises `BadFile` for what is no PDF."""
    with _opened(pdf) as document:
        return [document.get_page_size(number) for number in range(len(document))]


def joined(pdfs: Sequence[bytes]) -> bytes:
    """The pages of some documents, one after the other, as one; raises `BadFile` for what is no PDF."""
    if len(pdfs) == 1:
        return pdfs[0]
    from pypdfium2 import PdfDocument

    with _ONE_AT_A_TIME:
        whole: Any = PdfDocument.new()
    try:
        for pdf in pdfs:
            with _opened(pdf) as document:
                whole.import_pages(document)
        file = io.BytesIO()
        with _ONE_AT_A_TIME:
            whole.save(file)
    finally:
        with _ONE_AT_A_TIME:
            whole.close()
    return file.getvalue()


def pages(pdf: bytes, dpi: float, first: int = 0, count: int = 5) -> list[PageImage]:
    """Up to `count` pages from `first` (the first is 0) at `dpi` dots to the inch; fewer where there are not so many.

    Raises `BadFile` for what is no PDF.
    """
    with _opened(pdf) as document:
        return [_drawn(document[number], dpi) for number in range(first, min(first + count, len(document)))]


@contextmanager
def _opened(pdf: bytes) -> Iterator[Any]:
    from pypdfium2 import PdfDocument, PdfiumError

    with _ONE_AT_A_TIME:
        try:
            document = PdfDocument(pdf)
        except PdfiumError as error:
            raise BadFile(
                _("This is no PDF that can be shown."), _("Make the document again."), code="bad_pdf"
            ) from error
        try:
            yield document
        finally:
            document.close()


def _drawn(page: Any, dpi: float) -> PageImage:
    width, height = page.get_size()
    scale = min(dpi / _POINTS_PER_INCH, (_MOST_DOTS / (width * height)) ** 0.5)
    bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False)
    try:
        return PageImage(bitmap.width, bitmap.height, _rows(bitmap))
    finally:
        bitmap.close()
        page.close()


def _rows(bitmap: Any) -> bytes:
    """The dots without the gaps that rows may have behind them."""
    data, wide = bytes(bitmap.buffer), bitmap.width * bitmap.n_channels
    if bitmap.stride == wide:
        return data
    return b"".join(data[row * bitmap.stride : row * bitmap.stride + wide] for row in range(bitmap.height))
