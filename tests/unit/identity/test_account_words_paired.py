"""The words of two company names paired: equal, joined, with a typo; and what stays alone."""

import pytest

from leadpact.identity.accounts.align import Alignment, align_names
from leadpact.identity.accounts.words import split_name


def align(one: str, other: str) -> Alignment:
    return align_names(split_name(one), split_name(other))


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("Good Will France", "Goodwill Germany", 1.0),
        ("Good Wil France", "Goodwill Germany", 7 / 8),  # one of eight letters is missing
        ("Ab Cd France", "Abcde Germany", 4 / 5),
        ("Ab Cd France", "Abce Germany", 3 / 4),  # the least at which joined words agree
        ("Ab Cd Ef France", "Abcdef Germany", 1.0),  # three words in one
    ],
)
def test_words_joined_are_one_word_of_the_other_name(one: str, other: str, likeness: float) -> None:
    """Countries that differ keep the rest of the names from being compared without spaces."""
    found = align(one, other)
    assert found.has_joined
    assert (found.shared, found.spelled) == pytest.approx((likeness, 1 - likeness))
    assert [word.text for word in (*found.only_one, *found.only_other)] == ["FR", "DE"]
    turned = align(other, one)
    assert (turned.shared, turned.spelled) == (found.shared, found.spelled)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ab C France", "Abcd Germany"),  # fewer than four letters agree exactly or not at all
        ("Ab Cd France", "Abxy Germany"),
    ],
)
def test_words_that_are_little_alike_when_joined_stay_alone(one: str, other: str) -> None:
    found = align(one, other)
    assert (found.shared, found.spelled, found.has_joined) == (0, 0, False)


def test_two_words_that_are_all_of_a_name_are_joined() -> None:
    found = align("Good Will", "Goodwill Germany")
    assert (found.shared, found.has_joined) == (1.0, True)
    assert [word.text for word in (*found.only_one, *found.only_other)] == ["DE"]


def test_words_that_are_no_neighbours_are_not_joined() -> None:
    found = align("Ab Acme Cd France", "Acme Abcd Germany")
    assert (found.shared, found.has_joined) == (1.0, False)
    assert [word.text for word in found.only_one] == ["ab", "cd", "FR"]


def test_more_than_three_words_are_not_joined() -> None:
    found = align("Ab Cd Ef Gh France", "Abcdefgh Germany")
    assert [word.text for word in found.only_one] == ["gh", "FR"]
    assert (found.shared, found.spelled) == pytest.approx((3 / 4, 1 / 4))


def test_a_word_that_is_more_alike_alone_is_not_joined_with_its_neighbour() -> None:
    found = align("Goodwil Qx France", "Goodwill Germany")  # 7 of 8 against 7 of 9
    assert not found.has_joined
    assert [word.text for word in found.only_one] == ["qx", "FR"]


@pytest.mark.parametrize(
    ("one", "other", "shared", "spelled"),
    [
        ("Crystalord", "Cristalord", 9 / 10, 1 / 10),
        ("Abcdefg", "Abcdexy", 5 / 7, 2 / 7),
        ("Abcd", "Abxy", 0, 0),
    ],
)
def test_words_with_a_typo_agree_by_their_letters(
    one: str, other: str, shared: float, spelled: float
) -> None:
    found = align(one, other)
    assert (found.shared, found.spelled) == pytest.approx((shared, spelled))
    assert not found.has_joined


def test_a_number_is_never_a_typo_of_another() -> None:
    found = align("Acme 12345", "Acme 12346")
    assert (found.shared, found.spelled) == (1.0, 0)
    assert [word.text for word in (*found.only_one, *found.only_other)] == ["12345", "12346"]


def test_the_rest_of_two_names_may_differ_in_nothing_but_its_spaces() -> None:
    """Two words of one name are three of the other, none of them a joint of whole ones."""
    found = align("Abc Defghi Jkl", "Abcdef Ghijkl")
    assert found.has_joined
    assert (found.only_one, found.only_other) == ((), ())
    assert (found.shared, found.spelled) == pytest.approx((2.0, 0))


def test_a_slip_of_a_filler_that_the_other_name_has_is_dropped() -> None:
    assert align("Marlowe nad Zenith", "Marlowe and Zenith").only_one == ()
    assert [word.text for word in align("Marlowe nad Zenith", "Marlowe Zenith").only_one] == ["nad"]


def test_the_score_is_the_share_of_weight_that_agrees() -> None:
    found = align("Acme Zenith", "Acme Mendelay")
    assert found.score == pytest.approx(1 / 3)
    assert align("", "").score == 0
