"""Privacy: the yearly review, restricted students, looks at health notes; a person's file, restriction and erasure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from operator import attrgetter
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from sms_desktop.core.errors import UserError
from sms_desktop.core.events import Changed
from sms_desktop.core.i18n import _, language
from sms_desktop.services import person_file, restriction, retention, students, viewing
from sms_desktop.services.retention import Due
from sms_desktop.ui import icons, theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dialogs.reason import ask_reason
from sms_desktop.ui.dress import named
from sms_desktop.ui.errors import show_error
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.table import Column, TableModel
from sms_desktop.ui.tabs.operations.heading import Heading
from sms_desktop.ui.tabs.operations.page import PageSpec
from sms_desktop.ui.tabs.operations.privacy_erasure import EraseDialog
from sms_desktop.ui.widgets.flow import Flow
from sms_desktop.ui.widgets.notice import Notice
from sms_desktop.ui.widgets.page_tabs import PageTabs
from sms_desktop.ui.widgets.state import Words
from sms_desktop.ui.widgets.table_view import TableView

RIGHT = "privacy:manage"
Ids = list[int]


def page(context: Context, window: MainWindow) -> PageSpec:
    """The page of privacy."""
    return PageSpec("privacy", "eye-off", lambda: _("Privacy"), RIGHT, lambda: PrivacyPage(context, window))


class PrivacyPage(QWidget):
    """A line that names students by number, with what can be done for them, over three lists that fill it."""

    def __init__(self, context: Context, window: MainWindow) -> None:
        super().__init__()
        self._context, self._window = context, window
        self.numbers, self._label = named(QLineEdit(), "privacy.numbers"), QLabel()
        self.file, self.restrict = self._button("file", "download"), self._button("restrict", "lock")
        self.lift, self.erase = self._button("lift", "lock-open"), self._button("erase", "trash-2")
        self.problem, self.tabs = Notice("problem"), PageTabs("privacy.pages")
        self.due, self.restricted, self.looks = (self._list(name) for name in ("due", "restricted", "looks"))
        self._connect()
        self._lay_out()
        self.retranslate()
        self.refresh()

    def refresh(self) -> None:
        """Asks for the three lists again."""

        def work(session: Any, _progress: object) -> tuple[Sequence[Any], ...]:
            return retention.review(session), restriction.restricted(session), viewing.views(session)

        def came(found: tuple[Sequence[Any], ...]) -> None:
            for table, rows in zip((self.due, self.restricted, self.looks), found, strict=True):
                _model(table).set_rows(rows)

        self._context.jobs.read(self, work, came, _model(self.due).fail, key="privacy")

    def shown(self) -> None:
        """Others may have looked at a note meanwhile."""
        self.refresh()

    def retranslate(self) -> None:
        """In the new language."""
        self._label.setText(_("Student &number:"))
        self.numbers.setPlaceholderText(_("One or several, with commas between them"))
        self.file.setText(" " + _("Person's &file…"))
        self.restrict.setText(" " + _("&Restrict…"))
        self.lift.setText(" " + _("&Lift the restriction…"))
        self.erase.setText(" " + _("&Erase…"))
        for table, name in ((self.due, _("Review")), (self.restricted, _("Restricted")), (self.looks, _("Looks"))):
            table.setAccessibleName(name)

    def open_file(self) -> None:
        """Asks for the purpose and the place, and writes everything about one student."""
        self._for_one(
            lambda student: ask_reason(
                self,
                lambda purpose: self._save_as(student, purpose),
                title=lambda: _("Everything about one person"),
                text=lambda: _("What is it for? The log keeps it with the export."),
            )
        )

    def write_file(self, student_id: int, purpose: str, target: Path) -> None:
        """Writes the file beside the other work."""
        database: Any = self._context.database
        who, speak = self._context.actor, language()
        self._context.jobs.apart(
            self,
            lambda progress: person_file.write(database, who, student_id, target, purpose, speak, progress),
            lambda done: self._window.toast(_("Everything about {name} was written.").format(name=done.name)),
            self._failed,
            title=_("Writing a person's file"),
        )

    def open_restrict(self) -> None:
        """Asks why, and restricts one student."""
        self._ask(restriction.restrict, lambda: _("Restrict"), _restrict_words)

    def open_lift(self) -> None:
        """Asks why, and ends one student's restriction."""
        self._ask(restriction.lift, lambda: _("Lift the restriction"), lambda: _("Why? The log keeps it."))

    def open_erase(self) -> None:
        """Opens the wizard for the students that are named."""
        self._with_ids(lambda ids: EraseDialog(self._context, self._window, ids, self).open())

    def _save_as(self, student_id: int, purpose: str) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = str(Path(folder) / f"{self.numbers.text().strip()}-{date.today():%Y-%m-%d}.zip")
        dialog = QFileDialog(self.window(), _("Everything about one person"), name, _("Archive") + " (*.zip)")
        named(dialog, "privacy.save_as").setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("zip")
        dialog.fileSelected.connect(lambda file: self.write_file(student_id, purpose, Path(file)))
        dialog.open()

    def _ask(self, work: Callable[[Any, int, str], None], title: Callable[[], str], text: Callable[[], str]) -> None:
        def then(student: int, why: str) -> None:
            self._context.jobs.write(
                self,
                lambda session, _progress: work(session, student, why),
                lambda _nothing: self.refresh(),
                self._failed,
                title=title(),
                reason=why,
            )

        self._for_one(lambda student: ask_reason(self, lambda why: then(student, why), title=title, text=text))

    def _for_one(self, then: Callable[[int], object]) -> None:
        def one(ids: Ids) -> None:
            if len(ids) == 1:
                then(ids[0])
            else:
                self.problem.say(_("Name one student for this."))

        self._with_ids(one)

    def _with_ids(self, then: Callable[[Ids], object]) -> None:
        """Looks the numbers up; what is wrong with them stands over the lists."""
        self.problem.say("")
        numbers = [part.strip() for part in self.numbers.text().split(",") if part.strip()]
        if not numbers:
            self.problem.say(_("Type a student's number, or choose a row of a list."))
            self.numbers.setFocus(Qt.FocusReason.OtherFocusReason)
            return

        def work(session: Any, _progress: object) -> Ids:
            return [students.by_number(session, number) for number in numbers]

        self._context.jobs.read(self, work, then, self._failed, key="privacy.ids")

    def _failed(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self.problem.say(str(error))
        else:
            show_error(self, error)

    def _chosen(self, rows: Sequence[Any]) -> None:
        if rows:
            self.numbers.setText(", ".join(row.student_number for row in rows))
            self.problem.say("")

    def _heard(self, event: Changed) -> None:
        if "students" in event.tables or event.action in (viewing.VIEW, "erase", "settings_change"):
            self.refresh()

    def _button(self, name: str, icon: str) -> QPushButton:
        button = named(QPushButton(), f"privacy.{name}")
        icons.put(button, icon)
        return button

    def _list(self, name: str) -> TableView:
        columns, key, icon, words = _LISTS[name]
        table = TableView(
            TableModel(columns(), id_of=attrgetter(key), parent=self),
            self._context.memory,
            f"operations.privacy_{name}",
        )
        table.empty = lambda: Words(icon, *words())
        table.selected.connect(self._chosen)
        return table

    def _connect(self) -> None:
        self.file.clicked.connect(self.open_file)
        self.restrict.clicked.connect(self.open_restrict)
        self.lift.clicked.connect(self.open_lift)
        self.erase.clicked.connect(self.open_erase)
        self._context.changes.changed.connect(self._heard)

    def _lay_out(self) -> None:
        head = Heading(
            lambda: _("Privacy"),
            lambda: _("What is kept about a person, who is protected, who looked, and who can be erased."),
        )
        self._label.setBuddy(self.numbers)
        line, tools, column = QHBoxLayout(), QWidget(), QVBoxLayout(self)
        line.addWidget(self._label)
        line.addWidget(self.numbers, 1)
        flow = Flow(tools)
        for button in (self.file, self.restrict, self.lift, self.erase):
            flow.addWidget(button)
        self.tabs.add_page(self.due, "calendar-check", lambda: _("Review"))
        self.tabs.add_page(self.restricted, "lock", lambda: _("Restricted"))
        self.tabs.add_page(self.looks, "eye", lambda: _("Looks at health notes"))
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP * 3)
        column.addWidget(head)
        column.addLayout(line)
        for part in (tools, self.problem):
            column.addWidget(part)
        column.addWidget(self.tabs, 1)
        self.setFocusProxy(self.numbers)


