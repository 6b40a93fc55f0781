"""The parts of the screen of grades and where they stand: chooser and tools, sheet, explanation, figures."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sms_desktop.core.i18n import _
from sms_desktop.ui import icons, theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dress import named
from sms_desktop.ui.exporting import ExportButton, Source, of_class
from sms_desktop.ui.report_button import ReportButton, Then
from sms_desktop.ui.tabs.grades.bar import Bar
from sms_desktop.ui.tabs.grades.grid import GradeGrid
from sms_desktop.ui.tabs.grades.picker import Picker
from sms_desktop.ui.tabs.grades.saving import Saving
from sms_desktop.ui.tabs.grades.status import StatusLine
from sms_desktop.ui.tabs.grades.why import WIDTH, WhyPanel
from sms_desktop.ui.widgets.sheet.view import SheetView
from sms_desktop.ui.widgets.state import StatePanel

#: Narrower than this, in logical pixels, sheet and explanation take turns, and tools have no words.
NARROW = 760


class Frame(QWidget):
    """Makes the parts and lays them out; `turn(why=...)` shows or hides the explanation."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setObjectName("grades")
        self.context = context
        self.grid = GradeGrid(self)
        self.view = SheetView(self.grid, "grades.table")
        self.saving = Saving(context.jobs, self.grid.ledger, self)
        self.picker, self.status = Picker(context), StatusLine()
        self.lock, self.bar = Bar("grades.lock"), Bar("grades.problem")
        self.why, self.panel = WhyPanel(), StatePanel(name="grades.none")
        self.pages, self.splitter = QStackedWidget(), QSplitter(Qt.Orientation.Horizontal)
        self.add = named(QPushButton(), "grades.add_column", "primary")
        self.averages = named(QPushButton(), "grades.averages", "toggle")
        self.why_button = named(QPushButton(), "grades.why_button", "toggle")
        self.export = ExportButton(context, self.export_sources, "grades.export", slim=True)
        self.report = ReportButton(context, self.report_place, "grades.report")
        self.corner = named(QToolButton(self.view.corner), "grades.corner", "corner")
        self._left = QWidget()
        self._dress()
        self._lay_out()
        self.setFocusProxy(self.view)

    def retranslate(self) -> None:
        """The words of the tools; the other parts see to themselves."""
        words = (
            (self.add, _("Add column"), _("Add a column for an assessment (Ctrl+N)")),
            (self.averages, _("Averages"), _("Show the average of each category")),
            (self.why_button, _("Why?"), _("How the final grade came about (Ctrl+Enter)")),
            (self.corner, _("Student"), _("Choose the order of the rows")),
        )
        for button, text, tip in words:
            button.setAccessibleName(text)
            button.setText(text)
            button.setToolTip(tip)
        self.view.setAccessibleName(_("Marks"))

    def export_sources(self) -> list[Source]:
        """What an export writes of the class that is shown."""
        book = self.grid.book
        return of_class(self.context, book.offering_id, book.title, "grades", "daily-ratings") if book else []

    def report_place(self, then: Then) -> None:
        """What a report is about here."""
        raise NotImplementedError

    def show_tools(self, *, may_change: bool) -> None:
        """What can be done with what is shown."""
        sheet = self.pages.currentWidget() is self.view
        self.add.setVisible(may_change)
        self.averages.setEnabled(sheet)
        self.why_button.setEnabled(sheet)
        self.export.setEnabled(sheet)
        self.status.setVisible(self.grid.book is not None)

    def turn(self, *, why: bool) -> None:
        """Shows sheet and explanation side by side, or one of them where there is no room for both."""
        narrow = self.width() < NARROW
        for button in (self.averages, self.why_button, self.add):
            button.setText("" if narrow else button.accessibleName())
        self.why.setVisible(why)
        self._left.setVisible(not (why and narrow))
        self.why_button.setChecked(why)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.turn(why=not self.why.isHidden())

    def _dress(self) -> None:
        icons.put(self.add, "plus", "on_accent")
        icons.put(self.averages, "layers", on="accent")
        icons.put(self.why_button, "circle-help", on="accent")
        for button in (self.averages, self.why_button):
            button.setCheckable(True)
        self.corner.setMenu(QMenu(self.corner))
        self.corner.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.corner.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        corner = QVBoxLayout(self.view.corner)
        corner.setContentsMargins(2, 2, 2, 2)
        corner.addWidget(self.corner, 0, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft)
        self.why.setVisible(bool(self.context.memory.get("grades.why", False)))
        self.grid.averages = bool(self.context.memory.get("grades.averages", False))
        self.averages.setChecked(self.grid.averages)

    def _lay_out(self) -> None:
        outer, head, column = QVBoxLayout(self), QHBoxLayout(), QVBoxLayout(self._left)
        outer.setContentsMargins(20, 14, 20, 10)
        for layout in (outer, head, column):
            layout.setSpacing(theme.STEP * 2)
        head.addWidget(self.picker, 1)
        for button in (self.averages, self.why_button, self.report, self.export, self.add):
            head.addWidget(button)
        self.pages.addWidget(self.view)
        self.pages.addWidget(self.panel)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.lock)
        column.addWidget(self.pages, 1)
        column.addWidget(self.bar)
        self.splitter.addWidget(self._left)
        self.splitter.addWidget(self.why)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(8)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes([3 * WIDTH, WIDTH])
        self.why.setMinimumWidth(WIDTH * 3 // 4)
        outer.addLayout(head)
        outer.addWidget(self.splitter, 1)
        outer.addWidget(self.status)
