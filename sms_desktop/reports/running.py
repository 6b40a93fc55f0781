"""Reports on their way out: one PDF or a file each, whole or not at all, with what could not be made said."""

from __future__ import annotations

import gc
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date
from io import BytesIO
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from sms_desktop.core import clock, files
from sms_desktop.core.actor import OWN, Actor
from sms_desktop.core.collecting import cycles_left
from sms_desktop.core.errors import Invalid
from sms_desktop.core.i18n import LANGUAGES, _, speaking
from sms_desktop.core.permissions import may_be_own
from sms_desktop.core.progress import Progress, silent
from sms_desktop.formats.paper.model import Document
from sms_desktop.reports.catalogue import REPORTS
from sms_desktop.reports.report import OFFERING, SCHOOL, STUDENT, Built, Left, Note, Options, Report
from sms_desktop.services import unfinished
from sms_desktop.services.access import scope
from sms_desktop.services.papers import letterhead, report_log
from sms_desktop.services.papers.report_log import Taken

BOTH = "both"
#: Greek first where both are wanted: the one that counts.
_BOTH = ("el", "en")
_SAID = 5
#: So many subjects of what has all on one paper fill about a page.
_ON_ONE_PAPER = 10
_COLLECT_EVERY = 500


class School(Protocol):
    """An open database: reports read, and the log is written to."""

    def begin(self, actor: Actor, action: str = ..., *, reason: str = ...) -> AbstractContextManager[Any]: ...

    def read(self, actor: Actor) -> AbstractContextManager[Any]: ...

    @property
    def folder(self) -> Path: ...


@dataclass(frozen=True)
class Wanted:
    """A report of `REPORTS`, about whom (ids of students or offerings; none for the school), in which language.

    `language` is `el`, `en` or `both`: each document in Greek, then in English. `each_its_file`: a file each, in a
    folder. `first`, `last`, `term_id`, `sensitive` and `least` are for the reports that ask for them; `least` is in
    percent. The log keeps the `purpose`. `about` is another of those that the report can be about (empty: its usual
    one); sections, teachers and rooms are said in `names` (none: all of the term). The rest is as in `Options`.
    """

    name: str
    subjects: tuple[int, ...] = ()
    language: str = "en"
    first: date | None = None
    last: date | None = None
    term_id: int | None = None
    sensitive: bool = False
    each_its_file: bool = False
    purpose: str = ""
    least: int | None = None
    letterhead: bool = True
    about: str = ""
    names: tuple[str, ...] = ()
    whole_year: bool = False
    to_sign: bool = False
    blank_days: int | None = None

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of its documents."""
        return _BOTH if self.language == BOTH else (self.language,)


@dataclass(frozen=True)
class Made:
    """What was written, what could not be, and what is to be told of what was."""

    files: tuple[Path, ...]
    documents: int
    pages: int
    left: tuple[Left, ...]
    notes: tuple[Note, ...] = ()


def make(database: School, who: Actor, wanted: Wanted, target: Path, progress: Progress = silent) -> Made:
    """Writes a report to `target`, a `.pdf` or with `each_its_file` a folder, and records it together with the files.

    Cancelled or failed, nothing is left. A file that is there already is replaced by one PDF; a folder's files stay,
    and new ones of the same name get a number. Raises `Denied`, `Invalid` (also where nothing at all could be made,
    with the reasons), `StorageProblem`.
    """
    report = allowed(who, wanted)
    if not wanted.each_its_file and target.suffix.lower() != ".pdf":
        raise Invalid(
            _("A report can't be written as “{name}”.").format(name=target.name),
            _("End the file's name in “.pdf”."),
            code="unknown_format",
        )
    with _run(database, who, report, wanted, _new_number()) as run:
        if wanted.each_its_file:
            written, pages = _each(database, who, run, target, progress)
        else:
            written, pages = _one(database, who, run, target, progress)
        return Made(tuple(written), run.made, pages, tuple(run.left.values()), tuple(run.notes.values()))


@dataclass(frozen=True)
class InMemory:
    """A report as a PDF in memory, and what is to be told of it."""

    pdf: bytes
    notes: tuple[Note, ...]


def preview(database: School, who: Actor, wanted: Wanted, most: int = 20, progress: Progress = silent) -> InMemory:
    """The first `most` documents, for looking at; raises as `make`."""
    report = allowed(who, wanted)
    wanted = replace(wanted, subjects=wanted.subjects[: most * (_ON_ONE_PAPER if report.one_paper else 1)])
    with _run(database, who, report, wanted) as run:
        paper = BytesIO()
        _write(paper, islice(run.documents(), most), run, progress)
        return InMemory(paper.getvalue(), tuple(run.notes.values()))


def to_print(database: School, who: Actor, wanted: Wanted, progress: Progress = silent) -> InMemory:
    """The whole report, recorded as one that goes out; raises as `make`."""
    report = allowed(who, wanted)
    with _run(database, who, report, wanted, _new_number()) as run:
        paper = BytesIO()
        _write(paper, run.documents(), run, progress)
        with database.begin(who, "report") as log:
            run.record(log)
        return InMemory(paper.getvalue(), tuple(run.notes.values()))


def allowed(who: Actor, wanted: Wanted) -> Report:
    """The report that is wanted; raises `Denied`, `Invalid` for one, or a language, that there is not."""
    who.require("reports:run")
    report = named(wanted.name)
    if not set(wanted.languages) <= set(LANGUAGES):
        raise Invalid(language=_("A report is in Greek, in English, or in both."))
    for permission in report.permissions:
        who.require(permission)
    if about_whom(report, wanted) in (STUDENT, OFFERING) and not wanted.subjects:
        raise Invalid(_("Nobody was chosen for this report."), _("Choose students or a class."), code="no_subjects")
    if None not in (wanted.first, wanted.last) and wanted.first > wanted.last:  # type: ignore[operator]
        raise Invalid(last=_("The period ends before it begins."))
    return report


def about_whom(report: Report, wanted: Wanted) -> str:
    """Whom a report is about this time; raises `Invalid` for what it can't be about."""
    if wanted.about and wanted.about not in (report.about, *report.also):
        raise Invalid(_("This report can't be made about that."), code="wrong_about")
    return wanted.about or report.about


