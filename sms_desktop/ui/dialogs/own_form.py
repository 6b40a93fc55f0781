"""Taking a form of the school's own in: what was found in the file, and what it is to be called."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sms_desktop.core.errors import Cancelled, Invalid, UserError
from sms_desktop.core.i18n import _
from sms_desktop.services.papers import own_forms
from sms_desktop.services.papers.own_forms import FormFile, FormRow
from sms_desktop.ui import theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dialogs.letter_fields import FieldsPanel, of_forms
from sms_desktop.ui.dress import named, roled, size_within_screen
from sms_desktop.ui.errors import show_error
from sms_desktop.ui.fields import LongTextField, TextField
from sms_desktop.ui.form import Form
from sms_desktop.ui.tabs.operations.own_forms_words import FormDetail


class TakeForm(QDialog):
    """Keeps a file as a new form, or in the place of `row`; emits `saved(id)`. What is wrong with it is said first."""

    saved = Signal(int)

    def __init__(self, context: Context, file: FormFile, row: FormRow | None, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._file, self._row = context, file, row
        named(self, "own_form").setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._title, self._about = QLabel(wordWrap=True), roled(QLabel(wordWrap=True), "muted")
        self.found, self.form = FormDetail("own_form.found"), Form("own_form")
        self.form.add(TextField("name", lambda: _("Name"), required=True, most=100))
        self.form.add(LongTextField("note", lambda: _("Note"), lines=2))
        self.form.load({"name": Path(file.file_name).stem, "note": ""} if row is None else row)
        self.save, self.cancel = (
            named(QPushButton(), "own_form.save", "primary"),
            named(QPushButton(), "own_form.cancel"),
        )
        self.found.show_file(file)
        self.save.clicked.connect(self.submit)
        self.cancel.clicked.connect(self.reject)
        self.save.setDefault(True)
        self.save.setEnabled(not file.problems)
        self.cancel.setAutoDefault(False)
        self._lay_out()
        self.retranslate()

    def submit(self) -> None:
        """Keeps it."""
        file, row = self._file, self._row
        try:
            values = self.form.collect()
        except Invalid:
            return

        def work(session: Any, _progress: object) -> int:
            if row is None:
                return own_forms.add(session, file, values["name"], values["note"])
            version = own_forms.replace(session, row.id, file, row.version)
            if (values["name"], values["note"]) != (row.name, row.note):
                own_forms.rename(session, row.id, values["name"], values["note"], version)
            return row.id

        self.save.setEnabled(False)
        self._context.jobs.write(
            self, work, self._done, self._failed, title=_("Keeping a form"), action="update" if row else "create"
        )

    def retranslate(self) -> None:
        """In the new language."""
        title = _("Replace the form {name}").format(name=self._row.name) if self._row else _("Add a form")
        self.setWindowTitle(title)
        self._title.setText(title)
        self._about.setText(self._file.file_name)
        self.save.setText(_("Replace") if self._row else _("Add"))
        self.cancel.setText(_("Cancel"))

    def _done(self, form_id: int) -> None:
        self.saved.emit(form_id)
        self.accept()

    def _failed(self, error: Exception) -> None:
        self.save.setEnabled(True)
        if isinstance(error, UserError):
            self.form.show_invalid(error)
        elif not isinstance(error, Cancelled):
            show_error(self, error)

    def _lay_out(self) -> None:
        theme.scale(self._title, 1.4, QFont.Weight.DemiBold)
        column, foot = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(theme.STEP * 2)
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.save)
        for part in (self._title, self._about, self.form):
            column.addWidget(part)
        column.addWidget(self.found, 1)
        column.addLayout(foot)
        size_within_screen(self, 620, 640)


class FieldList(QDialog):
    """The fields that a form may name, for copying into Word or Excel; emits `copied(text)`."""

    copied = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "form_fields").setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._title, self._about = QLabel(), roled(QLabel(wordWrap=True), "muted")
        self.fields, self._said = FieldsPanel("form_fields", of_forms), roled(QLabel(), "success")
        self.shut = named(QPushButton(), "form_fields.close")
        self.shut.setAutoDefault(False)
        self.shut.clicked.connect(self.accept)
        self.fields.wanted.connect(self._copy)
        theme.scale(self._title, 1.4, QFont.Weight.DemiBold)
        column, foot = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(theme.STEP * 2)
        foot.addWidget(self._said, 1)
        foot.addWidget(self.shut)
        column.addWidget(self._title)
        column.addWidget(self._about)
        column.addWidget(self.fields, 1)
        column.addLayout(foot)
        size_within_screen(self, 480, 620)
        self.retranslate()

    def retranslate(self) -> None:
        """In the new language."""
        self.setWindowTitle(_("Fields of forms"))
        self._title.setText(_("Fields of forms"))
        self._about.setText(
            _(
                "Write fields into the Word or Excel file where values are to stand. A table row with fields of rows "
                "is repeated for each of them. A double click or Enter copies a field."
            )
        )
        self.shut.setText(_("Close"))

    def _copy(self, name: str) -> None:
        from PySide6.QtGui import QGuiApplication

        text = f"${{{name}}}"
        QGuiApplication.clipboard().setText(text)
        self._said.setText(_("Copied: {text}").format(text=text))
        self.copied.emit(text)
