"""The key file: passwords and the printed key open the school, nothing else does, and damage is said."""

from __future__ import annotations

import json
import random
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sms_desktop.core.errors import Denied, StorageProblem, UserError
from sms_desktop.db import keys
from tests.schools import CHEAP

DATA_KEY = bytes(range(32))
PASSWORD = "κωδικός & more"


def opened_by(slot: keys.Slot, password: str) -> bytes:
    return keys.open_password_slot(slot, password)[0]


def test_the_password_opens_its_slot_and_gives_the_verifier_that_the_table_keeps() -> None:
    slot, verifier = keys.password_slot("maria", PASSWORD, DATA_KEY, CHEAP)
    assert keys.open_password_slot(slot, PASSWORD) == (DATA_KEY, verifier)


def test_another_password_opens_nothing() -> None:
    slot, __ = keys.password_slot("maria", PASSWORD, DATA_KEY, CHEAP)
    for wrong in ("", PASSWORD.upper(), PASSWORD + " ", "x" * 200):
        with pytest.raises(Denied) as caught:
            opened_by(slot, wrong)
        assert caught.value.code == "wrong_password"


def test_a_password_is_the_same_however_its_accents_are_composed() -> None:
    slot, __ = keys.password_slot("maria", "κωδικό\u03c2 \u03ac", DATA_KEY, CHEAP)
    assert opened_by(slot, "κωδικο\u0301ς α\u0301") == DATA_KEY


def test_a_slot_given_another_name_opens_nothing() -> None:
    slot, __ = keys.password_slot("maria", PASSWORD, DATA_KEY, CHEAP)
    with pytest.raises(Denied):
        opened_by(replace(slot, name="admin"), PASSWORD)


def test_nothing_in_a_slot_or_a_verifier_repeats() -> None:
    one, two = (keys.password_slot("maria", PASSWORD, DATA_KEY, CHEAP) for _ in range(2))
    assert not {one[0].salt, one[0].nonce, one[0].wrapped, one[1]} & {
        two[0].salt, two[0].nonce, two[0].wrapped, two[1],
    }  # fmt: skip


def test_a_verifier_knows_its_password_and_holds_nothing_that_opens_the_slot() -> None:
    slot, verifier = keys.password_slot("maria", PASSWORD, DATA_KEY, CHEAP)
    assert keys.verify(PASSWORD, verifier)
    assert not keys.verify(PASSWORD + "x", verifier)
    assert slot.wrapped not in verifier
    assert f"m={CHEAP.memory},t={CHEAP.passes},p={CHEAP.lanes}" in verifier


def test_what_guessing_costs_is_what_was_decided() -> None:
    assert asdict(keys.STRONG) == {"memory": 65536, "passes": 3, "lanes": 4}


def test_keys_for_different_purposes_have_nothing_in_common() -> None:
    assert keys.derived(DATA_KEY, "audit") == keys.derived(DATA_KEY, "audit")
    assert len({keys.derived(DATA_KEY, label) for label in ("audit", "backup", "exchange")} | {DATA_KEY}) == 4


