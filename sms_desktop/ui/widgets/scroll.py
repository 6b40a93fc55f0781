"""A page that scrolls when there is no room for it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from sms_desktop.ui.dress import roled


def scrolled(content: QWidget, margins: tuple[int, int, int, int] = (0, 0, 12, 4)) -> QScrollArea:
    """`content` at the top of a page that scrolls up and down, never sideways."""
    area, page = QScrollArea(), roled(QWidget(), "page")
    column = QVBoxLayout(page)
    column.setContentsMargins(*margins)
    column.addWidget(content)
    column.addStretch(1)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(page)
    return area
