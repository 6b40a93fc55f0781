#!/usr/bin/env python3
"""Sets up this checkout in `.venv` and does one thing in it: `python3 dev.py COMMAND`, standard library only."""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):  # noqa: UP036 (this very line tells whoever has an older one)
    sys.exit("SMS Desktop needs Python 3.11 or newer, and this is {}.{}.".format(*sys.version_info[:2]))

import hashlib
import json
import os
import subprocess
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

HOME = Path(__file__).resolve().parent
VENV = HOME / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
#: What the installed packages were made from, so that a second start has nothing to do.
STAMP = VENV / "sms-desktop.json"
#: `run` is what the program needs, `dev` also what tests, checks and packages it; each is a lock file.
LEVELS = ("run", "dev")
#: Settings of the caller's shell that would send packages elsewhere than into `.venv`.
FOREIGN = ("PYTHONHOME", "PYTHONPATH", "PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV", "PIP_TARGET", "PIP_USER")
#: Libraries of the system that Qt loads, and the Debian package of each.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
XCB_LIBRARIES = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
#: How Qt ends where it reaches no display, whatever the environment says.
QT_ABORTED = 134
NO_SUCH_DISPLAY = (
    "If the display could not be reached: `env -u DISPLAY -u WAYLAND_DISPLAY python3 dev.py run --demo` does without."
)


class Problem(Exception):
    """What stands in the way, as a sentence with a way out."""


# Set-up


def digest(level: str, home: Path = HOME) -> str:
    """What the packages of `level` are made from: its lock file and the project file."""
    parts = (home / "requirements" / f"{level}.lock", home / "pyproject.toml")
    return hashlib.sha256(b"\0".join(part.read_bytes() for part in parts)).hexdigest()


def place() -> dict[str, str]:
    """Where `.venv` is and which Python it starts: when one of them changes it has to be made again."""
    return {"home": str(HOME), "python": os.path.realpath(PYTHON)}


