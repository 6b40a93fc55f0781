"""What stands where the sheet would be: nothing to choose, nobody enrolled, no rules, no columns yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_desktop.core.i18n import _
from sms_desktop.ui.tabs.grades import column_acts
from sms_desktop.ui.widgets.state import Words

if TYPE_CHECKING:
    from sms_desktop.ui.tabs.grades.tab import GradesTab


def words(tab: GradesTab) -> Words | None:
    """The state to be shown instead of the sheet; None where there is a sheet to show."""
    book = tab.grid.book
    if book is None:
        return _nothing_chosen(tab)
    if not book.rows:
        text = _("Enrol the students of this course; then their marks can be typed here.")
        return Words("users", _("Nobody is enrolled"), text, _("Open the course"), lambda: open_course(tab, "class"))
    if not book.categories and not book.columns:
        text = _("The evaluation rules say what counts, and how much of 100 %. Set them before you enter marks.")
        return Words(
            "list-checks", _("No evaluation rules"), text, _("Set the rules"), lambda: open_course(tab, "rules")
        )
    if not book.columns and not any(one.counts_daily or one.kind == "attendance" for one in book.categories):
        return _no_columns(tab)
    return None


def _nothing_chosen(tab: GradesTab) -> Words:
    if not tab.context.actor.may("grades:view"):
        text = _("Ask an administrator to do it, or to give you the right to.")
        return Words("lock", _("You may not see marks"), text)
    if tab.picker.offered.rows:
        return Words("graduation-cap", _("Choose a course"), _("Its marks are shown here."))
    text = _("No course is offered in this term. Offer one, then enrol its students.")
    return Words(
        "book-open", _("No courses in this term"), text, _("Open courses"), lambda: tab.window_.show_tab("courses")
    )


def _no_columns(tab: GradesTab) -> Words:
    text = _("Each assessment is a column: a test, an assignment, the final exam.")
    act = (lambda: column_acts.add(tab)) if tab.may_change else None
    return Words("plus", _("No columns yet"), text, _("Add the first column"), act)


def open_course(tab: GradesTab, page: str) -> None:
    """Shows a page of the offering's record among the courses."""
    opener = getattr(tab.window_.show_tab("courses"), "open_offering", None)
    if opener is not None and tab.grid.book is not None:
        opener(tab.grid.book.offering_id, page)
