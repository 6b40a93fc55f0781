"""The language at run time: our texts, Qt's, and the numbers."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QApplication,
    QDateEdit,
    QFileDialog,
    QLineEdit,
    QMessageBox,
    QSpinBox,
    QTextEdit,
    QWidget,
    QWizard,
)

from sms_desktop.core import i18n
from sms_desktop.ui.language import Languages, OwnTexts
from sms_desktop.ui.qt_texts import qt_texts


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


def test_all_that_qt_says_in_its_dialogs_and_menus_has_our_words(qapp: QApplication) -> None:
    heard = _Heard(qapp)
    qapp.installTranslator(heard)
    printer = QPrinter()
    shown: list[QWidget] = [_file_dialog(), QPrintDialog(printer), QWizard()]
    shown += [QMessageBox(QMessageBox.Icon.NoIcon, "Title", "Text", QMessageBox.StandardButton(0x7EDC00))]
    shown += [QLineEdit(), QTextEdit(), QSpinBox(), QDateEdit()]
    for widget in shown:
        widget.show()
        if isinstance(widget, QLineEdit | QTextEdit):
            widget.createStandardContextMenu().deleteLater()
        qapp.processEvents()
        widget.deleteLater()
    qapp.removeTranslator(heard)
    assert heard.texts - set(qt_texts()) <= _KEPT


def _file_dialog() -> QFileDialog:
    dialog = QFileDialog()
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    return dialog


def test_what_we_have_no_words_for_stays_as_qt_says_it(qapp: QApplication) -> None:
    assert OwnTexts(qapp).translate("QFileDialog", "Something rare") is None
    assert not OwnTexts(qapp).isEmpty()


#: Names of forms and sizes, signs, what tells the direction of writing, and a button that no wizard of ours has.
_KEPT = {"A4", "Form", "...", "%p%", "QT_LAYOUT_DIRECTION", "Commit"}


class _Heard(QTranslator):
    """Remembers what is asked for, but for the names of keys."""

    def __init__(self, parent: QApplication) -> None:
        super().__init__(parent)
        self.texts: set[str] = set()

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, text: str, disambiguation: str | None = None, n: int = -1) -> str | None:
        """Nothing of its own."""
        if context != "QShortcut" and not text.startswith("Alt+"):
            self.texts.add(text)
        return None


class _Marked:
    def gettext(self, text: str) -> str:
        return f"<{text}>"
