"""Evaluation rules by command: `rules`, which shows those of a class and changes them, saying first for whom."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sms_desktop.cli import finding
from sms_desktop.cli.arguments import Group
from sms_desktop.cli.call import Call, school
from sms_desktop.cli.output import table
from sms_desktop.core.errors import Invalid, NotFound
from sms_desktop.core.evaluation import Rule, parse_rules, rule
from sms_desktop.core.folding import fold
from sms_desktop.core.i18n import _, format_number, format_percent, ngettext

if TYPE_CHECKING:
    from sms_desktop.services.offering_rules import Moved, RuleEdit, Shift
    from sms_desktop.services.offerings import OfferingRow

TEMPLATE = "template"


def add_to(commands: Group) -> None:
    """Adds this group's commands."""
    parser = commands.add("rules", _("show or change the evaluation rules of a course as it is taught"), rules)
    finding.add_course(parser)
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--set", metavar=_("RULES"), help=_("the new rules, such as “Midterm: 40, Final exam: 60”, or as JSON")
    )
    which.add_argument(
        "--copy-from", metavar=_("WHERE"), help=_("“template” for the course's own, or the term to copy them from")
    )
    parser.add_argument(
        "--move", action="append", default=[], type=_move, metavar=_("OLD=NEW"),
        help=_("where the marks of a category that goes are put; OLD= for no category; may be repeated"),
    )  # fmt: skip
    parser.add_argument("--preview", action="store_true", help=_("only say whose final grade would change"))
    finding.add_reason(parser)


def _move(text: str) -> tuple[str, str]:
    old, found, new = text.partition("=")
    if not found or not old.strip():
        raise argparse.ArgumentTypeError(_("“{text}” is not OLD=NEW").format(text=text))
    return old.strip(), new.strip()


def rules(call: Call) -> int:
    """Shows the rules of a class; with new ones, whose grade they change, and unless it is a preview, makes them so."""
    asked = call.arguments
    changes = asked.set is not None or asked.copy_from is not None
    with school(call) as opened:
        with opened.database.read(opened.actor) as session:
            row, edits, moved, shifts = _planned(session, asked, changes)
        if changes and not asked.preview:
            _change(opened, row, edits, moved, asked.reason)
    document = _document(row, [edit.rule for edit in edits])
    if changes:
        document |= {"changed": not asked.preview, "shifts": [_shift(one) for one in shifts]}
    call.out.answer(document, _lines(row, [edit.rule for edit in edits], shifts, asked if changes else None))
    return 0


def _planned(
    session: Any, asked: argparse.Namespace, changes: bool
) -> tuple[OfferingRow, Sequence[RuleEdit], Moved, list[Shift]]:
    """The class, its rules as they are to be, where marks are put, and whose grade changes by it."""
    from sms_desktop.services import offering_rules

    row = finding.offering(session, asked.course, asked.term, asked.section)
    if not changes:
        return row, offering_rules.current(session, row.id), {}, []
    there = offering_rules.current(session, row.id)
    if asked.set is not None:
        wanted = [_as_it_was(one, there) for one in parse_rules(asked.set)]
    else:
        wanted = list(_copied(session, row, asked.copy_from))
    edits = offering_rules.copied(session, row.id, wanted)
    moved = _moved(asked.move, there, edits)
    return row, edits, moved, offering_rules.preview(session, row.id, edits, moved)


def _as_it_was(given: Rule, there: Sequence[RuleEdit]) -> Rule:
    """A category that was given by name and weight alone keeps what else it says now."""
    same = next((edit.rule for edit in there if fold(edit.rule.name) == fold(given.name)), None)
    if same is None or given != rule(given.name, given.weight):
        return given
    return replace(same, name=given.name, weight=given.weight)


def _copied(session: Any, row: OfferingRow, where: str) -> Sequence[Rule]:
    from sms_desktop.services import offering_rules, years

    sources = offering_rules.copies(session, row.id)
    if fold(where) == TEMPLATE:
        found = [source for source in sources if source.offering_id is None]
    else:
        title = years.find_term(session, where).title
        found = [source for source in sources if source.offering_id is not None and source.title.startswith(title)]
    if not found:
        known = "; ".join(source.title for source in sources) or _("none")
        raise NotFound(
            _("{course} has no rules to copy from “{where}”.").format(course=row.course_code, where=where),
            _("There are rules in: {known}.").format(known=known),
            code="no_rules_there",
        )
    return found[0].rules


def _moved(asked: Sequence[tuple[str, str]], there: Sequence[RuleEdit], edits: Sequence[RuleEdit]) -> Moved:
    """By the id of a category that goes, the place of the one that takes its marks."""
    ids = {fold(edit.rule.name): edit.id for edit in there}
    places = {fold(edit.rule.name): place for place, edit in enumerate(edits)}
    moved: dict[int, int | None] = {}
    for old, new in asked:
        row_id = ids.get(fold(old))
        if row_id is None or (new and fold(new) not in places):
            raise Invalid(
                _("There is no category “{name}”.").format(name=old if row_id is None else new),
                _("Write it as it stands in the rules."),
                code="no_category",
            )
        moved[row_id] = places[fold(new)] if new else None
    return moved


def _change(opened: Any, row: OfferingRow, edits: Sequence[RuleEdit], moved: Moved, reason: str) -> None:
    from sms_desktop.services import offering_rules

    with opened.database.begin(opened.actor, reason=reason) as session:
        offering_rules.change(session, row.id, edits, moved, row.version)


def _document(row: OfferingRow, found: Sequence[Rule]) -> dict[str, Any]:
    from sms_desktop.services.exporting.row_parts import rules_data

    return {
        "course_code": row.course_code,
        "term": f"{row.year} {row.term}",
        "section": row.section,
        "rules": rules_data(list(found)),
    }


def _shift(one: Shift) -> dict[str, Any]:
    return {"student": one.student, "before": one.before, "after": one.after}


def _lines(
    row: OfferingRow, found: Sequence[Rule], shifts: Sequence[Shift], changing: argparse.Namespace | None
) -> Iterator[str]:
    yield " · ".join(filter(None, (row.course_code, row.course_name, row.year, row.term, row.section)))
    titles = (_("Category"), _("Weight"), _("What counts"))
    yield from table(titles, [(one.name, format_percent(one.weight), _counts(one)) for one in found])
    if not found:
        yield _("There are no evaluation rules.")
    if changing is None:
        return
    yield ""
    yield from _consequences(shifts)
    yield _("Nothing was changed: this was a preview.") if changing.preview else _("These are the rules now.")


def _counts(one: Rule) -> str:
    """What a category counts besides its marks, in words."""
    words = []
    if one.latest_only:
        words.append(_("only the latest"))
    if one.counts_daily:
        times = format_number(one.daily_multiplier)
        once = one.daily_multiplier == 1
        words.append(_("daily ratings") if once else _("daily ratings, each {times} times").format(times=times))
    if one.kind == "attendance":
        words.append(_("presence in the registers"))
    return ", ".join(words)


def _consequences(shifts: Sequence[Shift]) -> Iterator[str]:
    if not shifts:
        yield _("No one's final grade changes.")
        return
    sentence = ngettext(
        "The final grade of {n} student changes:", "The final grades of {n} students change:", len(shifts)
    )
    yield sentence.format(n=format_number(len(shifts)))
    rows = [(one.student, _percent(one.before), _percent(one.after)) for one in shifts]
    yield from table((_("Student"), _("Before"), _("After")), rows)


def _percent(value: Decimal | None) -> str:
    return _("not graded yet") if value is None else format_percent(value, 2)
