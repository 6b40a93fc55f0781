"""What a place of the window is about, and the button that begins a report there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QPushButton

from sms_desktop.core.i18n import _
from sms_desktop.ui import icons
from sms_desktop.ui.context import Context
from sms_desktop.ui.dress import named
from sms_desktop.ui.main_window import MainWindow

RIGHT = "reports:run"


@dataclass(frozen=True)
class Place:
    """What a place of the window is about, for the report that is begun there.

    `reports` are those meant, the first one shown; none means any. `students` are those shown or selected, `words` the
    name of a single one. `offering_id` is the class, `term_id` the term, `day` the last day of a period.
    """

    reports: tuple[str, ...] = ()
    students: tuple[int, ...] = ()
    words: str = ""
    offering_id: int | None = None
    term_id: int | None = None
    day: date | None = None


#: `then(place)` goes on with what a place of the window is about.
Then = Callable[[Place], object]


class ReportButton(QPushButton):
    """Opens the dialog over what `tell(then)` hands to `then`; not there for who may make none. It has no words."""

    def __init__(self, context: Context, tell: Callable[[Then], object], name: str) -> None:
        super().__init__()
        named(self, name)
        self._context, self._tell = context, tell
        self.setAutoDefault(False)
        if not context.actor.may(RIGHT):
            self.hide()
        self.clicked.connect(self.open)
        icons.put(self, "printer")
        self.retranslate()

    def open(self) -> None:
        """Opens the dialog."""
        window = self.window()
        if isinstance(window, MainWindow):
            self._tell(lambda place: begin(self._context, window, place))

    def retranslate(self) -> None:
        """In the new language."""
        self.setAccessibleName(_("Reports"))
        self.setToolTip(_("Print a report, or save it as PDF (Ctrl+P)"))


def begin(context: Context, window: MainWindow, place: Place) -> None:
    """Opens the dialog at the first report of the place that the person may make; says so where there is none."""
    from sms_desktop.ui import reporting  # every report there is: too much to be there before the window is

    reporting.begin(context, window, place)
