"""Who acts: carried by every session, named in every change set."""

from __future__ import annotations

import getpass
import platform
from dataclasses import dataclass

from sms_desktop.core.errors import Denied
from sms_desktop.core.i18n import _

#: The right to do everything; the administrator's role has it (domain.md 7).
EVERYTHING = "*"
#: What a permission ends with that holds for the own classes alone: the offerings that the person teaches.
OWN = ":own"


@dataclass(frozen=True)
class Actor:
    """A signed-in person. `rights` are permission keys `resource:action` (domain.md 7), or `*` for all.

    A key that ends with `:own` holds for the own classes alone; which rows those are, `services.access.scope` says.
    """

    user_id: int | None
    name: str
    rights: frozenset[str] = frozenset()
    workstation: str = ""

    def may(self, permission: str) -> bool:
        """Whether the person may do this at all, be it for the own classes alone."""
        return self.may_all(permission) or permission + OWN in self.rights

    def may_all(self, permission: str) -> bool:
        """Whether the person may do this for the whole school."""
        return EVERYTHING in self.rights or permission in self.rights

    def require(self, permission: str) -> None:
        """Raises `Denied` naming the permission that is missing."""
        if not self.may(permission):
            raise Denied(
                _("You need the permission “{permission}” for this.").format(permission=permission),
                _("Ask an administrator to grant it to you."),
                permission=permission,
            )


def workstation() -> str:
    """This computer and its operating-system user, as the audit names them."""
    return f"{getpass.getuser()}@{platform.node()}"


def system_actor() -> Actor:
    """The program itself: first start, migrations, tidying up."""
    return Actor(None, "system", frozenset({EVERYTHING}), workstation())
