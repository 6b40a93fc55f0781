"""The dialogs that make something new on this screen: a course, an offering, enrolments."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sms_desktop.core.i18n import _, ngettext
from sms_desktop.services import courses, offerings
from sms_desktop.services.courses import CourseData
from sms_desktop.services.enrolments import Enrolled
from sms_desktop.services.listing import ALL
from sms_desktop.services.offerings import OfferingData
from sms_desktop.ui.dialogs.form_dialog import FormDialog
from sms_desktop.ui.tabs.courses.enrol_dialog import EnrolDialog
from sms_desktop.ui.tabs.courses.forms import course_form, offer_form

if TYPE_CHECKING:
    from sms_desktop.ui.tabs.courses.offering_record import Shown
    from sms_desktop.ui.tabs.courses.tab import CoursesTab

#: More courses than this are not offered to choose from; typing the code still finds any of these.
MOST = 5000
Saved = Callable[[int], object]


def add_course(tab: CoursesTab, then: Saved) -> None:
    """Asks what the new course is, adds it, and calls `then` with its id."""
    form = course_form("course_new", lambda: tab.choices)
    form.load(CourseData())

    def save(session: Any, values: dict[str, Any]) -> int:
        return courses.create(session, CourseData(**{**values, "programme": values["programme"] or ""}))

    dialog = FormDialog(
        form, tab.context.jobs, save, title=lambda: _("Add course"), action="create", parent=tab,
        job_title=lambda values: _("Add course {code}").format(code=values["course_code"]),
    )  # fmt: skip
    _open(tab, dialog, then)


def add_offering(tab: CoursesTab, course_id: int | None, then: Saved) -> None:
    """Asks which course in which term, offers it, and calls `then` with the offering's id."""

    def show(rows: list[Any]) -> None:
        form = offer_form("offering_new", lambda: tab.choices, rows)
        term = tab.offered.boxes["term_id"].currentData() or tab.choices.term
        form.load({"course_id": course_id, "term_id": term})
        dialog = FormDialog(
            form, tab.context.jobs, _offer, title=lambda: _("Offer a course in a term"), action="create", parent=tab,
            job_title=lambda _values: _("Offering a course"),
        )  # fmt: skip
        _open(tab, dialog, then)
        form.fields["section" if course_id else "course_id"].editor.setFocus()

    tab.context.jobs.read(tab, lambda session, _p: courses.page(session, ALL, 0, MOST), show, key="offer")


def _offer(session: Any, values: dict[str, Any]) -> int:
    return offerings.create(session, OfferingData(**values))


def enrol(tab: CoursesTab, shown: Shown) -> None:
    """Opens the dialog that enrols many; says afterwards what it did, with Undo."""
    title = " · ".join(tab.offering.heading(shown))
    course = shown.course.data
    first = {
        "programme": course.programme or None,
        "study_year": course.study_year,
        "section": shown.record.data.section or None,
    }
    dialog = EnrolDialog(tab.context, shown.id, title, first, tab.choices, tab)
    dialog.enrolled.connect(
        lambda result: tab.window_.toast(enrolled_words(result), _("Undo"), tab.context.undo.newest())
    )
    dialog.open()


def enrolled_words(result: Enrolled) -> str:
    """What enrolling did."""
    new = ngettext("Enrolled {n} student.", "Enrolled {n} students.", result.new).format(n=result.new)
    if not result.already:
        return new
    there = ngettext("{n} was enrolled before.", "{n} were enrolled before.", result.already).format(n=result.already)
    return f"{new} {there}"


def _open(tab: CoursesTab, dialog: FormDialog, then: Saved) -> None:
    dialog.saved.connect(then)
    dialog.open()
