"""A locked term: said over the sheet, and opened for an administrator who gives a reason once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sms_desktop.core.i18n import _
from sms_desktop.ui.dialogs.reason import ask_reason
from sms_desktop.ui.tabs.grades.bar import Offer

if TYPE_CHECKING:
    from sms_desktop.ui.tabs.grades.tab import GradesTab


def show_lock(tab: GradesTab) -> None:
    """Says that the term is locked, with what can be done about it; nothing for an open one."""
    book, actor = tab.grid.book, tab.context.actor
    if book is None or book.term_state == "open":
        tab.lock.hush()
    elif tab.reason:
        text = _("The term is locked. What you change is kept with the reason: “{reason}”")
        stop = Offer("stop", _("Stop changing"), lambda: tab.saving.when_idle(partial(_set, tab, "")))
        tab.lock.say("notice", text.format(reason=tab.reason), stop)
    else:
        may = actor.may("settings:edit") and actor.may("grades:edit")
        offers = (
            [Offer("reason", _("Change with a reason…"), lambda: ask_reason(tab, partial(_set, tab)))] if may else []
        )
        tab.lock.say("notice", _("This term is locked: its marks are not changed any more."), *offers)


def _set(tab: GradesTab, reason: str) -> None:
    if tab.grid.book is not None:
        tab.reasons[tab.grid.book.term_id] = reason
        tab.saving.reason = reason
        tab.show_all()
        tab.view.setFocus()
