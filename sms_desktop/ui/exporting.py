"""Exports from the window: what a place of the screen has to write, and the one way to have it written."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QWidget

from sms_desktop.core.i18n import _, format_number, ngettext, speaking
from sms_desktop.services.listing import ALL, Condition, Listing
from sms_desktop.ui import icons
from sms_desktop.ui.commands import Command
from sms_desktop.ui.context import Context
from sms_desktop.ui.dress import named
from sms_desktop.ui.fields import Text
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.paging import PagedModel
from sms_desktop.ui.tab_order import first_part
from sms_desktop.ui.table import Column, plain
from sms_desktop.ui.widgets.table_view import TableView

if TYPE_CHECKING:  # every list of the school: too much to be there before the window is
    from sms_desktop.services.exporting.columns import ExportList
    from sms_desktop.services.exporting.exports import Asked
    from sms_desktop.services.exporting.screen_tables import Sheet

RIGHT = "exports:run"
#: The formats and their icons, in the order they are offered.
FORMATS = {"xlsx": "file-spreadsheet", "csv": "columns-3", "pdf": "file-text", "json": "layers"}
Ids = Callable[[Callable[[list[Hashable]], object]], object]


@dataclass(frozen=True)
class Source:
    """What a place of the window has to write.

    A `list` of `LISTS`: `base` are all its rows that belong here, `shown` those that a filter lets through (None where
    there is none), `count` how many those on the screen are (None: not known yet), `told` the filter in words where
    the conditions don't say it, `columns` those on the screen. `wide` is a class as a sheet, chosen by `base`.
    Or, without a list, a `table` as it stands. `selected` rows are named by `ids`; habits are kept under `name`.
    """

    name: str
    title: Text
    list: str = ""
    base: Listing = ALL
    shown: Listing | None = None
    count: int | None = None
    told: str = ""
    columns: tuple[str, ...] = ()
    wide: bool = False
    selected: int = 0
    ids: Ids | None = None
    table: TableView | None = None

    @property
    def here(self) -> Listing:
        """The rows on the screen."""
        return self.base if self.shown is None else self.shown

    def words(self) -> str:
        """Which rows the screen shows, in words; empty for all of the list."""
        if self.told or not self.list:
            return self.told
        from sms_desktop.services.exporting import paper_heads

        what = _list(self.list)
        return paper_heads.told(self.here, {column.name: column for column in what.columns})


def _list(name: str) -> ExportList:
    """A list that can be written, by its name in the command line."""
    from sms_desktop.services.exporting.lists import LISTS

    return LISTS[name]


def may_export(context: Context, list_name: str) -> bool:
    """Whether this person may write rows of a list."""
    return context.actor.may(RIGHT) and context.actor.may(f"{_list(list_name).resource}:view")


def of_list(list_name: str, name: str = "", title: Text | None = None, **more: Any) -> Source:
    """A source over a list of `LISTS`, by its own name and title where nothing else is said."""
    return Source(name or list_name, title or (lambda: _(_list(list_name).label)), list_name, **more)


def of_table(table: TableView) -> Source:
    """What a table shows, as it stands."""
    chosen = table.selected_count()
    return Source(
        table.objectName(),
        lambda: table.accessibleName() or _("Table"),
        count=table.table_model.rowCount(),
        columns=tuple(column.name for column in table.columns.shown()),
        selected=chosen if 1 < chosen < table.table_model.rowCount() else 0,
        table=table,
    )


def of_listed(table: TableView, list_name: str, base: Listing = ALL, shown: Listing | None = None) -> Source:
    """What a table shows of a list of `LISTS`: its filter, its order, its columns, and what is selected in it."""
    model, plainly = table.table_model, of_table(table)
    order = model.query if isinstance(model, PagedModel) else None

    def ordered(listing: Listing) -> Listing:
        return listing.sorted_by(order.sort, order.descending) if order is not None else listing

    shown = None if shown is None or shown == base else shown
    return replace(
        of_list(list_name),
        base=ordered(base),
        shown=None if shown is None else ordered(shown),
        count=plainly.count,
        columns=tuple(name for name in plainly.columns if _list(list_name).column(name) is not None),
        selected=plainly.selected,
        ids=table.with_selected_ids,
    )


def of_class(context: Context, offering_id: int, title: str, *lists: str) -> list[Source]:
    """The lists of one class that this person may write: its sheet first where a list has one."""
    found: list[Source] = []
    for name in (each for each in lists if may_export(context, each)):
        if name in ("grades", "attendance"):
            one = Listing(where=(Condition("id", "=", offering_id),))
            found.append(of_list(name, f"{name}.class", _sheet_title(name), base=one, told=title, wide=True))
        rows = Listing(where=(Condition("offering_id", "=", offering_id),))
        found.append(of_list(name, f"{name}.of_class", base=rows, told=title))
    return found


def of_student(context: Context, student_id: int, name: str, *lists: str) -> list[Source]:
    """The lists of one student that this person may write; `name` is the student's."""
    rows = Listing(where=(Condition("student_id", "=", student_id),))
    allowed = (each for each in lists if may_export(context, each))
    return [of_list(each, f"{each}.of_student", base=rows, told=name) for each in allowed]


def _sheet_title(list_name: str) -> Text:
    titles: Mapping[str, Text] = {
        "grades": lambda: _("Grades as a sheet"),
        "attendance": lambda: _("Attendance as a sheet"),
    }
    return titles[list_name]


# What a table shows, cell by cell


