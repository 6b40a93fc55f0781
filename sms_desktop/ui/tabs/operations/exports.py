"""Exports: each list afresh, the other files that leave the school, the named exports, and the last ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from sms_desktop.core.events import Changed
from sms_desktop.core.i18n import _
from sms_desktop.services.exporting.lists import LISTS
from sms_desktop.services.history import audit
from sms_desktop.ui import exporting, icons, theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dialogs import export_files
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.tabs.operations.exports_last import LastExports
from sms_desktop.ui.tabs.operations.exports_named import TABLES, NamedExports
from sms_desktop.ui.tabs.operations.heading import Heading
from sms_desktop.ui.tabs.operations.page import PageSpec
from sms_desktop.ui.widgets.flow import Flow
from sms_desktop.ui.widgets.page_tabs import PageTabs
from sms_desktop.ui.widgets.scroll import filling

#: The icon of each list, as its screen has it.
ICONS = {
    "students": "users", "contacts": "contact", "courses": "book-open", "offerings": "calendar-days",
    "enrolments": "list-checks", "grades": "graduation-cap", "attendance": "calendar-check",
    "daily-ratings": "chart-column", "highlights": "star", "audit": "history",
}  # fmt: skip
Text = Callable[[], str]


def page(context: Context, window: MainWindow) -> PageSpec:
    """The page of exports."""
    return PageSpec("exports", "download", lambda: _("Exports"), exporting.RIGHT, lambda: ExportsPage(context, window))


class ExportsPage(QWidget):
    """What can be written above, what is kept and what was written below."""

    def __init__(self, context: Context, window: MainWindow) -> None:
        super().__init__()
        self._context, self._window = context, window
        self.lists = {name: self._list_button(name) for name in LISTS if self._may_export(name)}
        self.files = {kind: self._file_button(kind) for kind in export_files.kinds(context)}
        self._captions: list[tuple[QLabel, Text]] = []
        self.tabs = PageTabs("exports.tabs")
        self.named, self.last = NamedExports(context, window), LastExports(context)
        self._lay_out()
        self.setFocusProxy(self.named.table)
        context.changes.changed.connect(self._heard)
        self.retranslate()
        self.refresh()

    def refresh(self) -> None:
        """Asks for what is kept and what was written again."""
        self.named.refresh()
        if self._may_see_last():
            self.last.refresh()

    def shown(self) -> None:
        """What other programs did meanwhile is asked for."""
        self.refresh()

    def begin(self, list_name: str) -> None:
        """Opens the dialog over a whole list."""
        exporting.begin(self._context, self._window, [exporting.of_list(list_name)])

    def retranslate(self) -> None:
        """In the new language."""
        for caption, text in self._captions:
            caption.setText(text())
        for name, button in self.lists.items():
            button.setText(" " + _(LISTS[name].label))
        for kind, button in self.files.items():
            button.setText(" " + export_files.button_text(kind))
            button.setToolTip(export_files.about(kind))
        self.tabs.setAccessibleName(_("Named and last exports"))

    def _may_export(self, name: str) -> bool:
        """Lists that are nobody's own are exported as a whole or not at all."""
        actor, needed = self._context.actor, f"{LISTS[name].resource}:view"
        if name == "audit":
            return actor.may_all(exporting.RIGHT) and actor.may_all(needed)
        return exporting.may_export(self._context, name)

    def _may_see_last(self) -> bool:
        return self._context.actor.may(audit.RIGHT)

    def _heard(self, event: Changed) -> None:
        if TABLES & event.tables:
            self.named.refresh()
        if event.action == "export" and self._may_see_last():
            self.last.refresh()

    def _list_button(self, name: str) -> QPushButton:
        button = named(QPushButton(), f"exports.list_{name}")
        icons.put(button, ICONS[name])
        button.clicked.connect(partial(self._list_clicked, name))
        return button

    def _list_clicked(self, name: str, _checked: bool = False) -> None:
        self.begin(name)

    def _file_button(self, kind: str) -> QPushButton:
        button = named(QPushButton(), f"exports.{kind}")
        icons.put(button, export_files.ICONS[kind])
        button.clicked.connect(partial(self._file_clicked, kind))
        return button

    def _file_clicked(self, kind: str, _checked: bool = False) -> None:
        export_files.begin(self._context, self._window, kind)

    def _lay_out(self) -> None:
        content, whole = QWidget(), QVBoxLayout(self)
        column = QVBoxLayout(content)
        for layout in (whole, column):
            layout.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP * 3)
        column.addWidget(Heading(lambda: _("Exports"), _about))
        self._add_section(column, lambda: _("A list"), list(self.lists.values()))
        self._add_section(column, lambda: _("Other files"), list(self.files.values()))
        self.tabs.add_page(self.named, "bookmark", lambda: _("Named exports"))
        if self._may_see_last():
            self.tabs.add_page(self.last, "history", lambda: _("Last exports"))
        column.addWidget(self.tabs, 1)
        whole.addWidget(filling(content))

    def _add_section(self, column: QVBoxLayout, title: Text, buttons: Sequence[QPushButton]) -> None:
        if not buttons:
            return
        caption, holder, part = QLabel(), QWidget(), QVBoxLayout()
        theme.scale(caption, 1.0, QFont.Weight.DemiBold)
        flow = Flow(holder)
        for button in buttons:
            flow.addWidget(button)
        part.setSpacing(theme.STEP)
        part.addWidget(roled(caption, "field"))
        part.addWidget(holder)
        column.addLayout(part)
        self._captions.append((caption, title))


def _about() -> str:
    return _("Lists and files that leave the program. Each is in the log, with who took it and what for.")
