"""Type on paper: widths of texts, texts as a file's pages write them, lines that fit, and what is cut with a sign."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from threading import get_ident
from typing import Any, TypeAlias
from unicodedata import category, normalize

from sms_desktop.core import paths
from sms_desktop.formats.paper.right_to_left import visual

#: How wide letters are set, in hundredths: DejaVu's condensed cut is its plain one at nine tenths.
NARROW = 90
#: What stands for a character that the font has no sign for.
BOX = "\u25a1"
_FILES = {False: "DejaVuSans", True: "DejaVuSans-Bold"}
_MOST_KEPT = 30_000
_BREAKS = frozenset("-/@._,;:")
_IN_NUMBERS = frozenset(".,:")
#: A space that keeps words together as long as a line has room for them.
_HARD = "\u00a0"
#: Marks that a string of a page can't hold as they are.
_ESCAPED = {"\\": "\\\\", "(": "\\(", ")": "\\)", "\r": "\\r", "\n": "\\n"}
_ELSEWHERE = "\uffff"
#: They choose a look of the sign before them.
_VARIANTS = frozenset(map(chr, range(0xFE00, 0xFE10)))

#: Colours, as the operator that fills with them.
INK, MUTED, ACCENT, WHITE = "0.12 g", "0.42 g", "0.11 0.27 0.47 rg", "1 g"

#: Pieces of a text, each with the name of its part of the font.
Pieces: TypeAlias = list[tuple[str, str]]


@dataclass(frozen=True)
class Type:
    """How a text is set: its size in points, and its cut and colour."""

    size: float
    bold: bool = False
    colour: str = INK
    italic: bool = False

    @property
    def leading(self) -> float:
        """From one line to the next, in points."""
        return self.size * 1.34


@lru_cache(8)
def _font(name: str, thread: int) -> Any:
    """A font, read once for each thread, which takes as long as ten pages; what files have of it is kept apart."""
    from reportlab.pdfbase.ttfonts import TTFont

    return TTFont(name, str(paths.resources() / "fonts" / f"{name}.ttf"), shapable=False)


class Letters:
    """One cut of the font within one file."""

    def __init__(self, document: Any, *, bold: bool) -> None:
        self._document = document
        self._font = _font(_FILES[bold], get_ident())
        self._signs = _Signs(self._font.face.charToGlyph, self._font.face.charWidths)
        self._codes = _Codes(self._signs, self._font, document)
        self._widths: dict[str, float] = {}
        self._shown: dict[str, Pieces] = {}
        self._lacking: set[str] = set()
        self._written: set[str] = set()
        self._met: dict[str, None] = {}

    def width(self, text: str) -> float:
        """How wide the text is per point of its size."""
        found = self._widths.get(text)
        if found is None:
            if len(self._widths) >= _MOST_KEPT:
                self._widths.clear()
            found = self._widths[text] = sum(map(self._signs.__getitem__, _drawn(text)))
        return found

    def shown(self, text: str) -> Pieces:
        """The text as strings of the page."""
        found = self._shown.get(text)
        if found is None:
            if len(self._shown) >= _MOST_KEPT:
                self._shown.clear()
                self._lacking.clear()
            found = self._shown[text] = self._pieces(_drawn(text))
            self._judge(text)
        if text in self._lacking:
            self._met[text] = None
        return found

    def _judge(self, text: str) -> None:
        """Keeps whether a text has letters without a sign."""
        if self._written.issuperset(text):
            return
        if any(map(self._signs.lacks, composed(text))):
            self._lacking.add(text)
        else:
            self._written.update(text)

    def unwritten(self) -> list[str]:
        """The texts shown since this was last asked that have letters without a sign in the font."""
        if not self._met:  # asked of each row of a list
            return []
        met, self._met = self._met, {}
        return list(met)

    def _pieces(self, text: str) -> Pieces:
        plain = text.translate(self._codes)
        if _ELSEWHERE not in plain:
            return [(self._name(0), plain)]
        pieces: list[tuple[int, str]] = []
        for part, sign in map(self._codes.part_and_sign, text):
            if pieces and pieces[-1][0] == part:
                sign = pieces.pop()[1] + sign
            pieces.append((part, sign))
        return [(self._name(part), signs) for part, signs in pieces]

    def _name(self, part: int) -> str:
        return str(self._font.getSubsetInternalName(part, self._document))

    def fitting(self, text: str, limit: float) -> int:
        """How many characters of the text fit into `limit`, a width per point of size."""
        most = bisect_right(list(accumulate(map(self._signs.__getitem__, text))), limit + 1e-6)
        while most and self.width(text[:most]) > limit + 1e-6:  # letters that join have other widths than alone
            most -= 1
        return most


def unwritable(text: str) -> str:
    """The characters of a text that the font has no sign for, each once; they would be boxes on paper."""
    if text.isascii():
        return ""
    face = _font(_FILES[False], get_ident()).face
    signs = _Signs(face.charToGlyph, face.charWidths)
    return "".join(dict.fromkeys(filter(signs.lacks, composed(text))))


def _drawn(text: str) -> str:
    """The text as its signs stand on the line."""
    return text if text.isascii() else visual(normalize("NFC", text))


def composed(text: str) -> str:
    """The text with letters and accents as one character, which is how fonts have them."""
    return text if text.isascii() else normalize("NFC", text)


class _Signs(dict[str, float]):
    """Widths of characters per point of size; what the font has no sign for is as wide as the box in its place."""

    def __init__(self, known: dict[int, int], widths: dict[int, float]) -> None:
        super().__init__()
        self._known = known
        self._widths_by_code = widths

    def __missing__(self, character: str) -> float:
        sign = self.sign(character)
        width = self._widths_by_code[ord(sign)] * NARROW / 100_000 if sign else 0.0
        self[character] = width
        return width

    def sign(self, character: str) -> str:
        """What is drawn for a character: itself, a space, nothing for invisible marks, or the box."""
        kind = category(character)
        if character.isspace() or kind == "Cc":
            return " "
        if kind == "Cf" or character in _VARIANTS:
            return ""
        if not self.lacks(character):
            return character
        return "" if kind == "Mn" else BOX

    def lacks(self, character: str) -> bool:
        """Whether the font has no sign for a character that people see."""
        kind = category(character)
        if kind in ("Cc", "Cf") or character.isspace() or character in _VARIANTS:
            return False
        return ord(character) not in self._known or kind == "Co"


class _Codes(dict[int, str]):
    """Characters as the file's strings have them, a code given when a character is first met."""

    def __init__(self, signs: _Signs, font: Any, document: Any) -> None:
        super().__init__()
        self._signs = signs
        self._font = font
        self._document = document
        self._parts: dict[str, tuple[int, str]] = {}

    def __missing__(self, code: int) -> str:
        part, sign = self.part_and_sign(chr(code))
        self[code] = sign if part == 0 else _ELSEWHERE
        return self[code]

    def part_and_sign(self, character: str) -> tuple[int, str]:
        """Which part of the font a character is in, and its sign in a string."""
        if character not in self._parts:
            drawn = self._signs.sign(character)
            pieces = self._font.splitString(drawn, self._document) if drawn else [(0, b"")]
            part, codes = pieces[0]
            self._parts[character] = part, "".join(_ESCAPED.get(chr(each), chr(each)) for each in codes)
        return self._parts[character]


