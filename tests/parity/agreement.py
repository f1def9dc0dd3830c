"""The parity property: for random pacts and companies, engine and relations say the same.

Examples come in blocks of nine with a seed of their own: from the tenth on, Hypothesis mostly
varies earlier examples, and a variation tests the same pact again.
"""

from hypothesis import HealthCheck, Phase, assume, given, note, seed, settings
from hypothesis import strategies as st

from leadpact.pact.check import load_pact_text
from leadpact.storage.store import Store
from leadpact.testing.parity import find_differences
from leadpact.testing.strategies import FOCUSES, companies, moments, pact_texts

EXAMPLES_A_BLOCK = 9


def check_agreement(
    store: Store,
    focus: str,
    block: int,
    *,
    n_examples: int = EXAMPLES_A_BLOCK,
    shrinks: bool = True,
) -> None:
    """Compare the interpreters on one block of examples; the same block has the same examples.

    In every third block gates are asked in rounds over kept relations, as on large data. A failing
    example is made smaller before it is reported where `shrinks`: hundreds of tries.
    """

    @seed(block)
    @settings(
        max_examples=n_examples,
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
        company = data.draw(companies(ruleset, as_of))
        note(f"block {block} of {focus}, as of {as_of}:\n{text}")
        in_rounds = block % 3 == 2 and bool(ruleset.gates)
        differences = find_differences(store, ruleset, company, as_of, in_rounds=in_rounds)
        assert not differences, "\n".join(differences)

    interpreters_agree()
