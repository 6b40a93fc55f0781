"""One field finds anybody in any spelling, the best first, and telephones only for who may see them."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sms_desktop.core.actor import Actor
from sms_desktop.core.permissions import SECRETARY, VIEWER
from sms_desktop.db.database import Database
from sms_desktop.services import contacts, courses, students
from sms_desktop.services.search import Hit, search
from tests.conftest import Transaction
from tests.makers import Make


@pytest.fixture
def people(make: Make) -> dict[str, int]:
    return {
        "giorgos": make.student(last_name="Παπαδόπουλος", first_name="Γιώργος", student_number="P1"),
        "anna": make.student(last_name="Παπά", first_name="Άννα", student_number="P2", mobile="+357 99 123456"),
        "john": make.student(last_name="Smith", first_name="John", student_number="2026-0007", email="js@mail.example"),
    }


def found(database: Database, text: str, who: Actor | None = None, limit: int = 50) -> list[Hit]:
    from tests.schools import ADMIN

    with database.read(who or ADMIN) as session:
        return search(session, text, limit)


SPELLINGS = ["παπαδοπουλος", "ΠΑΠΑΔΟΠΟΥΛΟΣ", "papadopoulos", "Παπαδόπουλος", "Papadopulos", "PAPADOPOULOS Giorgos",
             "γιωργος παπαδ", "παπαδοπουλου"[:-1], "  papado   "]  # fmt: skip


@pytest.mark.parametrize("text", SPELLINGS)
def test_every_spelling_finds_the_same_person(database: Database, people: dict[str, int], text: str) -> None:
    assert [hit.id for hit in found(database, text)] == [people["giorgos"]]


def test_numbers_and_addresses_find_their_owner(database: Database, people: dict[str, int]) -> None:
    for text in ("2026-0007", "js@mail.example", "smith 0007", "SMITH"):
        assert [(hit.kind, hit.id) for hit in found(database, text)] == [("student", people["john"])]


def test_whole_words_come_before_beginnings_and_those_before_middles(database: Database, make: Make) -> None:
    middle = make.student(last_name="Hannah", first_name="Zoe")
    start = make.student(last_name="Annabel", first_name="Zoe")
    whole = make.student(last_name="Ann", first_name="Zoe")
    assert [hit.id for hit in found(database, "ann")] == [whole, start, middle]


def test_a_limit_never_hides_the_better_hits(database: Database, make: Make) -> None:
    for n in range(12):
        make.student(last_name=f"Zannos{n}", first_name="A")
        make.course(course_code=f"ZAN{n}", course_name="Zannology")
    best = [make.student(last_name="Annas", first_name="Z"), make.course(course_code="ANN1", course_name="Annals")]
    assert {hit.id for hit in found(database, "ann", limit=2)} == set(best)


@pytest.mark.parametrize("text", ["ana", "anna", "an", "pa ana", "24", "koulia an"])
def test_one_pass_finds_what_a_pass_of_its_own_for_beginnings_finds(
    database: Database, make: Make, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    for n in range(24):
        last, first = ("Zanaki", "Pananos", "Koulianas", "Anastasiou")[n % 4], ("Ioanna", "Anna", "Eleana")[n % 3]
        make.student(last_name=last, first_name=first, student_number=f"2024-{n:03d}", mobile=f"99 {n:06d}24")
    once = found(database, text, limit=4)
    assert len(once) == 4
    for most in (4, 5, 1000):
        monkeypatch.setattr("sms_desktop.services.search._MOST_READ", most)
        assert found(database, text, limit=4) == once


def test_a_contact_leads_to_its_student_and_is_told_apart(
    database: Database, people: dict[str, int], make: Make
) -> None:
    contact = make.contact(people["john"], name="Μαίρη Σμιθ", relation="mother", phone="22 445566")
    [hit] = found(database, "mairi")
    assert hit == Hit("contact", contact, "Μαίρη Σμιθ", "mother · Smith John · 2026-0007", "2026-0007", people["john"])
    assert [hit.kind for hit in found(database, "22445566")] == ["contact"]


def test_a_course_is_found_by_code_and_name(database: Database, make: Make) -> None:
    made = make.course(course_code="AUT0107", course_name="Μηχανές Εσωτερικής Καύσης")
    for text in ("aut0107", "μηχανες", "mixanes kafsis"):
        assert [(hit.kind, hit.id, hit.subtitle) for hit in found(database, text)] == [("course", made, "AUT0107")]


def test_telephones_find_people_only_for_who_may_see_them(
    database: Database, people: dict[str, int], make: Make
) -> None:
    make.contact(people["john"], name="Mary", phone="22 445566")
    secretary, viewer = make.user(SECRETARY), make.user(VIEWER)
    for text in ("99123456", "+357 99 123456", "99-12-34-56", "123456"):
        assert [hit.id for hit in found(database, text, secretary)] == [people["anna"]]
        assert found(database, text, viewer) == []
    assert found(database, "22445566", viewer) == []
    assert found(database, "123", secretary) == []


def test_who_may_see_nothing_finds_nothing(database: Database, people: dict[str, int], make: Make) -> None:
    make.course(course_name="Papadology")
    assert found(database, "papad", Actor(9, "nobody")) == []
    only_courses = Actor(9, "helper", frozenset({"courses:view"}))
    assert {hit.kind for hit in found(database, "papad", only_courses)} == {"course"}


def test_the_deleted_are_not_found(database: Database, people: dict[str, int], make: Make, write: Transaction) -> None:
    contact, course = make.contact(people["john"], name="Mary"), make.course(course_name="Maryology")
    with write() as session:
        contacts.delete(session, [contact])
        courses.delete(session, [course])
        students.delete(session, [people["giorgos"]])
    assert found(database, "mary") == found(database, "papadopoulos") == []


@pytest.mark.parametrize("text", ["", " ", "%", "_", "'", "\\", "***", '"', "--"])
def test_nothing_is_found_by_signs_alone(database: Database, people: dict[str, int], text: str) -> None:
    assert found(database, text) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=20) | st.text("0123456789 +%_\\'\"-*", max_size=12))
def test_no_text_breaks_the_search(database: Database, people: dict[str, int], text: str) -> None:
    assert len(found(database, text)) <= 3
