"""How commands name a backup and show it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sms_desktop.cli.call import Call
from sms_desktop.core.i18n import _, format_number

if TYPE_CHECKING:
    from sms_desktop.services.safekeeping.backup_places import Backup

_KILO = 1000


def meant(call: Call) -> Path:
    """The backup that is given; a bare name may be that of one beside the data."""
    given = Path(call.arguments.file)
    beside = call.folder / "backups" / given.name
    return beside if not given.exists() and given == Path(given.name) and beside.exists() else given


def document(backup: Backup) -> dict[str, Any]:
    """A backup as JSON shows it."""
    return {
        "file": backup.path.name,
        "path": str(backup.path),
        "made_at": backup.made_at,
        "reason": backup.reason,
        "made_by": backup.made_by,
        "school": backup.school,
        "own": backup.own,
        "second_place": backup.second,
        "encrypted": not backup.plain,
        "size": backup.size,
        "changes": backup.chain_length,
        "rows": dict(backup.rows),
        "problem": backup.problem,
    }


def size_words(count: int) -> str:
    """A number of bytes for people."""
    return _("{count} kB").format(count=format_number(-(-count // _KILO)))
