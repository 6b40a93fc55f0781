"""The table of security requirements: complete, its files there, and what it says of the network."""

from __future__ import annotations

import re
from pathlib import Path

from tests.test_architecture import HOME, PROGRAM, imports, name

TABLE = (HOME / "docs" / "security.md").read_text(encoding="utf-8")
#: Modules that talk to other computers. Qt's local sockets, to the window that is open already, are no network.
_NETWORK = {"socket", "ssl", "http", "urllib", "ftplib", "smtplib", "xmlrpc", "socketserver", "requests", "httpx"}


def test_every_requirement_is_in_it_once_and_in_order() -> None:
    assert re.findall(r"^\| (S\d\d) \|", TABLE, re.MULTILINE) == [f"S{number:02d}" for number in range(1, 47)]


def test_each_is_held_by_a_test_that_is_there_or_says_that_it_waits() -> None:
    for row in TABLE.splitlines():
        if re.match(r"\| S\d\d \|", row):
            files = [Path(found) for found in re.findall(r"`(tests/[\w/]+\.py)`", row)]
            assert files or "waits" in row or "lock`" in row, row
            assert [file for file in files if not (HOME / file).is_file()] == [], row


def test_nothing_of_the_program_can_talk_to_another_computer() -> None:
    wrong = [
        f"{name(file)} imports {imported}"
        for file in PROGRAM
        for imported in imports(file)
        if (imported.split(".")[0] in _NETWORK and not imported.startswith("urllib.parse."))
        or (imported.startswith("PySide6.QtNetwork.") and not imported.rsplit(".", 1)[1].startswith("QLocal"))
    ]
    assert wrong == []
