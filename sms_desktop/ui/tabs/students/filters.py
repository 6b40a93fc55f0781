"""The filter over the register: words as they are typed, programme, year, section, status, and what was deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from sms_desktop.core.i18n import _, pgettext
from sms_desktop.services import settings, students
from sms_desktop.services.listing import Condition, Listing
from sms_desktop.ui import icons, theme
from sms_desktop.ui.dress import named
from sms_desktop.ui.fields import CalmComboBox
from sms_desktop.ui.memory import Memory
from sms_desktop.ui.tabs.students.words import FIELDS, statuses

#: Milliseconds of quiet after a key before the list is asked again.
PAUSE = 80
KEPT = "students.filters"
Choice = tuple[Any, str]


@dataclass(frozen=True)
class Choices:
    """What there is to choose from in this school."""

    programmes: Sequence[tuple[str, str]] = field(default_factory=list)
    sections: Sequence[str] = field(default_factory=list)
    study_years: int = 4


def read_choices(session: Any) -> Choices:
    """Programmes, sections and years of study, for a reading job."""
    years = settings.read(session, "school.study_years")
    return Choices(students.programmes(session), students.sections(session), years)


class Filters(QWidget):
    """Emits `changed(Listing)`, at once for a choice and a moment after the last key; `left` on Down or Enter."""

    changed = Signal(object)
    left = Signal()

    def __init__(self, memory: Memory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._memory = memory
        self._choices = Choices()
        self.text = _FilterText(self.left.emit)
        self.boxes = {name: named(CalmComboBox(), f"students.{name}") for name in _ALL}
        self.deleted, self.more = named(QToolButton(), "students.deleted", "outlined"), QToolButton()
        self.clear_button = named(QToolButton(), "students.clear_filter", "outlined")
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._tell)
        self._line = QWidget()
        self._lay_out()
        self._connect()
        self.retranslate()
        self._restore(memory.get(KEPT) or {})

    def listing(self) -> Listing:
        """What is asked for now."""
        where = tuple(Condition(name, "=", value) for name, value in self._chosen().items() if value is not None)
        return Listing(text=self.text.text().strip(), where=where, deleted=self.deleted.isChecked())

    @property
    def is_on(self) -> bool:
        """Whether anything is left out of the list of present students."""
        return bool(self.text.text().strip()) or any(value is not None for value in self._chosen().values())

    def offer(self, choices: Choices) -> None:
        """Fills the lists to choose from; what is chosen stays, also where it is not in use at the moment."""
        self._choices = choices
        self.retranslate()

    def clear(self) -> None:
        """Shows every student who is not deleted."""
        self.blockSignals(True)
        self.text.clear()
        for box in self.boxes.values():
            box.setCurrentIndex(-1)
        self.deleted.setChecked(False)
        self.blockSignals(False)
        self._tell()

    def fit(self, width: int) -> None:
        """Puts the choices away behind a button where the list is short of room."""
        self.more.setVisible(width < _NARROW)
        beside = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        self.deleted.setToolButtonStyle(beside if width >= _SHORT else Qt.ToolButtonStyle.ToolButtonIconOnly)
        self._line.setVisible(width >= _NARROW or self.more.isChecked())

    def retranslate(self) -> None:
        """In the new language, keeping what is chosen."""
        self.text.setPlaceholderText(_("Filter by name, number or e-mail"))
        self.text.setAccessibleName(_("Filter by name, number or e-mail"))
        self.text.setToolTip(_("Filter, in Greek or Latin letters, with or without accents (Ctrl+F)"))
        names = {
            "programme": (_("All programmes"), _("Programme")),
            "study_year": (_("All years"), pgettext("of study", "Year")),
            "section": (_("All sections"), _("Section")),
            "status": (_("All statuses"), _("Status")),
        }
        for name, choices in self._offered().items():
            _refill(self.boxes[name], names[name][0], choices)
            self.boxes[name].setPlaceholderText(names[name][1])
            self.boxes[name].setAccessibleName(FIELDS[name]())
            self.boxes[name].setToolTip(FIELDS[name]())
        self.deleted.setText(" " + pgettext("students", "Deleted"))
        self.deleted.setAccessibleName(pgettext("students", "Deleted"))
        self.deleted.setToolTip(_("Show the deleted students, to look at or to restore"))
        for button, text in ((self.clear_button, _("Show all students again")), (self.more, _("More filters"))):
            button.setToolTip(text)
            button.setAccessibleName(text)

    def _offered(self) -> dict[str, list[Choice]]:
        years = [(year, _("Year {n}").format(n=year)) for year in range(1, self._choices.study_years + 1)]
        return {
            "programme": [(code, _both(code, name)) for code, name in self._choices.programmes],
            "study_year": years,
            "section": [(section, section) for section in self._choices.sections],
            "status": statuses(),
        }

    def _chosen(self) -> dict[str, Any]:
        return {name: box.currentData() for name, box in self.boxes.items()}

    def _restore(self, kept: dict[str, Any]) -> None:
        for name, box in self.boxes.items():
            if kept.get(name) is not None:
                box.addItem(str(kept[name]), kept[name])
                box.setCurrentIndex(box.count() - 1)
        self._tell()

    def _tell(self) -> None:
        self._pause.stop()
        self._memory.put(KEPT, self._chosen())
        self.clear_button.setVisible(self.is_on)
        self.more.setProperty("active", self.is_on)
        if not self.signalsBlocked():
            self.changed.emit(self.listing())

    def _picked(self, box: CalmComboBox, place: int) -> None:
        if place == 0:  # "all of them" is no choice: the box says again what it is about
            box.setCurrentIndex(-1)
        self._tell()

    def _connect(self) -> None:
        self.text.textChanged.connect(lambda _text: self._pause.start())
        for box in self.boxes.values():
            box.activated.connect(partial(self._picked, box))
        self.deleted.toggled.connect(self._tell)
        self.clear_button.clicked.connect(self.clear)
        self.more.toggled.connect(self._line.setVisible)

    def _lay_out(self) -> None:
        icons.put(self.deleted, "trash-2")
        icons.put(self.clear_button, "x")
        icons.put(named(self.more, "students.more_filters", "outlined"), "funnel")
        self.deleted.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        for button in (self.deleted, self.more):
            button.setCheckable(True)
        self.top, line, column = QHBoxLayout(), QHBoxLayout(self._line), QVBoxLayout(self)
        for layout in (self.top, line, column):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(theme.STEP * 2)
        self.top.addWidget(self.text, 1)
        self.top.addWidget(self.more)
        for box in self.boxes.values():
            box.setMinimumContentsLength(6)
            line.addWidget(box, 1)
        line.addWidget(self.deleted)
        line.addWidget(self.clear_button)
        column.addLayout(self.top)
        column.addWidget(self._line)


_ALL = ("programme", "study_year", "section", "status")
#: Narrower than this, in logical pixels, words are left away; and then the choices are put behind a button.
_SHORT, _NARROW = 640, 480


class _FilterText(QLineEdit):
    def __init__(self, leave: Any) -> None:
        super().__init__()
        named(self, "students.filter", "search")
        self._leave = leave
        self.setClearButtonEnabled(True)
        self.setMinimumWidth(120)
        sign = self.addAction(icons.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        icons.put(sign, "search", "muted")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._leave()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


def _both(code: str, name: str) -> str:
    return code if code == name or not name else f"{code} · {name}"


def _refill(box: CalmComboBox, everything: str, choices: Sequence[Choice]) -> None:
    chosen, text = box.currentData(), box.currentText()
    box.clear()
    box.addItem(everything, None)
    for value, label in choices:
        box.addItem(label, value)
    place = box.findData(chosen) if chosen is not None else -1
    if chosen is not None and place < 0:
        box.addItem(text, chosen)
        place = box.count() - 1
    box.setCurrentIndex(place)
