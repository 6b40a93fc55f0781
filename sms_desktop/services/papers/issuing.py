"""Issuing certificates and letters: numbers and pages are kept in one transaction, and then written to files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from sms_desktop.core.actor import Actor
from sms_desktop.core.clock import utc_now
from sms_desktop.core.errors import Conflict, Invalid, NotFound
from sms_desktop.core.files import UNFINISHED, atomic_writer
from sms_desktop.core.i18n import N_, _, language, speaking
from sms_desktop.core.progress import Progress, silent
from sms_desktop.db.changes import describe, recorder
from sms_desktop.db.database import Database
from sms_desktop.db.documents import IssuedDocument, IssuedPages
from sms_desktop.db.people import Student
from sms_desktop.services import news, own_folder, unfinished
from sms_desktop.services.checks import storable
from sms_desktop.services.listing import Condition, Listing
from sms_desktop.services.papers import (
    issued,
    issued_files,
    letter_pages,
    letter_texts,
    letterhead,
    letters,
    paper_fields,
    report_log,
)
from sms_desktop.services.papers.issued import IssuedRow
from sms_desktop.services.papers.letter_pages import Sheet
from sms_desktop.services.papers.letter_recipients import why_not
from sms_desktop.services.papers.letters import Letter

_LONGEST_PURPOSE, _LONGEST_RECIPIENT = 500, 300
#: How often pages are drawn before the transaction, so that it is short; then they are drawn inside it.
_TRIES = 2
_AT_ONCE = 500


@dataclass(frozen=True)
class Order:
    """What is to be issued: a template by its `ref` (`letters.every`), to whom, and what for.

    `language` empty is the template's own; another one is that of its sibling with the same key. `each_its_file`
    writes a file for each student into a folder, else all are in one file.
    """

    ref: str
    student_ids: tuple[int, ...]
    language: str = ""
    purpose: str = ""
    recipient: str = ""
    each_its_file: bool = False


@dataclass(frozen=True)
class NotIssued:
    """A student who got no document, and why: a sentence for people."""

    student_id: int
    name: str
    sentence: str


@dataclass(frozen=True)
class Issued:
    """What was issued: the rows of the register in the order asked for, who was left out, and the files.

    `gaps` are the fields that were empty, by student, and are left to be filled by hand. `problem` is the sentence
    where the file could not be written: the documents are issued all the same, and saved again from the register.
    """

    documents: tuple[IssuedRow, ...]
    left: tuple[NotIssued, ...]
    files: tuple[Path, ...] = ()
    gaps: tuple[tuple[str, tuple[str, ...]], ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class _Draft:
    """Sheets with the numbers that they will have if nobody writes meanwhile."""

    letter: Letter
    year: int
    first: int
    sheets: dict[int, Sheet]
    names: dict[int, str]
    left: tuple[NotIssued, ...]
    seen: int


def issue(
    database: Database, who: Actor, order: Order, target: Path | None = None, progress: Progress = silent
) -> Issued:
    """Issues a template to students: each gets the next number of the year, and its pages are kept as they are.

    Numbers and pages of all are kept in one transaction or not at all; who can't get one (deleted, has left, no
    absence to be warned of) is left out and named. Then the file is written, or the files into the folder `target`.
    Progress counts documents; cancelling leaves nothing. The language is the process's while it runs (`speaking`).
    Raises `Denied`, `NotFound`, `Invalid` (also where nobody is left), `StorageProblem` for a folder that takes no
    file.
    """
    who.require("reports:issue")
    _check(order, target)
    if target is not None:
        own_folder.require_outside(database, target / UNFINISHED if order.each_its_file else target)
        issued_files.prove_place(database, target, each=order.each_its_file)
    reader = language()
    with database.read(who) as session:
        letter = _letter(session, order)
    with speaking(letter.data.language):
        draft, contents, ids = _kept(database, who, order, reader, progress)
    documents, title = [sheet.document for sheet in draft.sheets.values()], draft.letter.data.title
    wanted = issued_files.Wanted(documents, contents, title, order.each_its_file)
    files, problem = issued_files.write(database, wanted, target) if target is not None else ((), "")
    with database.read(who) as session:
        rows = issued.page(session, Listing(where=(Condition("id", "=", ids),), sort="id"), 0, len(ids))
    gaps = [(draft.names[one], sheet.gaps) for one, sheet in draft.sheets.items() if sheet.gaps]
    return Issued(tuple(rows), draft.left, files, tuple(gaps), problem)


def copy(database: Database, who: Actor, issued_id: int, target: Path | None = None) -> bytes:
    """The pages of a document as they were issued, for handing out once more; the log keeps that.

    They are written to `target` where one is said. Raises `Conflict` for a cancelled one, `Invalid` for another ending
    than `.pdf`, and what `issued.pages` and writing a file raise: then the log keeps nothing.
    """
    if target is not None and not _is_pdf(target):
        raise Invalid(file=_("End the file's name in .pdf."))
    with database.read(who) as session:
        row, content = issued.get(session, issued_id), issued.pages(session, issued_id)
    if row.cancelled_at is not None:
        raise Conflict(
            _("{name} is cancelled: no copy of it is handed out.").format(name=row.name),
            _("Issue a new one. The register shows why this one was cancelled."),
            code="cancelled",
        )
    if target is None:
        with database.begin(who, "report") as session:
            _note_copy(session, row)
        return content
    with report_log.entry(database, who) as entry, unfinished.noted(database, target.parent, [target.name]):
        with atomic_writer(target, proven=lambda _file: entry.write(lambda session: _note_copy(session, row))) as file:
            file.write(content)
        entry.files.append(target)
    return content


def _note_copy(session: Session, row: IssuedRow) -> None:
    describe(
        session, N_("Copy of {document} for {name}"),
        action="report", document=row.name, name=row.student, student_id=row.student_id, rows=1, format="PDF",
    )  # fmt: skip


def _is_pdf(target: Path) -> bool:
    return target.suffix.lower() == ".pdf"


def _check(order: Order, target: Path | None) -> None:
    """Raises what can be known before a number is taken."""
    from sms_desktop.formats.paper.lettering import unwritable

    wrong = {}
    for name, text, most in (
        ("purpose", order.purpose, _LONGEST_PURPOSE), ("recipient", order.recipient, _LONGEST_RECIPIENT),
    ):  # fmt: skip
        if len(text) > most:
            wrong[name] = _("At most {most} characters fit here.").format(most=most)
        elif not storable(text):
            wrong[name] = _("There is a character in this that can't be shown. Type the text anew.")
        elif lacking := unwritable(text):
            wrong[name] = _("The paper's font has no sign for these letters: {letters}.").format(letters=lacking)
    if not order.student_ids:
        wrong["students"] = _("Choose at least one student.")
    if target is not None and not order.each_its_file and not _is_pdf(target):
        wrong["file"] = _("End the file's name in .pdf.")
    if wrong:
        raise Invalid(**wrong)


def _kept(
    database: Database, who: Actor, order: Order, reader: str, progress: Progress
) -> tuple[_Draft, list[bytes], list[int]]:
    """Draws and keeps. Pages are drawn before the transaction, and again where somebody wrote meanwhile.

    So others wait a moment for a hundred certificates, not seconds, and no number is taken twice.
    """
    for _try in range(_TRIES):
        with database.read(who) as session:
            draft = _draft(session, order, reader)
        contents = _drawn(draft, progress)
        with database.begin(who, "report") as session:
            if news.newest_change(session) == draft.seen:
                return draft, contents, _keep(session, order, draft, contents)
    with database.begin(who, "report") as session:
        draft = _draft(session, order, reader)
        contents = _drawn(draft, progress)
        return draft, contents, _keep(session, order, draft, contents)


def _letter(session: Session, order: Order) -> Letter:
    """The template that is to be issued; raises `NotFound`, also for one that was deleted."""
    letter = letters.in_language(session, order.ref, order.language)
    if letter.deleted:
        raise NotFound(
            _("“{name}” was deleted.").format(name=letter.data.name),
            _("Bring it back first, among the deleted letters, or choose another one."),
            code="no_letter",
        )
    return letter


def _draft(session: Session, order: Order, reader: str) -> _Draft:
    """The sheets, in the language of the moment; why somebody gets none is said in the `reader`'s."""
    letter = _letter(session, order)
    named = letter_texts.fields_in(letter.data.body)
    paper_fields.require_fields(session, named)
    ids = tuple(dict.fromkeys(order.student_ids))
    found = paper_fields.of_students(session, ids, named, own_paper=not letters.names_guardian(named))
    status, instead = _statuses(session, ids), _for_who_left(session, letter)
    with speaking(reader):
        why = {one: _why_not(letter, instead, status, found, one) for one in ids}
        left = [NotIssued(one, status[one][0], sentence) for one, sentence in why.items() if sentence]
    wanted = [one for one in ids if one not in {each.student_id for each in left}]
    if not wanted:
        raise Invalid(" ".join(dict.fromkeys(each.sentence for each in left)), code="nobody_left")
    today: Any = found[wanted[0]]["today"]
    if letter.data.numbered:
        with speaking(reader):
            issued.require_in_order(session, today)
    first = issued.next_number(session, today.year)
    school, numbers = letterhead.school(session), letter.data.numbered
    sheets = {
        one: letter_pages.composed(
            letter.data, found[one], school, first + n if numbers else None, order.purpose.strip(),
            order.recipient.strip(),
        )
        for n, one in enumerate(wanted)
    }  # fmt: skip
    names = {one: status[one][0] for one in wanted}
    return _Draft(letter, today.year, first, sheets, names, tuple(left), news.newest_change(session))


