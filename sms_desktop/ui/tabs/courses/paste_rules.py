"""The dialog that takes evaluation rules as text, where the clipboard has none."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from sms_desktop.core.evaluation import Rule, parse_rules
from sms_desktop.core.i18n import _
from sms_desktop.core.values.refused import BadValue
from sms_desktop.ui import theme
from sms_desktop.ui.dress import roled
from sms_desktop.ui.fields import LongTextField


class PasteRules(QDialog):
    """Calls `take(rules)` with the rules that the text says; what can't be read is said at the field."""

    def __init__(self, take: Callable[[Sequence[Rule]], object], parent: QWidget) -> None:
        super().__init__(parent)
        self._take = take
        self.setObjectName("rules.paste")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Evaluation rules as text"))
        self.field = LongTextField("text", lambda: _("Rules"), required=True, lines=5)
        self.field.editor.setObjectName("rules.paste_text")
        title = QLabel(_("Evaluation rules as text"))
        theme.scale(title, 1.4, QFont.Weight.DemiBold)
        hint = roled(
            QLabel(_("Write or paste them, such as: Participation 10% + Midterm 30% + Final exam 60%")), "muted"
        )
        hint.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.ok = buttons.addButton(_("Take these rules"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)
        self.ok.setObjectName("rules.paste_ok")
        self.ok.setDefault(True)
        buttons.accepted.connect(self.submit)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        for part in (title, hint, self.field, buttons):
            column.addWidget(part)
        self.setMinimumWidth(480)
        self.field.editor.setFocus()

    def submit(self) -> None:
        """Hands the rules over, or says what is wrong with the text."""
        try:
            rules = parse_rules(str(self.field.value()))
        except BadValue as error:
            self.field.show_problem(error.sentence)
            return
        if not rules:
            self.field.show_problem(_("Please fill this in."))
            return
        self._take(rules)
        self.accept()
