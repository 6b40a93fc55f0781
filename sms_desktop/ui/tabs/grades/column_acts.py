"""What is done to the columns of the sheet: added, changed, moved, locked, deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_desktop.core.i18n import _, ngettext
from sms_desktop.services import assessments
from sms_desktop.services.gradebook import AssessmentColumn
from sms_desktop.ui.tabs.grades import dialogs

if TYPE_CHECKING:
    from sms_desktop.ui.tabs.grades.tab import GradesTab


def add(tab: GradesTab) -> None:
    """Opens the dialog for a new column beside the current one; its first cell is the current one afterwards."""
    if tab.grid.book is None or not tab.may_change:
        return
    column = tab.current_column()
    near = tab.grid.columns[column].assessment if column is not None else None
    dialog = dialogs.add_column(tab.jobs, tab.grid.book, near, tab)
    dialog.saved.connect(tab.point_at_column)
    dialogs.open_at(dialog, "title")


def edit(tab: GradesTab, column: int) -> None:
    """Opens the dialog of a column."""
    assessment = tab.grid.columns[column].assessment
    if assessment is None or tab.grid.book is None or not tab.may_change:
        return
    if assessment.locked:
        tab.bar.say("notice", tab.grid.why_closed(column))
        return
    dialogs.open_at(dialogs.edit_column(tab.jobs, tab.grid.book, assessment, tab), "title")


def may_move(tab: GradesTab, column: int, steps: int) -> bool:
    """Whether there is another column of the same category at that side."""
    return _beside(tab, column, steps) is not None


def move(tab: GradesTab, column: int, steps: int) -> None:
    """Moves a column to the left or right within its category."""
    own, other = tab.grid.columns[column].assessment, _beside(tab, column, steps)
    book = tab.grid.book
    if own is None or other is None or book is None or not tab.may_change:
        return
    ids = [assessment.id for assessment in tab.grid.assessments()]
    ids.remove(own.id)
    ids.insert(ids.index(other.id) + (1 if steps > 0 else 0), own.id)
    tab.jobs.write(
        tab,
        lambda session, _progress: assessments.reorder(session, book.offering_id, ids),
        title=_("Moving a column"),
    )


def set_locked(tab: GradesTab, column: int, locked: bool) -> None:
    """Locks a column against changes, or opens it again."""
    assessment = tab.grid.columns[column].assessment
    if assessment is not None and tab.may_change:
        ids = [assessment.id]
        title = _("Locking a column") if locked else _("Unlocking a column")
        tab.jobs.write(tab, lambda session, _progress: assessments.set_locked(session, ids, locked), title=title)


def delete(tab: GradesTab, column: int) -> None:
    """Deletes a column with its marks; a toast takes it back."""
    assessment = tab.grid.columns[column].assessment
    if assessment is None or not tab.may_change:
        return
    marks = sum(assessment.id in row.cells for row in tab.grid.ledger.rows.values())
    text = ngettext("Deleted “{title}” with {n} mark.", "Deleted “{title}” with {n} marks.", marks)
    said = text.format(title=assessment.title, n=marks)
    ids = [assessment.id]
    tab.jobs.write(
        tab,
        lambda session, _progress: assessments.delete(session, ids),
        lambda _count: tab.window_.toast(said, _("Undo"), tab.context.undo.newest()),
        title=_("Deleting a column"),
        action="delete",
    )


def _beside(tab: GradesTab, column: int, steps: int) -> AssessmentColumn | None:
    columns = tab.grid.columns
    own = columns[column].assessment if 0 <= column < len(columns) else None
    if own is None:
        return None
    same = [one for one in tab.grid.assessments() if one.rule_id == own.rule_id]
    place = next(at for at, one in enumerate(same) if one.id == own.id) + steps
    return same[place] if 0 <= place < len(same) else None
