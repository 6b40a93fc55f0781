"""Signing in, by password or with the recovery key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from sms_desktop.core.errors import Denied
from sms_desktop.services.access import accounts, attempts
from sms_desktop.services.access.accounts import NewSchool
from sms_desktop.services.welcome import Welcome
from sms_desktop.ui.dialogs.sign_in import LAST_USER, SignIn
from sms_desktop.ui.jobs import Jobs
from sms_desktop.ui.language import Languages
from sms_desktop.ui.memory import Forgetful

PASSWORD = "a long sentence"


class At:
    """A sign-in over a school, and who came in."""

    def __init__(self, folder: Path, jobs: Jobs, languages: Languages, habits: Forgetful) -> None:
        self.jobs = jobs
        self.door = SignIn(folder, jobs, languages, habits)
        self.entered: list[Welcome] = []
        self.door.entered.connect(self.entered.append)
        self.door.show()

    def fill(self, form: Any, **values: str) -> None:
        for name, value in values.items():
            form.fields[name].set_value(value)


@pytest.fixture
def recovery_key(folder: Path) -> str:
    """The key of a school whose administrator is `office`."""
    made = accounts.make_school(folder, NewSchool("office", PASSWORD, name="Evening School"))
    made.database.close()
    assert made.recovery_key is not None
    return made.recovery_key


@pytest.fixture
def at(recovery_key: str, folder: Path, door_jobs: Jobs, languages: Languages, memory: Forgetful) -> Iterator[At]:
    made = At(folder, door_jobs, languages, memory)
    yield made
    for found in made.entered:
        found.signed_in.database.close()


def test_the_password_opens_the_school_by_keyboard(at: At, memory: Forgetful, qtbot: Any) -> None:
    assert at.door.usual.form.fields["user"].value() == "office", "the administrator is proposed"
    password = at.door.usual.form.fields["password"].editor
    assert at.door.focusWidget() is password
    qtbot.keyClicks(password, PASSWORD)
    qtbot.keyClick(password, Qt.Key.Key_Return)
    assert at.jobs.wait_idle()
    assert [found.school_name for found in at.entered] == ["Evening School"]
    assert memory.get(LAST_USER) == "office"


def test_a_wrong_password_is_said_and_can_be_typed_again(at: At) -> None:
    at.fill(at.door.usual.form, password="not the one")
    at.door.submit()
    assert not at.door.frame.isEnabled()
    assert not at.door.close(), "what is being opened has to be closed by somebody"
    assert at.jobs.wait_idle()
    assert at.entered == []
    assert at.door.frame.isEnabled()
    assert "is not right" in at.door.usual.form._problem.text()
    assert at.door.usual.form.fields["password"].value() == ""


def fail_often(folder: Path, times: int = 3) -> None:
    for __ in range(times):
        with pytest.raises(Denied), attempts.guarded(folder, "office"):
            raise Denied("wrong", code="wrong_password")


@pytest.mark.usefixtures("long_delay")
def test_after_wrong_passwords_the_button_says_how_long_to_wait_and_opens_again(at: At, folder: Path) -> None:
    fail_often(folder)
    at.fill(at.door.usual.form, password=PASSWORD)
    at.door.submit()
    assert at.jobs.wait_idle()
    assert at.entered == []
    assert "too many wrong passwords" in at.door.usual.form._problem.text()
    button = at.door.usual.button
    assert (button.isEnabled(), button.text()) == (False, "Try again in 15 minutes")
    at.fill(at.door.usual.form, password=PASSWORD)
    at.door.submit()
    assert at.jobs.running() == [], "nothing is tried while it waits"
    attempts.forgive(folder, "office")
    at.door._look_how_long()
    assert (button.isEnabled(), button.text(), at.door.usual.form._problem.text()) == (True, "Sign in", "")
    at.door.submit()
    assert at.jobs.wait_idle()
    assert len(at.entered) == 1


@pytest.mark.usefixtures("long_delay")
def test_a_wrong_password_that_has_to_be_waited_for_says_so_at_once(at: At, folder: Path) -> None:
    fail_often(folder, 2)
    at.fill(at.door.usual.form, password="not the one")
    at.door.submit()
    assert at.jobs.wait_idle()
    assert "is not right" in at.door.usual.form._problem.text()
    assert not at.door.usual.button.isEnabled()
    at.fill(at.door.usual.form, user="nikos")
    at.door.usual.form.fields["user"].changed.emit()
    assert at.door.usual.button.isEnabled(), "another person need not wait"


@pytest.mark.usefixtures("long_delay")
def test_the_recovery_key_need_not_wait(at: At, recovery_key: str, folder: Path) -> None:
    fail_often(folder)
    at.fill(at.door.usual.form, password=PASSWORD)
    at.door.submit()
    assert at.jobs.wait_idle()
    at.door.usual.other.click()
    at.fill(at.door.recovery.form, key=recovery_key, password="another sentence", again="another sentence")
    at.door.submit_key()
    assert at.jobs.wait_idle()
    assert len(at.entered) == 1


def test_what_is_missing_is_said_before_anything_is_tried(at: At) -> None:
    at.door.submit()
    assert at.jobs.running() == []
    assert at.door.usual.form.fields["password"].problem == "Please fill this in."


def test_the_recovery_key_sets_a_new_password_and_opens(at: At, recovery_key: str, folder: Path) -> None:
    at.door.usual.other.click()
    assert at.door.usual.isHidden()
    at.fill(at.door.recovery.form, key=recovery_key.lower(), password="another sentence", again="another sentence")
    at.door.submit_key()
    assert at.jobs.wait_idle()
    assert len(at.entered) == 1
    accounts.sign_in(folder, "office", "another sentence").database.close()


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"key": "", "password": "x", "again": "x"}, "key", "Please fill this in."),
        ({"password": "another sentence", "again": "another"}, "again", "The two passwords are not the same."),
        ({"password": "short", "again": "short"}, "password", "The password must have 12 to 128 characters."),
    ],
)
def test_what_is_wrong_with_the_new_password_is_said_at_its_field(
    at: At, recovery_key: str, values: dict[str, str], field: str, sentence: str
) -> None:
    at.door.usual.other.click()
    at.fill(at.door.recovery.form, **{"key": recovery_key, **values})
    at.door.submit_key()
    assert at.jobs.wait_idle()
    assert at.door.recovery.form.fields[field].problem == sentence


def test_a_key_that_is_none_is_said_to_be(at: At) -> None:
    at.door.usual.other.click()
    at.fill(at.door.recovery.form, key="ABCD-EFGH", password="another sentence", again="another sentence")
    at.door.submit_key()
    assert at.jobs.wait_idle()
    assert "not a recovery key" in at.door.recovery.form._problem.text()


def test_escape_leads_from_the_recovery_key_back(at: At, qtbot: Any) -> None:
    at.door.usual.other.click()
    qtbot.keyClick(at.door, Qt.Key.Key_Escape)
    assert at.door.recovery.isHidden()
    assert at.door.isVisible()


def test_the_language_changes_at_once_and_is_remembered(at: At, memory: Forgetful) -> None:
    english = at.door.usual.button.text()
    at.door.choose_language("el")
    assert at.door.usual.button.text() != english
    assert memory.get("main.language") == "el"


def test_an_unencrypted_school_says_so_and_offers_no_recovery_key(
    tmp_path: Path, door_jobs: Jobs, languages: Languages, memory: Forgetful
) -> None:
    accounts.make_school(tmp_path / "plain", NewSchool("office", PASSWORD, plain=True)).database.close()
    door = SignIn(tmp_path / "plain", door_jobs, languages, memory)
    assert door.usual.other.isHidden()
    assert door.usual.about.text().startswith("The school's data is not encrypted")


def test_a_damaged_key_file_is_said_before_anybody_types(
    recovery_key: str, folder: Path, door_jobs: Jobs, languages: Languages, memory: Forgetful
) -> None:
    (folder / "keys.json").write_text("{}")
    door = SignIn(folder, door_jobs, languages, memory)
    assert "keys.json" in door.usual.form._problem.text()
