"""The one end of every error in the window: a sentence and a way out, or an operation id and details to copy."""

from __future__ import annotations

import logging
import platform
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from uuid import uuid4

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout
from PySide6.QtWidgets import QWidget as Widget

from sms_desktop import __version__
from sms_desktop.core.errors import Cancelled, UserError
from sms_desktop.core.i18n import _
from sms_desktop.ui import icons, theme
from sms_desktop.ui.dress import named

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Problem:
    """An error as it is shown: what happened, what to do, and for unforeseen ones the id and technical details."""

    sentence: str
    way_out: str
    operation: str = ""
    details: str = ""


def describe(error: BaseException) -> Problem:
    """The words for an error. An unforeseen one is logged here; neither log nor details hold its message or values."""
    operation = getattr(error, "operation_id", "") or uuid4().hex
    if isinstance(error, UserError):
        return Problem(error.sentence, error.way_out, operation)
    details = _details(error, operation)
    log.error("unforeseen error\n%s", details)
    return Problem(
        _("Something went wrong that the program did not expect."),
        _("Try again. If it happens again, copy the details and send them to whoever looks after the program."),
        operation,
        details,
    )


def show_error(parent: Widget | None, error: BaseException) -> QDialog | None:
    """Shows an error and returns at once; what the person cancelled is not shown. Returns the dialog."""
    if isinstance(error, Cancelled):
        return None
    dialog = ErrorDialog(describe(error), parent)
    dialog.open()
    return dialog


def install_excepthook(parent: Callable[[], Widget | None]) -> None:
    """Sends every exception that nobody caught to `show_error`, over the window that `parent` names."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QGuiApplication.quit()
        else:
            show_error(parent(), error.with_traceback(trace))

    sys.excepthook = hook


class ErrorDialog(QDialog):
    """A sentence, a way out, and details on request; the details can be copied with one button."""

    def __init__(self, problem: Problem, parent: Widget | None = None) -> None:
        super().__init__(parent)
        self.problem = problem
        self.setObjectName("error")
        self.setWindowTitle(_("Not done"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(440)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(16)
        layout.addLayout(self._words())
        self._text = self._details()
        layout.addWidget(self._text)
        layout.addLayout(self._buttons())
        self._close.setFocus()

    def _words(self) -> QHBoxLayout:
        sign, words = QLabel(), QVBoxLayout()
        icons.put_picture(sign, "circle-alert", 32, "danger")
        words.setSpacing(6)
        sentence = _wrapped(self.problem.sentence, "error.sentence")
        theme.scale(sentence, 1.1, QFont.Weight.DemiBold)
        words.addWidget(sentence)
        words.addWidget(_wrapped(self.problem.way_out, "error.way_out"))
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        return row

    def _details(self) -> QPlainTextEdit:
        text = QPlainTextEdit(self.problem.details)
        text.setObjectName("error.details")
        text.setAccessibleName(_("Details"))
        text.setReadOnly(True)
        text.setMinimumHeight(160)
        text.hide()
        return text

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        if self.problem.details:
            more = named(QPushButton(_("Details")), "error.more", "quiet")
            more.setCheckable(True)
            more.setAutoDefault(False)
            more.toggled.connect(self._text.setVisible)
            row.addWidget(more)
        row.addStretch(1)
        if self.problem.details:
            copy = named(QPushButton(_("Copy details")), "error.copy")
            copy.setAutoDefault(False)
            copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.problem.details))
            row.addWidget(copy)
        close = named(QPushButton(_("Close")), "error.close", "primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        self._close = close
        row.addWidget(close)
        return row


def _wrapped(text: str, name: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if not text:
        label.hide()
    return label


def _details(error: BaseException, operation: str) -> str:
    """Where it happened, without any message or value: those may hold names and marks."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    head = [f"operation {operation}", f"SMS Desktop {__version__}, Python {platform.python_version()}, {sys.platform}"]
    return "\n".join([*head, f"{type(error).__module__}.{type(error).__qualname__}", *places])
