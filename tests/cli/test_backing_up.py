"""Backups by command: made, listed, proven, restored, thinned; and a new key."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from sms_desktop.db import alone
from tests.cli.office import Office


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alone, "_PATIENCE", 0.2)


def numbers(office: Office) -> list[str]:
    return [hit["number"] for hit in office.json("search", "a")]


@pytest.fixture
def backup(office: Office) -> Any:
    """A backup of a school with three students."""
    office.imported()
    return office.json("backup", "create")


def test_a_backup_is_made_listed_and_proven(office: Office, backup: Any) -> None:
    assert (backup["own"], backup["encrypted"], backup["reason"], backup["rows"]["students"]) == (
        True, True, "by_hand", 3,
    )  # fmt: skip
    rows = office.json("backup", "list")
    assert [row["reason"] for row in rows] == ["by_hand", "before_import"]
    assert backup["path"] in office.run("backup", "list").out
    proof = office.json("backup", "verify", backup["path"])
    assert (proof["ok"], proof["rows"]["students"], proof["problems"]) == (True, 3, [])
    assert office.json("backup", "verify", backup["file"])["ok"]
    assert [proof["ok"] for proof in office.json("backup", "verify", "--all")] == [True, True]
    assert "whole" in office.run("backup", "verify", "--all").out


def test_into_a_folder_and_what_is_in_one(office: Office, backup: Any) -> None:
    (office.place / "usb").mkdir()
    made = office.json("backup", "create", "--to", office.place / "usb")
    assert [row["path"] for row in office.json("backup", "list", "--in", office.place / "usb")] == [made["path"]]
    assert "Backup made and proven" in office.run("backup", "create", "--to", office.place / "usb").out
    assert office.run("backup", "create", "--to", office.place / "missing").code == 4


def test_a_second_place_that_is_not_there_is_told_with_1(office: Office) -> None:
    office.run("settings", "set", "backups.second_place", str(office.place / "stick"))
    answer = office.run("backup", "create", "--json")
    assert answer.code == 1
    assert "second place" in answer.document["notices"][0]


@pytest.mark.parametrize("words", [(), ("FILE", "--all")])
def test_what_to_verify_has_to_be_said(office: Office, words: tuple[str, ...]) -> None:
    assert office.run("backup", "verify", *words).code == 2


def test_an_altered_backup_is_told_with_1_and_one_that_is_none_with_2(office: Office, backup: Any) -> None:
    path = Path(backup["path"])
    path.write_bytes(path.read_bytes()[:-1])
    answer = office.run("backup", "verify", path, "--json")
    assert (answer.code, answer.document["ok"]) == (1, False)
    assert "damaged" in answer.document["problems"][0]
    assert office.run("backup", "verify", office.place / "none.smsbackup").code == 2
    assert office.run("backup", "restore", path, "--yes").code == 4


def test_a_restore_is_rehearsed_and_done_only_when_it_is_wanted(office: Office, backup: Any) -> None:
    office.run("undo", 1)
    assert numbers(office) == []
    found = office.json("backup", "restore", backup["path"], "--rehearse")
    assert found["rows"]["students"] == {"now": 0, "then": 3}
    assert found["lost"] >= 1
    assert "taken back" in found["newest_lost"][0]["what"] or found["lost"] > 1
    refused = office.run("backup", "restore", backup["path"])
    assert refused.code == 2
    assert "would be lost" in refused.err
    assert numbers(office) == []
    done = office.json("backup", "restore", backup["path"], "--yes")
    assert len(numbers(office)) == 3
    assert office.json("check")["ok"]
    assert office.json("backup", "restore", done["kept"]["path"], "--yes")
    assert numbers(office) == []


def test_on_a_computer_that_never_saw_the_school_a_password_is_enough(office: Office, backup: Any) -> None:
    shutil.move(backup["path"], office.place / "stick.smsbackup")
    shutil.rmtree(office.folder)
    answer = office.json("backup", "restore", office.place / "stick.smsbackup")
    assert answer["folder"] == str(office.folder)
    assert len(numbers(office)) == 3
    assert office.json("check")["ok"]
    into = office.json("backup", "restore", office.place / "stick.smsbackup", "--into", office.place / "copy")
    assert (into["folder"], into["encrypted"], into["set_aside"]) == (str(office.place / "copy"), True, None)


def test_the_wrong_password_restores_nothing(office: Office, backup: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMS_PASSWORD", "not the password at all")
    answer = office.run("backup", "restore", backup["path"], "--into", office.place / "copy")
    assert answer.code == 3
    assert not (office.place / "copy" / "school.db").exists()


def test_a_damaged_school_is_set_aside(office: Office, backup: Any) -> None:
    (office.folder / "school.db").write_bytes(b"nothing of use" * 100)
    assert office.run("check").code == 4
    answer = office.json("backup", "restore", backup["path"], "--set-aside")
    assert Path(answer["set_aside"]).is_dir()
    assert len(numbers(office)) == 3


def test_old_ones_are_deleted_and_a_trial_deletes_none(office: Office, backup: Any) -> None:
    answer = office.json("backup", "prune", "--dry-run")
    assert (answer["deleted"], answer["kept"], answer["dry_run"]) == ([], 2, True)
    assert "kept: 2" in office.run("backup", "prune").out


def test_without_a_keyring_unattended_backups_are_not_to_be_had(office: Office) -> None:
    assert office.json("backup", "unattended", "status")["allowed"] is False
    assert office.run("backup", "unattended", "on").code == 4
    assert office.run("backup", "create", "--unattended").code == 3
    assert office.run("backup", "unattended", "off").code == 0


def test_a_new_key_is_made_and_its_recovery_key_opens_the_newest_backup(
    office: Office, backup: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = office.json("keys", "rotate")
    assert done["locked_out"] == []
    assert office.json("backup", "verify", backup["path"])["ok"]
    assert len(numbers(office)) == 3
    monkeypatch.setenv("SMS_RECOVERY_KEY", done["recovery_key"])
    assert office.run("backup", "restore", done["made"], "--into", office.place / "copy").code == 0
    assert office.run("backup", "restore", done["kept"], "--into", office.place / "other").code == 3
    monkeypatch.delenv("SMS_RECOVERY_KEY")
    assert "Recovery key" in office.run("keys", "rotate").out
