"""Which right each function of certificates and letters asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import ModuleType
from typing import Any

from sqlalchemy import insert

from sms_desktop.core.actor import system_actor
from sms_desktop.core.clock import utc_now
from sms_desktop.db.changes import describe
from sms_desktop.db.database import Database
from sms_desktop.db.documents import IssuedDocument, IssuedPages
from sms_desktop.services.papers import (
    issued,
    letter_originals,
    letter_pages,
    letter_recipients,
    letter_tables,
    letter_texts,
    letters,
    paper_fields,
    paper_person,
    paper_results,
)
from sms_desktop.services.papers.letter_originals import LetterData

MODULES = (
    letters, letter_recipients, letter_texts, letter_tables, letter_pages, letter_originals, issued, paper_fields,
    paper_person, paper_results,
)  # fmt: skip
PAGES = b"%PDF-1.4 pages"
DATA = LetterData("Ours", "other", "en", "A title", "For ${student.full_name}")
KNOWN = "attendance.en"


def made(database: Database) -> None:
    """A document that was issued."""
    with database.begin(system_actor()) as session:
        row = IssuedDocument(
            year=2026, number=1, kind="other", title="A title", student_id=1, language="en", issued_at=utc_now(),
            issued_by="eleni", content_hash=issued.digest(PAGES),
        )  # fmt: skip
        session.add(row)
        session.flush()
        session.execute(insert(IssuedPages), [{"issued_id": row.id, "content": PAGES}])
        describe(session, "Issue {document}", document=row.title, fields=["student.last_name"])


def _deleted_and_back(p: Any) -> object:
    letters.delete(p.session, [KNOWN])
    return letters.restore(p.session, [KNOWN])


def _named(p: Any) -> object:
    return paper_fields.of_students(p.session, [1], ["student.last_name"])


NEEDS: dict[tuple[ModuleType, str], tuple[str, Callable[[Any], object]]] = {
    (letters, "every"): ("reports:issue", lambda p: letters.every(p.session)),
    (letters, "get"): ("reports:issue", lambda p: letters.get(p.session, KNOWN)),
    (letters, "named"): ("reports:issue", lambda p: letters.named(p.session, "attendance", "en")),
    (letters, "in_language"): ("reports:issue", lambda p: letters.in_language(p.session, KNOWN, "el")),
    (letters, "preview"): ("reports:issue", lambda p: letters.preview(p.session, DATA, 1)),
    (letters, "create"): ("reports:edit", lambda p: letters.create(p.session, DATA)),
    (letters, "duplicate"): ("reports:edit", lambda p: letters.duplicate(p.session, KNOWN, "Another")),
    (letters, "update"): ("reports:edit", lambda p: letters.update(p.session, KNOWN, replace(DATA, name="X"))),
    (letters, "reset"): ("reports:edit", lambda p: letters.reset(p.session, KNOWN)),
    (letters, "delete"): ("reports:edit", lambda p: letters.delete(p.session, [KNOWN])),
    (letters, "restore"): ("reports:edit", _deleted_and_back),
    (issued, "count"): ("reports:issue", lambda p: issued.count(p.session)),
    (issued, "page"): ("reports:issue", lambda p: issued.page(p.session)),
    (issued, "get"): ("reports:issue", lambda p: issued.get(p.session, 1)),
    (issued, "by_number"): ("reports:issue", lambda p: issued.by_number(p.session, "1/2026")),
    (issued, "pages"): ("reports:issue", lambda p: issued.pages(p.session, 1)),
    (issued, "cancel"): ("reports:issue", lambda p: issued.cancel(p.session, 1, "Wrong student")),
    (paper_fields, "of_students"): ("students:view", _named),
    (paper_fields, "of_offering"): ("offerings:view", lambda p: paper_fields.of_offering(p.session, 1)),
    (paper_results, "values"): ("grades:view", lambda p: paper_results.values(p.session, [1], 1)),
}
ALSO: dict[tuple[ModuleType, str], set[str]] = {
    (letters, "preview"): {"students:view"},
    **{(issued, name): {"students:view"} for name in ("count", "page", "get", "by_number", "pages", "cancel")},
    (paper_fields, "of_offering"): {"students:view"},
}
OPEN = {
    (letters, "names_guardian"): "judges names",
    (letter_texts, "fields_in"): "reads what was typed",
    (letter_texts, "problems"): "judges what was typed",
    (letter_texts, "composed"): "puts in what was read",
    (letter_tables, "table"): "shows what was read",
    (letter_tables, "rows"): "shows what was read",
    (letter_recipients, "why_not"): "judges what was read",
    (letter_pages, "number_of"): "a number as a text",
    (letter_pages, "composed"): "puts in what was read",
    (letter_originals, "kind_words"): "a word",
    (issued, "next_number"): "part of issuing",
    (issued, "require_in_order"): "part of issuing",
    (issued, "damaged"): "part of a check",
    (issued, "digest"): "a sum of bytes",
    (paper_fields, "require_all_results"): "asks for the right over the whole school (test_own_form)",
    (paper_fields, "require_fields"): "asks for the rights over the whole school (test_issuing)",
    (paper_fields, "unknown"): "judges names",
    (paper_fields, "shown"): "a value as a text",
    (paper_fields, "of_school"): "what stands on every paper that leaves the school",
    (paper_person, "values"): "turns a row into values",
    (paper_person, "day_parts"): "turns a day into values",
    (paper_results, "graded"): "turns what was read into values",
    (paper_results, "credits"): "adds up what was read",
    (paper_results, "finished"): "judges what was read",
    (paper_fields, "file_stem"): "a name from what was read",
}
