"""Which field each column of a file is: by its header, by last time's choice, by what is in it (formats.md 1)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, lru_cache

from sms_desktop.core.evaluation import kind_of
from sms_desktop.services.importing.content import (
    MOSTLY,
    cells_of,
    column_style,
    fit,
    is_birth,
    is_code,
    is_email,
    is_phone,
    readable,
    share,
)
from sms_desktop.services.importing.fields import KINDS, MARK_FIELD, RULE_FIELD, Field, Holds, Kind
from sms_desktop.services.importing.headers import Words, header_words, headers_fingerprint
from sms_desktop.services.importing.wide import of_a_gradebook, plain_header, wide_fields

__all__ = ["Column", "ColumnMapping", "KindGuess", "column_style", "guess_kind", "guess_mapping", "headers_fingerprint"]

NAME, CONTENT, REMEMBERED = "name", "content", "remembered"

_EXACT, _SAME_WORDS, _WITHOUT_PERSON, _WEAK, _TYPO, _INSIDE = 1.0, 0.98, 0.95, 0.8, 0.72, 0.7
_LEAST = 0.55
_BY_CONTENT = 0.5
_HALF = 0.5
#: Fields that say which student a row is about.
_WHO = frozenset({"student_number", "email", "last_name", "full_name"})
#: Fields that a file with a column for each assessment or day does not have.
_IN_ONE_COLUMN = ("score", "status", "absences")

_STUDENT = frozenset(header_words("student pupil learner φοιτητη φοιτητρια μαθητη μαθητρια σπουδαστη σπουδαστρια"))
#: A header that names one of these is not about the student unless the field is.
_OTHERS = frozenset(
    header_words("father mother guardian parent emergency teacher school contact spouse principal πατερα πατροσ μητερα"
                 " μητροσ κηδεμονα γονεα επειγοντοσ αναγκησ καθηγητη σχολειου συζυγου")
)  # fmt: skip
_NO_MISSPELLING = frozenset({"country", "counter", "stated"})
_NOT_OF_BIRTH = frozenset(
    header_words("login access expiry expires submitted created modified graduation updated last end begin entry exit"
                 " λήξης υποβολής έκδοσης ισχύος τελευταία")
)  # fmt: skip
_WEIGHT_HEADER = re.compile(r"\s*\(?\s*%\s*\)?\s*|\s*\(?\d{1,3}\s*%\)?\s*")


@dataclass(frozen=True)
class Column:
    """What a column is taken for: `how` is `name`, `content` or `remembered`; `confidence` from 0 to 1."""

    place: int
    header: str
    field: str
    how: str
    confidence: float


@dataclass(frozen=True)
class ColumnMapping:
    """The columns that were recognised, in the file's order, and the places (from 0) of those that were not."""

    kind: str
    columns: tuple[Column, ...]
    unmapped: tuple[int, ...]

    def fields(self) -> dict[str, int]:
        """The place of each field's column."""
        return {column.field: column.place for column in self.columns}

    def missing(self) -> list[str]:
        """A sentence for each thing that the kind needs and no column says."""
        return KINDS[self.kind].missing(self.fields())


@dataclass(frozen=True)
class KindGuess:
    """The likeliest kind, empty where the file is plainly of none, and how likely each is, 0 to 1."""

    kind: str
    score: float
    scores: Mapping[str, float]


@dataclass(frozen=True)
class _Known:
    """One header that a field goes by."""

    field: Field
    words: Words
    weak: bool = False
    inside: bool = False
    after: str = ""

    @cached_property
    def bag(self) -> frozenset[str]:
        return frozenset(self.words)

    @cached_property
    def whole(self) -> str:
        return "".join(self.words)


def _known(field: Field) -> Iterable[_Known]:
    for name in filter(None, field.known_as.split("|")):
        after = ""
        if name.startswith(">"):
            after, __, name = name[1:].partition(" ")
        yield _Known(field, header_words(name.lstrip("~+")), name.startswith("~"), name.startswith("+"), after)
    for name in (field.name, *field.titles()):
        yield _Known(field, header_words(name))


