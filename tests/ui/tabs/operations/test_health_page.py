"""The page of health: facts, the check in a process of its own, problems with what to do, repair."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QLabel
from sqlalchemy import text

from sms_desktop.core.actor import Actor
from sms_desktop.core.progress import Progress
from sms_desktop.db.database import Database
from sms_desktop.services import at_risk, result_cache
from sms_desktop.services.tasks import TASKS
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.screenshots import settle
from sms_desktop.ui.tabs.operations import operations_tab
from sms_desktop.ui.tabs.operations.health import HealthPage
from sms_desktop.ui.tabs.operations.tab import OperationsTab
from sms_desktop.ui.widgets.notice import Notice
from tests.makers import Make
from tests.ui.tabs.conftest import Sit


def opened(desk: Desk, database: Database, who: Actor) -> HealthPage:
    def run_task(task: str, arguments: Mapping[str, object], progress: Progress) -> Any:
        return TASKS[task](database, who, arguments, progress)

    desk.jobs._run_task = run_task
    screen = desk.window.tab("operations")
    assert isinstance(screen, OperationsTab)
    page = screen.open_page("health")
    assert isinstance(page, HealthPage)
    settle(desk.window)
    return page


def shown(page: HealthPage) -> list[str]:
    return [notice.text() for notice in page.findChildren(Notice) if notice.isVisible()]


def test_the_page_tells_size_folder_and_versions(sit: Sit, database: Database, admin: Actor) -> None:
    page = opened(sit(operations_tab), database, admin)
    texts = [label.text() for label in page.findChildren(QLabel)]
    assert str(database.folder) in texts
    assert any(text.startswith("SMS Desktop ") for text in texts)
    assert any(text.endswith((" KB", " MB")) for text in texts)
    assert "Encrypted" in texts
    assert "Nothing asked for yet" in texts


def test_the_page_tells_how_often_a_result_was_there_already(
    sit: Sit, database: Database, admin: Actor, make: Make
) -> None:
    result_cache.keep_for(database)
    for _n in range(4):
        with database.read(admin) as session:
            at_risk.rows(session, make.term())
    page = opened(sit(operations_tab), database, admin)
    texts = [label.text() for label in page.findChildren(QLabel)]
    assert "75 % of 4 answers were there already; kept now: 1" in texts


def test_data_in_order_is_said_to_be(sit: Sit, database: Database, admin: Actor, make: Make) -> None:
    make.term(2026)
    desk = sit(operations_tab)
    page = opened(desk, database, admin)
    page.now.click()
    settle(desk.window)
    assert shown(page) == ["The data is whole and in order."]
    assert not page.mend.isVisible()


def test_what_the_check_finds_is_listed_and_what_can_be_mended_is(
    sit: Sit, database: Database, admin: Actor, make: Make
) -> None:
    make.student(last_name="Abbot")
    with database.engine.connect() as connection:
        connection.execute(text("UPDATE students SET search_key = 'wrong'"))
        connection.connection.commit()
    desk = sit(operations_tab)
    page = opened(desk, database, admin)
    page.now.click()
    settle(desk.window)
    assert any("not found or sorted" in sentence for sentence in shown(page)), shown(page)
    page.mend.click()
    settle(desk.window)
    assert not page.mend.isVisible()
    assert [problem for problem in page.problems or [] if problem.mendable] == []
