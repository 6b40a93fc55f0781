"""The pages of the first start: language, school, administrator, year and terms."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from sms_desktop.core import clock
from sms_desktop.core.calendar import current_year_name
from sms_desktop.core.errors import Invalid
from sms_desktop.core.i18n import LANGUAGES, STUDENT_STEMS, _, language
from sms_desktop.services import years
from sms_desktop.services.years import TermDates
from sms_desktop.ui import icons, theme
from sms_desktop.ui.dialogs.door import title_label
from sms_desktop.ui.dialogs.password_hint import PasswordHint
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.fields import ChoiceField, DateField, NumberField, SecretField, TextField
from sms_desktop.ui.form import Form

_YEAR = re.compile(r"(\d{4})-(\d{4})")


class Page(QWidget):
    """A title, a sentence on why it is asked, and what is asked. `changed` when something is typed."""

    def __init__(self) -> None:
        super().__init__()
        self.title, self.about = title_label(), roled(QLabel(wordWrap=True), "muted")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.STEP * 3)
        self.column.addWidget(self.title)
        self.column.addWidget(self.about)

    def collect(self) -> dict[str, Any]:
        """What was filled in, by the names of `NewSchool`; raises `Invalid`, which is shown already."""
        return {}

    def begin(self) -> None:
        """Puts the cursor where one starts."""

    def retranslate(self) -> None:
        """In the new language."""
        raise NotImplementedError


class LanguagePage(Page):
    """Two large buttons; the language changes with the click."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._group, row = QButtonGroup(self), QHBoxLayout()
        row.setSpacing(theme.STEP * 3)
        for code, words in LANGUAGES.items():
            button = named(QToolButton(), f"first_start.language_{code}", "outlined")
            button.setText(words)
            button.setCheckable(True)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setMinimumHeight(64)
            button.setProperty("language", code)
            button.clicked.connect(lambda _checked=False, code=code: self.chosen.emit(code))
            self._group.addButton(button)
            row.addWidget(button)
        self.column.addLayout(row)
        self._points = [_Point(icon) for icon in ("lock", "undo-2", "file-input")]
        self.column.addSpacing(theme.STEP * 2)
        for point in self._points:
            self.column.addWidget(point)
        self.column.addStretch(1)
        self.retranslate()

    def collect(self) -> dict[str, Any]:
        return {"language": language()}

    def begin(self) -> None:
        checked = self._group.checkedButton()
        if checked is not None:
            checked.setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self) -> None:
        self.title.setText(_("Welcome"))
        self.about.setText(_("A few questions, and your school is ready. First: which language do you work in?"))
        sentences = (
            _("Everything stays on this computer, encrypted with your password."),
            _("Every change can be taken back."),
            _("Your Excel lists can be brought in right afterwards."),
        )
        for point, sentence in zip(self._points, sentences, strict=True):
            point.words.setText(sentence)
        for button in self._group.buttons():
            button.setChecked(button.property("language") == language())


class _Point(QWidget):
    def __init__(self, icon: str) -> None:
        super().__init__()
        sign, self.words = QLabel(), roled(QLabel(wordWrap=True), "muted")
        icons.put_picture(sign, icon, 16, "accent")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.STEP * 3)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words, 1)


class FormPage(Page):
    """A page around a form."""

    def __init__(self, form: Form) -> None:
        super().__init__()
        self.form = form
        self.column.addWidget(form)
        self.column.addStretch(1)

    def collect(self) -> dict[str, Any]:
        return self.form.collect()

    def begin(self) -> None:
        next(iter(self.form.fields.values())).editor.setFocus(Qt.FocusReason.OtherFocusReason)


class SchoolPage(FormPage):
    """The school's name, and what it calls its students in Greek."""

    def __init__(self) -> None:
        form = Form("first_start.school")
        form.add(TextField("name", lambda: _("Name of the school"), required=True, most=200))
        word = ChoiceField(
            "student_word", lambda: _("In Greek, students are called"), _student_words, required=True, hint=_word_hint
        )
        form.add(word)
        form.load({"student_word": next(iter(STUDENT_STEMS))})
        super().__init__(form)
        self.retranslate()

    def retranslate(self) -> None:
        self.title.setText(_("Your school"))
        self.about.setText(
            _("The name stands at the top of the window and on what you print. It can be changed later.")
        )


