"""Sums with the largest weights: products of scores and weights need 64 bits on every engine."""

from datetime import UTC, datetime

import pytest

from leadpact.pact.check import load_pact_text
from leadpact.storage.store import open_duckdb
from leadpact.testing.company import Company
from leadpact.testing.parity import find_differences

AS_OF = datetime(2026, 1, 31, tzinfo=UTC)
COMPANY = Company(
    leads=(
        {"lead_id": "a", "created_at": datetime(2026, 1, 1, tzinfo=UTC)},
        {"lead_id": "b", "created_at": datetime(2026, 2, 1, tzinfo=UTC)},
    )
)


@pytest.mark.parametrize("in_rounds", [False, True])
@pytest.mark.parametrize("points", [-1000, 1000])
@pytest.mark.parametrize("weight", [-1000, 1000])
def test_a_score_that_no_condition_changes_is_weighed_without_overflow(
    weight: int, points: int, in_rounds: bool
) -> None:
    rules = [f'{{id: rule{n}, when: "true", points: {points}}}' for n in range(5)]
    ruleset = load_pact_text(
        f"""spec: 1
name: A pact
activities: {{web: {{}}}}
scores:
  fixed: {{range: [-5000, 5000], rules: [{", ".join(rules)}]}}
  total: {{sum_of: {{fixed: {weight}}}}}
gates:
  conversation_lead: {{when: "total > -4000000"}}
"""
    )
    with open_duckdb(threads=1) as store:
        assert not find_differences(store, ruleset, COMPANY, AS_OF, in_rounds=in_rounds)
