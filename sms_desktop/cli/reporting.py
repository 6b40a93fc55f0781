"""Papers on their way out: `report`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sms_desktop.cli import finding
from sms_desktop.cli.arguments import Group
from sms_desktop.cli.attending import day
from sms_desktop.cli.call import Call, school
from sms_desktop.cli.cancelling import cancellable
from sms_desktop.core import clock, i18n
from sms_desktop.core.errors import Invalid
from sms_desktop.core.i18n import _, format_number, ngettext

if TYPE_CHECKING:
    from sms_desktop.reports.report import Report
    from sms_desktop.reports.running import Made, Wanted

#: The reports of `reports.catalogue`, which is too heavy for `--help`; a test holds the two together.
REPORTS = (
    "performance", "transcript", "report-card", "class-list", "register", "grade-sheet", "absences", "honour-roll",
    "at-risk", "timetable", "id-cards",
)  # fmt: skip
PERIODS = (7, 30, 120, 365)


def add_to(commands: Group) -> None:
    """Adds this group's commands."""
    parser = commands.add("report", _("write a report as PDF, of students, a class or the school"), report)
    parser.add_argument("name", metavar=_("NAME"), choices=REPORTS, help=", ".join(REPORTS))
    parser.add_argument(
        "--to", required=True, metavar=_("FILE"), help=_("file to write, such as cards.pdf; a folder with --each")
    )
    _add_subjects(parser)
    _add_period(parser)
    parser.add_argument(
        "--lang", choices=(*i18n.LANGUAGES, "both"), help=_("language of the report; “both” makes each in Greek, then "
                                                            "in English")
    )  # fmt: skip
    parser.add_argument("--each", action="store_true", help=_("a file each, into a folder"))
    parser.add_argument("--least", type=int, metavar=_("PERCENT"), help=_("least average of an honour roll"))
    parser.add_argument(
        "--sensitive", action="store_true", help=_("with telephones and the like, for who may see them")
    )
    parser.add_argument("--to-sign", action="store_true", help=_("a class list with room for signatures"))
    parser.add_argument(
        "--blank-days", type=int, metavar="N", help=_("a register sheet with so many days without a date")
    )
    parser.add_argument("--whole-year", action="store_true", help=_("the honour roll of the whole year of the term"))
    parser.add_argument("--no-letterhead", action="store_true", help=_("without the letterhead, for printed paper"))
    parser.add_argument("--purpose", default="", metavar=_("TEXT"), help=_("what it is for; the log keeps it"))


def _add_subjects(parser: argparse.ArgumentParser) -> None:
    whom = parser.add_mutually_exclusive_group()
    whom.add_argument(
        "--student", action="append", default=[], metavar=_("NUMBER"), help=_("student number; may be repeated")
    )
    whom.add_argument("--course", metavar=_("COURSE"), help=_("the students, or the class, of a course"))
    whom.add_argument("--all", action="store_true", help=_("all active students, or all classes of the term"))
    for about, text in (("teacher", _("the timetable of a teacher")), ("room", _("the timetable of a room"))):
        whom.add_argument(f"--{about}", metavar=_("NAME"), help=text)
    parser.add_argument(
        "--term", metavar=_("TERM"), help=_("term, such as “2026-2027 Winter” (else the current one, else the newest)")
    )
    parser.add_argument("--section", metavar=_("SECTION"), help=_("the students, or the class, of a section"))
    parser.add_argument("--study-year", type=int, metavar="N", help=_("the students of a year of study"))


