"""Certificates and letters by command: `certificate`, and the register of what was issued: `issued`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sms_desktop.cli.arguments import Group
from sms_desktop.cli.attending import day
from sms_desktop.cli.call import Call, school
from sms_desktop.cli.cancelling import cancellable
from sms_desktop.cli.output import table
from sms_desktop.core import i18n
from sms_desktop.core.i18n import _, format_date, format_moment, ngettext, pgettext

if TYPE_CHECKING:
    from sms_desktop.services.papers.issued import IssuedRow
    from sms_desktop.services.papers.issuing import Issued

_MOST = 10_000


def add_to(commands: Group) -> None:
    """Adds this group's commands."""
    parser = commands.add("certificate", _("issue a certificate or letter to students"), certificate)
    parser.add_argument(
        "template", metavar=_("TEMPLATE"), help=_("key or name, such as “attendance” (“issued templates” lists them)")
    )
    parser.add_argument(
        "--student", action="append", required=True, metavar=_("NUMBER"), help=_("student number; may be repeated")
    )
    parser.add_argument(
        "--to", required=True, metavar=_("FILE"), help=_("file to write, such as attendance.pdf; a folder with --each")
    )
    parser.add_argument("--lang", choices=tuple(i18n.LANGUAGES), help=_("language of the document"))
    parser.add_argument("--each", action="store_true", help=_("a file each, into a folder"))
    parser.add_argument("--purpose", default="", metavar=_("TEXT"), help=_("what it is for, as it stands in it"))
    parser.add_argument("--recipient", default="", metavar=_("TEXT"), help=_("whom it is addressed to"))
    _add_issued(Group(commands.add("issued", _("the register of issued documents")), "action"))


def _add_issued(group: Group) -> None:
    group.add("templates", _("the certificates and letters there are"), templates)
    listed = group.add("list", _("what was issued, the newest first"), list_issued)
    listed.add_argument("text", nargs="?", default="", metavar=_("TEXT"), help=_("a number, or a student's name"))
    listed.add_argument("--kind", metavar=_("KIND"), help=_("only this kind, such as “attendance”"))
    for name, text in (("--from", _("first day, such as 2026-09-21")), ("--until", _("last day"))):
        listed.add_argument(name, dest={"--from": "since"}.get(name), type=day, metavar=_("DATE"), help=text)
    for name, text, run in (
        ("show", _("one document of the register"), show),
        ("print", _("write a copy of a document, as it was issued"), write_copy),
        ("cancel", _("cancel a document; its number stays"), cancel),
    ):
        one = group.add(name, text, run)
        one.add_argument("number", metavar=_("NUMBER"), help=_("its number, such as 12/2026, or 12 of this year"))
        if name == "print":
            one.add_argument("--to", required=True, metavar=_("FILE"), help=_("file to write, such as copy.pdf"))
        if name == "cancel":
            one.add_argument("--reason", required=True, metavar=_("TEXT"), help=_("why; the register keeps it"))


def certificate(call: Call) -> int:
    """Issues a template to students; 1 where somebody was left out or a file could not be written."""
    from sms_desktop.services import students
    from sms_desktop.services.papers import issuing, letters

    asked = call.arguments
    with school(call) as opened, cancellable(call.out) as progress:
        with opened.database.read(opened.actor) as session:
            letter = letters.named(session, asked.template, asked.lang or i18n.language())
            ids = tuple(students.by_number(session, number) for number in asked.student)
        order = issuing.Order(letter.ref, ids, asked.lang or "", asked.purpose, asked.recipient, asked.each)
        done = issuing.issue(opened.database, opened.actor, order, Path(asked.to), progress)
    document = {
        "documents": [_document(row) for row in done.documents],
        "left": [{"id": one.student_id, "name": one.name, "message": one.sentence} for one in done.left],
        "files": [str(file) for file in done.files],
        "gaps": [{"name": name, "fields": list(fields)} for name, fields in done.gaps],
        "problem": done.problem or None,
    }
    call.out.answer(document, _told(done))
    return 1 if done.left or done.problem else 0


