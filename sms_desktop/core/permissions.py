"""What each built-in role may do: permission keys `resource:action` (domain.md 7)."""

from __future__ import annotations

from sms_desktop.core.actor import EVERYTHING

_PEOPLE_AND_COURSES = ("students", "contacts", "courses", "offerings", "enrolments")
_FULL = ("view", "create", "edit", "delete")


def _keys(resources: tuple[str, ...], actions: tuple[str, ...]) -> frozenset[str]:
    return frozenset(f"{resource}:{action}" for resource in resources for action in actions)


ADMINISTRATOR, SECRETARY, TEACHER, VIEWER = "administrator", "secretary", "teacher", "viewer"

ROLES: dict[str, frozenset[str]] = {
    ADMINISTRATOR: frozenset({EVERYTHING}),
    SECRETARY: _keys(_PEOPLE_AND_COURSES, _FULL)
    | _keys(("grades", "attendance"), ("view", "edit"))
    | {"students:sensitive", "imports:run", "exports:run", "reports:run", "analytics:view", "backups:create"}
    | {"exchange:request", "jobs:view"},
    TEACHER: _keys((*_PEOPLE_AND_COURSES, "grades", "attendance", "analytics"), ("view",))
    | {"grades:edit", "attendance:edit", "exports:run", "reports:run", "jobs:view"},
    VIEWER: _keys((*_PEOPLE_AND_COURSES, "grades", "attendance", "analytics"), ("view",)) | {"jobs:view"},
}


def rights_of(role: str) -> frozenset[str]:
    """The permission keys of a built-in role; none for a role that is not known."""
    return ROLES.get(role, frozenset())
