"""Migrations: the models' schema, up and down with data in it, and old or new after a death at any statement."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine
from sqlcipher3 import dbapi2

from sms_desktop.core import paths
from sms_desktop.core.errors import StorageProblem
from sms_desktop.db import backup_file, keys, locks, migrate, opening, tables
from sms_desktop.db.accounts import Grant, Role, User
from sms_desktop.db.attendance import Attendance, MakeUpLesson
from sms_desktop.db.base import Base
from sms_desktop.db.chain import problems
from sms_desktop.db.courses import (
    AcademicYear,
    Course,
    CourseRule,
    Enrolment,
    Holiday,
    Lesson,
    Offering,
    OfferingRule,
    OfferingTeacher,
    Term,
)
from sms_desktop.db.database import Database
from sms_desktop.db.documents import (
    IssuedDocument,
    IssuedPages,
    LetterTemplate,
    NamedExport,
    OwnForm,
    SchoolPicture,
)
from sms_desktop.db.grades import Assessment, DailyRating, Grade, Highlight
from sms_desktop.db.operations import Setting
from sms_desktop.db.people import Contact, Programme, Student, StudentContact, StudentPhoto
from tests.content import Content, content
from tests.dying import DIED, LIVED, ended, migrating
from tests.schools import ADMIN, RECOVERY_KEY

KEY = bytes(range(32))
DAY = date(2026, 9, 14)


def scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(paths.migrations()))
    return ScriptDirectory.from_config(config)


def revisions() -> list[tuple[str, str]]:
    """Each revision with the one it follows, the oldest first."""
    return [(script.revision, script.down_revision or "base") for script in scripts().walk_revisions()][::-1]


def fill(database: Database) -> None:
    """A row in every audited table, and one that is deleted."""
    with database.begin(ADMIN, "create") as session:
        for row in (
            User(name="eleni", role="secretary", verifier="$argon2id$"),
            Programme(code="AUT", name="Μηχανική Αυτοκινήτου"),
            Setting(key="school.name", value="Σχολή"),
            AcademicYear(name="2026-2027", first_day=DAY, last_day=DAY, is_current=True),
            Student(student_number="S1", first_name="Μαρία", last_name="Παππά", programme_id=1, extra={"bus": 12}),
            Student(student_number="S1", first_name="Old", last_name="Row", deleted_at=datetime(2026, 1, 1)),
            Contact(name="Νίκος Παππάς"),
            StudentContact(student_id=1, contact_id=1),
            StudentPhoto(student_id=1, media_type="image/png", image=b"\x89\x00\xff"),
            Course(course_code="MAT", course_name="Μαθηματικά", credits=Decimal("4.5")),
            CourseRule(course_id=1, position=1, name="Final", weight=Decimal(100)),
            Term(year_id=1, number=1, name="Α'", first_day=DAY, last_day=DAY),
            Holiday(term_id=1, first_day=DAY, last_day=DAY),
            Offering(course_id=1, term_id=1, section="Α1"),
            OfferingRule(offering_id=1, position=1, name="Final", weight=Decimal(100)),
            OfferingTeacher(offering_id=1, user_id=1, name="E. N."),
            Lesson(offering_id=1, weekday=0),
            Enrolment(student_id=1, offering_id=1),
            Assessment(offering_id=1, rule_id=1, title="Exam"),
            Grade(enrolment_id=1, assessment_id=1, score=Decimal("14.33333"), max_score=Decimal(20)),
            DailyRating(enrolment_id=1, rule_id=1, date=DAY, score=Decimal(8)),
            Highlight(student_id=1, term_id=1, noted_on=DAY, text="Helped a classmate"),
            Attendance(enrolment_id=1, date=DAY, period=1, status="P"),
            MakeUpLesson(offering_id=1, date=DAY),
            Role(name="counsellor", keys=["students:view", "students:sensitive"]),
            NamedExport(user_id=1, name="Phones", list="students", form="xlsx", options={"columns": ["mobile"]}),
            LetterTemplate(kind="certificate", name="Attendance", language="en", title="Certificate", body="${a}"),
            OwnForm(
                name="Ministry", file_name="f.docx", form="docx", subject="student", content=b"PK", content_hash="0"
            ),
            IssuedDocument(
                year=2026,
                number=1,
                kind="attendance",
                title="Certificate",
                student_id=1,
                language="en",
                issued_at=datetime(2026, 1, 1),
                issued_by="eleni",
                content_hash="0",
            ),
            IssuedPages(issued_id=1, content=b"%PDF"),
            SchoolPicture(name="logo", media_type="image/png", image=b"\x89"),
            Grant(user_id=1, permission="backups:restore", granted_at=datetime(2026, 1, 1)),
        ):
            session.add(row)
            session.flush()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Database]:
    database = opening.create(tmp_path / "data", KEY)
    yield database
    database.close()


def schema(connection: Connection) -> dict[tuple[str, str], str]:
    """Tables and indexes as SQLite keeps them, blanks and quotes apart."""
    rows = connection.exec_driver_sql(
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL"
        " AND name NOT LIKE 'sqlite!_%' ESCAPE '!' AND name != 'alembic_version'"
    )
    return {(kind, name): "".join(sql.replace('"', "").split()) for kind, name, sql in rows}


def test_there_is_one_newest_revision_and_the_program_knows_it() -> None:
    assert scripts().get_heads() == [migrate.SCHEMA]
    assert [revision for revision, __ in revisions()] == sorted(revision for revision, __ in revisions())


def test_the_migrated_schema_is_that_of_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_migrated_schema_has_the_models_indexes_with_their_conditions(database: Database) -> None:
    fresh = create_engine("sqlite://", module=dbapi2)
    Base.metadata.create_all(fresh)
    with fresh.connect() as made, database.engine.connect() as migrated:
        wanted, found = schema(made), schema(migrated)
    fresh.dispose()
    assert found.keys() == wanted.keys()
    indexes = {key: sql for key, sql in wanted.items() if key[0] == "index"}
    assert {key: found[key] for key in indexes} == indexes


def test_every_constraint_has_a_name_and_every_audited_id_is_used_once_only() -> None:
    for table in tables.metadata.sorted_tables:
        assert all(constraint.name for constraint in table.constraints), table.name
    for table in tables.audited().values():
        assert table.dialect_options["sqlite"]["autoincrement"], table.name


def test_every_revision_goes_up_and_down_and_up_again_with_data_in_it(empty: Database) -> None:
    migrate.run(empty, "upgrade", migrate.SCHEMA)
    fill(empty)
    students = content(empty)["students"]
    for revision, previous in reversed(revisions()):
        migrate.run(empty, "downgrade", previous)
        assert migrate.current(empty) == (None if previous == "base" else previous)
        if previous != "base":
            migrate.run(empty, "upgrade", revision)
            if revision == migrate.SCHEMA:
                assert content(empty)["students"] == students
            migrate.run(empty, "downgrade", previous)
    for revision, __ in revisions():
        migrate.run(empty, "upgrade", revision)
        assert migrate.current(empty) == revision
    assert {name: rows for name, rows in content(empty).items() if rows} == {}


def test_filling_reaches_every_table(empty: Database, tmp_path: Path) -> None:
    migrate.bring_up(empty, tmp_path)
    keys.write_slots(empty.folder / opening.KEYS, [keys.recovery_slot(RECOVERY_KEY, KEY)])
    fill(empty)
    assert [name for name, rows in content(empty).items() if not rows] == []


def test_bringing_up_does_so_once(empty: Database, tmp_path: Path) -> None:
    assert migrate.current(empty) is None
    assert migrate.bring_up(empty, tmp_path / "copies") is True
    assert migrate.bring_up(empty, tmp_path / "copies") is False
    assert migrate.current(empty) == migrate.SCHEMA
    assert not (tmp_path / "copies").exists()


def test_only_one_process_brings_a_school_up(empty: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "_WAIT_SECONDS", 0.05)
    held = locks.take(empty.folder, "upgrade")
    assert held is not None
    with pytest.raises(Exception, match="in use by process"):
        migrate.bring_up(empty, tmp_path)
    held.release()
    assert migrate.bring_up(empty, tmp_path)


# A later version of the program, with one more revision.

NOW, NEXT = migrate.SCHEMA, f"{int(migrate.SCHEMA) + 1:04d}"
LATER = f"""
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "{NEXT}", "{NOW}", None, None


