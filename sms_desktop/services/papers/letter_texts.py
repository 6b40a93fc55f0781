"""The text of a letter: paragraphs, fields, forms by gender, parts that fall away, tables; nothing is evaluated.

A blank line ends a paragraph. A line that begins with `> ` stands at the right, with `= ` in the middle, with `# ` as
a heading. `**bold**`. `${student.last_name}` is a field. `${g:ο φοιτητής|η φοιτήτρια}` chooses by the student's gender;
a third form is for a gender that is not known, else both stand there with a slash. `[[born in ${field}]]` falls away
where a field in it is empty; `[[… ${field}|instead]]` says something else then. `${table:courses}` alone on its line is
a table. `$$` is a dollar sign.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from sms_desktop.core.declension import FEMALE, MALE
from sms_desktop.core.i18n import _
from sms_desktop.formats.paper.model import CENTRE, LEFT, RIGHT, Block, Text
from sms_desktop.services.papers import letter_tables, paper_fields, paper_person
from sms_desktop.services.papers.paper_names import ROW_GROUPS

#: What stands where a field is empty, to be filled in by hand.
GAP = "……………………"
_TOKEN = re.compile(r"\$\$|\$\{([^{}\n]*)\}|\*\*|\[\[|\]\]|\|")
_TABLE = re.compile(r"\s*\$\{table:([^{}\n]*)\}\s*")
_LINES = {"> ": ("letter", RIGHT), "= ": ("letter", CENTRE), "# ": ("heading", LEFT)}
_LETTER = ("letter", LEFT)
_FORMS = "g:"
#: Telephone numbers, which never break at the end of a line.
_NUMBERS = ("phone", "mobile")
_ONLY_TABLES = frozenset(one.name for one in paper_fields.FIELDS if one.group in ROW_GROUPS)
#: The fields that a letter may name, for choosing from; its tables are `letter_tables.TABLES`.
USABLE = tuple(one for one in paper_fields.FIELDS if one.group not in ROW_GROUPS)


@dataclass
class _Part:
    """A run of text: `pieces` are literal texts and tags; a nested part is one that may fall away."""

    pieces: list[tuple[str, str] | _Part] = field(default_factory=list)
    instead: _Part | None = None


@dataclass(frozen=True)
class Composed:
    """A text with its values in it; `gaps` are the fields that were empty and left a gap."""

    blocks: tuple[Block, ...]
    gaps: tuple[str, ...]


def fields_in(body: str) -> set[str]:
    """The names of all fields in a text, and those of the rows that its tables show: `courses`."""
    tags = {found[1] for found in _TOKEN.finditer(body) if found[1] is not None}
    tables = {tag.removeprefix("table:") for tag in tags if tag.startswith("table:")}
    return {tag for tag in tags if not tag.startswith((_FORMS, "table:"))} | tables


def problems(body: str) -> list[str]:
    """What is wrong with a text, as sentences; none where it can be used."""
    return list(dict.fromkeys(_problems(body)))


def _problems(body: str) -> Iterator[str]:
    named = {name for name in fields_in(body) if name not in letter_tables.TABLES}
    for name, near in paper_fields.unknown(sorted(named)):
        if near:
            yield _("There is no field “{name}”. Is “{near}” meant?").format(name=name, near=near)
        else:
            yield _("There is no field “{name}”. Choose one from the list of fields.").format(name=name)
    for name in sorted(named & _ONLY_TABLES):
        yield _("“{name}” is one of many rows. Use a table, such as “{table}”.").format(
            name=name, table="${table:courses}"
        )
    for tag in (found[1] for found in _TOKEN.finditer(body) if found[1] is not None):
        if tag.startswith(_FORMS) and len(_forms(tag)) not in (2, 3):
            yield _("“{tag}” needs two forms, or three, with “|” between them.").format(tag=f"${{{tag}}}")
        if tag.startswith("table:") and tag.removeprefix("table:") not in letter_tables.TABLES:
            yield _("There is no table “{name}”. Tables: {tables}.").format(
                name=tag.removeprefix("table:"), tables=", ".join(letter_tables.TABLES)
            )
    for _style, text in _paragraphs(body):
        yield from _ill_formed(text)


def _ill_formed(text: str) -> Iterator[str]:
    """What is wrong with the signs of one paragraph."""
    if "${" in _TOKEN.sub(" ", text):
        yield _("A field begins with “${{” and never ends: “{text}”.").format(text=_start(text[text.rindex("${") :]))
    if _TABLE.fullmatch(text) is None and "${table:" in text:
        yield _("A table stands alone on its line: “{text}”.").format(text=_start(text))
    signs = [found[0] for found in _TOKEN.finditer(text) if found[0] in ("[[", "]]")]
    if signs != ["[[", "]]"] * (len(signs) // 2):
        yield _("Each “[[” needs a “]]” after it, with no other “[[” between: “{text}”.").format(text=_start(text))
    if text.count("**") % 2:
        yield _("Bold text begins and ends with “**”: “{text}”.").format(text=_start(text))


def _start(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def composed(body: str, values: Mapping[str, object]) -> Composed:
    """A text with the values in it, in the language of the moment; a field that is empty leaves a gap to be filled."""
    gaps: list[str] = []
    blocks = [_block(style, text, values, gaps.append) for style, text in _paragraphs(body)]
    return Composed(tuple(block for block in blocks if block is not None), tuple(dict.fromkeys(gaps)))


def _paragraphs(body: str) -> Iterator[tuple[tuple[str, str], str]]:
    """Style with place, and text, of each paragraph; lines of one style that follow each other are one."""
    lines: list[str] = []
    style = _LETTER
    for line in [*body.splitlines(), ""]:
        mine, text = (_LINES[line[:2]], line[2:]) if line[:2] in _LINES else (_LETTER, line)
        alone = _TABLE.fullmatch(line) is not None
        if lines and (alone or mine != style or not text.strip()):
            yield style, "\n".join(lines)
            lines = []
        if alone:
            yield _LETTER, line.strip()
        elif text.strip():
            style = mine
            lines.append(text.strip())


def _block(style: tuple[str, str], text: str, values: Mapping[str, object], gap: Callable[[str], None]) -> Block | None:
    table = _TABLE.fullmatch(text)
    if table is not None:
        return letter_tables.table(table[1], values)
    lines = [line for line in _rich(_parsed(text), values, gap).split("\n") if line.strip()]
    return Text("<br/>".join(lines), style[0], style[1], rich=True) if lines else None


def _parsed(text: str) -> _Part:
    whole = here = _Part()
    optional, last = None, 0
    for found in _TOKEN.finditer(text):
        here.pieces.append(("text", text[last : found.start()]))
        last = found.end()
        sign = found[0]
        if sign == "[[" and optional is None:
            optional = here = _Part()
        elif sign == "]]" and optional is not None:
            whole.pieces.append(optional)
            optional, here = None, whole
        elif sign == "|" and optional is not None and optional.instead is None:
            here = optional.instead = _Part()
        elif sign == "**":
            here.pieces.append(("bold", ""))
        else:
            here.pieces.append(
                ("tag", found[1]) if found[1] is not None else ("text", sign[:1] if sign == "$$" else sign)
            )
    here.pieces.append(("text", text[last:]))
    return whole


def _rich(part: _Part, values: Mapping[str, object], gap: Callable[[str], None]) -> str:
    """The part as text with `<b>`, escaped; `gap` is told the fields that are empty where nothing falls away."""
    found, bold = [], False
    for piece in part.pieces:
        if isinstance(piece, _Part):
            found.append(_optional(piece, values, gap))
        elif piece[0] == "bold":
            bold = not bold
            found.append("<b>" if bold else "</b>")
        else:
            found.append(escape(piece[1] if piece[0] == "text" else _tag(piece[1], values, gap), quote=False))
    return "".join(found) + ("</b>" if bold else "")


def _optional(part: _Part, values: Mapping[str, object], gap: Callable[[str], None]) -> str:
    missing: list[str] = []
    found = _rich(part, values, missing.append)
    if not missing:
        return found
    return _rich(part.instead, values, gap) if part.instead else ""


def _tag(tag: str, values: Mapping[str, object], gap: Callable[[str], None]) -> str:
    if tag.startswith(_FORMS):
        return _by_gender(_forms(tag), values.get(f"student.{paper_person.GENDER}"))
    text = paper_fields.shown(values.get(tag))
    if tag.endswith(_NUMBERS):
        text = text.replace(" ", "\u00a0")
    if not text:
        gap(tag)
    return text or GAP


def _forms(tag: str) -> list[str]:
    return tag.removeprefix(_FORMS).split("|")


def _by_gender(forms: Sequence[str], gender: object) -> str:
    if gender == MALE:
        return forms[0]
    if gender == FEMALE:
        return forms[1] if len(forms) > 1 else forms[0]
    return forms[2] if len(forms) > 2 else "/".join(forms)
