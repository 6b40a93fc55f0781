"""The report dialog: what is wanted at the left, its first pages at the right, and the ways out of it."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFont, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout
from shiboken6 import isValid

from sms_desktop.core.errors import Cancelled, UserError
from sms_desktop.core.i18n import _, format_number, ngettext
from sms_desktop.reports import tasks, whom
from sms_desktop.reports.report import OFFERING, SCHOOL, STUDENT
from sms_desktop.reports.running import Wanted
from sms_desktop.reports.whom import ALL, Choices, Found
from sms_desktop.ui import icons, printing, reporting, theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dialogs import password_again
from sms_desktop.ui.dialogs.files import ask_folder, ask_target
from sms_desktop.ui.dialogs.report_form import ReportForm
from sms_desktop.ui.dress import named, roled, size_within_screen
from sms_desktop.ui.errors import show_error
from sms_desktop.ui.fields import Wrong
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.report_button import Place
from sms_desktop.ui.tabs.operations.work_line import WorkLine
from sms_desktop.ui.widgets.notice import Notice
from sms_desktop.ui.widgets.pages_view import PagesView
from sms_desktop.ui.widgets.scroll import scrolled
from sms_desktop.ui.widgets.state import Words
from sms_desktop.ui.widgets.target_row import FOLDER, proposed

#: So many sentences about what is looked at have room over the buttons.
MOST_NOTES = 2
#: So many documents are made to look at, and milliseconds of quiet before they are.
LOOKED_AT, PAUSE = 5, 250
#: The width of what is asked, at most and at least, and of a dialog with room for all words; in logical pixels.
ASKED, ASKED_LEAST, ROOMY = 348, 250, 760


class ReportDialog(QDialog):
    """Over a place of the window; `names` are the reports to choose from.

    While a report is being made the dialog can be closed: the work goes on, and the window tells of it.
    """

    def __init__(self, context: Context, window: MainWindow, place: Place, names: Sequence[str]) -> None:
        super().__init__(window)
        named(self, "report.dialog").setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context, self._window, self._place = context, window, place
        self._found: Found | None = None
        self._turn, self._job = 0, 0
        self._title, self._count = QLabel(), roled(named(QLabel(wordWrap=True), "report.count"), "muted")
        theme.scale(self._title, 1.4, QFont.Weight.DemiBold)
        self.form, self.view = ReportForm(context, place, names), PagesView(context.jobs, "report.preview")
        self.problem, self.work = Notice("problem"), WorkLine(context.jobs)
        self.each, self.save = named(QPushButton(), "report.each"), named(QPushButton(), "report.save")
        self.print, self.close_button = named(QPushButton(), "report.print", "primary"), QPushButton()
        named(self.close_button, "report.close")
        self._soon = QTimer(self, singleShot=True, interval=PAUSE)
        self._lay_out()
        self._connect()
        self.retranslate()
        self.view.show_loading()
        self.ask_choices(place.term_id, place.offering_id)

    def ask_choices(self, term_id: int | None, offering_id: int | None = None) -> None:
        """Asks what there is to choose from, in that term or in the one of that class."""
        self._context.jobs.read(
            self,
            lambda session, _progress: whom.choices(session, term_id, offering_id),
            self._offer,
            self._not_found,
            key="choices",
        )

    def look(self) -> None:
        """Asks whom the report is about, and makes its first pages anew."""
        self._soon.stop()
        self._found = None
        self._context.jobs.cancel(self._job)
        self._fit()
        chosen = self.form.whom()
        self.view.show_loading()
        self._context.jobs.read(
            self,
            lambda session, _progress: whom.find(session, chosen),
            self._take_found,
            self._not_found,
            key="whom",
        )

    def print_it(self) -> None:
        """Asks for the printer, and prints all of it."""
        self._with_password(self._ask_printer)

    def save_it(self) -> None:
        """Asks for the file, and writes all of it as one PDF."""
        self._with_password(self._ask_file)

    def save_each(self) -> None:
        """Asks for a folder, and writes a PDF of each into it."""
        self._with_password(self._ask_folder)

    def write(self, target: Path, *, each: bool = False) -> None:
        """Has it written to a file, or with `each` into a folder."""
        self._context.memory.put(FOLDER, str(target if each else target.parent))
        wanted = self._wanted()
        if wanted is not None:
            wanted = replace(wanted, each_its_file=each)
            done, failed = self._ends()
            self.work.follow(reporting.save(self._context, self._window, wanted, target, done, failed))
            self._begun()

    def retranslate(self) -> None:
        """In the new language."""
        self.setWindowTitle(_("Report"))
        self._title.setText(_("Report"))
        texts = {
            self.print: (_("&Print…"), _("Print (Ctrl+P)")),
            self.save: (_("&Save as PDF…"), _("Write one PDF (Ctrl+S)")),
        }
        for button, (text, tip) in texts.items():
            button.setText(f" {text}")
            button.setToolTip(tip)
        self.close_button.setText(_("Close"))
        self.each.setToolTip(_("Write a PDF of each into a folder"))
        self.each.setAccessibleName(_("A file each"))
        self._name_each()
        self._tell()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._name_each()

    def done(self, result: int) -> None:
        self._soon.stop()
        self._context.jobs.cancel(self._job)
        super().done(result)

    # What is shown

    def _offer(self, choices: Choices) -> None:
        self.form.offer(choices)
        self.look()

    def _take_found(self, found: Found) -> None:
        self._found = found
        self._fit()
        if found.nobody:
            self.view.show_words(_nobody(self.form.whom().way.about))
            return
        wanted = self._wanted(first=LOOKED_AT)
        if wanted is not None:
            self._preview(wanted)

    def _preview(self, wanted: Wanted) -> None:
        self._turn += 1
        turn = self._turn

        def made(answer: dict[str, Any]) -> None:
            if turn == self._turn:
                self.view.show_pdf(b64decode(answer["pdf"]))
                if answer["notes"]:
                    self.problem.say(" ".join(note["sentence"] for note in answer["notes"][:MOST_NOTES]))

        def failed(error: Exception) -> None:
            if turn == self._turn and not isinstance(error, Cancelled):
                self.view.show_error(error, self.look)

        arguments = tasks.arguments(wanted, most=LOOKED_AT)
        self._job = self._context.jobs.heavy(self, "reports.preview", arguments, made, failed, title="", beside=True)

    def _not_found(self, error: Exception) -> None:
        if not isinstance(error, Cancelled):
            self.view.show_error(error, self.look)

    def _wanted(self, *, first: int | None = None) -> Wanted | None:
        """The report as it is wanted now, about the `first` of them or all; None where a field is wrong."""
        found = self._found or Found()
        part = slice(None if self.form.report.one_paper else first)
        try:
            return self.form.wanted(found.ids[part], found.names[part])
        except Wrong:
            self.view.show_words(Words("pencil", _("Something is missing"), _("Fill in what is asked at the left.")))
            return None

    def _asked(self) -> None:
        self._found = None
        self.problem.say("")
        self._fit()
        self._soon.start()

    def _tell(self) -> None:
        """How many it is about, and how many of them can be looked at."""
        found, about = self._found, self.form.whom().way.about
        if found is None or about == SCHOOL or found.nobody:
            self._count.setText("")
            return
        count = len(found.ids or found.names)
        text = _counted(about, count).format(n=format_number(count))
        if count > LOOKED_AT and not self.form.report.one_paper:
            text = _("{count}, the first {n} to look at").format(count=text, n=LOOKED_AT)
        self._count.setText(text)

    def _name_each(self) -> None:
        """The button has words where there is room for them."""
        room = min(self.width(), self.screen().availableSize().width())
        self.each.setText(" " + _("A &file each…") if room >= ROOMY else "")

    def _fit(self) -> None:
        self._tell()
        found, at_work = self._found, self.work.is_at_work()
        ready = found is not None and not found.nobody and not at_work
        for button in (self.print, self.save, self.each):
            button.setEnabled(ready)
        several = found is not None and len(found.ids or found.names) > 1
        self.each.setVisible(several and not self.form.report.one_paper)
        self.form.setEnabled(not at_work)

    # The ways out

    def _with_password(self, then: Callable[[], object]) -> None:
        """Asks for the own password first where it is much that goes out."""
        wanted, found = self._wanted(), self._found
        if wanted is None or found is None:
            return
        way = self.form.whom().way
        whole = way.kind == ALL and way.about in (STUDENT, OFFERING, SCHOOL)
        password_again.before_export(
            self, self._context, then, list_name=wanted.name, rows=found.people,
            sensitive=wanted.sensitive, whole=whole,
        )  # fmt: skip

    def _ask_printer(self) -> None:
        title = _(self.form.report.title)
        printing.ask_printer(self, self._send, title=title)

    def _send(self, printer: Any) -> None:
        wanted = self._wanted()
        if wanted is not None:
            done, failed = self._ends()
            reporting.send_to_printer(self._context, self._window, wanted, printer, self._follow, done, failed)
            self._begun()

    def _ask_file(self) -> None:
        name = proposed(self._context.memory, self._file_stem(), "pdf")
        kinds = [(_("PDF document"), [".pdf"])]
        ask_target(self, "report.file", self.write, title=_("Save as PDF"), proposed=name, kinds=kinds)

    def _ask_folder(self) -> None:
        folder = proposed(self._context.memory, self._file_stem(), "pdf").parent
        ask_folder(
            self, "report.folder", lambda chosen: self.write(chosen, each=True),
            title=_("A folder for the files"), folder=folder,
        )  # fmt: skip

    def _file_stem(self) -> str:
        return _(self.form.report.title)

    def _ends(self) -> tuple[reporting.Done, reporting.Failed]:
        """What is done at the end of the work: by the dialog while it is open, else by the window."""
        window = self._window

        def done() -> None:
            if isValid(self):
                self.accept()

        def failed(error: Exception) -> None:
            if isValid(self) and self.isVisible():
                self._failed(error)
            else:
                reporting.tell_failed(window, error)

        return done, failed

    def _follow(self, job: int) -> None:
        if isValid(self):
            self.work.follow(job)

    def _begun(self) -> None:
        self.form.keep_habits()
        self.problem.say("")
        self._fit()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self.problem.say(str(error))
        elif not isinstance(error, Cancelled):
            show_error(self, error)

    def _connect(self) -> None:
        self.form.asked.connect(self._asked)
        self.form.term_wanted.connect(self.ask_choices)
        self._soon.timeout.connect(self.look)
        self.work.ended.connect(self._fit)
        acts = {self.print: self.print_it, self.save: self.save_it, self.each: self.save_each}
        for button, act in acts.items():
            button.clicked.connect(lambda _checked=False, act=act: act())
        self.close_button.clicked.connect(self.reject)
        for button, keys in ((self.print, "Ctrl+P"), (self.save, "Ctrl+S")):
            QShortcut(QKeySequence(keys), self).activated.connect(button.click)

    def _lay_out(self) -> None:
        asked, column, row, foot = QVBoxLayout(), QVBoxLayout(self), QHBoxLayout(), QHBoxLayout()
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(theme.STEP * 4)
        asked.setSpacing(theme.STEP * 3)
        row.setSpacing(theme.STEP * 6)
        area = scrolled(self.form)
        area.setMinimumWidth(ASKED_LEAST)
        area.setMaximumWidth(ASKED)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        asked.addWidget(self._title)
        asked.addWidget(area, 1)
        row.addLayout(asked, 3)
        row.addWidget(self.view, 5)
        column.addLayout(row, 1)
        column.addWidget(self.problem)
        column.addWidget(self.work)
        foot.addWidget(self._count, 1)
        for button, icon in ((self.close_button, ""), (self.each, "folder-open"), (self.save, "download")):
            button.setAutoDefault(False)
            foot.addWidget(button)
            if icon:
                icons.put(button, icon)
        icons.put(self.print, "printer", "on_accent")
        self.print.setAutoDefault(False)
        foot.addWidget(self.print)
        column.addLayout(foot)
        size_within_screen(self, 1180, 800)


def _counted(about: str, count: int) -> str:
    """How many papers there are to be, by what they are about."""
    words = {
        STUDENT: ngettext("{n} student", "{n} students", count),
        OFFERING: ngettext("{n} class", "{n} classes", count),
    }
    return words.get(about, ngettext("{n} timetable", "{n} timetables", count))


def _nobody(about: str) -> Words:
    """What is said where nobody is meant."""
    if about == STUDENT:
        return Words("users", _("Nobody is chosen"), _("Choose a student, a class or a section at the left."))
    return Words("book-open", _("Nothing is chosen"), _("Choose a class, or another term, at the left."))
