"""Where a picture comes from: a file that is chosen or dropped, or the clipboard; as a file's content."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMimeData
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

from sms_desktop.core.errors import Invalid
from sms_desktop.core.i18n import _
from sms_desktop.ui.widgets.overlay import files

#: Endings of what can be read (`formats.pictures`).
ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff")
_MOST_BYTES = 25_000_000

#: Gives a picture's content, in the thread that it is wanted in; raises `Invalid` where it can't.
Source = Callable[[], bytes]


def choose(parent: QWidget, title: str, then: Callable[[Source], object]) -> None:
    """A file that the person chooses, for `then`."""
    from sms_desktop.ui.dialogs.files import ask_source

    kinds = [(_("Pictures"), ENDINGS)]
    ask_source(parent, "picture.file", lambda file: then(of_file(file)), title=title, kinds=kinds)


def of_file(file: Path) -> Source:
    """The content of a file."""

    def content() -> bytes:
        try:
            with file.open("rb") as opened:
                return opened.read(_MOST_BYTES + 1)
        except OSError as error:
            sentence = _("“{name}” can't be read. Copy it to this computer, and choose it again.")
            raise Invalid(picture=sentence.format(name=file.name)) from error

    return content


def of_clipboard() -> Source | None:
    """The picture on the clipboard; None where there is none."""
    return of_mime(QGuiApplication.clipboard().mimeData())


def of_mime(data: QMimeData | None) -> Source | None:
    """The first picture of what is dragged or copied, a file before an image; None where there is none."""
    if data is None:
        return None
    found = [file for file in files(data) if is_picture(file)]
    if found:
        return of_file(found[0])
    image = data.imageData() if data.hasImage() else None
    return of_image(image) if isinstance(image, QImage) and not image.isNull() else None


def is_picture(file: Path) -> bool:
    """Whether a file is called as pictures are."""
    return file.suffix.lower() in ENDINGS


def only_pictures(data: QMimeData) -> bool:
    """Whether all the files that are dragged are pictures: nothing to import, but something to drop on a place."""
    return all(map(is_picture, files(data)))


def of_image(image: QImage) -> Source:
    """An image that another program has copied."""

    def content() -> bytes:
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # type: ignore[call-overload]
        return bytes(buffer.data().data())

    return content
