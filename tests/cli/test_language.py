"""Whose language `smsctl` speaks."""

from __future__ import annotations

import argparse
import inspect

import pytest

from sms_desktop.cli import language
from sms_desktop.core import i18n
from tests.cli.office import Office


@pytest.mark.parametrize(
    ("environment", "spoken"),
    [
        ({"LANG": "el_GR.UTF-8"}, "el"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "el_CY", "LC_ALL": "en_GB"}, "en"),
        ({"LANG": "en_US", "LC_MESSAGES": "el_GR"}, "el"),
        ({"LANG": "en_US.UTF-8", "SMS_LANGUAGE": "el"}, "el"),
        ({"LANG": "C.UTF-8"}, None),
        ({"LANG": "de_DE"}, None),
        ({"LANG": ""}, None),
        ({}, None),
    ],
)
def test_the_persons_own_language_is_found(environment: dict[str, str], spoken: str | None) -> None:
    assert language.of_the_person(environment) == spoken


def test_the_school_speaks_where_the_person_has_no_language(office: Office) -> None:
    office.run("settings", "set", "school.language", "el")
    assert i18n.language() == "en"
    office.run("jobs")
    assert i18n.language() == "el"


def test_the_persons_language_counts_more_than_the_schools(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.run("settings", "set", "school.language", "el")
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    office.run("jobs")
    assert i18n.language() == "en"


def test_the_schools_word_for_its_students_is_used(office: Office) -> None:
    office.run("settings", "set", "school.student_word", "σπουδαστής")
    office.run("jobs")
    assert i18n.student_word() == "σπουδαστής"


def test_a_new_school_speaks_the_language_of_who_makes_it(empty: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMS_LANGUAGE", "el")
    empty.json("init", "--year", "2026-2027")
    assert empty.json("settings", "get", "school.language")["value"] == "el"


def test_the_texts_kept_for_argparse_are_its_own() -> None:
    source = inspect.getsource(argparse)
    for text in language.ARGPARSE_TEXTS:
        assert repr(text)[1:-1].replace("\\'", "'") in source, text


def test_help_is_shown_in_greek_as_far_as_the_catalogue_goes(empty: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMS_LANGUAGE", "el")
    answer = empty.bare("--help")
    assert answer.code == 0
    assert i18n.language() == "el"
    assert answer.out.startswith(i18n._("usage: ") + "smsctl")
