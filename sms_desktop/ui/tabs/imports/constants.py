"""Fields that no column says and that have one value for all rows, such as the programme or the year of study."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from sms_desktop.core.i18n import _
from sms_desktop.ui import icons, theme
from sms_desktop.ui.dress import named
from sms_desktop.ui.tabs.imports.course_finder import CourseFinder, course_entry
from sms_desktop.ui.tabs.imports.draft import LEFT_OUT, Columns
from sms_desktop.ui.tabs.imports.field_picker import FieldPicker, field_entries


class Constants(QWidget):
    """A line for each such field, and a button for one more. Emits `changed`."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._columns: Columns | None = None
        self._courses = QStandardItemModel(self)
        self.add_button = named(QPushButton(), "imports.add_constant", "quiet")
        self.add_button.clicked.connect(self._add_empty)
        icons.put(self.add_button, "plus", "accent")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.STEP * 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.addWidget(self.add_button)
        row.addStretch(1)
        column.addLayout(self._lines)
        column.addLayout(row)

    def show_columns(self, columns: Columns) -> None:
        """Shows the fields of this import that have one value."""
        self._columns = columns
        while (item := self._lines.takeAt(0)) is not None:
            if (line := item.widget()) is not None:
                line.hide()
                line.deleteLater()
        for name, text in columns.plain_constants().items():
            self._add(name, text)
        if columns.wants_course():
            self._add("course_code", "")
        self.add_button.setText(_("&Add a value for all rows"))

    def set_courses(self, courses: Sequence[tuple[str, str]]) -> None:
        """The courses that there are, code and name, to be suggested where a course is to be named."""
        self._courses.clear()
        for code, name in courses:
            self._courses.appendRow(course_entry(code, name))

    def focus_course(self) -> bool:
        """Goes to where the course is to be named; False where it is not asked for."""
        lines = [part for part in self.findChildren(_Line) if part.isVisibleTo(self)]
        asking = [line for line in lines if line.picker.choice() == "course_code"]
        if asking:
            asking[0].text.setFocus()
        return bool(asking)

    def _add_empty(self) -> None:
        line = self._add(LEFT_OUT, "")
        line.picker.setFocus()

    def _add(self, name: str, text: str) -> _Line:
        assert self._columns is not None
        entries = field_entries(self._columns, of_a_column=False)
        line = _Line(entries, name, text, self._lines.count() + 1, self._courses)
        line.changed.connect(partial(self._line_changed, line))
        line.removed.connect(partial(self._line_removed, line))
        self._lines.addWidget(line)
        return line

    def _line_changed(self, line: _Line, before: str) -> None:
        assert self._columns is not None
        self._columns.drop_constant(before)
        if line.picker.choice() and line.text.text().strip():
            self._columns.set_constant(line.picker.choice(), line.text.text().strip())
        self.changed.emit()

    def _line_removed(self, line: _Line) -> None:
        assert self._columns is not None
        self._columns.drop_constant(line.picker.choice())
        self._lines.removeWidget(line)
        line.hide()
        line.deleteLater()
        self.add_button.setFocus()
        self.changed.emit()


class _Line(QWidget):
    """`[field] is, in all rows, [text]` and a button that takes the line away."""

    changed = Signal(str)
    removed = Signal()

    def __init__(
        self, entries: QStandardItemModel, name: str, text: str, number: int, courses: QStandardItemModel
    ) -> None:
        super().__init__()
        self._before, self._courses = name, courses
        entries.setParent(self)
        self.picker = named(FieldPicker(entries, self), f"imports.constant_field_{number}")
        self.picker.show_choice(name)
        self.text = named(QLineEdit(text), f"imports.constant_{number}")
        remove = named(QToolButton(), f"imports.remove_constant_{number}")
        icons.put(remove, "x", "muted")
        self.picker.setAccessibleName(_("Field with one value for all rows"))
        self.text.setAccessibleName(_("Value for all rows"))
        remove.setAccessibleName(_("Take this value away"))
        remove.setToolTip(_("Take this value away"))
        self.picker.picked.connect(self._tell)
        self.text.editingFinished.connect(self._tell)
        remove.clicked.connect(self.removed)
        self._suggest()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.STEP * 2)
        row.addWidget(self.picker, 2)
        row.addWidget(QLabel("="))
        row.addWidget(self.text, 3)
        row.addWidget(remove)

    def _suggest(self) -> None:
        """Suggests the courses where the field is one."""
        self.text.setCompleter(None)  # type: ignore[arg-type]
        if self.picker.choice() == "course_code":
            finder = CourseFinder(self._courses, self.text)
            finder.activated.connect(lambda _text: self._tell())
            self.text.setCompleter(finder)
            self.text.setPlaceholderText(_("Code of the course"))
        else:
            self.text.setPlaceholderText(_("Value for all rows"))

    def _tell(self, _choice: str = "") -> None:
        self._suggest()
        before, self._before = self._before, self.picker.choice()
        self.changed.emit(before)
