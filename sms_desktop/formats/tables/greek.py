"""How much a text looks like Greek (or Western European) words: what tells the old eight-bit encodings apart."""

from __future__ import annotations

import re
import unicodedata

#: Nineteen in twenty letter pairs of Greek names, places and school words, accents and final sigma folded.
_COMMON = (
    "αβ αγ αδ αζ αθ αι ακ αλ αμ αν αο απ αρ ασ ατ αυ αφ αχ βα βε βι βο βρ γα γγ γε γι γκ γο γρ δα δε δη δι δο δρ "
    "δω εα ει εκ ελ εμ εν εξ εο επ ερ εσ ετ ευ εω ζα ζι ηγ ηλ ημ ην ηρ ησ ητ ηφ θα θε θη θμ θο θυ ια ιβ ιγ ιδ ιε "
    "ιζ ικ ιλ ιμ ιν ιο ιρ ισ ιτ ιω κα κε κη κι κλ κο κρ κτ κυ κω λα λε λη λι λλ λο λω μα μβ με μη μι μμ μο μπ μφ "
    "να νγ νδ νε νη νι νν νο νσ ντ νω ξα ξε ξη ξη ογ οδ οι οκ ολ ομ ον οπ ορ οσ οτ ου οφ οχ πα πε πι πλ πο πρ ρα "
    "ργ ρε ρη ρθ ρι ρκ ρμ ρο ρω σα σε ση σι σκ σλ σο σπ στ συ σφ σω τα τε τζ τη τι το τρ τσ τυ τω υα υβ υγ υδ υε "
    "υθ υι υκ υλ υμ υν υπ υρ υσ υτ υφ φα φε φι φο φρ φω χα χε χη χι χο χρ χω ψη ψυ ωδ ων ωρ ωσ ωτ"
)
_PAIRS = frozenset(_COMMON.split())
_LONE_LETTERS = frozenset("ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩηήοωώΉΏ")
_WESTERN_LETTERS = frozenset("áàâäãåæçéèêëíìîïñóòôöõøœúùûüýÿßšžÁÀÂÄÃÅÆÇÉÈÊËÍÌÎÏÑÓÒÔÖÕØŒÚÙÛÜÝŠŽ")
_PUNCTUATION = frozenset("«»–—‘’“”„…·΄΅€°§½ªº\xa0´•²³±")
_WORD = re.compile(r"[^\W\d_]+")
_ODD = re.compile(r"[^\x00-\x7f\w]")
#: Where the letter Ά of one code page is an apostrophe in another: within a word, or before a small letter.
_MISPLACED = re.compile(r"(?<=[Ͱ-Ͽ])[‘’](?=[Ͱ-Ͽ])|(?<!\w)[‘’](?=[ά-ώ])")


def _fold(word: str) -> str:
    plain = unicodedata.normalize("NFD", word.lower()).replace("ς", "σ")
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _well_shaped(word: str) -> bool:
    return word.isupper() or word[1:].islower() or len(word) == 1


def _greek(word: str) -> bool:
    """Greek letters only, in a case that words have, sigmas in their places, and mostly of usual pairs."""
    if len(word) == 1:
        return word in _LONE_LETTERS
    if not all("Ͱ" <= letter <= "Ͽ" for letter in word) or not _well_shaped(word) or "ς" in word[:-1]:
        return False
    plain = _fold(word)
    known = sum(plain[i : i + 2] in _PAIRS for i in range(len(plain) - 1))
    return known * 2 >= len(plain) - 1


def _western(word: str) -> bool:
    """Mostly plain Latin letters, with a few of the accented ones that names have."""
    high = [letter for letter in word if letter > "\x7f"]
    return _well_shaped(word) and len(high) * 2 <= len(word) and all(letter in _WESTERN_LETTERS for letter in high)


def _share(text: str, good: int, words: int) -> float:
    odd = sum(mark not in _PUNCTUATION for mark in _ODD.findall(text)) + len(_MISPLACED.findall(text))
    if not words:  # typographic marks alone tell nothing apart, and any of the pages has them
        return float(odd == 0 and not text.isascii())
    return good / (words + odd)


def greek_share(text: str) -> float:
    """From 0 to 1: the part of the words with letters outside ASCII that could be Greek."""
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    return _share(text, sum(map(_greek, words)), len(words))


def western_share(text: str) -> float:
    """From 0 to 1: the part of the words with letters outside ASCII that could be Western European."""
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    return _share(text, sum(map(_western, words)), len(words))
