"""The certificates and letters that come with the program, in Greek and English (`resources/letters`)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from sms_desktop.core import paths
from sms_desktop.core.i18n import LANGUAGES, N_, _

#: What a letter is, with its word.
KINDS = {
    "attendance": N_("Certificate of attendance"),
    "enrolment": N_("Confirmation of enrolment"),
    "grades": N_("Certificate of grades"),
    "conduct": N_("Certificate of conduct"),
    "absence": N_("Absence warning"),
    "papers": N_("Call for papers"),
    "other": N_("Other"),
}


@dataclass(frozen=True)
class LetterData:
    """A certificate or letter as a form fills it in; `body` is as `letter_texts` says, `kind` one of `KINDS`.

    `numbered`: each one issued takes the next number of the year. `only_active`: for nobody who has left the school,
    `only_left`: for nobody else.
    `signed`: with place for signature and stamp; `letterhead`: on the school's letterhead.
    """

    name: str = ""
    kind: str = "other"
    language: str = "el"
    title: str = ""
    body: str = ""
    numbered: bool = True
    only_active: bool = False
    only_left: bool = False
    signed: bool = True
    letterhead: bool = True


@cache
def originals() -> dict[tuple[str, str], LetterData]:
    """The letters that come with the program, by key and language, in the order in which they are listed."""
    found = {}
    for language in LANGUAGES:
        file = paths.resources() / "letters" / f"{language}.json"
        for one in json.loads(file.read_text(encoding="utf-8")):
            key, body = one.pop("key"), "\n".join(one.pop("body"))
            found[key, language] = LetterData(**one, language=language, body=body)
    return found


def kind_words(kind: str) -> str:
    """A kind in the reader's words; one that is not known as it is."""
    return _(KINDS[kind]) if kind in KINDS else kind
