"""Leads without an account found one together, whatever the order they came in."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from leadpact.identity.accounts import LeadRecord, ProposedAccount, prepare_lead, propose_accounts
from leadpact.identity.accounts.index import MAX_PER_EXACT_KEY
from leadpact.pact.sections.identity.accounts import AccountMatchingPolicy, DomainAlone

POLICY = AccountMatchingPolicy()


def propose(
    *records: LeadRecord, policy: AccountMatchingPolicy = POLICY
) -> tuple[ProposedAccount, ...]:
    leads = [prepare_lead(record) for record in records]
    return propose_accounts(leads, policy=policy, make_id=lambda lead_id: f"of-{lead_id}")


def members(found: tuple[ProposedAccount, ...]) -> list[tuple[str, ...]]:
    return [account.lead_ids for account in found]


def test_a_company_written_five_ways_founds_one_account() -> None:
    found = propose(
        LeadRecord("L1", "Siemens AG", "a@siemens.com"),
        LeadRecord("L2", "SIEMENS Aktiengesellschaft", "b@siemens.de"),
        LeadRecord("L3", "Siemens", "c@gmail.com"),
        LeadRecord("L4", "Seimens", "d@mail.siemens.com"),
        LeadRecord("L5", "Siemens USA", "e@us.siemens.com"),
    )
    assert members(found) == [("L1", "L2", "L3", "L4", "L5")]
    assert found[0].account_id == "of-L1"
    assert found[0].domains == ("siemens.com", "siemens.de")


def test_the_name_is_the_one_most_leads_write() -> None:
    found = propose(
        LeadRecord("L1", "ACME bakery inc"),
        LeadRecord("L2", "Acme Bakery"),
        LeadRecord("L3", "Acme Bakery"),
    )
    assert found[0].name == "Acme Bakery"


def test_of_names_that_as_many_leads_write_the_longest_is_taken_then_the_first() -> None:
    two = (LeadRecord("L1", "Acme Bakery"), LeadRecord("L2", "The Acme Bakery Inc"))
    assert propose(*two)[0].name == "The Acme Bakery Inc"
    same = (LeadRecord("L1", "Acme bakery"), LeadRecord("L2", "Acme Bakery"))
    assert propose(*same)[0].name == "Acme Bakery"


def test_a_lead_that_could_join_two_new_accounts_joins_none() -> None:
    found = propose(
        LeadRecord("L1", "City of Wilmington", "a@wilmington-a.org"),
        LeadRecord("L2", "City of Wilmington", "b@wilmington-b.org"),
        LeadRecord("L3", "City of Wilmington", "c@gmail.com"),
    )
    assert members(found) == [("L1",), ("L2",)]


def test_leads_of_one_mail_provider_are_not_one_company() -> None:
    found = propose(
        LeadRecord("L1", "Acme Bakery", "a@gmail.com"), LeadRecord("L2", "Zenith", "b@gmail.com")
    )
    assert members(found) == [("L1",), ("L2",)]


def test_a_lead_that_tells_nothing_of_its_company_founds_none() -> None:
    assert propose(LeadRecord("L1", None, "a@gmail.com"), LeadRecord("L2", "")) == ()


def test_no_account_is_founded_where_the_policy_says_so() -> None:
    off = replace(POLICY, founds_accounts=False)
    assert propose(LeadRecord("L1", "Acme"), policy=off) == ()


def test_one_domain_is_one_company_only_where_the_domain_may_match_alone() -> None:
    two = (LeadRecord("L1", "Acme", "a@acme.com"), LeadRecord("L2", "Zenith", "b@acme.com"))
    off = replace(POLICY, domain_alone=DomainAlone.OFF)
    assert members(propose(*two)) == [("L1", "L2")]
    assert members(propose(*two, policy=off)) == [("L1",), ("L2",)]


def test_more_leads_than_a_key_may_have_of_accounts_are_one_account() -> None:
    n = MAX_PER_EXACT_KEY + 1
    found = propose(*(LeadRecord(f"L{i:03}", "Juniper", f"a@m{i}.juniper.com") for i in range(n)))
    assert [len(account.lead_ids) for account in found] == [n]


def test_many_leads_of_one_company_are_one_account() -> None:
    records = [LeadRecord(f"L{number:04}", "Acme", "a@acme.com") for number in range(1_000)]
    records += [LeadRecord(f"M{number:04}", f"Acme {number}", "a@acme.com") for number in range(60)]
    assert len(propose(*records)) == 1


COMPANIES = [
    *("Acme", "Acme Inc.", "ACME Bakery", "Acme Bakrey", "Acme France", "Acme Germany", "AB"),
    *("Zenith", "Zenith Group", "City of York", "York", "Fund 3", "Fund 4", ""),
]
HOSTS = ["acme.com", "acme.de", "x.acme.com", "zenith.org", "gmail.com"]
EMAILS = st.one_of(st.none(), st.sampled_from(HOSTS).map("a@{}".format))
RECORDS = st.lists(st.tuples(st.sampled_from(COMPANIES), EMAILS), max_size=9)


@given(rows=RECORDS, switch=st.sampled_from(DomainAlone), data=st.data())
def test_the_order_of_arrival_changes_nothing(
    rows: list[tuple[str, str | None]], switch: DomainAlone, data: st.DataObject
) -> None:
    records = [LeadRecord(f"L{number}", *row) for number, row in enumerate(rows)]
    mixed = data.draw(st.permutations(records))
    policy = replace(POLICY, domain_alone=switch)
    assert propose(*mixed, policy=policy) == propose(*records, policy=policy)


@given(rows=RECORDS)
def test_no_lead_is_in_two_new_accounts(rows: list[tuple[str, str | None]]) -> None:
    found = propose(*(LeadRecord(f"L{number}", *row) for number, row in enumerate(rows)))
    ids = [lead_id for account in found for lead_id in account.lead_ids]
    assert len(ids) == len(set(ids))
