"""The pages of a PDF to look at, one at a time: drawn off the window's thread, white in every theme."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from sms_desktop.core.i18n import _, format_number, format_percent
from sms_desktop.reports import preview
from sms_desktop.reports.preview import PageImage
from sms_desktop.ui import icons, theme
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.jobs import Jobs
from sms_desktop.ui.widgets.state import StatePanel, Words

#: Steps of the zoom; 1 is as large as on paper.
ZOOMS = (0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1.0, 1.25, 1.5, 2.0, 3.0)
#: Logical pixels to the inch, points to the inch, the room around a page, and milliseconds until a page is drawn again.
DPI, POINTS, AROUND, PAUSE = 96, 72, 12, 120
#: Under this width, in logical pixels, the page is told by its numbers alone.
NARROW = 360


class PagesView(QWidget):
    """`show_pdf(pdf)` shows its pages; before that, and where there is none, `panel` says why.

    Next and previous page with the buttons, Left and Right, PgUp and PgDn or the wheel at a page's end; zoom with
    Ctrl and plus, minus or the wheel, Ctrl+0 fits the width. `turned(page)` with the page that is shown, 0 the first.
    """

    turned = Signal(int)

    def __init__(self, jobs: Jobs, name: str) -> None:
        super().__init__()
        self._jobs, self._pdf, self._sizes = jobs, b"", list[tuple[float, float]]()
        # What is asked for, and what is drawn, for the last time: an older answer counts no more.
        self._number, self._asked, self._drawn, self._updating = 0, 0, 0, False
        self.zoom: float | None = None
        named(self, name)
        self.panel, self.paper = StatePanel(name=f"{name}.state"), _Paper()
        self.area, self._stack = _Area(self.paper), QStackedWidget()
        self._soon = QTimer(self, singleShot=True, interval=PAUSE)
        self.words, self._scale = roled(QLabel(), "muted"), roled(QLabel(), "muted")
        self.buttons = {icon: _button(f"{name}.{part}", icon) for part, icon in _BUTTONS.items()}
        self.setFocusProxy(self.area)
        named(self.area, f"{name}.pages")
        self._lay_out()
        self._connect()
        self.retranslate()

    @property
    def page(self) -> int:
        """The page that is shown; 0 is the first."""
        return self._number

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(self._sizes)

    @property
    def pdf(self) -> bytes:
        """What is shown; empty where nothing is."""
        return self._pdf

    def show_pdf(self, pdf: bytes) -> None:
        """Shows a PDF, at the page at which the one before was left."""
        self._asked += 1
        asked = self._asked

        def take(sizes: Sequence[tuple[float, float]]) -> None:
            if asked == self._asked:
                self._take(pdf, sizes)

        self._jobs.apart(
            self,
            lambda _progress: preview.page_sizes(pdf),
            take,
            lambda error: self._failed(asked == self._asked, error),
        )

    def show_loading(self) -> None:
        """Says that pages are on their way; those shown stay in sight meanwhile."""
        self._updating = True
        if not self._sizes or self._stack.currentWidget() is self.panel:
            self._say(self.panel.show_loading)
        self._tell()

    def show_words(self, words: Words) -> None:
        """Says why there is nothing to look at."""
        self._forget()
        self._say(lambda: self.panel.show_words(words))

    def show_error(self, error: Exception, retry: Callable[[], object]) -> None:
        """Says what went wrong, with a button that tries again."""
        self._forget()
        self._say(lambda: self.panel.show_error(error, retry))

    def go_to(self, page: int, *, end: bool = False) -> None:
        """Shows a page, the nearest there is; from its top, or with `end` from its foot."""
        page = max(0, min(page, self.count - 1))
        if page != self._number and self._sizes:
            self._number = page
            bar = self.area.verticalScrollBar()
            self._fit()
            bar.setValue(bar.maximum() if end else 0)
            self._ask()
            self._tell()
            self.turned.emit(page)

    def next(self) -> None:
        """The page after this."""
        self.go_to(self._number + 1)

    def previous(self) -> None:
        """The page before this."""
        self.go_to(self._number - 1)

    def set_zoom(self, zoom: float | None) -> None:
        """Shows pages `zoom` times as large as on paper; None as wide as there is room."""
        self.zoom = zoom
        self._fit()
        self._ask()
        self._tell()

    def step_zoom(self, by: int) -> None:
        """One step nearer (1) or further off (-1)."""
        now = self._factor()
        steps = [step for step in ZOOMS if (step > now * 1.01 if by > 0 else step < now * 0.99)]
        if steps:
            self.set_zoom(steps[0] if by > 0 else steps[-1])

    def retranslate(self) -> None:
        """In the new language."""
        texts = {
            "chevron-left": _("Previous page (PgUp)"),
            "chevron-right": _("Next page (PgDn)"),
            "minus": _("Smaller (Ctrl+-)"),
            "plus": _("Larger (Ctrl++)"),
            "move-horizontal": _("Fit the width (Ctrl+0)"),
        }
        for icon, text in texts.items():
            self.buttons[icon].setToolTip(text)
            self.buttons[icon].setAccessibleName(text)
        self.area.setAccessibleName(_("Preview"))
        self._tell()

    def _take(self, pdf: bytes, sizes: Sequence[tuple[float, float]]) -> None:
        self._pdf, self._sizes, self._updating = pdf, list(sizes), False
        self._number = max(0, min(self._number, self.count - 1))
        self._stack.setCurrentWidget(self.area)
        self._fit()
        self._ask()
        self._tell()

    def _failed(self, counts: bool, error: Exception) -> None:
        if counts:
            pdf = self._pdf
            self.show_error(error, lambda: self.show_pdf(pdf))

    def _forget(self) -> None:
        self._asked, self._drawn = self._asked + 1, self._drawn + 1
        self._pdf, self._sizes, self._number, self._updating = b"", [], 0, False
        self.paper.forget()

    def _say(self, say: Callable[[], object]) -> None:
        say()
        self._stack.setCurrentWidget(self.panel)
        self._tell()

    def _ask(self) -> None:
        """Has the page drawn as large as it is shown."""
        self._soon.stop()
        if not self._sizes:
            return
        self._drawn += 1
        drawn, pdf, number = self._drawn, self._pdf, self._number
        sharp = self.devicePixelRatioF()
        dots = DPI * self._factor() * sharp

        def draw(found: list[PageImage]) -> None:
            if drawn == self._drawn and found:
                self.paper.show_picture(found[0], sharp)

        self._jobs.apart(
            self,
            lambda _progress: preview.pages(pdf, dots, number, 1),
            draw,
            lambda error: self._failed(drawn == self._drawn, error),
        )

    def _factor(self) -> float:
        """How many times as large as on paper the page is shown."""
        if self.zoom is not None or not self._sizes:
            return self.zoom or 1.0
        room = self.area.maximumViewportSize().width() - 2 * AROUND - self.area.verticalScrollBar().sizeHint().width()
        return max(0.1, room * POINTS / DPI / self._sizes[self._number][0])

    def _fit(self) -> None:
        """Gives the page the room it has on the screen, before it is drawn anew."""
        if self._sizes:
            width, height = (side * DPI / POINTS * self._factor() for side in self._sizes[self._number])
            self.paper.set_room(QSize(round(width), round(height)))

    def _resized(self) -> None:
        if self._sizes and self.zoom is None:
            self._fit()
            self._soon.start()
        self._tell()

    def _tell(self) -> None:
        there = bool(self._sizes) and self._stack.currentWidget() is self.area
        page, pages = format_number(self._number + 1), format_number(self.count)
        words = _("Page {page} of {pages}").format(page=page, pages=pages) if there else ""
        told = _("Being made anew…") if there and self._updating else words
        self.words.setText(f"{page} / {pages}" if there and self.width() < NARROW else told)
        self.words.setToolTip(told)
        self._scale.setText(format_percent(round(self._factor() * 100)) if there else "")
        self.area.setAccessibleDescription(words)
        for icon, button in self.buttons.items():
            button.setEnabled(there)
            button.setVisible(there or icon != "move-horizontal")
        self.buttons["chevron-left"].setEnabled(there and self._number > 0)
        self.buttons["chevron-right"].setEnabled(there and self._number < self.count - 1)
        self.buttons["move-horizontal"].setChecked(self.zoom is None)

    def _connect(self) -> None:
        acts: dict[str, Callable[[], object]] = {
            "chevron-left": self.previous,
            "chevron-right": self.next,
            "minus": lambda: self.step_zoom(-1),
            "plus": lambda: self.step_zoom(1),
            "move-horizontal": lambda: self.set_zoom(None),
        }
        for icon, act in acts.items():
            self.buttons[icon].clicked.connect(lambda _checked=False, act=act: act())
        self.buttons["move-horizontal"].setCheckable(True)
        self._soon.timeout.connect(self._ask)
        self.area.resized.connect(self._resized)
        self.area.stepped.connect(lambda by, end: self.go_to(self._number + by, end=end))
        self.area.sent.connect(lambda last: self.go_to(self.count - 1 if last else 0))
        self.area.zoomed.connect(lambda by: self.step_zoom(by) if by else self.set_zoom(None))

    def _lay_out(self) -> None:
        column, bar = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP * 2)
        bar.setSpacing(theme.STEP)
        buttons = list(self.buttons.values())
        bar.addWidget(buttons[0])
        bar.addWidget(self.words)
        bar.addWidget(buttons[1])
        bar.addStretch(1)
        bar.addWidget(buttons[2])
        bar.addWidget(self._scale)
        bar.addWidget(buttons[3])
        bar.addWidget(buttons[4])
        self._stack.addWidget(self.panel)
        self._stack.addWidget(self.area)
        column.addLayout(bar)
        column.addWidget(self._stack, 1)
        self.setMinimumWidth(280)


_BUTTONS = {
    "back": "chevron-left",
    "on": "chevron-right",
    "smaller": "minus",
    "larger": "plus",
    "fit": "move-horizontal",
}


def _button(name: str, icon: str) -> QToolButton:
    button = named(QToolButton(), name, "outlined")
    icons.put(button, icon)
    return button


class _Paper(QWidget):
    """A page, as sharp as it was drawn and as large as there is room for it."""

    def __init__(self) -> None:
        super().__init__()
        self._picture = QPixmap()

    def set_room(self, size: QSize) -> None:
        self.setFixedSize(size)

    def show_picture(self, page: PageImage, sharp: float) -> None:
        image = QImage(page.rgb, page.width, page.height, 3 * page.width, QImage.Format.Format_RGB888)
        self._picture = QPixmap.fromImage(image)
        self._picture.setDevicePixelRatio(sharp)
        self.update()

    def forget(self) -> None:
        self._picture = QPixmap()

    def is_drawn(self) -> bool:
        """Whether there is a picture of a page."""
        return not self._picture.isNull()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.fillRect(self.rect(), Qt.GlobalColor.white)
            painter.drawPixmap(self.rect(), self._picture)
            painter.setPen(theme.current().border)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


class _Area(QScrollArea):
    """Scrolls a page; at its end, or by the keys, `stepped(by, end)` and `sent(last)` ask for another."""

    stepped = Signal(int, bool)
    sent = Signal(bool)
    zoomed = Signal(int)
    resized = Signal()

    def __init__(self, paper: QWidget) -> None:
        super().__init__()
        self.setWidget(paper)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setViewportMargins(0, 0, 0, 0)
        roled(self, "sheets")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if held and key in _ZOOM_KEYS:
            self.zoomed.emit(_ZOOM_KEYS[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.sent.emit(key == Qt.Key.Key_End)
        elif key in _TURNING:
            self.stepped.emit(_TURNING[key], False)
        elif key in _PAGING and self._is_at_end(_PAGING[key]):
            self.stepped.emit(_PAGING[key], _PAGING[key] < 0)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn = event.angleDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and turn:
            self.zoomed.emit(1 if turn > 0 else -1)
            event.accept()
        elif turn and self._is_at_end(-1 if turn > 0 else 1):
            self.stepped.emit(-1 if turn > 0 else 1, turn > 0)
            event.accept()
        else:
            super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def _is_at_end(self, by: int) -> bool:
        bar = self.verticalScrollBar()
        return bar.value() >= bar.maximum() if by > 0 else bar.value() <= bar.minimum()


_ZOOM_KEYS = {
    Qt.Key.Key_Plus: 1,
    Qt.Key.Key_Equal: 1,
    Qt.Key.Key_Minus: -1,
    Qt.Key.Key_0: 0,
}
_TURNING = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_PAGING = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1, Qt.Key.Key_Space: 1, Qt.Key.Key_Backspace: -1}
