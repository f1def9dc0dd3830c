"""How much of an account or a company name is looked at, and what lies just beyond."""

import pytest

from leadpact.identity.accounts.facts import (
    AccountRecord,
    LeadRecord,
    prepare_account,
    prepare_lead,
)
from leadpact.identity.accounts.index import AccountIndex, choose_candidates, most_per_key
from leadpact.identity.accounts.keys import account_keys
from leadpact.identity.accounts.names import prepare_names
from leadpact.identity.accounts.words import split_name
from leadpact.identity.hygiene.legal_forms import part_legal_forms
from leadpact.identity.hygiene.plain_text import atoms_of


def letters(n: int) -> str:
    """Return a word for a number, without digits and vowels that would make it another."""
    return "".join("bcdfghjklm"[int(digit)] for digit in f"{n:05}")


def hosts(*domains: str) -> list[str]:
    account = prepare_account(AccountRecord("A1", "Acme", domains=domains))
    return sorted(host.name for host in account.company.hosts)


def test_twenty_four_words_of_a_name_are_read_and_sixty_four_letters_of_each() -> None:
    words = [letters(n) for n in range(25)]
    assert [word.text for word in split_name(" ".join(words)).in_order] == words[:24]
    [word] = split_name("b" * 65).in_order
    assert word.text == "b" * 64


def test_twenty_names_of_a_company_are_compared_its_own_first() -> None:
    aliases = [letters(n) for n in range(30)]
    found = [name.squash for name in prepare_names("Acme", aliases=aliases).names]
    assert found == ["acme", *aliases[:19]]


def test_five_hundred_domains_of_an_account_are_read() -> None:
    domains = [f"{letters(n)}.com" for n in range(501)]
    assert hosts(*domains) == sorted(domains[:500])


def test_fifty_thousand_characters_of_the_domains_are_read() -> None:
    assert hosts("acme.com".rjust(50_000)) == ["acme.com"]
    assert hosts("acme.com".rjust(50_001)) == ["acme.co"]


def test_six_words_of_a_name_and_two_hundred_characters_are_keys() -> None:
    words = [letters(n) for n in range(7)]
    account = prepare_account(AccountRecord("A1", " ".join(words)))
    keys = account_keys(account)
    assert {key for key in keys if key.startswith("w:")} == {f"w:{word}" for word in words[:6]}
    long = prepare_account(AccountRecord("A2", " ".join(letters(n) * 6 for n in range(9))))
    assert max(map(len, account_keys(long))) == 200


def test_eight_legal_forms_are_taken_off_a_name() -> None:
    parted = part_legal_forms(atoms_of("Acme" + " GmbH" * 9))
    assert (len(parted.forms), [atom.text for atom in parted.atoms]) == (8, ["acme", "gmbh"])


def test_a_lead_is_compared_with_twenty_four_accounts() -> None:
    known = {f"{n:03}": ["n:x"] for n in range(25)}
    assert choose_candidates(["n:x"], known) == tuple(sorted(known))[:24]


def test_a_complete_value_finds_two_hundred_accounts_and_a_word_fifty() -> None:
    assert {letter: most_per_key(f"{letter}:x") for letter in "nw"} == {"n": 200, "w": 50}
    lead = prepare_lead(LeadRecord("L1", "Juniper Freight"))
    for n, is_found in ((200, True), (201, False)):
        accounts = (AccountRecord(f"A{i:03}", "Juniper Freight") for i in range(n))
        index = AccountIndex(prepare_account(account) for account in accounts)
        assert bool(index.find(lead)) == is_found


@pytest.mark.parametrize(
    ("word", "lengths"),
    [
        ("zenitha", {"s": {6, 7}}),
        ("zenithal", {"s": {7, 8}, "b": {5}, "e": {5}}),  # eight letters: both ways
        ("zenithals", {"b": {5}, "e": {5}}),
    ],
)
def test_a_word_of_eight_letters_is_short_and_long(word: str, lengths: dict[str, set[int]]) -> None:
    keys = account_keys(prepare_account(AccountRecord("A1", word)))
    found: dict[str, set[int]] = {}
    for kind, _, text in (key.partition(":") for key in keys if key[0] in "sbe"):
        found.setdefault(kind, set()).add(len(text))
    assert found == lengths
