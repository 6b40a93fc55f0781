"""The school's own Word and Excel forms by command: `forms`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sms_desktop.cli import finding
from sms_desktop.cli.arguments import Group
from sms_desktop.cli.call import Call, school
from sms_desktop.cli.cancelling import cancellable
from sms_desktop.cli.output import table
from sms_desktop.core import i18n
from sms_desktop.core.i18n import _, ngettext

if TYPE_CHECKING:
    from sms_desktop.reports.own_form import Asked, Filled
    from sms_desktop.services.papers.own_forms import FormFile, FormRow

#: More names than this are only counted.
_MOST_NAMED = 5


def add_to(commands: Group) -> None:
    """Adds this group's commands."""
    group = Group(commands.add("forms", _("fill Word and Excel forms of the school's own")), "action")
    group.add("list", _("the forms there are"), list_forms)
    group.add("fields", _("the fields that a form may name"), list_fields)
    checked = group.add("check", _("look at a form: its fields, and what is wrong with it"), check)
    checked.add_argument("form", metavar=_("FORM"), help=_("a file, or the name of a form that is kept"))
    added = group.add("add", _("keep a form"), add)
    added.add_argument(
        "file", metavar=_("FILE"), help=_("a .docx, .xlsx or template with fields such as ${student.last_name}")
    )
    added.add_argument("--name", default="", metavar=_("NAME"), help=_("name to choose it by (else the file's)"))
    added.add_argument("--note", default="", metavar=_("TEXT"), help=_("what it is for"))
    added.add_argument("--replace", action="store_true", help=_("put it in the place of the form of that name"))
    _add_fill(group.add("fill", _("fill a form for students or a class"), fill))
    saved = group.add("save", _("save a form as it is kept, unfilled"), save)
    saved.add_argument("name", metavar=_("NAME"), help=_("name of the form"))
    saved.add_argument("--to", required=True, metavar=_("FILE"), help=_("file to write"))
    removed = group.add("remove", _("delete a form; it can be restored"), remove)
    removed.add_argument("name", metavar=_("NAME"), help=_("name of the form"))


def _add_fill(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar=_("NAME"), help=_("name of the form"))
    parser.add_argument(
        "--student", action="append", default=[], metavar=_("NUMBER"), help=_("student number; may be repeated")
    )
    parser.add_argument("--course", metavar=_("COURSE"), help=_("the students, or the class, of a course"))
    parser.add_argument("--section", metavar=_("SECTION"), help=_("section, where the course has several in a term"))
    parser.add_argument(
        "--term", metavar=_("TERM"), help=_("term, such as “2026-2027 Winter” (else the current one, else the newest)")
    )
    parser.add_argument(
        "--to", required=True, metavar=_("FILE"), help=_("file to write; a folder where there is one for each student")
    )
    parser.add_argument("--together", action="store_true", help=_("all students in one Word file, each on a new page"))
    parser.add_argument("--lang", choices=tuple(i18n.LANGUAGES), help=_("language of dates and words in the form"))
    parser.add_argument("--purpose", default="", metavar=_("TEXT"), help=_("what it is for; the log keeps it"))
    parser.add_argument("--recipient", default="", metavar=_("TEXT"), help=_("whom it is addressed to"))


def list_forms(call: Call) -> int:
    """The forms by name."""
    from sms_desktop.services.papers import own_forms

    with school(call) as opened, opened.database.read(opened.actor) as session:
        found = own_forms.rows(session)
    rows = [(one.name, one.file_name, _whose(one.subject), one.note) for one in found]
    lines = table((_("Name"), _("File"), _("Filled for"), _("Note")), rows) if found else [_("There are no forms yet.")]
    call.out.answer([asdict(one) for one in found], lines)
    return 0


def list_fields(call: Call) -> int:
    """All fields with their labels."""
    from sms_desktop.services.papers.paper_fields import FIELDS

    document = [{"name": one.name, "label": _(one.label), "group": _(one.group)} for one in FIELDS]
    rows = [(f"${{{one['name']}}}", one["label"], one["group"]) for one in document]
    call.out.answer(document, table((_("Field"), _("Meaning"), _("Group")), rows))
    return 0


def check(call: Call) -> int:
    """A file, or a form that is kept; 1 where it can't be used."""
    from sms_desktop.services.papers import own_forms

    wanted = call.arguments.form
    if Path(wanted).is_file():
        found = own_forms.opened(Path(wanted))
    else:
        with school(call) as opened, opened.database.read(opened.actor) as session:
            found = own_forms.file_of(session, own_forms.by_name(session, wanted).id)
    call.out.answer(_document(found), _lines(found))
    return 1 if found.problems else 0


