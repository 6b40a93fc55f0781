"""Who got no filled form and why, and which fields were empty: said after the files are written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from sms_desktop.core.i18n import _, ngettext
from sms_desktop.services.papers import paper_fields
from sms_desktop.ui.dress import named

#: So many stand in the message itself; all of them under its details.
_SAID = 6


def tell_left(parent: QWidget | None, name: str, answer: Mapping[str, Any]) -> QMessageBox:
    """Tells what of the answer of the task `own_forms.fill` a person should look at."""
    left, gaps = [str(one["sentence"]) for one in answer["left"]], answer["gaps"]
    documents = int(answer["documents"])
    done = ngettext("{n} form was filled.", "{n} forms were filled.", documents).format(n=documents)
    lines = [*left]
    if gaps:
        lines += [_("These fields were empty:"), *(_gap(one) for one in gaps)]
    box = QMessageBox(QMessageBox.Icon.Information, name, done, parent=parent)
    named(box, "fill_form.left").setInformativeText("\n".join(lines[:_SAID]))
    if len(lines) > _SAID:
        box.setDetailedText("\n".join(lines))
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
    return box


def _gap(one: Mapping[str, Any]) -> str:
    labels = {field.name: field.label for field in paper_fields.FIELDS}
    fields = ", ".join(_(labels.get(field, field)) for field in one["fields"])
    return f"{one['name']}: {fields}"
