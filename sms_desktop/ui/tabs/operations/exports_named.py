"""The named exports: run with one key, changed, renamed, deleted and brought back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget

from sms_desktop.core.i18n import LANGUAGES, _
from sms_desktop.services.exporting import exports, named_exports, paper_heads
from sms_desktop.services.exporting.lists import LISTS
from sms_desktop.services.exporting.named_exports import NamedRow
from sms_desktop.services.listing import ALL
from sms_desktop.ui import exporting, icons, theme
from sms_desktop.ui.button_menu import add_buttons
from sms_desktop.ui.context import Context
from sms_desktop.ui.dialogs import password_again
from sms_desktop.ui.dialogs.export import ExportDialog
from sms_desktop.ui.dialogs.export_names import EVERYBODYS, rename_export
from sms_desktop.ui.dialogs.export_parts import format_title
from sms_desktop.ui.dress import named
from sms_desktop.ui.exporting import Source
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.table import Column, TableModel
from sms_desktop.ui.widgets.flow import Flow
from sms_desktop.ui.widgets.state import Words
from sms_desktop.ui.widgets.table_view import TableView
from sms_desktop.ui.widgets.target_row import proposed

#: Changes in these tables make the list ask again.
TABLES = frozenset({"named_exports"})
#: The least height of the list, in logical pixels.
LEAST = 150


@dataclass(frozen=True)
class Kept:
    """A named export with its rows in words."""

    row: NamedRow
    told: str

    @property
    def id(self) -> int:
        return self.row.id


class NamedExports(QWidget):
    """Enter runs the selected one; the file goes into the folder used last."""

    def __init__(self, context: Context, window: MainWindow) -> None:
        super().__init__()
        self._context, self._window = context, window
        self.model = _Named(_columns(), self.refresh)
        self.model.setParent(self)
        self.table = TableView(self.model, context.memory, "exports.named", self)
        self.acts = {
            name: named(QPushButton(), f"exports.{name}") for name in ("run", "edit", "rename", "delete")
        }  # fmt: skip
        self._dress()
        self._lay_out()
        self.retranslate()

    def refresh(self) -> None:
        """Asks for the list again."""

        def work(session: Any, _progress: object) -> list[Kept]:
            return [Kept(row, _rows_of(session, row)) for row in named_exports.rows(session)]

        self._context.jobs.read(self, work, self._came, self.model.fail, key="named")

    def selected(self) -> NamedRow | None:
        """The one that is selected, where it is one."""
        rows = self.table.selected_rows()
        return rows[0].row if len(rows) == 1 else None

    def run(self) -> None:
        """Writes the selected one, after the password where it is much."""
        row = self.selected()
        if row is None:
            return
        asked = row.data.asked

        def work(session: Any, _progress: object) -> int:
            return exports.count(session, asked)

        self._context.jobs.read(self, work, partial(self._run, row), key="count")

    def edit(self) -> None:
        """Opens the dialog over the selected one, which can save what is changed in it."""
        row = self.selected()
        if row is not None:
            asked = row.data.asked
            told = next((kept.told for _place, kept in self.model.loaded() if kept.row == row), "")
            narrowed = asked.wanted.sorted_by("") != ALL
            source = Source(
                f"named.{row.id}", lambda: row.data.name, asked.list, base=asked.wanted, told=told if narrowed else "",
                wide=asked.wide,
            )  # fmt: skip
            ExportDialog(self._context, self._window, [source], row).open()

    def rename(self) -> None:
        """Asks for another name of the selected one."""
        row = self.selected()
        if row is not None:
            rename_export(self._context, row, self)

    def delete(self) -> None:
        """Deletes the selected one; the toast brings it back."""
        row = self.selected()
        if row is None or not self._may_change(row):
            return

        def done(_nothing: object) -> None:
            text = _("Deleted the export “{name}”.").format(name=row.data.name)
            self._window.toast(text, _("Undo"), self._context.undo.newest())

        self._context.jobs.write(
            self,
            lambda session, _progress: named_exports.delete(session, row.id),
            done,
            title=_("Deleting the export {name}").format(name=row.data.name),
            action="delete",
        )

    def retranslate(self) -> None:
        """In the new language."""
        texts = {
            "run": (_("&Run"), _("Write the file into the folder used last (Enter)")),
            "edit": (_("Edi&t…"), _("Change what is written, or write it elsewhere (F2)")),
            "rename": (_("Re&name…"), _("Give it another name, or to everybody")),
            "delete": (_("&Delete"), _("Delete it; it can be brought back (Del)")),
        }
        for name, (text, tip) in texts.items():
            self.acts[name].setText(f" {text}")
            self.acts[name].setToolTip(tip)
        self.table.setAccessibleName(_("Named exports"))

    def _run(self, row: NamedRow, number: int) -> None:
        asked, form = row.data.asked, row.data.form
        target = proposed(self._context.memory, row.data.name, form)
        password_again.before_export(
            self,
            self._context,
            lambda: exporting.write(self._context, self._window, row.data.name, asked, target),
            list_name=asked.list,
            rows=number,
            sensitive=asked.sensitive,
            whole=asked.wanted.sorted_by("") == ALL,
        )

    def _came(self, rows: Sequence[Kept]) -> None:
        self.model.set_rows(rows)
        if rows and not self.table.selected_count():
            self.table.selectRow(0)
        self._fit()

    def _may_change(self, row: NamedRow) -> bool:
        return row.mine or self._context.actor.may_all(EVERYBODYS)

    def _fit(self) -> None:
        row = self.selected()
        for name, button in self.acts.items():
            button.setEnabled(row is not None and (name == "run" or name == "edit" or self._may_change(row)))
        self._foot.setVisible(self.model.rowCount() > 0)

    def _fill_menu(self, menu: QMenu) -> None:
        add_buttons(menu, self.acts.values())

    def _empty(self) -> Words:
        text = _("Filter a list, choose its columns, and keep that under a name: then it is one key from here.")
        return Words("bookmark", _("No named exports yet"), text)

    def _dress(self) -> None:
        pictures = {"run": "download", "edit": "pencil", "rename": "square-pen", "delete": "trash-2"}
        doings = {"run": self.run, "edit": self.edit, "rename": self.rename, "delete": self.delete}
        for name, button in self.acts.items():
            icons.put(button, pictures[name], *(("on_accent",) if name == "run" else ()))
            button.clicked.connect(lambda _checked=False, do=doings[name]: do())
        self.acts["run"].setProperty("role", "primary")
        self.table.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.table.setMinimumHeight(LEAST)
        self.table.empty = self._empty
        self.table.context_menu = self._fill_menu
        self.table.selected.connect(lambda _rows: self._fit())
        self.table.opened.connect(lambda _row: self.run())
        self.table.delete_pressed.connect(self.delete)
        self.setFocusProxy(self.table)

    def _lay_out(self) -> None:
        self._foot, column = QWidget(), QVBoxLayout(self)
        flow = Flow(self._foot)
        for button in self.acts.values():
            flow.addWidget(button)
        column.setContentsMargins(0, theme.STEP * 2, 0, 0)
        column.setSpacing(theme.STEP * 2)
        column.addWidget(self.table, 1)
        column.addWidget(self._foot)
        self._foot.hide()


class _Named(TableModel):
    def __init__(self, columns: Sequence[Column], again: Any) -> None:
        super().__init__(columns, id_of=lambda kept: kept.id)
        self._again = again

    def retry(self) -> None:
        self._again()


def _rows_of(session: Any, row: NamedRow) -> str:
    """Which rows it has, in words."""
    asked = row.data.asked
    columns = {column.name: column for column in LISTS["offerings" if asked.wide else asked.list].columns}
    own = "offering_id" if asked.wide else ""
    return paper_heads.told(asked.wanted, columns, session, own)


def _list_title(kept: Kept) -> str:
    title = _(LISTS[kept.row.data.asked.list].label)
    return _("{list}, as a sheet").format(list=title) if kept.row.data.asked.wide else title


def _columns() -> list[Column]:
    return [
        Column("name", lambda: _("Name"), lambda kept: kept.row.data.name, width=190, bold=True),
        Column("list", lambda: _("List"), _list_title, width=150),
        Column("rows", lambda: _("Rows"), lambda kept: kept.told or _("All rows"), width=210,
               tooltip=lambda kept: kept.told),
        Column("form", lambda: _("Format"), lambda kept: format_title(kept.row.data.form), width=76),
        Column("language", lambda: _("Language"), lambda kept: LANGUAGES.get(kept.row.data.asked.language, ""),
               width=92),
        Column("whose", lambda: _("Whose"), lambda kept: _("Mine") if kept.row.mine else _("Everybody's"), width=104),
        Column("purpose", lambda: _("Purpose"), lambda kept: kept.row.data.asked.purpose, width=180, hidden=True),
    ]  # fmt: skip
