"""A sentence that stands out: a problem, a notice, or that all is well."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from sms_desktop.ui import icons, theme

#: Icon and colour of each kind.
SIGNS = {"problem": ("circle-alert", "danger"), "notice": ("triangle-alert", "warning"), "good": ("check", "success")}


class Notice(QFrame):
    """A coloured line with an icon and a sentence. `kind` is `problem`, `notice` or `good`; hidden while silent."""

    def __init__(self, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", kind)
        sign, self._text = QLabel(), QLabel(wordWrap=True)
        icons.put_picture(sign, SIGNS[kind][0], 16, SIGNS[kind][1])
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(theme.STEP * 2)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)
        self.hide()

    def say(self, sentence: str) -> None:
        """Shows the sentence, or nothing."""
        self._text.setText(sentence)
        self.setAccessibleName(sentence)
        self.setVisible(bool(sentence))

    def text(self) -> str:
        """The sentence shown."""
        return self._text.text()
