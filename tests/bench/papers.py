"""The figures on paper: a list of 100,000 marks and 1,000 cards against reportlab's own table and canvas; reports."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

from sms_desktop.core import paths
from sms_desktop.formats.paper.lists import ListHead, write_list
from sms_desktop.formats.paper.model import RIGHT, STRONG, Block, Column, Document, Facts, Letterhead, Row, Signatures
from sms_desktop.formats.paper.model import Table as PaperTable
from sms_desktop.formats.paper.writing import write
from tests.bench import files, report_papers
from tests.bench.figures import Figure, alternating, ratio
from tests.bench.run import Run

_GOAL_LIST, _GOAL_CARDS = 1 / 3, 2
#: So many rows has the reference, whose time is scaled: a table of all would take it minutes.
_REFERENCE_ROWS = 5000
_LESSONS = 12
_TITLES = ("Αρ. Μητρώου", "Επώνυμο", "Όνομα", "Μάθημα", "Κατηγορία", "Τίτλος", "Βαθμός", "Μέγιστο", "Ημερομηνία")
_FONT, _BOLD = "DejaVuSans", "DejaVuSans-Bold"


def figures(run: Run) -> Iterator[Figure]:
    """Everything about papers."""
    _fonts()
    yield _list(run)
    yield _cards(run)
    yield from report_papers.figures(run)


def _fonts() -> None:
    """The reference has the same fonts as we have."""
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont

    for name in (_FONT, _BOLD):
        registerFont(TTFont(name, str(paths.resources() / "fonts" / f"{name}.ttf")))


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _list(run: Run) -> Figure:
    scale = run.rows / _REFERENCE_ROWS
    rounds = min(run.rounds, 3)
    found = alternating(
        rounds,
        ours=lambda: _seconds(partial(_our_list, run.folder / "list.pdf", run.rows)),
        theirs=lambda: _seconds(partial(_their_list, _REFERENCE_ROWS)) * scale,
    )
    name = f"{run.rows:,} marks as a PDF list"
    return ratio(name, f"LongTable on {_REFERENCE_ROWS:,}, scaled", found["ours"], found["theirs"], _GOAL_LIST,
                 run.scale)  # fmt: skip


def _marks(count: int) -> Iterator[list[object]]:
    rng, students = Random(22), [row[:3] for row in files.rows(2000)]
    for n in range(count):
        yield [*students[n // 10 % 2000], f"AUT{n % 60:04d}", "Εργασίες" if n % 3 else "Τελική εξέταση",
               f"Εργασία {n % 10 + 1}", Decimal(rng.randint(8, 40)) / 2, 20, date(2026, 10, 1 + n % 28)]  # fmt: skip


def _our_list(target: Path, count: int) -> None:
    write_list(target, ListHead("Βαθμοί"), _TITLES, _marks(count), count)


def _their_list(count: int) -> None:
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.platypus import LongTable, SimpleDocTemplate, TableStyle

    rows = [list(_TITLES), *([str(cell) for cell in row] for row in _marks(count))]
    style = TableStyle([("FONT", (0, 0), (-1, -1), _FONT, 7.5), ("LINEBELOW", (0, 0), (-1, -1), 0.4, (0.8, 0.8, 0.8))])
    table = LongTable(rows, repeatRows=1, style=style)
    SimpleDocTemplate(BytesIO(), pagesize=landscape(A4)).build([table])


def _cards(run: Run) -> Figure:
    count = 200 if run.quick else 1000
    logo = _logo()
    found = alternating(
        min(run.rounds, 3),
        ours=lambda: _seconds(lambda: write(BytesIO(), _documents(count, logo), "Δελτία")),
        theirs=lambda: _seconds(partial(_bare, count, logo)),
    )
    name = f"{count:,} made-up cards into one PDF, drawn alone"
    return ratio(name, "reportlab's canvas alone", found["ours"], found["theirs"], _GOAL_CARDS)


def _logo() -> bytes:
    from PIL import Image

    file = BytesIO()
    Image.radial_gradient("L").convert("RGB").resize((400, 400)).save(file, "PNG")
    return file.getvalue()


_LINES = ("Οδός Ονείρων 1, 3036 Λεμεσός", "25 000000 · office@school.example")
_COLUMNS = (("Κωδικός", 1.2), ("Μάθημα", 4.0), ("Μονάδες", 1.0), ("Βαθμός", 1.0), ("Χαρακτηρισμός", 1.6))


def _lessons(n: int) -> Iterator[tuple[str, ...]]:
    rng = Random(n)
    for lesson in range(_LESSONS):
        grade = f"{rng.randint(80, 200) / 10:.2f}".replace(".", ",")
        yield f"AUT{lesson:04d}", f"Συστήματα Ψεκασμού και Ανάφλεξης {lesson + 1}", "5,0", grade, "Λίαν καλώς"


def _facts(row: list[str]) -> list[tuple[str, str]]:
    return [("Επώνυμο", row[1]), ("Αριθμός μητρώου", row[0]), ("Όνομα", row[2]), ("Έτος σπουδών", "Β΄"),
            ("Όνομα πατέρα", row[3]), ("Τμήμα", row[12])]  # fmt: skip


def _documents(count: int, logo: bytes) -> Iterator[Document]:
    head = Letterhead("Σχολή Δοκιμών", "Υπουργείο Δοκιμών", _LINES, logo)
    columns = [Column(title, share, RIGHT if share == 1 else "left") for title, share in _COLUMNS]
    for n, row in enumerate(files.rows(count)):
        rows = [*(Row(cells) for cells in _lessons(n)), Row(("", "Μέσος όρος", "60,0", "14,20", "Καλώς"), STRONG)]
        signed = Signatures([("Ο Διευθυντής", "Δρ Νικολάου"), ("Ο κηδεμόνας",)], "Σφραγίδα")
        blocks: list[Block] = [Facts(_facts(row)), PaperTable(columns, rows), signed]
        yield Document("Δελτίο προόδου", blocks, "el", "Χειμερινό εξάμηνο 2026-2027", head, f"Αρ. {n}", "21/11/2026",
                       "Εκτυπώθηκε 21/11/2026", "Σελίδα {page} από {pages}")  # fmt: skip


def _bare(count: int, logo: bytes) -> None:
    """The same words, lines and pictures at places written down beforehand: nothing is measured, wrapped or counted."""
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    canvas, image = Canvas(BytesIO(), pageCompression=1), ImageReader(BytesIO(logo))
    for n, row in enumerate(files.rows(count)):
        canvas.drawImage(image, 51, 730, 54, 54)
        _say(canvas, 8, [(120, 780, "Υπουργείο Δοκιμών"), (120, 750, _LINES[0]), (120, 738, _LINES[1])])
        _say(canvas, 13, [(120, 764, "Σχολή Δοκιμών"), (51, 700, "Δελτίο προόδου")], _BOLD)
        _say(canvas, 8, [(51, 684, "Χειμερινό εξάμηνο 2026-2027"), (500, 690, "21/11/2026"),
                         (51, 30, "Εκτυπώθηκε 21/11/2026"), (500, 30, "Σελίδα 1 από 1")])  # fmt: skip
        _say(canvas, 8, [(500, 700, f"Αρ. {n}")], _BOLD)
        canvas.line(51, 720, 544, 720)
        for place, (label, value) in enumerate(_facts(row)):
            x, y = 51 + place % 2 * 250, 650 - place // 2 * 17
            _say(canvas, 8.5, [(x, y, label), (x + 80, y, value)])
            canvas.line(x, y - 4, x + 230, y - 4)
        _their_table(canvas, n)
        _say(canvas, 8.5, [(300, 260, "Ο Διευθυντής"), (450, 260, "Ο κηδεμόνας")], _BOLD)
        _say(canvas, 8, [(300, 248, "Δρ Νικολάου"), (120, 260, "Σφραγίδα")])
        canvas.line(270, 272, 390, 272)
        canvas.line(420, 272, 540, 272)
        canvas.circle(140, 262, 42)
        canvas.showPage()
    canvas.save()


def _their_table(canvas: Any, n: int) -> None:
    places = (55, 130, 370, 430, 470)
    _say(canvas, 8, [(x, 580, title) for x, (title, _share) in zip(places, _COLUMNS, strict=True)], _BOLD)
    for line, cells in enumerate(_lessons(n)):
        y = 562 - line * 17
        _say(canvas, 8.5, [(x, y, cell) for x, cell in zip(places, cells, strict=True)])
        canvas.line(51, y - 5, 544, y - 5)
    total = ("", "Μέσος όρος", "60,0", "14,20", "Καλώς")
    _say(canvas, 8.5, [(x, 358, cell) for x, cell in zip(places, total, strict=True) if cell], _BOLD)
    canvas.line(51, 370, 544, 370)


def _say(canvas: Any, size: float, words: list[tuple[float, float, str]], font: str = _FONT) -> None:
    canvas.setFont(font, size)
    for x, y, text in words:
        canvas.drawString(x, y, text)
