"""The wizard that erases people: what goes, what stays and why; then which backups keep them, the reason, the deed."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from sms_desktop.core.errors import UserError
from sms_desktop.core.i18n import _, format_date, format_moment, ngettext
from sms_desktop.services.privacy import erasure, erasure_again
from sms_desktop.services.privacy.erasure import Erased, Fate, Kept, Plan
from sms_desktop.services.privacy.erasure_rules import ABSENCES, ERASE, NOTES, REDUCE
from sms_desktop.ui import theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dialogs import password_again
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.errors import show_error
from sms_desktop.ui.fields import LongTextField
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.table import Column, TableModel
from sms_desktop.ui.widgets.notice import Notice
from sms_desktop.ui.widgets.table_view import TableView

_NAMED_AT_MOST = 3
#: Letters of a name that is looked for among the habits of the window.
_TELLING = 4


class EraseDialog(QDialog):
    """Two steps for the students of these ids; nothing is done before the last button.

    `mode` is the way that is proposed, `why` the reason. With `again` they were erased in that way already, and a
    restored backup has brought them back.
    """

    def __init__(
        self,
        context: Context,
        window: MainWindow,
        student_ids: Sequence[int],
        parent: QWidget,
        *,
        mode: str = REDUCE,
        again: bool = False,
        why: str = "",
    ) -> None:
        super().__init__(parent)
        self._context, self._window, self._ids, self._again = context, window, list(student_ids), again
        self.plan: Plan | None = None
        named(self, "erase").setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._title, self._who = QLabel(wordWrap=True), roled(QLabel(wordWrap=True), "muted")
        self.ways = {way: named(QRadioButton(), f"erase.{way}") for way in (REDUCE, ERASE, NOTES, ABSENCES)}
        self.refused, self._steps = Notice("problem"), QStackedWidget()
        self.fates = TableView(
            TableModel(_columns(), id_of=attrgetter("kind"), parent=self), context.memory, "operations.erase_fates"
        )
        self.kept, self._last = roled(QLabel(wordWrap=True), "muted"), Notice("notice")
        self.reason = LongTextField("reason", lambda: _("Reason"), required=True)
        named(self.reason.editor, "erase.reason")
        self.cancel, self.back = named(QPushButton(), "erase.cancel"), named(QPushButton(), "erase.back")
        self.next, self.do = named(QPushButton(), "erase.next", "primary"), named(QPushButton(), "erase.do", "danger")
        self.ways[mode].setChecked(True)
        self.ways[mode].setFocus()
        self.reason.set_value(why)
        self._connect()
        self._lay_out()
        self.retranslate()
        self._ask()

    def retranslate(self) -> None:
        """In the new language."""
        title = _("Erase again") if self._again else _("Erase")
        self.setWindowTitle(title)
        self._title.setText(title)
        for way, text in _way_words().items():
            self.ways[way].setText(text)
        self.cancel.setText(_("Cancel"))
        self.back.setText(_("Back"))
        self.next.setText(_("Next"))
        self.do.setText(_("Erase for good"))
        self.fates.setAccessibleName(_("What becomes of the data"))
        self._last.say(_("This can't be undone. It goes from the records and from the change log at once."))

    def submit(self) -> None:
        """Erases, once a reason is given and the password is shown."""
        why = str(self.reason.value())
        if not why:
            self.reason.show_problem(_("Say why: the log keeps it."))
            return
        password_again.ask(
            self, self._context, lambda: self._erase(why), why=lambda: _("What is erased can't be brought back.")
        )

    def _erase(self, why: str) -> None:
        mode, ids, again = self._mode(), self._ids, self._again
        database: Any = self._context.database

        def work(session: Any, _progress: object) -> Erased:
            if again:
                return erasure_again.erase(session, database, mode, why)
            return erasure.erase(session, ids, mode, why)

        self._open_up(False)
        self._context.jobs.write(
            self,
            work,
            self._done,
            self._failed,
            title=_("Erasing people"),
            action="erase",
        )

    def _chosen(self, on: bool) -> None:
        if on:
            self._ask()

    def _mode(self) -> str:
        return next(way for way, button in self.ways.items() if button.isChecked())

    def _ask(self) -> None:
        """What erasing in the chosen way would do, and which backups would keep the people."""
        mode, ids, who = self._mode(), self._ids, self._context.actor
        database: Any = self._context.database
        self.next.setEnabled(False)
        self._context.jobs.read(
            self, lambda session, _p: erasure.plan(session, ids, mode), self._planned, self._failed, key="erase"
        )
        self._context.jobs.apart(self, lambda _p: erasure.kept_in(database, who), self._kept, self._failed)

    def _planned(self, plan: Plan) -> None:
        self.plan = plan
        model = self.fates.model()
        assert isinstance(model, TableModel)
        model.set_rows(plan.fates)
        names = [f"{one.name} ({one.student_number})" for one in plan.people]
        more = len(names) - _NAMED_AT_MOST
        rest = ngettext("and {n} more", "and {n} more", more).format(n=more) if more > 0 else ""
        self._who.setText(", ".join([*names[:_NAMED_AT_MOST], *filter(None, [rest])]))
        possible = plan.possible or self._again
        self.refused.say("" if possible else " ".join(one.refusal for one in plan.people if one.refusal))
        self.next.setEnabled(possible)

    def _kept(self, found: list[Kept]) -> None:
        if not found:
            self.kept.setText(_("There are no backups that would keep them."))
            return
        last = max((one.gone_by for one in found if one.gone_by), default=None)
        text = ngettext(
            "{n} backup or archive keeps them, the oldest of {when}.",
            "{n} backups and archives keep them, the oldest of {when}.",
            len(found),
        ).format(n=len(found), when=format_moment(found[0].made_at))
        until = _("By {day} all backups of today are gone, if they are thinned as usual.").format(day=format_date(last))
        self.kept.setText(f"{text} {until}" if last else text)

    def _done(self, done: Erased) -> None:
        if self.plan is not None and self._mode() == ERASE:
            names = {name for one in self.plan.people for name in one.name.split()}
            self._context.memory.forget(name for name in names if len(name) >= _TELLING)
        self._window.toast(erasure.erased_words(done))
        self.accept()

    def _failed(self, error: Exception) -> None:
        self._open_up(True)
        if isinstance(error, UserError):
            self.refused.say(str(error))
        else:
            show_error(self, error)

    def _open_up(self, opened: bool) -> None:
        for part in (self.do, self.back, self.reason):
            part.setEnabled(opened)

    def _go(self, step: int) -> None:
        self._steps.setCurrentIndex(step)
        self.back.setVisible(step == 1)
        self.do.setVisible(step == 1)
        self.next.setVisible(step == 0)
        if step:
            self.reason.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _connect(self) -> None:
        for way in self.ways.values():
            way.toggled.connect(self._chosen)
        self.cancel.clicked.connect(self.reject)
        self.back.clicked.connect(lambda: self._go(0))
        self.next.clicked.connect(lambda: self._go(1))
        self.do.clicked.connect(self.submit)
        for button in (self.cancel, self.back, self.do):
            button.setAutoDefault(False)

    def _lay_out(self) -> None:
        theme.scale(self._title, 1.4, QFont.Weight.DemiBold)
        column, buttons = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(theme.STEP * 3)
        self._steps.addWidget(_page(*self.ways.values(), self.fates))
        for way in self.ways.values():
            way.setVisible(not self._again or way.isChecked())
        self._steps.addWidget(_page(self._last, self.kept, self.reason.caption, self.reason))
        for part in (self._title, self._who, self.refused):
            column.addWidget(part)
        column.addWidget(self._steps, 1)
        buttons.addWidget(self.cancel)
        buttons.addStretch(1)
        for button in (self.back, self.next, self.do):
            buttons.addWidget(button)
        column.addLayout(buttons)
        self._go(0)
        self.resize(860, 560)
        self.setMinimumSize(520, 320)


def _page(*parts: QWidget) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.STEP * 2)
    for part in parts:
        column.addWidget(part, 1 if isinstance(part, TableView) else 0)
    if not any(isinstance(part, TableView) for part in parts):
        column.addStretch(1)
    return page


def _way_words() -> dict[str, str]:
    return {
        REDUCE: _("Keep the &register and the results under the name, erase the rest"),
        ERASE: _("Erase the &name too: results stay without it"),
        NOTES: _("Only the &health note and the private note"),
        ABSENCES: _("Only notes and &documents at absences"),
    }


def _fate_word(row: Fate) -> str:
    return {"goes": _("Goes"), "stays": _("Stays"), "nameless": _("Stays without the person"),
            "look": _("To be looked at")}[row.fate]  # fmt: skip


def _columns() -> list[Column]:
    return [
        Column("title", lambda: _("Data"), attrgetter("title"), width=280, bold=True, tooltip=attrgetter("title")),
        Column("fate", lambda: _("What becomes of it"), _fate_word, width=150),
        Column("count", lambda: _("Rows"), attrgetter("count"), width=70),
        Column("why", lambda: _("Why"), attrgetter("why"), width=420, tooltip=attrgetter("why")),
    ]
