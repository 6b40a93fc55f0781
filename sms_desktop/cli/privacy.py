"""Privacy by command: a person's file, restrictions, looks at health notes, erasing; rules are in `privacy_rules`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sms_desktop.cli import privacy_rules
from sms_desktop.cli.arguments import Group, Parser
from sms_desktop.cli.call import Call, school
from sms_desktop.cli.cancelling import cancellable
from sms_desktop.cli.output import table
from sms_desktop.core import i18n
from sms_desktop.core.i18n import _, format_moment

#: The ways of `services.privacy.erasure_rules`, which is too heavy for `--help`; a test holds the two together.
MODES = ("notes", "absences", "reduce", "erase")


def add_to(commands: Group) -> None:
    """Adds this group's commands."""
    group = Group(commands.add("privacy", _("a person's file, restrictions, erasure and the yearly review")), "action")
    export = group.add("export", _("everything about one student as a zip: readable and as JSON"), export_person)
    _number(export)
    export.add_argument("--to", required=True, metavar=_("FILE"), help=_("file to write, such as person.zip"))
    export.add_argument("--purpose", required=True, metavar=_("TEXT"), help=_("what it is for; the log keeps it"))
    export.add_argument("--lang", choices=tuple(i18n.LANGUAGES), help=_("language of the readable part"))
    _reason(_number(group.add("restrict", _("withhold address, telephones, photo and contacts"), restrict)))
    _reason(_number(group.add("lift", _("end a restriction"), lift)))
    group.add("restricted", _("the students under a restriction"), restricted)
    privacy_rules.add_to(group)
    views = group.add("views", _("who looked at health notes"), list_views)
    views.add_argument("--student", metavar=_("NUMBER"), help=_("only this student"))
    _add_erase(group)


def _add_erase(group: Group) -> None:
    parser = group.add("erase", _("show what erasing would do; with --yes, do it (it can't be undone)"), erase)
    parser.add_argument("numbers", nargs="+", metavar=_("NUMBER"), help=_("student numbers"))
    parser.add_argument(
        "--mode", choices=MODES, default="reduce",
        help=_("reduce: register and results stay under the name; erase: results stay without it; notes: only the "
               "health note and the private note go; absences: only notes and documents at absences (reduce)"),
    )  # fmt: skip
    privacy_rules.add_yes(parser)


def _number(parser: Parser) -> Parser:
    parser.add_argument("number", metavar=_("NUMBER"), help=_("student number"))
    return parser


def _reason(parser: Parser) -> None:
    parser.add_argument("--reason", required=True, metavar=_("TEXT"), help=_("why; the log keeps it"))


def export_person(call: Call) -> int:
    """Writes the file of one student."""
    from sms_desktop.services.privacy import person_file

    asked = call.arguments
    with school(call) as opened, cancellable(call.out) as progress:
        student = _ids(opened, [asked.number])[0]
        language = asked.lang or i18n.language()
        done = person_file.write(
            opened.database, opened.actor, student, Path(asked.to), asked.purpose, language, progress
        )
    sentence = _("Everything about {name} is in {file}.").format(name=done.name, file=done.file)
    call.out.answer({"file": str(done.file), "files": list(done.files)}, [sentence])
    return 0


def _ids(opened: Any, numbers: Sequence[str]) -> list[int]:
    from sms_desktop.services import students

    with opened.database.read(opened.actor) as session:
        return [students.by_number(session, number) for number in numbers]


def restrict(call: Call) -> int:
    """Puts a student under a restriction."""
    from sms_desktop.services.privacy import restriction

    return _changed(call, restriction.restrict, _("{number} is restricted."))


def lift(call: Call) -> int:
    """Ends a restriction."""
    from sms_desktop.services.privacy import restriction

    return _changed(call, restriction.lift, _("{number} is no longer restricted."))


def _changed(call: Call, work: Any, sentence: str) -> int:
    asked = call.arguments
    with school(call) as opened:
        student = _ids(opened, [asked.number])[0]
        with opened.database.begin(opened.actor, "update") as session:
            work(session, student, asked.reason)
    call.out.answer({"student_number": asked.number}, [sentence.format(number=asked.number)])
    return 0


def restricted(call: Call) -> int:
    """The students under a restriction, and why."""
    from sms_desktop.services.privacy import restriction

    with school(call) as opened, opened.database.read(opened.actor) as session:
        rows = restriction.restricted(session)
    titles = (_("Number"), _("Name"), _("Since"), _("Why"))
    cells = [(row.student_number, row.name, format_moment(row.since), row.why) for row in rows]
    call.out.answer([asdict(row) for row in rows], table(titles, cells) if rows else [_("Nobody is restricted.")])
    return 0


def list_views(call: Call) -> int:
    """Who looked at health notes, the newest first."""
    from sms_desktop.services.privacy import viewing

    number = call.arguments.student
    with school(call) as opened:
        student = _ids(opened, [number])[0] if number else None
        with opened.database.read(opened.actor) as session:
            rows = viewing.views(session, student)
    titles = (_("When"), _("Who"), _("Workstation"), _("Number"), _("Name"))
    cells = [(format_moment(row.at), row.user_name, row.workstation, row.student_number, row.name) for row in rows]
    call.out.answer([asdict(row) for row in rows], table(titles, cells) if rows else [_("Nobody looked at any.")])
    return 0


def erase(call: Call) -> int:
    """Shows what would go and stay, and with `--yes` does it."""
    from sms_desktop.services.privacy import erasure

    asked = call.arguments
    with school(call) as opened:
        ids = _ids(opened, asked.numbers)
        return privacy_rules.erase(
            call, opened, ids, asked.mode, lambda session: erasure.erase(session, ids, asked.mode, asked.reason)
        )
