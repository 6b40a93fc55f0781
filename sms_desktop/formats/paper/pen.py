"""What draws on one page: texts, rules, boxes and pictures, in points from the page's top left corner."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from sms_desktop.formats.paper.book import Book, packed
from sms_desktop.formats.paper.lettering import ACCENT, NARROW, Type
from sms_desktop.formats.paper.model import LEFT, RIGHT
from sms_desktop.formats.paper.pictures import Picture

HAIR, GREY, PALE, TINT = "0.84 g", "0.62 g", "0.95 g", "0.93 0.95 0.975 rg"
_ROUND = 0.5523


class Pen:
    """Draws on a page of `height` points; `book` keeps the pictures and has the letters."""

    def __init__(self, book: Book, height: float) -> None:
        self.book = book
        self.letters = book.letters
        self.pictures: set[str] = set()
        self._height = height
        self._operators = [f"{NARROW} Tz"]
        self._fill = self._stroke = self._font = ""
        self._line = ""

    def packed(self) -> bytes:
        """What was drawn, as the file keeps it."""
        return packed(self._operators)

    def text(self, x: float, y: float, text: str, kind: Type, align: str = LEFT, spread: float = 0) -> None:
        """A line with its foot at `y`, from, about or up to `x`; `spread` points more between words."""
        if not text:
            return
        if align != LEFT:
            wide = self.letters[kind.bold].width(text) * kind.size
            x -= wide if align == RIGHT else wide / 2
        self._show(f"1 0 {0.2 if kind.italic else 0} 1 {x:.2f} {self._height - y:.2f} Tm", text, kind, spread)

    def upright(self, x: float, y: float, text: str, kind: Type) -> None:
        """A line that runs upwards from its beginning at `y`, its foot at `x`."""
        self._show(f"0 1 -1 0 {x:.2f} {self._height - y:.2f} Tm", text, kind, 0)

    def _show(self, place: str, text: str, kind: Type, spread: float) -> None:
        self.fill(kind.colour)
        parts = [f"BT {place}"]
        if spread:
            parts.append(f"{spread * 100 / NARROW:.3f} Tw")
        for name, signs in self.letters[kind.bold].shown(text):
            font = f"{name} {kind.size:g} Tf"
            if font != self._font:
                parts.append(font)
                self._font = font
            parts.append(f"({signs}) Tj")
        if spread:
            parts.append("0 Tw")
        parts.append("ET")
        self._operators.append(" ".join(parts))

    def fill(self, colour: str) -> None:
        """Texts and filled shapes are in this colour from here on."""
        if colour != self._fill:
            self._operators.append(colour)
            self._fill = colour

    def _stroked(self, width: float, colour: str, dash: str) -> None:
        line = f"{width:g} w [{dash}] 0 d {colour.upper()}"
        if line != self._line:
            self._operators.append(line)
            self._line = line

    def line(self, x: float, y: float, x2: float, y2: float, *, width: float = 0.4, colour: str = GREY,
             dash: str = "") -> None:  # fmt: skip
        """A straight line; `dash` such as `2 2`."""
        self._stroked(width, colour, dash)
        self._operators.append(f"{x:.2f} {self._height - y:.2f} m {x2:.2f} {self._height - y2:.2f} l S")

    def rule(self, x: float, y: float, width: float, *, thick: float = 0.4, colour: str = GREY) -> None:
        """A level line of `width` points."""
        self.line(x, y, x + width, y, width=thick, colour=colour)

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """A filled box with its top left corner at `x`, `y`."""
        self.fill(colour)
        self._operators.append(f"{x:.2f} {self._height - y - height:.2f} {width:.2f} {height:.2f} re f")

    def frame(self, x: float, y: float, width: float, height: float, *, thick: float = 0.4, colour: str = GREY,
              dash: str = "") -> None:  # fmt: skip
        """The edges of a box."""
        self._stroked(thick, colour, dash)
        self._operators.append(f"{x:.2f} {self._height - y - height:.2f} {width:.2f} {height:.2f} re S")

    def path(self, points: Sequence[tuple[float, float]], *, width: float = 1.4, colour: str = ACCENT) -> None:
        """A line through points."""
        self._stroked(width, colour, "")
        steps = [f"{x:.2f} {self._height - y:.2f} {'l' if n else 'm'}" for n, (x, y) in enumerate(points)]
        self._operators.append(f"1 j {' '.join(steps)} S 0 j")

    def circle(self, x: float, y: float, radius: float, *, colour: str = GREY, dash: str = "",
               filled: bool = False) -> None:  # fmt: skip
        """A circle about `x`, `y`."""
        if filled:
            self.fill(colour)
        else:
            self._stroked(0.6, colour, dash)
        self._operators.append(f"{_circle(x, self._height - y, radius)} {'f' if filled else 'S'}")

    def picture(self, image: bytes, prepared: Callable[[bytes], Picture], x: float, y: float, width: float,
                height: float) -> float:  # fmt: skip
        """A picture as large as the box lets it be, at its top left; returns how wide it is drawn."""
        name, picture = self.book.picture(image, prepared)
        self.pictures.add(name)
        scale = min(width / picture.width, height / picture.height)
        wide, high = picture.width * scale, picture.height * scale
        foot = self._height - y - (height + high) / 2
        self._operators.append(f"q {wide:.2f} 0 0 {high:.2f} {x:.2f} {foot:.2f} cm /{name} Do Q")
        return wide


def _circle(x: float, y: float, radius: float) -> str:
    bent = radius * _ROUND
    quarters = [(1, 0), (0, 1), (-1, 0), (0, -1), (1, 0)]
    steps = [f"{x + radius:.2f} {y:.2f} m"]
    for (ax, ay), (bx, by) in pairwise(quarters):
        steps.append(
            f"{x + ax * radius + bx * bent:.2f} {y + ay * radius + by * bent:.2f} "
            f"{x + bx * radius + ax * bent:.2f} {y + by * radius + ay * bent:.2f} "
            f"{x + bx * radius:.2f} {y + by * radius:.2f} c"
        )
    return " ".join(steps)
