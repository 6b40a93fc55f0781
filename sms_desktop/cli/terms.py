"""Terms by command: `terms`, with their locking and unlocking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sms_desktop.cli import finding
from sms_desktop.cli.arguments import Group
from sms_desktop.cli.call import Call, school
from sms_desktop.cli.output import table
from sms_desktop.core.i18n import _, format_date, pgettext

if TYPE_CHECKING:
    from sms_desktop.services.years import TermRow


def add_to(commands: Group) -> None:
    """Adds this group's commands."""
    parser = commands.add("terms", _("the terms of the school; lock and unlock one"), list_terms)
    actions = Group(parser, "action", required=False)
    actions.add("list", _("all terms, the current year's first"), list_terms)
    lock_parser = actions.add("lock", _("lock a term: what was taught in it is no longer changed"), lock)
    lock_parser.add_argument("term", metavar=_("TERM"), help=_("its name, with the year where two are called so"))
    unlock_parser = actions.add("unlock", _("open a locked term again"), unlock)
    unlock_parser.add_argument("term", metavar=_("TERM"), help=_("its name, with the year where two are called so"))
    finding.add_reason(unlock_parser)


def list_terms(call: Call) -> int:
    """All terms with their days and states."""
    from sms_desktop.services import years

    with school(call) as opened, opened.database.read(opened.actor) as session:
        rows = years.terms(session)
    _answer(call, rows, [_document(row) for row in rows])
    return 0


def lock(call: Call) -> int:
    """Locks a term, and shows it as it is then."""
    from sms_desktop.services import term_lock

    return _turned(call, term_lock.lock, "")


def unlock(call: Call) -> int:
    """Opens a locked term for a reason, and shows it as it is then."""
    from sms_desktop.services import term_lock

    return _turned(call, term_lock.unlock, call.arguments.reason)


def _turned(call: Call, turn: Callable[[Any, int], None], reason: str) -> int:
    from sms_desktop.services import years

    with school(call) as opened:
        with opened.database.begin(opened.actor, reason=reason) as session:
            turn(session, years.find_term(session, call.arguments.term).id)
        with opened.database.read(opened.actor) as session:
            row = years.find_term(session, call.arguments.term)
    _answer(call, [row], _document(row))
    return 0


def _document(row: TermRow) -> dict[str, Any]:
    return {"title": row.title, **asdict(row)}


def _answer(call: Call, rows: list[TermRow], document: object) -> None:
    titles = (_("Term"), _("First day"), _("Last day"), _("Teaching weeks"), _("State"))
    lines = [
        (row.title, format_date(row.first_day), format_date(row.last_day), row.teaching_weeks, state_word(row.state))
        for row in rows
    ]
    call.out.answer(document, table(titles, lines))


def state_word(state: str) -> str:
    """The state of a term in the reader's words."""
    words = {
        "open": pgettext("term", "open"),
        "locked": pgettext("term", "locked"),
        "archived": pgettext("term", "archived"),
    }
    return words.get(state, state)
