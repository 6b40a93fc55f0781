"""What is to be said about the row that one stands on, whole, below the table."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from sms_desktop.core.i18n import _
from sms_desktop.ui import icons, theme
from sms_desktop.ui.dress import named
from sms_desktop.ui.tabs.imports import words
from sms_desktop.ui.tabs.imports.preview_rows import PreviewRow


class ReasonLine(QWidget):
    """The sign of a row's outcome, its number, and its reasons; empty, but in its place, where there are none."""

    def __init__(self) -> None:
        super().__init__()
        self._sign, self.label = QLabel(), named(QLabel(wordWrap=True), "imports.reason")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.STEP, 0, theme.STEP, 0)
        row.setSpacing(theme.STEP * 2)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.label, 1)
        self.setMinimumHeight(self.label.fontMetrics().height() + theme.STEP)

    def show_row(self, row: PreviewRow | None) -> None:
        """Speaks of this row."""
        said = row is not None and bool(row.why)
        self._sign.setVisible(said)
        self.label.setText(
            _("Row {row}: {why}").format(row=row.number, why=row.why) if row is not None and said else ""
        )
        if row is not None and said:
            warned = row.outcome != words.REJECTED and any(not remark.error for remark in row.remarks)
            sign = words.SIGNS[words.WARNINGS if warned else row.outcome]
            icons.put_picture(self._sign, sign.icon, 16, sign.tone)
