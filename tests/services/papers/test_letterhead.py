"""The school as its papers name it: how it is reached, in the language of the paper."""

from __future__ import annotations

import pytest

from sms_desktop.core.i18n import speaking
from sms_desktop.services import settings
from sms_desktop.services.papers import letterhead
from tests.conftest import Transaction

REACHED = {"address": "Οδός 1", "phone": "24 000 111", "email": "a@b.example", "web": "www.b.example"}


@pytest.mark.parametrize(
    ("values", "lines"),
    [
        (REACHED, ("Οδός 1", "Tel. 24 000 111 · E-mail: a@b.example · www.b.example")),
        ({"phone": "+357 24 000111"}, ("Tel. +357 24 000111",)),
        ({"phone": "Telephone 24"}, ("Telephone 24",)),
        ({"web": "b.example"}, ("b.example",)),
        ({}, ()),
    ],
)
def test_it_says_how_the_school_is_reached(write: Transaction, values: dict[str, str], lines: tuple[str, ...]) -> None:
    with write() as session:
        for name, value in values.items():
            settings.write(session, f"school.{name}", value)
        found = letterhead.school(session).head.lines
    assert tuple(line.replace("\u00a0", " ") for line in found) == lines


def test_a_number_never_breaks_at_the_end_of_a_line(write: Transaction) -> None:
    with write() as session, speaking("el"):
        settings.write(session, "school.phone", "24 000 111")
        (line,) = letterhead.school(session).head.lines
    assert " " not in line
