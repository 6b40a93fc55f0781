"""The language of the window, switched at run time: our texts, Qt's own buttons and menus, numbers and dates."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QObject, QTranslator, Signal
from PySide6.QtWidgets import QApplication

from sms_desktop.core import i18n
from sms_desktop.core.i18n import _


def qt_texts() -> dict[str, str]:
    """Qt's own texts that a person meets here, in the reader's language: Qt ships no Greek catalogue."""
    return {
        "OK": _("OK"),
        "&OK": _("OK"),
        "Cancel": _("Cancel"),
        "&Cancel": _("Cancel"),
        "Close": _("Close"),
        "&Close": _("Close"),
        "Save": _("Save"),
        "&Save": _("Save"),
        "Open": _("Open"),
        "&Open": _("Open"),
        "&Yes": _("Yes"),
        "&No": _("No"),
        "Apply": _("Apply"),
        "Reset": _("Reset"),
        "Help": _("Help"),
        "Discard": _("Discard"),
        "&Undo": _("&Undo"),
        "&Redo": _("&Redo"),
        "Cu&t": _("Cu&t"),
        "&Copy": _("&Copy"),
        "&Paste": _("&Paste"),
        "Delete": _("Delete"),
        "Select All": _("Select all"),
        "Copy &Link Location": _("Copy link"),
        "Show Details...": _("Show details"),
        "Hide Details...": _("Hide details"),
        "Look in:": _("Look in:"),
        "File &name:": _("File name:"),
        "Files of type:": _("Files of type:"),
        "Directory:": _("Folder:"),
        "&Choose": _("Choose"),
        "Back": _("Back"),
        "Forward": _("Forward"),
        "Parent Directory": _("Up one folder"),
        "Create New Folder": _("New folder"),
        "List View": _("List"),
        "Detail View": _("Details"),
        "Name": _("Name"),
        "Size": _("Size"),
        "Type": _("Type"),
        "Date Modified": _("Date modified"),
        "All Files (*)": _("All files (*)"),
        "Step &up": _("Step up"),
        "&Step up": _("Step up"),
        "Step &down": _("Step down"),
        "< &Back": _("< Back"),
        "&Next": _("Next"),
        "&Next >": _("Next >"),
        "&Finish": _("Finish"),
    }


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
