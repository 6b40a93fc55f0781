"""`smsctl` as a program of its own: killed, interrupted, cut off, on a console without Greek."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sms_desktop.services.access import accounts
from tests.cli.office import PASSWORD, Office
from tests.content import Content, content

_SCRIPT = Path(sys.executable).with_name("smsctl")
_ENTRY = "import sys; from sms_desktop.cli.main import main; sys.exit(main())"
SMSCTL = [str(_SCRIPT)] if _SCRIPT.exists() else [sys.executable, "-c", _ENTRY]
#: Far enough in that rows are written, and not yet at the end.
_UNDER_WAY = re.compile(rb"(5|10|15),000 of ")


@pytest.fixture
def many(office: Office) -> Path:
    """A file of 20,000 students."""
    rows = "".join(f"B{n};Δοκιμή;Νίκος {n};n{n}@school.example;1/2/2005\n" for n in range(20_000))
    return office.file("Αρ. Μητρώου;Επώνυμο;Όνομα;Email;Ημερομηνία Γέννησης\n" + rows)


def started(office: Office, *words: object, errors: int) -> subprocess.Popen[bytes]:
    command = [*SMSCTL, "--data", str(office.folder), *map(str, words)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors)


def import_under_way(office: Office, file: Path) -> tuple[subprocess.Popen[bytes], int]:
    """An import at a terminal that has said how far it is, and what reads the terminal."""
    terminal, errors = os.openpty()
    process = started(office, "import", file, errors=errors)
    os.close(errors)
    shown = b""
    while not _UNDER_WAY.search(shown):
        shown += os.read(terminal, 1024)
    return process, terminal


def ended(process: subprocess.Popen[bytes], terminal: int) -> tuple[int, str]:
    """The exit code, and what was still shown at the terminal."""
    shown = b""
    try:
        while piece := os.read(terminal, 1024):
            shown += piece
    except OSError:  # the other side is closed
        pass
    os.close(terminal)
    process.communicate()
    return process.returncode, shown.decode()


def school_content(office: Office) -> Content:
    """All but the accounts: the program's sign-in brings what guessing their passwords costs up to today's."""
    assert office.json("check")["ok"]
    signed_in = accounts.sign_in(office.folder, None, PASSWORD)
    try:
        return {table: rows for table, rows in content(signed_in.database).items() if table != "users"}
    finally:
        signed_in.database.close()


def test_nothing_is_left_of_an_import_that_was_killed_and_the_next_command_says_so(office: Office, many: Path) -> None:
    before = school_content(office)
    process, terminal = import_under_way(office, many)
    process.kill()
    assert ended(process, terminal)[0] == -signal.SIGKILL
    answer = office.run("imports", "--json")
    assert (answer.code, answer.document) == (0, [])
    assert "“Import of students.csv” was interrupted when the program stopped; nothing of it was kept." in answer.err
    assert school_content(office) == before
    assert office.json("jobs")[0]["state"] == "failed"
    assert office.json("import", many)["new"] == 20_000


@pytest.fixture
def marks(office: Office) -> Path:
    """A file of 60,000 marks of 1,000 students in one course, all of whom are there."""
    rows = "".join(f"B{n};Δοκιμή;Νίκος {n};1/2/2005\n" for n in range(1000))
    office.json("import", office.file("Αρ. Μητρώου;Επώνυμο;Όνομα;Ημερομηνία Γέννησης\n" + rows))
    office.json("import", office.file("code;name;evaluation rules\nMAT1;Maths;Tests 60% + Final exam 40%\n"))
    enrolled = "".join(f"B{n};MAT1\n" for n in range(1000))
    office.json("import", office.file("student number;course code\n" + enrolled), "--kind", "enrolments")
    lines = "".join(f"B{n};MAT1;Tests;Test {k};{n % 21};20\n" for k in range(60) for n in range(1000))
    return office.file("student number;course code;category;title;score;max score\n" + lines)


def test_nothing_is_left_of_an_import_of_marks_that_was_killed(office: Office, marks: Path) -> None:
    before = school_content(office)
    process, terminal = import_under_way(office, marks)
    process.kill()
    assert ended(process, terminal)[0] == -signal.SIGKILL
    assert len(office.json("imports")) == 3
    assert school_content(office) == before
    assert (before["assessments"], before["grades"]) == ({}, {})
    assert office.json("import", marks)["new"] == 60_000


def test_ctrl_c_takes_an_import_back_and_ends_with_130(office: Office, many: Path) -> None:
    before = school_content(office)
    process, terminal = import_under_way(office, many)
    process.send_signal(signal.SIGINT)
    code, shown = ended(process, terminal)
    assert code == 130
    assert "Cancelled; what was not finished was taken back." in shown
    assert "Traceback" not in shown
    answer = office.run("imports", "--json")
    assert (answer.document, answer.err) == ([], "")
    assert school_content(office) == before
    assert office.json("jobs")[0]["state"] == "cancelled"


def test_who_has_read_enough_of_an_answer_is_no_fault(office: Office) -> None:
    process = started(office, "settings", "--json", errors=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 0


@pytest.mark.parametrize(("words", "code"), [(("jobs",), 0), (("show", "student", "X"), 2), (("nonsense",), 2)])
def test_the_exit_code_is_the_programs(office: Office, words: tuple[str, ...], code: int) -> None:
    process = started(office, *words, errors=subprocess.PIPE)
    process.communicate()
    assert process.returncode == code


def test_a_console_without_greek_shows_question_marks_and_documents_stay_whole(office: Office) -> None:
    office.imported()
    bare = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    command = [*SMSCTL, "--data", str(office.folder), "show", "student", "A100"]
    shown = subprocess.run(command, env=bare, capture_output=True, check=True).stdout
    assert b"???????????? ??????? (A100)" in shown
    document = subprocess.run([*command, "--json"], env=bare, capture_output=True, check=True).stdout
    assert json.loads(document.decode("utf-8"))["last_name"] == "Παπαδόπουλος"


def typed(office: Office, words: list[str], *lines: str) -> tuple[int, str]:
    """The exit code and what was shown, of a command at a terminal where these lines are typed when asked for."""
    terminal, other = os.openpty()
    environment = {name: value for name, value in os.environ.items() if name != "SMS_PASSWORD"}
    process = subprocess.Popen(
        [*SMSCTL, "--data", str(office.folder), *words],
        stdin=other, stdout=subprocess.PIPE, stderr=other, env=environment, start_new_session=True,
    )  # fmt: skip
    os.close(other)
    shown = b""
    for line in lines:
        while not shown.endswith(b": "):
            shown += os.read(terminal, 1024)
        shown = b""
        os.write(terminal, line.encode() + b"\n")
    return ended(process, terminal)


def test_the_password_is_asked_for_at_a_terminal_and_not_shown(office: Office) -> None:
    code, shown = typed(office, ["jobs"], PASSWORD)
    assert code == 0
    assert PASSWORD not in shown


def test_a_new_password_is_asked_for_twice(empty: Office) -> None:
    code, shown = typed(empty, ["init"], PASSWORD, PASSWORD + "!")
    assert code == 3
    assert "not the same" in shown
    assert not empty.folder.exists()
    assert typed(empty, ["init"], PASSWORD, PASSWORD)[0] == 0
    assert empty.run("jobs").code == 0
