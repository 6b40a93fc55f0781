"""Which right each function of the school's own forms asks for."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from sms_desktop.core.actor import system_actor
from sms_desktop.db.database import Database
from sms_desktop.services.papers import form_words, own_forms
from sms_desktop.services.papers.own_forms import FieldThere, FormFile
from tests.office_files import document

MODULES = (own_forms, form_words)
CONTENT = document("<w:p><w:r><w:t>${student.last_name}</w:t></w:r></w:p>")
FILE = FormFile("ours.docx", "docx", "student", (FieldThere("student.last_name", ()),), (), (), (), CONTENT)


def made(database: Database) -> None:
    """A form that is kept."""
    with database.begin(system_actor()) as session:
        own_forms.add(session, FILE, "Kept")


def _deleted_and_back(p: Any) -> object:
    own_forms.delete(p.session, [1])
    return own_forms.restore(p.session, [1])


NEEDS: dict[tuple[ModuleType, str], tuple[str, Callable[[Any], object]]] = {
    (own_forms, "rows"): ("reports:run", lambda p: own_forms.rows(p.session)),
    (own_forms, "get"): ("reports:run", lambda p: own_forms.get(p.session, 1)),
    (own_forms, "by_name"): ("reports:run", lambda p: own_forms.by_name(p.session, "kept")),
    (own_forms, "content"): ("reports:run", lambda p: own_forms.content(p.session, 1)),
    (own_forms, "file_of"): ("reports:run", lambda p: own_forms.file_of(p.session, 1)),
    (own_forms, "add"): ("reports:edit", lambda p: own_forms.add(p.session, FILE)),
    (own_forms, "replace"): ("reports:edit", lambda p: own_forms.replace(p.session, 1, FILE)),
    (own_forms, "rename"): ("reports:edit", lambda p: own_forms.rename(p.session, 1, "New", "")),
    (own_forms, "delete"): ("reports:edit", lambda p: own_forms.delete(p.session, [1])),
    (own_forms, "restore"): ("reports:edit", _deleted_and_back),
}
ALSO: dict[tuple[ModuleType, str], set[str]] = {}
OPEN = {
    (own_forms, "save"): "reads `content` in a session of its own (test_own_forms)",
    (own_forms, "opened"): "reads a file of the person's own",
    (own_forms, "check"): "judges what was read",
    (own_forms, "subject_of"): "judges names",
    (own_forms, "permissions"): "judges names",
    (own_forms, "sensitive"): "judges names",
    (own_forms, "names_class"): "judges names",
    (form_words, "place"): "words",
    (form_words, "wrong"): "words",
    (form_words, "dropped"): "words",
}
