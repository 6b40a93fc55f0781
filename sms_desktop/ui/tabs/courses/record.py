"""A record beside its list: head, pages, and one bar that saves what was changed on any of the pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QStackedLayout,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sms_desktop.core.errors import Cancelled, Conflict, Invalid, NotFound, UserError
from sms_desktop.core.evaluation import Rule
from sms_desktop.core.i18n import _
from sms_desktop.ui import icons, theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dialogs.reason import ask_reason
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.errors import show_error
from sms_desktop.ui.form import Form
from sms_desktop.ui.tabs.courses.parts import SaveBar
from sms_desktop.ui.tabs.courses.rules_editor import RulesEditor
from sms_desktop.ui.tabs.courses.unsaved import Then, ask_before_going, ask_to_reload
from sms_desktop.ui.widgets.notice import Notice
from sms_desktop.ui.widgets.state import StatePanel, Words


class RecordPanel(QWidget):
    """One record of a kind; a subclass fills in what is marked so. `open` shows a record, `leave` asks before going.

    A record that was changed elsewhere is shown anew, unless something here is not saved: then saving says so.
    """

    back_wanted = Signal()

    form: Form
    rules: RulesEditor

    def __init__(self, context: Context, name: str) -> None:
        super().__init__()
        self.context, self.name = context, name
        self.record: Any = None
        self._wanted: int | None = None
        self.may_edit = False
        self._stale = self._dirty = False
        self.setObjectName(f"{name}.record")
        self.pages = named(QTabWidget(), f"{name}.pages")
        self._title, self._about = named(QLabel(wordWrap=True), f"{name}.title"), roled(QLabel(wordWrap=True), "muted")
        self._gone = roled(QLabel(), "badge")
        self._problem = Notice("problem")
        self._bar = SaveBar(name, self.save, self.discard)
        self._titles: list[Callable[[], str]] = []
        self.buttons = QHBoxLayout()
        self.back = named(QToolButton(), f"{name}.back")
        icons.put(self.back, "arrow-left")
        self.back.clicked.connect(self.back_wanted)
        self._state, self._body = StatePanel(self, f"{name}.record_state"), QWidget()
        self._lay_out()
        shortcut = QShortcut(QKeySequence.StandardKey.Save, self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.save)
        self._nothing_open()

    # What a subclass fills in

    def read(self, session: Any, record_id: int) -> Any:
        """The record, with `id` and `version`, by one or some service calls."""
        raise NotImplementedError

    def write(self, session: Any, record: Any, data: Any) -> object:
        """Saves what `gather` gave, in one service call."""
        raise NotImplementedError

    def consider(self, record: Any, data: Any, go: Callable[[Any], object], stay: Callable[[], object]) -> None:
        """Asks what is to be asked before `data` are saved: `go(data)` saves, `stay()` goes back to editing."""
        go(data)

    def tell_saved(self, data: Any) -> None:
        """Says what is worth saying once `data` are saved."""

    def load(self, record: Any) -> None:
        """Shows the record on the pages."""
        raise NotImplementedError

    def gather(self) -> Any:
        """What is on the pages; raises `Invalid` once it is marked where it belongs."""
        raise NotImplementedError

    def is_dirty(self) -> bool:
        """Whether any page has something to save."""
        raise NotImplementedError

    def heading(self, record: Any) -> tuple[str, str]:
        """The title and what stands under it."""
        raise NotImplementedError

    def words(self) -> Words:
        """What stands here while no record is chosen."""
        raise NotImplementedError

    def edit(self) -> None:
        """To the first field."""
        raise NotImplementedError

    # What both kinds have: a form on the page "details", evaluation rules on the page "rules"

    def entered(self) -> tuple[dict[str, Any], tuple[Rule, ...]]:
        """The values of the form, and the rules; raises `Invalid`, with the page in sight where it is marked."""
        try:
            values = self.form.collect()
        except Invalid:
            self.show_page("details")
            raise
        try:
            return values, self.rules.checked()
        except Invalid:
            self.show_page("rules")
            raise

    def mark(self, error: Invalid) -> dict[str, str]:
        """Shows each sentence at its place and gives back those that have none here."""
        rest = dict(error.fields)
        if "rules" in rest:
            self.show_page("rules")
            self.rules.problem.say(rest.pop("rules"))
        own = {name: rest.pop(name) for name in list(rest) if name in self.form.fields}
        if own:
            self.show_page("details")
            self.form.show_invalid(Invalid(**own))
        return rest

    def finish_typing(self) -> None:
        """Takes what is still being typed into a cell of the rules."""
        self.rules.finish_typing()

    # What the screen calls

    @property
    def record_id(self) -> int | None:
        """The id of the record that is open, or on its way."""
        return self._wanted

    @property
    def dirty(self) -> bool:
        """Whether something is not saved."""
        return self.record is not None and self._dirty

    def title(self) -> str:
        """What the record is called."""
        return self._title.text()

    def add_page(self, page: QWidget, name: str, title: Callable[[], str]) -> None:
        """Adds a page under a name of its own."""
        page.setObjectName(page.objectName() or f"{self.name}.{name}")
        page.setProperty("page", name)
        self._titles.append(title)
        self.pages.addTab(page, title())

    def show_page(self, name: str) -> None:
        """Turns to the page of that name."""
        for place in range(self.pages.count()):
            page = self.pages.widget(place)
            if page is not None and page.property("page") == name:
                self.pages.setCurrentIndex(place)

    def open(self, record_id: int, page: str = "") -> None:
        """Shows a record; what is not saved here is lost: see `leave`."""
        if page:
            self.show_page(page)
        if record_id != self.record_id:
            self._read(record_id)

    def reload(self) -> None:
        """Reads the record again; later, where something is not saved."""
        if self.dirty:
            self._stale = True
        elif self.record_id is not None:
            self._read(self.record_id)

    def close_record(self) -> None:
        """Shows that nothing is chosen."""
        self.record = self._wanted = None
        self._nothing_open()
        self.look()

    def leave(self, then: Callable[[], object], stay: Callable[[], object] = lambda: None) -> None:
        """Calls `then` at once where all is saved, else after asking; `stay` where the person stays."""
        if not self.dirty:
            then()
            return

        def discard() -> None:
            self.discard()
            then()

        ask_before_going(self, self._title.text(), stay=stay, discard=discard, save=lambda: self.save(then, stay))

    def save(self, then: object = None, otherwise: object = None) -> None:
        """Saves all pages in one transaction; calls `then` once that is done, `otherwise` where it is refused."""
        after = then if callable(then) else None
        refused = otherwise if callable(otherwise) else None
        self.finish_typing()
        if not self.dirty or not self._bar.save.isEnabled():
            return
        try:
            data = self.gather()
        except UserError:
            if refused:
                refused()
            return
        record = self.record
        self._open_up(False)

        def stay() -> None:
            self._open_up(True)
            if refused:
                refused()

        self.consider(record, data, lambda draft: self._write(record, draft, after, refused), stay)

    def discard(self) -> None:
        """Shows the record as it is stored."""
        if self.record is not None:
            stale, self._stale = self._stale, False
            self._show(self.record)
            if stale:
                self.reload()

    def look(self) -> None:
        """Shows or hides the bar by whether something is to be saved."""
        self._dirty = self.record is not None and self.is_dirty()
        self._bar.setVisible(self._dirty)
        if not self._dirty:
            self._problem.say("")

    def retranslate(self) -> None:
        """Titles in the new language; the pages see to themselves."""
        for place, title in enumerate(self._titles):
            self.pages.setTabText(place, title())
        self._gone.setText(_("Deleted"))
        self.back.setToolTip(_("Back to the list"))
        self.back.setAccessibleName(_("Back to the list"))
        self.pages.tabBar().setAccessibleName(_("Pages"))
        if self.record is None:
            self._state.show_words(self.words())
        else:
            self._show_heading()

    # Inside

    def _read(self, record_id: int) -> None:
        self._stale, self._wanted = False, record_id
        self.context.jobs.read(
            self,
            lambda session, _progress: self.read(session, record_id),
            self._show,
            lambda error: self._not_there(error, record_id),
            key="record",
        )

    def _show(self, record: Any) -> None:
        self.record = record
        self._problem.say("")
        self.load(record)
        self._show_heading()
        self._stack.setCurrentWidget(self._body)
        self._open_up(True)
        self.look()

    def _show_heading(self) -> None:
        title, about = self.heading(self.record)
        self._title.setText(title)
        self._about.setText(about)
        self._about.setVisible(bool(about))
        self._gone.setVisible(self.record.deleted)

    def _not_there(self, error: Exception, record_id: int) -> None:
        if isinstance(error, NotFound):  # it was taken back, or somebody deleted it for good
            self.close_record()
            return
        self.record = None
        self.look()
        self._state.show_error(error, lambda: self._read(record_id))
        self._stack.setCurrentWidget(self._empty)

    def _nothing_open(self) -> None:
        self._state.show_words(self.words())
        self._stack.setCurrentWidget(self._empty)

    def _write(self, record: Any, data: Any, after: Then | None, refused: Then | None, reason: str = "") -> None:
        def done(_version: object) -> None:
            self._saved(record.id)
            self.tell_saved(data)
            if after:
                after()

        def failed(error: Exception) -> None:
            if self._may_give_reason(error, reason):
                self._open_up(True)
                ask_reason(self, lambda said: self._write(record, data, after, refused, said))
            else:
                self._failed(error)
            if refused:
                refused()

        self._open_up(False)
        title, work = self._title.text(), self.write
        self.context.jobs.write(
            self, lambda session, _p: work(session, record, data), done, failed, title=title, reason=reason
        )

    def _may_give_reason(self, error: Exception, reason: str) -> bool:
        """Whether what was refused in a locked term can be done by this person with a reason."""
        locked = isinstance(error, Conflict) and error.code == "term_locked"
        return locked and not reason and self.context.actor.may("settings:edit")

    def _saved(self, record_id: int) -> None:
        self._open_up(True)
        self._dirty = False
        if self.record_id == record_id:
            self._read(record_id)

    def _failed(self, error: Exception) -> None:
        self._open_up(True)
        if isinstance(error, Invalid):
            rest = self.mark(error)
            self._problem.say(" ".join([*rest.values(), error.way_out]).strip() if rest or error.way_out else "")
            if not error.fields:
                self._problem.say(str(error))
        elif isinstance(error, Conflict) and error.code == "changed_meanwhile":
            ask_to_reload(self, self._title.text(), error.sentence, self._take_new)
        elif isinstance(error, UserError):
            self._problem.say(str(error))
        elif not isinstance(error, Cancelled):
            show_error(self, error)

    def _take_new(self) -> None:
        self._stale = True
        self.discard()

    def _open_up(self, opened: bool) -> None:
        editable = opened and self.may_edit and not (self.record and self.record.deleted)
        for button in (self._bar.save, self._bar.discard):
            button.setEnabled(opened)
        self.set_editable(editable)

    def set_editable(self, editable: bool) -> None:
        """Opens or closes the fields."""

    def _lay_out(self) -> None:
        self._stack = QStackedLayout(self)
        card = roled(QFrame(), "panel")
        holder, column, head = QVBoxLayout(self._body), QVBoxLayout(card), QHBoxLayout()
        holder.setContentsMargins(0, 0, 0, 0)
        holder.setSpacing(theme.STEP * 2)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(theme.STEP * 2)
        theme.scale(self._title, 1.25, QFont.Weight.DemiBold)
        self._gone.setProperty("tone", "danger")
        head.setSpacing(theme.STEP * 2)
        head.addWidget(self.back, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._title, 1)
        self.back.hide()
        head.addWidget(self._gone, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(self.buttons)
        column.addLayout(head)
        column.addWidget(self._about)
        column.addWidget(self._problem)
        column.addWidget(self.pages, 1)
        holder.addWidget(card, 1)
        holder.addWidget(self._bar)
        frame = roled(QFrame(), "panel")
        QVBoxLayout(frame).addWidget(self._state)
        self._stack.addWidget(self._body)
        self._empty = frame
        self._stack.addWidget(frame)
