"""The line over a register of a locked term: why nothing can be changed, and the way for an administrator."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from sms_desktop.core.i18n import _
from sms_desktop.ui import icons, theme
from sms_desktop.ui.dialogs.reason import ask_reason
from sms_desktop.ui.dress import named

#: The right to change a locked term, with a reason that is kept (domain.md 1).
OVERRIDE = "settings:edit"


class LockBanner(QFrame):
    """Hidden where the term is open. `reason` is why the term is changed all the same; `reason_given()` tells of it."""

    reason_given = Signal()

    def __init__(self, *, may_override: bool) -> None:
        super().__init__()
        named(self, "attendance.locked", "notice")
        self.reason = ""
        self._may, self._term_id, self._state = may_override, 0, "open"
        self._sign, self._text = QLabel(), QLabel(wordWrap=True)
        self.button = named(QPushButton(), "attendance.override")
        self.button.clicked.connect(self._ask)
        icons.put_picture(self._sign, "lock", 16, "warning")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 6, 6)
        row.setSpacing(theme.STEP * 2)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._text, 1)
        row.addWidget(self.button)
        self.retranslate()
        self.hide()

    @property
    def is_open(self) -> bool:
        """Whether the term can be changed: it is open, or there is a reason."""
        return self._state == "open" or bool(self.reason)

    def show_term(self, term_id: int, state: str) -> None:
        """Says how a term stands; a reason counts for one term only."""
        if (term_id, state) != (self._term_id, self._state):
            self._term_id, self._state, self.reason = term_id, state, ""
        self.setVisible(state != "open")
        self.retranslate()

    def retranslate(self) -> None:
        """In the new language."""
        if self.reason:
            text = _("The term is locked. Changes are kept with the reason “{reason}”.").format(reason=self.reason)
        elif self._may:
            text = _("The term is locked; its registers stay as they are.")
        else:
            text = _("The term is locked; its registers stay as they are. An administrator can change them.")
        self._text.setText(text)
        self.setAccessibleName(text)
        self.button.setText(_("Change with a reason…"))
        self.button.setVisible(self._may and not self.reason)

    def _ask(self) -> None:
        ask_reason(self, self._take)

    def _take(self, reason: str) -> None:
        self.reason = reason
        self.retranslate()
        self.reason_given.emit()
