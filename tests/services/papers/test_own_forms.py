"""Forms of the school's own are looked at before they are kept, and kept byte for byte."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import BadFile, Conflict, Denied, Invalid, NotFound
from sms_desktop.core.permissions import rights_of
from sms_desktop.db.database import Database
from sms_desktop.db.documents import OwnForm
from sms_desktop.services import news
from sms_desktop.services.history import undo
from sms_desktop.services.papers import own_forms
from sms_desktop.services.papers.own_forms import FormFile
from tests.conftest import Transaction
from tests.formats.made_elsewhere import CLASS_LIST, GRADE_SHEET, STUDENT_CARD
from tests.office_files import document


def opened(folder: Path, *texts: str) -> FormFile:
    """A document with these paragraphs."""
    path = folder / "ours.docx"
    path.write_bytes(document("".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in texts)))
    return own_forms.opened(path)


def test_a_form_is_kept_as_it_is_and_found_by_its_name(write: Transaction, read: Transaction) -> None:
    file = own_forms.opened(CLASS_LIST)
    with write("create") as session:
        form_id = own_forms.add(session, file, note="For the ministry")
    with read() as session:
        row = own_forms.get(session, form_id)
        assert (row.name, row.file_name, row.form, row.subject) == ("class_list", "class_list.docx", "docx", "offering")
        assert (row.note, row.size) == ("For the ministry", CLASS_LIST.stat().st_size)
        assert own_forms.content(session, form_id) == CLASS_LIST.read_bytes()
        assert own_forms.by_name(session, " CLASS_LIST ").id == form_id
        assert own_forms.file_of(session, form_id) == file


def test_a_form_is_saved_by_who_may_fill_it(database: Database, write: Transaction, tmp_path: Path) -> None:
    with write() as session:
        form_id = own_forms.add(session, own_forms.opened(CLASS_LIST))
    with pytest.raises(Denied):
        own_forms.save(database, Actor(7, "viewer", rights_of("viewer")), form_id, tmp_path / "a.docx")
    own_forms.save(database, Actor(8, "teacher", rights_of("teacher")), form_id, tmp_path / "b.docx")
    assert [path.name for path in tmp_path.glob("*.docx")] == ["b.docx"]


def test_a_template_is_kept_as_the_document_that_it_is(tmp_path: Path, write: Transaction, read: Transaction) -> None:
    body = "<w:p><w:r><w:t>${today}</w:t></w:r></w:p>"
    declared = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
    (tmp_path / "ministry.dotx").write_bytes(document(body, main=declared))
    with write("create") as session:
        form_id = own_forms.add(session, own_forms.opened(tmp_path / "ministry.dotx"))
    with read() as session:
        row = own_forms.get(session, form_id)
        assert (row.name, row.file_name, row.form) == ("ministry", "ministry.dotx", "docx")
        assert b"template" not in ZipFile(BytesIO(own_forms.content(session, form_id))).read("[Content_Types].xml")


def test_unknown_fields_are_all_named_at_once_with_the_nearest_and_the_place(
    tmp_path: Path, write: Transaction
) -> None:
    file = opened(tmp_path, "${student.lastname} ${today}", "${nothing.like.it} and ${student.lastname}")
    assert file.unknown == (("student.lastname", "student.last_name"), ("nothing.like.it", ""))
    with write("create") as session, pytest.raises(Invalid) as refused:
        own_forms.add(session, file)
    assert refused.value.code == "unknown_fields"
    assert "“student.lastname” (paragraph 1, paragraph 2). Is “student.last_name” meant?" in refused.value.sentence
    assert "“nothing.like.it” (paragraph 2)." in refused.value.sentence


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("no field", "There is no field in this file"),
        ("${document.number}", "get no number"),
        ("${student.last_name", "begins and never ends: “${student.last_name”. (paragraph 1)"),
        ("${students.no} ${student.last_name}", "use “students.”"),
        ("${students.no} ${courses.no}", "two lists"),
    ],
)
def test_what_cannot_be_filled_is_refused_with_the_reason(
    tmp_path: Path, write: Transaction, text: str, told: str
) -> None:
    file = opened(tmp_path, text)
    assert told in " ".join(file.problems)
    with write("create") as session, pytest.raises(Invalid):
        own_forms.add(session, file)


@pytest.mark.parametrize(
    ("names", "subject"),
    [
        (["students.no", "course.name"], "offering"),
        (["course.name", "school.name"], "offering"),
        (["course.name", "student.name"], "student"),
        (["student.name", "courses.code"], "student"),
        (["school.name", "today"], "student"),
    ],
)
def test_whom_a_form_is_about_is_told_by_its_fields(names: list[str], subject: str) -> None:
    assert own_forms.subject_of(names) == subject


def test_filling_asks_for_the_right_to_each_kind_of_value() -> None:
    assert own_forms.permissions(["student.name"]) == ("students:view",)
    assert own_forms.permissions(["average.grade", "guardian.name"]) == (
        "students:view",
        "grades:view",
        "contacts:view",
    )
    assert own_forms.permissions(["students.no"]) == ("students:view", "offerings:view")
    assert own_forms.permissions(["students.grade"]) == ("students:view", "offerings:view", "grades:view")
    assert "contacts:view" in own_forms.permissions(["students.guardian_name"])
    assert own_forms.sensitive(["student.national_id"])
    assert own_forms.sensitive(["students.guardian_phone"])
    assert not own_forms.sensitive(["student.last_name", "students.no"])


def test_a_form_is_replaced_renamed_deleted_and_restored(write: Transaction, read: Transaction) -> None:
    with write("create") as session:
        form_id = own_forms.add(session, own_forms.opened(CLASS_LIST), "Marks")
    with write() as session:
        version = own_forms.replace(session, form_id, own_forms.opened(GRADE_SHEET))
        assert own_forms.rename(session, form_id, "Grades", "yearly", version) == version
    with read() as session:
        (row,) = own_forms.rows(session)
        assert (row.name, row.form, row.file_name, row.note) == ("Grades", "xlsx", "grade_sheet.xlsx", "yearly")
    with write("delete") as session:
        assert own_forms.delete(session, [form_id]) == 1
    with read() as session:
        assert own_forms.rows(session) == []
        assert [one.id for one in own_forms.rows(session, deleted=True)] == [form_id]
        with pytest.raises(NotFound):
            own_forms.content(session, form_id)
    with write("restore") as session:
        assert own_forms.restore(session, [form_id]) == 1


def test_names_are_there_once_and_changes_meanwhile_are_told(write: Transaction) -> None:
    file = own_forms.opened(STUDENT_CARD)
    with write("create") as session:
        form_id = own_forms.add(session, file, "Δελτίο")
        version = own_forms.get(session, form_id).version
    for name in ("δελτιο", "  "):
        with write("create") as session, pytest.raises(Invalid) as refused:
            own_forms.add(session, replace(file, file_name=".docx"), name) if name.strip() else own_forms.rename(
                session, form_id, name, ""
            )
        assert "name" in refused.value.fields
    with write() as session:
        own_forms.rename(session, form_id, "Δελτίο", "a note")
    with write() as session, pytest.raises(Conflict):
        own_forms.replace(session, form_id, file, version)
    with write("delete") as session:
        own_forms.delete(session, [form_id])
    with write("create") as session:
        own_forms.add(session, file, "Δελτίο")
    with write("restore") as session, pytest.raises(Conflict):
        own_forms.restore(session, [form_id])


def test_a_damaged_form_is_not_filled(write: Transaction, read: Transaction) -> None:
    with write("create") as session:
        form_id = own_forms.add(session, own_forms.opened(STUDENT_CARD))
    with write() as session:
        row = session.get(OwnForm, form_id)
        assert row is not None
        row.content = row.content[:-1] + b"x"
    with read() as session, pytest.raises(BadFile, match="is damaged"):
        own_forms.content(session, form_id)


def test_what_was_done_to_a_form_can_be_undone(database: Database, admin: Actor, write: Transaction) -> None:
    with write("create") as session:
        form_id = own_forms.add(session, own_forms.opened(CLASS_LIST), "Ours")
    with write() as session:
        own_forms.replace(session, form_id, own_forms.opened(STUDENT_CARD))
    with database.read(admin) as session:
        newest = news.newest_change(session)
    with write("undo") as session:
        undo.undo(session, newest)
    with database.read(admin) as session:
        assert own_forms.content(session, form_id) == CLASS_LIST.read_bytes()
        assert own_forms.get(session, form_id).form == "docx"


def test_an_unknown_name_is_told_with_the_nearest(write: Transaction, read: Transaction) -> None:
    with read() as session, pytest.raises(NotFound, match="forms add"):
        own_forms.by_name(session, "anything")
    with write("create") as session:
        own_forms.add(session, own_forms.opened(STUDENT_CARD), "Student card")
    with read() as session, pytest.raises(NotFound, match="Student card"):
        own_forms.by_name(session, "studnt card")
