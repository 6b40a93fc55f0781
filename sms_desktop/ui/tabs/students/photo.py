"""A student's photograph in the head of the record: initials where there is none; set from a file, paste, or a drop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QFont,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QLabel, QMenu, QToolButton, QWidgetAction

from sms_desktop.core.events import Changed
from sms_desktop.core.i18n import _
from sms_desktop.services import photos
from sms_desktop.services.students import StudentRecord
from sms_desktop.ui import icons, picture_source, theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dress import named
from sms_desktop.ui.errors import show_error
from sms_desktop.ui.picture_source import Source

RIGHT = "students:edit"
_ROUND, _UPRIGHT = QSize(44, 44), QSize(44, 56)
_LARGE = QSize(240, 320)
#: Changes of these may bring another picture, or hide this one.
_TABLES = frozenset({"students", "student_photos"})


class Photo(QToolButton):
    """Shows whose record it is; opens a menu with the picture in large, and what can be done with it."""

    def __init__(self, context: Context, say: Callable[..., object]) -> None:
        super().__init__()
        named(self, "students.photo")
        self._context, self._say = context, say
        self._record: StudentRecord | None = None
        self._image: bytes | None = None
        self._picture = QPixmap()
        self.acts = QMenu(self)
        self.acts.aboutToShow.connect(self._fill)
        self.setMenu(self.acts)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setAcceptDrops(True)
        self.setFixedSize(_ROUND)
        context.changes.changed.connect(self._heard)

    @property
    def has_picture(self) -> bool:
        """Whether a photograph is shown."""
        return not self._picture.isNull()

    def show_record(self, record: StudentRecord) -> None:
        """Shows the initials, and asks for the photograph."""
        if self._record is None or self._record.id != record.id:
            self._put(None)
        self._record = record
        self.retranslate()
        self._ask()

    def retranslate(self) -> None:
        """In the new language."""
        may = self._may_change()
        self.setEnabled(may or self.has_picture)
        name = self._record.name if self._record else ""
        self.setAccessibleName(_("Photo of {name}").format(name=name))
        self.setToolTip(_("Photo: choose, paste or drop a picture here") if may else "")

    def take(self, source: Source | None) -> None:
        """Makes a picture the photograph of the student that is shown."""
        record = self._record
        if record is not None and source is not None and self._may_change():
            found = source
            self._write(record, lambda session: photos.put(session, record.id, found()), _("The photo is kept."))

    def remove(self) -> None:
        """Removes the photograph."""
        record = self._record
        if record is not None and self._may_change():
            self._write(record, lambda session: photos.remove(session, record.id), _("The photo is removed."))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.current()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        around, shape = QRectF(self.rect()).adjusted(2, 2, -2, -2), QPainterPath()
        corner = 6.0 if self.has_picture else around.width() / 2
        shape.addRoundedRect(around, corner, corner)
        if self.has_picture:
            painter.setClipPath(shape)
            painter.drawPixmap(around.toRect(), self._picture)
            painter.setClipping(False)
        else:
            painter.fillPath(shape, QColor(tokens.selected))
            self._draw_initials(painter, around, tokens.accent)
        if self.hasFocus() or self.underMouse():
            painter.setPen(QPen(QColor(tokens.focus if self.hasFocus() else tokens.border), 2))
            painter.drawPath(shape)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.take(picture_source.of_clipboard())
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._may_change() and picture_source.of_mime(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.take(picture_source.of_mime(event.mimeData()))

    def _draw_initials(self, painter: QPainter, around: QRectF, colour: str) -> None:
        if self._record is None:
            return
        data = self._record.data
        painter.setFont(theme.font(theme.text_size() * 1.1, QFont.Weight.DemiBold))
        painter.setPen(QColor(colour))
        painter.drawText(around, Qt.AlignmentFlag.AlignCenter, f"{data.last_name[:1]}{data.first_name[:1]}".upper())

    def _may_change(self) -> bool:
        return self._record is not None and not self._record.deleted and self._context.actor.may(RIGHT)

    def _ask(self) -> None:
        record = self._record
        if record is None:
            return

        def show(image: bytes | None) -> None:
            if self._record is not None and self._record.id == record.id:
                self._put(image)

        self._context.jobs.read(
            self, lambda session, _p: photos.photo(session, record.id), show, self._failed, key="photo"
        )

    def _put(self, image: bytes | None) -> None:
        self._image = image
        self._picture = QPixmap()
        if image is not None:
            self._picture = self._cut(_UPRIGHT - QSize(4, 4), image)
        self.setFixedSize(_UPRIGHT if self.has_picture else _ROUND)
        self.retranslate()
        self.update()

    def _cut(self, size: QSize, image: bytes) -> QPixmap:
        """The picture, filling a size, a little above its middle, as on cards."""
        ratio = self.devicePixelRatioF()
        whole, wanted = QPixmap(), size * ratio
        if not whole.loadFromData(image):
            return whole
        grown = whole.scaled(
            wanted, Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
        )
        left, top = (grown.width() - wanted.width()) // 2, int((grown.height() - wanted.height()) * 0.35)
        found = grown.copy(left, top, wanted.width(), wanted.height())
        found.setDevicePixelRatio(ratio)
        return found

    def _write(self, record: StudentRecord, work: Callable[[Any], None], said: str, why: str = "") -> None:
        """Writes; where the record is protected the service wants to know why, and the person is asked."""

        def done(_nothing: object) -> None:
            self._say(said, _("Undo"), self._context.undo.newest())

        def failed(error: Exception) -> None:
            from sms_desktop.ui.dialogs.reason import ask_correction, needs_reason

            if needs_reason(error) and not why:
                ask_correction(self, lambda reason: self._write(record, work, said, reason))
            else:
                self._failed(error)

        title = _("Saving {name}").format(name=record.name)
        self._context.jobs.write(self, lambda session, _p: work(session), done, failed, title=title, reason=why)

    def _failed(self, error: Exception) -> None:
        show_error(self.window(), error)

    def _heard(self, event: Changed) -> None:
        if event.tables & _TABLES:
            self._ask()

    def _fill(self) -> None:
        self.acts.clear()
        if self._image is not None:
            self.acts.addAction(self._large(self._image))
        if not self._may_change():
            return
        add = self.acts.addAction
        choose = add(_("&Choose a picture…"), self._choose)
        paste = add(_("&Paste the picture"), lambda: self.take(picture_source.of_clipboard()))
        paste.setEnabled(picture_source.of_clipboard() is not None)
        remove = add(_("&Remove the photo"), self.remove)
        remove.setVisible(self.has_picture)
        for action, icon in ((choose, "folder-open"), (paste, "clipboard-paste"), (remove, "trash-2")):
            icons.put(action, icon)

    def _large(self, image: bytes) -> QWidgetAction:
        label, action = QLabel(), QWidgetAction(self.acts)
        label.setPixmap(self._cut(_LARGE, image))
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        label.setMargin(theme.STEP * 2)
        action.setDefaultWidget(label)
        return action

    def _choose(self) -> None:
        picture_source.choose(self.window(), _("Choose a picture"), self.take)
