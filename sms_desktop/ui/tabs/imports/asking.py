"""Has the service look at a draft: small files in a thread, large ones in the worker process; the newest wins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from sms_desktop.services.tasks import TASKS
from sms_desktop.ui.context import Context
from sms_desktop.ui.tabs.imports.draft import Draft

Done = Callable[[dict[str, Any]], object]
Failed = Callable[[Exception], object]


class Asker:
    """Asks for one thing at a time: a newer question cancels the older one and drops its answer."""

    def __init__(self, owner: QObject, context: Context) -> None:
        self._owner, self._context = owner, context
        self._job, self._question = 0, 0

    def ask(self, task: str, draft: Draft, done: Done, failed: Failed, title: str, **more: object) -> int:
        """Runs a task of `services.importing.import_tasks` on the draft; returns the job's id."""
        self.forget()
        number = self._question
        arguments = {**draft.arguments(), **more}

        def answer(found: dict[str, Any]) -> None:
            if number == self._question:
                done(found)

        def refuse(error: Exception) -> None:
            if number == self._question:
                failed(error)

        jobs = self._context.jobs
        if draft.is_quick():
            database: Any = self._context.database
            actor = self._context.actor
            self._job = jobs.apart(
                self._owner,
                lambda progress: TASKS[task](database, actor, arguments, progress),
                answer,
                refuse,
                title=title,
            )
        else:
            self._job = jobs.heavy(self._owner, task, arguments, answer, refuse, title=title)
        return self._job

    def forget(self) -> None:
        """Cancels what is being asked."""
        self._question += 1
        self._context.jobs.cancel(self._job)
