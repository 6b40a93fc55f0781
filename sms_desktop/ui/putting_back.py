"""Putting an earlier value back from a history: asks where it was changed again since, or the term is locked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from sms_desktop.core.errors import Conflict
from sms_desktop.core.i18n import _
from sms_desktop.services.history.restore_value import restore_value
from sms_desktop.services.history.undo import Put
from sms_desktop.ui.context import Context
from sms_desktop.ui.dialogs.reason import ask_reason
from sms_desktop.ui.errors import show_error

Then = Callable[[], object]
#: Somebody gave the row another value since.
_SINCE = ("changed_since", "changed_meanwhile")


def put_back(
    parent: QWidget,
    context: Context,
    change_set_id: int,
    put: Put,
    then: Then,
    *,
    anyway: bool = False,
    reason: str = "",
) -> None:
    """Gives a row back what it was before a change, and calls `then` once that is done."""

    def work(session: Any, _progress: object) -> None:
        restore_value(session, put.table, put.row_id, put.field, change_set_id, anyway=anyway)

    def failed(error: Exception) -> None:
        code = error.code if isinstance(error, Conflict) else ""
        if isinstance(error, Conflict) and code in _SINCE and not anyway:
            _ask(parent, error, lambda: put_back(parent, context, change_set_id, put, then, anyway=True, reason=reason))
        elif isinstance(error, Conflict) and not reason and _may_give_reason(context, error):
            locked = code == "term_locked"
            ask_reason(
                parent,
                lambda said: put_back(parent, context, change_set_id, put, then, anyway=anyway, reason=said),
                title=None if locked else lambda: _("Reason of the correction"),
                text=None if locked else lambda: error.sentence,
            )
        else:
            show_error(parent, error)

    context.jobs.write(
        parent, work, lambda _nothing: then(), failed, title=_("Putting an earlier value back"), reason=reason
    )


def _may_give_reason(context: Context, error: Conflict) -> bool:
    """Whether this person may do it with a reason: in a locked term an administrator, of protected people anybody."""
    return error.code == "reason_needed" or (error.code == "term_locked" and context.actor.may("settings:edit"))


def _ask(parent: QWidget, error: Conflict, go_on: Then) -> None:
    box = QMessageBox(QMessageBox.Icon.NoIcon, _("Changed since"), error.sentence, parent=parent)
    box.setObjectName("putting_back")
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setInformativeText(_("Put the earlier value back all the same? This can be undone."))
    box.addButton(QMessageBox.StandardButton.Cancel)
    go = box.addButton(_("Put back"), QMessageBox.ButtonRole.AcceptRole)
    go.setProperty("role", "primary")
    go.clicked.connect(lambda: go_on())
    box.open()
