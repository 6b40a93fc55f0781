"""Templates: those of the program until somebody edits them, the school's own, and a preview on a real student."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from sms_desktop.core.errors import Conflict, Invalid, NotFound
from sms_desktop.core.i18n import set_language
from sms_desktop.db.database import Database
from sms_desktop.db.documents import LetterTemplate
from sms_desktop.formats.paper.model import Text, Together
from sms_desktop.services import settings, students
from sms_desktop.services.history import undo
from sms_desktop.services.papers import letters
from sms_desktop.services.papers.letter_originals import LetterData, originals
from tests.conftest import Transaction
from tests.content import last_change
from tests.makers import Make

OURS = LetterData("Ours", "other", "en", "A title", "For **${student.full_name}**.", signed=False)


def kept(read: Transaction) -> int:
    with read() as session:
        return session.scalar(select(func.count(LetterTemplate.id))) or 0


def test_the_letters_of_the_program_are_there_without_a_row(read: Transaction) -> None:
    with read() as session:
        found = letters.every(session)
        assert len(found) == len(originals())
        assert letters.get(session, "attendance.el").data.title == "Βεβαίωση φοίτησης"
    assert kept(read) == 0
    assert not any(letter.edited or letter.id for letter in found)


def test_editing_one_makes_a_row_and_its_first_text_can_be_had_again(read: Transaction, write: Transaction) -> None:
    mine = replace(originals()["attendance", "en"], title="To whom it may concern")
    with write() as session:
        version = letters.update(session, "attendance.en", mine, 0)
    with read() as session:
        found = letters.get(session, "attendance.en")
    assert (found.edited, found.version, found.data) == (True, version, mine)
    assert kept(read) == 1
    with write() as session:
        letters.reset(session, "attendance.en", version)
    with read() as session:
        found = letters.get(session, "attendance.en")
    assert (found.edited, found.data) == (False, originals()["attendance", "en"])


def test_who_did_not_see_the_last_change_is_told(write: Transaction) -> None:
    mine = originals()["attendance", "en"]
    with write() as session:
        letters.update(session, "attendance.en", replace(mine, title="One"), 0)
    with pytest.raises(Conflict), write() as session:
        letters.update(session, "attendance.en", replace(mine, title="Two"), 0)


def test_the_schools_own_are_made_copied_changed_and_taken_away(read: Transaction, write: Transaction) -> None:
    with write("create") as session:
        ref = letters.create(session, OURS)
        other = letters.duplicate(session, "attendance.en", "Our attendance")
    with write() as session:
        letters.update(session, ref, replace(OURS, name="Ours, new", only_active=True))
    with read() as session:
        assert letters.get(session, ref).data == replace(OURS, name="Ours, new", only_active=True)
        assert letters.get(session, other).data.body == originals()["attendance", "en"].body
        assert [one.ref for one in letters.every(session)][-2:] == [other, ref]
    with write("delete") as session:
        assert letters.delete(session, [ref, "papers.el", "nothing"]) == 2
    with read() as session:
        assert {one.ref for one in letters.every(session, deleted=True)} == {ref, "papers.el"}
        assert ref not in {one.ref for one in letters.every(session)}
    with write("restore") as session:
        assert letters.restore(session, [ref, "papers.el"]) == 2
    with read() as session:
        assert letters.every(session, deleted=True) == []


def test_the_first_text_of_ones_own_can_not_be_had(write: Transaction) -> None:
    with write("create") as session:
        ref = letters.create(session, OURS)
    with pytest.raises(Invalid), write() as session:
        letters.reset(session, ref)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (replace(OURS, name=" "), "name"),
        (replace(OURS, name="x" * 101), "name"),
        (replace(OURS, name="certificate OF attendance"), "name"),
        (replace(OURS, kind="strange"), "kind"),
        (replace(OURS, language="fr"), "language"),
        (replace(OURS, only_active=True, only_left=True), "only_left"),
        (replace(OURS, title=""), "title"),
        (replace(OURS, title="For ${student.last_name}"), "title"),
        (replace(OURS, body="\n"), "body"),
        (replace(OURS, body="${student.lastname}"), "body"),
        (replace(OURS, body="x" * 20_001), "body"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_kept(
    read: Transaction, write: Transaction, data: LetterData, field: str
) -> None:
    with pytest.raises(Invalid) as caught, write("create") as session:
        letters.create(session, data)
    assert set(caught.value.fields) == {field}
    assert kept(read) == 0


def test_a_name_that_is_taken_by_now_is_not_restored(write: Transaction) -> None:
    with write("create") as session:
        ref = letters.create(session, OURS)
    with write("delete") as session:
        letters.delete(session, [ref])
    with write("create") as session:
        letters.create(session, OURS)
    with pytest.raises(Invalid), write("restore") as session:
        letters.restore(session, [ref])


def test_a_template_is_found_by_key_or_name_in_the_language_asked_for(read: Transaction) -> None:
    with read() as session:
        assert letters.named(session, "attendance", "el").ref == "attendance.el"
        assert letters.named(session, "attendance", "en").ref == "attendance.en"
        assert letters.named(session, "ΒΕΒΑΙΩΣΗ ΦΟΙΤΗΣΗΣ", "en").ref == "attendance.el"
        assert letters.named(session, "grades.el", "en").ref == "grades.el"
        with pytest.raises(NotFound) as caught:
            letters.named(session, "grade", "en")
    assert "grades" in caught.value.way_out


def test_one_of_the_schools_own_is_there_in_its_own_language_alone(read: Transaction, write: Transaction) -> None:
    with write("create") as session:
        ref = letters.create(session, OURS)
    with read() as session:
        assert letters.in_language(session, ref, "en").ref == ref
        assert letters.in_language(session, "grades.el", "en").ref == "grades.en"
        with pytest.raises(NotFound):
            letters.in_language(session, ref, "el")


def test_a_change_of_a_template_is_undone(database: Database, read: Transaction, write: Transaction) -> None:
    with write() as session:
        letters.update(session, "attendance.en", replace(originals()["attendance", "en"], title="Mine"))
    with write() as session:
        undo.undo(session, last_change(database))
    with read() as session:
        assert letters.get(session, "attendance.en").data.title == "Certificate of attendance"


def test_a_preview_is_the_letter_of_a_real_student_without_a_number(
    make: Make, read: Transaction, write: Transaction
) -> None:
    student = make.student(first_name="Άννα", last_name="Γεωργίου", student_number="A1")
    with write("settings_change") as session:
        for name, value in (("name", "Σχολή"), ("place", "Πάφος"), ("signatory", "Δρ Χ"), ("signatory_title", "Δ")):
            settings.write(session, f"school.{name}", value)
    set_language("el")
    with read() as session:
        found = letters.preview(session, originals()["attendance", "el"], student)
        own = letters.preview(session, replace(OURS, numbered=False, letterhead=False), student)
    assert found.head is not None
    assert found.head.school == "Σχολή"
    assert found.dated.startswith("Πάφος, ")
    assert "…" in found.number
    assert isinstance(found.blocks[-1], Together)
    assert (own.number, own.head) == ("", None)
    assert own.blocks[-1] == Text("For <b>Άννα Γεωργίου</b>.", "letter", rich=True)


def test_a_preview_of_what_is_wrong_or_of_nobody_is_refused(make: Make, read: Transaction, write: Transaction) -> None:
    student = make.student()
    with read() as session, pytest.raises(Invalid) as caught:
        letters.preview(session, replace(OURS, body="${nothing.known}"), student)
    assert "body" in caught.value.fields
    with write("delete") as session:
        students.delete(session, [student])
    with read() as session, pytest.raises(NotFound):
        letters.preview(session, OURS, student)
