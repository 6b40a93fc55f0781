"""The menus of the main window: its own commands, the screens, language and theme."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QMessageBox

from sms_desktop import __version__
from sms_desktop.core.i18n import LANGUAGES, _, language
from sms_desktop.core.names import search_key, search_terms
from sms_desktop.ui import icons
from sms_desktop.ui.commands import Command, Commands
from sms_desktop.ui.theme import CHOICES
from sms_desktop.ui.widgets.search_box import Hit

if TYPE_CHECKING:
    from sms_desktop.ui.main_window import MainWindow

Text = Callable[[], str]


class MainMenu:
    """The menu bar and the account menu of a main window."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.account = QMenu(window)
        self._menus = {name: window.menuBar().addMenu("") for name in ("file", "edit", "view", "help")}
        self._menus["reports"] = self._menus["file"].addMenu("")
        self._menus["reports"].menuAction().setVisible(False)
        self.commands = Commands(window, self._menus)
        self._undo = self._redo = ""
        self._groups: list[tuple[QMenu, Text]] = []
        self._choices: list[tuple[QAction, Text, Callable[[], bool]]] = []
        self._fill()
        self.set_undo("", "")

    def set_undo(self, undo: str, redo: str) -> None:
        """Names what Undo and Redo would take back or do again; empty closes them."""
        self._undo, self._redo = undo, redo
        self.commands.action("undo").setEnabled(bool(undo))
        self.commands.action("redo").setEnabled(bool(redo))
        self.commands.retranslate()

    def retranslate(self) -> None:
        """All texts and checks as they are now."""
        titles = {
            "file": _("&File"), "edit": _("&Edit"), "view": _("&View"), "help": _("&Help"), "reports": _("&Reports")
        }  # fmt: skip
        for name, menu in self._menus.items():
            menu.setTitle(titles[name])
        for group, title in self._groups:
            group.setTitle(title())
        for action, title, is_on in self._choices:
            action.setText(title())
            action.setChecked(is_on())
        self.commands.retranslate()

    def hits(self, text: str) -> list[Hit]:
        """Screens and commands whose names hold what is typed, in Greek or Latin letters."""
        terms = search_terms(text)
        screens = [Hit("screen", spec.name, spec.title()) for spec in self._window.specs]
        commands = [
            Hit("command", command.name, action.text().replace("&", ""), action.shortcut().toString())
            for command, action in self.commands.all()
            if action.isEnabled() and not command.name.startswith("show_")
        ]
        return [hit for hit in (*screens, *commands) if _begins(hit.title, terms)]

    def show_shortcuts(self) -> None:
        """Opens the list under F1."""
        from sms_desktop.ui.dialogs.shortcuts import ShortcutsDialog

        pairs = [
            (action.text().replace("&", ""), action.shortcut().toString())
            for _command, action in self.commands.all()
            if not action.shortcut().isEmpty()
        ]
        screen = self._window.tab(self._window.current_tab())
        own = {action.text(): action.shortcut().toString() for action in screen.actions()}
        pairs += [(text.replace("&", ""), keys) for text, keys in own.items() if text and keys]
        ShortcutsDialog(pairs, self._window).open()

    def show_about(self) -> None:
        """Says what this is, which version, and whose work is in it."""
        box = QMessageBox(self._window)
        box.setObjectName("about")
        box.setWindowTitle(_("About SMS Desktop"))
        box.setIconPixmap(icons.app_icon().pixmap(64, 64))
        box.setText(_("SMS Desktop {version}").format(version=__version__))
        box.setInformativeText(
            _("The student management system of a school office. Typeface: Inter (OFL). Icons: Lucide (ISC).")
        )
        box.open()

    def _fill(self) -> None:
        for command in self._own():
            self.commands.add(command)
        for place, spec in enumerate(self._window.specs):
            show = self._window.shower(spec.name)
            self.commands.add(Command(f"show_{spec.name}", spec.title, show, f"Ctrl+{place + 1}", spec.icon, "view"))
        self._menus["view"].addSeparator()
        self.commands.end_at("view", self._menus["view"].addSeparator())
        self.commands.end_at("file", self._menus["file"].insertSeparator(self.commands.action("sign_out")))
        for menu in (self._menus["view"], self.account):
            self._add_choices(menu)
        self.account.addSeparator()
        self.account.addAction(self.commands.action("sign_out"))

    def _own(self) -> list[Command]:
        window = self._window
        return [
            Command("undo", self._undo_title, window.undo_requested.emit, "Ctrl+Z", "undo-2", "edit"),
            Command("redo", self._redo_title, window.redo_requested.emit, "Ctrl+Shift+Z", "redo-2", "edit"),
            Command("find", lambda: _("Find anything"), window.find_anything, "Ctrl+K", "search", "edit"),
            Command("refresh", lambda: _("Refresh"), window.refresh, "F5", "refresh-cw", "view"),
            Command("slim", lambda: _("Icons only"), window.sidebar.toggle_slim, "Ctrl+B", "panel-left", "view"),
            Command("sign_out", lambda: _("Sign out"), window.sign_out_requested.emit, "", "log-out", "file"),
            Command("quit", lambda: _("Quit"), window.close, "Ctrl+Q", "x", "file"),
            Command("shortcuts", lambda: _("Keyboard shortcuts"), self.show_shortcuts, "F1", "keyboard", "help"),
            Command("about", lambda: _("About SMS Desktop"), self.show_about, "", "info", "help"),
        ]

    def _undo_title(self) -> str:
        return _("Undo: {action}").format(action=self._undo) if self._undo else _("Undo")

    def _redo_title(self) -> str:
        return _("Redo: {action}").format(action=self._redo) if self._redo else _("Redo")

    def _add_choices(self, menu: QMenu) -> None:
        tongues = self._group(menu, lambda: _("Language"), "languages")
        for code, name in LANGUAGES.items():
            self._choice(tongues, partial(str, name), partial(self._pick_language, code), partial(_speaks, code))
        looks = self._group(menu, lambda: _("Theme"), "palette")
        for choice in CHOICES:
            self._choice(
                looks, partial(_theme_title, choice), partial(self._pick_theme, choice), partial(self._wears, choice)
            )

    def _pick_language(self, code: str) -> None:
        self._window.languages.choose(code)
        self._window.memory.put("main.language", code)

    def _wears(self, choice: str) -> bool:
        return self._window.theme.choice == choice

    def _pick_theme(self, choice: str) -> None:
        self._window.theme.choose(choice)
        self._window.memory.put("main.theme", choice)
        self.retranslate()

    def _group(self, menu: QMenu, title: Text, icon: str) -> QMenu:
        group = menu.addMenu("")
        icons.put(group.menuAction(), icon)
        self._groups.append((group, title))
        return group

    def _choice(self, menu: QMenu, title: Text, choose: Callable[[], object], is_on: Callable[[], bool]) -> None:
        group = menu.findChild(QActionGroup) or QActionGroup(menu)
        action = menu.addAction("")
        action.setCheckable(True)
        group.addAction(action)
        action.triggered.connect(lambda _checked=False: choose())
        self._choices.append((action, title, is_on))


def _begins(title: str, terms: list[str]) -> bool:
    """Whether each term begins a word of the title."""
    words = search_key(*title.split()).split()
    return all(any(word.startswith(term) for word in words) for term in terms)


def _speaks(code: str) -> bool:
    return language() == code


def _theme_title(choice: str) -> str:
    return {"auto": _("As the system"), "light": _("Light"), "dark": _("Dark")}[choice]
