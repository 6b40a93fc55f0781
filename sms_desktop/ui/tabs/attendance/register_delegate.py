"""How a cell of the register is drawn and typed into: a status is a sign, a letter and a colour at once."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QKeyEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QLineEdit, QStyle, QStyleOptionViewItem, QTableView, QWidget

from sms_desktop.ui import icons, theme
from sms_desktop.ui.tabs.attendance import words
from sms_desktop.ui.tabs.attendance.draft import Cell
from sms_desktop.ui.tabs.attendance.register_model import CELL_ROLE, NEW_ROLE, Index
from sms_desktop.ui.widgets.table_view import RowDelegate

SIGN = 14
_ARROWS = (Qt.Key.Key_Up, Qt.Key.Key_Down)


class RegisterDelegate(RowDelegate):
    """Draws statuses as coloured tiles, with a dot while they are not saved and a corner where there is a note."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        cell = index.data(CELL_ROLE)
        if isinstance(cell, Cell):
            self._draw_cell(painter, option.rect, cell, option.font)
        if index.data(NEW_ROLE):
            _draw_dot(painter, option.rect)
        if index == self._table.currentIndex() and self._table.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.current().focus), 2))
            painter.drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -2), 4, 4)
        painter.restore()

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        if index.data(CELL_ROLE) is not None:
            option.text = ""  # drawn with its tile
        if index.row() == self._table.currentIndex().row() and not option.state & QStyle.StateFlag.State_Selected:
            option.backgroundBrush = QBrush(QColor(theme.current().hover))

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        line = QLineEdit(parent)
        line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        line.setStyleSheet("padding: 0; min-height: 0; border-radius: 4px;")
        return line

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        editor.setGeometry(option.rect)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _ARROWS:
            self._table.setFocus()  # which takes what was typed
            self._table.keyPressEvent(event)
            return True
        return super().eventFilter(editor, event)

    def _draw_cell(self, painter: QPainter, area: QRect, cell: Cell, font: QFont) -> None:
        if cell.status is not None:
            draw_status(painter, area, cell.status, font)
        else:
            painter.fillRect(QRectF(area.center().x() - 4, area.center().y(), 9, 1.5), QColor(theme.current().disabled))
        if cell.note or cell.document:
            _draw_corner(painter, area)


def draw_status(painter: QPainter, area: QRect, status: str, font: QFont) -> None:
    """A tile with the status's sign and letter, in the middle of an area; the sign is left out where it is narrow."""
    tokens = theme.current()
    bold = theme.font(font.pointSizeF(), QFont.Weight.DemiBold)
    painter.setFont(bold)
    letter = words.letter(status)
    wide = painter.fontMetrics().horizontalAdvance(letter)
    full = SIGN + 5 + wide + 16
    with_sign = full <= area.width() - 4
    width = full if with_sign else min(wide + 12, area.width() - 2)
    height = min(area.height() - 5, painter.fontMetrics().height() + 6)
    tile = QRect(0, 0, width, height)
    tile.moveCenter(area.center())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(getattr(tokens, words.GROUNDS[status])))
    painter.drawRoundedRect(QRectF(tile), 5, 5)
    inside = tile
    if with_sign:
        picture = icons.pixmap(words.ICONS[status], SIGN, words.TONES[status])
        painter.drawPixmap(tile.left() + 8, tile.center().y() - SIGN // 2 + 1, picture)
        inside = tile.adjusted(8 + SIGN + 5, 0, -8, 0)
    painter.setPen(QColor(getattr(tokens, words.TONES[status])))
    painter.drawText(inside, Qt.AlignmentFlag.AlignCenter, letter)


def draw_day(painter: QPainter, area: QRect, letters: str, font: QFont) -> None:
    """The gravest of a day's statuses and for how many periods; a tick where all were present."""
    gravest = next((status for status in words.GRAVEST if status in letters), "P")
    if gravest == "P":
        picture = icons.pixmap("check", SIGN, "success")
        painter.drawPixmap(area.center().x() - SIGN // 2 + 1, area.center().y() - SIGN // 2 + 1, picture)
        return
    tokens, number = theme.current(), letters.count(gravest)
    text = words.letter(gravest) + (str(number) if number > 1 else "")
    painter.setFont(theme.font(font.pointSizeF() * 0.95, QFont.Weight.DemiBold))
    tile = QRect(0, 0, min(painter.fontMetrics().horizontalAdvance(text) + 10, area.width() - 2), area.height() - 7)
    tile.moveCenter(area.center())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(getattr(tokens, words.GROUNDS[gravest])))
    painter.drawRoundedRect(QRectF(tile), 5, 5)
    painter.setPen(QColor(getattr(tokens, words.TONES[gravest])))
    painter.drawText(tile, Qt.AlignmentFlag.AlignCenter, text)


def _draw_dot(painter: QPainter, area: QRect) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.current().focus))
    painter.drawEllipse(QRectF(area.left() + 4, area.top() + 4, 5, 5))


def _draw_corner(painter: QPainter, area: QRect) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.current().muted))
    right, top = area.right() - 1, area.top() + 2
    corner = [QPointF(right - 7, top), QPointF(right, top), QPointF(right, top + 7)]
    painter.drawPolygon(QPolygonF(corner))
