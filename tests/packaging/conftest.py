"""The packaged program as a person without Python has it, in an environment that holds nothing."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "dist" / "sms-desktop"
SUFFIX = ".exe" if os.name == "nt" else ""
#: Windows itself can't start a program without these.
OF_THE_SYSTEM = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP", "TMP") if os.name == "nt"}


@dataclass(frozen=True)
class Packaged:
    """The two programs of the folder, and the home of whoever uses them."""

    home: Path
    display: Mapping[str, str] = field(default_factory=dict)

    def run(self, name: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Starts `sms-desktop` or `smsctl` and waits for its end."""
        environment = {**OF_THE_SYSTEM, **self.display, "HOME": str(self.home), "SMS_PASSWORD": "correct horse battery"}
        command = [str(FOLDER / f"{name}{SUFFIX}"), *map(str, arguments)]
        return subprocess.run(
            command, env=environment, cwd=self.home, capture_output=True, encoding="utf-8", timeout=100, check=False
        )

    def answer(self, *arguments: str | Path) -> Any:
        """What `smsctl --json` prints, after a good end, about the school in the home's folder `school`."""
        ended = self.run("smsctl", "--data", self.home / "school", "--json", *arguments)
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout)


@pytest.fixture(scope="session", autouse=True)
def _is_built() -> None:
    if not FOLDER.is_dir():
        pytest.exit("There is no packaged program to try: run `python3 dev.py package` first.", returncode=2)


@pytest.fixture
def packaged(tmp_path: Path) -> Packaged:
    return Packaged(tmp_path)


@pytest.fixture
def school(packaged: Packaged) -> Packaged:
    """The same, with a new and empty school."""
    made = packaged.answer("init", "--admin", "office", "--language", "en")
    assert isinstance(made, dict)
    return packaged


@pytest.fixture
def on_a_screen(tmp_path: Path) -> Iterator[Packaged]:
    """The same before a screen of its own (Xvfb), where the system is not Windows."""
    if os.name == "nt":
        yield Packaged(tmp_path)
        return
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1366x768x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as screen:
        assert screen.stdout is not None
        yield Packaged(tmp_path, {"DISPLAY": f":{screen.stdout.readline().strip()}"})
        screen.terminate()
