"""Where a file is going: proposed in the folder used last and never over another file, or chosen in a dialog."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from sms_desktop.core import clock
from sms_desktop.core.i18n import _
from sms_desktop.ui import icons, theme
from sms_desktop.ui.dialogs.files import ask_target, documents
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.memory import Memory
from sms_desktop.ui.widgets.elided import Elided

FOLDER = "export.folder"
_FORBIDDEN = str.maketrans(dict.fromkeys('<>:"/\\|?*', " "))


class TargetRow(QWidget):
    """`path()` is the file; `describe(name, ending, kind)` says what is written, `kind` being the ending in words."""

    def __init__(self, memory: Memory, name: str) -> None:
        super().__init__()
        self._memory, self._name = memory, name
        self._chosen: Path | None = None
        self._what, self._ending, self._kind = _("list"), "xlsx", ""
        self._caption, self.place = roled(QLabel(), "muted"), named(Elided(), f"{name}_place")
        self.choose = named(QPushButton(), f"{name}_choose")
        self.choose.setAutoDefault(False)
        self.choose.clicked.connect(self.ask)
        icons.put(self.choose, "folder-open")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.STEP * 2)
        row.addWidget(self._caption)
        row.addWidget(self.place, 1)
        row.addWidget(self.choose)
        self.retranslate()

    def describe(self, what: str, ending: str, kind: str) -> None:
        """What is written, for the name that is proposed, and how its file ends (without the dot)."""
        self._what, self._ending, self._kind = what, ending, kind
        self._show()

    def path(self) -> Path:
        """The file to write: the chosen one, or a new one in the folder used last."""
        if self._chosen is not None and self._chosen.suffix.lower() == f".{self._ending}":
            return self._chosen
        if self._chosen is not None:
            return unused(self._chosen.with_suffix(f".{self._ending}"))
        return proposed(self._memory, self._what, self._ending)

    def keep_folder(self) -> None:
        """Remembers the folder for the next time."""
        self._memory.put(FOLDER, str(self.path().parent))

    def ask(self) -> None:
        """Opens the system's dialog."""
        ask_target(
            self.window(), f"{self._name}_file", self.take,
            title=_("Save as"), proposed=self.path(), kinds=[(self._kind, [f".{self._ending}"])],
        )  # fmt: skip

    def take(self, file: Path) -> None:
        """This file it is."""
        self._chosen = file
        self._show()

    def retranslate(self) -> None:
        """In the new language."""
        self._caption.setText(_("Save to"))
        self.choose.setText(" " + _("&Choose…"))
        self.choose.setToolTip(_("Choose another folder or name"))
        self._show()

    def _show(self) -> None:
        path = self.path()
        self.place.setText(f"{path.name}  ·  {path.parent}")
        self.place.setToolTip(str(path))
        self.place.setAccessibleName(_("Save to {file}").format(file=path))


def proposed(memory: Memory, what: str, ending: str) -> Path:
    """A new file in the folder used last, named after what is in it and the day."""
    kept = Path(str(memory.get(FOLDER) or ""))
    folder = kept if memory.get(FOLDER) and kept.is_dir() else documents()
    name = " ".join(what.translate(_FORBIDDEN).split()) or _("list")
    return unused(folder / f"{name} {clock.today():%Y-%m-%d}.{ending}")


def unused(file: Path) -> Path:
    """The file, or one like it with a number where it is there already."""
    number, found = 1, file
    while found.exists():
        number += 1
        found = file.with_name(f"{file.stem} ({number}){file.suffix}")
    return found
