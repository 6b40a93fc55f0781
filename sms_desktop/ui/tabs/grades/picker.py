"""Choosing whose marks are shown: a term, and one of its offerings found as one types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from sms_desktop.core import clock
from sms_desktop.core.i18n import _
from sms_desktop.services import offerings, years
from sms_desktop.services.listing import Condition, Listing
from sms_desktop.services.offerings import OfferingRow
from sms_desktop.services.years import TermRow
from sms_desktop.ui import icons, theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dress import named
from sms_desktop.ui.fields import CalmComboBox
from sms_desktop.ui.widgets.offering_box import OfferingBox

#: What the list of offerings is made from.
TABLES = frozenset({"offerings", "courses", "terms", "academic_years", "programmes"})
#: A term with more offerings than this shows the first of them.
MOST = 2000


@dataclass(frozen=True)
class Offered:
    """The terms, the one looked at, and its offerings in their order."""

    terms: tuple[TermRow, ...] = ()
    term_id: int | None = None
    rows: tuple[OfferingRow, ...] = ()


def read_offered(session: Any, term_id: int | None, offering_id: int | None) -> Offered:
    """What there is to choose from: in that term, else in the one of that offering, else in the current one."""
    terms = tuple(years.terms(session))
    known = {term.id for term in terms}
    if term_id not in known and offering_id is not None:
        found = offerings.page(session, Listing(where=(Condition("id", "=", offering_id),)), 0, 1)
        term_id = found[0].term_id if found else None
    if term_id not in known:
        current = years.current_term(session, clock.today())
        term_id = current.id if current else None
    if term_id is None:
        return Offered(terms)
    wanted = Listing(where=(Condition("term_id", "=", term_id),))
    return Offered(terms, term_id, tuple(offerings.page(session, wanted, 0, MOST)))


class Picker(QWidget):
    """Term and offering. `chosen(id)` by the person; `arrived()` when the list has been read."""

    chosen = Signal(int)
    arrived = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.offered = Offered()
        self.offering_id: int | None = context.memory.get("grades.offering")
        self._told: int | None = None
        self.terms = named(CalmComboBox(), "grades.term")
        self.box = OfferingBox("grades.offering")
        self.back, self.on = named(QToolButton(), "grades.previous"), named(QToolButton(), "grades.next")
        self._lay_out()
        self.box.chosen.connect(self.pick)
        self.terms.activated.connect(lambda _place: self.ask(self.terms.currentData()))
        self.back.clicked.connect(lambda: self.step(-1))
        self.on.clicked.connect(lambda: self.step(1))
        self.retranslate()

    def ask(self, term_id: int | None = None) -> None:
        """Reads what there is to choose from, in that term or the one of the offering chosen last."""
        offering = self.offering_id
        self._context.jobs.read(
            self, lambda session, _progress: read_offered(session, term_id, offering), self._take, key="offered"
        )

    def pick(self, offering_id: int) -> None:
        """Chooses an offering and remembers it for this person."""
        self.offering_id = offering_id
        self._context.memory.put("grades.offering", offering_id)
        self.box.show_offering(offering_id)
        self._look()
        self._told = offering_id
        self.chosen.emit(offering_id)

    def open(self, offering_id: int) -> None:
        """Chooses an offering of any term."""
        self.pick(offering_id)
        if not any(row.id == offering_id for row in self.offered.rows):
            self.ask()

    def step(self, steps: int) -> None:
        """To the offering before or after."""
        ids = [row.id for row in self.offered.rows]
        if not ids:
            return
        at = ids.index(self.offering_id) + steps if self.offering_id in ids else 0
        if 0 <= at < len(ids):
            self.pick(ids[at])

    def retranslate(self) -> None:
        """The words for the pointer and the screen reader."""
        self.terms.setAccessibleName(_("Term"))
        for button, text in ((self.back, _("Previous course (Ctrl+PgUp)")), (self.on, _("Next course (Ctrl+PgDn)"))):
            button.setToolTip(text)
            button.setAccessibleName(text)

    def _take(self, offered: Offered) -> None:
        self.offered = offered
        self.terms.clear()
        for term in offered.terms:
            self.terms.addItem(term.title, term.id)
        self.terms.setCurrentIndex(self.terms.findData(offered.term_id))
        ids = [row.id for row in offered.rows]
        self.box.fill(offered.rows)
        self.box.show_offering(self.offering_id or 0)
        if self.offering_id not in ids:
            self.offering_id = ids[0] if ids else None
        if self.offering_id is not None and self.offering_id != self._told:
            self.pick(self.offering_id)
        self._look()
        self.arrived.emit()

    def _look(self) -> None:
        ids = [row.id for row in self.offered.rows]
        at = ids.index(self.offering_id) if self.offering_id in ids else -1
        self.back.setEnabled(at > 0)
        self.on.setEnabled(0 <= at < len(ids) - 1)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.STEP)
        self.terms.setMinimumContentsLength(7)
        self.box.setMinimumContentsLength(14)
        self.box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row.addWidget(self.terms, 3)
        row.addWidget(self.box, 6)
        for button, icon in ((self.back, "chevron-left"), (self.on, "chevron-right")):
            icons.put(button, icon)
            row.addWidget(button)
