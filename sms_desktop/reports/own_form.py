"""Forms of the school's own on their way out: filled for students or a class, each file whole or not there at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from sms_desktop.core import files
from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import BadFile, Invalid
from sms_desktop.core.i18n import _, language, speaking
from sms_desktop.core.progress import Progress, silent
from sms_desktop.formats.forms.filling import WORD, Form
from sms_desktop.reports.report import Left
from sms_desktop.reports.running import School, moved, nothing_made, reader, staging
from sms_desktop.services import unfinished
from sms_desktop.services.access import scope
from sms_desktop.services.papers import own_forms, paper_fields, report_log
from sms_desktop.services.papers.own_forms import OFFERING, STUDENT, FormRow
from sms_desktop.services.papers.report_log import Taken

_AT_ONCE = 200
#: Endings that nobody gives to a folder.
_OTHER_FILES = (".docx", ".xlsx", ".dotx", ".xltx", ".docm", ".xlsm", ".pdf", ".doc", ".xls")
Values = dict[str, object]


@dataclass(frozen=True)
class Asked:
    """A form (`own_forms.rows`) to be filled for students, or for a class; `offering_id` also where it names a class.

    `language` is that of dates, words and the school's name (empty: the reader's). `together`: all students in one Word
    file, each from a new page. `purpose` and `recipient` go into their fields, and the purpose into the log.
    """

    form_id: int
    students: tuple[int, ...] = ()
    offering_id: int | None = None
    language: str = ""
    together: bool = False
    purpose: str = ""
    recipient: str = ""


@dataclass(frozen=True)
class Filled:
    """What was written, who was left out, and the fields that were empty, by student."""

    files: tuple[Path, ...]
    documents: int
    left: tuple[Left, ...]
    gaps: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass
class _Run:
    """A form being filled."""

    session: Any
    asked: Asked
    row: FormRow
    form: Form
    names: frozenset[str]
    left: list[Left] = field(default_factory=list)
    gaps: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    done: list[int] = field(default_factory=list)

    @property
    def suffix(self) -> str:
        return f".{self.row.form}"

    @property
    def total(self) -> int:
        return 1 if self.row.subject == OFFERING else len(self.asked.students)

    def record(self, log: Any) -> None:
        """Keeps in a session that writes what was filled, and for whom."""
        asked = self.asked
        spoken = asked.language or language()
        taken = Taken(self.row.name, len(self.done), spoken, self.row.subject, self.done, asked.purpose)
        report_log.record(log, taken)


def fill(database: School, who: Actor, asked: Asked, target: Path, progress: Progress = silent) -> Filled:
    """Fills a form into the file `target`, or into the folder `target` where there are several files, and records it.

    Who can't get one is left out and named. Cancelled or failed, nothing is left; a file of that name is replaced, in a
    folder new ones get a number. Raises `Denied`, `NotFound`, `Invalid` (also where nobody is left), `StorageProblem`.
    """
    who.require("reports:run")
    with database.read(reader(who)) as session, speaking(asked.language or language()):
        run = _started(session, who, asked)
        if _is_file(run, target):
            written = _one(database, who, run, target, progress)
        else:
            written = _several(database, who, run, target, progress)
        return Filled(tuple(written), len(run.done), tuple(run.left), tuple(run.gaps))


def arguments(asked: Asked, target: Path) -> dict[str, Any]:
    """What the task `own_forms.fill` takes."""
    return {"asked": asdict(asked), "target": str(target)}


def task(database: Any, who: Actor, arguments: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """Fills a form in the worker process; answers with the files, who was left out, and the empty fields."""
    asked = Asked(**{**arguments["asked"], "students": tuple(arguments["asked"]["students"])})
    return answer(fill(database, who, asked, Path(arguments["target"]), progress))


def answer(filled: Filled) -> dict[str, Any]:
    """What was filled as JSON has it."""
    return {
        "files": [str(file) for file in filled.files],
        "documents": filled.documents,
        "left": [{"id": one.subject_id, "name": one.name, "sentence": one.sentence} for one in filled.left],
        "gaps": [{"name": name, "fields": list(fields)} for name, fields in filled.gaps],
    }


def _started(session: Any, who: Actor, asked: Asked) -> _Run:
    """The form and what it needs; raises `Denied` and `Invalid` before anything is read of anybody."""
    row = own_forms.get(session, asked.form_id)
    found = own_forms.file_of(session, asked.form_id)
    own_forms.check(found)
    names = frozenset(one.name for one in found.fields)
    _check_chosen(row, asked, names)
    for permission in own_forms.permissions(names):
        who.require(permission)
    scope.require_students(session, "reports:run", asked.students)
    if asked.offering_id is not None:
        scope.require_offerings(session, "reports:run", [asked.offering_id])
    paper_fields.require_all_results(session, names)
    if own_forms.sensitive(names):
        scope.require_sensitive(session, "students:view")
    return _Run(session, asked, row, Form(found.content, own_forms.LISTS), names)


def _check_chosen(row: FormRow, asked: Asked, names: frozenset[str]) -> None:
    if row.subject == OFFERING and asked.offering_id is None:
        raise Invalid(
            _("“{name}” is filled for a class.").format(name=row.name), _("Choose a class."), code="no_subjects"
        )
    if row.subject == STUDENT and not asked.students:
        raise Invalid(
            _("“{name}” is filled for students.").format(name=row.name),
            _("Choose students, or a class with students in it."),
            code="no_subjects",
        )
    if own_forms.names_class(names) and asked.offering_id is None:
        raise Invalid(
            _("“{name}” names a class beside the student.").format(name=row.name), _("Choose a class."),
            code="no_subjects",
        )  # fmt: skip


def _is_file(run: _Run, target: Path) -> bool:
    """Whether `target` is one file; raises `Invalid` where it can't be."""
    suffix = target.suffix.lower()
    folder = files.is_folder(target)
    if suffix == run.suffix and not folder:
        if run.total > 1 and not run.asked.together:
            raise Invalid(file=_("There is a file for each student: choose a folder."))
        return True
    if suffix in _OTHER_FILES and not folder:
        raise Invalid(file=_("End the file's name in {ending}.").format(ending=run.suffix))
    if run.asked.together:
        raise Invalid(file=_("End the file's name in {ending}.").format(ending=run.suffix))
    return False


