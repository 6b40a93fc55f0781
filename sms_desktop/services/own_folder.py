"""What people save never lies among the school's own data, where it could take the place of keys or database."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

from sms_desktop.core import paths
from sms_desktop.core.errors import StorageProblem
from sms_desktop.core.i18n import _

#: The folders that the program keeps in the data folder; others in there, such as a stick's, are the person's own.
_KEPT = frozenset({"backups", "jobs", "logs"})
_SET_ASIDE = "set-aside-"


class Place(Protocol):
    """A school with its data folder."""

    @property
    def folder(self) -> Path: ...


def require_outside(school: Place, target: Path) -> None:
    """Raises `StorageProblem` for a file among the school's data or the program's own.

    A link is followed: what counts is the file that would be written.
    """
    wanted = Path(os.path.realpath(target))
    programs = (paths.resources(), paths.translations(), paths.migrations())
    if _among_data(Path(os.path.realpath(school.folder)), wanted) or any(map(wanted.is_relative_to, programs)):
        raise StorageProblem(
            _("“{name}” would lie among the program's own data.").format(name=target.name or str(target)),
            _("Choose another folder, such as your documents."),
            code="own_data",
        )


def _among_data(folder: Path, wanted: Path) -> bool:
    if not wanted.is_relative_to(folder):
        return False
    first, *inner = wanted.relative_to(folder).parts or ("",)
    return not inner or first.casefold() in _KEPT or first.startswith((".", _SET_ASIDE))
