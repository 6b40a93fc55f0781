"""A cell that can't be read as what its column holds, and the marks that stand for an empty one."""

from __future__ import annotations

from sms_desktop.core.errors import UserError

_MOST_SHOWN = 60
_NOTHING = frozenset({"", "-", "--", "–", "—", "?"})
_NO_MARK = _NOTHING | {"nan", "n/a", "#n/a", "null", "none", "ex", "δ/υ", "δ.υ."}


class BadValue(UserError, ValueError):
    """A text that is no such value; `code` is stable, `sentence` names the text and what is wrong with it."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence, code=code)


def shown(text: str) -> str:
    """A cell's text as a sentence quotes it: on one line, long ones cut."""
    line = " ".join(text.split())
    return line if len(line) <= _MOST_SHOWN else line[: _MOST_SHOWN - 1] + "…"


def is_missing(text: str) -> bool:
    """Whether a cell of text is empty: nothing, a dash or a question mark (formats.md 1)."""
    return not text or text.strip() in _NOTHING


def is_no_mark(text: str) -> bool:
    """Whether a cell of numbers, dates or marks is empty: also `NaN`, `N/A` and `EX` for excused (formats.md 1).

    Not for names: people are called Nan and Null.
    """
    return not text or (len(text) <= 8 and text.strip().lower() in _NO_MARK)
