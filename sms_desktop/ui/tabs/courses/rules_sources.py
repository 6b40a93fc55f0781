"""Choosing where evaluation rules are copied from: the course's template, last term's offering, another section."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from sms_desktop.core.evaluation import Rule
from sms_desktop.core.i18n import format_percent
from sms_desktop.services.offering_rules import Source
from sms_desktop.ui.dress import named

#: So many are offered; older ones are rarely wanted.
MOST = 12


def choose_source(under: QWidget, sources: Sequence[Source], take: Callable[[Sequence[Rule]], object]) -> QMenu:
    """Opens a menu under a button, and calls `take(rules)` with those of the source that is chosen."""
    menu = named(QMenu(under), "offerings.rules_sources")
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setToolTipsVisible(True)
    for source in sources[:MOST]:
        action = menu.addAction(source.title.replace("&", "&&"))
        action.setToolTip(in_short(source.rules))
        action.triggered.connect(lambda _checked=False, rules=source.rules: take(rules))
    menu.popup(under.mapToGlobal(QPoint(0, under.height())))
    return menu


def in_short(rules: Sequence[Rule]) -> str:
    """Rules in one line, as people write them."""
    return " + ".join(f"{rule.name} {format_percent(rule.weight)}" for rule in rules)
