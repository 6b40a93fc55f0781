"""What happened to a course or an offering: when, who, and each value before and after."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QTextBrowser

from sms_desktop.core.i18n import _, format_moment
from sms_desktop.services.undo import Change
from sms_desktop.ui import theme
from sms_desktop.ui.dress import named
from sms_desktop.ui.table import plain


def field_name(name: str) -> str:
    """A field of a course or an offering as people call it."""
    names = {
        "course_code": _("Code"),
        "course_name": _("Name"),
        "credits": _("Credits"),
        "hours_per_week": _("Hours a week"),
        "periods_per_week": _("Periods a week"),
        "absence_penalty": _("Absence penalty"),
        "absence_limit": _("Absence limit (%)"),
        "description": _("Description"),
        "programme": _("Programme"),
        "study_year": _("Year of study"),
        "semester": _("Semester"),
        "section": _("Section"),
        "room": _("Room"),
        "rule": _("Rule"),
        "lesson": _("Lesson"),
        "teacher": _("Teacher"),
        "term": _("Term"),
        "course": _("Course"),
    }
    return names.get(name, name.replace("_", " "))


class HistoryPage(QTextBrowser):
    """Changes, the newest first."""

    def __init__(self, name: str) -> None:
        super().__init__()
        named(self, f"{name}.history", "page")
        self._changes: tuple[Change, ...] = ()
        self.setOpenLinks(False)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.retranslate()

    def show_changes(self, changes: Sequence[Change]) -> None:
        """Shows these."""
        self._changes = tuple(changes)
        self.retranslate()

    def retranslate(self) -> None:
        """In the language and the colours of now."""
        self.setAccessibleName(_("History of changes"))
        self.setHtml("".join(_entry(change) for change in self._changes))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.retranslate()


def _entry(change: Change) -> str:
    muted, line = theme.current().muted, theme.current().border
    head = _("{when}, {who}").format(when=format_moment(change.at), who=change.user_name)
    rows = "".join(_row(*field) for field in change.fields)
    return (
        f'<p style="margin: 14px 4px 2px 4px"><b>{escape(change.title)}</b><br>'
        f'<span style="color: {muted}">{escape(head)}</span></p>'
        f'<table cellspacing="0" cellpadding="3" style="margin: 0 4px 8px 4px">{rows}</table>'
        f'<hr style="background: {line}" size="1">'
    )


def _row(name: str, before: Any, after: Any) -> str:
    muted = theme.current().muted
    old, new = escape(plain(before)), escape(plain(after))
    gone = f'<span style="color: {muted}"><s>{old}</s></span>' if old else ""
    arrow = f'<span style="color: {muted}"> → </span>' if old and new else ""
    label = f'<td style="color: {muted}; padding-right: 12px">{escape(field_name(name))}</td>'
    return f"<tr>{label}<td>{gone}{arrow}{new}</td></tr>"