def _for_who_left(session: Session, letter: Letter) -> str:
    """The name of the letter of the same kind for those who have left; empty where there is none."""
    same = (one.data for one in letters.every(session) if one.data.language == letter.data.language)
    return next((data.name for data in same if data.only_left and data.kind == letter.data.kind), "")


def _why_not(
    letter: Letter,
    instead: str,
    status: dict[int, tuple[str, str, bool]],
    found: dict[int, dict[str, object]],
    student_id: int,
) -> str:
    """Why a student gets none, as a sentence; empty where nothing is in the way."""
    name, standing, nameless = status.setdefault(student_id, ("", "", False))
    if student_id not in found or nameless:
        return (
            _("{name} is not there any more.").format(name=name) if name else _("This student is not there any more.")
        )
    return why_not(letter.data, name, standing, found[student_id], instead)


def _statuses(session: Session, student_ids: Sequence[int]) -> dict[int, tuple[str, str, bool]]:
    """Name, status, and whether the name itself was erased (then it is the number); of deleted ones, too."""
    own = (Student.id, Student.last_name, Student.first_name, Student.student_number, Student.status, Student.erased_at)
    found: dict[int, tuple[str, str, bool]] = {}
    for start in range(0, len(student_ids), _AT_ONCE):
        for row in session.execute(select(*own).where(Student.id.in_(student_ids[start : start + _AT_ONCE]))):
            nameless = row.erased_at is not None and row.first_name == row.student_number
            found[row.id] = f"{row.last_name} {row.first_name}", row.status, nameless
    return found


