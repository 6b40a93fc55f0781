"""The four steps around one draft: the stepper at the top, the step, and Back and Next at the foot."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QStackedWidget, QWidget

from sms_desktop.core import clock
from sms_desktop.core.errors import Cancelled
from sms_desktop.core.i18n import _, format_number, ngettext
from sms_desktop.services import years
from sms_desktop.services.importing import assessments
from sms_desktop.ui.context import Context
from sms_desktop.ui.dress import named
from sms_desktop.ui.jobs import JobInfo
from sms_desktop.ui.tabs.imports import wizard_frame
from sms_desktop.ui.tabs.imports.asking import Asker
from sms_desktop.ui.tabs.imports.columns_step import ColumnsStep
from sms_desktop.ui.tabs.imports.draft import Draft
from sms_desktop.ui.tabs.imports.preview_step import PreviewStep
from sms_desktop.ui.tabs.imports.run_step import RunStep
from sms_desktop.ui.tabs.imports.stepper import Stepper
from sms_desktop.ui.tabs.imports.what_step import WhatStep
from sms_desktop.ui.widgets.elided import Elided

WHAT, COLUMNS, PREVIEW, RUN = range(4)


class Wizard(QWidget):
    """Emits `run_wanted(draft)`, `save_wanted(draft)`, `another` and `left`."""

    run_wanted = Signal(object)
    save_wanted = Signal(object)
    another = Signal()
    left = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.draft = Draft()
        self._asker = Asker(self, context)
        self._asking = 0
        self._error: Exception | None = None
        self._courses: tuple[str, ...] = ()
        self.stepper, self.pages = Stepper(), QStackedWidget()
        self.what, self.columns, self.preview, self.run_step = WhatStep(), ColumnsStep(), PreviewStep(), RunStep()
        self.file, self.sentence = named(Elided(), "imports.file"), named(QLabel(wordWrap=True), "imports.sentence")
        self.back, self.next = named(QPushButton(), "imports.back"), named(QPushButton(), "imports.next", "primary")
        self.run = named(QPushButton(), "imports.run", "primary")
        self.close_button = named(QPushButton(), "imports.close", "quiet")
        self.bar = wizard_frame.thin_bar()
        wizard_frame.lay_out(self)
        self._connect()
        self.retranslate()

    @property
    def is_looking(self) -> bool:
        """Whether something about the draft is being asked."""
        return bool(self._asking)

    @property
    def place(self) -> int:
        """Which step is open, from 0."""
        return self.pages.currentIndex()

    def start(self, draft: Draft) -> None:
        """Begins with what was given."""
        self.draft = draft
        self._ask_terms()
        self._go(WHAT)
        self._inspect()

    def resume(self, draft: Draft, place: int) -> None:
        """Goes on with a draft that was put aside at a step."""
        self.draft = draft
        self._go(WHAT)
        self.what.show_draft(draft)
        if draft.columns is None:
            self._inspect()
        else:
            self._open(min(place, PREVIEW))

    def forget(self) -> None:
        """Stops looking at the draft."""
        self._asker.forget()
        self._rest()

    def show_run(self) -> None:
        """Opens the last step, from which the steps before can't be gone to by the stepper."""
        self._go(RUN)

    def back_to_preview(self) -> None:
        """To the preview once more, made anew."""
        self._open(PREVIEW)

    def go_on(self) -> None:
        """To the next step, where this one lets one."""
        if self.place < PREVIEW and self.next.isEnabled():
            self._open(self.place + 1)
        elif self.place == PREVIEW and self.run.isEnabled():
            self.run_wanted.emit(self.draft)

    def go_back(self) -> None:
        """To the step before; from the first one to the start."""
        if self.place == WHAT:
            self.left.emit()
        elif self.place < RUN:
            self._open(self.place - 1)

    def retranslate(self) -> None:
        """Texts of the frame; the steps see to themselves."""
        self.back.setText(_("&Back"))
        self.next.setText(_("&Next"))
        self.next.setToolTip(_("Ctrl+Enter"))
        self.run.setToolTip(_("Ctrl+Enter"))
        self.close_button.setText(_("Close"))
        self.close_button.setToolTip(_("Put this import aside (Esc)"))
        self._refresh()

    def _open(self, place: int) -> None:
        if place == WHAT and self.draft.columns is not None and self.draft.columns.mapping():
            self.draft.ask_again()
        self._go(place)
        if place == WHAT:
            self.what.show_draft(self.draft)
            if self.draft.columns is None:
                self._inspect()
        elif place == COLUMNS:
            self.columns.show_draft(self.draft)
            self.columns.focus_first()
        else:
            self._preview()

    def _go(self, place: int) -> None:
        self._error = None
        self.pages.setCurrentIndex(place)
        self.stepper.point_at(place, locked=place == RUN)
        self._refresh()

    def _inspect(self) -> None:
        self.what.show_waiting(self.draft)
        title = _("Look at {name}").format(name=self.draft.name)
        self._ask("imports.inspect", self._inspected, self._not_inspected, title)

    def _inspected(self, document: dict[str, Any]) -> None:
        self._rest()
        self.draft.look(document)
        self.what.show_draft(self.draft)
        self._refresh()
        if self.next.isEnabled() and not self.what.isAncestorOf(QApplication.focusWidget() or self):
            self.next.setFocus(Qt.FocusReason.OtherFocusReason)

    def _not_inspected(self, error: Exception) -> None:
        self._rest()
        if not isinstance(error, Cancelled):
            self._error = error
            self.draft.columns = None
            self.what.show_error(self.draft, error)
        self._refresh()

    def _preview(self) -> None:
        self.preview.show_waiting(self.draft)
        title = _("Preview of {name}").format(name=self.draft.name)
        self._ask("imports.preview", self._previewed, self._not_previewed, title)

    def _previewed(self, report: dict[str, Any]) -> None:
        self._rest()
        again = self.draft.report is not None and self.preview.table is not None
        self.draft.report = report
        self._error = None
        self.preview.show_draft(self.draft, again=again)
        self._refresh()
        if not again:
            self.preview.focus_first()

    def _not_previewed(self, error: Exception) -> None:
        self._rest()
        if isinstance(error, Cancelled):
            self._open(COLUMNS)
        else:
            self._error = error
            self.preview.show_error(self.draft, error)
        self._refresh()

    def _ask(self, task: str, done: Any, failed: Any, title: str) -> None:
        self._error = None
        self.bar.setRange(0, 0)
        self.bar.show()
        self._asking = self._asker.ask(task, self.draft, done, failed, title)
        self._refresh()

    def _rest(self) -> None:
        self._asking = 0
        self.bar.hide()

    def _progressed(self, job: JobInfo) -> None:
        if job.id == self._asking and job.total:
            self.bar.setRange(0, job.total)
            self.bar.setValue(job.done)

    def _refresh(self) -> None:
        """What the foot offers now."""
        place, draft = self.place, self.draft
        self.file.setText(draft.name)
        self.file.setToolTip(draft.name)
        self.back.setVisible(place < RUN)
        self.close_button.setVisible(place < RUN)
        self.next.setVisible(place < PREVIEW)
        self.run.setVisible(place == PREVIEW)
        columns_said = draft.columns is not None and not draft.columns.missing()
        self.next.setEnabled((draft.ready and self._error is None and not self._asking) if place == WHAT
                             else columns_said)  # fmt: skip
        count, sentence = self._to_import()
        counted = ngettext("&Import {n} row", "&Import {n} rows", count).format(n=format_number(count))
        self.run.setText(counted if count else _("&Import"))
        self.run.setEnabled(count > 0 and not self._asking)
        self.sentence.setText(sentence if place == PREVIEW else "")

    def _to_import(self) -> tuple[int, str]:
        """How many rows would be imported, and what stands against it."""
        report = self.draft.report
        if report is None or self._error is not None:
            return 0, ""
        count = report["new"] + report["changed"]
        rejected = report["rejected"]
        if rejected and not self.draft.options.valid_rows_only:
            sentence = ngettext(
                "{n} row can't be taken. Mend it here, or import the valid rows only.",
                "{n} rows can't be taken. Mend them here, or import the valid rows only.",
                rejected,
            )
            return 0, sentence.format(n=format_number(rejected))
        return count, "" if count else _("There is nothing to import: these rows are all here already.")

    def _ask_terms(self) -> None:
        def work(session: Any, _progress: object) -> tuple[list[years.TermRow], int | None]:
            current = years.current_term(session, clock.today())
            return years.terms(session), current.id if current else None

        self._context.jobs.read(self, work, lambda found: self.what.set_terms(*found), key="terms")
        self._context.jobs.read(
            self,
            lambda session, _progress: assessments.course_names(session),
            self.columns.constants.set_courses,
            key="courses",
        )

    def _ask_categories(self) -> None:
        """The categories to choose from follow the course that the marks are of."""
        codes = self.draft.course_codes()
        if codes != self._courses:
            self._courses = codes
            self._context.jobs.read(
                self,
                lambda session, _progress: assessments.category_names(session, codes),
                self.columns.set_categories,
                key="categories",
            )

    def _connect(self) -> None:
        self.stepper.chosen.connect(self._open)
        self.back.clicked.connect(self.go_back)
        self.next.clicked.connect(self.go_on)
        self.run.clicked.connect(self.go_on)
        self.close_button.clicked.connect(self.left)
        self.what.asked.connect(self._inspect)
        self.columns.changed.connect(self._refresh)
        self.columns.changed.connect(self._ask_categories)
        self.preview.asked.connect(self._preview)
        self.preview.changed.connect(self._refresh)
        self.preview.save_wanted.connect(lambda: self.save_wanted.emit(self.draft))
        for step in (self.what, self.preview):
            step.another.connect(self.another)
        self._context.jobs.progressed.connect(self._progressed)
