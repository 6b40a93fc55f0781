"""What every test gets: no real screen, no real person's data folder, English texts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(scope="session", autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home of its own for the whole run, so that no test reads or writes what belongs to the developer."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SMS_DATA", raising=False)
        patch.delenv("SMS_PASSWORD", raising=False)
        for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
            patch.setenv(name, str(home))
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
            patch.setenv(name, str(home / name.lower()))
        yield home


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Each test starts and ends in English."""
    from sms_desktop.core import i18n

    i18n.set_language("en", "φοιτητής")
    yield
    i18n.set_language("en", "φοιτητής")
