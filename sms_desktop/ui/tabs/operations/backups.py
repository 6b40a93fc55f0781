"""The school's backups: how old the newest is, one more at once, proving them, and going back to one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from sms_desktop.core.errors import Cancelled, UserError
from sms_desktop.core.events import Changed
from sms_desktop.core.i18n import _
from sms_desktop.core.progress import Progress
from sms_desktop.services.safekeeping import backups
from sms_desktop.services.safekeeping.backup_places import Backup
from sms_desktop.services.safekeeping.backups import Made, Proof, Status
from sms_desktop.ui import icons, theme
from sms_desktop.ui.backup_watch import age_words
from sms_desktop.ui.button_menu import add_buttons
from sms_desktop.ui.context import Context
from sms_desktop.ui.dialogs.files import ask_source
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.errors import show_error
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.tabs.operations.backups_list import BackupsModel
from sms_desktop.ui.tabs.operations.heading import Heading
from sms_desktop.ui.tabs.operations.page import PageSpec
from sms_desktop.ui.tabs.operations.restore_dialog import RestoreDialog
from sms_desktop.ui.tabs.operations.work_line import WorkLine
from sms_desktop.ui.widgets.flow import Flow
from sms_desktop.ui.widgets.notice import Notice
from sms_desktop.ui.widgets.scroll import filling
from sms_desktop.ui.widgets.state import Words
from sms_desktop.ui.widgets.table_view import TableView

RIGHT, RESTORE, SETTINGS = "backups:create", "backups:restore", "settings:edit"
SUFFIX = ".smsbackup"
#: Where the screen has less room than for a list so high, the whole page scrolls.
LEAST_TABLE = 168
_ACTIONS = frozenset({"backup_create", "backup_restore"})


def page(context: Context, window: MainWindow) -> PageSpec:
    """The page of backups."""
    return PageSpec("backups", "hard-drive", lambda: _("Backups"), RIGHT, lambda: BackupsPage(context, window))


class BackupsPage(QWidget):
    """The state above, the list below it, what can be done with the selected one at the foot."""

    def __init__(self, context: Context, window: MainWindow) -> None:
        super().__init__()
        self._context, self._window = context, window
        self._status: Status | None = None
        self.model = BackupsModel(self.refresh)
        self.model.setParent(self)
        self.table = TableView(self.model, context.memory, "operations.backups")
        self.age, self.where = QLabel(wordWrap=True), roled(QLabel(wordWrap=True), "muted")
        self.warning, self.problem, self.good = Notice("notice"), Notice("problem"), Notice("good")
        self.work = WorkLine(context.jobs)
        self.now = named(QPushButton(), "backups.now", "primary")
        self.verify, self.restore = named(QPushButton(), "backups.verify"), named(QPushButton(), "backups.restore")
        self.other, self.schedule = named(QPushButton(), "backups.other"), named(QPushButton(), "backups.schedule")
        self._dress()
        self._lay_out()
        self.retranslate()
        self.refresh()

    def refresh(self) -> None:
        """Asks for the backups and their state again."""
        database, who, jobs = self._context.database, self._context.actor, self._context.jobs
        jobs.apart(self, lambda _p: backups.listed(_any(database), who), self._came, self.model.fail)
        jobs.apart(self, lambda _p: backups.status(_any(database)), self._know, lambda _error: None)

    def shown(self) -> None:
        """A stick may have come or gone since."""
        self.refresh()

    def retranslate(self) -> None:
        """In the new language."""
        self.table.setAccessibleName(_("Backups"))
        self.now.setText(_("&Back up now"))
        self.verify.setText(" " + _("Verif&y"))
        self.verify.setToolTip(_("Restores the backup in trial and looks at everything in it"))
        self.restore.setText(" " + _("&Restore…"))
        self.restore.setToolTip(_("Shows first what would change; nothing is restored yet"))
        self.other.setText(" " + _("Restore from a f&ile…"))
        self.schedule.setText(_("Schedule and second place…"))
        self._tell()

    def back_up(self) -> None:
        """Makes a backup now."""
        database, who = self._context.database, self._context.actor

        def work(progress: Progress) -> Made:
            return backups.create(_any(database), who, progress=progress)

        self._silence()
        self._begin(work, self._made, _("Backup"))

    def prove(self) -> None:
        """Restores the selected backup in trial."""
        backup = self.selected()
        if backup is None:
            return
        database, who = self._context.database, self._context.actor

        def work(progress: Progress) -> Proof:
            return backups.verify(_any(database), who, backup.path, progress)

        self._silence()
        self._begin(work, self._proven, _("Verifying a backup"))

    def selected(self) -> Backup | None:
        """The backup that is selected."""
        return next(iter(self.table.selected_rows()), None)

    def open_restore(self, path: Path) -> None:
        """Opens what a restore of this file would do."""
        RestoreDialog(self._context, self._window, path).open()

    def _begin(self, work: Callable[[Progress], Any], done: Callable[[Any], object], title: str) -> None:
        job = self._context.jobs.apart(self, work, done, self._failed, title=title)
        self.work.follow(job)
        self._fit()

    def _made(self, made: Made) -> None:
        self.good.say(_("The backup is made, and was proven by restoring it in trial."))
        self.warning.say(" ".join(made.notices))
        self.refresh()

    def _proven(self, proof: Proof) -> None:
        self.model.proven(proof)
        if proof.ok:
            self.good.say(_("The backup is whole: it was restored in trial, and everything in it is there."))
        self._selected(self.table.selected_rows())

    def _failed(self, error: Exception) -> None:
        self._fit()
        if isinstance(error, UserError):
            self.problem.say(str(error))
        elif not isinstance(error, Cancelled):
            show_error(self, error)

    def _came(self, found: Sequence[Backup]) -> None:
        self.model.set_rows(found)
        if found and self.selected() is None:
            self.table.selectRow(0)
        self._fit()

    def _know(self, status: Status) -> None:
        self._status = status
        self._tell()

    def _tell(self) -> None:
        """The state in words."""
        status = self._status
        if status is None:
            self.age.setText(_("Looking for the newest backup…"))
            return
        if status.newest is None or status.age is None:
            self.age.setText(_("There is no backup yet"))
            self.where.setText(_("Make the first one now; it takes a moment."))
        else:
            self.age.setText(_("The newest backup was made {age}").format(age=age_words(status.age)))
            same = _("Nothing has changed since.") if not status.changed else _("The data has changed since.")
            self.where.setText(f"{status.newest.path.parent}\n{same}")
        self.warning.say(" ".join(status.warnings))

    def _silence(self) -> None:
        for notice in (self.good, self.problem):
            notice.say("")

    def _selected(self, rows: Sequence[Backup]) -> None:
        self.problem.say(self.model.problem(rows[0]) if rows else "")
        self._fit()

    def _fit(self) -> None:
        backup, busy = self.selected(), self.work.is_at_work()
        usable = backup is not None and not backup.problem
        self.now.setEnabled(not busy)
        self.verify.setEnabled(usable and not busy)
        self.restore.setEnabled(usable and not busy)
        self.other.setEnabled(not busy)

    def _heard(self, event: Changed) -> None:
        if event.action in _ACTIONS or "settings" in event.tables or not event.tables:  # files were deleted
            self.refresh()

    def _choose(self) -> None:
        ask_source(
            self.window(), "backups.file", self.open_restore,
            title=_("Choose a backup"), kinds=[(_("Backups"), [SUFFIX])],
        )  # fmt: skip

    def _restore_selected(self) -> None:
        if backup := self.selected():
            self.open_restore(backup.path)

    def _open_settings(self) -> None:
        screen: Any = self._window.show_tab("operations")
        screen.open_page("settings")

    def _fill_menu(self, menu: QMenu) -> None:
        add_buttons(menu, (self.verify, self.restore))

    def _dress(self) -> None:
        theme.scale(self.age, 1.15)
        self.table.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.table.empty = lambda: Words(
            "hard-drive", _("No backups yet"), _("A backup brings everything back, also on another computer.")
        )
        self.table.context_menu = self._fill_menu
        self.table.selected.connect(self._selected)
        self.setFocusProxy(self.table)
        for button, icon in ((self.verify, "shield-check"), (self.restore, "rotate-ccw"), (self.other, "folder-open")):
            icons.put(button, icon)
        self.now.clicked.connect(self.back_up)
        self.verify.clicked.connect(self.prove)
        self.restore.clicked.connect(self._restore_selected)
        self.other.clicked.connect(self._choose)
        self.schedule.clicked.connect(self._open_settings)
        roled(self.schedule, "quiet")
        may = self._context.actor.may(RESTORE)
        self.restore.setVisible(may)
        self.other.setVisible(may)
        self.schedule.setVisible(self._context.actor.may(SETTINGS))
        self.work.ended.connect(self._fit)
        self._context.changes.changed.connect(self._heard)

    def _lay_out(self) -> None:
        page, whole = QWidget(), QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self.table.setMinimumHeight(LEAST_TABLE)
        self._fill(QVBoxLayout(page))
        whole.addWidget(filling(page))

    def _fill(self, column: QVBoxLayout) -> None:
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP * 3)
        head = Heading(lambda: _("Backups"), lambda: _("Copies of everything, encrypted, each proven when it is made."))
        head.acts.addWidget(self.now)
        column.addWidget(head)
        column.addWidget(self._card())
        for notice in (self.warning, self.problem, self.good):
            column.addWidget(notice)
        column.addWidget(self.work)
        column.addWidget(self.table, 1)
        tools = QWidget()
        flow = Flow(tools)
        for button in (self.verify, self.restore, self.other, self.schedule):
            flow.addWidget(button)
        column.addWidget(tools)

    def _card(self) -> QFrame:
        card, sign = roled(QFrame(), "panel"), QLabel()
        icons.put_picture(sign, "shield-check", 28, "accent")
        row, words = QHBoxLayout(card), QVBoxLayout()
        row.setContentsMargins(16, 10, 16, 10)
        row.setSpacing(theme.STEP * 3)
        words.setSpacing(theme.STEP)
        words.addWidget(self.age)
        words.addWidget(self.where)
        row.addWidget(sign)
        row.addLayout(words, 1)
        return card


def _any(database: object) -> Any:
    """The open school as the services know it; the window knows no more of it than `context.School`."""
    return database
