"""The page of accounts: who is listed, what each may do and why, and every act on an account by its dialog."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from sms_desktop.core import clock
from sms_desktop.core.actor import Actor
from sms_desktop.core.permissions import SECRETARY, rights_of
from sms_desktop.services.access import grants, users
from sms_desktop.services.access.users import UserRow
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.dialogs.form_dialog import FormDialog
from sms_desktop.ui.dialogs.password_again import PasswordAgain
from sms_desktop.ui.screenshots import settle
from sms_desktop.ui.tabs.operations import operations_tab
from sms_desktop.ui.tabs.operations.tab import OperationsTab
from sms_desktop.ui.tabs.operations.users import UsersPage
from tests.conftest import Transaction
from tests.makers import Make
from tests.ui.tabs.conftest import Sit

PASSWORD = "seven green bicycles at noon"


def opened(desk: Desk) -> UsersPage:
    desk.context.proof.give()
    screen = desk.window.tab("operations")
    assert isinstance(screen, OperationsTab)
    page = screen.open_page("users")
    assert isinstance(page, UsersPage)
    settle(desk.window)
    return page


def choose(desk: Desk, page: UsersPage, name: str) -> None:
    place = next(place for place, row in page.model.loaded() if row.name == name)
    page.table.selectRow(place)
    settle(desk.window)


def dialog(page: QWidget) -> FormDialog:
    return next(one for one in page.findChildren(FormDialog) if one.isVisible())


def fill(desk: Desk, page: QWidget, **values: Any) -> None:
    form = dialog(page)
    for name, value in values.items():
        form.form.fields[name].set_value(value)
    form.submit()
    settle(desk.window)


def answer(desk: Desk, page: QWidget, name: str) -> None:
    box = page.findChild(QMessageBox, name)
    assert box is not None
    next(one for one in box.buttons() if box.buttonRole(one) == QMessageBox.ButtonRole.DestructiveRole).click()
    settle(desk.window)


def found(read: Transaction, name: str) -> UserRow:
    with read() as session:
        return users.get(session, users.by_name(session, name))


def test_only_who_manages_accounts_has_the_page(sit: Sit) -> None:
    for rights in (rights_of(SECRETARY), frozenset({"audit:view"})):
        screen = sit(operations_tab, actor=Actor(5, "other", rights, "desk")).window.tab("operations")
        assert isinstance(screen, OperationsTab)
        assert not {"users", "roles"} & set(screen._specs)


def test_a_new_account_is_listed_and_has_to_choose_its_password(sit: Sit, read: Transaction) -> None:
    desk = sit(operations_tab)
    page = opened(desk)
    page.add.click()
    fill(desk, page, name="eleni", full_name="Ελένη Πέτρου", role="secretary", password=PASSWORD, again=PASSWORD)
    assert found(read, "eleni").must_change
    choose(desk, page, "eleni")
    row = page.table.selected_rows()[0]
    assert [column.text(row) for column in page.model.columns] == [
        "eleni", "Ελένη Πέτρου", "Secretary", "", "Has to choose a password",
    ]  # fmt: skip


def test_passwords_that_differ_or_are_guessed_stay_in_the_form(sit: Sit) -> None:
    desk = sit(operations_tab)
    page = opened(desk)
    page.open_add()
    fill(desk, page, name="eleni", role="viewer", password=PASSWORD, again="other")
    assert dialog(page).form.fields["again"].problem
    fill(desk, page, password="password1234", again="password1234")
    assert dialog(page).form.fields["password"].problem
    dialog(page).form.mark_clean()
    dialog(page).reject()


def test_what_an_account_may_do_says_where_that_comes_from(sit: Sit, make: Make, write: Transaction) -> None:
    who = make.user("viewer")
    until = clock.today() + timedelta(days=7)
    with write("permission_grant") as session:
        grants.grant(session, who.user_id or 0, "exports:run", until, "The yearly report")
    desk = sit(operations_tab)
    page = opened(desk)
    choose(desk, page, who.name)
    rights = page.detail.rights.table_model
    texts = [[column.text(row) for column in rights.columns] for _place, row in rights.loaded()]
    assert ["Students", "See", "All", "Role: Viewer"] in texts
    assert any(text[:3] == ["Exports", "Run", "All"] and text[3].startswith("Granted until") for text in texts)


def test_a_permission_is_granted_until_a_day_and_revoked(sit: Sit, make: Make, read: Transaction) -> None:
    who = make.user("viewer")
    desk = sit(operations_tab)
    page = opened(desk)
    choose(desk, page, who.name)
    page.detail.grant.click()
    fill(desk, page, permission="grades:edit:own", expires_on=clock.today(), reason="Exams")
    with read() as session:
        assert [row.permission for row in grants.of_user(session, who.user_id or 0)] == ["grades:edit:own"]
    page.detail.grants.selectRow(0)
    page.detail.revoke.click()
    answer(desk, page, "users.ask_revoke")
    with read() as session:
        assert grants.of_user(session, who.user_id or 0) == []


def test_the_classes_that_somebody_teaches_are_listed(sit: Sit, make: Make) -> None:
    who = make.teacher(make.offering(course_id=make.course(course_code="MAT1")))
    desk = sit(operations_tab)
    page = opened(desk)
    choose(desk, page, who.name)
    assert [row.course_code for _place, row in page.detail.classes.table_model.loaded()] == ["MAT1"]


def test_the_role_is_changed_by_the_form(sit: Sit, make: Make, read: Transaction) -> None:
    who = make.user("viewer")
    desk = sit(operations_tab)
    page = opened(desk)
    choose(desk, page, who.name)
    page.edit.click()
    fill(desk, page, role="secretary")
    assert found(read, who.name).role == "secretary"


def test_an_account_is_disabled_after_asking_enabled_by_a_password_and_removed(
    sit: Sit, make: Make, read: Transaction
) -> None:
    who = make.user("viewer")
    desk = sit(operations_tab)
    page = opened(desk)
    choose(desk, page, who.name)
    page.disable.click()
    answer(desk, page, "users.ask_disable")
    assert not found(read, who.name).active
    choose(desk, page, who.name)
    page.disable.click()
    fill(desk, page, password=PASSWORD, again=PASSWORD)
    assert found(read, who.name).active
    page.remove.click()
    answer(desk, page, "users.ask_remove")
    assert who.name not in {row.name for _place, row in page.model.loaded()}


def test_ones_own_account_is_neither_disabled_nor_removed_nor_given_another_role(sit: Sit, admin: Actor) -> None:
    desk = sit(operations_tab)
    page = opened(desk)
    choose(desk, page, admin.name)
    assert not any(button.isEnabled() for button in (page.password, page.disable, page.remove, page.detail.grant))
    page.open_edit()
    assert not dialog(page).form.fields["role"].isEnabled()
    dialog(page).reject()


def test_enter_opens_the_selected_account(sit: Sit, make: Make, qtbot: Any) -> None:
    make.user("viewer")
    desk = sit(operations_tab)
    page = opened(desk)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert dialog(page).windowTitle().startswith("Account ")
    dialog(page).reject()


def test_the_own_password_comes_before_every_change_of_an_account(
    sit: Sit, make: Make, known_password: str, read: Transaction
) -> None:
    who = make.user("viewer")
    desk = sit(operations_tab)
    page = opened(desk)
    choose(desk, page, who.name)
    for act in (page.add, page.edit, page.password, page.detail.grant):
        desk.context.proof.take_back()
        act.click()
        asks(page).reject()
        assert [one for one in page.findChildren(FormDialog) if one.isVisible()] == []
    page.disable.click()
    answer(desk, page, "users.ask_disable")
    assert found(read, who.name).active
    again = asks(page)
    again.field.set_value(known_password)
    again.submit()
    settle(desk.window)
    assert not found(read, who.name).active
    page.edit.click()
    dialog(page).reject()


def asks(page: QWidget) -> PasswordAgain:
    return next(one for one in page.findChildren(PasswordAgain) if one.isVisible())
