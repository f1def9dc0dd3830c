"""Which accounts are compared with a lead, of all that share a key with it."""

import pytest

from leadpact.identity.accounts.index import (
    MAX_CANDIDATES,
    MAX_PER_EXACT_KEY,
    MAX_PER_WORD_KEY,
    choose_candidates,
    most_per_key,
)


def chosen(first: str, second: str) -> str:
    """Return the order of the accounts "1" and "2" that share keys of these letters."""
    known = {"2": [f"{x}:x" for x in second], "1": [f"{x}:x" for x in first]}
    return "".join(choose_candidates([f"{x}:x" for x in "hcpnriwsbe"], known))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("h", "c"),  # a host tells as much as a name in its city,
        ("p", "n"),  # a phone as much as a name,
        ("i", "w"),  # initials as much as a word,
        ("s", "b"),
        ("b", "e"),  # and parts of a word as much as each other
        ("h", "ni"),
        ("n", "rwe"),
        ("r", "is"),
        ("i", "sb"),
    ],
)
def test_keys_that_tell_as_much_leave_the_order_to_the_ids(one: str, other: str) -> None:
    assert chosen(one, other) == chosen(other, one) == "12"


@pytest.mark.parametrize(
    ("less", "more"), [("n", "h"), ("p", "c"), ("r", "n"), ("i", "r"), ("s", "w"), ("h", "nr")]
)
def test_the_most_telling_keys_come_first(less: str, more: str) -> None:
    assert chosen(less, more) == "21"


def test_an_account_that_shares_no_key_comes_last() -> None:
    assert choose_candidates(["h:x"], {"1": ["h:y"], "2": ["h:x"]}) == ("2", "1")


def test_no_more_accounts_are_compared_than_the_limit() -> None:
    known = {f"{n:03}": ["n:x"] for n in range(MAX_CANDIDATES + 1)}
    assert choose_candidates(["n:x"], known) == tuple(sorted(known))[:MAX_CANDIDATES]


def test_whole_values_may_be_shared_by_more_accounts_than_words() -> None:
    assert {most_per_key(f"{letter}:x") for letter in "hcnpr"} == {MAX_PER_EXACT_KEY}
    assert {most_per_key(f"{letter}:x") for letter in "iwsbe"} == {MAX_PER_WORD_KEY}
    assert MAX_PER_EXACT_KEY > MAX_PER_WORD_KEY
