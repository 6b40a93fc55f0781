"""What the line over the sheet says: why a mark was not kept, why a cell is closed, what has no room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_desktop.core.i18n import _, ngettext
from sms_desktop.ui.tabs.grades.bar import Offer
from sms_desktop.ui.widgets.sheet import acts
from sms_desktop.ui.widgets.sheet.clipboard import Fit

if TYPE_CHECKING:
    from sms_desktop.ui.tabs.grades.tab import GradesTab


def tell_cell(tab: GradesTab) -> None:
    """The reason of what could not be kept in the current cell, with what can be done about it."""
    row, column = tab.view.current
    refused = tab.grid.refused_at(row, column) if tab.grid.rowCount() else None
    if refused is None:
        tab.bar.hush()
    elif refused.theirs:
        mine = Offer("mine", _("Keep mine: {mark}").format(mark=refused.text or "–"), lambda: keep_mine(tab))
        theirs = Offer("theirs", _("Keep theirs"), lambda: take_back(tab))
        tab.bar.say("notice", refused.reason, mine, theirs)
    else:
        sentence = _("Not saved: {reason}").format(reason=refused.reason)
        tab.bar.say("problem", sentence, Offer("back", _("Drop what I typed"), lambda: take_back(tab)))


def keep_mine(tab: GradesTab) -> None:
    """This person's mark over the other's."""
    tab.grid.keep_mine(*tab.view.current)
    tab.view.setFocus()
    tell_cell(tab)


def take_back(tab: GradesTab) -> None:
    """What is stored, instead of what could not be kept."""
    tab.grid.take_back(*tab.view.current)
    tab.view.setFocus()
    tell_cell(tab)


def tell_closed(tab: GradesTab, column: int) -> None:
    """Why nothing can be typed into a cell."""
    tab.bar.say("notice", tab.grid.why_closed(column))


def tell_unfit(tab: GradesTab, found: Fit) -> None:
    """What of a pasted block has no place, and the offer to paste the rest."""
    parts = [_("Nothing was pasted: the block does not fit here.")]
    if found.rows:
        text = ngettext("{n} row of it is below the last student.", "{n} rows of it are below the last student.",
                        found.rows)  # fmt: skip
        parts.append(text.format(n=found.rows))
    if found.columns:
        text = ngettext("{n} column of it is beyond the last assessment.",
                        "{n} columns of it are beyond the last assessment.", found.columns)  # fmt: skip
        parts.append(text.format(n=found.columns))
    if found.closed:
        text = ngettext("{n} cell there is locked.", "{n} cells there are locked.", found.closed)
        parts.append(text.format(n=found.closed))

    def paste_rest() -> None:
        tab.bar.hush()
        tab.view.setFocus()
        acts.put(tab.view, found)

    offers = [Offer("rest", _("Paste what fits"), paste_rest)] if found.cells else []
    tab.bar.say("problem", " ".join(parts), *offers)
