"""A note and a document's reference for cells of the register, kept with the rest when the register is saved."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sms_desktop.core.errors import Invalid
from sms_desktop.core.i18n import _
from sms_desktop.ui import theme
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.fields import LongTextField, Text, TextField
from sms_desktop.ui.form import Form

#: As long as the database keeps them.
LONGEST_NOTE, LONGEST_DOCUMENT = 1000, 200


class NoteDialog(QDialog):
    """Calls `then(note, document)` with what was written; `about` says whom and which periods it is about."""

    def __init__(
        self, parent: QWidget, title: Text, about: str, then: Callable[[str, str], object], *, reason: bool = False
    ) -> None:
        super().__init__(parent)
        named(self, "attendance.note").setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._heading, self._then = title, then
        self._title, self._about = QLabel(wordWrap=True), roled(QLabel(about, wordWrap=True), "muted")
        theme.scale(self._title, 1.4, QFont.Weight.DemiBold)
        self.form = Form("attendance.note_form")
        label: Text = (lambda: _("Reason")) if reason else (lambda: _("Note"))
        self.form.add(LongTextField("note", label, required=reason))
        self.form.add(
            TextField("document", lambda: _("Document"), hint=lambda: _("Its number or date"), most=LONGEST_DOCUMENT)
        )
        self.cancel = named(QPushButton(), "attendance.note_cancel")
        self.ok = named(QPushButton(), "attendance.note_ok", "primary")
        self.ok.setDefault(True)
        self.ok.clicked.connect(self.submit)
        self.cancel.clicked.connect(self.reject)
        self.cancel.setAutoDefault(False)
        self._lay_out()
        self.retranslate()
        self.form.fields["note"].editor.setFocus()

    def submit(self) -> None:
        """Hands it over, or says at the field what is wrong."""
        try:
            values = self.form.collect()
            if len(values["note"]) > LONGEST_NOTE:
                raise Invalid(note=_("Please say it in at most {most} letters.").format(most=LONGEST_NOTE))
        except Invalid as error:
            self.form.show_invalid(error)
            return
        self.accept()
        self._then(values["note"], values["document"])

    def retranslate(self) -> None:
        """In the new language."""
        self.cancel.setText(_("Cancel"))
        self.setWindowTitle(self._heading())
        self._title.setText(self._heading())
        self.ok.setText(_("Into the register"))

    def _lay_out(self) -> None:
        column, buttons = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(theme.STEP * 3)
        for part in (self._title, self._about, self.form):
            column.addWidget(part)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.ok)
        column.addLayout(buttons)
        self.setMinimumWidth(480)
