"""Every public function about backups and keys asks for exactly the right that the table names, whoever calls it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import Denied, UserError
from sms_desktop.core.permissions import ROLES, every_permission
from sms_desktop.db.database import Database
from sms_desktop.services.safekeeping import (
    backup_keys,
    backup_places,
    backup_thinning,
    backups,
    key_rotation,
    keyring_store,
    restored_accounts,
    restoring,
    restoring_anew,
    unattended,
)

NONE = Path("there", "is", "none.smsbackup")
Call = Callable[[Database, Actor], object]
#: What each function needs, and a call of it that goes on to nothing.
NEEDS: dict[tuple[ModuleType, str], tuple[set[str], Call]] = {
    (backups, "create"): ({"backups:create"}, lambda d, who: backups.create(d, who, to=NONE)),
    (backups, "listed"): ({"backups:create"}, lambda d, who: backups.listed(d, who)),
    (backups, "verify"): ({"backups:create"}, lambda d, who: backups.verify(d, who, NONE)),
    (backups, "prune"): ({"backups:restore"}, lambda d, who: backups.prune(d, who)),
    (restoring, "rehearse"): ({"backups:restore"}, lambda d, who: restoring.rehearse(d, who, NONE)),
    (restoring, "restore"): ({"backups:restore"}, lambda d, who: restoring.restore(d, who, NONE)),
    (key_rotation, "rotate"): (
        {"users:manage", "backups:restore"}, lambda d, who: key_rotation.rotate(d, who, "not the password at all"),
    ),
    (unattended, "allow"): ({"users:manage", "backups:create"}, lambda d, who: unattended.allow(d, who)),
    (unattended, "forbid"): ({"users:manage"}, lambda d, who: unattended.forbid(d, who)),
}  # fmt: skip
#: Open to whoever is signed in, or to nobody in particular, and why.
OPEN = {
    (backups, "reason_words"): "turns a code into words",
    (backups, "keep_before"): "what comes after it has a right of its own",
    (backups, "written"): "part of making a backup",
    (backups, "own_id"): "tells nothing",
    (backups, "own_keys"): "turns the open key into the ones before; part of what asks for a right",
    (backups, "newest_good"): "the age of the newest backup is in everybody's status bar",
    (backups, "changed_since"): "as above",
    (backups, "status"): "as above",
    (backups, "due"): "as above",
    (backups, "scheduled"): "the program's own act, whoever sits there",
    (restoring, "must_not_be_newer"): "it only refuses",
    (restoring_anew, "restore_into"): "nobody is signed in; a password or the key does it (test_restoring_anew)",
    (key_rotation, "is_unfinished"): "told to whoever signs in",
    (key_rotation, "notices"): "as above",
    (unattended, "is_allowed"): "tells no key",
    (unattended, "renew"): "part of a change of the key",
    (unattended, "open_school"): "opens for backups alone, by the keyring of the person whom the computer runs for",
    **{(backup_places, name): "files and folders; part of what asks for a right" for name in (
        "main_folder", "second_place", "found_in", "described", "of_contents", "copied", "working", "busy", "tidy",
        "swept")},
    **{(backup_keys, name): "keys and secrets; part of a restore" for name in (
        "opened_by", "name_meant", "wrong_recovery_key")},
    (backup_thinning, "kept"): "counts moments",
    (restored_accounts, "carry"): "part of a restore",
    **{(keyring_store, name): "the keyring of the person whom the computer runs for" for name in (
        "is_there", "keep", "fetch", "forget")},
}  # fmt: skip
every_function = pytest.mark.parametrize("key", NEEDS, ids=lambda key: f"{key[0].__name__.rsplit('.')[-1]}.{key[1]}")


def refused(database: Database, rights: frozenset[str], call: Call) -> bool:
    try:
        call(database, Actor(77, "somebody", rights, "desk"))
    except Denied as error:
        return error.code == "denied"
    except UserError:
        return False
    return False


@every_function
@pytest.mark.parametrize("role", [*ROLES, "nobody"])
def test_each_role_may_what_its_rights_say(database: Database, role: str, key: tuple[ModuleType, str]) -> None:
    needed, call = NEEDS[key]
    rights = ROLES.get(role, frozenset())
    wanted = not all(Actor(77, "", rights).may(permission) for permission in needed)
    assert refused(database, rights, call) is wanted


@every_function
def test_no_other_right_does_instead(database: Database, key: tuple[ModuleType, str]) -> None:
    needed, call = NEEDS[key]
    assert not refused(database, frozenset(needed), call)
    for one in needed:
        assert refused(database, frozenset(every_permission()) - {one}, call)


def test_every_public_function_is_in_one_table_or_the_other() -> None:
    modules = {module for module, _name in (*NEEDS, *OPEN)}
    found = {
        (module, name)
        for module in modules
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    }
    assert found == {*NEEDS, *OPEN}
