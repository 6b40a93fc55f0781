"""What a record keeps to itself: the health note until somebody asks, and a restricted student's whereabouts."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMenu
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from sms_desktop.db.operations import ChangeSet
from sms_desktop.services import contacts, students
from sms_desktop.services.privacy import restriction, viewing
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.dialogs.form_dialog import FormDialog
from sms_desktop.ui.dialogs.reason import ReasonDialog
from sms_desktop.ui.tabs.operations.privacy_erasure import EraseDialog
from sms_desktop.ui.tabs.students import students_tab
from sms_desktop.ui.tabs.students.details import Details
from sms_desktop.ui.tabs.students.student_form import CoveredField
from tests.conftest import Transaction
from tests.makers import Make
from tests.ui.tabs.conftest import Sit
from tests.ui.tabs.students_screen import come_to_rest, screen


def note_of(details: Details) -> CoveredField:
    return cast(CoveredField, details.form.fields["health_note"])


def test_a_health_note_is_shown_on_asking_and_the_log_keeps_it(
    sit: Sit, make: Make, read: Transaction, qtbot: QtBot
) -> None:
    student = make.student(last_name="Abbot", health_note="asthma")
    desk = sit(students_tab)
    details = screen(desk).record.details
    note = note_of(details)
    assert note.area.isHidden()
    assert not note.button.isHidden()
    assert not details.dirty
    qtbot.keyClicks(details.form.fields["city"].editor, "Paphos")
    qtbot.keyClick(note.button, Qt.Key.Key_Space)
    come_to_rest(desk)
    assert note.value() == "asthma"
    assert not note.area.isHidden()
    assert details.form.fields["city"].value() == "Paphos"
    assert details.dirty
    with read() as session:
        assert [view.student_id for view in viewing.views(session)] == [student]


def test_saving_without_having_looked_leaves_the_note(sit: Sit, make: Make, write: Transaction, qtbot: QtBot) -> None:
    student = make.student(last_name="Abbot", health_note="asthma")
    desk = sit(students_tab)
    details = screen(desk).record.details
    qtbot.keyClicks(details.form.fields["city"].editor, "Paphos")
    details.save()
    come_to_rest(desk)
    with write("view") as session:
        assert viewing.health_note(session, student) == "asthma"


def test_without_a_note_there_is_room_to_write_one(sit: Sit, make: Make) -> None:
    make.student(last_name="Abbot")
    note = note_of(screen(sit(students_tab)).record.details)
    assert not note.area.isHidden()
    assert note.button.isHidden()


def test_a_restricted_record_says_so(sit: Sit, make: Make, write: Transaction) -> None:
    student = make.student(last_name="Abbot", city="Paphos")
    with write() as session:
        restriction.restrict(session, student, "A court's order")
    details = screen(sit(students_tab)).record.details
    assert "A court's order" in details._restricted.text()
    assert details.form.fields["city"].value() == "Paphos"
    viewer = screen(sit(students_tab, actor=make.user("viewer"))).record.details
    assert "withheld" in viewer._restricted.text()
    assert viewer.form.fields["city"].value() == ""


def test_a_restricted_record_is_corrected_with_a_reason(
    sit: Sit, make: Make, write: Transaction, read: Transaction, qtbot: QtBot
) -> None:
    student = make.student(last_name="Abbot")
    with write() as session:
        restriction.restrict(session, student, "A court's order")
    desk = sit(students_tab)
    details = screen(desk).record.details
    qtbot.keyClicks(details.form.fields["father_name"].editor, "Paul")
    details.save()
    come_to_rest(desk)
    dialog = next(one for one in details.findChildren(ReasonDialog) if one.isVisible())
    dialog.reject()
    assert details.dirty
    details.save()
    come_to_rest(desk)
    dialog = next(one for one in details.findChildren(ReasonDialog) if one.isVisible())
    dialog.field.set_value("As on the birth certificate")
    dialog.submit()
    come_to_rest(desk)
    assert not details.dirty
    with read() as session:
        assert students.get(session, student).data.father_name == "Paul"
        newest = session.scalars(select(ChangeSet).order_by(ChangeSet.id.desc())).first()
        assert newest is not None
        assert newest.reason == "As on the birth certificate"


#: What comes first in that menu: papers about the person.
PAPERS = ["certificate_action", "form_action", "report.menu"]


def entries(desk: Desk) -> list[str]:
    """What the menu of the record's head has in it."""
    menu = screen(desk).acts.more
    menu.aboutToShow.emit()
    return [action.objectName().removeprefix("students.") for action in menu.actions() if not action.isSeparator()]


