"""Before changed rules are saved: where the marks of categories that go are put, and whose grade becomes another."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QIcon
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from sms_desktop.core.i18n import _, format_number, ngettext, pgettext
from sms_desktop.core.scales import Scales
from sms_desktop.services import gradebook, offering_rules, scale_settings
from sms_desktop.services.offering_rules import RuleEdit, Shift
from sms_desktop.services.offerings import OfferingData
from sms_desktop.ui import icons, theme
from sms_desktop.ui.dress import named, size_within_screen
from sms_desktop.ui.errors import show_error
from sms_desktop.ui.fields import CalmComboBox
from sms_desktop.ui.table import Column, TableModel
from sms_desktop.ui.tabs.courses.record import RecordPanel
from sms_desktop.ui.widgets.state import Words
from sms_desktop.ui.widgets.table_view import TableView

#: What stands in the list while nothing is chosen; a category's place, or None for no category, are the choices.
UNDECIDED = -1


@dataclass(frozen=True)
class Draft:
    """An offering as it shall be; `edits` are its rules by id, `moved` where the marks of those that go are put.

    `harmless` says that there are marks, and that no one's grade becomes another.
    """

    data: OfferingData
    edits: tuple[RuleEdit, ...]
    moved: Mapping[int, int | None] = field(default_factory=dict)
    harmless: bool = False


Go = Callable[[Draft], object]
Stay = Callable[[], object]


@dataclass(frozen=True)
class Gone:
    """A category that is no longer among the rules, with the columns and the marks that it has."""

    id: int
    name: str
    kind: str
    columns: int
    marks: int


@dataclass(frozen=True)
class Effect:
    """What a change does: `used` says whether there are marks at all."""

    gone: tuple[Gone, ...]
    shifts: tuple[Shift, ...]
    used: bool
    scales: Scales


def effect(session: Any, offering_id: int, before: Sequence[RuleEdit], draft: Draft) -> Effect:
    """Reads what the draft would do to the class; nothing is written."""
    used = offering_rules.in_use(session, offering_id)
    columns = [column.rule_id for column in gradebook.assessments(session, offering_id)]
    kept = {edit.id for edit in draft.edits}
    gone = tuple(
        Gone(edit.id, edit.rule.name, edit.rule.kind, columns.count(edit.id), used.get(edit.id, 0))
        for edit in before
        if edit.id is not None and edit.id not in kept and (edit.id in columns or edit.id in used)
    )
    moved = {one.id: None for one in gone} | dict(draft.moved)
    shifts = _shifts(session, offering_id, replace(draft, moved=moved))
    return Effect(gone, shifts, bool(used), scale_settings.read(session))


def _shifts(session: Any, offering_id: int, draft: Draft) -> tuple[Shift, ...]:
    if not draft.edits:
        return ()
    penalty = draft.data.absence_penalty
    return tuple(offering_rules.preview(session, offering_id, draft.edits, draft.moved, penalty))


def consider(
    panel: RecordPanel, offering_id: int, before: Sequence[RuleEdit], draft: Draft, go: Go, stay: Stay
) -> None:
    """Calls `go(draft)` at once where nobody's grade changes and no marks lose their category, else after asking."""

    def look(found: Effect) -> None:
        if not (found.gone or found.shifts):
            go(replace(draft, harmless=found.used))
            return
        dialog = ChangeDialog(panel, offering_id, draft, found)
        dialog.accepted.connect(lambda: go(dialog.draft()))
        dialog.rejected.connect(stay)
        dialog.open()

    def failed(error: Exception) -> None:
        show_error(panel, error)
        stay()

    panel.context.jobs.read(
        panel, lambda session, _progress: effect(session, offering_id, before, draft), look, failed, key="effect"
    )


