"""The list of backups: when, why, how large, where, and whether each can be restored."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from pathlib import Path

from PySide6.QtGui import QIcon

from sms_desktop.core.i18n import _, format_number
from sms_desktop.services.safekeeping.backup_places import Backup
from sms_desktop.services.safekeeping.backups import Proof, reason_words
from sms_desktop.ui import icons
from sms_desktop.ui.table import Column, TableModel

_SIGNS = {
    "proven": ("shield-check", "success"),
    "made": ("check", "success"),
    "bad": ("circle-alert", "danger"),
    "foreign": ("school", "muted"),
    "open": ("lock-open", "warning"),
}


class BackupsModel(TableModel):
    """Backups as rows; `proofs` are what looking into some of them found since the page was opened."""

    def __init__(self, again: Callable[[], None]) -> None:
        self.proofs: dict[Path, Proof] = {}
        self._again = again
        super().__init__(self._columns(), id_of=attrgetter("path"))

    def retry(self) -> None:
        self._again()

    def proven(self, proof: Proof) -> None:
        """Notes what was found in one of them."""
        self.proofs[proof.path] = proof
        self.touch(0, self.rowCount() - 1)

    def standing(self, backup: Backup) -> str:
        """`proven`, `made`, `bad`, `foreign` or `open` (not encrypted)."""
        proof = self.proofs.get(backup.path)
        if backup.problem or (proof and not proof.ok):
            return "bad"
        if not backup.own:
            return "foreign"
        if proof:
            return "proven"
        return "open" if backup.plain else "made"

    def problem(self, backup: Backup) -> str:
        """What is wrong with it, as a sentence."""
        proof = self.proofs.get(backup.path)
        return backup.problem or (" ".join(proof.problems) if proof else "")

    def _icon(self, backup: Backup) -> QIcon:
        return icons.icon(*_SIGNS[self.standing(backup)])

    def _columns(self) -> list[Column]:
        return [
            Column("made_at", lambda: _("Made"), attrgetter("made_at"), width=140, bold=True),
            Column("state", lambda: _("State"), self.standing, state_word, width=196, icon=self._icon,
                   tooltip=self.problem),
            Column("reason", lambda: _("Reason"), lambda row: reason_words(row.reason), width=170),
            Column("size", lambda: _("Size"), attrgetter("size"), size_words, align="right", width=86),
            Column("place", lambda: _("Place"), _place, width=150, tooltip=lambda row: str(row.path.parent)),
            Column("made_by", lambda: _("Who"), attrgetter("made_by"), width=100),
            Column("school", lambda: _("School"), attrgetter("school"), width=160, hidden=True),
            Column("file", lambda: _("File"), lambda row: row.path.name, width=240, hidden=True),
        ]  # fmt: skip


def state_word(state: str) -> str:
    """The state in words."""
    words = {
        "proven": _("Proven just now"),
        "made": _("Proven when made"),
        "bad": _("Can't be restored"),
        "foreign": _("Of another school"),
        "open": _("Not encrypted"),
    }
    return words[state]


def size_words(size: int) -> str:
    """The size of a file as people say it."""
    if size < 1_000_000:
        return f"{format_number(max(1, round(size / 1000)))} KB"
    return f"{format_number(size / 1_000_000, 1)} MB"


def _place(backup: Backup) -> str:
    return _("Second place") if backup.second else _("This computer")