def add(call: Call) -> int:
    """Keeps a form, or replaces the one of that name."""
    from sms_desktop.services.papers import own_forms

    asked = call.arguments
    with school(call) as opened:
        opened.actor.require("reports:edit")
        file = own_forms.opened(Path(asked.file))
        name = asked.name or Path(file.file_name).stem
        with opened.database.begin(opened.actor) as session:
            if asked.replace:
                form_id = own_forms.by_name(session, name).id
                own_forms.replace(session, form_id, file)
            else:
                form_id = own_forms.add(session, file, name, asked.note)
        with opened.database.read(opened.actor) as session:
            row = own_forms.get(session, form_id)
    call.out.answer({**asdict(row), **_document(file)}, _added(row, file))
    return 0


def fill(call: Call) -> int:
    """Fills a form; 1 where somebody was left out."""
    from sms_desktop.reports import own_form

    with school(call) as opened, cancellable(call.out) as progress:
        with opened.database.read(opened.actor) as session:
            asked = _asked(session, call.arguments)
        filled = own_form.fill(opened.database, opened.actor, asked, Path(call.arguments.to), progress)
    call.out.answer(own_form.answer(filled), _told(filled))
    return 1 if filled.left else 0


def save(call: Call) -> int:
    """Writes the form itself to a file."""
    from sms_desktop.services.papers import own_forms

    target = Path(call.arguments.to)
    with school(call) as opened:
        with opened.database.read(opened.actor) as session:
            row = own_forms.by_name(session, call.arguments.name)
        own_forms.save(opened.database, opened.actor, row.id, target)
    call.out.answer({**asdict(row), "file": str(target)}, [_("Written: {file}").format(file=target)])
    return 0


def remove(call: Call) -> int:
    """Deletes a form."""
    from sms_desktop.services.papers import own_forms

    with school(call) as opened, opened.database.begin(opened.actor) as session:
        row = own_forms.by_name(session, call.arguments.name)
        own_forms.delete(session, [row.id])
    call.out.answer(asdict(row), [_("The form “{name}” is deleted.").format(name=row.name)])
    return 0


def _asked(session: Any, asked: argparse.Namespace) -> Asked:
    from sms_desktop.reports.own_form import Asked
    from sms_desktop.services import enrolments, students
    from sms_desktop.services.papers import own_forms

    row = own_forms.by_name(session, asked.name)
    ids = [students.by_number(session, number) for number in asked.student]
    offering_id = None
    if asked.course:
        offering_id = finding.offering(session, asked.course, asked.term, asked.section).id
        if not ids and row.subject == own_forms.STUDENT:
            there = enrolments.of_offering(session, offering_id)
            ids = [one.student_id for one in there if one.status != "dropped"]
    more = (asked.together, asked.purpose, asked.recipient)
    return Asked(row.id, tuple(ids), offering_id, asked.lang or i18n.language(), *more)


def _whose(subject: str) -> str:
    return _("A class") if subject == "offering" else _("Students")


def _document(found: FormFile) -> dict[str, Any]:
    return {
        "file_name": found.file_name,
        "form": found.form,
        "subject": found.subject,
        "fields": [{"name": one.name, "places": list(one.places)} for one in found.fields],
        "problems": list(found.problems),
        "unknown": [{"name": name, "nearest": near or None} for name, near in found.unknown],
        "notes": list(found.notes),
    }


def _lines(found: FormFile) -> Iterator[str]:
    yield from table((_("Field"), _("Where")), [(one.name, ", ".join(one.places)) for one in found.fields])
    yield _("Filled for: {whom}").format(whom=_whose(found.subject))
    yield from found.notes
    yield from found.problems
    if not found.problems:
        yield _("The form can be used.")


def _added(row: FormRow, file: FormFile) -> Iterator[str]:
    count = len(file.fields)
    yield ngettext("Kept: {name}, with {n} field.", "Kept: {name}, with {n} fields.", count).format(
        name=row.name, n=count
    )
    yield from file.notes


def _told(filled: Filled) -> Iterator[str]:
    for file in filled.files:
        yield _("Written: {file}").format(file=file)
    for fields, names in _gaps(filled).items():
        if len(names) > _MOST_NAMED:
            names = [ngettext("{n} student", "{n} students", len(names)).format(n=len(names))]
        yield _("{name}: nothing is known for {fields}.").format(name=", ".join(names), fields=", ".join(fields))
    for one in filled.left:
        yield f"{one.name}: {one.sentence}" if one.name else one.sentence


def _gaps(filled: Filled) -> dict[tuple[str, ...], list[str]]:
    """The names of those of whom the same is not known, together."""
    found: dict[tuple[str, ...], list[str]] = {}
    for name, fields in filled.gaps:
        found.setdefault(fields, []).append(name)
    return found
