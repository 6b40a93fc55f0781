"""The dialogs over the sheet: a column, and what a mark says besides its score."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

from PySide6.QtWidgets import QLineEdit, QWidget

from sms_desktop.core.i18n import _, format_number
from sms_desktop.services import assessments, grade_entry
from sms_desktop.services.assessments import AssessmentData
from sms_desktop.services.grade_entry import MarkDetails
from sms_desktop.services.gradebook import AssessmentColumn, Cell, Gradebook
from sms_desktop.ui.dialogs.form_dialog import FormDialog
from sms_desktop.ui.fields import ChoiceField, DateField, LongTextField, NumberField, Text, TextField
from sms_desktop.ui.form import Form
from sms_desktop.ui.jobs import Jobs


class WithReason:
    """Jobs whose writes keep a reason: what a locked term asks of an administrator."""

    def __init__(self, jobs: Jobs, reason: str) -> None:
        self._jobs, self._reason = jobs, reason

    def write(self, *arguments: Any, **more: Any) -> int:
        """As `Jobs.write`."""
        return self._jobs.write(*arguments, **{**more, "reason": self._reason})


def reasoned(jobs: Jobs, reason: str) -> Jobs:
    """The jobs themselves, or with a reason for what a dialog writes."""
    return cast(Jobs, WithReason(jobs, reason)) if reason else jobs


def column_form(book: Gradebook) -> Form:
    """What an assessment is."""
    form = Form("grades.column")
    form.add(TextField("title", lambda: _("Title"), required=True, most=200))
    nowhere: Text = lambda: _("Without a category its marks count for nothing.")  # noqa: E731
    share: Text = lambda: _("How much it counts among the marks of its category: from 0 to 3.")  # noqa: E731
    form.add(ChoiceField("rule_id", lambda: _("Category"), lambda: category_entries(book), hint=nowhere))
    form.add(NumberField("max_score", lambda: _("Maximum"), decimals=5, required=True))
    form.add(NumberField("weight", lambda: _("Weight"), least=0, most=3, required=True, hint=share))
    form.add(DateField("assigned_on", lambda: _("Date")))
    return form


def category_entries(book: Gradebook) -> list[tuple[int, str]]:
    """The categories with their weights, to choose from."""
    return [
        (one.id, _("{name} ({weight} %)").format(name=one.name, weight=format_number(one.weight)))
        for one in book.categories
    ]


def add_column(jobs: Jobs, book: Gradebook, near: AssessmentColumn | None, parent: QWidget) -> FormDialog:
    """The dialog for a new column, beginning as the one it stands beside; `saved` gives its id."""
    form = column_form(book)
    only = book.categories[0].id if book.categories else None
    form.load(
        AssessmentData(
            rule_id=near.rule_id if near else only,
            max_score=near.max_score if near else Decimal(20),
            weight=near.weight if near else Decimal(1),
        )
    )
    offering = book.offering_id

    def save(session: Any, values: dict[str, Any]) -> int:
        return assessments.add(session, offering, AssessmentData(**values))

    return FormDialog(
        form, jobs, save, title=lambda: _("Add column"), action="create", parent=parent,
        job_title=lambda values: _("Add column {title}").format(title=values["title"]),
    )  # fmt: skip


def edit_column(jobs: Jobs, book: Gradebook, column: AssessmentColumn, parent: QWidget) -> FormDialog:
    """The dialog for a column that is there."""
    form = column_form(book)
    form.load(column)

    def save(session: Any, values: dict[str, Any]) -> int:
        return assessments.update(session, column.id, AssessmentData(**values), column.version)

    return FormDialog(
        form, jobs, save, title=lambda: _("Column"), parent=parent,
        job_title=lambda values: _("Edit column {title}").format(title=values["title"]),
    )  # fmt: skip


def mark_details(jobs: Jobs, cell: Cell, place: tuple[int, int], names: tuple[str, str], parent: QWidget) -> FormDialog:
    """The dialog for note, dates, maximum and weight of one mark; `names` are the student's and the column's."""
    form = Form("grades.mark")
    form.add(LongTextField("note", lambda: _("Note"), lines=2))
    form.add(NumberField("max_score", lambda: _("Maximum"), decimals=5, required=True))
    form.add(NumberField("weight", lambda: _("Weight"), least=0, most=3, required=True))
    form.add(DateField("assigned_on", lambda: _("Set on")))
    form.add(DateField("submitted_on", lambda: _("Handed in on")))
    form.load(cell)

    def save(session: Any, values: dict[str, Any]) -> int:
        return grade_entry.set_details(session, *place, MarkDetails(**values), cell.version)

    student, title = names
    heading: Text = lambda: _("{student} in “{title}”").format(student=student, title=title)  # noqa: E731
    return FormDialog(form, jobs, save, title=heading, job_title=lambda _values: heading(), parent=parent)


def open_at(dialog: FormDialog, field: str) -> None:
    """Opens a dialog with that field to be typed over."""
    dialog.open()
    editor = dialog.form.fields[field].editor
    editor.setFocus()
    if isinstance(editor, QLineEdit):
        editor.selectAll()
