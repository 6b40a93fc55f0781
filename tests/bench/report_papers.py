"""The figures on reports of a made-up school: 1,000 report cards from it, and one performance report."""

from __future__ import annotations

import ctypes
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from sms_desktop.reports import running
from sms_desktop.reports.performance import USUAL_DAYS
from sms_desktop.reports.running import Wanted
from sms_desktop.services import students
from sms_desktop.services.listing import Condition, Listing
from sms_desktop.services.performance import of_student
from sms_desktop.services.result_cache import keep_for
from sms_desktop.services.welcome import Welcome, open_demo
from tests.bench.figures import Figure, alternating, p95, ratio
from tests.bench.run import Run

_GOAL_CARDS = 2
_DATA, _CACHED, _PDF = 20, 1, 80
_MARKS_OF_STUDENT = 22
#: So many performance reports are made in a round.
_REPORTS = 20
_ACTIVE = Listing(where=(Condition("status", "=", "active"),))
_FONT, _BOLD = "DejaVuSans", "DejaVuSans-Bold"


@dataclass(frozen=True)
class Words:
    """A text on a page, as it stands there."""

    x: float
    y: float
    text: str
    size: float
    font: str


@dataclass(frozen=True)
class Page:
    """What is on a page: its words, and the bounds of lines and areas. (The made-up school has no logo.)"""

    words: tuple[Words, ...]
    lines: tuple[tuple[float, ...], ...]


def figures(run: Run) -> Iterator[Figure]:
    """All of them; results are kept as they are in the window, and reportlab knows the fonts already."""
    school = open_demo(run.demo(run.rows // _MARKS_OF_STUDENT), "el")
    try:
        keep_for(school.signed_in.database)
        with school.signed_in.database.read(school.signed_in.actor) as session:
            people = [row.id for row in students.page(session, _ACTIVE, limit=1000)]
        yield _cards(run, school, people)
        yield from _performance(run, school, people)
    finally:
        school.signed_in.database.close()


def _make(school: Welcome, report: str, people: list[int], target: Path) -> running.Made:
    wanted = Wanted(report, tuple(people), "el")
    return running.make(school.signed_in.database, school.signed_in.actor, wanted, target)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _cards(run: Run, school: Welcome, people: list[int]) -> Figure:
    people = people[:200] if run.quick else people
    target = run.folder / "cards.pdf"
    made = _make(school, "report-card", people, target)
    pages = list(_pages(target))
    found = alternating(
        min(run.rounds, 3),
        ours=lambda: _seconds(partial(_make, school, "report-card", people, target)),
        theirs=lambda: _seconds(partial(_bare, pages)),
    )
    name = f"{made.documents:,} report cards of a school, read and drawn"
    note = f"{len(pages):,} pages, median {sorted(found['ours'])[len(found['ours']) // 2]:.2f} s"
    return ratio(name, "the same pages by canvas alone", found["ours"], found["theirs"], _GOAL_CARDS, note)


def _pages(pdf: Path) -> Iterator[Page]:
    """What stands on the pages of a PDF, and where."""
    import pypdfium2 as pdfium
    from pypdfium2 import raw

    document = pdfium.PdfDocument(pdf)
    for page in document:
        textpage = page.get_textpage()
        words, lines = [], []
        for one in page.get_objects(max_depth=1):
            if one.type == raw.FPDF_PAGEOBJ_TEXT:
                words.append(_words(one, textpage))
            else:
                lines.append(tuple(one.get_bounds()))
        yield Page(tuple(words), tuple(lines))
    document.close()


def _words(one: Any, textpage: Any) -> Words:
    from pypdfium2 import raw

    length = raw.FPDFTextObj_GetText(one, textpage, None, 0)
    text = (ctypes.c_ushort * (length // 2))()
    raw.FPDFTextObj_GetText(one, textpage, text, length)
    size = ctypes.c_float()
    raw.FPDFTextObj_GetFontSize(one, size)
    name = ctypes.create_string_buffer(100)
    raw.FPDFFont_GetBaseFontName(raw.FPDFTextObj_GetFont(one), name, 100)
    place = one.get_matrix()
    said = bytes(text).decode("utf-16-le").rstrip("\0")
    return Words(place.e, place.f, said, size.value * place.d, _BOLD if b"Bold" in name.value else _FONT)


def _bare(pages: list[Page]) -> None:
    """Draws them again at the places they have: nothing is read, measured, wrapped or counted."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(BytesIO(), pageCompression=1)
    for page in pages:
        for line in page.lines:
            canvas.line(*line)
        for one in page.words:
            canvas.setFont(one.font, one.size)
            canvas.drawString(one.x, one.y, one.text)
        canvas.showPage()
    canvas.save()


def _performance(run: Run, school: Welcome, people: list[int]) -> Iterator[Figure]:
    """Each look in a session of its own, each report in a file of its own and in the log."""
    last = date.today()
    first = last - timedelta(days=USUAL_DAYS - 1)
    target = run.folder / "performance.pdf"

    def look(student: int) -> None:
        with school.signed_in.database.read(school.signed_in.actor) as session:
            of_student(session, student, first, last)

    look(people[0])
    _make(school, "performance", people[:1], target)
    chosen = people[1 : 1 + _REPORTS * run.rounds]
    twice = [(_seconds(partial(look, student)), _seconds(partial(look, student))) for student in chosen]
    data, again = zip(*twice, strict=True)
    pdf = [_seconds(partial(_make, school, "performance", [student], target)) for student in chosen]
    note = f"p95 of {len(chosen)} students"
    yield p95("student performance report: data", data, _DATA, note)
    yield p95("student performance report: data, asked again", again, _CACHED, note)
    yield p95("student performance report: read, drawn, logged", pdf, _PDF, note)
