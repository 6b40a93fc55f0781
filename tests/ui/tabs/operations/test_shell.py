"""The Operations screen: which pages are there for whom, by list, keyboard and search, and which opens first."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from sms_desktop.core.actor import Actor
from sms_desktop.core.permissions import SECRETARY, VIEWER, rights_of
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.screenshots import settle
from sms_desktop.ui.tabs.operations import offer_pages, operations_tab
from sms_desktop.ui.tabs.operations.tab import OperationsTab
from tests.ui.tabs.conftest import Sit


def screen(desk: Desk) -> OperationsTab:
    found = desk.window.tab("operations")
    assert isinstance(found, OperationsTab)
    settle(desk.window)
    return found


def names(tab: OperationsTab) -> set[str]:
    return set(tab._specs)


def test_the_administrator_has_every_page_a_viewer_the_jobs(sit: Sit) -> None:
    assert {"settings", "jobs"} <= names(screen(sit(operations_tab)))
    viewer = Actor(2, "viewer", rights_of(VIEWER), "office-pc")
    assert names(screen(sit(operations_tab, actor=viewer))) == {"jobs"}
    secretary = Actor(3, "office", rights_of(SECRETARY), "office-pc")
    assert "settings" not in names(screen(sit(operations_tab, actor=secretary)))


def test_who_may_open_no_page_is_told_so(sit: Sit) -> None:
    tab = screen(sit(operations_tab, actor=Actor(4, "guest", frozenset(), "office-pc")))
    assert tab.current() == ""
    assert not tab.pages.isVisible()


def test_arrows_go_from_page_to_page_and_past_the_headings(sit: Sit) -> None:
    tab = screen(sit(operations_tab))
    tab.open_page("settings")
    tab.pages.setFocus()
    QTest.keyClick(tab.pages, Qt.Key.Key_Down)
    assert tab.current() not in ("", "settings")


def test_the_last_page_is_opened_again(sit: Sit) -> None:
    screen(sit(operations_tab)).open_page("settings")
    assert screen(sit(operations_tab)).current() == "settings"


def test_the_search_finds_a_page_before_the_screen_was_opened(sit: Sit) -> None:
    desk = sit(operations_tab)
    offer_pages(desk.context, desk.window)
    assert [hit.title for hit in desk.window.menu.hits("sett")] == ["Settings"]
    desk.window.commands.action("page_settings").trigger()
    settle(desk.window)
    assert screen(desk).current() == "settings"


def test_a_narrow_screen_shows_icons_with_names_as_tooltips(sit: Sit) -> None:
    desk = sit(operations_tab, size=(683, 384))
    tab = screen(desk)
    assert tab.pages.width() < 80
    item = tab.pages.currentItem()
    assert (item.text(), bool(item.toolTip())) == ("", True)
