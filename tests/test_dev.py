"""dev.py: what it makes, what it says, and when it has nothing to do."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import dev

HOME = Path(__file__).resolve().parent.parent
LOCKS = [HOME / "requirements" / f"{level}.lock" for level in dev.LEVELS]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout as far as the stamp looks at it."""
    shutil.copytree(HOME / "requirements", tmp_path / "requirements")
    shutil.copy(HOME / "pyproject.toml", tmp_path)
    return tmp_path


def pinned(lock: Path) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==([^ \\]+)", lock.read_text(encoding="utf-8"), re.MULTILINE))


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_without_a_command_it_lists_them_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main([]) == 2
    shown = capsys.readouterr().out
    assert all(f"  {name}" in shown for name in dev.COMMANDS)


def test_help_is_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(["--help"]) == 0
    assert "run [--demo] [--pictures DIR]" in capsys.readouterr().out


def test_the_folder_that_a_link_leads_to_is_not_emptied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    others = tmp_path / "others"
    others.mkdir()
    (others / "kept").touch()
    link = tmp_path / ".venv"
    link.symlink_to(others, target_is_directory=True)
    monkeypatch.setattr(dev, "VENV", link)
    monkeypatch.setattr(dev, "PYTHON", link / "bin" / "python")
    monkeypatch.setattr(dev, "STAMP", link / "stamp")
    with pytest.raises(dev.Problem, match="is a link"):
        dev.make_environment()
    assert (others / "kept").exists()


def test_an_unknown_command_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(["rum"]) == 2
    assert "There is no command 'rum'." in capsys.readouterr().err


def test_every_command_says_what_it_does() -> None:
    assert all(work.__doc__ and level in dev.LEVELS for work, level in dev.COMMANDS.values())


def test_an_unchanged_checkout_has_nothing_to_set_up(checkout: Path) -> None:
    wanted = {"run": dev.digest("run", checkout)}
    assert dev.is_ready({"run": dev.digest("run", checkout), "dev": "of another command"}, wanted)


@pytest.mark.parametrize("changed", ["requirements/run.lock", "pyproject.toml"])
def test_a_changed_lock_or_project_file_is_set_up_again(checkout: Path, changed: str) -> None:
    before = dev.digest("run", checkout)
    with (checkout / changed).open("a", encoding="utf-8") as file:
        file.write("# a change\n")
    assert dev.digest("run", checkout) != before


def test_the_tools_of_developers_do_not_touch_what_the_program_needs(checkout: Path) -> None:
    before = dev.digest("run", checkout)
    (checkout / "requirements" / "dev.lock").write_text("", encoding="utf-8")
    assert dev.digest("run", checkout) == before


@pytest.mark.parametrize("content", ["", "[1, 2]", "{half", "\x00"])
def test_a_damaged_stamp_means_setting_up_again(tmp_path: Path, content: str) -> None:
    stamp = tmp_path / "stamp.json"
    stamp.write_text(content, encoding="utf-8")
    assert dev.read_stamp(stamp) == {}
    assert dev.read_stamp(tmp_path / "none.json") == {}


def test_a_checkout_that_moved_needs_a_new_environment() -> None:
    assert not dev.is_ready({**dev.place(), "home": "elsewhere"}, dev.place())


def test_a_python_without_venv_is_explained() -> None:
    with pytest.raises(dev.Problem, match=r"python3-venv|python\.org"):
        dev.require_venv(lambda module: module != "ensurepip")
    dev.require_venv(lambda module: True)


@pytest.mark.parametrize("packages", ["lib/python3.11/site-packages", "Lib/site-packages"])
def test_a_checkout_in_a_greek_folder_starts_in_every_locale(tmp_path: Path, packages: str) -> None:
    home = tmp_path / "Γραμματεία"
    named = home / ".venv" / packages / "_sms_desktop.pth"
    named.parent.mkdir(parents=True)
    named.write_text(str(home), encoding="utf-8")
    dev.name_relatively(home / ".venv", home)
    assert named.read_bytes().isascii()
    assert (named.parent / named.read_text(encoding="ascii")).resolve() == home.resolve()


