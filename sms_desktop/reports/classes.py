"""Classes that a report is about: what its head says of them, who takes part, or why there is no paper of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sms_desktop.core.errors import Invalid, NotFound
from sms_desktop.core.i18n import _, format_number
from sms_desktop.reports.report import Left, Options
from sms_desktop.services import offerings, teaching, years
from sms_desktop.services.access import scope
from sms_desktop.services.listing import Condition, Listing
from sms_desktop.services.offerings import OfferingRow
from sms_desktop.services.teaching import Pupil, Taught
from sms_desktop.services.years import TermRow

#: So many teachers have room to sign beside the school.
_SIGNING = 2


@dataclass(frozen=True)
class Klass:
    """An offering as the head of a paper has it, and who takes part, by name."""

    taught: Taught
    room: str
    teachers: tuple[str, ...]
    pupils: tuple[Pupil, ...]

    @property
    def title(self) -> str:
        """Code and name of the course, which stand under the paper's title."""
        return f"{self.taught.course_code} {self.taught.course_name}".strip()


def classes(session: Any, permission: str, subjects: Sequence[int]) -> Iterator[Klass | Left]:
    """Each class in the order asked for, or why no paper can be made of one.

    Raises `Denied` unless the person may use `permission` on them all.
    """
    scope.require_offerings(session, permission, subjects)
    for offering_id in subjects:
        try:
            record = offerings.get(session, offering_id)
            taught = teaching.taught(session, offering_id)
        except NotFound:
            yield gone(offering_id)
            continue
        klass = Klass(taught, record.data.room, record.data.teachers, tuple(teaching.taking_part(session, offering_id)))
        yield klass if klass.pupils else _empty(offering_id, klass)


def _empty(offering_id: int, klass: Klass) -> Left:
    named = " · ".join(filter(None, (klass.title, klass.taught.section)))
    return Left(offering_id, named, lambda: _("{course}: nobody is enrolled.").format(course=named))


def facts_block(klass: Klass) -> list[tuple[str, str]]:
    """Labels and values of a class for the head of a paper, whose title has the course already; none is no value."""
    taught = klass.taught
    return [
        (_("Section"), taught.section),
        (_("Term"), f"{taught.year} · {taught.term}"),
        (_("Teachers") if len(klass.teachers) > 1 else _("Teacher"), ", ".join(klass.teachers)),
        (_("Room"), klass.room),
        (_("Students"), format_number(len(klass.pupils))),
    ]


def teachers_sign(klass: Klass) -> list[tuple[str, ...]]:
    """The places where the teachers of a class sign; one without a name where it has none."""
    return [(_("Teacher"), name) for name in klass.teachers[:_SIGNING]] or [(_("Teacher"),)]


def file_stem(title: str, klass: Klass) -> str:
    """How the file of one class's paper is called."""
    return " ".join(filter(None, (klass.title, klass.taught.section, title)))


def row_of(session: Any, offering_id: int) -> OfferingRow | None:
    """An offering as lists show it; None where it is not there any more."""
    found = offerings.page(session, Listing(where=(Condition("id", "=", offering_id),)), 0, 1)
    return found[0] if found else None


def gone(offering_id: int) -> Left:
    """What is said of a class that was deleted meanwhile."""
    return Left(offering_id, "", lambda: _("A class is not there any more."))


def term_of(session: Any, options: Options) -> TermRow:
    """The term that is wanted, the current one where none is said; raises `Invalid` (`term_id`) where there is none."""
    wanted = options.term_id
    known = {term.id: term for term in years.terms(session)}
    term = known.get(wanted) if wanted is not None else years.current_term(session, options.today)
    if term is None:
        raise Invalid(term_id=_("Choose a term from the list."))
    return term


def term_title(session: Any, term_id: int) -> str:
    """A term with its year, as menus show it."""
    return next((term.title for term in years.terms(session) if term.id == term_id), "")
