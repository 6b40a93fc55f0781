"""Why something that is closed is changed all the same: asked once, and kept with the change (domain.md 8)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from sms_desktop.core.errors import Conflict
from sms_desktop.core.i18n import _
from sms_desktop.ui import theme
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.fields import LongTextField, Text

#: So long may a reason be, in letters.
MOST = 500
Then = Callable[[str], object]


def ask_reason(
    parent: QWidget, then: Then, *, title: Text | None = None, text: Text | None = None, back: Text | None = None
) -> ReasonDialog:
    """Asks why, and calls `then(reason)` with what was written; nothing where the person thinks better of it.

    Without `title` and `text` it is about changing something in a locked term. `back` is what the button says that
    does nothing, where "Cancel" could be taken for the thing itself.
    """
    dialog = ReasonDialog(parent, then, title=title, text=text, back=back)
    dialog.open()
    return dialog


def ask_correction(parent: QWidget, then: Then) -> ReasonDialog:
    """Asks why a protected record is corrected (`Conflict` with the code `reason_needed`)."""
    return ask_reason(
        parent,
        then,
        title=lambda: _("Correction of a protected record"),
        text=lambda: _("Why is it corrected? The history keeps it with the change."),
    )


def needs_reason(error: Exception) -> bool:
    """Whether a change was refused only because nobody has said why."""
    return isinstance(error, Conflict) and error.code == "reason_needed"


class ReasonDialog(QDialog):
    """A reason of at least one word; the button says what is done with it."""

    def __init__(
        self,
        parent: QWidget,
        then: Then,
        *,
        title: Text | None = None,
        text: Text | None = None,
        back: Text | None = None,
    ) -> None:
        super().__init__(parent)
        self._then, self._own_title, self._own_text, self._back = then, title, text, back
        named(self, "reason").setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._title, self._text = QLabel(wordWrap=True), roled(QLabel(wordWrap=True), "muted")
        theme.scale(self._title, 1.4, QFont.Weight.DemiBold)
        self.field = LongTextField("reason", lambda: _("Reason"), required=True)
        named(self.field.editor, "reason.text")
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.ok = named(self._buttons.addButton("", QDialogButtonBox.ButtonRole.AcceptRole), "reason.ok", "primary")
        self._buttons.accepted.connect(self.submit)
        self._buttons.rejected.connect(self.reject)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):  # Enter alone begins another line
            QShortcut(QKeySequence(keys), self).activated.connect(self.submit)
        self._lay_out()
        self._buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)
        self.ok.setDefault(True)
        self.retranslate()
        self.field.editor.setFocus()

    def submit(self) -> None:
        """Hands the reason over, or says at the field what is wrong with it."""
        reason = " ".join(str(self.field.value()).split())
        if not reason:
            self.field.show_problem(_("Please write the reason: it is kept with the change."))
        elif len(reason) > MOST:
            self.field.show_problem(_("Please say it in at most {most} letters.").format(most=MOST))
        else:
            self.accept()
            self._then(reason)

    def retranslate(self) -> None:
        """In the new language."""
        title = self._own_title() if self._own_title else _("Change in a locked term")
        self.setWindowTitle(title)
        self._title.setText(title)
        usual = _("The term is locked. What you change now is kept in the history with this reason.")
        self._text.setText(self._own_text() if self._own_text else usual)
        if self._back is not None:
            self._buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(self._back())
        self.ok.setText(_("Continue"))
        self.ok.setToolTip(_("Continue (Ctrl+Enter)"))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(theme.STEP * 3)
        for part in (self._title, self._text, self.field.caption, self.field):
            column.addWidget(part)
        column.addStretch(1)
        column.addWidget(self._buttons)
        self.setMinimumWidth(480)
