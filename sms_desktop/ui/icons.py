"""Icons from one packaged set (Lucide), drawn in the theme's colours and drawn again when the theme changes."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from sms_desktop.core import paths
from sms_desktop.ui import theme

#: Drawn for each icon: the sizes in use at 100 % and 200 %.
SIZES = (16, 20, 24, 32, 40, 48)
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
    return QIcon(str(paths.resources() / "icons" / "sms-desktop.svg"))


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


@lru_cache(maxsize=512)
def _icon(name: str, colour: str, disabled: str, on: str) -> QIcon:
    made = QIcon()
    _add(made, name, colour, QIcon.Mode.Normal, QIcon.State.Off)
    _add(made, name, colour, QIcon.Mode.Selected, QIcon.State.Off)
    _add(made, name, disabled, QIcon.Mode.Disabled, QIcon.State.Off)
    if on:
        _add(made, name, on, QIcon.Mode.Normal, QIcon.State.On)
    return made


def _add(made: QIcon, name: str, colour: str, mode: QIcon.Mode, state: QIcon.State) -> None:
    drawing = _drawing(name, colour)
    for size in SIZES:
        made.addPixmap(_draw(drawing, size), mode, state)


@lru_cache(maxsize=128)
def _picture(name: str, colour: str, size: int) -> QPixmap:
    ratio = max(screen.devicePixelRatio() for screen in QApplication.screens())
    picture = _draw(_drawing(name, colour), round(size * ratio))
    picture.setDevicePixelRatio(ratio)
    return picture


def _drawing(name: str, colour: str) -> QSvgRenderer:
    svg = (paths.resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    return QSvgRenderer(QByteArray(svg.replace("currentColor", colour).encode()))


def _draw(drawing: QSvgRenderer, size: int) -> QPixmap:
    picture = QPixmap(QSize(size, size))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    drawing.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return picture
