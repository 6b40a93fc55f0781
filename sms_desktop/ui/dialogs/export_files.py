"""Other files that leave the school: everything as one zip, import templates, timetables as calendars, vCards."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from sms_desktop.core import clock
from sms_desktop.core.errors import Invalid
from sms_desktop.core.i18n import LANGUAGES, _, language
from sms_desktop.services import timetable, years
from sms_desktop.services.exporting import export_file_tasks as tasks
from sms_desktop.services.exporting.contact_cards import Wanted
from sms_desktop.services.importing import rights
from sms_desktop.services.timetable import Whose
from sms_desktop.ui import exporting, theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dialogs import password_again
from sms_desktop.ui.dialogs.export_parts import format_kind
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.fields import CheckField, ChoiceField, TextField
from sms_desktop.ui.form import Form
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.widgets.target_row import TargetRow

EVERYTHING, TEMPLATE, CALENDAR, CARDS = "everything", "template", "calendar", "cards"
ICONS = {EVERYTHING: "archive", TEMPLATE: "file-up", CALENDAR: "calendar", CARDS: "id-card"}
ENDINGS = {EVERYTHING: "zip", TEMPLATE: "xlsx", CALENDAR: "ics", CARDS: "vcf"}
TASKS = {
    EVERYTHING: "exports.everything", TEMPLATE: "exports.template", CALENDAR: "exports.timetable",
    CARDS: "exports.contacts",
}  # fmt: skip
SENSITIVE = "students:sensitive"


def kinds(context: Context) -> list[str]:
    """Those that this person may have written."""
    actor = context.actor
    may = {
        EVERYTHING: actor.may_all(exporting.RIGHT) and actor.may_all("students:view"),
        TEMPLATE: bool(rights.kinds(actor)),
        CALENDAR: actor.may(exporting.RIGHT) and actor.may("offerings:view"),
        CARDS: actor.may(exporting.RIGHT) and actor.may("contacts:view"),
    }
    return [kind for kind, allowed in may.items() if allowed]


def button_text(kind: str) -> str:
    """What the button that begins it says."""
    texts = {
        EVERYTHING: _("Everything as one zip…"),
        TEMPLATE: _("Import template…"),
        CALENDAR: _("Timetable as a calendar…"),
        CARDS: _("Contacts as vCards…"),
    }
    return texts[kind]


def about(kind: str) -> str:
    """What the file is and who can use it."""
    texts = {
        EVERYTHING: _("All lists as CSV and JSON in one file, for another program or to keep apart."),
        TEMPLATE: _("A workbook to fill in: it offers what may stand in its cells and is imported as it is."),
        CALENDAR: _("The lessons of a term without its holidays, for the calendar of a telephone or a computer."),
        CARDS: _("Guardians and emergency persons for the address book of a telephone or of a mail program."),
    }
    return texts[kind]


def begin(context: Context, window: MainWindow, kind: str) -> None:
    """Opens the dialog."""
    FileDialog(context, window, kind).open()


class FileDialog(QDialog):
    """What is to be in the file and where it goes; Enter writes it."""

    def __init__(self, context: Context, window: MainWindow, kind: str) -> None:
        super().__init__(window)
        self._context, self._window, self.kind = context, window, kind
        named(self, "export_file").setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._title, self._about = QLabel(), roled(QLabel(wordWrap=True), "muted")
        theme.scale(self._title, 1.4, QFont.Weight.DemiBold)
        self._offered: list[tuple[Any, str]] = []
        self._terms: list[tuple[int, str]] = []
        self.form = Form("export_file.form")
        self.target = TargetRow(context.memory, "export_file.target")
        self.cancel = named(QPushButton(), "export_file.cancel")
        self.ok = named(QPushButton(), "export_file.ok", "primary")
        self._add_fields()
        self._lay_out()
        self.cancel.setAutoDefault(False)
        self.ok.setDefault(True)
        self.cancel.clicked.connect(self.reject)
        self.ok.clicked.connect(self.submit)
        self.retranslate()
        if kind == CALENDAR:
            self._ask_terms()

    def submit(self) -> None:
        """Writes the file, after the password where much leaves."""
        try:
            values = self.form.collect()
        except Invalid:
            return
        if self.kind == CALENDAR:
            self._write(values)
            return
        sensitive = bool(values.get("sensitive"))
        password_again.before_export(
            self,
            self._context,
            lambda: self._write(values),
            list_name=self._counts_as(values),
            rows=1 << 40,
            sensitive=sensitive,
            whole=True,
        )

    def retranslate(self) -> None:
        """In the new language."""
        title = button_text(self.kind).rstrip("…")
        self.setWindowTitle(title)
        self._title.setText(title)
        self._about.setText(about(self.kind))
        self.cancel.setText(_("Cancel"))
        self.ok.setText(_("&Export"))
        self._name_target()

    def _counts_as(self, values: Mapping[str, Any]) -> str:
        """The list that this is as much as; a template for new students or courses tells of nobody."""
        if self.kind == TEMPLATE:
            empty = values["kind"] in ("students", "courses") or not self._context.actor.may(exporting.RIGHT)
            return "courses" if empty else "students"
        return "contacts" if self.kind == CARDS else "students"

    def _write(self, values: Mapping[str, Any]) -> None:
        arguments = _arguments(self.kind, values, self.target.path())
        exporting.write_file(self._context, self._window, TASKS[self.kind], arguments, self._title.text())
        self.target.keep_folder()
        self.accept()

    def _name_target(self) -> None:
        ending = ENDINGS[self.kind]
        names = {"zip": _("Archive"), "ics": _("Calendar"), "vcf": _("Address book")}
        what = {EVERYTHING: _("School"), TEMPLATE: _("Template"), CALENDAR: _("Timetable"), CARDS: _("Contacts")}
        name = what[self.kind]
        if self.kind == TEMPLATE:
            name = f"{name} {self.form.fields['kind'].editor.currentText()}"  # type: ignore[attr-defined]
        self.target.describe(name, ending, names.get(ending) or format_kind(ending))

    # Its fields

    def _add_fields(self) -> None:
        if self.kind == TEMPLATE:
            kind = self.form.add(ChoiceField("kind", lambda: _("Template for"), lambda: _templates(self._context),
                                             required=True))  # fmt: skip
            kind.set_value(_templates(self._context)[0][0])
            kind.changed.connect(self._name_target)
        if self.kind == CALENDAR:
            term = self.form.add(ChoiceField("term", lambda: _("Term"), lambda: self._terms, required=True))
            self.form.add(ChoiceField("whose", lambda: _("Lessons"), lambda: self._offered, required=True))
            term.changed.connect(self._ask_whose)
        if self.kind in (EVERYTHING, CARDS) and self._may_be_sensitive():
            self.form.add(CheckField("sensitive", self._sensitive_text))
        spoken = ChoiceField("language", lambda: _("Language"), lambda: list(LANGUAGES.items()), required=True)
        self.form.add(spoken).set_value(language())
        self.form.add(TextField("purpose", lambda: _("Purpose"), hint=lambda: _("The log keeps it."), most=500))

    def _sensitive_text(self) -> str:
        if self.kind == CARDS:
            return _("With telephones")
        return _("With telephones, identity numbers, notes and photos")

    def _may_be_sensitive(self) -> bool:
        actor, view = self._context.actor, "contacts:view" if self.kind == CARDS else "students:view"
        everybody = actor.may_all(exporting.RIGHT) and actor.may_all(view)
        return actor.may_all(SENSITIVE) if everybody else actor.may(SENSITIVE)

    def _ask_terms(self) -> None:
        def work(session: Any, _progress: object) -> tuple[list[tuple[int, str]], int | None]:
            current = years.current_term(session, clock.today())
            return [(row.id, row.title) for row in years.terms(session)], current.id if current else None

        self.ok.setEnabled(False)
        self._context.jobs.read(self, work, self._take_terms, key="terms")

    def _take_terms(self, found: tuple[list[tuple[int, str]], int | None]) -> None:
        self._terms, current = found
        field = self.form.fields["term"]
        field.refill()  # type: ignore[attr-defined]
        field.set_value(current or next((term for term, _title in self._terms), None))
        self._ask_whose()

    def _ask_whose(self) -> None:
        term = self.form.fields["term"].value()
        if term is None:
            return

        def work(session: Any, _progress: object) -> list[tuple[Any, str]]:
            parts = (("section", _("Section {name}"), timetable.sections(session, term)),
                     ("teacher", _("Teacher: {name}"), timetable.teachers(session, term)),
                     ("room", _("Room: {name}"), timetable.rooms(session, term)))  # fmt: skip
            return [((what, name), text.format(name=name)) for what, text, names in parts for name in names]

        self._context.jobs.read(self, work, self._take_whose, key="whose")

    def _take_whose(self, offered: list[tuple[Any, str]]) -> None:
        self._offered = [(("", ""), _("All lessons of the term")), *offered]
        field = self.form.fields["whose"]
        field.refill()  # type: ignore[attr-defined]
        if field.value() is None:
            field.set_value(("", ""))
        self.ok.setEnabled(True)

    def _lay_out(self) -> None:
        column, foot = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(theme.STEP * 3)
        for part in (self._title, self._about, self.form, self.target):
            column.addWidget(part)
        foot.setSpacing(theme.STEP * 2)
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.ok)
        column.addLayout(foot)
        self.setMinimumWidth(520)


def _templates(context: Context) -> list[tuple[str, str]]:
    titles = {
        "students": _("Students"),
        "courses": _("Courses"),
        "enrolments": _("Enrolments"),
        "grades": _("Grades"),
        "attendance": _("Attendance"),
    }
    return [(kind, titles[kind]) for kind in rights.kinds(context.actor)]


def _arguments(kind: str, values: Mapping[str, Any], target: Path) -> dict[str, Any]:
    """What the task takes."""
    spoken, purpose, sensitive = str(values["language"]), str(values["purpose"]), bool(values.get("sensitive"))
    if kind == TEMPLATE:
        return tasks.template_arguments(str(values["kind"]), spoken, target, purpose)
    if kind == CALENDAR:
        what, name = values["whose"]
        whose = Whose(int(values["term"]), **({what: name} if what else {}))
        return tasks.timetable_arguments(whose, spoken, target, purpose)
    if kind == CARDS:
        return tasks.contacts_arguments(Wanted(sensitive=sensitive, language=spoken, purpose=purpose), target)
    return tasks.all_arguments(spoken, target, sensitive, purpose)
