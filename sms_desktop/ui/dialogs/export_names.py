"""The name of a named export, and whether everybody sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from sms_desktop.core.i18n import _
from sms_desktop.services.exporting import named_exports
from sms_desktop.services.exporting.named_exports import NamedData, NamedRow
from sms_desktop.ui.context import Context
from sms_desktop.ui.dialogs.form_dialog import FormDialog
from sms_desktop.ui.fields import CheckField, TextField
from sms_desktop.ui.form import Form

#: Who may keep something for everybody.
EVERYBODYS = "settings:edit"


def name_export(context: Context, data: NamedData, parent: QWidget, then: Callable[[str], object]) -> None:
    """Asks for the name of a new one and keeps it; `then(name)` once it is kept."""
    named: list[str] = [data.name]

    def save(session: Any, values: dict[str, Any]) -> int:
        named[0] = str(values["name"])
        return named_exports.keep(session, replace(data, **values))

    dialog = FormDialog(
        _form(context, data, mine=True),
        context.jobs,
        save,
        title=lambda: _("Keep as named export"),
        job_title=lambda values: _("Keeping the export {name}").format(name=values["name"]),
        action="create",
        parent=parent,
    )
    dialog.saved.connect(lambda _number: then(named[0]))
    dialog.open()


def rename_export(context: Context, row: NamedRow, parent: QWidget) -> None:
    """Asks for another name, and whose it is."""

    def save(session: Any, values: dict[str, Any]) -> None:
        named_exports.change(session, row.id, replace(row.data, **values), row.version)

    FormDialog(
        _form(context, row.data, mine=row.mine),
        context.jobs,
        save,
        title=lambda: _("Rename the export"),
        job_title=lambda values: _("Renaming the export {name}").format(name=values["name"]),
        parent=parent,
    ).open()


def _form(context: Context, data: NamedData, *, mine: bool) -> Form:
    form = Form("export.name")
    form.add(TextField("name", lambda: _("Name"), required=True, most=200))
    if context.actor.may_all(EVERYBODYS) or not mine:
        hint = _everybody
        form.add(CheckField("shared", lambda: _("For everybody"), hint=hint))
    form.load({"name": data.name, "shared": data.shared})
    return form


def _everybody() -> str:
    return _("Whoever may export sees it; each gets the rows that he or she may see.")
