"""Asking for a file or a folder with the system's own dialog, which stops nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QSize, QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QHeaderView, QTreeView, QWidget

from sms_desktop.ui.dress import named

#: What is done with what the person chose.
Then = Callable[[Path], object]
#: Kinds of files in words, each with its endings: `("Pictures", (".png", ".jpg"))`; no endings for all files.
Kinds = Sequence[tuple[str, Sequence[str]]]


#: In logical pixels, so that all columns of Qt's own dialog are read.
_SIZE = QSize(900, 560)


def documents() -> Path:
    """The folder in which people look for their files: that of documents where there is one, else their own."""
    folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    return folder if folder.is_dir() else Path.home()


def ask_target(parent: QWidget, name: str, then: Then, *, title: str, proposed: Path, kinds: Kinds) -> QFileDialog:
    """Asks for the file to write; one that is there is asked about. `proposed` has a folder and an ending."""
    dialog = _dialog(parent, name, then, title, proposed)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(proposed.suffix.lstrip("."))
    dialog.setNameFilters(_filters(kinds))
    dialog.open()
    return dialog


def ask_source(
    parent: QWidget, name: str, then: Then, *, title: str, kinds: Kinds, folder: Path | None = None
) -> QFileDialog:
    """Asks for a file that is there."""
    dialog = _dialog(parent, name, then, title, folder or documents())
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters(_filters(kinds))
    dialog.open()
    return dialog


def ask_folder(parent: QWidget, name: str, then: Then, *, title: str, folder: Path | None = None) -> QFileDialog:
    """Asks for a folder that is there."""
    dialog = _dialog(parent, name, then, title, folder or documents())
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.open()
    return dialog


def _dialog(parent: QWidget, name: str, then: Then, title: str, start: Path) -> QFileDialog:
    dialog = QFileDialog(parent, title, str(start))
    named(dialog, name).setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
    for tree in dialog.findChildren(QTreeView):  # none where the system has a dialog of its own
        head = tree.header()
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        head.setStretchLastSection(False)
        dialog.resize(_SIZE)
    return dialog


def _filters(kinds: Kinds) -> list[str]:
    return [f"{words} ({' '.join(f'*{ending}' for ending in endings) or '*'})" for words, endings in kinds]
