"""Failed sign-ins: counted outside the database, which a wrong password can't open, and answered ever more slowly.

`sign-ins.json` in the data folder holds the moments of failed tries and whose name was given, as a salted digest: what
is typed there may be a password in the wrong field. From a name's third failure on it is refused for 2 seconds, then
twice as long each time, and for 15 minutes from the tenth; all names together are allowed three times as many in an
hour (reliability.md S05, F40). A try that is refused is not judged and doesn't count, so that nobody is kept out
longer by asking. Time is the system's own count of seconds, which no setting of the clock changes; after a restart the
clock counts, but never less than the time since then. Whoever may write the folder can delete the file: such a person
has the encrypted data itself to guess at, and Argon2id is what slows that down.
"""

from __future__ import annotations

import hashlib
import json
import math
import secrets
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from sms_desktop.core.clock import Clock, utc_now
from sms_desktop.core.errors import Denied
from sms_desktop.core.files import atomic_writer
from sms_desktop.core.i18n import _, ngettext
from sms_desktop.db import locks

FILE = "sign-ins.json"
WRONG = "wrong_password"
_LOCK = "sign-in"
#: Seconds that one sign-in waits for another in the same folder.
_PATIENCE = 30
_FREE, _LOCKED_AT, LONGEST_DELAY = 2, 10, 15 * 60
_IN_ALL, _IN_ALL_SECONDS = 3, 3600
_FORGOTTEN_AFTER = 24 * 3600
_MOST_KEPT = 500


@dataclass(frozen=True)
class Timer:
    """The clock on the wall (UTC), and the seconds that the system counts, which start anew with it."""

    wall: Clock = utc_now
    ticks: Callable[[], float] = time.monotonic


TIMER = Timer()


class TooSoon(Denied):
    """After wrong passwords: the next one is looked at in `seconds`."""

    code = "too_many_tries"

    def __init__(self, seconds: int) -> None:
        super().__init__(
            _("There were too many wrong passwords. Try again in {time}.").format(time=in_words(seconds)),
            _("The recovery key that was printed when the school was set up opens it at any time."),
        )
        self.seconds = seconds


@dataclass(frozen=True)
class Try:
    """A failed sign-in: whose name was given (a digest), when, and whether it still slows and is still to be logged.

    One that `entered` did not fail, but could not be logged at once.
    """

    who: str
    at: datetime
    ticks: float
    slows: bool = True
    logged: bool = False
    entered: bool = False


@dataclass(frozen=True)
class Known:
    """What the file holds; the salt goes into the digests of names."""

    salt: str
    tries: tuple[Try, ...] = ()

    def digest(self, name: str) -> str:
        """A name as the file knows it."""
        text = f"{self.salt}:{unicodedata.normalize('NFC', name)}"
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def delay(failures: int) -> int:
    """Seconds to wait after so many failures in a row: none before the third, 15 minutes from the tenth."""
    if failures <= _FREE:
        return 0
    return LONGEST_DELAY if failures >= _LOCKED_AT else 2 ** (failures - _FREE)


def in_words(seconds: int) -> str:
    """A time to wait, for people: seconds up to a minute, then minutes."""
    if seconds < 60:
        return ngettext("{n} second", "{n} seconds", seconds).format(n=seconds)
    minutes = math.ceil(seconds / 60)
    return ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)


def seconds_left(folder: Path, name: str, timer: Timer = TIMER) -> int:
    """Seconds until a password for this name is looked at; 0 where it is at once."""
    return _left(_read(folder), name, timer)


@contextmanager
def guarded(folder: Path, name: str, timer: Timer = TIMER) -> Iterator[None]:
    """Inside, a password is looked at: one at a time in a folder, and a `Denied` for a wrong one is counted.

    Raises `TooSoon` before anything is looked at, `Conflict` where another sign-in does not end.
    """
    with _alone(folder):
        known = _read(folder)
        if left := _left(known, name, timer):
            raise TooSoon(left)
        try:
            yield
        except Denied as error:
            if error.code == WRONG:
                _write(folder, _failed(_read(folder), name, timer))
            raise


