"""Greek names in the case that a sentence needs: genitive, accusative or vocative, with article, by gender and ending.

Rules for the endings that decline in one way only, and a table for the names that go their own. Whatever neither
knows stays as it is (foreign names, Latin letters, a name that is a genitive already): a name in the nominative is
clumsy, a wrong form is a wrong name.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from sms_desktop.core.greek import greek_capitals

NOMINATIVE, GENITIVE, ACCUSATIVE, VOCATIVE = "nominative", "genitive", "accusative", "vocative"
CASES = (NOMINATIVE, GENITIVE, ACCUSATIVE, VOCATIVE)
MALE, FEMALE, UNKNOWN = "male", "female", ""

_TONOS = "\u0301"
_WORD = re.compile(r"[^\s\-–.,'’()/]+")
_NUCLEUS = re.compile("[αεο][ιί]|[αεηο][υύ]|υ[ιί]|[αεηιουωάέήίόύώϊϋΐΰ]")
_GREEK = re.compile("[\u0370-\u03ff\u1f00-\u1fff\u0301\u0308]+")
_ARTICLES = {
    NOMINATIVE: ("ο", "η"), GENITIVE: ("του", "της"), ACCUSATIVE: ("τον", "την"), VOCATIVE: ("", ""),
}  # fmt: skip
#: Before these the article keeps its ν (τη Μαρία, την Ελένη, την Κατερίνα); before others, and alone, too.
_KEEPS_NU = re.compile("[αεηιουωάέήίόύώϊϋκπτξψ]|γκ|μπ|ντ|[^α-ω]")


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Men's names that follow no rule, or not the rule of their ending: genitive, accusative, vocative.
_MEN = {
    "ιησους": ("Ιησού", "Ιησού", "Ιησού"),
    "ξενοφων": ("Ξενοφώντος", "Ξενοφώντα", "Ξενοφών"),
    "σπυριδων": ("Σπυρίδωνος", "Σπυρίδωνα", "Σπυρίδων"),
    "τρυφων": ("Τρύφωνος", "Τρύφωνα", "Τρύφων"),
    "ιασων": ("Ιάσονος", "Ιάσονα", "Ιάσων"),
    "φαιδων": ("Φαίδωνος", "Φαίδωνα", "Φαίδων"),
    "ζηνων": ("Ζήνωνος", "Ζήνωνα", "Ζήνων"),
    "πλατων": ("Πλάτωνος", "Πλάτωνα", "Πλάτων"),
    "κιμων": ("Κίμωνος", "Κίμωνα", "Κίμων"),
    "σολων": ("Σόλωνος", "Σόλωνα", "Σόλων"),
    "αγαμεμνων": ("Αγαμέμνονος", "Αγαμέμνονα", "Αγαμέμνων"),
    "αιας": ("Αίαντος", "Αίαντα", "Αίας"),
    "μαριος": ("Μάριου", "Μάριο", "Μάριε"),
    "στελιος": ("Στέλιου", "Στέλιο", "Στέλιο"),
    "θοδωρος": ("Θόδωρου", "Θόδωρο", "Θόδωρε"),
    "φοιβος": ("Φοίβου", "Φοίβο", "Φοίβε"),
    "σολομων": ("Σολομώντος", "Σολομώντα", "Σολομών"),
    "κωνσταντινος": ("Κωνσταντίνου", "Κωνσταντίνο", "Κωνσταντίνε"),
    "αυγουστινος": ("Αυγουστίνου", "Αυγουστίνο", "Αυγουστίνε"),
    "ιουστινος": ("Ιουστίνου", "Ιουστίνο", "Ιουστίνε"),
}
_WOMEN = {
    "αρτεμις": ("Αρτέμιδος", "Αρτέμιδα", "Άρτεμις"),
    "θεμις": ("Θέμιδος", "Θέμιδα", "Θέμις"),
    "θετις": ("Θέτιδος", "Θέτιδα", "Θέτις"),
    "ιρις": ("Ίριδος", "Ίριδα", "Ίρις"),
    "αλκηστις": ("Αλκήστιδος", "Αλκήστιδα", "Άλκηστις"),
}
#: Surnames that are the genitive of a forefather's name and end as nominatives do: Ξενοφώντος, Ζήνωνος, Νέστορος.
_GENITIVES = re.compile(".*(ωντος|[^κ]οντος|ωνος|ονος|τορος|ιδος|(αδαμ|ακαμ|αθαμ|αι|γιγ)αντος|κλημεντος)")
#: Which are none, though they look it.
_NOMINATIVES = ("διακονος",)
#: Men's names with a Greek ending that are not Greek, and stay as they are.
_FOREIGN = _names(
    "κάρλος τόμας λούκας γιόνας τζόνας νίκλας μάρκους ματίας άνταμς χέσους λουίς ντάγκλας έλιας τομάς χόρχες"
)
#: The same without accents, but for ΛΟΥΚΑΣ, who is Greek more often.
_FOREIGN_CAPITALS = _names("καρλος τομας γιονας τζονας νικλας μαρκους ματιας ανταμς χεσους ελιας χορχες")
#: Names of people that have no ending to tell whose they are.
_MALE_NAMES = _names(
    "μιχαηλ γαβριηλ ραφαηλ εμμανουηλ δανιηλ σαμουηλ δαυιδ δαβιδ ιωσηφ αβρααμ ισαακ ιακωβ αδαμ συμεων αρις παρις"
)
_FEMALE_NAMES = _names("ελισαβετ εσθηρ ραχηλ ρουθ μαριαμ αρτεμις νεφελη δανια")
#: Names that end as women's do, and are men's, or both.
_NOT_SURELY_FEMALE = _names(
    "νικιτα ιλια ηλια λουκα μουσταφα αντρεα ανδρεα κωστα σαββα μουσα ντανιλα θωμα σασα μισα μιχα γιαννη δημητρη χαρη "
    "μιχαλη βασιλη παναγη σταθη αλη αλεξη αγα μιρζα χαμζα γιαχια ζακαρια ιλα"
)
#: What a paroxytone name in capitals is known by: its vocative ends in -ο.
_CALLED_O = _names(
    "νικος πετρος παυλος μαρκος γιωργος σπυρος χρηστος χριστος αλεκος τασος σταυρος λαμπρος τιτος φανος θανος ηρακλος "
    "λοιζος κυρος πανος νασος ντινος τακης"
)
_STUDENTS = {
    "φοιτητής": ("φοιτητ", "φοιτήτρι"), "σπουδαστής": ("σπουδαστ", "σπουδάστρι"), "μαθητής": ("μαθητ", "μαθήτρι"),
}  # fmt: skip


def gender_of(stated: str, first_name: str) -> str:
    """`male` or `female` as stated; where nothing is stated, by the ending of a Greek first name, if that is sure."""
    if stated:
        return stated if stated in (MALE, FEMALE) else UNKNOWN
    found = _WORD.search(first_name)
    bare = _bare(found.group().lower()) if found else ""
    if not _GREEK.fullmatch(bare):
        return UNKNOWN
    if bare in _MALE_NAMES or bare in _MEN or bare.endswith(("ος", "ης", "ας", "ευς")):
        return MALE
    if bare in _FEMALE_NAMES or bare in _WOMEN or (bare.endswith(("α", "η", "ω")) and bare not in _NOT_SURELY_FEMALE):
        return FEMALE
    return UNKNOWN


def article(case: str, gender: str, before: str = "") -> str:
    """The article in a case: του, της, or both (του/της) where the gender is not known; τη before what asks for it."""
    his, hers = _ARTICLES[case]
    first = unicodedata.normalize("NFC", before.lower())
    if case == ACCUSATIVE and first and not _KEEPS_NU.match(first):
        hers = "τη"
    if gender == UNKNOWN:
        return f"{his}/{hers}" if his else ""
    return his if gender == MALE else hers


def first_name(name: str, case: str, gender: str) -> str:
    """A first name, or several, in a case: Αλέξανδρος is Αλεξάνδρου, Μαρία is Μαρίας; of no known gender as it is."""
    return _each(name, case, gender, True)


def last_name(name: str, case: str, gender: str) -> str:
    """A surname in a case: Παπαδόπουλος is Παπαδόπουλου (the accent stays). Women's are genitives, and stay."""
    return name if gender == FEMALE else _each(name, case, gender, False)


