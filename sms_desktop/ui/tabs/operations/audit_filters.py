"""What of the log is shown: by words, person, kind of act, what it touched, and when."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from sms_desktop.core.i18n import _, ngettext
from sms_desktop.services.audit_words import action_word, actions
from sms_desktop.services.listing import Condition, Listing
from sms_desktop.services.row_names import table_words
from sms_desktop.ui import icons, theme
from sms_desktop.ui.dress import named
from sms_desktop.ui.fields import CalmComboBox, DateField, Wrong
from sms_desktop.ui.widgets.flow import Flow

PAUSE = 250
_WIDTH = 136
_ENTITIES = (
    "students", "contacts", "courses", "offerings", "enrolments", "assessments", "grades", "daily_ratings",
    "attendance", "highlights", "terms", "users", "roles", "grants", "settings",
)  # fmt: skip
_DAYS = (0, 6, 29, 364)
#: The choice of a first and a last day.
CHOSEN = -1


class Filters(QWidget):
    """`changed` when something else is wanted; typing counts after a moment of quiet."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.text = named(QLineEdit(clearButtonEnabled=True), "operations.audit_text", "search")
        self._sign = self.text.addAction(icons.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        names = ("user", "action", "entity", "since")
        self.boxes = {name: named(CalmComboBox(), f"operations.audit_{name}") for name in names}
        self._users: list[str] = []
        self.days = Days()
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
        days = chosen.pop("since")
        where = [Condition(name, "=", value) for name, value in chosen.items() if value is not None]
        if days == CHOSEN:
            where += [Condition(name, "=", str(day)) for name, day in self.days.period().items()]
        elif days is not None:
            where.append(Condition("since", "=", str(date.today() - timedelta(days=days))))
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

    def set_users(self, names: Sequence[str]) -> None:
        """Who there is to choose from."""
        self._users = list(names)
        self.retranslate()

    def retranslate(self) -> None:
        """In the new language, with the same chosen."""
        self.text.setPlaceholderText(_("Search the log"))
        self.text.setAccessibleName(_("Search the log"))
        self.text.setToolTip(_("{what} (Ctrl+F)").format(what=_("Search the log")))
        periods = [ngettext("The last {n} day", "The last {n} days", n + 1).format(n=n + 1) for n in _DAYS[1:]]
        self._fill("user", _("Everybody"), [(name, name) for name in self._users])
        self._fill("action", _("Every action"), [(one, action_word(one)) for one in actions()])
        self._fill("entity", _("Everything"), [(one, _capital(table_words(one))) for one in _ENTITIES])
        known = list(zip(_DAYS, [_("Today"), *periods], strict=True))
        self._fill("since", _("At any time"), [*known, (CHOSEN, _("Chosen days…"))])

    def _fill(self, name: str, everything: str, choices: Sequence[tuple[object, str]]) -> None:
        box = self.boxes[name]
        chosen = box.currentData()
        box.clear()
        box.addItem(everything, None)
        for value, label in choices:
            box.addItem(label, value)
        box.setCurrentIndex(max(box.findData(chosen), 0) if chosen is not None else 0)
        titles = {"user": _("Who"), "action": _("Action"), "entity": _("Rows of"), "since": _("When")}
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


class Days(QWidget):
    """The first and the last day of a period, each of which may be left open."""

    changed = Signal()

    def __init__(self, name: str = "operations.audit") -> None:
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


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
