"""Pages under a row of tabs that always fits: where the titles have no room, all but the open page's become icons."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from sms_desktop.core.i18n import _
from sms_desktop.ui import icons
from sms_desktop.ui.dress import dress_again, named

#: What the style sheet puts around a title, in logical pixels.
AROUND = 26


class PageTabs(QTabWidget):
    """`add_page` adds one with its icon and title, `add_later` one that is built when it is first looked at.

    Tooltips and accessible names always say the title.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        named(self, name)
        self._pages: list[tuple[str, Callable[[], str]]] = []
        self._later: dict[int, Callable[[], object]] = {}
        self.setUsesScrollButtons(True)
        self.currentChanged.connect(self._opened)

    def add_page(self, page: QWidget, icon: str, title: Callable[[], str]) -> None:
        """Adds a page at the end."""
        self._pages.append((icon, title))
        self.addTab(page, "")
        self.fit()

    def add_later(self, build: Callable[[], QWidget], icon: str, title: Callable[[], str]) -> None:
        """Adds a page at the end that `make` builds, when it is first looked at."""
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        self._later[self.count()] = lambda: inside.addWidget(build())
        self.add_page(holder, icon, title)

    def make(self, place: int) -> None:
        """Builds the page at a place, where that has not been done yet."""
        if place in self._later:
            self._later.pop(place)()

    def retranslate(self) -> None:
        """The titles in the new language."""
        self.fit()

    def fit(self) -> None:
        """Shows titles where all have room, else icons beside the title of the open page."""
        titles, bar = [title() for _icon, title in self._pages], self.tabBar()
        bar.setAccessibleName(_("Pages"))
        letters = bar.fontMetrics()
        shown = (title for place, title in enumerate(titles) if self.isTabVisible(place))
        wide = sum(letters.horizontalAdvance(title) + AROUND for title in shown) <= self.width()
        for place, (title, (icon, _title)) in enumerate(zip(titles, self._pages, strict=True)):
            front = place == self.currentIndex()
            self.setTabText(place, title if wide or front else "")
            self.setTabIcon(place, QIcon() if wide else icons.icon(icon, "accent" if front else "muted"))
            self.setTabToolTip(place, title)
            bar.setAccessibleTabName(place, title)
        if bar.property("tight") != (not wide):
            bar.setProperty("tight", not wide)
            dress_again(bar)

    def _opened(self, place: int) -> None:
        self.make(place)
        self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.fit()
