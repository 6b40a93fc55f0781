"""The pages of the Operations screen, in their groups and order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sms_desktop.core.i18n import _
from sms_desktop.ui.context import Context
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.tabs.operations import (
    audit,
    backups,
    exports,
    health,
    issued,
    jobs,
    letters,
    own_forms,
    privacy,
    reports,
    roles,
    settings,
    users,
)
from sms_desktop.ui.tabs.operations.page import PageSpec


@dataclass(frozen=True)
class Group:
    """Pages under one heading."""

    title: Callable[[], str]
    pages: tuple[PageSpec, ...]


def groups(context: Context, window: MainWindow) -> list[Group]:
    """The groups with the pages that the person may open; groups without any are left out."""
    found = (
        Group(lambda: _("Data"), (exports.page(context, window), backups.page(context, window))),
        Group(
            lambda: _("Papers"),
            (
                reports.page(context, window),
                letters.page(context, window),
                issued.page(context, window),
                own_forms.page(context, window),
            ),
        ),
        Group(
            lambda: _("People"),
            (
                users.page(context, window),
                roles.page(context, window),
                audit.page(context, window),
                privacy.page(context, window),
            ),
        ),
        Group(lambda: _("School"), (settings.page(context, window),)),
        Group(lambda: _("Program"), (jobs.page(context, window), health.page(context, window))),
    )
    allowed = (
        Group(group.title, tuple(page for page in group.pages if context.actor.may(page.permission))) for group in found
    )
    return [group for group in allowed if group.pages]
