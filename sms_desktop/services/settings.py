"""The school's settings: each has a name, a meaning and a default; what is not set has the default."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core.errors import Invalid, NotFound
from sms_desktop.core.i18n import LANGUAGES, N_, STUDENT_STEMS, _
from sms_desktop.core.values import Decimals, parse_decimal
from sms_desktop.db.changes import actor, describe
from sms_desktop.db.operations import Setting
from sms_desktop.services.checks import storable

_LONGEST = 300


@dataclass(frozen=True)
class Known:
    """A setting that exists: its default, the type of its value, and the values it may have (None: any).

    A number lies from `least` to `most` and has at most `decimals`; a text has at most `longest` characters.
    """

    default: Any
    meaning: str
    choices: tuple[Any, ...] | None = None
    check: Callable[[Any], bool] = lambda value: True
    decimals: int = 0
    longest: int = _LONGEST
    least: int = 0
    most: int = 0

    def fits(self, value: Any) -> bool:
        """Whether a value of the right type is one that this setting may have."""
        if self.choices and value not in self.choices:
            return False
        return self.check(value) and (self.least == self.most or self.least <= value <= self.most)

    def allowed(self) -> str:
        """What may be chosen, in words; nothing where that can't be said in a line."""
        if self.choices:
            return ", ".join(str(choice) for choice in self.choices)
        return "" if self.least == self.most else _("{least} to {most}").format(least=self.least, most=self.most)


def _is_zone(name: str) -> bool:
    return name in available_timezones()


def _are_scales(text: str) -> bool:
    from sms_desktop.core.scales import check_scales, from_json  # how grades are reckoned: a start needs none of it

    try:
        check_scales(from_json(text or "{}"))
    except (ValueError, Invalid):
        return False
    return True


_SECOND_PLACE = "backups.second_place"
KNOWN: dict[str, Known] = {
    "school.name": Known("", N_("Name of the school, as it stands on documents")),
    "school.name_en": Known("", N_("Name of the school on documents in English; empty for the same")),
    "school.authority": Known("", N_("What stands over the school's name on documents, such as the ministry")),
    "school.authority_en": Known("", N_("The same on documents in English; empty for the same")),
    "school.address": Known("", N_("Address of the school, as it stands on documents")),
    "school.address_en": Known("", N_("Address on documents in English; empty for the same")),
    "school.place": Known("", N_("Place that documents are dated from")),
    "school.place_en": Known("", N_("Place on documents in English; empty for the same")),
    "school.time_zone": Known(
        "Europe/Athens", N_("Time zone of the school's clocks, such as Europe/Nicosia"), check=_is_zone, longest=64
    ),
    "school.phone": Known("", N_("Telephone of the school")),
    "school.email": Known("", N_("E-mail of the school")),
    "school.web": Known("", N_("Web address of the school")),
    "school.signatory": Known("", N_("Who signs documents")),
    "school.signatory_en": Known("", N_("Who signs documents in English; empty for the same")),
    "school.signatory_title": Known("", N_("Office of who signs, such as Director")),
    "school.signatory_title_en": Known("", N_("Office of who signs on documents in English; empty for the same")),
    "school.language": Known("en", N_("Language of documents and of new accounts"), tuple(LANGUAGES)),
    "school.student_word": Known("φοιτητής", N_("What the school calls its students in Greek"), tuple(STUDENT_STEMS)),
    "school.study_years": Known(4, N_("How many years of study there are"), least=1, most=8),
    "attendance.limit_percent": Known(10, N_("Absence limit, in percent of the scheduled periods"), least=0, most=100),
    "attendance.extended_limit_percent": Known(
        15, N_("Absence limit once the Directorate has approved an extension"), least=0, most=100
    ),
    "grades.pass_mark": Known(10, N_("Pass mark, out of 20"), least=0, most=20, decimals=2),
    "grades.honours_percent": Known(85, N_("Least average of the honour roll, in percent"), least=0, most=100),
    "grades.scales": Known(
        "",
        N_("Words and letters for grades, and the scale that is shown; empty for the usual ones"),
        check=_are_scales,
        longest=10_000,
    ),
    "imports.stop_percent": Known(  # 100: never, until a school wants it
        100,
        N_("An import stops when it would change more than this percent of the rows"),
        least=0,
        most=100,
    ),
    "privacy.notes_years": Known(
        1,
        N_("Years after leaving for which health and private notes are kept; 0 for as long as the details"),
        least=0,
        most=100,
    ),
    "privacy.absences_years": Known(
        2,
        N_("Years after leaving for which notes and documents at absences are kept; 0 for as long as the details"),
        least=0,
        most=100,
    ),
    "privacy.details_years": Known(
        5, N_("Years after leaving for which addresses, notes and contacts are kept; 0 for good"), least=0, most=100
    ),
    "privacy.register_years": Known(
        0, N_("Years after leaving for which register and results are kept by name; 0 for good"), least=0, most=100
    ),
    "privacy.log_years": Known(
        0,
        N_("Years for which entries stay in the change log before they go to an archive; 0 for good"),
        least=0,
        most=100,
    ),
    "privacy.program_log_years": Known(
        1, N_("Years for which the program's own log files are kept; 0 for good"), least=0, most=100
    ),
    "security.lock_minutes": Known(
        5, N_("Minutes without a key or a click after which the window locks itself; 0 for never"), least=0, most=30
    ),
    "backups.every_minutes": Known(
        30,
        N_("Minutes between two backups by themselves, made only when something changed; 0 for none"),
        least=0,
        most=1440,
    ),
    _SECOND_PLACE: Known(
        "", N_("A second folder for backups, such as a stick or a share; empty for none"), longest=1000
    ),
}


