"""The terms of the school, from the header of the window: locked, and opened again for a reason."""

from __future__ import annotations

import pytest

from sms_desktop.core.permissions import TEACHER
from sms_desktop.services import term_lock, years
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.dialogs.term_lock import TermsDialog
from sms_desktop.ui.tabs.students import students_tab
from tests.conftest import Transaction
from tests.makers import Make
from tests.ui.tabs.conftest import Sit
from tests.ui.tabs.students_screen import come_to_rest, dialog


@pytest.fixture
def term(make: Make) -> int:
    """The winter term of a year that has two."""
    return make.term(2026)


def opened(desk: Desk) -> TermsDialog:
    """The dialog behind the term in the header."""
    desk.window.header.term.click()
    come_to_rest(desk)
    found: TermsDialog = dialog("terms")
    return found


def states(dialog: TermsDialog) -> list[str]:
    column = [column.name for column in dialog.model.columns].index("state")
    return [dialog.model.index(row, column).data() for row in range(dialog.model.rowCount())]


def state(read: Transaction, term_id: int) -> str:
    with read() as session:
        return next(row.state for row in years.terms(session) if row.id == term_id)


def test_the_term_in_the_header_opens_the_terms_and_one_is_locked(sit: Sit, term: int, read: Transaction) -> None:
    desk = sit(students_tab)
    terms = opened(desk)
    assert states(terms) == ["Open", "Open"]
    assert not terms.unlock.isEnabled()
    terms.lock.click()
    come_to_rest(desk)
    assert state(read, term) == "locked"
    assert states(terms) == ["Locked", "Open"]
    assert not terms.lock.isEnabled()
    assert desk.window.menu.commands.action("undo").text().startswith("Undo: Lock ")


def test_a_locked_term_is_opened_again_only_for_a_reason(
    sit: Sit, term: int, read: Transaction, write: Transaction
) -> None:
    with write() as session:
        term_lock.lock(session, term)
    desk = sit(students_tab)
    terms = opened(desk)
    terms.unlock.click()
    why = dialog("reason")
    why.ok.click()
    come_to_rest(desk)
    assert state(read, term) == "locked"
    why.field.set_value("A mark was forgotten")
    why.ok.click()
    come_to_rest(desk)
    assert state(read, term) == "open"
    assert states(terms) == ["Open", "Open"]


def test_a_term_that_somebody_else_locked_meanwhile_is_shown_so(sit: Sit, term: int, write: Transaction) -> None:
    desk = sit(students_tab)
    terms = opened(desk)
    with write() as session:
        term_lock.lock(session, term)
    come_to_rest(desk)
    assert states(terms) == ["Locked", "Open"]


def test_who_is_no_administrator_sees_the_terms_and_locks_none(sit: Sit, make: Make, term: int) -> None:
    terms = opened(sit(students_tab, actor=make.user(TEACHER)))
    assert states(terms) == ["Open", "Open"]
    assert not terms.lock.isEnabled()
    assert terms.lock.toolTip()


def test_the_header_says_that_the_current_term_is_locked(sit: Sit, make: Make, write: Transaction) -> None:
    desk = sit(students_tab)
    make.term(2026)
    with write() as session:
        current = years.terms(session)
        for each in current:
            term_lock.lock(session, each.id)
    come_to_rest(desk)
    assert "(locked)" in desk.window.header.term.text()


def test_terms_and_scales_are_found_by_name(sit: Sit) -> None:
    window = sit(students_tab).window
    assert ("command", "terms") in [(hit.kind, hit.id) for hit in window.menu.hits("ter")]
    assert ("command", "scales") in [(hit.kind, hit.id) for hit in window.menu.hits("scales")]
