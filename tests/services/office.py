"""A school office at its files, in few words: for the tests of imports."""

from __future__ import annotations

from pathlib import Path

from sms_desktop.core.actor import Actor
from sms_desktop.db.database import Database
from sms_desktop.services.importing import imports
from sms_desktop.services.importing.model import Options, Report
from sms_desktop.services.importing.sources import Given
from tests.content import content

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
THREE = """Αρ. Μητρώου;Επώνυμο;Όνομα;E-mail;Ημ. γέννησης;Έτος σπουδών;Τμήμα
A100;Παπαδόπουλος;Γιώργος;george@school.example;25/12/2004;Α';A1
A101;Γεωργίου;Άννα;anna@school.example;03/04/2005;Β΄;A1
A102;Ιωάννου;Μαρία;maria@school.example;1/2/2003;Γ’;B1
"""


class School:
    """What a person does with files, in few words."""

    def __init__(self, database: Database, admin: Actor, folder: Path) -> None:
        self.database, self.admin, self.folder = database, admin, folder

    def file(self, text: str, name: str = "students.csv", encoding: str = "utf-8") -> Given:
        path = self.folder / name
        path.write_bytes(text.encode(encoding))
        return Given(path)

    def preview(self, text: str, **options: object) -> Report:
        return imports.preview(self.database, self.admin, self.file(text), Options(**options))  # type: ignore[arg-type]

    def run(self, text: str, **options: object) -> Report:
        return imports.run(self.database, self.admin, self.file(text), Options(**options))  # type: ignore[arg-type]

    def content(self) -> object:
        return content(self.database)


def codes(report: Report) -> list[str]:
    """The codes of a report's issues, in their order."""
    return [issue.code for issue in report.issues]
