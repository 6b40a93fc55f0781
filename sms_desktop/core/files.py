"""Writing files so that a name never stands for half a file: beside the target, forced to disk, then renamed."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import shutil
import time
import unicodedata
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager
from itertools import chain, count
from pathlib import Path
from typing import BinaryIO

from sms_desktop.core.errors import StorageProblem
from sms_desktop.core.i18n import _

#: How unfinished files are called: `.report.pdf.1a2b3c4d.part`; what a crash leaves can be told by it.
UNFINISHED = ".part"
_LEFT = re.compile(r"\.(?:(?P<name>.+)\.)?[0-9a-f]{8}\.part", re.DOTALL)
_LEFT_SECONDS = 3600
#: Windows refuses a rename while a virus scanner or an indexer looks at the file (reliability.md F43).
_PATIENCE_SECONDS = 5.0
#: Bytes of a name without its ending; file systems end at 255.
_LONGEST_NAME = 180
#: Characters of a name that is too long, in the sentence about it.
_SHOWN = 40
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\ud800-\udfff]')
#: Names that Windows keeps for devices, whatever their ending.
_DEVICES = frozenset({"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in "0123456789¹²³")})
_NOT_ON_WINDOWS = re.compile(r'[<>:"/\\|?*\x00-\x1f]|[ .]$')
#: What the system says of a drive that is not there any more; the last are Windows' own numbers.
_GONE = frozenset({errno.EIO, errno.ENODEV, errno.ENXIO, errno.ESTALE, errno.ENOTCONN})
_WINDOWS_GONE = frozenset({15, 21, 53, 55, 64, 67, 433, 1167, 1617})
_WINDOWS_IN_USE = frozenset({32, 33})
_WINDOWS_TOO_LONG, _WINDOWS_BAD_NAME = 206, 123


@contextmanager
def atomic_writer(
    target: Path,
    proven: Callable[[Path], object] | None = None,
    named: Callable[[Path, Path], object] | None = None,
) -> Iterator[BinaryIO]:
    """A binary file that becomes `target` when the block ends well, and is gone when it does not.

    For the user alone (0600). A library that opens what it writes may be given the file's `name`. After the block the
    content survives a power cut. `proven` looks at the finished file before it gets its name, and raises where it is
    not as it should be. Raises `StorageProblem` where the disk is full, read-only or not there.
    """
    target = Path(os.path.realpath(target))
    must_be_free(target)
    unfinished = target.with_name(f".{as_unfinished(target.name)}.{secrets.token_hex(4)}{UNFINISHED}")
    try:
        with created(unfinished) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if proven is not None:
            proven(unfinished)
        (named or replace)(unfinished, target)
    except BaseException as error:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise storage_problem(error, target) from error
        raise


def replace(source: Path, target: Path, *, pause: Callable[[float], None] = time.sleep) -> None:
    """Renames over `target` and forces the folder to disk; on Windows it waits up to 5 s for who holds the target."""
    waited, step = 0.0, 0.05
    while True:
        try:
            os.replace(source, target)
            break
        except PermissionError:
            if os.name != "nt" or waited >= _PATIENCE_SECONDS:
                raise
            pause(step)
            waited, step = waited + step, step * 2
    sync_folder(target.parent)


def sweep(folder: Path, of: Callable[[str], bool] | None = None) -> None:
    """Removes what a process that was killed left of its files in a folder: unfinished, and untouched for an hour.

    With `of`, however young, those whose target's name (`as_unfinished`; empty for a folder of unfinished files) it
    says yes to. There may be people's data in it. Only names that are given here are touched; what can't be removed
    stays.
    """
    with contextlib.suppress(OSError):
        found = [(entry, left) for entry in os.scandir(folder) if (left := _LEFT.fullmatch(entry.name)) is not None]
        now = _time_in(folder) if found and of is None else 0.0
        for entry, left in found:
            with contextlib.suppress(OSError):
                goes = of(left["name"] or "") if of else now - entry.stat().st_mtime >= _LEFT_SECONDS
                if goes and entry.is_dir(follow_symlinks=False):
                    shutil.rmtree(entry.path, ignore_errors=True)
                elif goes:
                    os.unlink(entry.path)


def _time_in(folder: Path) -> float:
    """What time it is by the clock that a folder's files get theirs from: on a server it may be hours from ours."""
    probe = folder / f".{secrets.token_hex(4)}{UNFINISHED}"
    try:
        with created(probe) as file:
            return os.fstat(file.fileno()).st_mtime
    finally:
        probe.unlink(missing_ok=True)


def as_unfinished(name: str) -> str:
    """What stands of a file's name in that of its unfinished one, which is longer and must fit as well."""
    return name.encode("utf-8", "surrogateescape")[:_LONGEST_NAME].decode("utf-8", "ignore")


def must_be_free(target: Path) -> None:
    """Raises `StorageProblem` where a file can't have that name: before it is written, rather than after.

    It is a folder's, or on Windows none at all (`CON.pdf`, `a:b.pdf`), or another program has the file open there.
    (Elsewhere an open file can be replaced.)
    """
    if is_folder(target):
        raise StorageProblem(
            _("“{name}” is a folder.").format(name=target.name or str(target)),
            _("Give the file a name of its own."),
            code="is_a_folder",
        )
    if os.name == "nt" and not is_name_on_windows(target.name):
        raise _bad_name(target)
    if os.name == "nt" and target.exists():
        try:
            target.open("r+b").close()
        except OSError as error:
            raise storage_problem(error, target) from error


