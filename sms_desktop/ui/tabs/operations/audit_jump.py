"""From an entry of the log to the record that it is about, on whichever screen that stands."""

from __future__ import annotations

from typing import Any

from sms_desktop.core.i18n import _
from sms_desktop.services.history import audit_places
from sms_desktop.services.history.audit_places import Place
from sms_desktop.ui.main_window import MainWindow

#: The screen of each kind of place, and what opens it there.
_SCREENS = {
    audit_places.STUDENT: ("students", "open_record"),
    audit_places.COURSE: ("courses", "open_record"),
    audit_places.OFFERING: ("courses", "open_offering"),
    audit_places.SHEET: ("grades", "open_offering"),
    audit_places.REGISTER: ("attendance", "open_register"),
    audit_places.PAGE: ("operations", "open_page"),
}


def open_place(window: MainWindow, place: Place) -> None:
    """Opens the record; says so where this person has no such screen or page."""
    screen, opener = _SCREENS[place.kind]
    if screen not in {spec.name for spec in window.specs}:
        window.toast(_("This record is on a screen that you don't have."))
        return
    _open(getattr(window.show_tab(screen), opener), window, place)


def _open(opener: Any, window: MainWindow, place: Place) -> None:
    match place.kind:
        case audit_places.STUDENT:
            opener(place.id, place.page)
        case audit_places.REGISTER:
            opener(place.id, place.day)
        case audit_places.PAGE:
            try:
                opener(place.page)
            except StopIteration:
                window.toast(_("This record is on a page that you don't have."))
        case _:
            opener(place.id)
