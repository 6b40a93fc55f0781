"""The dialog for the school's scales: words, letters, pass mark and the scale that is shown."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from sms_desktop.core.permissions import TEACHER
from sms_desktop.core.scales import DEFAULT, Scales
from sms_desktop.services import scale_settings
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.dialogs.scales import ScalesDialog
from sms_desktop.ui.tabs.students import students_tab
from tests.conftest import Transaction
from tests.makers import Make
from tests.ui.tabs.conftest import Sit
from tests.ui.tabs.students_screen import come_to_rest, dialog, type_into


def opened(desk: Desk) -> ScalesDialog:
    """The dialog, as the menu and Ctrl+K open it."""
    desk.window.commands.action("scales").trigger()
    come_to_rest(desk)
    found: ScalesDialog = dialog("scales.dialog")
    return found


def stored(read: Transaction) -> Scales:
    with read() as session:
        return scale_settings.read(session)


def line(shown: ScalesDialog, name: str) -> QLineEdit:
    found = shown.findChild(QLineEdit, name)
    assert found is not None, name
    return found


def test_it_shows_the_usual_scales_and_nothing_to_save(sit: Sit) -> None:
    shown = opened(sit(students_tab))
    assert shown.form.collect() == {
        "shown": "20",
        "pass_mark": Decimal(10),
        "words": DEFAULT.words,
        "letters": DEFAULT.letters,
    }
    assert not shown.form.dirty


def test_words_pass_mark_and_scale_are_saved_in_one_change(sit: Sit, read: Transaction, qtbot: QtBot) -> None:
    desk = sit(students_tab)
    shown = opened(desk)
    type_into(shown.form, shown="words", pass_mark=Decimal("9.5"))
    first = line(shown, "scales.words.0.en")
    first.selectAll()
    qtbot.keyClicks(first, "Outstanding")
    lowest = line(shown, "scales.words.0.lowest")
    lowest.selectAll()
    qtbot.keyClicks(lowest, "18,5")
    shown.save_button.click()
    come_to_rest(desk)
    kept = stored(read)
    assert (kept.shown, kept.pass_mark) == ("words", Decimal("9.5"))
    assert kept.words[0].lowest == Decimal("18.5")
    assert kept.words[0].names == {"el": "Άριστα", "en": "Outstanding"}
    assert desk.window.menu.commands.action("undo").text() == "Undo: Set the grade scales"


def test_a_table_that_leaves_grades_without_a_name_is_refused_at_its_place(sit: Sit, read: Transaction) -> None:
    desk = sit(students_tab)
    shown = opened(desk)
    letters = shown.form.fields["letters"]
    letters.rows[-1].remove.click()
    shown.save_button.click()
    come_to_rest(desk)
    assert "has to begin at 0" in letters.problem
    assert stored(read) == DEFAULT
    shown.form.mark_clean()
    shown.reject()


def test_a_grade_is_added_by_keyboard_and_the_tables_are_put_back(sit: Sit, qtbot: QtBot) -> None:
    desk = sit(students_tab)
    shown = opened(desk)
    words = shown.form.fields["words"]
    words.add_button.click()
    assert len(words.rows) == 6
    shown.save_button.click()
    assert words.problem == "Each grade needs the number it begins at."
    words._reset.click()
    assert not shown.form.dirty
    assert words.problem == ""


def test_who_may_not_change_settings_has_no_command_for_it(sit: Sit, make: Make) -> None:
    desk = sit(students_tab, actor=make.user(TEACHER))
    assert "scales" not in [command.name for command, _action in desk.window.commands.all()]
    shown = ScalesDialog(desk.context, desk.window)
    shown.open()
    come_to_rest(desk)
    assert not shown.form.isEnabled()
    assert not shown.save_button.isVisible()
