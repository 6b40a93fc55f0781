"""What registers write for a period is said in words that are read again."""

from __future__ import annotations

import pytest

from sms_desktop.core.i18n import speaking
from sms_desktop.core.values import parse_presence, presence_word


@pytest.mark.parametrize("language", ["en", "el"])
@pytest.mark.parametrize("status", "PALE")
def test_the_word_of_a_status_is_read_as_that_status(status: str, language: str) -> None:
    with speaking(language):
        assert presence_word(status) != status
        assert parse_presence(presence_word(status)) == status


def test_what_is_no_status_is_said_as_it_is() -> None:
    assert presence_word("?") == "?"
