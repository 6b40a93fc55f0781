"""The class list: who takes part in a class, with room to sign, and with e-mail and telephone for who may see them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sms_desktop.core.i18n import N_, _, pgettext
from sms_desktop.formats.paper.model import RIGHT, Column, Document, Facts, Row, Table
from sms_desktop.reports import classes
from sms_desktop.reports.classes import Klass
from sms_desktop.reports.office_paper import document
from sms_desktop.reports.report import OFFERING, SENSITIVE, TO_SIGN, Built, Left, Options, Report
from sms_desktop.services import students
from sms_desktop.services.listing import Condition, Listing
from sms_desktop.services.students import StudentRow

_AT_ONCE = 500
#: A list of more students than this is set in smaller type.
_MANY = 24
#: What the rows of a class that signs share of a page, and the least and the most height of one; in millimetres.
_ROOM_MM, _LEAST_MM, _MOST_MM = 165, 5.5, 8.5


def build(session: Any, offerings: Sequence[int], options: Options) -> Built:
    """A list of each class."""
    for klass in classes.classes(session, "enrolments:view", offerings):
        if isinstance(klass, Left):
            yield klass
        else:
            yield _of_class(klass, _rows(session, klass), options)


def _rows(session: Any, klass: Klass) -> list[StudentRow]:
    """The students by name, with what the list of students shows of them."""
    found: dict[int, StudentRow] = {}
    ids = [one.student_id for one in klass.pupils]
    for start in range(0, len(ids), _AT_ONCE):
        wanted = Listing(where=(Condition("id", "=", ids[start : start + _AT_ONCE]),))
        found.update((row.id, row) for row in students.page(session, wanted, 0, _AT_ONCE))
    return [found[student_id] for student_id in ids if student_id in found]


def _of_class(klass: Klass, rows: Sequence[StudentRow], options: Options) -> Document:
    title = _("Class list")
    sheet = Table(
        list(_columns(options)),
        [Row(list(_cells(n, row, options))) for n, row in enumerate(rows, 1)],
        ruled=options.to_sign,
        height=min(max(_ROOM_MM / max(len(rows), 1), _LEAST_MM), _MOST_MM) if options.to_sign else 0,
        small=options.sensitive or len(rows) > _MANY,
    )
    return document(
        options,
        title,
        (Facts(classes.facts_block(klass)), sheet),
        subtitle=klass.title,
        file_stem=classes.file_stem(title, klass),
    )


def _columns(options: Options) -> Iterator[Column]:
    yield Column(pgettext("row", "No."), 0.75, RIGHT)
    yield Column(pgettext("student", "Number"), 1.5)
    yield Column(_("Student"), 3.4)
    yield Column(_("Father's name"), 1.9)
    yield Column(_("Section"), 1.1)
    if options.sensitive:
        yield Column(_("E-mail"), 4.2)
        yield Column(_("Telephone"), 1.8)
    if options.to_sign:
        yield Column(_("Signature"), 3)


def _cells(n: int, row: StudentRow, options: Options) -> Iterator[str]:
    yield from (str(n), row.student_number, row.name, row.father_name, row.section)
    if options.sensitive:
        yield row.email
        yield row.mobile or row.phone
    if options.to_sign:
        yield ""


REPORT = Report(
    "class-list",
    N_("Class list"),
    OFFERING,
    build,
    permissions=("students:view", "enrolments:view", "offerings:view"),
    asks=frozenset({SENSITIVE, TO_SIGN}),
)
