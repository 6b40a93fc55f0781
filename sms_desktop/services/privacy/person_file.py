"""The file of everything about one person: a zip with a readable PDF, the same as JSON, photo and papers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from sms_desktop.core.actor import Actor
from sms_desktop.core.clock import utc_now
from sms_desktop.core.errors import Invalid
from sms_desktop.core.files import atomic_writer
from sms_desktop.core.i18n import N_, _, format_moment, speaking
from sms_desktop.core.i18n import language as language_in_use
from sms_desktop.core.progress import Progress, silent
from sms_desktop.db.changes import describe, recorder
from sms_desktop.db.database import Database
from sms_desktop.formats.paper.model import Document, Text
from sms_desktop.services import settings, unfinished
from sms_desktop.services.papers import report_log
from sms_desktop.services.privacy import person_data
from sms_desktop.services.privacy.person_data import PersonData

_PICTURES = {"image/jpeg": "photo.jpg", "image/png": "photo.png"}
_LONGEST = 1000
FORMAT = 1


@dataclass(frozen=True)
class Written:
    """What was written: the zip and the files in it."""

    file: Path
    name: str
    files: tuple[str, ...]


def write(
    database: Database,
    who: Actor,
    student_id: int,
    target: Path,
    purpose: str,
    language: str = "en",
    progress: Progress = silent,
) -> Written:
    """Writes everything about a student to `target`, wholly or not at all; the log keeps that, and the purpose.

    `language` of the PDF is `en` or `el`. Raises `Invalid` without a purpose or for another ending than .zip,
    `NotFound`, `Denied`, `StorageProblem`.
    """
    who.require("privacy:manage")
    _check(target, purpose)
    with speaking(language), database.read(who) as session:
        progress(0, 3)
        data, school = person_data.collect(session, student_id), settings.read(session, "school.name")
        progress(1, 3)
        files = dict(_files(data, school, purpose.strip(), who))
        progress(2, 3)
    with report_log.entry(database, who) as entry, unfinished.noted(database, target.parent, [target.name]):
        recorded = partial(_record, student_id=student_id, data=data, purpose=purpose)
        with (
            atomic_writer(target, proven=lambda _file: entry.write(recorded, "export")) as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as pack,
        ):
            for name, content in files.items():
                pack.writestr(name, content)
        entry.files.append(target)
    progress(3, 3)
    return Written(target, data.name, tuple(files))


def _check(target: Path, purpose: str) -> None:
    if target.suffix.lower() != ".zip":
        raise Invalid(file=_("End the file's name in .zip."))
    if not purpose.strip():
        raise Invalid(purpose=_("Say what it is for: the log keeps it."))
    if len(purpose.strip()) > _LONGEST:
        raise Invalid(purpose=_("At most {most} characters fit here.").format(most=_LONGEST))


def _record(session: Session, student_id: int, data: PersonData, purpose: str) -> None:
    recorder(session).reason = purpose.strip()
    describe(
        session, N_("Export of everything about {name}"),
        action="export", list="person", rows=1, format="ZIP", name=data.name, student_id=student_id,
    )  # fmt: skip


def _files(data: PersonData, school: str, purpose: str, who: Actor) -> Iterator[tuple[str, bytes]]:
    made = {"format": FORMAT, "school": school, "made_at": utc_now(), "made_by": who.name, "purpose": purpose}
    yield "person.json", _json({**made, **data.document()})
    yield "person.pdf", _pdf(data, school, purpose, who)
    if data.photo is not None:
        yield _PICTURES.get(data.photo.media_type, "photo.bin"), data.photo.image
    yield from data.papers.items()


def _json(document: dict[str, Any]) -> bytes:
    from sms_desktop.formats.lists.json_out import as_json

    parts = ",\n".join(f"{as_json(name)}: {as_json(value)}" for name, value in document.items())
    return f"{{\n{parts}\n}}\n".encode("utf-8", "replace")


def _pdf(data: PersonData, school: str, purpose: str, who: Actor) -> bytes:
    from sms_desktop.formats.paper.writing import write as write_paper
    from sms_desktop.services.privacy import person_pages

    made = _("Made on {when} by {who}. Purpose: {purpose}")
    document = Document(
        title=_("Everything about {name} ({number})").format(name=data.name, number=data.student_number),
        subtitle=school,
        blocks=(
            Text(made.format(when=format_moment(utc_now()), who=who.name, purpose=purpose), "muted"),
            *person_pages.blocks(data),
        ),
        language=language_in_use(),
        page_words=_("Page {page} of {pages}"),
    )
    file = io.BytesIO()
    write_paper(file, [document], document.title)
    return file.getvalue()
