"""The page of roles: a matrix that the keyboard changes, built-in roles that stay, copies, and who has a role."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from sms_desktop.core.permissions import TEACHER, rights_of
from sms_desktop.services.access import roles
from sms_desktop.services.access.roles import RoleData, RoleRow
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.screenshots import settle
from sms_desktop.ui.tabs.operations import operations_tab
from sms_desktop.ui.tabs.operations.roles import RolesPage
from sms_desktop.ui.tabs.operations.roles_matrix import HEADS
from sms_desktop.ui.tabs.operations.tab import OperationsTab
from tests.conftest import Transaction
from tests.makers import Make
from tests.ui.tabs.conftest import Sit
from tests.ui.tabs.operations.test_users_page import answer, asks, dialog, fill


def opened(desk: Desk) -> RolesPage:
    desk.context.proof.give()
    screen = desk.window.tab("operations")
    assert isinstance(screen, OperationsTab)
    page = screen.open_page("roles")
    assert isinstance(page, RolesPage)
    settle(desk.window)
    return page


def go(page: RolesPage, role: str, permission: str) -> None:
    names = [one.name for one in page.model.roles]
    place = page.model.index(page.model.permissions.index(permission), HEADS + names.index(role))
    page.matrix.setCurrentIndex(place)


def text(page: RolesPage) -> str:
    return str(page.matrix.currentIndex().data())


def stored(read: Transaction, name: str) -> RoleRow | None:
    with read() as session:
        return next((role for role in roles.matrix(session).roles if role.name == name), None)


def made(write: Transaction, *keys: str) -> None:
    with write("role_change") as session:
        roles.create(session, RoleData("Librarian", "Lends books", frozenset(keys)))


def test_the_matrix_shows_how_far_each_role_reaches(sit: Sit) -> None:
    page = opened(sit(operations_tab))
    for role, permission, words in (
        ("administrator", "users:manage", "All"),
        ("teacher", "grades:edit", "Own classes"),
        ("viewer", "grades:edit", "–"),
    ):
        go(page, role, permission)
        assert text(page) == words


def test_space_goes_from_none_to_own_classes_to_all_and_back(sit: Sit, write: Transaction, qtbot: Any) -> None:
    made(write)
    page = opened(sit(operations_tab))
    go(page, "Librarian", "students:view")
    seen = []
    for _press in range(3):
        qtbot.keyClick(page.matrix, Qt.Key.Key_Space)
        seen.append(text(page))
    assert seen == ["Own classes", "All", "–"]
    assert not page.model.edited()


def test_what_makes_new_people_is_never_for_own_classes(sit: Sit, write: Transaction, qtbot: Any) -> None:
    made(write)
    desk = sit(operations_tab)
    page = opened(desk)
    go(page, "Librarian", "students:create")
    qtbot.keyClick(page.matrix, Qt.Key.Key_Space)
    assert text(page) == "All"
    page.discard.click()
    settle(desk.window)
    go(page, "Librarian", "students:create")
    assert text(page) == "–"


def test_built_in_roles_stay_as_they_are(sit: Sit, qtbot: Any) -> None:
    page = opened(sit(operations_tab))
    go(page, "viewer", "grades:edit")
    qtbot.keyClick(page.matrix, Qt.Key.Key_Space)
    assert (text(page), page.save.isVisible(), page.remove.isEnabled()) == ("–", False, False)


def test_changes_are_kept_when_they_are_saved(sit: Sit, write: Transaction, read: Transaction, qtbot: Any) -> None:
    made(write)
    desk = sit(operations_tab)
    page = opened(desk)
    go(page, "Librarian", "students:view")
    qtbot.keyClick(page.matrix, Qt.Key.Key_Space)
    assert page.unsaved() == "Librarian"
    page.save.click()
    settle(desk.window)
    kept = stored(read, "Librarian")
    assert kept is not None
    assert kept.keys == {"students:view:own"}
    assert not page.unsaved()


def test_a_copy_lets_people_do_what_the_first_one_does(sit: Sit, read: Transaction) -> None:
    desk = sit(operations_tab)
    page = opened(desk)
    go(page, "teacher", "grades:view")
    page.copy.click()
    fill(desk, page, name="Assistant")
    kept = stored(read, "Assistant")
    assert kept is not None
    assert kept.keys == rights_of(TEACHER)
    role = page.role()
    assert role is not None
    assert role.name == "Assistant"


def test_a_copy_of_the_administrator_names_every_permission(sit: Sit, read: Transaction) -> None:
    desk = sit(operations_tab)
    page = opened(desk)
    go(page, "administrator", "grades:view")
    page.copy.click()
    fill(desk, page, name="Deputy")
    kept = stored(read, "Deputy")
    assert kept is not None
    assert all(kept.scope(permission) == "all" for permission in page.model.permissions)


def test_a_role_is_renamed_and_deleted(sit: Sit, write: Transaction, read: Transaction) -> None:
    made(write)
    desk = sit(operations_tab)
    page = opened(desk)
    go(page, "Librarian", "grades:view")
    page.rename.click()
    assert dialog(page).form.fields["description"].value() == "Lends books"
    fill(desk, page, name="Archivist")
    assert stored(read, "Librarian") is None
    go(page, "Archivist", "grades:view")
    page.remove.click()
    answer(desk, page, "roles.ask_delete")
    assert stored(read, "Archivist") is None


def test_who_has_a_role_is_said(sit: Sit, make: Make) -> None:
    who = make.user("viewer")
    page = opened(sit(operations_tab))
    go(page, "viewer", "grades:view")
    first, about = page.who.text().split("\n")
    assert first == f"1 account has the role Viewer: {who.name}"
    assert about == "Looks at what is not sensitive, and changes nothing."


def test_a_role_that_somebody_has_is_not_deleted_and_says_why(sit: Sit, make: Make, write: Transaction) -> None:
    made(write)
    make.user("Librarian")
    desk = sit(operations_tab)
    page = opened(desk)
    go(page, "Librarian", "grades:view")
    page.remove.click()
    answer(desk, page, "roles.ask_delete")
    assert "Librarian" in page.problem.text()
    assert page.findChild(QMessageBox, "roles.ask_delete") is None


def test_roles_are_changed_after_the_own_password_alone(
    sit: Sit, write: Transaction, read: Transaction, known_password: str, qtbot: Any
) -> None:
    made(write)
    desk = sit(operations_tab)
    page = opened(desk)
    go(page, "Librarian", "students:view")
    qtbot.keyClick(page.matrix, Qt.Key.Key_Space)
    desk.context.proof.take_back()
    page.save.click()
    asks(page).reject()
    assert page.unsaved() == "Librarian"
    page.save.click()
    again = asks(page)
    again.field.set_value(known_password)
    again.submit()
    settle(desk.window)
    kept = stored(read, "Librarian")
    assert kept is not None
    assert kept.keys == {"students:view:own"}
