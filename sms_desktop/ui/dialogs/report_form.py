"""What a report is asked by: which one, about whom, of which time, in which language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import Signal

from sms_desktop.core import clock
from sms_desktop.core.i18n import LANGUAGES, N_, _, language, ngettext, pgettext
from sms_desktop.reports import whom
from sms_desktop.reports.catalogue import REPORTS
from sms_desktop.reports.report import (
    BLANK_DAYS,
    LIMIT,
    OFFERING,
    PERIOD,
    ROOM,
    SCHOOL,
    SECTION,
    SENSITIVE,
    STUDENT,
    TEACHER,
    TERM,
    TO_SIGN,
    WHOLE_YEAR,
    Report,
)
from sms_desktop.reports.running import BOTH, Wanted
from sms_desktop.reports.whom import ALL, CLASS, GIVEN, NAMED, OF_SECTION, PROGRAMME, STUDY_YEAR, Choices, Way, Whom
from sms_desktop.ui.context import Context
from sms_desktop.ui.dialogs.report_fields import ClassField, ListField, PickField, ReportField, StudentField
from sms_desktop.ui.fields import CheckField, DateField, Field, NumberField, Text, TextField
from sms_desktop.ui.form import Form
from sms_desktop.ui.report_button import Place

#: The periods, in days up to today; and, beside those, days that are typed.
PERIODS, CHOSEN = (7, 30, 120, 365), "chosen"
_USUAL = 120
#: What a sheet is for that is filled by hand: a month, or so many days without a date.
MONTH, NEXT_MONTH, UNDATED, _UNDATED_DAYS = "month", "next_month", "undated", 20
#: Somebody who is found by name, beside the ways of `reports.whom`.
ONE = "one"
HABITS = "report.habits"
_KEPT = ("language", "period", "letterhead")
_SEES_SENSITIVE = "students:sensitive"


class ReportForm(Form):
    """Emits `asked` when something else is wanted, `term_wanted(id)` for the classes of another term."""

    asked = Signal()
    term_wanted = Signal(object)

    def __init__(self, context: Context, place: Place, names: Sequence[str]) -> None:
        super().__init__("report")
        self._context, self._place, self._names = context, place, names
        self._term_id = place.term_id
        self._add_fields()
        habits = dict(context.memory.get(HABITS) or {})
        first = next((name for name in place.reports if name in names), names[0])
        self.load({"language": language(), "period": _USUAL, "letterhead": True, **habits, "report": first})
        if place.day is not None:
            self.fields["last"].set_value(place.day)
        self._offer_ways()
        self.fields["offering"].set_value(place.offering_id)
        for field in self.fields.values():
            field.changed.connect(lambda field=field: self._changed(field))
        self._fit()

    @property
    def report(self) -> Report:
        """The report that is chosen."""
        return REPORTS[self.fields["report"].value()]

    def whom(self) -> Whom:
        """About whom it is wanted."""
        way: Way = self.fields["whom"].value()
        if way.kind == ONE:
            chosen = self.fields["student"].value()
            return Whom(Way(STUDENT, GIVEN), () if chosen is None else (chosen,))
        if way.kind == GIVEN:
            return Whom(way, self._place.students)
        name = _LISTS.get(way)
        value = self.fields[name].value() if name else None
        present = self.report.present
        return Whom(way, (), self.fields["offering"].value(), self._term(), value, present=present)

    def wanted(self, subjects: tuple[int, ...] = (), names: tuple[str, ...] = ()) -> Wanted:
        """The report as it is wanted, about these; raises `fields.Wrong` with what is wrong in a field."""
        fields, shown = self.fields, self._shown()
        first, last = self._period() if PERIOD in shown else (None, None)
        return Wanted(
            self.report.name,
            subjects,
            fields["language"].value(),
            first,
            last,
            self._term() if TERM in shown else None,
            SENSITIVE in shown and fields[SENSITIVE].value(),
            purpose=fields["purpose"].value(),
            least=fields[LIMIT].checked() if LIMIT in shown else None,
            letterhead=fields["letterhead"].value(),
            about=self.whom().way.about,
            names=names,
            whole_year=WHOLE_YEAR in shown and fields[WHOLE_YEAR].value(),
            to_sign=TO_SIGN in shown and fields[TO_SIGN].value(),
            blank_days=(fields[BLANK_DAYS].checked() or _UNDATED_DAYS) if BLANK_DAYS in shown else None,
        )

    def offer(self, choices: Choices) -> None:
        """Fills the lists to choose from."""
        self._term_id = choices.term_id
        lists: dict[str, list[tuple[Any, str]]] = {
            TERM: [(term.id, term.title) for term in choices.terms],
            "taught": [(name, name) for name in choices.taught],
            TEACHER: [(name, name) for name in choices.teachers],
            ROOM: [(name, name) for name in choices.rooms],
            OF_SECTION: [(name, name) for name in choices.sections],
            PROGRAMME: [(code, f"{code} · {name}" if name else code) for code, name in choices.programmes],
            STUDY_YEAR: [(n, _("Year {n}").format(n=n)) for n in range(1, choices.study_years + 1)],
        }
        for name, entries in lists.items():
            field = self.fields[name]
            assert isinstance(field, ListField)
            field.fill(entries)
        self.fields[TERM].set_value(choices.term_id)
        classes = self.fields["offering"]
        assert isinstance(classes, ClassField)
        classes.fill(choices.offerings)

    def keep_habits(self) -> None:
        """Remembers what is likely to be wanted again."""
        self._context.memory.put(HABITS, {name: self.fields[name].value() for name in _KEPT})

    def retranslate(self) -> None:
        """The headings, and who is meant."""
        super().retranslate()
        self._fit()

    def _term(self) -> int | None:
        found: int | None = self.fields[TERM].value()
        return self._term_id if found is None else found

    def _period(self) -> tuple[date | None, date | None]:
        chosen = self.fields[PERIOD].value()
        if chosen == CHOSEN:
            return self.fields["first"].checked(), self.fields["last"].checked()
        if chosen == UNDATED:
            return None, None
        if chosen in (MONTH, NEXT_MONTH):
            return _month(clock.today(), later=chosen == NEXT_MONTH)
        return clock.today() - timedelta(days=chosen - 1), clock.today()

    def _changed(self, field: Field) -> None:
        if field.name == "report":
            self._offer_ways()
        elif field.name == PERIOD and self.fields["first"].value() is None:
            self.fields["first"].set_value(clock.today() - timedelta(days=_USUAL - 1))
            self.fields["last"].set_value(clock.today())
        self._fit()
        if field.name == TERM:
            self.term_wanted.emit(field.value())
        elif field.name != "purpose":
            self.asked.emit()

    def _offer_ways(self) -> None:
        """The ways to say whom that the report has; the one that was chosen stays where it can."""
        field, place = self.fields["whom"], self._place
        before = field.value()
        assert isinstance(field, PickField)
        field.refill()
        found = [way for way, _title in self._ways()]
        likely = [before, Way(STUDENT, GIVEN)]
        if place.offering_id is not None:
            likely += [Way(OFFERING, CLASS), Way(STUDENT, CLASS)]
        elif place.term_id is not None:
            likely.append(Way(SCHOOL, ALL))
        field.set_value(next((way for way in likely if way in found), found[0]))
        self._offer_periods()

    def _offer_periods(self) -> None:
        """The periods that the report has, which are others for what is filled by hand."""
        field = self.fields[PERIOD]
        before = field.value()
        assert isinstance(field, PickField)
        field.refill()
        found = [period for period, _title in self._periods()]
        field.set_value(before if before in found else _USUAL if _USUAL in found else found[0])

    def _periods(self) -> list[tuple[Any, str]]:
        if "report" in self.fields and BLANK_DAYS in self.report.asks:
            months = [(MONTH, _("This month")), (NEXT_MONTH, _("Next month"))]
            return [*months, (CHOSEN, _("From one day to another")), (UNDATED, _("Days without a date"))]
        days = [(n, ngettext("The last {n} day", "The last {n} days", n).format(n=n)) for n in PERIODS]
        return [*days, (CHOSEN, _("From one day to another"))]

    def _ways(self) -> list[tuple[Way, str]]:
        """The ways with their titles; those who were given and one by name only where they can be meant."""
        if "whom" not in self.fields or self.fields["report"].value() is None:
            return []
        found = []
        for way in whom.ways(self.report):
            if way.kind != GIVEN:
                found.append((way, _(_WAYS[way])))
                continue
            if self._place.students:
                found.append((way, self._given()))
            found.append((Way(STUDENT, ONE), _("One student")))
        return found

    def _given(self) -> str:
        count = len(self._place.students)
        if count == 1 and self._place.words:
            return self._place.words
        return ngettext("The student selected", "The {n} students selected", count).format(n=count)

    def _shown(self) -> set[str]:
        """The fields that count for what is chosen."""
        report, way = self.report, self.fields["whom"].value()
        shown = {"report", "language", "letterhead", "purpose"} | (set(report.asks) & set(self.fields))
        if way is None:
            return shown
        if len(self._ways()) > 1:
            shown |= {"whom", {ONE: "student", CLASS: "offering"}.get(way.kind, _LISTS.get(way, "whom"))}
        if way.kind == CLASS or way.about not in (STUDENT, SCHOOL):
            shown.add(TERM)
        period = self.fields[PERIOD].value()
        if PERIOD in shown and period == CHOSEN:
            shown |= {"first", "last"}
        if period != UNDATED:
            shown.discard(BLANK_DAYS)
        return shown if self._context.actor.may(_SEES_SENSITIVE) else shown - {SENSITIVE}

    def _fit(self) -> None:
        shown = self._shown() if "purpose" in self.fields else set()
        for name in self.fields:
            self.set_shown([name], name in shown)

    def _add_fields(self) -> None:
        fields: list[Field] = [
            ReportField("report", lambda: _("Report"), self._names),
            PickField("whom", lambda: pgettext("people", "For"), self._ways, required=True),
            StudentField("student", lambda: _("Student"), self._context.jobs),
            ListField(TERM, lambda: _("Term")),
            ClassField("offering", lambda: _("Class")),
            *(ListField(name, _caption(title)) for name, title in _CAPTIONS.items()),
            PickField(PERIOD, lambda: _("Period"), self._periods, required=True),
            DateField("first", lambda: _("From"), required=True),
            DateField("last", lambda: _("To"), required=True),
            NumberField(LIMIT, lambda: _("Least average"), decimals=0, least=0, most=100, hint=_least_hint),
            NumberField(BLANK_DAYS, lambda: _("Blank days"), decimals=0, least=1, most=60, hint=_blank_hint),
            PickField("language", lambda: _("Language"), _languages, required=True),
            CheckField(WHOLE_YEAR, lambda: _("The whole year")),
            CheckField(TO_SIGN, lambda: _("With room for signatures")),
            CheckField(SENSITIVE, lambda: _("With telephones and other sensitive data")),
            CheckField("letterhead", lambda: _("With the school's letterhead")),
            TextField("purpose", lambda: _("Purpose"), hint=lambda: _("The log keeps it with the report.")),
        ]
        for field in fields:
            self.add(field)


#: The list that a way chooses from, as a field; and the captions of those fields.
_LISTS = {
    Way(STUDENT, OF_SECTION): OF_SECTION,
    Way(STUDENT, PROGRAMME): PROGRAMME,
    Way(STUDENT, STUDY_YEAR): STUDY_YEAR,
    Way(OFFERING, OF_SECTION): "taught",
    Way(SECTION, NAMED): "taught",
    Way(TEACHER, NAMED): TEACHER,
    Way(ROOM, NAMED): ROOM,
}
_CAPTIONS = {
    OF_SECTION: N_("Section"),
    "taught": N_("Section"),
    PROGRAMME: N_("Programme"),
    STUDY_YEAR: N_("Year of study"),
    TEACHER: N_("Teacher"),
    ROOM: N_("Room"),
}
_WAYS = {
    Way(STUDENT, CLASS): N_("The students of a class"),
    Way(STUDENT, OF_SECTION): N_("The students of a section"),
    Way(STUDENT, PROGRAMME): N_("The students of a programme"),
    Way(STUDENT, STUDY_YEAR): N_("The students of a year"),
    Way(STUDENT, ALL): N_("All active students"),
    Way(OFFERING, CLASS): N_("One class"),
    Way(OFFERING, OF_SECTION): N_("The classes of a section"),
    Way(OFFERING, ALL): N_("All classes of the term"),
    Way(SECTION, NAMED): N_("One section"),
    Way(SECTION, ALL): N_("Every section"),
    Way(TEACHER, NAMED): N_("One teacher"),
    Way(TEACHER, ALL): N_("Every teacher"),
    Way(ROOM, NAMED): N_("One room"),
    Way(ROOM, ALL): N_("Every room"),
    Way(SCHOOL, ALL): N_("The whole term, in one list"),
}


def _caption(title: str) -> Text:
    return lambda: _(title)


def _month(today: date, *, later: bool) -> tuple[date, date]:
    """The first and the last day of this month or of the one after it."""
    first = today.replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    if later:
        first, after = after, (after + timedelta(days=31)).replace(day=1)
    return first, after - timedelta(days=1)


def _languages() -> list[tuple[Any, str]]:
    return [*LANGUAGES.items(), (BOTH, _("Greek and English"))]


def _least_hint() -> str:
    return _("In percent; the one of the settings where nothing is said.")


def _blank_hint() -> str:
    return _("So many columns without a date; {n} where nothing is said.").format(n=_UNDATED_DAYS)
