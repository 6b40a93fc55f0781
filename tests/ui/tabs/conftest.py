"""What tests of the screens get: somebody at a desk over a real school, with the screens that are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from sms_desktop.core.actor import Actor
from sms_desktop.core.progress import Progress
from sms_desktop.db import keys, opening
from sms_desktop.db.accounts import User
from sms_desktop.db.database import Database
from sms_desktop.ui.context import Context
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.language import Languages
from sms_desktop.ui.memory import Forgetful
from sms_desktop.ui.screenshots import settle
from sms_desktop.ui.tab import TabSpec
from sms_desktop.ui.theme import Theme
from tests.conftest import Transaction
from tests.schools import CHEAP

Sit = Callable[..., Desk]
PASSWORD = "seven quiet garden chairs"


def _no_task(task: str, arguments: Mapping[str, object], progress: Progress) -> Any:
    raise AssertionError(f"no test here needs the task {task}")


@pytest.fixture
def known_password(database: Database, write: Transaction, monkeypatch: pytest.MonkeyPatch) -> str:
    """The administrator's password, with a slot of its own."""
    monkeypatch.setattr(keys, "STRONG", CHEAP)
    assert database.key is not None
    slot, verifier = keys.password_slot("admin", PASSWORD, database.key, CHEAP)
    file = database.folder / opening.KEYS
    keys.write_slots(file, [*keys.read_slots(file), slot])
    with write() as session:
        session.get_one(User, 1).verifier = verifier
    return PASSWORD


@pytest.fixture
def sit(database: Database, admin: Actor, memory: Forgetful, theme: Theme, languages: Languages) -> Iterator[Sit]:
    """`sit(students_tab, courses_tab, actor=...)` opens the window over the school and waits until it is filled."""
    made: list[Desk] = []

    def at(*tabs: Callable[[Context], TabSpec], actor: Actor = admin, size: tuple[int, int] = (1366, 768)) -> Desk:
        def screens(context: Context) -> list[TabSpec]:
            return [tab(context) for tab in tabs]

        desk = Desk(database, actor, _no_task, memory, theme, languages, screens, title="SMS Desktop")
        made.append(desk)
        desk.window.resize(*size)
        desk.window.show()
        desk.window.activateWindow()
        settle(desk.window)
        return desk

    yield at
    for desk in made:
        settle(desk.window)
        desk.window.close()
        assert desk.close()
    QApplication.processEvents()
