"""Coming in: what the window learns of a school, and the made-up school that opens by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from sms_desktop.core.errors import Denied
from sms_desktop.db import keys
from sms_desktop.db.operations import Job
from sms_desktop.services import students, welcome
from sms_desktop.services.access import accounts
from sms_desktop.services.access.accounts import NewSchool
from tests.schools import CHEAP


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "STRONG", CHEAP)


def test_the_window_learns_name_language_and_word(tmp_path: Path) -> None:
    new = NewSchool("office", "a long sentence", "el", "ΣΑΕΚ Πάφου", student_word="σπουδαστής")
    found = welcome.welcome(accounts.make_school(tmp_path, new))
    found.signed_in.database.close()
    assert (found.school_name, found.language, found.student_word) == ("ΣΑΕΚ Πάφου", "el", "σπουδαστής")
    assert found.notices == []


def test_work_that_a_crash_cut_off_is_told_once(tmp_path: Path) -> None:
    made = accounts.make_school(tmp_path, NewSchool("office", "a long sentence"))
    with made.database.begin(made.actor) as session:
        now = made.database.clock()
        session.add(
            Job(kind="import", title="Import of list.csv", state="processing", created_at=now, user_name="office",
                workstation="", operation_id="x")
        )  # fmt: skip
    first, second = welcome.welcome(made), welcome.welcome(made)
    made.database.close()
    assert ["list.csv" in notice for notice in first.notices] == [True]
    assert second.notices == []


def test_the_demo_school_is_made_once_and_opens_by_itself(tmp_path: Path) -> None:
    first = welcome.open_demo(tmp_path, "en", size=20)
    with first.signed_in.database.read(first.signed_in.actor) as session:
        assert students.count(session) == 20
    first.signed_in.database.close()
    again = welcome.open_demo(tmp_path, "en", size=40)
    with again.signed_in.database.read(again.signed_in.actor) as session:
        assert students.count(session) == 20
    again.signed_in.database.close()
    assert (tmp_path / welcome.DEMO_PASSWORD).stat().st_mode & 0o077 == 0


def test_a_demo_school_that_was_killed_before_it_was_filled_is_filled_next_time(tmp_path: Path) -> None:
    password = welcome._demo_password(tmp_path)
    accounts.make_school(tmp_path, NewSchool(welcome.DEMO_USER, password)).database.close()
    found = welcome.open_demo(tmp_path, "en", size=20)
    with found.signed_in.database.read(found.signed_in.actor) as session:
        assert students.count(session) == 20
    found.signed_in.database.close()


def test_only_an_encrypted_school_has_a_recovery_key(tmp_path: Path) -> None:
    assert not welcome.is_school(tmp_path)
    assert not welcome.has_recovery_key(tmp_path)
    accounts.make_school(tmp_path / "a", NewSchool("office", "a long sentence")).database.close()
    accounts.make_school(tmp_path / "b", NewSchool("office", "a long sentence", plain=True)).database.close()
    assert welcome.is_school(tmp_path / "b")
    assert (welcome.has_recovery_key(tmp_path / "a"), welcome.has_recovery_key(tmp_path / "b")) == (True, False)


def test_somebody_elses_demo_password_opens_nothing(tmp_path: Path) -> None:
    welcome.open_demo(tmp_path, "en", size=10).signed_in.database.close()
    (tmp_path / welcome.DEMO_PASSWORD).write_text("another one")
    with pytest.raises(Denied):
        welcome.open_demo(tmp_path, "en")
