"""What is in a backup against what is now: what would be lost, and how many rows of each kind there would be."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from sms_desktop.core.i18n import _, format_moment, format_number, ngettext
from sms_desktop.services.history.row_names import table_words
from sms_desktop.services.privacy import erasure_again
from sms_desktop.services.safekeeping.restoring import Rehearsal, TableCount
from sms_desktop.ui import theme
from sms_desktop.ui.dress import roled
from sms_desktop.ui.widgets.notice import Notice

#: Tables that no one thinks of as data, and whose numbers differ after every backup.
_INNER = frozenset({"change_sets", "change_entries", "jobs", "audit_archives", "alembic_version"})


class RehearsalView(QWidget):
    """Filled once, by `show_rehearsal`."""

    def __init__(self) -> None:
        super().__init__()
        self.notices = [Notice("problem"), Notice("notice"), Notice("notice"), Notice("notice")]
        self.about = QLabel(wordWrap=True)
        self.found: Rehearsal | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.STEP * 3)
        for part in (*self.notices, self.about):
            self._column.addWidget(part)
        self._body: QWidget | None = None

    def show_rehearsal(self, found: Rehearsal) -> None:
        """Shows what a restore would do."""
        self.found = found
        self.retranslate()

    def retranslate(self) -> None:
        """In the new language."""
        if self.found is None:
            return
        found = self.found
        newer = _("There is a newer backup, of {moment}.")
        sentences = (
            " ".join(found.problems),
            newer.format(moment=format_moment(found.newer.made_at)) if found.newer else "",
            _("It was made by an older version of the program, and is brought up to date.") if found.upgrades else "",
            erasure_again.warning(found.erased),
        )
        for notice, sentence in zip(self.notices, sentences, strict=True):
            notice.say(sentence)
        kept = _("What is there now is kept as a backup of its own.")
        self.about.setText(f"{lost_words(found)} {kept}")
        if self._body is not None:
            self._column.removeWidget(self._body)
            self._body.deleteLater()
        self._body = _body(found)
        self._column.addWidget(self._body)


def lost_words(found: Rehearsal) -> str:
    """How much would be lost, as a sentence."""
    if not found.lost:
        return _("Nothing was changed since this backup was made; nothing would be lost.")
    sentence = ngettext(
        "{count} change that was made since would be lost.",
        "{count} changes that were made since would be lost.",
        found.lost,
    )
    return sentence.format(count=format_number(found.lost))


def _body(found: Rehearsal) -> QWidget:
    body, column = QWidget(), QVBoxLayout()
    body.setLayout(column)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.STEP * 3)
    if found.newest_lost:
        column.addWidget(_title(_("The newest of the changes that would be lost")))
        column.addLayout(_lost(found))
    rows = [row for row in found.rows if row.table not in _INNER and (row.now or row.then)]
    column.addWidget(_title(_("What is in the backup")))
    column.addLayout(_counts(rows))
    return body


def _lost(found: Rehearsal) -> QGridLayout:
    grid = _grid()
    for place, change in enumerate(found.newest_lost):
        grid.addWidget(roled(QLabel(format_moment(change.at)), "muted"), place, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(roled(QLabel(change.user_name), "muted"), place, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(QLabel(change.title, textFormat=Qt.TextFormat.PlainText, wordWrap=True), place, 2)
    grid.setColumnStretch(2, 1)
    return grid


def _counts(rows: list[TableCount]) -> QGridLayout:
    grid = _grid()
    for column, title in enumerate((_("Kind"), _("Now"), _("In the backup"))):
        side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
        grid.addWidget(roled(QLabel(title), "muted"), 0, column, side)
    for place, row in enumerate(rows, start=1):
        grid.addWidget(QLabel(table_words(row.table)), place, 0)
        for column, count in ((1, row.now), (2, row.then)):
            label = QLabel(format_number(count))
            if row.now != row.then:
                theme.scale(label, 1.0, QFont.Weight.DemiBold)
            grid.addWidget(label, place, column, Qt.AlignmentFlag.AlignRight)
    grid.setColumnStretch(3, 1)
    return grid


def _grid() -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(theme.STEP * 6)
    grid.setVerticalSpacing(theme.STEP)
    return grid


def _title(text: str) -> QLabel:
    label = QLabel(text, wordWrap=True)
    theme.scale(label, 1.0, QFont.Weight.DemiBold)
    return label
