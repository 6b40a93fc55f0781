"""How wide the columns of a table on paper are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sms_desktop.formats.paper.model import Column, Row, Table
from tests.formats.papers import document, made, place_of, texts, words

pytestmark = pytest.mark.poppler


def test_long_names_have_the_room_that_other_columns_leave(tmp_path: Path) -> None:
    name = "Εισαγωγή στις Ηλεκτρομηχανολογικές Εγκαταστάσεις και τον Υπολογιστικό Σχεδιασμό"
    shares = (("Μάθημα", 1.0), ("Μέσοι όροι", 2.0), ("Βαθμός", 1.0), ("Όριο", 1.0))
    columns = tuple(Column(title, share) for title, share in shares)
    for long, short in ((name, "–"), (name, "Πρόοδος 12,50")):
        (page,) = texts(made(document(Table(columns, [Row((long, short, "12,50", "4"))]))), tmp_path, "-layout")
        assert re.search(rf"{long} +{short} +12,50 +4\n", page)
    full = Table(columns, [Row((name, name, "12,50", "4"))])
    (page,) = words(made(document(full)), tmp_path)
    assert page.count("Ηλεκτρομηχανολογικές") == 2


def test_a_number_is_not_parted_while_there_is_room_elsewhere(tmp_path: Path) -> None:
    columns = (Column("Αρ.", 0.4), Column("Φοιτητής", 6.0), Column("Βαθμός", 1.0))
    (page,) = texts(made(document(Table(columns, [Row(("2025-0134", "Poudel Manish", "8,89"))]))), tmp_path, "-layout")
    assert re.search(r"2025-0134 +Poudel Manish +8,89\n", page)


def test_columns_stay_where_they_are_while_names_are_not_long(tmp_path: Path) -> None:
    columns = (Column("Μάθημα", 1.0), Column("Βαθμός", 3.0))
    at = {
        name: place_of("12,50", made(document(Table(columns, [Row((name, "12,50"))]))), tmp_path)[0]
        for name in ("Μηχανές", "Θεωρία και εφαρμογές της μηχανικής")
    }
    assert len(set(at.values())) == 1
