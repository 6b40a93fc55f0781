"""The parent's side of the helper process: starts it, asks, listens, and ends it when it takes too much.

Request: `{"kind": "spreadsheet"|"bundle", "path", "sheet", "markup"}` (`markup`: `ods`, `fods` or `excel_2003` where
our own reader of XML is wanted). Answer: for a spreadsheet `{"sheets", "sheet"}`, then any number of
`{"number", "rows"}`; for a bundle `{"bundle"}`; at last `{"end": true}`, or `{"error": code}` at any point.
A form is asked for by `{"kind": "form", "path", "lists"}`, and answered by `forms.message`.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import sms_desktop
from sms_desktop.core import paths
from sms_desktop.core.errors import BadFile
from sms_desktop.formats.guarded import limits, refusals

Message = dict[str, Any]
#: All that the helper gets to know of our environment: no password, no key.
_ENVIRONMENT = ("PATH", "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "TEMP", "TMP", "TMPDIR", "HOME", "USERPROFILE", "LANG")
_LOOK_EVERY = 0.1
#: Windows would flash a console for each helper (CREATE_NO_WINDOW).
_NO_WINDOW = 0x08000000
_REFUSALS = {
    "memory": refusals.too_big_spreadsheet,
    "password": refusals.password_protected,
    "damaged": refusals.damaged_file,
    "unsafe": refusals.unsafe_archive,
}


class Child:
    """One request to one helper process; iterate for the answer's lines. Ends the process when left or forgotten."""

    def __init__(
        self,
        request: Mapping[str, object],
        *,
        command: Sequence[str] | None = None,
        memory: int = limits.CHILD_MEMORY_BYTES,
        silence: float = limits.CHILD_SILENCE_SECONDS,
    ) -> None:
        self._memory = memory
        self._silence = silence
        self._lines: queue.Queue[bytes] = queue.Queue(maxsize=4)
        self._process = _start(list(command or paths.child_command("reader")))
        self._listener = threading.Thread(target=self._listen, name="reader-child", daemon=True)
        self._listener.start()
        self._ask({**request, "memory": memory, "seconds": limits.CHILD_CPU_SECONDS})

    def __enter__(self) -> Child:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the process, whatever it is doing, and waits until nothing of it is left."""
        self._process.kill()
        self._process.wait()
        while self._listener.is_alive():
            self._drain()
            self._listener.join(0.01)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def __iter__(self) -> Iterator[Message]:
        """The answer's lines up to the end; raises `BadFile` where the helper refuses, dies or takes too much."""
        while True:
            message = _parsed(self._next_line())
            if "error" in message:
                raise _REFUSALS.get(str(message["error"]), refusals.damaged_file)()
            if "end" in message:
                return
            yield message

    def _ask(self, request: Message) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.close()
        except OSError:
            pass  # it has died already; listening says so

    def _listen(self) -> None:
        """In a thread of its own, since Windows can't wait for a pipe with a time limit; an empty line is the end."""
        assert self._process.stdout is not None
        while line := self._process.stdout.readline(limits.CHILD_LINE_BYTES):
            self._lines.put(line)
        self._lines.put(b"")
        self._process.wait()  # nobody else does where the rest of the answer is not wanted
        self._process.stdout.close()

    def _drain(self) -> None:
        try:
            while True:
                self._lines.get_nowait()
        except queue.Empty:
            return

    def _next_line(self) -> bytes:
        deadline = time.monotonic() + self._silence
        while True:
            try:
                line = self._lines.get(timeout=_LOOK_EVERY)
            except queue.Empty:
                if time.monotonic() > deadline or self._takes_too_much():
                    raise refusals.too_big_spreadsheet() from None
                continue
            if not line:
                raise self._death()
            return line

    def _takes_too_much(self) -> bool:
        import psutil

        try:
            return bool(psutil.Process(self._process.pid).memory_info().rss > self._memory)
        except psutil.Error:
            return False

    def _death(self) -> BadFile:
        """Why it ended without a last word: killed by a cap (memory, processor time), or by the file."""
        try:
            code = self._process.wait(timeout=_LOOK_EVERY * 50)
        except subprocess.TimeoutExpired:
            code = -1
        return refusals.too_big_spreadsheet() if code else refusals.damaged_file()


def _parsed(line: bytes) -> Message:
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        raise refusals.damaged_file() from None
    if not isinstance(message, dict):
        raise refusals.damaged_file()
    return message


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        bufsize=limits.MIB,
        creationflags=_NO_WINDOW if os.name == "nt" else 0,
    )


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name.upper() in _ENVIRONMENT}
    package = str(Path(sms_desktop.__file__).resolve().parent.parent)
    return {**kept, "PYTHONPATH": package, "PYTHONSAFEPATH": "1", "PYTHONUTF8": "1"}