def _student_words() -> list[tuple[str, str]]:
    return [(word, word) for word in STUDENT_STEMS]


def _word_hint() -> str:
    return _("The Greek word that the program uses everywhere.")


class AdministratorPage(FormPage):
    """The first account; its password opens the school's data."""

    def __init__(self) -> None:
        form = Form("first_start.administrator")
        form.add(TextField("admin", lambda: _("User name"), required=True, most=100))
        form.add(SecretField("password", lambda: _("Password"), required=True))
        form.add(SecretField("again", lambda: _("Password again"), required=True))
        super().__init__(form)
        hint = PasswordHint(form.fields["password"], lambda: str(form.fields["admin"].value()))
        self.column.insertWidget(self.column.indexOf(form) + 1, hint)
        self.retranslate()

    def collect(self) -> dict[str, Any]:
        values = super().collect()
        if values.pop("again") != values["password"]:
            wrong = Invalid(again=_("The two passwords are not the same."))
            self.form.show_invalid(wrong)
            raise wrong
        return values

    def retranslate(self) -> None:
        self.title.setText(_("The administrator"))
        self.about.setText(
            _("This person may do everything. The password opens the data, so nobody can look it up for you.")
        )


class YearPage(FormPage):
    """The school year and its two terms, filled in already for the year that is running."""

    def __init__(self) -> None:
        form = Form("first_start.year")
        form.add(TextField("year", lambda: _("School year"), required=True, most=20))
        for number, title in enumerate((lambda: _("First term"), lambda: _("Second term")), 1):
            form.add_section(title)
            form.add(TextField(f"name{number}", lambda: _("Name"), required=True, most=100))
            form.add(DateField(f"first{number}", lambda: _("First day"), required=True))
            form.add(DateField(f"last{number}", lambda: _("Last day"), required=True))
            form.add(
                NumberField(f"weeks{number}", lambda: _("Teaching weeks"), decimals=0, least=1, most=52, required=True)
            )
        super().__init__(form)
        self._filled: dict[str, Any] = {}
        self._proposed: list[TermDates] = []
        form.fields["year"].changed.connect(self._propose)
        self._fill(current_year_name(clock.today()))
        self.retranslate()

    def collect(self) -> dict[str, Any]:
        values = self.form.collect()
        terms = [self._term(number, values) for number in (1, 2)]
        for number, term in enumerate(terms, 1):
            if term.first_day >= term.last_day:
                wrong = Invalid(**{f"last{number}": _("The term must end after it begins.")})
                self.form.show_invalid(wrong)
                raise wrong
        return {"year": values["year"], "terms": terms}

    def retranslate(self) -> None:
        self.title.setText(_("Year and terms"))
        self.about.setText(_("Holidays of Cyprus and Greece are known already. Everything here can be changed later."))
        if self._is_untouched():
            self._fill(str(self.form.fields["year"].value()))

    def _term(self, number: int, values: dict[str, Any]) -> TermDates:
        name, first, last, weeks = (values[f"{each}{number}"] for each in ("name", "first", "last", "weeks"))
        holidays = tuple(day for term in self._proposed for day in term.holidays if first <= day[0] and day[1] <= last)
        return TermDates(name, first, last, weeks, holidays)

    def _propose(self) -> None:
        if self._is_untouched():
            self._fill(str(self.form.fields["year"].value()))

    def _is_untouched(self) -> bool:
        return all(self.form.fields[name].value() == value for name, value in self._filled.items())

    def _fill(self, year: str) -> None:
        found = _YEAR.fullmatch(year)
        if found is None or int(found[2]) != int(found[1]) + 1:
            return
        names = ("Α' Εξάμηνο", "Β' Εξάμηνο") if language() == "el" else ("Winter term", "Spring term")
        self._proposed = years.default_terms(int(found[1]), names)
        for number, term in enumerate(self._proposed, 1):
            parts = {"name": term.name, "first": term.first_day, "last": term.last_day, "weeks": term.teaching_weeks}
            for part, value in parts.items():
                self._filled[f"{part}{number}"] = value
        for name, value in {"year": year, **self._filled}.items():
            self.form.fields[name].set_value(value)
