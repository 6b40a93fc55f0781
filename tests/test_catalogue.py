"""The translations are kept in step with the source, and none is ever lost."""

from __future__ import annotations

from pathlib import Path

import pytest

import catalogue
from catalogue import Places


@pytest.fixture
def places(tmp_path: Path) -> Places:
    found = Places(tmp_path / "source", tmp_path / "translations")
    found.source.mkdir()
    return found


def write_source(places: Places, *lines: str) -> None:
    (places.source / "screen.py").write_text("\n".join(lines), encoding="utf-8")


def translate(places: Places, **pairs: str) -> None:
    """Fills in translations by their source's first word."""
    file = places.catalogue("el")
    found = catalogue.read(file, "el")
    for message in found:
        word = catalogue.texts(message)[0].split(" ")[0]
        if word in pairs:
            message.string = pairs[word]
    file.write_bytes(catalogue.as_text(found, header=True))


def left(places: Places) -> list[str]:
    found = catalogue.read(places.catalogue("el"), "el")
    return list(catalogue.problems(found, catalogue.extract(places.source)))


def test_a_new_text_is_asked_for_until_it_is_translated(places: Places, capsys: pytest.CaptureFixture[str]) -> None:
    write_source(places, '_("Delete {name}")')
    assert catalogue.check(places) == 1
    assert "el: missing: 'Delete {name}'" in capsys.readouterr().out
    catalogue.update(places)
    assert left(places) == ["not translated: 'Delete {name}'"]
    translate(places, Delete="Διαγραφή {name}")
    assert catalogue.check(places) == 0


def test_a_text_that_left_the_source_is_stale_and_its_translation_comes_back_with_it(places: Places) -> None:
    write_source(places, '_("Delete")')
    catalogue.update(places)
    translate(places, Delete="Διαγραφή")
    write_source(places, '_("Save")')
    assert "stale, the source has it no more: 'Delete'" in left(places)
    catalogue.update(places)
    translate(places, Save="Αποθήκευση")
    assert left(places) == []
    write_source(places, '_("Save")', '_("Delete")')
    catalogue.update(places)
    assert left(places) == []
    assert catalogue.read(places.catalogue("el"), "el").get("Delete").string == "Διαγραφή"


def test_a_translation_with_another_placeholder_is_found(places: Places) -> None:
    write_source(places, '_("Delete {name}")')
    catalogue.update(places)
    translate(places, Delete="Διαγραφή {nane}")
    assert left(places) == ["has other placeholders than the source: 'Delete {name}'"]


def test_every_form_of_a_plural_has_to_be_there(places: Places) -> None:
    write_source(places, 'ngettext("{n} row", "{n} rows", n)')
    catalogue.update(places)
    assert left(places) == ["not translated: '{n} row'"]
    file = places.catalogue("el")
    found = catalogue.read(file, "el")
    found.get("{n} row").string = ("{n} γραμμή", "{n} γραμμές")
    file.write_bytes(catalogue.as_text(found, header=True))
    assert left(places) == []


def test_a_guess_is_not_taken_for_a_translation(places: Places) -> None:
    write_source(places, '_("Open")')
    catalogue.update(places)
    translate(places, Open="Άνοιγμα")
    file = places.catalogue("el")
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('msgid "Open"', '#, fuzzy\nmsgid "Open"'), encoding="utf-8")
    assert left(places) == ["marked as a guess: 'Open'"]


def test_one_word_with_two_meanings_is_two_texts(places: Places) -> None:
    write_source(places, 'pgettext("verb", "Open")', 'pgettext("state", "Open")')
    catalogue.update(places)
    assert len(left(places)) == 2


def test_moving_code_about_changes_no_catalogue(places: Places) -> None:
    write_source(places, '_("Delete")', '_("Save")')
    catalogue.update(places)
    before = [file.read_bytes() for file in (places.template, places.catalogue("el"))]
    write_source(places, "", "", '_("Save")', "", '_("Delete")')
    catalogue.update(places)
    assert [file.read_bytes() for file in (places.template, places.catalogue("el"))] == before


def test_updating_also_compiles(places: Places) -> None:
    import gettext

    write_source(places, '_("Delete")')
    catalogue.update(places)
    translate(places, Delete="Διαγραφή")
    catalogue.update(places)
    texts = gettext.translation("sms_desktop", str(places.translations), ["el"])
    assert texts.gettext("Delete") == "Διαγραφή"


def test_a_wrong_call_is_told_how_it_is_meant(capsys: pytest.CaptureFixture[str]) -> None:
    assert catalogue.main([]) == 2
    assert "update|check|compile" in capsys.readouterr().err