def student_noun(word: str, case: str, gender: str) -> str:
    """What the school calls its students (a key of `i18n.STUDENT_STEMS`) in a case; both words for no known gender."""
    his, hers = _STUDENTS[word]
    ends = {NOMINATIVE: ("ής", "α"), GENITIVE: ("ή", "ας"), ACCUSATIVE: ("ή", "α"), VOCATIVE: ("ή", "α")}[case]
    man, woman = his + ends[0], hers + ends[1]
    return f"{man}/{woman}" if gender == UNKNOWN else man if gender == MALE else woman


def _each(name: str, case: str, gender: str, is_first: bool) -> str:
    if case == NOMINATIVE or gender == UNKNOWN:
        return name
    return _WORD.sub(lambda found: _word(found.group(), case, gender, is_first), unicodedata.normalize("NFC", name))


@lru_cache(1 << 14)
def _word(word: str, case: str, gender: str, is_first: bool) -> str:
    low = word.lower()
    if not _GREEK.fullmatch(word) or len(word) < 3:
        return word
    table = (_MEN if gender == MALE else _WOMEN) if is_first else {}
    forms = table.get(_bare(low))
    if forms is not None:
        return _like(word, forms[CASES.index(case) - 1])
    if low in _FOREIGN or low in _FOREIGN_CAPITALS:
        return word
    found = _man(low, case, is_first) if gender == MALE else _woman(low, case)
    return word if found == low else _like(word, found)


