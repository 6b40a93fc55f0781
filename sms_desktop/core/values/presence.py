"""What registers write for one student in one period, read and said: present, absent, late, excused (domain.md 3)."""

from __future__ import annotations

import re
from functools import lru_cache

from sms_desktop.core.folding import fold
from sms_desktop.core.i18n import _, pgettext
from sms_desktop.core.values.refused import BadValue, shown

_REMEMBERED = 1 << 12
_WORD = re.compile(r"[^\W\d_]+")
#: Whole cells, folded: letters of both keyboards, Greek initials (Κ for καθυστέρηση, Δ for δικαιολογημένη), signs.
_PRESENT, _ABSENT = "p π 1 ✓ ✔ ☑ √ / + yes ναι true here in", "a α 0 x χ ✗ ✘ × no οχι false απ abs"
_LATE, _EXCUSED = "l λ t κ αργ καθ", "e ε δ ex εξ δικ ea"
_SIGNS = {
    sign: status
    for status, signs in (("P", _PRESENT), ("A", _ABSENT), ("L", _LATE), ("E", _EXCUSED))
    for sign in signs.split()
}
#: Beginnings of folded words, in the order in which they count: an excused absence is excused.
_WORDS = (
    ("A", ("αδικαιολογητ", "unexcus", "unauthor")),
    ("E", ("δικαιολογ", "excus", "authori", "απαλλα", "εξαιρ")),
    ("L", ("αργοπορ", "καθυστερ", "αργησ", "late", "tard", "delay")),
    ("A", ("απων", "απον", "απουσ", "absen", "missing", "ελειπ", "λειπει")),
    ("P", ("παρων", "παρον", "παρουσ", "presen", "attend")),
)


@lru_cache(_REMEMBERED)
def parse_presence(text: str) -> str:
    """`P`, `A`, `L` or `E` from a word, letter or sign in Greek or English: Παρών, Absent, Αργοπορία, Δ, ✓, 1, 0.

    1 is present and 0 absent; a cross is an absence. Raises `BadValue` `not_a_presence`.
    """
    folded = fold(text.strip().rstrip("."))
    if folded in _SIGNS:
        return _SIGNS[folded]
    words = _WORD.findall(folded)
    for status, starts in _WORDS:
        if any(word.startswith(starts) for word in words):
            return status
    sentence = _("“{value}” is not an attendance status. Write present, absent, late or excused: P, A, L or E.")
    raise BadValue("not_a_presence", sentence.format(value=shown(text)))


def presence_word(status: str) -> str:
    """`P`, `A`, `L` or `E` in the reader's words; anything else as it is."""
    words = {
        "P": pgettext("register", "Present"),
        "A": pgettext("register", "Absent"),
        "L": pgettext("register", "Late"),
        "E": pgettext("register", "Excused"),
    }
    return words.get(status, status)
