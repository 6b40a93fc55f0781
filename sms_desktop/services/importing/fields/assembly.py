"""Columns that say a part of something, or several things at once, put together as the fields they mean."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from sms_desktop.core.errors import Invalid
from sms_desktop.core.i18n import N_, _

Columns = MutableMapping[str, list[Any]]
GROUPS = ("contact1", "contact2", "contact3")
_PARENTS = {"father": N_("father"), "mother": N_("mother")}
#: Little words that belong to the last name before which they stand.
_PARTICLES = frozenset({"de", "del", "della", "di", "da", "van", "von", "der", "den", "el", "al", "le", "la", "ter"})


def split_full_name(name: str) -> tuple[str, str]:
    """Last and first name of one text: parted by the comma, else the last name is the first word.

    So registers write them (Παπαδόπουλος Γιώργος); particles stay with what they belong to (van der Berg Anna).
    """
    if "," in name:
        last, __, first = name.partition(",")
        return last.strip(), first.strip()
    words = name.split()
    at = 0
    while at < len(words) - 2 and words[at].lower() in _PARTICLES:
        at += 1
    return " ".join(words[: at + 1]), " ".join(words[at + 1 :])


def _from_full_names(columns: Columns) -> None:
    full = columns.pop("full_name", None)
    if full is None:
        return
    parts = [split_full_name(name) for name in full]
    for place, field in enumerate(("last_name", "first_name")):
        said = columns.get(field) or [""] * len(full)
        columns[field] = [text or part[place] for text, part in zip(said, parts, strict=True)]


def _whole_contact_names(columns: Columns) -> None:
    for group in GROUPS:
        last, first = columns.pop(f"{group}_last_name", None), columns.pop(f"{group}_first_name", None)
        parts = [part for part in (last, first) if part is not None]
        if parts:
            joined = [" ".join(filter(None, words)) for words in zip(*parts, strict=True)]
            said = columns.get(f"{group}_name") or [""] * len(joined)
            columns[f"{group}_name"] = [text or name for text, name in zip(said, joined, strict=True)]


def _parents_as_contacts(columns: Columns) -> None:
    """Father and mother with a telephone or an address of their own become contacts; raises `Invalid` for a fourth."""
    free = [group for group in GROUPS if not any(name.startswith(f"{group}_") for name in columns)]
    for parent, relation in _PARENTS.items():
        phones, emails = columns.pop(f"{parent}_phone", None), columns.pop(f"{parent}_email", None)
        if phones is None and emails is None:
            continue
        if not free:
            raise Invalid(
                _("A student can have three contacts in one file, and this one has more."),
                _("Leave out the columns of one of them."),
                code="mapping",
            )
        group, count = free.pop(0), len(phones or emails or [])
        none = [""] * count
        phones, emails, names = phones or none, emails or none, columns.get(f"{parent}_name") or none
        reached = [bool(phone or email) for phone, email in zip(phones, emails, strict=True)]
        columns[f"{group}_name"] = [name if said else "" for name, said in zip(names, reached, strict=True)]
        columns[f"{group}_relation"] = [relation if said else "" for said in reached]
        columns[f"{group}_phone"], columns[f"{group}_email"] = phones, emails


def assemble(columns: Columns) -> None:
    """Puts full names apart, names of contacts together, and parents who can be reached among the contacts.

    `columns` are the read values of a batch by field; afterwards it has only fields that a row is made of.
    """
    _from_full_names(columns)
    _whole_contact_names(columns)
    _parents_as_contacts(columns)