def _woman(low: str, case: str) -> str:
    return low + "ς" if case == GENITIVE and _bare(low).endswith(("α", "η", "ω")) else low


def _man(low: str, case: str, is_first: bool) -> str:
    """A man's name by its ending; one that ends otherwise stays."""
    end = _bare(low[-3:])
    if end == "ευς":
        stem, accented = low[:-3], low[-2] == "ύ" or _stress(low) is None
        ends = {GENITIVE: "έως", ACCUSATIVE: "έα", VOCATIVE: "εύ"}
        return stem + ends[case] if accented else low
    if end.endswith("ος"):
        if not is_first and _is_genitive(low):
            return low
        return _in_os(low, case, is_first)
    return low[:-1] if end.endswith(("ης", "ας")) else low


def _is_genitive(low: str) -> bool:
    """Whether a surname in -ος is one; what is short, or stressed on its end, is not (Κόντος, Κορωνός)."""
    bare = _bare(low)
    sure = _GENITIVES.fullmatch(bare) and not bare.endswith(_NOMINATIVES)
    return bool(sure) and len(_NUCLEUS.findall(low)) > 2 and _stress(low) != 1


def _in_os(low: str, case: str, is_first: bool) -> str:
    stem, stress = low[:-2], _stress(low)
    if case == ACCUSATIVE:
        return low[:-1]
    if case == GENITIVE:
        if stress == 1:
            return stem + "ού"
        return (_moved(stem) if is_first and stress == 3 else stem) + "ου"
    if stress is None:
        return _called(low, stem)
    if stress == 1:
        return stem + "έ"
    return stem + ("ο" if stress == 2 and not low.endswith("αίος") else "ε")


def _called(low: str, stem: str) -> str:
    """The vocative of a name whose stress is not written; as it is where that decides and is not known."""
    if _bare(low) in _CALLED_O:
        return stem + "ο"
    return stem + "ε" if _bare(low).endswith(("πουλος", "ιος")) else low


def _stress(low: str) -> int | None:
    """Which syllable from the end is stressed, 1 for the last; None where no accent is written."""
    nuclei = _NUCLEUS.findall(low)
    for place, nucleus in enumerate(reversed(nuclei), 1):
        if _TONOS in unicodedata.normalize("NFD", nucleus):
            return place
    return None


def _moved(stem: str) -> str:
    """The stem with its accent on its last syllable: Αλέξανδρ is Αλεξάνδρ."""
    bare = _bare(stem)
    *_before, last = _NUCLEUS.finditer(bare)
    return unicodedata.normalize("NFC", bare[: last.end()] + _TONOS + bare[last.end() :])


def _bare(text: str) -> str:
    """Without accents, dialytika kept."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).replace(_TONOS, ""))


def _like(word: str, form: str) -> str:
    """A form written as the word was: in capitals without accents, or with a capital first; unaccented likewise."""
    if word.isupper():
        return greek_capitals(form)
    if _stress(word.lower()) is None:
        form = _bare(form)
    return form[:1].upper() + form[1:] if word[:1].isupper() else form.lower()