def sheet_of(source: Source, columns: Sequence[str], rows: Iterable[Any], language: str, form: str) -> Sheet:
    """The table's rows in these columns, in a language; for JSON with plain values instead of words."""
    from sms_desktop.services.exporting.screen_tables import Sheet

    assert source.table is not None
    model = source.table.table_model
    found = [column for column in map(model.column, columns) if column is not None]
    with speaking(language):
        cells = [[_cell(column, row, form) for column in found] for row in rows]
        titles = [column.title() for column in found]
        return Sheet(source.title(), [column.name for column in found], titles, cells)


def _cell(column: Column, row: Any, form: str) -> object:
    value = column.value(row)
    if form == "json" and (value is None or isinstance(value, str | bool | int | float | Decimal | date)):
        return value
    if column.show is not None:
        return column.text(row)
    if isinstance(value, bool | datetime):
        return plain(value)
    return value if value is None or isinstance(value, str | int | float | Decimal | date) else str(value)


# Having it written


def write(context: Context, window: MainWindow, title: str, asked: Asked, target: Path) -> None:
    """Has a list written in the worker process; the toast tells of it."""
    from sms_desktop.services.exporting import export_tasks

    _run(context, window, "exports.run", export_tasks.arguments(asked, target), title)


def write_sheet(
    context: Context, window: MainWindow, sheet: Sheet, language: str, target: Path, purpose: str = ""
) -> None:
    """Has a table of the screen written in the worker process."""
    from sms_desktop.services.exporting import export_file_tasks

    arguments = export_file_tasks.sheet_arguments(sheet, language, target, purpose)
    _run(context, window, "exports.sheet", arguments, sheet.title)


def write_file(context: Context, window: MainWindow, task: str, arguments: Mapping[str, Any], title: str) -> None:
    """Has another file written by a task of the worker process that answers with `file`, `rows` and `notes`."""
    _run(context, window, task, arguments, title)


def _run(context: Context, window: MainWindow, task: str, arguments: Mapping[str, Any], title: str) -> None:
    context.jobs.heavy(
        window,
        task,
        arguments,
        lambda answer: _written(window, title, answer),
        title=_("Exporting: {list}").format(list=title),
        beside=True,
    )


def _written(window: MainWindow, title: str, answer: Mapping[str, Any]) -> None:
    if answer.get("notes"):
        _show_notes(window, title, answer["notes"])
    file, rows = Path(str(answer["file"])), answer.get("rows")
    text = (
        _("Wrote {name}.") if rows is None else ngettext("Wrote {n} row to {name}.", "Wrote {n} rows to {name}.", rows)
    )
    window.toast(
        text.format(n=format_number(rows or 0), name=file.name),
        _("Open"),
        lambda: show_file(file),
        other=(_("Open the folder"), lambda: show_file(file.parent)),
    )


def _show_notes(window: MainWindow, title: str, notes: Sequence[str]) -> None:
    """Says what wants a look in the file that was written; it stays until it is read."""
    box = QMessageBox(QMessageBox.Icon.Warning, title, _("Look at this:"), parent=window)
    named(box, "export.notes").setInformativeText("\n".join(notes))
    box.open()


def show_file(file: Path) -> None:
    """Opens a file or a folder with the system's own program."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))


# Beginning


class ExportButton(QPushButton):
    """Opens the dialog over what `sources` gives at that moment; not there for who may export nothing.

    A `slim` one has no words.
    """

    def __init__(
        self,
        context: Context,
        sources: Callable[[], Sequence[Source]],
        name: str,
        *,
        slim: bool = False,
    ) -> None:
        super().__init__()
        named(self, name)
        self._context, self._sources, self._slim = context, sources, slim
        self.setAutoDefault(False)
        if not context.actor.may(RIGHT):
            self.hide()
        self.clicked.connect(self.open)
        icons.put(self, "download")
        self.retranslate()

    def open(self) -> None:
        """Opens the dialog."""
        window = self.window()
        if isinstance(window, MainWindow):
            begin(self._context, window, self._sources())

    def retranslate(self) -> None:
        """In the new language."""
        self.setText("" if self._slim else " " + _("E&xport…"))
        self.setAccessibleName(_("Export"))
        self.setToolTip(_("Write this list to a file (Ctrl+Shift+E)"))


def begin(context: Context, window: MainWindow, sources: Sequence[Source]) -> None:
    """Opens the dialog over the first of the sources, with the others to choose from; says so where there is none."""
    from sms_desktop.ui.dialogs.export import ExportDialog

    if sources:
        ExportDialog(context, window, sources).open()
    else:
        window.toast(_("There is nothing to export here. Go to a list first; what is deleted is not exported."))


def add_command(context: Context, window: MainWindow) -> None:
    """Puts the command in the menu, for who may export: it writes the list where the person is."""
    if not context.actor.may(RIGHT):
        return

    def run() -> None:
        begin(context, window, here(window))

    window.commands.add(Command("export", lambda: _("Export the list…"), run, "Ctrl+Shift+E", "download", "file"))


def here(window: MainWindow) -> list[Source]:
    """What there is to write where the person is: the list with the focus, else the one of the open screen."""
    screen = window.tab(window.current_tab())
    for place in (QApplication.focusWidget(), first_part(screen), screen):
        if place is not None and (place is screen or screen.isAncestorOf(place)):
            found = _around(place)
            if found:
                return found
    return []


def _around(place: QWidget | None) -> list[Source]:
    """What the widget or one of those around it has to write: screens and tables may have `export_sources()`."""
    while place is not None:
        own = getattr(place, "export_sources", None)
        if callable(own):
            return list(own())
        if isinstance(place, TableView):
            return [of_table(place)] if place.table_model.rowCount() else []
        place = place.parentWidget()
    return []