def must_take_files(folder: Path, target: Path) -> None:
    """Raises `StorageProblem` with the name of `target` where no file can be made in a folder.

    For what can't be taken back once it is done, before it is. A folder that is the target itself may yet be made.
    """
    probe = folder / f".{secrets.token_hex(4)}{UNFINISHED}"
    made = folder == target and not is_folder(folder)
    try:
        if made:
            folder.mkdir()
        created(probe).close()
        probe.unlink()
    except OSError as error:
        raise storage_problem(error, target) from error
    finally:
        if made:
            with contextlib.suppress(OSError):
                folder.rmdir()


def is_folder(target: Path) -> bool:
    """Whether there is a folder of that name; raises `StorageProblem` for what is no name."""
    try:
        return target.is_dir()
    except OSError as error:
        raise storage_problem(error, target) from error


def is_name_on_windows(name: str) -> bool:
    """Whether Windows keeps a file of that name, and not a device, a part of a file, or one of another name."""
    return not _NOT_ON_WINDOWS.search(name) and not _is_device(name)


def _is_device(name: str) -> bool:
    return name.split(".")[0].strip().upper() in _DEVICES


def move_new(source: Path, target: Path) -> None:
    """Gives a finished file a name that nobody has; raises `FileExistsError` where somebody has taken it meanwhile."""
    if os.name != "nt":  # there a rename replaces nothing
        try:
            os.link(source, target)
        except FileExistsError:
            raise
        except OSError as error:  # a file system without links, such as a stick's
            if target.exists():
                raise FileExistsError(errno.EEXIST, "", str(target)) from error
        else:
            os.unlink(source)
            return
    os.rename(source, target)


def move_in(source: Path, target: Path) -> Path:
    """Gives a finished file the name of `target`, with a number where somebody has taken it meanwhile; returns it."""
    taken: set[str] = set()
    while True:
        there = target.with_name(safe_name(target.stem, target.suffix, taken))
        try:
            move_new(source, there)
            return there
        except FileExistsError:
            taken = {entry.name.casefold() for entry in target.parent.iterdir()} | {there.name.casefold()}


def sync_folder(folder: Path) -> None:
    """Forces the folder's entries to disk, where the system has that (not on Windows)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def storage_problem(error: OSError, target: Path) -> StorageProblem:
    """The plain sentence for what the system said of writing `target`."""
    number, windows = error.errno, getattr(error, "winerror", None)
    if number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return StorageProblem(
            _("There is not enough room on the disk for “{name}”.").format(name=target.name),
            _("Free some space or choose another place, and try again."),
            code="disk_full",
        )
    if number == errno.ENAMETOOLONG or windows == _WINDOWS_TOO_LONG:
        return StorageProblem(
            _("The name “{name}…” is too long.").format(name=target.name[:_SHOWN]),
            _("Give the file a shorter name, or choose a folder with a shorter path."),
            code="name_too_long",
        )
    if windows == _WINDOWS_BAD_NAME or (number == errno.EINVAL and windows is None):  # Windows' number of much else
        return _bad_name(target)
    if windows in _WINDOWS_IN_USE:
        return StorageProblem(
            _("“{name}” is open in another program.").format(name=target.name),
            _("Close it there and try again, or choose another name."),
            code="in_use",
        )
    if number in _GONE or windows in _WINDOWS_GONE:
        return StorageProblem(
            _("The drive with “{name}” can't be written to any more.").format(name=target.name),
            _("See that the stick or the network drive is still there, or choose another place, and try again."),
            code="drive_gone",
        )
    return _other_problem(error, target)


def _other_problem(error: OSError, target: Path) -> StorageProblem:
    if error.errno == errno.ENOENT:
        return StorageProblem(
            _("The folder for “{name}” is not there.").format(name=target.name),
            _("Choose a folder that exists."),
            code="no_folder",
        )
    return StorageProblem(
        _("“{name}” can't be written.").format(name=target.name),
        _("See that the folder may be written to and that no other program has the file open."),
        code="not_writable",
    )


def _bad_name(target: Path) -> StorageProblem:
    return StorageProblem(
        _("A file can't be called “{name}” here.").format(name=target.name),
        _("Choose another name, of letters, digits, blanks and hyphens."),
        code="bad_name",
    )


def safe_name(stem: str, suffix: str, taken: Container[str] = ()) -> str:
    """A file's name that Windows and Linux both take, from a text such as a person's name.

    What may not be in a name becomes a space, long ones are cut. One that is in `taken` (casefolded) gets a number.
    """
    text = " ".join(_NOT_IN_NAMES.sub(" ", unicodedata.normalize("NFC", stem)).split())
    text = text.encode("utf-8")[:_LONGEST_NAME].decode("utf-8", "ignore").strip(" .") or "_"
    if _is_device(text):
        text = f"_{text}"
    names = chain([text + suffix], (f"{text} ({n}){suffix}" for n in count(2)))
    return next(name for name in names if name.casefold() not in taken)


def created(path: Path) -> BinaryIO:
    """A new binary file for the user alone (0600); raises `OSError`, also where there is one already."""
    return open(str(path), "xb", opener=lambda name, flags: os.open(name, flags, 0o600))
