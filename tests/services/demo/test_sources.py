"""What the made-up school is drawn from."""

from __future__ import annotations

import unicodedata
from collections import Counter
from itertools import pairwise

from sms_desktop.core.evaluation import check_rules, parse_rules
from sms_desktop.services.demo import sources


def test_every_programme_has_six_to_eight_subjects_in_each_of_four_semesters() -> None:
    for programme in sources.programmes():
        counts = [len(programme.of_semester(semester)) for semester in range(1, 5)]
        assert all(6 <= count <= 8 for count in counts), programme.code
        assert sum(counts) == len(programme.subjects)


def test_course_codes_are_unique_and_speak_of_programme_and_semester() -> None:
    subjects = [subject for programme in sources.programmes() for subject in programme.subjects]
    assert max(Counter(subject.code for subject in subjects).values()) == 1
    assert all(int(subject.code[-4:-2]) == subject.semester for subject in subjects)


def test_every_subject_fits_what_a_course_may_be() -> None:
    for programme in sources.programmes():
        for subject in programme.subjects:
            assert 1 <= subject.credits <= 12
            check_rules(subject.rules)


def test_the_ways_of_evaluating_sum_to_100_and_are_what_their_names_say() -> None:
    kinds = {name: [rule.kind for rule in parse_rules(text)] for name, text in sources.EVALUATIONS.items()}
    assert kinds["exam"] == ["participation", "continuous", "midterm", "final"]
    assert kinds["practical"] == ["lab", "participation", "continuous", "midterm", "final"]
    assert kinds["lab"] == ["lab"]


def test_a_fifth_of_the_names_is_in_latin_letters() -> None:
    shares = Counter[bool]()
    for people in sources.peoples():
        shares[people.greek] += people.share
    assert shares == {True: 80, False: 20}


def test_names_are_in_one_script_each() -> None:
    for people in sources.peoples():
        surnames = [name for pair in people.surnames for name in pair]
        for name in (*people.men, *people.women, *people.fathers, *surnames):
            scripts = {unicodedata.name(letter).split()[0] for letter in name if letter.isalpha()}
            assert scripts == {"GREEK" if people.greek else "LATIN"}, name


def test_surnames_have_the_form_of_a_woman_s_name_where_greek_and_russian_have_one() -> None:
    pairs = {man: woman for people in sources.peoples() for man, woman in people.surnames}
    assert pairs["Παπαδόπουλος"] == "Παπαδοπούλου"
    assert pairs["Νικολαΐδης"] == "Νικολαΐδου"
    assert pairs["Γεωργίου"] == "Γεωργίου"
    assert pairs["Morozov"] == "Morozova"
    assert not [man for man, woman in pairs.items() if man.endswith(("όπουλος", "ης", "ής", "άς")) and man == woman]


def test_postal_codes_of_a_town_are_a_span_of_four_digits() -> None:
    towns = sources.places().towns
    assert all(1000 <= town.first_code <= town.last_code <= 9999 for town in towns)
    spans = sorted((town.first_code, town.last_code) for town in towns)
    assert all(left[1] < right[0] for left, right in pairwise(spans))


def test_classwork_has_a_title_of_its_own_for_everything_of_a_kind_and_notes_of_both_sorts() -> None:
    work = sources.classwork()
    for kind, works in work.assessments.items():
        assert len({one.title for one in works}) == len(works), kind
        assert all(one.maximum in (20, 100) and 0 <= one.weight <= 3 for one in works)
    assert {one.is_positive for one in work.highlights} == {True, False}
    assert all(reason and document for reason, document in work.excuses)
