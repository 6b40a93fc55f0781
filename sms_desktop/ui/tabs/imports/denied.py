"""What stands here for somebody who may not import."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sms_desktop.core.i18n import _
from sms_desktop.ui.widgets.state import StatePanel, Words


class NoImports(QWidget):
    """Says whom to ask."""

    def __init__(self) -> None:
        super().__init__()
        self.panel = StatePanel(self, "imports.denied")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.addWidget(self.panel)
        self.retranslate()

    def retranslate(self) -> None:
        """The sentence in the new language."""
        text = _("Ask an administrator to do it, or to give you the right to.")
        self.panel.show_words(Words("lock", _("You may not import"), text))
