"""What a crash leaves in a school."""

from __future__ import annotations

from pathlib import Path

from sms_desktop.core.clock import utc_now
from sms_desktop.db.operations import Job
from sms_desktop.services.access import accounts
from tests.cli.office import PASSWORD


def leave_a_job_behind(folder: Path, title: str) -> None:
    """A job that nobody is at any more, and that was never ended."""
    signed_in = accounts.sign_in(folder, None, PASSWORD)
    with signed_in.database.begin(signed_in.actor) as session:
        session.add(
            Job(kind="import", title=title, state="processing", created_at=utc_now(), user_name="office",
                workstation="desk", operation_id="0" * 32)
        )  # fmt: skip
    signed_in.database.close()
