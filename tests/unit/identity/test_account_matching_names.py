"""Company names compared: what counts as one name, what does not, and why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadpact.identity.accounts import NameLevel, NameReason, compare_companies
from leadpact.identity.accounts.compare import SAME_FROM, CompanyComparison
from leadpact.identity.accounts.names import initials_of, is_initials, prepare_names
from leadpact.identity.accounts.words import MAX_WORDS, WordClass, fold_letters, split_name
from leadpact.identity.data_files import read_table
from leadpact.identity.hygiene.company_name import clean_company
from vacuous import some


def compare(one: str | None, other: str | None) -> CompanyComparison:
    return compare_companies(clean_company(one), clean_company(other))


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("Acme Bakery Ltd", "ACME Bakery", NameLevel.EXACT),
        ("The Acme Bakery", "Acme Bakery Limited", NameLevel.EXACT),
        ("Good Will Stores", "GoodWill Stores", NameLevel.EXACT),
        ("Bakery Acme", "Acme Bakery", NameLevel.EXACT),
        ("J.P. Marlowe & Co.", "JP Marlowe", NameLevel.EXACT),
        ("Müller & Söhne GmbH", "Muller and Sohne", NameLevel.EXACT),
        ("1st Acme Bank", "First Acme Bank", NameLevel.EXACT),
        ("Acme Int'l", "Acme International", NameLevel.EXACT),
        ("Газпром", "Gazprom", NameLevel.EXACT),
        ("Zenith Industries dba Acme Bakery", "Acme Bakery", NameLevel.EXACT),
        ("IBM", "International Business Machines Corp.", NameLevel.ALIAS),
        ("Crystalord", "Cristalord", NameLevel.CLOSE),
        ("Acme Bakery", "Acme Bakrey", NameLevel.CLOSE),
        ("Acme", "Acme Group", NameLevel.CLOSE),
        ("Acme", "Acme Deutschland GmbH", NameLevel.CLOSE),
        ("TBW", "Thornton Bakery Works", NameLevel.ACRONYM),
        ("UPM", "University of Port Merton", NameLevel.ACRONYM),
        ("Acme", "Acme Lighthouse", NameLevel.PART),
        ("Acme Bakery", "Zenith Bakery", NameLevel.DIFFERENT),
        ("Acme Fund 3", "Acme Fund 4", NameLevel.DIFFERENT),
        ("Acme Fund III", "Acme Fund IV", NameLevel.DIFFERENT),
        ("Acme Fund 1 23", "Acme Fund 12 3", NameLevel.DIFFERENT),
        ("Route 66", "Route66", NameLevel.EXACT),
        ("Acme (France)", "Acme (Germany)", NameLevel.DIFFERENT),
        # A legal form that one lacks is no reason to overlook the number.
        ("Zenithal Northern Mills 3 AG", "Zenithal Northern Mills 4", NameLevel.DIFFERENT),
        (None, "Acme", NameLevel.UNKNOWN),
        (None, None, NameLevel.UNKNOWN),
        ("", " ", NameLevel.UNKNOWN),
    ],
)
def test_two_names_are_what_people_would_say_they_are(
    one: str | None, other: str | None, level: NameLevel
) -> None:
    found = compare(one, other)
    assert found.level is level
    assert found.is_same == (level in _SAME)


@pytest.mark.parametrize(
    ("one", "other", "score"),
    [
        ("Zed KG", "ZedKG", 1.0),  # the form is glued to the name
        ("Zed KG", "ZodKG", SAME_FROM),  # one slip in five letters, and a name just the same
        ("Ze KG", "ZeKG", 0.0),  # four letters allow for no slip, nor for such a form
        ("Zede KG", "ZodoKG", 0.0),  # two slips in six letters
        ("Service KG", "ServiceKG", 7 / 9),  # one has no word of its own
    ],
)
def test_a_legal_form_that_one_name_lacks_is_looked_for_in_its_letters(
    one: str, other: str, score: float
) -> None:
    found = compare(one, other)
    assert found.score == pytest.approx(score)
    assert found.is_same == (score >= SAME_FROM)


def test_names_that_are_just_the_same_by_their_words_are_not_compared_by_their_letters() -> None:
    found = compare("Mills Freight Stone Silver GmbH", "Mills Freight Stone Silver Acme")
    assert (found.score, found.reasons) == (SAME_FROM, (NameReason.WORDS_ADDED,))


_SAME = {NameLevel.EXACT, NameLevel.ALIAS, NameLevel.CLOSE, NameLevel.ACRONYM}


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("Acme Deutschland", "Acme", NameReason.COUNTRY_ADDED),
        ("Acme France", "Acme Germany", NameReason.COUNTRIES_DIFFER),
        ("Acme Fund 3", "Acme Fund 4", NameReason.NUMBERS_DIFFER),
        ("Acme Fund 3", "Acme Fund", NameReason.NUMBER_ADDED),
        ("Acme Bakrey", "Acme Bakery", NameReason.OTHER_SPELLING),
        ("Acme Lighthouse", "Acme", NameReason.WORDS_ADDED),
        ("Acme Group", "Acme", NameReason.COMMON_WORDS_ADDED),  # of a kind
        ("Acme Foods", "Acme", NameReason.COMMON_WORDS_ADDED),  # of a sector
        ("Acme Bakery", "Acme Brewery Works", NameReason.WORDS_DIFFER),
        ("Acme AG", "Acme GmbH", NameReason.LEGAL_FORM_DIFFERS),
        ("International Bank", "International Bank", NameReason.COMMON_WORDS_ONLY),
    ],
)
def test_a_comparison_says_what_it_saw(one: str, other: str, reason: NameReason) -> None:
    assert reason in compare(one, other).reasons


def test_a_rare_word_that_differs_weighs_more_than_a_common_one() -> None:
    common = compare("Crystalord Systems", "Crystalord Services")
    rare = compare("Crystalord Systems", "Mendelay Systems")
    assert common.score > rare.score


def test_legal_forms_of_different_sorts_are_evidence_against_one_company() -> None:
    assert compare("Acme AG", "Acme GmbH").score < SAME_FROM
    assert compare("Acme Corp.", "Acme Company").is_same


def test_the_first_of_a_series_may_go_without_its_number() -> None:
    assert compare("Nantahala Offshore Fund", "Nantahala Offshore Fund I").is_same
    assert not compare("Nantahala Offshore Fund", "Nantahala Offshore Fund II").is_same


def test_initials_are_those_of_all_words_and_of_those_that_are_no_fillers() -> None:
    words = split_name("university of port merton")
    assert list(initials_of(words)) == ["uopm", "upm"]
    assert list(initials_of(split_name("acme of"))) == ["ao"]
    assert [is_initials(text, words) for text in ("uopm", "upm", "um", "upmx", "")] == [
        *(True, True, False, False, False)
    ]


def test_the_state_of_new_mexico_is_no_country() -> None:
    kinds = [word.kind for word in split_name("new mexico mining").words]
    assert WordClass.PLACE not in kinds


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("brigade forty four", {"44"}),
        ("brigade forty 4", {"44"}),
        ("brigade 044", {"44"}),
        ("fund xiv", {"14"}),
        ("fund i", {"1"}),
        ("brigade forty", {"40"}),
        ("forty acres", {"40"}),
        ("third floor", {"3"}),
        ("floor", set()),
    ],
)
def test_numbers_are_read_as_figures_words_and_roman_numerals(text: str, numbers: set[str]) -> None:
    assert split_name(text).numbers == numbers


def test_towns_that_are_called_like_particles_are_different_towns() -> None:
    assert not compare("City of Van", "City of Ter").is_same


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("company_aliases.tsv", "alias"),
        ("company_common_words.tsv", "word"),
        ("company_places.tsv", "name"),
        ("company_word_variants.tsv", "variant"),
    ],
)
def test_a_table_of_names_is_sorted_folded_and_free_of_duplicates(name: str, key: str) -> None:
    keys = [row[key] for row in read_table(name)]
    assert keys == sorted(set(keys))
    assert all(text == fold_letters(text) for text in some(keys))


def test_no_variant_of_a_word_represents_a_variant() -> None:
    words = {row["word"] for row in read_table("company_word_variants.tsv")}
    assert not words & {row["variant"] for row in read_table("company_word_variants.tsv")}


WORDS = [
    *("acme", "acmee", "the", "of", "bank", "van", "der", "bilt", "vanderbilt", "group", "ag"),
    *("gmbh", "france", "germany", "new", "mexico", "3", "iv", "first", "forty", "ibm", "j"),
    *("p", "jp", "good", "will", "goodwill", "&", "d/b/a", "(uk)", "international", "int'l"),
]
NAMES = st.lists(st.sampled_from(WORDS), max_size=7).map(" ".join)


@given(one=NAMES, other=NAMES)
def test_the_order_of_the_two_names_changes_nothing(one: str, other: str) -> None:
    assert compare(one, other) == compare(other, one)


@given(name=NAMES)
def test_a_name_is_the_same_as_itself_unless_it_is_blank(name: str) -> None:
    found = compare(name, name)
    assert found.level is (NameLevel.EXACT if prepare_names(name).names else NameLevel.UNKNOWN)


@given(one=st.text(max_size=60), other=st.text(max_size=60))
def test_any_two_texts_are_compared_without_an_error_and_both_ways_alike(
    one: str, other: str
) -> None:
    found = compare(one, other)
    assert found == compare(other, one)
    assert 0.0 <= found.score <= 1.0


@given(text=st.text(max_size=80))
def test_taking_the_words_of_a_name_apart_again_changes_nothing(text: str) -> None:
    once = split_name(text)
    raw = " ".join(word.raw for word in once.in_order)
    assert [word.text for word in split_name(raw).in_order] == [word.text for word in once.in_order]


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        "a " * 500_000,
        "х" * 300_000,
        "\u202e" * 300_000,
        "\x00" * 300_000,
        "é" * 10**6,
    ],
)
def test_hostile_text_is_cut_before_anything_costly_sees_it(text: str) -> None:
    words = prepare_names(text)
    assert all(len(name.in_order) <= MAX_WORDS for name in words.names)
    compare_companies(clean_company(text), clean_company(text + "b"))