def test_who_manages_privacy_has_its_acts_in_the_record(
    sit: Sit, make: Make, read: Transaction, write: Transaction
) -> None:
    student = make.student(last_name="Abbot", student_number="A1", status="withdrawn")
    desk = sit(students_tab)
    tab = screen(desk)
    assert entries(desk) == [*PAPERS, "person_action", "restrict_action", "erase_action"]
    tab.acts.restrict()
    dialog = next(one for one in tab.findChildren(ReasonDialog) if one.isVisible())
    dialog.field.set_value("Court")
    dialog.submit()
    come_to_rest(desk)
    with read() as session:
        assert [one.student_id for one in restriction.restricted(session)] == [student]
    assert entries(desk) == [*PAPERS, "person_action", "lift_action", "erase_action"]
    tab.acts.lift()
    dialog = next(one for one in tab.findChildren(ReasonDialog) if one.isVisible())
    dialog.field.set_value("It ended")
    dialog.submit()
    come_to_rest(desk)
    with read() as session:
        assert restriction.restricted(session) == []


def test_the_wizard_and_the_persons_file_start_from_the_record(sit: Sit, make: Make, tmp_path: Path) -> None:
    make.student(last_name="Abbot", student_number="A1", status="withdrawn", mobile="1")
    desk = sit(students_tab)
    tab = screen(desk)
    tab.acts.erase()
    come_to_rest(desk)
    wizard = next(one for one in tab.findChildren(EraseDialog) if one.isVisible())
    assert "Abbot" in wizard._who.text()
    wizard.reject()
    tab.acts.person_file()
    dialog = next(one for one in tab.findChildren(ReasonDialog) if one.isVisible())
    dialog.field.set_value("Asked for")
    dialog.submit()
    come_to_rest(desk)
    chooser = tab.window().findChild(QFileDialog, "privacy.save_as")
    assert chooser is not None
    chooser.fileSelected.emit(str(tmp_path / "a1.zip"))
    chooser.close()
    come_to_rest(desk)
    assert (tmp_path / "a1.zip").exists()


def test_nobody_else_has_them(sit: Sit, make: Make) -> None:
    make.student(last_name="Abbot")
    desk = sit(students_tab, actor=make.user("secretary"))
    tab = screen(desk)
    assert entries(desk) == PAPERS
    menu = QMenu()
    tab.acts.fill_menu(menu)
    assert "students.erase_action" not in [action.objectName() for action in menu.actions()]
    assert not next(one for one in tab.actions() if one.objectName() == "students.erase_action").isEnabled()


def said(desk: Desk, text: str) -> None:
    """Answers the dialog that asks why."""
    tab = screen(desk)
    dialog = next(one for one in tab.findChildren(ReasonDialog) if one.isVisible())
    dialog.field.set_value(text)
    dialog.submit()
    come_to_rest(desk)


def test_contacts_of_a_restricted_student_ask_why(sit: Sit, make: Make, write: Transaction, read: Transaction) -> None:
    student = make.student(last_name="Abbot")
    with write() as session:
        restriction.restrict(session, student, "A court's order")
    desk = sit(students_tab)
    tab = screen(desk)
    tab.record.show_id(student, "contacts")
    come_to_rest(desk)
    tab.record.contacts.add()
    form = next(one for one in tab.findChildren(FormDialog) if one.isVisible())
    form.form.fields["name"].set_value("Aunt")
    form.submit()
    come_to_rest(desk)
    said(desk, "Asked for")
    with read() as session:
        assert [row.data.name for row in contacts.of_student(session, student)] == ["Aunt"]
    tab.record.contacts.table.selectRow(0)
    tab.record.contacts.delete()
    come_to_rest(desk)
    said(desk, "Wrong person")
    with read() as session:
        assert contacts.of_student(session, student) == []
