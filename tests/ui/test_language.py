"""The language at run time: our texts, Qt's, and the numbers."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from sms_desktop.core import i18n
from sms_desktop.ui.language import Languages, OwnTexts, qt_texts


class Told(QWidget):
    """Remembers the language at each call."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def retranslate(self) -> None:
        self.heard.append(i18n.language())


def test_every_widget_is_told_also_in_windows_that_are_hidden(languages: Languages) -> None:
    window = QWidget()
    child = Told()
    child.setParent(window)
    alone = Told()
    languages.choose("el")
    languages.choose("en")
    assert child.heard == alone.heard == ["el", "en"]


def test_numbers_and_dates_of_qt_follow(languages: Languages) -> None:
    languages.choose("el")
    assert QLocale().language() == QLocale.Language.Greek
    languages.choose("en")
    assert QLocale().decimalPoint() == "."


def test_an_unknown_language_is_english(languages: Languages) -> None:
    languages.choose("xx")
    assert i18n.language() == "en"


def test_qts_own_buttons_take_our_words(languages: Languages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n._Reader, "texts", _Marked())
    languages._own.texts = qt_texts()
    box = QMessageBox(QMessageBox.Icon.NoIcon, "Title", "Text", QMessageBox.StandardButton.Cancel)
    assert box.button(QMessageBox.StandardButton.Cancel).text() == "<Cancel>"
    box.deleteLater()


def test_what_we_have_no_words_for_stays_as_qt_says_it(qapp: QApplication) -> None:
    assert OwnTexts(qapp).translate("QFileDialog", "Something rare") is None
    assert not OwnTexts(qapp).isEmpty()


class _Marked:
    def gettext(self, text: str) -> str:
        return f"<{text}>"
