"""The forms of a course and of an offering: one set of fields for adding and for editing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sms_desktop.core.i18n import _
from sms_desktop.services.courses import CourseData, CourseRow
from sms_desktop.ui.fields import ChoiceField, LongTextField, NumberField, TextField
from sms_desktop.ui.form import Form
from sms_desktop.ui.tabs.courses.choices import Choices
from sms_desktop.ui.tabs.courses.entries import CourseField, TeachersField

Now = Callable[[], Choices]


def course_form(name: str, choices: Now, own: Callable[[], CourseData] = CourseData) -> Form:
    """What a course is, its rules apart; `own` is what it was: a choice even where it is none any more."""
    form = Form(name)
    form.add(TextField("course_code", lambda: _("Code"), required=True, most=50))
    form.add(TextField("course_name", lambda: _("Name"), required=True, most=300))
    form.add(
        ChoiceField("programme", lambda: _("Programme"), lambda: _with(choices().programme_entries(), own().programme))
    )
    form.add(
        ChoiceField(
            "study_year", lambda: _("Year of study"), lambda: _with(choices().study_year_entries(), own().study_year)
        )
    )
    form.add(
        ChoiceField("semester", lambda: _("Semester"), lambda: _with(choices().semester_entries(), own().semester))
    )
    form.add(NumberField("credits", lambda: _("Credits"), least=1, most=12))
    form.add(NumberField("periods_per_week", lambda: _("Periods a week"), least=0, most=60))
    form.add(NumberField("hours_per_week", lambda: _("Hours a week"), least=0, most=60))
    form.add(_penalty())
    form.add(LongTextField("description", lambda: _("Description"), lines=4))
    return form


def refill(form: Form) -> None:
    """Asks for the choices of all fields again."""
    for field in form.fields.values():
        if isinstance(field, ChoiceField):
            field.refill()


def offering_form(name: str) -> Form:
    """What an offering is, its term, rules and lessons apart."""
    form = Form(name)
    _add_place(form)
    form.add(NumberField("periods_per_week", lambda: _("Periods a week"), least=0, most=60))
    form.add(NumberField("hours_per_week", lambda: _("Hours a week"), least=0, most=60))
    form.add(
        NumberField(
            "absence_limit",
            lambda: _("Absence limit (%)"),
            least=0,
            most=100,
            required=True,
            hint=lambda: _("Percent of the scheduled periods that a student may miss."),
        )
    )
    form.add(_penalty())
    return form


def offer_form(name: str, choices: Now, courses: Sequence[CourseRow]) -> Form:
    """What is needed to offer a course in a term; the rest comes from the course."""
    form = Form(name)
    form.add(CourseField("course_id", lambda: _("Course"), courses))
    form.add(ChoiceField("term_id", lambda: _("Term"), lambda: choices().term_entries(), required=True))
    _add_place(form)
    return form


def _with(entries: Sequence[tuple[Any, str]], value: Any) -> list[tuple[Any, str]]:
    known = {entry for entry, _label in entries}
    return [*entries, (value, str(value))] if value and value not in known else list(entries)


def _add_place(form: Form) -> None:
    form.add(TextField("section", lambda: _("Section"), most=50))
    form.add(TextField("room", lambda: _("Room"), most=50))
    form.add(
        TeachersField("teachers", lambda: _("Teachers"), hint=lambda: _("Several names with commas between them."))
    )


def _penalty() -> NumberField:
    return NumberField(
        "absence_penalty",
        lambda: _("Absence penalty"),
        least=0,
        most=100,
        required=True,
        hint=lambda: _("Percentage points off the grade for each absence."),
    )
