"""Engine and relations decide alike, to the last millipoint and second."""

import random

import pytest
from agreement import EXAMPLES_A_BLOCK, check_agreement

from leadpact.storage.store import Store, open_duckdb
from leadpact.testing.strategies import FOCUSES

N_BLOCKS = {
    "fades": 32,
    "limits": 32,
    "where": 32,
    "attributes": 32,
    "behaviour": 30,
    "accounts": 28,
    "gates": 22,
    "everything": 16,
}
BLOCKS = [(focus, block) for focus, n in N_BLOCKS.items() for block in range(n)]
LONG_TESTS = [(focus, part) for focus in FOCUSES for part in range(10)]
LONG_BLOCKS = 70
FEW = 3


def test_the_blocks_cover_every_focus_with_two_thousand_examples() -> None:
    assert N_BLOCKS.keys() == FOCUSES.keys()
    assert len(BLOCKS) * EXAMPLES_A_BLOCK >= 2_000
    assert len(LONG_TESTS) * LONG_BLOCKS * EXAMPLES_A_BLOCK >= 50_000


@pytest.mark.parametrize(("focus", "block"), BLOCKS)
def test_engine_and_relations_agree(duckdb_store: Store, focus: str, block: int) -> None:
    check_agreement(duckdb_store, focus, block)


@pytest.mark.long
@pytest.mark.parametrize(("focus", "part"), LONG_TESTS)
def test_engine_and_relations_agree_on_new_examples_each_time(focus: str, part: int) -> None:
    for _ in range(LONG_BLOCKS):
        block = random.SystemRandom().randrange(len(BLOCKS), 2**32)
        with open_duckdb(threads=1) as store:
            check_agreement(store, focus, block)


@pytest.mark.postgres
@pytest.mark.parametrize("focus", FOCUSES)
@pytest.mark.parametrize("block", range(FEW))
def test_engine_and_postgres_agree(postgres_store: Store, focus: str, block: int) -> None:
    check_agreement(postgres_store, focus, block)


@pytest.mark.spark
@pytest.mark.filterwarnings("ignore::FutureWarning")  # PySpark 4 knows pandas 2
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("focus", FOCUSES)
@pytest.mark.parametrize("block", [0, 1])
def test_engine_and_spark_agree(spark_store: Store, focus: str, block: int) -> None:
    check_agreement(spark_store, focus, block, n_examples=FEW, shrinks=False)
