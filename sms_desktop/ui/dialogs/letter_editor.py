"""Writing a certificate or letter: its text with the fields beside it, and how it comes out for a real student."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QMessageBox, QPushButton, QSplitter, QVBoxLayout, QWidget

from sms_desktop.core.errors import Cancelled, Conflict, Invalid, UserError
from sms_desktop.core.i18n import LANGUAGES, _
from sms_desktop.services.papers import letters
from sms_desktop.services.papers.letter_originals import KINDS, LetterData, kind_words
from sms_desktop.services.papers.letters import Letter
from sms_desktop.ui import theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dialogs.letter_fields import FieldsPanel
from sms_desktop.ui.dialogs.letter_text import BodyField
from sms_desktop.ui.dress import named, size_within_screen
from sms_desktop.ui.errors import show_error
from sms_desktop.ui.fields import CheckField, ChoiceField, TextField
from sms_desktop.ui.form import Form
from sms_desktop.ui.widgets.letter_preview import LetterPreview
from sms_desktop.ui.widgets.notice import Notice
from sms_desktop.ui.widgets.page_tabs import PageTabs
from sms_desktop.ui.widgets.scroll import filling, scrolled

#: Narrower than this, in logical pixels, the fields stand on a page of their own beside the text.
NARROW = 1060


class LetterEditor(QDialog):
    """Edits `letter`, or where it is None makes a new one out of `data`. Emits `saved(ref)` and closes."""

    saved = Signal(str)

    def __init__(self, context: Context, letter: Letter | None, data: LetterData, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._letter, self._first = context, letter, data
        named(self, "letter").setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._heading, self.conflict = QLabel(wordWrap=True), Notice("notice")
        self.theirs = named(QPushButton(), "letter.theirs", "quiet")
        self.title = TextField("title", lambda: _("Title"), required=True, most=300)
        named(self.title.editor, "letter.title")
        self.body, self.fields, self.form = BodyField(), FieldsPanel(), _form(letter)
        self.preview = LetterPreview(context, "letter.preview")
        self.pages, self._split = PageTabs("letter.pages"), QSplitter(Qt.Orientation.Horizontal)
        self.save, self.cancel = named(QPushButton(), "letter.save", "primary"), named(QPushButton(), "letter.cancel")
        self._beside = False
        self._lay_out()
        self._connect()
        self._load(data)
        self.retranslate()

    @property
    def dirty(self) -> bool:
        """Whether something typed is not saved."""
        return self._data() != self._first

    def submit(self) -> None:
        """Saves, or shows what is wrong."""
        try:
            self.form.collect()
        except Invalid:
            self.pages.setCurrentWidget(self._properties)
            return
        data, letter = self._data(), self._letter

        def work(session: Any, _progress: object) -> str:
            if letter is None:
                return letters.create(session, data)
            letters.update(session, letter.ref, data, letter.version)
            return letter.ref

        self._open_up(False)
        self._context.jobs.write(
            self, work, self._done, self._failed,
            title=_("Saving a letter"), action="update" if letter else "create",
        )  # fmt: skip

    def reject(self) -> None:
        if not self.dirty:
            super().reject()
            return
        box = QMessageBox(
            QMessageBox.Icon.NoIcon, self.windowTitle(), _("What you typed here is not saved."), parent=self
        )
        box.setObjectName("discard")
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        keep = box.addButton(_("Keep editing"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        away = box.addButton(_("Close without saving"), QMessageBox.ButtonRole.DestructiveRole)
        away.setProperty("role", "danger")
        away.clicked.connect(lambda: QDialog.reject(self))
        box.open()

    def retranslate(self) -> None:
        """In the new language."""
        title = _("Edit a letter") if self._letter else _("New letter")
        self.setWindowTitle(title)
        self._heading.setText(self._letter.data.name if self._letter else title)
        self.save.setText(_("&Save"))
        self.save.setToolTip(_("Save (Ctrl+S)"))
        self.cancel.setText(_("Cancel"))
        self.theirs.setText(_("Show the letter as it is now"))
        self.pages.setAccessibleName(_("Parts of the letter"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_fields(beside=self.width() >= NARROW)

    def _data(self) -> LetterData:
        values = {name: field.value() for name, field in self.form.fields.items()}
        return LetterData(**values, title=self.title.value(), body=self.body.value())

    def _load(self, data: LetterData) -> None:
        self.form.load(data)
        self.title.set_value(data.title)
        self.body.set_value(data.body)
        self._first = self._data()
        self._show_preview()

    def _show_preview(self) -> None:
        self.preview.show_letter(self._data())

    def _done(self, ref: str) -> None:
        self._first = self._data()
        self.saved.emit(ref)
        self.accept()

    def _failed(self, error: Exception) -> None:
        self._open_up(True)
        if isinstance(error, Conflict) and error.code == "changed_meanwhile":
            self._show_conflict(error.sentence)
        elif isinstance(error, Invalid):
            self._show_invalid(error)
        elif isinstance(error, UserError):
            self.conflict.say(str(error))
        elif not isinstance(error, Cancelled):
            show_error(self, error)

    def _show_invalid(self, error: Invalid) -> None:
        """Each sentence at its field, on the page where that is."""
        sentences = dict(error.fields)
        here = [field for field in (self.title, self.body) if sentences.get(field.name)]
        for field in (self.title, self.body):
            field.show_problem(sentences.pop(field.name, ""))
        if here:
            self.pages.setCurrentWidget(self._text)
            here[0].editor.setFocus(Qt.FocusReason.OtherFocusReason)
        if sentences or not error.fields:
            self.form.show_invalid(error if not error.fields else Invalid(**sentences))
            self.pages.setCurrentWidget(self._properties)

    def _show_conflict(self, sentence: str) -> None:
        advice = _("What you typed is still below: copy what you want to keep, then look at the letter as it is now.")
        self.conflict.say(f"{sentence} {advice}")
        self.theirs.show()

    def _take_theirs(self) -> None:
        assert self._letter is not None
        ref = self._letter.ref

        def show(letter: Letter) -> None:
            self._letter = letter
            self.conflict.say("")
            self.theirs.hide()
            self._load(letter.data)
            self.retranslate()

        self._context.jobs.read(self, lambda session, _p: letters.get(session, ref), show, self._failed, key="letter")

    def _open_up(self, opened: bool) -> None:
        self._split.setEnabled(opened)
        self.save.setEnabled(opened)

    def _place_fields(self, *, beside: bool) -> None:
        """The fields beside the text, or where it is narrow on a page of their own."""
        if beside and not self._beside:
            if (place := self.pages.indexOf(self._fields_page)) >= 0:
                self.pages.setTabVisible(place, False)
            self._split.insertWidget(1, self.fields)
            self._split.setSizes([460, 240, 480])
        elif not beside and self._beside:
            layout = self._fields_page.layout()
            assert layout is not None
            layout.addWidget(self.fields)
            self.pages.setTabVisible(self.pages.indexOf(self._fields_page), True)
        self.fields.show()
        self._beside = beside

    def _insert(self, name: str) -> None:
        self.pages.setCurrentWidget(self._text)
        self.body.area.insert_field(name)

    def _connect(self) -> None:
        self.fields.wanted.connect(self._insert)
        for field in (self.title, self.body, *self.form.fields.values()):
            field.changed.connect(self._show_preview)
        self.save.clicked.connect(self.submit)
        self.cancel.clicked.connect(self.reject)
        self.theirs.clicked.connect(self._take_theirs)
        QShortcut(QKeySequence("Ctrl+S"), self).activated.connect(self.submit)
        for button in (self.save, self.cancel, self.theirs):
            button.setAutoDefault(False)

    def _add_pages(self) -> None:
        writing, self._fields_page = QWidget(), QWidget()
        self._properties = scrolled(self.form, (4, 12, 8, 4))
        self._properties.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the fields in it have the focus
        text, fields = QVBoxLayout(writing), QVBoxLayout(self._fields_page)
        text.setContentsMargins(4, 12, 8, 4)
        text.setSpacing(theme.STEP * 2)
        fields.setContentsMargins(4, 12, 8, 4)
        fields.addWidget(self.fields)
        for part in (self.title.caption, self.title):
            text.addWidget(part)
        text.addWidget(self.body, 1)
        self._text = filling(writing)
        self._text.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.pages.add_page(self._text, "square-pen", lambda: _("Text"))
        self.pages.add_page(self._properties, "settings-2", lambda: _("Properties"))
        self.pages.add_page(self._fields_page, "list-checks", lambda: _("Fields"))

    def _lay_out(self) -> None:
        theme.scale(self._heading, 1.4, QFont.Weight.DemiBold)
        self._add_pages()
        self._split.addWidget(self.pages)
        self._split.addWidget(self.preview)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(theme.STEP * 4)
        self._split.setStretchFactor(0, 3)
        self._split.setStretchFactor(1, 2)
        column, foot, news = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout()
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(theme.STEP * 2)
        news.addWidget(self.conflict, 1)
        news.addWidget(self.theirs)
        self.theirs.hide()
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.save)
        column.addWidget(self._heading)
        column.addLayout(news)
        column.addWidget(self._split, 1)
        column.addLayout(foot)
        size_within_screen(self, 1300, 820)
        self.body.area.setFocus()


def _form(letter: Letter | None) -> Form:
    """What a letter is besides its text; one that came with the program keeps its language."""
    form = Form("letter.properties")
    form.add(TextField("name", lambda: _("Name"), required=True, most=100, hint=_name_hint))
    form.add(ChoiceField("kind", lambda: _("Kind"), _kinds, required=True))
    language = form.add(
        ChoiceField("language", lambda: _("Language"), lambda: list(LANGUAGES.items()), required=True)
    )  # fmt: skip
    language.setEnabled(letter is None or not letter.key)
    form.add(CheckField("numbered", lambda: _("Numbered"), hint=lambda: _("Each one gets the next number of the year")))
    form.add(CheckField("only_active", lambda: _("For active students only")))
    form.add(CheckField("only_left", lambda: _("Only for students who have left")))
    form.add(CheckField("letterhead", lambda: _("On the school's letterhead")))
    form.add(CheckField("signed", lambda: _("With a place to sign and stamp")))
    return form


def _kinds() -> list[tuple[str, str]]:
    return [(kind, kind_words(kind)) for kind in KINDS]


def _name_hint() -> str:
    return _("By this it is chosen from the list. The title is what is printed.")
