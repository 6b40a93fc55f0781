"""The Greek catalogue reads like Greek: accents, quotes, letters, mnemonics, and the school's own word for students."""

from __future__ import annotations

import ast
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir

import catalogue
from catalogue import HOME, KEYWORDS, Places
from sms_desktop.core import i18n

PLACES = Places(HOME / "sms_desktop", HOME / "translations")
GREEK = catalogue.read(PLACES.catalogue("el"), "el")
#: A message's source and one of its Greek forms.
Pair = tuple[str, str]
PLACEHOLDER = re.compile(r"\{\w*\}|%\(\w+\)\w|%\w")
WORD = re.compile(r"[^\W\d_]+")
MNEMONIC = re.compile(r"&(?=\w)")
#: What a text ends with says what it is: a sentence, a question, a label, something that opens a dialog.
ENDINGS = {".": ".", "?": ";", ":": ":", "…": "…"}
#: Single sounds of two letters, and what makes of such a pair two sounds again.
DIPHTHONG = re.compile("αι|ει|οι|υι|ου|αυ|ευ|ηυ")
VOWEL = re.compile("[αεηιουω]")
#: Words whose two vowels are said as one, so that they are of one syllable without an accent.
SAID_AS_ONE = re.compile("(για|μια|μιας|πια|πιο|ποι(α|ας|ο|ος|ον|οι|ους|ων|ες)|δυο|σια|πιες)")
#: Cut short, with a point, where a column is narrow.
ABBREVIATED = {"αδικαιολ", "δικαιολ"}
TONOS, DIAERESIS = "\u0301", "\u0308"


def messages() -> Iterator[Message]:
    """The texts in use that are translated."""
    return (message for message in GREEK if message.id and all(catalogue.translations(message)))


def pairs() -> Iterator[Pair]:
    """Each source beside its Greek; of a plural each form beside its own."""
    for message in messages():
        yield from zip(catalogue.texts(message), catalogue.translations(message), strict=True)


def words(text: str) -> list[str]:
    return WORD.findall(MNEMONIC.sub("", PLACEHOLDER.sub(" ", text)))


def is_greek(word: str) -> bool:
    return all(unicodedata.name(letter).startswith("GREEK") for letter in word)


def is_latin(word: str) -> bool:
    return all(unicodedata.name(letter).startswith("LATIN") for letter in word)


def syllables(word: str) -> int:
    """How many sounds a Greek word in small letters has, by its vowels."""
    bare = "".join(letter for letter in unicodedata.normalize("NFD", word) if letter != TONOS)
    bare = bare.replace(DIAERESIS, "-")
    if SAID_AS_ONE.fullmatch(word):
        return 1
    return len(VOWEL.findall(DIPHTHONG.sub("α", re.sub("(.)-", r" \1", bare))))


def accents(word: str) -> int:
    return unicodedata.normalize("NFD", word).count(TONOS)


def test_no_word_mixes_greek_and_latin_letters() -> None:
    mixed = {word for _source, text in pairs() for word in words(text) if not (is_greek(word) or is_latin(word))}
    assert not mixed


def test_every_word_of_several_syllables_has_its_accent() -> None:
    greek = {word for _source, text in pairs() for word in words(text) if is_greek(word) and not word.isupper()}
    bare = {word.lower() for word in greek if syllables(word.lower()) > 1 and accents(word) == 0}
    assert not bare - ABBREVIATED


def test_a_second_accent_is_there_only_where_a_pronoun_leans_on_the_word() -> None:
    texts = [words(text) for _source, text in pairs()]
    doubly = [(word, after) for text in texts for word, after in pairwise([*text, ""]) if accents(word) > 1]
    assert {after for _word, after in doubly} <= {"του", "της", "τους", "σας", "μας", "το", "τα", "τον", "την"}
    assert all(accents(word) == 2 and syllables(word.lower()) > 2 for word, _after in doubly)


def test_words_of_one_syllable_have_no_accent_but_the_few_that_need_one() -> None:
    greek = {word.lower() for _source, text in pairs() for word in words(text) if is_greek(word)}
    assert {word for word in greek if syllables(word) == 1 and accents(word)} <= {"ή", "πώς", "πού", "ό"}


