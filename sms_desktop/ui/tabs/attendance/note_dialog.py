"""A note and a document's reference for cells of the register, kept with the rest when the register is saved."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

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
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.ok = named(
            self._buttons.addButton("", QDialogButtonBox.ButtonRole.AcceptRole), "attendance.note_ok", "primary"
        )
        self.ok.setDefault(True)
        self._buttons.accepted.connect(self.submit)
        self._buttons.rejected.connect(self.reject)
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
        self.setWindowTitle(self._heading())
        self._title.setText(self._heading())
        self.ok.setText(_("Into the register"))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(theme.STEP * 3)
        for part in (self._title, self._about, self.form, self._buttons):
            column.addWidget(part)
        self.setMinimumWidth(480)
