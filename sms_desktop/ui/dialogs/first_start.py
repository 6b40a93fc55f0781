"""The first start: a few pages, and there is a school."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget

from sms_desktop.core.errors import Invalid, UserError
from sms_desktop.core.i18n import _
from sms_desktop.core.progress import Progress
from sms_desktop.services import welcome
from sms_desktop.services.access import accounts
from sms_desktop.services.access.accounts import NewSchool
from sms_desktop.services.welcome import Welcome
from sms_desktop.ui import theme
from sms_desktop.ui.dialogs.door import Door
from sms_desktop.ui.dialogs.first_start_pages import AdministratorPage, LanguagePage, Page, SchoolPage, YearPage
from sms_desktop.ui.dialogs.recovery_key import RecoveryKeyPage
from sms_desktop.ui.dialogs.sign_in import LAST_USER
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.errors import show_error
from sms_desktop.ui.jobs import Jobs
from sms_desktop.ui.language import Languages
from sms_desktop.ui.memory import Memory
from sms_desktop.ui.widgets.scroll import scrolled


class FirstStart(Door):
    """Asks, makes the school in a job, shows the recovery key, and goes in."""

    def __init__(self, folder: Path, jobs: Jobs, languages: Languages, habits: Memory) -> None:
        super().__init__("first_start", languages, habits, width=520, tall=True)
        self._folder, self._jobs = folder, jobs
        self._found: Welcome | None = None
        self.language, self.school, self.administrator = LanguagePage(), SchoolPage(), AdministratorPage()
        self.year, self.key = YearPage(), RecoveryKeyPage()
        self._asked: list[Page] = [self.language, self.school, self.administrator, self.year]
        self.pages, self._step = named(QStackedWidget(), "first_start.pages"), roled(QLabel(), "muted")
        self.back, self.next = QPushButton(), named(QPushButton(), "first_start.next", "primary")
        self._connect()
        self._lay_out()
        self.retranslate()
        self.be(660, 660)
        self._show(0)

    def go_on(self) -> None:
        """To the next page; on the last one that asks, makes the school; on the last of all, goes in."""
        place = self.pages.currentIndex()
        if place == len(self._asked):
            self._finish()
            return
        try:
            self._asked[place].collect()
        except Invalid:
            return
        if place + 1 < len(self._asked):
            self._show(place + 1)
        else:
            self._make()

    def go_back(self) -> None:
        """To the page before."""
        self._show(max(0, self.pages.currentIndex() - 1))

    def retranslate(self) -> None:
        """In the new language."""
        super().retranslate()
        place, count = self.pages.currentIndex(), len(self._asked)
        self.setWindowTitle(_("A new school – SMS Desktop"))
        self._step.setText(_("Step {n} of {count}").format(n=place + 1, count=count) if place < count else "")
        self.back.setText(_("Back"))
        working = not self.frame.isEnabled()
        last = {count - 1: _("Making the school…") if working else _("Make the school"), count: _("Open the school")}
        self.next.setText(last.get(place, _("Next")))

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._must_stay():
            event.ignore()
        else:
            super().closeEvent(event)

    def reject(self) -> None:
        if not self._must_stay():
            super().reject()

    def _must_stay(self) -> bool:
        if self._found is not None:
            self.key.insist()
        return self._found is not None or not self.frame.isEnabled()

    def _make(self) -> None:
        answers: dict[str, Any] = {}
        for page in self._asked:
            answers |= page.collect()
        folder, new = self._folder, NewSchool(**answers)

        def work(_progress: Progress) -> Welcome:
            signed_in = accounts.make_school(folder, new)
            return welcome.welcome(signed_in)

        self.frame.setEnabled(False)
        self.retranslate()
        self._jobs.apart(self, work, self._made, self._not_made)

    def _made(self, found: Welcome) -> None:
        self.frame.setEnabled(True)
        self._found = found
        self.habits.put(LAST_USER, found.signed_in.actor.name)
        self.key.show_key(found.signed_in.recovery_key or "", found.school_name)
        self._show(len(self._asked))

    def _not_made(self, error: Exception) -> None:
        self.frame.setEnabled(True)
        self.retranslate()
        if not isinstance(error, UserError):
            show_error(self, error)
            return
        fields = error.fields if isinstance(error, Invalid) else {}
        page = self.administrator if fields.keys() & {"admin", "password"} else self.year
        self._show(self._asked.index(page))
        page.form.show_invalid(error)

    def _finish(self) -> None:
        if not self.key.away.isChecked():
            self.key.insist()
            return
        found, self._found = self._found, None
        self.entered.emit(found)

    def _show(self, place: int) -> None:
        self.pages.setCurrentIndex(place)
        asking = place < len(self._asked)
        self.back.setVisible(asking)
        self.back.setEnabled(place > 0)
        page = self._asked[place] if asking else self.key
        self.retranslate()
        page.begin()

    def _connect(self) -> None:
        self.language.chosen.connect(self.choose_language)
        self.next.setDefault(True)
        self.next.clicked.connect(self.go_on)
        self.back.setAutoDefault(False)
        self.back.clicked.connect(self.go_back)

    def _lay_out(self) -> None:
        for page in (*self._asked, self.key):
            self.pages.addWidget(scrolled(page, (0, 0, 8, 0)))
        row = QHBoxLayout()
        row.setSpacing(theme.STEP * 2)
        row.addWidget(self._step, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.back)
        row.addWidget(self.next)
        self.card.addWidget(self.pages, 1)
        self.card.addLayout(row)
        self.frame.setMinimumHeight(320)