def _told(done: Issued) -> Iterator[str]:
    for row in done.documents:
        yield _("Issued: {document} for {name}.").format(document=row.name, name=row.student)
    for file in done.files:
        yield _("Written: {file}").format(file=file)
    for name, fields in done.gaps:
        yield _("{name}: nothing is known for {fields}; a gap is left for it.").format(
            name=name, fields=", ".join(fields)
        )
    yield from (one.sentence for one in done.left)
    if done.problem:
        yield done.problem
        yield _("The documents are issued. “smsctl issued print” writes them from the register.")


def templates(call: Call) -> int:
    """The templates, those of the program first."""
    from sms_desktop.services.papers import letters
    from sms_desktop.services.papers.letter_originals import kind_words

    with school(call) as opened, opened.database.read(opened.actor) as session:
        found = letters.every(session)
    document = [{"ref": one.ref, "key": one.key, "edited": one.edited, **asdict(one.data)} for one in found]
    rows = [(one.key or one.ref, one.data.name, i18n.LANGUAGES[one.data.language], kind_words(one.data.kind))
            for one in found]  # fmt: skip
    call.out.answer(document, table((_("Template"), _("Name"), _("Language"), _("Kind")), rows))
    return 0


def list_issued(call: Call) -> int:
    """The register, or the part of it that was asked for."""
    from sms_desktop.services.listing import Condition, Listing
    from sms_desktop.services.papers import issued

    asked = call.arguments
    where = [Condition("kind", "=", asked.kind)] if asked.kind else []
    for sign, limit in ((">=", asked.since), ("<=", asked.until)):
        where += [Condition("issued_on", sign, limit.isoformat())] if limit else []
    with school(call) as opened, opened.database.read(opened.actor) as session:
        rows = issued.page(session, Listing(asked.text, tuple(where)), 0, _MOST)
    lines = _lines(rows) if rows else [_("Nothing was issued that fits.")]
    call.out.answer([_document(row) for row in rows], lines)
    return 0


def show(call: Call) -> int:
    """One document of the register."""
    from sms_desktop.services.papers import issued

    with school(call) as opened, opened.database.read(opened.actor) as session:
        row = issued.by_number(session, call.arguments.number)
    call.out.answer(_document(row), _lines([row]))
    return 0


def write_copy(call: Call) -> int:
    """Writes a copy, byte by byte as it was issued; the log keeps that."""
    from sms_desktop.services.papers import issued, issuing

    target = Path(call.arguments.to)
    with school(call) as opened:
        with opened.database.read(opened.actor) as session:
            row = issued.by_number(session, call.arguments.number)
        issuing.copy(opened.database, opened.actor, row.id, target)
    sentence = _("A copy of {document} is in {file}.").format(document=row.name, file=target)
    call.out.answer({**_document(row), "file": str(target)}, [sentence])
    return 0


def cancel(call: Call) -> int:
    """Cancels a document."""
    from sms_desktop.services.papers import issued

    with school(call) as opened:
        with opened.database.begin(opened.actor, "update") as session:
            row = issued.by_number(session, call.arguments.number)
            issued.cancel(session, row.id, call.arguments.reason)
        with opened.database.read(opened.actor) as session:
            row = issued.get(session, row.id)
    call.out.answer(_document(row), [_("{document} is cancelled.").format(document=row.name)])
    return 0


def _document(row: IssuedRow) -> dict[str, Any]:
    """A row of the register as JSON has it."""
    return {
        "number": row.number_text or None,
        **{name: getattr(row, name) for name in (
            "kind", "title", "student_number", "last_name", "first_name", "language", "issued_at", "issued_by",
            "recipient", "purpose", "cancelled_at", "cancelled_by", "cancel_reason",
        )},
    }  # fmt: skip


def _lines(rows: Sequence[IssuedRow]) -> list[str]:
    heads = (_("Number"), _("Issued"), pgettext("document", "Document"), _("Student"), _("Purpose"), _("By"))
    titles = (*heads, _("Cancelled"))
    cells = [
        (row.number_text, format_moment(row.issued_at), row.title, f"{row.student} ({row.student_number})", row.purpose,
         row.issued_by, f"{format_date(row.cancelled_at)} {row.cancel_reason}".strip())
        for row in rows
    ]  # fmt: skip
    count = ngettext("{n} document", "{n} documents", len(rows)).format(n=len(rows))
    return [*table(titles, cells), count]
