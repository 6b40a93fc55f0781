"""Templates for imports: a workbook for each kind that offers what may stand in its cells (formats.md 3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from sqlalchemy.orm import Session

from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import Invalid
from sms_desktop.core.i18n import _, format_date, format_number, speaking
from sms_desktop.db.database import Database
from sms_desktop.formats.lists.template_out import DAY, NUMBER, TEXT, Allowed, Column, Words, write_template
from sms_desktop.services.exporting import exports, log
from sms_desktop.services.importing import rights, template_values
from sms_desktop.services.importing.columns import Column as Imported
from sms_desktop.services.importing.fields import KINDS, Field, Holds, Kind

LIST = "import-template"
_WHOSE = "student_number last_name first_name"
_WHERE = "course_code term section"
_CONTACT = "name relation phone email"
#: What the office fills in, in this order; what it could also say in another way is left out.
_FIELDS = {
    "students": (
        f"{_WHOSE} father_name mother_name gender email mobile phone date_of_birth place_of_birth nationality"
        " national_id street street_number city postal_code district enrolment_date academic_year programme study_year"
        " section status health_note private_note "
        + " ".join(f"contact{n}_{part}" for n in (1, 2) for part in _CONTACT.split())
        + " emergency_name emergency_phone"
    ),
    "courses": "course_code course_name credits hours_per_week periods_per_week absence_penalty programme study_year"
    " semester evaluation_rules term section room teachers schedule description",
    "enrolments": f"{_WHOSE} {_WHERE} status enrolled_at",
    "grades": f"{_WHOSE} {_WHERE} category title score max_score weight date_assigned date_submitted note",
    "attendance": f"{_WHOSE} {_WHERE} date period status note document",
}
_BOUNDS: dict[str, tuple[int, int | None]] = {
    "credits": (0, 100), "hours_per_week": (0, 100), "periods_per_week": (0, 100), "absence_penalty": (0, 100),
    "semester": (1, 12), "study_year": (1, 12), "max_score": (0, None), "weight": (0, 3), "period": (1, 20),
}  # fmt: skip


@dataclass(frozen=True)
class Template:
    """What was written: the file, the kind, and the fields that its columns are."""

    file: Path
    kind: str
    fields: tuple[str, ...]


def write(database: Database, who: Actor, kind: str, target: Path, language: str = "en", purpose: str = "") -> Template:
    """Writes the template of a kind of `fields.KINDS`, for who may bring in what is filled in.

    Students are offered by number and name to who may also export them, which the audit log has. Titles are in
    `language`, `en` or `el`. Raises `Denied`, `Invalid` for another kind or ending, `StorageProblem`.
    """
    exports.require_ending(target, ".xlsx")
    if kind not in KINDS:
        raise Invalid(
            _("There is no template “{name}”.").format(name=kind),
            _("Templates: {names}.").format(names=", ".join(KINDS)),
            code="unknown_kind",
        )
    with speaking(language), database.read(who) as session:
        fields = _fields(session, KINDS[kind])
        values = template_values.of(session, kind, [field.name for field in fields])
        columns, people = list(_columns(KINDS[kind], fields, values)), _people(values)
        with log.entry(database, who, target, "xlsx", purpose, list=LIST, kind=kind) as written:
            write_template(target, _words(KINDS[kind]), columns, lambda _columns: written(people))
    return Template(target, kind, tuple(field.name for field in fields))


def _fields(session: Session, kind: Kind) -> list[Field]:
    """The fields of the template that the person may bring in."""
    found = [field for name in _FIELDS[kind.name].split() if (field := kind.field(name)) is not None]
    columns = [Imported(field.name, field, field.title(), place, "", "name") for place, field in enumerate(found)]
    return [column.field for column in rights.permitted(session, columns) if column.field is not None]


def _people(values: Mapping[str, Allowed]) -> int:
    """How many students are named in the template."""
    return len(values["student_number"].values) if "student_number" in values else 0


def _columns(kind: Kind, fields: list[Field], values: Mapping[str, Allowed]) -> Iterator[Column]:
    needed = _needed(kind, {field.name for field in fields})
    for field in fields:
        allowed = values.get(field.name)
        if allowed is not None:
            allowed = replace(allowed, title=field.title())
        least, most = _BOUNDS.get(field.name, (None, None))
        example = _example(field.name, allowed)
        yield Column(
            field.title(), _note(field, field.name in needed, example), example,
            DAY if field.holds is Holds.DATE else NUMBER if isinstance(example, int | Decimal) else TEXT,
            field.name in needed, allowed, _decimal(least), _decimal(most),
        )  # fmt: skip


def _decimal(number: int | None) -> Decimal | None:
    return None if number is None else Decimal(number)


def _needed(kind: Kind, names: set[str]) -> set[str]:
    """The fields that every row must have: for each need the first way that the template has columns for."""
    ways = (next((way for way in need.ways if way <= names), frozenset[str]()) for need in kind.needs)
    return {name for way in ways for name in way}


def _note(field: Field, needed: bool, example: object) -> str:
    lines = [_("Needed in every row.") if needed else _("May be left empty.")]
    if field.name == "score":
        lines.append(_("EX where the student is excused; empty where there is no mark yet."))
    if field.sensitive:
        lines.append(_("Seen only by those who may see sensitive fields."))
    shown = format_date(example) if isinstance(example, date) else example
    shown = format_number(shown) if isinstance(shown, Decimal) else shown
    lines.append(_("Such as: {example}").format(example=shown))
    return "\n".join(lines)


def _words(kind: Kind) -> Words:
    return Words(
        sheet=kind.title(),
        values=_("Allowed values"),
        example=_("Example"),
        about_example=_("An example, of somebody made up. It is not imported: rows go on the sheet “{sheet}”.").format(
            sheet=kind.title()
        ),
        refused=_("This does not fit here. The sheet “{sheet}” has what can be chosen.").format(
            sheet=_("Allowed values")
        ),
        not_listed=_("This is not among the known ones. Is it meant as something new?"),
    )


def _example(name: str, allowed: Allowed | None) -> object:
    """What stands in the example: the first of the allowed values, but no real student's number."""
    if allowed is not None and allowed.values and name != "student_number":
        return allowed.values[name == "gender"]
    return template_values.example(name)
