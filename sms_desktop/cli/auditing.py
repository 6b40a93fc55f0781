"""The log of all that was done: `audit`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sms_desktop.cli.arguments import Group
from sms_desktop.cli.call import Call, school
from sms_desktop.cli.cancelling import cancellable
from sms_desktop.cli.output import table
from sms_desktop.core import clock
from sms_desktop.core.errors import Invalid
from sms_desktop.core.i18n import _, format_moment, ngettext

if TYPE_CHECKING:
    from sms_desktop.services.history.audit import Details, LogRow
    from sms_desktop.services.history.audit_archive import Archived
    from sms_desktop.services.listing import Listing
    from sms_desktop.services.privacy.breach import Breach

_LIMIT = 50
#: Options of the command by the field of the log that they filter by.
_FILTERS = ("since", "until", "user", "entity", "record", "action")


def add_to(commands: Group) -> None:
    """Adds this group's commands."""
    parser = commands.add("audit", _("who did what, and when: the log, the newest first"), listed, own_user=True)
    _add_filters(parser)
    actions = Group(parser, "action_of_audit", required=False)
    _add_filters(actions.add("list", _("the log, the newest first"), listed, own_user=True))
    parser = actions.add("archive", _("move old entries to a sealed file, proven before they leave the log"), archive)
    parser.add_argument("--before", required=True, metavar=_("DATE"), help=_("only what is older than this day"))
    parser.add_argument("--to", required=True, metavar=_("FILE"), help=_("file to write, such as log-2026.smsaudit"))
    parser = actions.add("verify", _("look through an archive: whether it is whole and as it was written"), verify)
    parser.add_argument("file", metavar=_("FILE"))
    parser = actions.add("affected", _("whose data an account changed, looked at or took: after a breach"), affected)
    parser.add_argument("account", metavar=_("NAME"), help=_("user name"))
    parser.add_argument("--since", required=True, metavar=_("DATE"), help=_("from this day on, such as 2026-09-21"))
    parser.add_argument("--until", metavar=_("DATE"), help=_("to the end of this day"))
    show_parser = actions.add("show", _("one entry of the log with the rows and values it changed"), show)
    show_parser.add_argument("number", type=int, metavar=_("NUMBER"))


def _add_filters(parser: argparse.ArgumentParser) -> None:
    absent = argparse.SUPPRESS
    parser.add_argument("--since", metavar=_("DATE"), default=absent, help=_("from this day on, such as 2026-09-21"))
    parser.add_argument("--until", metavar=_("DATE"), default=absent, help=_("to the end of this day"))
    parser.add_argument(
        "--user", dest="by", metavar=_("NAME"), default=absent,
        help=_("only what this person did; who signs in is said before the command: smsctl --user NAME audit"),
    )  # fmt: skip
    parser.add_argument(
        "--entity",
        metavar=_("ROWS"),
        default=absent,
        help=_("only changes of these rows, such as grades"),
    )
    parser.add_argument(
        "--record",
        metavar=_("NUMBER"),
        default=absent,
        help=_("only one of them: a student's number, or its own"),
    )
    parser.add_argument("--action", metavar=_("ACTION"), default=absent, help=_("only this kind, such as export"))
    parser.add_argument("--text", metavar=_("TEXT"), default=absent, help=_("only where these words are in it"))
    parser.add_argument("--limit", type=int, metavar="N", default=absent, help=_("at most so many (50)"))


def listed(call: Call) -> int:
    """The entries that the options let through, the newest first."""
    from sms_desktop.services.history import audit

    wanted, limit = _wanted(call.arguments), getattr(call.arguments, "limit", _LIMIT)
    with school(call) as opened, opened.database.read(opened.actor) as session:
        rows = audit.page(session, wanted, 0, max(limit, 0))
        total = audit.count(session, wanted)
        begins = audit.begins_at(session)
    call.out.answer([_document(row) for row in rows], _lines(rows, total))
    if begins is not None:
        call.out.note(_("What came before entry {number} is in an archive.").format(number=begins[0]))
    return 0


def show(call: Call) -> int:
    """One entry with the rows it touched and their values before and after."""
    from sms_desktop.services.history import audit

    with school(call) as opened, opened.database.read(opened.actor) as session:
        found = audit.details(session, call.arguments.number)
    document = {
        **_document(found.row), "records": [asdict(record) for record in found.records], "more": found.more,
    }  # fmt: skip
    call.out.answer(document, _detail_lines(found))
    return 0


