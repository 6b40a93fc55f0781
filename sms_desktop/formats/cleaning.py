"""Cells as a person means them: trimmed, without invisible marks and HTML remnants, in NFC; untouched where clean."""

from __future__ import annotations

import html
import re
import unicodedata
from itertools import chain, groupby

from sms_desktop.formats.guarded import limits

#: What a spreadsheet would run as a formula; our own writer puts an apostrophe before it (reliability.md 2.10).
FORMULA_MARKS = "=+-@\t\r＝＋－＠﹦﹢﹣﹫"
#: What may stand before the mark and is passed over, by some programs at least: blanks, controls, what nobody sees.
_UNSEEN = r"\s\x00-\x1f\x7f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_LEAD = rf"[{_UNSEEN}']"
_FORMULA = re.compile(rf"{_LEAD}*[{re.escape(FORMULA_MARKS)}]")
#: Whatever breaks a line has become a line feed by then.
_AFTER = rf"'{_LEAD}*[{re.escape(FORMULA_MARKS)}\n\x0b\x0c\x85\u2028\u2029]"
_NEUTRALISED = re.compile(_AFTER)
_LOOKS_NEUTRALISED = re.compile(rf"[{_UNSEEN}]*{_AFTER}")
#: A text that begins with none of these, and with a letter that can be seen, needs no closer look.
_SUSPECT = frozenset(FORMULA_MARKS + "' ")
#: Where a program that takes another sign for the one between the cells begins a new one.
_PARTS = r",;|\t\r\n\x0b\x0c\x85\u2028\u2029"
_BEGINS = re.compile(rf"(?<=[{_PARTS}])(?!(?<=\r)\n)")
_EQUALS, _MARK = "=＝﹦", r"[=+\-@＝＋－＠﹦﹢﹣﹫]"
#: A sign of presence alone runs nothing. An equals sign alone is no such sign: it makes a formula of what comes after.
_RUNS = rf"(?:[{_EQUALS}]|{_MARK}(?![{_UNSEEN}]*+(?:[,;|]|\Z)))"
#: Says no to most texts at once, and looks no further than a few letters for that.
_SUSPECT_WITHIN = re.compile(rf"[{_PARTS}](?:{_LEAD}{{0,8}}+{_MARK}|{_LEAD}{{9}})")
#: All that stands before a mark at once, so that each letter is passed once; the mark, if one runs there, is group 1.
_WITHIN = re.compile(rf"[{_PARTS}]{_LEAD}*+({_RUNS})?")
_NEUTRALISED_WITHIN = re.compile(rf"[{_PARTS}]'{_LEAD}*+{_RUNS}")
_APOSTROPHES = re.compile(rf"(?<=[{_PARTS}])'")
_TAGS = (
    "a|abbr|address|b|big|blockquote|br|center|code|dd|div|dl|dt|em|font|h[1-6]|hr|i|img|li|o:p|ol|p|pre|s|small|"
    "span|strike|strong|style|sub|sup|table|tbody|td|th|thead|tr|tt|u|ul"
)
_BREAK = re.compile(r"<br\s*/?>|</(?:p|div|li|tr|h[1-6])\s*>", re.IGNORECASE)
_TAG = re.compile(rf"</?(?:{_TAGS})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8}\d{0,2});", re.IGNORECASE)
#: A number too long for any letter; of more than 4,300 digits Python makes no number at all.
_LONG_NUMBER = re.compile(r"&#0*([0-9]{1,8})[0-9]*")
#: A text written as a formula, so that Excel keeps its leading zeros.
_TEXT_FORMULA = re.compile(r'="([^"]*)"')
_LINE_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BLANKS = re.compile(r"[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
#: Soft hyphen, zero width, direction marks; joiners stay where Arabic and Indic scripts need them.
_INVISIBLE = re.compile(
    r"[\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]|(?<![\u0600-\u0dff\u200d\ufe0f])[\u200c\u200d]"
)
#: Up to here accents are put in their order quickly enough, however many of them stand on one letter.
_SHORT = 256
_UNWRITABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")


def clean_rows(rows: list[list[str]]) -> list[int]:
    """Cleans the cells in place; returns the indexes of the rows that were not clean or hold very long cells."""
    texts = ["|".join(row) for row in rows]
    if _clean("|".join(texts)) and max(map(len, texts), default=0) <= limits.CELL_CHARACTERS:
        return []
    touched = []
    for index, text in enumerate(texts):
        if not _clean(text) or len(text) > limits.CELL_CHARACTERS:
            rows[index] = [clean_cell(cell) for cell in rows[index]]
            touched.append(index)
    return touched


def _clean(joined: str) -> bool:
    """Whether cells joined by `|` need nothing; a few that need nothing are looked at all the same."""
    return (
        joined.isprintable()
        and joined[:1] not in (" ", "'")
        and joined[-1:] != " "
        and "| " not in joined
        and " |" not in joined
        and not ("'" in joined and ("|'" in joined or _NEUTRALISED_WITHIN.search(joined)))
        and (joined.isascii() or unicodedata.is_normalized("NFC", joined))
        and '="' not in joined
        and not ("<" in joined and _TAG.search(joined))
        and not ("&" in joined and _ENTITY.search(joined))
    )


def clean_cell(text: str) -> str:
    """The text without blanks around it, invisible characters, HTML and our formula neutraliser; in NFC."""
    if not text.isprintable():
        text = _INVISIBLE.sub("", _BLANKS.sub(" ", _LINE_BREAKS.sub("\n", text)))
    if "<" in text and _TAG.search(text):
        text = _TAG.sub("", _BREAK.sub("\n", text))
    if "&" in text and _ENTITY.search(text):
        text = _BLANKS.sub(" ", _INVISIBLE.sub("", html.unescape(_LONG_NUMBER.sub(r"&#\1", text))))
    text = text.strip()
    if text.startswith('="') and (said := _TEXT_FORMULA.fullmatch(text)):
        text = said[1].strip()
    elif "'" in text:
        text = _WITHIN.sub(_without, text)
        if text.startswith("'") and _NEUTRALISED.match(text):
            text = text[1:].strip()
    return text if text.isascii() else _composed(text)


def _without(found: re.Match[str]) -> str:
    """What stands before a mark, without our apostrophes."""
    return _APOSTROPHES.sub("", found[0]) if found[1] else found[0]


def _composed(text: str) -> str:
    """The text in NFC; `normalize` alone takes the square of the number of accents that stand on one letter."""
    if len(text) <= _SHORT:
        return unicodedata.normalize("NFC", text)
    if unicodedata.is_normalized("NFC", text):
        return text
    single = "".join(unicodedata.normalize("NFD", letter) for letter in text)
    heaps = groupby(single, lambda letter: unicodedata.combining(letter) > 0)
    ordered = (sorted(heap, key=unicodedata.combining) if stands_on else heap for stands_on, heap in heaps)
    return unicodedata.normalize("NFC", "".join(chain.from_iterable(ordered)))


def clean_header(text: str) -> str:
    """A column's name: a clean cell on one line."""
    return " ".join(clean_cell(text).split())


def unwritable(text: str) -> bool:
    """Whether a cleaned text still holds control characters or halves of letters, which nothing can show."""
    return _UNWRITABLE.search(text) is not None


def neutralised(text: str) -> str:
    """The text with an apostrophe before it if a spreadsheet would run it as a formula; `clean_cell` takes it off.

    Also within the text, where a spreadsheet that parts cells at another sign would begin one. A plus or minus alone
    (present, absent) runs nothing and stays readable.
    """
    if text.isalnum():
        return text
    parted = "," in text or ";" in text or "|" in text or not text.isprintable()  # most texts are not
    if parted and _SUSPECT_WITHIN.search(text):
        text = _WITHIN.sub(_with, text)
    if not text or (text[0] not in _SUSPECT and text[0].isprintable()):
        return text
    if not _FORMULA.match(text) and not _LOOKS_NEUTRALISED.match(text):
        return text
    bare = text.replace("\ufeff", "").strip()
    return f"'{text}" if len(bare) > 1 or bare in tuple(_EQUALS) else text


def _with(found: re.Match[str]) -> str:
    """What stands before a mark, with an apostrophe wherever a cell could begin."""
    return _BEGINS.sub("'", found[0]) if found[1] else found[0]


def kept(text: str) -> str:
    """The text as `clean_cell` leaves it: with one more apostrophe wherever that would take one off."""
    if "'" not in text:
        return f"'{text}" if text.startswith('="') and _TEXT_FORMULA.fullmatch(text) else text
    if _TEXT_FORMULA.fullmatch(text):
        return f"'{text}"
    text = _WITHIN.sub(_doubled, text)
    return f"'{text}" if _LOOKS_NEUTRALISED.match(text) else text


def _doubled(found: re.Match[str]) -> str:
    """What stands before a mark, with one more apostrophe wherever one of those in it would be taken off."""
    before, apostrophe, after = found[0].rpartition("'")
    return _BEGINS.sub("'", before) + apostrophe + after if apostrophe and found[1] else found[0]
