"""A dialog around a form: it saves through one service call, and what is wrong stays in the form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QShowEvent
from PySide6.QtWidgets import QDialog as Dialog
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMessageBox, QPushButton, QVBoxLayout, QWidget

from sms_desktop.core.errors import Cancelled, Invalid, UserError
from sms_desktop.core.i18n import _
from sms_desktop.ui import theme
from sms_desktop.ui.dialogs.reason import ask_correction, needs_reason
from sms_desktop.ui.errors import show_error
from sms_desktop.ui.fields import Text
from sms_desktop.ui.form import Form
from sms_desktop.ui.jobs import Jobs
from sms_desktop.ui.widgets.scroll import scrolled

#: `save(session, values)` is one service call; `values` are the form's, by field name.
Save = Callable[[Any, dict[str, Any]], Any]


class FormDialog(Dialog):
    """Shows `form`; Save writes it with `save(session, values)` in a job. Emits `saved(result)` and closes.

    `title` is the window's title, `action` the kind of change (domain.md 8), `job_title(values)` names it for the
    undo menu and the job list; `reason` is kept with it, and asked for where the service needs one. Closing with
    unsaved input asks first, since that can't be taken back.
    """

    saved = Signal(object)

    def __init__(
        self,
        form: Form,
        jobs: Jobs,
        save: Save,
        *,
        title: Text,
        job_title: Callable[[dict[str, Any]], str],
        action: str = "update",
        reason: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.form, self._jobs, self._save = form, jobs, save
        self._title, self._job_title, self._action, self._reason = title, job_title, action, reason
        self.setObjectName(f"{form.objectName()}.dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._heading, self.save_button, self.cancel_button = QLabel(), QPushButton(), QPushButton()
        self.save_button.setObjectName(f"{form.objectName()}.save")
        self.cancel_button.setObjectName(f"{form.objectName()}.cancel")
        self.save_button.setDefault(True)
        self.save_button.setProperty("role", "primary")
        self.save_button.clicked.connect(self.submit)
        self.cancel_button.setAutoDefault(False)
        self.cancel_button.clicked.connect(self.reject)
        self._lay_out()
        self.retranslate()

    def submit(self) -> None:
        """Saves, or shows what is wrong."""
        try:
            values = self.form.collect()
        except Invalid:
            self._fit()
            return
        self._open_up(False)
        save = self._save
        self._jobs.write(
            self,
            lambda session, _progress: save(session, values),
            self._done,
            self._failed,
            title=self._job_title(values),
            action=self._action,
            reason=self._reason,
        )

    def reject(self) -> None:
        if not self.form.dirty:
            super().reject()
            return
        box = QMessageBox(QMessageBox.Icon.NoIcon, self._title(), _("What you typed here is not saved."), parent=self)
        box.setObjectName("discard")
        keep = box.addButton(_("Keep editing"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        away = box.addButton(_("Close without saving"), QMessageBox.ButtonRole.DestructiveRole)
        away.setProperty("role", "danger")
        away.clicked.connect(lambda: Dialog.reject(self))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def retranslate(self) -> None:
        """Title and buttons in the new language."""
        self.setWindowTitle(self._title())
        self._heading.setText(self._title())
        self.save_button.setText(_("Save"))
        self.cancel_button.setText(_("Cancel"))

    def showEvent(self, event: QShowEvent) -> None:
        self._fit()
        super().showEvent(event)

    def _fit(self) -> None:
        """As high as the form, within the screen."""
        wanted = max(self.form.sizeHint().height(), self.form.heightForWidth(self._area.viewport().width())) + 8
        room = self.screen().availableGeometry().height() - 240
        self._area.setMinimumHeight(min(wanted, max(room, 120)))
        self.adjustSize()

    def _done(self, result: Any) -> None:
        self.form.mark_clean()
        self.saved.emit(result)
        self.accept()

    def _failed(self, error: Exception) -> None:
        self._open_up(True)
        if needs_reason(error) and not self._reason:
            ask_correction(self, self._submit_with)
        elif isinstance(error, UserError):
            self.form.show_invalid(error)
            self._fit()
        elif not isinstance(error, Cancelled):
            show_error(self, error)

    def _submit_with(self, reason: str) -> None:
        self._reason = reason
        self.submit()

    def _open_up(self, opened: bool) -> None:
        self.form.setEnabled(opened)
        self.save_button.setEnabled(opened)

    def _lay_out(self) -> None:
        theme.scale(self._heading, 1.4, QFont.Weight.DemiBold)
        self._area = scrolled(self.form, (0, 0, 0, 4))
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # else it, and not the first field, gets what is typed
        column, buttons = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(16)
        column.addWidget(self._heading)
        column.addWidget(self._area, 1)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.save_button)
        column.addLayout(buttons)
        self.setMinimumWidth(520)
