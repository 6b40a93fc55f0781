"""What of a register is shown: words, boxes to choose from, and a period, of one's own where wanted."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from sms_desktop.core.i18n import _, ngettext
from sms_desktop.services.listing import Listing
from sms_desktop.ui import icons, theme
from sms_desktop.ui.dress import named
from sms_desktop.ui.fields import CalmComboBox, DateField, Wrong
from sms_desktop.ui.widgets.flow import Flow

PAUSE = 250
_WIDTH = 136
_DAYS = (0, 6, 29, 364)
#: The choice of a first and a last day.
CHOSEN = -1


def periods() -> list[tuple[int, str]]:
    """Periods up to today: how many days before it they begin, and their words."""
    words = [ngettext("The last {n} day", "The last {n} days", n + 1).format(n=n + 1) for n in _DAYS[1:]]
    return list(zip(_DAYS, [_("Today"), *words], strict=True))


def fill_box(box: CalmComboBox, everything: str, choices: Sequence[tuple[object, str]], title: str) -> None:
    """Offers these under the choice of all, with the same chosen as before where it is still there."""
    chosen = box.currentData()
    box.clear()
    box.addItem(everything, None)
    for value, label in choices:
        box.addItem(label, value)
    box.setCurrentIndex(max(box.findData(chosen), 0) if chosen is not None else 0)
    box.setAccessibleName(title)
    box.setToolTip(title)


class PeriodFilters(QWidget):
    """`changed` when something else is wanted; typing counts after a moment of quiet.

    `names` are those of the boxes, of which `since` chooses the period; objects are named `<name>_<box>`.
    """

    changed = Signal()

    def __init__(self, name: str, names: Sequence[str]) -> None:
        super().__init__()
        self.text = named(QLineEdit(clearButtonEnabled=True), f"{name}_text", "search")
        sign = self.text.addAction(icons.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.boxes = {one: named(CalmComboBox(), f"{name}_{one}") for one in names}
        self.days = Days(name)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        icons.put(sign, "search", "muted")
        self._lay_out()
        self.boxes["since"].activated.connect(self._fit_days)
        self.days.changed.connect(self._pause.start)
        self.days.hide()
        self._pause.timeout.connect(self.changed)
        self.text.textChanged.connect(self._pause.start)

    def listing(self) -> Listing:
        """What is chosen."""
        raise NotImplementedError

    def narrowed(self) -> bool:
        """Whether anything is hidden."""
        return self.listing() != Listing()

    def clear(self) -> None:
        """Shows all again."""
        self.text.clear()
        for box in self.boxes.values():
            box.setCurrentIndex(0)
        self.days.clear()
        self.days.hide()
        self._tell()

    def focus_text(self) -> None:
        """To the words, as Ctrl+F does."""
        self.text.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.text.selectAll()

    def say(self, placeholder: str, title: str) -> None:
        """What the words are looked for in."""
        self.text.setPlaceholderText(placeholder)
        self.text.setAccessibleName(title)
        self.text.setToolTip(_("{what} (Ctrl+F)").format(what=title))

    def _lay_out(self) -> None:
        row, line = QWidget(), QVBoxLayout(self)
        flow = Flow(row, theme.STEP * 2)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.STEP * 2)
        line.addWidget(self.text)
        line.addWidget(row)
        for box in self.boxes.values():
            box.setMinimumContentsLength(14)
            box.activated.connect(self._tell)
            flow.addWidget(box)
        flow.addWidget(self.days)

    def _fit_days(self) -> None:
        """The days are asked for where a period of one's own is wanted."""
        wanted = self.boxes["since"].currentData() == CHOSEN
        self.days.setVisible(wanted)
        if wanted:
            self.days.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell(self) -> None:
        self._pause.stop()
        self.changed.emit()


class Days(QWidget):
    """The first and the last day of a period, each of which may be left open."""

    changed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.first, self.last = DateField("first", lambda: _("From")), DateField("last", lambda: _("To"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.STEP * 2)
        for field in (self.first, self.last):
            named(field.editor, f"{name}_{field.name}")
            field.editor.setFixedWidth(_WIDTH)
            field.caption.setMinimumHeight(field.editor.sizeHint().height())
            row.addWidget(field.caption, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(field, 0, Qt.AlignmentFlag.AlignTop)
            field.changed.connect(self.changed)

    def period(self) -> dict[str, date]:
        """The days by what they are to the log; one that is none, or is left open, is not there."""
        found = {}
        for name, field in (("since", self.first), ("until", self.last)):
            with suppress(Wrong):
                found[name] = field.value()
        found = {name: day for name, day in found.items() if day is not None}
        if "until" in found:
            reversed_days = found["until"] < found.get("since", date.min)
            self.last.show_problem(_("The last day is before the first.") if reversed_days else "")
        return found

    def clear(self) -> None:
        """Both are open."""
        for field in (self.first, self.last):
            field.set_value(None)
