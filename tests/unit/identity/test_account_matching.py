"""Which account a lead is matched to: evidence, switches, tie-breakers, families, runner-up."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from leadpact.identity.accounts import (
    AccountIndex,
    AccountMatch,
    AccountRecord,
    EvidenceCode,
    LeadRecord,
    LostBy,
    MatchOutcome,
    PreparedAccount,
    account_from_payload,
    account_keys,
    account_roots,
    account_to_payload,
    explain_account_match,
    find_candidates,
    match_account,
    prepare_accounts,
    prepare_lead,
)
from leadpact.identity.accounts.facts import MAX_DOMAINS
from leadpact.identity.accounts.index import MAX_CANDIDATES, MAX_PER_WORD_KEY
from leadpact.identity.accounts.keys import MAX_KEY
from leadpact.identity.accounts.names import MAX_NAMES
from leadpact.pact.sections.identity.accounts import (
    AccountMatchingPolicy,
    Ambiguity,
    BlankField,
    DomainAlone,
    MatchTo,
    TieBreaker,
)
from leadpact.storage.key_index import KeyedRecord, open_sqlite_index
from vacuous import at_least

POLICY = AccountMatchingPolicy()
OFF = replace(POLICY, domain_alone=DomainAlone.OFF)


def match(
    lead: LeadRecord, *accounts: AccountRecord, policy: AccountMatchingPolicy = POLICY
) -> AccountMatch:
    return match_account(prepare_lead(lead), prepare_accounts(accounts), policy=policy)


def lead(company: str | None = None, email: str | None = None, **fields: str) -> LeadRecord:
    return LeadRecord("L1", company, email, **fields)


def codes(found: AccountMatch) -> set[EvidenceCode]:
    return {item.code for item in found.evidence}


ACME = AccountRecord("A1", "Acme Bakery Inc.", ("acmebakery.com",))


def test_the_exact_name_matches_by_itself() -> None:
    found = match(lead("ACME Bakery"), ACME)
    assert (found.outcome, found.account_id) == (MatchOutcome.MATCHED, "A1")
    assert codes(found) == {EvidenceCode.NAME_EXACT}


def test_a_known_alias_matches_by_itself() -> None:
    ibm = AccountRecord("A1", "International Business Machines Corp")
    assert match(lead("IBM"), ibm).account_id == "A1"


def test_an_alias_of_the_account_matches_by_itself() -> None:
    found = match(lead("Sweet Crust"), replace(ACME, aliases=("Sweet Crust Ltd",)))
    assert found.account_id == "A1"


def test_a_name_that_is_only_close_does_not_match_by_itself() -> None:
    assert match(lead("Acme Bakrey"), ACME).outcome is MatchOutcome.NONE


@pytest.mark.parametrize(
    ("lead_fields", "account_fields"),
    [
        ({"email": "jo@acmebakery.com"}, {}),
        ({"email": "jo@mail.acmebakery.com"}, {}),
        ({"email": "jo@acmebakery.de"}, {}),
        ({"website": "https://www.acmebakery.com/about"}, {}),
        ({"phone": "+442079460000"}, {"phone": "+44 20 7946 0000"}),
        ({"city": "Leeds"}, {"city": "LEEDS"}),
        ({"address": "12 Mill Lane"}, {"address": "12, Mill Lane"}),
    ],
)
def test_a_close_name_matches_with_one_supporting_field(
    lead_fields: dict[str, str], account_fields: dict[str, str]
) -> None:
    found = match(lead("Acme Bakrey", **lead_fields), replace(ACME, **account_fields), policy=OFF)
    assert found.account_id == "A1"


def test_an_acronym_matches_with_one_supporting_field() -> None:
    account = AccountRecord("A1", "Thornton Bakery Works", ("thornton.org",), phone="+442079460000")
    assert match(lead("TBW"), account).outcome is MatchOutcome.NONE
    assert match(lead("TBW", phone="+442079460000"), account).account_id == "A1"
    assert match(lead("TBW", "jo@thornton.org"), account, policy=OFF).account_id == "A1"


def test_the_country_alone_supports_nothing() -> None:
    account = replace(ACME, country="GB")
    assert match(lead("Acme Bakrey", country="GB"), account).outcome is MatchOutcome.NONE


@pytest.mark.parametrize(
    ("switch", "outcome"),
    [
        (DomainAlone.OFF, MatchOutcome.NONE),
        (DomainAlone.FALLBACK, MatchOutcome.MATCHED),
        (DomainAlone.ALWAYS, MatchOutcome.MATCHED),
    ],
)
@pytest.mark.parametrize("company", [None, "Something Else"])
def test_the_domain_alone_is_a_switch(
    switch: DomainAlone, outcome: MatchOutcome, company: str | None
) -> None:
    policy = replace(POLICY, domain_alone=switch)
    found = match(lead(company, "jo@acmebakery.com"), ACME, policy=policy)
    assert found.outcome is outcome
    assert (EvidenceCode.DOMAIN_ALONE in codes(found)) == (outcome is MatchOutcome.MATCHED)


def test_the_domain_is_a_fallback_only_where_nothing_else_matches() -> None:
    named = AccountRecord("A2", "Zenith Mills")
    asked = lead("Zenith Mills", "jo@acmebakery.com")
    assert match(asked, ACME, named).account_id == "A2"
    always = replace(POLICY, domain_alone=DomainAlone.ALWAYS)
    assert match(asked, ACME, named, policy=always).possible_ids == ("A1", "A2")


@pytest.mark.parametrize("switch", list(DomainAlone))
@pytest.mark.parametrize("domain", ["gmail.com", "gmx.de", "mailinator.com"])
def test_free_mail_and_disposable_domains_never_match(switch: DomainAlone, domain: str) -> None:
    policy = replace(POLICY, domain_alone=switch)
    account = replace(ACME, domains=(domain, "acmebakery.com"))
    assert match(lead(None, f"jo@{domain}"), account, policy=policy).outcome is MatchOutcome.NONE
    assert match(lead("Acme Bakrey", f"jo@{domain}"), account).outcome is MatchOutcome.NONE
    assert codes(match(lead("Acme Bakery", f"jo@{domain}"), account)) == {EvidenceCode.NAME_EXACT}


def test_a_page_on_a_site_of_others_is_no_domain_of_a_company() -> None:
    account = replace(ACME, domains=("https://www.facebook.com/acme",))
    found = match(lead("Zenith", website="https://www.facebook.com/zenith"), account)
    assert found.outcome is MatchOutcome.NONE


def test_one_of_many_domains_of_an_account_is_enough() -> None:
    account = replace(ACME, domains=("acmebakery.com", "acme-cakes.com", "crumbs.example.org"))
    assert match(lead(None, "jo@acme-cakes.com"), account).account_id == "A1"


def test_several_domains_in_one_field_are_several_domains() -> None:
    account = replace(ACME, domains=("https://acmebakery.com; acme-cakes.com,crumbs.org",))
    for host in ("acmebakery.com", "acme-cakes.com", "crumbs.org"):
        assert match(lead(None, f"jo@{host}"), account).account_id == "A1"


@pytest.mark.parametrize("text", ["a" * 10**6, "a.b " * 250_000, "х,; " * 250_000, "\x00" * 10**6])
def test_hostile_fields_are_cut_before_anything_costly_sees_them(text: str) -> None:
    fields = dict.fromkeys(("phone", "address", "city", "state", "country"), text)
    account = AccountRecord("A1", text, (text,), (text,) * 1_000, **fields)
    company = prepare_accounts([account])[0].company
    assert len(company.names.names) <= MAX_NAMES
    assert len(company.hosts) <= MAX_DOMAINS
    assert max(map(len, account_keys(prepare_accounts([account])[0])), default=0) <= MAX_KEY
    asked = LeadRecord("L1", text, text, text, **fields)
    assert match(asked, account).outcome in MatchOutcome


def test_the_account_with_the_more_specific_domain_wins() -> None:
    whole = AccountRecord("A1", "Merton State University", ("merton.edu",))
    part = AccountRecord("A2", "Hostos College of Merton", ("hostos.merton.edu",))
    found = match(lead(None, "jo@mail.hostos.merton.edu"), whole, part)
    assert found.possible_ids == ("A1", "A2")
    found = match(lead(None, "jo@hostos.merton.edu"), whole, part)
    assert found.account_id == "A2"


def test_the_same_name_at_another_domain_is_another_company() -> None:
    assert match(lead("Acme Bakery", "jo@acme-of-leeds.org"), ACME).outcome is MatchOutcome.NONE


def test_a_blank_says_nothing() -> None:
    blank = AccountRecord("A1")
    assert match(lead(), blank).outcome is MatchOutcome.NONE
    assert match(lead(""), replace(blank, name=" ")).runner_up.evidence == ()  # type: ignore[union-attr]


def test_a_blank_equals_a_blank_where_the_policy_says_so() -> None:
    policy = replace(POLICY, blank_equals_blank=frozenset({BlankField.CITY}))
    assert match(lead("Acme Bakrey"), ACME, policy=policy).account_id == "A1"
    assert match(lead("Acme Bakrey", city="Leeds"), ACME, policy=policy).account_id is None


def test_an_exact_name_of_common_words_needs_support() -> None:
    account = AccountRecord("A1", "International University", city="Leeds")
    assert match(lead("International University"), account).outcome is MatchOutcome.NONE
    assert match(lead("International University", city="Leeds"), account).account_id == "A1"


def test_different_companies_that_fit_equally_are_ambiguous() -> None:
    leeds = AccountRecord("A1", "City of Wilmington", ("wilmington-a.org",))
    york = AccountRecord("A2", "City of Wilmington", ("wilmington-b.org",))
    found = match(lead("City of Wilmington"), leeds, york)
    assert (found.outcome, found.account_id) == (MatchOutcome.AMBIGUOUS, None)
    assert found.possible_ids == ("A1", "A2")
    assert found.runner_up is not None
    assert found.runner_up.lost_by is LostBy.EQUALLY_GOOD
    policy = replace(POLICY, ambiguity=Ambiguity.TIE_BREAK)
    assert match(lead("City of Wilmington"), leeds, york, policy=policy).account_id == "A1"


FIRST = AccountRecord("A1", "Acme Bakery", created_at=datetime(2020, 1, 1, tzinfo=UTC))
SECOND = replace(FIRST, account_id="A2", created_at=datetime(2021, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("breaker", "winning"),
    [
        (TieBreaker.CUSTOMER_FIRST, {"is_customer": True}),
        (TieBreaker.HAS_OWNER, {"has_owner": True}),
        (TieBreaker.MOST_ACTIVE, {"n_activities": 3}),
        (TieBreaker.OLDEST, {"created_at": datetime(2019, 1, 1, tzinfo=UTC)}),
        (TieBreaker.NEWEST, {}),
        (TieBreaker.LARGEST, {"n_employees": 10}),
        (TieBreaker.SAME_COUNTRY, {"country": "GB"}),
    ],
)
def test_tie_breakers_decide_between_accounts_of_one_company(
    breaker: TieBreaker, winning: dict[str, object]
) -> None:
    policy = replace(POLICY, tie_breakers=(breaker,))
    better = replace(SECOND, **winning)  # type: ignore[arg-type]
    found = match(lead("Acme Bakery", country="GB"), FIRST, better, policy=policy)
    assert (found.account_id, found.decided_by) == ("A2", breaker.value)
    assert found.runner_up is not None
    assert (found.runner_up.account_id, found.runner_up.tie_breaker) == ("A1", breaker.value)
    assert found.runner_up.lost_by is LostBy.TIE_BREAKER


def test_tie_breakers_are_asked_in_their_order() -> None:
    active = replace(FIRST, n_activities=9)
    customer = replace(SECOND, is_customer=True)
    one = replace(POLICY, tie_breakers=(TieBreaker.CUSTOMER_FIRST, TieBreaker.MOST_ACTIVE))
    other = replace(POLICY, tie_breakers=(TieBreaker.MOST_ACTIVE, TieBreaker.CUSTOMER_FIRST))
    assert match(lead("Acme Bakery"), active, customer, policy=one).account_id == "A2"
    assert match(lead("Acme Bakery"), active, customer, policy=other).account_id == "A1"


def test_the_account_id_is_the_last_tie_breaker() -> None:
    same = replace(SECOND, created_at=FIRST.created_at)
    found = match(lead("Acme Bakery"), same, FIRST)
    assert (found.account_id, found.decided_by) == ("A1", "ACCOUNT_ID")


def test_the_runner_up_is_kept_with_what_it_lacked() -> None:
    other = AccountRecord("A2", "Acme Lighthouse")
    found = match(lead("Acme Bakery", "jo@acmebakery.com"), ACME, other)
    assert found.runner_up is not None
    assert found.runner_up.account_id == "A2"
    assert found.runner_up.lost_by is LostBy.BELOW_THRESHOLD
    twin = AccountRecord("A2", "Acme Bakery")
    found = match(lead("Acme Bakery", "jo@acmebakery.com"), ACME, twin)
    assert found.runner_up is not None
    assert found.runner_up.lost_by is LostBy.LESS_EVIDENCE


def test_where_nothing_matches_the_nearest_account_is_reported() -> None:
    found = match(lead("Acme Bakrey"), ACME)
    assert found.runner_up is not None
    assert (found.runner_up.account_id, found.evidence) == ("A1", ())


PARENT = AccountRecord("A1", "Department of Health", ("health.gov",))
CHILD = AccountRecord("A2", "Office of Rare Diseases", ("rare.gov",), parent_account_id="A1")


@pytest.mark.parametrize(("match_to", "account_id"), [(MatchTo.LEAF, "A2"), (MatchTo.ROOT, "A1")])
def test_a_lead_is_matched_to_the_leaf_or_to_the_top_of_the_family(
    match_to: MatchTo, account_id: str
) -> None:
    policy = replace(POLICY, match_to=match_to)
    found = match(lead("Office of Rare Diseases", "jo@rare.gov"), PARENT, CHILD, policy=policy)
    assert (found.account_id, found.through_account_id) == (account_id, "A2")


def test_parent_and_child_that_fit_equally_are_not_ambiguous() -> None:
    child = AccountRecord("A2", "Acme Bakery", ("acme.de",), parent_account_id="A1")
    parent = AccountRecord("A1", "Acme Bakery", ("acmebakery.com",))
    policy = replace(POLICY, tie_breakers=(TieBreaker.TOP_OF_FAMILY,))
    found = match(lead("Acme Bakery"), parent, child, policy=policy)
    assert (found.account_id, found.decided_by) == ("A1", "TOP_OF_FAMILY")


def test_the_top_of_a_family_is_found_even_in_a_circle() -> None:
    parents = {"a": None, "b": "a", "c": "b", "d": "gone", "x": "y", "y": "x", "z": "x"}
    tops = {"a": "a", "b": "a", "c": "a", "d": "gone", "x": "x", "y": "x", "z": "x"}
    assert account_roots(parents) == tops


def test_the_waterfall_adds_up_to_the_total() -> None:
    asked = prepare_lead(lead("Acme Bakrey GmbH", "jo@acmebakery.com", country="DE"))
    account = prepare_accounts([replace(ACME, country="US")])[0]
    shown = explain_account_match(asked, account, policy=POLICY)
    weights = [step.evidence.weight for step in shown.steps]
    assert [step.running_total for step in shown.steps] == [
        sum(weights[: n + 1]) for n in range(len(weights))
    ]
    order = list(EvidenceCode)
    positions = [order.index(step.evidence.code) for step in shown.steps]
    assert positions == sorted(positions)
    assert shown.total == shown.steps[-1].running_total
    assert shown.is_match == (shown.total >= POLICY.threshold)


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
