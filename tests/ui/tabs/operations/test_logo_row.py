"""The logo among the settings: chosen, dropped, refused in a sentence, removed, undone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLabel

from sms_desktop.services.papers import school_pictures
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.screenshots import settle
from sms_desktop.ui.tabs.operations import operations_tab
from sms_desktop.ui.tabs.operations.logo_row import LogoRow
from tests.conftest import Transaction
from tests.pictures import picture
from tests.ui.tabs.conftest import Sit
from tests.ui.tabs.operations.test_settings_page import opened


def row_of(desk: Desk) -> LogoRow:
    return opened(desk).logo


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "logo.png"
    made.write_bytes(picture(300, 100))
    return made


def choose(desk: Desk, row: LogoRow, file: Path) -> None:
    """Chooses that file in the system's dialog."""
    row.choose.click()
    asking = desk.window.findChild(QFileDialog, "picture.file")
    assert asking is not None
    asking.fileSelected.emit(str(file))
    asking.reject()
    settle(desk.window)


def words(row: LogoRow) -> list[str]:
    return [label.text() for label in row.findChildren(QLabel) if label.isVisibleTo(row)]


def test_it_is_chosen_removed_and_taken_back(sit: Sit, file: Path, read: Transaction) -> None:
    desk = sit(operations_tab)
    row = row_of(desk)
    assert "There is no logo yet" in words(row)
    assert row.remove_button.isHidden()
    choose(desk, row, file)
    assert row.has_picture
    with read() as session:
        assert school_pictures.logo(session) is not None
    row.remove_button.click()
    settle(desk.window)
    assert not row.has_picture
    assert "There is no logo yet" in words(row)
    desk.context.undo.undo()
    settle(desk.window)
    assert row.has_picture


def test_it_is_dropped(sit: Sit, file: Path) -> None:
    desk = sit(operations_tab)
    row, data = row_of(desk), QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    action, button, key = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    row.dropEvent(QDropEvent(QPointF(5, 5), action, data, button, key))
    settle(desk.window)
    assert row.has_picture


def test_what_can_not_be_taken_is_said(sit: Sit, file: Path) -> None:
    desk = sit(operations_tab)
    row = row_of(desk)
    QGuiApplication.clipboard().setText("no picture")
    row.paste.click()
    assert "There is no picture to paste. Copy one first." in words(row)
    file.write_bytes(b"no picture")
    choose(desk, row, file)
    assert any("This is no picture" in text for text in words(row))
    file.write_bytes(picture())
    choose(desk, row, file)
    assert row.has_picture
    assert not any("picture" in text for text in words(row))
