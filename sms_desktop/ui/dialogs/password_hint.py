"""How good the password being typed is: a bar and a word."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QWidget

from sms_desktop.core.i18n import _, pgettext
from sms_desktop.core.passwords import SHORTEST_PASSWORD, Strength, strength
from sms_desktop.ui import theme
from sms_desktop.ui.dress import dress_again, roled
from sms_desktop.ui.fields import Field

_TONES = {Strength.TOO_SHORT: "danger", Strength.WEAK: "warning", Strength.GOOD: "good", Strength.STRONG: "good"}


class PasswordHint(QWidget):
    """Follows a password field; `name` tells the user name, which must not make it."""

    def __init__(self, field: Field, name: Callable[[], str] = str) -> None:
        super().__init__()
        self._field, self._name = field, name
        self._bar, self._words = QProgressBar(textVisible=False), roled(QLabel(wordWrap=True), "muted")
        self._bar.setRange(0, int(Strength.STRONG))
        self._bar.setFixedWidth(96)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.STEP * 2)
        row.addWidget(self._bar)
        row.addWidget(self._words, 1)
        field.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """The word for what is typed now."""
        typed = self._field.value()
        found = strength(typed, self._name())
        words = {
            Strength.TOO_SHORT: _("At least {n} characters").format(n=SHORTEST_PASSWORD),
            Strength.WEAK: _("Weak: easily guessed"),
            Strength.GOOD: pgettext("password", "Good"),
            Strength.STRONG: _("Strong"),
        }
        self._words.setText(words[found] if typed else _("A few words in a row make a good password."))
        self._bar.setValue(int(found))
        self._bar.setProperty("tone", _TONES[found])
        self._bar.setVisible(bool(typed))
        self._bar.setAccessibleName(self._words.text())
        dress_again(self._bar)
