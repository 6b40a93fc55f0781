"""Roles by command: `roles`, with showing, setting and deleting one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sms_desktop.cli.arguments import Group
from sms_desktop.cli.call import Call, school
from sms_desktop.cli.output import table
from sms_desktop.core.errors import Invalid
from sms_desktop.core.i18n import _

if TYPE_CHECKING:
    from sms_desktop.services.access.roles import RoleRow


def add_to(commands: Group) -> None:
    """Adds this group's commands."""
    parser = commands.add("roles", _("what each role lets people do"), list_roles)
    actions = Group(parser, "action", required=False)
    actions.add("list", _("all roles"), list_roles)
    actions.add("show", _("one role with its permissions"), show).add_argument("name", metavar=_("NAME"))
    set_parser = actions.add("set", _("make a role of the school's own, or change one"), set_role)
    set_parser.add_argument("name", metavar=_("NAME"))
    set_parser.add_argument(
        "--keys", metavar=_("KEYS"),
        help=_("all its permissions, such as “students:view,grades:edit:own”; “:own” is for the own classes alone"),
    )  # fmt: skip
    set_parser.add_argument("--description", metavar=_("TEXT"), help=_("what it is for"))
    actions.add("delete", _("delete a role that nobody has"), delete).add_argument("name", metavar=_("NAME"))


def list_roles(call: Call) -> int:
    """All roles, built-in ones first."""
    from sms_desktop.services.access import roles

    with school(call) as opened, opened.database.read(opened.actor) as session:
        rows = roles.matrix(session).roles
    titles = (_("Role"), _("Accounts"), _("Permissions"), _("Description"))
    lines = [(row.name, row.users, "*" if "*" in row.keys else len(row.keys), row.description) for row in rows]
    call.out.answer([_document(row) for row in rows], table(titles, lines))
    return 0


def show(call: Call) -> int:
    """One role with its permissions."""
    with school(call) as opened, opened.database.read(opened.actor) as session:
        row = _found(session, call.arguments.name)
        return _answer(call, session, row)


def set_role(call: Call) -> int:
    """Makes a role or changes one, and shows it as it is then."""
    from sms_desktop.services.access import roles
    from sms_desktop.services.access.roles import RoleData

    asked = call.arguments
    with school(call) as opened, opened.database.begin(opened.actor, "role_change") as session:
        row = next((row for row in roles.matrix(session).roles if row.name == asked.name), None)
        data = RoleData(asked.name) if row is None else RoleData(row.name, row.description, row.keys)
        if asked.keys is not None:
            data = replace(data, keys=frozenset(key.strip() for key in asked.keys.split(",") if key.strip()))
        if asked.description is not None:
            data = replace(data, description=asked.description)
        if row is None:
            roles.create(session, data)
        else:
            roles.update(session, _own(row), data)
        return _answer(call, session, _found(session, data.name))


def delete(call: Call) -> int:
    """Deletes a role that nobody has."""
    from sms_desktop.services.access import roles

    with school(call) as opened, opened.database.begin(opened.actor, "role_change") as session:
        row = _found(session, call.arguments.name)
        roles.delete(session, _own(row))
    call.out.answer({"deleted": row.name}, [_("The role {name} was deleted.").format(name=row.name)])
    return 0


def _found(session: Any, name: str) -> RoleRow:
    from sms_desktop.services.access import roles

    known = roles.find(session, name)
    return next(row for row in roles.matrix(session).roles if row.name == known)


def _own(row: RoleRow) -> int:
    if row.id is None:
        raise Invalid(
            _("{name} is a built-in role, which stays as it is.").format(name=row.name),
            _("Make a role of another name with “smsctl roles set”."),
            code="built_in_role",
        )
    return row.id


def _answer(call: Call, session: Any, row: RoleRow) -> int:
    from sms_desktop.services.access import roles

    scopes = {permission: row.scope(permission) for permission in roles.matrix(session).permissions}
    words = {"all": _("all"), "own": _("own classes")}
    lines = [(permission, words[scope]) for permission, scope in scopes.items() if scope]
    call.out.answer(_document(row), table((_("Permission"), _("For")), lines))
    return 0


def _document(row: RoleRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "built_in": row.id is None,
        "description": row.description,
        "users": row.users,
        "keys": sorted(row.keys),
    }
