"""The first start: pages, a school, and the recovery key that is put away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication

from sms_desktop.core.passwords import Strength
from sms_desktop.services import settings, years
from sms_desktop.services.access import accounts
from sms_desktop.services.welcome import Welcome, is_school
from sms_desktop.ui.dialogs.first_start import FirstStart
from sms_desktop.ui.dialogs.first_start_pages import YearPage
from sms_desktop.ui.dialogs.password_hint import PasswordHint
from sms_desktop.ui.fields import SecretField
from sms_desktop.ui.jobs import Jobs
from sms_desktop.ui.language import Languages
from sms_desktop.ui.memory import Forgetful

PASSWORD = "a long sentence"


@pytest.fixture
def door(folder: Path, door_jobs: Jobs, languages: Languages, memory: Forgetful) -> FirstStart:
    made = FirstStart(folder, door_jobs, languages, memory)
    made.show()
    return made


@pytest.fixture
def entered(door: FirstStart) -> Iterator[list[Welcome]]:
    """Who came in."""
    found: list[Welcome] = []
    door.entered.connect(found.append)
    yield found
    for each in found:
        each.signed_in.database.close()


def fill(page: Any, **values: Any) -> None:
    for name, value in values.items():
        page.form.fields[name].set_value(value)
        page.form.fields[name].changed.emit()


def to_the_year(door: FirstStart) -> None:
    door.go_on()
    fill(door.school, name="Evening School", student_word="μαθητής")
    door.go_on()
    fill(door.administrator, admin="office", password=PASSWORD, again=PASSWORD)
    door.go_on()


def test_four_pages_make_a_school_and_the_key_is_put_away(
    door: FirstStart, entered: list[Welcome], folder: Path, door_jobs: Jobs
) -> None:
    to_the_year(door)
    assert door.year.form.fields["name1"].value() == "Winter term"
    door.go_on()
    assert door_jobs.wait_idle()
    assert is_school(folder)
    key = door.key._key
    door.go_on()
    assert entered == [], "not before the key is put away"
    assert door.key._notice.text()
    door.close()
    assert door.isVisible()
    door.key.away.setChecked(True)
    door.go_on()
    assert [(found.school_name, found.student_word) for found in entered] == [("Evening School", "μαθητής")]
    with entered[0].signed_in.database.read(entered[0].signed_in.actor) as session:
        assert settings.read(session, "school.language") == "en"
        assert [term.name for term in years.terms(session)] == ["Winter term", "Spring term"]
    accounts.sign_in_with_recovery_key(folder, key, "another sentence").database.close()


def test_what_is_wrong_keeps_one_on_its_page(door: FirstStart) -> None:
    door.go_on()
    door.go_on()
    assert (door.pages.currentIndex(), door.school.form.fields["name"].problem) == (1, "Please fill this in.")
    fill(door.school, name="Evening School")
    door.go_on()
    fill(door.administrator, admin="office", password=PASSWORD, again="something else")
    door.go_on()
    assert door.pages.currentIndex() == 2
    assert door.administrator.form.fields["again"].problem == "The two passwords are not the same."


def test_what_the_school_refuses_is_shown_where_it_was_typed(door: FirstStart, folder: Path, door_jobs: Jobs) -> None:
    to_the_year(door)
    door.go_back()
    fill(door.administrator, password="short", again="short")
    door.go_on()
    door.go_on()
    assert door_jobs.wait_idle()
    assert door.pages.currentIndex() == 2
    assert "12 to 128" in door.administrator.form.fields["password"].problem
    assert not is_school(folder)


def test_a_term_that_ends_before_it_begins_is_refused_at_its_field(door: FirstStart) -> None:
    to_the_year(door)
    fill(door.year, last2=date(2020, 1, 1))
    door.go_on()
    assert door.year.form.fields["last2"].problem == "The term must end after it begins."


def test_another_year_brings_its_own_terms_until_one_was_touched(qapp: object) -> None:
    page = YearPage()
    fill(page, year="2031-2032")
    terms = page.collect()["terms"]
    assert [term.first_day.year for term in terms] == [2031, 2032]
    assert terms[0].holidays
    fill(page, first1=date(2031, 10, 1))
    fill(page, year="2033-2034")
    assert page.collect()["terms"][0].first_day == date(2031, 10, 1)


def test_the_language_of_the_first_page_turns_everything_at_once(door: FirstStart) -> None:
    english = door.next.text()
    door.language._group.buttons()[1].click()
    assert door.next.text() != english
    assert door.year.form.fields["name1"].value() == "Α' Εξάμηνο"
    assert door.language.collect() == {"language": "el"}


def test_the_key_can_be_copied_and_saved_as_a_sheet(door: FirstStart, tmp_path: Path) -> None:
    door.key.show_key("ABCD-EFGH-IJKL-MNOP-QRST", "Evening School")
    assert door.key.key.text() == "ABCD  EFGH  IJKL\nMNOP  QRST"
    door.key.copy()
    assert QGuiApplication.clipboard().text() == "ABCD-EFGH-IJKL-MNOP-QRST"
    door.key.write(tmp_path / "key.txt")
    text = (tmp_path / "key.txt").read_text(encoding="utf-8")
    assert "ABCD-EFGH-IJKL-MNOP-QRST" in text
    assert "Evening School" in text


def test_the_hint_follows_what_is_typed(qapp: object) -> None:
    field = SecretField("password", lambda: "Password")
    hint = PasswordHint(field, lambda: "office")
    field.line.setText("office-office")
    field.changed.emit()
    assert (hint._bar.value(), hint._words.text()) == (int(Strength.WEAK), "Weak: easily guessed")