def upgrade():
    with op.batch_alter_table("students") as batch:
        batch.add_column(sa.Column("nickname", sa.String(50), server_default="", nullable=False))
        batch.alter_column("city", type_=sa.String(200))
    op.execute("UPDATE students SET nickname = first_name")


def downgrade():
    with op.batch_alter_table("students") as batch:
        batch.drop_column("nickname")
"""
BREAKING = LATER.replace("def downgrade", '    op.execute("DELETE FROM programmes")\n\n\ndef downgrade')


@pytest.fixture
def later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The migrations of the later version."""
    folder = tmp_path / "migrations"
    shutil.copytree(paths.migrations(), folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / f"{NEXT}_later.py").write_text(LATER)
    monkeypatch.setattr(paths, "migrations", lambda: folder)
    monkeypatch.setattr(migrate, "SCHEMA", NEXT)
    return folder


def nicknames(database: Database) -> list[str]:
    with database.engine.connect() as connection:
        return list(connection.exec_driver_sql("SELECT nickname FROM students ORDER BY id").scalars())


def test_before_an_upgrade_a_copy_is_kept_that_opens_and_equals(
    database: Database, tmp_path: Path, later: Path
) -> None:
    fill(database)
    before = content(database)
    assert migrate.bring_up(database, tmp_path / "copies") is True
    assert nicknames(database) == ["Μαρία", "Old"]
    assert content(database) == before
    [copy] = (tmp_path / "copies").iterdir()
    assert copy.stat().st_mode & 0o777 == 0o600
    (tmp_path / "restored").mkdir()
    shutil.copy(database.folder / opening.KEYS, tmp_path / "restored")
    backup_file.extract(copy, database.key, tmp_path / "restored" / opening.DATABASE)
    restored = opening.open_existing(tmp_path / "restored", database.key)
    assert migrate.current(restored) == NOW
    assert content(restored) == before
    restored.close()


