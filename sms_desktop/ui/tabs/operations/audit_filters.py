"""What of the log is shown: by words, person, kind of act, what it touched, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sms_desktop.core import clock
from sms_desktop.core.i18n import _
from sms_desktop.services.history.audit_words import action_word, actions
from sms_desktop.services.history.row_names import table_words
from sms_desktop.services.listing import Condition, Listing
from sms_desktop.ui.tabs.operations.period_filters import CHOSEN, PeriodFilters, fill_box, periods

_ENTITIES = (
    "students", "contacts", "courses", "offerings", "enrolments", "assessments", "grades", "daily_ratings",
    "attendance", "highlights", "terms", "users", "roles", "grants", "settings",
)  # fmt: skip


class Filters(PeriodFilters):
    """The filters of the log."""

    def __init__(self) -> None:
        super().__init__("operations.audit", ("user", "action", "entity", "since"))
        self._users: list[str] = []
        self.retranslate()

    def listing(self) -> Listing:
        """What is chosen."""
        chosen = {name: box.currentData() for name, box in self.boxes.items()}
        days = chosen.pop("since")
        where = [Condition(name, "=", value) for name, value in chosen.items() if value is not None]
        if days == CHOSEN:
            where += [Condition(name, "=", str(day)) for name, day in self.days.period().items()]
        elif days is not None:
            where.append(Condition("since", "=", str(clock.today() - timedelta(days=days))))
        return Listing(self.text.text().strip(), tuple(where))

    def set_users(self, names: Sequence[str]) -> None:
        """Who there is to choose from."""
        self._users = list(names)
        self.retranslate()

    def retranslate(self) -> None:
        """In the new language, with the same chosen."""
        self.say(_("Search the log"), _("Search the log"))
        entities = [(one, _capital(table_words(one))) for one in _ENTITIES]
        fill_box(self.boxes["user"], _("Everybody"), [(name, name) for name in self._users], _("Who"))
        fill_box(self.boxes["action"], _("Every action"), [(one, action_word(one)) for one in actions()], _("Action"))
        fill_box(self.boxes["entity"], _("Everything"), entities, _("Rows of"))
        fill_box(self.boxes["since"], _("At any time"), [*periods(), (CHOSEN, _("Chosen days…"))], _("When"))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
