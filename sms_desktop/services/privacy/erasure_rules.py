"""What goes and what stays when a person is erased, and why: one table of rules (GDPR article 17, reliability.md S41).

Two ways take a person out: `reduce` keeps the register and the results under the name, as certificates and diplomas
need them; `erase` keeps the results without the name. Two take one kind of data only, and earlier: `notes` the health
note and the private note, `absences` the notes and documents at absences.
"""

from __future__ import annotations

from dataclasses import dataclass

from sms_desktop.core.i18n import N_, _

NOTES, ABSENCES, REDUCE, ERASE = "notes", "absences", "reduce", "erase"
MODES = (NOTES, ABSENCES, REDUCE, ERASE)
#: The ways that take a person out, and for each way those that do what it does, and more.
WHOLE = (REDUCE, ERASE)
INCLUDED_IN = {NOTES: (REDUCE, ERASE), ABSENCES: (REDUCE, ERASE), REDUCE: (ERASE,), ERASE: ()}
GOES, STAYS, NAMELESS = "goes", "stays", "nameless"
#: It names the person and may mean somebody else: the office has to look at it.
LOOK = "look"

#: Columns of a student that go in both ways, and those that go only where the name goes too.
CLEARED = (
    "email", "mobile", "phone", "nationality", "national_id", "street", "street_number", "city", "postal_code",
    "district", "status_reason", "health_note", "private_note",
)  # fmt: skip
CLEARED_TO_NOTHING = ("extra", "restricted_at", "restriction_note")
IDENTITY = ("father_name", "mother_name", "gender", "place_of_birth")
#: What `notes` clears; it goes in all ways but `absences`.
PRIVATE = ("health_note", "private_note")
#: Texts about the person in other tables; they go in both ways.
REMARKS = {
    "enrolments": ("limit_note",),
    "grades": ("note",),
    "daily_ratings": ("note",),
    "attendance": ("note", "document"),
}
#: What goes of an issued paper together with the name, besides its pages.
ISSUED = ("recipient", "purpose", "cancel_reason")


@dataclass(frozen=True)
class Rule:
    """One kind of data: what it is, what becomes of it in each way, and the reason for that."""

    kind: str
    title: str
    reduce: str
    erase: str
    why_reduced: str
    why_erased: str

    def fate(self, mode: str) -> str:
        """`goes`, `stays`, or `nameless`: it stays, and nobody can tell any more whose it is."""
        return self.reduce if mode == REDUCE else self.erase

    def why(self, mode: str) -> str:
        """The reason, in the reader's language."""
        return _(self.why_reduced if mode == REDUCE else self.why_erased)


def rules_of(mode: str) -> tuple[Rule, ...]:
    """The kinds of data that a way is about: what goes, and what stays beside it."""
    return RULES if mode in WHOLE else _PARTIAL[mode]


def _gone(kind: str, title: str, why: str) -> Rule:
    return Rule(kind, title, GOES, GOES, why, why)


_NOT_NEEDED = N_("The school needs it only while the student attends.")
_KEPT_BESIDE = (
    Rule(
        "log", N_("Change log"), NAMELESS, NAMELESS,
        N_("The values that go are taken out of it too. That something was changed, when and by whom, must be proven."),
        N_("The values that go are taken out of it too. That something was changed, when and by whom, must be proven."),
    ),
    Rule(
        "backups", N_("Backups and archives of the log"), STAYS, STAYS,
        N_("They are sealed. They go when they are thinned out; what is restored from one is erased again."),
        N_("They are sealed. They go when they are thinned out; what is restored from one is erased again."),
    ),
)  # fmt: skip
RULES = (
    Rule(
        "identity", N_("Name, parents' names, date and place of birth, number"), STAYS, NAMELESS,
        N_("Certificates and diplomas are issued again and proven for decades: the school must keep its register."),
        N_("Replaced by a number that tells nobody who it was."),
    ),
    Rule(
        "studies", N_("Programme, years, classes and status"), STAYS, NAMELESS,
        N_("They are part of the register that certificates are issued from."),
        N_("The figures of the school and of its classes stay true."),
    ),
    Rule(
        "results", N_("Marks, daily ratings and final grades"), STAYS, NAMELESS,
        N_("Diplomas and transcripts are proven by them."),
        N_("The averages of the classes stay true."),
    ),
    Rule(
        "attendance", N_("Attendance by period, without notes"), STAYS, NAMELESS,
        N_("Final grades and the absence limit come from it."),
        N_("The registers of the classes stay whole."),
    ),
    _gone("reach", N_("E-mail, telephones and address"), _NOT_NEEDED),
    _gone("papers", N_("Identity card, nationality and fields of the school's own"), _NOT_NEEDED),
    _gone("notes", N_("Health note, private note, and why the status changed"), _NOT_NEEDED),
    _gone("photo", N_("Photo"), _NOT_NEEDED),
    _gone("contacts", N_("Guardians and emergency persons"),
          N_("They go with the student; who is also a contact of another student stays with that one.")),
    _gone("highlights", N_("Highlights"), N_("They were for the lessons of the time.")),
    _gone("remarks", N_("Notes and documents at marks, ratings, absences and enrolments"),
          N_("No result comes from them.")),
    Rule(
        "issued", N_("Papers that were issued"), STAYS, NAMELESS,
        N_("What the school has certified must be provable, and issued again as it was."),
        N_("Number, kind and date stay in the register of papers; the paper itself, whom it was for and why go."),
    ),
    Rule(
        "mentions", N_("What was typed about the person elsewhere"), GOES, GOES,
        N_("In notes about others, filters of saved exports, titles and reasons: e-mail, telephones and contacts."),
        N_("In notes about others, filters of saved exports, titles and reasons, where nobody else is called so."),
    ),
    *_KEPT_BESIDE,
)  # fmt: skip
_REST = Rule(
    "rest", N_("Everything else"), STAYS, STAYS, N_("This rule is about nothing else."),
    N_("This rule is about nothing else."),
)  # fmt: skip
_PARTIAL = {
    NOTES: (_gone("private", N_("Health note and private note"), _NOT_NEEDED), _REST, *_KEPT_BESIDE),
    ABSENCES: (
        _gone("absences", N_("Notes and documents at absences"),
              N_("Once results are final nothing depends on them: day, period and kind of each record stay, and with "
                 "them every grade and absence limit.")),
        _REST, *_KEPT_BESIDE,
    ),
}  # fmt: skip
