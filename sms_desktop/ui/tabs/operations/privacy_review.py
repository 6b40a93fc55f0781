"""The yearly review: how long each kind of data is kept, who and what is due by it, and carrying it out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSplitter, QVBoxLayout, QWidget

from sms_desktop.core import clock
from sms_desktop.core.i18n import _, format_date, ngettext
from sms_desktop.services.history.audit_archive import Archived
from sms_desktop.services.privacy import retention_logs
from sms_desktop.services.privacy.erasure_rules import ABSENCES, ERASE, NOTES, REDUCE
from sms_desktop.services.privacy.retention import Due, Standing
from sms_desktop.services.privacy.retention_logs import LOG, LogStanding
from sms_desktop.ui import icons, theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dialogs import password_again
from sms_desktop.ui.dialogs.files import ask_target, documents
from sms_desktop.ui.dialogs.reason import ask_reason
from sms_desktop.ui.dress import named
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.table import Column, TableModel
from sms_desktop.ui.tabs.operations.privacy_acts import Failed, PrivacyActs
from sms_desktop.ui.widgets.state import Words
from sms_desktop.ui.widgets.table_view import TableView

#: The row over the rules.
ANYBODY = ""
#: Below this width the people stand under the rules.
NARROW = 700
#: The least height of a list, in logical pixels.
LEAST = 160


@dataclass(frozen=True)
class RuleRow:
    """A rule as the list shows it: `due` people, entries or files; `before` only for logs that are not for good."""

    mode: str
    title: str
    years: int
    due: int
    before: date | None = None
    people: bool = True


def rule_rows(people: Sequence[Standing], logs: Sequence[LogStanding]) -> list[RuleRow]:
    """All rules in one list, after a row for all people."""
    own = [RuleRow(one.mode, one.title, one.years, one.people) for one in people]
    everybody = RuleRow(ANYBODY, _("All who are due"), 0, sum(row.due for row in own))
    files = [RuleRow(one.mode, one.title, one.years, one.rows, one.before, people=False) for one in logs]
    return [everybody, *own, *files]


class Review(QWidget):
    """Rules on the left, on the right who is due by the one that is chosen, or by any.

    `chosen` has the people that are selected; `done` comes after a log was dealt with.
    """

    chosen = Signal(object)
    done = Signal()

    def __init__(self, context: Context, window: MainWindow, acts: PrivacyActs, failed: Failed) -> None:
        super().__init__()
        self._context, self._window, self._acts, self._failed = context, window, acts, failed
        self._due: Sequence[Due] = ()
        self.rules = self._table("rules", _rule_columns(), "mode")
        self.people = self._table("due", _due_columns(), "key")
        self.carry, self._split = named(QPushButton(), "privacy.carry"), QSplitter()
        icons.put(self.carry, "calendar-check")
        self.people.empty = self._nobody
        self.rules.selected.connect(lambda _rows: self._follow())
        self.people.selected.connect(self.chosen)
        self.carry.clicked.connect(self.carry_out)
        self._lay_out()
        self.retranslate()
        self._follow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        self._split.setOrientation(Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal)

    def show_review(self, rules: Sequence[RuleRow], due: Sequence[Due]) -> None:
        """Shows how the rules stand and who is due."""
        self._due = due
        model_of(self.rules).set_rows(rules)
        self._follow()

    def fail(self, error: Exception) -> None:
        """Shows why nothing came."""
        for table in (self.rules, self.people):
            model_of(table).fail(error)

    def retranslate(self) -> None:
        """In the new language."""
        self.carry.setText(" " + _("Carry the rule &out…"))
        self.carry.setToolTip(_("Shows what would be done by the rule that is chosen, and then does it"))
        self.rules.setAccessibleName(_("Rules"))
        self.people.setAccessibleName(_("Review"))

    def carry_out(self) -> None:
        """Opens what does it: the wizard for people, a reason (and a place) for a log."""
        rule = self._rule()
        if rule is None or not rule.due:
            return
        if rule.people:
            ids = [row.student_id for row in self._due if row.mode == rule.mode]
            self._acts.erase(ids, rule.mode, why=_by_rule(rule))
        elif rule.mode == LOG:
            self._ask(rule, _log_words(rule), self._archive_to)
        else:
            self._ask(rule, _files_words(rule), self._remove_files)

    def archive(self, target: Path, why: str) -> None:
        """Moves the log's old entries to a file, beside the other work."""
        database: Any = self._context.database
        who = self._context.actor

        def done(found: Archived) -> None:
            sentence = _("Entries {first} to {last} of the log are in {file}.")
            self._window.toast(sentence.format(first=found.first, last=found.last, file=found.file.name))
            self.done.emit()

        self._context.jobs.apart(
            self,
            lambda progress: retention_logs.archive(database, who, target, why, progress=progress),
            done,
            self._failed,
            title=_("Archiving the log"),
        )

    def _ask(self, rule: RuleRow, text: str, then: Callable[[str], object]) -> None:
        dialog = ask_reason(self, then, title=lambda: rule.title, text=lambda: text)
        dialog.field.set_value(_by_rule(rule))

    def _archive_to(self, why: str) -> None:
        ask_target(
            self.window(), "privacy.archive_as", lambda file: self._ask_password(file, why),
            title=_("Archive of the log"), proposed=documents() / f"log-{clock.today():%Y-%m-%d}.smsaudit",
            kinds=[(_("Archive of the log"), [".smsaudit"])],
        )  # fmt: skip

    def _ask_password(self, target: Path, why: str) -> None:
        text = _("The entries leave the change log and go to a file.")
        password_again.ask(self, self._context, lambda: self.archive(target, why), why=lambda: text)

    def _remove_files(self, why: str) -> None:
        folder = self._context.database.folder

        def done(count: int) -> None:
            text = ngettext("{n} old log file was removed.", "{n} old log files were removed.", count)
            self._window.toast(text.format(n=count))
            self.done.emit()

        self._context.jobs.write(
            self,
            lambda session, _progress: retention_logs.remove_files(session, folder, why),
            done,
            self._failed,
            title=_("Removing old log files"),
            action="delete",
            reason=why,
        )

    def _rule(self) -> RuleRow | None:
        rows = [row for row in self.rules.selected_rows() if row.mode != ANYBODY]
        return rows[0] if rows else None

    def _follow(self) -> None:
        """Lists who is due by the rule that is chosen; by all where none is."""
        rule = self._rule()
        self.carry.setEnabled(rule is not None and rule.due > 0)
        model_of(self.people).set_rows([row for row in self._due if rule is None or row.mode == rule.mode])

    def _nobody(self) -> Words:
        rule = self._rule()
        if rule is None or rule.people:
            text = _("Who left longer ago than the settings say is listed here.")
            return Words("calendar-check", _("Nobody is due"), text)
        if not rule.due:
            text = _("Kept by the settings: {time}").format(time=_kept(rule))
            return Words("calendar-check", _("Nothing is due"), text)
        return Words("calendar-check", rule.title, _log_words(rule) if rule.mode == LOG else _files_words(rule))

    def _table(self, name: str, columns: list[Column], key: str) -> TableView:
        model = TableModel(columns, id_of=attrgetter(key), parent=self)
        return TableView(model, self._context.memory, f"operations.privacy_{name}")

    def _lay_out(self) -> None:
        left, split = QWidget(), self._split
        inner, column = QVBoxLayout(left), QVBoxLayout(self)
        for layout in (inner, column):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(theme.STEP * 2)
        column.setContentsMargins(0, theme.STEP * 3, 0, 0)
        for table in (self.rules, self.people):
            table.setMinimumHeight(LEAST)
        inner.addWidget(self.rules, 1)
        inner.addWidget(self.carry, 0, Qt.AlignmentFlag.AlignLeft)
        split.addWidget(left)
        split.addWidget(self.people)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(12)
        split.setSizes([420, 580])
        column.addWidget(split)


