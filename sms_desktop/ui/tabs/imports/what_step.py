"""Step 1: what was given, as it is read; every guess can be changed, and the rows show at once what that does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from sms_desktop.core.i18n import _, format_number
from sms_desktop.services.years import TermRow
from sms_desktop.ui import theme
from sms_desktop.ui.tabs.imports import words
from sms_desktop.ui.tabs.imports.draft import Draft
from sms_desktop.ui.tabs.imports.grid import Grid
from sms_desktop.ui.tabs.imports.reading import WIDTH, ReadingPanel
from sms_desktop.ui.tabs.imports.trouble import TroublePanel
from sms_desktop.ui.widgets.notice import Notice
from sms_desktop.ui.widgets.scroll import scrolled

#: Rows of the file that are shown.
SHOWN = 10
#: Room beside the panel for its scroll bar.
SCROLL_BAR = 14


class WhatStep(QWidget):
    """Emits `asked` when the file is to be looked at again, `another` for another file."""

    asked = Signal()
    another = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._draft = Draft()
        self._error: Exception | None = None
        self.reading = ReadingPanel()
        self.grid = Grid("imports.first_rows")
        self.trouble = TroublePanel("imports.trouble")
        self._facts, self._notice = QLabel(wordWrap=True), Notice("notice")
        self._shown, self._side = QStackedWidget(), scrolled(self.reading, (0, 0, 0, 0))
        self.reading.changed.connect(self.asked)
        self.trouble.another.connect(self.another)
        self._lay_out()

    def set_terms(self, terms: Sequence[TermRow], current: int | None) -> None:
        """The terms that something can be imported into."""
        self.reading.set_terms(terms, current)

    def show_draft(self, draft: Draft) -> None:
        """Shows what the file was found to be."""
        self._draft, self._error = draft, None
        self.retranslate()

    def show_error(self, draft: Draft, error: Exception) -> None:
        """Shows why it can't be read; how it is read can still be changed."""
        self._draft, self._error = draft, error
        self.retranslate()

    def show_waiting(self, draft: Draft) -> None:
        """Says that the file is being read, where there is nothing to look at yet."""
        self._draft = draft
        if draft.document is None:
            self.reading.show_draft(draft, None)
            self._side.setVisible(not self.reading.isHidden())
            self.trouble.wait()
            self._show(self.trouble)

    def retranslate(self) -> None:
        """Everything in the new language."""
        document = self._draft.document
        self.reading.show_draft(self._draft, self._error)
        self._side.setVisible(not self.reading.isHidden())
        if self._error is not None:
            self.trouble.show_error(self._error)
        elif document is None:
            self.trouble.wait()
        elif self._draft.is_bundle:
            self.trouble.show_bundle(document)
        else:
            self._show_rows(document)
            return
        self._show(self.trouble)

    def _show(self, page: QWidget) -> None:
        rows = page is not self.trouble
        self._shown.setCurrentWidget(page)
        self._facts.setVisible(rows)
        if not rows:
            self._notice.say("")

    def _show_rows(self, document: dict[str, Any]) -> None:
        title = _("The first rows, as they are read")
        self._facts.setText(facts(document))
        self.grid.show_rows(document["headers"], document["first_rows"][:SHOWN], title)
        self._show(self.grid)
        left_out = _("Columns that are not imported: {names}.").format(names=", ".join(document["unmapped"]))
        notes = [note for note in document["notes"] if note != left_out]
        self._notice.say("\n".join(notes))

    def _lay_out(self) -> None:
        theme.scale(self._facts, 1.15, QFont.Weight.DemiBold)
        right, row = QVBoxLayout(), QHBoxLayout(self)
        right.setSpacing(theme.STEP * 3)
        right.addWidget(self._facts)
        right.addWidget(self._notice)
        right.addWidget(self._shown, 1)
        for page in (self.grid, self.trouble):
            self._shown.addWidget(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.STEP * 2)
        self._side.setFixedWidth(WIDTH + SCROLL_BAR)
        row.addWidget(self._side)
        row.addLayout(right, 1)


def facts(document: dict[str, Any]) -> str:
    """A file in one line: its make, how many rows and columns."""
    return _("{make}: {rows}, {columns} columns").format(
        make=words.content_word(document["content"]),
        rows=words.rows_word(document["rows"]),
        columns=format_number(len(document["headers"])),
    )