@lru_cache(16)
def _table(kind: str) -> tuple[_Known, ...]:
    """Every header that the fields of a kind go by, with the fields' own names and labels in both languages."""
    return tuple(known for field in KINDS[kind].fields for known in _known(field) if known.words)


def _likeness(words: Words, known: _Known) -> float:
    """How well a header's words say what the field is called."""
    if words == known.words:
        return _EXACT
    mine, theirs, whole = frozenset(words), known.bag, "".join(words)
    if mine.isdisjoint(theirs):
        return _SAME_WORDS if whole == known.whole else 0.0
    if not _OTHERS.isdisjoint(mine ^ theirs):
        return 0.0
    if mine == theirs or whole == known.whole:
        return _SAME_WORDS
    if mine - _STUDENT == theirs:
        return _WITHOUT_PERSON
    if known.inside and theirs < mine:
        return _INSIDE
    return 0.6 + 0.3 * len(theirs) / len(mine) if len(theirs) > 1 and theirs < mine else 0.0


def _misspelled(words: Words, known: _Known) -> float:
    """How well a header says what the field is called, a letter or two aside."""
    a, b = "".join(words), known.whole
    if a[:1] != b[:1] or abs(len(a) - len(b)) > 2 or min(len(a), len(b)) < 5:
        return 0.0
    if a in _NO_MISSPELLING or _numbers(a) != _numbers(b):
        return 0.0
    return _TYPO if SequenceMatcher(None, a, b, autojunk=False).ratio() >= 0.88 else 0.0


def _numbers(text: str) -> list[str]:
    return [letter for letter in text if letter.isdigit()]


def _by_content_too(likeness: float, known: _Known, cells: Sequence[str]) -> float:
    """The likeness, less where the cells speak against it; nothing where the name alone would not have sufficed."""
    score = likeness * (_WEAK if known.weak else 1.0)
    if score < _LEAST or fit(known.field, cells) >= _HALF:
        return score
    sure = likeness >= _WITHOUT_PERSON and not known.weak and known.field.holds not in (Holds.TEXT, Holds.NAME)
    return score * 0.65 if sure else 0.0


@dataclass(frozen=True)
class _Candidate:
    """A field that a column may be; `after` is the field that must stand right before it, if any."""

    score: float
    place: int
    field: str
    after: str


def _candidates_of(kind: Kind, place: int, words: Words, cells: Sequence[str]) -> list[_Candidate]:
    for likeness in (_likeness, _misspelled):
        alike = ((known, likeness(words, known)) for known in _table(kind.name))
        found = [
            _Candidate(score, place, known.field.name, known.after)
            for known, how_much in alike
            if how_much >= _LEAST and (score := _by_content_too(how_much, known, cells)) >= _LEAST
        ]
        if found:
            return found
    return []


def _candidates(kind: Kind, headers: Sequence[str], samples: Sequence[Sequence[str]]) -> list[_Candidate]:
    """What each column may be, the best first, then by place."""
    plain = plain_header if kind.has(MARK_FIELD) else str
    found = [
        candidate
        for place, header in enumerate(headers)
        if (words := header_words(plain(header)))
        for candidate in _candidates_of(kind, place, words, cells_of(samples, place))
    ]
    return sorted(found, key=lambda one: (-one.score, one.place))


class _Assignment:
    """Columns given to fields, each at most once."""

    def __init__(self, kind: Kind, headers: Sequence[str]) -> None:
        self.kind, self.headers = kind, headers
        self.by_place: dict[int, Column] = {}

    def taken(self, name: str) -> bool:
        return any(column.field == name for column in self.by_place.values())

    def give(self, place: int, name: str, how: str, confidence: float) -> None:
        if place not in self.by_place and not self.taken(name):
            self.by_place[place] = Column(place, self.headers[place], name, how, round(confidence, 2))

    def stands_after(self, place: int, name: str) -> bool:
        return not name or (place - 1 in self.by_place and self.by_place[place - 1].field == name)

    def free(self) -> list[int]:
        return [place for place in range(len(self.headers)) if place not in self.by_place]


