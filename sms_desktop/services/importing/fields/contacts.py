"""The people around a student who come in the columns of the student's row (formats.md 2)."""

from __future__ import annotations

from sms_desktop.core.i18n import N_
from sms_desktop.core.values import parse_email, parse_phone
from sms_desktop.services.importing.fields.field import Field, Holds, Reader, plain, text

_PHONE, _EMAIL = plain(parse_phone), plain(parse_email)

_NUMBERED = (
    "contact {n}",
    "guardian {n}",
    "parent {n}",
    "parent guardian {n}",
    "κηδεμονας {n}",
    "γονεας {n}",
    "επαφη {n}",
)
_FIRST_ALONE = (
    "guardian",
    "parent",
    "contact",
    "κηδεμονα",
    "γονεα",
    "contact person",
    "επικοινωνιας",
    "parent guardian",
)
_PARTS_ENGLISH = {
    "name": ("{who} name", "{who} full name", "{who}"),
    "last_name": ("{who} last name", "{who} surname", "{who} family name"),
    "first_name": ("{who} first name", "{who} given name"),
    "relation": ("{who} relation", "{who} relationship", "relation to {who}", "relationship {who}", "{who} type"),
    "phone": (
        "{who} phone",
        "{who} mobile",
        "{who} mobile phone",
        "{who} telephone",
        "{who} phone number",
        "{who} cell",
    ),
    "email": ("{who} email", "{who} email address"),
}
_PARTS_GREEK = {
    "name": ("ονοματεπωνυμο {who}", "ονομα και επωνυμο {who}"),
    "last_name": ("επωνυμο {who}", "επιθετο {who}"),
    "first_name": ("ονομα {who}",),
    "relation": ("σχεση {who}", "συγγενεια {who}", "ιδιοτητα {who}"),
    "phone": ("τηλεφωνο {who}", "κινητο {who}", "αριθμος τηλεφωνου {who}", "κινητο τηλεφωνο {who}", "τηλεφωνα {who}"),
    "email": ("email {who}", "ηλεκτρονικο ταχυδρομειο {who}"),
}
_ALONE = {
    "name": "|guardian",
    "relation": "|~guardian|relation|relationship|σχεση|συγγενεια|βαθμος συγγενειας|relation to student",
}
_LABELS = {
    "name": N_("Contact {n}: name"),
    "last_name": N_("Contact {n}: last name"),
    "first_name": N_("Contact {n}: first name"),
    "relation": N_("Contact {n}: relation"),
    "phone": N_("Contact {n}: telephone"),
    "email": N_("Contact {n}: e-mail"),
}
_READERS: dict[str, tuple[Holds, Reader]] = {
    "name": (Holds.NAME, text(200)),
    "last_name": (Holds.NAME, text(100)),
    "first_name": (Holds.NAME, text(100)),
    "relation": (Holds.TEXT, text(100)),
    "phone": (Holds.PHONE, _PHONE),
    "email": (Holds.EMAIL, _EMAIL),
}


def _known_as(part: str, people: tuple[str, ...], also: str = "") -> str:
    shapes = (*_PARTS_ENGLISH[part], *_PARTS_GREEK[part])
    return "|".join(shape.format(who=who) for who in people for shape in shapes) + also


def _contact(n: int) -> tuple[Field, ...]:
    """The fields of the n-th contact of a row; the first also goes by names without a number."""
    people = tuple(who.format(n=n) for who in _NUMBERED) + (_FIRST_ALONE if n == 1 else ())
    return tuple(
        Field(
            f"contact{n}_{part}", _LABELS[part], holds,
            _known_as(part, people, _ALONE.get(part, "") if n == 1 else ""), read, sensitive=part == "phone", n=n,
        )
        for part, (holds, read) in _READERS.items()
    )  # fmt: skip


_EMERGENCY = (
    Field("emergency_name", N_("Emergency contact: name"), Holds.NAME,
          "emergency contact|emergency contact name|emergency name|emergency person|emerg contact|emerg contact 1"
          "|ονομα ατομου επειγοντος περιστατικου|ατομο επειγοντος περιστατικου|ονομα επειγοντος|ατομο εκτακτης αναγκης"
          "|επαφη εκτακτης αναγκης|ονομα εκτακτης αναγκης|ατομο αναγκης", text(200)),
    Field("emergency_phone", N_("Emergency contact: telephone"), Holds.PHONE,
          "emergency phone|emergency telephone|emergency number|emergency contact phone|emergency contact number"
          "|emerg phone"
          "|emerg phone 1|emergency contact telephone|τηλεφωνο επειγοντος περιστατικου|τηλεφωνο επειγοντος"
          "|αριθμος τηλεφωνου επειγοντος περιστατικου|τηλεφωνο εκτακτης αναγκης"
          "|τηλεφωνο αναγκης", _PHONE, sensitive=True),
    Field("emergency_relation", N_("Emergency contact: relation"), Holds.TEXT,
          "emergency relation|emergency contact relation|emergency relationship|emergency contact relationship"
          "|σχεση επειγοντος περιστατικου|σχεση ατομου επειγοντος περιστατικου|σχεση εκτακτης αναγκης", text(100)),
    Field("emergency_email", N_("Emergency contact: e-mail"), Holds.EMAIL,
          "emergency email|emergency contact email|email επειγοντος περιστατικου", _EMAIL),
)  # fmt: skip


def _parent(name: str, phone: str, email: str, english: str, greek: str) -> tuple[Field, Field]:
    people = (english, greek)
    return (
        Field(f"{name}_phone", phone, Holds.PHONE, _known_as("phone", people), _PHONE, sensitive=True),
        Field(f"{name}_email", email, Holds.EMAIL, _known_as("email", people), _EMAIL),
    )


_PARENTS = (
    *_parent("father", N_("Father: telephone"), N_("Father: e-mail"), "father", "πατερα"),
    *_parent("mother", N_("Mother: telephone"), N_("Mother: e-mail"), "mother", "μητερας"),
)

CONTACTS = (*_contact(1), *_contact(2), *_contact(3), *_EMERGENCY, *_PARENTS)
