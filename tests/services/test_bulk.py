"""What is so much that the password is asked for again before it goes out."""

from __future__ import annotations

import pytest

from sms_desktop.services import bulk
from sms_desktop.services.exporting.lists import LISTS


@pytest.mark.parametrize(
    ("list_name", "rows", "more", "much"),
    [
        ("students", 100, {}, False),
        ("students", 101, {}, True),
        ("students", 11, {"whole": True}, True),
        ("students", 10, {"whole": True}, False),
        ("students", 10, {"sensitive": True}, False),
        ("students", 11, {"sensitive": True}, True),
        ("grades", 5000, {}, False),
        ("grades", 5001, {}, True),
        ("grades", 200, {"whole": True}, True),
        ("courses", 9999, {"whole": True}, False),
        ("offerings", 9999, {"whole": True}, False),
        ("audit", 1, {}, True),
        ("certificates", 101, {}, True),
    ],
)
def test_it_is_asked_for_where_much_goes_out(list_name: str, rows: int, more: dict[str, bool], much: bool) -> None:
    assert bulk.is_much(list_name, rows, **more) is much


def test_the_whole_of_each_list_of_students_is_much_and_says_so_in_words() -> None:
    for name in LISTS:
        assert bulk.is_much(name, 11, whole=True) is (name not in ("courses", "offerings"))
        assert bulk.why(name)
    said = [
        bulk.why("students"),
        bulk.why("students", sensitive=True),
        bulk.why("audit"),
        bulk.why("grades"),
    ]
    assert [
        n for words, n in zip(said, ("100 people", "10 people", "The log", "5,000 rows"), strict=True) if n in words
    ]
    for words, named in zip(said, ("100 people", "10 people", "The log", "5,000 rows"), strict=True):
        assert named in words
