"""The class list of an offering: who is enrolled, completed or dropped, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from PySide6.QtCore import Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QLabel, QMenu, QVBoxLayout, QWidget

from sms_desktop.core.i18n import _, ngettext, pgettext
from sms_desktop.services import enrolments
from sms_desktop.services.enrolments import EnrolmentRow
from sms_desktop.services.listing import Condition, Listing
from sms_desktop.ui import icons, theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.exporting import ExportButton, Source, of_class, of_listed
from sms_desktop.ui.table import Column, TableModel
from sms_desktop.ui.tabs.courses.parts import tool
from sms_desktop.ui.widgets.flow import Flow
from sms_desktop.ui.widgets.state import Words
from sms_desktop.ui.widgets.table_view import TableView

#: `say(text, button, action)`: the window's toast.
Say = Callable[..., object]
#: The least height of the table, in logical pixels: the page scrolls before it gets lower.
LEAST = 180
ICONS = {"active": "user-check", "completed": "circle-check", "dropped": "user-minus"}
TONES = {"active": "success", "completed": "muted", "dropped": "warning"}


@dataclass(frozen=True)
class Act:
    """A button over the list: its words, its icon, the permission it takes and what it does."""

    name: str
    title: Callable[[], str]
    icon: str
    right: str
    run: Callable[[], object]


def status_word(status: str) -> str:
    """The status of an enrolment in a word."""
    words = {"active": pgettext("enrolment", "Active"), "completed": _("Completed"), "dropped": _("Dropped")}
    return words.get(status, status)


def _icon(row: EnrolmentRow) -> QIcon:
    return icons.icon(ICONS.get(row.status, "users"), TONES.get(row.status, "muted"))


def columns() -> list[Column]:
    """The columns of a class list."""
    return [
        Column("student_number", lambda: pgettext("student", "Number"), attrgetter("student_number"), width=96),
        Column("last_name", lambda: _("Last name"), attrgetter("last_name"), width=118, bold=True),
        Column("first_name", lambda: _("First name"), attrgetter("first_name"), width=100),
        Column("status", lambda: _("Status"), attrgetter("status"), status_word, width=104, icon=_icon),
        Column("enrolled_at", lambda: _("Enrolled on"), attrgetter("enrolled_at"), width=104),
    ]


class ClassList(QWidget):
    """Shows the enrolments of one offering. `student_wanted(id)` for who is opened, `enrol_wanted()` for more."""

    student_wanted = Signal(int)
    enrol_wanted = Signal()

    def __init__(self, context: Context, say: Say) -> None:
        super().__init__()
        self._context, self._say = context, say
        self._offering = 0
        self._open = True
        self.setObjectName("offerings.class")
        self.model = TableModel(columns(), id_of=lambda row: row.id, parent=self)
        self.table = TableView(self.model, context.memory, "offerings.class_table", self)
        self._count = roled(named(QLabel(wordWrap=True), "offerings.class_count"), "muted")
        self._acts = [(act, tool(f"offerings.class_{act.name}", act.icon)) for act in self._known_acts()]
        self.export = ExportButton(context, self.export_sources, "offerings.class_export", slim=True)
        self.table.export_sources = self.export_sources
        self.table.setMinimumHeight(LEAST)
        self._lay_out()
        self._connect()
        self.retranslate()

    def show_offering(self, offering_id: int, *, opened: bool = True) -> None:
        """Shows the class of an offering; of a deleted one nothing can be changed."""
        if offering_id != self._offering:
            self.model.set_rows([])
        self._offering, self._open = offering_id, opened
        self.refresh()

    def export_sources(self) -> list[Source]:
        """What an export writes: the class list, and what else belongs to the class."""
        row: EnrolmentRow | None = self.model.row(0)
        if row is None:
            return []
        title = " · ".join(filter(None, (row.course_code, row.course_name, row.term, row.section)))
        base = Listing(where=(Condition("offering_id", "=", self._offering),), sort="name")
        listed = replace(of_listed(self.table, "enrolments", base), name="enrolments.of_class", told=title)
        lists = ("grades", "attendance", "daily-ratings")
        return [listed, *of_class(self._context, self._offering, title, *lists)]

    def refresh(self) -> None:
        """Asks for the class again."""
        offering = self._offering
        if offering:
            self._context.jobs.read(
                self,
                lambda session, _progress: enrolments.of_offering(session, offering),
                self.model.set_rows,
                self.model.fail,
                key="class",
            )

    def set_status(self, status: str) -> None:
        """Makes the selected enrolments active, completed or dropped from today on; it can be undone."""
        ids = [row.id for row in self.table.selected_rows() if row.status != status]
        if ids:
            self._write(
                lambda session, _progress: enrolments.set_status(session, ids, status),
                lambda count: _said(status, count),
                title=_("Changing enrolments"),
            )

    def delete(self) -> None:
        """Deletes the selected enrolments, made by mistake; it can be undone."""
        ids = [row.id for row in self.table.selected_rows()]
        if ids and self._may("enrolments:delete"):
            self._write(
                lambda session, _progress: enrolments.delete(session, ids),
                lambda n: ngettext("Deleted {n} enrolment.", "Deleted {n} enrolments.", n).format(n=n),
                title=_("Deleting enrolments"),
                action="delete",
            )

    def retranslate(self) -> None:
        """All words in the new language."""
        for act, button in self._acts:
            button.setText(act.title())
        self.table.setAccessibleName(_("Class list"))
        self._look()

    def _write(self, work: Callable, said: Callable[[int], str], *, title: str, action: str = "update") -> None:
        def done(count: int) -> None:
            self._say(said(count), _("Undo"), self._context.undo.newest())

        self._context.jobs.write(self, work, done, title=title, action=action)

    def _known_acts(self) -> Sequence[Act]:
        edit = "enrolments:edit"
        return (
            Act("enrol", lambda: _("Enrol students…"), "user-plus", "enrolments:create", self.enrol_wanted.emit),
            Act("complete", lambda: _("Complete"), "circle-check", edit, lambda: self.set_status("completed")),
            Act("drop", lambda: _("Drop"), "user-minus", edit, lambda: self.set_status("dropped")),
            Act("activate", lambda: _("Make active"), "user-check", edit, lambda: self.set_status("active")),
            Act("delete", lambda: _("Delete"), "trash-2", "enrolments:delete", self.delete),
        )

    def _may(self, right: str) -> bool:
        return self._open and self._context.actor.may(right)

    def _look(self) -> None:
        rows = [row for _place, row in self.model.loaded()]
        chosen = self.table.selected_rows()
        for act, button in self._acts:
            status = {"complete": "completed", "drop": "dropped", "activate": "active"}.get(act.name)
            useful = act.name == "enrol" or any(row.status != status for row in chosen)
            button.setVisible(self._context.actor.may(act.right))
            button.setEnabled(self._may(act.right) and useful)
        numbers = {status: sum(row.status == status for row in rows) for status in ICONS}
        texts = [ngettext("{n} active", "{n} active", numbers["active"]).format(n=numbers["active"])]
        if numbers["completed"]:
            texts.append(
                ngettext("{n} completed", "{n} completed", numbers["completed"]).format(n=numbers["completed"])
            )
        if numbers["dropped"]:
            texts.append(ngettext("{n} dropped", "{n} dropped", numbers["dropped"]).format(n=numbers["dropped"]))
        self._count.setText(" · ".join(texts))

    def _empty(self) -> Words:
        action = self.enrol_wanted.emit if self._may("enrolments:create") else None
        text = _("Enrol them one by one or a whole section at once.")
        return Words("users", _("Nobody is enrolled yet"), text, _("Enrol students…"), action)

    def _fill_menu(self, menu: QMenu) -> None:
        for act, button in self._acts[1:]:
            if button.isHidden():
                continue
            entry = menu.addAction(act.title())
            entry.setEnabled(button.isEnabled())
            entry.triggered.connect(lambda _checked=False, act=act: act.run())

    def _connect(self) -> None:
        for act, button in self._acts:
            button.clicked.connect(lambda _checked=False, act=act: act.run())
        first = roled(self._acts[0][1], "primary")
        icons.put(first, "user-plus", "on_accent")
        self.table.empty = self._empty
        self.table.context_menu = self._fill_menu
        self.table.delete_pressed.connect(self.delete)
        self.table.opened.connect(lambda row: self.student_wanted.emit(row.student_id))
        self.table.selected.connect(lambda _rows: self._look())
        self.model.replaced.connect(self._look)

    def _lay_out(self) -> None:
        column, row = QVBoxLayout(self), Flow(spacing=2)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(theme.STEP * 2)
        for _act, button in self._acts:
            row.addWidget(button)
        row.addWidget(self.export)
        column.addLayout(row)
        column.addWidget(self.table, 1)
        column.addWidget(self._count)


def _said(status: str, count: int) -> str:
    if status == "completed":
        text = ngettext("Completed {n} enrolment.", "Completed {n} enrolments.", count)
    elif status == "dropped":
        text = ngettext("Dropped {n} enrolment.", "Dropped {n} enrolments.", count)
    else:
        text = ngettext("{n} enrolment is active again.", "{n} enrolments are active again.", count)
    return text.format(n=count)
