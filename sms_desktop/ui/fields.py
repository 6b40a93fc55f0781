"""The fields of forms: a label, an editor that gives a plain value, and a place for what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QDate, QLocale, QPoint, Qt, Signal
from PySide6.QtGui import QPaintEvent, QPalette, QTextCharFormat, QWheelEvent
from PySide6.QtWidgets import (
    QCalendarWidget,
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from sms_desktop.core import clock
from sms_desktop.core.i18n import _, format_date, format_number, language
from sms_desktop.core.values.refused import BadValue
from sms_desktop.ui import icons
from sms_desktop.ui.dress import dress_again
from sms_desktop.ui.entries import read_date, read_number

Text = Callable[[], str]

#: Logical pixels between the icon of a choice and its text.
_BESIDE_ICON = 4


class Wrong(ValueError):
    """What was typed is no such value; the message says why, in the reader's language."""


class Field(QWidget):
    """One field of a form. `name` is the attribute it is bound to; `hint` is a line under the editor."""

    changed = Signal()

    def __init__(
        self, name: str, label: Text, editor: QWidget, *, required: bool = False, hint: Text | None = None
    ) -> None:
        super().__init__()
        self.name, self.label, self.required, self.hint = name, label, required, hint
        self.editor = editor
        self.caption = QLabel()
        self.caption.setProperty("role", "field")
        self.caption.setBuddy(editor)
        self._note, self._sign = QLabel(), QLabel()
        self._note.setWordWrap(True)
        self._problem = ""
        self.setFocusProxy(editor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._lay_out()
        self.retranslate()

    def value(self) -> Any:
        """What is typed or chosen, None where empty; raises `Wrong` with the reason."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Shows a value; None for empty."""
        raise NotImplementedError

    def checked(self) -> Any:
        """`value()`, refused where it is required and empty."""
        value = self.value()
        if self.required and (value is None or value == ""):
            raise Wrong(_("Please fill this in."))
        return value

    @property
    def problem(self) -> str:
        """The sentence shown at the field; empty when nothing is wrong."""
        return self._problem

    def show_problem(self, sentence: str) -> None:
        """Marks the field by border, icon and sentence; an empty sentence takes the mark off."""
        self._problem = sentence
        self.editor.setProperty("invalid", bool(sentence))
        dress_again(self.editor)
        self._note_again()

    def retranslate(self) -> None:
        """The label and the hint in the new language."""
        text = self.label()
        self.caption.setText(f"{text} *" if self.required else text)
        self.caption.setToolTip(_("Required") if self.required else "")
        self.editor.setAccessibleName(text.replace("&", ""))
        self._note_again()

    def _note_again(self) -> None:
        text = self._problem or (self.hint() if self.hint else "")
        self._note.setText(text)
        self._note.setProperty("role", "danger" if self._problem else "muted")
        dress_again(self._note)
        self._note.setVisible(bool(text))
        self._sign.setVisible(bool(self._problem))
        self.editor.setAccessibleDescription(text)
        if self._problem:
            icons.put_picture(self._sign, "circle-alert", 16, "danger")

    def _edited(self) -> None:
        if self._problem:
            self.show_problem("")
        self.changed.emit()

    def _lay_out(self) -> None:
        column, note = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.editor)
        note.setSpacing(6)
        note.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        note.addWidget(self._note, 1)
        column.addLayout(note)
        self._sign.hide()


class TextField(Field):
    """One line of text, blanks around it taken off; empty is "" (so the dataclass may say `str`)."""

    def __init__(self, name: str, label: Text, *, required: bool = False, hint: Text | None = None, most: int = 500):
        self.line = QLineEdit(maxLength=most)
        super().__init__(name, label, self.line, required=required, hint=hint)
        self.line.textEdited.connect(self._edited)

    def value(self) -> Any:
        return self.line.text().strip()

    def set_value(self, value: Any) -> None:
        self.line.setText("" if value is None else str(value))
        self.line.setCursorPosition(0)


