"""Step 4: the import at work, and then what it did, with the way back."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from sms_desktop.core.errors import Cancelled, UserError
from sms_desktop.core.i18n import _, format_number, ngettext
from sms_desktop.ui import icons, theme
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.errors import describe
from sms_desktop.ui.jobs import JobInfo
from sms_desktop.ui.tabs.imports import words
from sms_desktop.ui.widgets.running_jobs import standing

WIDTH = 600


@dataclass(frozen=True)
class Ending:
    """What the card says once nothing is at work: sign, words, and which buttons are offered."""

    icon: str
    tone: str
    title: str
    text: str
    buttons: tuple[str, ...]


class RunStep(QWidget):
    """Emits `wanted(name)` for its buttons: cancel, undo, save, show, back, all_the_same, another."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._ending: Callable[[], Ending] | None = None
        self._heading: Callable[[], str] = str
        self._job: JobInfo | None = None
        self.kind = self.coming = ""
        self._sign, self._title = QLabel(), named(QLabel(wordWrap=True), "imports.result")
        self._text = named(QLabel(wordWrap=True), "imports.result_text", "muted")
        self._bar, self._standing = QProgressBar(textVisible=False), roled(QLabel(), "muted")
        roles = {"another": "primary", "cancel": "", "undo": "", "show": "", "back": "", "save": "", "all_the_same": ""}
        names = {"save": "save_rejected_result", "back": "to_preview"}
        self.buttons = {
            name: named(QPushButton(), f"imports.{names.get(name, name)}", role) for name, role in roles.items()
        }
        for name, button in self.buttons.items():
            button.clicked.connect(lambda _checked=False, name=name: self.wanted.emit(name))
        self._lay_out()

    def show_running(self, heading: Callable[[], str]) -> None:
        """An import, or its taking back, has begun."""
        self._ending, self._job, self._heading = None, None, heading
        self.buttons["cancel"].setEnabled(True)
        self.retranslate()
        self.buttons["cancel"].setFocus(Qt.FocusReason.OtherFocusReason)

    def show_progress(self, job: JobInfo) -> None:
        """How far it is."""
        self._job = job
        self._bar.setRange(0, 1000 if job.total else 0)
        self._bar.setValue(round(1000 * job.done / job.total) if job.total else 0)
        self._standing.setText(standing(job, time.monotonic()))

    def show_ending(self, ending: Callable[[], Ending]) -> None:
        """It is over; `ending` is asked again when the language changes."""
        self._ending = ending
        self.retranslate()
        for name in ending().buttons:
            self.buttons[name].setFocus(Qt.FocusReason.OtherFocusReason)
            return

    def retranslate(self) -> None:
        """Everything in the new language."""
        titles = {
            "cancel": _("&Cancel"),
            "undo": _("&Undo this import"),
            "show": self._show_text(),
            "back": _("&Back to the preview"),
            "save": _("&Save the rejected rows…"),
            "all_the_same": _("Import &all the same"),
            "another": _("&Next: {name}").format(name=self.coming) if self.coming else _("Import a&nother file"),
        }
        for name, title in titles.items():
            self.buttons[name].setText(title)
        if self._ending is None:
            self._show_work()
        else:
            self._show(self._ending())

    def _show_text(self) -> str:
        texts = {
            "students": _("Sho&w the students"),
            "grades": _("Sho&w the grades"),
            "attendance": _("Sho&w the attendance"),
        }
        return texts.get(self.kind, _("Sho&w the courses"))

    def _show_work(self) -> None:
        self._show(Ending("loader-circle", "accent", self._heading(), _meanwhile(), ("cancel",)))
        for part in (self._bar, self._standing):
            part.setVisible(True)
        if self._job is None:
            self._bar.setRange(0, 0)
            self._standing.setText(_("Getting ready"))
        else:
            self.show_progress(self._job)

    def _show(self, ending: Ending) -> None:
        icons.put_picture(self._sign, ending.icon, 32, ending.tone)
        self._title.setText(ending.title)
        self._text.setText(ending.text)
        self._text.setVisible(bool(ending.text))
        for name, button in self.buttons.items():
            button.setVisible(name in ending.buttons)
        for part in (self._bar, self._standing):
            part.setVisible(False)

    def _lay_out(self) -> None:
        theme.scale(self._title, 1.3, QFont.Weight.DemiBold)
        card = roled(QFrame(), "panel")
        card.setMaximumWidth(WIDTH)
        column, head, rows, middle = QVBoxLayout(card), QHBoxLayout(), QHBoxLayout(), QGridLayout(self)
        column.setContentsMargins(28, 24, 28, 24)
        column.setSpacing(theme.STEP * 3)
        head.setSpacing(theme.STEP * 4)
        head.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._title, 1)
        column.addLayout(head)
        for part in (self._text, self._bar, self._standing):
            column.addWidget(part)
        column.addSpacing(theme.STEP)
        rows.setSpacing(theme.STEP * 2)
        for name in ("another", "back", "show", "cancel"):
            rows.addWidget(self.buttons[name])
        rows.addStretch(1)
        more = QHBoxLayout()
        more.setSpacing(theme.STEP * 2)
        for name in ("undo", "save", "all_the_same"):
            more.addWidget(self.buttons[name])
        more.addStretch(1)
        column.addLayout(rows)
        column.addLayout(more)
        middle.setColumnStretch(0, 1)
        middle.setColumnStretch(1, 100)
        middle.setColumnStretch(2, 1)
        middle.setRowStretch(0, 2)
        middle.setRowStretch(2, 3)
        middle.addWidget(card, 1, 1)


