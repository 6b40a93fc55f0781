"""The field that finds anything (Ctrl+K): people, courses, screens and commands, as one types, by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QGraphicsDropShadowEffect,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from sms_desktop.core.i18n import _
from sms_desktop.core.progress import Progress
from sms_desktop.ui import icons, theme
from sms_desktop.ui.dress import named
from sms_desktop.ui.errors import describe
from sms_desktop.ui.jobs import Jobs

#: Milliseconds of quiet after a key before the search begins.
PAUSE = 80
WIDEST, MOST_LINES = 560, 12
_HIT = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Hit:
    """Something found. `kind` is student, contact, course, screen or command; `id` is the owner's own.

    A service may return a kind of its own with these four and more.
    """

    kind: str
    id: Any
    title: str
    subtitle: str = ""


#: `search(session, text)`, run in a reading job; and the window's own screens and commands, asked at once.
Search = Callable[[Any, str], Sequence[Any]]
Local = Callable[[str], Sequence[Hit]]


def group_title(kind: str) -> str:
    """The heading over the hits of a kind."""
    titles = {
        "student": _("Students"),
        "contact": _("Contacts"),
        "course": _("Courses"),
        "screen": _("Screens"),
        "command": _("Commands"),
    }
    return titles.get(kind, kind)


def kind_icon(kind: str) -> str:
    """The icon beside a hit of a kind."""
    known = {"student": "user-round", "contact": "contact", "course": "book-open", "screen": "layout-dashboard"}
    return known.get(kind, "command")


class SearchBox(QLineEdit):
    """Emits `activated(hit)` for the hit that was chosen."""

    activated = Signal(object)

    def __init__(self, jobs: Jobs, search: Search | None, local: Local, window: QWidget) -> None:
        super().__init__()
        named(self, "main.search", "search")
        self._jobs, self._search, self._local, self._window = jobs, search, local, window
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._look)
        self.textEdited.connect(self._typed)
        self.setClearButtonEnabled(True)
        self._sign = self.addAction(icons.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        icons.put(self._sign, "search", "muted")
        self.retranslate()

    @cached_property
    def popup(self) -> SearchPopup:
        """The hits, made when there is something to be found."""
        made = SearchPopup(self._window)
        made.chosen.connect(self._choose)
        return made

    def is_open(self) -> bool:
        """Whether hits are shown."""
        return "popup" in self.__dict__ and self.popup.isVisible()

    def shut(self) -> None:
        """Hides the hits."""
        if self.is_open():
            self.popup.hide()

    def retranslate(self) -> None:
        """The words in the new language."""
        self.setPlaceholderText(_("Find anything (Ctrl+K)"))
        self.setAccessibleName(_("Find anything"))
        self.setToolTip(_("People, courses, screens and commands, in Greek or Latin letters (Ctrl+K)"))

    def search_now(self) -> None:
        """Looks for what stands in the field, without waiting for another key."""
        self._pause.stop()
        self._look()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 5, Qt.Key.Key_PageUp: -5}
        if event.key() in moves and self.is_open():
            self.popup.move_by(moves[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        elif event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.shut()

    def _typed(self, text: str) -> None:
        self._pause.start()
        if not text.strip():
            self._pause.stop()
            self.shut()

    def _look(self) -> None:
        text, search = self.text().strip(), self._search
        if not text:
            return
        if search is None:
            self._show([])
            return

        def work(session: Any, _progress: Progress) -> Sequence[Hit]:
            return search(session, text)

        self._jobs.read(self, work, self._show, self._failed, key="search")

    def _show(self, found: Sequence[Hit]) -> None:
        text = self.text().strip()
        if text and self.hasFocus():
            self.popup.show_hits([*found, *self._local(text)], self, _("Nothing found for “{text}”.").format(text=text))

    def _failed(self, error: Exception) -> None:
        self.popup.show_hits([], self, describe(error).sentence)

    def _enter(self) -> None:
        if self._pause.isActive():
            self._pause.stop()
            self._look()
        elif self.is_open():
            self.popup.choose_current()
        else:
            self._look()

    def _leave(self) -> None:
        if self.is_open():
            self.shut()
        elif self.text():
            self.clear()
        else:
            self.clearFocus()

    def _choose(self, hit: Hit) -> None:
        self.shut()
        self.clear()
        self.clearFocus()
        self.activated.emit(hit)


class SearchPopup(QFrame):
    """The hits under the field, grouped by kind; it never takes the focus."""

    chosen = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        named(self, "main.search_hits", "popup")
        self.list = named(QListView(), "main.search_list")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setMouseTracking(True)
        self._model = QStandardItemModel(self)
        self.list.setModel(self._model)
        self.list.setItemDelegate(HitDelegate(self.list))
        self.list.clicked.connect(self._clicked)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.addWidget(self.list)
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(24)
        shadow.setOffset(0, 6)
        shadow.setColor(QColor(0, 0, 0, 60))
        self.setGraphicsEffect(shadow)
        self.hide()

    def show_hits(self, hits: Sequence[Hit], field: QWidget, nothing: str) -> None:
        """Shows the hits under `field`, or the sentence `nothing`."""
        self._model.clear()
        kind = ""
        kinds = list(dict.fromkeys(hit.kind for hit in hits))
        for hit in sorted(hits, key=lambda hit: kinds.index(hit.kind)):
            if hit.kind != kind:
                self._model.appendRow(_heading(group_title(hit.kind)))
                kind = hit.kind
            self._model.appendRow(_line(hit))
        if not hits:
            self._model.appendRow(_heading(nothing))
        self._place(field)
        self.show()
        self.raise_()
        self.list.setCurrentIndex(QModelIndex())
        self.move_by(1)

    def hits(self) -> list[Hit]:
        """The hits shown, from top to bottom."""
        found = [self._model.item(row).data(_HIT) for row in range(self._model.rowCount())]
        return [hit for hit in found if hit is not None]

    def move_by(self, steps: int) -> None:
        """Moves the choice by so many hits, stopping at the ends."""
        rows = [row for row in range(self._model.rowCount()) if self._model.item(row).data(_HIT) is not None]
        if not rows:
            return
        now = self.list.currentIndex().row()
        place = rows.index(now) if now in rows else -1 if steps > 0 else 0
        place = min(max(place + steps, 0), len(rows) - 1)
        self.list.setCurrentIndex(self._model.index(rows[place], 0))

    def choose_current(self) -> None:
        """Chooses the hit that is pointed at."""
        self._clicked(self.list.currentIndex())

    def _clicked(self, index: QModelIndex) -> None:
        hit = index.data(_HIT)
        if hit is not None:
            self.chosen.emit(hit)

    def _place(self, field: QWidget) -> None:
        window = self._window
        corner = field.mapTo(window, QPoint(0, field.height() + 4))
        width = min(max(field.width(), WIDEST), window.width() - 16)
        left = min(max(8, corner.x() + (field.width() - width) // 2), window.width() - width - 8)
        line = self.list.sizeHintForRow(0)
        lines = min(self._model.rowCount(), MOST_LINES)
        height = min(sum(self.list.sizeHintForRow(row) for row in range(lines)) + 14, window.height() - corner.y() - 16)
        self.setGeometry(left, corner.y(), width, max(height, line + 10))


class HitDelegate(QStyledItemDelegate):
    """Draws a hit as icon, title, and what tells it apart at the right; headings small and quiet."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        line = QFontMetrics(option.font).height()
        return QSize(100, line + (16 if index.data(_HIT) else 12))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        hit, tokens, area = index.data(_HIT), theme.current(), option.rect.adjusted(10, 0, -10, 0)
        painter.save()
        if hit is None:
            painter.setFont(theme.font(option.font.pointSizeF() * 0.9, QFont.Weight.DemiBold))
            _write(painter, area.adjusted(0, 4, 0, 0), index.data(), tokens.muted, Qt.AlignmentFlag.AlignLeft)
        else:
            _draw_ground(painter, option, tokens)
            self._draw_hit(painter, area, hit, tokens, option.font)
        painter.restore()

    def _draw_hit(self, painter: QPainter, area: QRect, hit: Hit, tokens: theme.Tokens, font: QFont) -> None:
        painter.drawPixmap(area.left(), area.center().y() - 8, icons.pixmap(kind_icon(hit.kind), 16, "muted"))
        words = area.adjusted(28, 0, 0, 0)
        painter.setFont(font)
        taken = min(painter.fontMetrics().horizontalAdvance(hit.title) + 16, words.width())
        _write(painter, words, hit.title, tokens.text, Qt.AlignmentFlag.AlignLeft)
        _write(painter, words.adjusted(taken, 0, 0, 0), hit.subtitle, tokens.muted, Qt.AlignmentFlag.AlignRight)


def _draw_ground(painter: QPainter, option: QStyleOptionViewItem, tokens: theme.Tokens) -> None:
    chosen = bool(option.state & QStyle.StateFlag.State_Selected)
    if chosen or option.state & QStyle.StateFlag.State_MouseOver:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.selected if chosen else tokens.hover))
        painter.drawRoundedRect(option.rect.adjusted(2, 1, -2, -1), 5, 5)


def _write(painter: QPainter, area: QRect, text: str, colour: str, side: Qt.AlignmentFlag) -> None:
    painter.setPen(QColor(colour))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, side | Qt.AlignmentFlag.AlignVCenter, shown)


def _heading(text: str) -> QStandardItem:
    item = QStandardItem(text)
    item.setFlags(Qt.ItemFlag.NoItemFlags)
    return item


def _line(hit: Hit) -> QStandardItem:
    item = QStandardItem(hit.title)
    item.setData(hit, _HIT)
    item.setData(f"{hit.title}, {hit.subtitle}", Qt.ItemDataRole.AccessibleTextRole)
    return item