class SecretField(TextField):
    """A password: dots, and not trimmed."""

    def __init__(self, name: str, label: Text, *, required: bool = False, hint: Text | None = None) -> None:
        super().__init__(name, label, required=required, hint=hint)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)

    def value(self) -> Any:
        return self.line.text()


class LongTextField(Field):
    """Several lines of text; Tab goes on to the next field."""

    def __init__(self, name: str, label: Text, *, required: bool = False, hint: Text | None = None, lines: int = 3):
        self.area = QPlainTextEdit(tabChangesFocus=True)
        super().__init__(name, label, self.area, required=required, hint=hint)
        self.area.setFixedHeight(self.area.fontMetrics().lineSpacing() * lines + 16)
        self.area.textChanged.connect(self._edited)

    def value(self) -> Any:
        return self.area.toPlainText().strip()

    def set_value(self, value: Any) -> None:
        self.area.setPlainText("" if value is None else str(value))


class NumberField(Field):
    """A number as people type it (14,5 and 14.5); `Decimal`, or `int` where `decimals` is 0. None where empty."""

    def __init__(
        self,
        name: str,
        label: Text,
        *,
        decimals: int = 2,
        least: int | None = None,
        most: int | None = None,
        required: bool = False,
        hint: Text | None = None,
    ) -> None:
        self.line = QLineEdit()
        self.decimals, self.least, self.most = decimals, least, most
        super().__init__(name, label, self.line, required=required, hint=hint)
        self.line.setMaximumWidth(160)
        self.line.textEdited.connect(self._edited)

    def value(self) -> Any:
        text = self.line.text().strip()
        if not text:
            return None
        try:
            number = read_number(text, self.decimals)
        except BadValue as error:
            raise Wrong(error.sentence) from error
        self._hold(number)
        return number if self.decimals else int(number)

    def set_value(self, value: Any) -> None:
        text = "" if value is None else format_number(value).replace("\xa0", "")
        group = "." if language() == "el" else ","
        self.line.setText(text.replace(group, ""))

    def _hold(self, number: Decimal) -> None:
        if self.least is not None and number < self.least:
            raise Wrong(_("At least {least}, please.").format(least=self.least))
        if self.most is not None and number > self.most:
            raise Wrong(_("At most {most}, please.").format(most=self.most))


class DateField(Field):
    """A day: 3/4/2026, 3.4.26 and 2026-04-03 all do, or one from the calendar. None where empty."""

    def __init__(self, name: str, label: Text, *, required: bool = False, hint: Text | None = None) -> None:
        self.line = QLineEdit()
        super().__init__(name, label, self.line, required=required, hint=hint)
        self.line.setMaximumWidth(200)
        self.line.textEdited.connect(self._edited)
        self.line.editingFinished.connect(self._tidy)
        self._open = self.line.addAction(icons.icon("calendar", "muted"), QLineEdit.ActionPosition.TrailingPosition)
        icons.put(self._open, "calendar", "muted")
        self._open.triggered.connect(self._open_calendar)

    def value(self) -> Any:
        text = self.line.text().strip()
        if not text:
            return None
        try:
            return read_date(text)
        except BadValue as error:
            raise Wrong(error.sentence) from error

    def set_value(self, value: Any) -> None:
        self.line.setText(format_date(value))

    def retranslate(self) -> None:
        super().retranslate()
        self.line.setPlaceholderText(_("day/month/year"))

    def _tidy(self) -> None:
        try:
            self.set_value(self.value())
        except Wrong as wrong:
            self.show_problem(str(wrong))

    def _open_calendar(self) -> None:
        popup = _CalendarPopup(self._current(), self)
        popup.picked.connect(self._take)
        popup.adjustSize()
        room = self.screen().availableGeometry()
        corner = self.line.mapToGlobal(QPoint(0, self.line.height() + 4))
        left = min(corner.x(), room.right() - popup.width())
        popup.move(max(left, room.left()), min(corner.y(), room.bottom() - popup.height()))
        popup.show()

    def _current(self) -> date:
        try:
            return self.value() or clock.today()
        except Wrong:
            return clock.today()

    def _take(self, day: date) -> None:
        self.set_value(day)
        self._edited()
        self.line.setFocus()


