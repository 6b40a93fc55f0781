"""An issued document as it was issued, with what the register knows of it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sms_desktop.core.errors import UserError
from sms_desktop.core.i18n import _, format_moment
from sms_desktop.services.papers import issued
from sms_desktop.services.papers.issued import IssuedRow
from sms_desktop.ui import icons, theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dress import named, roled, size_within_screen
from sms_desktop.ui.issued_acts import IssuedActs, Say
from sms_desktop.ui.widgets.notice import Notice
from sms_desktop.ui.widgets.pages_view import PagesView
from sms_desktop.ui.widgets.state import Words


class IssuedDialog(QDialog):
    """Shows the pages; prints and saves copies, and cancels it, unless it is cancelled already."""

    def __init__(self, context: Context, row: IssuedRow, say: Say, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self.row = context, row
        named(self, "issued_document").setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._acts = IssuedActs(context, say, self)
        self._title, self._about = QLabel(wordWrap=True), roled(QLabel(wordWrap=True), "muted")
        self.cancelled = Notice("notice")
        self.pages = PagesView(context.jobs, "issued_document.pages")
        self.print, self.save = _button("print", "printer", "primary"), _button("save", "download")
        self.cancel, self.shut = _button("cancel", "circle-x", "danger"), _button("close")
        theme.scale(self._title, 1.4, QFont.Weight.DemiBold)
        self.print.clicked.connect(lambda: self._acts.print([self.row]))
        self.save.clicked.connect(lambda: self._acts.save([self.row]))
        self.cancel.clicked.connect(lambda: self._acts.cancel(self.row, self._ask))
        self.shut.clicked.connect(self.reject)
        self._lay_out()
        self.retranslate()
        self._ask_pages()

    def retranslate(self) -> None:
        """In the new language."""
        row = self.row
        self.setWindowTitle(row.name)
        self._title.setText(row.name)
        self._about.setText(about(row))
        gone = row.cancelled_at is not None
        self.cancelled.say(cancelled_words(row))
        for button in (self.print, self.save, self.cancel):
            button.setVisible(not gone)
        self.print.setText(" " + _("&Print…"))
        self.save.setText(" " + _("&Save as PDF…"))
        self.cancel.setText(" " + _("&Cancel the document…"))
        self.shut.setText(_("Close"))

    def _ask(self) -> None:
        number = self.row.id
        self._context.jobs.read(self, lambda session, _p: issued.get(session, number), self._show, key="row")

    def _show(self, row: IssuedRow) -> None:
        self.row = row
        self.retranslate()

    def _ask_pages(self) -> None:
        number = self.row.id

        def work(session: Any, _progress: object) -> bytes:
            return issued.pages(session, number)

        self.pages.show_loading()
        self._context.jobs.read(self, work, self.pages.show_pdf, self._failed, key="pages")

    def _failed(self, error: Exception) -> None:
        if isinstance(error, UserError) and error.code == "pages_gone":
            self.pages.show_words(Words("file-text", error.sentence, error.way_out))
        else:
            self.pages.show_error(error, self._ask_pages)
        self.print.setEnabled(False)
        self.save.setEnabled(False)

    def _lay_out(self) -> None:
        column, foot = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(theme.STEP * 2)
        for part in (self._title, self._about, self.cancelled):
            column.addWidget(part)
        column.addWidget(self.pages, 1)
        foot.setSpacing(theme.STEP * 2)
        foot.addWidget(self.cancel)
        foot.addStretch(1)
        for button in (self.shut, self.save, self.print):
            foot.addWidget(button)
        column.addLayout(foot)
        size_within_screen(self, 820, 900)
        self.pages.setFocus()


def about(row: IssuedRow) -> str:
    """Whose it is, when and by whom it was issued, to whom and what for."""
    whose = f"{row.student} ({row.student_number})" if row.student else ""
    when = _("{moment}, {name}").format(moment=format_moment(row.issued_at), name=row.issued_by)
    recipient = _("To: {recipient}").format(recipient=row.recipient) if row.recipient else ""
    purpose = _("Purpose: {purpose}").format(purpose=row.purpose) if row.purpose else ""
    return "  ·  ".join(filter(None, (whose, when, recipient, purpose)))


def cancelled_words(row: IssuedRow) -> str:
    """When, by whom and why it was cancelled; empty where it was not."""
    if row.cancelled_at is None:
        return ""
    return _("Cancelled on {moment} by {name}: {reason}").format(
        moment=format_moment(row.cancelled_at), name=row.cancelled_by, reason=row.cancel_reason
    )


def _button(name: str, icon: str = "", role: str = "") -> QPushButton:
    button = named(QPushButton(), f"issued_document.{name}", role)
    button.setAutoDefault(False)
    if icon:
        tint = {"primary": "on_accent", "danger": "danger"}.get(role, "text")
        icons.put(button, icon, tint)
    return button
