"""The packaged program starts here, under two names: `smsctl` for the console, `sms-desktop` for the window."""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> int:
    """Does what the name it was started by stands for; either name answers `--child` (core/paths.py)."""
    if Path(sys.executable).stem == "smsctl" and sys.argv[1:2] != ["--child"]:
        from sms_desktop.cli.main import main as control

        return control()
    from sms_desktop.__main__ import main as window

    return window()


if __name__ == "__main__":
    sys.exit(main())
