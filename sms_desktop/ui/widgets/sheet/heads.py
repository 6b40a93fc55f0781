"""The heads of a sheet: columns under their groups, and rows with a name each that stays in sight."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QTableView

from sms_desktop.ui import icons, theme
from sms_desktop.ui.widgets.sheet.model import Group, Head, SheetModel

SIDE, SIGN = 8, 14
#: The widest the names of rows get, in letters, and the least.
WIDEST, NARROWEST = 34, 12
#: In a view narrower than this, in logical pixels, the names alone say how wide they are.
NARROW = 800
_BOLD = QFont.Weight.DemiBold
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ColumnHeads(QHeaderView):
    """Two storeys: the group over its columns, and each column's title in one or two lines with a small one below."""

    def __init__(self, view: QTableView, sheet: SheetModel) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self._sheet = sheet
        self._font = theme.font(view.font().pointSizeF(), _BOLD)
        self._small = theme.font(view.font().pointSizeF() * 0.9)
        #: With little height, titles have one line.
        self.flat = False
        #: So many pixels of it are in sight.
        self.room = 1 << 16
        #: The columns of the selection, drawn as such.
        self.chosen = range(0)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(48)
        self.setDefaultAlignment(_LEFT)

    def lines(self) -> tuple[int, int, int]:
        """Heights of the group's line, the title's lines and the small line."""
        one, small = QFontMetrics(self._font).height(), QFontMetrics(self._small).height()
        group = small + 2 * theme.STEP if self._sheet.groups() else 0
        return group, one * (1 if self.flat else 2) + theme.STEP, small + theme.STEP

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), sum(self.lines()) + theme.STEP)

    def sectionSizeFromContents(self, section: int) -> QSize:
        letter = QFontMetrics(self.font()).horizontalAdvance("0")
        return QSize(self._sheet.width(section) * letter + 2 * SIDE, self.sizeHint().height())

    def paintSection(self, painter: QPainter, area: QRect, section: int) -> None:
        tokens = theme.current()
        painter.save()
        painter.setClipRect(area)
        painter.fillRect(area, QColor(tokens.selected if section in self.chosen else tokens.surface))
        painter.setPen(QColor(tokens.border))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        top, title, _small = self.lines()
        painter.drawLine(area.right(), area.top() + top, area.right(), area.bottom())
        group = next((g for g in self._sheet.groups() if g.first <= section < g.first + g.count), None)
        if group is not None:
            self._draw_group(painter, area, group, tokens)
        self._draw_title(painter, area.adjusted(SIDE, top, -SIDE, 0), self._sheet.head(section), title, tokens)
        painter.restore()

    def _draw_group(self, painter: QPainter, area: QRect, group: Group, tokens: theme.Tokens) -> None:
        """The group's words stand at the left of what is in sight of it, each section drawing its own piece."""
        shown = [at for at in range(group.first, group.first + group.count) if not self.isSectionHidden(at)]
        left = max(self.sectionViewportPosition(shown[0]), 0)
        right = self.sectionViewportPosition(shown[-1]) + self.sectionSize(shown[-1])
        line = QRect(left, area.top(), min(right, self.room) - left, self.lines()[0])
        painter.fillRect(line, QColor(tokens.sunken))
        painter.setPen(QColor(tokens.border))
        painter.drawLine(right - 1, line.top(), right - 1, line.bottom())
        painter.drawLine(line.bottomLeft(), line.bottomRight())
        words = line.adjusted(SIDE, 0, -SIDE, 0)
        painter.setFont(self._small)
        measure = QFontMetrics(self._small)
        room = words.width() - measure.horizontalAdvance(group.small) - SIDE
        if group.small and measure.horizontalAdvance(group.title) < room:
            painter.setPen(QColor(tokens.muted))
            painter.drawText(words, _RIGHT, group.small)
        else:
            room = words.width()
        painter.setPen(QColor(tokens.text))
        painter.drawText(words, _LEFT, measure.elidedText(group.title, Qt.TextElideMode.ElideRight, room))

    def _draw_title(self, painter: QPainter, area: QRect, head: Head, height: int, tokens: theme.Tokens) -> None:
        words = QRect(area.left(), area.top() + 2, area.width(), height)
        if head.icon:
            painter.drawPixmap(words.right() - SIGN, words.top() + 2, icons.pixmap(head.icon, SIGN, "muted"))
            words = words.adjusted(0, 0, -SIGN - 2, 0)
        painter.setFont(self._font)
        painter.setPen(QColor(tokens.text))
        measure = QFontMetrics(self._font)
        lines = _broken(head.title, measure, words.width(), 1 if self.flat else 2)
        for at, line in enumerate(lines):
            painter.drawText(words.left(), words.top() + measure.ascent() + at * measure.height(), line)
        painter.setFont(self._small)
        painter.setPen(QColor(tokens.muted))
        below = QRect(area.left(), area.bottom() - self.lines()[2], area.width(), self.lines()[2])
        text = QFontMetrics(self._small).elidedText(head.small, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(below, _RIGHT, text)


def _broken(text: str, measure: QFontMetrics, width: int, most: int) -> list[str]:
    """The text in so many lines, broken between words, the last cut short where it is too long."""
    lines, words = [""], text.split()
    while words:
        longer = f"{lines[-1]} {words[0]}".strip()
        if lines[-1] and len(lines) < most and measure.horizontalAdvance(longer) >= width:
            lines.append("")
        else:
            lines[-1] = longer
            words.pop(0)
    return [measure.elidedText(line, Qt.TextElideMode.ElideRight, width) for line in lines]


class RowHeads(QHeaderView):
    """The names of the rows, as wide as they need within reason."""

    def __init__(self, view: QTableView, sheet: SheetModel) -> None:
        super().__init__(Qt.Orientation.Vertical, view)
        self._view, self._sheet = view, sheet
        self.chosen = range(0)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.fit(0)

    def fit(self, least: int) -> None:
        """Takes the width that the names need, within a third of the view and at least `least`."""
        measure = QFontMetrics(self.font())
        letter = measure.horizontalAdvance("0")
        wanted = max((self._needed(row, measure) for row in range(self._sheet.rowCount())), default=0)
        most = min(WIDEST * letter, max(self._view.width() // 3, NARROWEST * letter))
        self.setFixedWidth(max(min(wanted + 2 * SIDE, most), least, NARROWEST * letter))

    def paintSection(self, painter: QPainter, area: QRect, section: int) -> None:
        tokens, side = theme.current(), self._sheet.side(section)
        chosen = section in self.chosen
        painter.save()
        painter.fillRect(area, QColor(tokens.selected if chosen else tokens.surface))
        painter.setPen(QColor(tokens.border))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.drawLine(area.topRight(), area.bottomRight())
        words = area.adjusted(SIDE + 2, 0, -SIDE, 0)
        if side.icon:
            painter.drawPixmap(words.right() - SIGN, area.center().y() - SIGN // 2 + 1,
                               icons.pixmap(side.icon, SIGN, side.tone))  # fmt: skip
            words = words.adjusted(0, 0, -SIGN - 4, 0)
        self._draw_words(painter, words, side.title, side.small, tokens)
        painter.restore()

    def _draw_words(self, painter: QPainter, words: QRect, title: str, small: str, tokens: theme.Tokens) -> None:
        painter.setFont(self.font())
        measure = QFontMetrics(self.font())
        rest = words.width() - measure.horizontalAdvance(title) - SIDE
        painter.setPen(QColor(tokens.muted))
        if self._view.width() >= NARROW and measure.horizontalAdvance(small) <= rest:
            painter.drawText(words, _RIGHT, small)
        painter.setPen(QColor(tokens.text))
        painter.drawText(words, _LEFT, measure.elidedText(title, Qt.TextElideMode.ElideRight, words.width()))

    def _needed(self, row: int, measure: QFontMetrics) -> int:
        side = self._sheet.side(row)
        sign = SIGN + 4 if side.icon else 0
        small = measure.horizontalAdvance(side.small) + SIDE if self._view.width() >= NARROW else 0
        return measure.horizontalAdvance(side.title) + small + SIDE + sign