class ChangeDialog(QDialog):
    """Lists the students whose final grade becomes another; asks where the marks of lost categories go."""

    def __init__(self, panel: RecordPanel, offering_id: int, draft: Draft, found: Effect) -> None:
        super().__init__(panel)
        named(self, "rules.change").setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context, self._offering, self._draft, self._found = panel.context, offering_id, draft, found
        self._title, self._sum = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self._ask = QLabel(wordWrap=True)
        self.boxes = {one.id: _Where(one, draft.edits) for one in found.gone}
        self.model = TableModel(_columns(found.scales), id_of=attrgetter("enrolment_id"), parent=self)
        self.table = TableView(self.model, self._context.memory, "rules.change_table", self)
        self.table.empty = lambda: Words("circle-check", _("No one's grade changes"))
        self.save, self.keep = named(QPushButton(), "rules.change_save", "primary"), QPushButton()
        named(self.keep, "rules.change_keep")
        self._connect()
        self._lay_out()
        self.retranslate()
        self._show(found.shifts)

    def draft(self) -> Draft:
        """The draft with what was decided about the marks of categories that go."""
        return replace(self._draft, moved=self._moved())

    def retranslate(self) -> None:
        """In the new language."""
        self.setWindowTitle(_("What the new rules change"))
        self._title.setText(_("What the new rules change"))
        self._ask.setText(_("These categories are no longer there. Where do their marks go?"))
        self.save.setText(_("Save these rules"))
        self.keep.setText(_("Keep editing"))
        self._say_sum()

    def _moved(self) -> dict[int, int | None]:
        return {number: box.place() for number, box in self.boxes.items() if box.decided()}

    def _decided(self) -> None:
        self.save.setEnabled(all(box.decided() for box in self.boxes.values()))
        offering, draft = self._offering, replace(self._draft, moved=dict.fromkeys(self.boxes) | self._moved())
        self._context.jobs.read(self, lambda session, _p: _shifts(session, offering, draft), self._show, key="shifts")

    def _show(self, shifts: Sequence[Shift]) -> None:
        self.model.set_rows(shifts)
        self._say_sum()

    def _say_sum(self) -> None:
        count = self.model.rowCount()
        sentence = ngettext(
            "The final grade of {n} student becomes another.", "The final grades of {n} students become others.", count
        )
        self._sum.setText(sentence.format(n=count) if count else _("No one's grade changes."))

    def _connect(self) -> None:
        for box in self.boxes.values():
            box.activated.connect(lambda _place: self._decided())
        self.save.setEnabled(all(box.decided() for box in self.boxes.values()))
        self.save.setDefault(True)
        self.keep.setAutoDefault(False)
        self.save.clicked.connect(self.accept)
        self.keep.clicked.connect(self.reject)

    def _lay_out(self) -> None:
        column, buttons, grid = QVBoxLayout(self), QHBoxLayout(), QGridLayout()
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(theme.STEP * 3)
        theme.scale(self._title, 1.4, QFont.Weight.DemiBold)
        self._ask.setVisible(bool(self.boxes))
        grid.setHorizontalSpacing(theme.STEP * 3)
        grid.setColumnStretch(0, 1)
        for row, box in enumerate(self.boxes.values()):
            grid.addWidget(box.caption, row, 0)
            grid.addWidget(box, row, 1)
        column.addWidget(self._title)
        column.addWidget(self._ask)
        column.addLayout(grid)
        column.addWidget(self._sum)
        column.addWidget(self.table, 1)
        buttons.addStretch(1)
        buttons.addWidget(self.keep)
        buttons.addWidget(self.save)
        column.addLayout(buttons)
        size_within_screen(self, 740, 500)


class _Where(CalmComboBox):
    """Where the marks of one category go: another category, or none; undecided until somebody chooses."""

    def __init__(self, gone: Gone, edits: Sequence[RuleEdit]) -> None:
        super().__init__()
        self._gone, self._edits = gone, tuple(edits)
        named(self, f"rules.change_to_{gone.id}")
        self.caption = QLabel(wordWrap=True)
        self.caption.setBuddy(self)
        self.retranslate()
        likely = [place for place, edit in enumerate(edits) if edit.id is None and edit.rule.kind == gone.kind]
        self.setCurrentIndex(self.findData(likely[0]) if likely else 0)

    def decided(self) -> bool:
        """Whether anything is chosen."""
        return bool(self.currentData() != UNDECIDED)

    def place(self) -> int | None:
        """The place of the category among the new rules, None for no category."""
        place: int | None = self.currentData()
        return place

    def retranslate(self) -> None:
        """In the new language."""
        gone, chosen = self._gone, self.currentIndex()
        marks = ngettext("{n} mark", "{n} marks", gone.marks).format(n=gone.marks)
        if not gone.marks:
            marks = ngettext("{n} column", "{n} columns", gone.columns).format(n=gone.columns)
        self.caption.setText(_("{name}: {marks}").format(name=gone.name, marks=marks))
        self.setAccessibleName(_("Where the marks of “{name}” go").format(name=gone.name))
        self.clear()
        self.addItem(_("Choose…"), UNDECIDED)
        for place, edit in enumerate(self._edits):
            self.addItem(edit.rule.name, place)
        self.addItem(_("No category: they count for nothing"), None)
        self.setCurrentIndex(max(chosen, 0))


def _columns(scales: Scales) -> list[Column]:
    def shown(percentage: Decimal | None) -> str:
        return scales.shown_as(percentage) or _("not graded")

    def outcome(row: Shift) -> str:
        return _outcome(row, scales)

    words: dict[str, Callable[[], str]] = {
        "graded": lambda: _("Graded now"),
        "ungraded": lambda: _("No longer graded"),
        "passes": lambda: _("Passes now"),
        "fails": lambda: _("Fails now"),
    }
    return [
        Column("student", lambda: _("Student"), attrgetter("student"), width=190, bold=True),
        Column("before", lambda: pgettext("grade", "Before"), attrgetter("before"), shown, "right", width=92),
        Column("after", lambda: pgettext("grade", "After"), attrgetter("after"), shown, "right", width=92),
        Column("by", lambda: _("Points of 100"), _difference, _signed, "right", width=104, icon=_arrow, tone=_tone),
        Column("outcome", lambda: _("Outcome"), outcome, lambda key: words[key]() if key else "", width=130),
    ]  # fmt: skip


def _difference(row: Shift) -> Decimal | None:
    return None if row.before is None or row.after is None else row.after - row.before


def _signed(points: Decimal | None) -> str:
    return "" if points is None else f"{'+' if points > 0 else '−'}{format_number(abs(points), 2)}"


def _rises(row: Shift) -> bool:
    return row.after is not None and (row.before is None or row.after > row.before)


def _arrow(row: Shift) -> QIcon:
    return icons.icon(*(("chevron-up", "success") if _rises(row) else ("chevron-down", "danger")))


def _tone(row: Shift) -> str:
    return "success" if _rises(row) else "danger"


def _outcome(row: Shift, scales: Scales) -> str:
    if row.before is None:
        return "graded"
    if row.after is None:
        return "ungraded"
    before, after = scales.passed(row.before), scales.passed(row.after)
    return "" if before == after else ("passes" if after else "fails")
