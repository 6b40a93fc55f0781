"""“What does she need in the final exam?”: the score that reaches a grade, and what any other marks would make."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from sms_desktop.core.i18n import _, format_number
from sms_desktop.core.marks import parse_mark
from sms_desktop.core.values.refused import BadValue
from sms_desktop.core.what_if import CERTAIN, OUT_OF_REACH, Needed, Part, Work, filled, needed
from sms_desktop.services.student_marks import CourseMarks, StudentMarks
from sms_desktop.ui import theme
from sms_desktop.ui.dress import named, roled, size_within_screen
from sms_desktop.ui.fields import ChoiceField, NumberField, Wrong
from sms_desktop.ui.form import Form
from sms_desktop.ui.widgets.scroll import scrolled


class WhatIf(QDialog):
    """Nothing in here is kept: the course, the grade to reach, and marks to try."""

    def __init__(self, marks: StudentMarks, course: CourseMarks | None, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "what_if").setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._marks = marks
        self._courses = {one.enrolment_id: one for one in marks.courses if one.status != "dropped"}
        self.form = Form("what_if.form")
        self.form.add(ChoiceField("course", lambda: _("Course"), self._choices, required=True))
        self.form.add(NumberField("target", lambda: _("To reach, out of 20"), least=0, most=20, required=True))
        self.sentence = named(QLabel(wordWrap=True), "what_if.answer")
        self.then = named(QLabel(wordWrap=True), "what_if.then")
        self._title, self._try, self._hint = QLabel(), QLabel(), roled(QLabel(wordWrap=True), "muted")
        self.rows: list[TryRow] = []
        self._grid, self._box = QGridLayout(), QWidget()
        self.close_button = named(QPushButton(), "what_if.close")
        self._connect()
        self._lay_out()
        first = (
            course.enrolment_id if course and course.enrolment_id in self._courses else next(iter(self._courses), None)
        )
        self.form.load({"course": first, "target": marks.scales.pass_mark})
        self.retranslate()
        self._fill()

    def retranslate(self) -> None:
        """In the new language."""
        self.setWindowTitle(_("What if…"))
        name = f"{self._marks.last_name} {self._marks.first_name}"
        self._title.setText(_("What if… {name}").format(name=name))
        self._try.setText(_("Try marks"))
        self._hint.setText(_("Nothing you type here is kept."))
        self.close_button.setText(_("Close"))
        for row in self.rows:
            row.retranslate()
        self.answer_again()

    def answer_again(self) -> None:
        """Calculates for what is typed now."""
        course = self._course()
        try:
            target = self.form.fields["target"].checked()
            tried = {row.part: score for row in self.rows if (score := row.score()) is not None}
        except Wrong:
            self._say("", "")
            return
        if course is None:
            self._say("", "")
            return
        work = filled(course.work, tried.items())
        self._say(self._answer(course, work, set(tried), target), self._result(work, bool(tried)))

    def _answer(self, course: CourseMarks, work: Work, tried: set[Part], target: Decimal) -> str:
        """The sentence about what is still open, or about another try where nothing is."""
        coming = [row.part for row in self.rows if row.part not in tried and not row.again]
        again = [row.part for row in self.rows if row.part not in tried and row.again]
        reached = work.final.percentage is not None and work.final.percentage >= target * 5
        if coming or reached or not again:
            return answer(needed(work, coming, target * 5), coming, target)
        return answer(needed(work, again[-1:], target * 5), again[-1:], target)

    def _result(self, work: Work, tried: bool) -> str:
        final, scales = work.final, self._marks.scales
        if final.percentage is None:
            return _("Not graded yet.")
        stands, tries = _("As it stands: {grade} of 20 ({word})."), _("With these marks: {grade} of 20 ({word}).")
        return (tries if tried else stands).format(
            grade=format_number(final.grade20 or 0, 2), word=scales.word(final.percentage)
        )

    def _say(self, sentence: str, result: str) -> None:
        self.sentence.setText(sentence)
        self.then.setText(result)

    def _course(self) -> CourseMarks | None:
        return self._courses.get(self.form.fields["course"].value())

    def _choices(self) -> list[tuple[int, str]]:
        return [(number, f"{one.course_code} · {one.course_name}") for number, one in self._courses.items()]

    def _fill(self) -> None:
        """A row for each mark that may come in the course, and one for each that may be tried again."""
        for row in self.rows:
            row.remove()
        course = self._course()
        self.rows = [] if course is None else [TryRow(part, again, self.answer_again) for part, again in parts(course)]
        for place, row in enumerate(self.rows):
            row.line.setObjectName(f"what_if.try_{place}")
            self._grid.addWidget(row.caption, place, 0)
            self._grid.addWidget(row.line, place, 1)
            self._grid.addWidget(row.note, place, 2)
        self._try.setVisible(bool(self.rows))
        self._hint.setVisible(bool(self.rows))
        self.answer_again()

    def _connect(self) -> None:
        self.form.fields["course"].changed.connect(self._fill)
        self.form.fields["target"].changed.connect(self.answer_again)
        self.close_button.clicked.connect(self.accept)
        self.close_button.setAutoDefault(False)

    def _lay_out(self) -> None:
        column, buttons, inside = QVBoxLayout(self), QHBoxLayout(), QVBoxLayout(self._box)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(theme.STEP * 3)
        theme.scale(self._title, 1.4, QFont.Weight.DemiBold)
        theme.scale(self.sentence, 1.15, QFont.Weight.DemiBold)
        theme.scale(self._try, 1.0, QFont.Weight.DemiBold)
        self._grid.setColumnStretch(0, 1)
        self._grid.setHorizontalSpacing(theme.STEP * 3)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.STEP * 3)
        for part in (self.form, self.sentence, self.then, self._try, self._hint):
            inside.addWidget(part)
        inside.addLayout(self._grid)
        column.addWidget(self._title)
        column.addWidget(scrolled(self._box), 1)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        column.addLayout(buttons)
        size_within_screen(self, 560, 520)


class TryRow:
    """One mark to try: what it is, a line for the score, and what it is out of or why it can't be read."""

    def __init__(self, part: Part, again: bool, changed: Callable[[], object]) -> None:
        self.part, self.again = part, again
        self.caption, self.line, self.note = QLabel(wordWrap=True), QLineEdit(), roled(QLabel(), "muted")
        self.caption.setBuddy(self.line)
        self.line.setMaximumWidth(96)
        self.line.textEdited.connect(lambda _text: changed())
        self.retranslate()

    def score(self) -> Decimal | None:
        """What is typed, None for nothing; raises `Wrong` and says why."""
        try:
            typed = parse_mark(self.line.text(), self.part.maximum)
        except BadValue as error:
            roled(self.note, "danger").setText(error.sentence)
            raise Wrong(error.sentence) from error
        self.retranslate()
        return typed.score

    def retranslate(self) -> None:
        """In the new language."""
        self.caption.setText(_("{title}, once more").format(title=self.part.title) if self.again else self.part.title)
        self.line.setAccessibleName(self.caption.text())
        roled(self.note, "muted").setText(_("of {maximum}").format(maximum=format_number(self.part.maximum)))

    def remove(self) -> None:
        """Takes the row off the dialog."""
        for part in (self.caption, self.line, self.note):
            part.hide()
            part.deleteLater()


