"""Words of erased people in texts: whatever the case, the accents, the script and what stands between."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_desktop.core.folding import fold
from sms_desktop.services.privacy.erasure_words import Words

WORDS = Words(
    {
        "Μοναδού Ελένη": "Erased X5", "Ελένη Μοναδού": "Erased X5", "Μοναδού": "Erased", "A1": "X5",
        "+35799111111": "—", "2101234567": "—", "eleni@home.example": "—",
    }
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("ΜΟΝΑΔΟΥ", "Erased"),
        ("για τη Μοναδού  Ελένη.pdf", "για τη Erased X5.pdf"),
        ("monadou, eleni", "Erased X5"),
        ("Monadou_Eleni.csv", "Erased X5.csv"),
        ("Μοναδου\u0301 και", "Erased και"),
        ("tel. 99 11-11 11!", "tel. —!"),
        ("0035799111111", "—"),
        ("+30 210 123 4567", "—"),
        ("199111111", "199111111"),
        ("A1", "X5"),
        ("see A1", "see A1"),
        ("to Eleni@home.EXAMPLE.", "to —."),
        ("Μοναδούλη", "Μοναδούλη"),
        ("μοναδού", "Erased"),
        ("η μοναδού του", "η μοναδού του"),
        ("η Μοναδού του", "η Erased του"),
        ("", ""),
    ],
)
def test_a_word_is_found_as_people_write_it(text: str, new: str) -> None:
    assert WORDS.replaced(text) == new


def test_lists_and_mappings_are_gone_through_and_the_rest_stays() -> None:
    value = {"Μοναδού": ["Μοναδού", 3, None, {"deep": "x Μοναδού"}]}
    assert WORDS.mentioned(value)
    assert WORDS.replaced(value) == {"Μοναδού": ["Erased", 3, None, {"deep": "x Erased"}]}
    assert not WORDS.mentioned({"Μοναδού": [3, None, "nobody"]})
    assert not Words({})
    assert Words({}).replaced("Μοναδού") == "Μοναδού"


@given(st.text(alphabet="Μμονάα δδοούυύςß\u0301x.1-", max_size=30))
def test_what_is_replaced_is_not_there_any_more_and_nothing_else_has_changed(text: str) -> None:
    words = Words({"μονάδου μονά": "E"})
    new = words.replaced(text)
    assert not words.mentioned(new)
    if not words.mentioned(text):
        assert new == text
    else:
        assert fold(text) != fold(new)
