"""All reports there are: what each is about and what is in it; Enter opens the one that is chosen."""

from __future__ import annotations

from operator import attrgetter

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from sms_desktop.core.i18n import N_, _
from sms_desktop.reports.catalogue import REPORTS
from sms_desktop.reports.report import OFFERING, SCHOOL, STUDENT, Report
from sms_desktop.ui import icons, reporting, theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dress import named
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.report_button import RIGHT, Place
from sms_desktop.ui.table import Column, TableModel
from sms_desktop.ui.tabs.operations.heading import Heading
from sms_desktop.ui.tabs.operations.page import PageSpec
from sms_desktop.ui.widgets.state import Words
from sms_desktop.ui.widgets.table_view import TableView

_ORDER = (STUDENT, OFFERING, SCHOOL)
_ABOUT = {STUDENT: N_("Students"), OFFERING: N_("Classes"), SCHOOL: N_("School")}
#: What is in a report, for who chooses one.
_WHAT = {
    "performance": N_("Marks, absences, trend and recommendations of a period, with a chart"),
    "transcript": N_("All terms with grades, credits and averages, to be signed and stamped"),
    "report-card": N_("One term: grades by category, absences, conduct, room for signatures"),
    "class-list": N_("The students of a class, with room for signatures if wanted"),
    "register": N_("A sheet to take the register by hand"),
    "grade-sheet": N_("The grades of a class for the teacher's signature"),
    "absences": N_("Absences against the limit, the gravest first"),
    "honour-roll": N_("The best averages of a term or a year, in order"),
    "at-risk": N_("Students at risk, and why"),
    "timetable": N_("The week of a student, a class, a section, a teacher or a room"),
    "id-cards": N_("Student cards with photo and code, ten to a page"),
}


def page(context: Context, window: MainWindow) -> PageSpec:
    """The page of reports."""
    return PageSpec("reports", "printer", lambda: _("Reports"), RIGHT, lambda: ReportsPage(context, window))


class ReportsPage(QWidget):
    """Lists the reports that the person may make."""

    def __init__(self, context: Context, window: MainWindow) -> None:
        super().__init__()
        self._context, self._window = context, window
        self.model = TableModel(_columns(), id_of=attrgetter("name"), parent=self)
        self.table = TableView(self.model, context.memory, "operations.reports", self)
        self.table.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.table.empty = lambda: Words(
            "lock", _("No report for you"), _("An administrator can grant you to see what they are made from.")
        )
        self.make = named(QPushButton(), "operations.make_report", "primary")
        icons.put(self.make, "printer", "on_accent")
        head = Heading(
            lambda: _("Reports"),
            lambda: _("Papers about students, classes and the school, to print or to save as PDF."),
        )
        head.acts.addWidget(self.make)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP * 3)
        column.addWidget(head)
        column.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        self.make.clicked.connect(self.begin)
        self.table.opened.connect(lambda _row: self.begin())
        self.table.selected.connect(lambda rows: self.make.setEnabled(bool(rows)))
        self.retranslate()
        self._fill()

    def begin(self) -> None:
        """Opens the dialog at the report that is chosen."""
        for report in self.table.selected_rows():
            reporting.begin(self._context, self._window, Place((report.name,)))

    def retranslate(self) -> None:
        """The button's words; the table sees to its own."""
        self.table.setAccessibleName(_("Reports"))
        self.make.setText(" " + _("&Make the report…"))
        self.make.setToolTip(_("Choose whom it is about, look at it, print or save it (Enter)"))

    def _fill(self) -> None:
        found = [report for report in REPORTS.values() if reporting.may_make(self._context, report.name)]
        self.model.set_rows(sorted(found, key=lambda report: _ORDER.index(report.about)))
        if found:
            self.table.selectRow(0)
        self.make.setEnabled(bool(found))


def _columns() -> list[Column]:
    return [
        Column("title", lambda: _("Report"), attrgetter("title"), _, width=200, bold=True),
        Column("about", lambda: _("Kind"), _about, width=110),
        Column("what", lambda: _("What is in it"), _what, width=480, tooltip=_what),
    ]


def _about(report: Report) -> str:
    return _(_ABOUT[report.about])


def _what(report: Report) -> str:
    return _(_WHAT[report.name]) if report.name in _WHAT else ""