def named(name: str) -> Report:
    """The report of that name; raises `Invalid` naming those there are."""
    if name not in REPORTS:
        raise Invalid(
            _("There is no report “{name}”.").format(name=name),
            _("Reports: {names}.").format(names=", ".join(REPORTS)),
            code="unknown_report",
        )
    return REPORTS[name]


@dataclass
class _Run:
    """A report being made: the documents one after the other, and what is to be told of those made and left out.

    `number` is on all papers that leave the office, so that the log tells of a paper who made it, when and of whom.
    """

    session: Any
    report: Report
    wanted: Wanted
    today: date
    number: str = ""
    made: int = 0
    left: dict[int, Left] = field(default_factory=dict)
    notes: dict[tuple[int, str], Note] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many documents are to be expected."""
        one = self.report.one_paper or self.about == SCHOOL
        return (1 if one else len(self.wanted.subjects or self.wanted.names)) * len(self.wanted.languages)

    @property
    def about(self) -> str:
        """Whom it is about."""
        return about_whom(self.report, self.wanted)

    def record(self, log: Any) -> None:
        """Keeps in a session that writes what was made, and of whom."""
        wanted = self.wanted
        subjects = [one for one in wanted.subjects if one not in self.left]
        taken = Taken(wanted.name, self.made, wanted.language, self.about, subjects, wanted.purpose, self.number)
        report_log.record(log, taken)

    def documents(self) -> Iterator[Document]:
        """The documents; raises `Invalid` where there are none, with the reasons."""
        several = len(self.wanted.languages) > 1
        for found in self._in_turn():
            if isinstance(found, Note):
                self.notes.setdefault((found.subject_id, found.name), found)
                continue
            if isinstance(found, Left):
                self.left.setdefault(found.subject_id, found)
                continue
            self.made += 1
            if self.made % _COLLECT_EVERY == 0:
                gc.collect(1)  # what reading leaves in cycles must not grow with papers; all else was there before
            stem = f"{found.file_stem or found.title} ({found.language})" if several else found.file_stem or found.title
            yield replace(found, file_stem=stem, foot=self._foot(found))
        if not self.made:
            raise nothing_made(list(self.left.values()))

    def _foot(self, document: Document) -> str:
        """What stands at the foot of a document, with its number: that of the report, and which of it this one is."""
        if not self.number:
            return document.foot
        number = f"{self.number}/{self.made}" if self.total > 1 else self.number
        with speaking(document.language):
            return _("{foot} · No. {number}").format(foot=document.foot, number=number)

    def lacking(self, document: Document, texts: Sequence[str]) -> None:
        """Keeps that a document has boxes instead of letters, and in which texts."""
        paper, said = document.file_stem or document.title, ", ".join(texts[:_SAID])
        said += "…" if len(texts) > _SAID else ""

        def says() -> str:
            sentence = _("“{paper}” has letters that the font can't write, and boxes in their place: {texts}.")
            return sentence.format(paper=paper, texts=said)

        self.notes.setdefault((0, paper), Note(0, paper, says))

    def _in_turn(self) -> Iterator[Document | Left | Note]:
        """Each document in one language, then in the other."""
        built = [_spoken(language, self._built(language)) for language in self.wanted.languages]
        return (one for together in zip_longest(*built) for one in together if one is not None)

    def _built(self, language: str) -> Callable[[], Built]:
        wanted = self.wanted

        def start() -> Built:
            options = Options(
                language, letterhead.school(self.session), self.today, wanted.first, wanted.last, wanted.term_id,
                wanted.sensitive, wanted.least, wanted.letterhead, self.about, wanted.names, wanted.whole_year,
                wanted.to_sign, wanted.blank_days,
            )  # fmt: skip
            return self.report.build(self.session, wanted.subjects, options)

        return start


def _spoken(language: str, start: Callable[[], Built]) -> Built:
    """What is built, each part of it in that language; between the parts it is the reader's own again."""
    with speaking(language):
        built = start()
    while True:
        with speaking(language):
            found = next(built, None)
        if found is None:
            return
        yield found


