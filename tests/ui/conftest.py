"""What tests of the window get: an application dressed once, jobs over a shelf of made-up people, and a tidy end."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from sms_desktop.core.actor import system_actor
from sms_desktop.ui import backup_watch, icons
from sms_desktop.ui.garbage import CollectAtHome
from sms_desktop.ui.jobs import Jobs
from sms_desktop.ui.language import Languages
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.memory import Forgetful
from sms_desktop.ui.tab import TabSpec
from sms_desktop.ui.theme import Theme
from tests.ui.shelf import Shelf


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    """The application's theme, made once as in a real start."""
    return Theme(qapp, "light", icons.repaint)


@pytest.fixture(scope="session")
def languages(qapp: QApplication) -> Languages:
    """The application's languages, made once as in a real start."""
    return Languages(qapp)


@pytest.fixture(autouse=True)
def _tidy(theme: Theme, languages: Languages) -> Iterator[None]:
    """Each test begins in light English and leaves no window behind."""
    theme.choose("light")
    languages.choose("en")
    collector = CollectAtHome()  # as in the program: a job's thread must not destroy a widget of an earlier test
    yield
    QTest.keyRelease(QWidget(), Qt.Key.Key_Shift)  # Qt holds a key whose going up no window was left to hear
    for widget in QApplication.topLevelWidgets():
        widget.close()
        widget.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QApplication.processEvents()
    collector.look()
    collector.close()
    assert not [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    assert not QApplication.keyboardModifiers()


@pytest.fixture(autouse=True)
def _no_backup_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a test takes its time, as on a busy machine, no schedule makes a backup in the middle of it."""
    monkeypatch.setattr(backup_watch, "FIRST", 3_600_000)
    monkeypatch.setattr(backup_watch, "EVERY", 3_600_000)


@pytest.fixture
def shelf() -> Shelf:
    """An empty shelf."""
    return Shelf()


@pytest.fixture
def jobs(qapp: QApplication, shelf: Shelf) -> Iterator[Jobs]:
    """Jobs over the shelf; at the end no thread is at work any more."""
    made = Jobs(shelf, system_actor)
    yield made
    assert made.close()


@pytest.fixture
def memory() -> Forgetful:
    """A memory for the test only."""
    return Forgetful()


@pytest.fixture
def window(jobs: Jobs, memory: Forgetful, theme: Theme, languages: Languages) -> Callable[..., MainWindow]:
    """Makes and shows a main window with the screens given, or two plain ones."""

    def make(*tabs: TabSpec, **more: object) -> MainWindow:
        plain = (
            TabSpec("students", "users", lambda: "Students", lambda _window: QLabel("students")),
            TabSpec("courses", "book-open", lambda: "Courses", lambda _window: QLabel("courses")),
        )
        made = MainWindow(jobs, memory, theme, languages, tabs or plain, title="SMS Desktop", **more)  # type: ignore[arg-type]
        made.show()
        made.activateWindow()
        QApplication.processEvents()
        return made

    return make
