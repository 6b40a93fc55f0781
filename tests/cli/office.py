"""A data folder and `smsctl` in it, as a script or a person at a terminal uses it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sms_desktop.cli.main import main

PASSWORD = "a long sentence is a good password"
ADMIN = "office"
STUDENTS = """\
Αρ. Μητρώου;Επώνυμο;Όνομα;Email;Ημερομηνία Γέννησης;Κινητό
A100;Παπαδόπουλος;Γιώργος;giorgos@school.example;25/12/2004;99000001
A101;Γεωργίου;Άννα;anna@school.example;3/4/2005;99000002
A102;Smith;John;john@school.example;1/2/2005;99000003
"""


@dataclass(frozen=True)
class Answer:
    """What a command left: its exit code and what it printed."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Office:
    """A place with a school in it (`folder`) and room for files."""

    place: Path
    capture: pytest.CaptureFixture[str]

    @property
    def folder(self) -> Path:
        return self.place / "school"

    def run(self, *words: object) -> Answer:
        """One command on the school of this place."""
        return self.bare("--data", self.folder, *words)

    def json(self, *words: object) -> Any:
        """The document that a command answers with; it must end well."""
        answer = self.run(*words, "--json")
        assert answer.code == 0, answer.err
        return answer.document

    def bare(self, *words: object) -> Answer:
        """One command without a word about the school."""
        self.capture.readouterr()
        code = main([str(word) for word in words])
        printed = self.capture.readouterr()
        return Answer(code, printed.out, printed.err)

    def file(self, text: str, name: str = "students.csv", encoding: str = "utf-8") -> Path:
        """A file to be brought in."""
        path = self.place / name
        path.write_bytes(text.encode(encoding))
        return path

    def imported(self, text: str = STUDENTS, *words: object) -> Any:
        """The document of an import that ended well."""
        return self.json("import", self.file(text), *words)
