"""Files of made-up students and marks for the bench: as an office's export has them, the same rows in every run."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from random import Random

from sms_desktop.services.demo import sources

HEADERS = (
    "Αρ. Μητρώου", "Επώνυμο", "Όνομα", "Όνομα Πατέρα", "E-mail", "Κινητό τηλέφωνο", "Ημερομηνία Γέννησης",
    "Οδός", "Αριθμός", "Πόλη", "Ταχυδρομικός Κώδικας", "Έτος Σπουδών", "Τμήμα", "Ημερομηνία Εγγραφής",
)  # fmt: skip


def rows(count: int) -> Iterator[list[str]]:
    """Rows of students: numbers and addresses are unique, names come again as they do in life."""
    rng, peoples, places = Random(20), sources.peoples(), sources.places()
    for n in range(count):
        people, town = rng.choice(peoples), rng.choice(places.towns)
        woman = rng.random() < 0.5
        yield [
            f"S{n:07d}",
            rng.choice(people.surnames)[woman],
            rng.choice(people.women if woman else people.men),
            rng.choice(people.fathers),
            f"student{n}@post.example",
            f"98{rng.randrange(1_000_000):06d}",
            f"{rng.randint(1, 28):02d}/{rng.randint(1, 12):02d}/{rng.randint(1990, 2008)}",
            rng.choice(places.streets),
            str(rng.randint(1, 98)),
            town.name,
            str(rng.randint(town.first_code, town.last_code)),
            rng.choice(("Α'", "Β'")),
            f"A{rng.randint(1, 9)}",
            f"{rng.randint(1, 14):02d}/09/{rng.randint(2020, 2026)}",
        ]


MARK_HEADERS = (
    "Αρ. Μητρώου", "Κωδικός Μαθήματος", "Κατηγορία", "Τίτλος", "Βαθμός", "Μέγιστο", "Ημερομηνία Ανάθεσης",
)  # fmt: skip
#: Of one student in one course.
MARKS_OF_ENROLMENT = 10


def marks(enrolments: Iterable[tuple[str, str, Sequence[str]]], day: date) -> Iterator[list[str]]:
    """Rows of marks, ten for each of the enrolments (student's number, course's code, names of its categories)."""
    rng, on = Random(21), f"{day:%d/%m/%Y}"
    for number, code, categories in enrolments:
        for n in range(MARKS_OF_ENROLMENT):
            score = str(rng.randint(8, 40) / 2).replace(".", ",")
            yield [number, code, categories[n % len(categories)], f"Εργασία {n + 1}", score, "20", on]


def write_csv(path: Path, headers: Sequence[str], of: Iterable[list[str]]) -> None:
    """A semicolon-separated file in UTF-8."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(headers)
        writer.writerows(of)


def write_xlsx(path: Path, headers: Sequence[str], of: Iterable[list[str]]) -> None:
    """A workbook with one sheet."""
    from sms_desktop.formats.lists.xlsx_out import write_xlsx as write

    write(path, headers, of)
