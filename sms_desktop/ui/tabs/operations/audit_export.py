"""Exporting the log as it is filtered: a menu of formats, a file dialog, and a job in the worker process."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton

from sms_desktop.core.i18n import _, format_number, language, ngettext
from sms_desktop.services import export_tasks
from sms_desktop.services.exports import Asked
from sms_desktop.services.listing import ALL
from sms_desktop.ui import icons
from sms_desktop.ui.context import Context
from sms_desktop.ui.dialogs import password_again
from sms_desktop.ui.dialogs.reason import ask_reason
from sms_desktop.ui.dress import named
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.paging import PagedModel

FORMATS = {"xlsx": "file-spreadsheet", "csv": "file-text", "pdf": "file-text", "json": "file-text"}
_RIGHT = "exports:run"


class ExportButton(QPushButton):
    """Writes what the filter lets through, in the order of the list."""

    def __init__(self, context: Context, window: MainWindow, model: PagedModel) -> None:
        super().__init__()
        named(self, "operations.audit_export")
        self._context, self._window, self._model = context, window, model
        self._menu, self._purpose = QMenu(self), ""
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)
        self.setVisible(context.actor.may(_RIGHT))
        icons.put(self, "download")
        self.retranslate()

    def retranslate(self) -> None:
        """In the new language."""
        self.setText(" " + _("E&xport"))
        self.setToolTip(_("Write the entries shown to a file"))

    def ask_purpose(self) -> None:
        """Asks what the next export is for; the log keeps it."""
        ask_reason(
            self,
            self._for_purpose,
            title=lambda: _("Purpose of the export"),
            text=lambda: _("What is it for? The log keeps it with the export."),
        )

    def _for_purpose(self, purpose: str) -> None:
        self._purpose = purpose

    def save_as(self, form: str) -> None:
        """Asks for the password again, then where to, and writes the file."""
        password_again.before_export(
            self, self._context, lambda: self._ask_where(form), list_name="audit", rows=self._model.rowCount()
        )

    def _ask_where(self, form: str) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        log = _("log")
        name = str(Path(folder) / f"{log}-{date.today():%Y-%m-%d}.{form}")
        dialog = QFileDialog(self.window(), _("Export the log"), name, f"{_title(form)} (*.{form})")
        dialog.setObjectName("operations.audit_file")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(form)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda file: self.write(Path(file)))
        dialog.open()

    def write(self, target: Path) -> None:
        """Writes what is shown to a file of the format that its name says."""
        query = self._model.query
        wanted = (query.filter or ALL).sorted_by(query.sort, query.descending)
        arguments = export_tasks.arguments(Asked("audit", wanted, (), language(), purpose=self._purpose), target)
        self._purpose = ""
        self._context.jobs.heavy(self, "exports.run", arguments, self._written, title=_("Exporting the log"))

    def _written(self, answer: dict[str, Any]) -> None:
        file, rows = Path(answer["file"]), int(answer["rows"])
        text = ngettext("Wrote {n} entry to {name}.", "Wrote {n} entries to {name}.", rows)
        folder = QUrl.fromLocalFile(str(file.parent))
        self._window.toast(
            text.format(n=format_number(rows), name=file.name),
            _("Open the folder"),
            lambda: QDesktopServices.openUrl(folder),
        )

    def _fill(self) -> None:
        self._menu.clear()
        for form, icon in FORMATS.items():
            action = self._menu.addAction(_title(form))
            icons.put(action, icon)
            action.triggered.connect(lambda _checked=False, form=form: self.save_as(form))
        self._menu.addSeparator()
        said = _("Purpose: {purpose}").format(purpose=self._purpose) if self._purpose else _("Say the purpose…")
        self._menu.addAction(said).triggered.connect(lambda _checked=False: self.ask_purpose())


def _title(form: str) -> str:
    titles = {"xlsx": _("Excel workbook"), "csv": _("CSV table"), "pdf": _("PDF document"), "json": _("JSON file")}
    return titles[form]
