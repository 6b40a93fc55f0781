"""What an account may do and where that comes from, what was granted to it, and the classes it teaches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from operator import attrgetter

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sms_desktop.core.i18n import _, pgettext
from sms_desktop.services.access.grants import GrantRow
from sms_desktop.services.access.teachers import TeachingRow
from sms_desktop.services.access.users import Right, UserRow
from sms_desktop.ui import icons, theme
from sms_desktop.ui.dress import named
from sms_desktop.ui.memory import Memory
from sms_desktop.ui.table import Column, TableModel
from sms_desktop.ui.tabs.operations.rights_words import (
    action_title,
    lasting_word,
    permission_title,
    resource_title,
    scope_word,
    source_word,
)
from sms_desktop.ui.widgets.page_tabs import PageTabs
from sms_desktop.ui.widgets.state import Words
from sms_desktop.ui.widgets.table_view import TableView


@dataclass(frozen=True)
class Person:
    """An account with all that is shown of it."""

    user: UserRow
    rights: tuple[Right, ...]
    grants: tuple[GrantRow, ...]
    classes: tuple[TeachingRow, ...]


class UserDetail(PageTabs):
    """Three pages on the account that is selected; `grant_wanted()` and `revoke_wanted(grant)` ask for a change."""

    grant_wanted = Signal()
    revoke_wanted = Signal(object)

    def __init__(self, memory: Memory) -> None:
        super().__init__("users.detail")
        self.person: Person | None = None
        self.rights = _table(memory, "users.rights", self._right_columns(), _no_rights)
        self.grants = _table(memory, "users.grants", _grant_columns(), _no_grants)
        self.classes = _table(memory, "users.classes", _class_columns(), _no_classes)
        self.grant, self.revoke = named(QPushButton(), "users.grant"), named(QPushButton(), "users.revoke")
        self.add_page(_roomy(self.rights), "shield-check", lambda: _("May do"))
        self.add_page(_roomy(self.grants, self.grant, self.revoke), "key-round", lambda: _("Granted"))
        self.add_page(_roomy(self.classes), "graduation-cap", lambda: _("Teaches"))
        icons.put(self.grant, "plus")
        icons.put(self.revoke, "x")
        self.grant.clicked.connect(self.grant_wanted)
        self.revoke.clicked.connect(self._revoke)
        self.grants.selected.connect(lambda _rows: self._fit())
        self.show_person(None)
        self.retranslate()

    def show_person(self, person: Person | None) -> None:
        """Shows one account, or none."""
        self.person = person
        self.rights.table_model.set_rows(person.rights if person else ())
        self.grants.table_model.set_rows(person.grants if person else ())
        self.classes.table_model.set_rows(person.classes if person else ())
        self._fit()

    def retranslate(self) -> None:
        """Titles and names in the new language; the tables see to their own words."""
        super().retranslate()
        self.grant.setText(" " + _("&Grant a permission…"))
        self.revoke.setText(" " + _("Re&voke"))
        self.rights.setAccessibleName(_("What the account may do"))
        self.grants.setAccessibleName(_("Permissions granted to the account"))
        self.classes.setAccessibleName(_("Classes that the account teaches"))

    def _fit(self) -> None:
        other = self.person is not None and not self.person.user.is_me
        self.grant.setEnabled(other)
        self.revoke.setEnabled(other and self.grants.selected_count() == 1)

    def _revoke(self) -> None:
        for row in self.grants.selected_rows():
            self.revoke_wanted.emit(row)

    def _right_columns(self) -> list[Column]:
        return [
            Column(
                "resource",
                lambda: pgettext("permission", "What"),
                lambda right: resource_title(_split(right)[0]),
                width=190,
                bold=True,
            ),
            Column("action", lambda: _("May"), lambda right: action_title(_split(right)[1]), width=210),
            Column("scope", lambda: _("Of whom"), attrgetter("scope"), scope_word, width=130),
            Column("source", lambda: _("Because of"), self._source, width=210),
        ]

    def _source(self, right: Right) -> str:
        return source_word(right, self.person.user.role_title if self.person else "")


def _split(right: Right) -> list[str]:
    return right.permission.split(":")


def _grant_columns() -> list[Column]:
    return [
        Column("permission", lambda: _("Permission"), attrgetter("permission"), permission_title, width=300, bold=True),
        Column("until", lambda: _("How long"), _how_long, width=190, tone=_expired_tone),
        Column("granted_by", lambda: _("By"), attrgetter("granted_by"), width=110),
        Column("granted_at", lambda: _("On"), attrgetter("granted_at"), width=140),
        Column("reason", lambda: _("Why"), attrgetter("reason"), width=200, tooltip=attrgetter("reason")),
    ]


def _how_long(grant: GrantRow) -> str:
    return _("Has ended") if grant.expired else lasting_word(grant.expires_on)


def _expired_tone(grant: GrantRow) -> str:
    return "muted" if grant.expired else "text"


def _class_columns() -> list[Column]:
    return [
        Column("course_code", lambda: _("Code"), attrgetter("course_code"), width=110, bold=True),
        Column("course_name", lambda: _("Course"), attrgetter("course_name"), width=280),
        Column("section", lambda: _("Section"), attrgetter("section"), width=90),
        Column("term", lambda: _("Term"), attrgetter("term"), width=150),
        Column("year", lambda: _("Year"), attrgetter("year"), width=100),
    ]


def _table(memory: Memory, name: str, columns: Sequence[Column], empty: Callable[[], Words]) -> TableView:
    model = TableModel(columns, id_of=_identity)
    table = TableView(model, memory, name)
    model.setParent(table)
    table.setSelectionMode(TableView.SelectionMode.SingleSelection)
    table.empty = empty
    return table


def _identity(row: Right | GrantRow | TeachingRow) -> object:
    if isinstance(row, TeachingRow):
        return row.offering_id
    return row.id if isinstance(row, GrantRow) else (row.permission, row.by_role, row.scope)


def _roomy(table: TableView, *buttons: QPushButton) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, theme.STEP * 3, 0, 0)
    column.setSpacing(theme.STEP * 2)
    column.addWidget(table, 1)
    if buttons:
        row = QHBoxLayout()
        row.setSpacing(theme.STEP * 2)
        for button in buttons:
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
    return page


def _words(icon: str, title: Callable[[], str], text: Callable[[], str]) -> Words:
    return Words(icon, title(), text())


_no_rights = partial(_words, "shield-check", lambda: _("Nothing"), lambda: _("This account may do nothing."))
_no_grants = partial(
    _words, "key-round", lambda: _("Nothing granted"), lambda: _("All that the account may do comes from its role.")
)
_no_classes = partial(
    _words, "graduation-cap", lambda: _("No classes"), lambda: _("Choose the account as a teacher of its offerings.")
)
