"""The week on the screen: lessons drawn as blocks, added, moved and taken away by mouse or keyboard."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from sms_desktop.core.i18n import _, ngettext
from sms_desktop.core.schedule import Lesson
from sms_desktop.ui import icons, theme
from sms_desktop.ui.tabs.courses.week_model import WeekModel, clock_span

Index = QModelIndex | QPersistentModelIndex
ROW = 34
#: Percent of a cell's width that one's own lessons have where others are taught then too.
OWN_SHARE = 64


class WeekGrid(QTableView):
    """Says what is wanted of the lessons, and changes none itself.

    `add_wanted(day, period)`, `chosen(place)` (-1 for none), `open_wanted(place)`, `remove_wanted(place)`,
    `longer_wanted(place, by)`, `move_wanted(place, days, periods)`; places are those in the model's `lessons`.
    """

    add_wanted = Signal(int, int)
    chosen = Signal(int)
    open_wanted = Signal(int)
    remove_wanted = Signal(int)
    longer_wanted = Signal(int, int)
    move_wanted = Signal(int, int, int)

    def __init__(self, model: WeekModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.week = model
        self.chosen_place = -1
        self.editable = True
        self.setModel(model)
        self.setItemDelegate(LessonDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setMinimumSectionSize(40)
        self.horizontalHeader().setHighlightSections(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(max(ROW, self.fontMetrics().height() + 16))
        self.verticalHeader().setHighlightSections(False)
        self.setMinimumHeight(ROW * 6)
        model.modelReset.connect(self._join)

    def choose(self, place: int) -> None:
        """Points at one of the lessons, -1 at none."""
        self.chosen_place = place
        if place >= 0:
            lesson = self.week.lessons[place]
            block = self.week.block(lesson.weekday, lesson.first_period)
            self.setCurrentIndex(self.week.index(block.start - 1, lesson.weekday))
        self.viewport().update()
        self.chosen.emit(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, place = event.key(), self.chosen_place
        steps = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and key in steps and place >= 0:
            self.move_wanted.emit(place, *steps[Qt.Key(key)])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_Insert):
            self._act(key)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and place >= 0:
            self.remove_wanted.emit(place)
        elif event.text() in ("+", "-") and place >= 0:
            self.longer_wanted.emit(place, 1 if event.text() == "+" else -1)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if not index.isValid() or event.button() != Qt.MouseButton.LeftButton:
            return
        places = self._in_block(index)
        if places:
            area = self.visualRect(index)
            lanes = [_lane(area, lane, len(places), bool(others(self.week, index))) for lane in range(len(places))]
            under = [place for place, lane in zip(places, lanes, strict=True) if lane.left() <= event.position().x()]
            self.choose((under or places)[-1])
        elif self.editable:
            self.add_wanted.emit(index.column(), index.row() + 1)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.chosen_place >= 0:
            self.open_wanted.emit(self.chosen_place)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        places = self._in_block(current) if current.isValid() else []
        if self.chosen_place not in places:
            self.chosen_place = places[0] if places else -1
            self.chosen.emit(self.chosen_place)
            self.viewport().update()

    def _act(self, key: int) -> None:
        """On a free cell a lesson is added, on a lesson its fields are opened; the space bar goes to the next one."""
        index = self.currentIndex()
        places = self._in_block(index) if index.isValid() else []
        if not places:
            if index.isValid() and self.editable:
                self.add_wanted.emit(index.column(), index.row() + 1)
        elif key == Qt.Key.Key_Space:
            here = places.index(self.chosen_place) if self.chosen_place in places else -1
            self.choose(places[(here + 1) % len(places)])
        else:
            self.open_wanted.emit(self.chosen_place)

    def _in_block(self, index: Index) -> list[int]:
        block = self.week.block(index.column(), index.row() + 1)
        found = [place for period in block for place in self.week.own_at(index.column(), period)]
        return sorted(dict.fromkeys(found), key=lambda place: (self.week.lessons[place].start, place))

    def _join(self) -> None:
        """Cells of one lesson are one cell."""
        self.clearSpans()
        self.chosen_place = -1
        for lesson in self.week.lessons:
            block = self.week.block(lesson.weekday, lesson.first_period)
            if len(block) > 1 and self.rowSpan(block.start - 1, lesson.weekday) == 1:
                self.setSpan(block.start - 1, lesson.weekday, len(block), 1)


def others(week: WeekModel, index: Index) -> list[str]:
    """The codes of the other offerings in a cell or in the block that begins there."""
    day, period = index.column(), index.row() + 1
    periods = week.block(day, period) or range(period, period + 1)
    return list(dict.fromkeys(other.course_code for at in periods for other in week.others_at(day, at)))


class LessonDelegate(QStyledItemDelegate):
    """Draws a cell: own lessons side by side, as a warning where they clash; others' hatched."""

    def __init__(self, grid: WeekGrid) -> None:
        super().__init__(grid)
        self._grid = grid

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        week, tokens, area = self._grid.week, theme.current(), option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(area.left(), area.bottom(), area.width(), 1, QColor(tokens.border))
        painter.fillRect(area.right(), area.top(), 1, area.height(), QColor(tokens.border))
        places, taken = self._grid._in_block(index), others(week, index)
        own = len(places)
        for lane, place in enumerate(places):
            self._draw_own(painter, _lane(area, lane, own, bool(taken)), place, option.font)
        if taken:
            _draw_others(painter, _lane(area, own, own, True), ", ".join(taken), tokens, option.font)
        if index == self._grid.currentIndex() and self._grid.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(tokens.focus), 2))
            painter.drawRoundedRect(QRectF(area).adjusted(2, 2, -3, -3), 5, 5)
        painter.restore()

    def _draw_own(self, painter: QPainter, area: QRect, place: int, font: QFont) -> None:
        week, tokens = self._grid.week, theme.current()
        lesson, trouble = week.lessons[place], week.is_trouble(place)
        colour = QColor(tokens.danger if trouble else tokens.accent)
        painter.setPen(QPen(colour, 2) if place == self._grid.chosen_place else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.danger_ground if trouble else tokens.selected))
        box = QRectF(area).adjusted(3, 3, -4, -4)
        painter.drawRoundedRect(box, 5, 5)
        painter.fillRect(QRectF(box.left(), box.top() + 3, 3, box.height() - 6), colour)
        words = area.adjusted(12, 5, -8, -6)
        painter.setFont(font)
        painter.setPen(QColor(tokens.text))
        if trouble:
            painter.drawPixmap(words.left(), words.top() + 3, icons.pixmap("triangle-alert", 14, "danger"))
            words.adjust(18, 0, 0, 0)
        if words.width() > painter.fontMetrics().horizontalAdvance("00:00"):
            _write(painter, words, lesson)


