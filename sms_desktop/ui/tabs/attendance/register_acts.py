"""What can be done to a register beyond its letters: notes, excuses, ranges of days, make-up lessons."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QToolButton

from sms_desktop.core.i18n import _, format_date, ngettext
from sms_desktop.services import register_entry
from sms_desktop.services.history.row_history import of_day
from sms_desktop.services.register_entry import MakeUp
from sms_desktop.services.registers import RegisterRow
from sms_desktop.ui import icons
from sms_desktop.ui.dialogs.form_dialog import FormDialog
from sms_desktop.ui.dialogs.history import show_history
from sms_desktop.ui.dress import named
from sms_desktop.ui.tabs.attendance import words
from sms_desktop.ui.tabs.attendance.draft import Place
from sms_desktop.ui.tabs.attendance.forms import lesson_form, range_form
from sms_desktop.ui.tabs.attendance.note_dialog import NoteDialog

if TYPE_CHECKING:
    from sms_desktop.ui.tabs.attendance.register_page import RegisterPage


class RegisterActs(QObject):
    """The menu “More” of a register, which the right button opens over the table as well."""

    def __init__(self, page: RegisterPage) -> None:
        super().__init__(page)
        self._page = page
        self.button = named(QToolButton(), "attendance.more", "outlined")
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        icons.put(self.button, "ellipsis")
        self._menu = QMenu(self.button)
        self._menu.aboutToShow.connect(self._refill)
        self.button.setMenu(self._menu)

    def retranslate(self) -> None:
        """In the new language."""
        self.button.setText(_("More"))
        self.button.setAccessibleName(_("More for this register"))

    def fill_menu(self, menu: QMenu) -> None:
        """What can be done with the cells and the student that are pointed at."""
        page, row = self._page, self._row()
        if not page.context.actor.may("attendance:edit"):
            self._add(menu, "history", _("History of the day…"), "history", self.tell_history, row is not None)
            self._add(menu, "student", _("Open student"), "user-round", self._open_student, row is not None)
            return
        editable, marked = page.editable, bool(self._marked())
        for status in words.STATUSES:
            text = f"{words.word(status)}\t{words.letter(status)}"
            self._add(menu, f"put_{status}", text, words.ICONS[status], partial(page.table.put, status), editable)
        self._add(menu, "clear", _("Clear") + "\tDel", "minus", self._clear, editable)
        menu.addSeparator()
        self._add(menu, "note_open", _("Note…") + "\tShift+F2", "square-pen", self.write_note, editable and marked)
        self._add(menu, "excuse", _("Excuse…"), "file-text", self.excuse, editable and bool(self._absent()))
        may_range = page.may_plan and row is not None
        self._add(menu, "range", _("Range of days…"), "calendar-days", self.set_range, may_range)
        self._add(menu, "history", _("History of the day…"), "history", self.tell_history, row is not None)
        self._add(menu, "student", _("Open student"), "user-round", self._open_student, row is not None)
        menu.addSeparator()
        self._add(menu, "lesson", _("Add a make-up lesson…"), "plus", self.add_lesson, self._may_plan())
        for made_up in page.shown.made_up if page.shown else ():
            act = self._remover(made_up.id)
            self._add(menu, "lesson_remove", _("Remove the make-up lesson"), "trash-2", act, self._may_plan())

    def fit(self) -> None:
        """The menu is there while a register is."""
        self.button.setEnabled(self._page.shown is not None)

    def write_note(self) -> None:
        """A note for the cells that are pointed at."""
        page, places = self._page, self._marked()
        if not places or not page.editable or page.draft is None:
            return
        first = page.draft.cell(places[0])
        dialog = NoteDialog(
            page,
            lambda: _("Note"),
            self._about(places),
            lambda note, document: page.model.put_note(places, note, document),
        )
        dialog.form.load({"note": first.note, "document": first.document})
        dialog.open()

    def excuse(self) -> None:
        """Turns the absences that are pointed at into excused ones, with the reason and the document."""
        page, places = self._page, self._absent()
        if places and page.editable:
            NoteDialog(
                page,
                lambda: _("Excuse"),
                self._about(places),
                lambda note, document: page.model.excuse(places, note, document),
                reason=True,
            ).open()

    def tell_history(self) -> None:
        """What happened to the records and ratings of the student that is pointed at, on this day."""
        page, row = self._page, self._row()
        if row is not None:
            about = f"{row.last_name} {row.first_name} · {format_date(page.day)}"
            read = partial(of_day, enrolment_id=row.enrolment_id, day=page.day)
            show_history(page, page.context, lambda: about, read)

    def set_range(self) -> None:
        """One status for the student over some days; what is not saved here is saved first."""
        if self._row() is not None:
            self._page.leave(self._open_range)

    def add_lesson(self) -> None:
        """A lesson on the day that is shown, or on another."""
        self._page.leave(self._open_lesson)

    def _open_range(self) -> None:
        page, row = self._page, self._row()
        if row is None or page.shown is None:
            return
        student, offering, name = row.student_id, page.offering, f"{row.last_name} {row.first_name}"

        def save(session: Any, values: dict[str, Any]) -> int:
            values = dict(values)
            chosen = None if values.pop("everywhere") else [offering]
            return register_entry.set_range(session, student, offering_ids=chosen, **values)

        dialog = FormDialog(
            range_form(page.day, page.shown.course_code),
            page.context.jobs,
            save,
            title=lambda: _("Range of days: {student}").format(student=name),
            job_title=lambda _values: _("Range of days"),
            reason=page.banner.reason,
            parent=page,
        )
        dialog.saved.connect(self._ranged)
        dialog.open()

    def _ranged(self, written: int) -> None:
        text = ngettext("{n} record written.", "{n} records written.", written).format(n=written)
        self._page.say(text, _("Undo"), self._page.context.undo.newest())

    def _open_lesson(self) -> None:
        page, offering = self._page, self._page.offering
        form = lesson_form(page.day)
        dialog = FormDialog(
            form,
            page.context.jobs,
            lambda session, values: (register_entry.add_lesson(session, offering, MakeUp(**values)), values["date"]),
            title=lambda: _("Make-up lesson"),
            job_title=lambda _values: _("Make-up lesson"),
            reason=page.banner.reason,
            action="create",
            parent=page,
        )
        dialog.saved.connect(self._planned)
        dialog.open()

    def _planned(self, made: tuple[int, Any]) -> None:
        text = _("Make-up lesson on {day} added.").format(day=format_date(made[1]))
        self._page.say(text, _("Undo"), self._page.context.undo.newest())
        self._page.day_wanted.emit(made[1])

    def _remover(self, lesson_id: int) -> Callable[[], None]:
        page = self._page

        def done(_nothing: object) -> None:
            page.say(_("Make-up lesson removed."), _("Undo"), page.context.undo.newest())

        def remove() -> None:
            page.context.jobs.write(
                page,
                lambda session, _p: register_entry.remove_lesson(session, lesson_id),
                done,
                title=_("Removing the make-up lesson"),
                action="delete",
                reason=page.banner.reason,
            )

        return lambda: page.leave(remove)

    def _add(self, menu: QMenu, name: str, text: str, icon: str, act: Callable[[], object], enabled: bool) -> None:
        action = menu.addAction(icons.icon(icon), text)
        action.setObjectName(f"attendance.{name}")
        action.setEnabled(enabled)
        action.triggered.connect(lambda _checked=False: act())

    def _refill(self) -> None:
        self._menu.clear()
        self.fill_menu(self._menu)

    def _clear(self) -> None:
        self._page.model.clear(self._page.table.chosen())

    def _open_student(self) -> None:
        row = self._row()
        if row is not None:
            self._page.student_wanted.emit(row.student_id)

    def _row(self) -> RegisterRow | None:
        here = self._page.table.currentIndex()
        rows = self._page.model.rows
        return rows[here.row()] if here.isValid() and here.row() < len(rows) else None

    def _marked(self) -> list[Place]:
        """The cells pointed at that have a status."""
        draft = self._page.draft
        places = self._page.model.places(self._page.table.chosen())
        return [place for place in places if draft is not None and draft.cell(place).status]

    def _absent(self) -> list[Place]:
        draft = self._page.draft
        return [place for place in self._marked() if draft is not None and draft.cell(place).status == "A"]

    def _may_plan(self) -> bool:
        return self._page.may_plan and self._page.shown is not None

    def _about(self, places: list[Place]) -> str:
        """Who, and which periods of the day."""
        names = {row.enrolment_id: f"{row.last_name} {row.first_name}" for row in self._page.model.rows}
        students = list(dict.fromkeys(names[place[0]] for place in places))
        who = (
            students[0]
            if len(students) == 1
            else ngettext("{n} student", "{n} students", len(students)).format(n=len(students))
        )
        return f"{who} · {words.day_title(self._page.day)} · {words.periods(len(places))}"
