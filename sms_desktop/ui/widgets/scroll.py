"""Pages that scroll when there is no room for them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from sms_desktop.ui.dress import roled


def scrolled(content: QWidget, margins: tuple[int, int, int, int] = (0, 0, 12, 4)) -> QScrollArea:
    """`content` at the top of a page that scrolls up and down, never sideways."""
    page = roled(QWidget(), "page")
    column = QVBoxLayout(page)
    column.setContentsMargins(*margins)
    column.addWidget(content)
    column.addStretch(1)
    return _area(page)


def filling(content: QWidget) -> QScrollArea:
    """`content` as high as there is room, and scrolled where that is less than its lists need at least."""
    area = _area(roled(content, "page"))
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the lists in it are gone to, and bring themselves into sight
    return area


def _area(page: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(page)
    return area