def _drawn(draft: _Draft, progress: Progress) -> list[bytes]:
    """Each document as a PDF of its own."""
    found = []
    for count, sheet in enumerate(draft.sheets.values()):
        progress(count, len(draft.sheets))
        found.append(issued_files.pdf([sheet.document], draft.letter.data.title))
    progress(len(draft.sheets), len(draft.sheets))
    return found


def _keep(session: Session, order: Order, draft: _Draft, contents: Sequence[bytes]) -> list[int]:
    """Puts the documents into the register with their pages; returns their ids."""
    data, record = draft.letter.data, recorder(session)
    rows = [
        IssuedDocument(
            year=draft.year,
            number=draft.first + n if data.numbered else None,
            kind=data.kind,
            title=data.title,
            student_id=student_id,
            language=data.language,
            issued_at=utc_now(),
            issued_by=record.actor.name,
            recipient=order.recipient.strip(),
            purpose=order.purpose.strip(),
            content_hash=issued.digest(content),
        )
        for n, (student_id, content) in enumerate(zip(draft.sheets, contents, strict=True))
    ]
    session.add_all(rows)
    session.flush()
    pages = [{"issued_id": row.id, "content": content} for row, content in zip(rows, contents, strict=True)]
    session.execute(insert(IssuedPages), pages)
    _describe(session, draft, rows)
    record.reason = record.reason or order.purpose.strip()
    return [row.id for row in rows]


def _describe(session: Session, draft: _Draft, rows: Sequence[IssuedDocument]) -> None:
    title, first, last = draft.letter.data.title, _number(rows[0]), _number(rows[-1])
    more: dict[str, Any] = {
        "action": "report",
        "rows": len(rows),
        "format": "PDF",
        "document": f"{title} {first}".strip(),
        "fields": sorted(letter_texts.fields_in(draft.letter.data.body)),
    }
    if len(rows) == 1:
        student_id, name = next(iter(draft.names.items()))
        describe(session, N_("Issue {document} to {name}"), name=name, student_id=student_id, **more)
    elif first:
        describe(session, N_("Issue {document} to {last}, {rows} documents"), last=last, **more)
    else:
        describe(session, N_("Issue {document}, {rows} documents"), **more)


def _number(row: IssuedDocument) -> str:
    return letter_pages.number_of(row.number, row.year)