def _remembered(assignment: _Assignment, remembered: Mapping[str, str]) -> None:
    """What was chosen last time: field to header, as it was written or by its words."""
    by_words = {header_words(header): place for place, header in reversed(list(enumerate(assignment.headers)))}
    for name, header in remembered.items():
        if header.startswith("=") or not header or assignment.kind.field(name) is None:
            continue
        exact = [place for place, mine in enumerate(assignment.headers) if mine == header]
        place = exact[0] if exact else by_words.get(header_words(header))
        if place is not None:
            assignment.give(place, name, REMEMBERED, 1.0)


def _by_name(assignment: _Assignment, samples: Sequence[Sequence[str]]) -> None:
    found = _candidates(assignment.kind, assignment.headers, samples)
    plain = [one for one in found if not one.after]
    for wanted in ([one for one in plain if one.score > _WEAK], [one for one in found if one.after], plain):
        for one in wanted:
            if assignment.stands_after(one.place, one.after):
                assignment.give(one.place, one.field, NAME, one.score)
    if assignment.taken("last_name") and assignment.taken("first_name"):
        assignment.by_place = {p: c for p, c in assignment.by_place.items() if c.field != "full_name"}


def _rule_columns(assignment: _Assignment, samples: Sequence[Sequence[str]]) -> None:
    """Columns of weights in percent under a category's name, one column a category (formats.md 2)."""
    if not assignment.kind.has(RULE_FIELD) or assignment.taken("evaluation_rules"):
        return
    for place in assignment.free():
        header, cells = assignment.headers[place].strip(), cells_of(samples, place)
        name = _WEIGHT_HEADER.sub(" ", header).strip()
        says_so = name != header or any("%" in cell for cell in cells)
        field = assignment.kind.field(RULE_FIELD + name)
        if field and name and (says_so or kind_of(name) != "other") and cells and readable(field, cells) >= MOSTLY:
            assignment.give(place, field.name, NAME, 0.9 if kind_of(name) != "other" else 0.7)


def _wide_columns(assignment: _Assignment, samples: Sequence[Sequence[str]]) -> None:
    """Columns that are an assessment or a day each, in a file that has no one column of scores or statuses."""
    kind = assignment.kind
    if any(map(assignment.taken, _IN_ONE_COLUMN)) or not any(map(assignment.taken, _WHO)):
        return
    found = wide_fields(kind, assignment.headers, samples, assignment.free())
    for place, name in found:
        assignment.give(place, name, NAME, 0.9)
    if found:  # what is said once a row in long files is of the student in these
        aside = {"note", "title", "category", "date", *(["section"] if _of_canvas(assignment.headers) else [])}
        assignment.by_place = {p: c for p, c in assignment.by_place.items() if c.field not in aside}


def _of_canvas(headers: Sequence[str]) -> bool:
    """Whether the file is a gradebook of Canvas, whose sections are not the school's."""
    return any(header_words(header)[:1] == ("sis",) for header in headers)


def _by_content(assignment: _Assignment, samples: Sequence[Sequence[str]]) -> None:
    """Fields that their cells give away, in columns whose header is no help and speaks of nobody else."""
    for place in assignment.free():
        cells, words = cells_of(samples, place), frozenset(header_words(assignment.headers[place]))
        if not cells or not words.isdisjoint(_OTHERS):
            continue
        name = _field_in(assignment, cells, words)
        if name is not None:
            assignment.give(place, name, CONTENT, _BY_CONTENT)


