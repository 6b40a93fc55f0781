"""The text of a letter as one writes it: fields stand out, what is wrong is marked, signs are put in by buttons."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QFont,
    QKeyEvent,
    QKeySequence,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from sms_desktop.core.i18n import _
from sms_desktop.services.papers import letter_tables, letter_texts, paper_fields
from sms_desktop.ui import theme
from sms_desktop.ui.dress import named
from sms_desktop.ui.fields import Field
from sms_desktop.ui.widgets.flow import Flow

#: Milliseconds of quiet before what is wrong is said: half a field is no mistake yet.
PAUSE = 700
_MARK = re.compile(r"\$\{(?P<tag>[^{}\n]*)\}|(?P<open>\$\{[^{}\n]*)$|(?P<sign>\[\[|\]\]|\*\*|\$\$)|^(?P<place>[>=#] )")
_BOLD = re.compile(r"\*\*(.+?)\*\*")


class Highlighter(QSyntaxHighlighter):
    """Fields on a ground of their own, signs quiet, bold text bold, and what is no field underlined in red."""

    def highlightBlock(self, text: str) -> None:
        if text.startswith(("# ", "= ", "> ")):
            self.setFormat(0, 2, _coloured("muted"))
        if text.startswith("# "):
            self.setFormat(2, len(text), _bold())
        for found in _BOLD.finditer(text):
            self.setFormat(found.start(), found.end() - found.start(), _bold())
        for found in _MARK.finditer(text):
            start, length = found.start(), found.end() - found.start()
            if found["tag"] is not None:
                self.setFormat(start, length, _chip() if is_known(found["tag"]) else _wrong())
            elif found["open"] is not None:
                self.setFormat(start, length, _wrong())
            else:
                self.setFormat(start, length, _coloured("muted"))


class Writing(QPlainTextEdit):
    """The editor; Tab goes on to the next field."""

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.highlighter = Highlighter(self.document())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.highlighter.rehighlight()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Bold):
            self.embolden()
        else:
            super().keyPressEvent(event)

    def embolden(self) -> None:
        """Puts the signs of bold text around what is selected."""
        self.surround("**", "**", _("text"))

    def insert_field(self, name: str) -> None:
        """Puts a field where the cursor is; a table on a line of its own."""
        cursor, tag = self.textCursor(), f"${{{name}}}"
        if name.startswith("table:"):
            line = cursor.block().text().strip()
            before, after = ("\n\n" if line else ""), ("" if cursor.atEnd() else "\n")
            if line:
                cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
            cursor.insertText(f"{before}{tag}{after}")
        else:
            cursor.insertText(tag)
        self.setTextCursor(cursor)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def surround(self, before: str, after: str, otherwise: str) -> None:
        """Puts signs around what is selected, or around `otherwise`, which is then selected for typing over."""
        cursor = self.textCursor()
        inside = cursor.selectedText().replace("\u2029", "\n") or otherwise
        start = cursor.selectionStart() + len(before)
        cursor.insertText(f"{before}{inside}{after}")
        cursor.setPosition(start)
        cursor.setPosition(start + len(inside), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def place(self, sign: str) -> None:
        """Puts a sign before the lines that are selected, or takes it away where each of them has it."""
        cursor = self.textCursor()
        lines = _lines(self.document(), cursor)
        plain = [re.sub(r"^[>=#] ", "", block.text()) for block in lines]
        has = all(block.text().startswith(f"{sign} ") for block in lines)
        first, last = lines[0].position(), lines[-1].position() + lines[-1].length() - 1
        cursor.setPosition(first)
        cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText("\n".join(text if has else f"{sign} {text}" for text in plain))
        self.setTextCursor(cursor)
        self.setFocus(Qt.FocusReason.OtherFocusReason)


class BodyField(Field):
    """The text of a letter with its buttons; says what is wrong a moment after typing has stopped."""

    def __init__(self) -> None:
        self.area, self._bar = Writing(), QWidget()
        self._buttons: dict[str, QToolButton] = {}
        self._pause: QTimer | None = None
        self._last = ""
        super().__init__("body", lambda: _("Text"), self.area, required=True)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.check)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.area.setMinimumHeight(150)
        named(self.area, "letter.body")
        flow = Flow(self._bar, theme.STEP)
        for name, (_words, _tip, run) in self._signs().items():
            button = named(QToolButton(), f"letter.{name}", "outlined")
            button.clicked.connect(lambda _checked=False, run=run: run())
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._buttons[name] = button
            flow.addWidget(button)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(0, self._bar)
        column.setStretch(1, 1)
        self.area.textChanged.connect(self._typed)
        self.retranslate()

    def value(self) -> Any:
        return self.area.toPlainText()

    def set_value(self, value: Any) -> None:
        self.area.setPlainText("" if value is None else str(value))
        if self._pause is not None:
            self._pause.stop()

    def check(self) -> None:
        """Says what is wrong with the text, as the service would."""
        self.show_problem(" ".join(letter_texts.problems(self.value())))

    def retranslate(self) -> None:
        super().retranslate()
        for name, (words, tip, _run) in self._signs().items():
            if name in self._buttons:
                self._buttons[name].setText(words)
                self._buttons[name].setToolTip(tip)

    def _typed(self) -> None:
        """Colours alone are no change, though Qt tells of them as of one."""
        text = self.value()
        if text != self._last and self._pause is not None:
            self._last = text
            self._edited()
            self._pause.start()

    def _signs(self) -> dict[str, tuple[str, str, Callable[[], object]]]:
        """The buttons: words, tooltip, and what each does."""
        area = self.area
        return {
            "bold": (_("Bold"), _("Bold, between ** and ** (Ctrl+B)"), area.embolden),
            "heading": (_("Heading"), _("A heading: # and a blank before it"), lambda: area.place("#")),
            "centre": (_("Centre"), _("In the middle: = and a blank before it"), lambda: area.place("=")),
            "right": (_("Right"), _("At the right: > and a blank before it"), lambda: area.place(">")),
            "gender": (
                _("He or she"),
                _("Words that depend on the student's gender, between ${g: and }, with | between them"),
                lambda: area.surround("${g:", "}", _("he|she")),
            ),
            "optional": (
                _("May fall away"),
                _("Between [[ and ]]: nothing is printed of it where a field in it is empty"),
                lambda: area.surround("[[", "]]", _("text")),
            ),
        }


def is_known(tag: str) -> bool:
    """Whether what stands between ${ and } means something."""
    if tag.startswith("g:"):
        return 2 <= tag.count("|") + 1 <= 3
    if tag.startswith("table:"):
        return tag.removeprefix("table:") in letter_tables.TABLES
    return tag in _USABLE and not paper_fields.unknown([tag])


_USABLE = frozenset(field.name for field in letter_texts.USABLE)


def _lines(document: QTextDocument, cursor: QTextCursor) -> list[Any]:
    """The lines that a selection touches."""
    block, last = document.findBlock(cursor.selectionStart()), document.findBlock(cursor.selectionEnd())
    found = [block]
    while block != last:
        block = block.next()
        found.append(block)
    return found


def _coloured(name: str) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(QColor(getattr(theme.current(), name)))
    return made


def _chip() -> QTextCharFormat:
    made = _coloured("accent")
    made.setBackground(QColor(theme.current().selected))
    return made


def _wrong() -> QTextCharFormat:
    made = _coloured("danger")
    made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
    made.setUnderlineColor(QColor(theme.current().danger))
    return made


def _bold() -> QTextCharFormat:
    made = QTextCharFormat()
    made.setFontWeight(QFont.Weight.Bold)
    return made
