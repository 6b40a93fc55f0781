"""Which account a teacher of a class is, chosen in the class's details."""

from __future__ import annotations

from typing import Any

from sms_desktop.services.access import teachers
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.screenshots import settle
from sms_desktop.ui.tabs.courses import courses_tab
from sms_desktop.ui.tabs.courses.teacher_links import TeacherAccounts
from tests.conftest import Transaction
from tests.makers import Make
from tests.ui.tabs.conftest import Sit


def shown(desk: Desk, offering: int) -> Any:
    panel: Any = desk.window.tab("courses")
    panel.open_offering(offering)
    settle(desk.window)
    panel.offering.show_page("details")
    return panel.offering


def test_the_account_of_a_teacher_is_chosen_and_the_class_becomes_its_own(
    sit: Sit, make: Make, read: Transaction
) -> None:
    offering = make.offering(teachers=("E. N.",))
    who = make.user("teacher")
    desk = sit(courses_tab)
    panel = shown(desk, offering)
    panel.accounts.click()
    settle(desk.window)
    dialog = panel.findChild(TeacherAccounts)
    assert isinstance(dialog, TeacherAccounts)
    dialog.form.fields["teacher0"].set_value(who.user_id)
    dialog.submit()
    settle(desk.window)
    with read() as session:
        assert [row.offering_id for row in teachers.teaching(session, who.user_id or 0)] == [offering]


def test_who_may_not_change_the_class_chooses_no_accounts(sit: Sit, make: Make) -> None:
    offering = make.offering(teachers=("E. N.",))
    desk = sit(courses_tab, actor=make.user("viewer"))
    assert not shown(desk, offering).accounts.isVisible()
