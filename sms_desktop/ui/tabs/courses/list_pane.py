"""A list with its filters: a page at a time from the database, by what is typed and chosen above it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from sms_desktop.core.i18n import _, ngettext
from sms_desktop.services.listing import Condition, Listing
from sms_desktop.ui import icons, theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.exporting import ExportButton, Source, of_listed
from sms_desktop.ui.fields import CalmComboBox
from sms_desktop.ui.listing import ListingSource
from sms_desktop.ui.paging import PagedModel
from sms_desktop.ui.table import Column, State
from sms_desktop.ui.tabs.courses.choices import Choices
from sms_desktop.ui.widgets.state import Words
from sms_desktop.ui.widgets.table_view import TableView

#: Milliseconds of quiet after a key before the list is asked for.
PAUSE = 80
Text = Callable[[], str]


@dataclass(frozen=True)
class Chooser:
    """A filter by one field: its name in the listing, what no choice is called, and what there is to choose."""

    field: str
    everything: Text
    entries: Callable[[Choices], Sequence[tuple[Any, str]]]
    first: Callable[[Choices], Any] = lambda choices: None
    #: Its part of the row's width, beside the others' parts.
    share: int = 3


@dataclass(frozen=True)
class ListWords:
    """What a list says of itself: the filter's name, and its three kinds of emptiness."""

    search: Text
    empty: Callable[[Callable[[], object] | None], Words]
    none_deleted: Callable[[], Words]
    delete: Text
    restore: Text


