"""The log says who did what to which rows, for who may read it, and can be filtered by anything of that."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Table

from sms_desktop.core import clock, i18n
from sms_desktop.core.actor import EVERYTHING, Actor
from sms_desktop.core.errors import Denied, Invalid, NotFound
from sms_desktop.core.permissions import SECRETARY
from sms_desktop.db import bulk
from sms_desktop.db.changes import describe
from sms_desktop.db.database import Database
from sms_desktop.db.people import Student
from sms_desktop.services import students
from sms_desktop.services.exporting.exports import Asked, export
from sms_desktop.services.history import audit
from sms_desktop.services.history.audit import Details, LogRow
from sms_desktop.services.history.audit_words import action_word, actions, field_word, plain_word
from sms_desktop.services.listing import ALL, Condition, Listing
from sms_desktop.services.students import StudentData
from tests.conftest import Transaction
from tests.content import last_change
from tests.makers import Make
from tests.schools import ADMIN

READER = Actor(5, "reader", frozenset({"audit:view"}))


def listed(database: Database, wanted: Listing = ALL, **more: int) -> list[LogRow]:
    with database.read(ADMIN) as session:
        rows = audit.page(session, wanted, **more)
        assert audit.count(session, wanted) >= len(rows)
        if not more:
            assert audit.ids(session, wanted) == [row.id for row in rows]
        return rows


def told(database: Database, number: int, who: Actor = ADMIN) -> Details:
    with database.read(who) as session:
        return audit.details(session, number)


def where(**conditions: object) -> Listing:
    return Listing(where=tuple(Condition(field, "=", value) for field, value in conditions.items()))


@pytest.fixture
def school(database: Database, make: Make) -> Database:
    """A few things done by two people."""
    anna = make.student(student_number="A1", last_name="Γεωργίου", first_name="Άννα", health_note="asthma")
    make.contact(anna, phone="99000009")
    secretary = make.user(SECRETARY)
    with database.begin(secretary, reason="He married") as session:
        data = students.get(session, anna).data
        students.update(session, anna, StudentData(**{**data.__dict__, "last_name": "Παππά", "mobile": "99111222"}))
    with database.begin(secretary, "export") as session:
        describe(session, "Export of {list}: {rows} rows as {format}", action="export", list="students", rows=1,
                 format="CSV")  # fmt: skip
    return database


def test_the_newest_comes_first_with_title_who_and_what_it_touched(school: Database) -> None:
    exported, edited, *_rest = listed(school)
    assert exported.title == "Export of students: 1 rows as CSV"
    assert (exported.action, exported.tables, exported.rows) == ("export", (), 0)
    assert edited.title == "Edit student Παππά Άννα"
    assert (edited.user_name[:9], edited.reason) == ("secretary", "He married")
    assert (edited.tables, edited.rows) == (("students",), 1)


def test_titles_follow_the_readers_language(school: Database) -> None:
    rows = listed(school)
    i18n.set_language("el", "φοιτητής")
    assert "Παππά Άννα" in rows[1].title
    assert rows[1].title != "Edit student Παππά Άννα"


def test_pages_follow_one_another(school: Database) -> None:
    everything = [row.id for row in listed(school)]
    assert everything == list(range(last_change(school), 0, -1))
    assert [row.id for row in listed(school, offset=2, limit=2)] == everything[2:4]
    assert listed(school, offset=100) == []
    assert [row.id for row in listed(school, Listing(sort="id"))] == everything[::-1]
    assert [row.id for row in listed(school, where(user="admin"), offset=1, limit=1)] == [
        row.id for row in listed(school, where(user="admin"))
    ][1:2]


@pytest.mark.parametrize(
    ("wanted", "titles"),
    [
        (where(action="export"), ["Export of students: 1 rows as CSV"]),
        (where(entity="contacts"), ["Add contact Γιώργος Παππάς"]),
        (where(entity="students", record="A1"), ["Edit student Παππά Άννα", "Add student Γεωργίου Άννα"]),
        (where(entity="students", record=1), ["Edit student Παππά Άννα", "Add student Γεωργίου Άννα"]),
        (where(entity="students", record=77), []),
        (where(user="nobody"), []),
        (where(since="2000-01-01", until="2001-01-01"), []),
        (where(since=date.max), []),
        (Listing("married"), ["Edit student Παππά Άννα"]),
        (Listing("παππά edit"), ["Edit student Παππά Άννα"]),
        (Listing("100%_"), []),
        (Listing("csv"), ["Export of students: 1 rows as CSV"]),
    ],
)  # fmt: skip
def test_the_log_is_filtered(school: Database, wanted: Listing, titles: list[str]) -> None:
    assert [row.title for row in listed(school, wanted)] == titles


def test_a_period_holds_its_first_and_its_last_day(school: Database) -> None:
    everything = len(listed(school))
    today = clock.today()
    assert len(listed(school, where(since=today, until=str(today)))) == everything
    assert len(listed(school, where(until=date.max))) == everything
    assert listed(school, where(until=today - timedelta(days=1))) == []
    assert listed(school, where(since=today + timedelta(days=1))) == []


@pytest.mark.parametrize(
    "wanted",
    [
        where(entity="no_such"),
        where(record="1"),
        where(entity="courses", record="A1"),
        where(entity="students", record="9" * 40),
        where(since="yesterday"),
        where(colour="red"),
    ],
)
def test_a_filter_that_says_nothing_is_refused(school: Database, wanted: Listing) -> None:
    with pytest.raises(Invalid), school.read(ADMIN) as session:
        audit.count(session, wanted)


def test_rows_brought_in_by_the_thousand_are_found_by_each_of_them(database: Database, write: Transaction) -> None:
    table = Student.__table__
    assert isinstance(table, Table)
    values = {name: [f"{name}{n}" for n in range(300)] for name in ("student_number", "first_name", "last_name")}
    with write("import") as session:
        bulk.insert_columns(session, table, values, 300)
    with write() as session:
        bulk.update_rows(session, table, [1, 9], {"city": ["", ""]}, {"city": ["A", "B"]})
    assert [row.id for row in listed(database, where(entity="students", record=9))] == [3, 2]
    assert [row.id for row in listed(database, where(entity="students", record=5))] == [2]
    many = told(database, 2)
    assert (len(many.records), many.more) == (100, 200)
    few = told(database, 3)
    assert [(one.row_id, one.fields[0].before_words, one.fields[0].after_words) for one in few.records] == [
        (1, "", "A"), (9, "", "B"),
    ]  # fmt: skip


def test_the_details_name_rows_and_values_before_and_after(school: Database) -> None:
    number = listed(school)[1].id
    [record] = told(school, number).records
    assert (record.table, record.name, record.operation) == ("students", "Παππά Άννα", "update")
    fields = {field.name: (field.before_words, field.after_words) for field in record.fields}
    assert fields == {"last_name": ("Γεωργίου", "Παππά"), "mobile": ("", "99111222")}


def test_references_are_told_by_name(database: Database, make: Make) -> None:
    make.enrolment(make.student(first_name="Maria", last_name="Pappa"), make.offering())
    [record] = told(database, last_change(database)).records
    words = {field.name: field.after_words for field in record.fields}
    assert words["student_id"] == "Pappa Maria"
    assert words["offering_id"].startswith("CRS")
    assert words["status"] == "active"
    assert words["enrolled_at"] == "21/09/2026"


def test_sensitive_fields_are_for_who_may_see_them(school: Database) -> None:
    number = listed(school)[1].id
    hidden = told(school, number, READER)
    assert hidden.sensitive_hidden
    assert [field.name for field in hidden.records[0].fields] == ["last_name"]
    created = told(school, listed(school, where(entity="contacts"))[0].id, READER)
    assert "99000009" not in str(created)
    full = told(school, number, Actor(5, "reader", frozenset({"audit:view", "students:sensitive"})))
    assert not full.sensitive_hidden


def test_what_proves_a_password_is_never_told(database: Database, make: Make) -> None:
    make.user(SECRETARY)
    [record] = told(database, last_change(database), Actor(1, "admin", frozenset({EVERYTHING}))).records
    assert "verifier" not in {field.name for field in record.fields}
    assert "role" in {field.name for field in record.fields}


def test_a_number_that_is_not_there_is_said(school: Database) -> None:
    with pytest.raises(NotFound):
        told(school, 99)


def test_only_who_may_see_the_log_sees_it(school: Database, make: Make) -> None:
    with pytest.raises(Denied, match="audit:view"), school.read(make.user(SECRETARY)) as session:
        audit.count(session)


def test_people_to_choose_from_are_all_accounts_and_the_program(school: Database) -> None:
    with school.read(READER) as session:
        names = audit.users(session)
    assert names[0] == "admin"
    assert names[-1] == "system"


def test_every_action_and_field_has_words() -> None:
    assert all(action_word(action) != action for action in actions())
    assert action_word("unheard_of") == "unheard_of"
    assert field_word("last_name") == "Last name"
    assert field_word("submitted_on") == "Date submitted"
    assert field_word("no_such_thing") == "no such thing"
    assert [plain_word(value) for value in (True, Decimal("1.5"), datetime(2026, 1, 2), [1, 2], b"x", "text")] == [
        "Yes", "1.5", plain_word(datetime(2026, 1, 2)), "1, 2", "(a picture)", "text",
    ]  # fmt: skip


def test_the_log_is_exported_as_it_is_filtered(school: Database, tmp_path: Path) -> None:
    wanted = Listing("παππά", (Condition("entity", "=", "students"), Condition("since", "=", "2020-01-01")))
    done = export(school, ADMIN, Asked("audit", wanted), tmp_path / "log.json")
    assert done.rows == 1
    [row] = json.loads((tmp_path / "log.json").read_text(encoding="utf-8"))
    assert (row["title"], row["entities"], row["rows"], row["reason"]) == (
        "Edit student Παππά Άννα", ["students"], 1, "He married",
    )  # fmt: skip
    assert row["at"].endswith("Z")
    export(school, ADMIN, Asked("audit"), tmp_path / "log.csv")
    lines = (tmp_path / "log.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("Number,When,Who,Action,What was done,Rows of,Rows,Reason")
    assert lines[1].split(",")[3:5] == ["Export", "Export of audit: 1 rows as JSON"]
    assert listed(school)[0].title == f"Export of audit: {len(lines) - 1} rows as CSV"


def test_the_log_goes_out_only_to_who_may_see_it(school: Database, make: Make, tmp_path: Path) -> None:
    with pytest.raises(Denied, match="audit:view"):
        export(school, make.user(SECRETARY), Asked("audit"), tmp_path / "log.csv")
    assert not (tmp_path / "log.csv").exists()