def read(session: Session, key: str) -> Any:
    """The value of a setting, or its default; raises `NotFound` for a name that does not exist."""
    known = _known(key)
    row = session.scalar(select(Setting).where(Setting.key == key))
    return known.default if row is None else row.value


def read_all(session: Session) -> dict[str, Any]:
    """Every setting with its value, in the order of `KNOWN`."""
    stored = {row.key: row.value for row in session.scalars(select(Setting))}
    return {key: stored.get(key, known.default) for key, known in KNOWN.items()}


def write(session: Session, key: str, value: Any) -> None:
    """Sets a setting; a text is read as the type of the default. Raises `NotFound`, `Invalid`, `Denied`."""
    actor(session).require("settings:edit")
    value = _checked(key, value)
    if key == _SECOND_PLACE and value:
        _must_be_elsewhere(Path(value), session.info["folder"])
    row = session.scalar(select(Setting).where(Setting.key == key))
    describe(session, N_("Set {key}"), action="settings_change", key=key)
    if row is None:
        session.add(Setting(key=key, value=value))
    elif row.value != value:
        row.value = value
    session.flush()


def _must_be_elsewhere(place: Path, data: Path) -> None:
    """Raises `Invalid` for a second place for backups that is no place of its own."""
    if not place.is_absolute():
        raise Invalid(_("Give the whole path of the second place for backups."))
    if place.resolve().is_relative_to(data.resolve()):
        raise Invalid(
            _("The second place for backups lies in the school's own data folder: what destroys one destroys both."),
            _("Choose a stick, a share or another disk."),
        )


def _known(key: str) -> Known:
    if key not in KNOWN:
        raise NotFound(_("There is no setting “{key}”.").format(key=key), _("“smsctl settings” lists those there are."))
    return KNOWN[key]


def _checked(key: str, value: Any) -> Any:
    known = _known(key)
    try:
        value = _typed(known, value)
    except ValueError:
        raise Invalid(_("“{value}” does not fit the setting {key}.").format(value=value, key=key)) from None
    if not known.fits(value):
        allowed = known.allowed()
        raise Invalid(
            _("“{value}” does not fit the setting {key}.").format(value=value, key=key),
            _("Allowed: {allowed}.").format(allowed=allowed) if allowed else "",
        )
    return value


def _typed(known: Known, value: Any) -> Any:
    """The value as the type of the default, which only a text is changed to; raises `ValueError`."""
    wanted = type(known.default)
    if isinstance(value, str):
        value = value.strip()
        if len(value) > known.longest or not storable(value):
            raise ValueError("text")
    if known.decimals:
        return _number(known, value)
    if isinstance(value, str):
        return wanted(value)
    if type(value) is not wanted:
        raise ValueError("type")
    return value


def _number(known: Known, value: Any) -> int | float:
    """A number with at most the setting's decimals, as JSON keeps it; raises `ValueError`."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise ValueError("type")
    from sms_desktop.core.grading import half_up

    number = parse_decimal(str(value), Decimals.POINT)
    if half_up(number, known.decimals) != number:
        raise ValueError("decimals")
    return int(number) if number == int(number) else float(number)
