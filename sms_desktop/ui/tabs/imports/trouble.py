"""What stands in the place of rows: that a file is being read, why it can't be, or that it is a bundle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sms_desktop.core.errors import UserError
from sms_desktop.core.i18n import _, format_number
from sms_desktop.ui.tabs.imports import words
from sms_desktop.ui.widgets.state import StatePanel, Words


class TroublePanel(QWidget):
    """Emits `another` when the person wants to choose another file."""

    another = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.panel = StatePanel(self, name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.panel)

    def wait(self) -> None:
        """Says that it takes a moment."""
        self.panel.show_loading()

    def show_error(self, error: Exception) -> None:
        """Says in plain words what is wrong with the file, where, and what to do."""
        if not isinstance(error, UserError):
            self.panel.show_error(error, self.another.emit)
            return
        text = "\n".join(filter(None, (words.place(error), words.mending(error))))
        icon = "circle-help" if error.code == "unknown_kind" else "circle-alert"
        self.panel.show_words(Words(icon, error.sentence, text, _("Choose another file"), self.another.emit))

    def show_bundle(self, document: Mapping[str, Any]) -> None:
        """Names a bundle of another system and what is in it."""
        named = _("This is a bundle of {name}, version {version}.").format(
            name=document["name"], version=document["version"] or "?"
        )
        files = document["files"]
        held = ", ".join(f"{file} ({format_number(rows)})" for file, rows in files.items()) if files else ""
        sentence = _("It is recognised, and will be imported in a later version of this program.")
        text = _("{sentence}\n\nIt holds: {files}").format(sentence=sentence, files=held) if held else sentence
        self.panel.show_words(Words("archive", named, text, _("Choose another file"), self.another.emit))
