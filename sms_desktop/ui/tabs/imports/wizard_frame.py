"""How the parts of the wizard stand around its steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QFont, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout

from sms_desktop.ui import icons, theme
from sms_desktop.ui.dress import roled
from sms_desktop.ui.tabs.imports.roomy import roomy

if TYPE_CHECKING:
    from sms_desktop.ui.tabs.imports.wizard import Wizard


def thin_bar() -> QProgressBar:
    """A line that moves while something is looked at, and leaves its room empty else."""
    bar = QProgressBar(textVisible=False)
    bar.setFixedHeight(6)
    kept = bar.sizePolicy()
    kept.setRetainSizeWhenHidden(True)
    bar.setSizePolicy(kept)
    bar.hide()
    return bar


def lay_out(wizard: Wizard) -> None:
    """File and steps at the top, the step in the middle, the way on at the foot."""
    head, foot, column = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(wizard)
    sign = QLabel()
    icons.put_picture(sign, "file-spreadsheet", 20, "accent")
    theme.scale(wizard.file, 1.15, QFont.Weight.DemiBold)
    head.setSpacing(theme.STEP * 2)
    for part in (sign, wizard.file, wizard.stepper, wizard.close_button):
        head.addWidget(part, 1 if part is wizard.file else 0)
    icons.put(wizard.close_button, "x", "accent")
    roled(wizard.sentence, "muted")
    foot.setSpacing(theme.STEP * 3)
    foot.addWidget(wizard.back)
    foot.addWidget(wizard.sentence, 1)
    foot.addWidget(wizard.next)
    foot.addWidget(wizard.run)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.STEP * 2)
    column.addLayout(head)
    column.addWidget(wizard.bar)
    column.addWidget(roomy(wizard.pages), 1)
    column.addLayout(foot)
    for page in (wizard.what, wizard.columns, wizard.preview, wizard.run_step):
        wizard.pages.addWidget(page)
    _shortcuts(wizard)


def _shortcuts(wizard: Wizard) -> None:
    for keys in ("Ctrl+Return", "Ctrl+Enter"):
        QShortcut(QKeySequence(keys), wizard).activated.connect(wizard.go_on)
    QShortcut(QKeySequence("Alt+Left"), wizard).activated.connect(wizard.go_back)