def _meanwhile() -> str:
    return _("You can go on working in the other screens meanwhile. Cancel leaves everything as it was.")


def done(name: str, report: Mapping[str, Any]) -> Ending:
    """An import that was run."""
    count = report["new"] + report["changed"]
    title = ngettext("{n} row of {name} was imported", "{n} rows of {name} were imported", count)
    text = words.summary(report)
    if report["warnings"]:
        more = ngettext("{n} warning", "{n} warnings", report["warnings"]).format(n=format_number(report["warnings"]))
        text = _("{summary}; {warnings}").format(summary=text, warnings=more)
    save = ("save",) if report["rejected"] else ()
    buttons = ("another", "show", "undo", *save)
    return Ending("circle-check", "success", title.format(n=format_number(count), name=name), f"{text}.", buttons)


def refused(report: Mapping[str, Any]) -> Ending:
    """Nothing was imported because of rows that can't be taken."""
    title = ngettext(
        "Nothing was imported: {n} row can't be taken",
        "Nothing was imported: {n} rows can't be taken",
        report["rejected"],
    ).format(n=format_number(report["rejected"]))
    text = _("Mend them in the preview, or import the valid rows only.")
    return Ending("circle-alert", "danger", title, text, ("back", "save"))


def failed(error: Exception) -> Ending:
    """The import did not go through; nothing was written."""
    if isinstance(error, Cancelled):
        title = _("Cancelled: nothing was imported")
        return Ending("circle-x", "muted", title, _("Everything is as it was before."), ("back", "another"))
    problem = describe(error)
    code = error.code if isinstance(error, UserError) else ""
    more = ("all_the_same",) if code == "too_many_changes" else ()
    text = _("{way_out} Nothing was imported.").format(way_out=problem.way_out)
    return Ending("circle-alert", "danger", problem.sentence, text.strip(), ("back", *more))


def taken_back(rows: int, left: int, sentences: Sequence[str]) -> Ending:
    """An import that was undone, as far as nobody changed it since."""
    title = ngettext("Taken back: {n} entry", "Taken back: {n} entries", rows).format(n=format_number(rows))
    if not left:
        return Ending("undo-2", "success", title, _("Everything is as it was before the import."), ("another",))
    kept = ngettext(
        "{n} entry was left as it is, because somebody changed it since:",
        "{n} entries were left as they are, because somebody changed them since:",
        left,
    ).format(n=format_number(left))
    return Ending("triangle-alert", "warning", title, "\n".join([kept, *sentences]), ("another",))


def not_taken_back(error: Exception) -> Ending:
    """The undo did not go through."""
    problem = describe(error)
    return Ending("circle-alert", "danger", problem.sentence, problem.way_out, ("another",))
