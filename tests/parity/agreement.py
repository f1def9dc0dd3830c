"""The parity property: for random pacts and companies, engine and relations say the same.

What takes time is compiling a pact's expression, not running it: three companies are judged by
each pact at once. Pacts come in blocks of three with a seed of their own: later ones of a block
Hypothesis varies from earlier ones, and a variation tests much of the same pact again.
"""

from collections import Counter
from datetime import datetime
from pprint import pformat
from typing import Any

from constructs import constructs_of_company, constructs_of_judgements, constructs_of_pact
from hypothesis import HealthCheck, Phase, assume, given, note, seed, settings
from hypothesis import strategies as st

from leadpact.pact.check import load_pact_text
from leadpact.pact.ruleset import Ruleset
from leadpact.storage.store import Store
from leadpact.testing.company import Company, join_companies
from leadpact.testing.parity import find_differences, judge_all
from leadpact.testing.strategies import FOCUSES, company_groups, moments, pact_texts

PACTS_A_BLOCK = 3
COMPANIES_A_PACT = 3
EXAMPLES_A_BLOCK = PACTS_A_BLOCK * COMPANIES_A_PACT


def check_agreement(store: Store, focus: str, block: int, *, shrinks: bool = True) -> Counter[str]:
    """Compare the interpreters on one block of examples; the same block has the same examples.

    An example is one company under one pact. In every third block gates are asked in rounds over
    kept relations, as on large data. A failing example is made smaller before it is reported where
    `shrinks`: hundreds of tries.

    Returns
    -------
    Counter[str]
        How many examples used each construct, and under `examples` how many there were.
    """
    used: Counter[str] = Counter()

    @seed(block)
    @settings(
        max_examples=PACTS_A_BLOCK,
        deadline=None,
        database=None,
        phases=[Phase.generate, *([Phase.shrink] if shrinks else [])],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def interpreters_agree(data: st.DataObject) -> None:
        assume(data.draw(st.booleans()))  # leaves out the simplest example, the same in each block
        text = data.draw(pact_texts(FOCUSES[focus]))
        ruleset = load_pact_text(text)
        as_of = data.draw(moments(ruleset))
        companies = data.draw(company_groups(ruleset, as_of, COMPANIES_A_PACT))
        note(f"block {block} of {focus}, as of {as_of}:\n{text}")
        in_rounds = block % 3 == 2 and bool(ruleset.gates)
        whole = join_companies(companies)
        differences = find_differences(store, ruleset, whole, as_of, in_rounds=in_rounds)
        assert not differences, "\n".join([*differences, *_rows_in_question(whole, differences)])
        for company in companies:
            used.update(_constructs(ruleset, company, as_of, in_rounds=in_rounds))

    interpreters_agree()
    return used


def _constructs(
    ruleset: Ruleset, company: Company, as_of: datetime, *, in_rounds: bool
) -> set[str]:
    return {
        "examples",
        f"gates in rounds: {in_rounds}",
        *constructs_of_pact(ruleset),
        *constructs_of_company(company, as_of),
        *constructs_of_judgements(judge_all(ruleset, company, as_of)),
    }


def _rows_in_question(whole: Company, differences: list[str]) -> list[str]:
    """Return the rows of the first company of which a difference speaks, a lead to a line."""
    number = differences[0].partition(":")[0]
    tables: dict[str, Any] = {"leads": whole.leads, "activities": whole.activities or ()}
    return [
        f"{name} of company {number}:\n"
        + pformat([row for row in rows if row["lead_id"].startswith(f"{number}:")], width=200)
        for name, rows in tables.items()
    ]