def _add_period(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--period", type=int, choices=PERIODS, help=_("the last days, up to today or to “--until”"))
    for name, text in (
        ("--from", _("first day of the period, such as 2026-09-21")),
        ("--until", _("its last day (today)")),
    ):
        parser.add_argument(name, dest={"--from": "since"}.get(name), type=day, metavar=_("DATE"), help=text)


def report(call: Call) -> int:
    """Writes a report; 1 where it is done in part, or has something that wants a look, and says what."""
    from sms_desktop.reports import running

    asked = call.arguments
    with school(call) as opened, cancellable(call.out) as progress:
        with opened.database.read(opened.actor) as session:
            wanted = _wanted(session, running.named(asked.name), asked)
        made = running.make(opened.database, opened.actor, wanted, Path(asked.to), progress)
    call.out.answer(_document(wanted, made), _lines(made))
    return 1 if made.left or made.notes else 0


def _wanted(session: Any, known: Report, asked: argparse.Namespace) -> Wanted:
    from sms_desktop.reports.running import Wanted

    first, last = _period(asked)
    about, names = _about(known, asked)
    _must_choose(about, asked)
    return Wanted(
        asked.name,
        _subjects(session, known, about, asked),
        asked.lang or i18n.language(),
        first,
        last,
        finding.term_id(session, asked.term),
        asked.sensitive,
        asked.each,
        asked.purpose,
        asked.least,
        not asked.no_letterhead,
        about,
        names,
        asked.whole_year,
        asked.to_sign,
        asked.blank_days,
    )


def _about(known: Report, asked: argparse.Namespace) -> tuple[str, tuple[str, ...]]:
    """Whom the report is about this time, and the sections, teachers or rooms that were named.

    A report that can be of one thing or of others takes what was named: a timetable is a student's, a course's, a
    section's. Where nobody was, and it can be, it is the school's.
    """
    from sms_desktop.reports.report import OFFERING, ROOM, SCHOOL, SECTION, TEACHER

    said = {TEACHER: asked.teacher, ROOM: asked.room, SECTION: None if asked.course else asked.section}
    for about, name in said.items():
        if name and about in known.also:
            return about, (name,)
    if asked.teacher or asked.room:
        raise Invalid(_("This report is not about a teacher or a room."), code="wrong_about")
    if asked.course and OFFERING in known.also:
        return OFFERING, ()
    named = asked.student or asked.course or asked.all or asked.section or asked.study_year
    return (known.about if named or SCHOOL not in known.also else SCHOOL), ()


def _must_choose(about: str, asked: argparse.Namespace) -> None:
    """Raises `Invalid` for what was named and chooses nothing here: else a report of one would be of everybody."""
    from sms_desktop.reports.report import OFFERING, SECTION, STUDENT

    whole = ("student", "course", "section", "study_year")
    useful = {STUDENT: whole, OFFERING: ("course", "section"), SECTION: ("section",)}.get(about, ())
    idle = next((name for name in whole if getattr(asked, name) and name not in useful), None)
    if idle is not None:
        raise Invalid(
            _("“{option}” chooses nothing in this report.").format(option=f"--{idle.replace('_', '-')}"),
            _("Leave it out, or name whom the report is about in another way."),
            code="wrong_about",
        )


def _period(asked: argparse.Namespace) -> tuple[date | None, date | None]:
    if asked.period is None:
        return asked.since, asked.until
    if asked.since is not None:
        raise Invalid(_("Say either “--period” or “--from”."), code="which_period")
    last = asked.until or clock.today()
    return last - timedelta(days=asked.period - 1), last


def _subjects(session: Any, known: Report, about: str, asked: argparse.Namespace) -> tuple[int, ...]:
    """The ids that a report is about; raises `NotFound`, and `Invalid` where nobody was named."""
    from sms_desktop.reports import whom
    from sms_desktop.reports.report import OFFERING, STUDENT

    if about not in (STUDENT, OFFERING):
        return ()
    kind, value = _kind(about, asked)
    return whom.find(
        session,
        whom.Whom(
            whom.Way(about, kind),
            ids=_numbered(session, asked),
            offering_id=finding.offering(session, asked.course, asked.term, asked.section).id if asked.course else None,
            term_id=_term(session, asked),
            value=value,
            study_year=asked.study_year,
            present=known.present,
        ),
    ).ids


def _kind(about: str, asked: argparse.Namespace) -> tuple[str, Any]:
    """How those are said whom a report is about (`whom.Way`), and by which value; raises `Invalid` for nobody."""
    from sms_desktop.reports import whom
    from sms_desktop.reports.report import STUDENT

    if asked.student:
        return whom.GIVEN, None
    if asked.course:
        return whom.CLASS, None
    if asked.section:
        return whom.OF_SECTION, asked.section
    if asked.all or asked.study_year is not None:
        return whom.ALL, None
    if about == STUDENT:
        sentence, way = (
            _("Nobody was named for this report."),
            _("Say “--student”, “--course”, “--section” or “--all”."),
        )
    else:
        sentence, way = _("No class was named for this report."), _("Say “--course”, “--section” or “--all”.")
    raise Invalid(sentence, way, code="no_subjects")


def _numbered(session: Any, asked: argparse.Namespace) -> tuple[int, ...]:
    from sms_desktop.services import students

    return tuple(students.by_number(session, number) for number in asked.student)


def _term(session: Any, asked: argparse.Namespace) -> int | None:
    """The term that is named, else the current one."""
    from sms_desktop.services import years

    if asked.term:
        return finding.term_id(session, asked.term)
    current = years.current_term(session, clock.today())
    return current.id if current else None


def _document(wanted: Wanted, made: Made) -> dict[str, Any]:
    return {
        "report": wanted.name,
        "language": wanted.language,
        "files": [str(file) for file in made.files],
        "documents": made.documents,
        "pages": made.pages,
        **{
            name: [{"id": one.subject_id, "name": one.name, "message": one.sentence} for one in found]
            for name, found in (("left", made.left), ("notes", made.notes))
        },
    }


def _lines(made: Made) -> Iterator[str]:
    documents = ngettext("{n} document", "{n} documents", made.documents).format(n=format_number(made.documents))
    pages = ngettext("{n} page", "{n} pages", made.pages).format(n=format_number(made.pages))
    if len(made.files) == 1:
        yield _("{documents} on {pages} in {file}.").format(documents=documents, pages=pages, file=made.files[0])
    else:
        folder = made.files[0].parent if made.files else ""
        yield _("{documents} on {pages} in the folder {file}.").format(documents=documents, pages=pages, file=folder)
    for one in made.left:
        yield _("Left out: {sentence}").format(sentence=one.sentence)
    for note in made.notes:
        yield note.sentence
