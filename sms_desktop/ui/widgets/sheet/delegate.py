"""Draws the cells of a sheet and opens the line that one is typed into."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from sms_desktop.ui import icons, theme
from sms_desktop.ui.dress import named
from sms_desktop.ui.widgets.sheet.model import Look, SheetModel

Index = QModelIndex | QPersistentModelIndex
Key = Qt.Key
#: Keys that end the typing of a new value and go on; while a value is corrected (F2) they move within it.
_LEAVING = frozenset({Key.Key_Up, Key.Key_Down, Key.Key_Left, Key.Key_Right, Key.Key_PageUp, Key.Key_PageDown})
_ENDING = frozenset({Key.Key_Return, Key.Key_Enter, Key.Key_Tab, Key.Key_Backtab})
SIDE, SIGN = 8, 14


class CellLine(QLineEdit):
    """The line in a cell. While `correcting`, the arrows move in the text; else they leave the cell."""

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent)
        named(self, name, "cell")
        self.correcting = True
        self.before = ""
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setMaxLength(200)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)


class CellPainter(QStyledItemDelegate):
    """Draws cells as their model says; `current` is the one with the frame."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.current = (-1, -1)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        if not isinstance(model, SheetModel):
            return
        look, tokens, area = model.look(index.row(), index.column()), theme.current(), option.rect
        here = (index.row(), index.column()) == self.current
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        _draw_ground(painter, area, look, tokens, selected=selected and not here)
        _draw_words(painter, area, look, tokens, option.font)
        if look.corner:
            _draw_corner(painter, area, tokens)
        if here:
            active = bool(option.state & QStyle.StateFlag.State_Active)
            painter.setPen(QPen(QColor(tokens.focus if active else tokens.control), 2))
            painter.drawRect(area.adjusted(1, 1, -1, -1))
        painter.restore()


class CellDelegate(CellPainter):
    """Opens a line in the current cell: `take(index, text)` is told what was typed, `leave(event)` the key at its end.

    `filling(text)` is told of Ctrl+Enter: the text is for every selected cell.
    """

    def __init__(
        self,
        parent: QWidget,
        take: Callable[[Index, str], None],
        leave: Callable[[QKeyEvent], None],
        filling: Callable[[str], None],
    ) -> None:
        super().__init__(parent)
        self._name = f"{parent.objectName()}.line"
        self._take, self._leave, self._fill = take, leave, filling
        self.line: CellLine | None = None
        self.closeEditor.connect(lambda *_how: self._closed())

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        self.line = CellLine(parent, self._name)
        self.line.destroyed.connect(partial(self._gone, id(self.line)))
        return self.line

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Once, when it opens: what others do to the cell meanwhile leaves alone what is being typed."""
        if isinstance(editor, CellLine) and not editor.property("filled"):
            editor.setProperty("filled", True)
            editor.before = str(index.data(Qt.ItemDataRole.EditRole) or "")
            editor.setText(editor.before)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, CellLine) and editor.text() != editor.before:
            self._take(index, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        editor.setGeometry(option.rect)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if isinstance(editor, CellLine) and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(editor, event)
        if isinstance(editor, CellLine) and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # what is typed here is not a command of the window
            return False
        return super().eventFilter(editor, event)

    def _key(self, line: CellLine, event: QKeyEvent) -> bool:
        key, ctrl = Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key == Key.Key_Escape:
            self.closeEditor.emit(line, self.EndEditHint.RevertModelCache)
        elif key == Key.Key_F2:
            line.correcting = not line.correcting
        elif key in _ENDING and ctrl and key not in (Key.Key_Tab, Key.Key_Backtab):
            text = line.text()
            self.closeEditor.emit(line, self.EndEditHint.RevertModelCache)
            self._fill(text)
        elif key in _ENDING or (key in _LEAVING and not line.correcting):
            self.finish(line)
            self._leave(event)
        else:
            return False
        return True

    def finish(self, line: CellLine) -> None:
        """Takes what is in the line and closes it."""
        self.commitData.emit(line)
        self.closeEditor.emit(line, self.EndEditHint.NoHint)

    def _closed(self) -> None:
        """The line goes a moment later, but nothing is typed into it any more."""
        self.line = None

    def _gone(self, line: int) -> None:
        if id(self.line) == line:
            self.line = None


def _draw_ground(painter: QPainter, area: QRect, look: Look, tokens: theme.Tokens, *, selected: bool) -> None:
    ground = "selected" if selected else look.ground
    if ground:
        painter.fillRect(area, QColor(getattr(tokens, ground)))
    painter.setPen(QColor(tokens.border))
    painter.drawLine(area.bottomLeft(), area.bottomRight())
    painter.drawLine(area.topRight(), area.bottomRight())
    if look.missing:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens.warning), 1.2))
        painter.drawEllipse(QPointF(area.right() - SIDE - 4, area.center().y() + 0.5), 3.5, 3.5)


def _draw_words(painter: QPainter, area: QRect, look: Look, tokens: theme.Tokens, plain: QFont) -> None:
    words = area.adjusted(SIDE, 0, -SIDE, 0)
    if look.sign:
        painter.drawPixmap(area.left() + 4, area.center().y() - SIGN // 2 + 1, icons.pixmap(look.sign, SIGN, look.tone))
        words = words.adjusted(SIGN, 0, 0, 0)
    font = theme.font(plain.pointSizeF(), QFont.Weight.DemiBold) if look.bold else plain
    if look.wrong:
        font = QFont(font)
        font.setUnderline(True)
    painter.setFont(font)
    painter.setPen(QColor(getattr(tokens, look.tone)))
    text = QFontMetrics(font).elidedText(look.text, Qt.TextElideMode.ElideRight, words.width())
    painter.drawText(words, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)


def _draw_corner(painter: QPainter, area: QRect, tokens: theme.Tokens) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.accent))
    right, top = area.right() + 0.5, float(area.top())
    painter.drawPolygon(QPolygonF([QPointF(right - 7, top), QPointF(right, top), QPointF(right, top + 7)]))
