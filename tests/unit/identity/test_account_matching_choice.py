"""Which of several accounts is chosen: tie-breakers, families, runner-up, sums."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from identity_world import ACME, POLICY, lead, match

from leadpact.identity.accounts import (
    AccountRecord,
    EvidenceCode,
    LostBy,
    account_roots,
    explain_account_match,
    prepare_accounts,
    prepare_lead,
)
from leadpact.pact.sections.identity.accounts import MatchTo, TieBreaker

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