def read_stamp(stamp: Path = STAMP) -> dict[str, str]:
    try:
        kept = json.loads(stamp.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def is_ready(kept: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
    """Whether everything wanted was noted at the last set-up."""
    return all(kept.get(name) == value for name, value in wanted.items())


def set_up(level: str) -> None:
    """Makes `.venv` hold exactly the locked packages of `level` and this checkout; at once where it does already."""
    if not is_ready(read_stamp(), {**place(), level: digest(level)}):
        make_environment()
        install(level)
        # What is in dev.lock is in run.lock too, with the same versions.
        done = LEVELS[: LEVELS.index(level) + 1]
        STAMP.write_text(json.dumps({**place(), **{each: digest(each) for each in done}}), encoding="utf-8")
    compile_catalogues()


def make_environment() -> None:
    """Makes `.venv` where there is none, or where it is of another place or of a Python that is gone."""
    kept = read_stamp()
    moved = bool(kept) and not is_ready(kept, place())
    if PYTHON.exists() and not moved and quiet([PYTHON, "-c", "import pip"]) == 0:
        return
    require_venv()
    if VENV.is_symlink():
        raise Problem(f"{VENV} is a link to {VENV.resolve()}, which would be emptied. Remove the link, then try again.")
    print(f"Making {VENV} ...", flush=True)
    base = getattr(sys, "_base_executable", sys.executable)
    if call([base, "-m", "venv", "--clear", VENV], environment=clean()) != 0:
        raise Problem(f"{VENV} could not be made. Remove that folder, see that the disk has room, and try again.")


def require_venv(has: Callable[[str], bool] | None = None) -> None:
    """Raises `Problem` where this Python was delivered without the modules that make a `.venv`, as Debian's is."""
    from importlib.util import find_spec

    has = has or (lambda name: find_spec(name) is not None)
    if has("venv") and has("ensurepip"):
        return
    if Path("/usr/bin/apt-get").exists():
        raise Problem("Python's venv module is not installed. Install it with: sudo apt-get install python3-venv")
    raise Problem("This Python lacks its modules venv and ensurepip. Install a complete Python from python.org.")


def install(level: str) -> None:
    """Installs the locked packages, each checked against its hash, then this checkout without any download."""
    lock = HOME / "requirements" / f"{level}.lock"
    print("Installing the packages that the program needs (once, a minute or two) ...", flush=True)
    pip: list[str | Path] = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    if call([*pip, "--only-binary=:all:", "--require-hashes", "-r", lock], environment=clean()) != 0:
        raise Problem("The packages could not be installed. See that the package index can be reached, and try again.")
    if call([*pip, "--no-index", "--no-deps", "--no-build-isolation", "-e", HOME], environment=clean()) != 0:
        raise Problem("The checkout could not be installed into .venv: pip's message above says why.")
    name_relatively(VENV, HOME)


def name_relatively(environment: Path, home: Path) -> None:
    """Names the checkout by a relative path: Python reads this file in the system's encoding, where a Greek folder
    on an English Windows (or in the locale C) would be a fatal error at every start."""
    for packages in (*environment.glob("lib/python*/site-packages"), *environment.glob("Lib/site-packages")):
        file = packages / "_sms_desktop.pth"
        if file.exists():
            file.write_text(os.path.relpath(home, packages), encoding="ascii")


def compile_catalogues() -> None:
    """Compiles the translations that are newer than what was compiled from them."""
    sources = HOME.glob("translations/*/LC_MESSAGES/*.po")
    if any(is_newer(source, source.with_suffix(".mo")) for source in sources):
        catalogue("compile")


def is_newer(source: Path, made: Path) -> bool:
    """Whether `made` is missing or older than what it is made from."""
    return not made.exists() or made.stat().st_mtime_ns < source.stat().st_mtime_ns


# Calling


Words = Iterable[str | Path]


def clean() -> dict[str, str]:
    """The caller's environment without what would lead Python or pip out of `.venv`."""
    return {name: value for name, value in os.environ.items() if name not in FOREIGN}


def call(command: Words, environment: Mapping[str, str] | None = None, folder: Path | None = None) -> int:
    """Runs a command and returns its exit status; one that was killed by signal N counts as 128 + N."""
    status = subprocess.call([str(word) for word in command], env=environment, cwd=folder)
    return status if status >= 0 else 128 - status


def quiet(command: Words) -> int:
    words = [str(word) for word in command]
    return subprocess.call(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def module(name: str, *arguments: str | Path) -> int:
    """Runs a module of `.venv` in the checkout."""
    return call([PYTHON, "-m", name, *arguments], environment=clean(), folder=HOME)


def catalogue(*arguments: str) -> int:
    return call([PYTHON, HOME / "packaging" / "catalogue.py", *arguments], environment=clean(), folder=HOME)


# The window


def has_display(environment: Mapping[str, str], system: str = sys.platform) -> bool:
    """Whether a window would be seen: on Linux X11, Wayland, or another platform of Qt that the caller names."""
    platform = environment.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if platform in ("offscreen", "minimal", "minimalegl"):
        return False
    named = platform in ("eglfs", "linuxfb", "vkkhrdisplay", "vnc")
    return system != "linux" or named or any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def missing_libraries(environment: Mapping[str, str], load: Callable[[str], object] | None = None) -> dict[str, str]:
    """The system's libraries that Qt would not find, each with its Debian package; `load` raises OSError for one."""
    import ctypes

    platform = environment.get("QT_QPA_PLATFORM") or ("xcb" if environment.get("DISPLAY") else "")
    wanted = QT_LIBRARIES | (XCB_LIBRARIES if platform.startswith("xcb") else {})
    missing = {}
    for library, package in wanted.items():
        try:
            (load or ctypes.CDLL)(library)
        except OSError:
            missing[library] = package
    return missing


def require_libraries(missing: Mapping[str, str]) -> None:
    if missing:
        raise Problem(
            f"The window needs libraries that this system lacks: {', '.join(sorted(missing))}.\n"
            f"Install them with: sudo apt-get install {' '.join(sorted(set(missing.values())))}"
        )


def pictures_folder(arguments: list[str]) -> Path | None:
    """The folder named after `--pictures` (or `--pictures=`), if any."""
    for here, word in enumerate(arguments):
        if word == "--pictures" and here + 1 < len(arguments):
            return Path(arguments[here + 1])
        if word.startswith("--pictures="):
            return Path(word.partition("=")[2])
    return None


def run(arguments: list[str]) -> int:
    """Opens the window; without a display draws it unseen and saves a picture of every tab."""
    environment = clean()
    if sys.platform == "linux":
        require_libraries(missing_libraries(environment))
    if has_display(environment):
        status = call([BIN / "sms-desktop", *arguments], environment=environment)
        if status == QT_ABORTED and sys.platform == "linux":
            print(NO_SUCH_DISPLAY, file=sys.stderr)
        return status
    folder = pictures_folder(arguments)
    if folder is None:
        folder = HOME / "build" / "pictures"
        arguments = [*arguments, "--pictures", str(folder)]
    status = call([BIN / "sms-desktop", *arguments], environment={**environment, "QT_QPA_PLATFORM": "offscreen"})
    if status == 0:
        print(no_display(folder))
    return status


def no_display(folder: Path) -> str:
    """What to tell where no window could be opened but everything else went well."""
    return (
        f"There is no display here, so no window was opened: pictures of every tab are in {folder.resolve()}.\n"
        "Everything can be done without a window: `python3 dev.py ctl --help` lists what smsctl does, "
        "such as `python3 dev.py ctl inspect FILE`, `import FILE`, `search TEXT`, `undo IMPORT`."
    )


def control(arguments: list[str]) -> int:
    """Does by command what the window does."""
    command = [str(BIN / "smsctl"), *arguments]
    if os.name != "nt":
        os.execve(command[0], command, clean())
    return call(command, environment=clean())


# Work on the program


def test(arguments: list[str]) -> int:
    """Runs the tests, all of them with the coverage unless some are named."""
    everything = ["--cov=sms_desktop", "--cov-report=term:skip-covered", "--numprocesses=auto", "--dist=loadfile"]
    return module("pytest", *(arguments or everything))


def lint(arguments: list[str]) -> int:
    """Checks style, types, import rules and translations; `--fix` mends what can be mended by itself."""
    if "--fix" in arguments:
        module("ruff", "check", "--fix", ".")
        module("ruff", "format", ".")
    checks: dict[str, Callable[[], int]] = {
        "style": lambda: module("ruff", "check", "."),
        "layout": lambda: module("ruff", "format", "--check", "."),
        "types": lambda: module("mypy"),
        "import rules": lambda: call([BIN / "lint-imports"], environment=clean(), folder=HOME),
        "translations": lambda: catalogue("check"),
    }
    failed = [name for name, check in checks.items() if check() != 0]
    print(f"Not in order: {', '.join(failed)}." if failed else "Everything is in order.")
    return 1 if failed else 0


def bench(arguments: list[str]) -> int:
    """Measures the program against its references; `--quick` takes under two minutes."""
    return module("tests.bench", *arguments)


def lock(arguments: list[str]) -> int:
    """Pins every package with its hashes, for all systems; `--upgrade` takes the newest that fit."""
    common = ["pip", "compile", "--quiet", "--universal", "--python-version=3.11", "--generate-hashes", "--no-header"]
    common += ["--no-emit-index-url", "--no-emit-find-links", *arguments, "pyproject.toml", "requirements/build.in"]
    status = module("uv", *common, "-o", "requirements/run.lock")
    return status or module(
        "uv", *common, "requirements/dev.in", "-c", "requirements/run.lock", "-o", "requirements/dev.lock"
    )


def strings(arguments: list[str]) -> int:
    """Brings the translations up to date with the source; `--check` only says what is missing or stale."""
    return catalogue("check" if "--check" in arguments else "update")


def package(arguments: list[str]) -> int:
    """Makes the program for people without Python: one folder under `dist`."""
    options = ["--noconfirm", "--log-level=WARN", "--distpath=dist", "--workpath=build/pyinstaller", *arguments]
    status = module("PyInstaller", *options, "packaging/sms_desktop.spec")
    if status == 0:
        print(f"The program is in {HOME / 'dist' / 'sms-desktop'}.")
    return status


COMMANDS: dict[str, tuple[Callable[[list[str]], int], str]] = {
    "run": (run, "run"),
    "ctl": (control, "run"),
    "test": (test, "dev"),
    "lint": (lint, "dev"),
    "bench": (bench, "dev"),
    "lock": (lock, "dev"),
    "strings": (strings, "dev"),
    "package": (package, "dev"),
}
SHOWN = {"run": "run [--demo] [--pictures DIR]", "ctl": "ctl ...", "test": "test [pytest's arguments]"}


def usage() -> str:
    lines = [f"  {SHOWN.get(name, name):32} {work.__doc__}" for name, (work, _level) in COMMANDS.items()]
    return "\n".join(["python3 dev.py COMMAND", "", *lines])


def main(arguments: list[str]) -> int:
    """Sets up what the command needs and runs it; 0 done, 1 a check failed, 2 something stands in the way."""
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(usage())
        return 0 if arguments else 2
    if arguments[0] not in COMMANDS:
        print(f"There is no command {arguments[0]!r}.\n\n{usage()}", file=sys.stderr)
        return 2
    work, level = COMMANDS[arguments[0]]
    try:
        set_up(level)
        return work(arguments[1:])
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{error.strerror}: {error.filename}.", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # folders have names that some consoles lack
    sys.exit(main(sys.argv[1:]))
