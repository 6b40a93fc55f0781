"""Where the program's own files and the school's data are: the only module that knows."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import sms_desktop


def _home() -> Path:
    """Where `resources`, `translations` and `migrations` are: PyInstaller's folder, the wheel's or the checkout."""
    if getattr(sys, "frozen", False):
        return Path(sys._MEIPASS)  # type: ignore[attr-defined]
    package = Path(sms_desktop.__file__).resolve().parent
    inside = package / "_data"
    return inside if inside.is_dir() else package.parent


def resources() -> Path:
    """Fonts, icons and styles."""
    return _home() / "resources"


def translations() -> Path:
    """gettext catalogues, `<language>/LC_MESSAGES/sms_desktop.mo`."""
    return _home() / "translations"


def migrations() -> Path:
    """Alembic's scripts."""
    return _home() / "migrations"


def default_data_folder() -> Path:
    """Where the school's data is kept unless `--data` or `SMS_DATA` says otherwise."""
    if os.environ.get("SMS_DATA"):
        return Path(os.environ["SMS_DATA"])
    from platformdirs import user_data_path

    return user_data_path("SMS Desktop", appauthor=False)


def demo_data_folder() -> Path:
    """Where the made-up school of `--demo` is kept: never beside a real one."""
    from platformdirs import user_data_path

    return user_data_path("SMS Desktop Demo", appauthor=False)


def child_command(kind: str) -> list[str]:
    """The command that starts this same program as a helper process (`__main__` looks at `--child`)."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--child", kind]
    return [sys.executable, "-m", "sms_desktop", "--child", kind]
