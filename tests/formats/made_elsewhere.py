"""Forms that LibreOffice wrote, with header and footer, logo, merged cells, text box, print settings and formulas.

Nothing of ours and no library of ours made them, so they hold what an office program really writes: `class_list.docx`
and `grade_sheet.xlsx` are for a class, `student_card.docx` is for a student.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent / "forms"
CLASS_LIST, STUDENT_CARD, GRADE_SHEET = (
    HERE / name for name in ("class_list.docx", "student_card.docx", "grade_sheet.xlsx")
)
#: A ministry's form made in Word, without fields of ours: a test document of Apache POI, Apache licence 2.0.
MINISTRY = HERE / "elsewhere.docx"
#: A form of a ministry made in Excel, with fields put in: a test document of Apache POI, Apache licence 2.0.
APPORTIONMENT = HERE / "elsewhere.xlsx"
LISTS = ("courses", "students")
SCHOOL: dict[str, object] = {
    "school.name": "Σχολή & Υιοί <Α>", "school.authority": "Υπουργείο", "school.address": "Οδός 1",
    "school.place": "Λευκωσία", "school.signatory": "Ελένη Μαύρου", "today": date(2026, 11, 21),
    "today_words": "21 Νοεμβρίου 2026",
}  # fmt: skip


def shown(value: object) -> str:
    """A value as a text."""
    return "" if value is None else str(value)


def of_class(count: int = 30) -> dict[str, Any]:
    """A class of so many made-up students; the fifth has no grade, and the names of some look like formulas."""
    students = [
        {
            "no": n, "number": f"2026-{n:04d}", "last_name": f"=Επώνυμο{n}", "first_name": f"Όνομα{n}",
            "name": f"=Επώνυμο{n} Όνομα{n}", "date_of_birth": date(2005, 1, n % 28 + 1), "absences": n,
            "grade": None if n == 5 else Decimal(n) / 2, "percentage": Decimal(n) * 2 + Decimal("0.5"),
        }
        for n in range(1, count + 1)
    ]  # fmt: skip
    return {
        **SCHOOL, "course.code": "AUT0101", "course.name": "Αγγλικά", "class.term": "Α΄ Εξάμηνο", "students": students,
        "class.year": "2026-2027", "class.teachers": "Άννα Γεωργίου", "class.section": "A1", "class.size": count,
    }  # fmt: skip


def of_student(courses: int = 4) -> dict[str, Any]:
    """A made-up student with so many courses."""
    rows = [{"code": f"C{n}", "name": f"Μάθημα {n}", "credits": 5, "grade": Decimal(n)} for n in range(1, courses + 1)]
    return {
        **SCHOOL, "student.last_name": "Γεωργίου", "student.first_name": "Άννα", "student.address": "Οδός 1\nΛευκωσία",
        "student.father_name_genitive": "Νίκου", "average.grade": Decimal("15.50"), "courses": rows,
    }  # fmt: skip
