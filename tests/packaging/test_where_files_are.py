"""The program finds its own files in a checkout and in a wheel (packaged, it shows that by working)."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parents[2]
ASK = "from sms_desktop.core import paths as p; print(p.resources(), p.translations(), p.migrations(), sep='\\n')"


def ask(folder: Path) -> list[Path]:
    """Where the program says its files are when its code is in `folder`."""
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    said = subprocess.run(
        [sys.executable, "-c", ASK], env=environment, cwd=folder, capture_output=True, encoding="utf-8", check=True
    )
    return [Path(line) for line in said.stdout.splitlines()]


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    """The folder into which a wheel of this checkout was unpacked."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "made")]
    subprocess.run(command, cwd=HOME, check=True, capture_output=True)
    (file,) = (tmp_path / "made").glob("*.whl")
    with zipfile.ZipFile(file) as archive:
        archive.extractall(tmp_path / "unpacked")
    return tmp_path / "unpacked"


def test_in_a_checkout_they_lie_beside_the_package() -> None:
    assert ask(HOME) == [HOME / "resources", HOME / "translations", HOME / "migrations"]


def test_in_a_wheel_they_lie_inside_the_package(wheel: Path) -> None:
    resources, translations, migrations = ask(wheel)
    assert resources.is_relative_to(wheel)
    assert any(resources.rglob("*.svg"))
    assert any(translations.rglob("*.mo"))
    assert any(migrations.glob("versions/*.py"))