def _values(run: _Run) -> Iterator[tuple[int, str, Values]]:
    """Id, name of the file and values, of each student or of the class; who is not there is left out and named."""
    asked = run.asked
    said: Values = {"document.purpose": asked.purpose.strip(), "document.recipient": asked.recipient.strip()}
    of_class: Values = {}
    if asked.offering_id is not None:
        of_class = paper_fields.of_offering(run.session, asked.offering_id)
    if run.row.subject == OFFERING:
        assert asked.offering_id is not None
        title = (run.row.name, str(of_class["course.code"]), str(of_class["class.section"] or ""))
        yield asked.offering_id, " ".join(filter(None, title)), {**of_class, **said}
        return
    of_class.pop("students", None)
    ids = tuple(dict.fromkeys(asked.students))
    for start in range(0, len(ids), _AT_ONCE):
        chunk = ids[start : start + _AT_ONCE]
        found = paper_fields.of_students(run.session, chunk, run.names)
        for student_id in chunk:
            if student_id not in found:
                run.left.append(Left(student_id, "", lambda: _("This student is not there any more.")))
                continue
            own = found[student_id]
            yield student_id, paper_fields.file_stem(own, run.row.name), {**of_class, **own, **said}


def _documents(run: _Run, progress: Progress) -> Iterator[tuple[str, bytes]]:
    """Each filled file with the name that it gets, without its ending."""
    for count, (subject_id, stem, values) in enumerate(_values(run), 1):
        try:
            content, empty = run.form.filled(values, paper_fields.shown)
        except BadFile as error:
            run.left.append(Left(subject_id, str(values.get("student.name", "")), partial(str, error.sentence)))
            continue
        _note(run, subject_id, values, empty)
        progress(min(count, run.total), run.total)
        yield stem, content


def _note(run: _Run, subject_id: int, values: Mapping[str, object], empty: Sequence[str]) -> None:
    run.done.append(subject_id)
    if empty:
        run.gaps.append((str(values.get("student.name") or values.get("course.code") or ""), tuple(empty)))


def _one(database: School, who: Actor, run: _Run, target: Path, progress: Progress) -> list[Path]:
    content = _together(run, progress) if run.asked.together and run.total > 1 else None
    if content is None:
        content = next((made for _stem, made in _documents(run, progress)), None)
    if content is None:
        raise nothing_made(run.left)
    files.sweep(target.parent)
    with report_log.entry(database, who) as entry, unfinished.noted(database, target.parent, [target.name]):
        with files.atomic_writer(target, proven=lambda _file: entry.write(run.record)) as file:
            file.write(content)
        entry.files.append(target)
    return [target]


def _together(run: _Run, progress: Progress) -> bytes | None:
    if run.form.kind != WORD:
        raise Invalid(file=_("Workbooks can't be put into one file. Save a file for each."))
    progress(0, run.total)
    every = list(_values(run))
    if not every:
        return None
    content, empty = run.form.together([values for _id, _stem, values in every], paper_fields.shown)
    for (subject_id, _stem, values), gaps in zip(every, empty, strict=True):
        _note(run, subject_id, values, gaps)
    progress(run.total, run.total)
    return content


def _several(database: School, who: Actor, run: _Run, folder: Path, progress: Progress) -> list[Path]:
    """All are finished beside the folder's other files before the first gets its name."""
    with report_log.entry(database, who) as entry, unfinished.noted(database, folder), staging(folder) as place:
        taken = {entry.name.casefold() for entry in folder.iterdir()}
        names: list[str] = []
        for stem, content in _documents(run, progress):
            names.append(files.safe_name(stem, run.suffix, taken))
            taken.add(names[-1].casefold())
            with files.atomic_writer(place / names[-1]) as file:
                file.write(content)
        if not names:
            raise nothing_made(run.left)
        entry.write(run.record)
        entry.files += moved(place, folder, names)
    return entry.files
