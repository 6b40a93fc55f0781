"""The files of documents that were issued just now: one PDF, or one for each in a folder."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sms_desktop.core.errors import StorageProblem, UserError
from sms_desktop.core.files import (
    atomic_writer,
    move_in,
    must_be_free,
    must_take_files,
    safe_name,
    storage_problem,
    sweep,
    sync_folder,
)
from sms_desktop.db.database import Database
from sms_desktop.formats.paper.model import Document
from sms_desktop.services import unfinished


@dataclass(frozen=True)
class Wanted:
    """The documents and their pages, one by one; `each`: a file for each, into a folder."""

    documents: Sequence[Document]
    contents: Sequence[bytes]
    title: str
    each: bool


def pdf(documents: Sequence[Document], title: str) -> bytes:
    """The documents, one after the other, as a PDF."""
    from sms_desktop.formats.paper.writing import write

    file = io.BytesIO()
    write(file, documents, title)
    return file.getvalue()


def prove_place(database: Database, target: Path, *, each: bool) -> None:
    """Raises `StorageProblem` where the file, or a file for `each` in that folder, can't be made.

    Asked before a number is taken, which is never given back.
    """
    folder = target if each else target.parent
    if not each:
        must_be_free(target)
    with unfinished.noted(database, folder):
        must_take_files(folder, target)


def write(database: Database, wanted: Wanted, target: Path) -> tuple[tuple[Path, ...], str]:
    """The files, and the sentence for what kept one from being written: what is issued is issued."""
    done: list[Path] = []
    folder = target if wanted.each else target.parent
    sweep(folder)
    try:
        if wanted.each:
            folder.mkdir(exist_ok=True)
        for file, content in _files(wanted, target):
            with unfinished.noted(database, file.parent, [file.name]):
                done.append(_put(file, content, replaces=not wanted.each))
    except (StorageProblem, OSError) as error:
        problem = error if isinstance(error, UserError) else storage_problem(error, target)
        return tuple(done), str(problem)
    return tuple(done), ""


def _files(wanted: Wanted, target: Path) -> Iterator[tuple[Path, bytes]]:
    if not wanted.each:
        yield target, wanted.contents[0] if len(wanted.contents) == 1 else pdf(wanted.documents, wanted.title)
        return
    taken = {file.name.casefold() for file in target.iterdir()}
    for document, content in zip(wanted.documents, wanted.contents, strict=True):
        name = safe_name(document.file_stem, ".pdf", taken)
        taken.add(name.casefold())
        yield target / name, content


def _put(file: Path, content: bytes, *, replaces: bool) -> Path:
    """Writes a file, in the place of another of its name or beside it: two may be issued into one folder at once."""
    there = [file]

    def beside(made: Path, target: Path) -> None:
        there[0] = file.with_name(move_in(made, target).name)
        sync_folder(target.parent)

    with atomic_writer(file, named=None if replaces else beside) as out:
        out.write(content)
    return there[0]
