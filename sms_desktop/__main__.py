"""The program's one entry: a helper process where `--child` asks for one, else the window."""

from __future__ import annotations

import sys


def main() -> int:
    if len(sys.argv) > 2 and sys.argv[1] == "--child":
        return _child(sys.argv[2])
    return _window()


def library() -> None:
    """Imports what the window stands on, before Qt: PySide6 reads the source of every module imported after it."""
    import gc

    gc.disable()  # what is imported stays: looking through it again and again is a tenth of the start; `ui.garbage`
    import sms_desktop.services.welcome  # noqa: F401


def _window() -> int:
    library()
    from sms_desktop.app import main as window

    return window(sys.argv[1:])


def _child(kind: str) -> int:
    if kind == "reader":
        from sms_desktop.formats.guarded.reader_child import main as reader

        return reader()
    if kind == "worker":
        from sms_desktop.worker import main as worker

        return worker()
    print(f"unknown helper process {kind!r}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    raise SystemExit(main())