class ListPane(QWidget):
    """The list `name`. Emits `chosen(rows)`, `opened(row)`, `delete_wanted(ids)`, `restore_wanted(ids)`."""

    chosen = Signal(object)
    opened = Signal(object)
    delete_wanted = Signal(object)
    restore_wanted = Signal(object)

    def __init__(
        self,
        context: Context,
        name: str,
        columns: Sequence[Column],
        source: ListingSource,
        choosers: Sequence[Chooser],
        words: ListWords,
        *,
        sort: str,
        add: Callable[[], object] | None,
        may_delete: bool,
    ) -> None:
        super().__init__()
        self._name, self._words, self._add, self._may_delete = name, words, add, may_delete
        self._choosers, self._choices = tuple(choosers), Choices()
        self._asked_once = False
        #: Whether a row may be chosen unasked: not while something else is shown already.
        self.may_choose: Callable[[], bool] = lambda: True
        self.model = PagedModel(columns, source, context.jobs, id_of=lambda row: row.id, parent=self)
        self.table = TableView(self.model, context.memory, f"{name}.table", sort=sort)
        self.filter = named(QLineEdit(clearButtonEnabled=True), f"{name}.filter", "search")
        self._sign = self.filter.addAction(icons.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.boxes = {one.field: named(CalmComboBox(), f"{name}.by_{one.field}") for one in self._choosers}
        self.deleted = named(QToolButton(), f"{name}.deleted", "outlined")
        self._columns = self.table.columns_button()
        self.export = ExportButton(context, self.export_sources, f"{name}.export", slim=True)
        self.table.export_sources = self.export_sources
        self.act = named(QPushButton(), f"{name}.delete", "quiet")
        self._count = roled(named(QLabel(), f"{name}.count"), "muted")
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._lay_out()
        self._connect()
        self.retranslate()

    def set_choices(self, choices: Choices) -> None:
        """Fills the filters, keeps what was chosen, and asks for the rows the first time."""
        self._choices = choices
        for chooser in self._choosers:
            self._fill(
                chooser, chooser.first(choices) if not self._asked_once else self.boxes[chooser.field].currentData()
            )
        if not self._asked_once:
            self._asked_once = True
            self.ask()

    def ask(self) -> None:
        """Shows what the filters let through now."""
        self._pause.stop()
        self.model.set_filter(self.wanted())
        self._show_count()

    def wanted(self) -> Listing:
        """The filters as a listing."""
        chosen = {field: box.currentData() for field, box in self.boxes.items()}
        where = tuple(Condition(field, "=", value) for field, value in chosen.items() if value is not None)
        return Listing(self.filter.text().strip(), where, deleted=self.deleted.isChecked())

    def export_sources(self) -> list[Source]:
        """What an export of the list writes; those deleted are in no export (domain.md 1)."""
        wanted = self.wanted()
        return [] if wanted.deleted else [of_listed(self.table, self._name, shown=wanted)]

    def reveal(self, row_id: int) -> None:
        """Selects a row once the list has it; where the filters hide it they are taken off first."""

        def look(place: int | None) -> None:
            if place is None and self.filtered():
                self.clear_filters()
            self.model.replaced.connect(lambda: self.table.select_id(row_id), Qt.ConnectionType.SingleShotConnection)
            self.model.refresh()

        self.model.place_of(row_id, look)

    def filtered(self) -> bool:
        """Whether anything is hidden."""
        return self.wanted() != Listing()

    def clear_filters(self) -> None:
        """Takes all filters off."""
        self._asked_once = True
        self.filter.clear()
        self.deleted.setChecked(False)
        for box in self.boxes.values():
            box.setCurrentIndex(0)
        self.ask()

    def act_on_selected(self) -> None:
        """Asks for the selected rows to be deleted; in the list of deleted ones, to be restored."""
        signal = self.restore_wanted if self.deleted.isChecked() else self.delete_wanted
        if self._may_delete and self.table.selected_count():
            self.table.with_selected_ids(signal.emit)

    def retranslate(self) -> None:
        """All words in the new language."""
        self.filter.setPlaceholderText(self._words.search())
        self.filter.setAccessibleName(self._words.search())
        self.table.setAccessibleName(_("Courses") if self._name == "courses" else _("Offerings"))
        self.filter.setToolTip(_("{what} (Ctrl+F)").format(what=self._words.search()))
        for chooser in self._choosers:
            self._fill(chooser, self.boxes[chooser.field].currentData())
        for button, text in ((self.deleted, _("Show what was deleted")), (self._columns, _("Choose columns"))):
            button.setToolTip(text)
            button.setAccessibleName(text)
        self._show_count()

    def _fill(self, chooser: Chooser, value: Any) -> None:
        box = self.boxes[chooser.field]
        box.clear()
        box.addItem(chooser.everything(), None)
        for entry, label in chooser.entries(self._choices):
            box.addItem(label, entry)
        box.setCurrentIndex(max(box.findData(value), 0) if value is not None else 0)
        box.setAccessibleName(chooser.everything())

    def _narrowed(self) -> bool:
        """Whether more is filtered than at first."""
        first = {chooser.field: chooser.first(self._choices) for chooser in self._choosers}
        return bool(self.filter.text().strip()) or any(box.currentData() != first[f] for f, box in self.boxes.items())

    def _empty(self) -> Words:
        if self.deleted.isChecked() and not self._narrowed():
            return self._words.none_deleted()
        if self._narrowed():
            return Words(
                "search", _("Nothing fits"), _("No entry fits what you chose above."), _("Show all"), self.clear_filters
            )
        return self._words.empty(self._add)

    def _show_count(self) -> None:
        number, selected = self.model.rowCount(), self.table.selected_count()
        text = ngettext("{n} entry", "{n} entries", number).format(n=number)
        if selected > 1:
            text = _("{entries}, {n} selected").format(entries=text, n=selected)
        self._count.setText(text)
        deleted = self.deleted.isChecked()
        self.act.setText(self._words.restore() if deleted else self._words.delete())
        self.act.setToolTip("" if deleted else _("Del"))
        icons.put(self.act, "rotate-ccw" if deleted else "trash-2", "accent")
        self.act.setVisible(self._may_delete and selected > 0)

    def _fill_menu(self, menu: QMenu) -> None:
        if self._may_delete:
            menu.addAction(self.act.text()).triggered.connect(self.act_on_selected)
        menu.addAction(_("Copy")).triggered.connect(self.table.copy)

    def _connect(self) -> None:
        icons.put(self._sign, "search", "muted")
        icons.put(self.deleted, "trash-2", on="accent")
        self._pause.timeout.connect(self.ask)
        self.filter.textChanged.connect(self._pause.start)
        self.filter.returnPressed.connect(self.table.setFocus)
        for box in self.boxes.values():
            box.activated.connect(self.ask)
        self.deleted.setCheckable(True)
        self.deleted.setVisible(self._may_delete)
        self.deleted.toggled.connect(self.ask)
        self.table.empty = self._empty
        self.table.context_menu = self._fill_menu
        self.table.selected.connect(self.chosen)
        self.table.selected.connect(self._show_count)
        self.table.opened.connect(self.opened)
        self.table.delete_pressed.connect(self.act_on_selected)
        self.act.clicked.connect(self.act_on_selected)
        self.model.state_changed.connect(self._show_count)
        self.model.replaced.connect(self._show_count)
        self.model.replaced.connect(self._choose_first, Qt.ConnectionType.SingleShotConnection)

    def _choose_first(self) -> None:
        """The first row's record rather than an empty half of the screen, at the start."""
        if self.may_choose() and self.model.state is State.READY and not self.table.selected_count():
            self.table.selectRow(0)

    def _lay_out(self) -> None:
        column, top, below, foot = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        for layout in (column, top, below, foot):
            layout.setSpacing(theme.STEP * 2)
        top.addWidget(self.filter, 1)
        top.addWidget(self.deleted)
        top.addWidget(self._columns)
        top.addWidget(self.export)
        for chooser in self._choosers:
            box = self.boxes[chooser.field]
            box.setMinimumContentsLength(5)
            below.addWidget(box, chooser.share)
        foot.addWidget(self._count, 1)
        foot.addWidget(self.act)
        foot.setContentsMargins(theme.STEP, 0, 0, 0)
        column.addLayout(top)
        column.addLayout(below)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        self._count.setMinimumHeight(self.act.sizeHint().height())
