"""Finding change sets by what their titles say, in the language in which they are read."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from sms_desktop.core.folding import fold
from sms_desktop.core.i18n import _
from sms_desktop.db.operations import ChangeSet


def condition(session: Session, text: str) -> ColumnElement[bool]:
    """Change sets each word of `text` is in: in the summary, in what it names, in the reason, or the operation's id.

    The words of summaries are found as people type; what they name, as it is written, in small letters or capitals.
    """
    summaries = list(session.scalars(select(ChangeSet.summary).distinct()))
    return and_(*(_one_word(word, summaries) for word in text.split()))


def _one_word(word: str, summaries: list[str]) -> ColumnElement[bool]:
    folded = fold(word)
    named = [summary for summary in summaries if folded in fold(_(summary))] if folded else []
    spelt = {word, word.lower(), word.upper(), word.capitalize()}
    places: list[Any] = [func.instr(ChangeSet.details, json.dumps(one)[1:-1]) > 0 for one in spelt]
    places += [func.instr(ChangeSet.reason, one) > 0 for one in spelt]
    return or_(ChangeSet.summary.in_(named), ChangeSet.operation_id == word.lower(), *places)
