"""The record of the student that is selected: head, details, contacts, enrolments, marks, attendance, and the rest."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from sms_desktop.core.i18n import _, ngettext, pgettext
from sms_desktop.services import students
from sms_desktop.services.listing import Condition, Listing
from sms_desktop.services.students import StudentRecord
from sms_desktop.ui import icons, theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dress import dress_again, named, roled
from sms_desktop.ui.exporting import Source, may_export, of_list, of_student
from sms_desktop.ui.tabs.students.details import Details
from sms_desktop.ui.tabs.students.photo import Photo
from sms_desktop.ui.tabs.students.words import status_tone, status_word
from sms_desktop.ui.widgets.page_tabs import PageTabs
from sms_desktop.ui.widgets.state import StatePanel, Words

if TYPE_CHECKING:  # the pages behind the first one come when they are looked at
    from sms_desktop.ui.tabs.students.attendance import AttendancePage
    from sms_desktop.ui.tabs.students.contacts import Contacts
    from sms_desktop.ui.tabs.students.enrolments import Enrolments
    from sms_desktop.ui.tabs.students.highlights import Highlights
    from sms_desktop.ui.tabs.students.history import History
    from sms_desktop.ui.tabs.students.marks import Marks
    from sms_desktop.ui.tabs.students.papers import Papers

PAGES = ("details", "contacts", "enrolments", "marks", "attendance", "highlights", "papers", "history")
#: Who may look at a page, where not everybody who sees the student may.
RIGHTS = {
    "contacts": "contacts:view",
    "enrolments": "enrolments:view",
    "marks": "grades:view",
    "attendance": "attendance:view",
    "highlights": "grades:view",
    "papers": "reports:issue",
}
#: The lists that a page is made of.
EXPORTED = {
    "contacts": ("contacts",),
    "enrolments": ("enrolments",),
    "marks": ("grades", "daily-ratings"),
    "attendance": ("attendance",),
    "highlights": ("highlights",),
}


class Record(QFrame):
    """Loads what `show_id` names; `back` when the person wants to see the list again (narrow windows)."""

    back = Signal()

    def __init__(self, context: Context, say: Any, enrol: Callable[[], object], issue: Callable[[], object]) -> None:
        super().__init__()
        roled(named(self, "students.record"), "panel")
        self._context, self._say, self._enrol, self._issue = context, say, enrol, issue
        self.record: StudentRecord | None = None
        self._wanted: int | None = None
        self._selected = 0
        self.details = Details(context)
        self.details.reload_wanted.connect(self.refresh)
        self.tabs, self.head = PageTabs("students.pages"), _Head(context, say, self.back.emit)
        self._panel, self._stack = StatePanel(self, "students.no_record"), QStackedWidget()
        self._lay_out()
        self.tabs.currentChanged.connect(self._fill_page)
        self.retranslate()

    @cached_property
    def contacts(self) -> Contacts:
        from sms_desktop.ui.tabs.students.contacts import Contacts

        return self._exporting(Contacts(self._context, self._say))

    @cached_property
    def enrolments(self) -> Enrolments:
        from sms_desktop.ui.tabs.students.enrolments import Enrolments

        return self._exporting(Enrolments(self._context, self._say, self._enrol))

    @cached_property
    def marks(self) -> Marks:
        from sms_desktop.ui.tabs.students.marks import Marks

        return Marks(self._context)

    @cached_property
    def attendance(self) -> AttendancePage:
        from sms_desktop.ui.tabs.students.attendance import AttendancePage

        return AttendancePage(self._context, self._say)

    @cached_property
    def highlights(self) -> Highlights:
        from sms_desktop.ui.tabs.students.highlights import Highlights

        return self._exporting(Highlights(self._context, self._say))

    @cached_property
    def papers(self) -> Papers:
        from sms_desktop.ui.tabs.students.papers import Papers

        return Papers(self._context, self._say, self._issue)

    @cached_property
    def history(self) -> History:
        from sms_desktop.ui.tabs.students.history import History

        return History(self._context)

    @property
    def student_id(self) -> int | None:
        """Whose record is wanted: shown, or on its way."""
        return self._wanted

    def show_id(self, student_id: int, page: str = "") -> None:
        """Shows the record of a student, at one of `PAGES`."""
        self._wanted = student_id
        if page:
            self.open_page(page)
        self.refresh()

    def open_page(self, name: str) -> None:
        """Brings one of `PAGES` to the front."""
        self.tabs.setCurrentIndex(PAGES.index(name))

    def show_nothing(self, selected: int) -> None:
        """Says what can be done with none, or with several students selected."""
        self._wanted, self.record, self._selected = None, None, selected
        self.details.form.mark_clean()
        self._say_nothing()
        self._stack.setCurrentIndex(0)

    def export_sources(self) -> list[Source]:
        """What an export writes of the page in front, about this student."""
        page = PAGES[self.tabs.currentIndex()]
        if self.record is None or page not in EXPORTED:
            return []
        data, name = self.record.data, self.record.name
        if page == "contacts":
            where = (Condition("student_number", "=", data.student_number),)
            allowed = may_export(self._context, "contacts")
            return [of_list("contacts", "contacts.of_student", base=Listing(where=where), told=name)] if allowed else []
        return of_student(self._context, self.record.id, name, *EXPORTED[page])

    def refresh(self) -> None:
        """Asks again for the record that is shown; what is typed and not saved stays."""
        wanted = self._wanted
        if wanted is not None:
            self._context.jobs.read(
                self, lambda session, _p: students.get(session, wanted), self._show, self._failed, key="record"
            )

    def retranslate(self) -> None:
        """In the new language."""
        self.tabs.setAccessibleName(_("Parts of the record"))
        if self.record:
            self.head.show_record(self.record)
        elif self._wanted is None:
            self._say_nothing()

    def _show(self, record: StudentRecord) -> None:
        same = self.record is not None and self.record.id == record.id
        self.record = record
        self.head.show_record(record)
        if not (same and self.details.dirty):
            self.details.show_record(record)
        self._fill_page()
        self._stack.setCurrentIndex(1)

    def _failed(self, error: Exception) -> None:
        self._panel.show_error(error, self.refresh)
        self._stack.setCurrentIndex(0)

    def _fill_page(self) -> None:
        """Has the page in front ask for what it shows; those behind wait until they are looked at."""
        if self.record is None:
            return
        page = PAGES[self.tabs.currentIndex()]
        if page == "history":
            self.history.show_student(self.record.id)
        elif page != "details":
            getattr(self, page).show_student(self.record.id, self.record.deleted)

    def _exporting(self, part: Any) -> Any:
        part.table.export_sources = self.export_sources
        return part

    def _say_nothing(self) -> None:
        if self._selected > 1:
            title = ngettext("{n} student selected", "{n} students selected", self._selected)
            text = _("Enrol them in a course, export or delete them with the buttons under the list.")
            self._panel.show_words(Words("users", title.format(n=self._selected), text))
        else:
            text = _("Choose a student in the list to see the record here.")
            self._panel.show_words(Words("id-card", _("No student chosen"), text))

    def _lay_out(self) -> None:
        page = QWidget()
        inside, outside = QVBoxLayout(page), QVBoxLayout(self)
        for layout in (inside, outside):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        for place, (name, (icon, title)) in enumerate(zip(PAGES, _titles(), strict=True)):
            self.tabs.add_later(partial(getattr, self, name), icon, title)
            right = RIGHTS.get(name)
            self.tabs.setTabVisible(place, right is None or self._context.actor.may(right))
        inside.addWidget(self.head)
        inside.addWidget(self.tabs, 1)
        self._stack.addWidget(self._panel)
        self._stack.addWidget(page)
        outside.addWidget(self._stack)
        self.setMinimumWidth(300)


def _titles() -> list[tuple[str, Callable[[], str]]]:
    """The icon and the title of each of `PAGES`."""
    return [
        ("id-card", lambda: pgettext("record", "Details")),
        ("contact", lambda: _("Contacts")),
        ("book-open", lambda: _("Enrolments")),
        ("graduation-cap", lambda: _("Marks")),
        ("calendar-check", lambda: _("Attendance")),
        ("star", lambda: _("Highlights")),
        ("file-text", lambda: _("Papers")),
        ("history", lambda: _("History")),
    ]


class _Head(QWidget):
    """Who it is: photograph or initials, name, number, where in the school, and the status in words."""

    def __init__(self, context: Context, say: Callable[..., object], back: Callable[[], object]) -> None:
        super().__init__()
        self.back = named(QToolButton(), "students.back")
        self.back.clicked.connect(lambda: back())
        icons.put(self.back, "arrow-left")
        self.more = _more_button()
        self.photo = Photo(context, say)
        self._name, self._about, self._badge = QLabel(), QLabel(), QLabel()
        roled(self._about, "muted")
        roled(self._badge, "badge")
        theme.scale(self._name, 1.3, QFont.Weight.DemiBold)
        for label in (self._name, self._about):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row, words = QHBoxLayout(self), QVBoxLayout()
        row.setContentsMargins(16, 14, 16, 8)
        row.setSpacing(theme.STEP * 3)
        words.setSpacing(2)
        words.addWidget(self._name)
        words.addWidget(self._about)
        row.addWidget(self.back)
        row.addWidget(self.photo)
        row.addLayout(words, 1)
        row.addWidget(self._badge, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.more, 0, Qt.AlignmentFlag.AlignTop)
        self.back.hide()
        self.retranslate()

    def show_record(self, record: StudentRecord) -> None:
        """Shows who it is."""
        data = record.data
        self.photo.show_record(record)
        self._name.setText(record.name)
        year = _("Year {n}").format(n=data.study_year) if data.study_year else ""
        parts = [data.student_number, data.programme, year, data.section]
        self._about.setText("  ·  ".join(part for part in parts if part))
        self._badge.setText(_("Deleted") if record.deleted else status_word(data.status))
        self._badge.setProperty("tone", "danger" if record.deleted else status_tone(data.status))
        dress_again(self._badge)

    def retranslate(self) -> None:
        """In the new language."""
        self.back.setToolTip(_("Back to the list"))
        self.back.setAccessibleName(_("Back to the list"))
        self.photo.retranslate()
        self.more.setToolTip(_("What can be done for this person"))
        self.more.setAccessibleName(_("What can be done for this person"))


def _more_button() -> QToolButton:
    """The button for a menu, there once it has one."""
    button = named(QToolButton(), "students.more", "outlined")
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    icons.put(button, "ellipsis")
    button.hide()
    return button
