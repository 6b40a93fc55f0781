"""What is selected on the sheet, as figures are made of it; and what differs between two readings of a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from sms_desktop.core.grading import half_up
from sms_desktop.core.i18n import ngettext
from sms_desktop.services.grade_entry import Place as MarkPlace
from sms_desktop.services.gradebook import Gradebook, Row
from sms_desktop.ui.tabs.grades.columns import Col
from sms_desktop.ui.tabs.grades.figures import Figures, Value, figures
from sms_desktop.ui.tabs.grades.grid import GradeGrid
from sms_desktop.ui.widgets.sheet.area import Area
from sms_desktop.ui.widgets.sheet.model import Place


def selected(grid: GradeGrid, area: Area, current: Place) -> tuple[str, Figures | None]:
    """What the selection is called, and its figures; a single cell stands for its whole column."""
    if grid.book is None:
        return "", None
    if area.single:
        area = Area(0, current[1], grid.rowCount() - 1, current[1])
        what = grid.head(current[1]).title
    else:
        number = area.height * area.width
        what = ngettext("{n} cell", "{n} cells", number).format(n=number)
    values, missing = [], 0
    for row, column in area.places():
        student, col = grid.row_at(row), grid.columns[column]
        value = _value(student, col)
        if value is not None:
            values.append(value)
        else:
            missing += grid.is_awaited(student, col)
    return what, figures(values, missing, grid.book.scales)


def _value(row: Row, column: Col) -> Value | None:
    """The mark or the result of a cell; None where it has none, or is no mark at all."""
    if column.assessment is not None:
        cell = row.cells.get(column.assessment.id)
        return None if cell is None or cell.score is None else Value(cell.score, cell.max_score)
    if column.kind == "final":
        return None if row.final.percentage is None else Value(row.final.percentage / 5, Decimal(20))
    if column.kind == "average" and column.category is not None:
        own = next((one for one in row.final.categories if one.id == column.category.id), None)
        return None if own is None or own.average is None else Value(half_up(own.average / 5, 4), Decimal(20))
    return None


def differences(before: Mapping[int, Row], after: Gradebook) -> list[MarkPlace]:
    """The marks of a sheet that are others than in these rows by enrolment."""
    found = []
    for row in after.rows:
        cells = before[row.enrolment_id].cells if row.enrolment_id in before else {}
        for assessment in {**cells, **row.cells}:
            one, other = cells.get(assessment), row.cells.get(assessment)
            if (one and (one.score, one.excused)) != (other and (other.score, other.excused)):
                found.append((row.enrolment_id, assessment))
    return found
