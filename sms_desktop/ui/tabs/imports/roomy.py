"""A page that keeps its parts apart on the smallest screens: it scrolls rather than squeezes them."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from sms_desktop.ui.dress import roled


def roomy(content: QWidget) -> QScrollArea:
    """`content` over all the room there is, and never less than it needs."""
    area = QScrollArea(widgetResizable=True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(roled(content, "page"))
    return area
