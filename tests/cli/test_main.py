"""One command, one answer, one exit code, whatever happens."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import sms_desktop
from sms_desktop.cli.arguments import Group
from sms_desktop.cli.call import Call
from sms_desktop.cli.main import run
from sms_desktop.core.errors import Cancelled
from tests.cli.crash import leave_a_job_behind
from tests.cli.office import STUDENTS, Office

COMMANDS = [
    "init", "demo", "terms", "inspect", "import", "imports", "undo", "export", "template", "report", "certificate",
    "issued", "forms", "search", "show", "grade", "rules", "absences", "extend", "highlights", "check", "settings",
    "jobs", "audit", "users", "roles", "backup", "keys", "privacy",
]  # fmt: skip


def test_the_help_names_every_command_and_the_exit_codes(empty: Office) -> None:
    answer = empty.bare("--help")
    assert answer.code == 0
    listed = [line.split()[0] for line in answer.out.splitlines() if line.startswith("    ") and line[4] != " "]
    assert listed == COMMANDS
    assert "130 cancelled" in answer.out


@pytest.mark.parametrize("language", ["en", "el"])
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_help_of_its_own(
    empty: Office, monkeypatch: pytest.MonkeyPatch, command: str, language: str
) -> None:
    monkeypatch.setenv("SMS_LANGUAGE", language)
    answer = empty.bare(command, "--help")
    assert (answer.code, answer.err) == (0, "")
    assert "--data" in answer.out
    assert f"smsctl {command}" in answer.out


def test_help_brings_nothing_heavy_in() -> None:
    program = (
        "import sys; from sms_desktop.cli.main import main; main(['--help']); "
        "heavy = {'sqlalchemy', 'sqlcipher3', 'openpyxl', 'alembic', 'cryptography', 'PySide6'} & set(sys.modules); "
        "sys.exit(f'too heavy: {heavy}' if heavy else 0)"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


def test_the_version_is_the_programs(empty: Office) -> None:
    assert empty.bare("--version").out == f"SMS Desktop {sms_desktop.__version__}\n"


def test_without_a_command_the_help_is_shown_and_the_code_is_2(empty: Office) -> None:
    answer = empty.bare()
    assert answer.code == 2
    assert answer.out == ""
    assert "init" in answer.err


def test_global_options_may_stand_before_or_after_the_command(office: Office) -> None:
    before = office.bare("--json", "--user", "office", "--data", office.folder, "settings", "get", "grades.pass_mark")
    after = office.bare("settings", "get", "--data", office.folder, "grades.pass_mark", "--user", "office", "--json")
    assert before == after
    assert before.document == {"key": "grades.pass_mark", "value": 10}


def test_the_last_word_on_the_data_folder_counts(office: Office) -> None:
    answer = office.bare("--data", office.place / "elsewhere", "jobs", "--data", office.folder)
    assert answer.code == 0


def test_options_are_not_guessed_from_their_beginnings(office: Office) -> None:
    answer = office.run("import", office.file(STUDENTS), "--prev")
    assert answer.code == 2
    assert "--prev" in answer.err


def test_a_wrong_command_line_is_an_error_document_too(empty: Office) -> None:
    answer = empty.bare("export", "--json")
    assert answer.code == 2
    assert answer.document["error"]["code"] == "usage"
    assert "smsctl export --help" in answer.document["error"]["way_out"]
    assert answer.err.startswith("usage: smsctl export")


def test_servers_are_said_to_come_later(empty: Office) -> None:
    answer = empty.bare("--database", "postgresql://somewhere/school", "jobs", "--json")
    assert answer.code == 2
    assert answer.document["error"]["code"] == "no_servers_yet"


def test_where_there_is_no_school_nothing_is_made(empty: Office) -> None:
    answer = empty.run("jobs", "--json")
    assert answer.code == 4
    assert answer.document["error"]["code"] == "no_school"
    assert "smsctl init" in answer.document["error"]["way_out"]
    assert not empty.folder.exists()


def test_the_data_folder_may_come_from_the_environment(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMS_DATA", str(office.folder))
    assert office.bare("jobs").code == 0


@pytest.mark.parametrize("words", [("--user", "nobody"), ("--user", "Office")])
def test_an_unknown_user_is_refused_with_3(office: Office, words: tuple[str, ...]) -> None:
    answer = office.run("jobs", *words, "--json")
    assert answer.code == 3
    assert answer.document["error"]["code"] == "wrong_password"


def test_a_wrong_password_is_refused_with_3(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMS_PASSWORD", "another sentence")
    answer = office.run("jobs")
    assert (answer.code, answer.out) == (3, "")
    assert "another sentence" not in answer.err


def test_without_a_password_and_a_terminal_nobody_is_signed_in(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SMS_PASSWORD")
    answer = office.run("jobs")
    assert answer.code == 3
    assert "SMS_PASSWORD" in answer.err


def test_a_damaged_database_is_said_to_be_so_with_4(office: Office) -> None:
    file = office.folder / "school.db"
    file.write_bytes(b"\x00" * file.stat().st_size)
    answer = office.run("jobs")
    assert answer.code == 4
    assert "Traceback" not in answer.err


def _faulty(call: Call) -> int:
    raise ZeroDivisionError("Παπαδόπουλος 99000001")


def _given_up(call: Call) -> int:
    raise Cancelled


def _interrupted(call: Call) -> int:
    raise KeyboardInterrupt


def _unreadable(call: Call) -> int:
    raise PermissionError(13, "Permission denied", "secret.csv")


def _add_to(commands: Group) -> None:
    for command in (_faulty, _given_up, _interrupted, _unreadable):
        commands.add(command.__name__.strip("_"), "ends badly", command)


def ended(office: Office, *words: str) -> tuple[int, str, str]:
    code = run(["--data", str(office.folder), *words], [_add_to])
    printed = office.capture.readouterr()
    return code, printed.out, printed.err


def log_of(folder: Path) -> str:
    return (folder / "logs" / "smsctl.log").read_text(encoding="utf-8")


def test_what_nobody_foresaw_is_a_sentence_and_a_log_without_values(office: Office) -> None:
    code, out, err = ended(office, "faulty")
    assert (code, out) == (4, "")
    assert "Traceback" not in err
    operation = err.partition("(operation ")[2].partition(")")[0]
    log = log_of(office.folder)
    assert operation in log
    assert "ZeroDivisionError" in log
    assert "test_main.py" in log
    assert "Παπαδόπουλος" not in log + err
    assert "99000001" not in log + err


def test_a_fault_where_there_is_no_school_leaves_nothing_behind(empty: Office) -> None:
    assert ended(empty, "faulty")[0] == 4
    assert list(empty.place.iterdir()) == []


@pytest.mark.parametrize("command", ["given_up", "interrupted"])
def test_cancelling_ends_with_130_and_a_document(office: Office, command: str) -> None:
    code, out, err = ended(office, command, "--json")
    assert code == 130
    assert '"cancelled"' in out
    assert "taken back" in err


def test_what_the_system_refuses_is_told_with_the_files_name(office: Office) -> None:
    code, out, err = ended(office, "unreadable")
    assert (code, out) == (4, "")
    assert err == "secret.csv: the system says “Permission denied”.\n"


def test_notices_of_a_crash_go_beside_the_answer(office: Office) -> None:
    leave_a_job_behind(office.folder, "Import of names.csv")
    answer = office.run("jobs", "--json")
    assert answer.document[0]["state"] == "failed"
    assert "“Import of names.csv” was interrupted" in answer.err
    assert office.run("jobs", "--json").err == ""
