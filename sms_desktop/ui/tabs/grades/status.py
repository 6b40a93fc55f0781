"""The line under the sheet: the figures of what is selected, drawn and in words, and whether all is saved."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from sms_desktop.core.i18n import _, ngettext
from sms_desktop.ui import icons, theme
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.tabs.grades.figures import PARTS, Figures, sentence, spread_words
from sms_desktop.ui.widgets.elided import Elided


class Spread(QWidget):
    """Ten bars, from the lowest tenth of the maximum to the highest; those below the pass mark in another colour."""

    def __init__(self, name: str) -> None:
        super().__init__()
        named(self, name)
        self._found: Figures | None = None
        self._pass = 50.0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_figures(self, found: Figures | None, pass_percent: float) -> None:
        """Draws how the marks are spread; nothing for fewer than two."""
        self._found, self._pass = found, pass_percent
        words = spread_words(found) if found else ""
        self.setToolTip(words)
        self.setAccessibleName(_("Distribution"))
        self.setAccessibleDescription(words)
        self.setVisible(found is not None and found.count > 1)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(PARTS * 3 * theme.STEP, 6 * theme.STEP)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._found is None:
            return
        painter, tokens = QPainter(self), theme.current()
        painter.setPen(Qt.PenStyle.NoPen)
        wide, high = self.width() / PARTS, self.height() - 2
        for at, count in enumerate(self._found.spread):
            below = (at + 1) * 100 / PARTS <= self._pass
            size = max(high * count / max(self._found.spread), 2 if count else 1)
            painter.setBrush(QColor(tokens.danger if below and count else tokens.accent if count else tokens.border))
            painter.drawRect(QRectF(at * wide + 1, self.height() - size, wide - 2, size))
        painter.end()


class StatusLine(QWidget):
    """`show_figures` and `show_state`; `state` is the button that leads to the next mark that is not saved."""

    def __init__(self) -> None:
        super().__init__()
        self._what = named(QLabel(), "grades.selection")
        self._text = roled(named(Elided(), "grades.figures"), "muted")
        self.spread = Spread("grades.spread")
        self.state = named(QPushButton(), "grades.state", "job")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.STEP, 0, 0, 0)
        row.setSpacing(theme.STEP * 3)
        for part in (self._what, self.spread):
            row.addWidget(part)
        row.addWidget(self._text, 1)
        row.addWidget(self.state)

    def show_figures(self, what: str, found: Figures | None, pass_percent: float) -> None:
        """The figures of what is selected, which `what` names."""
        text = sentence(found) if found else _("no marks yet") if what else ""
        self._what.setText(what)
        self._text.setText(text)
        self._text.setToolTip(text)
        self.spread.show_figures(found, pass_percent)

    def text(self) -> str:
        """The figures as they are shown."""
        return self._text.text()

    def show_state(self, *, saving: int, unsaved: int, stopped: bool) -> None:
        """Whether all is saved, marks are on their way, or some could not be kept."""
        if stopped:
            text = ngettext("{n} mark is not saved", "{n} marks are not saved", saving).format(n=saving)
            self._say("circle-alert", "danger", text, _("Try again"))
        elif unsaved:
            text = ngettext("{n} cell not saved", "{n} cells not saved", unsaved).format(n=unsaved)
            self._say("circle-alert", "danger", text, _("To the next cell that is not saved"))
        elif saving:
            self._say("loader-circle", "muted", _("Saving…"), "")
        else:
            self._say("circle-check", "success", _("All saved"), "")

    def _say(self, icon: str, tone: str, text: str, tip: str) -> None:
        icons.put(self.state, icon, tone)
        self.state.setText(text)
        self.state.setToolTip(tip)
        self.state.setAccessibleName(text)
        self.state.setEnabled(bool(tip))
