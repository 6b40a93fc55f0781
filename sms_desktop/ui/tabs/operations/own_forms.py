"""The school's own Word and Excel forms: taken in, looked at, filled, replaced, taken away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QIcon, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QMenu, QPushButton, QSplitter, QVBoxLayout, QWidget

from sms_desktop.core.events import Changed
from sms_desktop.core.i18n import _, ngettext
from sms_desktop.services.papers import own_forms
from sms_desktop.services.papers.own_forms import FormFile, FormRow
from sms_desktop.ui import icons, theme
from sms_desktop.ui.button_menu import add_buttons
from sms_desktop.ui.context import Context
from sms_desktop.ui.dialogs.files import ask_source
from sms_desktop.ui.dialogs.fill_form import RIGHT, FillDialog
from sms_desktop.ui.dialogs.form_dialog import FormDialog
from sms_desktop.ui.dialogs.own_form import FieldList, TakeForm
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.errors import show_error
from sms_desktop.ui.fields import LongTextField, TextField
from sms_desktop.ui.form import Form
from sms_desktop.ui.issued_acts import ask_file, tell_files
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.table import Column, TableModel
from sms_desktop.ui.tabs.operations.backups_list import size_words
from sms_desktop.ui.tabs.operations.heading import Heading
from sms_desktop.ui.tabs.operations.own_forms_words import FormDetail, form_word, subject_word
from sms_desktop.ui.tabs.operations.page import PageSpec
from sms_desktop.ui.widgets.flow import Flow
from sms_desktop.ui.widgets.overlay import files
from sms_desktop.ui.widgets.scroll import filling
from sms_desktop.ui.widgets.state import Words
from sms_desktop.ui.widgets.table_view import TableView

EDIT = "reports:edit"
TABLES = frozenset({"own_forms"})
ENDINGS = (".docx", ".xlsx", ".dotx", ".xltx")
#: Narrower than this, in logical pixels, what is in a form stands under the list.
NARROW = 760
#: The least height of the list, in logical pixels.
LEAST = 150


def page(context: Context, window: MainWindow) -> PageSpec:
    """The page of the school's own forms."""
    return PageSpec("own_forms", "file-input", lambda: _("Own forms"), RIGHT, lambda: OwnFormsPage(context, window))


