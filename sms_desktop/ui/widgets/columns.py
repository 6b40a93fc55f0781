"""Which columns a table shows, how wide, in what order and sorted by which: chosen by the person, and remembered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import islice
from math import ceil
from typing import Any

from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QApplication, QHeaderView, QMenu

from sms_desktop.core.i18n import _
from sms_desktop.ui.memory import Memory
from sms_desktop.ui.table import Column, TableModel

#: Padding and the sorting arrow, in logical pixels.
ROOM_BESIDE_TITLE = 40
#: Padding alone; in a cell it is a little less, and a sign before the text takes room as well.
_PADDING, _IN_CELL, _SIGN = 24, 22, 22
#: The part of its width that a column gives up, at most, so that the last ones are in sight.
_GIVEN_UP = 0.25
#: So many rows are looked at for the room they need. Days and numbers, cut short, would be of no use, or others.
_LOOKED_AT = 30
_FIRM = (date, int, float, Decimal)


class Columns(QObject):
    """Looks after the header of one table; `memory` keeps the choices under `key`."""

    def __init__(self, header: QHeaderView, model: TableModel, memory: Memory, key: str, sort: str) -> None:
        super().__init__(header)
        self._header, self._model, self._memory, self._key = header, model, memory, key
        self._default_sort = sort
        self._widths: dict[str, int] = {}
        self._firm: dict[str, int] = {}
        self._texts: dict[str, int] = {}
        self._fitting = False
        self._later = QTimer(self, singleShot=True, interval=300)
        self._later.timeout.connect(self.save)
        self._behave()
        self._restore(memory.get(key) or {})
        header.sortIndicatorChanged.connect(self._sort)
        header.sectionResized.connect(self._resized)
        header.sectionMoved.connect(self._later.start)
        header.customContextMenuRequested.connect(self._open_menu)
        model.replaced.connect(self._measure)

    def shown(self) -> list[Column]:
        """The visible columns from left to right."""
        places = [self._header.logicalIndex(visual) for visual in range(self._header.count())]
        return [self._model.columns[place] for place in places if not self._header.isSectionHidden(place)]

    def fill(self, menu: QMenu) -> None:
        """Fills a menu with one check for each column and a way back to how it was."""
        menu.clear()
        for place, column in enumerate(self._model.columns):
            action = menu.addAction(column.title())
            action.setCheckable(True)
            action.setChecked(not self._header.isSectionHidden(place))
            action.setEnabled(self._header.isSectionHidden(place) or len(self.shown()) > 1)
            action.toggled.connect(lambda on, place=place: self._show(place, on))
        menu.addSeparator()
        menu.addAction(_("Columns as they were at first")).triggered.connect(self._reset)

    def fit(self) -> None:
        """Makes columns whose width nobody chose as wide as they want to be, or their title in this language needs.

        They give up some of it where then all are seen without scrolling.
        """
        seen = [place for place in range(self._header.count()) if not self._header.isSectionHidden(place)]
        columns = self._model.columns
        free = [place for place in seen if columns[place].name not in self._widths]
        wanted = {place: self._width(columns[place]) for place in free}
        spare = {place: wanted[place] - self._least(columns[place]) for place in free}
        chosen = sum(self._widths[columns[place].name] for place in seen if place not in wanted)
        missing, all_spare = chosen + sum(wanted.values()) - self._header.width(), sum(spare.values())
        part = missing / all_spare if 0 < missing <= all_spare else 0
        self._fitting = True
        for place in free:
            self._header.resizeSection(place, wanted[place] - ceil(spare[place] * part))
        self._fitting = False

    def save(self) -> None:
        """Remembers everything now."""
        header, columns = self._header, self._model.columns
        order = [columns[header.logicalIndex(visual)].name for visual in range(header.count())]
        hidden = [column.name for place, column in enumerate(columns) if header.isSectionHidden(place)]
        sizes = {column.name: header.sectionSize(place) for place, column in enumerate(columns)}
        widths = {name: sizes[name] or self._widths[name] for name in self._widths}
        kept = {"order": order, "widths": widths, "hidden": hidden}
        self._memory.put(self._key, {**kept, "sort": self._model.sorted_by, "descending": self._model.descending})

    def _behave(self) -> None:
        header = self._header
        header.setSectionsMovable(True)
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setMinimumSectionSize(44)
        header.setSortIndicatorShown(True)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)

    def _restore(self, kept: dict[str, Any]) -> None:
        names = [column.name for column in self._model.columns]
        hidden = kept.get("hidden")
        self._widths = {name: int(width) for name, width in kept.get("widths", {}).items() if name in names}
        for place, column in enumerate(self._model.columns):
            self._header.resizeSection(place, self._widths.get(column.name) or self._width(column))
            self._header.setSectionHidden(place, column.hidden if hidden is None else column.name in hidden)
        for visual, name in enumerate(name for name in kept.get("order", names) if name in names):
            self._header.moveSection(self._header.visualIndex(names.index(name)), visual)
        name = kept.get("sort", self._default_sort)
        self._model.set_order(name if name in names else "", bool(kept.get("descending", False)))
        self._point_to_order()

    def _width(self, column: Column) -> int:
        return max(column.width, self._title_width(column) + ROOM_BESIDE_TITLE, self._firm.get(column.name, 0))

    def _least(self, column: Column) -> int:
        """What a column keeps: room for its title and for what stands in it, if that is not cut short anyway."""
        beside = ROOM_BESIDE_TITLE if column.name == self._model.sorted_by else _PADDING
        least = max(ceil(column.width * (1 - _GIVEN_UP)), self._title_width(column) + beside)
        texts = self._texts.get(column.name, 0)
        return max(least, self._firm.get(column.name, 0), texts if texts <= column.width else 0)

    def _title_width(self, column: Column) -> int:
        return self._metrics(bold=True).horizontalAdvance(column.title())

    def _metrics(self, *, bold: bool) -> QFontMetrics:
        font = self._header.font()
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        return QFontMetrics(font)

    def _measure(self) -> None:
        """Sees what room the rows that have come need: days and numbers in any case, texts where there is that room."""
        rows = [row for _place, row in islice(self._model.loaded(), _LOOKED_AT)]
        if not rows:
            return
        found: tuple[dict[str, int], dict[str, int]] = {}, {}
        for column in self._model.columns:
            firm = any(isinstance(column.value(row), _FIRM) for row in rows)
            found[0 if firm else 1][column.name] = self._room(column, rows)
        if found != (self._firm, self._texts):
            self._firm, self._texts = found
            self.fit()

    def _room(self, column: Column, rows: Sequence[Any]) -> int:
        metrics = self._metrics(bold=column.bold)
        sign = _SIGN if column.icon is not None else 0
        return max(metrics.horizontalAdvance(column.text(row)) for row in rows) + _IN_CELL + sign

    def _resized(self, place: int, _before: int, now: int) -> None:
        if now and QApplication.mouseButtons() and not self._fitting:
            self._widths[self._model.columns[place].name] = now
            self._later.start()

    def _point_to_order(self) -> None:
        column = self._model.column(self._model.sorted_by)
        order = Qt.SortOrder.DescendingOrder if self._model.descending else Qt.SortOrder.AscendingOrder
        self._header.blockSignals(True)
        self._header.setSortIndicator(self._model.columns.index(column) if column else -1, order)
        self._header.blockSignals(False)

    def _sort(self, place: int, order: Qt.SortOrder) -> None:
        if place >= 0 and self._model.can_sort(place):
            self._model.sort(place, order)
            self.fit()
            self._later.start()
        self._point_to_order()

    def _show(self, place: int, on: bool) -> None:
        self._header.setSectionHidden(place, not on)
        if on and self._header.sectionSize(place) < self._header.minimumSectionSize():
            self._header.resizeSection(place, self._model.columns[place].width)
        self.fit()
        self._later.start()

    def _reset(self) -> None:
        self._restore({})
        self.fit()
        self.save()

    def _open_menu(self, where: QPoint) -> None:
        menu = QMenu(self._header)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill(menu)
        menu.popup(self._header.mapToGlobal(where))
