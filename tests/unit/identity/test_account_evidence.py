"""What each piece of evidence for an account weighs, and where there is none; by hand.

Weights are the standard ones: a city that differs −5, a country −10, a state −5; the same city 30,
state 5, country 5, address 40, phone number 40; a close name 70 to 90.
"""

from dataclasses import replace

import pytest

from leadpact.identity.accounts import (
    AccountRecord,
    LeadRecord,
    account_keys,
    prepare_accounts,
    prepare_lead,
)
from leadpact.identity.accounts.evidence import Evidence, EvidenceCode, total_of, weigh
from leadpact.pact.sections.identity.accounts import AccountMatchingPolicy, BlankField

POLICY = AccountMatchingPolicy()


def weighed(
    lead: dict[str, str], account: dict[str, str], policy: AccountMatchingPolicy = POLICY
) -> tuple[Evidence, ...]:
    mine = prepare_lead(LeadRecord("L1", **lead))  # type: ignore[arg-type]
    [yours] = prepare_accounts([AccountRecord("A1", **account)])  # type: ignore[arg-type]
    return weigh(mine.company, yours.company, policy=policy)


def points(lead: dict[str, str], account: dict[str, str], **policy: object) -> dict[str, int]:
    found = weighed(lead, account, replace(POLICY, **policy))  # type: ignore[arg-type]
    return {item.code.value: item.weight for item in found}


@pytest.mark.parametrize(
    ("lead", "account", "expected"),
    [
        # The same city, and other addresses: nothing of an address.
        (
            {"city": "Leeds", "address": "12 Mill Lane"},
            {"city": "Leeds", "address": "9 Dock Road"},
            {"CITY_SAME": 30},
        ),
        ({"address": "12 Mill Lane"}, {"address": "9 Dock Road"}, {}),
        ({"address": "12 Mill Lane"}, {}, {}),
        ({}, {"address": "12 Mill Lane"}, {}),
        ({"address": "12 Mill Lane"}, {"address": "12, Mill Lane"}, {"ADDRESS_SAME": 40}),
        (
            {"city": "Leeds", "address": "12 Mill Lane"},
            {"city": "York", "address": "12 Mill Lane"},
            {"ADDRESS_SAME": 40, "CITY_DIFFERS": -5},
        ),
        # The same name of a city in two countries is not one city, nor is its address or state.
        (
            {"city": "Birmingham", "country": "GB"},
            {"city": "Birmingham", "country": "US"},
            {"COUNTRY_DIFFERS": -10},
        ),
        (
            {"city": "Leeds", "country": "GB"},
            {"city": "York", "country": "US"},
            {"COUNTRY_DIFFERS": -10},
        ),
        (
            {"address": "1 Main Street", "state": "Ontario", "country": "CA"},
            {"address": "1 Main Street", "state": "Ontario", "country": "US"},
            {"COUNTRY_DIFFERS": -10},
        ),
        (
            {"city": "Birmingham", "country": "GB"},
            {"city": "Birmingham", "country": "GB"},
            {"CITY_SAME": 30, "COUNTRY_SAME": 5},
        ),
        # One country that is not told does not hinder.
        ({"city": "Leeds", "country": "GB"}, {"city": "Leeds"}, {"CITY_SAME": 30}),
        ({"city": "Leeds"}, {"city": "Leeds", "country": "GB"}, {"CITY_SAME": 30}),
        # What differs speaks against.
        ({"city": "Leeds"}, {"city": "York"}, {"CITY_DIFFERS": -5}),
        ({"country": "DE"}, {"country": "US"}, {"COUNTRY_DIFFERS": -10}),
        ({"state": "Ohio"}, {"state": "Utah"}, {"STATE_DIFFERS": -5}),
        ({"state": "Ohio"}, {"state": "Ohio"}, {"STATE_SAME": 5}),
        ({"city": "Leeds"}, {}, {}),
        ({}, {"city": "Leeds"}, {}),
        # A telephone number is the same or says nothing, in whatever country.
        ({"phone": "+442079460000"}, {"phone": "+442079460001"}, {}),
        ({"phone": "+442079460000"}, {"phone": "+44 20 7946 0000"}, {"PHONE_SAME": 40}),
        (
            {"phone": "+442079460000", "country": "GB"},
            {"phone": "+442079460000", "country": "US"},
            {"PHONE_SAME": 40, "COUNTRY_DIFFERS": -10},
        ),
    ],
)
def test_places_speak_for_and_against(
    lead: dict[str, str], account: dict[str, str], expected: dict[str, int]
) -> None:
    assert points(lead, account) == expected
    assert total_of(weighed(lead, account)) == sum(expected.values())


@pytest.mark.parametrize(
    ("blank", "expected"),
    [
        ((), {}),
        ((BlankField.CITY,), {"CITY_SAME": 30}),
        ((BlankField.CITY, BlankField.COUNTRY), {"CITY_SAME": 30, "COUNTRY_SAME": 5}),
    ],
)
def test_two_blanks_agree_only_in_the_fields_that_the_policy_names(
    blank: tuple[BlankField, ...], expected: dict[str, int]
) -> None:
    assert points({}, {}, blank_equals_blank=frozenset(blank)) == expected
    found = weighed({}, {}, replace(POLICY, blank_equals_blank=frozenset(blank)))
    assert {item.detail for item in found} <= {"BLANK"}


