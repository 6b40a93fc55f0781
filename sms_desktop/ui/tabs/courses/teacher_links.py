"""Which account each teacher of an offering is: from it follows whose own class it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from sms_desktop.core.i18n import _
from sms_desktop.services.access import teachers
from sms_desktop.services.access.teachers import Choice, TeacherRow
from sms_desktop.ui.context import Context
from sms_desktop.ui.dialogs.form_dialog import FormDialog
from sms_desktop.ui.fields import ChoiceField
from sms_desktop.ui.form import Form


def choose_accounts(context: Context, offering_id: int, parent: QWidget) -> None:
    """Asks for the account of each teacher that the offering names."""

    def work(session: Any, _progress: object) -> tuple[list[TeacherRow], list[Choice]]:
        return teachers.of_offering(session, offering_id), teachers.choices(session)

    def show(found: tuple[list[TeacherRow], list[Choice]]) -> None:
        TeacherAccounts(context, offering_id, *found, parent).open()

    context.jobs.read(parent, work, show, key="teachers")


class TeacherAccounts(FormDialog):
    """One field for each teacher; saving links those that are other than before."""

    def __init__(
        self,
        context: Context,
        offering_id: int,
        named: Sequence[TeacherRow],
        accounts: Sequence[Choice],
        parent: QWidget,
    ) -> None:
        form = Form("teacher_accounts")
        choices = [(one.user_id, f"{one.full_name} ({one.name})" if one.full_name else one.name) for one in accounts]
        before = {f"teacher{place}": teacher for place, teacher in enumerate(named)}
        for field, teacher in before.items():
            form.add(ChoiceField(field, lambda name=teacher.name: name, lambda: choices))  # type: ignore[misc]
        form.load({field: teacher.user_id for field, teacher in before.items()})

        def save(session: Any, values: dict[str, Any]) -> None:
            for field, teacher in before.items():
                if values[field] != teacher.user_id:
                    teachers.link(session, offering_id, teacher.name, values[field])

        super().__init__(
            form, context.jobs, save, title=lambda: _("Accounts of the teachers"),
            job_title=lambda _values: _("Linking teachers with accounts"), parent=parent,
        )  # fmt: skip
