"""The Operations screen: a list of pages at the left, the open one beside it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListView,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from sms_desktop.core.i18n import _
from sms_desktop.ui import icons
from sms_desktop.ui.context import Context
from sms_desktop.ui.dress import named
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.tabs.operations.page import PageSpec
from sms_desktop.ui.tabs.operations.pages import Group, groups
from sms_desktop.ui.widgets.state import StatePanel, Words

REMEMBERED = "operations.page"
#: Below this width of the screen the list shows icons alone.
NARROW, SLIM, WIDE = 720, 56, 176
_NAME = Qt.ItemDataRole.UserRole


class OperationsTab(QWidget):
    """Builds each page when it is first opened, and opens the last one again."""

    def __init__(self, context: Context, window: MainWindow) -> None:
        super().__init__()
        self._context = context
        self._groups = groups(context, window)
        self._specs = {page.name: page for group in self._groups for page in group.pages}
        self._built: dict[str, QWidget] = {}
        self.pages, self._stack = named(QListWidget(), "operations.pages", "pages"), QStackedWidget()
        self._items: list[tuple[QListWidgetItem, Group | PageSpec]] = []
        self._slim = False
        self._fill()
        self._lay_out()
        self.setFocusProxy(self.pages)
        self.retranslate()
        self.pages.currentItemChanged.connect(self._chosen)
        last = context.memory.get(REMEMBERED)
        if self._specs:
            self.open_page(last if last in self._specs else next(iter(self._specs)))

    def open_page(self, name: str) -> QWidget:
        """Opens a page and returns it."""
        item = next(item for item, what in self._items if isinstance(what, PageSpec) and what.name == name)
        self.pages.setCurrentItem(item)
        return self.page(name)

    def page(self, name: str) -> QWidget:
        """A page, built if it was not yet."""
        if name not in self._built:
            self._built[name] = self._specs[name].build()
            self._stack.addWidget(self._built[name])
        return self._built[name]

    def current(self) -> str:
        """The name of the open page; empty where the person may open none."""
        item: QListWidgetItem | None = self.pages.currentItem()
        return "" if item is None else str(item.data(_NAME))

    def unsaved(self) -> str:
        """What would be lost, by the names the pages give it."""
        names = [getattr(page, "unsaved", str)() for page in self._built.values()]
        return ", ".join(filter(None, names))

    def takes_files(self) -> bool:
        """Whether a file that is dropped is for the open page, and not to be imported."""
        return bool(getattr(self._built.get(self.current()), "takes_files", bool)())

    def refresh(self) -> None:
        """F5: the open page asks again."""
        self._call("refresh")

    def shown(self) -> None:
        """The screen was opened."""
        self._call("shown")

    def retranslate(self) -> None:
        """The names in the new language; pages see to themselves."""
        self.pages.setAccessibleName(_("Pages of Operations"))
        for item, what in self._items:
            title = what.title()
            item.setText("" if self._slim else title)
            item.setToolTip(title if self._slim else "")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, title)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        slim = self.width() < NARROW
        if slim != self._slim:
            self._slim = slim
            self.retranslate()
        elif slim:
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._paint_icons()

    def _fill(self) -> None:
        for group in self._groups:
            head = QListWidgetItem()
            head.setFlags(Qt.ItemFlag.NoItemFlags)
            font = QFont(self.font())
            font.setWeight(QFont.Weight.DemiBold)
            head.setFont(font)
            self._add(head, group)
            for page in group.pages:
                item = QListWidgetItem()
                item.setData(_NAME, page.name)
                self._add(item, page)
        self._paint_icons()

    def _add(self, item: QListWidgetItem, what: Group | PageSpec) -> None:
        self.pages.addItem(item)
        self._items.append((item, what))

    def _paint_icons(self) -> None:
        for item, what in self._items:
            if isinstance(what, PageSpec):
                item.setIcon(icons.icon(what.icon, "muted", "accent"))

    def _chosen(self, item: QListWidgetItem | None, _before: object = None) -> None:
        if item is None:
            return
        name = str(item.data(_NAME))
        self._stack.setCurrentWidget(self.page(name))
        self._context.memory.put(REMEMBERED, name)
        self._call("shown")

    def _call(self, method: str) -> None:
        page: Any = self._built.get(self.current())
        call = getattr(page, method, None)
        if call is not None:
            call()

    def _fit(self) -> None:
        """As wide as the longest name; the headings are left out where only icons are shown."""
        texts = [item.text() for item, _what in self._items]
        longest = max((self.pages.fontMetrics().horizontalAdvance(text) for text in texts), default=0)
        bar = self.pages.verticalScrollBar()
        beside = bar.sizeHint().width() if self._slim and self.height() < self._height() else 0
        self.pages.setFixedWidth(SLIM + beside if self._slim else max(WIDE, longest + 72))
        for item, what in self._items:
            item.setHidden(self._slim and isinstance(what, Group))
        if (item := self.pages.currentItem()) is not None:
            self.pages.scrollToItem(item)

    def _height(self) -> int:
        """What the list takes with all its icons in sight."""
        rows = (self.pages.sizeHintForRow(row) for row in range(self.pages.count()) if not self.pages.isRowHidden(row))
        return sum(rows) + 24

    def _lay_out(self) -> None:
        row, right = QHBoxLayout(self), QVBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.pages.setIconSize(QSize(18, 18))
        self.pages.setResizeMode(QListView.ResizeMode.Adjust)
        self.pages.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.pages.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        right.setContentsMargins(20, 16, 20, 16)
        if self._specs:
            right.addWidget(self._stack)
        else:
            right.addWidget(_nothing())
        row.addWidget(self.pages)
        row.addLayout(right, 1)
        self.pages.setVisible(bool(self._specs))


def _nothing() -> StatePanel:
    panel = StatePanel(name="operations.none")
    panel.show_words(
        Words("lock", _("Nothing here for you"), _("An administrator can grant you what is done in this screen."))
    )
    return panel