def wrapped(letters: Letters, text: str, size: float, width: float) -> list[str]:
    """The text in lines no wider than `width` points; a word that is wider is broken, and an empty text is one line."""
    if "\n" not in text and letters.width(text) * size <= width:
        return [text]
    lines: list[str] = []
    for paragraph in composed(text).replace("\r", "").split("\n"):
        lines += _paragraph(letters, paragraph, width / size)
    return lines


def _paragraph(letters: Letters, text: str, limit: float) -> list[str]:
    lines: list[str] = []
    line, used, space = "", 0.0, letters.width(" ")
    for word in text.split(" "):
        wide = letters.width(word)
        if line and used + space + wide <= limit:
            line, used = f"{line} {word}", used + space + wide
            continue
        if line:
            lines.append(line)
        *whole, line = broken(letters, word, limit) if wide > limit else [word]
        lines += whole
        used = letters.width(line)
    lines.append(line)
    return lines


def broken(letters: Letters, word: str, limit: float) -> list[str]:
    """A long word in parts that fit, cut behind a hard space, else behind a sign such as `-` or `@` near its end."""
    parts = []
    while letters.width(word) > limit:
        most = max(letters.fitting(word, limit), 1)
        ends = range(most, most // 2, -1)
        hard = next((end for end in ends if word[end - 1] == _HARD), 0)
        end = hard or next((end for end in ends if _breaks(word, end)), most)
        parts.append(word[:end])
        word = word[end:]
        if not word:
            return parts
    return [*parts, word]


def _breaks(word: str, end: int) -> bool:
    """Whether a word may be broken there: behind a sign, but not within a number."""
    within = word[end - 1] in _IN_NUMBERS and word[end : end + 1].isdigit()
    return word[end - 1] in _BREAKS and not within


def cut(letters: Letters, text: str, size: float, width: float) -> str:
    """The text, or as much of it as fits into `width` points with “…” behind it."""
    if letters.width(text) * size <= width:
        return text
    text = composed(text)
    most = letters.fitting(text, width / size - letters.width("…"))
    return text[:most].rstrip() + "…"
