"""Student ID cards: ten to a page, with photograph, number as bars, programme, and the year they are valid in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sms_desktop.core.i18n import N_, _, pgettext
from sms_desktop.formats.paper.model import Card, Cards
from sms_desktop.reports import subjects
from sms_desktop.reports.office_paper import document
from sms_desktop.reports.report import STUDENT, Built, Left, Options, Report
from sms_desktop.services import photos, years
from sms_desktop.services.papers.letterhead import PARTS
from sms_desktop.services.papers.student_facts import StudentFacts

#: So many cards are in one document: whole pages, and the memory of their photographs alone.
_AT_ONCE = 250


def build(session: Any, students: Sequence[int], options: Options) -> Built:
    """The cards of all, on as few pages as hold them; a restricted student's has no photograph.

    Who has left the school gets one where he or she was asked for by name, and that is told.
    """
    year = _year(session, options)
    waiting: list[Card] = []
    for part in subjects.parts(students):
        pictures = photos.of_students(session, part)
        for facts in subjects.students(session, part):
            if isinstance(facts, Left):
                yield facts
            else:
                yield from subjects.not_active(facts)
                waiting.append(_card(facts, pictures.get(facts.id), year, options))
        while len(waiting) >= _AT_ONCE:
            yield _document(waiting[:_AT_ONCE], options)
            del waiting[:_AT_ONCE]
    if waiting:
        yield _document(waiting, options)


def _year(session: Any, options: Options) -> str:
    term = years.current_term(session, options.today)
    return term.year if term else ""


def _document(cards: Sequence[Card], options: Options) -> Any:
    title = _("Student ID cards")
    return document(options, title, (Cards(tuple(cards)),), file_stem=title)


def _card(facts: StudentFacts, photo: bytes | None, year: str, options: Options) -> Card:
    head = options.school.head
    return Card(
        school=head.school,
        title=_("Student ID card"),
        name=facts.name,
        lines=list(_lines(facts, year)),
        code=facts.student_number,
        photo=photo,
        logo=head.logo,
        foot=[part for line in head.lines for part in line.split(PARTS)],
    )


def _lines(facts: StudentFacts, year: str) -> Iterator[tuple[str, str]]:
    yield pgettext("student", "Number"), facts.student_number
    if facts.programme:
        yield _("Programme"), facts.programme.rpartition(" · ")[2]
    if year:
        yield pgettext("card", "Valid"), year


REPORT = Report(
    "id-cards",
    N_("Student ID cards"),
    STUDENT,
    build,
    permissions=("students:view",),
    one_paper=True,
    present=True,
)
