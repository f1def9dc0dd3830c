"""Which account a lead is matched to: names, domains, supporting fields, blanks."""

from dataclasses import replace

import pytest
from identity_world import ACME, POLICY, lead, match

from leadpact.identity.accounts import (
    AccountMatch,
    AccountRecord,
    EvidenceCode,
    LeadRecord,
    LostBy,
    MatchOutcome,
    account_keys,
    prepare_accounts,
)
from leadpact.identity.accounts.facts import MAX_DOMAINS
from leadpact.identity.accounts.keys import MAX_KEY
from leadpact.identity.accounts.names import MAX_NAMES
from leadpact.pact.sections.identity.accounts import Ambiguity, BlankField, DomainAlone

OFF = replace(POLICY, domain_alone=DomainAlone.OFF)


def codes(found: AccountMatch) -> set[EvidenceCode]:
    return {item.code for item in found.evidence}


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
