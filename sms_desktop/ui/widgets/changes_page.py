"""What happened to a record: when, who, and each field before and after; in the language and colours of the moment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from PySide6.QtCore import QEvent, QUrl, Signal
from PySide6.QtWidgets import QTextBrowser

from sms_desktop.core.i18n import _, format_moment
from sms_desktop.services.history.undo import Change, Put
from sms_desktop.ui import theme
from sms_desktop.ui.dress import named

_RESTORE = "restore"
#: What people call a field, by its name.
FieldName = Callable[[str], str]
#: A field's value as people read it, by its name and itself.
Shown = Callable[[str, Any], str]


class ChangesPage(QTextBrowser):
    """Changes, the newest first.

    `restore_wanted(change set, put)` where somebody wants an earlier value back; it is offered where a change says so.
    """

    restore_wanted = Signal(int, object)

    def __init__(self, name: str, field_name: FieldName, shown: Shown) -> None:
        super().__init__()
        named(self, name, "page")
        self._field_name, self._shown = field_name, shown
        self._changes: tuple[Change, ...] = ()
        self.setOpenLinks(False)
        self.anchorClicked.connect(self._clicked)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.retranslate()

    def show_changes(self, changes: Sequence[Change]) -> None:
        """Shows these."""
        self._changes = tuple(changes)
        self.retranslate()

    def retranslate(self) -> None:
        """In the language and the colours of now."""
        scrolled = self.verticalScrollBar().value()
        self.setAccessibleName(_("History of changes"))
        self.setHtml("".join(self._entry(change) for change in self._changes))
        self.verticalScrollBar().setValue(scrolled)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.retranslate()

    def _entry(self, change: Change) -> str:
        muted, line = theme.current().muted, theme.current().border
        head = _("{when}, {who}").format(when=format_moment(change.at), who=change.user_name)
        puts = change.puts or (None,) * len(change.fields)
        pairs = zip(change.fields, puts, strict=True)
        rows = "".join(self._row(change, field, put) for field, put in pairs)
        return (
            f'<p style="margin: 12px 14px 4px 14px"><span style="font-weight: 600">{escape(change.title)}</span><br>'
            f'<span style="color: {muted}">{escape(head)}</span></p>'
            f'<table cellspacing="0" cellpadding="3" style="margin: 0 14px 8px 14px">{rows}</table>'
            f'<hr style="background: {line}" size="1">'
        )

    def _clicked(self, link: QUrl) -> None:
        number, table, row_id, field = link.path().split("/")
        self.restore_wanted.emit(int(number), Put(table, int(row_id), field))

    def _row(self, change: Change, field: tuple[str, Any, Any], put: Put | None) -> str:
        name, before, after = field
        muted = f"color: {theme.current().muted}"
        old, new = escape(self._shown(name, before)), escape(self._shown(name, after))
        empty = escape(_("empty"))
        was = f"<s>{old}</s>" if old else empty if put else ""
        gone = f'<span style="{muted}">{was} → </span>' if was and change.operation != "create" else ""
        value = new or f'<span style="{muted}">{empty}</span>'
        title = f'<td style="{muted}; padding-right: 12px">{escape(self._field_name(name))}</td>'
        return f"<tr>{title}<td>{gone}{value}{_link(change, put)}</td></tr>"


def _link(change: Change, put: Put | None) -> str:
    """What puts the earlier value back, where it can be."""
    if put is None:
        return ""
    colour, words = theme.current().accent, escape(_("Put back")).replace(" ", "&nbsp;")
    to = f"{_RESTORE}:{change.change_set_id}/{put.table}/{put.row_id}/{put.field}"
    return f'&nbsp;&nbsp;<a style="color: {colour}" href="{to}">{words}</a>'
