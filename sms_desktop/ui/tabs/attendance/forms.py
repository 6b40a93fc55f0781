"""The forms of attendance: a student over some days, a make-up lesson, an approved limit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sms_desktop.core.i18n import _
from sms_desktop.ui.fields import (
    CheckField,
    ChoiceField,
    DateField,
    Field,
    LongTextField,
    NumberField,
    TextField,
    Wrong,
)
from sms_desktop.ui.form import Form
from sms_desktop.ui.tabs.attendance import words
from sms_desktop.ui.tabs.attendance.note_dialog import LONGEST_DOCUMENT
from sms_desktop.ui.tabs.courses.lesson_strip import MOST_MINUTES, MOST_PERIODS, read_clock


class ClockField(TextField):
    """A time of day: 8, 8.30 and 0830 all do; empty for none."""

    def value(self) -> Any:
        clock = read_clock(self.line.text())
        if clock is None:
            raise Wrong(_("A time of day, please, such as 08:00."))
        return clock


def statuses() -> Sequence[tuple[str, str]]:
    """The four statuses with their words."""
    return [(status, words.word(status)) for status in words.STATUSES]


def range_form(day: date, course: str) -> Form:
    """One status from a first to a last day, in the course shown or in all."""
    form = Form("attendance.range")
    form.add(DateField("first", lambda: _("First day"), required=True))
    form.add(DateField("last", lambda: _("Last day"), required=True))
    form.add(ChoiceField("status", lambda: _("Status"), statuses, required=True))
    form.add(
        CheckField(
            "everywhere",
            lambda: _("In all courses of the student"),
            hint=lambda: _("Else in {course} only.").format(course=course),
        )
    )
    form.add(LongTextField("note", lambda: _("Note"), lines=2))
    form.add(TextField("document", lambda: _("Document"), hint=lambda: _("Its number or date"), most=LONGEST_DOCUMENT))
    form.add(
        CheckField(
            "clear_ratings_of_absent",
            lambda: _("Take daily ratings out"),
            hint=lambda: _("Whoever is absent the whole day has no rating of that day."),
        )
    )
    form.load({"first": day, "last": day, "status": "E", "everywhere": True})
    return form


def lesson_form(day: date) -> Form:
    """A make-up lesson."""
    form = Form("attendance.lesson")
    form.add(DateField("date", lambda: _("Day"), required=True))
    fields: tuple[Field, ...] = (
        NumberField("periods", lambda: _("Periods"), decimals=0, least=1, most=MOST_PERIODS, required=True),
        ClockField("start", lambda: _("Starts at"), hint=lambda: _("Such as 08:00; may stay empty")),
        NumberField("minutes", lambda: _("Minutes each"), decimals=0, least=1, most=MOST_MINUTES, required=True),
        TextField("note", lambda: _("Note"), most=300),
    )
    for field in fields:
        form.add(field)
    form.load({"date": day, "periods": 1, "start": "", "minutes": 45})
    return form


def extension_form(today: date) -> Form:
    """The Directorate's approval of an extended limit (domain.md 4)."""
    form = Form("attendance.extension")
    form.add(DateField("on", lambda: _("Approved on"), required=True))
    form.add(LongTextField("note", lambda: _("Note"), hint=lambda: _("Such as the number of the decision"), lines=2))
    form.load({"on": today})
    return form
