"""`at_least` as an expression: three values as in the engine, and no larger than the condition."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import ibis
import pytest

from leadpact.conditions.nodes import Condition
from leadpact.conditions.parse import parse_condition
from leadpact.engine.scoring import KnownFacts, compile_condition
from leadpact.relational.evaluate import to_expression
from leadpact.storage.store import Store, open_duckdb

NAMES = ("a", "b", "c", "d")
ROWS = list(product((True, False, None), repeat=len(NAMES)))
TABLE = ibis.memtable(ROWS, schema=dict.fromkeys(NAMES, "boolean"))


@pytest.fixture
def store() -> Iterator[Store]:
    with open_duckdb(threads=1) as opened:
        yield opened


def values_of(store: Store, tree: Condition) -> dict[tuple[Any, ...], bool | None]:
    rows = store.fetch_rows(TABLE.mutate(found=to_expression(tree, TABLE)))
    return {tuple(row[name] for name in NAMES): row["found"] for row in rows}


@pytest.mark.parametrize(
    "text",
    [
        *(f"at_least({n}, a, b, c, d)" for n in (1, 2, 3, 4)),
        "at_least(2, a, not b, c and d)",
        "not at_least(2, a, b or c, d)",
        "at_least(2, at_least(2, a, b, c), not at_least(2, b, c, d), d)",
        "not (at_least(2, a, b, c) or d)",
        "at_least(2, a, a, b)",
        "at_least(2, is_known(a), b == c, d in (true), false)",
    ],
)
def test_at_least_has_the_three_values_of_the_engine(store: Store, text: str) -> None:
    tree = parse_condition(text)
    test = compile_condition(tree)
    expected = {row: test(KnownFacts(dict(zip(NAMES, row, strict=True)))) for row in ROWS}
    assert values_of(store, tree) == expected


def test_each_level_of_at_least_adds_to_the_text_and_does_not_double_it() -> None:
    lengths = []
    for depth in (5, 10, 15):
        text = "at_least(2, a, b, " * depth + "c" + ")" * depth
        sql = ibis.to_sql(TABLE.mutate(found=to_expression(parse_condition(text), TABLE)))
        lengths.append(len(sql))
    first, second, third = lengths
    assert third - second < 2 * (second - first)
