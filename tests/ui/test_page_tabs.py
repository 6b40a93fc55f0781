"""A row of tabs that always fits."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from sms_desktop.ui.theme import Theme
from sms_desktop.ui.widgets.page_tabs import PageTabs

TITLES = ("Details", "Contacts", "Enrolments", "Marks", "Attendance")


@pytest.fixture
def pages(qtbot: QtBot) -> PageTabs:
    """Five pages in a wide window."""
    made = PageTabs("pages")
    for title in TITLES:
        made.add_page(QLabel(title), "star", lambda title=title: title)  # type: ignore[misc]
    made.resize(900, 300)
    made.show()
    QApplication.processEvents()
    return made


def texts(pages: PageTabs) -> list[str]:
    return [pages.tabText(place) for place in range(pages.count())]


def test_where_there_is_room_every_title_is_written(pages: PageTabs) -> None:
    assert texts(pages) == list(TITLES)
    assert pages.tabIcon(0).isNull()


def test_where_there_is_none_only_the_open_page_has_its_title_and_the_others_say_theirs_when_asked(
    pages: PageTabs, theme: Theme
) -> None:
    pages.resize(300, 300)
    QApplication.processEvents()
    assert texts(pages) == ["Details", "", "", "", ""]
    assert not pages.tabIcon(4).isNull()
    assert pages.tabToolTip(4) == "Attendance"
    assert pages.tabBar().accessibleTabName(4) == "Attendance"
    pages.setCurrentIndex(4)
    assert texts(pages) == ["", "", "", "", "Attendance"]
    assert pages.tabBar().sizeHint().width() <= 300, "all of them are in sight"
    before = pages.tabIcon(0).pixmap(16).toImage()
    theme.choose("dark")
    QApplication.processEvents()
    assert pages.tabIcon(0).pixmap(16).toImage() != before


def test_a_page_that_comes_later_is_built_once_when_it_is_looked_at(pages: PageTabs) -> None:
    built: list[QLabel] = []

    def build() -> QLabel:
        built.append(QLabel("Papers"))
        return built[-1]

    pages.add_later(build, "star", lambda: "Papers")
    assert (pages.tabText(5), built) == ("Papers", [])
    for place in (5, 0, 5):
        pages.setCurrentIndex(place)
    QApplication.processEvents()
    assert [label.isVisible() for label in built] == [True]
