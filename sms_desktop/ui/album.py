"""Pictures beyond the screens as they open: a record, the search, an import under way, sign-in, the first start."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from sms_desktop.core.i18n import language
from sms_desktop.ui.dialogs.door import Door
from sms_desktop.ui.dialogs.first_start import FirstStart
from sms_desktop.ui.dialogs.report import ReportDialog
from sms_desktop.ui.dialogs.sign_in import SignIn
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.memory import Forgetful
from sms_desktop.ui.screenshots import settle

#: Made-up people: one new, one without a name, one with a day that can't be.
SAMPLE = """Αρ. Μητρώου;Επώνυμο;Όνομα;Email;Ημ. Γέννησης;Τμήμα
2026901;Μαρκίδου;Ηλέκτρα;e.markidou@example.org;14/5/2007;Α1
2026902;;Σταύρος;s@example.org;2/11/2006;Α1
2026903;Brooks;Emma;emma.brooks@example.org;31/2/2007;Α2
2026904;Λοϊζίδης;Πάρις;p.loizides@example.org;9/9/2006;Α2
"""
#: Gives the widget to be pictured.
Scene = Callable[[], QWidget]


def save_album(
    window: MainWindow,
    folder: Path,
    school: Path,
    languages: Iterable[str] = ("en", "el"),
    themes: Iterable[str] = ("light", "dark"),
) -> list[Path]:
    """Saves `<scene>-<language>-<theme>.png` of every scene; leaves the window in the language and theme it was in.

    `school` is the data folder that the sign-in is for.
    """
    before, saved = (language(), window.theme.choice), []
    with TemporaryDirectory() as place:
        scenes = _scenes(window, school, Path(place))
        for name, scene in scenes.items():
            for tongue in languages:
                window.languages.choose(tongue)
                for theme in themes:
                    window.theme.choose(theme)
                    saved.append(folder / f"{name}-{tongue}-{theme}.png")
                    _take(window, scene).save(str(saved[-1]))
    window.languages.choose(before[0])
    window.theme.choose(before[1])
    return saved


def _scenes(window: MainWindow, school: Path, place: Path) -> dict[str, Scene]:
    sample, empty = place / "students.csv", place / "empty"
    sample.write_text(SAMPLE, encoding="utf-8")
    empty.mkdir()
    return {
        "record": partial(_record, window, 2),
        "marks": partial(_record, window, 3),
        "why": partial(_why, window),
        "register": partial(_register, window),
        "limits": partial(_limits, window),
        "report": partial(_report, window),
        "search": partial(_search, window),
        "import-preview": partial(_import, window, sample),
        "sign-in": partial(_door, window, SignIn, school),
        "first-start": partial(_door, window, FirstStart, empty),
    }


def _take(window: MainWindow, scene: Scene) -> Any:
    shown = scene()
    settle(window)
    picture = shown.grab()
    if isinstance(shown, Door | ReportDialog):
        shown.hide()
        shown.deleteLater()
    window.header.search.clear()
    window.header.search.shut()
    return picture


def _record(window: MainWindow, page: int) -> QWidget:
    screen: Any = window.show_tab("students")
    settle(window)
    screen.record.tabs.setCurrentIndex(page)
    return window


def _why(window: MainWindow) -> QWidget:
    """The grade sheet with how a final grade came about."""
    screen: Any = window.show_tab("grades")
    settle(window)
    screen.show_why()
    return window


def _register(window: MainWindow) -> QWidget:
    """The register of the last day that was taught, whatever day it is."""
    screen: Any = window.show_tab("attendance")
    settle(window)
    before = screen.findChild(QPushButton, "attendance.day_before")
    if before is not None and before.isVisible():
        before.click()
    return window


def _limits(window: MainWindow) -> QWidget:
    screen: Any = window.show_tab("attendance")
    screen.open_limits()
    return window


def _report(window: MainWindow) -> QWidget:
    """The performance report of the student shown, with its first page."""
    screen: Any = window.show_tab("students")
    settle(window)
    screen.acts.report_button.open()
    settle(window)
    return next(one for one in window.findChildren(ReportDialog) if one.isVisible())


def _search(window: MainWindow) -> QWidget:
    window.show_tab("students")
    window.find_anything()
    window.header.search.setText("παπ")
    window.header.search.search_now()
    return window


def _import(window: MainWindow, sample: Path) -> QWidget:
    screen: Any = window.show_tab("imports")
    if screen.wizard.draft.path != sample:
        screen.open_file(sample)
        for _step in range(2):
            settle(window)
            screen.wizard.go_on()
    return window


def _door(window: MainWindow, kind: type[SignIn] | type[FirstStart], folder: Path) -> QWidget:
    door = kind(folder, window.jobs, window.languages, Forgetful())
    door.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    door.show()
    QApplication.processEvents()
    return door
