"""Icons from one packaged set (Lucide), drawn in the theme's colours and drawn again when the theme changes."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from sms_desktop.core import paths
from sms_desktop.ui import theme

#: The sizes in use, in logical pixels: each is drawn as sharp as the screens there are.
SIZES = (16, 20, 24)
_NAME, _TINT, _ON, _SIZE = "iconName", "iconTint", "iconOn", "iconSize"


def icon(name: str, tint: str = "text", on: str = "") -> QIcon:
    """The icon `name` (a file in resources/icons) in the colour `tint`, a field of `theme.Tokens`.

    `on` is the colour while its button is checked. The icon keeps its colour: `put` follows the theme.
    """
    tokens = theme.current()
    return _icon(name, getattr(tokens, tint), tokens.disabled, getattr(tokens, on) if on else "", _sizes())


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


def _sizes() -> tuple[int, ...]:
    """In the pixels of the screens: one more set for each that is sharper."""
    ratios = {screen.devicePixelRatio() for screen in QApplication.screens()}
    return tuple(sorted({round(size * ratio) for size in SIZES for ratio in ratios}))


@lru_cache(maxsize=512)
def _icon(name: str, colour: str, disabled: str, on: str, sizes: tuple[int, ...]) -> QIcon:
    made = QIcon()
    uses = [
        (colour, QIcon.Mode.Normal, QIcon.State.Off),
        (colour, QIcon.Mode.Selected, QIcon.State.Off),
        (disabled, QIcon.Mode.Disabled, QIcon.State.Off),
    ]
    if on:
        uses.append((on, QIcon.Mode.Normal, QIcon.State.On))
    for size in sizes:
        pictures = {each: _tinted(name, each, size) for each in dict.fromkeys((colour, disabled, on)) if each}
        for each, mode, state in uses:
            made.addPixmap(pictures[each], mode, state)
    return made


@lru_cache(maxsize=128)
def _picture(name: str, colour: str, size: int) -> QPixmap:
    ratio = max(screen.devicePixelRatio() for screen in QApplication.screens())
    picture = _tinted(name, colour, round(size * ratio))
    picture.setDevicePixelRatio(ratio)
    return picture


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
