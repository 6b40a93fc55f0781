"""Making a school: `init`, `demo`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sms_desktop.cli.arguments import Group
from sms_desktop.cli.call import Call, password, school
from sms_desktop.cli.cancelling import cancellable
from sms_desktop.cli.output import table
from sms_desktop.core import i18n
from sms_desktop.core.errors import Conflict, Denied
from sms_desktop.core.i18n import _, format_number

if TYPE_CHECKING:
    from sms_desktop.services.access.accounts import NewSchool


def add_to(commands: Group) -> None:
    """Adds this group's commands."""
    _add_init(commands)
    _add_demo(commands)


def _add_init(commands: Group) -> None:
    parser = commands.add("init", _("make a new school in the data folder, with its first administrator"), init)
    parser.add_argument("--admin", default="admin", metavar=_("NAME"), help=_("user name of the administrator (admin)"))
    parser.add_argument("--plain", action="store_true", help=_("do not encrypt the data"))
    parser.add_argument("--language", choices=tuple(i18n.LANGUAGES), help=_("language of the school"))
    parser.add_argument("--school", default="", metavar=_("NAME"), help=_("name of the school"))
    parser.add_argument("--year", default="", metavar="2026-2027", help=_("academic year (the current one)"))


def _add_demo(commands: Group) -> None:
    parser = commands.add("demo", _("fill an empty school with made-up people and courses"), demo)
    parser.add_argument("--students", type=int, default=400, metavar="N", help=_("how many students (400)"))
    parser.add_argument("--seed", type=int, default=1, metavar="K", help=_("the same seed makes the same school (1)"))
    parser.add_argument("--years", type=int, default=1, metavar="Y", help=_("how many academic years (1)"))


def init(call: Call) -> int:
    """Makes a school and prints its recovery key, once."""
    from sms_desktop.services import years
    from sms_desktop.services.access import accounts

    new = _new_school(call)
    made = accounts.make_school(call.folder, new)
    try:
        with made.database.read(made.actor) as session:
            terms = years.terms(session)
    finally:
        made.database.close()
    document = {
        "folder": str(call.folder),
        "admin": new.admin,
        "recovery_key": made.recovery_key,
        "encrypted": made.recovery_key is not None,
        "year": terms[0].year,
        "terms": [{"name": t.name, "first_day": t.first_day, "last_day": t.last_day} for t in terms],
    }
    call.out.answer(document, _init_lines(document))
    return 0


def _new_school(call: Call) -> NewSchool:
    from sms_desktop.core.values import parse_academic_year
    from sms_desktop.services import welcome
    from sms_desktop.services.access import accounts

    asked = call.arguments
    if welcome.is_school(call.folder):
        raise Conflict(
            _("There is a school in {folder} already.").format(folder=call.folder),
            _("Choose another folder, or open that school."),
            code="school_exists",
        )
    return accounts.NewSchool(
        admin=asked.admin,
        password=_new_password(),
        language=asked.language or i18n.language(),
        name=asked.school,
        year=parse_academic_year(asked.year) if asked.year else "",
        plain=asked.plain,
    )


def _new_password() -> str:
    first = password(_("Password for the administrator: "))
    if password(_("The same password again: ")) != first:
        raise Denied(_("The two passwords are not the same."), _("Start again."), code="passwords_differ")
    return first


def _init_lines(made: dict[str, Any]) -> Iterator[str]:
    yield _("A new school is in {folder}; its administrator is {admin}.").format(**made)
    yield _("Academic year {year}.").format(**made)
    if made["recovery_key"] is None:
        yield _("Its data is not encrypted: whoever has the files can read them.")
        return
    yield ""
    yield _("Recovery key: {recovery_key}").format(**made)
    yield _("Print it and put it away safely. It opens the data if the password is forgotten; it is not shown again.")


def demo(call: Call) -> int:
    """Fills an empty school with made-up people."""
    from sms_desktop.services.demo import fill
    from sms_desktop.services.history.row_names import table_words

    asked = call.arguments
    with school(call) as opened, cancellable(call.out) as progress:
        counts = fill(
            opened.database, opened.actor,
            students=asked.students, seed=asked.seed, years=asked.years, progress=progress,
        )  # fmt: skip
    rows = [(table_words(name), format_number(count)) for name, count in counts.items()]
    call.out.answer(counts, table(("", ""), rows)[1:])
    return 0