def test_an_upgrade_that_would_break_references_leaves_the_old_schema(
    database: Database, tmp_path: Path, later: Path
) -> None:
    fill(database)
    before = content(database)
    (later / "versions" / f"{NEXT}_later.py").write_text(BREAKING)
    with pytest.raises(StorageProblem, match="1 references"):
        migrate.bring_up(database, tmp_path / "copies")
    assert migrate.current(database) == NOW
    assert content(database) == before
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_an_upgrade_on_a_full_disk_leaves_the_old_schema(database: Database, tmp_path: Path, later: Path) -> None:
    fill(database)
    before = content(database)
    with database.engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.execute("PRAGMA max_page_count=1")
    with pytest.raises(StorageProblem) as caught:
        migrate.bring_up(database, tmp_path / "copies")
    assert caught.value.code == "disk_full"
    assert migrate.current(database) == NOW
    assert content(database) == before


def test_a_copy_that_can_not_be_written_stops_the_upgrade(database: Database, tmp_path: Path, later: Path) -> None:
    (tmp_path / "copies").write_text("a file where the folder should be")
    with pytest.raises(StorageProblem):
        migrate.bring_up(database, tmp_path / "copies")
    assert migrate.current(database) == NOW


def old_or_new(folder: Path, how: int, before: Content) -> bool:
    """Whether the school in `folder` is wholly as before the upgrade, or wholly upgraded if it came through."""
    opened = opening.open_existing(folder, KEY)
    try:
        with opened.engine.connect() as connection:
            upgraded = "nickname" in schema(connection)["table", "students"]
        with opened.read(ADMIN) as session:
            sound = list(problems(session, opened.audit_key)) == []
        state = (how, migrate.current(opened), upgraded)
        return sound and content(opened) == before and state in {(DIED, NOW, False), (LIVED, NEXT, True)}
    finally:
        opened.close()


@pytest.fixture
def old_school(empty: Database, tmp_path: Path) -> tuple[Path, Content]:
    """A closed school with data, of the version before."""
    migrate.bring_up(empty, tmp_path)
    keys.write_slots(empty.folder / opening.KEYS, [keys.recovery_slot(RECOVERY_KEY, KEY)])
    fill(empty)
    before = content(empty)
    empty.close()
    return empty.folder, before


def deaths(old: Path, scripts: Path, first: int, last: int) -> Iterator[tuple[Path, int]]:
    """Copies of the school whose upgrade died at each statement from `first` to `last`, and how it ended."""
    for statement in range(first, last + 1):
        folder = old.with_name(f"at-{statement}")
        shutil.copytree(old, folder)
        how = ended(migrating, folder, KEY, scripts, "upgrade", NEXT, statement)
        yield folder, how
        if how == LIVED:
            break


@pytest.mark.parametrize("first", range(1, 100, 10))
def test_a_school_whose_upgrade_dies_at_any_statement_has_the_old_schema_or_the_new(
    old_school: tuple[Path, Content], later: Path, tmp_path: Path, first: int
) -> None:
    old, before = old_school
    for folder, how in deaths(old, later, first, first + 9):
        assert old_or_new(folder, how, before)
    opened = opening.open_existing(folder, KEY)
    assert migrate.bring_up(opened, tmp_path / "copies") is (how == DIED)
    assert nicknames(opened) == ["Μαρία", "Old"]
    opened.close()


def test_an_upgrade_that_commits_halfway_would_be_found_by_the_test_above(
    old_school: tuple[Path, Content], later: Path
) -> None:
    old, before = old_school
    halfway = 'ADD COLUMN nickname")\n    op.execute("COMMIT")\n    op.execute("BEGIN")\n'
    body = f'    op.execute("ALTER TABLE students {halfway}'
    start, end = LATER.index("    with op"), LATER.index("def downgrade")
    (later / "versions" / f"{NEXT}_later.py").write_text(LATER[:start] + body + "\n\n" + LATER[end:])
    assert [old_or_new(folder, how, before) for folder, how in deaths(old, later, 5, 20)].count(False) > 0


@pytest.mark.parametrize("statement", [1, 2, 3, 10, 40, 60, 65, 66, 67, 68, 69, 70, 200])
def test_a_first_schema_that_dies_at_some_statement_is_made_by_the_next_start(tmp_path: Path, statement: int) -> None:
    opening.create(tmp_path / "data", KEY).close()
    how = ended(migrating, tmp_path / "data", KEY, paths.migrations(), "upgrade", NOW, statement)
    opened = opening.open_existing(tmp_path / "data", KEY)
    assert (how, migrate.current(opened)) in {(DIED, None), (LIVED, NOW)}
    assert migrate.bring_up(opened, tmp_path / "copies") is (how == DIED)
    fill(opened)
    opened.close()
