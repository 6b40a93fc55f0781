"""The buttons of a list once more, as the menu of its rows."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QAbstractButton, QMenu


def add_buttons(menu: QMenu, buttons: Iterable[QAbstractButton]) -> None:
    """Adds an entry for each button that is there, which does what a click on the button does."""
    for button in buttons:
        if not button.isHidden():
            action = menu.addAction(button.icon(), button.text().replace("&", "").strip())
            action.setEnabled(button.isEnabled())
            action.triggered.connect(lambda _checked=False, button=button: button.click())
