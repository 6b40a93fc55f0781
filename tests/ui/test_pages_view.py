"""The pages of a PDF to look at: turned by buttons, keys and wheel, as wide as there is room, drawn apart."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sms_desktop.formats.paper.model import NewPage, Text
from sms_desktop.ui.jobs import Jobs
from sms_desktop.ui.language import Languages
from sms_desktop.ui.theme import Theme
from sms_desktop.ui.widgets.pages_view import PagesView
from sms_desktop.ui.widgets.state import Words
from tests.formats.papers import document, made

THREE = made(document(Text("μία"), NewPage(), Text("δύο"), NewPage(), Text("τρεις"), title=""))
ONE = made(document(Text("alone"), title=""))


@pytest.fixture
def view(jobs: Jobs) -> Iterator[PagesView]:
    made = PagesView(jobs, "test.preview")
    made.resize(520, 480)
    made.show()
    made.activateWindow()
    QApplication.processEvents()
    yield made
    jobs.wait_idle()


def show(view: PagesView, jobs: Jobs, pdf: bytes = THREE) -> None:
    view.show_pdf(pdf)
    rest(jobs)


def rest(jobs: Jobs) -> None:
    for _round in range(3):
        QApplication.processEvents()
        jobs.wait_idle()


def turn_wheel(view: PagesView, by: int, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    at = QPointF(50, 50)
    event = QWheelEvent(
        at, at, QPoint(), QPoint(0, by), Qt.MouseButton.NoButton, held, Qt.ScrollPhase.NoScrollPhase, False
    )
    QApplication.sendEvent(view.area.viewport(), event)


def test_a_pdf_is_shown_from_its_first_page_as_wide_as_there_is_room(view: PagesView, jobs: Jobs) -> None:
    show(view, jobs)
    assert (view.page, view.count, view.words.text()) == (0, 3, "Page 1 of 3")
    assert view.paper.is_drawn()
    room = view.area.viewport().width()
    assert room - 40 < view.paper.width() <= room
    assert view.area.horizontalScrollBar().maximum() == 0
    view.resize(700, 480)
    QApplication.processEvents()
    assert view.paper.width() > room + 100


def test_a_pdf_is_shown_although_the_one_before_is_drawn_anew_meanwhile(view: PagesView, jobs: Jobs) -> None:
    show(view, jobs)
    view.show_pdf(ONE)
    view.buttons["chevron-right"].click()
    rest(jobs)
    assert (view.pdf, view.count) == (ONE, 1)


def test_buttons_turn_the_pages_and_stop_at_the_ends(view: PagesView, jobs: Jobs) -> None:
    show(view, jobs)
    back, on = view.buttons["chevron-left"], view.buttons["chevron-right"]
    assert not back.isEnabled()
    on.click()
    on.click()
    assert view.words.text() == "Page 3 of 3"
    assert not on.isEnabled()
    back.click()
    rest(jobs)
    assert view.page == 1


def test_the_keys_go_through_a_page_and_on_to_the_next(view: PagesView, jobs: Jobs, qtbot: QtBot) -> None:
    show(view, jobs)
    view.setFocus()
    qtbot.keyClick(view.area, Qt.Key.Key_PageDown)
    assert view.page == 0
    view.area.verticalScrollBar().setValue(view.area.verticalScrollBar().maximum())
    qtbot.keyClick(view.area, Qt.Key.Key_PageDown)
    assert (view.page, view.area.verticalScrollBar().value()) == (1, 0)
    qtbot.keyClick(view.area, Qt.Key.Key_PageUp)
    assert view.page == 0
    assert view.area.verticalScrollBar().value() == view.area.verticalScrollBar().maximum()
    qtbot.keyClick(view.area, Qt.Key.Key_End)
    assert view.page == 2
    qtbot.keyClick(view.area, Qt.Key.Key_Left)
    assert view.page == 1
    qtbot.keyClick(view.area, Qt.Key.Key_Home)
    assert view.page == 0


def test_the_wheel_goes_on_at_the_end_of_a_page(view: PagesView, jobs: Jobs) -> None:
    show(view, jobs)
    turn_wheel(view, -120)
    assert view.page == 0
    bar = view.area.verticalScrollBar()
    bar.setValue(bar.maximum())
    turn_wheel(view, -120)
    assert (view.page, bar.value()) == (1, 0)
    turn_wheel(view, 120)
    assert view.page == 0


def test_zoom_by_keys_wheel_and_back_to_the_width(view: PagesView, jobs: Jobs, qtbot: QtBot) -> None:
    show(view, jobs)
    wide = view.paper.width()
    qtbot.keyClick(view.area, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert view.paper.width() > wide
    assert not view.buttons["move-horizontal"].isChecked()
    turn_wheel(view, -120, Qt.KeyboardModifier.ControlModifier)
    turn_wheel(view, -120, Qt.KeyboardModifier.ControlModifier)
    assert view.paper.width() < wide
    qtbot.keyClick(view.area, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert view.paper.width() == wide
    for _press in range(20):
        view.buttons["plus"].click()
    assert view.zoom == 3.0
    rest(jobs)


def test_a_new_pdf_stays_at_the_page_and_the_old_one_in_sight_meanwhile(view: PagesView, jobs: Jobs) -> None:
    show(view, jobs)
    view.go_to(2)
    view.show_loading()
    assert view.words.text() == "Being made anew…"
    assert view.area.isVisible()
    show(view, jobs)
    assert view.words.text() == "Page 3 of 3"
    show(view, jobs, ONE)
    assert view.words.text() == "Page 1 of 1"


def test_before_there_is_one_and_where_there_is_none_words_stand_there(view: PagesView, jobs: Jobs) -> None:
    view.show_loading()
    assert view.panel.accessibleName() == "Loading…"
    assert not any(button.isEnabled() for button in view.buttons.values())
    view.show_words(Words("users", "Nobody yet", "Choose somebody."))
    assert view.panel.accessibleName() == "Nobody yet"
    show(view, jobs)
    assert view.area.isVisible()
    view.show_words(Words("users", "Nobody any more"))
    assert (view.count, view.pdf, view.words.text()) == (0, b"", "")


def test_what_is_no_pdf_is_said_with_another_try(view: PagesView, jobs: Jobs) -> None:
    show(view, jobs, b"not a PDF")
    assert view.panel.isVisible()
    assert view.panel.accessibleName() == "This is no PDF that can be shown."


def test_words_are_greek_and_paper_stays_white_in_the_dark(
    view: PagesView, jobs: Jobs, theme: Theme, languages: Languages
) -> None:
    show(view, jobs)
    theme.choose("dark")
    languages.choose("el")
    QApplication.processEvents()
    assert all(button.toolTip() == button.accessibleName() != "" for button in view.buttons.values())
    picture = view.paper.grab().toImage()
    corner = picture.pixelColor(picture.width() // 2, picture.height() - 5)
    assert (corner.red(), corner.green(), corner.blue()) == (255, 255, 255)
