"""Certificates and letters: the texts that there are, how each comes out for a real student, and issuing them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QCheckBox, QLineEdit, QMenu, QPushButton, QSplitter, QVBoxLayout, QWidget

from sms_desktop.core.events import Changed
from sms_desktop.core.folding import fold
from sms_desktop.core.i18n import LANGUAGES, _, language, ngettext
from sms_desktop.services.papers import letters
from sms_desktop.services.papers.letter_originals import KINDS, LetterData, kind_words
from sms_desktop.services.papers.letters import Letter
from sms_desktop.ui import icons, theme
from sms_desktop.ui.button_menu import add_buttons
from sms_desktop.ui.context import Context
from sms_desktop.ui.dialogs.issue import IssueDialog
from sms_desktop.ui.dialogs.letter_editor import LetterEditor
from sms_desktop.ui.dress import named
from sms_desktop.ui.fields import CalmComboBox
from sms_desktop.ui.issued_acts import RIGHT
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.table import Column, TableModel
from sms_desktop.ui.tabs.operations.heading import Heading
from sms_desktop.ui.tabs.operations.page import PageSpec
from sms_desktop.ui.tabs.operations.period_filters import fill_box
from sms_desktop.ui.widgets.flow import Flow
from sms_desktop.ui.widgets.letter_preview import LetterPreview
from sms_desktop.ui.widgets.scroll import filling
from sms_desktop.ui.widgets.state import Words
from sms_desktop.ui.widgets.table_view import TableView

EDIT = "reports:edit"
TABLES = frozenset({"letter_templates"})
#: Narrower than this, in logical pixels, there is no preview beside the list.
NARROW = 820
#: The least height of the list, in logical pixels.
LEAST = 180


def page(context: Context, window: MainWindow) -> PageSpec:
    """The page of certificates and letters."""
    return PageSpec(
        "letters", "mail", lambda: _("Certificates and letters"), RIGHT, lambda: LettersPage(context, window)
    )  # fmt: skip


class LettersPage(QWidget):
    """Lists the texts of the program and the school's own; the selected one is shown beside the list."""

    def __init__(self, context: Context, window: MainWindow) -> None:
        super().__init__()
        self._context, self._window = context, window
        self._letters: tuple[Letter, ...] = ()
        self._wanted = ""
        self.model = TableModel(_columns(), id_of=attrgetter("ref"), parent=self)
        self.table = TableView(self.model, context.memory, "operations.letters")
        self.preview = LetterPreview(context, "letters.preview")
        self.text = named(QLineEdit(clearButtonEnabled=True), "letters.filter", "search")
        self.boxes = {name: named(CalmComboBox(), f"letters.{name}") for name in ("kind", "language")}
        self.deleted = named(QCheckBox(), "letters.deleted")
        self.add = named(QPushButton(), "letters.add")
        self.buttons = {name: named(QPushButton(), f"letters.{name}") for name in _ICONS}
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._lay_out()
        self._connect()
        self.retranslate()
        self.refresh()

    def refresh(self) -> None:
        """Asks for the list again."""
        deleted = self.deleted.isChecked()

        def work(session: Any, _progress: object) -> list[Letter]:
            return letters.every(session, deleted=deleted)

        self._context.jobs.read(self, work, self._came, self.model.fail, key="letters")

    def shown(self) -> None:
        """Somebody may have edited a text meanwhile."""
        self.refresh()

    def selected(self) -> list[Letter]:
        """The texts that are selected."""
        return self.table.selected_rows()

    def issue(self) -> None:
        """Opens the dialog that issues, at the selected text."""
        chosen = self.selected()
        ref = chosen[0].ref if len(chosen) == 1 and not self.deleted.isChecked() else ""
        IssueDialog(self._context, self._window.toast, (), self, ref=ref).open()

    def new(self) -> None:
        """Opens the editor with an empty text."""
        self._edit(None, LetterData(language=language()))

    def edit(self) -> None:
        """Opens the editor with the selected text."""
        if chosen := self.selected():
            self._edit(chosen[0], chosen[0].data)

    def duplicate(self) -> None:
        """Opens the editor with a copy of the selected text, under another name."""
        if chosen := self.selected():
            data = chosen[0].data
            self._edit(None, replace(data, name=_("{name} (copy)").format(name=data.name)))

    def reset(self) -> None:
        """Gives the selected text of the program its first words again; it can be undone."""
        if chosen := self.selected():
            letter = chosen[0]
            self._write(
                lambda session: letters.reset(session, letter.ref, letter.version),
                lambda _version: _("{name} has its first text again.").format(name=letter.data.name),
                _("Resetting a letter"),
                "update",
            )

    def delete(self) -> None:
        """Deletes the selected texts, or brings deleted ones back; it can be undone."""
        refs = [letter.ref for letter in self.selected()]
        if not refs or not self._context.actor.may(EDIT):
            return
        if self.deleted.isChecked():
            self._write(lambda session: letters.restore(session, refs), _restored, _("Restoring letters"), "restore")
        else:
            self._write(lambda session: letters.delete(session, refs), _deleted, _("Deleting letters"), "delete")

    def retranslate(self) -> None:
        """In the new language."""
        self.table.setAccessibleName(_("Certificates and letters"))
        self.text.setPlaceholderText(_("Find a certificate or letter"))
        self.text.setAccessibleName(_("Find a certificate or letter"))
        self.text.setToolTip(_("{what} (Ctrl+F)").format(what=_("Find a certificate or letter")))
        self.add.setText(" " + _("&New letter…"))
        self.deleted.setText(_("Deleted"))
        fill_box(self.boxes["kind"], _("Every kind"), [(kind, kind_words(kind)) for kind in KINDS], _("Kind"))
        fill_box(self.boxes["language"], _("Every language"), list(LANGUAGES.items()), _("Language"))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.preview.setVisible(self.width() >= NARROW)

    def _edit(self, letter: Letter | None, data: LetterData) -> None:
        if not self._context.actor.may(EDIT):
            return
        dialog = LetterEditor(self._context, letter, data, self)
        dialog.saved.connect(self._saved)
        dialog.open()

    def _saved(self, ref: str) -> None:
        self._wanted = ref
        self._window.toast(_("The letter is saved."), _("Undo"), self._context.undo.newest())
        self.refresh()

    def _write(self, work: Callable[[Any], int], said: Callable[[int], str], title: str, action: str) -> None:
        def done(result: int) -> None:
            self._window.toast(said(result), _("Undo"), self._context.undo.newest())
            self.refresh()

        self._context.jobs.write(self, lambda session, _p: work(session), done, title=title, action=action)

    def _came(self, found: Sequence[Letter]) -> None:
        self._letters = tuple(found)
        self._show_rows()
        if self._wanted and any(letter.ref == self._wanted for letter in found):
            self.table.select_id(self._wanted)
            self._wanted = ""
        elif found and not self.table.selected_count() and self.model.rowCount():
            self.table.selectRow(0)

    def _show_rows(self) -> None:
        """The texts that the filters let through, those in the reader's language first."""
        words = fold(self.text.text()).split()
        kind, speech = self.boxes["kind"].currentData(), self.boxes["language"].currentData()
        rows = [
            letter
            for letter in self._letters
            if kind in (None, letter.data.kind) and speech in (None, letter.data.language)
            if all(word in fold(f"{letter.data.name} {letter.data.title}") for word in words)
        ]
        self.model.set_rows(sorted(rows, key=lambda letter: letter.data.language != language()))

    def _show(self, rows: Sequence[Letter]) -> None:
        self._fit()
        self.preview.show_letter(rows[0].data if len(rows) == 1 else None)

    def _fit(self) -> None:
        """Opens and closes the buttons by what is selected and what the person may do."""
        chosen, may, gone = self.selected(), self._context.actor.may(EDIT), self.deleted.isChecked()
        one = len(chosen) == 1
        for name, (text, tip) in _button_words(gone).items():
            self.buttons[name].setText(" " + text)
            self.buttons[name].setToolTip(tip)
        icons.put(self.buttons["delete"], "rotate-ccw" if gone else "trash-2")
        for name, button in self.buttons.items():
            button.setVisible(name == "issue" or (may and (not gone or name == "delete")))
            button.setEnabled(one)
        self.buttons["issue"].setVisible(not gone)
        self.buttons["issue"].setEnabled(True)
        self.buttons["delete"].setEnabled(bool(chosen))
        self.buttons["reset"].setVisible(may and not gone and one and chosen[0].edited)
        self.add.setVisible(may)
        self.deleted.setVisible(may)

    def _empty(self) -> Words:
        if self._letters:
            return Words("search", _("Nothing fits"), _("No letter fits what you chose above."), _("Show all"),
                         self._clear)  # fmt: skip
        if self.deleted.isChecked():
            return Words("trash-2", _("No deleted letters"), _("What you delete can be restored from here."))
        action = self.new if self._context.actor.may(EDIT) else None
        return Words("mail", _("No letters"), _("Write the first one."), _("New letter…"), action)

    def _clear(self) -> None:
        self.text.clear()
        for box in self.boxes.values():
            box.setCurrentIndex(0)
        self._show_rows()

    def _fill_menu(self, menu: QMenu) -> None:
        add_buttons(menu, self.buttons.values())

    def _heard(self, event: Changed) -> None:
        if TABLES & set(event.tables):
            self.refresh()

    def _connect(self) -> None:
        acts = {"issue": self.issue, "edit": self.edit, "duplicate": self.duplicate, "reset": self.reset,
                "delete": self.delete}  # fmt: skip
        for name, act in acts.items():
            icons.put(self.buttons[name], _ICONS[name], "on_accent" if name == "issue" else "text")
            self.buttons[name].clicked.connect(lambda _checked=False, act=act: act())
        self.add.clicked.connect(lambda _checked=False: self.new())
        icons.put(self.add, "plus")
        self.table.selected.connect(self._show)
        self.table.opened.connect(lambda _row: self.edit() if self._context.actor.may(EDIT) else self.issue())
        self.table.delete_pressed.connect(self.delete)
        self.table.context_menu = self._fill_menu
        self.table.empty = self._empty
        self.text.textChanged.connect(lambda _text: self._show_rows())
        for box in self.boxes.values():
            box.activated.connect(lambda _place: self._show_rows())
        self.deleted.toggled.connect(lambda _on: self.refresh())
        self._context.changes.changed.connect(self._heard)
        find = QShortcut(QKeySequence("Ctrl+F"), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.text.setFocus)

    def _lay_out(self) -> None:
        head = Heading(
            lambda: _("Certificates and letters"),
            lambda: _("The texts are yours to edit. Each one that is issued gets its number and is kept as it was."),
        )
        head.acts.addWidget(self.add)
        sign = self.text.addAction(icons.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        icons.put(sign, "search", "muted")
        content, filters, tools, left = QWidget(), QWidget(), QWidget(), QWidget()
        column, whole = QVBoxLayout(content), QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(filling(content))
        column.setContentsMargins(0, 0, 0, 0)
        self.table.setMinimumHeight(LEAST)
        column.setSpacing(theme.STEP * 3)
        choose, acts, inner = Flow(filters), Flow(tools), QVBoxLayout(left)
        for part in (*self.boxes.values(), self.deleted):
            choose.addWidget(part)
        for button in self.buttons.values():
            acts.addWidget(button)
        self.buttons["issue"].setProperty("role", "primary")
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(theme.STEP * 3)
        for part in (self.text, filters, tools):
            inner.addWidget(part)
        inner.addWidget(self.table, 1)
        self._split.addWidget(left)
        self._split.addWidget(self.preview)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(theme.STEP * 4)
        self._split.setSizes([560, 440])
        column.addWidget(head)
        column.addWidget(self._split, 1)
        self.setFocusProxy(self.table)


_ICONS = {"issue": "send", "edit": "pencil", "duplicate": "copy", "reset": "rotate-ccw", "delete": "trash-2"}


def _button_words(gone: bool) -> dict[str, tuple[str, str]]:
    return {
        "issue": (_("&Issue…"), _("Issue the certificate or letter to students")),
        "edit": (_("Edi&t…"), _("Edit the text (Enter)")),
        "duplicate": (_("D&uplicate…"), _("Make another letter out of a copy of this")),
        "reset": (_("&First text"), _("Give it the text again that came with the program")),
        "delete": (
            (_("&Restore"), _("Bring the selected letters back"))
            if gone
            else (_("&Delete"), _("Delete the selected letters (Del)"))
        ),
    }


def _columns() -> list[Column]:
    return [
        Column("name", lambda: _("Name"), lambda row: row.data.name, width=236, bold=True,
               tooltip=lambda row: row.data.title),
        Column("language", lambda: _("Language"), lambda row: LANGUAGES.get(row.data.language, row.data.language),
               width=92),
        Column("kind", lambda: _("Kind"), lambda row: kind_words(row.data.kind), width=170, hidden=True),
        Column("state", lambda: _("Text"), _state, width=160, icon=_sign),
        Column("numbered", lambda: _("Numbered"), lambda row: row.data.numbered, width=90, hidden=True),
        Column("title", lambda: _("Title"), lambda row: row.data.title, width=200, hidden=True),
    ]  # fmt: skip


def _state(letter: Letter) -> str:
    if not letter.key:
        return _("The school's own")
    return _("Changed by the school") if letter.edited else _("Of the program")


def _sign(letter: Letter) -> QIcon:
    if not letter.key:
        return icons.icon("school", "accent")
    return icons.icon("pencil", "accent") if letter.edited else icons.icon("file-text", "muted")


def _deleted(count: int) -> str:
    return ngettext("Deleted {n} letter.", "Deleted {n} letters.", count).format(n=count)


def _restored(count: int) -> str:
    return ngettext("Restored {n} letter.", "Restored {n} letters.", count).format(n=count)
