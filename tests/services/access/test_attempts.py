"""Failed sign-ins: answered ever more slowly, whatever is done to the clock, and forgotten by success."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sms_desktop.core.errors import Denied, StorageProblem
from sms_desktop.services.access import attempts
from sms_desktop.services.access.attempts import FILE, LONGEST_DELAY, Timer, TooSoon

START = datetime(2026, 9, 1, 8)


@dataclass
class Computer:
    """A clock on the wall that can be set, seconds since the start, and the true time that nobody sees."""

    true: float = 0.0
    started: float = -5000.0
    ahead: float = 0.0

    @property
    def timer(self) -> Timer:
        return Timer(
            lambda: START + timedelta(seconds=self.true + self.ahead),
            lambda: self.true - self.started,
        )

    def wait(self, seconds: float) -> None:
        self.true += seconds

    def restart(self, seconds: float = 60) -> None:
        self.true += seconds
        self.started = self.true


def tried(folder: Path, computer: Computer, name: str = "eleni", *, wrong: bool = True) -> int:
    """Seconds to wait where the try was refused, else 0."""
    try:
        with attempts.guarded(folder, name, computer.timer):
            if wrong:
                raise Denied("wrong", code="wrong_password")
            attempts.settle(folder, name)
    except TooSoon as error:
        return error.seconds
    except Denied:
        return 0
    return 0


def failed(folder: Path, computer: Computer, times: int, name: str = "eleni") -> None:
    for __ in range(times):
        while left := tried(folder, computer, name):
            computer.wait(left)


def test_delays_grow_from_the_third_failure_to_a_quarter_of_an_hour_at_the_tenth() -> None:
    assert [attempts.delay(n) for n in range(1, 12)] == [0, 0, 2, 4, 8, 16, 32, 64, 128, 900, 900]


def test_a_refused_try_is_not_looked_at_and_does_not_count(tmp_path: Path) -> None:
    computer = Computer()
    failed(tmp_path, computer, 3)
    before = (tmp_path / FILE).read_bytes()
    assert [tried(tmp_path, computer, wrong=False) for __ in range(5)] == [2] * 5
    assert (tmp_path / FILE).read_bytes() == before
    computer.wait(2)
    assert attempts.seconds_left(tmp_path, "eleni", computer.timer) == 0
    assert tried(tmp_path, computer, wrong=False) == 0


def test_the_sentence_says_how_long_and_names_the_recovery_key() -> None:
    assert "30 seconds" in TooSoon(30).sentence
    assert "1 second." in TooSoon(1).sentence
    assert "15 minutes" in TooSoon(900).sentence
    assert "2 minutes" in TooSoon(61).sentence
    assert "recovery key" in TooSoon(1).way_out
    assert (TooSoon(1).code, TooSoon(1).exit_code) == ("too_many_tries", 3)


def test_success_forgets_the_failures_of_that_name_alone(tmp_path: Path) -> None:
    computer = Computer()
    failed(tmp_path, computer, 4)
    failed(tmp_path, computer, 2, "nikos")
    assert tried(tmp_path, computer, "nikos", wrong=False) == 0
    assert attempts.seconds_left(tmp_path, "nikos", computer.timer) == 0
    assert attempts.seconds_left(tmp_path, "eleni", computer.timer) > 0


def test_a_new_password_lets_one_try_at_once_and_the_log_still_hears_of_the_failures(tmp_path: Path) -> None:
    computer = Computer()
    failed(tmp_path, computer, 10)
    assert attempts.seconds_left(tmp_path, "eleni", computer.timer) == LONGEST_DELAY
    attempts.forgive(tmp_path, "eleni")
    assert attempts.seconds_left(tmp_path, "eleni", computer.timer) == 0
    assert len(attempts.unlogged(tmp_path, ["eleni"])["eleni"]) == 10


def test_failures_are_told_once_by_name_and_those_of_nobody_under_none(tmp_path: Path) -> None:
    computer = Computer()
    failed(tmp_path, computer, 2)
    failed(tmp_path, computer, 1, "my-password-in-the-wrong-field")
    assert {name: len(times) for name, times in attempts.unlogged(tmp_path, ["eleni", "nikos"]).items()} == {
        "eleni": 2,
        "": 1,
    }
    assert tried(tmp_path, computer, "nikos", wrong=False) == 0
    assert attempts.unlogged(tmp_path, ["eleni", "nikos"]) == {}
    assert attempts.seconds_left(tmp_path, "eleni", computer.timer) == 0
    failed(tmp_path, computer, 1)
    assert attempts.seconds_left(tmp_path, "eleni", computer.timer) == 2, "what was told still slows"


def test_no_name_that_was_typed_is_in_the_file(tmp_path: Path) -> None:
    failed(tmp_path, Computer(), 1, "my-password-in-the-wrong-field")
    assert b"password-in-the" not in (tmp_path / FILE).read_bytes()
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0


def test_trying_one_name_after_the_other_is_slowed_too(tmp_path: Path) -> None:
    computer = Computer()
    for n in range(9):
        assert tried(tmp_path, computer, f"user-{n}") == 0
    assert tried(tmp_path, computer, "user-10") == 2
    for n in range(40):
        failed(tmp_path, computer, 1, f"another-{n}")
    assert computer.true > 3600, "fifty names take more than an hour"
    computer.wait(3700)
    assert tried(tmp_path, computer, "eleni", wrong=False) == 0


def test_a_day_later_all_is_forgotten_but_what_the_log_has_not_heard(tmp_path: Path) -> None:
    computer = Computer()
    failed(tmp_path, computer, 12)
    computer.wait(25 * 3600)
    failed(tmp_path, computer, 2)
    assert attempts.seconds_left(tmp_path, "eleni", computer.timer) == 0
    assert len(attempts.unlogged(tmp_path, ["eleni"])["eleni"]) == 14


@pytest.mark.parametrize("ahead", [-3600.0, -365 * 86400.0, 3600.0, 365 * 86400.0])
def test_setting_the_clock_changes_no_delay(tmp_path: Path, ahead: float) -> None:
    computer = Computer()
    failed(tmp_path, computer, 10)
    computer.ahead = ahead
    assert tried(tmp_path, computer) == LONGEST_DELAY
    computer.wait(LONGEST_DELAY)
    assert tried(tmp_path, computer, wrong=False) == 0


def test_a_restart_with_the_clock_set_back_counts_from_the_restart(tmp_path: Path) -> None:
    computer = Computer()
    failed(tmp_path, computer, 10)
    computer.restart()
    computer.ahead = -86400
    assert tried(tmp_path, computer) == LONGEST_DELAY
    computer.wait(600)
    assert tried(tmp_path, computer) == 300


def test_a_night_switched_off_is_time_gone_by(tmp_path: Path) -> None:
    computer = Computer()
    failed(tmp_path, computer, 10)
    computer.restart(12 * 3600)
    assert tried(tmp_path, computer, wrong=False) == 0


steps = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.floats(0, 400)),
        st.tuples(st.just("try"), st.integers(1, 15)),
        st.tuples(st.just("restart"), st.floats(0, 60)),
        st.tuples(st.just("back"), st.floats(0, 1e7)),
    ),
    max_size=25,
)


@settings(max_examples=40, deadline=None)
@given(steps)
def test_no_more_than_ten_tries_in_a_quarter_of_an_hour_whatever_is_done_to_clock_and_computer(
    tmp_path_factory: pytest.TempPathFactory, walk: list[tuple[str, float]]
) -> None:
    folder, computer, looked_at = tmp_path_factory.mktemp("walk"), Computer(), list[float]()
    for what, value in walk:
        match what:
            case "wait":
                computer.wait(value)
            case "restart":
                computer.restart(value)
            case "back":
                computer.ahead -= value
            case _:
                for __ in range(int(value)):
                    if not tried(folder, computer):
                        looked_at.append(computer.true)
    for at in looked_at:
        assert sum(at <= other < at + 900 for other in looked_at) <= 10


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "{}", '{"salt": "x"}', '{"salt": "x", "tries": [{}]}', '{"salt": 1, "tries": [7]}', "[" * 9999]
    + [
        json.dumps(
            {
                "salt": "x",
                "tries": [{"who": "a", "at": at, "ticks": ticks, "slows": True, "logged": True, "entered": False}],
            }
        )
        for at, ticks in (("yesterday", 1), ("2026-01-01T00:00:00+00:00", 1), ("2026-01-01T00:00:00", "nan"))
    ],
)
def test_a_damaged_file_is_begun_anew(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    computer = Computer()
    assert attempts.seconds_left(tmp_path, "eleni", computer.timer) == 0
    failed(tmp_path, computer, 3)
    assert attempts.seconds_left(tmp_path, "eleni", computer.timer) == 2


def test_a_sign_in_that_could_not_be_logged_is_told_later_and_slows_nobody(tmp_path: Path) -> None:
    computer = Computer()
    failed(tmp_path, computer, 4)
    attempts.put_off(tmp_path, "eleni", computer.timer)
    assert attempts.seconds_left(tmp_path, "eleni", computer.timer) == 0
    assert len(attempts.unlogged(tmp_path, ["eleni"])["eleni"]) == 4
    assert len(attempts.unlogged(tmp_path, ["eleni"], entered=True)["eleni"]) == 1


def test_many_at_once_are_looked_at_one_after_the_other(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        refused = list(pool.map(lambda _n: tried(tmp_path, Computer()), range(16)))
    assert refused.count(0) == 3


def test_other_troubles_while_a_password_is_looked_at_do_not_count(tmp_path: Path) -> None:
    for __ in range(5):
        with pytest.raises(StorageProblem), attempts.guarded(tmp_path, "eleni"):
            raise StorageProblem("The disk is gone.")
    assert not (tmp_path / FILE).exists()


def test_the_file_does_not_grow_without_end(tmp_path: Path) -> None:
    computer = Computer()
    for __ in range(20):
        failed(tmp_path, computer, 1)
        computer.wait(30 * 3600)
    many = json.loads((tmp_path / FILE).read_text())
    many["tries"] *= 100
    (tmp_path / FILE).write_text(json.dumps(many))
    failed(tmp_path, computer, 1)
    assert len(json.loads((tmp_path / FILE).read_text())["tries"]) == 500
