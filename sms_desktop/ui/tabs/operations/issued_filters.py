"""What of the register of issued documents is shown: by number or name, kind, day, and whether it is cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from sms_desktop.core.i18n import _, ngettext
from sms_desktop.services.letter_originals import KINDS, kind_words
from sms_desktop.services.listing import Condition, Listing
from sms_desktop.ui import icons, theme
from sms_desktop.ui.dress import named
from sms_desktop.ui.fields import CalmComboBox
from sms_desktop.ui.tabs.operations.audit_filters import CHOSEN, Days
from sms_desktop.ui.widgets.flow import Flow

PAUSE = 250
_DAYS = (0, 6, 29, 364)
#: This calendar year: numbers begin anew with it.
YEAR = -2


class Filters(QWidget):
    """`changed` when something else is wanted; typing counts after a moment of quiet."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.text = named(QLineEdit(clearButtonEnabled=True), "operations.issued_text", "search")
        self._sign = self.text.addAction(icons.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.boxes = {name: named(CalmComboBox(), f"operations.issued_{name}") for name in ("kind", "since", "state")}
        self.days = Days("operations.issued")
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        icons.put(self._sign, "search", "muted")
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
        self.boxes["since"].activated.connect(self._fit_days)
        self.days.changed.connect(self._pause.start)
        self.days.hide()
        self._pause.timeout.connect(self.changed)
        self.text.textChanged.connect(self._pause.start)
        self.retranslate()

    def listing(self) -> Listing:
        """What is chosen."""
        chosen = {name: box.currentData() for name, box in self.boxes.items()}
        where = [*self._period(chosen["since"])]
        if chosen["kind"] is not None:
            where.append(Condition("kind", "=", chosen["kind"]))
        if chosen["state"] is not None:
            where.append(Condition("cancelled", chosen["state"]))
        return Listing(self.text.text().strip(), tuple(where))

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

    def retranslate(self) -> None:
        """In the new language, with the same chosen."""
        self.text.setPlaceholderText(_("Number, such as 12 or 12/2026, or the student's name"))
        self.text.setAccessibleName(_("Search the issued documents"))
        self.text.setToolTip(_("{what} (Ctrl+F)").format(what=_("Search the issued documents")))
        periods = [ngettext("The last {n} day", "The last {n} days", n + 1).format(n=n + 1) for n in _DAYS[1:]]
        known = [(YEAR, _("This year")), *zip(_DAYS, [_("Today"), *periods], strict=True)]
        self._fill("kind", _("Every kind"), [(kind, kind_words(kind)) for kind in KINDS])
        self._fill("since", _("At any time"), [*known, (CHOSEN, _("Chosen days…"))])
        self._fill("state", _("Valid and cancelled"), [("empty", _("Valid")), ("filled", _("Cancelled"))])

    def _period(self, days: int | None) -> list[Condition]:
        if days == CHOSEN:
            signs = {"since": ">=", "until": "<="}
            return [Condition("issued_on", signs[name], str(day)) for name, day in self.days.period().items()]
        if days == YEAR:
            return [Condition("year", "=", date.today().year)]
        return [] if days is None else [Condition("issued_on", ">=", str(date.today() - timedelta(days=days)))]

    def _fill(self, name: str, everything: str, choices: Sequence[tuple[object, str]]) -> None:
        box = self.boxes[name]
        chosen = box.currentData()
        box.clear()
        box.addItem(everything, None)
        for value, label in choices:
            box.addItem(label, value)
        box.setCurrentIndex(max(box.findData(chosen), 0) if chosen is not None else 0)
        titles = {"kind": _("Kind"), "since": _("When"), "state": _("State")}
        box.setAccessibleName(titles[name])
        box.setToolTip(titles[name])

    def _fit_days(self) -> None:
        """The days are asked for where a period of one's own is wanted."""
        wanted = self.boxes["since"].currentData() == CHOSEN
        self.days.setVisible(wanted)
        if wanted:
            self.days.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell(self) -> None:
        self._pause.stop()
        self.changed.emit()
