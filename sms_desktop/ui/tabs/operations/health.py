"""How the program and its data are: size, versions, the last check, and mending what a check found."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sms_desktop import __version__
from sms_desktop.core.clock import utc_now
from sms_desktop.core.errors import Cancelled, UserError
from sms_desktop.core.i18n import _, format_moment, format_number, ngettext
from sms_desktop.services import result_cache
from sms_desktop.services.safekeeping import check
from sms_desktop.ui import icons, theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.errors import show_error
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.tabs.operations.backups_list import size_words
from sms_desktop.ui.tabs.operations.heading import Heading
from sms_desktop.ui.tabs.operations.page import PageSpec
from sms_desktop.ui.tabs.operations.work_line import WorkLine
from sms_desktop.ui.widgets.notice import Notice
from sms_desktop.ui.widgets.scroll import scrolled

RIGHT = "settings:edit"
REMEMBERED = "operations.checked"
Text = Callable[[], str]


def page(context: Context, window: MainWindow) -> PageSpec:
    """The page of health."""
    return PageSpec("health", "monitor", lambda: _("Health"), RIGHT, lambda: HealthPage(context, window))


class HealthPage(QWidget):
    """Facts about the data and the program, and the check with what it found."""

    def __init__(self, context: Context, window: MainWindow) -> None:
        super().__init__()
        self._context, self._window = context, window
        self.problems: list[check.Problem] | None = None
        self._size: int | None = None
        self.now = named(QPushButton(), "health.check", "primary")
        self.mend = named(QPushButton(), "health.repair")
        self.good, self.failed = Notice("good"), Notice("problem")
        self.work = WorkLine(context.jobs)
        self._facts: list[tuple[QLabel, Text, QLabel, Text]] = []
        self._list = QVBoxLayout()
        icons.put(self.mend, "sparkles")
        self.now.clicked.connect(self.check_now)
        self.mend.clicked.connect(self.repair)
        self.work.ended.connect(self._fit)
        self._lay_out()
        self.retranslate()
        self.refresh()

    def refresh(self) -> None:
        """Looks at the size of the data again."""
        folder = self._context.database.folder
        self._context.jobs.apart(self, lambda _p: _size_of(folder), self._weighed, lambda _error: None)

    def check_now(self) -> None:
        """Looks at all the data, in a process of its own."""
        self.failed.say("")
        self.good.say("")
        jobs = self._context.jobs
        job = jobs.heavy(
            self, "check.run", {}, self._checked, self._not_done, title=_("Checking the data"), beside=True
        )
        self.work.follow(job)
        self._fit()

    def repair(self) -> None:
        """Mends what follows from other data."""

        def work(session: Any, _progress: object) -> list[str]:
            return check.repair(session)

        self._context.jobs.write(self, work, self._mended, self._not_done, title=_("Mending search keys"))

    def retranslate(self) -> None:
        """In the new language; what a check found is in the language in which it ran."""
        self.now.setText(_("&Check now"))
        self.mend.setText(" " + _("&Repair"))
        self.mend.setToolTip(_("Makes search and sort keys anew; nothing that anybody entered is touched"))
        for caption, title, value, text in self._facts:
            caption.setText(title())
            value.setText(text())

    def _checked(self, answer: Mapping[str, Any]) -> None:
        self._context.memory.put(REMEMBERED, utc_now().isoformat(timespec="seconds"))
        self.problems = [check.Problem(**found) for found in answer["problems"]]
        self._show_problems()
        self.retranslate()

    def _mended(self, told: list[str]) -> None:
        self.good.say(" ".join(told))
        self.check_now()

    def _not_done(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self.failed.say(str(error))
        elif not isinstance(error, Cancelled):
            show_error(self, error)

    def _weighed(self, size: int) -> None:
        self._size = size
        self.retranslate()

    def _show_problems(self) -> None:
        while (item := self._list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        found = self.problems or []
        for problem in found:
            notice = Notice("notice" if problem.mendable else "problem")
            self._list.addWidget(notice)
            notice.say(problem.sentence)
        if self.problems == [] and not self.good.text():
            self.good.say(_("The data is whole and in order."))
        self._fit()

    def _fit(self) -> None:
        busy = self.work.is_at_work()
        self.now.setEnabled(not busy)
        self.mend.setEnabled(not busy)
        self.mend.setVisible(any(problem.mendable for problem in self.problems or []))

    def _last_check(self) -> str:
        try:
            moment = datetime.fromisoformat(self._context.memory.get(REMEMBERED) or "")
        except ValueError:
            return _("Not yet from this window")
        if self.problems:
            count = len(self.problems)
            text = ngettext("{moment}: {count} problem", "{moment}: {count} problems", count)
            return text.format(moment=format_moment(moment), count=count)
        return format_moment(moment)

    def _lay_out(self) -> None:
        content, column = QWidget(), QVBoxLayout(self)
        inner = QVBoxLayout(content)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(theme.STEP * 3)
        for part in (self.failed, self.good, self.work):
            inner.addWidget(part)
        inner.addLayout(self._list)
        inner.addWidget(self.mend, 0, Qt.AlignmentFlag.AlignLeft)
        inner.addWidget(self._card())
        head = Heading(
            lambda: _("Health"), lambda: _("A check looks at every page, reference, mark and entry of the change log.")
        )
        head.acts.addWidget(self.now)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP * 3)
        column.addWidget(head)
        column.addWidget(scrolled(content), 1)
        self._fit()

    def _card(self) -> QFrame:
        card = roled(QFrame(), "panel")
        row, form = QHBoxLayout(card), QFormLayout()
        row.setContentsMargins(16, 14, 16, 14)
        form.setHorizontalSpacing(theme.STEP * 6)
        form.setVerticalSpacing(theme.STEP * 2)
        for title, text in self._texts():
            caption, value = roled(QLabel(), "muted"), QLabel(wordWrap=True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._facts.append((caption, title, value, text))
            form.addRow(caption, value)
        row.addLayout(form, 1)
        return card

    def _texts(self) -> list[tuple[Text, Text]]:
        database: Any = self._context.database
        return [
            (lambda: _("Last check"), self._last_check),
            (lambda: _("Size of the data"), lambda: "" if self._size is None else size_words(self._size)),
            (lambda: _("Data folder"), lambda: str(database.folder)),
            (lambda: _("Encryption"), lambda: _("Encrypted") if database.key is not None else _("Not encrypted")),
            (lambda: _("Results kept in memory"), lambda: kept_words(result_cache.figures(database))),
            (lambda: _("Program"), lambda: f"SMS Desktop {__version__}"),
            (lambda: _("Built on"), lambda: f"Python {platform.python_version()}, Qt {qVersion()}"),
            (lambda: _("Computer"), lambda: f"{platform.system()} {platform.release()}"),
        ]


def _size_of(folder: Path) -> int:
    """The database with its write-ahead log, in bytes; asked of the file system, never opened."""
    return sum(file.stat().st_size for file in folder.glob("*.db*") if file.is_file())


def kept_words(figures: result_cache.Figures) -> str:
    """How often a result was there already, such as an analysis that somebody looks at again."""
    if figures.rate is None:
        return _("Nothing asked for yet")
    text = _("{rate} % of {asked} answers were there already; kept now: {kept}")
    asked = format_number(figures.hits + figures.misses)
    return text.format(rate=format_number(figures.rate, 0), asked=asked, kept=format_number(figures.kept))
