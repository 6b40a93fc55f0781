"""Icons from one packaged set (Lucide), drawn in the theme's colours when shown, and anew when the theme changes."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from sms_desktop.core import paths
from sms_desktop.ui import theme

_NAME, _TINT, _ON, _SIZE = "iconName", "iconTint", "iconOn", "iconSize"


def icon(name: str, tint: str = "text", on: str = "") -> QIcon:
    """The icon `name` (a file in resources/icons) in the colour `tint`, a field of `theme.Tokens`.

    `on` is the colour while its button is checked. The icon keeps its colour: `put` follows the theme.
    """
    tokens = theme.current()
    return _icon(name, getattr(tokens, tint), tokens.disabled, getattr(tokens, on) if on else "")


def pixmap(name: str, size: int, tint: str = "text") -> QPixmap:
    """The icon as a picture of `size` logical pixels, sharp on the sharpest screen."""
    return _picture(name, getattr(theme.current(), tint), size)


def app_icon() -> QIcon:
    """The program's own sign."""
    return QIcon(str(_folder() / "sms-desktop.svg"))


def put(target: QAbstractButton | QAction, name: str, tint: str = "text", on: str = "") -> None:
    """Gives a button or action its icon and remembers it, so that `repaint` can follow a change of theme."""
    for key, value in ((_NAME, name), (_TINT, tint), (_ON, on)):
        target.setProperty(key, value)
    target.setIcon(icon(name, tint, on))


def put_picture(target: QLabel, name: str, size: int, tint: str = "text") -> None:
    """Shows the icon in a label at `size` logical pixels and remembers it, as `put` does."""
    for key, value in ((_NAME, name), (_TINT, tint), (_SIZE, size)):
        target.setProperty(key, value)
    target.setPixmap(pixmap(name, size, tint))


def repaint() -> None:
    """Draws every icon that `put` or `put_picture` gave, in the colours of the theme now in force."""
    for widget in QApplication.allWidgets():
        _repaint(widget)
        for action in widget.actions():
            _repaint(action)


def _repaint(target: QWidget | QAction) -> None:
    name = target.property(_NAME)
    if not name:
        return
    if isinstance(target, QLabel):
        put_picture(target, name, target.property(_SIZE), target.property(_TINT))
    elif isinstance(target, QAbstractButton | QAction):
        put(target, name, target.property(_TINT), target.property(_ON))


class _Engine(QIconEngine):
    """Draws an icon only when it is shown (most of those in menus never are), as sharp as the screen it is on."""

    def __init__(self, name: str, colour: str, disabled: str, on: str) -> None:
        super().__init__()
        self._name, self._colour, self._disabled, self._on = name, colour, disabled, on or colour

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        colour = self._on if state == QIcon.State.On else self._colour
        colour = self._disabled if mode == QIcon.Mode.Disabled else colour
        return _tinted(self._name, colour, min(size.width(), size.height()))

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        painter.drawPixmap(rect, self.pixmap(rect.size() * painter.device().devicePixelRatio(), mode, state))


@lru_cache(maxsize=512)
def _icon(name: str, colour: str, disabled: str, on: str) -> QIcon:
    return QIcon(_Engine(name, colour, disabled, on))


@lru_cache(maxsize=128)
def _picture(name: str, colour: str, size: int) -> QPixmap:
    ratio = max(screen.devicePixelRatio() for screen in QApplication.screens())
    picture = QPixmap(_tinted(name, colour, round(size * ratio)))
    picture.setDevicePixelRatio(ratio)
    return picture


@lru_cache(maxsize=1024)
def _tinted(name: str, colour: str, size: int) -> QPixmap:
    """The drawing in a colour: laid over it, which costs a tenth of drawing anew."""
    picture = QPixmap(_drawn(name, size))
    painter = QPainter(picture)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(picture.rect(), QColor(colour))
    painter.end()
    return picture


@lru_cache(maxsize=512)
def _drawn(name: str, size: int) -> QPixmap:
    picture = QPixmap(QSize(size, size))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    _drawing(name).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return picture


@lru_cache(maxsize=256)
def _drawing(name: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray((_folder() / f"{name}.svg").read_bytes()))  # currentColor is black here


@lru_cache(maxsize=1)
def _folder() -> Path:
    return paths.resources() / "icons"
