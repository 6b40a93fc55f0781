"""A plain document as PDF: headings, paragraphs and tables on A4, in an embedded font with Greek, page x of y."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, BinaryIO
from xml.sax.saxutils import escape

from sms_desktop.core import paths

FONT, BOLD = "DejaVuSans", "DejaVuSans-Bold"
_MARGIN = 51.0  # points: 18 mm
_SMALL, _PLAIN, _HEADING, _TITLE = 7.5, 9.0, 11.5, 16.0
_GREY = 0.45
#: No cell is taller than a page: longer texts are cut, with a sign that they are.
_LONGEST_CELL = 1200


@dataclass(frozen=True)
class Table:
    """A table with its titles (all empty: none); `widths` are shares of the page, equal where left out."""

    titles: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float] = ()


@dataclass(frozen=True)
class Section:
    """A heading with paragraphs and then a table under it."""

    title: str
    paragraphs: Sequence[str] = ()
    table: Table | None = None


def write_pdf(
    file: BinaryIO, title: str, head: Sequence[str], sections: Sequence[Section], foot: Callable[[int, int], str]
) -> None:
    """Writes a document; `foot` makes the line at the foot of a page from its number and how many there are."""
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    _fonts()
    styles = _styles()
    story: list[Any] = [Paragraph(escape(title), styles["title"])]
    story += [Paragraph(escape(line), styles["muted"]) for line in head]
    document = SimpleDocTemplate(
        file, title=title, leftMargin=_MARGIN, rightMargin=_MARGIN, topMargin=_MARGIN, bottomMargin=_MARGIN
    )
    for section in sections:
        story += _section(section, styles, document.width)
    document.build(story, canvasmaker=_counting(foot))


@lru_cache(maxsize=1)
def _fonts() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for name in (FONT, BOLD):
        pdfmetrics.registerFont(TTFont(name, str(paths.resources() / "fonts" / f"{name}.ttf")))
    pdfmetrics.registerFontFamily(FONT, normal=FONT, bold=BOLD, italic=FONT, boldItalic=BOLD)


def _styles() -> dict[str, Any]:
    from reportlab.lib.colors import Color
    from reportlab.lib.styles import ParagraphStyle

    def style(name: str, size: float, font: str = FONT, **more: Any) -> Any:
        return ParagraphStyle(name, fontName=font, fontSize=size, leading=size * 1.35, splitLongWords=1, **more)

    return {
        "title": style("title", _TITLE, BOLD, spaceAfter=6),
        "heading": style("heading", _HEADING, BOLD, spaceBefore=14, spaceAfter=4, keepWithNext=1),
        "plain": style("plain", _PLAIN, spaceAfter=3),
        "muted": style("muted", _PLAIN, textColor=Color(_GREY, _GREY, _GREY)),
        "cell": style("cell", _SMALL),
        "column": style("column", _SMALL, BOLD),
    }


def _section(section: Section, styles: dict[str, Any], width: float) -> list[Any]:
    from reportlab.platypus import Paragraph

    found: list[Any] = [Paragraph(escape(section.title), styles["heading"])]
    found += [Paragraph(_lines(text), styles["plain"]) for text in section.paragraphs]
    if section.table is not None and section.table.rows:
        found.append(_table(section.table, styles, width))
    return found


def _table(table: Table, styles: dict[str, Any], width: float) -> Any:
    from reportlab.lib.colors import Color
    from reportlab.platypus import LongTable, Paragraph, TableStyle

    grey, light, white = Color(0.75, 0.75, 0.75), Color(0.94, 0.94, 0.94), Color(1, 1, 1)
    shares = table.widths or [1.0] * len(table.titles)
    titled = any(table.titles)
    rows = [[Paragraph(escape(text), styles["column"]) for text in table.titles]] if titled else []
    rows += [[Paragraph(_lines(_cut(cell)), styles["cell"]) for cell in row] for row in table.rows]
    look = TableStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("BACKGROUND", (0, 0), (-1, 0 if titled else -1), light if titled else white),
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, grey),
            ("LEFTPADDING", (0, 0), (-1, -1), 3),
            ("RIGHTPADDING", (0, 0), (-1, -1), 3),
            ("TOPPADDING", (0, 0), (-1, -1), 2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
        ]
    )
    return LongTable(rows, [width * share / sum(shares) for share in shares], style=look, repeatRows=int(titled))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_CELL else text[:_LONGEST_CELL] + " …"


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br/>")


def _counting(foot: Callable[[int, int], str]) -> Any:
    """A canvas that writes the foot of each page once it is known how many there are."""
    from reportlab.pdfgen.canvas import Canvas

    class Counting(Canvas):  # type: ignore[misc]
        def __init__(self, *arguments: Any, **more: Any) -> None:
            super().__init__(*arguments, **more)
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802 - reportlab's own name
            self._pages.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, page in enumerate(self._pages, 1):
                self.__dict__.update(page)
                self.setFont(FONT, _SMALL)
                self.setFillGray(_GREY)
                self.drawRightString(self._pagesize[0] - _MARGIN, _MARGIN / 2, foot(number, len(self._pages)))
                Canvas.showPage(self)
            Canvas.save(self)

    return Counting
