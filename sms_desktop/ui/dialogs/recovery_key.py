"""The recovery key, shown once: to be printed, saved elsewhere or copied, and put away."""

from __future__ import annotations

from html import escape
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFontDatabase, QGuiApplication, QTextDocument
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton

from sms_desktop.core import clock
from sms_desktop.core.files import atomic_writer
from sms_desktop.core.i18n import _, format_date
from sms_desktop.ui import icons, theme
from sms_desktop.ui.clipboard import Secret
from sms_desktop.ui.dialogs.files import ask_target, documents
from sms_desktop.ui.dialogs.first_start_pages import Page
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.errors import show_error
from sms_desktop.ui.widgets.flow import Flow
from sms_desktop.ui.widgets.notice import Notice

#: Milliseconds that “Copied” stands on the button.
SAID_FOR = 2000


class RecoveryKeyPage(Page):
    """The last page of the first start; done with once `away` is ticked."""

    def __init__(self) -> None:
        super().__init__()
        self._key, self._school, self._copied = "", "", False
        self.key = roled(named(QLabel(), "first_start.key"), "secret")
        self.away = named(QCheckBox(), "first_start.away")
        self.buttons = {name: named(QPushButton(), f"first_start.{name}") for name in ("print", "save", "copy")}
        self._notice = Notice("notice")
        for (name, button), icon in zip(self.buttons.items(), ("printer", "save", "copy"), strict=True):
            icons.put(button, icon)
            button.setAutoDefault(False)
            button.clicked.connect({"print": self.print, "save": self.save, "copy": self.copy}[name])
        self._lay_out()
        self.retranslate()

    def show_key(self, key: str, school: str) -> None:
        """Shows the key, in lines that can be read out."""
        self._key, self._school = key, school
        groups = key.split("-")
        half = (len(groups) + 1) // 2
        self.key.setText("\n".join("  ".join(part) for part in (groups[:half], groups[half:])))
        self.key.setAccessibleName(_("Recovery key: {key}").format(key=key))

    def insist(self) -> None:
        """Says why the window does not close yet."""
        self._notice.say(_("This key is not shown again. Put it away first, and tick the box."))
        self.away.setFocus(Qt.FocusReason.OtherFocusReason)

    def print(self) -> None:
        """Prints a sheet with the key, through the system's dialog."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter()
        dialog = QPrintDialog(printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.sheet().print_(printer))
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.show()

    def save(self) -> None:
        """Saves the sheet as text, where the person says."""
        ask_target(
            self, "first_start.save_file", self.write, title=_("Save the recovery key"),
            proposed=documents() / _("recovery-key.txt"), kinds=[(_("Text files"), [".txt"])],
        )  # fmt: skip

    def write(self, target: Path) -> None:
        """Writes the sheet as text, for this user alone."""
        try:
            with atomic_writer(target) as file:
                file.write(self.sheet().toPlainText().encode("utf-8"))
        except Exception as error:  # a full disk or a folder that can't be written to
            show_error(self, error)

    def copy(self) -> None:
        """Puts the key on the clipboard, for some seconds."""
        Secret(QGuiApplication.instance()).put(self._key)  # which outlives this page
        self._say_copied(True)
        QTimer.singleShot(SAID_FOR, self, lambda: self._say_copied(False))

    def sheet(self) -> QTextDocument:
        """What is printed: whose key, what it is for, where to keep it."""
        lines = (
            _("With this key the data can be opened when the password is forgotten. The program keeps no copy of it."),
            _("Keep this sheet where keys are kept, away from the computer. Whoever has it can open the data."),
        )
        words = "".join(f"<p>{escape(line)}</p>" for line in lines)
        whose = f"{escape(self._school)} · SMS Desktop · {format_date(clock.today())}"
        sheet = QTextDocument()
        sheet.setHtml(
            f"<h2>{escape(_('Recovery key'))}</h2><p>{whose}</p>"
            f'<p style="font-family: monospace; font-size: 16pt">{escape(self._key)}</p>{words}'
        )
        return sheet

    def retranslate(self) -> None:
        self.title.setText(_("The recovery key"))
        self.about.setText(
            _("If the password is forgotten, only this key opens the data. It is shown once: print it and put it away.")
        )
        titles = {"print": _("Print…"), "save": _("Save…"), "copy": _("Copied") if self._copied else _("Copy")}
        for name, button in self.buttons.items():
            button.setText(f" {titles[name]}")
        self.away.setText(_("I have put the recovery key away"))

    def _say_copied(self, copied: bool) -> None:
        self._copied = copied
        self.retranslate()

    def _lay_out(self) -> None:
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed.setPointSizeF(theme.text_size() * 1.25)
        self.key.setFont(fixed)
        self.key.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.key.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        row, middle = Flow(), QHBoxLayout()
        for button in self.buttons.values():
            row.addWidget(button)
        middle.addWidget(self.key)
        self.column.addLayout(middle)
        self.column.addLayout(row)
        self.column.addSpacing(theme.STEP * 2)
        self.column.addWidget(self.away)
        self.column.addWidget(self._notice)
        self.column.addStretch(1)
