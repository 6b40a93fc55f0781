"""Where one is among the four steps."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QToolButton, QWidget

from sms_desktop.core.i18n import _
from sms_desktop.ui import icons, theme
from sms_desktop.ui.dress import named

STEPS = 4


class Stepper(QWidget):
    """Four steps by number and name; those behind can be gone back to. Emits `chosen(place)`."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._place, self._locked = 0, False
        self.buttons = [named(QToolButton(), f"imports.step{number}") for number in range(1, STEPS + 1)]
        group, row = QButtonGroup(self), QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.STEP)
        for place, button in enumerate(self.buttons):
            button.setCheckable(True)
            if place:
                sign = QLabel()
                icons.put_picture(sign, "chevron-right", 16, "muted")
                row.addWidget(sign)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setIconSize(QSize(16, 16))
            group.addButton(button, place)
            row.addWidget(button)
        group.idClicked.connect(self.chosen)
        self.retranslate()

    def point_at(self, place: int, *, locked: bool = False) -> None:
        """Shows the step at `place` (from 0); `locked` lets nobody go back any more."""
        self._place, self._locked = place, locked
        self.buttons[place].setChecked(True)
        self.retranslate()

    def retranslate(self) -> None:
        """The steps' names."""
        titles = (_("What it is"), _("Columns"), _("Preview"), _("Import"))
        for place, (button, title) in enumerate(zip(self.buttons, titles, strict=True)):
            behind = place < self._place
            button.setText(f"{place + 1}  {title}")
            button.setEnabled(place == self._place or (behind and not self._locked))
            icons.put(button, "check", "success") if behind else _plain(button)
            button.setAccessibleName(
                _("Step {number} of {all}: {title}").format(number=place + 1, all=STEPS, title=title)
            )


def _plain(button: QToolButton) -> None:
    button.setProperty("iconName", "")
    button.setIcon(QIcon())
