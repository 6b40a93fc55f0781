"""Forms: values in and out, what is wrong shown where it is, and what was changed."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QCalendarWidget, QFormLayout, QLabel

from sms_desktop.core.errors import Conflict, Invalid
from sms_desktop.ui.fields import (
    CheckField,
    ChoiceField,
    DateField,
    LongTextField,
    NumberField,
    SecretField,
    TextField,
)
from sms_desktop.ui.form import Form
from sms_desktop.ui.language import Languages
from sms_desktop.ui.theme import Theme


@dataclass(frozen=True)
class Card:
    """What the form is bound to."""

    name: str
    born: date | None
    mark: Decimal | None
    places: int | None
    status: str | None
    note: str
    mail: bool


CARD = Card("Ada", date(2005, 4, 3), Decimal("14.5"), 3, "active", "two\nlines", True)


@pytest.fixture
def form(qapp: QApplication) -> Form:
    """A form with a field of each kind, shown."""
    made = Form("card")
    made.add(TextField("name", lambda: "Name", required=True))
    made.add(DateField("born", lambda: "Date of birth"))
    made.add(NumberField("mark", lambda: "Mark", least=0, most=20))
    made.add(NumberField("places", lambda: "Places", decimals=0))
    made.add_section(lambda: "More")
    made.add(ChoiceField("status", lambda: "Status", lambda: [("active", "Active"), ("left", "Left")]))
    made.add(LongTextField("note", lambda: "Note", hint=lambda: "For the office only."))
    made.add(CheckField("mail", lambda: "Gets mail"))
    made.resize(500, 600)
    made.show()
    return made


def editor(form: Form, name: str) -> Any:
    return form.fields[name].editor


def test_what_is_loaded_comes_back_the_same(form: Form) -> None:
    form.load(CARD)
    assert form.build(Card) == CARD


def test_an_empty_form_gives_empty_values(form: Form) -> None:
    form.load({"name": "Ada"})
    assert form.build(Card) == Card("Ada", None, None, None, None, "", False)


def test_what_is_typed_is_what_is_got(form: Form, qtbot: Any) -> None:
    form.load(None)
    qtbot.keyClicks(editor(form, "name"), "  Ada ")
    qtbot.keyClicks(editor(form, "born"), "3/4/05")
    qtbot.keyClicks(editor(form, "mark"), "14,5")
    qtbot.keyClicks(editor(form, "places"), "3")
    card = form.build(Card)
    assert (card.name, card.born, card.mark, card.places) == ("Ada", date(2005, 4, 3), Decimal("14.5"), 3)


def test_everything_wrong_is_marked_at_once_and_the_first_has_the_focus(form: Form, qtbot: Any) -> None:
    form.activateWindow()
    form.load(None)
    qtbot.keyClicks(editor(form, "born"), "31/2/2026")
    qtbot.keyClicks(editor(form, "mark"), "21")
    qtbot.keyClicks(editor(form, "places"), "1,5")
    with pytest.raises(Invalid) as refused:
        form.collect()
    assert list(refused.value.fields) == ["name", "born", "mark", "places"]
    assert form.fields["name"].problem == "Please fill this in."
    assert form.fields["mark"].problem == "At most 20, please."
    assert editor(form, "name").property("invalid") is True
    assert editor(form, "name").accessibleDescription() == "Please fill this in."
    assert editor(form, "name").hasFocus()


def test_typing_again_takes_the_mark_off(form: Form, qtbot: Any) -> None:
    form.show_invalid(Invalid(name="That name is taken."))
    assert form.fields["name"].problem
    qtbot.keyClicks(editor(form, "name"), "B")
    assert form.fields["name"].problem == ""
    assert editor(form, "name").property("invalid") is False


def test_what_a_service_refuses_is_shown_at_its_field_and_the_rest_over_the_form(form: Form) -> None:
    form.show_invalid(Invalid(name="That name is taken.", other="Something else is wrong."))
    assert form.fields["name"].problem == "That name is taken."
    assert _over(form) == "Something else is wrong."
    form.show_invalid(Conflict("Somebody changed it meanwhile.", "Load it again."))
    assert form.fields["name"].problem == ""
    assert _over(form) == "Somebody changed it meanwhile. Load it again."


def test_a_change_is_noticed_and_so_is_changing_back(form: Form, qtbot: Any) -> None:
    heard: list[bool] = []
    form.load(CARD)
    form.dirty_changed.connect(heard.append)
    qtbot.keyClick(editor(form, "name"), Qt.Key.Key_End)
    qtbot.keyClicks(editor(form, "name"), "x")
    qtbot.keyClick(editor(form, "name"), Qt.Key.Key_Backspace)
    assert heard == [True, False]
    assert not form.dirty


def test_leaving_a_date_writes_it_out_or_says_what_is_wrong(form: Form, qtbot: Any) -> None:
    form.activateWindow()
    line = editor(form, "born")
    line.setFocus()
    qtbot.keyClicks(line, "3.4.26")
    qtbot.keyClick(line, Qt.Key.Key_Tab)
    assert line.text() == "03/04/2026"
    line.clear()
    qtbot.keyClicks(line, "soon")
    line.editingFinished.emit()
    assert form.fields["born"].problem == "“soon” is not a date."


def test_a_day_can_be_picked_from_a_calendar(form: Form) -> None:
    form.load(CARD)
    form.fields["born"]._open.trigger()  # type: ignore[attr-defined]
    calendar = QApplication.activePopupWidget().findChild(QCalendarWidget)
    assert calendar.selectedDate().toPython() == date(2005, 4, 3)
    calendar.clicked.emit(calendar.selectedDate().addDays(1))
    assert form.fields["born"].value() == date(2005, 4, 4)
    assert form.dirty


def test_the_wheel_changes_a_choice_only_with_the_focus(form: Form) -> None:
    form.load(CARD)
    box = editor(form, "status")
    editor(form, "name").setFocus()
    event = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(0, -120), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(box, event)
    assert form.fields["status"].value() == "active"


def test_a_new_language_asks_for_labels_and_choices_again_and_keeps_the_values(
    qapp: QApplication, languages: Languages
) -> None:
    words = {"label": "Status", "choice": "Active"}
    form = Form("card")
    form.add(ChoiceField("status", lambda: words["label"], lambda: [("active", words["choice"])], required=True))
    form.add_section(lambda: words["label"])
    form.load({"status": "active"})
    words.update(label="Κατάσταση", choice="Ενεργός")
    languages.choose("el")
    field = form.fields["status"]
    assert field.caption.text() == "Κατάσταση *"
    assert field.editor.accessibleName() == "Κατάσταση"
    assert field.editor.currentText() == "Ενεργός"  # type: ignore[attr-defined]
    assert field.value() == "active"
    assert not form.dirty


def test_numbers_are_shown_with_the_decimal_sign_of_the_language(form: Form, languages: Languages) -> None:
    languages.choose("el")
    form.load(Card("Ada", None, Decimal("1234.5"), None, None, "", False))
    assert editor(form, "mark").text() == "1234,5"
    assert form.fields["places"].value() is None


def test_where_it_is_narrow_labels_stand_above(form: Form) -> None:
    rows = form.findChild(QFormLayout)
    assert rows.rowWrapPolicy() == QFormLayout.RowWrapPolicy.DontWrapRows
    form.resize(220, 700)
    QApplication.processEvents()
    assert rows.rowWrapPolicy() == QFormLayout.RowWrapPolicy.WrapAllRows


def test_labels_stand_level_with_their_editors_also_where_the_form_is_dressed_later(
    qapp: QApplication, theme: Theme
) -> None:
    heights = []
    for undressed in (nullcontext(), theme.undressed()):
        with undressed:
            made = Form("card")
            made.add(TextField("name", lambda: "Name"))
            made.resize(600, 200)
            made.show()
        heights.append((made.fields["name"].caption.height(), editor(made, "name").sizeHint().height()))
        made.close()
    assert heights[0] == heights[1]


def test_a_secret_shows_dots_and_keeps_its_blanks(qapp: QApplication) -> None:
    field = SecretField("password", lambda: "Password")
    field.set_value(" secret ")
    assert field.value() == " secret "
    assert field.line.displayText() == "●" * 8 or "secret" not in field.line.displayText()
    field.deleteLater()


def test_fields_can_be_closed_by_name(form: Form) -> None:
    form.set_enabled(["name"], False)
    assert not editor(form, "name").isEnabled()
    assert editor(form, "mark").isEnabled()


def _over(form: Form) -> str:
    return form._problem.findChildren(QLabel)[-1].text()
