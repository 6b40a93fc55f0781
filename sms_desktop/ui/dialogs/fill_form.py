"""Filling a form of the school's own: which, for whom, and where the files go."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sms_desktop.core import clock
from sms_desktop.core.errors import Cancelled, UserError
from sms_desktop.core.i18n import LANGUAGES, _, language, pgettext
from sms_desktop.reports import own_form
from sms_desktop.reports.own_form import Asked
from sms_desktop.services import enrolments, offerings
from sms_desktop.services.listing import Condition, Listing
from sms_desktop.services.offerings import OfferingRow
from sms_desktop.services.papers import own_forms
from sms_desktop.services.papers.own_forms import OFFERING, FormFile, FormRow
from sms_desktop.ui import icons, theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dialogs import password_again
from sms_desktop.ui.dialogs.fill_form_done import tell_left
from sms_desktop.ui.dialogs.issue_whom import Whom
from sms_desktop.ui.dress import named, roled, size_within_screen
from sms_desktop.ui.errors import show_error
from sms_desktop.ui.fields import CalmComboBox, TextField
from sms_desktop.ui.issued_acts import Say, ask_file, ask_folder, tell_files
from sms_desktop.ui.tabs.operations.own_forms_words import form_word, subject_word
from sms_desktop.ui.tabs.operations.work_line import WorkLine
from sms_desktop.ui.widgets.notice import Notice
from sms_desktop.ui.widgets.offering_box import OfferingBox
from sms_desktop.ui.widgets.scroll import filling
from sms_desktop.ui.widgets.state import StatePanel, Words

RIGHT = "reports:run"
Read = tuple[list[FormRow], list[OfferingRow], tuple[int, ...]]


class FillDialog(QDialog):
    """Fills the form `form_id` (or the one chosen here) for these students, or for the class `offering_id`.

    Emits `filled(files)` once files are written.
    """

    filled = Signal(object)

    def __init__(
        self,
        context: Context,
        say: Say,
        parent: QWidget,
        *,
        student_ids: Sequence[int] = (),
        offering_id: int = 0,
        form_id: int = 0,
    ) -> None:
        super().__init__(parent)
        self._context, self._say, self._first, self._offering = context, say, form_id, offering_id
        self._forms: tuple[FormRow, ...] = ()
        self._file: FormFile | None = None
        named(self, "fill_form").setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._title, self._about = QLabel(), roled(QLabel(wordWrap=True), "muted")
        self.choice, self.language = (
            named(CalmComboBox(), "fill_form.form"),
            named(CalmComboBox(), "fill_form.language"),
        )
        self._captions = {name: roled(QLabel(), "field") for name in ("form", "whom", "offering", "language")}
        self.whom, self.offering = Whom(context, "fill_form"), OfferingBox("fill_form.offering")
        self.together = named(QCheckBox(), "fill_form.together")
        self.purpose = TextField("purpose", lambda: _("Purpose"), most=500, hint=_purpose_hint)
        self.recipient = TextField("recipient", lambda: _("To whom it is addressed"), most=300)
        self.problem, self.work, self.none = (
            Notice("problem"),
            WorkLine(context.jobs),
            StatePanel(name="fill_form.none"),
        )
        self.shut, self.fill = (
            named(QPushButton(), "fill_form.close"),
            named(QPushButton(), "fill_form.fill", "primary"),
        )
        self._lay_out()
        self._connect()
        self.retranslate()
        self._read(student_ids)

    def asked(self) -> Asked:
        """What is to be filled."""
        row, fits = self._chosen(), len(self.whom.ids())
        of_class = row is not None and row.subject == OFFERING
        return Asked(
            row.id if row else 0,
            () if of_class else self.whom.ids(),
            self.offering.offering or None if self._needs_class() else None,
            str(self.language.currentData()),
            self.together.isChecked() and self._may_be_together() and fits > 1,
            str(self.purpose.value()),
            str(self.recipient.value()) if self._names("document.recipient") else "",
        )

    def submit(self) -> None:
        """Asks where to, and fills."""
        asked, row = self.asked(), self._chosen()
        if row is None:
            return
        several = len(asked.students) > 1 and not asked.together
        where = partial(ask_folder, self, self.write) if several else partial(
            ask_file, self, self._stem(row), self.write, f".{row.form}"
        )  # fmt: skip
        password_again.before_export(
            self, self._context, where, list_name="forms", rows=max(len(asked.students), 1),
            sensitive=self._file is not None and own_forms.sensitive([field.name for field in self._file.fields]),
        )  # fmt: skip

    def write(self, target: Path) -> None:
        """Fills the form into the file or folder `target`."""
        row = self._chosen()
        assert row is not None
        self.problem.say("")
        self._open_up(False)
        title = _("Filling {name}").format(name=row.name)
        arguments = own_form.arguments(self.asked(), target)
        self.work.follow(
            self._context.jobs.heavy(self, "own_forms.fill", arguments, self._written, self._failed, title=title)
        )

    def retranslate(self) -> None:
        """In the new language."""
        self.setWindowTitle(_("Fill in a form"))
        self._title.setText(_("Fill in a form"))
        words = {
            "form": _("Form"),
            "whom": pgettext("people", "For"),
            "offering": _("Class"),
            "language": _("Language of dates and words"),
        }
        for name, label in self._captions.items():
            label.setText(words[name])
        self.choice.setAccessibleName(_("Form"))
        self.language.setAccessibleName(words["language"])
        self.together.setText(_("All in one file, each from a new page"))
        self.shut.setText(_("Cancel"))
        self.fill.setText(" " + _("&Fill and save…"))
        self._fit()

    def _read(self, student_ids: Sequence[int]) -> None:
        """The forms, the classes of the term, and who is in the class that it was opened for."""
        offering = self._offering

        def work(session: Any, _progress: object) -> Read:
            found, pupils = _classes(session, offering), tuple(student_ids)
            if offering and not pupils:
                pupils = tuple(
                    one.student_id for one in enrolments.of_offering(session, offering) if one.status != "dropped"
                )
            return own_forms.rows(session), found, pupils

        self._context.jobs.read(self, work, self._offer, self._failed, key="forms")

    def _offer(self, found: Read) -> None:
        self._forms = tuple(found[0])
        self.offering.fill(found[1])
        if self._offering:
            self.offering.show_offering(self._offering)
        self.whom.ask(found[2])
        self.choice.clear()
        for row in self._forms:
            self.choice.addItem(icons.icon(_icon(row.form)), row.name, row.id)
        wanted = self._first or next((row.id for row in self._forms if self._offering and row.subject == OFFERING), 0)
        self.choice.setCurrentIndex(max(self.choice.findData(wanted), 0))
        self.none.setVisible(not self._forms)
        self._page.setVisible(bool(self._forms))
        self._ask_form()

    def _ask_form(self) -> None:
        """What is in the form that is chosen: what it needs to be told depends on its fields."""
        row = self._chosen()
        self._file = None
        self._fit()
        if row is not None:
            number = row.id
            self._context.jobs.read(
                self, lambda session, _p: own_forms.file_of(session, number), self._show_form, self._failed, key="form"
            )

    def _show_form(self, file: FormFile) -> None:
        self._file = file
        self.problem.say(" ".join(file.problems))
        self._fit()

    def _fit(self) -> None:
        """Shows what the form needs, and opens the button where that is there."""
        row = self._chosen()
        of_class = row is not None and row.subject == OFFERING
        self._captions["whom"].setVisible(not of_class)
        self.whom.setVisible(not of_class)
        self._captions["offering"].setVisible(self._needs_class())
        self.offering.setVisible(self._needs_class())
        self._filler.setVisible(of_class)
        self.together.setVisible(self._may_be_together() and len(self.whom.ids()) > 1)
        named_there = self._names("document.recipient")
        self.recipient.setVisible(named_there)
        self.recipient.caption.setVisible(named_there)
        self._about.setText(_facts(row))
        there = (not self._needs_class() or self.offering.offering) and (of_class or self.whom.ids())
        usable = row is not None and self._file is not None and not self._file.problems
        self.fill.setEnabled(bool(usable and there) and not self.work.is_at_work())

    def _chosen(self) -> FormRow | None:
        number = self.choice.currentData()
        return next((row for row in self._forms if row.id == number), None)

    def _needs_class(self) -> bool:
        row = self._chosen()
        if row is None or row.subject == OFFERING:
            return row is not None
        return self._file is not None and own_forms.names_class([field.name for field in self._file.fields])

    def _may_be_together(self) -> bool:
        row = self._chosen()
        return row is not None and row.form == "docx" and row.subject != OFFERING

    def _names(self, name: str) -> bool:
        return self._file is not None and any(field.name == name for field in self._file.fields)

    def _stem(self, row: FormRow) -> str:
        rows = self.whom.rows()
        if row.subject == OFFERING:
            return f"{row.name} {self.offering.currentText().replace(' · ', ' ')}"
        return f"{rows[0].student_number} {rows[0].name} {row.name}" if len(rows) == 1 else row.name

    def _written(self, answer: dict[str, Any]) -> None:
        files = [Path(file) for file in answer["files"]]
        tell_files(self._say, files)
        parent, row = self.parentWidget(), self._chosen()
        self.filled.emit(files)
        self.accept()
        if row is not None and (answer["left"] or answer["gaps"]):
            tell_left(parent, row.name, answer)

    def _failed(self, error: Exception) -> None:
        self._open_up(True)
        if isinstance(error, UserError):
            self.problem.say(str(error))
        elif not isinstance(error, Cancelled):
            show_error(self, error)

    def _open_up(self, opened: bool) -> None:
        self._page.setEnabled(opened)
        self.fill.setEnabled(opened)

    def _connect(self) -> None:
        self.choice.activated.connect(lambda _at: self._ask_form())
        self.whom.changed.connect(self._fit)
        self.offering.chosen.connect(self._take_class)
        self.shut.clicked.connect(self.reject)
        self.fill.clicked.connect(self.submit)
        icons.put(self.fill, "download", "on_accent")
        for button in (self.shut, self.fill):
            button.setAutoDefault(False)
        for code, name in LANGUAGES.items():
            self.language.addItem(name, code)
        self.language.setCurrentIndex(max(self.language.findData(language()), 0))
        self.none.show_words(_none_yet())
        self.none.hide()

    def _take_class(self, offering_id: int) -> None:
        self.offering.show_offering(offering_id)
        self._fit()

    def _lay_out(self) -> None:
        theme.scale(self._title, 1.4, QFont.Weight.DemiBold)
        named(self.purpose.editor, "fill_form.purpose")
        named(self.recipient.editor, "fill_form.recipient")
        form, self._filler = QWidget(), QWidget()
        inside = QVBoxLayout(form)
        inside.setContentsMargins(0, 0, 8, 0)
        inside.setSpacing(theme.STEP)
        captions = self._captions
        for part in (captions["form"], self.choice, self._about, captions["offering"], self.offering, captions["whom"],
                     self.whom, self.together, captions["language"], self.language, self.purpose.caption, self.purpose,
                     self.recipient.caption, self.recipient, self._filler):  # fmt: skip
            inside.addWidget(part, 1 if part in (self.whom, self._filler) else 0)
        self._page = filling(form)
        column, foot = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(theme.STEP * 3)
        foot.addStretch(1)
        foot.addWidget(self.shut)
        foot.addWidget(self.fill)
        column.addWidget(self._title)
        column.addWidget(self.problem)
        for part in (self.none, self._page):
            column.addWidget(part, 1)
        column.addWidget(self.work)
        column.addLayout(foot)
        size_within_screen(self, 560, 660)


def _classes(session: Any, offering_id: int) -> list[OfferingRow]:
    """The classes of the current term, or of the term of the class that is wanted."""

    from sms_desktop.services import years

    term = offerings.get(session, offering_id).data.term_id if offering_id else 0
    current = years.current_term(session, clock.today())
    wanted = term or (current.id if current else 0)
    listing = Listing(where=(Condition("term_id", "=", wanted),), sort="course_code")
    return offerings.page(session, listing, 0, 5000) if wanted else []


def _icon(form: str) -> str:
    return "file-text" if form == "docx" else "file-spreadsheet"


def _facts(row: FormRow | None) -> str:
    if row is None:
        return ""
    subject = _("Filled for: {subject}").format(subject=subject_word(row.subject))
    return "  ·  ".join(filter(None, (form_word(row.form), subject, row.note)))


def _none_yet() -> Words:
    return Words(
        "file-input", _("There are no forms yet"), _("Add Word or Excel forms in Operations, under “Own forms”.")
    )


def _purpose_hint() -> str:
    return _("The log keeps it.")
