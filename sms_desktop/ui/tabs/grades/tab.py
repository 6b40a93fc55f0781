"""The screen of grades: an offering's sheet, saved as one types, with the reason beside whatever could not be kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from sms_desktop.core.events import Changed
from sms_desktop.core.i18n import _
from sms_desktop.services import gradebook
from sms_desktop.services.gradebook import Gradebook
from sms_desktop.ui.context import Context
from sms_desktop.ui.errors import show_error
from sms_desktop.ui.jobs import Jobs
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.report_button import Place, Then
from sms_desktop.ui.tabs.grades import column_acts, dialogs, keys, lock, menus, picker, states, telling
from sms_desktop.ui.tabs.grades.frame import Frame
from sms_desktop.ui.tabs.grades.grid import Key
from sms_desktop.ui.tabs.grades.selection import differences, selected
from sms_desktop.ui.widgets.sheet.area import Area

#: The sheet is read again when somebody else changes one of these.
TABLES = frozenset(
    ("grades", "assessments", "offering_rules", "offerings", "courses", "enrolments", "students", "daily_ratings",
     "attendance", "terms", "settings")
)  # fmt: skip


class GradesTab(Frame):
    """One offering's sheet. `open_offering(id)` comes from outside; `may_change` says whether marks can be changed."""

    def __init__(self, context: Context, window: MainWindow) -> None:
        super().__init__(context)
        self.window_ = window
        self.reasons: dict[int, str] = {}
        self._stale, self._asked, self._undone = False, False, False
        self._reading = False
        self._differing: list[tuple[int, int]] = []
        self._missed: list[int] = []
        self._wanted_column: int | None = None
        self._connect()
        self._actions = keys.add_keys(self)
        self.retranslate()

    @property
    def may_change(self) -> bool:
        """Whether this person may change these marks now: by right, and in an open term or with a reason."""
        book = self.grid.book
        free = book is not None and (book.term_state == "open" or bool(self.reason))
        return free and self.context.actor.may("grades:edit")

    @property
    def reason(self) -> str:
        """Why marks of a locked term are changed; empty until it was asked."""
        return self.reasons.get(self.grid.book.term_id, "") if self.grid.book else ""

    @property
    def jobs(self) -> Jobs:
        """The jobs, with the reason that a locked term asks for."""
        return dialogs.reasoned(self.context.jobs, self.reason)

    def open_offering(self, offering_id: int) -> None:
        """Shows the sheet of an offering, of whichever term."""
        self._asked = True
        self.picker.open(offering_id)

    def report_place(self, then: Then) -> None:
        """The class whose sheet is shown, for a report."""
        book = self.grid.book
        then(Place(("grade-sheet", "report-card"), offering_id=book.offering_id if book else None))

    def unsaved(self) -> str:
        """Whose marks are not saved; empty where all are."""
        titles = [title for _offering, title in self.grid.ledger.sheets.values()]
        if self.saving.stopped is not None and self.grid.book is not None:
            titles.append(self.grid.book.title)
        return titles[0] if titles else ""

    def shown(self) -> None:
        """What changed while nobody looked is asked for now."""
        if not self._asked:
            self._asked = True
            self.picker.ask()
        elif self._stale:
            self.refresh()

    def refresh(self) -> None:
        """Asks for everything again."""
        self._stale = False
        self.picker.ask(self.picker.offered.term_id)
        self.reload()

    def reload(self) -> None:
        """Asks for the sheet again, once all is saved."""
        if self.picker.offering_id is not None:
            self.saving.when_idle(partial(self._load, self.picker.offering_id))

    def retranslate(self) -> None:
        """Everything in the new language."""
        super().retranslate()
        for action, text in self._actions:
            action.setText(text())
        self.grid.retranslate()
        self.show_all()
        telling.tell_cell(self)
        self.turn(why=not self.why.isHidden())

    def sort(self, key: Key, descending: bool) -> None:
        """Puts the rows in order; the current cell stays the current one."""
        self._rebuild(lambda: self.grid.sort(key, descending))

    def current_column(self) -> int | None:
        """The column of the current cell; None on an empty sheet."""
        column = self.view.current[1]
        return column if self.grid.rowCount() and column < len(self.grid.columns) else None

    def point_at_column(self, assessment_id: int) -> None:
        """Goes to the first cell of a column, as soon as it is on the sheet."""
        self._wanted_column = assessment_id
        self._point([])

    def open_details(self, row: int, column: int) -> None:
        """Opens the dialog of one mark's note, dates, maximum and weight."""
        place, head = self.grid.place_at(row, column), self.grid.columns[column].assessment
        cell = self.grid.ledger.cell(place) if place else None
        if place is None or head is None:
            telling.tell_closed(self, column)
        elif cell is None:
            self.bar.say("notice", _("There is no mark here yet. Enter a score first."))
        elif not self.grid.writable(row, column):
            telling.tell_closed(self, column)
        else:
            self.saving.when_idle(partial(self._open_details, row, column))

    def excuse(self) -> None:
        """Excuses the selected marks: they count for nothing."""
        cells = [(row, column, "EX") for row, column in self.view.area.places() if self.grid.writable(row, column)]
        self.grid.put(cells)

    def open_student(self, row: int) -> None:
        """Shows the record of a row's student."""
        self._open_record(self.grid.row_at(row).student_id)

    def show_why(self, row: int | None = None, *, focus: bool = False) -> None:
        """Explains the final grade of a row, the current one where none is said."""
        if row is not None:
            self.view.go_to((row, self.view.current[1]))
        self.context.memory.put("grades.why", True)
        self.turn(why=True)
        self._look()
        if focus:
            self.why.setFocus()

    def hide_why(self) -> None:
        """Closes the explanation."""
        self.context.memory.put("grades.why", False)
        self.turn(why=False)
        self.view.setFocus()

    def _open_details(self, row: int, column: int) -> None:
        place, head = self.grid.place_at(row, column), self.grid.columns[column].assessment
        cell = self.grid.ledger.cell(place) if place else None
        if place is not None and head is not None and cell is not None:
            student = self.grid.side(row).title
            dialogs.open_at(dialogs.mark_details(self.jobs, cell, place, (student, head.title), self), "note")

    def _open_record(self, student_id: int) -> None:
        opener = getattr(self.window_.show_tab("students"), "open_record", None)
        if opener is not None:
            opener(student_id)

    def _is_shown(self, book: Gradebook) -> bool:
        return self.grid.book is not None and self.grid.book.offering_id == book.offering_id

    def _load(self, offering_id: int) -> None:
        if not self.context.actor.may("grades:view"):
            self.show_all()
            return
        self._stale, self._reading = False, True
        self.context.jobs.read(
            self,
            lambda session, _progress: gradebook.gradebook(session, offering_id),
            self._take,
            self._not_read,
            key="book",
        )

    def _take(self, book: Gradebook) -> None:
        if book.offering_id != self.picker.offering_id:
            return
        if self.saving.busy and self.saving.stopped is None:
            self.reload()  # what was typed meanwhile is not in it yet
            return
        undone, self._undone, self._reading = self._undone, False, False
        another = not self._is_shown(book)
        self._differing = [] if another else differences(self.grid.ledger.rows, book)
        self._rebuild(lambda: self.grid.show_book(book))
        self.saving.reason = self.reason
        self.show_all()
        if another:
            self.view.go_to((0, next((at for at, col in enumerate(self.grid.columns) if col.assessment), 0)))
            self._come_to_sheet()
        if undone or self._wanted_column is not None:
            self._point(self._differing)

    def _come_to_sheet(self) -> None:
        """A sheet that has just been read can be typed into, unless somebody is typing elsewhere."""
        held = QApplication.focusWidget()
        if self.isVisible() and (held is None or held is self or not held.isVisible()):
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _point(self, changed: list[tuple[int, int]]) -> None:
        """To the marks that an undo changed, or to the column that was added."""
        self._differing = []
        if any(assessment.id == self._wanted_column for assessment in self.grid.assessments()):
            changed = [(one, self._wanted_column or 0) for one in self.grid.order]
            self._wanted_column = None
        found = [cell for cell in map(self.grid.cell_of, changed) if cell is not None]
        if found:
            rows, columns = [cell[0] for cell in found], [cell[1] for cell in found]
            first = min(found)
            area = Area(min(rows), min(columns), max(rows), max(columns))
            whole = len(found) == area.height * area.width and len(found) < self.grid.rowCount()
            self.view.select(area if whole else Area.between(first, first), first)
            self.view.setFocus()

    def _rebuild(self, change: Callable[[], object]) -> None:
        """Changes the grid; what is selected and what is being typed stay where they were, wherever that is now."""
        view, line = self.view, self.view.line
        typed = (line.text(), line.correcting) if line is not None else None
        key, at = self.grid.key_at(*view.current), view.current
        resets: list[bool] = []
        watch = self.grid.modelReset.connect(lambda: resets.append(True))
        change()
        self.grid.modelReset.disconnect(watch)
        if not resets:
            view.viewport().update()
            return
        view.fit()
        if self.grid.rowCount() and self.grid.columns:
            view.go_to(self.grid.find(key, at))
            if typed is not None:
                view.begin(typed[0])
                if view.line is not None:
                    view.line.correcting = typed[1]

    def _not_read(self, error: Exception) -> None:
        self._reading = False
        self.grid.show_nothing()
        self.panel.show_error(error, self.refresh)
        self.pages.setCurrentWidget(self.panel)
        self.show_tools(may_change=self.may_change)

    def show_all(self) -> None:
        """Everything around the marks, as the sheet and the person's rights have it."""
        self.grid.editable = self.may_change
        words = states.words(self)
        self.pages.setCurrentWidget(self.view if words is None else self.panel)
        if words is not None:
            self.panel.show_words(words)
        self.show_tools(may_change=self.may_change)
        lock.show_lock(self)
        self.view.fit()
        self._look()
        self._show_state()

    def _look(self) -> None:
        """What depends on the current cell and the selection."""
        if not self.grid.rowCount() or self.grid.book is None:
            self.status.show_figures("", None, 50)
            return
        scales = self.grid.book.scales
        what, found = selected(self.grid, self.view.area, self.view.current)
        self.status.show_figures(what, found, float(scales.pass_mark * 5))
        if not self.why.isHidden():
            self.why.show_row(self.grid.row_at(self.view.current[0]), scales)

    def _moved(self) -> None:
        self._look()
        telling.tell_cell(self)

    def _show_state(self) -> None:
        unsaved = len(self.grid.ledger.unsaved())
        self.status.show_state(saving=self.saving.count(), unsaved=unsaved, stopped=self.saving.stopped is not None)

    def _saved(self) -> None:
        self._show_state()
        if not self.saving.busy:
            missed, self._missed = self._missed, []
            if any(number not in self.saving.own for number in missed):
                self.reload()

    def _judged(self) -> None:
        self._rebuild(lambda: self.grid.show_book(self.grid.book) if self.grid.book else None)
        self.show_all()
        telling.tell_cell(self)

    def _next_unsaved(self) -> None:
        """To the next mark that could not be kept, or another try at what was stopped."""
        if self.saving.stopped is not None:
            self.saving.go_on()
            return
        places = sorted(cell for cell in map(self.grid.cell_of, self.grid.ledger.unsaved()) if cell is not None)
        after = [cell for cell in places if cell > self.view.current]
        if places:
            if not self.view.isVisible():
                self.hide_why()
            self.view.go_to((after or places)[0])
            self.view.setFocus()

    def _entered(self, entries: Any) -> None:
        if self.grid.book is not None:
            self.saving.add(self.grid.book.offering_id, entries)

    def _heard(self, event: Changed) -> None:
        if event.tables & picker.TABLES and self._asked:
            self.picker.ask(self.picker.offered.term_id)
        if not event.tables & TABLES or event.change_set_id in self.saving.own:
            return
        if self.saving.busy:
            self._missed.append(event.change_set_id)
        elif self.isVisible():
            self.reload()
        else:
            self._stale = True

    def _taken(self) -> None:
        """After an undo, to the marks that it changed, whichever comes first: the word of it or the sheet as it is."""
        if self._reading:
            self._undone = True
        else:
            self._point(self._differing)

    def _chosen(self, _offering_id: int) -> None:
        self.view.finish_typing()
        self.bar.hush()
        self.reload()

    def _toggle_averages(self) -> None:
        wanted = self.averages.isChecked()
        self.context.memory.put("grades.averages", wanted)
        self._rebuild(lambda: self.grid.show_averages(wanted))
        self._look()

    def _fill_corner(self) -> None:
        menu = self.corner.menu()
        menu.clear()
        menus.fill_corner(self, menu)

    def _connect(self) -> None:
        self.picker.chosen.connect(self._chosen)
        to_sheet = Qt.ConnectionType.QueuedConnection  # once the list of what was found has let go of the focus
        self.picker.box.chosen.connect(lambda _offering: self.view.setFocus(), to_sheet)
        self.picker.box.left.connect(self.view.setFocus)
        self.picker.arrived.connect(self.show_all)
        self.grid.entered.connect(self._entered)
        self.grid.edited.connect(self._moved)
        self.grid.edited.connect(self._show_state)
        self.saving.changed.connect(self._saved)
        self.saving.judged.connect(self._judged)
        self.saving.failed.connect(lambda error: show_error(self, error))
        self._connect_sheet()
        self.context.undo.taken.connect(self._taken)
        self.why.closed.connect(self.hide_why)
        self.why.student_wanted.connect(self._open_record)
        self.add.clicked.connect(lambda: column_acts.add(self))
        self.averages.clicked.connect(self._toggle_averages)
        self.why_button.clicked.connect(lambda on: self.show_why() if on else self.hide_why())
        self.status.state.clicked.connect(self._next_unsaved)
        self.context.changes.changed.connect(self._heard)

    def _connect_sheet(self) -> None:
        view, undo = self.view, self.context.undo
        view.moved.connect(self._moved)
        view.opened.connect(lambda _row, _column: self.show_why())
        view.closed.connect(lambda _row, column: telling.tell_closed(self, column))
        view.unfit.connect(partial(telling.tell_unfit, self))
        view.details_wanted.connect(self.open_details)
        view.head_pressed.connect(partial(column_acts.edit, self))
        view.undo_wanted.connect(lambda: self.saving.when_idle(undo.undo))
        view.redo_wanted.connect(lambda: self.saving.when_idle(undo.redo))
        view.cell_menu = partial(menus.fill_cell, self)
        view.head_menu = partial(menus.fill_head, self)
        view.side_menu = partial(menus.fill_side, self)
        self.corner.menu().aboutToShow.connect(self._fill_corner)