def test_one_blank_is_no_match_of_another_value_where_blanks_agree() -> None:
    assert points({"city": "Leeds"}, {}, blank_equals_blank=frozenset(BlankField)) == {
        "STATE_SAME": 5,
        "COUNTRY_SAME": 5,
    }


@pytest.mark.parametrize(
    ("lead", "account", "added"),
    [
        # Of two words one has a slip: (1 + 1 - 1/6) / 2 = 0.9167, so 20 × 0.1167 / 0.2 = 11.7.
        ("Acme Bakrey", "Acme Bakery", 12),
        ("Zenyth Mills", "Zenith Mills", 12),
        # (1 - 1/9 + 1) / 2 = 0.9444: 14.4.
        ("Nortwind Traders", "Northwind Traders", 14),
        # A word of a trade counts 0.4: (1 - 1/10 + 0.4) / 1.4 = 0.9286: 12.9.
        ("Kensingtan Foods", "Kensington Foods", 13),
        # At most 0.96, however close: 16.
        ("Thornton Bakery Work", "Thornton Bakery Works", 16),
    ],
)
def test_a_close_name_weighs_the_more_the_closer_it_is(lead: str, account: str, added: int) -> None:
    assert points({"company": lead}, {"name": account}) == {"NAME_CLOSE": 70 + added}


def test_a_close_name_weighs_between_what_the_pact_says() -> None:
    names = {"company": "Acme Bakrey"}, {"name": "Acme Bakery"}
    for least, range_, expected in [(50, 40, 73), (70, 0, 70), (10, 100, 68)]:  # 58.33 % of it
        weights = replace(POLICY.weights, name_close=least, name_close_range=range_)
        assert points(*names, weights=weights) == {"NAME_CLOSE": expected}


def test_the_evidence_is_reported_in_the_order_of_its_codes() -> None:
    lead = {"company": "Acme Bakrey", "city": "Leeds", "country": "GB", "state": "x", "phone": "1"}
    account = {"name": "Acme Bakery", "city": "York", "country": "GB", "state": "y"}
    order = [item.code for item in weighed(lead, account)]
    assert order == [code for code in EvidenceCode if code in order]
    assert len(order) == 4


@pytest.mark.parametrize(
    ("website", "email"), [("zeta.com", "jo@beta.com"), ("beta.com", "jo@zeta.com")]
)
def test_of_two_hosts_that_are_as_near_the_first_by_its_name_is_named(
    website: str, email: str
) -> None:
    [found] = weighed({"website": website, "email": email}, {"domains": ("acme.com",)})  # type: ignore[dict-item]
    assert (found.code, found.detail) == (EvidenceCode.DOMAIN_DIFFERS, "beta.com")


@pytest.mark.parametrize(
    ("website", "domain", "code"),
    [
        ("acme.com", "acme.com", "DOMAIN_SAME"),
        ("mail.acme.com", "acme.com", "DOMAIN_UNDER"),
        ("acme.com", "emea.acme.com", "DOMAIN_ABOVE"),
        ("acme.de", "acme.com", "DOMAIN_LABEL"),
        ("acm.de", "acm.com", "DOMAIN_DIFFERS"),  # three letters may be anybody's
        ("mail.acme.com", "emea.acme.com", None),
        ("notacme.com", "acme.com", "DOMAIN_DIFFERS"),
    ],
)
def test_two_hosts_are_related_by_what_they_share(
    website: str, domain: str, code: str | None
) -> None:
    found = weighed({"website": website}, {"domains": (domain,)})  # type: ignore[dict-item]
    assert [item.code.value for item in found] == ([code] if code else [])


@pytest.mark.parametrize(
    ("website", "name", "is_label"),
    [
        ("acme-mills.de", "Acme Mills Ltd", True),
        ("acmemills.de", "The Acme Mills", True),
        ("acme.de", "Acme", True),
        ("acm.de", "Acm", False),
    ],
)
def test_a_host_may_spell_the_name_of_the_account(website: str, name: str, is_label: bool) -> None:
    found = weighed({"website": website}, {"name": name})
    assert [item.code.value for item in found] == (["DOMAIN_LABEL"] if is_label else [])


def test_a_short_word_has_keys_without_each_letter_and_a_long_one_its_ends() -> None:
    def kinds(name: str) -> set[str]:
        [account] = prepare_accounts([AccountRecord("A1", name)])
        return {key[0] for key in account_keys(account)} & set("sbe")

    assert kinds("Zenitha") == {"s"}  # of seven letters
    assert kinds("Zenithal") == {"s", "b", "e"}
    assert kinds("Zenithals") == {"b", "e"}
    [account] = prepare_accounts([AccountRecord("A1", "Zenithal")])
    found = {key for key in account_keys(account) if key[0] in "sbe"}
    assert found == {"s:zenithal", "b:zenit", "e:ithal"} | {
        *("s:enithal", "s:znithal", "s:zeithal", "s:zenthal", "s:zenihal", "s:zenital"),
        *("s:zenithl", "s:zenitha"),
    }
