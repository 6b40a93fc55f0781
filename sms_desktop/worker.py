"""The worker process: one task, asked for and told about in lines over pipes (services.worker_process)."""

from __future__ import annotations

import json
import logging
import sys
import threading
from pathlib import Path
from typing import Any, TextIO

from sms_desktop.core import i18n
from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import Cancelled, UserError
from sms_desktop.core.events import Changed


class _Line:
    """The way home: JSON lines, and a flag that the other side has lost interest."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._lock = threading.Lock()
        self.cancelled = threading.Event()

    def send(self, **message: Any) -> None:
        with self._lock:
            self._out.write(json.dumps(message) + "\n")
            self._out.flush()

    def progress(self, done: int, total: int, /) -> None:
        if self.cancelled.is_set():
            raise Cancelled
        self.send(progress=[done, total])

    def changed(self, event: Changed) -> None:
        self.send(changed={"id": event.change_set_id, "tables": sorted(event.tables), "action": event.action})


def main() -> int:
    for stream in (sys.stdin, sys.stdout):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    home = _Line(sys.stdout)
    request = json.loads(sys.stdin.readline())
    threading.Thread(target=_wait_for_cancel, args=(home,), daemon=True).start()
    from sms_desktop.services.worker_process import told

    try:
        home.send(result=_perform(request, home))
    except (Cancelled, UserError) as error:  # foreseen: told at home, and in no log, since it may name people
        home.send(error=told(error))
    except Exception as error:
        logging.getLogger(__name__).exception("task %s failed", request["task"])
        home.send(error=told(error))
    return 0


def _wait_for_cancel(home: _Line) -> None:
    # A line means "cancel", the end of the pipe that the window is gone: both roll back.
    sys.stdin.readline()
    home.cancelled.set()


def _perform(request: dict[str, Any], home: _Line) -> dict[str, Any]:
    from sms_desktop.db import opening
    from sms_desktop.reports import tasks as reports
    from sms_desktop.services import tasks as services

    i18n.set_language(request["language"], request["student_word"])
    key = bytes.fromhex(request["key"]) if request["key"] else None
    database = opening.open_existing(Path(request["folder"]), key)
    database.events.subscribe(home.changed)
    who = Actor(**{**request["actor"], "rights": frozenset(request["actor"]["rights"])})
    try:
        return {**services.TASKS, **reports.TASKS}[request["task"]](database, who, request["arguments"], home.progress)
    finally:
        database.close()
