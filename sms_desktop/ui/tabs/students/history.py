"""What happened to a record: when, who, and each field before and after."""

from __future__ import annotations

from html import escape
from typing import Any

from PySide6.QtWidgets import QTextBrowser

from sms_desktop.core.i18n import _, format_moment
from sms_desktop.services.student_history import history
from sms_desktop.services.undo import Change
from sms_desktop.ui import theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dress import named
from sms_desktop.ui.errors import describe
from sms_desktop.ui.tabs.students.words import field_name, shown


class History(QTextBrowser):
    """The changes of one student, the newest first, asked for when looked at."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        named(self, "students.history", "page")
        self._context = context
        self._changes: list[Change] = []
        self._student: int | None = None
        self.setOpenLinks(False)

    def show_student(self, student_id: int) -> None:
        """Asks for the history of a student."""
        if student_id != self._student:
            self._changes = []
            self.retranslate()
        self._student = student_id
        self._context.jobs.read(
            self, lambda session, _progress: history(session, student_id), self._show, self._failed, key="history"
        )

    def retranslate(self) -> None:
        """In the language and colours of now."""
        scrolled = self.verticalScrollBar().value()
        self.setAccessibleName(_("History of changes"))
        self.setHtml("".join(_entry(change) for change in self._changes))
        self.verticalScrollBar().setValue(scrolled)

    def _show(self, changes: list[Change]) -> None:
        self._changes = changes
        self.retranslate()

    def _failed(self, error: Exception) -> None:
        problem = describe(error)
        self.setPlainText(f"{problem.sentence} {problem.way_out}")


def _entry(change: Change) -> str:
    tokens = theme.current()
    head = _("{when}, {who}").format(when=format_moment(change.at), who=change.user_name)
    rows = "".join(_row(change.operation, *field) for field in change.fields)
    return (
        f'<p style="margin: 12px 14px 4px 14px"><span style="font-weight: 600">{escape(change.title)}</span><br>'
        f'<span style="color: {tokens.muted}">{escape(head)}</span></p>'
        f'<table cellspacing="0" cellpadding="3" style="margin: 0 14px 8px 14px">{rows}</table>'
        f'<hr style="background: {tokens.border}" size="1">'
    )


def _row(operation: str, name: str, before: Any, after: Any) -> str:
    muted = f"color: {theme.current().muted}"
    old, new = escape(shown(name, before)), escape(shown(name, after))
    gone = f'<span style="{muted}"><s>{old}</s></span> → ' if old and operation != "create" else ""
    value = new or f'<span style="{muted}">{escape(_("empty"))}</span>'
    title = f'<td style="{muted}; padding-right: 12px">{escape(field_name(name))}</td>'
    return f"<tr>{title}<td>{gone}{value}</td></tr>"
