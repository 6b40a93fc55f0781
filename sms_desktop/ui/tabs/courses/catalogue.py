"""The catalogue: all courses of the school, whether taught this term or not."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter

from sms_desktop.core.i18n import _, pgettext
from sms_desktop.services import courses
from sms_desktop.ui.context import Context
from sms_desktop.ui.listing import ListingSource
from sms_desktop.ui.table import Column
from sms_desktop.ui.tabs.courses.choices import Choices, study_years
from sms_desktop.ui.tabs.courses.list_pane import Chooser, ListPane, ListWords
from sms_desktop.ui.widgets.state import Words


def columns() -> list[Column]:
    """The columns of the catalogue."""
    return [
        Column("course_code", lambda: _("Code"), attrgetter("course_code"), width=96, sort_field="course_code"),
        Column("course_name", lambda: _("Name"), attrgetter("course_name"), width=200, sort_field="sort", bold=True),
        Column("credits", lambda: pgettext("narrow column", "Credits"), attrgetter("credits"), width=70,
               sort_field="credits", tooltip=lambda row: _("Credits")),
        Column("periods_per_week", lambda: _("Periods"), attrgetter("periods_per_week"), width=76,
               sort_field="periods_per_week", tooltip=lambda row: _("Periods a week")),
        Column("programme", lambda: _("Programme"), attrgetter("programme"), width=100, sort_field="programme"),
        Column("study_year", lambda: _("Year"), attrgetter("study_year"), width=60, sort_field="study_year"),
        Column("semester", lambda: _("Semester"), attrgetter("semester"), width=80, sort_field="semester"),
        Column("hours_per_week", lambda: _("Hours"), attrgetter("hours_per_week"), width=70,
               sort_field="hours_per_week", hidden=True),
    ]  # fmt: skip


def choosers() -> tuple[Chooser, ...]:
    """Programme and year of study, as both lists filter by them."""
    return (
        Chooser("programme", lambda: _("All programmes"), Choices.programme_entries),
        Chooser("study_year", lambda: _("All years"), study_years),
    )


def catalogue_pane(context: Context, add: Callable[[], object]) -> ListPane:
    """The list of courses."""
    words = ListWords(
        search=lambda: _("Find courses by name or code"),
        empty=lambda act: Words(
            "book-open",
            _("No courses yet"),
            _("Add the courses of your school here, or import them from a spreadsheet."),
            _("Add course"),
            act,
        ),
        none_deleted=lambda: Words("trash-2", _("No deleted courses"), _("What you delete can be restored from here.")),
        delete=lambda: _("Delete"),
        restore=lambda: _("Restore"),
    )
    actor = context.actor
    return ListPane(
        context, "courses", columns(), ListingSource(courses.count, courses.page), choosers(), words,
        sort="course_code",
        add=add if actor.may("courses:create") else None,
        may_delete=actor.may("courses:delete"),
    )  # fmt: skip
