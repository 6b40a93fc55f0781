"""The years and terms of the school: which are open, and locking one whose marks are final (domain.md 1)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QIcon
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sms_desktop.core.errors import UserError
from sms_desktop.core.i18n import _, pgettext
from sms_desktop.services import term_lock, years
from sms_desktop.services.years import TermRow
from sms_desktop.ui import icons, theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dialogs.reason import ask_reason
from sms_desktop.ui.dress import named, roled, size_within_screen
from sms_desktop.ui.errors import show_error
from sms_desktop.ui.table import Column, TableModel
from sms_desktop.ui.widgets.notice import Notice
from sms_desktop.ui.widgets.state import Words
from sms_desktop.ui.widgets.table_view import TableView

#: The list is read again when one of these tables has changed.
TABLES = frozenset({"terms", "academic_years"})
_SIGNS = {"open": ("lock-open", "success"), "locked": ("lock", "warning"), "archived": ("archive", "muted")}
RIGHT = "settings:edit"


class TermsDialog(QDialog):
    """Lists the terms; an administrator locks one, and opens it again for a reason."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "terms").setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context = context
        self.model = TableModel(_columns(), id_of=attrgetter("id"), parent=self)
        self.table = TableView(self.model, context.memory, "terms.table", self)
        self.table.empty = lambda: Words("calendar-days", _("No terms yet"))
        self._title, self._about = QLabel(), roled(QLabel(wordWrap=True), "muted")
        self._problem = Notice("problem")
        self.lock, self.unlock = named(QPushButton(), "terms.lock"), named(QPushButton(), "terms.unlock")
        self.close_button = named(QPushButton(), "terms.close")
        self._dress()
        self._lay_out()
        self.retranslate()
        self.refresh()

    def refresh(self) -> None:
        """Asks for the terms again."""
        self._context.jobs.read(
            self, lambda session, _progress: years.terms(session), self.model.set_rows, self.model.fail, key="terms"
        )

    def retranslate(self) -> None:
        """In the new language."""
        self.setWindowTitle(_("Terms"))
        self._title.setText(_("Terms"))
        about = _("In a locked term, marks, registers and rules stay as they are.")
        more = _("An administrator can still change them, with a reason that is kept.")
        self._about.setText(f"{about} {more}")
        self.lock.setText(" " + _("&Lock"))
        self.unlock.setText(" " + _("&Unlock…"))
        self.close_button.setText(_("Close"))
        self.table.setAccessibleName(_("Terms"))
        self._fit()

    def _lock(self) -> None:
        if row := self._chosen():
            self._turn(partial(term_lock.lock, term_id=row.id), _("Locking {term}").format(term=row.title))

    def _unlock(self) -> None:
        if row := self._chosen():
            act, name = partial(term_lock.unlock, term_id=row.id), row.title
            ask_reason(
                self,
                lambda reason: self._turn(act, _("Unlocking {term}").format(term=name), reason),
                title=lambda: _("Unlock {term}").format(term=name),
                text=lambda: _("Marks and registers can be changed again. The reason is kept in the history."),
            )

    def _turn(self, act: Callable[..., object], title: str, reason: str = "") -> None:
        def done(_nothing: object) -> None:
            self._problem.say("")
            self.refresh()

        self._context.jobs.write(
            self, lambda session, _progress: act(session), done, self._failed, title=title, reason=reason
        )

    def _failed(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self._problem.say(str(error))
            self.refresh()
        else:
            show_error(self, error)

    def _chosen(self) -> TermRow | None:
        return next(iter(self.table.selected_rows()), None)

    def _fit(self) -> None:
        may, row = self._context.actor.may(RIGHT), self._chosen()
        for button, state in ((self.lock, "open"), (self.unlock, "locked")):
            button.setEnabled(may and row is not None and row.state == state)
            button.setToolTip("" if may else _("Only an administrator locks and unlocks terms."))

    def _heard(self, event: Any) -> None:
        if event.tables & TABLES:
            self.refresh()

    def _dress(self) -> None:
        theme.scale(self._title, 1.4, QFont.Weight.DemiBold)
        self.table.setSelectionMode(TableView.SelectionMode.SingleSelection)
        icons.put(self.lock, "lock")
        icons.put(self.unlock, "lock-open")
        self.lock.clicked.connect(self._lock)
        self.unlock.clicked.connect(self._unlock)
        self.close_button.clicked.connect(self.accept)
        self.close_button.setDefault(True)
        self.table.selected.connect(lambda _rows: self._fit())
        self.model.replaced.connect(self._select_first)
        self._context.changes.changed.connect(self._heard)

    def _select_first(self) -> None:
        if self.model.rowCount() and not self.table.selected_count():
            self.table.selectRow(0)
        self._fit()

    def _lay_out(self) -> None:
        column, buttons = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(theme.STEP * 3)
        for part in (self._title, self._about, self._problem):
            column.addWidget(part)
        column.addWidget(self.table, 1)
        buttons.setSpacing(theme.STEP * 2)
        buttons.addWidget(self.lock)
        buttons.addWidget(self.unlock)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        column.addLayout(buttons)
        size_within_screen(self, 680, 440)


def state_word(state: str) -> str:
    """The state of a term as shown."""
    words = {"open": pgettext("term", "Open"), "locked": _("Locked"), "archived": _("Archived")}
    return words.get(state, state)


def _state_icon(row: TermRow) -> QIcon:
    return icons.icon(*_SIGNS.get(row.state, ("info", "muted")))


def _columns() -> list[Column]:
    return [
        Column("year", lambda: _("Year"), attrgetter("year"), width=110),
        Column("name", lambda: _("Term"), attrgetter("name"), width=170, bold=True),
        Column("state", lambda: _("State"), attrgetter("state"), state_word, width=130, icon=_state_icon),
        Column("first_day", lambda: _("First day"), attrgetter("first_day"), width=104),
        Column("last_day", lambda: _("Last day"), attrgetter("last_day"), width=104),
    ]
