"""The school's logo among the settings: shown as it stands on documents, set from a file, paste or a drop, removed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sms_desktop.core.errors import Cancelled, Invalid
from sms_desktop.core.events import Changed
from sms_desktop.core.i18n import _
from sms_desktop.services.papers import school_pictures
from sms_desktop.ui import icons, picture_source, theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.errors import show_error
from sms_desktop.ui.picture_source import Source
from sms_desktop.ui.tabs.operations.setting_row import EDITOR_WIDTH, NARROW
from sms_desktop.ui.widgets.flow import Flow

_LARGEST = QSize(160, 72)


class LogoRow(QWidget):
    """What the logo is for at the left; at the right the picture on white, as on paper, and what can be done."""

    def __init__(self, context: Context, say: Callable[..., object]) -> None:
        super().__init__()
        self._context, self._say = context, say
        self.has_picture = False
        self._meaning, self._picture = QLabel(wordWrap=True), named(QLabel(), "settings.logo")
        self._problem = roled(QLabel(wordWrap=True), "danger")
        self._problem.hide()
        self.choose = named(QPushButton(), "settings.logo.choose", "quiet")
        self.paste = named(QPushButton(), "settings.logo.paste", "quiet")
        self.remove_button = named(QPushButton(), "settings.logo.remove", "quiet")
        self.setAcceptDrops(True)
        self._lay_out()
        self.choose.clicked.connect(lambda: picture_source.choose(self.window(), _("Choose the logo"), self.take))
        self.paste.clicked.connect(self._paste)
        self.remove_button.clicked.connect(self.remove)
        context.changes.changed.connect(self._heard)
        self.retranslate()
        self.refresh()

    def refresh(self) -> None:
        """Asks for the logo again."""

        def work(session: Any, _progress: object) -> bytes | None:
            return school_pictures.logo(session)

        self._context.jobs.read(self, work, self._show, lambda error: show_error(self, error), key="logo")

    def take(self, source: Source | None) -> None:
        """Makes a picture the logo."""
        if source is not None:
            found = source
            self._write(lambda session: school_pictures.set_logo(session, found()), _("The logo is kept."))

    def remove(self) -> None:
        """Removes the logo."""
        self._write(school_pictures.remove_logo, _("The logo is removed."))

    def retranslate(self) -> None:
        """In the new language."""
        self._meaning.setText(_("Logo of the school, as it stands on documents and ID cards"))
        self._picture.setAccessibleName(_("The school's logo") if self.has_picture else _("There is no logo yet"))
        if not self.has_picture:
            self._picture.setText(_("There is no logo yet"))
        self.choose.setText(_("Choose the logo…"))
        self.choose.setToolTip(_("Choose a PNG or JPEG file, or drop one here"))
        self.paste.setText(_("Paste"))
        self.paste.setToolTip(_("Paste the picture that was copied"))
        self.remove_button.setText(_("Remove"))
        self.remove_button.setToolTip(_("Remove the logo from documents"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        way = QBoxLayout.Direction.LeftToRight if self.width() >= NARROW else QBoxLayout.Direction.TopToBottom
        if self._box.direction() != way:
            self._box.setDirection(way)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if picture_source.of_mime(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.take(picture_source.of_mime(event.mimeData()))

    def _paste(self) -> None:
        source = picture_source.of_clipboard()
        self._say_problem("" if source else _("There is no picture to paste. Copy one first."))
        self.take(source)

    def _write(self, work: Callable[[Any], None], said: str) -> None:
        def done(_nothing: object) -> None:
            self._say_problem("")
            self._say(said, _("Undo"), self._context.undo.newest())

        self._context.jobs.write(
            self, lambda session, _p: work(session), done, self._failed, title=_("Saving the logo"),
            action="settings_change",
        )  # fmt: skip

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Invalid):
            self._say_problem(str(error))
        elif not isinstance(error, Cancelled):
            show_error(self, error)

    def _say_problem(self, sentence: str) -> None:
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))

    def _show(self, image: bytes | None) -> None:
        found, ratio = QPixmap(), self.devicePixelRatioF()
        self.has_picture = image is not None and found.loadFromData(image)
        if self.has_picture:
            fitted = found.scaled(
                _LARGEST * ratio, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            fitted.setDevicePixelRatio(ratio)
            self._picture.setPixmap(fitted)
        self._picture.setStyleSheet("background: white; border-radius: 4px; padding: 8px;" if self.has_picture else "")
        self.remove_button.setVisible(self.has_picture)
        self.retranslate()

    def _heard(self, event: Changed) -> None:
        if "school_pictures" in event.tables:
            self.refresh()

    def _lay_out(self) -> None:
        holder = QWidget()
        column, row = QVBoxLayout(holder), Flow()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP)
        column.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._problem)
        for button, icon in ((self.choose, "folder-open"), (self.paste, "clipboard-paste"),
                             (self.remove_button, "trash-2")):  # fmt: skip
            icons.put(button, icon, "accent")
            row.addWidget(button)
        column.addLayout(row)
        holder.setFixedWidth(EDITOR_WIDTH)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.STEP * 2)
        self._box.addWidget(self._meaning, 1, Qt.AlignmentFlag.AlignVCenter)
        self._box.addWidget(holder)
