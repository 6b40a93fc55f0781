"""What is told of a form of the school's own: what it is, its fields, and what keeps it from being used."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QTextBrowser

from sms_desktop.core.i18n import _, ngettext
from sms_desktop.services.papers import paper_fields
from sms_desktop.services.papers.own_forms import OFFERING, FormFile
from sms_desktop.ui import theme
from sms_desktop.ui.dress import named
from sms_desktop.ui.errors import describe


class FormDetail(QTextBrowser):
    """Shows what was found in a form, in the colours of the moment."""

    def __init__(self, name: str) -> None:
        super().__init__()
        named(self, name, "page")
        self._tell: Callable[[], str] = _hint
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.setMinimumSize(200, 120)
        self.retranslate()

    def show_file(self, file: FormFile) -> None:
        """Tells what is in a form."""
        self._tell = lambda: _told(file)
        self.retranslate()

    def show_nothing(self) -> None:
        """No form is chosen."""
        self._tell = _hint
        self.retranslate()

    def fail(self, error: Exception) -> None:
        """Says why nothing can be told."""
        problem = describe(error)
        self._tell = lambda: _paragraph(f"{problem.sentence} {problem.way_out}", theme.current().danger)
        self.retranslate()

    def retranslate(self) -> None:
        """In the new language and colours."""
        self.setAccessibleName(_("What is in the form"))
        self.setHtml(self._tell())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.setHtml(self._tell())


def form_word(form: str) -> str:
    """What a form is, by `FormRow.form`."""
    return _("Word") if form == "docx" else _("Excel")


def subject_word(subject: str) -> str:
    """Whom one filling is about, by `FormRow.subject`."""
    return _("A class") if subject == OFFERING else _("A student")


def _hint() -> str:
    return _paragraph(_("Choose a form to see its fields."), theme.current().muted)


def _told(file: FormFile) -> str:
    tokens, known = theme.current(), {field.name: field.label for field in paper_fields.FIELDS}
    count = ngettext("{n} field", "{n} fields", len(file.fields)).format(n=len(file.fields))
    facts = "  ·  ".join((form_word(file.form), subject_word(file.subject), count))
    wrong = "".join(_paragraph(f"✕  {sentence}", tokens.danger) for sentence in file.problems)
    notes = "".join(_paragraph(f"!  {sentence}", tokens.warning) for sentence in file.notes)
    good = "" if file.problems else _paragraph("✓  " + _("It can be filled."), tokens.success)
    rows = "".join(
        _row(field.name, _(known[field.name]) if field.name in known else "", ", ".join(field.places))
        for field in file.fields
    )
    return (
        _paragraph(facts, tokens.muted) + wrong + notes + good
        + f'<table cellspacing="0" cellpadding="3" style="margin: 4px 12px 8px 12px">{rows}</table>'
    )  # fmt: skip


def _row(name: str, label: str, places: str) -> str:
    tokens, said = theme.current(), escape(label or _("unknown"))
    colour = tokens.text if label else tokens.danger
    return (
        f'<tr><td style="padding-right: 14px; color: {colour}">{said}<br>'
        f'<span style="color: {tokens.accent if label else tokens.danger}">${{{escape(name)}}}</span></td>'
        f'<td style="color: {tokens.muted}">{escape(places)}</td></tr>'
    )


def _paragraph(text: str, colour: str) -> str:
    return f'<p style="margin: 8px 14px 2px 14px; color: {colour}">{escape(text)}</p>'
