"""The text of a file, strictly decoded, piece by piece or line by line, in flat memory."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterable, Iterator

from sms_desktop.formats.guarded import limits, refusals
from sms_desktop.formats.tables.encoding import Opener

_PIECE = 1 << 18
#: What old programs write behind the last line; in wide encodings it could be half of a letter.
_END_OF_DOS = b"\x1a"
_WIDE = ("utf-16", "utf-32")


def pieces(opener: Opener, encoding: str) -> Iterator[str]:
    r"""The text with every line end as `\n`; raises `BadFile` naming the line of a wrong byte or a NUL."""
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)("strict"), translate=True)
    line = 1
    with opener() as file:
        following = file.read(_PIECE)
        while True:
            data, following = following, file.read(_PIECE)
            if not following and not encoding.startswith(_WIDE):
                data = data.rstrip(_END_OF_DOS)
            text = _decoded(decoder, data, encoding, line)
            if "\0" in text:
                raise refusals.nul_byte(line + text.count("\n", 0, text.index("\0")))
            yield text
            if not data:
                return
            line += text.count("\n")


def _decoded(decoder: io.IncrementalNewlineDecoder, data: bytes, encoding: str, line: int) -> str:
    try:
        return decoder.decode(data, final=not data)
    except UnicodeDecodeError as error:
        if not data:
            raise refusals.half_file() from None
        before = error.object[: error.start].decode(encoding, "replace")
        raise refusals.bad_encoding(encoding, line + before.count("\n")) from None


def lines(texts: Iterable[str]) -> Iterator[str]:
    """Lines with their ends; raises `BadFile` for one longer than `limits.LINE_CHARACTERS`."""
    rest, number = "", 1
    for text in texts:
        text = rest + text
        cut = text.rfind("\n") + 1
        rest = text[cut:]
        number += text.count("\n")
        if cut - text.count("\n") > limits.LINE_CHARACTERS or len(rest) > limits.LINE_CHARACTERS:
            _refuse_long_line(text, number - text.count("\n"))
        yield from io.StringIO(text[:cut], newline="\n")
    if rest:
        yield rest


def _refuse_long_line(text: str, first: int) -> None:
    for number, line in enumerate(text.split("\n"), first):
        if len(line) > limits.LINE_CHARACTERS:
            raise refusals.too_long_line(number)
