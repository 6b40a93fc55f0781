"""One dialog for every list: format, rows, columns, language, purpose and place; Enter writes what is on the screen."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from sms_desktop.core.errors import UserError
from sms_desktop.core.i18n import LANGUAGES, _, language
from sms_desktop.services.exporting import exports, named_exports
from sms_desktop.services.exporting.exports import Asked
from sms_desktop.services.exporting.lists import LISTS
from sms_desktop.services.exporting.named_exports import NamedData, NamedRow
from sms_desktop.services.listing import Condition
from sms_desktop.ui import exporting, theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dialogs import password_again
from sms_desktop.ui.dialogs.export_columns import ALL_COLUMNS, ON_SCREEN, ColumnsChoice
from sms_desktop.ui.dialogs.export_names import name_export
from sms_desktop.ui.dialogs.export_parts import ALL_ROWS, SELECTED, SHOWN, FormatChoice, RowsChoice, format_kind
from sms_desktop.ui.dress import named, roled, size_within_screen
from sms_desktop.ui.errors import show_error
from sms_desktop.ui.exporting import Source
from sms_desktop.ui.fields import CalmComboBox
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.paging import PagedModel
from sms_desktop.ui.widgets.notice import Notice
from sms_desktop.ui.widgets.scroll import scrolled
from sms_desktop.ui.widgets.target_row import TargetRow

SENSITIVE = "students:sensitive"
#: The room for a scroll bar, in logical pixels.
BAR = 20


class ExportDialog(QDialog):
    """Over one of `sources`. With `kept` it shows a named export, and can save the changes to it."""

    def __init__(
        self, context: Context, window: MainWindow, sources: Sequence[Source], kept: NamedRow | None = None
    ) -> None:
        super().__init__(window)
        self._context, self._window, self._sources, self._kept = context, window, tuple(sources), kept
        named(self, "export").setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._title = QLabel()
        theme.scale(self._title, 1.4, QFont.Weight.DemiBold)
        self.what, self.language = named(CalmComboBox(), "export.what"), named(CalmComboBox(), "export.language")
        self.format, self.rows = FormatChoice(), RowsChoice()
        self.sensitive, self.purpose = named(QCheckBox(), "export.sensitive"), named(QLineEdit(), "export.purpose")
        self.columns, self.target = ColumnsChoice(), TargetRow(context.memory, "export.target")
        self.keep, self.save = named(QPushButton(), "export.keep", "quiet"), named(QPushButton(), "export.save")
        self.cancel, self.ok = named(QPushButton(), "export.cancel"), named(QPushButton(), "export.ok", "primary")
        self._captions = {name: QLabel() for name in ("what", "format", "rows", "language", "purpose")}
        self._wide_note, self._problem = roled(QLabel(wordWrap=True), "muted"), Notice("problem")
        self._lay_out()
        self._connect()
        self._offer_choices()
        self._show_source()
        size_within_screen(self, 820, 560)
        self.format.buttons[self.format.form()].setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def source(self) -> Source:
        """What is written."""
        return self._sources[max(self.what.currentIndex(), 0)]

    def asked(self) -> Asked:
        """What was chosen, but for the rows that are selected: those shown stand for them."""
        source = self.source
        wanted = source.base if self.rows.way() == ALL_ROWS else source.here
        return Asked(
            source.list, wanted, self.columns.chosen(), str(self.language.currentData()),
            self.sensitive.isVisibleTo(self) and self.sensitive.isChecked(), source.wide, self.purpose.text().strip(),
        )  # fmt: skip

    def submit(self) -> None:
        """Writes the file, after the password where it is much; the dialog closes, the work goes on."""
        if not self._columns_chosen():
            return
        source, selected = self.source, self.rows.way() == SELECTED
        if source.table is not None and source.ids is None:
            self._after_password(self._write_table)
        elif selected and source.ids is not None:
            source.ids(self._write_selected)
        else:
            asked = self.asked()
            self._after_password(lambda: self._write(asked))

    def save_changes(self) -> None:
        """Keeps the named export as it is chosen here."""
        if self._kept is None or not self._columns_chosen():
            return
        kept = self._kept
        data = replace(kept.data, asked=self.asked(), form=self.format.form())
        self._context.jobs.write(
            self,
            lambda session, _progress: named_exports.change(session, kept.id, data, kept.version),
            lambda _nothing: self._saved(data),
            self._refused,
            title=_("Saving the export {name}").format(name=data.name),
        )

    def keep_as(self) -> None:
        """Asks for a name and keeps what is chosen under it."""
        if self._columns_chosen():
            data = NamedData(self.source.title(), self.asked(), self.format.form())
            name_export(self._context, data, self, lambda name: self._saved(replace(data, name=name)))

    def retranslate(self) -> None:
        """In the new language."""
        title = self._kept.data.name if self._kept else self.source.title()
        self.setWindowTitle(_("Export: {list}").format(list=title))
        self._title.setText(_("Export: {list}").format(list=title))
        captions = {
            "what": _("List"), "format": _("Format"), "rows": _("Rows"), "language": _("Language"),
            "purpose": _("Purpose"),
        }  # fmt: skip
        for name, caption in self._captions.items():
            caption.setText(captions[name])
        for place, source in enumerate(self._sources):
            self.what.setItemText(place, source.title())
        self.language.setAccessibleName(_("Language of titles and numbers"))
        self.language.setToolTip(_("Language of titles and numbers"))
        self.sensitive.setText(_("With telephones, identity numbers and notes"))
        self.purpose.setPlaceholderText(_("What it is for; the log keeps it"))
        self.purpose.setAccessibleName(_("Purpose"))
        words = {self.keep: _("&Keep as named export…"),
                 self.save: _("&Save changes"), self.cancel: _("Cancel"), self.ok: _("&Export")}  # fmt: skip
        for button, text in words.items():
            button.setText(text)
        self.ok.setToolTip(_("Export (Enter)"))
        self._wide_note.setText(_("One row for each student, one column for each assessment or period."))
        self.format.retranslate()
        self._choices_area.setMinimumWidth(self._left.minimumSizeHint().width() + BAR)

    # What is shown

    def _show_source(self) -> None:
        """Everything as this source has it, with the habits of the last time."""
        source = self.source
        habits: dict[str, Any] = dict(self._context.memory.get(f"export.{source.name}") or {})
        given = self._kept.data if self._kept else None
        self.format.choose(given.form if given else str(habits.get("form", "xlsx")))
        chosen = given.asked.language if given else str(habits.get("language", language()))
        self.language.setCurrentIndex(max(self.language.findData(chosen), 0))
        self.purpose.setText(given.asked.purpose if given else "")
        self.sensitive.setVisible(self._may_be_sensitive())
        self.sensitive.setChecked(bool(given and given.asked.sensitive and self._may_be_sensitive()))
        preset = (list(given.asked.columns) or ALL_COLUMNS) if given else habits.get("columns", ON_SCREEN)
        form, sensitive, may = self.format.form(), self.sensitive.isChecked(), self._may_be_sensitive()
        self.columns.show_source(source, preset, form, sensitive=sensitive, may=may)
        self._wide_note.setVisible(source.wide)
        self.rows.show_source(source)
        self._count_rows()
        self.keep.setVisible(bool(source.list) and self._kept is None)
        self.save.setVisible(self._kept is not None)
        self._name_target()
        self.retranslate()

    def _may_be_sensitive(self) -> bool:
        """Whether there is anything sensitive in the list that this person may write."""
        source, actor = self.source, self._context.actor
        what = LISTS.get(source.list)
        if what is None or source.wide or not any(column.sensitive for column in what.columns):
            return False
        everybody = actor.may_all(exporting.RIGHT) and actor.may_all(f"{what.resource}:view")
        return actor.may_all(SENSITIVE) if everybody else actor.may(SENSITIVE)

    def _count_rows(self) -> None:
        """Asks how many rows there are where the screen does not know."""
        source = self.source
        if source.list and self.rows.number(ALL_ROWS) is None:
            self._count(ALL_ROWS, Asked(source.list, source.base, wide=source.wide))
        if source.list and source.shown is not None and source.count is None:
            self._count(SHOWN, Asked(source.list, source.shown))

    def _count(self, way: str, asked: Asked) -> None:
        """A number that can't be had is left out: what is wrong is told by the export itself."""
        source = self.source

        def work(session: Any, _progress: object) -> int:
            return exports.count(session, asked)

        def came(number: int) -> None:
            if source is self.source:
                self.rows.set_number(way, number)

        self._context.jobs.read(self, work, came, lambda _error: None, key=f"count_{way}")

    def _name_target(self) -> None:
        form = self.format.form()
        what = self._kept.data.name if self._kept else _(LISTS[self.source.list].label) if self.source.list else ""
        self.target.describe(what or self.source.title(), form, format_kind(form))

    # What the person does

    def _format_changed(self) -> None:
        self._name_target()
        self.columns.set_form(self.format.form())

    def _columns_chosen(self) -> bool:
        """Whether there is something to write; says so where there is not."""
        if not self.columns.is_enough():
            self._problem.say(_("Tick at least one column."))
            self.columns.setFocus(Qt.FocusReason.OtherFocusReason)
        return self.columns.is_enough()

    # Writing

    def _write_selected(self, ids: list[Hashable]) -> None:
        asked = self.asked()
        wanted = replace(self.source.here, text="", where=(Condition("id", "=", ids),))
        self._after_password(lambda: self._write(replace(asked, wanted=wanted)))

    def _after_password(self, then: Callable[[], object]) -> None:
        """Once it is known how many rows leave: `then()`, after the own password where that is much."""
        number, asked = self.rows.number(), self.asked()
        if number is not None or not asked.list:
            self._ask_password(number or 0, then)
            return

        def work(session: Any, _progress: object) -> int:
            return exports.count(session, asked)

        self.ok.setEnabled(False)
        self._context.jobs.read(self, work, lambda found: self._ask_password(found, then), self._refused, key="count")

    def _ask_password(self, rows: int, then: Callable[[], object]) -> None:
        self.ok.setEnabled(True)
        base = self.source.base
        password_again.before_export(
            self,
            self._context,
            then,
            list_name=self.source.list or self.source.name,
            rows=rows,
            sensitive=self.asked().sensitive,
            whole=self.rows.way() == ALL_ROWS and not (base.where or base.text or self.source.wide),
        )

    def _write(self, asked: Asked) -> None:
        exporting.write(self._context, self._window, self.source.title(), asked, self.target.path())
        self._end()

    def _write_table(self) -> None:
        """The rows of the table, those of pages that are not loaded fetched first."""
        table = self.source.table
        assert table is not None
        model, selected = table.table_model, self.rows.way() == SELECTED
        if not isinstance(model, PagedModel):
            self._write_rows(table.selected_rows() if selected else [row for _place, row in model.loaded()])
            return
        source, query, number, places = model.source, model.query, model.rowCount(), table.selected_places()

        def came(rows: Sequence[Any]) -> None:
            self._write_rows([rows[place] for place in places if place < len(rows)] if selected else rows)

        self._context.jobs.read(self, lambda session, _p: source.fetch(session, query, 0, number), came)

    def _write_rows(self, rows: Sequence[Any]) -> None:
        asked, form = self.asked(), self.format.form()
        sheet = exporting.sheet_of(self.source, asked.columns, rows, asked.language, form)
        exporting.write_sheet(self._context, self._window, sheet, asked.language, self.target.path(), asked.purpose)
        self._end()

    def _end(self) -> None:
        """Remembers the habits and closes."""
        kept = {"form": self.format.form(), "language": self.language.currentData(), "columns": self.columns.preset}
        if self._kept is None:
            self._context.memory.put(f"export.{self.source.name}", kept)
        self.target.keep_folder()
        self.accept()

    def _saved(self, data: NamedData) -> None:
        self._window.toast(_("The export “{name}” is kept.").format(name=data.name))
        if self._kept is not None:
            self.accept()

    def _refused(self, error: Exception) -> None:
        self.ok.setEnabled(True)
        if isinstance(error, UserError):
            self._problem.say(str(error))
        else:
            show_error(self, error)

    # Its parts

    def _offer_choices(self) -> None:
        for source in self._sources:
            self.what.addItem(source.title())
        for code, name in LANGUAGES.items():
            self.language.addItem(name, code)
        for part in (self.what, self._captions["what"]):
            part.setVisible(len(self._sources) > 1)

    def _connect(self) -> None:
        self.format.changed.connect(lambda _form: self._format_changed())
        self.columns.changed.connect(lambda: self._problem.say(""))
        self.sensitive.toggled.connect(self.columns.allow_sensitive)
        self.what.activated.connect(lambda _place: self._show_source())
        self.keep.clicked.connect(self.keep_as)
        self.save.clicked.connect(self.save_changes)
        self.cancel.clicked.connect(self.reject)
        self.ok.clicked.connect(self.submit)
        for button in (self.keep, self.save, self.cancel):
            button.setAutoDefault(False)
        self.ok.setDefault(True)

    def _lay_out(self) -> None:
        outer, both, foot = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout()
        outer.setContentsMargins(24, 20, 24, 20)
        outer.setSpacing(theme.STEP * 3)
        both.setSpacing(theme.STEP * 5)
        self._choices_area = scrolled(self._choices())
        both.addWidget(self._choices_area, 1)
        both.addWidget(self.columns, 1)
        foot.setSpacing(theme.STEP * 2)
        foot.addWidget(self.keep)
        foot.addStretch(1)
        for button in (self.cancel, self.save, self.ok):
            foot.addWidget(button)
        outer.addWidget(self._title)
        outer.addLayout(both, 1)
        for part in (self._problem, self.target):
            outer.addWidget(part)
        outer.addLayout(foot)

    def _choices(self) -> QWidget:
        self._left, column = QWidget(), QVBoxLayout()
        self._left.setLayout(column)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP)
        parts = {"what": self.what, "format": self.format, "rows": self.rows, "language": self.language,
                 "purpose": self.purpose}  # fmt: skip
        for name, part in parts.items():
            caption = roled(self._captions[name], "field")
            caption.setBuddy(part)
            if name not in ("what", "format"):
                column.addSpacing(theme.STEP * 2)
            elif name == "format" and len(self._sources) > 1:
                column.addSpacing(theme.STEP)
            column.addWidget(caption)
            column.addWidget(part)
            if name == "what":
                column.addWidget(self._wide_note)
            if name == "rows":
                column.addSpacing(theme.STEP)
                column.addWidget(self.sensitive)
        return self._left
