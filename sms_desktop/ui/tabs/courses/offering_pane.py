"""The list of offerings: what is taught in a term, to which section, and to how many."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter

from sms_desktop.core.i18n import _
from sms_desktop.services import offerings
from sms_desktop.ui.context import Context
from sms_desktop.ui.listing import ListingSource
from sms_desktop.ui.table import Column
from sms_desktop.ui.tabs.courses.catalogue import choosers
from sms_desktop.ui.tabs.courses.choices import Choices
from sms_desktop.ui.tabs.courses.list_pane import Chooser, ListPane, ListWords
from sms_desktop.ui.widgets.state import Words


def columns() -> list[Column]:
    """The columns of the offerings."""
    return [
        Column("course_code", lambda: _("Code"), attrgetter("course_code"), width=96, sort_field="course_code"),
        Column("course_name", lambda: _("Name"), attrgetter("course_name"), width=176, sort_field="sort", bold=True),
        Column("section", lambda: _("Section"), attrgetter("section"), width=76, sort_field="section"),
        Column("room", lambda: _("Room"), attrgetter("room"), width=100, sort_field="room"),
        Column("enrolled", lambda: _("Enrolled"), attrgetter("enrolled"), width=80, sort_field="enrolled"),
        Column("periods_per_week", lambda: _("Periods"), attrgetter("periods_per_week"), width=76,
               sort_field="periods_per_week", tooltip=lambda row: _("Periods a week")),
        Column("term", lambda: _("Term"), attrgetter("term"), width=110, sort_field="term"),
        Column("year", lambda: _("Academic year"), attrgetter("year"), width=100, sort_field="year", hidden=True),
    ]  # fmt: skip


def offering_pane(context: Context, add: Callable[[], object]) -> ListPane:
    """The list of offerings, this term's at first."""
    words = ListWords(
        search=lambda: _("Find offerings by course"),
        empty=lambda act: Words(
            "calendar-days",
            _("No offerings yet"),
            _("Offer a course of the catalogue in a term: then students can be enrolled in it."),
            _("Add offering"),
            act,
        ),
        none_deleted=lambda: Words(
            "trash-2", _("No deleted offerings"), _("What you delete can be restored from here.")
        ),
        delete=lambda: _("Delete"),
        restore=lambda: _("Restore"),
    )
    actor = context.actor
    term = Chooser("term_id", lambda: _("All terms"), Choices.term_entries, lambda choices: choices.term, share=4)
    return ListPane(
        context, "offerings", columns(), ListingSource(offerings.count, offerings.page), (term, *choosers()), words,
        sort="course_code",
        add=add if actor.may("offerings:create") else None,
        may_delete=actor.may("offerings:delete"),
    )  # fmt: skip
