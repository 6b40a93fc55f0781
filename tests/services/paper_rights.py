"""Which right each function of exports, reports, letters and forms asks for."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from sqlalchemy import select

from sms_desktop.core.actor import system_actor
from sms_desktop.db.database import Database
from sms_desktop.db.documents import NamedExport
from sms_desktop.services import photos, timetable
from sms_desktop.services.exporting import export_tasks, named_exports
from sms_desktop.services.exporting.exports import Asked
from sms_desktop.services.exporting.named_exports import NamedData
from sms_desktop.services.papers import letterhead, school_pictures
from tests.pictures import picture
from tests.services import form_rights, letter_rights

MODULES = (named_exports, letterhead, timetable, photos, school_pictures, *letter_rights.MODULES, *form_rights.MODULES)
NAMED = NamedData("Programmes", Asked("courses"))


def made(database: Database) -> None:
    """A named export of the person who calls."""
    with database.begin(system_actor()) as session:
        options = export_tasks.asked_as_json(Asked("courses"))
        session.add(NamedExport(user_id=77, name="Mine", list="courses", form="csv", options=options))
    letter_rights.made(database)
    form_rights.made(database)


def _named(p: Any) -> int:
    found: int = p.session.scalars(select(NamedExport.id)).one()
    return found


NEEDS: dict[tuple[ModuleType, str], tuple[str, Callable[[Any], object]]] = {
    (named_exports, "rows"): ("exports:run", lambda p: named_exports.rows(p.session)),
    (named_exports, "by_name"): ("exports:run", lambda p: named_exports.by_name(p.session, "Mine")),
    (named_exports, "keep"): ("exports:run", lambda p: named_exports.keep(p.session, NAMED)),
    (named_exports, "change"): ("exports:run", lambda p: named_exports.change(p.session, _named(p), NAMED)),
    (named_exports, "delete"): ("exports:run", lambda p: named_exports.delete(p.session, _named(p))),
    (timetable, "slots"): ("offerings:view", lambda p: timetable.slots(p.session, timetable.Whose(1))),
    (timetable, "teachers"): ("offerings:view", lambda p: timetable.teachers(p.session, 1)),
    (timetable, "sections"): ("offerings:view", lambda p: timetable.sections(p.session, 1)),
    (timetable, "rooms"): ("offerings:view", lambda p: timetable.rooms(p.session, 1)),
    (photos, "photo"): ("students:view", lambda p: photos.photo(p.session, 1)),
    (photos, "of_students"): ("students:view", lambda p: photos.of_students(p.session, [1])),
    (photos, "put"): ("students:edit", lambda p: photos.put(p.session, 1, picture())),
    (photos, "remove"): ("students:edit", lambda p: photos.remove(p.session, 1)),
    (school_pictures, "set_logo"): ("settings:edit", lambda p: school_pictures.set_logo(p.session, picture())),
    (school_pictures, "remove_logo"): ("settings:edit", lambda p: school_pictures.remove_logo(p.session)),
    **letter_rights.NEEDS,
    **form_rights.NEEDS,
}
ALSO: dict[tuple[ModuleType, str], set[str]] = {
    (named_exports, "by_name"): {"courses:view"},
    **letter_rights.ALSO,
    **form_rights.ALSO,
}
OPEN = {
    (school_pictures, "logo"): "it stands on every paper that leaves the school",
    (letterhead, "school"): "what stands on every paper that leaves the school",
    **letter_rights.OPEN,
    **form_rights.OPEN,
}
