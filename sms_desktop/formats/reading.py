"""The two doors to foreign tables: a file (or folder), and pasted text."""

from __future__ import annotations

from pathlib import Path

from sms_desktop.formats.table import Reading, Table


def open_table(source: Path, reading: Reading = Reading()) -> Table:  # noqa: B008
    raise NotImplementedError


def open_pasted(text: str, reading: Reading = Reading()) -> Table:  # noqa: B008
    raise NotImplementedError
