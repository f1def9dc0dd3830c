"""Engine and relations decide alike, to the last millipoint and second."""

import random
from collections import Counter

import pytest
from agreement import EXAMPLES_A_BLOCK, PACTS_A_BLOCK, check_agreement
from constructs import WANTED

from leadpact.storage.store import Store, open_duckdb
from leadpact.testing.strategies import FOCUSES

N_BLOCKS = {
    "fades": 20,
    "limits": 22,
    "where": 20,
    "attributes": 20,
    "behaviour": 24,
    "accounts": 20,
    "gates": 22,
    "groups": 14,
    "sums": 17,
    "history": 16,
    "entries": 22,
    "checkpoints": 16,
    "everything": 16,
}
LONG_TESTS = [(focus, part) for focus in FOCUSES for part in range(10)]
LONG_BLOCKS = 210
POSTGRES_BLOCKS = 9
SPARK_BLOCKS = dict.fromkeys(FOCUSES, (0, 1)) | {
    "entries": (0, 1, 3, 19),
    "everything": (),
    "history": (0, 1, 9, 12),
    "limits": (0, 1, 3),
    "sums": (0, 1, 3),
}
"""By focus; of those that keep relations in tables none, as Ibis cannot on Spark.

A pact of everything at once is too large for Spark's analyzer: its plan took more than 4 GB.
"""


def test_the_blocks_cover_every_focus_with_two_thousand_examples() -> None:
    assert N_BLOCKS.keys() == FOCUSES.keys() == WANTED.keys()
    assert sum(N_BLOCKS.values()) * EXAMPLES_A_BLOCK >= 2_000
    assert len(LONG_TESTS) * LONG_BLOCKS * PACTS_A_BLOCK >= 50_000
    assert len(FOCUSES) * POSTGRES_BLOCKS * EXAMPLES_A_BLOCK >= 1_000
    assert sum(map(len, SPARK_BLOCKS.values())) * EXAMPLES_A_BLOCK >= 100


@pytest.mark.parametrize("focus", N_BLOCKS)
def test_engine_and_relations_agree_on_examples_that_use_every_construct(focus: str) -> None:
    used: Counter[str] = Counter()
    for block in range(N_BLOCKS[focus]):
        with open_duckdb(threads=1) as store:  # what Ibis registers in one stays until its end
            used += check_agreement(store, focus, block)
    print(f"{focus}:", *(f"{n:5} {construct}" for construct, n in sorted(used.items())), sep="\n")
    assert used["examples"] == N_BLOCKS[focus] * EXAMPLES_A_BLOCK
    assert not WANTED[focus] - used.keys()


@pytest.mark.long
@pytest.mark.parametrize(("focus", "part"), LONG_TESTS)
def test_engine_and_relations_agree_on_new_examples_each_time(focus: str, part: int) -> None:
    for _ in range(LONG_BLOCKS):
        block = random.SystemRandom().randrange(N_BLOCKS[focus], 2**32)
        with open_duckdb(threads=1) as store:
            check_agreement(store, focus, block)


@pytest.mark.postgres
@pytest.mark.parametrize("focus", FOCUSES)
@pytest.mark.parametrize("block", range(POSTGRES_BLOCKS))
def test_engine_and_postgres_agree(postgres_store: Store, focus: str, block: int) -> None:
    check_agreement(postgres_store, focus, block)


@pytest.mark.spark
@pytest.mark.filterwarnings("ignore::FutureWarning")  # PySpark 4 knows pandas 2
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_engine_and_spark_agree_on_examples_that_use_every_construct(spark_store: Store) -> None:
    used: Counter[str] = Counter()
    for focus, blocks in SPARK_BLOCKS.items():
        for block in blocks:
            used += check_agreement(spark_store, focus, block, shrinks=False)
    assert set().union(*WANTED.values()) - used.keys() == {"gates in rounds: True"}
