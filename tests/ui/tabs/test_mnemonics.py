"""Alt and a letter leads to one place: no screen gives a letter twice, nor one that a menu of the window has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton, QLabel, QTabBar, QWidget

from sms_desktop.ui.desk import Desk
from sms_desktop.ui.language import Languages
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.screenshots import settle
from sms_desktop.ui.tabs.attendance import attendance_tab
from sms_desktop.ui.tabs.courses import courses_tab
from sms_desktop.ui.tabs.grades import grades_tab
from sms_desktop.ui.tabs.imports import imports_tab
from sms_desktop.ui.tabs.operations import operations_tab
from sms_desktop.ui.tabs.operations.tab import OperationsTab
from sms_desktop.ui.tabs.students import students_tab
from tests.makers import Make
from tests.ui.tabs.conftest import Sit


def lettered(window: MainWindow) -> Iterator[str]:
    """The texts in sight that Alt and a letter leads to."""
    yield from (action.text() for action in window.menuBar().actions() if action.isVisible())
    yield from (button.text() for button in window.findChildren(QAbstractButton) if button.isVisible())
    yield from (label.text() for label in window.findChildren(QLabel) if label.isVisible() and label.buddy())


def shared(window: MainWindow) -> dict[str, list[str]]:
    """The letters that lead to more than one place, with these."""
    found: dict[str, list[str]] = defaultdict(list)
    for text in lettered(window):
        if letter := QKeySequence.mnemonic(text).toString():
            found[letter].append(text)
    return {letter: texts for letter, texts in found.items() if len(texts) > 1}


def places(desk: Desk) -> Iterator[str]:
    """Every screen, page and tab of the window, opened one after the other."""
    for spec in desk.window.specs:
        screen = desk.window.show_tab(spec.name)
        settle(desk.window)
        yield spec.name
        if isinstance(screen, OperationsTab):
            for page in screen._specs:
                screen.open_page(page)
                settle(desk.window)
                yield page
        else:
            yield from _tabs(desk, screen)


def _tabs(desk: Desk, screen: QWidget) -> Iterator[str]:
    for bar in screen.findChildren(QTabBar):
        for place in range(bar.count()):
            bar.setCurrentIndex(place)
            settle(desk.window)
            yield f"{bar.objectName()} {place}"


@pytest.mark.parametrize("language", ["en", "el"])
def test_alt_and_a_letter_leads_to_one_place(sit: Sit, make: Make, languages: Languages, language: str) -> None:
    make.enrolment(make.student())
    tabs = (students_tab, courses_tab, grades_tab, attendance_tab, imports_tab, operations_tab)
    desk = sit(*tabs)
    languages.choose(language)
    settle(desk.window)
    twice = {place: found for place in places(desk) if (found := shared(desk.window))}
    assert twice == {}
