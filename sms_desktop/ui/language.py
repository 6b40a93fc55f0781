"""The language of the window, switched at run time: our texts, Qt's own buttons and menus, numbers and dates."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QObject, QTranslator, Signal
from PySide6.QtWidgets import QApplication

from sms_desktop.core import i18n
from sms_desktop.ui.qt_texts import qt_texts


class OwnTexts(QTranslator):
    """Gives Qt its own texts from our catalogue."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.texts: dict[str, str] = {}

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, text: str, disambiguation: str | None = None, n: int = -1) -> str | None:
        return self.texts.get(text)  # None is "no translation"; an empty text would be shown


class Languages(QObject):
    """Switches the language. Everything that shows text has a `retranslate()`, which is called then."""

    changed = Signal()

    def __init__(self, app: QApplication, language: str = "en") -> None:
        super().__init__(app)
        self._app = app
        self._own = OwnTexts(self)
        self.choose(language)

    def choose(self, language: str) -> None:
        """Switches to `en` or `el`, at once."""
        i18n.set_language(language)
        QLocale.setDefault(QLocale("el_GR" if i18n.language() == "el" else "en_GB"))
        self._app.removeTranslator(self._own)
        self._own.texts = qt_texts()
        self._app.installTranslator(self._own)
        retranslate()
        self.changed.emit()


def retranslate() -> None:
    """Calls `retranslate()` of every widget that has one, in every window."""
    for widget in QApplication.allWidgets():
        again = getattr(widget, "retranslate", None)
        if again is not None:
            again()
