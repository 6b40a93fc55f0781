"""The main window: sidebar, header, screens built when first looked at, status bar, menus and what lies over them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from sms_desktop.core.i18n import _
from sms_desktop.ui import icons
from sms_desktop.ui.commands import Commands
from sms_desktop.ui.dress import named
from sms_desktop.ui.jobs import Jobs
from sms_desktop.ui.language import Languages
from sms_desktop.ui.main_menu import MainMenu
from sms_desktop.ui.memory import Memory
from sms_desktop.ui.picture_source import only_pictures
from sms_desktop.ui.tab import TabSpec
from sms_desktop.ui.tab_order import take_proxies_over
from sms_desktop.ui.theme import Theme
from sms_desktop.ui.widgets.header import Header
from sms_desktop.ui.widgets.overlay import DropOverlay, Toast, files
from sms_desktop.ui.widgets.running_jobs import RunningJobs
from sms_desktop.ui.widgets.search_box import Hit, Search, SearchBox
from sms_desktop.ui.widgets.sidebar import Sidebar

SMALLEST, FIRST = QSize(560, 360), QSize(1280, 720)
Text = Callable[[], str]


class MainWindow(QMainWindow):
    """Holds the screens and hands each what it needs: `jobs`, `memory`, `commands`, `toast`, `show_tab`.

    What a click means beyond the window itself is told by signals, `found(hit)` for what the search found.
    """

    file_dropped = Signal(Path)
    undo_requested = Signal()
    redo_requested = Signal()
    sign_out_requested = Signal()
    #: The school is another one by now (a restore): the window starts anew, signed in by this password.
    restart_requested = Signal(str)
    term_clicked = Signal()
    bell_clicked = Signal()
    found = Signal(object)
    closing = Signal()

    def __init__(
        self,
        jobs: Jobs,
        memory: Memory,
        theme: Theme,
        languages: Languages,
        tabs: Sequence[TabSpec],
        *,
        title: str,
        search: Search | None = None,
    ) -> None:
        super().__init__()
        self.jobs, self.memory, self.theme, self.languages = jobs, memory, theme, languages
        self.specs = tuple(tabs)
        named(self, "main").setWindowTitle(title)
        self.setWindowIcon(icons.app_icon())
        self.setMinimumSize(SMALLEST)
        self.setAcceptDrops(True)
        self.tabs, self.sidebar = named(QStackedWidget(), "main.tabs"), Sidebar()
        self.menu = MainMenu(self)
        self.header = Header(SearchBox(jobs, search, self.menu.hits, self), self.menu.account)
        self.running_jobs = RunningJobs(jobs)
        self._backup, self._user = named(QLabel(), "main.backup"), named(QLabel(), "main.user")
        self._built: dict[str, QWidget] = {}
        self._holders: list[QVBoxLayout] = []
        self._user_name, self._backup_text = "", _nothing
        self._toast, self._drop = Toast(self), DropOverlay(self)
        self._lay_out()
        self._add_tabs()
        self._connect()
        self.retranslate()
        self._go_where_it_was()

    @property
    def commands(self) -> Commands:
        """The window's commands; a screen adds its own."""
        return self.menu.commands

    def show_tab(self, name: str) -> QWidget:
        """Opens a screen and returns it."""
        self.tabs.setCurrentIndex(self._place(name))
        return self.tab(name)

    def shower(self, name: str) -> Callable[[], QWidget]:
        """What opens that screen when called, ready to be typed into."""

        def show() -> QWidget:
            screen = self.show_tab(name)
            screen.setFocus(Qt.FocusReason.OtherFocusReason)
            return screen

        return show

    def _picked(self, place: int) -> None:
        """A screen was picked at the side: by the mouse it is gone to, by the arrow keys only looked at."""
        held = QApplication.focusWidget()
        by_keys = held is not None and self.sidebar.isAncestorOf(held)
        self.tabs.setCurrentIndex(place)
        if not by_keys:
            self.tab(self.specs[place].name).setFocus(Qt.FocusReason.OtherFocusReason)

    def tab(self, name: str) -> QWidget:
        """A screen, built if it was not yet."""
        if name not in self._built:
            place = self._place(name)
            self._built[name] = self.specs[place].build(self)
            self._holders[place].addWidget(self._built[name])
        return self._built[name]

    def built(self) -> list[QWidget]:
        """The screens that were looked at already."""
        return list(self._built.values())

    def current_tab(self) -> str:
        """The name of the screen that is open."""
        return self.specs[self.tabs.currentIndex()].name

    def toast(
        self,
        text: str,
        button: str = "",
        action: Callable[[], object] | None = None,
        other: tuple[str, Callable[[], object]] | None = None,
    ) -> None:
        """Says for some seconds what was done, with a button to take it back; `other` is a second one."""
        self._toast.say(text, button, action, other)

    def find_anything(self) -> None:
        """To the search field."""
        self.header.search.setFocus()
        self.header.search.selectAll()

    def refresh(self) -> None:
        """Has the open screen ask again for what it shows."""
        self._call_tab("refresh")

    def set_user(self, name: str) -> None:
        """Who is signed in; shown in header and status bar."""
        self._user_name = name
        self.header.set_user(name)
        self.retranslate()

    def set_backup(self, text: Text) -> None:
        """How old the last backup is, in words; asked again when the language changes."""
        self._backup_text = text
        self.retranslate()

    def set_undo(self, undo: str, redo: str) -> None:
        """The names of the actions that Undo and Redo would take; empty where there is none."""
        self.menu.set_undo(undo, redo)

    def retranslate(self) -> None:
        """Menus and status in the new language; widgets with a `retranslate` of their own see to themselves."""
        self.menu.retranslate()
        self.tabs.setAccessibleName(_("Screens"))
        self.header.show_title(self.specs[self.tabs.currentIndex()].title() if self.specs else "")
        self._backup.setText(self._backup_text())
        self._backup.setVisible(bool(self._backup_text()))
        self._user.setText(_("Signed in: {name}").format(name=self._user_name) if self._user_name else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.sidebar.fit(self.width())
        self.header.fit(self.width())
        self.header.search.shut()
        self._toast.place()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        takes: Callable[[], bool] | None = getattr(self.tab(self.current_tab()), "takes_files", None)
        found = files(event.mimeData())
        if found and not only_pictures(event.mimeData()) and not (takes and takes()):
            event.acceptProposedAction()
            self._drop.appear()

    def focusNextPrevChild(self, forward: bool) -> bool:
        take_proxies_over(self)
        return super().focusNextPrevChild(forward)

    def keep_place(self) -> None:
        """Remembers where the window is and how it looks, for the next one."""
        self.memory.put("main.geometry", bytes(self.saveGeometry().toBase64().data()).decode())
        self.memory.put("main.slim", self.sidebar.wanted_slim)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.keep_place()
        self.closing.emit()
        super().closeEvent(event)

    def _place(self, name: str) -> int:
        return next(place for place, spec in enumerate(self.specs) if spec.name == name)

    def _opened(self, place: int) -> None:
        spec = self.specs[place]
        self.sidebar.point_at(place)
        self.header.show_title(spec.title())
        self.memory.put("main.tab", spec.name)
        self._call_tab("shown")

    def _call_tab(self, method: str) -> None:
        call = getattr(self.tab(self.current_tab()), method, None)
        if call is not None:
            call()

    def _found(self, hit: Hit) -> None:
        if hit.kind == "screen":
            self.show_tab(str(hit.id))
        elif hit.kind == "command":
            self.commands.action(str(hit.id)).trigger()
        else:
            self.found.emit(hit)

    def _lay_out(self) -> None:
        body, right = QWidget(), QVBoxLayout()
        row = QHBoxLayout(body)
        for layout in (row, right):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        right.addWidget(self.header)
        right.addWidget(self.tabs, 1)
        row.addWidget(self.sidebar)
        row.addLayout(right, 1)
        self.setCentralWidget(body)
        bar = named(self.statusBar(), "main.status")
        bar.setSizeGripEnabled(False)
        bar.addWidget(self.running_jobs, 1)
        bar.addPermanentWidget(self._backup)
        bar.addPermanentWidget(self._user)

    def _add_tabs(self) -> None:
        for spec in self.specs:
            page = QWidget()
            holder = QVBoxLayout(page)
            holder.setContentsMargins(0, 0, 0, 0)
            self._holders.append(holder)
            self.tabs.addWidget(page)
            self.sidebar.add(spec.name, spec.icon, spec.title)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._opened)
        self.sidebar.chosen.connect(self._picked)
        self.header.search.activated.connect(self._found)
        self.header.term_clicked.connect(self.term_clicked)
        self.header.bell_clicked.connect(self.bell_clicked)
        self._drop.dropped.connect(self.file_dropped)

    def _go_where_it_was(self) -> None:
        geometry = self.memory.get("main.geometry")
        if not (geometry and self.restoreGeometry(QByteArray.fromBase64(str(geometry).encode()))):
            room = self.screen().availableSize()
            self.resize(FIRST.boundedTo(room))
        self.sidebar.set_slim(bool(self.memory.get("main.slim", False)))
        names = [spec.name for spec in self.specs]
        last = self.memory.get("main.tab")
        place = names.index(last) if last in names else 0
        self.tabs.setCurrentIndex(place)
        self._opened(place)
        self.tab(names[place]).setFocus(Qt.FocusReason.OtherFocusReason)


def _nothing() -> str:
    return ""
