"""The entry of `smsctl`."""

from __future__ import annotations

import argparse

import sms_desktop


def main(argv: list[str] | None = None) -> int:
    """Runs one command (formats.md 5) and returns its exit code; usage errors end with status 2."""
    parser = argparse.ArgumentParser(prog="smsctl")
    parser.add_argument("--version", action="version", version=f"SMS Desktop {sms_desktop.__version__}")
    parser.parse_args(argv)
    parser.print_help()
    return 0
