"""The school's settings: each with its meaning and an editor that fits, saved at once and undoable."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from sms_desktop.core.errors import Cancelled, UserError
from sms_desktop.core.events import Changed
from sms_desktop.core.i18n import _
from sms_desktop.services import settings
from sms_desktop.ui import icons, theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dialogs.scales import ScalesDialog
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.errors import show_error
from sms_desktop.ui.fields import Wrong
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.tabs.operations.heading import Heading
from sms_desktop.ui.tabs.operations.logo_row import LogoRow
from sms_desktop.ui.tabs.operations.page import PageSpec
from sms_desktop.ui.tabs.operations.setting_row import SettingRow
from sms_desktop.ui.widgets.scroll import scrolled

RIGHT = "settings:edit"
#: In the order in which the groups stand; a key whose group is not here is shown at the end.
_GROUPS = ("school", "grades", "attendance", "imports", "backups", "security", "privacy")
#: Edited in a dialog of its own.
_SCALES = "grades.scales"
#: The group that the logo stands in.
_LOGO_IN = "school"


def page(context: Context, window: MainWindow) -> PageSpec:
    """The page of settings."""
    return PageSpec("settings", "settings-2", lambda: _("Settings"), RIGHT, lambda: SettingsPage(context, window))


class SettingsPage(QWidget):
    """A panel for each group; what is entered is saved when the editor is left."""

    def __init__(self, context: Context, window: MainWindow) -> None:
        super().__init__()
        self._context, self._window = context, window
        self.rows: dict[str, SettingRow] = {}
        self._titles: list[tuple[QLabel, str]] = []
        self.scales = named(QPushButton(), "settings.scales", "quiet")
        icons.put(self.scales, "graduation-cap", "accent")
        self.scales.clicked.connect(self._open_scales)
        self.logo = LogoRow(context, window.toast)
        self._lay_out()
        context.changes.changed.connect(self._heard)
        self.retranslate()
        self.setEnabled(False)
        self.refresh()

    def refresh(self) -> None:
        """Asks for the values again; an editor in which somebody is typing keeps what is typed."""

        def work(session: Any, _progress: object) -> dict[str, Any]:
            return settings.read_all(session)

        self._context.jobs.read(self, work, self._show, lambda error: show_error(self, error), key="settings")

    def retranslate(self) -> None:
        """Titles in the new language; the rows see to themselves."""
        for label, group in self._titles:
            label.setText(group_title(group))
        self.scales.setText(_("Grade scales…"))

    def save(self, key: str) -> None:
        """Keeps what the row says, or says at it why not."""
        row = self.rows[key]
        try:
            value = row.field.checked()
        except Wrong as wrong:
            row.field.show_problem(str(wrong))
            return
        if not row.is_changed(value):
            return
        row.take(value)
        self._context.jobs.write(
            self,
            lambda session, _progress: settings.write(session, key, value),
            partial(self._saved, key),
            partial(self._failed, key),
            title=_("Saving a setting"),
            action="settings_change",
        )

    def _show(self, values: dict[str, Any]) -> None:
        self.setEnabled(True)
        for key, row in self.rows.items():
            row.show_value(values[key])

    def _saved(self, key: str, _nothing: object) -> None:
        self._window.toast(_("The setting is saved."), _("Undo"), self._context.undo.newest())

    def _failed(self, key: str, error: Exception) -> None:
        if isinstance(error, UserError):
            self.rows[key].refuse(str(error))
        elif not isinstance(error, Cancelled):
            self.refresh()
            show_error(self, error)

    def _heard(self, event: Changed) -> None:
        if "settings" in event.tables:
            self.refresh()

    def _open_scales(self) -> None:
        ScalesDialog(self._context, self._window).open()

    def _lay_out(self) -> None:
        content, column = QWidget(), QVBoxLayout(self)
        groups = QVBoxLayout(content)
        groups.setContentsMargins(0, 0, 0, 0)
        groups.setSpacing(theme.STEP * 4)
        found = sorted({key.split(".")[0] for key in settings.KNOWN}, key=_place)
        for group in found:
            groups.addWidget(self._panel(group))
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP * 3)
        column.addWidget(Heading(lambda: _("Settings"), lambda: _("What you change here is saved at once.")))
        column.addWidget(scrolled(content), 1)

    def _panel(self, group: str) -> QFrame:
        panel, title = roled(QFrame(), "panel"), QLabel()
        theme.scale(title, 1.15, QFont.Weight.DemiBold)
        self._titles.append((title, group))
        column = QVBoxLayout(panel)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(theme.STEP * 3)
        column.addWidget(title)
        if group == _LOGO_IN:
            column.addWidget(self.logo)
        for key in settings.KNOWN:
            if key.split(".")[0] == group and key != _SCALES:
                row = self.rows[key] = SettingRow(key, settings.KNOWN[key])
                row.entered.connect(partial(self.save, key))
                column.addWidget(row)
        if group == _SCALES.split(".")[0]:
            column.addWidget(self.scales, 0, Qt.AlignmentFlag.AlignLeft)
        return panel


def _place(group: str) -> tuple[int, str]:
    return (_GROUPS.index(group) if group in _GROUPS else len(_GROUPS), group)


def group_title(group: str) -> str:
    """The title of a group of settings."""
    titles = {
        "school": _("School"),
        "grades": _("Grades"),
        "attendance": _("Attendance"),
        "imports": _("Imports"),
        "backups": _("Backups"),
        "security": _("Security"),
        "privacy": _("Privacy"),
    }
    return titles.get(group, group)
