"""The start of the window: arguments, one window for a data folder, signing in, and the school on the screen."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from sms_desktop import __version__
from sms_desktop.core import i18n, logs, paths
from sms_desktop.core.actor import system_actor
from sms_desktop.core.errors import UserError
from sms_desktop.core.i18n import _
from sms_desktop.core.progress import Progress
from sms_desktop.db import locks
from sms_desktop.services import result_cache, welcome, worker_process
from sms_desktop.services.welcome import Welcome
from sms_desktop.ui import icons, screens, spare_time
from sms_desktop.ui.errors import describe, install_excepthook, show_error
from sms_desktop.ui.garbage import CollectAtHome
from sms_desktop.ui.jobs import Jobs
from sms_desktop.ui.language import Languages
from sms_desktop.ui.memory import FileMemory
from sms_desktop.ui.one_window import Doorbell, call_other
from sms_desktop.ui.theme import CHOICES, Theme

if TYPE_CHECKING:
    from sms_desktop.ui.desk import Desk
    from sms_desktop.ui.dialogs.door import Door
    from sms_desktop.ui.dialogs.sign_in import SignIn

HABITS = "window.ini"
#: Milliseconds after which what is not needed at once is made ready.
SOON = 700


@dataclass(frozen=True)
class Wanted:
    """What the command line asks for."""

    folder: Path
    demo: bool = False
    pictures: Path | None = None
    language: str | None = None
    theme: str | None = None


def read_arguments(words: list[str]) -> Wanted:
    """The command line as `Wanted`; ends the program with 2 for one that can't be understood."""
    parser = argparse.ArgumentParser("sms-desktop", description="The student management system of a school office.")
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument("--data", type=Path, metavar="DIR", help="the school's data folder")
    parser.add_argument("--demo", action="store_true", help="a made-up school in a data folder of its own")
    parser.add_argument("--pictures", type=Path, metavar="DIR", help="save pictures of the screens and end")
    parser.add_argument("--language", choices=list(i18n.LANGUAGES))
    parser.add_argument("--theme", choices=CHOICES)
    found = parser.parse_args(words)
    if found.pictures and not found.demo:
        parser.error("--pictures needs --demo: a real school's data is not put into pictures")
    folder = found.data or (paths.demo_data_folder() if found.demo else paths.default_data_folder())
    return Wanted(folder.resolve(), found.demo, found.pictures, found.language, found.theme)


def main(words: list[str]) -> int:
    """Opens the window and returns once it is closed: 0 done, 2 bad arguments, else the exit code of what failed."""
    wanted = read_arguments(words)
    app = QApplication.instance() or QApplication(["sms-desktop"])
    assert isinstance(app, QApplication)
    app.setApplicationName("SMS Desktop")
    app.setDesktopFileName("sms-desktop")
    app.setQuitOnLastWindowClosed(False)
    wanted.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    held = locks.take(wanted.folder, "window")
    if held is None:
        return _hand_over(app, wanted)
    program = Program(app, wanted)
    try:
        QTimer.singleShot(0, program.start)
        return app.exec()
    finally:
        program.close()
        held.release()
        _leave_no_empty_folder(wanted.folder)


def _hand_over(app: QApplication, wanted: Wanted) -> int:
    """Brings the window that has this folder to the front, or says who has it; pictures are taken of none but ours."""
    if wanted.pictures:
        sys.stderr.write(f"{locks.taken(wanted.folder, 'window')}\n")
        return 4
    if call_other(wanted.folder):
        return 0
    _dressed(app, wanted)
    dialog = show_error(None, locks.taken(wanted.folder, "window"))
    assert dialog is not None
    dialog.finished.connect(lambda _result: app.exit(4))
    return app.exec()


