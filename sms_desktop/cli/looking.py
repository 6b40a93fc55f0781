"""Looking people and things up: `search`."""

from __future__ import annotations

from dataclasses import asdict

from sms_desktop.cli.arguments import Group
from sms_desktop.cli.call import Call, school
from sms_desktop.cli.output import table
from sms_desktop.core.i18n import _


def add_to(commands: Group) -> None:
    """Adds this group's commands."""
    parser = commands.add("search", _("find people, contacts and courses, best first"), search)
    parser.add_argument(
        "text", nargs="+", metavar=_("TEXT"), help=_("names in Greek or Latin, numbers, codes, e-mails")
    )
    parser.add_argument("--limit", type=int, default=50, metavar="N", help=_("at most so many (50)"))


def search(call: Call) -> int:
    """Whatever the words are found in, best first, as Ctrl+K finds it."""
    from sms_desktop.services.search import search as found_by

    with school(call) as opened, opened.database.read(opened.actor) as session:
        hits = found_by(session, " ".join(call.arguments.text), call.arguments.limit)
    kinds = {"student": _("student"), "contact": _("contact"), "course": _("course")}
    titles = (_("Found"), _("Name"), _("More"))
    lines = table(titles, [(kinds[hit.kind], hit.title, hit.subtitle) for hit in hits])
    call.out.answer([asdict(hit) for hit in hits], lines if hits else [_("Nothing was found.")])
    return 0
