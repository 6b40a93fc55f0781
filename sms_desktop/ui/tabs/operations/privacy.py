"""Privacy: the yearly review, restricted students, looks at health notes; a person's file, restriction and erasure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from sms_desktop.core.errors import UserError
from sms_desktop.core.events import Changed
from sms_desktop.core.i18n import _, ngettext
from sms_desktop.services import students
from sms_desktop.services.privacy import erasure_again, restriction, retention, retention_logs, viewing
from sms_desktop.services.privacy.erasure_again import Back
from sms_desktop.services.privacy.erasure_rules import REDUCE
from sms_desktop.ui import icons, theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dress import named
from sms_desktop.ui.errors import show_error
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.table import Column, TableModel
from sms_desktop.ui.tabs.operations.heading import Heading
from sms_desktop.ui.tabs.operations.page import PageSpec
from sms_desktop.ui.tabs.operations.privacy_acts import PrivacyActs
from sms_desktop.ui.tabs.operations.privacy_review import Review, model_of, rule_rows
from sms_desktop.ui.widgets.flow import Flow
from sms_desktop.ui.widgets.notice import Notice
from sms_desktop.ui.widgets.page_tabs import PageTabs
from sms_desktop.ui.widgets.scroll import filling
from sms_desktop.ui.widgets.state import Words
from sms_desktop.ui.widgets.table_view import TableView

RIGHT = "privacy:manage"
Ids = list[int]
_NAMED_AT_MOST = 10
#: The least height of a list, in logical pixels.
LEAST = 160


def page(context: Context, window: MainWindow) -> PageSpec:
    """The page of privacy."""
    return PageSpec("privacy", "eye-off", lambda: _("Privacy"), RIGHT, lambda: PrivacyPage(context, window))


class PrivacyPage(QWidget):
    """A line that names students by number, with what can be done for them, over three lists that fill it."""

    def __init__(self, context: Context, window: MainWindow) -> None:
        super().__init__()
        self._context = context
        self.acts = PrivacyActs(context, window, self, self.refresh, self._failed)
        self.numbers, self._label = named(QLineEdit(), "privacy.numbers"), QLabel()
        self.file, self.restrict = self._button("file", "download"), self._button("restrict", "lock")
        self.lift, self.erase = self._button("lift", "lock-open"), self._button("erase", "trash-2")
        self.back, self.again = Notice("problem"), self._button("again", "trash-2")
        self.problem, self.tabs = Notice("problem"), PageTabs("privacy.pages")
        self.review = Review(context, window, self.acts, self._failed)
        self.rules, self.due = self.review.rules, self.review.people
        self.restricted, self.looks = (self._list(name) for name in ("restricted", "looks"))
        self._mode, self._back = REDUCE, list[Back]()
        self._connect()
        self._lay_out()
        self.retranslate()

    def refresh(self) -> None:
        """Asks for the lists again, and whether erased people are back."""
        database: Any = self._context.database

        def work(session: Any, _progress: object) -> tuple[Sequence[Any], ...]:
            logs = retention_logs.standing(session, database.folder)
            rules = rule_rows(retention.standing(session), logs)
            return rules, retention.review(session), restriction.restricted(session), viewing.views(session)

        def came(found: tuple[Sequence[Any], ...]) -> None:
            self.review.show_review(found[0], found[1])
            for table, rows in ((self.restricted, found[2]), (self.looks, found[3])):
                model_of(table).set_rows(rows)

        def look(session: Any, _progress: object) -> list[Back]:
            return erasure_again.back(session, database)

        self._context.jobs.read(self, work, came, self.review.fail, key="privacy")
        self._context.jobs.read(self, look, self._show_back, self._failed, key="privacy.back")

    def shown(self) -> None:
        """Others may have looked at a note meanwhile."""
        self.refresh()

    def retranslate(self) -> None:
        """In the new language, in which the rules and reasons are asked for anew."""
        self._label.setText(_("Student &number:"))
        self.numbers.setAccessibleName(_("Student number"))
        self.numbers.setPlaceholderText(_("One or several, with commas between them"))
        self.file.setText(" " + _("&Person's file…"))
        self.restrict.setText(" " + _("&Restrict…"))
        self.lift.setText(" " + _("&Lift the restriction…"))
        self.erase.setText(" " + _("Er&ase…"))
        self.again.setText(" " + _("Erase a&gain…"))
        for table, name in ((self.restricted, _("Restricted")), (self.looks, _("Looks"))):
            table.setAccessibleName(name)
        self.problem.say("")  # it was said in the other language
        self._show_back(self._back)
        self.refresh()

    def open_file(self) -> None:
        """Asks for the purpose and the place, and writes everything about one student."""
        self._for_one(lambda student: self.acts.file(student, self.numbers.text().strip()))

    def open_restrict(self) -> None:
        """Asks why, and restricts one student."""
        self._for_one(self.acts.restrict)

    def open_lift(self) -> None:
        """Asks why, and ends one student's restriction."""
        self._for_one(self.acts.lift)

    def open_erase(self) -> None:
        """Opens the wizard for the students that are named, at what the review proposes for them."""
        self._with_ids(lambda ids: self.acts.erase(ids, self._mode))

    def erase_again(self) -> None:
        """Opens the wizard for those whom a restored backup has brought back, one way of erasing after the other."""
        if self._back:
            mode = self._back[0].mode
            ids = [one.student_id for one in self._back if one.mode == mode]
            self.acts.erase(ids, mode, again=True, why=_("Erased before, and back since a backup was restored"))

    def _show_back(self, found: list[Back]) -> None:
        self._back = found
        self.back.say(_back_words(found))
        self.again.setVisible(bool(found))

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
            modes = {getattr(row, "mode", REDUCE) for row in rows}
            self._mode = modes.pop() if len(modes) == 1 else REDUCE
            self.numbers.setText(", ".join(dict.fromkeys(row.student_number for row in rows)))
            self.problem.say("")

    def _typed(self) -> None:
        self._mode = REDUCE

    def _heard(self, event: Changed) -> None:
        if event.action == "erase":
            self.numbers.clear()  # the number of who was erased stays nowhere
        told = event.action in (viewing.VIEW, "erase", "settings_change", "backup_restore")
        if self.isVisible() and (told or "students" in event.tables):
            self.refresh()  # else when it is looked at

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
        table.setMinimumHeight(LEAST)
        table.empty = lambda: Words(icon, *words())
        table.selected.connect(self._chosen)
        return table

    def _connect(self) -> None:
        self.file.clicked.connect(self.open_file)
        self.restrict.clicked.connect(self.open_restrict)
        self.lift.clicked.connect(self.open_lift)
        self.erase.clicked.connect(self.open_erase)
        self.again.clicked.connect(self.erase_again)
        self.numbers.textEdited.connect(lambda _text: self._typed())
        self.review.chosen.connect(self._chosen)
        self.review.done.connect(self.refresh)
        self._context.changes.changed.connect(self._heard)

    def _lay_out(self) -> None:
        head = Heading(
            lambda: _("Privacy"),
            lambda: _("What is kept about a person, who is protected, who looked, and who can be erased."),
        )
        self._label.setBuddy(self.numbers)
        line, tools, content, whole = QHBoxLayout(), QWidget(), QWidget(), QVBoxLayout(self)
        column = QVBoxLayout(content)
        line.addWidget(self._label)
        line.addWidget(self.numbers, 1)
        flow = Flow(tools)
        for button in (self.file, self.restrict, self.lift, self.erase):
            flow.addWidget(button)
        self.tabs.add_page(self.review, "calendar-check", lambda: _("Review"))
        self.tabs.add_page(_below_tabs(self.restricted), "lock", lambda: _("Restricted"))
        self.tabs.add_page(_below_tabs(self.looks), "eye", lambda: _("Looks at health notes"))
        for layout in (whole, column):
            layout.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP * 3)
        column.addWidget(head)
        column.addLayout(line)
        for part in (tools, self.problem):
            column.addWidget(part)
        told = QHBoxLayout()
        told.addWidget(self.back, 1)
        told.addWidget(self.again, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(told)
        column.addWidget(self.tabs, 1)
        whole.addWidget(filling(content))
        self.setFocusProxy(self.numbers)


def _below_tabs(table: TableView) -> QWidget:
    """A list as a page under tabs, a little below them."""
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, theme.STEP * 3, 0, 0)
    column.addWidget(table)
    return page


def _back_words(found: Sequence[Back]) -> str:
    """Who is to be erased again, by number; nothing where nobody is."""
    if not found:
        return ""
    numbers = list(dict.fromkeys(one.student_number for one in found))
    text = ngettext(
        "{n} person who was erased is there again since a backup was restored: {numbers}.",
        "{n} people who were erased are there again since a backup was restored: {numbers}.",
        len(numbers),
    )
    more = ", …" if len(numbers) > _NAMED_AT_MOST else ""
    return text.format(n=len(numbers), numbers=", ".join(numbers[:_NAMED_AT_MOST]) + more)


def _who() -> list[Column]:
    return [
        Column("number", lambda: _("Number"), attrgetter("student_number"), width=110),
        Column("name", lambda: _("Name"), attrgetter("name"), width=230, bold=True),
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
    "restricted": (_restricted_columns, "student_id", "lock",
                   lambda: (_("Nobody is restricted"), _("Type a number above to withhold a student's whereabouts."))),
    "looks": (_look_columns, "change_set_id", "eye",
              lambda: (_("Nobody looked"), _("Who opens a health note is listed here."))),
}  # fmt: skip
