"""Printing: the pages asked for, each as large as it is, told in sentences where the printer takes nothing."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from sms_desktop.core.errors import Cancelled, StorageProblem
from sms_desktop.core.progress import silent
from sms_desktop.formats.paper.model import NewPage, Text
from sms_desktop.formats.paper.writing import write
from sms_desktop.reports import preview
from sms_desktop.ui import printing
from sms_desktop.ui.jobs import Jobs
from tests.formats.papers import document, made

THREE = made(document(Text("μία"), NewPage(), Text("δύο"), NewPage(), Text("τρεις"), title=""))
pytestmark = pytest.mark.usefixtures("qapp")


def to_file(target: Path) -> QPrinter:
    """A printer that prints into a PDF, in few dots."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFileName(str(target))
    printer.setResolution(72)
    printer.setFullPage(True)
    return printer


@pytest.fixture(autouse=True)
def _coarse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "DPI", 72)


def test_every_page_comes_out_as_large_as_it_is(tmp_path: Path) -> None:
    assert printing.draw(to_file(tmp_path / "out.pdf"), THREE, silent) == 3
    sizes = preview.page_sizes((tmp_path / "out.pdf").read_bytes())
    assert [(round(width), round(height)) for width, height in sizes] == [(595, 842)] * 3


def test_what_stands_on_the_page_stands_at_its_place_on_the_sheet(tmp_path: Path) -> None:
    printing.draw(to_file(tmp_path / "out.pdf"), THREE, silent)
    before, after = (dark_rows(pdf) for pdf in (THREE, (tmp_path / "out.pdf").read_bytes()))
    assert abs(before[0] - after[0]) <= 2
    assert abs(before[1] - after[1]) <= 2


def dark_rows(pdf: bytes) -> tuple[int, int]:
    """The first and the last row with something on it."""
    (page,) = preview.pages(pdf, 72, 0, 1)
    wide = page.width * 3
    dark = [row for row in range(page.height) if min(page.rgb[row * wide : (row + 1) * wide]) < 128]
    return dark[0], dark[-1]


def test_only_the_pages_that_were_asked_for(tmp_path: Path) -> None:
    printer = to_file(tmp_path / "out.pdf")
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setFromTo(2, 9)
    assert printing.draw(printer, THREE, silent) == 2


def test_a_page_that_lies_is_printed_on_a_sheet_that_lies(tmp_path: Path) -> None:
    paper = BytesIO()
    write(paper, [document(Text("a"), title=""), document(Text("b"), title="", landscape=True)], "two")
    printing.draw(to_file(tmp_path / "out.pdf"), paper.getvalue(), silent)
    sizes = preview.page_sizes((tmp_path / "out.pdf").read_bytes())
    assert [width > height for width, height in sizes] == [False, True]


def test_a_printer_that_takes_nothing_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StorageProblem) as refused:
        printing.draw(to_file(tmp_path / "not there" / "out.pdf"), THREE, silent)
    assert refused.value.code == "no_printer"


def test_cancelling_stops_between_two_pages(tmp_path: Path) -> None:
    def stop(done: int, _total: int) -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        printing.draw(to_file(tmp_path / "out.pdf"), THREE, stop)


def test_the_systems_dialog_hands_over_the_printer_that_was_chosen(tmp_path: Path) -> None:
    chosen: list[QPrinter] = []
    parent = QWidget()
    dialog = printing.ask_printer(parent, chosen.append, title="Class list", pages=3)
    assert isinstance(dialog, QPrintDialog)
    assert (dialog.minPage(), dialog.maxPage()) == (1, 3)
    dialog.done(QDialog.DialogCode.Accepted)
    assert [printer.docName() for printer in chosen] == ["Class list"]


def test_thinking_better_of_it_prints_nothing() -> None:
    chosen: list[QPrinter] = []
    parent = QWidget()
    dialog = printing.ask_printer(parent, chosen.append, title="Class list")
    assert dialog is not None
    dialog.reject()
    assert chosen == []


def test_printing_is_a_job(jobs: Jobs, tmp_path: Path) -> None:
    done: list[Any] = []
    owner = QWidget()
    printing.send(jobs, owner, THREE, to_file(tmp_path / "out.pdf"), done.append, title="Printing")
    jobs.wait_idle()
    assert done == [3]
