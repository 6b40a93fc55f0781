"""A student's details, edited in place: Save and Cancel appear with the first change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sms_desktop.core.errors import Conflict, Invalid, UserError
from sms_desktop.core.i18n import _
from sms_desktop.services import students
from sms_desktop.services.privacy import viewing
from sms_desktop.services.students import StudentData, StudentRecord
from sms_desktop.ui import theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.errors import show_error
from sms_desktop.ui.tabs.students.filters import Choices
from sms_desktop.ui.tabs.students.student_form import CoveredField, hide_sensitive, offer, student_form
from sms_desktop.ui.widgets.notice import Notice
from sms_desktop.ui.widgets.scroll import scrolled


class Details(QWidget):
    """Shows a record in the form. `dirty_changed` when there is something to save; `reload_wanted` after a conflict."""

    dirty_changed = Signal(bool)
    reload_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._record: StudentRecord | None = None
        self._after: Callable[[], object] | None = None
        self.form = student_form("students.form")
        self.form.dirty_changed.connect(self._dirtied)
        cast(CoveredField, self.form.fields["health_note"]).wanted.connect(self._show_note)
        self._deleted, self._conflict = Notice("notice"), _Conflict(self._take_theirs)
        self._restricted = Notice("notice")
        self.bar = _SaveBar(self.save, self.cancel)
        self._lay_out()
        self.bar.hide()

    @property
    def dirty(self) -> bool:
        """Whether something typed here is not saved."""
        return self.form.dirty

    def offer(self, choices: Choices) -> None:
        """Suggests what the school has."""
        offer(self.form, choices)

    def show_record(self, record: StudentRecord) -> None:
        """Shows another record, or the same one anew; what was typed is gone."""
        self._record = record
        hide_sensitive(self.form, record.sensitive_hidden)
        self.form.load(record.data)
        self.form.setEnabled(not record.deleted and self._context.actor.may("students:edit"))
        self._conflict.hide()
        self.retranslate()

    def edit(self) -> None:
        """Goes to the first field."""
        self.form.fields["last_name"].editor.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def save(self, after: Callable[[], object] | None = None) -> None:
        """Saves what was changed, and calls `after` once that is done; what is wrong is shown at its field."""
        record = self._record
        if record is None or not self.form.dirty:
            return
        try:
            data = self.form.build(StudentData)
        except Invalid:
            return
        self._after = after or None
        self._write(record, data)

    def _write(self, record: StudentRecord, data: StudentData, why: str = "") -> None:
        """Writes the record; where it is protected the service wants to know why, and the person is asked."""

        def failed(error: Exception) -> None:
            from sms_desktop.ui.dialogs.reason import ask_correction, needs_reason

            if needs_reason(error) and not why:
                self._open_up(True)
                ask_correction(self, lambda reason: self._write(record, data, reason))
            else:
                self._failed(error)

        self._open_up(False)
        self._context.jobs.write(
            self,
            lambda session, _progress: students.update(session, record.id, data, record.version),
            partial(self._saved, record.id, data),
            failed,
            title=_("Saving {name}").format(name=record.name),
            reason=why,
        )

    def cancel(self) -> None:
        """Shows the record as it was."""
        if self._record:
            self.show_record(self._record)

    def retranslate(self) -> None:
        """The notice and the bar; fields see to themselves."""
        deleted = self._record is not None and self._record.deleted
        self._deleted.say(_("This student is deleted. Restore the record to change it.") if deleted else "")
        self._restricted.say(_restriction(self._record))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.dirty and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.save()
        elif self.dirty and event.key() == Qt.Key.Key_Escape:
            self.cancel()
        else:
            super().keyPressEvent(event)

    def _show_note(self) -> None:
        """Asks for the health note, which the log keeps, and shows it where the record is still the same."""
        record = self._record
        if record is None:
            return

        def shown(note: str) -> None:
            if self._record is not None and self._record.id == record.id:
                self.form.take("health_note", note)
                self.form.fields["health_note"].setFocus(Qt.FocusReason.OtherFocusReason)

        self._context.jobs.write(
            self,
            lambda session, _progress: viewing.health_note(session, record.id),
            shown,
            title=_("Opening the health note"),
            action=viewing.VIEW,
        )

    def _saved(self, student_id: int, data: StudentData, version: int) -> None:
        self._open_up(True)
        self.form.mark_clean()
        if self._record and self._record.id == student_id:
            number = data.student_number or self._record.data.student_number
            self._record = replace(self._record, version=version, deleted=False, data=data)
            self.form.fields["student_number"].set_value(number)
            self.form.mark_clean()
        self._conflict.hide()
        if self._after:
            self._after()

    def _failed(self, error: Exception) -> None:
        self._open_up(True)
        if isinstance(error, Conflict) and error.code == "changed_meanwhile":
            self._conflict.say(error.sentence)
        elif isinstance(error, UserError):
            self.form.show_invalid(error)
        else:
            show_error(self, error)

    def _take_theirs(self) -> None:
        self.form.mark_clean()
        self.reload_wanted.emit()

    def _open_up(self, opened: bool) -> None:
        self.form.setEnabled(opened)
        self.bar.setEnabled(opened)

    def _dirtied(self, dirty: bool) -> None:
        self.bar.setVisible(dirty)
        self.dirty_changed.emit(dirty)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP * 2)
        for notice in (self._deleted, self._restricted, self._conflict):
            column.addWidget(notice)
        column.addWidget(scrolled(self.form, (16, 4, 16, 12)), 1)
        column.addWidget(self.bar)


def _restriction(record: StudentRecord | None) -> str:
    """What the banner of a restricted student says; empty for all others."""
    if record is None or record.restricted_at is None:
        return ""
    if record.sensitive_hidden:
        return _("This student is restricted: address, telephones and contacts are withheld.")
    sentence = _("Restricted: address, telephones, photo and contacts are for this record alone. Don't pass them on.")
    return " ".join(filter(None, (sentence, record.restriction_note)))


class _SaveBar(QFrame):
    """“Not saved yet” with Cancel and Save, at the foot of the form."""

    def __init__(self, save: Callable[[], object], cancel: Callable[[], object]) -> None:
        super().__init__()
        roled(self, "savebar")
        self._text = roled(QLabel(), "muted")
        self.save = named(QPushButton(), "students.save", "primary")
        self.cancel = named(QPushButton(), "students.cancel")
        self.save.clicked.connect(lambda: save())
        self.cancel.clicked.connect(lambda: cancel())
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.addWidget(self._text, 1)
        row.addWidget(self.cancel)
        row.addWidget(self.save)
        self.retranslate()

    def retranslate(self) -> None:
        """In the new language."""
        self._text.setText(_("Not saved yet"))
        self.save.setText(_("Save"))
        self.save.setToolTip(_("Save the changes (Ctrl+S)"))
        self.cancel.setText(_("Cancel"))
        self.cancel.setToolTip(_("Show the record as it was (Esc)"))


class _Conflict(QFrame):
    """Somebody else was faster: says so, and offers to look at the record as it is now."""

    def __init__(self, reload: Callable[[], object]) -> None:
        super().__init__()
        self._notice = Notice("notice")
        self.button = named(QPushButton(), "students.reload", "quiet")
        self.button.clicked.connect(lambda: reload())
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 0)
        column.addWidget(self._notice)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def say(self, sentence: str) -> None:
        """Shows the sentence."""
        advice = _("What you typed is still below: copy what you want to keep, then look at the record as it is now.")
        self._notice.say(f"{sentence} {advice}")
        self.retranslate()
        self.show()

    def retranslate(self) -> None:
        """In the new language."""
        self.button.setText(_("Show the record as it is now"))