class _CalendarPopup(QFrame):
    picked = Signal(object)

    def __init__(self, day: date, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("role", "popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._calendar = QCalendarWidget(verticalHeaderFormat=QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self._calendar.setLocale(QLocale("el_GR" if language() == "el" else "en_GB"))
        self._calendar.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.ShortDayNames)
        plain = QTextCharFormat()
        for weekday in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self._calendar.setWeekdayTextFormat(weekday, plain)
        self._calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        self._calendar.activated.connect(self._pick)
        self._calendar.clicked.connect(self._pick)
        line = self.fontMetrics().height()
        self._calendar.setMinimumSize(20 * line, 16 * line)
        QVBoxLayout(self).addWidget(self._calendar)

    def _pick(self, day: QDate) -> None:
        self.picked.emit(date(day.year(), day.month(), day.day()))
        self.close()


class CalmComboBox(QComboBox):
    """A list to choose from that the wheel changes only when it has the focus; a text without room ends in dots."""

    def __init__(self) -> None:
        super().__init__()
        self.setItemDelegate(QStyledItemDelegate(self))  # the style's own draws its list as a menu, by other rules
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        if self.currentIndex() < 0 and self.placeholderText():
            option.currentText = self.placeholderText()
            option.palette.setBrush(QPalette.ColorRole.ButtonText, option.palette.placeholderText())
        option.currentText = self.shown_text(option)
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def shown_text(self, option: QStyleOptionComboBox) -> str:
        """What of the chosen text has room; the style would cut it in the middle of a letter."""
        place = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, place, self).width()
        room -= 0 if option.currentIcon.isNull() else option.iconSize.width() + _BESIDE_ICON
        return self.fontMetrics().elidedText(option.currentText, Qt.TextElideMode.ElideRight, room)


class ChoiceField(Field):
    """One of `choices()`, pairs of value and label. Where it is not required a first, empty entry stands for None."""

    def __init__(
        self,
        name: str,
        label: Text,
        choices: Callable[[], Sequence[tuple[Any, str]]],
        *,
        required: bool = False,
        hint: Text | None = None,
    ) -> None:
        self.box = CalmComboBox()
        self.choices = choices
        super().__init__(name, label, self.box, required=required, hint=hint)
        self.box.activated.connect(self._edited)

    def value(self) -> Any:
        return self.box.currentData()

    def set_value(self, value: Any) -> None:
        places = [place for place in range(self.box.count()) if self.box.itemData(place) == value]
        self.box.setCurrentIndex(places[0] if places else (-1 if self.required else 0))

    def refill(self) -> None:
        """Asks for the choices again and keeps what is chosen."""
        chosen = self.value()
        self.box.clear()
        if not self.required:
            self.box.addItem("", None)
        for value, label in self.choices():
            self.box.addItem(label, value)
        self.set_value(chosen)

    def retranslate(self) -> None:
        super().retranslate()
        self.refill()


class CheckField(Field):
    """Yes or no; the label stands beside the box."""

    def __init__(self, name: str, label: Text, *, hint: Text | None = None) -> None:
        self.box = QCheckBox()
        super().__init__(name, label, self.box, hint=hint)
        self.box.toggled.connect(self._edited)

    def value(self) -> Any:
        return self.box.isChecked()

    def set_value(self, value: Any) -> None:
        self.box.setChecked(bool(value))

    def retranslate(self) -> None:
        super().retranslate()
        self.box.setText(self.label())
        self.caption.setText("")
