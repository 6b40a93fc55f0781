"""Accounts by command: `users`, with adding, disabling, passwords, roles and single permissions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sms_desktop.cli.arguments import Group, Parser
from sms_desktop.cli.attending import day
from sms_desktop.cli.call import Call, new_password, password, school
from sms_desktop.cli.output import indented, table
from sms_desktop.core.errors import NotFound
from sms_desktop.core.i18n import _, format_date, format_moment, pgettext

if TYPE_CHECKING:
    from sms_desktop.services.access.accounts import SignedIn
    from sms_desktop.services.access.users import Right, UserRow


def add_to(commands: Group) -> None:
    """Adds this group's commands."""
    parser = commands.add("users", _("the accounts of the school: who may sign in, and what each may do"), list_users)
    actions = Group(parser, "action", required=False)
    actions.add("list", _("all accounts"), list_users)
    _named(actions.add("show", _("one account with what it may do, and why"), show))
    add_parser = _named(actions.add("add", _("add an account; its password has to be changed at first sign-in"), add))
    add_parser.add_argument("--role", required=True, metavar=_("ROLE"), help=_("“smsctl roles” lists those there are"))
    add_parser.add_argument("--full-name", default="", metavar=_("TEXT"), help=_("as on a timetable"))
    _named(actions.add("disable", _("let an account sign in no more"), disable))
    _named(actions.add("enable", _("let a disabled account sign in again, by a new password"), enable))
    _named(actions.add("remove", _("take an account away for good"), remove))
    password_parser = actions.add("password", _("set an account's password; without a name, change your own"), change)
    password_parser.add_argument("name", nargs="?", metavar=_("NAME"), help=_("user name"))
    role_parser = _named(actions.add("role", _("give an account another role"), give_role))
    role_parser.add_argument("role", metavar=_("ROLE"))
    _add_grants(actions)


def _add_grants(actions: Group) -> None:
    grant_parser = _named(actions.add("grant", _("grant an account a single permission"), grant))
    grant_parser.add_argument("permission", metavar=_("PERMISSION"), help=_("such as “exports:run”"))
    grant_parser.add_argument("--until", type=day, metavar=_("DAY"), help=_("the last day on which it holds"))
    grant_parser.add_argument("--reason", default="", metavar=_("TEXT"), help=_("why; it is kept with the permission"))
    revoke_parser = _named(actions.add("revoke", _("take a single permission back"), revoke))
    revoke_parser.add_argument("permission", metavar=_("PERMISSION"))


def _named(parser: Parser) -> Parser:
    parser.add_argument("name", metavar=_("NAME"), help=_("user name"))
    return parser


def list_users(call: Call) -> int:
    """All accounts, by name."""
    from sms_desktop.services.access import users

    with school(call) as opened, opened.database.read(opened.actor) as session:
        rows = users.everyone(session)
    _answer(call, rows, [_document(row) for row in rows])
    return 0


def show(call: Call) -> int:
    """One account with its permissions, where each comes from, and the classes that the person teaches."""
    from sms_desktop.services.access import grants, teachers, users

    with school(call) as opened, opened.database.read(opened.actor) as session:
        user_id = users.by_name(session, call.arguments.name)
        row, rights = users.get(session, user_id), users.rights(session, user_id)
        granted, taught = grants.of_user(session, user_id), teachers.teaching(session, user_id)
    document = {
        **_document(row),
        "rights": [asdict(right) for right in rights],
        "grants": [asdict(one) for one in granted],
        "teaches": [asdict(one) for one in taught],
    }
    lines = [
        *_lines([row]), "", _("Permissions:"), *indented(_rights(rights)), "", _("Classes:"),
        *indented(" ".join(filter(None, (one.course_code, one.year, one.term, one.section))) for one in taught),
    ]  # fmt: skip
    call.out.answer(document, lines)
    return 0


def _rights(rights: list[Right]) -> Iterator[str]:
    for right in rights:
        words = [right.permission, "" if right.scope == "all" else _("(own classes)")]
        if not right.by_role:
            until = format_date(right.until)
            words.append(_("granted until {day}").format(day=until) if until else _("granted"))
        yield " ".join(filter(None, words))


def add(call: Call) -> int:
    """Adds an account, and shows it."""
    from sms_desktop.services.access import users
    from sms_desktop.services.access.users import UserData

    asked = call.arguments
    data = UserData(asked.name, asked.full_name, asked.role)
    with school(call) as opened:
        first = new_password(_("Password for {name}: ").format(name=asked.name))
        with opened.database.begin(opened.actor, "create") as session:
            users.add(session, opened.database, data, first)
        return _show_one(call, opened)


def disable(call: Call) -> int:
    """Lets an account sign in no more, and shows it as it is then."""
    from sms_desktop.services.access import users

    return _done(call, lambda session, opened, user_id: users.disable(session, opened.database, user_id))


