"""Ctrl+C and progress of long work at a terminal."""

from __future__ import annotations

import io
import os
import signal
import sys
from typing import Any

import pytest

from sms_desktop.cli.cancelling import cancellable
from sms_desktop.cli.output import Output
from sms_desktop.core.errors import BadFile, Cancelled


class Terminal(io.StringIO):
    """A terminal that keeps what it shows."""

    def isatty(self) -> bool:
        return True


def press_ctrl_c() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def test_ctrl_c_ends_the_work_at_its_next_step(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Cancelled), cancellable(Output(False)) as progress:
        progress(1, 10)
        press_ctrl_c()
        progress(2, 10)
    assert "taken back" in capsys.readouterr().err


def test_ctrl_c_after_the_last_step_leaves_what_is_done() -> None:
    with cancellable(Output(False)) as progress:
        progress(10, 10)
        press_ctrl_c()


def test_ctrl_c_twice_breaks_off_at_once() -> None:
    with pytest.raises(KeyboardInterrupt), cancellable(Output(False)):
        press_ctrl_c()
        press_ctrl_c()


def test_a_helper_that_ctrl_c_ended_too_is_no_fault_of_the_file() -> None:
    with pytest.raises(Cancelled), cancellable(Output(False)):
        press_ctrl_c()
        raise BadFile("The file ends in the middle.")


def test_without_ctrl_c_errors_stay_what_they_are() -> None:
    with pytest.raises(BadFile), cancellable(Output(False)):
        raise BadFile("The file ends in the middle.")


def test_ctrl_c_means_what_it_did_before_once_the_work_is_over() -> None:
    before = signal.getsignal(signal.SIGINT)
    with cancellable(Output(False)):
        assert signal.getsignal(signal.SIGINT) != before
    assert signal.getsignal(signal.SIGINT) == before


def test_progress_is_shown_on_a_terminal_and_wiped_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    with cancellable(Output(False)) as progress:
        progress(5000, 20000)
    assert "5,000 of 20,000" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_progress_is_not_shown_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    with cancellable(Output(False)) as progress:
        progress(5, 0)
    assert capsys.readouterr() == ("", "")


class _Pressed(io.RawIOBase):
    """A terminal at which Ctrl+C is pressed while something is written to it."""

    def __init__(self) -> None:
        self.shown = b""

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        if not self.shown:
            signal.raise_signal(signal.SIGINT)
        self.shown += bytes(piece)
        return len(piece)


def test_ctrl_c_within_a_line_that_is_being_written_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = _Pressed()
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(io.BufferedWriter(terminal), write_through=True))
    written = False
    with pytest.raises(Cancelled), cancellable(Output(False)) as progress:
        sys.stderr.write("5,000 of 20,000")
        sys.stderr.flush()
        written = True
        progress(1, 2)
    assert written
    assert terminal.shown == b"5,000 of 20,000"
