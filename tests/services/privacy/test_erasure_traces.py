"""Where else somebody's name may stand: fields of the school's own, files that came in, long work about others."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from sms_desktop.db.people import Student
from sms_desktop.services import jobs, students
from sms_desktop.services.importing import imports
from sms_desktop.services.importing.model import Options
from sms_desktop.services.privacy import erasure
from sms_desktop.services.privacy.erasure_rules import ERASE
from tests.services.office import School
from tests.services.privacy.test_erasure import everything

ROW = "student number;last name;first name;shoe size\nS1;Monadou;Eleni;size thirty-eight\n"


def brought_in(school: School) -> int:
    """A student of a file that is called after her, who has left; returns the id."""
    options = Options(kind="students", mapping={"extra:Shoe size": "shoe size"})
    imports.run(school.database, school.admin, school.file(ROW, "Monadou_Eleni.csv"), options)
    with school.database.begin(school.admin) as session:
        number = students.by_number(session, "S1")
        students.update(session, number, replace(students.get(session, number).data, status="withdrawn"))
    return number


def test_fields_of_the_schools_own_and_names_of_files_go(school: School) -> None:
    number = brought_in(school)
    assert "thirty-eight" in everything(school.database)
    with school.database.begin(school.admin) as session:
        erasure.erase(session, [number], ERASE, "She asked")
    left = everything(school.database)
    assert [word for word in ("thirty-eight", "Monadou", "Eleni") if word in left] == []
    with school.database.read(school.admin) as session:
        assert imports.history(session)[0].file_name == f"Erased X{number}.csv"


def test_taking_the_import_back_brings_nobody_back(school: School) -> None:
    number = brought_in(school)
    with school.database.begin(school.admin) as session:
        erasure.erase(session, [number], ERASE, "She asked")
    imports.take_back(school.database, school.admin, 1)
    assert "Monadou" not in everything(school.database)
    with school.database.read(school.admin) as session:
        row = session.scalars(select(Student)).one()
        assert (row.last_name, row.first_name, row.extra) == ("Erased", f"X{number}", None)


def test_who_is_called_alike_keeps_the_name_in_long_work(school: School) -> None:
    number = brought_in(school)
    jobs.run(school.database, school.admin, "report", "Report of Monadouli Eva", lambda session: {})
    jobs.run(school.database, school.admin, "report", "Report of Monadou, Eleni", lambda session: {})
    with school.database.begin(school.admin) as session:
        erasure.erase(session, [number], ERASE, "She asked")
    with school.database.read(school.admin) as session:
        titles = [job.title for job in jobs.recent(session) if job.kind == "report"]
    assert titles == [f"Report of Erased X{number}", "Report of Monadouli Eva"]
