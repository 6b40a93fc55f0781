"""Coming in: what the window asks of a school right after it was opened, and the made-up school of `--demo`."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sms_desktop.core.progress import Progress, silent
from sms_desktop.db import keys, opening
from sms_desktop.services import jobs, settings, students, unfinished
from sms_desktop.services.access import accounts
from sms_desktop.services.access.accounts import NewSchool, SignedIn
from sms_desktop.services.listing import Listing
from sms_desktop.services.safekeeping import backup_places, check_log, key_rotation

#: Only a made-up school keeps a password: whoever looks at it has nothing to protect.
DEMO_PASSWORD = "demo-password.txt"
DEMO_USER = "demo"


@dataclass(frozen=True)
class Welcome:
    """An open school, its own settings, and `notices`: sentences on what a crash left undone."""

    signed_in: SignedIn
    school_name: str
    language: str
    student_word: str
    notices: list[str]


def is_school(folder: Path) -> bool:
    """Whether there is a school in this folder."""
    return opening.exists(folder)


def has_recovery_key(folder: Path) -> bool:
    """Whether a forgotten password can be made good: an unencrypted school has no key."""
    return opening.exists(folder) and not opening.is_plain(folder)


def welcome(signed_in: SignedIn, speak: Callable[[str, str], object] | None = None) -> Welcome:
    """Reads the settings and tidies up after a crash; closes the school where that fails.

    `speak` is told the school's language and word for students before anything is said.
    """
    try:
        with signed_in.database.read(signed_in.actor) as session:
            known = settings.read_all(session)
        name, language, word = (known[f"school.{key}"] for key in ("name", "language", "student_word"))
        if speak is not None:
            speak(language, word)
        notices = jobs.tidy(signed_in.database)
        unfinished.tidy(signed_in.database)
        backup_places.tidy(signed_in.database.folder)
        notices += key_rotation.notices(signed_in.database.folder)
        with signed_in.database.read(signed_in.actor) as session:
            notices += check_log.newest_problems(session, signed_in.database)
    except BaseException:
        signed_in.database.close()
        raise
    return Welcome(signed_in, name, language, word, notices)


def open_demo(folder: Path, language: str, size: int = 400, progress: Progress = silent) -> Welcome:
    """The made-up school in `folder`, made and filled where that is not done yet; raises as signing in does."""
    password = _demo_password(folder)
    if opening.exists(folder):
        signed_in = accounts.sign_in(folder, DEMO_USER, password, cost=keys.RANDOM)
    else:
        names = {"el": "Δοκιμαστική Σχολή", "en": "The demo school"}
        new = NewSchool(DEMO_USER, password, language, names[language])
        signed_in = accounts.make_school(folder, new, cost=keys.RANDOM)
    try:
        _fill(signed_in, size, progress)
    except BaseException:
        signed_in.database.close()
        raise
    return welcome(signed_in)


def _demo_password(folder: Path) -> str:
    """Kept before the school is made: killed in between, it can still be opened."""
    file = folder / DEMO_PASSWORD
    if not file.exists():
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as kept:
            kept.write(secrets.token_urlsafe(24) + "\n")
    return file.read_text(encoding="utf-8").strip()


def _fill(signed_in: SignedIn, wanted: int, progress: Progress) -> None:
    with signed_in.database.read(signed_in.actor) as session:
        if students.count(session) or students.count(session, Listing(deleted=True)):
            return
    from sms_desktop.services import demo

    demo.fill(signed_in.database, signed_in.actor, students=wanted, progress=progress)