def test_an_old_catalogue_is_compiled_again(tmp_path: Path) -> None:
    source, made = tmp_path / "a.po", tmp_path / "a.mo"
    source.touch()
    assert dev.is_newer(source, made)
    made.touch()
    os.utime(source, ns=(1, 1))
    assert not dev.is_newer(source, made)


def test_a_process_that_was_killed_counts_as_the_shell_counts_it() -> None:
    assert dev.call([sys.executable, "-c", "raise SystemExit(3)"]) == 3
    if os.name == "posix":
        assert dev.call([sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"]) == 137


@pytest.mark.parametrize(
    ("environment", "seen"),
    [
        ({}, False),
        ({"DISPLAY": ""}, False),
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, False),
        ({"QT_QPA_PLATFORM": "vnc:port=5900"}, True),
        ({"QT_QPA_PLATFORM": "xcb"}, False),
    ],
)
def test_it_knows_whether_a_window_would_be_seen(environment: dict[str, str], seen: bool) -> None:
    assert dev.has_display(environment, "linux") is seen
    assert dev.has_display({}, "win32")


def test_without_a_display_it_says_so_and_what_smsctl_can_do(tmp_path: Path) -> None:
    said = dev.no_display(tmp_path / "shots")
    assert "no display" in said
    assert str(tmp_path / "shots") in said
    assert "smsctl" in said
    assert "dev.py ctl inspect FILE" in said


@pytest.mark.parametrize(
    ("arguments", "folder"),
    [([], None), (["--demo"], None), (["--pictures", "a b"], Path("a b")), (["--pictures=x", "--demo"], Path("x"))],
)
def test_it_finds_the_folder_for_pictures(arguments: list[str], folder: Path | None) -> None:
    assert dev.pictures_folder(arguments) == folder


def _system_without(*lacking: str) -> Callable[[str], None]:
    def load(library: str) -> None:
        if library in lacking:
            raise OSError(library)

    return load


def test_missing_system_libraries_are_named_with_the_command_that_installs_them() -> None:
    load = _system_without("libEGL.so.1", "libxcb-cursor.so.0")
    missing = dev.missing_libraries({"DISPLAY": ":0"}, load)
    with pytest.raises(dev.Problem) as problem:
        dev.require_libraries(missing)
    assert "libEGL.so.1, libxcb-cursor.so.0" in str(problem.value)
    assert str(problem.value).endswith("sudo apt-get install libegl1 libxcb-cursor0")


def test_libraries_of_x11_are_not_asked_for_without_it() -> None:
    assert dev.missing_libraries({}, _system_without("libxcb-cursor.so.0")) == {}
    assert (
        dev.missing_libraries({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, _system_without(*dev.XCB_LIBRARIES))
        == {}
    )


def test_a_complete_system_lacks_nothing() -> None:
    dev.require_libraries(dev.missing_libraries({"DISPLAY": ":0"}, _system_without()))


def test_an_older_python_gets_a_sentence(tmp_path: Path) -> None:
    text = (HOME / "dev.py").read_text(encoding="utf-8").replace("(3, 11)", "(9, 9)", 1)
    (tmp_path / "dev.py").write_text(text, encoding="utf-8")
    ended = subprocess.run([sys.executable, tmp_path / "dev.py", "help"], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert ended.stderr.startswith("SMS Desktop needs Python 3.11 or newer, and this is 3.")


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_a_lock_names_no_host_and_hashes_everything(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index-url" not in text
    assert "--find-links" not in text
    blocks = re.split(r"\n(?=[a-z])", text.strip())
    assert all("==" in block and "--hash=sha256:" in block for block in blocks)


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [Requirement(text) for text in project["project"]["dependencies"]]
    run = pinned(LOCKS[0])
    assert [str(each) for each in wanted if not each.specifier.contains(run.get(canonical(each.name), "0"))] == []


def test_both_locks_agree() -> None:
    run, everything = pinned(LOCKS[0]), pinned(LOCKS[1])
    assert run.items() <= everything.items()
