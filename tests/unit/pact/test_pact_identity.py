"""What the section `identity` becomes, and that it agrees with those who act on it."""

import json
from dataclasses import fields, replace
from enum import StrEnum

import pycountry
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pact_tables import BASE, IDENTITY

from leadpact.identity.accounts import prepare_accounts, prepare_lead
from leadpact.identity.accounts.evidence import total_of, weigh
from leadpact.identity.accounts.facts import AccountRecord, LeadRecord
from leadpact.identity.accounts.weighing import weigh_account
from leadpact.identity.duplicates.prepare import DERIVE
from leadpact.identity.duplicates.recipe import shipped_model
from leadpact.pact.check import check_pact_text, load_pact_text
from leadpact.pact.schema import nodes_at
from leadpact.pact.sections.identity.accounts import (
    AccountMatchingPolicy,
    AccountWeights,
    Ambiguity,
    BlankField,
    DomainAlone,
    MatchTo,
    TieBreaker,
)
from leadpact.pact.sections.identity.check_fields import KEY_PARTS, LEAD_FIELDS
from leadpact.pact.sections.identity.checks import most_points
from leadpact.pact.sections.identity.countries import COUNTRIES, OTHERWISE_CALLED
from leadpact.pact.sections.identity.duplicates import DuplicatePolicy
from leadpact.pact.sections.identity.enrichment import (
    APPENDED_FIELDS,
    Derivation,
    EnrichmentPolicy,
    Overwrite,
)
from leadpact.pact.sections.identity.hygiene import DEFAULT_SEVERITIES, HygienePolicy, Severity
from leadpact.pact.sections.identity.policy import IdentityPolicy
from leadpact.pact.sections.identity.survivorship import (
    DEFAULT_SURVIVAL,
    FieldSurvival,
    Strategy,
    SurvivorshipPolicy,
)
from leadpact.terms.hygiene import FaultCode

HEAD = "spec: 1\nname: x\ngates: {conversation_lead: {must_have: [email]}}\n"


def policy_of(section: str) -> IdentityPolicy:
    policy = load_pact_text(f"{HEAD}identity: {section}\n").identity
    assert policy is not None
    return policy


def test_a_pact_without_the_section_leaves_leads_as_they_are():
    assert load_pact_text(BASE).identity is None


def test_an_empty_section_only_cleans_leads():
    assert policy_of("{}") == IdentityPolicy()


def test_an_empty_part_is_on_with_its_defaults():
    assert policy_of(
        "{hygiene: {}, enrichment: {}, duplicates: {}, survivorship: {}, accounts: {}}"
    ) == IdentityPolicy(
        enrichment=EnrichmentPolicy(),
        duplicates=DuplicatePolicy(),
        accounts=AccountMatchingPolicy(),
    )


def test_what_is_written_is_in_the_policy():
    assert load_pact_text(IDENTITY).identity == IdentityPolicy(
        hygiene=HygienePolicy(
            default_country="US",
            severities={
                **DEFAULT_SEVERITIES,
                FaultCode.EMAIL_FREE_MAIL: Severity.MAJOR,
                FaultCode.TITLE_UNKNOWN: Severity.IGNORED,
            },
        ),
        enrichment=EnrichmentPolicy(
            derive=(Derivation.DOMAIN_FROM_EMAIL, Derivation.SENIORITY_FROM_TITLE),
            providers=("company-register", "news"),
            fields=("industry", "n_employees", "seats"),
            overwrite=Overwrite.WHEN_NEWER,
            overwrite_fields=(("industry", Overwrite.ALWAYS),),
            at_most_days_old=365,
        ),
        duplicates=DuplicatePolicy(
            p_same=0.9,
            p_possible=0.3,
            fields=("email", "last_name", "company"),
            keys=(("email",), ("last_name__start", "company")),
            at_most_per_key=1000,
            at_most_per_key_online=100,
        ),
        survivorship=SurvivorshipPolicy(
            survival=(
                FieldSurvival(
                    ("first_name", "last_name"), (Strategy.VERIFIED_FIRST, Strategy.MOST_RECENT)
                ),
                FieldSurvival(("phone",), (Strategy.SOURCE_ORDER, Strategy.LONGEST)),
                *(
                    group
                    for group in DEFAULT_SURVIVAL
                    if not {"first_name", "phone"} & set(group.fields)
                ),
            ),
            otherwise=(Strategy.MOST_RECENT, Strategy.OLDEST),
            source_order=("crm", "webinar"),
        ),
        accounts=AccountMatchingPolicy(
            domain_alone=DomainAlone.FALLBACK,
            match_to=MatchTo.LEAF,
            tie_breakers=(TieBreaker.CUSTOMER_FIRST, TieBreaker.HAS_OWNER, TieBreaker.OLDEST),
            ambiguity=Ambiguity.LEAVE,
            blank_equals_blank=frozenset({BlankField.COUNTRY, BlankField.CITY}),
            threshold=100,
            margin=15,
            founds_accounts=True,
            weights=AccountWeights(name_exact=130, domain_alone=70),
        ),
    )


def test_an_entry_takes_the_place_of_every_default_that_names_one_of_its_fields():
    policy = policy_of(
        "{survivorship: {fields: [{fields: [title, source], prefer: [longest]}]}}"
    ).survivorship
    given, *kept = policy.survival
    assert given == FieldSurvival(("title", "source"), (Strategy.LONGEST,))
    assert [group.fields for group in kept] == [
        ("email",),
        ("phone",),
        ("first_name", "last_name"),
        ("country", "time_zone"),
        ("owner_rep_id",),
        ("stage", "stage_at", "disposition_reason"),
    ]


