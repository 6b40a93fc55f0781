"""The system's keyring: only real ones, and never a file in plain text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import SecretService, fail
from keyring.backends.chainer import ChainerBackend

from sms_desktop.core.errors import Denied, StorageProblem
from sms_desktop.db import chain_head, keys
from sms_desktop.db.database import Database
from sms_desktop.services.access import accounts
from sms_desktop.services.access.accounts import NewSchool, SignedIn
from sms_desktop.services.safekeeping import backups, check_log, key_rotation, keyring_store, unattended
from sms_desktop.services.safekeeping.check import repair
from tests.content import change_sets
from tests.schools import CHEAP

PASSWORD = "a long sentence is a good password"


class PlainTextKeyring(KeyringBackend):
    """What keyrings.alt has: it would take anything."""

    priority = 9  # type: ignore[assignment]
    kept: ClassVar[dict[tuple[str, str], str]] = {}

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture(autouse=True)
def _cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signing in would make the slots as dear as they are everywhere else."""
    monkeypatch.setattr(keys, "STRONG", CHEAP)


@pytest.fixture(autouse=True)
def _keyring_of_this_computer() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], str]:
    """A desktop's keyring by its class, whose secrets go into a dictionary instead of over the bus."""
    kept: dict[tuple[str, str], str] = {}
    kind = SecretService.Keyring
    monkeypatch.setattr(kind, "set_password", lambda self, s, u, p: kept.__setitem__((s, u), p))
    monkeypatch.setattr(kind, "get_password", lambda self, s, u: kept.get((s, u)))
    monkeypatch.setattr(kind, "delete_password", lambda self, s, u: kept.pop((s, u)))
    keyring.set_keyring(kind.__new__(kind))
    return kept


@pytest.fixture
def school(tmp_path: Path) -> Iterator[SignedIn]:
    made = accounts.make_school(tmp_path / "school", NewSchool("eleni", PASSWORD), cost=CHEAP)
    yield made
    made.database.close()


@pytest.mark.parametrize("kind", [PlainTextKeyring, fail.Keyring])
def test_what_is_no_real_keyring_is_none(kind: type[KeyringBackend], tmp_path: Path) -> None:
    keyring.set_keyring(kind())
    assert not keyring_store.is_there()
    with pytest.raises(StorageProblem) as raised:
        keyring_store.keep(tmp_path, "head", "secret")
    assert raised.value.code == "no_keyring"
    assert keyring_store.fetch(tmp_path, "head") is None
    keyring_store.forget(tmp_path, "head")
    assert PlainTextKeyring.kept == {}


def test_a_class_of_the_same_name_from_elsewhere_is_none() -> None:
    kind = type("Keyring", (PlainTextKeyring,), {})
    keyring.set_keyring(kind())
    assert not keyring_store.is_there()


def test_among_several_the_real_one_is_taken(
    real: dict[tuple[str, str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backends = [PlainTextKeyring(), keyring.get_keyring()]
    monkeypatch.setattr(ChainerBackend, "backends", backends)
    keyring.set_keyring(ChainerBackend.__new__(ChainerBackend))
    keyring_store.keep(tmp_path, "head", "secret")
    assert list(real.values()) == ["secret"]
    assert PlainTextKeyring.kept == {}


def test_what_is_kept_belongs_to_one_folder_and_can_be_forgotten(
    real: dict[tuple[str, str], str], tmp_path: Path
) -> None:
    keyring_store.keep(tmp_path / "a", "head", "of a")
    keyring_store.keep(tmp_path / "b", "head", "of b")
    assert keyring_store.fetch(tmp_path / "a", "head") == "of a"
    keyring_store.forget(tmp_path / "a", "head")
    assert keyring_store.fetch(tmp_path / "a", "head") is None
    assert keyring_store.fetch(tmp_path / "b", "head") == "of b"


def test_a_keyring_that_refuses_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, real: object) -> None:
    def locked(*_anything: object) -> None:
        raise RuntimeError("locked")

    monkeypatch.setattr(SecretService.Keyring, "set_password", locked)
    monkeypatch.setattr(SecretService.Keyring, "get_password", locked)
    with pytest.raises(StorageProblem) as raised:
        keyring_store.keep(tmp_path, "head", "secret")
    assert raised.value.code == "keyring_refused"
    assert keyring_store.fetch(tmp_path, "head") is None


def test_unattended_backups_need_to_be_allowed_once(real: dict[tuple[str, str], str], school: SignedIn) -> None:
    folder = school.database.folder
    with pytest.raises(Denied) as raised:
        unattended.open_school(folder)
    assert raised.value.code == "not_unattended"
    unattended.allow(school.database, school.actor)
    opened = unattended.open_school(folder)
    assert not opened.actor.may("students:view")
    assert backups.create(opened.database, opened.actor).backup.made_by == "system"
    opened.database.close()
    unattended.forbid(school.database, school.actor)
    assert not unattended.is_allowed(folder)
    assert [row.action for row in change_sets(school.database)][-3:] == [
        "permission_grant", "backup_create", "permission_revoke",
    ]  # fmt: skip


def test_a_new_key_is_the_one_in_the_keyring(real: dict[tuple[str, str], str], school: SignedIn) -> None:
    unattended.allow(school.database, school.actor)
    key_rotation.rotate(school.database, school.actor, PASSWORD)
    unattended.open_school(school.database.folder).database.close()


def test_without_a_keyring_nothing_is_kept_and_it_is_told(school: SignedIn) -> None:
    keyring.set_keyring(fail.Keyring())
    with pytest.raises(StorageProblem):
        unattended.allow(school.database, school.actor)
    assert change_sets(school.database)[-1].action != "permission_grant"


def test_the_keyring_knows_of_a_log_that_was_cut_when_the_note_beside_it_is_gone(
    real: dict[tuple[str, str], str], school: SignedIn
) -> None:
    database, who = school.database, school.actor
    with database.read(who) as session:
        assert check_log.problems(session, database) == []
    assert len(real) == 1
    length = change_sets(database)[-1].id
    cut_the_last(database)
    (database.folder / chain_head.FILE).unlink(missing_ok=True)
    with database.read(who) as session:
        (sentence,) = check_log.problems(session, database)
    assert f"Entry {length} of the change log is missing" in sentence
    assert "the system's keyring" in sentence


def test_a_head_in_the_keyring_that_is_not_ours_is_said_to_be_forged(
    real: dict[tuple[str, str], str], school: SignedIn
) -> None:
    keyring_store.keep(school.database.folder, check_log.KEPT, '{"length": 1, "signature": "x"}')
    with school.database.read(school.actor) as session:
        (sentence,) = check_log.problems(session, school.database)
    assert "keyring is damaged or was altered" in sentence
    with school.database.begin(school.actor) as session:
        assert repair(session) == [f"{sentence} It is kept anew."]
    with school.database.read(school.actor) as session:
        assert check_log.problems(session, school.database) == []


def cut_the_last(database: Database) -> None:
    """Takes the newest change set out, as someone does who has the key and SQL."""
    with database.engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        for table, column in (("change_entries", "change_set_id"), ("change_sets", "id")):
            connection.exec_driver_sql(f"DROP TRIGGER {table}_no_delete")
            connection.exec_driver_sql(f"DELETE FROM {table} WHERE {column} = (SELECT max(id) FROM change_sets)")