def affected(call: Call) -> int:
    """Whose data an account changed, looked at or took in a period, and what left the program."""
    from sms_desktop.services.privacy import breach

    asked = call.arguments
    since, until = _day(asked.since), _day(asked.until) if asked.until else clock.today()
    with school(call) as opened, opened.database.read(opened.actor) as session:
        found = breach.affected(session, asked.account, since, until)
    call.out.answer(asdict(found), _breach_lines(found))
    return 0


def _breach_lines(found: Breach) -> Iterator[str]:
    reach = {"all": _("all"), "own": _("own classes"), "": _("none")}
    yield _("Students that {name} may see today: {reach}").format(name=found.user, reach=reach[found.sees])
    yield _("With sensitive fields: {reach}").format(reach=reach[found.sensitive])
    titles = (_("Number"), _("Name"), _("Changed"), _("Seen"), _("Taken"), _("First"), _("Last"))
    rows = [
        (one.number, one.name, one.changed, one.seen, one.taken, format_moment(one.first), format_moment(one.last))
        for one in found.people
    ]
    yield from ["", *table(titles, rows)] if rows else [_("The log names no student.")]
    for one in found.carried:
        whose = "" if one.sure else _("(the log does not say whose)")
        yield " ".join(filter(None, (format_moment(one.at), one.title, whose)))


def archive(call: Call) -> int:
    """Moves old entries to a file."""
    from sms_desktop.services.history import audit_archive

    before = _day(call.arguments.before)
    with school(call) as opened, cancellable(call.out) as progress:
        target = Path(call.arguments.to)
        done = audit_archive.archive(opened.database, opened.actor, before, target, progress)
    sentence = _("Entries {first} to {last} are in {file}, and no longer in the log.")
    call.out.answer(_archived(done), [sentence.format(first=done.first, last=done.last, file=done.file)])
    return 0


def verify(call: Call) -> int:
    """Looks through an archive."""
    from sms_desktop.services.history import audit_archive

    with school(call) as opened:
        found = audit_archive.verify(opened.database, opened.actor, Path(call.arguments.file))
    sentence = _("{file} is whole: entries {first} to {last}.")
    text = sentence.format(first=found.first, last=found.last, file=found.file.name)
    call.out.answer({"ok": True, **_archived(found)}, [text])
    return 0


def _archived(done: Archived) -> dict[str, Any]:
    return {**asdict(done), "file": str(done.file)}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(_("“{value}” is not a date.").format(value=text), _("Write a date such as 2026-09-21.")) from None


def _wanted(given: argparse.Namespace) -> Listing:
    from sms_desktop.services.listing import Condition, Listing

    values = {name: getattr(given, "by" if name == "user" else name, None) for name in _FILTERS}
    where = tuple(Condition(name, "=", value) for name, value in values.items() if value is not None)
    return Listing(getattr(given, "text", ""), where)


def _document(row: LogRow) -> dict[str, Any]:
    return {
        "id": row.id, "at": row.at, "user": row.user_name, "workstation": row.workstation, "action": row.action,
        "title": row.title, "entities": list(row.tables), "rows": row.rows, "reason": row.reason,
        "operation_id": row.operation_id, "undoes": row.undoes,
    }  # fmt: skip


def _lines(rows: list[LogRow], total: int) -> Iterator[str]:
    if not rows:
        yield _("Nothing in the log fits.")
        return
    titles = (_("Number"), _("When"), _("Who"), _("Rows"), _("What was done"))
    yield from table(titles, [(row.id, format_moment(row.at), row.user_name, row.rows, row.title) for row in rows])
    if total > len(rows):
        rest = total - len(rows)
        yield ngettext("{n} more entry fits.", "{n} more entries fit.", rest).format(n=rest)


def _detail_lines(found: Details) -> Iterator[str]:
    from sms_desktop.services.history.audit_words import field_word

    row = found.row
    yield row.title
    yield _("{when}, {who} at {computer}, operation {operation}").format(
        when=format_moment(row.at), who=row.user_name, computer=row.workstation, operation=row.operation_id
    )
    if row.reason:
        yield _("Reason: {reason}").format(reason=row.reason)
    for record in found.records:
        yield f"{_operation(record.operation)}: {record.name}"
        yield from (
            f"  {field_word(one.name, record.table)}: {one.before_words} → {one.after_words}" for one in record.fields
        )
    if found.more:
        yield ngettext("And {n} more row.", "And {n} more rows.", found.more).format(n=found.more)
    if found.sensitive_hidden:
        yield _("Fields that you may not see were left out.")


def _operation(operation: str) -> str:
    return {"create": _("Added"), "update": _("Edited"), "remove": _("Taken out")}.get(operation, operation)