def test_accents_are_the_modern_ones() -> None:
    names = {unicodedata.name(letter) for _source, text in pairs() for letter in text if letter.isalpha()}
    assert not {name for name in names if any(old in name for old in ("VARIA", "OXIA", "PERISPOMENI", "PSILI"))}


def test_quotes_are_greek_and_in_pairs() -> None:
    for _source, text in pairs():
        assert not set(text) & set("“”\"„‘'") or "Α'" in text, text
        assert re.sub("[^«»]", "", text) == "«»" * text.count("«"), text


def test_a_sentence_ends_like_its_source() -> None:
    for source, text in pairs():
        sign = ENDINGS.get(source.rstrip()[-1])
        assert sign is None or text.rstrip().endswith(sign), (source, text)
        assert source[len(source.rstrip()) :] == text[len(text.rstrip()) :], (source, text)
        assert "?" not in text, text
        assert "..." not in text, text


def test_a_sentence_begins_like_its_source() -> None:
    for source, text in pairs():
        if source[0].isalpha() and text[0].isalpha() and not source[:2].isupper():
            assert source[0].isupper() == text[0].isupper(), (source, text)


def test_nobody_is_begged() -> None:
    assert not [text for _source, text in pairs() if re.search("παρακαλ", text, re.IGNORECASE)]


def test_a_password_is_never_called_a_code() -> None:
    for source, text in pairs():
        if re.search(r"\bpasswords?\b", source, re.IGNORECASE):
            assert re.search("κωδικ(ός|ού|ό|οί|ών|ούς) πρόσβασ[ηή]ς", text, re.IGNORECASE), text


@pytest.mark.parametrize("word", ["σπουδαστής", "μαθητής"])
def test_the_schools_own_word_for_students_is_in_every_text(word: str) -> None:
    i18n.set_language("el", word)
    told = [i18n._(source) for source, _text in pairs()]
    assert not [text for text in told if re.search("φοιτ[ηή]τ", MNEMONIC.sub("", text), re.IGNORECASE)]
    stem = i18n.STUDENT_STEMS[word]
    assert sum(stem in text.lower() for text in told) > 50


def test_only_one_word_for_students_is_used_that_its_others_can_replace() -> None:
    others = re.compile(r"φοιτήτρι|σπουδαστ|μαθητ|σπουδάστρι|μαθήτρι", re.IGNORECASE)
    assert not [text for _source, text in pairs() if others.search(text)]


def mnemonic(text: str) -> str:
    """The letter that is pressed with Alt; empty where there is none."""
    found = re.search(r"&(\w)", text)
    return found[1].upper() if found else ""


def test_a_mnemonic_is_a_greek_letter_that_a_keyboard_has() -> None:
    for source, text in pairs():
        assert bool(mnemonic(source)) == bool(mnemonic(text)), (source, text)
        assert mnemonic(text) in {"", *"ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ"}, text


def test_mnemonics_of_one_screen_differ() -> None:
    """Alternatives for one control share a letter in English too, and may in Greek."""
    screens: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for file, _line, text, _comments, context in extract_from_dir(PLACES.source, [("**.py", "python")], KEYWORDS):
        message = GREEK.get(text[0] if isinstance(text, tuple) else text, context)
        if message and mnemonic(catalogue.translations(message)[0]):
            letter = mnemonic(catalogue.translations(message)[0])
            screens[file][letter].add(mnemonic(catalogue.texts(message)[0]))
    assert screens
    assert not [found for letters in screens.values() for found in letters.values() if len(found) > 1]


def said() -> Iterator[tuple[str, str | None]]:
    """Each text that the source has translated, with its context, as the language itself reads the source."""
    for file in PLACES.source.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS:
                plain = [each.value for each in node.args if isinstance(each, ast.Constant)]
                if plain and isinstance(plain[0], str):
                    yield (str(plain[1]), plain[0]) if node.func.id == "pgettext" else (plain[0], None)


def test_no_text_is_where_the_catalogue_does_not_look() -> None:
    """As inside an f-string, which is one word to the reader of sources."""
    template = catalogue.extract(PLACES.source)
    assert not [text for text, context in said() if not template.get(text, context)]


def test_argparse_gets_back_what_it_fills_in() -> None:
    for source, text in pairs():
        assert sorted(re.findall(r"%\(\w+\)\w|%[sr]\b", source)) == sorted(re.findall(r"%\(\w+\)\w|%[sr]\b", text))
