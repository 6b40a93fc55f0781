"""Headers of columns reduced to the words that count, so that spellings of the same header agree."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterable
from functools import lru_cache

from sms_desktop.core.folding import fold, without_apostrophes

Words = tuple[str, ...]

_LONGEST = 500
_TAG = re.compile(r"<[^<>]{0,200}>")
_CAMEL = re.compile(r"(?<=[a-zα-ωά-ώ])(?=[A-ZΑ-Ω])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORD = re.compile(r"[^\W\d_]+|\d+")
_SLASHED = (("ημ/νι", "ημερομηνι"), ("ημ/", "ημερομηνια "), ("δ/νσ", "διευθυνσ"), ("τηλ/", "τηλεφωνο "))
_LATE = ("α/μ", "αμ"), ("α/α", "αα"), ("τ/κ", "τκ"), ("e-mail", "email"), ("e mail", "email"), ("πολη/", "πολη ")

_SHORT = {
    "αρ": "αριθμοσ", "αριθ": "αριθμοσ", "νο": "αριθμοσ", "τηλ": "τηλεφωνο", "ημ": "ημερομηνια", "ημερ": "ημερομηνια",
    "ημνια": "ημερομηνια", "κιν": "κινητο", "σταθ": "σταθερο", "ηλ": "ηλεκτρονικο", "ηλεκ": "ηλεκτρονικο",
    "ηλεκτρ": "ηλεκτρονικο", "ταχ": "ταχυδρομικοσ", "ταχυδρ": "ταχυδρομειο", "διευθ": "διευθυνση", "δνση": "διευθυνση",
    "επων": "επωνυμο", "ον": "ονομα", "ονομ": "ονομα", "γενν": "γεννηση", "κωδ": "κωδικοσ", "εξ": "εξαμηνο",
    "εβδ": "εβδομαδα", "περ": "περιοδοι", "πιστ": "πιστωτικεσ", "ταυτ": "ταυτοτητα", "αδ": "αδτ", "no": "number",
    "nr": "number", "num": "number", "tel": "telephone", "mob": "mobile", "addr": "address", "pwd": "password",
    "firstname": "first name", "lastname": "last name", "fullname": "full name", "surname": "last name",
    "familyname": "last name", "givenname": "first name", "forename": "first name", "fname": "first name",
    "lname": "last name", "birthdate": "birth date", "birthday": "birth date", "dob": "birth date",
    "idnumber": "id number", "studentid": "student id", "sisid": "sis id", "shortname": "short name",
    "coursecode": "course code", "postcode": "postal code", "zipcode": "postal code", "zip": "postal code",
    "enrollment": "enrolment", "enrolled": "enrolled", "program": "programme", "emerg": "emergency",
    "dateofbirth": "birth date", "phonenumber": "phone number", "emailaddress": "email address", "ημειλ": "email",
}  # fmt: skip
_EMPTY_GREEK = "το τα ο η οι του τησ των τουσ τον την στο στη στην στον στα σε και για περιπτωση απο σασ μου ατομου"
_EMPTY_ENGLISH = "the of a an for in and or your please enter is s"
_EMPTY_WORDS = frozenset(
    f"{_EMPTY_GREEK} {_EMPTY_ENGLISH} προαιρετικη προαιρετικο συμπληρωση optional required".split()
)
_GREEK_ENDING = re.compile("(?<=..)(?:ουσ|ων|ου|οι|οσ|ησ|εσ|εωσ|ασ|ισ|ο|α|η|ι|ε|υ|ω)$")
_STEMS = {"number": "number", "status": "status", "address": "address", "class": "class", "sms": "sms"}


def _stem(word: str) -> str:
    """A word without what number and case put at its end."""
    if word.isascii():
        return word if word in _STEMS or len(word) < 4 or word.endswith(("ss", "us")) else word.removesuffix("s")
    return _GREEK_ENDING.sub("", word)


def _joined(words: Iterable[str]) -> list[str]:
    """Words with the single letters of an abbreviation (Α. Μ.) put together."""
    out: list[str] = []
    single = False
    for word in words:
        is_single = len(word) == 1 and word.isalpha()
        if is_single and single:
            out[-1] += word
        else:
            out.append(word)
        single = is_single
    return out


@lru_cache(4096)
def header_words(header: str) -> Words:
    """The words of a header that say what it is, folded and without endings, tags, punctuation and little words.

    `Ημ/νία γέννησης:`, `ΗΜΕΡΟΜΗΝΙΑ ΓΕΝΝΗΣΕΩΣ` and `Ημερ. γέννησης` agree, and so do `studentID`, `Student ID` and
    `student_id`.
    """
    plain = _TAG.sub(" ", html.unescape(header[:_LONGEST]))
    folded = without_apostrophes(fold(_CAMEL.sub(" ", plain)))
    for written, meant in (*_SLASHED, *_LATE):
        folded = folded.replace(written, meant)
    words = [_SHORT.get(word, word) for word in _joined(_WORD.findall(folded))]
    return tuple(_stem(word) for text in words for word in text.split() if word not in _EMPTY_WORDS)


def headers_fingerprint(headers: Iterable[str]) -> str:
    """What a file's headers are recognised by next time (SHA-256 in hex): their words in order, spelling aside."""
    lines = "\n".join(" ".join(header_words(header)) for header in headers)
    return hashlib.sha256(lines.encode()).hexdigest()
