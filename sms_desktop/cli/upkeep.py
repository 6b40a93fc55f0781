"""Looking after a school: `check`, `settings`, `jobs`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sms_desktop.cli.arguments import Group
from sms_desktop.cli.call import Call, school
from sms_desktop.cli.output import table
from sms_desktop.core.i18n import _, format_moment

if TYPE_CHECKING:
    from sms_desktop.services.access.accounts import SignedIn
    from sms_desktop.services.jobs import JobRow
    from sms_desktop.services.safekeeping.check import Problem

FOUND_SOMETHING = 1


def add_to(commands: Group) -> None:
    """Adds this group's commands."""
    check_parser = commands.add("check", _("look whether the data is whole and in order"), check)
    check_parser.add_argument("--repair", action="store_true", help=_("mend what can be mended safely"))
    parser = commands.add("settings", _("show or change the school's settings"), list_settings)
    actions = Group(parser, "action", required=False)
    actions.add("list", _("all settings with their values"), list_settings)
    actions.add("get", _("one setting"), get_setting).add_argument("key", metavar=_("KEY"))
    set_parser = actions.add("set", _("change a setting"), set_setting)
    set_parser.add_argument("key", metavar=_("KEY"))
    set_parser.add_argument("value", metavar=_("VALUE"))
    parser = commands.add("jobs", _("long work that ran: imports, exports and the like"), list_jobs)
    actions = Group(parser, "action", required=False)
    actions.add("list", _("the newest jobs"), list_jobs)
    actions.add("show", _("one job with its result"), show_job).add_argument("id", type=int, metavar="ID")


def check(call: Call) -> int:
    """Looks whether the data is in order; exit code 1 where something was found and not mended."""
    from sms_desktop.services.safekeeping import check as checks

    with school(call) as opened:
        mended: list[str] = []
        if call.arguments.repair:
            with opened.database.begin(opened.actor) as session:
                mended = checks.repair(session)
        with opened.database.read(opened.actor) as session:
            found = checks.check(session, opened.database)
    document: dict[str, Any] = {"ok": not found, "problems": [asdict(problem) for problem in found]}
    if call.arguments.repair:
        document["repaired"] = mended
    call.out.answer(document, [*mended, *_check_lines(found)])
    return FOUND_SOMETHING if found else 0


def _check_lines(found: list[Problem]) -> Iterator[str]:
    if not found:
        yield _("The data is whole and in order.")
    yield from (problem.sentence for problem in found)
    if any(problem.mendable for problem in found):
        yield _("“smsctl check --repair” mends what can be mended safely.")


def list_settings(call: Call) -> int:
    """Every setting with its value, its default and what it means."""
    from sms_desktop.services import settings

    with school(call) as opened, opened.database.read(opened.actor) as session:
        values = settings.read_all(session)
    rows = [
        {"key": key, "value": values[key], "default": known.default, "meaning": _(known.meaning)}
        for key, known in settings.KNOWN.items()
    ]
    titles = (_("Setting"), _("Value"), _("Meaning"))
    call.out.answer(rows, table(titles, [(row["key"], row["value"], row["meaning"]) for row in rows]))
    return 0


def get_setting(call: Call) -> int:
    """One setting's value."""
    with school(call) as opened:
        return _answer_setting(call, opened)


def set_setting(call: Call) -> int:
    """Changes a setting, and shows it as it is then."""
    from sms_desktop.services import settings

    with school(call) as opened:
        with opened.database.begin(opened.actor, "settings_change") as session:
            settings.write(session, call.arguments.key, call.arguments.value)
        return _answer_setting(call, opened)


def _answer_setting(call: Call, opened: SignedIn) -> int:
    from sms_desktop.services import settings

    key = call.arguments.key
    with opened.database.read(opened.actor) as session:
        value = settings.read(session, key)
    call.out.answer({"key": key, "value": value}, [str(value)])
    return 0


def list_jobs(call: Call) -> int:
    """The newest jobs first."""
    from sms_desktop.services import jobs

    with school(call) as opened, opened.database.read(opened.actor) as session:
        rows = jobs.recent(session)
    titles = (_("Number"), _("When"), _("Who"), _("What"), _("State"))
    lines = table(titles, [(r.id, format_moment(r.created_at), r.user_name, r.title, _state(r.state)) for r in rows])
    call.out.answer([asdict(row) for row in rows], lines if rows else [_("No long work has run yet.")])
    return 0


def show_job(call: Call) -> int:
    """One job with its result or its error."""
    from sms_desktop.services import jobs

    with school(call) as opened, opened.database.read(opened.actor) as session:
        row = jobs.get(session, call.arguments.id)
    call.out.answer(asdict(row), _job_lines(row))
    return 0


def _job_lines(row: JobRow) -> Iterator[str]:
    yield f"{row.title}: {_state(row.state)}"
    yield _("begun {moment} by {user}, operation {operation}").format(
        moment=format_moment(row.created_at), user=row.user_name, operation=row.operation_id
    )
    if row.error:
        yield row.error
    yield from (f"{name}: {value}" for name, value in (row.result or {}).items())


def _state(state: str) -> str:
    words = {
        "pending": _("pending"),
        "processing": _("running"),
        "completed": _("completed"),
        "failed": _("failed"),
        "cancelled": _("cancelled"),
    }
    return words.get(state, state)
