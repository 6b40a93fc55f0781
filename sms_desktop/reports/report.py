"""What a report is: whom it is about, what it asks for, and how it becomes documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

from sms_desktop.core.i18n import _, format_date
from sms_desktop.formats.paper.model import Document
from sms_desktop.services.papers.letterhead import School

#: Whom a report is about: each student, each offering (a class), or the school as a whole.
STUDENT, OFFERING, SCHOOL = "student", "offering", "school"
#: What has a timetable and no row of its own: it is named (`Options.names`).
SECTION, TEACHER, ROOM = "section", "teacher", "room"
#: What a report may ask for beyond its subjects.
PERIOD, TERM, SENSITIVE, LIMIT = "period", "term", "sensitive", "limit"
WHOLE_YEAR, TO_SIGN, BLANK_DAYS = "whole_year", "to_sign", "blank_days"


@dataclass(frozen=True)
class Options:
    """How a report is wanted; `first` and `last` are the days of its period, `term_id` None is the current term.

    `school` is in the language of the moment, which is the document's. `least` is the least average in percent of an
    honour roll. `about` is whom the report is about this time, and `names` are sections, teachers or rooms (none: all
    of the term). `whole_year`: the year that the term is of. `to_sign`: a class list with room for signatures.
    `blank_days`: a register sheet with so many days without a date.
    """

    language: str
    school: School
    today: date
    first: date | None = None
    last: date | None = None
    term_id: int | None = None
    sensitive: bool = False
    least: int | None = None
    letterhead: bool = True
    about: str = ""
    names: tuple[str, ...] = ()
    whole_year: bool = False
    to_sign: bool = False
    blank_days: int | None = None

    def foot(self) -> str:
        """What stands at the left of a page's foot."""
        return _("Printed {date}").format(date=format_date(self.today))


@dataclass(frozen=True)
class Left:
    """A subject of which no document could be made; `says` makes the sentence why, in the language of the moment.

    So it is read in the reader's language, whatever that of the paper was to be.
    """

    subject_id: int
    name: str
    says: Callable[[], str] = field(compare=False)

    @property
    def sentence(self) -> str:
        """Why, for people, in the language of the moment."""
        return self.says()


@dataclass(frozen=True)
class Note(Left):
    """Something to be told of a paper that was made, once for each name; otherwise as `Left`."""


#: Documents as they are made, one after the other, so that a thousand need the memory of one.
Built: TypeAlias = Iterator[Document | Left | Note]


@dataclass(frozen=True)
class Report:
    """A kind of report. `build` makes the documents of some subjects (of none: the school's) in their order.

    `build` is handed a session of the database; it reads in batches, and a subject that is gone gives a `Left` while
    the rest goes on. `permissions` are needed beside `reports:run`; the services that `build` calls ask for them, too,
    row by row. `one_paper`: all subjects are in one document. `also`: whom else it can be about, by `Wanted.about`.
    `present`: of a class it is for those alone who have not left the school meanwhile (`whom.Whom`).
    """

    name: str
    title: str
    about: str
    build: Callable[[Any, Sequence[int], Options], Built]
    permissions: tuple[str, ...] = ()
    asks: frozenset[str] = field(default_factory=frozenset)
    one_paper: bool = False
    also: tuple[str, ...] = ()
    present: bool = False