@pytest.mark.parametrize(
    ("key", "kind", "in_list"),
    [
        ("enrichment.derive", Derivation, True),
        ("enrichment.overwrite", Overwrite, False),
        ("survivorship.otherwise", Strategy, True),
        ("accounts.domain_alone", DomainAlone, False),
        ("accounts.match_to", MatchTo, False),
        ("accounts.tie_breakers", TieBreaker, True),
        ("accounts.ambiguity", Ambiguity, False),
        ("accounts.blank_equals_blank", BlankField, True),
    ],
)
def test_every_code_can_be_written_in_small_letters(key: str, kind: type[StrEnum], in_list: bool):
    part, name = key.split(".")
    (node,) = nodes_at({}, ("identity", part, name, *([0] if in_list else [])))
    assert node["enum"] == [code.value.lower() for code in kind]
    for code in kind:
        value = [code.value.lower()] if in_list else code.value.lower()
        assert policy_of(json.dumps({part: {name: value}}))


def test_every_fault_can_be_weighed():
    for code in FaultCode:
        for severity in Severity:
            text = f"{{hygiene: {{faults: {{{code}: {severity.lower()}}}}}}}"
            assert policy_of(text).hygiene.severity_of(code) is severity


@pytest.mark.parametrize("written", ["off", "'off'", "Off", "false", "no"])
def test_off_is_a_word_and_whatever_other_tools_make_of_it_is_explained(written: str):
    checked = check_pact_text(f"{HEAD}identity: {{accounts: {{domain_alone: {written}}}}}\n")
    if written.strip("'") == "off":
        assert checked.ruleset is not None
        assert checked.ruleset.identity is not None
        assert checked.ruleset.identity.accounts is not None
        assert checked.ruleset.identity.accounts.domain_alone is DomainAlone.OFF
    else:
        (issue,) = checked.issues
        assert issue.code == "value-unknown"
        assert "`off`" in issue.fact
        assert issue.fix == ("Write one of these." if written == "no" else "Did you mean `off`?")


def test_countries_are_those_of_the_standard_and_kosovo():
    assert {country.alpha_2 for country in pycountry.countries} | {"XK"} == COUNTRIES
    assert set(OTHERWISE_CALLED.values()) <= COUNTRIES
    assert not OTHERWISE_CALLED.keys() & COUNTRIES


def test_keys_take_the_parts_of_fields_that_records_are_prepared_with():
    assert set(KEY_PARTS) == set(DERIVE)


def test_the_defaults_and_the_shipped_model_name_only_fields_that_leads_have():
    named = {*APPENDED_FIELDS, *(name for group in DEFAULT_SURVIVAL for name in group.fields)}
    assert named | shipped_model().fields.keys() <= LEAD_FIELDS


RECORD = {
    "phone": "+14155550100",
    "address": "1 main st",
    "city": "Springfield",
    "state": "IL",
    "country": "US",
}
LEAD = prepare_lead(LeadRecord("l", "Acme Robotics", "a@acmerobotics.com", **RECORD))
(ACCOUNT,) = prepare_accounts(
    [AccountRecord("a", "Acme Robotics", ("acmerobotics.com",), **RECORD)]
)


def test_the_most_points_are_what_an_account_gets_where_everything_agrees():
    policy = AccountMatchingPolicy(domain_alone=DomainAlone.ALWAYS)
    assert weigh_account(LEAD, ACCOUNT, policy=policy).total == most_points(policy)
    without = replace(policy, domain_alone=DomainAlone.OFF)
    assert total_of(weigh(LEAD.company, ACCOUNT.company, policy=without)) == most_points(without)


@pytest.mark.parametrize(
    ("own", "most"),
    [
        ({"name_close": 100, "name_close_range": 50}, 150),
        ({"name_alias": 100, "name_acronym": 70}, 100),
        ({"name_part": 30, "name_common_words": 5, "legal_form_differs": 2}, 37),
        ({"domain_same": 10, "domain_under": 40, "domain_alone": 20}, 60),
        ({"domain_above": 40, "domain_alone": 20, "domain_differs": -9}, 40),
        ({"city_same": -5, "city_differs": 8, "state_differs": -1, "country_same": 2}, 10),
    ],
)
def test_of_evidence_that_excludes_each_other_the_most_counts(own: dict[str, int], most: int):
    none = dict.fromkeys((item.name for item in fields(AccountWeights)), 0)
    weights = AccountWeights(**{**none, **own})
    assert most_points(AccountMatchingPolicy(weights=weights)) == most


weights = st.builds(
    AccountWeights, **{item.name: st.integers(-200, 200) for item in fields(AccountWeights)}
)
COMPANIES = st.builds(
    LeadRecord,
    st.just("l"),
    st.sampled_from([None, "Acme Robotics", "Acme Robots", "AR", "Acme", "Zenith GmbH"]),
    st.sampled_from([None, "a@acmerobotics.com", "a@eu.acmerobotics.com", "a@acmerobotics.de"]),
    **{name: st.sampled_from([None, value, "DE"]) for name, value in RECORD.items()},
)


@settings(max_examples=200, deadline=None)
@given(weights, COMPANIES, st.sampled_from(DomainAlone), st.frozensets(st.sampled_from(BlankField)))
def test_no_account_ever_gets_more_points(weights, record, domain_alone, blanks):
    weights = replace(weights, name_close_range=abs(weights.name_close_range))
    policy = AccountMatchingPolicy(
        domain_alone=domain_alone, weights=weights, blank_equals_blank=blanks
    )
    assert weigh_account(prepare_lead(record), ACCOUNT, policy=policy).total <= most_points(policy)