def test_a_recovery_key_is_ten_groups_to_be_typed_from_paper() -> None:
    groups = keys.new_recovery_key().split("-")
    assert [len(group) for group in groups] == [4] * 9 + [3]
    assert set("".join(groups)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


def scribbles(key: str) -> list[str]:
    return [
        key,
        key.lower(),
        key.replace("-", ""),
        key.replace("-", " "),
        f"  {key}\n",
        key.replace("-", " – "),
        key.replace("O", "0").replace("I", "1").replace("B", "8"),
        key.lower().replace("l", "L").replace("o", "0"),
    ]


def test_the_recovery_key_opens_its_slot_however_it_is_typed() -> None:
    for _ in range(5):
        key = keys.new_recovery_key()
        slot = keys.recovery_slot(key, DATA_KEY)
        for typed in scribbles(key):
            assert keys.open_recovery_slot(slot, typed) == DATA_KEY


def test_one_letter_wrong_or_two_exchanged_is_told_from_the_wrong_key() -> None:
    key = keys.new_recovery_key()
    slot = keys.recovery_slot(key, DATA_KEY)
    letters = key.replace("-", "")
    dice = random.Random(key)
    at = dice.randrange(len(letters) - 3)
    other = "A" if letters[at] != "A" else "C"
    for wrong in (letters[:at] + other + letters[at + 1 :], letters[:-4], letters + "AAAA", "", "κλειδί" * 7, "§"):
        with pytest.raises(Denied) as caught:
            keys.open_recovery_slot(slot, wrong)
        assert caught.value.code == "wrong_recovery_key"


def test_another_schools_recovery_key_opens_nothing() -> None:
    slot = keys.recovery_slot(keys.new_recovery_key(), DATA_KEY)
    with pytest.raises(Denied):
        keys.open_recovery_slot(slot, keys.new_recovery_key())


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    slot, __ = keys.password_slot("maria", PASSWORD, DATA_KEY, CHEAP)
    keys.write_slots(tmp_path / "keys.json", [slot, keys.recovery_slot(keys.new_recovery_key(), DATA_KEY)])
    return tmp_path / "keys.json"


def test_slots_come_back_as_they_were_written_for_the_user_alone(key_file: Path) -> None:
    slots = keys.read_slots(key_file)
    assert [(slot.name, slot.kind) for slot in slots] == [("maria", "password"), ("recovery", "recovery")]
    assert opened_by(slots[0], PASSWORD) == DATA_KEY
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in key_file.parent.iterdir()] == ["keys.json"]


def test_a_missing_key_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(StorageProblem, match=r"keys\.json") as caught:
        keys.read_slots(tmp_path / "keys.json")
    assert caught.value.code == "key_file"


def test_a_newer_key_file_asks_for_the_newer_program(key_file: Path) -> None:
    document = json.loads(key_file.read_text())
    key_file.write_text(json.dumps({**document, "format": 2}))
    with pytest.raises(StorageProblem) as caught:
        keys.read_slots(key_file)
    assert caught.value.code == "newer_schema"


SLOT, __ = keys.password_slot("maria", PASSWORD, DATA_KEY, CHEAP)
WRITTEN = json.dumps({"format": 1, "slots": [asdict(SLOT)]})
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def used(folder: Path, content: bytes) -> bool:
    """Whether the school opens with such a key file; anything but a plain sentence is a failure of the test."""
    (folder / "keys.json").write_bytes(content)
    try:
        return [opened_by(slot, PASSWORD) for slot in keys.read_slots(folder / "keys.json")] == [DATA_KEY]
    except UserError:
        return False


@given(at=st.integers(0, len(WRITTEN) - 1), byte=st.integers(0, 255), cut=st.booleans())
def test_a_damaged_key_file_is_said_to_be_so(
    tmp_path_factory: pytest.TempPathFactory, at: int, byte: int, cut: bool
) -> None:
    folder = tmp_path_factory.getbasetemp()
    whole = WRITTEN.encode()
    assert used(folder, whole)
    used(folder, whole[:at] if cut else whole[:at] + bytes([byte]) + whole[at + 1 :])


@settings(deadline=None)  # a cost that is left out is today's, which takes its time
@given(field=st.sampled_from([*asdict(SLOT), "memory", "passes", "lanes", "format", "slots"]), value=anything)
def test_a_key_file_with_any_other_value_in_it_is_said_to_be_damaged(
    tmp_path_factory: pytest.TempPathFactory, field: str, value: Any
) -> None:
    document = json.loads(WRITTEN)
    slot = document["slots"][0]
    for place in (document, slot, slot["cost"]):
        if field in place:
            place[field] = value
    used(tmp_path_factory.getbasetemp(), json.dumps(document).encode())


@pytest.mark.parametrize(
    "cost", [{"memory": 64.0}, {"memory": 1 << 40}, {"passes": 0}, {"lanes": 10**6}, {"memory": 1}]
)
def test_a_cost_that_no_computer_can_pay_is_said_to_be_damage(tmp_path: Path, cost: dict[str, Any]) -> None:
    document = json.loads(WRITTEN)
    document["slots"][0]["cost"] |= cost
    assert not used(tmp_path, json.dumps(document).encode())
