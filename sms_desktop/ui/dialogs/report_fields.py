"""The fields that only the report dialog has: reports by group, a class of a term, one student by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QStandardItem, QStandardItemModel

from sms_desktop.core.i18n import _
from sms_desktop.reports.catalogue import REPORTS
from sms_desktop.reports.report import OFFERING, SCHOOL, STUDENT, Report
from sms_desktop.services.offerings import OfferingRow
from sms_desktop.ui.fields import ChoiceField, Field, Text
from sms_desktop.ui.jobs import Jobs
from sms_desktop.ui.widgets.offering_box import OfferingBox
from sms_desktop.ui.widgets.student_box import StudentBox


def grouped(names: Sequence[str]) -> list[tuple[str, list[Report]]]:
    """The reports of these names under what they are about; groups without any are left out."""
    titles = {STUDENT: _("Of students"), OFFERING: _("Of classes"), SCHOOL: _("Of the school")}
    groups = (
        (title, [REPORTS[name] for name in names if REPORTS[name].about == about]) for about, title in titles.items()
    )
    return [(title, reports) for title, reports in groups if reports]


class PickField(ChoiceField):
    """A choice in which something is always chosen: no sign says that it must be."""

    def retranslate(self) -> None:
        super().retranslate()
        self.caption.setText(self.label())
        self.caption.setToolTip("")


class ReportField(PickField):
    """The reports that may be made, under what they are about; its value is the report's name."""

    def __init__(self, name: str, label: Text, names: Sequence[str]) -> None:
        self._names = names
        super().__init__(name, label, list, required=True)
        self.box.setMaxVisibleItems(20)

    def refill(self) -> None:
        chosen = self.value()
        self.box.clear()
        model = self.box.model()
        assert isinstance(model, QStandardItemModel), "a box that is not given another has one"
        for title, reports in grouped(self._names):
            model.appendRow(_heading(title, self.box.font()))
            for report in reports:
                self.box.addItem(_(report.title), report.name)
        self.set_value(chosen)


def _heading(title: str, font: QFont) -> QStandardItem:
    item = QStandardItem(title)
    font = QFont(font)
    font.setWeight(QFont.Weight.DemiBold)
    item.setFont(font)
    item.setFlags(Qt.ItemFlag.NoItemFlags)
    return item


class ClassField(Field):
    """One of the classes of a term, found as one types; its value is the offering's id, None for none."""

    def __init__(self, name: str, label: Text) -> None:
        self.box = OfferingBox("report.offering")
        super().__init__(name, label, self.box)
        self.box.chosen.connect(self._chosen)

    def value(self) -> Any:
        return self.box.offering or None

    def set_value(self, value: Any) -> None:
        self.box.show_offering(value or 0)

    def fill(self, rows: Sequence[OfferingRow]) -> None:
        """Offers these; what was chosen stays, else it is the first."""
        self.box.fill(rows)
        if self.box.offering not in self.box.ids():
            self.box.show_offering(rows[0].id if rows else 0)

    def _chosen(self, offering: int) -> None:
        self.box.show_offering(offering)
        self._edited()


class StudentField(Field):
    """One student, found as one types; its value is the id, None for nobody."""

    def __init__(self, name: str, label: Text, jobs: Jobs) -> None:
        self.box = StudentBox(jobs, "report.student")
        super().__init__(name, label, self.box)
        self.box.chosen.connect(lambda _row: self._edited())

    def value(self) -> Any:
        return self.box.row.id if self.box.row else None

    def set_value(self, value: Any) -> None:
        self.box.show_student(value)

    def retranslate(self) -> None:
        super().retranslate()
        self.box.retranslate()


class ListField(PickField):
    """One of what the school has, such as its sections; the first where none was chosen."""

    def __init__(self, name: str, label: Text) -> None:
        self.entries: Sequence[tuple[Any, str]] = ()
        super().__init__(name, label, lambda: self.entries, required=True)

    def fill(self, entries: Sequence[tuple[Any, str]]) -> None:
        """Offers these; what was chosen stays."""
        self.entries = entries
        self.refill()
        if self.value() is None and entries:
            self.set_value(entries[0][0])
