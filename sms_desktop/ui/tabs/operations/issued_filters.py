"""What of the register of issued documents is shown: by number or name, kind, day, and whether it is cancelled."""

from __future__ import annotations

from datetime import timedelta

from sms_desktop.core import clock
from sms_desktop.core.i18n import _
from sms_desktop.services.listing import Condition, Listing
from sms_desktop.services.papers.letter_originals import KINDS, kind_words
from sms_desktop.ui.tabs.operations.period_filters import CHOSEN, PeriodFilters, fill_box, periods

#: This calendar year: numbers begin anew with it.
YEAR = -2


class Filters(PeriodFilters):
    """The filters of the register."""

    def __init__(self) -> None:
        super().__init__("operations.issued", ("kind", "since", "state"))
        self.retranslate()

    def listing(self) -> Listing:
        """What is chosen."""
        chosen = {name: box.currentData() for name, box in self.boxes.items()}
        where = [*self._period(chosen["since"])]
        if chosen["kind"] is not None:
            where.append(Condition("kind", "=", chosen["kind"]))
        if chosen["state"] is not None:
            where.append(Condition("cancelled", chosen["state"]))
        return Listing(self.text.text().strip(), tuple(where))

    def retranslate(self) -> None:
        """In the new language, with the same chosen."""
        self.say(_("Number, such as 12 or 12/2026, or the student's name"), _("Search the issued documents"))
        kinds, states = (
            [(kind, kind_words(kind)) for kind in KINDS],
            [("empty", _("Valid")), ("filled", _("Cancelled"))],
        )
        known = [(YEAR, _("This year")), *periods(), (CHOSEN, _("Chosen days…"))]
        fill_box(self.boxes["kind"], _("Every kind"), kinds, _("Kind"))
        fill_box(self.boxes["since"], _("At any time"), known, _("When"))
        fill_box(self.boxes["state"], _("Valid and cancelled"), states, _("State"))

    def _period(self, days: int | None) -> list[Condition]:
        if days == CHOSEN:
            signs = {"since": ">=", "until": "<="}
            return [Condition("issued_on", signs[name], str(day)) for name, day in self.days.period().items()]
        if days == YEAR:
            return [Condition("year", "=", clock.today().year)]
        return [] if days is None else [Condition("issued_on", ">=", str(clock.today() - timedelta(days=days)))]
