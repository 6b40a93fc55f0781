"""How long what is kept, by command: `privacy review`, `apply`, `again`; and what erasing shows before it is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sms_desktop.cli.arguments import Group, Parser
from sms_desktop.cli.call import Call, school
from sms_desktop.cli.cancelling import cancellable
from sms_desktop.cli.output import table
from sms_desktop.core.errors import Invalid
from sms_desktop.core.i18n import _, format_date, format_moment, ngettext

if TYPE_CHECKING:
    from sms_desktop.services.privacy.erasure import Erased, Kept, Plan
    from sms_desktop.services.privacy.retention_logs import LogStanding

#: The rules of `services.privacy.retention` and `services.privacy.retention_logs`; a test holds them together.
LOGS = ("log", "program-logs")
RULES = ("notes", "absences", "reduce", "erase", *LOGS)


def add_to(group: Group) -> None:
    """Adds the commands about rules."""
    review_parser = group.add(
        "review", _("how long what is kept, and who and what is due; nothing is erased by itself"), review
    )
    review_parser.add_argument("--rule", choices=RULES[:4], default="", help=_("only who is due by this rule"))
    parser = group.add("apply", _("show what is due by a rule; with --yes, carry it out (it can't be undone)"), apply)
    parser.add_argument("rule", choices=RULES, help=_("the rule, as “privacy review” names it"))
    parser.add_argument("--to", metavar=_("FILE"), help=_("for the rule log: the archive to write"))
    add_yes(parser)
    again_parser = group.add(
        "again", _("who was erased and is back since a backup was restored; with --yes, erase again"), again
    )
    add_yes(again_parser)


def add_yes(parser: Parser) -> None:
    """What doing it takes."""
    parser.add_argument("--yes", action="store_true", help=_("really do it"))
    parser.add_argument("--reason", default="", metavar=_("TEXT"), help=_("why; the log keeps it"))


def review(call: Call) -> int:
    """How the rules stand, and who is due by them."""
    from sms_desktop.services.privacy import retention, retention_logs

    with school(call) as opened, opened.database.read(opened.actor) as session:
        rules = retention.standing(session)
        logs = retention_logs.standing(session, opened.database.folder)
        rows = retention.review(session, mode=call.arguments.rule)
    document = {
        "rules": [{"rule": one.mode, "setting": one.setting, "years": one.years, "due": one.people} for one in rules]
        + [{"rule": one.mode, "setting": one.setting, "years": one.years, "due": one.rows} for one in logs],
        "due": [asdict(row) for row in rows],
    }
    standing = [(one.mode, one.title, one.years or "–", one.people) for one in rules]
    standing += [(one.mode, one.title, one.years or "–", one.rows) for one in logs]
    cells = [(row.student_number, row.name, format_date(row.left_on), row.mode, row.why) for row in rows]
    titles = (_("Number"), _("Name"), _("Left on"), _("Proposed"), _("Why"))
    due = table(titles, cells) if rows else [_("Nobody is due.")]
    lines = [*table((_("Rule"), _("Data"), _("Years"), _("Due")), standing), "", *due]
    call.out.answer(document, lines)
    return 0


def apply(call: Call) -> int:
    """Shows what is due by one rule, and with `--yes` carries it out."""
    if call.arguments.rule in LOGS:
        return _apply_to_logs(call)
    from sms_desktop.services.privacy import erasure, retention

    asked = call.arguments
    with school(call) as opened:
        with opened.database.read(opened.actor) as session:
            ids = [row.student_id for row in retention.review(session, mode=asked.rule)]
        if not ids:
            call.out.answer({"rule": asked.rule, "people": [], "erased": None}, [_("Nobody is due.")])
            return 0
        return erase(call, opened, ids, asked.rule, lambda s: erasure.erase(s, ids, asked.rule, asked.reason))


def _apply_to_logs(call: Call) -> int:
    from sms_desktop.services.privacy import retention_logs

    asked = call.arguments
    with school(call) as opened:
        database, who = opened.database, opened.actor
        with database.read(who) as session:
            rules = {one.mode: one for one in retention_logs.standing(session, database.folder)}
        rule = rules[asked.rule]
        document: dict[str, Any] = {"rule": rule.mode, "years": rule.years, "due": rule.rows, "done": None}
        lines = [_due(rule)]
        if not asked.yes:
            lines += [_("Nothing was done. Say --yes --reason TEXT to do it.")] if rule.rows else []
        elif rule.mode == retention_logs.LOG:
            document["done"], said = _archived(call, opened)
            lines.append(said)
        else:
            _must_say_why(asked.reason)
            with database.begin(who, "delete") as session:
                document["done"] = retention_logs.remove_files(session, database.folder, asked.reason)
    call.out.answer(document, lines)
    return 0


def _archived(call: Call, opened: Any) -> tuple[dict[str, Any], str]:
    from sms_desktop.services.privacy import retention_logs

    asked = call.arguments
    _must_say_why(asked.reason)
    if not asked.to:
        raise Invalid(_("Say where to, with --to FILE."), code="no_file")
    with cancellable(call.out) as progress:
        done = retention_logs.archive(
            opened.database, opened.actor, Path(asked.to), asked.reason, progress=progress
        )  # fmt: skip
    sentence = _("Entries {first} to {last} of the log are in {file}.")
    said = sentence.format(first=done.first, last=done.last, file=done.file)
    return {"file": str(done.file), "first": done.first, "last": done.last, "head": done.head}, said


def _due(rule: LogStanding) -> str:
    if rule.before is None:
        return _("{what}: kept for good.").format(what=rule.title)
    text = ngettext("{what}: {n} from before {day}.", "{what}: {n} from before {day}.", rule.rows)
    return text.format(what=rule.title, n=rule.rows, day=format_date(rule.before))


def again(call: Call) -> int:
    """Who is to be erased again; with `--yes` it is done, each way of erasing in a change set of its own."""
    from sms_desktop.services.privacy import erasure, erasure_again

    asked = call.arguments
    with school(call) as opened:
        database = opened.database
        with database.read(opened.actor) as session:
            back = erasure_again.back(session, database)
        document: dict[str, Any] = {"back": [asdict(one) for one in back], "erased": []}
        titles = (_("Number"), _("Name"), _("Way"), _("Erased on"))
        rows = [(one.student_number, one.name, one.mode, format_moment(one.erased_at)) for one in back]
        lines = list(table(titles, rows)) if back else [_("Nobody is to be erased again.")]
        if back and not asked.yes:
            lines.append(_("Nothing was done. Say --yes --reason TEXT to do it."))
        for mode in dict.fromkeys(one.mode for one in back) if asked.yes else ():
            _must_say_why(asked.reason)
            with database.begin(opened.actor, "erase") as session:
                done = erasure_again.erase(session, database, mode, asked.reason)
            document["erased"].append({"mode": mode, **asdict(done)})
            lines.append(erasure.erased_words(done))
    call.out.answer(document, lines)
    return 0


def erase(call: Call, opened: Any, ids: Sequence[int], mode: str, work: Callable[[Any], Erased]) -> int:
    """Shows what erasing these people in a way would do, and with `--yes` does it."""
    from sms_desktop.services.privacy import erasure

    with opened.database.read(opened.actor) as session:
        plan = erasure.plan(session, ids, mode)
    kept = erasure.kept_in(opened.database, opened.actor)
    document = {**asdict(plan), "possible": plan.possible, "kept_in": [asdict(one) for one in kept], "erased": None}
    lines = [*_plan(plan), *_kept(kept)]
    if call.arguments.yes:
        _must_say_why(call.arguments.reason)
        with opened.database.begin(opened.actor, "erase") as session:
            done = work(session)
        document["erased"] = asdict(done)
        lines.append(erasure.erased_words(done))
    else:
        lines.append(_("Nothing was done. Say --yes --reason TEXT to do it."))
    call.out.answer(document, lines)
    return 0


def _must_say_why(reason: str) -> None:
    if not reason.strip():
        raise Invalid(_("Say why, with --reason: the log keeps it."), code="no_reason")


def _plan(plan: Plan) -> list[str]:
    fates = {"goes": _("goes"), "stays": _("stays"), "nameless": _("stays without the person"),
             "look": _("to be looked at")}  # fmt: skip
    people = [f"{one.name} ({one.student_number})" for one in plan.people]
    rows = [(fate.title, fates[fate.fate], "" if fate.count is None else fate.count, fate.why) for fate in plan.fates]
    refusals = [one.refusal for one in plan.people if one.refusal]
    return [*people, *refusals, *table((_("Data"), _("What becomes of it"), _("Rows"), _("Why")), rows)]


def _kept(kept: Sequence[Kept]) -> list[str]:
    if not kept:
        return []
    rows = [
        (one.file, format_moment(one.made_at), format_date(one.gone_by) if one.gone_by else _("kept for good"))
        for one in kept
    ]
    return [_("Still in these files:"), *table((_("File"), _("Made"), _("Gone by")), rows)]
