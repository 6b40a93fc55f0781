"""Exporting what the list shows: a menu of formats, a file dialog, and a job in the worker process."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QStandardPaths, Qt, QUrl
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton

from sms_desktop.core.i18n import _, format_number, language, ngettext
from sms_desktop.services import export_tasks
from sms_desktop.services.exports import Asked
from sms_desktop.services.listing import Condition, Listing
from sms_desktop.services.students import SENSITIVE
from sms_desktop.ui import icons
from sms_desktop.ui.dialogs import password_again
from sms_desktop.ui.dialogs.reason import ask_reason
from sms_desktop.ui.dress import named

if TYPE_CHECKING:
    from sms_desktop.ui.main_window import MainWindow
    from sms_desktop.ui.tabs.students.tab import StudentsTab

FORMATS = {"xlsx": "file-spreadsheet", "csv": "file-text", "json": "file-text"}


class ExportButton(QPushButton):
    """Writes the rows that the filter lets through (or those selected, where several are) in the columns shown."""

    def __init__(self, tab: StudentsTab, window: MainWindow) -> None:
        super().__init__()
        named(self, "students.export")
        self._tab, self._window = tab, window
        self._menu = QMenu(self)
        self._all_columns, self._sensitive = QAction(self, checkable=True), QAction(self, checkable=True)
        self._purpose, self._what_for = "", QAction(self)
        self._what_for.triggered.connect(lambda _checked=False: self.ask_purpose())
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)
        icons.put(self, "download")
        self.retranslate()

    def retranslate(self) -> None:
        """In the new language."""
        self.setText(" " + _("E&xport"))
        self.setToolTip(_("Write the students shown to a file"))

    def ask_purpose(self) -> None:
        """Asks what the next export is for; the log keeps it."""
        ask_reason(
            self._tab,
            self._for_purpose,
            title=lambda: _("Purpose of the export"),
            text=lambda: _("What is it for? The log keeps it with the export."),
        )

    def _for_purpose(self, purpose: str) -> None:
        self._purpose = purpose

    def save_as(self, form: str) -> None:
        """Asks where to, and writes the file."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = f"{_('students')}-{date.today():%Y-%m-%d}.{form}"
        dialog = QFileDialog(self._tab, _("Export students"), str(Path(folder) / name), f"{_title(form)} (*.{form})")
        dialog.setObjectName("students.export_file")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(form)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda file: self.write(Path(file)))
        dialog.open()

    def write(self, target: Path) -> None:
        """Writes what is shown, or what is selected where several are, to a file of the format that its name says."""
        if self._is_selection():
            self._tab.table.with_selected_ids(partial(self._write_selected, target))
        else:
            self._write(target, self._shown())

    def _write_selected(self, target: Path, ids: list[Hashable]) -> None:
        self._write(target, replace(self._shown(), where=(Condition("id", "=", ids),), text=""))

    def _write(self, target: Path, wanted: Listing) -> None:
        columns, sensitive = self._columns()
        asked = Asked("students", wanted, columns, language(), sensitive, purpose=self._purpose)
        self._purpose = ""
        chosen = self._is_selection()
        password_again.before_export(
            self._tab,
            self._tab.context,
            partial(self._begin, export_tasks.arguments(asked, target)),
            list_name="students",
            rows=self._tab.table.selected_count() if chosen else self._tab.model.rowCount(),
            sensitive=sensitive,
            whole=not (chosen or self._tab.filters.is_on),
        )

    def _begin(self, arguments: dict[str, Any]) -> None:
        title = _("Exporting students")
        self._tab.context.jobs.heavy(self._tab, "exports.run", arguments, self._written, title=title)

    def _written(self, answer: dict[str, Any]) -> None:
        file, rows = Path(answer["file"]), int(answer["rows"])
        text = ngettext("Wrote {n} student to {name}.", "Wrote {n} students to {name}.", rows)
        folder = QUrl.fromLocalFile(str(file.parent))
        self._window.toast(
            text.format(n=format_number(rows), name=file.name),
            _("Open the folder"),
            lambda: QDesktopServices.openUrl(folder),
        )

    def _shown(self) -> Listing:
        query = self._tab.model.query
        return self._tab.filters.listing().sorted_by(query.sort, query.descending)

    def _columns(self) -> tuple[tuple[str, ...], bool]:
        """The columns to write (none: all that may go out), and whether sensitive ones are wanted."""
        sensitive = self._sensitive.isChecked() and self._tab.context.actor.may("students:sensitive")
        if self._all_columns.isChecked():
            return (), sensitive
        shown = [column.name for column in self._tab.table.columns.shown() if column.name not in SENSITIVE]
        return (*shown, *(SENSITIVE if sensitive else ())), sensitive

    def _is_selection(self) -> bool:
        return 1 < self._tab.table.selected_count() < self._tab.model.rowCount()

    def _fill(self) -> None:
        menu, count = self._menu, self._tab.model.rowCount()
        menu.clear()
        heading = ngettext("Export {n} student", "Export {n} students", count).format(n=format_number(count))
        if self._is_selection():
            chosen = format_number(self._tab.table.selected_count())
            heading = _("Export the {n} selected students").format(n=chosen)
        menu.addAction(heading).setEnabled(False)
        for form, icon in FORMATS.items():
            action = menu.addAction(_title(form))
            icons.put(action, icon)
            action.triggered.connect(lambda _checked=False, form=form: self.save_as(form))
        menu.addSeparator()
        self._all_columns.setText(_("All columns, also those not shown"))
        self._sensitive.setText(_("With telephones, identity numbers and notes"))
        said = _("Purpose: {purpose}").format(purpose=self._purpose) if self._purpose else _("Say the purpose…")
        self._what_for.setText(said)
        menu.addAction(self._what_for)
        menu.addAction(self._all_columns)
        if self._tab.context.actor.may("students:sensitive"):
            menu.addAction(self._sensitive)


def _title(form: str) -> str:
    return {"xlsx": _("Excel workbook"), "csv": _("CSV table"), "json": _("JSON file")}[form]
