"""In which encoding a text file is written: mark, strict UTF-8, UTF-16, then the Greek code pages by their words."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from sms_desktop.core.errors import BadFile
from sms_desktop.core.i18n import _
from sms_desktop.formats.guarded import refusals
from sms_desktop.formats.tables.greek import greek_share, western_share

#: Opens the file's bytes from the start; the caller closes.
Opener = Callable[[], BinaryIO]

#: What a person may choose from, likeliest first.
ENCODINGS = (
    "utf-8",
    "windows-1253",
    "iso-8859-7",
    "cp737",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "cp869",
    "mac-greek",
    "windows-1252",
    "iso-8859-1",
    "windows-1251",
    "windows-1254",
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: The same words in several of them count for the earlier one.
_GREEK = ("windows-1253", "iso-8859-7", "cp737")
#: Codecs of text that no file is written in.
_NO_LETTERS = frozenset(
    {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf_7", "undefined", "mbcs", "oem"}
)
_SURE = 0.6
_CHUNK = 1 << 20
_SAMPLE_BYTES = 128 * 1024
_HIGH_LINE = re.compile(rb"[^\r\n]*[\x80-\xff][^\r\n]*")
_CONTROLS = bytes(sorted(set(range(32)) - {9, 10, 11, 12, 13, 26, 27}))
#: The upper halves of UTF-16 units in Greek and Latin texts: ASCII, Latin, Greek, polytonic, punctuation.
_UPPER_HALVES = b"\x00\x01\x03\x1f\x20"


@dataclass(frozen=True)
class Encoding:
    """A Python codec's name, and what the person must be told about the guess."""

    name: str
    notes: tuple[str, ...] = ()


@dataclass
class _Survey:
    """What one pass over the bytes found."""

    utf8: bool = True
    cut: bool = False
    first_bad_line: int = 0
    first_nul_line: int = 0
    lines: int = 1
    sample: list[bytes] = field(default_factory=list)
    sampled: int = 0


def chunks(opener: Opener) -> Iterator[bytes]:
    with opener() as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def check_name(encoding: str) -> str:
    """The encoding as given if it is one of text, else `BadFile`."""
    try:
        known = codecs.lookup(encoding)
    except (LookupError, ValueError):
        known = None
    if known is None or not known._is_text_encoding or known.name.replace("-", "_") in _NO_LETTERS:
        raise refusals.no_such_encoding(encoding)
    return encoding


def fits(opener: Opener, name: str) -> bool:
    """Whether the whole file can be read in the encoding that it declares itself."""
    try:
        decoder = codecs.getincrementaldecoder(check_name(name))("strict")
        for chunk in chunks(opener):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except (BadFile, LookupError, UnicodeDecodeError):
        return False
    return True


def detect(opener: Opener) -> Encoding:
    """The encoding of the whole file; raises `BadFile` where it is no text, or none that can be told."""
    with opener() as file:
        head = file.read(64 * 1024)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return Encoding(name)
    if wide := _utf16_without_mark(head):
        return Encoding(wide)
    survey = _look_through(opener)
    if survey.first_nul_line or _mostly_controls(head):
        raise refusals.binary_file() if _mostly_controls(head) else refusals.nul_byte(survey.first_nul_line)
    if survey.cut:
        raise refusals.half_file()
    return Encoding("utf-8") if survey.utf8 else _code_page(survey)


def _utf16_without_mark(head: bytes) -> str | None:
    even, odd = head[: len(head) & ~1 : 2], head[1::2]
    for upper, lower, name in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        usual = len(upper) - len(upper.translate(None, _UPPER_HALVES))
        if len(upper) > 3 and usual > 0.95 * len(upper) and upper.count(0) > 0.05 * len(upper) and 0 not in lower:
            return name
    return None


def _mostly_controls(head: bytes) -> bool:
    return len(head) - len(head.translate(None, _CONTROLS)) > max(8, 0.02 * len(head))


def _look_through(opener: Opener) -> _Survey:
    survey = _Survey()
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    for chunk in chunks(opener):
        _find_nul(survey, chunk)
        if survey.utf8 and (not chunk.isascii() or decoder.getstate()[0]):
            _try_utf8(survey, decoder, chunk)
        if not chunk.isascii():
            _take_sample(survey, chunk)
        survey.lines += chunk.count(b"\n")
    if survey.utf8 and decoder.getstate()[0]:
        _unfinished_end(survey)
    return survey


def _find_nul(survey: _Survey, chunk: bytes) -> None:
    if not survey.first_nul_line and (at := chunk.find(b"\0")) >= 0:
        survey.first_nul_line = survey.lines + chunk.count(b"\n", 0, at)


def _try_utf8(survey: _Survey, decoder: codecs.IncrementalDecoder, chunk: bytes) -> None:
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError as error:
        survey.utf8 = False
        survey.first_bad_line = survey.lines + error.object.count(b"\n", 0, error.start)


def _take_sample(survey: _Survey, chunk: bytes) -> None:
    share = _SAMPLE_BYTES // 4
    for line in _HIGH_LINE.finditer(chunk):
        if survey.sampled > _SAMPLE_BYTES or share < 0:
            return
        survey.sample.append(line.group()[:2000])
        survey.sampled += len(survey.sample[-1])
        share -= len(survey.sample[-1])


def _unfinished_end(survey: _Survey) -> None:
    """A file cut within a letter; but where that is its only letter beyond ASCII, it is one of a code page."""
    letters = b"\n".join(survey.sample).decode("utf-8", "ignore")
    survey.cut = not letters.isascii()
    survey.utf8 = survey.cut


def _code_page(survey: _Survey) -> Encoding:
    sample = b"\n".join(survey.sample)
    _refuse_broken_utf8(sample, survey.first_bad_line)
    best, name = 0.0, ""
    for candidate in _GREEK:
        share = greek_share(sample.decode(candidate, "replace"))
        if share > best:
            best, name = share, candidate
    western = western_share(sample.decode("windows-1252", "replace"))
    if best >= _SURE and best >= western:
        return Encoding(name)
    if western >= _SURE:
        return Encoding("windows-1252", (_western_note(),))
    raise refusals.unknown_encoding()


def _refuse_broken_utf8(sample: bytes, line: int) -> None:
    text = sample.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if sum(letter > "\x7f" for letter in text) > 10 * broken:
        raise refusals.bad_encoding("UTF-8", line)


def _western_note() -> str:
    return _("The letters look Western European (Windows-1252). If names come out wrong, choose another encoding.")
