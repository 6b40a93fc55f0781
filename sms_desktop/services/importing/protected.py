"""Restricted and erased students in a file: their rows change with a reason only, as in the student's record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sms_desktop.core.i18n import _
from sms_desktop.services.importing.model import Options
from sms_desktop.services.importing.rows import Rows
from sms_desktop.services.privacy import restriction


def may_change(rows: Rows, n: int, student: Mapping[str, Any] | None, options: Options) -> bool:
    """Whether a row may change a student who is there; else it is rejected, and says what is asked for.

    `student` has the names, `restricted_at` and `erased_at` as they are stored; None for nobody to be protected.
    """
    if student is None or (student["restricted_at"] is None and student["erased_at"] is None):
        return True
    if options.reason.strip():
        return True
    if n not in rows.rejected:
        name = f"{student['last_name']} {student['first_name']}"
        sentence = restriction.protected_words(name, restricted=student["restricted_at"] is not None)
        way_out = _("Say why, or correct it in the student's record.")
        rows.reject(n, "student_number", restriction.REASON_NEEDED, f"{sentence} {way_out}")
    return False
