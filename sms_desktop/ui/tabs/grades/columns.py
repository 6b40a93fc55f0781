"""Which columns the sheet of an offering has: assessments under their categories, averages, and results at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sms_desktop.core.i18n import _, format_date, format_percent
from sms_desktop.core.marks import shown_mark
from sms_desktop.services.gradebook import AssessmentColumn, CategoryHead, Gradebook
from sms_desktop.ui.widgets.sheet.model import Group, Head

#: What stands at the right of every sheet, the last the final grade.
RESULTS = ("absences", "used", "final")
#: Letters that a column has room for, at least and at most.
NARROW, WIDE = 8, 13


@dataclass(frozen=True)
class Col:
    """A column: `kind` is mark, average, or one of `RESULTS`."""

    kind: str
    assessment: AssessmentColumn | None = None
    category: CategoryHead | None = None

    @property
    def key(self) -> tuple[str, int]:
        """What it is, whatever its place."""
        if self.assessment is not None:
            return self.kind, self.assessment.id
        return self.kind, self.category.id if self.category else 0


def layout(book: Gradebook, averages: bool) -> tuple[Col, ...]:
    """The columns from left to right; a category that registers or ratings fill has its average in any case."""
    found: list[Col] = []
    for category in book.categories:
        own = [Col("mark", column, category) for column in book.columns if column.rule_id == category.id]
        found += own
        filled = not own and (category.counts_daily or category.kind == "attendance")
        if averages or filled:
            found.append(Col("average", None, category))
    found += [Col("mark", column) for column in book.columns if book_category(book, column) is None]
    return (*found, *(Col(kind) for kind in RESULTS))


def book_category(book: Gradebook, column: AssessmentColumn) -> CategoryHead | None:
    """The category of a column, None where it has none."""
    return next((category for category in book.categories if category.id == column.rule_id), None)


def groups(columns: Sequence[Col]) -> tuple[Group, ...]:
    """A heading over the columns of each category, and one over the results."""
    found: list[Group] = []
    for at, column in enumerate(columns):
        title, small = _group(column)
        if found and (found[-1].title, found[-1].small) == (title, small):
            found[-1] = Group(found[-1].first, found[-1].count + 1, title, small)
        else:
            found.append(Group(at, 1, title, small))
    return tuple(found)


def _group(column: Col) -> tuple[str, str]:
    if column.category is not None:
        return column.category.name, format_percent(column.category.weight)
    return (_("No category"), _("does not count")) if column.kind == "mark" else (_("Result"), "")


def head(column: Col, sorted_by: str = "") -> Head:
    """A column's head; `sorted_by` is the icon of the order that the rows have by it."""
    if column.assessment is not None:
        return _assessment_head(column.assessment, _category_words(column), sorted_by)
    titles = {
        "average": (_("Average"), _("What the category comes to so far")),
        "absences": (_("Absences"), _("Absent and excused periods, and how many the course allows")),
        "used": (_("In so far"), _("How much of the 100 % of the evaluation is in")),
        "final": (_("Final grade"), _("The standing on what is in so far; a click shows how it came about")),
    }
    title, tip = titles[column.kind]
    return Head(title, "", sorted_by, " · ".join([_category_words(column), tip]) if column.category else tip)


def _category_words(column: Col) -> str:
    return " ".join(_group(column))


def _assessment_head(column: AssessmentColumn, category: str, sorted_by: str) -> Head:
    parts = [f"/{shown_mark(column.max_score)}"]
    if column.weight != 1:
        parts.append(f"×{shown_mark(column.weight)}")
    tips = [column.title, category, _("Out of {maximum}").format(maximum=shown_mark(column.max_score))]
    if column.weight != 1:
        tips.append(_("Weight {weight}").format(weight=shown_mark(column.weight)))
    if column.assigned_on is not None:
        tips.append(format_date(column.assigned_on))
    if column.locked:
        tips.append(_("Locked against changes"))
    return Head(column.title, " ".join(parts), "lock" if column.locked else sorted_by, " · ".join(tips))


def width(column: Col) -> int:
    """How many letters a column has room for, by its title in two lines."""
    title = head(column).title
    longest = max((len(word) for word in title.split()), default=0)
    icon = 2 if column.assessment is not None and column.assessment.locked else 0
    return min(max(NARROW, longest + 1, len(title) // 2 + 2) + icon, WIDE)
