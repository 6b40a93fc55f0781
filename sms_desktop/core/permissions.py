"""What each built-in role may do: permission keys `resource:action`, or `resource:action:own` (domain.md 7)."""

from __future__ import annotations

from sms_desktop.core.actor import EVERYTHING, OWN

_PEOPLE_AND_COURSES = ("students", "contacts", "courses", "offerings", "enrolments")
_FULL = ("view", "create", "edit", "delete")

#: Every permission there is, by resource, in the order in which a matrix shows them.
RESOURCES: dict[str, tuple[str, ...]] = {
    "students": ("view", "create", "edit", "delete", "sensitive"),
    "contacts": _FULL,
    "courses": _FULL,
    "offerings": _FULL,
    "enrolments": _FULL,
    "grades": ("view", "edit"),
    "attendance": ("view", "edit"),
    "imports": ("run",),
    "exports": ("run",),
    "reports": ("run", "issue", "edit"),
    "analytics": ("view", "names"),
    "jobs": ("view",),
    "backups": ("create", "restore"),
    "audit": ("view",),
    "privacy": ("manage",),
    "users": ("manage",),
    "settings": ("edit",),
    "exchange": ("request", "manage"),
}
#: Resources of which a permission can be for the own classes alone: those of the offerings that one teaches.
SCOPED = frozenset({"students", "contacts", "courses", "offerings", "enrolments", "grades", "attendance", "exports",
                    "reports", "analytics"})  # fmt: skip


_NEW_IS_NOBODYS = ("students", "courses", "offerings")
#: Certificates are issued, and their templates kept, for the whole school.
_WHOLE = frozenset({"reports:issue", "reports:edit"})


def _keys(resources: tuple[str, ...], actions: tuple[str, ...], scope: str = "") -> frozenset[str]:
    return frozenset(f"{resource}:{action}{scope}" for resource in resources for action in actions)


ADMINISTRATOR, SECRETARY, TEACHER, VIEWER = "administrator", "secretary", "teacher", "viewer"

ROLES: dict[str, frozenset[str]] = {
    ADMINISTRATOR: frozenset({EVERYTHING}),
    SECRETARY: _keys(_PEOPLE_AND_COURSES, _FULL)
    | _keys(("grades", "attendance"), ("view", "edit"))
    | {"students:sensitive", "imports:run", "exports:run", "analytics:view", "analytics:names"}
    | _keys(("reports",), ("run", "issue", "edit"))
    | {"backups:create", "exchange:request", "jobs:view"},
    TEACHER: _keys((*_PEOPLE_AND_COURSES, "grades", "attendance", "analytics"), ("view",), OWN)
    | _keys(("grades", "attendance"), ("edit",), OWN)
    | _keys(("exports", "reports"), ("run",), OWN)
    | {"analytics:names:own", "jobs:view"},
    VIEWER: _keys((*_PEOPLE_AND_COURSES, "grades", "attendance", "analytics"), ("view",)) | {"jobs:view"},
}


def every_permission() -> list[str]:
    """All permission keys without scope, in the order of `RESOURCES`."""
    return [f"{resource}:{action}" for resource, actions in RESOURCES.items() for action in actions]


def may_be_own(permission: str) -> bool:
    """Whether a permission can be given for the own classes alone; who makes students or courses makes any."""
    resource, action = permission.split(":")
    if permission in _WHOLE:
        return False
    return resource in SCOPED and not (action == "create" and resource in _NEW_IS_NOBODYS)


def rights_of(role: str) -> frozenset[str]:
    """The permission keys of a built-in role; none for a role that is not known."""
    return ROLES.get(role, frozenset())