def _model(table: TableView) -> TableModel:
    model = table.model()
    assert isinstance(model, TableModel)
    return model


def _restrict_words() -> str:
    return _(
        "Address, telephones, photo and contacts are withheld from lists, exports and search. Why? The log keeps it."
    )


def _proposed(row: Due) -> str:
    words = {"reduce": _("Keep the register and results, erase the rest"), "erase": _("Erase the name too")}
    return words.get(row.mode, row.mode)


def _who() -> list[Column]:
    return [
        Column("number", lambda: _("Number"), attrgetter("student_number"), width=110),
        Column("name", lambda: _("Name"), attrgetter("name"), width=230, bold=True),
    ]


def _due_columns() -> list[Column]:
    return [
        *_who(),
        Column("left_on", lambda: _("Left on"), attrgetter("left_on"), width=120),
        Column("mode", lambda: _("Proposed"), _proposed, width=280),
        Column("why", lambda: _("Why"), attrgetter("why"), width=420, tooltip=attrgetter("why")),
    ]


def _restricted_columns() -> list[Column]:
    return [
        *_who(),
        Column("since", lambda: _("Since"), attrgetter("since"), width=150),
        Column("why", lambda: _("Why"), attrgetter("why"), width=420, tooltip=attrgetter("why")),
    ]


def _look_columns() -> list[Column]:
    return [
        Column("at", lambda: _("When"), attrgetter("at"), width=150),
        Column("user", lambda: _("Who"), attrgetter("user_name"), width=150),
        *_who(),
        Column("workstation", lambda: _("Workstation"), attrgetter("workstation"), width=200),
    ]


#: Columns, the row's key, and what an empty list says.
_LISTS: dict[str, tuple[Callable[[], list[Column]], str, str, Callable[[], tuple[str, str]]]] = {
    "due": (_due_columns, "student_id", "calendar-check",
            lambda: (_("Nobody is due"), _("Who left longer ago than the settings say is listed here."))),
    "restricted": (_restricted_columns, "student_id", "lock",
                   lambda: (_("Nobody is restricted"), _("Type a number above to withhold a student's whereabouts."))),
    "looks": (_look_columns, "change_set_id", "eye",
              lambda: (_("Nobody looked"), _("Who opens a health note is listed here."))),
}  # fmt: skip
