"""One student, found as one types the name or the number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLineEdit

from sms_desktop.core.i18n import _
from sms_desktop.services import students
from sms_desktop.services.listing import Listing
from sms_desktop.services.students import StudentRow
from sms_desktop.ui import icons
from sms_desktop.ui.dress import named
from sms_desktop.ui.errors import describe
from sms_desktop.ui.jobs import Jobs

#: Milliseconds of quiet after a key before the search begins; so many that fit are offered.
PAUSE, MOST = 80, 12
_ROW = Qt.ItemDataRole.UserRole


class StudentBox(QLineEdit):
    """Emits `chosen(StudentRow)`. Enter takes the first that fits what was typed.

    Who is chosen stays in it, and Escape or leaving it brings that name back; with `keep` off it is empty again,
    for the next one.
    """

    chosen = Signal(object)

    def __init__(self, jobs: Jobs, name: str, *, keep: bool = True) -> None:
        super().__init__()
        named(self, name, "search")
        self._jobs, self._keep, self._take_first = jobs, keep, False
        self.row: StudentRow | None = None
        self._model = QStandardItemModel(self)
        self.fitting = _Offered(self._model, self)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._sign = self.addAction(icons.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        icons.put(self._sign, "search", "muted")
        self.setClearButtonEnabled(True)
        self.fitting.setWidget(self)
        self.fitting.activated[QModelIndex].connect(lambda index: self._take(index.data(_ROW)))  # type: ignore[index]
        self.textEdited.connect(self._typed)
        self._pause.timeout.connect(self._look)
        self.retranslate()

    def show_student(self, row: StudentRow | None) -> None:
        """Shows who is chosen, without telling."""
        self.row = row
        self.setText(f"{row.name} ({row.student_number})" if row and self._keep else "")
        self.setCursorPosition(0)

    def offered(self) -> list[StudentRow]:
        """Who fits what was typed."""
        found = [self._model.item(place).data(_ROW) for place in range(self._model.rowCount())]
        return [row for row in found if row is not None]

    def retranslate(self) -> None:
        """In the new language."""
        self.setAccessibleName(_("Student"))
        self.setPlaceholderText(_("Name or number"))
        self.setToolTip(_("Type to find a student; Enter takes the first"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.isModified():
            self._enter()
        elif event.key() == Qt.Key.Key_Escape and self.isModified():
            self._leave()
        elif event.key() == Qt.Key.Key_Down and self._model.rowCount() and self.isModified():
            self.fitting.complete()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason and not self._take_first:
            self._leave()

    def _typed(self, text: str) -> None:
        if text.strip():
            self._pause.start()
        else:
            self._pause.stop()
            self._hide()

    def _enter(self) -> None:
        """Enter takes who is pointed at, else the first that fits, once the answer to what was typed is here."""
        popup = self.fitting.popup()
        if popup is not None and popup.isVisible() and popup.currentIndex().isValid():
            self._take(popup.currentIndex().data(_ROW))
            return
        self._take_first = bool(self.text().strip())
        if self._take_first:
            self._look()

    def _look(self) -> None:
        self._pause.stop()
        wanted = Listing(self.text().strip())

        def work(session: Any, _progress: object) -> Sequence[StudentRow]:
            return students.page(session, wanted.sorted_by("name"), 0, MOST)

        self._jobs.read(self, work, self._offer, self._failed, key="students")

    def _offer(self, rows: Sequence[StudentRow]) -> None:
        self._model.clear()
        for row in rows:
            item = QStandardItem(f"{row.name} · {row.student_number}")
            item.setData(row, _ROW)
            self._model.appendRow(item)
        first, self._take_first = self._take_first, False
        if not rows:
            self._say(_("Nobody is called so."))
        elif first:
            self._take(rows[0])
        elif self.hasFocus() and self.isModified():
            self.fitting.complete()

    def _failed(self, error: Exception) -> None:
        self._take_first = False
        self._model.clear()
        self._say(describe(error).sentence)

    def _say(self, sentence: str) -> None:
        """Offers a sentence that can't be taken."""
        item = QStandardItem(sentence)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        self._model.appendRow(item)
        if self.hasFocus():
            self.fitting.complete()

    def _take(self, row: StudentRow | None) -> None:
        if row is not None:
            self.show_student(row)
            self._hide()
            self.chosen.emit(row)

    def _leave(self) -> None:
        self._pause.stop()
        self._hide()
        self.show_student(self.row)

    def _hide(self) -> None:
        self._model.clear()
        popup = self.fitting.popup()
        if popup is not None:
            popup.hide()


class _Offered(QCompleter):
    """Offers the whole model: what fits was found by the database."""

    def __init__(self, model: QStandardItemModel, parent: QLineEdit) -> None:
        super().__init__(model, parent)
        self.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.setMaxVisibleItems(MOST)

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return str(index.data())
