"""A short list that belongs to a student (contacts, enrolments): a table with its buttons under it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget

from sms_desktop.ui import icons, theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dress import named
from sms_desktop.ui.table import Column, TableModel
from sms_desktop.ui.widgets.flow import Flow
from sms_desktop.ui.widgets.table_view import TableView

Text = Callable[[], str]


@dataclass(frozen=True)
class Act:
    """A button under the list. `alone` needs no selection, `one` just one row; `right` is the permission it takes."""

    name: str
    title: Text
    icon: str
    run: Callable[[], object]
    right: str
    alone: bool = False
    one: bool = False


class PartList(QWidget):
    """Asks `read(session, student_id)` for its rows; subclasses say what they are and what can be done with them."""

    def __init__(self, context: Context, name: str, columns: Sequence[Column], acts: Sequence[Act]) -> None:
        super().__init__()
        self.context, self.student_id = context, 0
        self.model = TableModel(columns, id_of=lambda row: row.id, parent=self)
        self.table = TableView(self.model, context.memory, name, self)
        self._acts = [(act, named(QPushButton(), f"{name}.{act.name}")) for act in acts]
        self._deleted = False
        for act, button in self._acts:
            icons.put(button, act.icon)
            button.clicked.connect(lambda _checked=False, act=act: act.run())
        self._foot, self._wanted = QWidget(), 0
        self.table.context_menu = self._fill_menu
        self.table.selected.connect(lambda _rows: self._fit_acts())
        self.model.replaced.connect(self._select_wanted)
        self.model.state_changed.connect(lambda _state: self._fit_acts())
        self._lay_out()
        self.retranslate()

    def read(self, session: Any, student_id: int) -> Sequence[Any]:
        """The rows, in a reading job."""
        raise NotImplementedError

    def show_student(self, student_id: int, deleted: bool) -> None:
        """Shows what belongs to a student; of a deleted one nothing can be changed."""
        if student_id != self.student_id:
            self.model.set_rows([])
        self.student_id, self._deleted = student_id, deleted
        self._fit_acts()
        self.refresh()

    def refresh(self) -> None:
        """Asks again."""
        student_id = self.student_id
        if student_id:
            read = self.read
            self.context.jobs.read(
                self, lambda session, _p: read(session, student_id), self.model.set_rows, self.model.fail, key="rows"
            )

    def begin(self) -> tuple[str, Callable[[], object] | None]:
        """The button of the empty state: the act that needs no selection, where the person may do it."""
        act = next(act for act, _button in self._acts if act.alone)
        return act.title(), act.run if self._is_allowed(act) else None

    def select_soon(self, row_id: int) -> None:
        """Selects a new row once it is in the list."""
        self._wanted = row_id
        self.refresh()

    def rows(self) -> list[Any]:
        """What is selected."""
        return self.table.selected_rows()

    def retranslate(self) -> None:
        """The buttons in the new language."""
        for act, button in self._acts:
            button.setText(f" {act.title()}")
        self._fit_acts()

    def _fill_menu(self, menu: QMenu) -> None:
        for _act, button in self._acts:
            action = menu.addAction(button.icon(), button.text().strip())
            action.setEnabled(button.isEnabled())
            action.setVisible(not button.isHidden())
            action.triggered.connect(button.click)

    def _select_wanted(self) -> None:
        if any(self.model.id_of(row) == self._wanted for _place, row in self.model.loaded()):
            self.table.select_id(self._wanted)
            self._wanted = 0

    def _fit_acts(self) -> None:
        for act, button in self._acts:
            button.setVisible(self.context.actor.may(act.right))
            chosen = self.table.selected_count()
            button.setEnabled(self._is_allowed(act) and (act.alone or chosen == 1 or (chosen > 1 and not act.one)))
        self._foot.setVisible(self.model.rowCount() > 0)

    def _is_allowed(self, act: Act) -> bool:
        return self.context.actor.may(act.right) and not self._deleted

    def _lay_out(self) -> None:
        column, row = QVBoxLayout(self), Flow(self._foot)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(theme.STEP * 2)
        column.addWidget(self.table, 1)
        for _act, button in self._acts:
            row.addWidget(button)
        column.addWidget(self._foot)
