"""What happened to a mark, or to all marks of a student in the course: asked for once all that was typed is saved."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sms_desktop.services.history import row_history
from sms_desktop.ui.dialogs.history import Read, show_history

if TYPE_CHECKING:
    from sms_desktop.ui.tabs.grades.tab import GradesTab


def of_cell(tab: GradesTab, row: int, column: int) -> None:
    """The history of one cell of the sheet."""
    place, head = tab.grid.place_at(row, column), tab.grid.columns[column].assessment
    if place is not None and head is not None:
        enrolment, assessment = place
        read = partial(row_history.of_mark, enrolment_id=enrolment, assessment_id=assessment)
        _show(tab, f"{tab.grid.side(row).title} · {head.title}", read)


def of_student(tab: GradesTab, row: int) -> None:
    """The history of all marks of a row's student in this course."""
    pupil = tab.grid.row_at(row)
    book = tab.grid.book
    if book is not None:
        read = partial(row_history.of_marks, enrolment_id=pupil.enrolment_id)
        _show(tab, f"{tab.grid.side(row).title} · {book.title}", read)


def _show(tab: GradesTab, about: str, read: Read) -> None:
    tab.saving.when_idle(lambda: show_history(tab, tab.context, lambda: about, read))