def settle(folder: Path, name: str) -> None:
    """Forgets the failures of a name that signed in, and those of others once they are in the log; inside `guarded`."""
    known = _read(folder)
    if known.tries:
        mine = known.digest(name)
        left = (replace(one, logged=True) for one in known.tries if one.who != mine and one.slows)
        _write(folder, replace(known, tries=tuple(left)))


def forgive(folder: Path, name: str) -> None:
    """Lets a name try at once: it got a new password. Its failures are kept until they are in the log."""
    with _alone(folder):
        known = _read(folder)
        mine = known.digest(name)
        if any(one.who == mine for one in known.tries):
            tries = (replace(one, slows=False) if one.who == mine else one for one in known.tries)
            _write(folder, replace(known, tries=tuple(tries)))


def unlogged(folder: Path, names: Iterable[str], *, entered: bool = False) -> dict[str, list[datetime]]:
    """The moments of failures that are not in the log yet, by name; under no name those of names not among `names`.

    `entered`: of those that did not fail (`put_off`).
    """
    known = _read(folder)
    by_digest = {known.digest(name): name for name in names}
    found: dict[str, list[datetime]] = {}
    for one in known.tries:
        if not one.logged and one.entered is entered:
            found.setdefault(by_digest.get(one.who, ""), []).append(one.at)
    return found


def put_off(folder: Path, name: str, timer: Timer = TIMER) -> None:
    """Notes a sign-in that the log could not take, for another was writing; inside `guarded`."""
    known = _read(folder)
    mine = known.digest(name)
    old = (replace(one, slows=one.slows and one.who != mine) for one in known.tries)
    new = Try(mine, timer.wall(), timer.ticks(), slows=False, entered=True)
    _write(folder, replace(known, tries=(*old, new)))


def _left(known: Known, name: str, timer: Timer) -> int:
    mine = known.digest(name)
    passed = [(one.who == mine, _passed(one, timer)) for one in known.tries if one.slows]
    own = [seconds for is_mine, seconds in passed if is_mine]
    recent = [seconds for __, seconds in passed if seconds < _IN_ALL_SECONDS]
    by_name = delay(len(own)) - min(own) if own and min(own) < _FORGOTTEN_AFTER else 0
    in_all = delay(len(recent) // _IN_ALL) - min(recent) if recent else 0
    return max(0, math.ceil(max(by_name, in_all)))


def _passed(one: Try, timer: Timer) -> float:
    """Seconds since a try: by the system's count, where that began anew by the clock, but no less than since."""
    ticks = timer.ticks()
    if ticks >= one.ticks:
        return ticks - one.ticks
    return max(ticks, (timer.wall() - one.at).total_seconds())


def _failed(known: Known, name: str, timer: Timer) -> Known:
    slowing = (one if _passed(one, timer) < _FORGOTTEN_AFTER else replace(one, slows=False) for one in known.tries)
    kept = [one for one in slowing if one.slows or not one.logged]
    new = Try(known.digest(name), timer.wall(), timer.ticks())
    return replace(known, tries=tuple([*kept, new][-_MOST_KEPT:]))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    held = locks.take(folder, _LOCK, _PATIENCE)
    if held is None:
        raise locks.taken(folder, _LOCK)
    try:
        yield
    finally:
        held.release()


def _read(folder: Path) -> Known:
    """What is known of failures; nothing where there is no file or it is damaged."""
    try:
        document = json.loads((folder / FILE).read_bytes())
        return Known(str(document["salt"]), tuple(_try_of(one) for one in document["tries"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return Known(secrets.token_hex(16))


def _try_of(document: Mapping[str, object]) -> Try:
    at, ticks = datetime.fromisoformat(str(document["at"])), float(str(document["ticks"]))
    if at.tzinfo is not None or not math.isfinite(ticks):
        raise ValueError("moment")
    slows, logged, entered = (bool(document[name]) for name in ("slows", "logged", "entered"))
    return Try(str(document["who"]), at, ticks, slows, logged, entered)


def _write(folder: Path, known: Known) -> None:
    tries = [{**asdict(one), "at": one.at.isoformat()} for one in known.tries]
    with atomic_writer(folder / FILE) as file:
        file.write(json.dumps({"salt": known.salt, "tries": tries}, indent=1).encode())
