"""Whom a report is about, read in parts: students with what the head of a paper says of them, or why there is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sms_desktop.core.i18n import _, format_date, language
from sms_desktop.core.names import romanise
from sms_desktop.formats.paper.model import Block, Text
from sms_desktop.reports.report import Left, Note
from sms_desktop.services.access import scope
from sms_desktop.services.exporting.columns import student_status
from sms_desktop.services.papers import student_facts
from sms_desktop.services.papers.student_facts import StudentFacts
from sms_desktop.services.students import STATUSES

#: The status of who is at the school.
ACTIVE = STATUSES[0]
#: So many students at once: few statements, and the memory of a few.
STUDENTS_AT_ONCE = 250


def parts(subjects: Sequence[int], size: int = STUDENTS_AT_ONCE) -> Iterator[Sequence[int]]:
    """The subjects, `size` at once."""
    return (subjects[start : start + size] for start in range(0, len(subjects), size))


def students(session: Any, subjects: Sequence[int]) -> Iterator[StudentFacts | Left]:
    """Each student in the order asked for, or why no paper can be made of one."""
    found = student_facts.of_students(session, subjects)
    for student_id in subjects:
        facts = found.get(student_id)
        if facts is None:
            yield Left(student_id, "", lambda: _("A student is not there any more."))
        elif facts.deleted:
            yield gone(facts)
        else:
            yield facts


def gone(facts: StudentFacts) -> Left:
    """What is said of a student who was deleted meanwhile."""

    def says() -> str:
        sentence = _("{name} ({number}) was deleted meanwhile. Restore the student, and make the paper again.")
        return sentence.format(name=facts.name, number=facts.student_number)

    return Left(facts.id, facts.name, says)


def facts_block(facts: StudentFacts) -> list[tuple[str, str]]:
    """Labels and values of a student for the head of a paper; empty values are left out by whoever draws them."""
    return [
        (_("Name"), in_letters(facts.name)),
        (_("Student number"), facts.student_number),
        (_("Father's name"), in_letters(facts.father_name)),
        (_("Date of birth"), format_date(facts.date_of_birth)),
        (_("Programme"), facts.programme),
        (_("Study year"), study_year(facts.study_year)),
        (_("Section"), facts.section),
        (_("Status"), standing(facts)),
    ]


def standing(facts: StudentFacts) -> str:
    """How somebody left the school, and when; empty for who is there."""
    if facts.status == ACTIVE:
        return ""
    return " · ".join(filter(None, (student_status(facts.status), format_date(facts.status_date))))


def not_active(facts: StudentFacts) -> Iterator[Note]:
    """Says that a paper for those who are at the school was made for somebody who has left it."""

    def says() -> str:
        sentence = _("{name} ({number}) is not an active student ({status}); the paper was made all the same.")
        return sentence.format(name=facts.name, number=facts.student_number, status=standing(facts))

    if facts.status != ACTIVE:
        yield Note(facts.id, facts.name, says)


def own_courses(session: Any) -> tuple[Block, ...]:
    """Says on a paper that it has the courses of the own classes alone, for who may see no other marks (domain.md 7).

    Without it a teacher's transcript of one course would read as that of all.
    """
    if not scope.only_own(session, "grades:view"):
        return ()
    return (Text(_("Only courses taught by the person who made this paper are on it, and in its averages and sums.")),)


def in_letters(name: str) -> str:
    """A name as a paper of this language is read: in English in Latin letters, and as it is written behind them."""
    latin = romanise(name) if language() == "en" else name
    return name if latin == name else f"{latin} ({name})"


def study_year(year: int | None) -> str:
    """A year of study in words; empty for none."""
    return "" if year is None else _("Year {n}").format(n=year)


def file_stem(title: str, facts: StudentFacts) -> str:
    """How the file of one student's paper is called, so that a folder is in the order of sections and names."""
    return " ".join(filter(None, (facts.section, facts.name, facts.student_number, title)))


def whose(facts: StudentFacts) -> str:
    """Whose paper it is, for the head of its later pages."""
    return f"{facts.name} ({facts.student_number})"
