"""Drawn accounts and leads: any order and any index find the same, and what is said is true."""

from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from identity_world import ACME, POLICY, lead

from leadpact.identity.accounts import (
    AccountIndex,
    AccountRecord,
    LeadRecord,
    MatchOutcome,
    PreparedAccount,
    account_from_payload,
    account_keys,
    account_to_payload,
    find_candidates,
    match_account,
    prepare_accounts,
    prepare_lead,
)
from leadpact.identity.accounts.index import MAX_CANDIDATES, MAX_PER_WORD_KEY
from leadpact.pact.sections.identity.accounts import (
    AccountMatchingPolicy,
    Ambiguity,
    DomainAlone,
    MatchTo,
)
from leadpact.storage.key_index import KeyedRecord, open_sqlite_index
from vacuous import at_least

NAMES = st.sampled_from(
    [
        *("Acme Bakery", "Acme Bakery Inc.", "Acme Bakery GmbH", "Acme Bakrey", "ACME", "The Acme"),
        *("Acme Group", "Acme France", "International Bank", "IBM", "AB", "Zenith Mills", ""),
    ]
)
HOSTS = st.sampled_from(["acme.com", "acme.de", "fr.acme.com", "zenith.org", "gmail.com"])


@st.composite
def account_lists(draw: st.DrawFn) -> list[AccountRecord]:
    return [
        AccountRecord(
            f"A{number}",
            draw(NAMES),
            tuple(draw(st.lists(HOSTS, max_size=2))),
            city=draw(st.sampled_from([None, "Leeds", "York"])),
            parent_account_id=draw(st.sampled_from([None, None, "A0", "A1"])),
            is_customer=draw(st.booleans()),
            n_activities=draw(st.integers(0, 2)),
        )
        for number in range(draw(st.integers(0, 6)))
    ]


POLICIES = st.builds(
    AccountMatchingPolicy,
    domain_alone=st.sampled_from(DomainAlone),
    match_to=st.sampled_from(MatchTo),
    ambiguity=st.sampled_from(Ambiguity),
)
LEADS = st.builds(
    LeadRecord,
    lead_id=st.just("L1"),
    company=NAMES,
    email=st.one_of(st.none(), HOSTS.map("jo@{}".format)),
    city=st.sampled_from([None, "Leeds", "York"]),
)


@given(records=account_lists(), record=LEADS, policy=POLICIES, data=st.data())
def test_the_order_of_the_candidates_changes_nothing(
    records: list[AccountRecord],
    record: LeadRecord,
    policy: AccountMatchingPolicy,
    data: st.DataObject,
) -> None:
    asked, accounts = prepare_lead(record), list(prepare_accounts(records))
    mixed = data.draw(st.permutations(accounts))
    assert match_account(asked, accounts, policy=policy) == match_account(
        asked, mixed, policy=policy
    )


@given(records=account_lists(), record=LEADS, policy=POLICIES)
def test_the_index_finds_every_account_that_would_match(
    records: list[AccountRecord], record: LeadRecord, policy: AccountMatchingPolicy
) -> None:
    asked, accounts = prepare_lead(record), prepare_accounts(records)
    by_all = match_account(asked, accounts, policy=policy)
    by_index = AccountIndex(reversed(accounts)).match(asked, policy=policy)
    assert (by_index.outcome, by_index.account_id) == (by_all.outcome, by_all.account_id)
    assert by_index.possible_ids == by_all.possible_ids


def test_the_right_one_of_very_many_accounts_of_one_name_is_found() -> None:
    records = [
        AccountRecord(f"A{number:03}", "Town of Springfield", (f"{number}.uk",), city=f"C {number}")
        for number in range(2 * MAX_CANDIDATES)
    ]
    index = AccountIndex(prepare_accounts(records))
    for number in (0, MAX_CANDIDATES, 2 * MAX_CANDIDATES - 1):
        asked = prepare_lead(lead("Springfield, Town of", city=f"C {number}"))
        assert index.match(asked, policy=POLICY).account_id == f"A{number:03}"


@given(records=account_lists(), record=LEADS)
def test_an_index_in_a_database_finds_what_the_one_in_memory_finds(
    records: list[AccountRecord], record: LeadRecord
) -> None:
    asked, accounts = prepare_lead(record), prepare_accounts(records)
    with open_sqlite_index(Path(":memory:")) as index:
        index.put(
            KeyedRecord(account.account_id, account_keys(account), account_to_payload(account))
            for account in accounts
        )
        assert find_candidates(asked, index) == AccountIndex(accounts).find(asked)


@pytest.mark.parametrize("n_accounts", [MAX_PER_WORD_KEY, MAX_PER_WORD_KEY + 1])
def test_a_word_that_too_many_accounts_share_finds_none_of_them(n_accounts: int) -> None:
    records = [AccountRecord(f"A{number}", f"Acme W{number}") for number in range(n_accounts)]
    accounts, asked = prepare_accounts(records), prepare_lead(lead("Acme Bakery"))
    with open_sqlite_index(Path(":memory:")) as index:
        index.put(
            KeyedRecord(account.account_id, account_keys(account), account_to_payload(account))
            for account in accounts
        )
        found = find_candidates(asked, index)
    assert found == AccountIndex(accounts).find(asked)
    assert bool(found) == (n_accounts <= MAX_PER_WORD_KEY)


@given(records=account_lists(), record=LEADS, policy=POLICIES)
def test_what_is_stated_of_a_match_is_true(
    records: list[AccountRecord], record: LeadRecord, policy: AccountMatchingPolicy
) -> None:
    found = match_account(prepare_lead(record), prepare_accounts(records), policy=policy)
    assert (found.account_id is not None) == (found.outcome is MatchOutcome.MATCHED)
    assert found.total == sum(item.weight for item in found.evidence)
    if found.outcome is MatchOutcome.MATCHED:
        assert found.total >= policy.threshold
    if found.runner_up is not None:
        assert found.runner_up.total == sum(item.weight for item in found.runner_up.evidence)
        assert found.runner_up.account_id != found.through_account_id


@at_least(100)
@given(records=account_lists())
def test_an_account_survives_being_kept_as_json(records: list[AccountRecord]) -> None:
    assume(records)
    for account in prepare_accounts(records):
        again = account_from_payload(account_to_payload(account))
        assert again == account
        assert _words(again) == _words(account)


def _words(account: PreparedAccount) -> list[list[str]]:
    return [[word.raw for word in name.in_order] for name in account.company.names.names]


def test_a_payload_of_another_version_is_refused() -> None:
    payload = account_to_payload(prepare_accounts([ACME])[0]) | {"v": 0}
    with pytest.raises(ValueError, match="version 0"):
        account_from_payload(payload)
