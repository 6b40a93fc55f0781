"""Forms of the school's own are filled for students and classes: all or nothing, and in the log before they appear."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from sqlalchemy import select

from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import Cancelled, Denied, Invalid, StorageProblem
from sms_desktop.core.permissions import rights_of
from sms_desktop.db.operations import ChangeSet
from sms_desktop.reports import own_form
from sms_desktop.reports.own_form import Asked, Filled
from sms_desktop.services import students
from sms_desktop.services.papers import own_forms
from sms_desktop.services.privacy import restriction
from tests.formats.made_elsewhere import CLASS_LIST, GRADE_SHEET, STUDENT_CARD
from tests.office_files import document
from tests.reports.papers import School

Fill = Callable[..., Filled]


@pytest.fixture
def add(school: School, tmp_path: Path) -> Callable[..., int]:
    """Keeps a form: a file, or a document with one paragraph of this text."""

    def keep(form: Path | str) -> int:
        path = form if isinstance(form, Path) else tmp_path / "text.docx"
        if isinstance(form, str):
            path.write_bytes(document(f"<w:p><w:r><w:t>{form}</w:t></w:r></w:p>"))
        with school.database.begin(school.admin, "create") as session:
            found = own_forms.add(session, own_forms.opened(path), path.stem if isinstance(form, Path) else form)
        (tmp_path / "text.docx").unlink(missing_ok=True)
        return found

    return keep


@pytest.fixture
def fill(school: School, tmp_path: Path) -> Fill:
    def run(form_id: int, target: str, who: Actor | None = None, **asked: object) -> Filled:
        wanted = Asked(form_id, **asked)  # type: ignore[arg-type]
        return own_form.fill(school.database, who or school.admin, wanted, tmp_path / target)

    return run


def left_in(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def newest(school: School) -> ChangeSet:
    with school.database.read(school.admin) as session:
        found = session.scalars(select(ChangeSet).order_by(ChangeSet.id.desc())).first()
        assert found is not None
        session.expunge(found)
        return found


def test_a_class_of_thirty_is_one_document_and_the_log_says_so(
    school: School, add: Callable[..., int], fill: Fill, tmp_path: Path
) -> None:
    school.make.klass(school.offering, 29)
    made = fill(add(CLASS_LIST), "class.docx", offering_id=school.offering, language="el", purpose="Υπουργείο")
    (table,) = Document(str(tmp_path / "class.docx")).tables
    assert (len(table.rows), made.documents, made.left) == (33, 1, ())
    assert "Παπαδοπούλου Άννα" in [row.cells[1].text for row in table.rows]
    assert "04/05/2006" in [row.cells[3].text for row in table.rows]
    log = newest(school)
    assert (log.action, log.reason) == ("report", "Υπουργείο")
    assert log.details["report"] == "class_list"
    assert (log.details["documents"], log.details["offering_id"]) == (1, school.offering)


def test_a_workbook_of_a_class_has_its_numbers_as_numbers(
    school: School, add: Callable[..., int], fill: Fill, tmp_path: Path
) -> None:
    school.make.klass(school.offering, 29)
    fill(add(GRADE_SHEET), "grades.xlsx", offering_id=school.offering)
    sheet = load_workbook(tmp_path / "grades.xlsx")["Βαθμοί"]
    rows = {sheet[f"C{row}"].value: row for row in range(5, 35)}
    assert isinstance(sheet[f"E{rows['S1']}"].value, int | float)
    assert sheet["E35"].value == "=AVERAGE(E5:E34)"


def test_students_get_a_file_each_and_who_is_gone_is_named(
    school: School, add: Callable[..., int], fill: Fill, tmp_path: Path
) -> None:
    other = school.make.student(last_name="Smith", first_name="John", student_number="S2")
    gone = school.make.student()
    with school.database.begin(school.admin, "delete") as session:
        students.delete(session, [gone])
    form = add(STUDENT_CARD)
    made = fill(form, "cards", students=(school.student, other, gone))
    assert left_in(tmp_path / "cards") == [
        "B1 Παπαδοπούλου Άννα S1 student_card.docx", "Smith John S2 student_card.docx",
    ]  # fmt: skip
    assert [(one.subject_id, one.sentence) for one in made.left] == [(gone, "This student is not there any more.")]
    assert ("Smith John", "average.grade") in [(name, fields[0]) for name, fields in made.gaps]
    assert newest(school).details["student_ids"] == [school.student, other]
    fill(form, "cards", students=(school.student,))
    assert len(left_in(tmp_path / "cards")) == 3


def test_all_students_in_one_file(school: School, add: Callable[..., int], fill: Fill, tmp_path: Path) -> None:
    other = school.make.student(last_name="Smith", first_name="John")
    made = fill(add(STUDENT_CARD), "all.docx", students=(school.student, other), together=True)
    assert (made.documents, len(Document(str(tmp_path / "all.docx")).sections)) == (2, 2)


def test_a_form_of_a_student_that_names_the_class_needs_one(
    school: School, add: Callable[..., int], fill: Fill, tmp_path: Path
) -> None:
    form = add("${student.last_name} ${course.code} ${document.purpose} ${document.recipient}")
    with pytest.raises(Invalid, match="Choose a class"):
        fill(form, "x.docx", students=(school.student,))
    fill(form, "x.docx", students=(school.student,), offering_id=school.offering, purpose="P", recipient="R")
    assert Document(str(tmp_path / "x.docx")).paragraphs[0].text == "Παπαδοπούλου ALG P R"


@pytest.mark.parametrize(
    ("target", "asked"),
    [
        *((f"x.{ending}", {"n": 1}) for ending in ("pdf", "xlsx", "dotx")),
        ("x.docx", {"n": 2}),
        ("folder", {"n": 2, "together": True}),
    ],
)
def test_a_target_that_does_not_fit_is_refused(
    school: School, add: Callable[..., int], fill: Fill, tmp_path: Path, target: str, asked: dict[str, int]
) -> None:
    form, before = add(STUDENT_CARD), left_in(tmp_path)
    chosen = (school.student, school.make.student())[: asked["n"]]
    with pytest.raises(Invalid) as refused:
        fill(form, target, students=chosen, together=bool(asked.get("together")))
    assert "file" in refused.value.fields
    assert left_in(tmp_path) == before


def test_nobody_chosen_or_nobody_left_is_refused(
    school: School, add: Callable[..., int], fill: Fill, tmp_path: Path
) -> None:
    card, listed, before = add(STUDENT_CARD), add(CLASS_LIST), left_in(tmp_path)
    for form, asked in ((card, {}), (listed, {}), (card, {"students": (999,)})):
        for target in ("x.docx", "folder"):
            with pytest.raises(Invalid):
                fill(form, target, **asked)
    assert left_in(tmp_path) == before


def test_cancelled_or_without_a_folder_nothing_is_left_and_nothing_logged(
    school: School, add: Callable[..., int], tmp_path: Path
) -> None:
    asked = Asked(add(STUDENT_CARD), (school.student, school.make.student()))
    before, log = left_in(tmp_path), newest(school).id

    def stop(done: int, total: int, /) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        own_form.fill(school.database, school.admin, asked, tmp_path / "cards", stop)
    with pytest.raises(StorageProblem):
        own_form.fill(school.database, school.admin, asked, tmp_path / "not" / "there")
    assert (left_in(tmp_path), newest(school).id) == (before, log)


def test_sensitive_fields_are_for_who_may_see_them(school: School, add: Callable[..., int], fill: Fill) -> None:
    form = add("${student.national_id}")
    teacher = school.make.teacher(school.offering)
    with pytest.raises(Denied) as refused:
        fill(form, "x.docx", teacher, students=(school.student,))
    assert refused.value.permission == "students:sensitive"
    fill(form, "x.docx", students=(school.student,))


def test_a_teacher_fills_forms_for_the_own_classes_alone(
    school: School, add: Callable[..., int], fill: Fill, tmp_path: Path
) -> None:
    form, listed = add("${student.last_name}"), add("${course.code}")
    teacher, stranger = school.make.teacher(school.offering), school.make.teacher()
    fill(form, "x.docx", teacher, students=(school.student,))
    fill(listed, "y.docx", teacher, offering_id=school.offering)
    for asked in ({"students": (school.student,)}, {"offering_id": school.offering}):
        with pytest.raises(Denied):
            fill(form if "students" in asked else listed, "z.docx", stranger, **asked)
    viewer = Actor(9, "viewer", rights_of("viewer"))
    with pytest.raises(Denied):
        fill(form, "z.docx", viewer, students=(school.student,))
    assert not (tmp_path / "z.docx").exists()


def test_no_grade_is_left_out_in_silence_for_want_of_a_right(
    school: School, add: Callable[..., int], fill: Fill
) -> None:
    form = add("${student.last_name} ${average.grade}")
    who = Actor(9, "office", frozenset({"reports:run", "students:view"}))
    with pytest.raises(Denied) as refused:
        fill(form, "x.docx", who, students=(school.student,))
    assert refused.value.permission == "grades:view"


def test_an_average_of_the_own_classes_is_not_put_into_a_form_as_that_of_all(
    school: School, add: Callable[..., int], fill: Fill
) -> None:
    teacher = school.make.teacher(school.offering)
    for field in ("${average.grade}", "${absences.total}", "${courses.name}"):
        with pytest.raises(Denied, match="own classes alone"):
            fill(add(f"${{student.last_name}} {field}"), "x.docx", teacher, students=(school.student,))
    fill(add("${students.last_name} ${students.grade}"), "y.docx", teacher, offering_id=school.offering)


def test_what_a_restriction_withholds_is_withheld_from_forms(
    school: School, add: Callable[..., int], fill: Fill, tmp_path: Path
) -> None:
    with school.database.begin(school.admin) as session:
        found = students.get(session, school.student).data
        students.update(session, school.student, replace(found, street="Hidden road"))
        restriction.restrict(session, school.student, "A court's order")
    made = fill(add("At ${student.street}."), "x.docx", students=(school.student,))
    assert Document(str(tmp_path / "x.docx")).paragraphs[0].text == "At ."
    assert made.gaps == (("Παπαδοπούλου Άννα", ("student.street",)),)


def test_the_task_of_the_worker_process_answers_as_json(
    school: School, add: Callable[..., int], tmp_path: Path
) -> None:
    asked = Asked(add("${student.last_name}"), (school.student,))
    seen: list[tuple[int, int]] = []
    answer = own_form.task(
        school.database, school.admin, own_form.arguments(asked, tmp_path / "x.docx"),
        lambda done, total: seen.append((done, total)),
    )  # fmt: skip
    assert answer == {"files": [str(tmp_path / "x.docx")], "documents": 1, "left": [], "gaps": []}
    assert seen[-1] == (1, 1)
    assert Document(io.BytesIO((tmp_path / "x.docx").read_bytes())).paragraphs[0].text == "Παπαδοπούλου"


@pytest.mark.libreoffice
@pytest.mark.poppler
def test_another_program_opens_what_was_filled_and_calculates_it(
    school: School, add: Callable[..., int], fill: Fill, tmp_path: Path
) -> None:
    school.make.klass(school.offering, 29)
    fill(add(GRADE_SHEET), "grades.xlsx", offering_id=school.offering)
    fill(add(CLASS_LIST), "class.docx", offering_id=school.offering)
    found = pdf_texts(tmp_path, "grades.xlsx", "class.docx")
    assert "Παπαδοπούλου Άννα" in found["grades"]
    assert "75.0%" in found["grades"]
    assert "#" not in found["grades"]
    assert "Σύνολο: 30" in found["class"]
    assert "${" not in found["grades"] + found["class"]


def pdf_texts(folder: Path, *names: str) -> dict[str, str]:
    """What the files look like as text, once LibreOffice has opened and printed them."""
    command = ["soffice", f"-env:UserInstallation={(folder / 'office').as_uri()}", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", folder, *names], cwd=folder, check=True, capture_output=True)
    texts = {}
    for name in names:
        pdf = (folder / name).with_suffix(".pdf")
        told = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True)
        texts[pdf.stem] = told.stdout
    return texts