def _lane(area: QRect, lane: int, own: int, shared: bool) -> QRect:
    """The part of a cell for one's own lesson number `lane`, or, for `lane` = `own`, for all the others'."""
    mine = area.width() * OWN_SHARE // 100 if shared and own else area.width() * bool(own)
    if lane == own:
        return area.adjusted(mine, 0, 0, 0)
    left = area.left() + mine * lane // own
    return QRect(left, area.top(), area.left() + mine * (lane + 1) // own - left, area.height())


def _write(painter: QPainter, area: QRect, lesson: Lesson) -> None:
    """When it is, and on a second line how long, as far as there is room."""
    periods = ngettext("{n} period", "{n} periods", lesson.periods).format(n=lesson.periods)
    line = painter.fontMetrics().lineSpacing()
    texts: list[Any] = [clock_span(lesson), periods] if lesson.start else [periods]
    if lesson.start and painter.fontMetrics().horizontalAdvance(texts[0]) > area.width():
        texts[0] = lesson.start
    shown = texts[: max(area.height() // line, 1)]
    top = area.top() if len(shown) > 1 else area.center().y() - line // 2
    for text in shown:
        elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(QRect(area.left(), top, area.width(), line), Qt.AlignmentFlag.AlignVCenter, elided)
        top += line


def _draw_others(painter: QPainter, area: QRect, text: str, tokens: theme.Tokens, font: QFont) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(QColor(tokens.border), Qt.BrushStyle.BDiagPattern))
    painter.drawRect(area.adjusted(0, 0, -1, -1))
    painter.setFont(theme.font(font.pointSizeF() * 0.9))
    painter.setPen(QColor(tokens.muted))
    room = area.adjusted(6, 0, -6, 0)
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter, shown)


def how_to() -> str:
    """The keys of the grid in a sentence."""
    return _(
        "Click a free period, or press Enter on it, to add a lesson. + and - make it longer or shorter, "
        "Alt with an arrow moves it, Del removes it."
    )
