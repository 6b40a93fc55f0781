"""The form of a student: every field, in the groups a registration form has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from sms_desktop.core.i18n import _
from sms_desktop.services.students import SENSITIVE
from sms_desktop.ui import icons
from sms_desktop.ui.dress import named
from sms_desktop.ui.fields import ChoiceField, DateField, Field, LongTextField, NumberField, TextField
from sms_desktop.ui.form import Form
from sms_desktop.ui.tabs.students.filters import Choices
from sms_desktop.ui.tabs.students.suggest_field import SuggestField
from sms_desktop.ui.tabs.students.words import FIELDS, genders, statuses

_YEARS_OF_STUDY = 8


def student_form(name: str, *, new: bool = False) -> Form:
    """An empty form; `new` leaves the number to the program where it is not filled in."""
    form = Form(name)
    for title, names in _GROUPS:
        form.add_section(title)
        for field_name in names:
            form.add(_field(field_name, new))
    return form


def offer(form: Form, choices: Choices) -> None:
    """Suggests the programmes and sections that the school has."""
    suggest = {name: cast(SuggestField, form.fields[name]) for name in ("programme", "section")}
    suggest["programme"].offer([(code, f"{code} · {name}") for code, name in choices.programmes])
    suggest["section"].offer([(section, section) for section in choices.sections])


def hide_sensitive(form: Form, hidden: bool) -> None:
    """Takes the fields away that the person at the window may not see."""
    form.set_shown(SENSITIVE, not hidden)


def _field(name: str, new: bool) -> Field:
    label = FIELDS[name]
    if name in ("date_of_birth", "enrolment_date", "status_date"):
        return DateField(name, label)
    if name in ("programme", "section"):
        return SuggestField(name, label)
    if name == "health_note":
        return CoveredField(name, label)
    if name == "private_note":
        return LongTextField(name, label)
    if name == "study_year":
        return NumberField(name, label, decimals=0, least=1, most=_YEARS_OF_STUDY)
    if name == "status":
        return ChoiceField(name, label, statuses, required=True)
    if name == "gender":
        return _Gender(name, label, genders)
    if name == "student_number":
        return TextField(name, label, hint=_number_hint if new else None, most=50)
    return TextField(name, label, required=name in ("first_name", "last_name"))


class CoveredField(LongTextField):
    """A text that is shown when somebody asks for it; None means that there is one, which nobody has looked at."""

    wanted = Signal()

    def __init__(self, name: str, label: Callable[[], str]) -> None:
        self._covered = False
        self.button = named(QPushButton(), "students.show_note", "quiet")
        icons.put(self.button, "eye")
        self.button.clicked.connect(lambda: self.wanted.emit())
        super().__init__(name, label, hint=self._hint)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(1, self.button, 0, Qt.AlignmentFlag.AlignLeft)
        self.set_value("")

    def value(self) -> Any:
        return None if self._covered else super().value()

    def set_value(self, value: Any) -> None:
        self._covered = value is None
        super().set_value(value)
        self.area.setVisible(not self._covered)
        self.button.setVisible(self._covered)
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        self.button.setText(_("Show the note"))
        self.button.setAccessibleDescription(self._hint())

    def _hint(self) -> str:
        return _("The log keeps who looks at it.") if self._covered else ""


class _Gender(ChoiceField):
    """May be left open: then it is an empty text."""

    def value(self) -> str:
        return super().value() or ""

    def set_value(self, value: str | None) -> None:
        super().set_value(value or None)


def _number_hint() -> str:
    return _("Leave it empty to have the next number given.")


_GROUPS = (
    (
        lambda: _("Person"),
        (
            "last_name",
            "first_name",
            "father_name",
            "mother_name",
            "gender",
            "date_of_birth",
            "place_of_birth",
            "nationality",
            "national_id",
        ),
    ),
    (lambda: _("How to reach"), ("email", "mobile", "phone")),
    (
        lambda: _("Studies"),
        (
            "student_number",
            "programme",
            "study_year",
            "section",
            "academic_year",
            "enrolment_date",
            "status",
            "status_date",
            "status_reason",
        ),
    ),
    (lambda: _("Address"), ("street", "street_number", "postal_code", "city", "district")),
    (lambda: _("Notes"), ("health_note", "private_note")),
)