class OwnFormsPage(QWidget):
    """The forms at the left, what is in the selected one beside them; files may be dropped on it."""

    def __init__(self, context: Context, window: MainWindow) -> None:
        super().__init__()
        self._context, self._window = context, window
        self._wanted = 0
        self.model = TableModel(_columns(), id_of=attrgetter("id"), parent=self)
        self.table = TableView(self.model, context.memory, "operations.own_forms")
        self.detail = FormDetail("own_forms.detail")
        self.add, self.fields = named(QPushButton(), "own_forms.add"), named(QPushButton(), "own_forms.fields")
        self.buttons = {name: named(QPushButton(), f"own_forms.{name}") for name in _ICONS}
        self.deleted = named(QCheckBox(), "own_forms.deleted")
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._lay_out()
        self._connect()
        self.setAcceptDrops(context.actor.may(EDIT))
        self.retranslate()
        self.refresh()

    def refresh(self) -> None:
        """Asks for the list again."""
        deleted = self.deleted.isChecked()

        def work(session: Any, _progress: object) -> list[FormRow]:
            return own_forms.rows(session, deleted=deleted)

        self._context.jobs.read(self, work, self._came, self.model.fail, key="forms")

    def shown(self) -> None:
        """Somebody may have added one meanwhile."""
        self.refresh()

    def takes_files(self) -> bool:
        """Files that are dropped here are forms, and nothing to import."""
        return self._context.actor.may(EDIT)

    def selected(self) -> list[FormRow]:
        """The forms that are selected."""
        return self.table.selected_rows()

    def choose(self, row: FormRow | None = None) -> None:
        """Asks for the file of a new form, or of one that takes the place of `row`."""
        ask_source(
            self.window(), "own_forms.file", lambda file: self.take(file, row),
            title=_("Choose a form"), kinds=[(_("Word and Excel forms"), ENDINGS)],
        )  # fmt: skip

    def take(self, file: Path, row: FormRow | None = None) -> None:
        """Looks at a file, and shows what was found before it is kept."""

        def found(looked: FormFile) -> None:
            dialog = TakeForm(self._context, looked, row, self)
            dialog.saved.connect(self._saved)
            dialog.open()

        self._context.jobs.apart(
            self, lambda _progress: own_forms.opened(file), found,
            lambda error: show_error(self.window(), error), title=_("Looking at {name}").format(name=file.name),
        )  # fmt: skip

    def replace(self) -> None:
        """Asks for the file that takes the selected form's place."""
        if rows := self.selected():
            self.choose(rows[0])

    def fill(self) -> None:
        """Opens the dialog that fills, at the selected form."""
        chosen = self.selected()
        FillDialog(self._context, self._window.toast, self, form_id=chosen[0].id if chosen else 0).open()

    def rename(self) -> None:
        """Opens name and note of the selected form."""
        if not (rows := self.selected()) or not self._context.actor.may(EDIT):
            return
        row, form = rows[0], Form("own_forms.name")
        form.add(TextField("name", lambda: _("Name"), required=True, most=100))
        form.add(LongTextField("note", lambda: _("Note")))
        form.load(row)

        def save(session: Any, values: dict[str, Any]) -> int:
            return own_forms.rename(session, row.id, values["name"], values["note"], row.version)

        dialog = FormDialog(
            form, self._context.jobs, save,
            title=lambda: _("Name and note"), job_title=lambda _values: _("Renaming a form"), parent=self,
        )  # fmt: skip
        dialog.saved.connect(lambda _version: self._saved(row.id))
        dialog.open()

    def save_plain(self) -> None:
        """Saves the selected form as it is kept, unfilled: to change it in Word or Excel."""
        if rows := self.selected():
            row = rows[0]
            ask_file(self, Path(row.file_name).stem, lambda to: self.write_plain(row, to), f".{row.form}")

    def write_plain(self, row: FormRow, target: Path) -> None:
        """Writes the unfilled form to `target`."""

        database: Any = self._context.database
        who = self._context.actor

        def work(_progress: object) -> Path:
            own_forms.save(database, who, row.id, target)
            return target

        self._context.jobs.apart(
            self, work, lambda done: tell_files(self._window.toast, [done]), title=_("Saving a form")
        )  # fmt: skip

    def delete(self) -> None:
        """Deletes the selected forms, or brings deleted ones back; it can be undone."""
        ids = [row.id for row in self.selected()]
        if not ids or not self._context.actor.may(EDIT):
            return
        if self.deleted.isChecked():
            self._write(lambda session: own_forms.restore(session, ids), _restored, _("Restoring forms"), "restore")
        else:
            self._write(lambda session: own_forms.delete(session, ids), _deleted, _("Deleting forms"), "delete")

    def show_fields(self) -> None:
        """The fields that a form may name, for copying."""
        FieldList(self).open()

    def retranslate(self) -> None:
        """In the new language."""
        self.table.setAccessibleName(_("Own forms"))
        self.add.setText(" " + _("&Add a form…"))
        self.fields.setText(" " + _("Fie&lds…"))
        self.fields.setToolTip(_("The fields that a form may name, for copying into Word or Excel"))
        self.deleted.setText(_("Deleted"))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        self._split.setOrientation(Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(file.suffix.lower() in ENDINGS for file in files(event.mimeData())):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        dropped = [file for file in files(event.mimeData()) if file.suffix.lower() in ENDINGS]
        if dropped:
            self.take(dropped[0])

    def _write(self, work: Callable[[Any], int], said: Callable[[int], str], title: str, action: str) -> None:
        def done(count: int) -> None:
            self._window.toast(said(count), _("Undo"), self._context.undo.newest())
            self.refresh()

        self._context.jobs.write(self, lambda session, _p: work(session), done, title=title, action=action)

    def _saved(self, form_id: int) -> None:
        self._wanted = form_id
        self._window.toast(_("The form is kept."), _("Undo"), self._context.undo.newest())
        self.refresh()

    def _came(self, rows: Sequence[FormRow]) -> None:
        self.model.set_rows(rows)
        if self._wanted and any(row.id == self._wanted for row in rows):
            self.table.select_id(self._wanted)
            self._wanted = 0
        elif rows and not self.table.selected_count():
            self.table.selectRow(0)
        self._show(self.selected())

    def _show(self, rows: Sequence[FormRow]) -> None:
        """What is in the selected form, looked at anew."""
        self._fit()
        if len(rows) != 1 or self.deleted.isChecked():
            self.detail.show_nothing()
            return
        number = rows[0].id
        self._context.jobs.read(
            self, lambda session, _p: own_forms.file_of(session, number), self.detail.show_file, self.detail.fail,
            key="detail",
        )  # fmt: skip

    def _fit(self) -> None:
        chosen, may, gone = self.selected(), self._context.actor.may(EDIT), self.deleted.isChecked()
        words = {
            "fill": (_("F&ill in…"), _("Fill the form for students or a class (Enter)")),
            "replace": (_("&Replace…"), _("Put another file in its place, such as this year's")),
            "rename": (_("&Name and note…"), ""),
            "save": (_("&Save unfilled…"), _("Save the form as it is, to change it in Word or Excel")),
            "delete": (_("&Restore"), "") if gone else (_("&Delete"), _("Delete the selected forms (Del)")),
        }
        for name, button in self.buttons.items():
            button.setText(" " + words[name][0])
            button.setToolTip(words[name][1])
            button.setEnabled(len(chosen) == 1)
            button.setVisible(name == "delete" if gone else (may or name in ("fill", "save")))
        self.buttons["delete"].setVisible(may)
        self.buttons["delete"].setEnabled(bool(chosen))
        icons.put(self.buttons["delete"], "rotate-ccw" if gone else "trash-2")
        self.add.setVisible(may)
        self.fields.setVisible(may)
        self.deleted.setVisible(may)

    def _empty(self) -> Words:
        if self.deleted.isChecked():
            return Words("trash-2", _("No deleted forms"), _("What you delete can be restored from here."))
        if not self._context.actor.may(EDIT):
            return Words("file-input", _("There are no forms yet"), _("The office can add Word and Excel forms."))
        field = "$\u2060{student.last_name}"  # no line ends within it
        text = _("Drop a Word or Excel file here that has fields such as {field}.").format(field=field)
        return Words("file-input", _("There are no forms yet"), text, _("Add a form…"), self.choose)

    def _fill_menu(self, menu: QMenu) -> None:
        add_buttons(menu, self.buttons.values())

    def _heard(self, event: Changed) -> None:
        if TABLES & set(event.tables):
            self.refresh()

    def _connect(self) -> None:
        acts = {"fill": self.fill, "replace": self.replace, "rename": self.rename, "save": self.save_plain,
                "delete": self.delete}  # fmt: skip
        for name, act in acts.items():
            icons.put(self.buttons[name], _ICONS[name], "on_accent" if name == "fill" else "text")
            self.buttons[name].clicked.connect(lambda _checked=False, act=act: act())
        icons.put(self.add, "plus")
        icons.put(self.fields, "list-checks")
        self.add.clicked.connect(lambda _checked=False: self.choose())
        self.fields.clicked.connect(lambda _checked=False: self.show_fields())
        self.table.selected.connect(self._show)
        self.table.opened.connect(lambda _row: None if self.deleted.isChecked() else self.fill())
        self.table.delete_pressed.connect(self.delete)
        self.table.context_menu = self._fill_menu
        self.table.empty = self._empty
        self.deleted.toggled.connect(lambda _on: self.refresh())
        self._context.changes.changed.connect(self._heard)

    def _lay_out(self) -> None:
        head = Heading(
            lambda: _("Own forms"),
            lambda: _("Word and Excel forms of the school's or the ministry's, filled as they stand."),
        )
        head.acts.addWidget(self.fields)
        head.acts.addWidget(self.add)
        self.buttons["fill"].setProperty("role", "primary")
        content, tools, panel = QWidget(), QWidget(), roled(QFrame(), "panel")
        column, whole = QVBoxLayout(content), QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(filling(content))
        column.setContentsMargins(0, 0, 0, 0)
        self.table.setMinimumHeight(LEAST)
        self.detail.setMinimumHeight(LEAST)
        column.setSpacing(theme.STEP * 3)
        flow, inside = Flow(tools), QVBoxLayout(panel)
        for part in (*self.buttons.values(), self.deleted):
            flow.addWidget(part)
        inside.setContentsMargins(2, 2, 2, 2)
        inside.addWidget(self.detail)
        self._split.addWidget(self.table)
        self._split.addWidget(panel)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(theme.STEP * 4)
        self._split.setSizes([560, 380])
        column.addWidget(head)
        column.addWidget(tools)
        column.addWidget(self._split, 1)
        self.setFocusProxy(self.table)


_ICONS = {"fill": "square-pen", "replace": "upload", "rename": "pencil", "save": "download", "delete": "trash-2"}


def _columns() -> list[Column]:
    return [
        Column("name", lambda: _("Name"), attrgetter("name"), width=206, bold=True, icon=_sign,
               tooltip=attrgetter("note")),
        Column("form", lambda: _("File"), attrgetter("form"), form_word, width=72),
        Column("subject", lambda: _("Filled for"), attrgetter("subject"), subject_word, width=104),
        Column("note", lambda: _("Note"), attrgetter("note"), width=150, tooltip=attrgetter("note"), hidden=True),
        Column("file_name", lambda: _("Name of the file"), attrgetter("file_name"), width=200, hidden=True),
        Column("size", lambda: _("Size"), attrgetter("size"), size_words, align="right", width=86, hidden=True),
    ]  # fmt: skip


def _sign(row: FormRow) -> QIcon:
    return icons.icon("file-text" if row.form == "docx" else "file-spreadsheet", "accent")


def _deleted(count: int) -> str:
    return ngettext("Deleted {n} form.", "Deleted {n} forms.", count).format(n=count)


def _restored(count: int) -> str:
    return ngettext("Restored {n} form.", "Restored {n} forms.", count).format(n=count)
