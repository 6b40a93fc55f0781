"""What is done for one person's privacy, from the page of privacy and from the student's record alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from sms_desktop.core import clock
from sms_desktop.core.i18n import _, language
from sms_desktop.services.privacy import person_file, restriction
from sms_desktop.services.privacy.erasure_rules import REDUCE
from sms_desktop.ui.context import Context
from sms_desktop.ui.dialogs.files import ask_target, documents
from sms_desktop.ui.dialogs.reason import ask_reason
from sms_desktop.ui.errors import show_error
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.tabs.operations.privacy_erasure import EraseDialog

Failed = Callable[[Exception], None]


class PrivacyActs:
    """The dialogs of privacy over `parent`; `done` after each act that changed something, `failed` for what didn't."""

    def __init__(
        self,
        context: Context,
        window: MainWindow,
        parent: QWidget,
        done: Callable[[], object] = lambda: None,
        failed: Failed | None = None,
    ) -> None:
        self._context, self._window, self._parent, self._done = context, window, parent, done
        self._failed = failed or (lambda error: show_error(parent, error))

    def file(self, student_id: int, number: str) -> None:
        """Asks for the purpose and the place, and writes everything about one student."""
        ask_reason(
            self._parent,
            lambda purpose: self._save_as(student_id, number, purpose),
            title=lambda: _("Everything about one person"),
            text=lambda: _("What is it for? The log keeps it with the export."),
        )

    def restrict(self, student_id: int) -> None:
        """Asks why, and restricts one student."""
        self._change(student_id, restriction.restrict, lambda: _("Restrict"), _restrict_words)

    def lift(self, student_id: int) -> None:
        """Asks why, and ends one student's restriction."""
        self._change(student_id, restriction.lift, lambda: _("Lift the restriction"), _lift_words)

    def erase(self, student_ids: Sequence[int], mode: str = REDUCE, *, again: bool = False, why: str = "") -> None:
        """Opens the wizard that erases, at one of its ways; `again` for people whom a backup has brought back."""
        EraseDialog(self._context, self._window, student_ids, self._parent, mode=mode, again=again, why=why).open()

    def _save_as(self, student_id: int, number: str, purpose: str) -> None:
        ask_target(
            self._parent.window(), "privacy.save_as", lambda file: self._write(student_id, purpose, file),
            title=_("Everything about one person"),
            proposed=documents() / f"{number}-{clock.today():%Y-%m-%d}.zip", kinds=[(_("Archive"), [".zip"])],
        )  # fmt: skip

    def _write(self, student_id: int, purpose: str, target: Path) -> None:
        """Writes the file beside the other work."""
        database: Any = self._context.database
        who, speak = self._context.actor, language()
        self._context.jobs.apart(
            self._parent,
            lambda progress: person_file.write(database, who, student_id, target, purpose, speak, progress),
            lambda done: self._window.toast(_("Everything about {name} was written.").format(name=done.name)),
            self._failed,
            title=_("Writing a person's file"),
        )

    def _change(
        self,
        student_id: int,
        work: Callable[[Any, int, str], None],
        title: Callable[[], str],
        text: Callable[[], str],
    ) -> None:
        def then(why: str) -> None:
            self._context.jobs.write(
                self._parent,
                lambda session, _progress: work(session, student_id, why),
                lambda _nothing: self._done(),
                self._failed,
                title=title(),
                reason=why,
            )

        ask_reason(self._parent, then, title=title, text=text)


def _restrict_words() -> str:
    return _(
        "Address, telephones, photo and contacts are withheld from lists, exports and search. Why? The log keeps it."
    )


def _lift_words() -> str:
    return _("Why? The log keeps it.")
