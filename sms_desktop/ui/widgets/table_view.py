"""The one table on screen: calm rows, remembered columns, selection by id, and its states when there are no rows."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QColor,
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolButton,
    QWidget,
)

from sms_desktop.core.i18n import _
from sms_desktop.ui import icons, theme
from sms_desktop.ui.memory import Memory
from sms_desktop.ui.paging import PagedModel
from sms_desktop.ui.table import State, TableModel, harmless
from sms_desktop.ui.widgets.columns import Columns
from sms_desktop.ui.widgets.state import StatePanel, Words

#: Loading is said only after this many milliseconds: most lists are there sooner.
PATIENCE = 200
#: More selected rows than this are told apart by their count only.
MANY = 2000
_SELECT_ROWS = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows


class RowDelegate(QStyledItemDelegate):
    """Draws the whole row under the pointer as hovered, a thin line under each row, and no dotted focus frame."""

    hovered = -1

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        area, tokens = option.rect, theme.current()
        if index.row() == self.hovered:
            painter.fillRect(area, QColor(tokens.hover))
        super().paint(painter, option, index)
        painter.fillRect(area.left(), area.bottom(), area.width(), 1, QColor(tokens.sunken))

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        option.state &= ~(QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_MouseOver)


class TableView(QTableView):
    """A table over a `TableModel` or `PagedModel`.

    Emits `opened(row)` on Enter or double click, `delete_pressed()` on Delete, and `selected(rows)` with the row
    objects whenever the selection is another one. `context_menu`, when set, fills the menu of the right button;
    `export_sources`, when set, tells what an export of this list writes (`ui.exporting`), else what it shows.
    """

    opened = Signal(object)
    delete_pressed = Signal()
    selected = Signal(object)

    def __init__(
        self, model: TableModel, memory: Memory, name: str, parent: QWidget | None = None, *, sort: str = ""
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.table_model = model
        self.empty: Callable[[], Words] = lambda: Words("inbox", _("Nothing here yet"))
        self.context_menu: Callable[[QMenu], None] | None = None
        self.export_sources: Callable[[], Sequence[Any]] | None = None
        self._delegate = RowDelegate(self)
        self._kept: tuple[frozenset[Hashable], Hashable, int] = (frozenset(), None, 0)
        self._told: list[Hashable] = []
        self._quiet = False
        self.setItemDelegate(self._delegate)
        self.setModel(model)
        self._behave()
        self.columns = Columns(self.horizontalHeader(), model, memory, f"{name}.columns", sort)
        self._panel = StatePanel(self.viewport(), f"{name}.state")
        self._panel.hide()
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE)
        self._patience.timeout.connect(self._panel.show_loading)
        self._follow(model)

    def columns_button(self) -> QToolButton:
        """A button that opens the column chooser, for the screen's tool row."""
        button = QToolButton()
        button.setObjectName(f"{self.objectName()}.columns")
        button.setProperty("role", "outlined")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        icons.put(button, "columns-3")
        menu = QMenu(button)
        menu.aboutToShow.connect(lambda: self.columns.fill(menu))
        button.setMenu(menu)
        button.setToolTip(_("Choose columns"))
        button.setAccessibleName(_("Choose columns"))
        return button

    def selected_places(self) -> list[int]:
        """Places of the selected rows, in order; cheap for a hundred thousand."""
        return sorted({place for part in self._parts() for place in range(part.top(), part.bottom() + 1)})

    def selected_rows(self) -> list[Any]:
        """The selected row objects that are loaded; for bulk work on all of them use `with_selected_ids`."""
        parts = [range(part.top(), part.bottom() + 1) for part in self._parts()]
        return [row for place, row in self.table_model.loaded() if any(place in part for part in parts)]

    def selected_count(self) -> int:
        """How many rows are selected, loaded or not."""
        return sum(part.height() for part in self._parts())

    def with_selected_ids(self, then: Callable[[list[Hashable]], object]) -> None:
        """Calls `then` with the ids of all selected rows, fetching those of pages that are not loaded."""
        rows, model = self.selected_rows(), self.table_model
        if len(rows) == self.selected_count() or not isinstance(model, PagedModel):
            then([model.id_of(row) for row in rows])
            return
        source, query, places = model.source, model.query, self.selected_places()
        model.jobs.read(
            self,
            lambda session, _progress: source.ids(session, query),
            lambda ids: then([ids[place] for place in places if place < len(ids)]),
            key="ids",
        )

    def select_id(self, row_id: Hashable) -> None:
        """Selects the row of that id and brings it into sight, wherever it is in the list."""
        model = self.table_model
        if isinstance(model, PagedModel):
            model.place_of(row_id, self._go_to)
        else:
            self._go_to(next((place for place, row in model.loaded() if model.id_of(row) == row_id), None))

    def selectRow(self, row: int) -> None:
        """Selects that row alone. Qt's own looks at the keys held just then: with Shift, nothing might be selected."""
        index, flags = self.table_model.index(row, 0), QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)

    def copy(self) -> None:
        """Puts the selected, loaded rows on the clipboard as tab-separated text with titles, as Excel takes it."""
        columns = self.columns.shown()
        lines = [[_cell(column.title()) for column in columns]]
        lines += [[_cell(column.text(row)) for column in columns] for row in self.selected_rows()]
        QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in lines))

    def retranslate(self) -> None:
        """Everything in the new language."""
        self.table_model.retranslate()
        self.columns.fit()
        self._show_state(self.table_model.state)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        elif event.key() == Qt.Key.Key_Delete:
            self.delete_pressed.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        export = self._export_action()
        if self.table_model.rowCount() and (self.context_menu or export):
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            if self.context_menu:
                self.context_menu(menu)
            if export:
                menu.addSeparator()
                menu.addAction(export)
            menu.popup(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._panel.setGeometry(self.viewport().rect())
        self.columns.fit()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.HoverMove:
            self._hover(self.rowAt(event.position().toPoint().y()))  # type: ignore[attr-defined]
        elif event.type() in (QEvent.Type.HoverLeave, QEvent.Type.Leave):
            self._hover(-1)
        return super().viewportEvent(event)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        if not self._quiet:
            self._tell()

    def _parts(self) -> list[QItemSelectionRange]:
        return list(self.selectionModel().selection())  # type: ignore[call-overload]  # a list, which its stub hides

    def _export_action(self) -> QAction | None:
        """The window's command that exports the list with the focus, where there is one."""
        return next((act for act in self.window().actions() if act.objectName() == "main.export"), None)

    def _behave(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.fontMetrics().height() + 4 * theme.STEP)

    def _follow(self, model: TableModel) -> None:
        model.about_to_replace.connect(self._keep_selection)
        model.replaced.connect(self._restore_selection)
        model.state_changed.connect(self._show_state)
        self.doubleClicked.connect(self._open)
        if isinstance(model, PagedModel):
            model.in_sight = self._in_sight
        self._show_state(model.state)

    def _show_state(self, state: State) -> None:
        self._patience.stop()
        if state is State.READY:
            self._panel.hide()
        elif state is State.LOADING:
            self._patience.start()
        elif state is State.EMPTY:
            self._panel.show_words(self.empty())
        elif self.table_model.error:
            self._panel.show_error(self.table_model.error, self.table_model.retry)

    def _open(self, index: QModelIndex) -> None:
        row = self.table_model.row(index.row()) if index.isValid() else None
        if row is not None:
            self.opened.emit(row)

    def _hover(self, row: int) -> None:
        before, self._delegate.hovered = self._delegate.hovered, row
        if row != before:
            for changed in (before, row):
                height = self.rowHeight(changed)
                self.viewport().update(0, self.rowViewportPosition(changed), self.viewport().width(), height)

    def _in_sight(self) -> Iterable[int]:
        top = max(self.rowAt(0), 0)
        bottom = self.rowAt(self.viewport().height() - 1)
        last = bottom if bottom >= 0 else self.table_model.rowCount() - 1
        return [top, max(last, top), *self.selected_places()[:MANY]]

    def _ids(self) -> list[Hashable]:
        return [self.table_model.id_of(row) for row in self.selected_rows()]

    def _tell(self) -> None:
        count = self.selected_count()
        ids: list[Hashable] = self._ids() if count <= MANY else ["many", count]
        if ids != self._told:
            self._told = ids
            self.selected.emit(self.selected_rows())

    def _keep_selection(self) -> None:
        current = self.table_model.row(self.currentIndex().row()) if self.currentIndex().isValid() else None
        here = None if current is None else self.table_model.id_of(current)
        self._kept = (frozenset(self._ids()), here, self.verticalScrollBar().value())
        self._quiet = True

    def _restore_selection(self) -> None:
        ids, current, scrolled = self._kept
        if ids or current is not None:
            self._select_again(ids, current)
        self._quiet = False
        self.verticalScrollBar().setValue(scrolled)
        self._tell()

    def _select_again(self, ids: frozenset[Hashable], current: Hashable) -> None:
        chosen, model = QItemSelection(), self.table_model
        for place, row in model.loaded():
            row_id = model.id_of(row)
            if row_id in ids:
                chosen.select(model.index(place, 0), model.index(place, model.columnCount() - 1))
            if row_id == current:
                self.selectionModel().setCurrentIndex(model.index(place, 0), QItemSelectionModel.SelectionFlag.NoUpdate)
        self.selectionModel().select(chosen, _SELECT_ROWS)

    def _go_to(self, place: int | None) -> None:
        if place is None:
            self.clearSelection()
            return
        self.selectRow(place)
        self.scrollTo(self.table_model.index(place, 0), QAbstractItemView.ScrollHint.PositionAtCenter)


def _cell(text: str) -> str:
    """One cell for the clipboard: no tabs or line breaks, and nothing a spreadsheet would take for a formula."""
    return harmless(" ".join(text.split()))