def model_of(table: TableView) -> TableModel:
    """The model of a table that holds all its rows."""
    model = table.model()
    assert isinstance(model, TableModel)
    return model


def _by_rule(rule: RuleRow) -> str:
    """What is proposed as the reason."""
    text = ngettext("Rule of the school: {n} year ({what})", "Rule of the school: {n} years ({what})", rule.years)
    return text.format(n=rule.years, what=rule.title)


def _log_words(rule: RuleRow) -> str:
    text = ngettext(
        "{n} entry from before {day} goes to a sealed file, which is proven before it leaves the log. Why? "
        "The log keeps it.",
        "{n} entries from before {day} go to a sealed file, which is proven before they leave the log. Why? "
        "The log keeps it.",
        rule.due,
    )
    return text.format(n=rule.due, day=format_date(rule.before) if rule.before else "")


def _files_words(rule: RuleRow) -> str:
    text = ngettext(
        "{n} log file that was last written to before {day} is removed for good. It has no data of the school in it. "
        "Why? The log keeps it.",
        "{n} log files that were last written to before {day} are removed for good. They have no data of the school "
        "in them. Why? The log keeps it.",
        rule.due,
    )
    return text.format(n=rule.due, day=format_date(rule.before) if rule.before else "")


def _kept(rule: RuleRow) -> str:
    if rule.mode == ANYBODY:
        return ""
    if rule.years:
        return ngettext("{n} year", "{n} years", rule.years).format(n=rule.years)
    return _("as the details") if rule.mode in (NOTES, ABSENCES) else _("for good")


def _proposed(row: Due) -> str:
    words = {
        NOTES: _("Erase health and private notes"),
        ABSENCES: _("Erase notes at absences"),
        REDUCE: _("Keep the register and results, erase the rest"),
        ERASE: _("Erase the name too"),
    }
    return words.get(row.mode, row.mode)


def _rule_columns() -> list[Column]:
    return [
        Column("title", lambda: _("Data"), attrgetter("title"), width=200, tooltip=attrgetter("title")),
        Column("years", lambda: _("Kept"), _kept, width=80),
        Column("due", lambda: _("Due"), attrgetter("due"), align="right", width=60),
    ]


def _due_columns() -> list[Column]:
    return [
        Column("number", lambda: _("Number"), attrgetter("student_number"), width=90),
        Column("name", lambda: _("Name"), attrgetter("name"), width=145, bold=True),
        Column("left_on", lambda: _("Left on"), attrgetter("left_on"), width=100),
        Column("mode", lambda: _("Proposed"), _proposed, width=175, tooltip=attrgetter("why")),
    ]
