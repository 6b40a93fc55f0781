"""The register of a class for one day: all present, then the exceptions by keyboard, and one save."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sms_desktop.core import clock
from sms_desktop.core.errors import Cancelled, Conflict, UserError
from sms_desktop.core.i18n import _, format_date, ngettext
from sms_desktop.services import register_entry, registers
from sms_desktop.services.registers import Register
from sms_desktop.ui import icons, theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.errors import show_error
from sms_desktop.ui.tabs.attendance import asking, words
from sms_desktop.ui.tabs.attendance.draft import Draft
from sms_desktop.ui.tabs.attendance.legend import Legend
from sms_desktop.ui.tabs.attendance.lock import OVERRIDE, LockBanner
from sms_desktop.ui.tabs.attendance.no_lesson import NoLesson
from sms_desktop.ui.tabs.attendance.register_acts import RegisterActs
from sms_desktop.ui.tabs.attendance.register_model import RegisterModel
from sms_desktop.ui.tabs.attendance.register_table import RegisterTable
from sms_desktop.ui.widgets.flow import Flow
from sms_desktop.ui.widgets.notice import Notice
from sms_desktop.ui.widgets.stack import Stack
from sms_desktop.ui.widgets.state import StatePanel, Words

#: `say(text, button, action)`: the window's toast.
Say = Callable[..., object]
Then = Callable[[], object]
EDIT, RATE = "attendance:edit", "grades:edit"
#: Loading is said only after this many milliseconds.
PATIENCE = 200


class RegisterPage(QWidget):
    """Shows `show_day(offering, day)`. `day_wanted(date)`, `student_wanted(id)`, `class_wanted()` lead elsewhere."""

    day_wanted = Signal(object)
    student_wanted = Signal(int)
    class_wanted = Signal()

    def __init__(self, context: Context, say: Say) -> None:
        super().__init__()
        self.context, self.say = context, say
        self.offering, self.day = 0, clock.today()
        self.shown: Register | None = None
        self._saving, self._to_table = False, True
        self._after: Then | None = None
        self.model = RegisterModel(self, may_rate=context.actor.may(RATE))
        self.table = RegisterTable(self.model)
        self.legend, self.none = Legend(self), NoLesson()
        self.banner = LockBanner(may_override=context.actor.may(OVERRIDE))
        self.problem = Notice("problem")
        self.all_present = named(QPushButton(), "attendance.all_present")
        self.save_button = named(QPushButton(), "attendance.save", "primary")
        self.discard_button = named(QPushButton(), "attendance.discard", "quiet")
        self.summary = named(QLabel(wordWrap=True), "attendance.summary")
        self.acts = RegisterActs(self)
        self._state, self._cover = StatePanel(None, "attendance.register_state"), roled(QFrame(), "panel")
        self._stack = Stack()
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE)
        self.setFocusProxy(self.table)
        self._lay_out()
        self._connect()
        self.retranslate()

    @property
    def draft(self) -> Draft | None:
        """The register with what is not saved."""
        return self.model.draft

    @property
    def dirty(self) -> bool:
        """Whether something is not saved."""
        return self.draft is not None and self.draft.dirty

    @property
    def editable(self) -> bool:
        """Whether the person may change this register now; one of a day to come is not taken in advance."""
        return self.may_plan and self.day <= clock.today()

    @property
    def may_plan(self) -> bool:
        """Whether the person may change what is held in this term at all."""
        return self.context.actor.may(EDIT) and self.banner.is_open

    @property
    def _wrong(self) -> str:
        """Why a rating that was typed can't be; empty where all can."""
        wrong = self.draft.wrong if self.draft is not None else {}
        return next((sentence for _text, sentence in wrong.values()), "")

    def unsaved(self) -> str:
        """The register that is not saved; empty where all is."""
        left = self.dirty or bool(self._wrong)
        return _("Register of {day}").format(day=format_date(self.day)) if left else ""

    def show_day(self, offering: int, day: date) -> None:
        """Reads and shows another register; what is not saved of the one before is gone (`leave` saves it)."""
        self.offering, self.day, self.shown = offering, day, None
        self.problem.say("")
        self._to_table = self._to_table or self.table.hasFocus()
        self.model.show_draft(None)
        self._patience.start()
        self.refresh()

    def focus_soon(self) -> None:
        """To the class list, once it is there."""
        self._to_table = True

    def show_place(self, _term: int, offering: int, day: date) -> None:
        """Shows a register, or what is shown already as it is by now."""
        if (offering, day) == (self.offering, self.day) and offering:
            self.refresh()
        elif offering:
            self.show_day(offering, day)

    def show_nothing(self, nothing: Words) -> None:
        """Where there is no course whose register could be shown."""
        self.offering, self.shown = 0, None
        self._patience.stop()
        self.model.show_draft(None)
        self._state.show_words(nothing)
        self._stack.setCurrentWidget(self._cover)
        self._look()

    def refresh(self) -> None:
        """Reads the register again; what is not saved stays."""
        offering, day = self.offering, self.day
        if offering:
            self.context.jobs.read(
                self,
                lambda session, _p: registers.register(session, offering, day),
                self._show,
                self._not_read,
                key="register",
            )

    def leave(self, then: Then) -> None:
        """Saves what is not saved, and goes on once that is done; a rating that can't be is to be put right first."""
        self.take_typing()
        if self._saving:
            self._after = then
        elif self._wrong:
            self.problem.say(self._wrong)
        elif self.dirty:
            self.save(then)
        else:
            then()

    def take_typing(self) -> None:
        """Takes what is still being typed into a cell."""
        if self.table.state() == RegisterTable.State.EditingState:
            self.table.setFocus()

    def fill_present(self) -> None:
        """All who have no mark are present."""
        self.model.fill("P")
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def discard(self) -> None:
        """Back to what is stored."""
        if self.draft is not None:
            self.draft.discard()
            self.problem.say("")
            self.model.repaint()
            self._look()

    def save(self, then: Then | None = None, *, clear_ratings: bool = False, look: bool = True) -> None:
        """Saves the whole register in one change; asks where that would lose something."""
        self.take_typing()
        if self._saving or self.draft is None or not self.dirty:
            return
        statuses, ratings = self.draft.send(look=look)
        offering, day = self.offering, self.day
        self._saving = True
        self._look()

        def work(session: Any, _progress: object) -> object:
            take = register_entry.take
            return take(session, offering, day, statuses, ratings, clear_ratings_of_absent=clear_ratings)

        self.context.jobs.write(
            self,
            work,
            partial(self._saved, day, then),
            partial(self._not_saved, then),
            title=_("Saving the register"),
            reason=self.banner.reason,
        )

    def step(self, by: int) -> None:
        """To the next teaching day, or the one before."""
        day = None if self.shown is None else self.shown.next if by > 0 else self.shown.previous
        if day is not None:
            self.day_wanted.emit(day)

    def retranslate(self) -> None:
        """All words in the new language."""
        self.all_present.setText(" " + _("All present"))
        self.all_present.setToolTip(_("Everybody without a mark is present (F8)"))
        self.save_button.setText(" " + _("Save register"))
        self.save_button.setToolTip(_("Save the whole register (Ctrl+S)"))
        self.discard_button.setText(_("Discard"))
        self.table.setAccessibleName(_("Register"))
        self.table.frozen.setAccessibleName(_("Student"))
        self.table.retranslate()
        self.acts.retranslate()
        self.legend.retranslate()
        if self.shown is not None and not self.shown.rows:
            self._state.show_words(self._nobody())
        self._look()

    def _show(self, register: Register) -> None:
        if register.offering_id != self.offering:
            return
        self._patience.stop()
        before, self.shown = self.draft, register
        self.banner.show_term(register.term_id, register.term_state)
        self.model.editable = self.editable
        self.model.show_draft(before.over(register) if before is not None else Draft(register))
        if not register.day.periods:
            self.none.show_day(register, editable=self.may_plan)
            self._stack.setCurrentWidget(self.none)
        elif not register.rows:
            self._state.show_words(self._nobody())
            self._stack.setCurrentWidget(self._cover)
        else:
            self._stack.setCurrentWidget(self.table)
            if before is None:
                self.table.begin()
            if self._to_table and self.isVisible():
                self._to_table = False
                self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._look()
        after, self._after = self._after, None
        if after is not None:
            self.leave(after)

    def _not_read(self, error: Exception) -> None:
        if not self.offering:
            return
        self._patience.stop()
        self._state.show_error(error, self.refresh)
        self._stack.setCurrentWidget(self._cover)

    def _nobody(self) -> Words:
        text = _("Enrol students in this course, and its register is here.")
        return Words("users", _("Nobody is enrolled"), text, _("Open the class"), self.class_wanted.emit)

    def _saved(self, day: date, then: Then | None, _taken: object) -> None:
        self._saving = False
        self.problem.say("")
        text = _("Register of {day} saved.").format(day=format_date(day))
        self.say(text, _("Undo"), self.context.undo.newest())
        self.refresh()
        if then is not None:
            then()

    def _not_saved(self, then: Then | None, error: Exception) -> None:
        self._saving, self._after = False, None
        self._look()
        code = getattr(error, "code", "")
        if isinstance(error, Conflict) and code == "ratings_of_absent":
            asking.ask_to_clear_ratings(self, error, lambda: self.save(then, clear_ratings=True))
        elif isinstance(error, Conflict) and code == "changed_meanwhile":
            asking.ask_whose(self, error, lambda: self.save(then, look=False), self.discard)
            self.refresh()
        elif isinstance(error, UserError):
            self.problem.say(str(error))
        elif not isinstance(error, Cancelled):
            show_error(self, error)

    def _allowed_again(self) -> None:
        self.model.editable = self.editable
        self._look()

    def _look(self) -> None:
        """What can be done now, and how far the register is."""
        full, may_take = bool(self.model.rows), self.context.actor.may(EDIT)
        for button in (self.all_present, *self.legend.buttons.values(), self.save_button):
            button.setVisible(may_take)
        self.all_present.setEnabled(full and self.editable)
        for button in self.legend.buttons.values():
            button.setEnabled(full and self.editable)
        self.save_button.setEnabled(self.dirty and not self._saving)
        self.discard_button.setVisible(bool(self.unsaved()) and not self._saving)
        self.summary.setText(self._words())
        self.acts.fit()

    def _words(self) -> str:
        if self.draft is None or not self.model.rows:
            return ""
        if self._saving:
            return _("Saving…")
        if self.day > clock.today():
            return _("This day is still to come; its register is taken then.")
        places = self.model.places(self.model.index(row, 0) for row in range(len(self.model.rows)))
        statuses = [self.draft.cell(place).status for place in places]
        found = [(status, statuses.count(status)) for status in words.STATUSES if statuses.count(status)]
        parts = [f"{words.word(status)} {number}" for status, number in found]
        empty, new = statuses.count(None), self.draft.count()
        if empty:
            parts.append(ngettext("{n} cell empty", "{n} cells empty", empty).format(n=empty))
        if new:
            parts.append(ngettext("{n} change not saved yet", "{n} changes not saved yet", new).format(n=new))
        elif not empty:
            parts.append(_("All saved"))
        return " · ".join(parts)

    def _edited(self) -> None:
        self.problem.say("")
        self._look()

    def _connect(self) -> None:
        self.model.edited.connect(self._edited)
        self.model.refused.connect(self.problem.say)
        self.legend.put.connect(self.table.put)
        self.banner.reason_given.connect(self._allowed_again)
        self.all_present.clicked.connect(self.fill_present)
        self.save_button.clicked.connect(lambda: self.save())
        self.discard_button.clicked.connect(self.discard)
        self.none.step_wanted.connect(self.step)
        self.none.lesson_wanted.connect(self.acts.add_lesson)
        self.table.note_wanted.connect(lambda _index: self.acts.write_note())
        self.table.today_wanted.connect(lambda: self.day_wanted.emit(clock.today()))
        self.table.selectionModel().selectionChanged.connect(lambda *_parts: self.acts.fit())
        self.table.fill_menu = self.acts.fill_menu
        self._patience.timeout.connect(self._show_loading)

    def _show_loading(self) -> None:
        self._state.show_loading()
        self._stack.setCurrentWidget(self._cover)

    def _lay_out(self) -> None:
        column, tools, foot = QVBoxLayout(self), QWidget(), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP * 2)
        flow = Flow(tools, theme.STEP)
        icons.put(self.all_present, "list-checks")
        for button in (self.all_present, *self.legend.buttons.values(), self.acts.button):
            flow.addWidget(button)
        icons.put(self.save_button, "save", "on_accent")
        foot.setSpacing(theme.STEP * 2)
        foot.addWidget(self.summary, 1)
        foot.addWidget(self.discard_button)
        foot.addWidget(self.save_button)
        cover = QVBoxLayout(self._cover)
        cover.setContentsMargins(0, 0, 0, 0)
        cover.addWidget(self._state)
        for page in (self.table, self.none, self._cover):
            self._stack.addWidget(page)
        for part in (self.banner, self.problem, tools):
            column.addWidget(part)
        column.addWidget(self._stack, 1)
        column.addLayout(foot)