def parts(course: CourseMarks) -> list[tuple[Part, bool]]:
    """What may still come in a course, and (True) what may be taken again because only the latest counts."""
    coming = [(part, False) for part in course.open]
    taken = {part.category_id for part, _again in coming}
    again = [
        (Part(one.id, one.rule.name), True)
        for one in course.work.categories
        if one.rule.latest_only and one.id not in taken
    ]
    return coming + again


def answer(found: Needed, coming: list[Part], target: Decimal) -> str:
    """What is needed, as one says it."""
    wanted = format_number(target)
    if found.status == CERTAIN:
        return _("{target} of 20 is reached, whatever comes.").format(target=wanted)
    if found.status == OUT_OF_REACH or not coming:
        most = format_number((found.highest or Decimal(0)) / 5, 2)
        return _("{target} of 20 is out of reach: at most {most} is possible.").format(target=wanted, most=most)
    if len(coming) == 1:
        return _("{score} of {maximum} is needed in “{title}” to reach {target} of 20.").format(
            score=format_number(found.score or 0, 2),
            maximum=format_number(found.maximum or 0),
            title=coming[0].title,
            target=wanted,
        )
    return _("{percent} % is needed on average in what is still to come, to reach {target} of 20.").format(
        percent=format_number(found.percentage or 0, 2), target=wanted
    )
