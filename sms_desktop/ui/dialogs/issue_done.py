"""What came of issuing: the numbers, who got none and why, what is left to be filled in by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from sms_desktop.core.i18n import _, format_number, ngettext
from sms_desktop.services.papers import issue_tasks, paper_fields
from sms_desktop.services.papers.issued import IssuedRow
from sms_desktop.ui import icons, theme
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.widgets.flow import Flow
from sms_desktop.ui.widgets.notice import Notice

#: So many are named; of the rest there is a count.
_NAMED = 8


class Done(QWidget):
    """`show_answer` tells the answer of the task `letters.issue`; the buttons are the dialog's to connect."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[IssuedRow, ...] = ()
        self.good, self.problem, self.left = Notice("good"), Notice("problem"), Notice("notice")
        self.gaps = Notice("notice")
        self._title, self._hint = QLabel(wordWrap=True), roled(QLabel(wordWrap=True), "muted")
        self.print, self.save = named(QPushButton(), "issue.print_copy"), named(QPushButton(), "issue.save_copy")
        self.more = named(QPushButton(), "issue.more")
        theme.scale(self._title, 1.15, QFont.Weight.DemiBold)
        column, buttons = QVBoxLayout(self), QWidget()
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(theme.STEP * 3)
        flow = Flow(buttons)
        for button, icon in ((self.print, "printer"), (self.save, "download"), (self.more, "plus")):
            icons.put(button, icon)
            button.setAutoDefault(False)
            flow.addWidget(button)
        for part in (self._title, self.good, self.problem, self.left, self.gaps, self._hint, buttons):
            column.addWidget(part)
        column.addStretch(1)

    def show_answer(self, answer: Mapping[str, Any], rows: Sequence[IssuedRow]) -> None:
        """Tells what was issued (`rows` of the register) and what was not."""
        self.rows = tuple(rows)
        left = issue_tasks.left_of(answer)
        self._title.setText(ngettext("{n} document is issued", "{n} documents are issued", len(rows)).format(
            n=format_number(len(rows))
        ))  # fmt: skip
        self.good.say(_numbers(rows))
        self.problem.say(_problem(answer["problem"]))
        self.left.say(_some([one.sentence for one in left]))
        self.gaps.say(_gaps(answer["gaps"]))
        self._hint.setText(_("The register of issued documents keeps them: they can be opened and copied from there."))
        self.retranslate()

    def retranslate(self) -> None:
        """The buttons in the new language; what happened stays as it was said."""
        self.print.setText(" " + _("&Print a copy…"))
        self.save.setText(" " + _("&Save a copy…"))
        self.more.setText(" " + _("Issue &another…"))


def _numbers(rows: Sequence[IssuedRow]) -> str:
    """The numbers, and whose document it is where there is one."""
    if len(rows) == 1:
        return _("{document} for {name}").format(document=rows[0].name, name=rows[0].student)
    first, last = rows[0].number_text, rows[-1].number_text
    if not first:
        return rows[0].title
    return _("{title}, numbers {first} to {last}").format(title=rows[0].title, first=first, last=last)


def _problem(sentence: str) -> str:
    if not sentence:
        return ""
    return _("The file could not be written: {sentence} The document is issued all the same: save it again.").format(
        sentence=sentence
    )


def _gaps(gaps: Sequence[tuple[str, Sequence[str]]]) -> str:
    """Whose document has which gap."""
    if not gaps:
        return ""
    labels = {field.name: field.label for field in paper_fields.FIELDS}
    lines = [f"{name}: {', '.join(_(labels.get(field, field)) for field in fields)}" for name, fields in gaps]
    return _("These fields were empty and are left to be filled in by hand:") + "\n" + _some(lines)


def _some(lines: Sequence[str]) -> str:
    more = len(lines) - _NAMED
    rest = [ngettext("And {n} more.", "And {n} more.", more).format(n=more)] if more > 0 else []
    return "\n".join([*lines[:_NAMED], *rest])
