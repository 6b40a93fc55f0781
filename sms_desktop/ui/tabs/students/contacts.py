"""The contacts of a student: guardians and emergency persons."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any, cast

from sms_desktop.core.i18n import _, ngettext, pgettext
from sms_desktop.services import contacts
from sms_desktop.services.contacts import RELATIONS, ContactData, ContactRow
from sms_desktop.services.history.row_history import of_row
from sms_desktop.ui.context import Context
from sms_desktop.ui.dialogs.form_dialog import FormDialog
from sms_desktop.ui.dialogs.history import show_history
from sms_desktop.ui.dialogs.reason import ask_correction, needs_reason
from sms_desktop.ui.errors import show_error
from sms_desktop.ui.fields import CheckField, LongTextField, TextField
from sms_desktop.ui.form import Form
from sms_desktop.ui.table import Column
from sms_desktop.ui.tabs.students.columns import sees_phones
from sms_desktop.ui.tabs.students.part_list import Act, PartList
from sms_desktop.ui.tabs.students.suggest_field import SuggestField
from sms_desktop.ui.widgets.state import Words


class Contacts(PartList):
    """Adds, edits and deletes them."""

    def __init__(self, context: Context, say: Any) -> None:
        self._say = say
        acts = (
            Act("add", lambda: _("Add contact…"), "user-plus", self.add, "contacts:create", alone=True),
            Act("edit", lambda: _("Edit…"), "pencil", self.edit, "contacts:edit", one=True),
            Act("delete", lambda: _("Delete"), "trash-2", self.delete, "contacts:delete"),
            Act("history", lambda: _("History…"), "history", self.tell_history, "contacts:view", one=True),
        )
        shown = _columns(phones=sees_phones(context.actor, "contacts:view"))
        super().__init__(context, "students.contacts", shown, acts)
        self.table.empty = self._empty
        self.table.opened.connect(lambda _row: self.edit())
        self.table.delete_pressed.connect(self.delete)

    def read(self, session: Any, student_id: int) -> Sequence[ContactRow]:
        return contacts.of_student(session, student_id)

    def add(self) -> None:
        """Opens the dialog for a new one."""
        student = self.student_id

        def save(session: Any, values: dict[str, Any]) -> int:
            return contacts.add(session, student, _data(values))

        form = _form()
        form.load(ContactData())
        dialog = FormDialog(
            form,
            self.context.jobs,
            save,
            title=lambda: _("Add contact"),
            job_title=lambda values: _("Adding contact {name}").format(name=values["name"]),
            action="create",
            parent=self,
        )
        dialog.saved.connect(self.select_soon)
        dialog.open()

    def edit(self) -> None:
        """Opens the dialog for the one that is selected."""
        rows = self.rows()
        if len(rows) != 1 or not self.context.actor.may("contacts:edit"):
            return
        row: ContactRow = rows[0]

        def save(session: Any, values: dict[str, Any]) -> None:
            contacts.update(session, row.id, row.student_id, _data(values), row.version)

        form = _form()
        form.load(row.data)
        form.fields["relation"].set_value(relation_word(row.data.relation))
        form.mark_clean()
        FormDialog(
            form,
            self.context.jobs,
            save,
            title=lambda: _("Edit contact"),
            job_title=lambda values: _("Saving contact {name}").format(name=values["name"]),
            parent=self,
        ).open()

    def delete(self) -> None:
        """Deletes those that are selected; it can be undone."""
        ids = [row.id for row in self.rows()]
        if ids and self.context.actor.may("contacts:delete"):
            self._delete(ids)

    def _delete(self, ids: list[int], reason: str = "") -> None:
        """Of a protected student it is done with a reason."""

        def failed(error: Exception) -> None:
            if needs_reason(error) and not reason:
                ask_correction(self, lambda why: self._delete(ids, why))
            else:
                show_error(self, error)

        def deleted(count: int) -> None:
            text = ngettext("Deleted {n} contact.", "Deleted {n} contacts.", count).format(n=count)
            self._say(text, _("Undo"), self.context.undo.newest())

        self.context.jobs.write(
            self,
            lambda session, _progress: contacts.delete(session, ids),
            deleted,
            failed,
            title=_("Deleting contacts"),
            action="delete",
            reason=reason,
        )

    def tell_history(self) -> None:
        """What happened to the one that is selected."""
        rows = self.rows()
        if len(rows) == 1:
            row: ContactRow = rows[0]
            about = f"{row.data.name} · {row.student}"
            show_history(self, self.context, lambda: about, lambda session: of_row(session, "contacts", row.id))

    def _empty(self) -> Words:
        return Words(
            "contact", _("No contacts yet"), _("Parents, guardians and emergency persons stand here."), *self.begin()
        )


def relation_word(relation: str) -> str:
    """A relation as shown: the usual ones in the reader's language, any other as it was typed."""
    return _(relation) if relation in RELATIONS else relation


def _relation_key(word: str) -> str:
    return next((relation for relation in RELATIONS if _(relation).casefold() == word.casefold()), word)


def _data(values: dict[str, Any]) -> ContactData:
    return ContactData(**{**values, "relation": _relation_key(values["relation"])})


def _form() -> Form:
    form = Form("students.contact")
    form.add(TextField("name", lambda: pgettext("contact", "Name"), required=True, most=200))
    relation = cast(SuggestField, form.add(SuggestField("relation", lambda: _("Relation"))))
    relation.offer([(_(each), _(each)) for each in RELATIONS])
    form.add(TextField("phone", lambda: _("Telephone"), most=50))
    form.add(TextField("email", lambda: _("E-mail"), most=200))
    form.add(LongTextField("note", lambda: _("Note")))
    form.add(CheckField("emergency", lambda: _("To be called in an emergency")))
    form.add(CheckField("may_be_contacted", lambda: _("May be contacted by the school")))
    form.add(CheckField("may_pick_up", lambda: _("May pick the student up")))
    return form


def _columns(*, phones: bool) -> list[Column]:
    phone = Column("phone", lambda: _("Telephone"), attrgetter("data.phone"), width=104)
    return [
        Column("name", lambda: pgettext("contact", "Name"), attrgetter("data.name"), width=150, bold=True),
        Column("relation", lambda: _("Relation"), _relation, width=130),
        *([phone] if phones else []),
        Column("email", lambda: _("E-mail"), attrgetter("data.email"), width=160, hidden=True),
    ]


def _relation(row: ContactRow) -> str:
    """“father, emergency”: what somebody is to the student, and whether to call there."""
    words = [relation_word(row.data.relation), pgettext("contact", "emergency") if row.data.emergency else ""]
    return ", ".join(dict.fromkeys(word for word in words if word))
