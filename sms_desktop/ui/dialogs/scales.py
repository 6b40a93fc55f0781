"""The school's pass mark, its words and letters for grades, and the scale that grades are shown on (domain.md 2)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QWidget

from sms_desktop.core.i18n import _
from sms_desktop.core.scales import DEFAULT, SCALES, Scales
from sms_desktop.services import scale_settings
from sms_desktop.ui.context import Context
from sms_desktop.ui.dialogs.bands_field import BandsField
from sms_desktop.ui.dialogs.form_dialog import FormDialog
from sms_desktop.ui.errors import show_error
from sms_desktop.ui.fields import ChoiceField, NumberField
from sms_desktop.ui.form import Form

RIGHT = "settings:edit"
#: What the list of scales shows as an example, in percent.
EXAMPLE = Decimal("77.5")


class ScalesDialog(FormDialog):
    """Shows the scales as the school has them; who may not change settings can look at them."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(
            scales_form(),
            context.jobs,
            lambda session, values: scale_settings.write(session, Scales(**values)),
            title=lambda: _("Grade scales and pass mark"),
            job_title=lambda _values: _("Saving the grade scales"),
            action="settings_change",
            parent=parent,
        )
        self.setMinimumWidth(640)
        self._may = context.actor.may(RIGHT)
        self.form.setEnabled(False)
        self.save_button.setVisible(self._may)
        context.jobs.read(
            self, lambda session, _progress: scale_settings.read(session), self._show, self._not_there, key="scales"
        )

    def _show(self, scales: Scales) -> None:
        self.form.load(scales)
        self.form.setEnabled(self._may)
        self._fit()

    def _not_there(self, error: Exception) -> None:
        show_error(self, error)
        self.reject()


def scales_form() -> Form:
    """The form, named after the fields of `Scales`."""
    form = Form("scales")
    form.add(ChoiceField("shown", lambda: _("Grades are shown as"), _scales, required=True))
    form.add(
        NumberField(
            "pass_mark",
            lambda: _("Pass mark"),
            least=0,
            most=20,
            required=True,
            hint=lambda: _("Out of 20; the usual one is 10."),
        )
    )
    form.add(BandsField("words", lambda: _("Words"), lambda: _("From, out of 20"), ("el", "en"), DEFAULT.words))
    form.add(BandsField("letters", lambda: _("Letters"), lambda: _("From, percent"), ("en",), DEFAULT.letters))
    return form


def _scales() -> list[tuple[Any, str]]:
    words = {
        "20": _("0 to 20"),
        "percent": _("Percent"),
        "gpa": _("Grade points, 0 to 4"),
        "words": _("Words"),
        "letters": _("Letters"),
    }
    return [(scale, f"{words[scale]} ({DEFAULT.shown_as(EXAMPLE, scale)})") for scale in SCALES]
