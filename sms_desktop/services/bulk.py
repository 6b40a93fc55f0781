"""What is so much on its way out that the password is asked for again (S10), and how that is said."""

from __future__ import annotations

from sms_desktop.core.i18n import _, format_number

#: So many people, or rows that stand for them, are everyday work; with sensitive fields it is so many.
MOST_PEOPLE, MOST_SENSITIVE = 100, 10
#: So many rows are a large class with all its marks or periods of a year.
MOST_ROWS = 5000
_OF_CLASSES = frozenset({"grades", "attendance", "daily-ratings"})
_NOT_OF_STUDENTS = frozenset({"courses", "offerings"})


def is_much(list_name: str, rows: int, *, sensitive: bool = False, whole: bool = False) -> bool:
    """Whether the password comes first: more than 100 people, more than 10 with sensitive fields, the whole list.

    `list_name` is one of `exports.LISTS`, or another name for papers about `rows` people. Of marks and registers it
    is 5,000 rows; of courses and offerings never; of the log always.
    """
    if list_name == "audit":
        return True
    if list_name in _NOT_OF_STUDENTS:
        return False
    if sensitive and rows > MOST_SENSITIVE:
        return True
    return rows > (MOST_ROWS if list_name in _OF_CLASSES else MOST_PEOPLE) or (whole and rows > MOST_SENSITIVE)


def why(list_name: str, *, sensitive: bool = False) -> str:
    """The sentence with which the password is asked for."""
    if list_name == "audit":
        return _("The log tells about everybody in the school. Show that it is you before it leaves the program.")
    if sensitive:
        return _(
            "These are telephones, identity numbers or notes of more than {n} people. "
            "Show that it is you before they leave the program."
        ).format(n=MOST_SENSITIVE)
    if list_name in _OF_CLASSES:
        return _(
            "This is the whole list, or more than {n} rows of it. Show that it is you before it leaves the program."
        ).format(n=format_number(MOST_ROWS))
    return _(
        "This is the whole list, or data of more than {n} people. Show that it is you before it leaves the program."
    ).format(n=MOST_PEOPLE)
