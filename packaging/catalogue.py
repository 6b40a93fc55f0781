"""Keeps the translations: `update` from the source, `compile` for the program, `check` for missing and stale ones."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

HOME = Path(__file__).resolve().parent.parent
DOMAIN = "sms_desktop"
LANGUAGES = ("el",)
KEYWORDS = {"_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "N_": None}
PLACEHOLDER = re.compile(r"\{(\w*)")
#: A problem is shown with this much of its text.
SHOWN = 90


@dataclass(frozen=True)
class Places:
    """Where the source and its translations are."""

    source: Path
    translations: Path

    @property
    def template(self) -> Path:
        return self.translations / f"{DOMAIN}.pot"

    def catalogue(self, language: str) -> Path:
        return self.translations / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def extract(source: Path) -> Catalog:
    """Every text of the source that a person may see, in alphabetical order."""
    template = Catalog(domain=DOMAIN, fuzzy=False)
    found = extract_from_dir(source, [("**.py", "python")], keywords=KEYWORDS, comment_tags=("Translators:",))
    for _file, _line, text, comments, context in found:
        template.add(text, auto_comments=comments, context=context)
    return template


def read(file: Path, language: str | None = None) -> Catalog:
    """A catalogue as it is on disk, or an empty one."""
    if not file.exists():
        return Catalog(locale=language, domain=DOMAIN, fuzzy=False)
    with file.open("rb") as stream:
        return read_po(stream, locale=language, domain=DOMAIN)


def as_text(catalogue: Catalog, *, header: bool) -> bytes:
    """The file of a catalogue: sorted, and without the places in the source that change with every edit."""
    out = BytesIO()
    write_po(out, catalogue, no_location=True, sort_output=True, omit_header=not header, width=110)
    return out.getvalue()


def merge(catalogue: Catalog, template: Catalog) -> None:
    """Takes over new texts, and sets aside (as obsolete, never deleting) those that the source no longer has."""
    for key in [key for key, message in catalogue.obsolete.items() if template.get(message.id, message.context)]:
        message = catalogue.obsolete.pop(key)
        catalogue.add(message.id, message.string, context=message.context, flags=message.flags)
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)


def texts(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, list | tuple) else (message.id,)


def translations(message: Message) -> tuple[str, ...]:
    string = message.string
    return tuple(string) if isinstance(string, list | tuple) else (string or "",)


def fault(message: Message) -> str:
    """What is wrong with a translation, or nothing: none yet, a guess, or other placeholders than the source's."""
    if not all(translations(message)):
        return "not translated"
    if message.fuzzy:
        return "marked as a guess"
    allowed = {name for text in texts(message) for name in PLACEHOLDER.findall(text)}
    used = [set(PLACEHOLDER.findall(text)) for text in translations(message)]
    if any(names - allowed for names in used) or used[-1] != set(PLACEHOLDER.findall(texts(message)[-1])):
        return "has other placeholders than the source"
    return ""


def problems(catalogue: Catalog, template: Catalog) -> Iterator[str]:
    """A line for every text that is missing, stale or faulty in a catalogue."""
    for message in template:
        if message.id and not catalogue.get(message.id, message.context):
            yield f"missing: {shown(message)}"
    for message in catalogue:
        if not message.id:
            continue
        if not template.get(message.id, message.context):
            yield f"stale, the source has it no more: {shown(message)}"
        elif reason := fault(message):
            yield f"{reason}: {shown(message)}"


def shown(message: Message) -> str:
    text = texts(message)[0]
    return repr(text if len(text) <= SHOWN else text[: SHOWN - 3] + "...")


def compile_one(file: Path, language: str) -> None:
    """Writes the `.mo` beside a `.po`."""
    out = BytesIO()
    write_mo(out, read(file, language))
    write(file.with_suffix(".mo"), out.getvalue())


def write(file: Path, content: bytes) -> None:
    """Puts a file there whole, or leaves the old one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f"{file.name}.new")
    beside.write_bytes(content)
    beside.replace(file)


def update(places: Places) -> int:
    """Writes the template and the catalogues anew, compiles them, and says how much there is to translate."""
    template = extract(places.source)
    write(places.template, as_text(template, header=False))
    for language in LANGUAGES:
        file = places.catalogue(language)
        catalogue = read(file, language)
        merge(catalogue, template)
        write(file, as_text(catalogue, header=True))
        compile_one(file, language)
        left = list(problems(catalogue, template))
        print(f"{language}: {len(template)} texts, {len(left)} to look at, {len(catalogue.obsolete)} set aside.")
    return 0


def check(places: Places) -> int:
    """Lists what is missing or stale; 1 where there is anything."""
    template = extract(places.source)
    found = [(each, line) for each in LANGUAGES for line in problems(read(places.catalogue(each), each), template)]
    for language, line in found:
        print(f"{language}: {line}")
    if found:
        print(f"{len(found)} translations are not in order. `python3 dev.py strings` brings the files up to date.")
    return 1 if found else 0


def compile_all(places: Places) -> int:
    for language in LANGUAGES:
        if places.catalogue(language).exists():
            compile_one(places.catalogue(language), language)
    return 0


def main(arguments: list[str]) -> int:
    works = {"update": update, "check": check, "compile": compile_all}
    if len(arguments) != 1 or arguments[0] not in works:
        print(f"catalogue.py {'|'.join(works)}", file=sys.stderr)
        return 2
    return works[arguments[0]](Places(HOME / "sms_desktop", HOME / "translations"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
