"""The evaluation rules of a course: read from what curricula write, and checked (domain.md 2)."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sms_desktop.core.errors import Invalid
from sms_desktop.core.folding import fold
from sms_desktop.core.i18n import _, format_number
from sms_desktop.core.values import BadValue, Decimals, parse_bool, parse_decimal, shown

KINDS = (*("participation", "continuous", "midterm", "final", "homework", "lab", "attendance", "project", "other"),)
#: How far the sum of the weights may be from 100.
TOLERANCE = Decimal("0.01")
_LONGEST_TEXT, _LONGEST_NAME, _MOST_RULES = 5_000, 200, 100

#: Beginnings of folded words that tell a category's kind; the first kind that has one in the name counts.
_KIND_WORDS = (
    ("attendance", ("παρουσι", "απουσι", "φοιτησ", "attendance")),
    ("continuous", ("συνεχ", "διαρκ", "continuous", "coursework")),
    ("participation", ("συμμετοχ", "particip")),
    ("project", ("project", "πτυχιακ", "διπλωματικ", "thesis")),
    ("midterm", ("ενδιαμεσ", "προοδο", "midterm", "mid term", "mid-term")),
    ("final", ("τελικ", "final")),
    ("lab", ("εργαστηρ", "lab")),
    ("homework", ("εργασι", "ασκησ", "homework", "assignment", "exercise")),
)
_LATEST_ONLY = ("midterm", "final")
_COUNTS_DAILY = ("participation",)

_NUMBER = r"(?<![\d.,])\d{1,3}(?:[.,]\d{1,4})?"
_END = r"\s*(?:[+,;|\n]+\s*|$)"
#: Tried in this order; one must account for the whole text.
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        rf"(?P<name>[^\n]+?)[\s:=\-–]*[([]?(?P<weight>{_NUMBER})\s*%[)\]]?{_END}",
        rf"(?P<weight>{_NUMBER})\s*%\s*[:=\-–]?\s*(?P<name>[^+;\n]+?){_END}",
        rf"(?P<name>[^\n]+?)\s*[:=]\s*(?P<weight>{_NUMBER}){_END}",
        rf"(?P<name>[^+;\n]+?)\s+(?P<weight>{_NUMBER}){_END}",
    )
)
_PARENTHESES = re.compile(r"\([^()]*\)")
_NAME_KEYS = ("category", "name", "title", "κατηγορια", "ονομα", "τιτλοσ")
_WEIGHT_KEYS = ("weight", "percentage", "percent", "βαροσ", "ποσοστο", "συντελεστησ")
_DAILY_KEYS = ("counts_daily", "include_daily", "daily", "include_daily_performance")
_MULTIPLIER_KEYS = ("daily_multiplier", "multiplier")
_LATEST_KEYS = ("latest_only", "only_latest")


@dataclass(frozen=True)
class Rule:
    """One category of an evaluation: `weight` in percent, `kind` one of `KINDS`, the rest as domain.md 2 has it."""

    name: str
    weight: Decimal
    kind: str = "other"
    counts_daily: bool = False
    daily_multiplier: Decimal = Decimal(1)
    latest_only: bool = False


def kind_of(name: str) -> str:
    """What kind of category a name says in Greek or English; words in parentheses count only where no others tell."""
    folded = fold(name)
    for text in (_PARENTHESES.sub(" ", folded), folded):
        for kind, starts in _KIND_WORDS:
            if any(re.search(rf"\b{start}", text) for start in starts):
                return kind
    return "other"


def rule(name: str, weight: Decimal) -> Rule:
    """A rule with what its name lets one expect: only the latest exam counts, participation takes daily ratings."""
    kind = kind_of(name)
    return Rule(name, weight, kind, counts_daily=kind in _COUNTS_DAILY, latest_only=kind in _LATEST_ONLY)


def parse_rules(text: str) -> list[Rule]:
    """Rules from one cell, in its order; an empty cell has none. Not checked: see `check_rules`.

    Understood are `Name 10% + Name (a, b + c) 12,5%`, `Name: 10, Name2: 20`, one rule a line, and JSON: a list of
    objects (category or name, weight or percentage, counts_daily, daily_multiplier, latest_only), a list of pairs, an
    object of names with weights. Weights that sum to 1 are taken for hundredths.
    Raises `BadValue` `bad_rules` where any of the text would be lost.
    """
    trimmed = text.strip()
    if not trimmed:
        return []
    if len(trimmed) > _LONGEST_TEXT:
        raise _bad(text)
    rules = _from_json(trimmed) if trimmed[0] in "[{" else _from_text(trimmed)
    if any(not found.name or len(found.name) > _LONGEST_NAME for found in rules) or len(rules) > _MOST_RULES:
        raise _bad(text)
    return _in_percent(rules)


def _bad(text: str) -> BadValue:
    sentence = _("“{value}” can't be read as evaluation rules. Write them like: Participation 10% + Final exam 90%.")
    return BadValue("bad_rules", sentence.format(value=shown(text)))


def _from_text(text: str) -> list[Rule]:
    for shape in _SHAPES:
        rules, at = [], 0
        while found := shape.match(text, at):
            weight = parse_decimal(found["weight"], Decimals.POINT)
            rules.append(rule(" ".join(found["name"].split()), weight))
            at = found.end()
        if rules and at == len(text):
            return rules
    raise _bad(text)


def _in_percent(rules: list[Rule]) -> list[Rule]:
    if sum(found.weight for found in rules) != 1:
        return rules
    return [Rule(**{**vars(found), "weight": found.weight * 100}) for found in rules]


def _from_json(text: str) -> list[Rule]:
    try:
        data = json.loads(text, parse_float=Decimal, parse_int=Decimal, parse_constant=str)
        return [_from_item(item) for item in _items(data)]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise _bad(text) from error


def _items(data: object) -> Iterable[object]:
    """The rules in a JSON document, as objects or pairs."""
    if isinstance(data, list):
        return data
    if not isinstance(data, dict):
        raise TypeError
    if len(data) == 1 and isinstance(only := next(iter(data.values())), list):
        return only
    return [{"name": name, **found} if isinstance(found, dict) else [name, found] for name, found in data.items()]


def _from_item(item: object) -> Rule:
    if isinstance(item, list):
        name, weight = item
        return rule(_name(name), _weight(weight))
    if not isinstance(item, dict):
        raise TypeError
    fields = {fold(str(key)).strip(): found for key, found in item.items()}
    made = rule(_name(_first(fields, _NAME_KEYS)), _weight(_first(fields, _WEIGHT_KEYS)))
    kind = fields.get("kind", made.kind)
    return Rule(
        made.name,
        made.weight,
        kind if isinstance(kind, str) and kind in KINDS else made.kind,
        _flag(fields, _DAILY_KEYS, made.counts_daily),
        _weight(_first(fields, _MULTIPLIER_KEYS, made.daily_multiplier)),
        _flag(fields, _LATEST_KEYS, made.latest_only),
    )


def _first(fields: Mapping[str, object], keys: Sequence[str], otherwise: object = None) -> object:
    """The first of the keys that is there; raises `KeyError` where none is and there is nothing otherwise."""
    for key in keys:
        if fields.get(key) is not None:
            return fields[key]
    if otherwise is None:
        raise KeyError(keys[0])
    return otherwise


def _name(found: object) -> str:
    if not isinstance(found, str):
        raise TypeError
    return " ".join(found.split())


def _weight(found: object) -> Decimal:
    if isinstance(found, Decimal):
        return found
    if not isinstance(found, str):
        raise TypeError
    return parse_decimal(found.strip().rstrip("%"), Decimals.POINT)


def _flag(fields: Mapping[str, object], keys: Sequence[str], otherwise: bool) -> bool:
    found = _first(fields, keys, otherwise)
    return found if isinstance(found, bool) else parse_bool(str(found))


def rules_as_json(rules: Iterable[Rule]) -> str:
    """The rules as `parse_rules` reads them back, exactly."""
    names = {"name": "category"}
    return json.dumps(
        [
            {
                names.get(key, key): str(found) if isinstance(found, Decimal) else found
                for key, found in vars(one).items()
            }
            for one in rules
        ],
        ensure_ascii=False,
    )


def check_rules(rules: Sequence[Rule]) -> None:
    """Raises `Invalid` (`rules`) unless names are unique, weights above 0, and their sum is 100 within 0.01."""
    if any(not found.name.strip() for found in rules):
        raise Invalid(rules=_("Every category needs a name."))
    twice = [name for name, times in Counter(fold(found.name.strip()) for found in rules).items() if times > 1]
    if twice:
        name = next(found.name for found in rules if fold(found.name.strip()) == twice[0])
        raise Invalid(rules=_("The category “{name}” is there more than once.").format(name=name))
    for found in rules:
        if not 0 < found.weight <= 100 or not 0 < found.daily_multiplier <= 100:
            sentence = _("The weight of “{name}” must be above 0 and at most 100.")
            raise Invalid(rules=sentence.format(name=found.name))
    total = sum((found.weight for found in rules), Decimal(0))
    if abs(total - 100) > TOLERANCE:
        sentence = _("The weights sum to {total} %, not to 100 %.")
        raise Invalid(rules=sentence.format(total=format_number(total)))
