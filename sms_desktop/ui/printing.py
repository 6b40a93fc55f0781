"""Printing a PDF: the system's own dialog, then page by page off the window's thread, each as large as it is."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QMarginsF, QObject, QRectF, QSizeF
from PySide6.QtGui import QIcon, QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from sms_desktop.core.errors import StorageProblem
from sms_desktop.core.i18n import _
from sms_desktop.core.progress import Progress
from sms_desktop.reports import preview
from sms_desktop.reports.preview import PageImage
from sms_desktop.ui.dress import named
from sms_desktop.ui.errors import show_error
from sms_desktop.ui.jobs import Done, Failed, Jobs

#: Dots to the inch that pages are drawn with.
DPI = 300
#: So many rows of a page go to the printer at once: drawing them stops the window for a hundredth of a second.
_BAND = 200
_POINTS = 72

Then = Callable[[QPrinter], object]


def ask_printer(parent: QWidget, then: Then, *, title: str, pages: int = 0) -> QPrintDialog | None:
    """The system's dialog; `then(printer)` once the person has chosen. `title` is what the printer's queue shows.

    `pages` is how many there are, where that is known. Returns the dialog, or None where there is no printer.
    """
    if sys.platform == "win32" and not QPrinterInfo.availablePrinterNames():
        show_error(parent, no_printer())
        return None
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setResolution(DPI)
    printer.setDocName(title)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setFullPage(True)
    dialog = QPrintDialog(printer, parent)
    named(dialog, "print").setWindowTitle(_("Print"))
    for button in dialog.findChildren(QPushButton):
        button.setIcon(QIcon())  # Qt's own are of another set than ours
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
    if pages:
        dialog.setMinMax(1, pages)
        dialog.setFromTo(1, pages)
    dialog.finished.connect(lambda result: then(printer) if result == QDialog.DialogCode.Accepted else None)
    dialog.finished.connect(dialog.deleteLater)
    QDialog.open(dialog)  # QPrintDialog's own wants the name of a slot
    return dialog


def send(
    jobs: Jobs,
    owner: QObject,
    pdf: bytes,
    printer: QPrinter,
    done: Done | None = None,
    failed: Failed | None = None,
    *,
    title: str,
) -> int:
    """Prints a PDF in a job and returns the job's id; `done(pages)` with how many sheets' sides were sent.

    Where the printer takes nothing, `failed` hears a `StorageProblem`.
    """
    return jobs.apart(owner, lambda progress: draw(printer, pdf, progress), done, failed, title=title)


def draw(printer: QPrinter, pdf: bytes, progress: Progress) -> int:
    """Draws the pages that the printer was asked for, in any thread; returns how many. Raises `StorageProblem`."""
    sizes = preview.page_sizes(pdf)
    numbers = _wanted(printer, len(sizes))
    with _Painting(printer) as painter:
        for place, number in enumerate(numbers):
            progress(place, len(numbers))
            _turn(printer, sizes[number])
            _open_page(painter, printer, first=place == 0)
            _draw_page(painter, printer, preview.pages(pdf, DPI, number, 1)[0], sizes[number])
        progress(len(numbers), len(numbers))
    return len(numbers)


def no_printer() -> StorageProblem:
    """What is said where there is no printer, or where it takes nothing."""
    return StorageProblem(
        _("There is no printer that can be used."),
        _("See that one is set up and switched on, or save the document as PDF."),
        code="no_printer",
    )


class _Painting:
    """A painter that ends in any case; where something went wrong, what is in the queue so far is withdrawn."""

    def __init__(self, printer: QPrinter) -> None:
        self._printer, self._painter = printer, QPainter()

    def __enter__(self) -> QPainter:
        return self._painter

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if kind is not None:
            self._printer.abort()
        if self._painter.isActive():
            self._painter.end()


def _wanted(printer: QPrinter, count: int) -> list[int]:
    """The numbers of the pages to print, 0 the first, as often as the printer can't repeat them itself."""
    first, last = 0, count
    if printer.printRange() == QPrinter.PrintRange.PageRange and printer.fromPage():
        first, last = printer.fromPage() - 1, min(printer.toPage(), count)
    copies = 1 if printer.supportsMultipleCopies() else max(1, printer.copyCount())
    return list(range(first, last)) * copies


def _turn(printer: QPrinter, size: tuple[float, float]) -> None:
    """Has the next sheet lie as the page does, at the paper that was chosen."""
    across = QPageLayout.Orientation.Landscape if size[0] > size[1] else QPageLayout.Orientation.Portrait
    if printer.pageLayout().orientation() != across:
        printer.setPageOrientation(across)
        printer.setPageMargins(QMarginsF(0, 0, 0, 0))


def _open_page(painter: QPainter, printer: QPrinter, *, first: bool) -> None:
    opened = painter.begin(printer) if first else printer.newPage()
    if not opened:
        raise no_printer()
    painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)  # letters sharp, and half as much as JPEG


def _draw_page(painter: QPainter, printer: QPrinter, page: PageImage, size: tuple[float, float]) -> None:
    """Draws a page at its own size in the middle of the sheet, smaller only where the sheet is, band by band."""
    image = QImage(page.rgb, page.width, page.height, 3 * page.width, QImage.Format.Format_RGB888)
    place = _place(printer, QSizeF(*size))
    for top in range(0, page.height, _BAND):
        foot = min(top + _BAND, page.height)
        edges = [round(place.top() + place.height() * row / page.height) for row in (top, foot)]
        band = QRectF(place.left(), edges[0], place.width(), edges[1] - edges[0])
        painter.drawImage(band, image, QRectF(0, top, page.width, foot - top))


def _place(printer: QPrinter, size: QSizeF) -> QRectF:
    paper, dots = printer.paperRect(QPrinter.Unit.DevicePixel), printer.resolution() / _POINTS
    wide, high = size.width() * dots, size.height() * dots
    fit = min(1.0, paper.width() / wide * 1.005, paper.height() / high * 1.005)
    wide, high = round(wide * fit), round(high * fit)
    return QRectF(round((paper.width() - wide) / 2), round((paper.height() - high) / 2), wide, high)
