"""Where Tab goes next: to each part of the window in its order, none left out for a screen's focus proxy."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid


def take_proxies_over(window: QWidget) -> None:
    """Has screens and pages hand the focus on by themselves, where they have a focus proxy in them.

    Qt's Tab goes from the part before a screen straight to the screen's proxy, and past all that stands before that
    one: the buttons over a list could be come to with Shift+Tab alone.
    """
    for place in window.findChildren(QWidget):
        part = place.focusProxy() if place.focusPolicy() == Qt.FocusPolicy.NoFocus else None
        if part is not None and place.isAncestorOf(part):
            place.setFocusProxy(None)  # type: ignore[arg-type]  # which the stubs don't know
            handing = _handing(place) or _HandingOn(place)
            handing.part = part


def first_part(screen: QWidget) -> QWidget | None:
    """What has the focus when the screen is given it; None where that is the screen itself."""
    handing = _handing(screen)
    return screen.focusProxy() or (handing.part if handing is not None else None)


class _HandingOn(QObject):
    """Gives the focus that its parent gets to `part`."""

    def __init__(self, place: QWidget) -> None:
        super().__init__(place)
        self.part: QWidget | None = None
        place.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent) and event.gotFocus() and self.part is not None and isValid(self.part):
            self.part.setFocus(event.reason())
        return False


def _handing(place: QWidget) -> _HandingOn | None:
    return place.findChild(_HandingOn, options=Qt.FindChildOption.FindDirectChildrenOnly)
