"""The log by command: listed, filtered, told entry by entry."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from sms_desktop.core import clock
from tests.cli.office import Office


@pytest.fixture
def busy(office: Office) -> Office:
    """An import, a setting and an export."""
    office.imported()
    office.json("settings", "set", "grades.pass_mark", "12")
    office.json("export", "students", "--to", office.place / "out.csv")
    return office


def titles(office: Office, *words: object) -> list[str]:
    return [row["title"] for row in office.json("audit", *words)]


def test_the_log_is_listed_the_newest_first(busy: Office) -> None:
    exports = busy.json("audit", "--action", "export")
    assert [row["title"] for row in exports] == ["Export of students: 3 rows as CSV"]
    assert exports[0]["user"] == "office"
    assert exports[0]["at"].endswith("Z")
    imports = busy.json("audit", "list", "--entity", "students")
    assert [(row["action"], row["entities"], row["rows"]) for row in imports] == [("import", ["students"], 3)]
    numbers = [row["id"] for row in busy.json("audit")]
    assert numbers == sorted(numbers, reverse=True)
    assert len(busy.json("audit", "--limit", "2")) == 2


def test_the_log_is_filtered(busy: Office) -> None:
    assert titles(busy, "--text", "pass_mark") == titles(busy, "--entity", "settings")[:1]
    assert titles(busy, "--until", "2020-01-01") == []
    assert "Export of students: 3 rows as CSV" in titles(busy, "--since", "2020-01-01")
    assert titles(busy, "--user", "nobody") == []
    assert titles(busy, "--user", "office", "--action", "import") != []
    assert titles(busy, "--entity", "students", "--record", "A100") == titles(busy, "--action", "import")
    assert titles(busy, "--entity", "students", "--record", "1") == titles(busy, "--action", "import")


def test_people_read_a_table_and_what_more_there_is(busy: Office) -> None:
    told = busy.run("audit", "--limit", "1").out
    assert "What was done" in told
    assert "more entries fit." in told
    assert busy.run("audit", "--user", "nobody").out == "Nothing in the log fits.\n"


def test_one_entry_tells_rows_and_values(busy: Office) -> None:
    [entry] = busy.json("audit", "--entity", "settings", "--text", "pass_mark")
    told = busy.json("audit", "show", entry["id"])
    assert told["title"] == entry["title"]
    assert told["records"][0]["table"] == "settings"
    assert {"name", "before", "after", "before_words", "after_words"} == told["records"][0]["fields"][0].keys()
    lines = busy.run("audit", "show", entry["id"]).out
    assert "Value: " in lines
    assert "12" in lines


@pytest.mark.parametrize(
    "words", [("--entity", "cats"), ("--record", "1"), ("--since", "soon"), ("show", "9999"), ("show", "x")]
)
def test_what_can_not_be_answered_is_refused_with_2(busy: Office, words: tuple[str, ...]) -> None:
    assert busy.run("audit", *words).code == 2


def test_the_log_is_written_to_a_file(busy: Office) -> None:
    target: Path = busy.place / "log.xlsx"
    done = busy.json("export", "audit", "--to", target, "--where", "action = export")
    assert done["rows"] == 1


def test_old_entries_are_archived_and_the_archive_verified(busy: Office) -> None:
    file = busy.place / "log.smsaudit"
    before = str(clock.today() + timedelta(days=2))
    done = busy.json("audit", "archive", "--before", before, "--to", file)
    assert (done["first"], done["file"]) == (1, str(file))
    verified = busy.json("audit", "verify", file)
    assert (verified["ok"], verified["last"], verified["head"]) == (True, done["last"], done["head"])
    assert busy.json("check") == {"ok": True, "problems": []}
    answer = busy.run("audit", "--limit", "2")
    assert f"What came before entry {done['last'] + 1} is in an archive." in answer.err
    file.write_bytes(file.read_bytes()[:-1])
    assert busy.run("audit", "verify", file).code == 4
    assert busy.run("audit", "archive", "--before", "then", "--to", busy.place / "x").code == 2


def test_a_check_names_the_end_that_was_cut_off_the_log(busy: Office) -> None:
    from sms_desktop.services.access import accounts
    from tests.cli.office import PASSWORD

    opened = accounts.sign_in(busy.folder, None, PASSWORD)
    with opened.database.engine.connect() as connection, connection.begin():
        newest = connection.exec_driver_sql("SELECT max(id) FROM change_sets").scalar() - 2
        connection.exec_driver_sql("DROP TRIGGER change_sets_no_delete")
        connection.exec_driver_sql("DROP TRIGGER change_entries_no_delete")
        connection.exec_driver_sql(f"DELETE FROM change_entries WHERE change_set_id >= {newest}")
        connection.exec_driver_sql(f"DELETE FROM change_sets WHERE id >= {newest}")
    opened.database.close()
    answer = busy.run("check", "--json")
    assert answer.code == 1
    assert any("missing, and all after it" in problem["sentence"] for problem in answer.document["problems"])


def test_whose_data_an_account_touched_is_told_for_the_notice_after_a_breach(busy: Office) -> None:
    told = busy.json("audit", "affected", "office", "--since", clock.today().isoformat())
    first, *_others = told["people"]
    assert (first["number"], first["changed"], first["taken"], len(told["people"])) == ("A100", 1, 1, 3)
    assert [(one["title"], one["sure"]) for one in told["carried"]] == [("Export of students: 3 rows as CSV", True)]
    words = busy.run("audit", "affected", "office", "--since", clock.today().isoformat()).out
    assert "Students that office may see today: all" in words
    assert "A100" in words
    nobody = busy.run("audit", "affected", "office", "--since", "2020-01-01", "--until", "2020-01-02").out
    assert "The log names no student." in nobody
