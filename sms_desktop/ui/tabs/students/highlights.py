"""The highlights of a student: what is worth remembering, good or not, with its day and term."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any, cast

from PySide6.QtGui import QIcon

from sms_desktop.core import clock
from sms_desktop.core.i18n import _, format_date, ngettext, pgettext
from sms_desktop.services import highlights
from sms_desktop.services.highlights import CATEGORIES, RATINGS, HighlightData, HighlightRow
from sms_desktop.services.history.row_history import of_row
from sms_desktop.ui import icons
from sms_desktop.ui.context import Context
from sms_desktop.ui.dialogs.form_dialog import FormDialog
from sms_desktop.ui.dialogs.history import show_history
from sms_desktop.ui.fields import ChoiceField, DateField, LongTextField
from sms_desktop.ui.form import Form
from sms_desktop.ui.table import Column
from sms_desktop.ui.tabs.students.part_list import Act, PartList
from sms_desktop.ui.tabs.students.suggest_field import SuggestField
from sms_desktop.ui.widgets.state import Words

RIGHT = "grades:edit"


class Highlights(PartList):
    """Adds, edits and deletes them."""

    def __init__(self, context: Context, say: Any) -> None:
        self._say = say
        acts = (
            Act("add", lambda: _("Add highlight…"), "star", self.add, RIGHT, alone=True),
            Act("edit", lambda: _("Edit…"), "pencil", self.edit, RIGHT, one=True),
            Act("delete", lambda: _("Delete"), "trash-2", self.delete, RIGHT),
            Act("history", lambda: _("History…"), "history", self.tell_history, "grades:view", one=True),
        )
        super().__init__(context, "students.highlights", _columns(), acts)
        self.table.empty = self._empty
        self.table.opened.connect(lambda _row: self.edit())
        self.table.delete_pressed.connect(self.delete)

    def read(self, session: Any, student_id: int) -> Sequence[HighlightRow]:
        return highlights.of_student(session, student_id)

    def add(self) -> None:
        """Opens the dialog for a new one."""
        student = self.student_id
        form = _form()
        form.load({"is_positive": True, "noted_on": clock.today()})
        dialog = FormDialog(
            form,
            self.context.jobs,
            lambda session, values: highlights.add(session, student, _data(values)),
            title=lambda: _("Add highlight"),
            job_title=lambda _values: _("Adding a highlight"),
            action="create",
            parent=self,
        )
        dialog.saved.connect(self.select_soon)
        dialog.open()

    def edit(self) -> None:
        """Opens the dialog for the one that is selected."""
        rows = self.rows()
        if len(rows) != 1 or not self.context.actor.may(RIGHT):
            return
        row: HighlightRow = rows[0]
        form = _form()
        form.load(row.data)
        for name in ("category", "rating"):
            form.fields[name].set_value(known_word(getattr(row.data, name)))
        form.mark_clean()
        FormDialog(
            form,
            self.context.jobs,
            lambda session, values: highlights.update(session, row.id, _data(values), row.version),
            title=lambda: _("Edit highlight"),
            job_title=lambda _values: _("Saving a highlight"),
            parent=self,
        ).open()

    def delete(self) -> None:
        """Deletes those that are selected; it can be undone."""
        ids = [row.id for row in self.rows()]
        if not ids or not self.context.actor.may(RIGHT):
            return

        def deleted(count: int) -> None:
            text = ngettext("Deleted {n} highlight.", "Deleted {n} highlights.", count).format(n=count)
            self._say(text, _("Undo"), self.context.undo.newest())

        self.context.jobs.write(
            self,
            lambda session, _progress: highlights.delete(session, ids),
            deleted,
            title=_("Deleting highlights"),
            action="delete",
        )

    def tell_history(self) -> None:
        """What happened to the one that is selected."""
        rows = self.rows()
        if len(rows) == 1:
            row: HighlightRow = rows[0]
            about = f"{row.student} · {format_date(row.data.noted_on)}"
            show_history(self, self.context, lambda: about, lambda session: of_row(session, "highlights", row.id))

    def _empty(self) -> Words:
        text = _("A prize, a helping hand, a warning: what a teacher wants to remember at the end of the term.")
        return Words("star", _("No highlights yet"), text, *self.begin())


def known_word(stored: str) -> str:
    """A category or rating as shown: the usual ones in the reader's language, any other as it was typed."""
    return _(stored) if stored in (*CATEGORIES, *RATINGS) else stored


def _key(word: str, usual: Sequence[str]) -> str:
    return next((one for one in usual if _(one).casefold() == word.casefold()), word)


def _data(values: dict[str, Any]) -> HighlightData:
    category, rating = _key(values["category"], CATEGORIES), _key(values["rating"], RATINGS)
    return HighlightData(**{**values, "category": category, "rating": rating})


def _form() -> Form:
    form = Form("students.highlight")
    form.add(LongTextField("text", lambda: _("What happened"), required=True))
    form.add(
        ChoiceField("is_positive", lambda: _("Kind"), lambda: [(True, kind(True)), (False, kind(False))], required=True)
    )
    for name, label, usual in (
        ("category", lambda: _("About"), CATEGORIES),
        ("rating", lambda: _("Rating"), RATINGS),
    ):
        field = cast(SuggestField, form.add(SuggestField(name, label)))
        field.offer([(_(each), _(each)) for each in usual])
    form.add(DateField("noted_on", lambda: _("Day"), required=True))
    return form


def kind(is_positive: bool) -> str:
    """Whether it is good, in a word."""
    return pgettext("highlight", "Praise") if is_positive else pgettext("highlight", "Concern")


def _sign(row: HighlightRow) -> QIcon:
    return icons.icon(*(("star", "success") if row.data.is_positive else ("triangle-alert", "warning")))


def _columns() -> list[Column]:
    return [
        Column("kind", lambda: _("Kind"), attrgetter("data.is_positive"), kind, width=124, icon=_sign),
        Column("noted_on", lambda: _("Day"), attrgetter("data.noted_on"), width=100),
        Column("text", lambda: _("What happened"), attrgetter("data.text"), width=220, tooltip=attrgetter("data.text")),
        Column("category", lambda: _("About"), attrgetter("data.category"), known_word, width=104),
        Column("rating", lambda: _("Rating"), attrgetter("data.rating"), known_word, width=104, hidden=True),
        Column("term", lambda: _("Term"), attrgetter("term"), width=104, hidden=True),
    ]
