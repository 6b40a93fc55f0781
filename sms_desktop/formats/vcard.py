"""People as vCard 4.0 (RFC 6350), which telephones and mail programs take in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sms_desktop.core.files import atomic_writer


@dataclass(frozen=True)
class Person:
    """One card. `uid` is the same each time, so that a card that comes again brings the older one up to date."""

    uid: str
    name: str
    phones: tuple[str, ...] = ()
    email: str = ""
    organisation: str = ""
    note: str = ""
    categories: tuple[str, ...] = ()


def write_cards(target: Path, people: Iterable[Person], written: Callable[[int], object]) -> int:
    """Writes the cards as they come and returns how many.

    `target` appears whole or not at all, and only once `written` was told how many it has. Raises `StorageProblem`.
    """
    count = 0
    with atomic_writer(target, proven=lambda _file: written(count)) as file:
        for person in people:
            count += 1
            file.write(_card(person).to_ical(sorted=False))
    return count


def _card(person: Person) -> Any:
    from icalendar.cal.component import Component
    from icalendar.prop import vN, vText

    class Card(Component):
        name = "VCARD"

    card = Card()
    card.add("version", vText("4.0"))
    card.add("uid", vText(person.uid))
    card.add("fn", vText(person.name))
    card.add("n", vN(_parts(person.name)))
    for phone in person.phones:
        card.add("tel", vText(phone), parameters={"TYPE": "cell"})
    for name, text in (("email", person.email), ("org", person.organisation), ("note", person.note)):
        if text:
            card.add(name, vText(text))
    if person.categories:
        card.add("categories", list(person.categories))
    return card


def _parts(name: str) -> list[str]:
    """Surname, given names and three empty parts; a name is one text, and which of its words is which is a guess.

    Contacts are written as they are called, given name first; the last word is then the surname.
    """
    *given, family = name.split() or [""]
    return [family, " ".join(given), "", "", ""]