def enable(call: Call) -> int:
    """Lets an account sign in again by a new password, and shows it as it is then."""
    from sms_desktop.services.access import users

    def work(session: Any, opened: SignedIn, user_id: int) -> None:
        users.enable(session, opened.database, user_id, given)

    with school(call) as opened:
        given = new_password(_("New password for {name}: ").format(name=call.arguments.name))
        return _done_in(call, opened, work)


def remove(call: Call) -> int:
    """Takes an account away."""
    from sms_desktop.services.access import users

    with school(call) as opened, opened.database.begin(opened.actor, "delete") as session:
        users.remove(session, opened.database, users.by_name(session, call.arguments.name))
    call.out.answer(
        {"removed": call.arguments.name}, [_("The account {name} was removed.").format(name=call.arguments.name)]
    )
    return 0


def change(call: Call) -> int:
    """Sets somebody's password, which that person then has to change; or changes one's own."""
    from sms_desktop.services.access import users

    name = call.arguments.name
    with school(call, changes_password=True) as opened:
        if name is None or name == opened.actor.name:
            return _change_own(call, opened)
        given = new_password(_("New password for {name}: ").format(name=name))
        return _done_in(
            call, opened, lambda session, opened, user_id: users.set_password(session, opened.database, user_id, given)
        )


def _change_own(call: Call, opened: SignedIn) -> int:
    from sms_desktop.services.access import users

    old = password(_("Your present password: "))
    new = new_password(_("Your new password: "))
    with opened.database.begin(opened.actor, "password_change") as session:
        users.change_own_password(session, opened.database, old, new)
    call.out.answer({"changed": opened.actor.name}, [_("Your password was changed.")])
    return 0


def give_role(call: Call) -> int:
    """Gives an account another role, and shows it as it is then."""
    from sms_desktop.services.access import users

    def work(session: Any, opened: SignedIn, user_id: int) -> None:
        users.update(session, user_id, users.get(session, user_id).full_name, call.arguments.role)

    return _done(call, work)


def grant(call: Call) -> int:
    """Grants a permission, and shows the account's permissions as they are then."""
    from sms_desktop.services.access import grants, users

    asked = call.arguments
    with school(call) as opened, opened.database.begin(opened.actor, "permission_grant") as session:
        user_id = users.by_name(session, asked.name)
        grants.grant(session, user_id, asked.permission, asked.until, asked.reason)
        rows = grants.of_user(session, user_id)
    _answer_grants(call, rows)
    return 0


def revoke(call: Call) -> int:
    """Takes a permission back, and shows those that are left."""
    from sms_desktop.services.access import grants, users

    asked = call.arguments
    with school(call) as opened, opened.database.begin(opened.actor, "permission_revoke") as session:
        user_id = users.by_name(session, asked.name)
        found = [row for row in grants.of_user(session, user_id) if row.permission == asked.permission]
        if not found:
            raise NotFound(
                _("“{permission}” is not granted to {name}.").format(permission=asked.permission, name=asked.name),
                _("“smsctl users show” lists what is."),
            )
        grants.revoke(session, found[0].id)
        rows = grants.of_user(session, user_id)
    _answer_grants(call, rows)
    return 0


def _answer_grants(call: Call, rows: list[Any]) -> None:
    titles = (_("Permission"), _("Until"), _("Granted by"), _("Reason"))
    lines = [(row.permission, format_date(row.expires_on), row.granted_by, row.reason) for row in rows]
    call.out.answer([asdict(row) for row in rows], table(titles, lines) if rows else [_("Nothing is granted.")])


Work = Callable[[Any, "SignedIn", int], None]


def _done(call: Call, work: Work) -> int:
    with school(call) as opened:
        return _done_in(call, opened, work)


def _done_in(call: Call, opened: SignedIn, work: Work) -> int:
    from sms_desktop.services.access import users

    with opened.database.begin(opened.actor) as session:
        work(session, opened, users.by_name(session, call.arguments.name))
    return _show_one(call, opened)


def _show_one(call: Call, opened: SignedIn) -> int:
    from sms_desktop.services.access import users

    with opened.database.read(opened.actor) as session:
        row = users.get(session, users.by_name(session, call.arguments.name))
    _answer(call, [row], _document(row))
    return 0


def _document(row: UserRow) -> dict[str, Any]:
    document = asdict(row)
    del document["role_title"], document["is_me"]
    return document


def _answer(call: Call, rows: list[UserRow], document: object) -> None:
    call.out.answer(document, _lines(rows))


def _lines(rows: list[UserRow]) -> list[str]:
    titles = (_("User name"), _("Full name"), _("Role"), _("Last sign-in"), _("State"))
    lines = [(row.name, row.full_name, row.role_title, format_moment(row.last_sign_in), _state(row)) for row in rows]
    return table(titles, lines)


def _state(row: UserRow) -> str:
    if not row.active:
        return pgettext("account", "disabled")
    return _("password to be changed") if row.must_change else pgettext("account", "active")
