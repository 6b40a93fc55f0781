"""One entry of the log in full: when, who, where, why, and each row with its values before and after."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, QUrl, Signal
from PySide6.QtWidgets import QTextBrowser

from sms_desktop.core.i18n import _, format_moment, ngettext
from sms_desktop.services.history.audit import Details, FieldChange, RecordChange
from sms_desktop.services.history.audit_words import action_word, field_word
from sms_desktop.services.history.row_names import table_words
from sms_desktop.ui import theme
from sms_desktop.ui.dress import named
from sms_desktop.ui.errors import describe


class DetailPane(QTextBrowser):
    """Shows an entry, that none is chosen, or why it can't be shown; in the colours of the moment.

    `place_wanted(Place)` where somebody wants to see the record that a row is of.
    """

    place_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        named(self, "operations.audit_detail", "page")
        self._details: Details | None = None
        self.setOpenLinks(False)
        self.anchorClicked.connect(self._clicked)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.setMinimumSize(200, 120)
        self._paint()

    def show_details(self, details: Details) -> None:
        """Tells this entry."""
        self._details = details
        self._paint()

    def show_nothing(self) -> None:
        """Nothing is chosen."""
        self._details = None
        self._paint()

    def fail(self, error: Exception) -> None:
        """Says why it can't be shown."""
        problem = describe(error)
        self.setPlainText(f"{problem.sentence} {problem.way_out}")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._paint()

    def _clicked(self, link: QUrl) -> None:
        if self._details is not None:
            self.place_wanted.emit(self._details.records[int(link.path())].place)

    def _paint(self) -> None:
        self.setAccessibleName(_("The chosen entry"))
        if self._details is None:
            hint = _("Choose an entry to see what it changed.")
            self.setHtml(f'<p style="margin: 14px; color: {theme.current().muted}">{escape(hint)}</p>')
            return
        records = "".join(_record(number, record) for number, record in enumerate(self._details.records))
        self.setHtml(_head(self._details) + records + _rest(self._details))


def _head(details: Details) -> str:
    row, muted = details.row, theme.current().muted
    facts = [
        (_("When"), format_moment(row.at)), (_("Who"), row.user_name), (_("Computer"), row.workstation),
        (_("Action"), action_word(row.action)), (_("Reason"), row.reason), (_("Number"), str(row.id)),
        (_("Operation id"), row.operation_id),
    ]  # fmt: skip
    lines = "".join(
        f'<tr><td style="color: {muted}; padding-right: 12px">{escape(name)}</td><td>{escape(value)}</td></tr>'
        for name, value in facts
        if value
    )
    return (
        f'<p style="margin: 12px 14px 6px 14px; font-weight: 600">{escape(row.title)}</p>'
        f'<table cellspacing="0" cellpadding="2" style="margin: 0 14px 8px 14px">{lines}</table>'
    )


def _record(number: int, record: RecordChange) -> str:
    words = {"create": _("Added"), "update": _("Edited"), "remove": _("Taken out")}
    head = f"{words.get(record.operation, record.operation)}: {record.name}"
    fields = "".join(_field(record, field) for field in record.fields)
    muted, line = theme.current().muted, theme.current().border
    return (
        f'<hr style="background: {line}" size="1">'
        f'<p style="margin: 6px 14px 2px 14px"><span style="font-weight: 600">{escape(head)}</span>'
        f'<br><span style="color: {muted}">{escape(table_words(record.table))}</span>{_link(number, record)}</p>'
        f'<table cellspacing="0" cellpadding="2" style="margin: 0 14px 6px 14px">{fields}</table>'
    )


def _link(number: int, record: RecordChange) -> str:
    """What leads to the record, where it can be looked at."""
    if record.place is None:
        return ""
    colour, words = theme.current().accent, escape(_("Open"))
    return f'&nbsp;&nbsp;<a style="color: {colour}" href="open:{number}">{words}</a>'


def _field(record: RecordChange, field: FieldChange) -> str:
    operation = record.operation
    muted = f"color: {theme.current().muted}"
    old, new = escape(field.before_words), escape(field.after_words)
    empty, updated = escape(_("empty")), operation == "update"
    was = f"<s>{old}</s>" if old else empty if updated else ""
    gone, arrow = f'<span style="{muted}">{was}</span>', " → " if updated else ""
    value = new or (f'<span style="{muted}">{empty}</span>' if updated else "")
    title = f'<td style="{muted}; padding-right: 12px">{escape(field_word(field.name, record.table))}</td>'
    return f"<tr>{title}<td>{gone}{arrow}{value}</td></tr>"


def _rest(details: Details) -> str:
    sentences = []
    if details.more:
        sentences.append(ngettext("And {n} more row.", "And {n} more rows.", details.more).format(n=details.more))
    if details.sensitive_hidden:
        sentences.append(_("Fields that you may not see were left out."))
    muted = theme.current().muted
    return "".join(f'<p style="margin: 6px 14px; color: {muted}">{escape(one)}</p>' for one in sentences)
