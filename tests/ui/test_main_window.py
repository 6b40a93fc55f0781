"""The main window: screens, menus, language and theme at run time, and what it remembers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QToolButton, QWidget

from sms_desktop.ui.commands import Command
from sms_desktop.ui.language import Languages
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.memory import Forgetful
from sms_desktop.ui.tab import TabSpec
from sms_desktop.ui.tabs import coming
from sms_desktop.ui.theme import Theme

Make = Callable[..., MainWindow]


class Screen(QWidget):
    """A screen that counts what is asked of it."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def shown(self) -> None:
        self.heard.append("shown")

    def refresh(self) -> None:
        self.heard.append("refresh")

    def retranslate(self) -> None:
        self.heard.append("retranslate")


def spec(name: str, built: list[str]) -> TabSpec:
    def build(_window: MainWindow) -> QWidget:
        built.append(name)
        return Screen()

    return TabSpec(name, "users", name.title, build)


def test_a_screen_is_built_when_it_is_first_looked_at_and_only_once(window: Make) -> None:
    built: list[str] = []
    main = window(spec("one", built), spec("two", built))
    assert built == ["one"]
    main.show_tab("two")
    main.show_tab("one")
    main.show_tab("two")
    assert built == ["one", "two"]


def test_the_sidebar_the_keys_and_the_menu_all_open_screens(window: Make, qtbot: Any) -> None:
    main = window(spec("one", []), spec("two", []))
    main.findChild(QToolButton, "main.tab_two").click()
    assert main.current_tab() == "two"
    assert main.findChild(QLabel, "main.title").text() == "Two"
    qtbot.keyClick(main, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert main.current_tab() == "one"
    main.commands.action("show_two").trigger()
    assert main.findChild(QToolButton, "main.tab_two").isChecked()


def test_a_screen_hears_that_it_is_shown_and_asked_to_refresh(window: Make, qtbot: Any) -> None:
    main = window(spec("one", []), spec("two", []))
    screen = main.show_tab("two")
    qtbot.keyClick(main, Qt.Key.Key_F5)
    assert isinstance(screen, Screen)
    assert screen.heard == ["shown", "refresh"]


def test_a_new_language_reaches_menus_and_screens_at_once(
    window: Make, languages: Languages, memory: Forgetful
) -> None:
    main = window(spec("one", []))
    next(action for action in _leaves(main.menu.account) if action.text() == "Ελληνικά").trigger()
    screen = main.tab("one")
    assert isinstance(screen, Screen)
    assert screen.heard[-1] == "retranslate"
    assert memory.get("main.language") == "el"
    assert next(action.text() for action in _leaves(main.menu.account) if action.isChecked()) == "Ελληνικά"


def test_a_new_theme_is_worn_and_remembered(window: Make, theme: Theme, memory: Forgetful) -> None:
    main = window()
    next(action for action in _leaves(main.menu.account) if action.text() == "Dark").trigger()
    assert theme.choice == "dark"
    assert memory.get("main.theme") == "dark"


def test_undo_names_the_action_and_is_closed_without_one(window: Make, qtbot: Any) -> None:
    main, asked = window(), []
    main.undo_requested.connect(lambda: asked.append("undo"))
    main.redo_requested.connect(lambda: asked.append("redo"))
    undo, redo = main.commands.action("undo"), main.commands.action("redo")
    assert not undo.isEnabled()
    main.set_undo("Delete 3 students", "")
    assert undo.text() == "Undo: Delete 3 students"
    assert not redo.isEnabled()
    qtbot.keyClick(main, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    main.set_undo("", "Delete 3 students")
    qtbot.keyClick(main, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert asked == ["undo", "redo"]


def test_the_toast_takes_back_what_was_done(window: Make, qtbot: Any) -> None:
    main, undone = window(), []
    main.toast("Deleted 3 students.", "Undo", lambda: undone.append(True))
    toast = main.findChild(QWidget, "main.toast")
    assert toast.isVisible()
    assert toast.accessibleName() == "Deleted 3 students."
    assert main.rect().contains(toast.geometry())
    qtbot.mouseClick(main.findChild(QWidget, "main.toast_action"), Qt.MouseButton.LeftButton)
    assert undone == [True]
    assert not toast.isVisible()


def test_a_long_toast_stays_inside_a_small_window(window: Make) -> None:
    main = window()
    main.resize(560, 400)
    main.toast("A sentence that goes on and on about what was done. " * 4)
    assert main.rect().contains(main.findChild(QWidget, "main.toast").geometry())


def test_a_file_dropped_anywhere_is_handed_on(window: Make, tmp_path: Path) -> None:
    main, dropped = window(), []
    main.file_dropped.connect(dropped.append)
    file = tmp_path / "list.csv"
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    args = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(main, QDragEnterEvent(QPoint(5, 5), *args))
    overlay = main.findChild(QWidget, "main.drop")
    assert overlay.isVisible()
    QApplication.sendEvent(overlay, QDragEnterEvent(QPoint(5, 5), *args))
    QApplication.sendEvent(overlay, QDropEvent(QPointF(5, 5), *args))
    assert dropped == [file]
    assert not overlay.isVisible()


def test_what_is_dragged_away_again_is_forgotten_and_text_is_no_file(window: Make, tmp_path: Path) -> None:
    main, data = window(), QMimeData()
    data.setUrls([QUrl("https://example.org/list.csv")])
    args = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(main, QDragEnterEvent(QPoint(5, 5), *args))
    overlay = main.findChild(QWidget, "main.drop")
    assert not overlay.isVisible()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "list.csv"))])
    QApplication.sendEvent(main, QDragEnterEvent(QPoint(5, 5), *args))
    QApplication.sendEvent(overlay, QDragEnterEvent(QPoint(5, 5), *args))
    QApplication.sendEvent(overlay, QDragLeaveEvent())
    assert not overlay.isVisible()


