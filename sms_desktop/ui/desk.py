"""A person at work: the open school and the main window over it, put together and taken apart again."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from sms_desktop.core import clock
from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import UserError
from sms_desktop.core.events import Changed
from sms_desktop.core.i18n import _, ngettext
from sms_desktop.services import years
from sms_desktop.services.access import accounts, refusals
from sms_desktop.services.search import search
from sms_desktop.ui import exporting
from sms_desktop.ui.backup_watch import BackupWatch
from sms_desktop.ui.changes import ChangeFeed
from sms_desktop.ui.commands import Command
from sms_desktop.ui.context import Context, School
from sms_desktop.ui.daily_check import DailyCheck
from sms_desktop.ui.errors import show_error
from sms_desktop.ui.fields import Text
from sms_desktop.ui.jobs import Jobs, RunTask
from sms_desktop.ui.language import Languages
from sms_desktop.ui.locking import Locking
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.memory import Memory
from sms_desktop.ui.outside import OutsideChanges
from sms_desktop.ui.parting import ask_to_part, reasons_to_stay
from sms_desktop.ui.presence import Presence
from sms_desktop.ui.tab import TabSpec
from sms_desktop.ui.theme import Theme
from sms_desktop.ui.undo import UndoStack

if TYPE_CHECKING:
    from sms_desktop.services.history.undo import Taken

#: So many hits, a third of them of each kind at least, are enough to choose from as one types.
MOST_FOUND = 24
#: Which screen shows a kind of thing that the search finds.
SCREEN_OF = {"student": "students", "contact": "students", "course": "courses"}


class Desk(QObject):
    """Owns the window and everything under it. `signed_out` when only the person leaves, `closed` when all is over.

    `restarting(password)` where the school was restored from a backup, and the window opens again for the same person;
    `renewing` where that is to happen because the rights are others. `actor` is the person with the rights of this
    moment; `somebody_else` whether another one comes next; `farewell` what the sign-in says of why this one had to go.
    """

    signed_out = Signal()
    closed = Signal()
    restarting = Signal(str)
    renewing = Signal()

    def __init__(
        self,
        school: School,
        actor: Actor,
        run_task: RunTask,
        memory: Memory,
        theme: Theme,
        languages: Languages,
        screens: Callable[[Context], list[TabSpec]],
        *,
        title: str,
    ) -> None:
        super().__init__()
        self.actor, self.somebody_else = actor, False
        self.farewell: Text = str
        self.jobs = Jobs(
            school,
            lambda: self.actor,
            run_task=run_task,
            on_error=self._show_error,
            on_refused=partial(refusals.note, school),
            parent=self,
        )
        changes = ChangeFeed(school.events, self)
        undo = UndoStack(school.events, self.jobs, self)
        self.context = Context(school, lambda: self.actor, self.jobs, memory, changes, undo)
        self._outside = OutsideChanges(self.jobs, changes, self)
        specs = screens(self.context)
        self.window = MainWindow(
            self.jobs, memory, theme, languages, specs, title=title, search=partial(search, limit=MOST_FOUND)
        )
        self.window.set_user(actor.name)
        self.window.installEventFilter(self)
        self._may_close, self._leaving, self._wants_out, self._password = False, False, False, ""
        self.backups = BackupWatch(school, self.jobs, changes, self)
        self.checking = DailyCheck(self.context, parent=self)
        self.locking = Locking(self.context, self.window, languages, self)
        self.presence = Presence(self)
        self._connect(languages)
        self._ask_term()

    def say(self, sentences: list[str]) -> None:
        """Tells what a person should know before anything else, such as what a crash left undone."""
        if sentences:
            box = QMessageBox(
                QMessageBox.Icon.Information, _("Since last time"), "\n\n".join(sentences), parent=self.window
            )
            box.setObjectName("since_last_time")
            box.open()

    def close(self, *, keep_school: bool = False) -> bool:
        """Lets go of everything: threads, news, the database. False where a thread would not end.

        `keep_school` leaves the database open and the person signed in, for another desk.
        """
        self._outside.close()
        self.backups.close()
        self.checking.close()
        self.locking.close()
        self.context.undo.close()
        self.context.changes.close()
        ended = self.jobs.close()
        if ended and not keep_school:
            with suppress(UserError):  # what can't be logged keeps nobody here
                accounts.sign_out(self.context.database, self.actor)
        self.window.deleteLater()
        if not keep_school:
            self.context.database.close()
        self.deleteLater()  # the languages outlive it, and would go on telling its undo
        return ended

    def front(self) -> QWidget:
        """The window that stands for the program: the lock where that is on."""
        return self.locking.screen or self.window

    def leave(self, *, somebody_else: bool = False) -> None:
        """Signs out at once; what is not saved is lost."""
        self.somebody_else = somebody_else
        self._may_close = self._leaving = True
        self.window.close()

    def send_away(self, farewell: Text) -> None:
        """Signs out at once, with a sentence that the sign-in shows."""
        self.farewell = farewell
        self.leave()

    def end(self) -> None:
        """Closes the program at once."""
        self._may_close, self._leaving = True, False
        self.window.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        reasons = [] if event.type() != QEvent.Type.Close or self._may_close else reasons_to_stay(self.window)
        if reasons:
            self._wants_out = self._leaving
            event.ignore()
            ask_to_part(self.window, reasons, self._close_now)
            return True
        return super().eventFilter(watched, event)

    def _connect(self, languages: Languages) -> None:
        window, undo = self.window, self.context.undo
        window.undo_requested.connect(undo.undo)
        window.redo_requested.connect(undo.redo)
        window.sign_out_requested.connect(self.sign_out)
        window.restart_requested.connect(self._restart)
        window.closing.connect(self._gone)
        window.found.connect(self._open_found)
        window.file_dropped.connect(self._open_dropped)
        window.bell_clicked.connect(lambda: window.toast(_("There are no notifications.")))
        window.term_clicked.connect(self._open_terms)
        self._add_commands()
        undo.changed.connect(lambda: window.set_undo(undo.undo_title(), undo.redo_title()))
        undo.taken.connect(self._tell_taken)
        undo.failed.connect(lambda error: show_error(window, error))
        languages.changed.connect(undo.refresh_titles)
        self.backups.changed.connect(lambda: window.set_backup(self.backups.words))
        self.backups.failed.connect(window.toast)
        self.checking.found.connect(self.say)
        self.locking.left.connect(lambda: self.leave(somebody_else=True))
        self.locking.closed.connect(self.end)
        self.context.changes.changed.connect(self._heard)

    def _show_error(self, owner: QObject | None, error: Exception) -> None:
        show_error(self.window, error)

    def _heard(self, event: Changed) -> None:
        if event.tables & {"academic_years", "terms"}:
            self._ask_term()

    def _add_commands(self) -> None:
        commands = self.window.commands
        before = commands.action("sign_out")
        commands.add(Command("terms", lambda: _("Terms…"), self._open_terms, "", "calendar-days"), before)
        if self.context.actor.may("settings:edit"):
            commands.add(Command("scales", lambda: _("Grade scales…"), self._open_scales, "", "graduation-cap"), before)
        self.presence.add_commands()
        exporting.add_command(self.context, self.window)

    def _open_terms(self) -> None:
        from sms_desktop.ui.dialogs.term_lock import TermsDialog

        TermsDialog(self.context, self.window).open()

    def _open_scales(self) -> None:
        from sms_desktop.ui.dialogs import scales

        scales.ScalesDialog(self.context, self.window).open()

    def _ask_term(self) -> None:
        def show(term: years.TermRow | None) -> None:
            self.window.header.set_term(term_words(term) if term else "")

        self.jobs.read(self, lambda session, _progress: years.current_term(session, clock.today()), show, key="term")

    def _open_dropped(self, file: Path) -> None:
        if not self.context.actor.may("imports:run"):
            self.window.toast(_("You can't import files. An administrator can grant it to you."))
            return
        open_file = getattr(self.window.show_tab("imports"), "open_file", None)
        if open_file is not None:
            open_file(file)

    def _open_found(self, hit: Any) -> None:
        """A student, a contact (whose student it opens) or a course, in its screen."""
        screen = self.window.show_tab(SCREEN_OF[hit.kind])
        open_hit = getattr(screen, "open_hit", None)
        if open_hit is not None:
            open_hit(hit)

    def _tell_taken(self, taken: Taken, redo: bool) -> None:
        if taken.left:
            show_left(self.window, taken)
        elif redo:
            self.window.toast(_("Done again: {action}").format(action=taken.change_set_title))
        else:
            self.window.toast(_("Undone: {action}").format(action=taken.change_set_title))

    def sign_out(self, *, somebody_else: bool = False) -> None:
        """Leaves for the sign-in, unless something is not saved and the person stays."""
        self.somebody_else, self._leaving = somebody_else, True
        self._leaving = self.window.close()

    def _restart(self, password: str) -> None:
        self._password = password
        self.leave()

    def _gone(self) -> None:
        if self._password:
            self.restarting.emit(self._password)
            return
        (self.signed_out if self._leaving else self.closed).emit()

    def _close_now(self) -> None:
        self._may_close, self._leaving = True, self._wants_out
        self.window.close()


def term_words(term: years.TermRow) -> str:
    """The current term as the header names it; a locked one says so."""
    return _("{term} (locked)").format(term=term.title) if term.state == "locked" else term.title


def show_left(window: MainWindow, taken: Taken) -> None:
    """Says which rows an undo left alone, and because of whom."""
    put_back = ngettext("{n} entry was put back.", "{n} entries were put back.", taken.rows).format(n=taken.rows)
    left = ngettext("{n} entry was left as it is:", "{n} entries were left as they are:", taken.left).format(
        n=taken.left
    )
    box = QMessageBox(QMessageBox.Icon.Warning, taken.change_set_title, f"{put_back} {left}", parent=window)
    box.setObjectName("undo.left")
    more = taken.left - len(taken.sentences)
    rest = [ngettext("And {n} more.", "And {n} more.", more).format(n=more)] if more > 0 else []
    box.setInformativeText("\n".join([*taken.sentences, *rest]))
    box.open()