def nothing_made(left: Sequence[Left]) -> Invalid:
    """The refusal where nothing could be made, with the first reasons."""
    reasons = [one.sentence for one in left[:_SAID]]
    more = [_("And {n} more.").format(n=len(left) - _SAID)] if len(left) > _SAID else []
    sentence = _("There is nothing to put on paper.") if not reasons else _("No paper could be made.")
    return Invalid(sentence, " ".join(reasons + more), code="nothing_made")


@contextmanager
def _run(database: School, who: Actor, report: Report, wanted: Wanted, number: str = "") -> Iterator[_Run]:
    with cycles_left(), database.read(reader(who)) as session:
        about = about_whom(report, wanted)
        if about == STUDENT:
            scope.require_students(session, "reports:run", wanted.subjects)
        elif about == OFFERING:
            scope.require_offerings(session, "reports:run", wanted.subjects)
        if wanted.sensitive:
            scope.require_sensitive(session, "students:view")
        yield _Run(session, report, wanted, clock.today(), number)


def _new_number() -> str:
    """Eight signs, by chance: of ten thousand reports hardly two have the same."""
    return secrets.token_hex(4).upper()


def reader(who: Actor) -> Actor:
    """Who makes reports of the own classes alone sees those alone on them, whatever else there is to see on screens."""
    if who.may_all("reports:run"):
        return who
    own = {key + OWN if OWN not in key and may_be_own(key) else key for key in who.rights}
    return replace(who, rights=frozenset(own))


def _write(file: BinaryIO, documents: Iterator[Document], run: _Run, progress: Progress) -> int:
    from sms_desktop.formats.paper.writing import write

    total = run.total
    progress(0, total)
    with speaking(run.wanted.languages[0]):
        title = _(run.report.title)
    return write(file, documents, title, lambda done: progress(done, max(done, total)), run.lacking)


def _one(database: School, who: Actor, run: _Run, target: Path, progress: Progress) -> tuple[list[Path], int]:
    documents = run.documents()
    files.sweep(target.parent)
    first = next(documents)  # before there is a file: what can't be made at all leaves none
    with report_log.entry(database, who) as entry, unfinished.noted(database, target.parent, [target.name]):
        with files.atomic_writer(target, proven=lambda _file: entry.write(run.record)) as file:
            pages = _write(file, chain([first], documents), run, progress)
        entry.files.append(target)
    return [target], pages


def _each(database: School, who: Actor, run: _Run, folder: Path, progress: Progress) -> tuple[list[Path], int]:
    """A file each: all are finished beside the folder's others before the first gets its name."""
    with report_log.entry(database, who) as entry, unfinished.noted(database, folder), staging(folder) as place:
        taken = {entry.name.casefold() for entry in folder.iterdir()}
        names, pages = [], 0
        for document in run.documents():
            names.append(files.safe_name(document.file_stem, ".pdf", taken))
            taken.add(names[-1].casefold())
            with files.atomic_writer(place / names[-1]) as file:
                pages += _write(file, iter([document]), run, silent)
            progress(run.made, max(run.made, run.total))
        entry.write(run.record)
        entry.files += moved(place, folder, names)
    return entry.files, pages


def moved(unfinished: Path, folder: Path, names: Sequence[str]) -> list[Path]:
    """Gives finished files their names in `folder`; all of them or none.

    A name that somebody else has taken meanwhile gets a number.
    """
    done: list[Path] = []
    try:
        for name in names:
            there = files.move_in(unfinished / name, folder / name)
            done.append(there)
        files.sync_folder(folder)
    except BaseException:
        for file in done:
            file.unlink(missing_ok=True)
        raise
    return done


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """A folder for unfinished files in `folder`, which is made where it is not there; gone at the end either way."""
    new = not folder.exists()
    place = folder / f".{secrets.token_hex(4)}{files.UNFINISHED}"
    try:
        folder.mkdir(exist_ok=True)
        files.sweep(folder)
        place.mkdir(mode=0o700)
        yield place
    except BaseException as error:
        shutil.rmtree(place, ignore_errors=True)
        if new:
            with suppress(OSError):  # not empty: somebody has put something there meanwhile
                folder.rmdir()
        if isinstance(error, OSError):
            raise files.storage_problem(error, folder) from error
        raise
    shutil.rmtree(place, ignore_errors=True)
