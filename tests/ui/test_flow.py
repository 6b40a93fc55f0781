"""A row of buttons goes on in the next line where there is no room."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget

from sms_desktop.ui.widgets.flow import Flow


def test_a_narrow_row_takes_more_lines(qapp: object) -> None:
    holder = QWidget()
    flow = Flow(holder, spacing=8)
    buttons = [QPushButton(f"Button {n}") for n in range(4)]
    for button in buttons:
        flow.addWidget(button)
    one = buttons[0].sizeHint()
    wide, narrow = 4 * (one.width() + 8), 2 * (one.width() + 8)
    assert flow.heightForWidth(wide) == one.height()
    assert flow.heightForWidth(narrow) == 2 * one.height() + 8
    holder.resize(narrow, 200)
    holder.show()
    assert [button.y() for button in buttons] == [0, 0, one.height() + 8, one.height() + 8]
    holder.close()


def test_hidden_buttons_take_no_room(qapp: object) -> None:
    holder = QWidget()
    flow = Flow(holder)
    shown, hidden = QPushButton("Shown"), QPushButton("Hidden")
    for button in (hidden, shown):
        flow.addWidget(button)
    hidden.hide()
    assert flow.heightForWidth(10) == shown.sizeHint().height()
    assert flow.takeAt(0) is not None
    assert (flow.count(), flow.takeAt(5), flow.itemAt(-1)) == (1, None, None)