def _end_at_a_fault(app: QApplication) -> None:
    """Where pictures are taken nobody is there to read a message and close it."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        sys.__excepthook__(kind, error, trace)
        app.exit(4)

    sys.excepthook = hook


def _leave_no_empty_folder(folder: Path) -> None:
    """Takes away a folder that was made for a school that then was not."""
    files = list(folder.iterdir())
    if {file.name for file in files} <= {"window.lock", "making.lock", "logs", HABITS}:
        with suppress(OSError):
            for file in files:
                file.unlink()
            folder.rmdir()


def _dressed(app: QApplication, wanted: Wanted) -> tuple[Theme, Languages]:
    """Theme and language as the arguments say, else as the last person here had them, else as the system."""
    habits = FileMemory(wanted.folder / HABITS, "")
    system = "el" if QLocale.system().language() == QLocale.Language.Greek else "en"
    theme = Theme(app, wanted.theme or habits.get("main.theme", "auto"), after=icons.repaint)
    return theme, Languages(app, wanted.language or habits.get("main.language", system))


def _import_beside(owner: QObject, jobs: Jobs, modules: Sequence[str], then: Callable[[], None] | None = None) -> None:
    """Imports modules beside the window of `owner`, which goes on meanwhile, and calls `then` when all are there."""
    pulse = spare_time.Pulse(owner)

    def there(_answer: object) -> None:
        pulse.deleteLater()
        if then is not None:
            then()

    jobs.apart(owner, partial(spare_time.bring, modules, pulse.is_held_up), there)


def _prepare_the_rest(desk: Desk) -> None:
    """Imports the other screens, once the rows are there, then makes commands of what lies inside them."""
    if any(job.kind == "read" for job in desk.jobs.running()):
        QTimer.singleShot(SOON, desk, partial(_prepare_the_rest, desk))
        return
    _import_beside(desk, desk.jobs, screens.LATER, partial(screens.offer, desk.context, desk.window))


class Program(QObject):
    """Goes from the door (first start, sign-in) to the desk and back, and ends everything in order."""

    def __init__(self, app: QApplication, wanted: Wanted) -> None:
        super().__init__()
        self._app, self._wanted = app, wanted
        self._habits = FileMemory(wanted.folder / HABITS, "")
        self._log = logs.to_folder(wanted.folder, "window")
        self._garbage = CollectAtHome(self)
        self.theme, self.languages = _dressed(app, wanted)
        app.setWindowIcon(icons.app_icon())
        app.screenAdded.connect(lambda _screen: icons.repaint())
        self._doorbell = Doorbell(wanted.folder, self)
        self._doorbell.rung.connect(self.to_front)
        self.jobs = Jobs(None, system_actor, parent=self)
        self.door: QWidget | None = None
        self.desk: Desk | None = None
        install_excepthook(self.front)
        if wanted.pictures:
            _end_at_a_fault(app)
        app.lastWindowClosed.connect(lambda: QTimer.singleShot(0, self, self._end_if_nothing_is_left))

    def start(self) -> None:
        """Opens the demo school by itself; else asks who is there, or makes the first school."""
        if self._wanted.demo:
            language = i18n.language()
            self._open(lambda progress: welcome.open_demo(self._wanted.folder, language, progress=progress))
            QTimer.singleShot(0, self, screens.prepare)
        else:
            self.to_door()
            _import_beside(self, self.jobs, screens.FIRST)

    def to_door(self) -> None:
        """Shows the sign-in, or where there is no school yet how to make one."""
        if welcome.is_school(self._wanted.folder):
            self._to_sign_in()
        else:
            from sms_desktop.ui.dialogs.first_start import FirstStart

            self._show_door(FirstStart(self._wanted.folder, self.jobs, self.languages, self._habits))

    def _to_sign_in(self) -> SignIn:
        from sms_desktop.ui.dialogs.sign_in import SignIn

        door = SignIn(self._wanted.folder, self.jobs, self.languages, self._habits)
        self._show_door(door)
        return door

    def enter(self, found: Welcome) -> None:
        """Sits the person down at the desk."""
        desk = self._sit(found)
        desk.say(found.notices)
        if found.signed_in.must_change:
            desk.presence.require_own_password()
        if self._wanted.pictures:
            QTimer.singleShot(0, self._take_pictures)

    def _sit(self, found: Welcome) -> Desk:
        if not gc.get_freeze_count():
            gc.freeze()  # what was imported stays: the collector need not look through it once more
        signed = found.signed_in
        result_cache.keep_for(signed.database)
        memory = FileMemory(self._wanted.folder / HABITS, signed.actor.name)
        i18n.set_language(i18n.language(), found.student_word)
        self.languages.choose(self._wanted.language or memory.get("main.language", found.language))
        self.theme.choose(self._wanted.theme or memory.get("main.theme", self.theme.choice))
        title = f"{found.school_name} · SMS Desktop" if found.school_name else "SMS Desktop"

        def run_task(task: str, arguments: Mapping[str, object], progress: Progress) -> object:
            who = self.desk.actor if self.desk else signed.actor
            return worker_process.run_task(signed.database, who, task, arguments, progress)

        from sms_desktop.ui.desk import Desk

        with self.theme.undressed():
            self.desk = Desk(
                signed.database, signed.actor, run_task, memory, self.theme, self.languages, screens.specs, title=title
            )
        if self._wanted.demo:
            self.desk.locking.never()
        self.desk.signed_out.connect(self._leave_desk, Qt.ConnectionType.QueuedConnection)
        self.desk.restarting.connect(self._restart, Qt.ConnectionType.QueuedConnection)
        self.desk.closed.connect(self._app.quit, Qt.ConnectionType.QueuedConnection)
        self.desk.renewing.connect(partial(self._renew, found), Qt.ConnectionType.QueuedConnection)
        self.desk.jobs.hear()
        self.desk.window.show()
        QTimer.singleShot(SOON, self.desk, partial(_prepare_the_rest, self.desk))
        self._close_door()
        return self.desk

    def front(self) -> QWidget | None:
        """The window that messages stand over."""
        return self.desk.front() if self.desk else self.door

    def to_front(self) -> None:
        """Brings the window to the front: somebody has started the program once more."""
        if (window := self.front()) is not None:
            window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
            window.show()
            window.raise_()
            window.activateWindow()

    def close(self) -> None:
        """Ends threads, files and windows."""
        sys.excepthook = sys.__excepthook__
        self._doorbell.close()
        if self.desk:
            self.desk.close()
        self._close_door()
        self.jobs.close()
        self._garbage.close()
        logs.stop(self._log)

    def _show_door(self, door: Door) -> None:
        self.door = door
        door.entered.connect(self.enter)
        door.rejected.connect(self._app.quit)
        door.show()

    def _close_door(self) -> None:
        if self.door:
            self.door.hide()
            self.door.deleteLater()
            self.door = None

    def _leave_desk(self) -> SignIn:
        assert self.desk is not None
        somebody_else, farewell = self.desk.somebody_else, self.desk.farewell
        self.desk.close()
        self.desk = None
        door = self._to_sign_in()
        door.tell(farewell)
        if somebody_else:
            door.ask_name()
        return door

    def _renew(self, found: Welcome) -> None:
        """Sits the same person down anew, in the same school with the rights of this moment."""
        old = self.desk
        if old is None:
            return
        signed = replace(found.signed_in, actor=old.actor)
        old.window.keep_place()
        old.close(keep_school=True)
        new = self._sit(replace(found, signed_in=signed))
        if not new.window.isMaximized():
            new.window.setGeometry(old.window.geometry())
        old.window.hide()
        new.window.toast(_("What you may do has changed, and the screens with it."))

    def _restart(self, password: str) -> None:
        """Comes back to the school as it is after a restore, for the person who restored it."""
        assert self.desk is not None
        name = self.desk.actor.name
        self._leave_desk().enter_as(name, password)

    def _end_if_nothing_is_left(self) -> None:
        """Without any window (a message about a failed start was the last) nobody could end the program."""
        if not any(window.isVisible() for window in self._app.topLevelWidgets()):
            self._app.exit(4 if self.desk is None and self.door is None else 0)

    def _open(self, work: Callable[[Progress], Welcome]) -> None:
        self.jobs.apart(self, work, self.enter, self._not_opened)

    def _not_opened(self, error: Exception) -> None:
        status = error.exit_code if isinstance(error, UserError) else 4
        if self._wanted.pictures:
            problem = describe(error)
            sys.stderr.write(f"{problem.sentence} {problem.way_out}\n")
            self._app.exit(status)
            return
        dialog = show_error(None, error)
        assert dialog is not None
        dialog.finished.connect(lambda _result: self._app.exit(status))

    def _take_pictures(self) -> None:
        from sms_desktop.ui.album import save_album
        from sms_desktop.ui.screenshots import save_pictures

        assert self.desk is not None
        assert self._wanted.pictures is not None
        window, folder = self.desk.window, self._wanted.pictures.resolve()
        window.resize(1366, 768)
        save_pictures(window, folder)
        save_album(window, folder, self._wanted.folder)
        sys.stdout.write(f"{folder}\n")
        self._app.exit(0)
