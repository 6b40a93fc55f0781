"""The keys of a sheet, as in Excel: steps, selections, the clipboard, filling, clearing, typing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from sms_desktop.ui.widgets.sheet import acts
from sms_desktop.ui.widgets.sheet.area import Area

if TYPE_CHECKING:
    from sms_desktop.ui.widgets.sheet.view import SheetView

Key, Modifier, Standard = Qt.Key, Qt.KeyboardModifier, QKeySequence.StandardKey
_ENTER = (Key.Key_Return, Key.Key_Enter)
_OWN = (Standard.Undo, Standard.Redo, Standard.Copy, Standard.Cut, Standard.Paste, Standard.SelectAll)


def is_own(event: QKeyEvent) -> bool:
    """Whether the sheet has that key for itself while it has the focus, before the commands of the window."""
    with_ctrl = event.key() in (Key.Key_D, Key.Key_Y) and event.modifiers() == Modifier.ControlModifier
    return with_ctrl or any(event.matches(key) for key in _OWN)


def press(view: SheetView, event: QKeyEvent) -> bool:
    """Does what the key says; False where it says nothing to a sheet."""
    return _standard(view, event) or _step(view, event) or _command(view, event) or _typed(view, event)


def _standard(view: SheetView, event: QKeyEvent) -> bool:
    if event.matches(Standard.Undo):
        view.undo_wanted.emit()
    elif event.matches(Standard.Redo) or (event.key() == Key.Key_Y and event.modifiers() == Modifier.ControlModifier):
        view.redo_wanted.emit()
    elif event.matches(Standard.Copy):
        acts.copy(view)
    elif event.matches(Standard.Cut):
        acts.cut(view)
    elif event.matches(Standard.Paste):
        acts.paste(view)
    elif event.matches(Standard.SelectAll):
        last = view.sheet.rowCount() - 1, view.sheet.columnCount() - 1
        view.select(Area.between((0, 0), last), view.current)
    else:
        return False
    return True


def _step(view: SheetView, event: QKeyEvent) -> bool:
    key, shift = Key(event.key()), bool(event.modifiers() & Modifier.ShiftModifier)
    ctrl = bool(event.modifiers() & Modifier.ControlModifier)
    if event.modifiers() & Modifier.AltModifier:
        return False
    if key in (*_ENTER, Key.Key_Tab, Key.Key_Backtab) and not ctrl:
        go_on(view, down=key in _ENTER, back=shift or key == Key.Key_Backtab)
        return True
    if ctrl and key in (Key.Key_PageUp, Key.Key_PageDown):
        return False  # to the next sheet, which is not ours
    to = view.ground.moved(key, view.lead if shift else view.current, ctrl=ctrl)
    if to is None:
        return False
    view.run = None
    if shift:
        view.extend_to(to)
    else:
        view.go_to(to)
    return True


def go_on(view: SheetView, *, down: bool, back: bool) -> None:
    """Enter and Tab: inside a selection round and round; else down or right, Enter back under where Tabs began."""
    if not view.area.single:
        view.select(view.area, view.area.after(view.current, down=down, back=back))
        return
    (row, column), rows = view.current, view.sheet.rowCount()
    if down:
        column = column if view.run is None or back else view.run
        view.go_to(view.ground.within(row + (-1 if back else 1), column))
        return
    takers = [at for at in range(view.sheet.columnCount()) if view.sheet.takes(at)] or [column]
    view.run = column if view.run is None else view.run
    ahead = [at for at in takers if (at < column if back else at > column)]
    if ahead:
        view.go_to((row, ahead[-1] if back else ahead[0]))
    elif 0 <= row + (-1 if back else 1) < rows:  # past the last column: the first of the next row
        view.go_to((row - 1, takers[-1]) if back else (row + 1, min(max(view.run, takers[0]), takers[-1])))


def _command(view: SheetView, event: QKeyEvent) -> bool:
    key, modifiers = Key(event.key()), event.modifiers()
    ctrl, shift = bool(modifiers & Modifier.ControlModifier), bool(modifiers & Modifier.ShiftModifier)
    row, column = view.current
    if key == Key.Key_F2:
        _f2(view, shift)
    elif key == Key.Key_F10 and shift:
        view.open_menu()
    elif key == Key.Key_Delete:
        acts.clear(view)
    elif key == Key.Key_Backspace:
        view.begin("")
    elif key == Key.Key_D and ctrl:
        acts.fill_down(view)
    elif key == Key.Key_Space and ctrl:
        view.select(Area(0, view.area.left, view.sheet.rowCount() - 1, view.area.right), view.current)
    elif key == Key.Key_Space and shift:
        view.select(Area(view.area.top, 0, view.area.bottom, view.sheet.columnCount() - 1), view.current)
    elif (key in _ENTER and ctrl) or (key == Key.Key_Space and not view.sheet.takes(column)):
        view.opened.emit(row, column)
    elif key == Key.Key_Escape:
        return view.sheet.take_back(row, column)
    else:
        return False
    return True


def _f2(view: SheetView, shift: bool) -> None:
    """Corrects the cell, opens its details with Shift, or with a whole column selected the column."""
    if shift:
        view.details_wanted.emit(*view.current)
    elif view.whole_columns():
        view.head_pressed.emit(view.current[1])
    else:
        view.begin()


def _typed(view: SheetView, event: QKeyEvent) -> bool:
    text, held = event.text(), event.modifiers() & (Modifier.ControlModifier | Modifier.MetaModifier)
    alt = event.modifiers() & Modifier.AltModifier
    if not text or not text.isprintable() or text.isspace() or (bool(held) != bool(alt and held)) or (alt and not held):
        return False
    view.begin(text)
    return True
