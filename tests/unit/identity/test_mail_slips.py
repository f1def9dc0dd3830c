"""Slips of the fingers in the domain of an address: which are made, and what was meant."""

import pytest

from leadpact.identity.hygiene.mail_lists import slips_of, suggest_mail_domain


def test_slips_of_a_word_are_its_letters_left_out_doubled_and_beside_on_the_keyboard() -> None:
    left_out, doubled = {"n"}, {"noo", "nno"}
    beside_o = {"i", "p", "k", "l"}  # left, right, and the two below
    instead, before = {f"n{key}" for key in beside_o}, {f"n{key}o" for key in beside_o}
    after = {f"no{key}" for key in beside_o}
    assert slips_of("no") == left_out | doubled | instead | before | after


def test_two_letters_change_places_but_never_the_first() -> None:
    slips = slips_of("com")
    assert "cmo" in slips
    assert not slips & {"ocm", "com", "om"}


def test_keys_of_the_lowest_row_have_two_above_and_none_below() -> None:
    of_last = {"n", "j", "k"}  # left and above of m, which has nothing to its right
    assert {f"o{key}" for key in of_last} <= slips_of("om")
    assert len(slips_of("om")) == 1 + 2 + 3 * len(of_last)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gmial.com", "gmail.com"),
        ("hotmal.co.uk", "hotmail.co.uk"),
        ("gmail.co", "gmail.com"),
        ("gmail.om", "gmail.com"),
        ("comcast.cm", None),  # there is no comcast.com among those that are watched
        ("gmailcom", "gmail.com"),
        ("acmecom", None),
        ("gail.com", None),  # one slip away, and real
        ("gmail.com", None),
        ("eail.com", None),  # the slip of a real domain, which nobody is corrected towards
    ],
)
def test_a_domain_one_slip_from_a_watched_one_was_meant_to_be_it(
    typed: str, meant: str | None
) -> None:
    assert suggest_mail_domain(typed, is_listed_suffix=True) == meant


@pytest.mark.parametrize(
    ("typed", "is_listed_suffix", "meant"),
    [
        ("acme.con", False, "acme.com"),
        ("acme.cmo", False, "acme.com"),
        *((f"acme.{ending}", False, "acme.com") for ending in ("ocm", "xom", "vom", "c0m")),
        ("acme.con", True, None),
        ("acme.zzz", False, None),
        ("acme.co", True, None),
    ],
)
def test_an_ending_near_com_is_a_slip_only_where_it_does_not_exist(
    typed: str, is_listed_suffix: bool, meant: str | None
) -> None:
    assert suggest_mail_domain(typed, is_listed_suffix=is_listed_suffix) == meant
