"""The photograph in a student's record: chosen, pasted, dropped, removed, undone; withheld where it has to be."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from sms_desktop.services import photos
from sms_desktop.services.privacy import restriction
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.dialogs.reason import ReasonDialog
from sms_desktop.ui.tabs.students import students_tab
from sms_desktop.ui.tabs.students.photo import Photo
from tests.conftest import Transaction
from tests.makers import Make
from tests.pictures import picture
from tests.ui.tabs.conftest import Sit
from tests.ui.tabs.students_screen import come_to_rest, screen


def photo_of(desk: Desk) -> Photo:
    return screen(desk).record.head.photo


def choose(photo: Photo, text: str) -> None:
    """Opens the menu and chooses what says so."""
    photo.acts.aboutToShow.emit()
    next(act for act in photo.acts.actions() if act.text().replace("&", "") == text and act.isEnabled()).trigger()


def answer(desk: Desk, file: Path) -> None:
    """Chooses that file in the system's dialog."""
    asking = desk.window.findChild(QFileDialog, "picture.file")
    assert asking is not None
    asking.fileSelected.emit(str(file))
    asking.reject()
    come_to_rest(desk)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "me.jpg"
    made.write_bytes(picture(300, 400, "JPEG"))
    return made


def test_it_is_chosen_shown_undone_and_removed(sit: Sit, make: Make, file: Path, read: Transaction) -> None:
    student = make.student(last_name="Abbot")
    desk = sit(students_tab)
    photo = photo_of(desk)
    assert not photo.has_picture
    choose(photo, "Choose a picture…")
    answer(desk, file)
    assert photo.has_picture
    with read() as session:
        assert photos.photo(session, student) is not None
    desk.context.undo.newest()()
    come_to_rest(desk)
    assert not photo.has_picture
    choose(photo, "Choose a picture…")
    answer(desk, file)
    choose(photo, "Remove the photo")
    come_to_rest(desk)
    assert not photo.has_picture


def test_it_is_pasted(sit: Sit, make: Make, qtbot: QtBot) -> None:
    make.student(last_name="Abbot")
    desk = sit(students_tab)
    image = QImage(30, 40, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    QGuiApplication.clipboard().setImage(image)
    qtbot.keyClick(photo_of(desk), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    come_to_rest(desk)
    assert photo_of(desk).has_picture


def test_it_is_dropped_and_a_letter_is_not(sit: Sit, make: Make, file: Path, tmp_path: Path) -> None:
    make.student(last_name="Abbot")
    desk = sit(students_tab)
    photo, copy, left = photo_of(desk), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    for dragged, taken in ((tmp_path / "letter.pdf", False), (file, True)):
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(dragged))])
        over = QDragEnterEvent(photo.rect().center(), copy, data, left, Qt.KeyboardModifier.NoModifier)
        over.ignore()
        photo.dragEnterEvent(over)
        assert over.isAccepted() is taken
    photo.dropEvent(QDropEvent(QPointF(5, 5), copy, data, left, Qt.KeyboardModifier.NoModifier))
    come_to_rest(desk)
    assert photo.has_picture


def test_what_is_no_picture_is_said(sit: Sit, make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make.student(last_name="Abbot")
    desk = sit(students_tab)
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"no picture")
    said: list[str] = []
    monkeypatch.setattr("sms_desktop.ui.tabs.students.photo.show_error", lambda _w, error: said.append(str(error)))
    for name in (bad, tmp_path / "gone.png"):
        choose(photo_of(desk), "Choose a picture…")
        answer(desk, name)
    assert "no picture" in said[0]
    assert "gone.png" in said[1]
    assert not photo_of(desk).has_picture


def test_who_may_not_change_it_only_looks(sit: Sit, make: Make, write: Transaction) -> None:
    with write() as session:
        photos.put(session, make.student(last_name="Abbot"), picture())
    desk = sit(students_tab, actor=make.user("viewer"))
    photo = photo_of(desk)
    assert photo.has_picture
    photo.acts.aboutToShow.emit()
    assert [act.text() for act in photo.acts.actions()] == [""]


def test_a_restricted_students_is_withheld(sit: Sit, make: Make, write: Transaction) -> None:
    student = make.student(last_name="Abbot")
    with write() as session:
        photos.put(session, student, picture())
    with write() as session:
        restriction.restrict(session, student, "A court's order")
    hidden = photo_of(sit(students_tab, actor=make.user("viewer")))
    assert not hidden.has_picture
    assert not hidden.isEnabled()


def test_a_protected_record_asks_why(sit: Sit, make: Make, write: Transaction, read: Transaction) -> None:
    student = make.student(last_name="Abbot")
    with write() as session:
        photos.put(session, student, picture())
    with write() as session:
        restriction.restrict(session, student, "A court's order")
    desk = sit(students_tab)
    choose(photo_of(desk), "Remove the photo")
    come_to_rest(desk)
    (box,) = photo_of(desk).findChildren(ReasonDialog)
    box.field.set_value("The guardian asked")
    box.submit()
    come_to_rest(desk)
    with read() as session:
        assert photos.photo(session, student) is None