def _field_in(assignment: _Assignment, cells: Sequence[str], words: frozenset[str]) -> str | None:
    """The field of the kind, free yet, that these cells show."""
    kind = assignment.kind
    birth = kind.field("date_of_birth")
    wanted: tuple[tuple[tuple[str, ...], Callable[[], bool]], ...] = (
        (("email",), lambda: share(cells, is_email) >= MOSTLY),
        (("date_of_birth",), lambda: bool(birth and words.isdisjoint(_NOT_OF_BIRTH) and is_birth(birth, cells))),
        (("mobile", "phone"), lambda: share(cells, is_phone) >= MOSTLY),
        (("student_number", "course_code")[kind.name == "courses" :][:1], lambda: is_code(cells)),
    )
    for names, shows in wanted:
        free = [name for name in names if kind.field(name) is not None and not assignment.taken(name)]
        if free and shows():
            return free[0]
    return None


def guess_mapping(
    kind: str, headers: Sequence[str], samples: Sequence[Sequence[str]], remembered: Mapping[str, str] | None = None
) -> ColumnMapping:
    """The field of each column of a file of that kind.

    `samples` are some of its rows; `remembered` is field to header as chosen for these headers last time, which goes
    before everything, and leaves out what was left out then. Each field is given to one column at most.
    """
    assignment = _Assignment(KINDS[kind], headers)
    if remembered:
        _remembered(assignment, remembered)
    else:
        _by_name(assignment, samples)
        _rule_columns(assignment, samples)
        _wide_columns(assignment, samples)
        _by_content(assignment, samples)
    columns = tuple(assignment.by_place[place] for place in sorted(assignment.by_place))
    return ColumnMapping(kind, columns, tuple(assignment.free()))


@lru_cache(16)
def _against(kind: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(header_words(name)) for name in KINDS[kind].speaks_against.split("|") if name)


def _foreign(mapping: ColumnMapping, headers: Sequence[str]) -> int:
    """How many of the columns left over speak for another kind of file, such as marks or absences."""
    left = [headers[place] for place in mapping.unmapped]
    against, marks = _against(mapping.kind), KINDS[mapping.kind].has(MARK_FIELD)
    words = [frozenset(header_words(header)) for header in left]
    spoken = [any(one <= header for one in against) for header in words]
    return sum(spoken) if marks else sum(map(any, zip(spoken, map(of_a_gradebook, left), strict=True)))


def _score(mapping: ColumnMapping, headers: Sequence[str]) -> float:
    """How like its kind a file is: columns recognised by name, needs met, little that speaks for another kind."""
    if KINDS[mapping.kind].refers and _WHO.isdisjoint(mapping.fields()):
        return 0.0
    own = [header for place, header in enumerate(headers) if place in mapping.unmapped and of_a_gradebook(header)]
    there = len(headers) - (len(own) if KINDS[mapping.kind].has(MARK_FIELD) else 0)
    recognised = sum(column.confidence for column in mapping.columns if column.how == NAME) / max(1, there)
    met = 1 - len(mapping.missing()) / len(KINDS[mapping.kind].needs)
    return max(0.0, round(0.6 * recognised + 0.4 * met - 0.25 * min(_foreign(mapping, headers), 2), 3))


def guess_kind(headers: Sequence[str], samples: Sequence[Sequence[str]]) -> KindGuess:
    """The kind of file that these headers and rows look like.

    None (an empty name) where nothing is recognised, and where students are referred to beside columns that only
    other files have: a list of marks must not be taken for one of enrolments.
    """
    mappings = {name: guess_mapping(name, headers, samples) for name in KINDS}
    scores = {name: _score(mapping, headers) for name, mapping in mappings.items()}
    best = max(scores, key=lambda name: (scores[name], len(mappings[name].columns)))
    refers = not _WHO.isdisjoint(mappings[best].fields())
    other = scores[best] < KINDS[best].sure_from and refers and _foreign(mappings[best], headers) > 0
    return KindGuess("" if other or not mappings[best].columns else best, scores[best], scores)