def test_size_tab_and_sidebar_are_remembered(window: Make) -> None:
    main = window()
    main.resize(700, 510)
    main.show_tab("courses")
    main.commands.action("slim").trigger()
    main.close()
    again = window()
    assert (again.width(), again.height()) == (700, 510)
    assert again.current_tab() == "courses"
    assert again.sidebar.slim


def test_a_narrow_window_shows_icons_alone_with_their_names_in_tooltips(window: Make) -> None:
    main = window()
    main.resize(1200, 700)
    button = main.findChild(QToolButton, "main.tab_students")
    assert button.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    main.resize(700, 400)
    assert button.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly
    assert button.toolTip() == "Students  (Ctrl+1)"
    assert button.accessibleName() == "Students"


def test_header_and_status_say_who_when_and_what_is_unread(window: Make) -> None:
    main, clicked = window(), []
    main.resize(1280, 700)
    main.set_user("Ada")
    main.header.set_term("2026-2027")
    main.header.set_unread(120)
    main.set_backup(lambda: "Last backup today")
    main.bell_clicked.connect(lambda: clicked.append("bell"))
    main.term_clicked.connect(lambda: clicked.append("term"))
    main.header.bell.click()
    main.header.term.click()
    assert clicked == ["bell", "term"]
    assert main.header.bell.accessibleName() == "120 unread notifications"
    assert main.findChild(QLabel, "main.bell_count").text() == "99+"
    assert main.findChild(QLabel, "main.user").text() == "Signed in: Ada"
    assert main.findChild(QLabel, "main.backup").text() == "Last backup today"


def test_f1_lists_every_shortcut(window: Make, qtbot: Any) -> None:
    main = window()
    main.commands.add(Command("add", lambda: "Add student", lambda: None, "Ctrl+N", "plus"))
    qtbot.keyClick(main, Qt.Key.Key_F1)
    shown = QApplication.activeModalWidget()
    assert shown is not None
    texts = {label.text() for label in shown.findChildren(QLabel)}
    assert {"Add student", "Ctrl+N", "Find anything", "Ctrl+K", "Open the selected row"} <= texts


def test_about_names_the_version_and_whose_work_is_in_it(window: Make) -> None:
    main = window()
    main.commands.action("about").trigger()
    box = main.findChild(QMessageBox, "about")
    assert "SMS Desktop" in box.text()
    assert "Inter" in box.informativeText()
    assert "Lucide" in box.informativeText()


def test_every_control_has_a_name_for_tools_and_one_for_people(window: Make) -> None:
    main = window(spec("one", []), *coming.specs())
    main.set_user("Ada")
    main.header.set_term("2026-2027")
    for button in [*main.sidebar.findChildren(QToolButton), *main.header.findChildren(QToolButton)]:
        if not button.objectName().startswith("qt_") and button.parent() is not main.header.search:
            assert button.objectName().startswith("main."), button
            assert button.accessibleName(), button.objectName()
    assert main.header.search.accessibleName() == "Find anything"


def test_no_two_shortcuts_are_the_same(window: Make) -> None:
    keys = [action.shortcut().toString() for _command, action in window(*coming.specs()).commands.all()]
    keys = [key for key in keys if key]
    assert len(keys) == len(set(keys))


def test_screens_to_come_say_so_and_lead_to_what_is_there(window: Make) -> None:
    built: list[str] = []
    main = window(*coming.specs(), spec("courses", built), spec("imports", built), spec("grades", built))
    for name in [spec.name for spec in coming.specs()]:
        screen = main.show_tab(name)
        texts = [label.text() for label in screen.findChildren(QLabel)]
        assert any("not here yet" in text for text in texts)
        screen.findChild(QWidget, "coming.go").click()
        assert main.current_tab() in ("courses", "imports", "grades")


def _leaves(menu: Any) -> list[Any]:
    found = []
    for action in menu.actions():
        found += _leaves(action.menu()) if action.menu() else [action]
    return found
