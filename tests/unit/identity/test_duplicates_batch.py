"""A batch is judged as each of its pairs alone would be, in whatever order it comes."""

import random
import sys
from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations, product
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from leadpact.identity.duplicates import (
    FieldKind,
    MatchModel,
    blocking_keys,
    compare_people,
    make_model,
    shipped_model,
)
from leadpact.identity.duplicates.batch import (
    UnableToDedupe,
    dedupe_people,
    with_frequencies,
)
from leadpact.identity.duplicates.groups import agglomerate
from leadpact.identity.duplicates.splink_model import UnableToUseSplink, splink_settings
from leadpact.pact.sections.identity.duplicates import DuplicatePolicy
from vacuous import at_least, some

splink = pytest.importorskip("splink", reason="needs Splink: pip install leadpact[er]")

FIELDS = ("first_name", "last_name", "email", "phone", "company", "domain", "country")
FIRST = [
    "Ann",
    "Annie",
    "Anne",
    "José",
    "Jose",
    "Zoë",
    "Robert",
    "Bob",
    "Roberta",
    "Rob X",
    "Josua",
    "Li",
    "李",
    "",
    "n/a",
    None,
]
LAST = [
    "Corfield",
    "Corfeild",
    "Ann",
    "Müller",
    "Mueller",
    "Łoś",
    "Brandt-Østergård",
    "Corfu",
    "Corfielding",
    "李",
    "O'Neil",
    None,
]
EMAIL = [
    "{}@acme.example",
    "{}@acme-group.example",
    "{}.x@home.example",
    "{}y@home.example",
    "info@acme.example",
    None,
]
PHONE = ["+999111222333", "+999111222332", "+99911122233", "999 444 555 66", "none", None]
COMPANY = [
    "Acme Freight",
    "ACME Freight Inc",
    "Acme Fright",
    "Acme Forwarding",
    "Ömür Lojistik",
    "日立",
    None,
]


def people(n: int, seed: int) -> Any:
    """Return records that are alike in many ways, every field missing now and then."""
    draw = random.Random(seed)
    rows = []
    for number in range(n):
        first, last, address = draw.choice(FIRST), draw.choice(LAST), draw.choice(EMAIL)
        rows.append(
            {
                "lead_id": f"L{number:04}",
                "first_name": first,
                "last_name": last,
                "email": address and address.format(f"{first}.{last}".lower().replace(" ", "")),
                "phone": draw.choice(PHONE),
                "company": draw.choice(COMPANY),
                "domain": draw.choice(["acme.example", "acme-group.example", "gmail.com", None]),
                "country": draw.choice(["DE", "US", None]),
            }
        )
    return pa.Table.from_pylist(rows)


def by_id(table: Any) -> Mapping[str, Mapping[str, Any]]:
    return {row["lead_id"]: row for row in table.to_pylist()}


def every_pair() -> DuplicatePolicy:
    return DuplicatePolicy(p_same=0.999999, p_possible=1e-12)


@pytest.mark.parametrize("is_adjusted", [False, True])
def test_splink_and_the_online_side_weigh_every_pair_alike(is_adjusted: bool) -> None:
    table = people(240, seed=1)
    model = replace(
        shipped_model(), prior=0.9999
    )  # so high that nearly no pair is too light to keep
    if is_adjusted:
        model = with_frequencies(model, table)
        assert model.frequencies["last_name"]
    found = dedupe_people(table, model=model, policy=every_pair(), threads=1)
    rows, pairs = by_id(table), found.pairs.to_pylist()
    assert len(pairs) > 3000
    levels = set()
    for pair in pairs:
        match = compare_people(rows[pair["one_id"]], rows[pair["other_id"]], model, every_pair())
        assert pair["weight"] == pytest.approx(match.weight, abs=1e-9)
        assert pair["probability"] == pytest.approx(match.probability, abs=1e-9)
        assert pair["outcome"] == str(match.outcome)
        for reason in match.reasons:
            assert pair[f"level_{reason.name}"] == reason.level
            assert pair[f"weight_{reason.name}"] == pytest.approx(reason.weight, abs=1e-9)
            levels.add((reason.name, reason.level))
    every = {(item.name, n) for item in model.comparisons for n in range(len(item.levels))}
    assert every - levels == set()


def test_exactly_the_pairs_that_share_a_key_are_compared() -> None:
    table = people(120, seed=2)
    model = replace(shipped_model(), prior=0.9999)
    found = dedupe_people(table, model=model, policy=every_pair(), threads=1)
    keys = {name: set(blocking_keys(row, model)) for name, row in by_id(table).items()}
    names = sorted(keys)
    expected = {
        (one, other)
        for n, one in enumerate(names)
        for other in names[n + 1 :]
        if keys[one] & keys[other]
    }
    assert {(pair["one_id"], pair["other_id"]) for pair in found.pairs.to_pylist()} == expected
    assert found.n_compared == len(expected)


def test_the_order_of_arrival_changes_nothing() -> None:
    table = people(150, seed=3)
    first = dedupe_people(table, threads=1)
    assert first.pairs.num_rows
    for seed in (1, 2):
        order = random.Random(seed).sample(range(len(table)), len(table))
        other = dedupe_people(table.take(pa.array(order)))
        assert other.pairs.equals(first.pairs)
        assert other.clusters.equals(first.clusters)


def test_a_cluster_is_named_by_its_least_record_and_holds_each_record_once() -> None:
    found = dedupe_people(people(100, seed=4), threads=1)
    rows = found.clusters.to_pylist()
    assert [row["record_id"] for row in rows] == [f"L{n:04}" for n in range(100)]
    members: dict[str, list[str]] = {}
    for row in rows:
        members.setdefault(row["cluster_id"], []).append(row["record_id"])
    assert all(min(own) == name for name, own in some(members.items()))
    assert all(row["n_records"] == len(members[row["cluster_id"]]) for row in some(rows))


def test_a_key_that_too_many_share_compares_nobody_and_is_reported() -> None:
    rows = [{"lead_id": f"L{n}", "last_name": f"N{n}", "phone": "+999111222333"} for n in range(6)]
    policy = DuplicatePolicy(at_most_per_key=5, p_possible=1e-12)
    found = dedupe_people(pa.Table.from_pylist(rows), policy=policy, threads=1)
    (crowded,) = found.crowded_keys
    assert (crowded.rule, crowded.n_records) == (("phone",), 6)
    assert crowded.key == "1|999111222333" or crowded.key.endswith("|999111222333")
    assert found.n_compared == 0
    whole = dedupe_people(pa.Table.from_pylist(rows), policy=DuplicatePolicy(at_most_per_key=6))
    assert whole.crowded_keys == ()
    assert whole.n_compared > 0


def test_columns_of_other_names_are_mapped_and_fields_can_be_left_out() -> None:
    table = people(40, seed=5)
    renamed = table.rename_columns(["id", "given", *table.column_names[2:]])
    columns = {"first_name": "given"}
    one = dedupe_people(renamed, id_column="id", columns=columns, threads=1)
    assert one.pairs.equals(dedupe_people(table, threads=1).pairs)
    fewer = dedupe_people(table, policy=DuplicatePolicy(fields=("email", "last_name")), threads=1)
    assert set(fewer.model.fields) == {"email", "last_name"}
    assert "weight_phone" not in fewer.pairs.column_names


def test_a_relation_of_duckdb_is_read_as_a_table() -> None:
    duckdb = pytest.importorskip("duckdb")
    table = people(30, seed=6)
    with duckdb.connect() as connection:
        found = dedupe_people(connection.from_arrow(table), threads=1)
    assert found.pairs.equals(dedupe_people(table, threads=1).pairs)


def test_no_records_and_one_record_have_no_duplicates() -> None:
    for n in (0, 1):
        found = dedupe_people(people(2, seed=1).slice(0, n), threads=1)
        assert (found.pairs.num_rows, found.clusters.num_rows) == (0, n)


@pytest.mark.parametrize("ids", [["a", "a"], ["a", None]])
def test_records_that_cannot_be_distinguished_are_refused(ids: list[str | None]) -> None:
    table = pa.table({"lead_id": ids, "last_name": ["x", "y"]})
    with pytest.raises(UnableToDedupe, match="missing or not unique"):
        dedupe_people(table)


def test_a_table_without_a_known_field_or_id_is_refused() -> None:
    with pytest.raises(UnableToDedupe, match="none of the fields"):
        dedupe_people(pa.table({"lead_id": ["a"], "shoe_size": ["9"]}))
    with pytest.raises(UnableToDedupe, match="no column lead_id"):
        dedupe_people(pa.table({"last_name": ["a"]}))


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "splink", None)
    with pytest.raises(UnableToUseSplink, match=r"leadpact\[er\]"):
        dedupe_people(people(2, seed=1))


def all_kinds() -> MatchModel:
    return make_model({kind.lower(): kind for kind in FieldKind})


@pytest.mark.parametrize("dialect", ["duckdb", "spark"])
@pytest.mark.parametrize("model", [shipped_model(), all_kinds()], ids=["shipped", "all kinds"])
def test_the_same_model_makes_settings_of_each_engine(dialect: str, model: MatchModel) -> None:
    saved = splink_settings(model).create_settings_dict(dialect)
    for own, made in zip(model.comparisons, saved["comparisons"], strict=True):
        assert made["output_column_name"] == own.name
        pairs = list(zip(own.levels, made["comparison_levels"], strict=True))
        assert [level.m for level, _ in pairs] == [level.get("m_probability") for _, level in pairs]
        assert pairs[-1][1]["sql_condition"] == "ELSE"
    splink_settings(model).get_settings(dialect)  # Splink accepts it


EDGES = st.dictionaries(
    st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda pair: pair[0] < pair[1]),
    st.integers(-12, 12).map(float),
    max_size=20,
)


@settings(max_examples=200)
@given(weights=EDGES, order=st.randoms(use_true_random=False), least=st.integers(0, 6).map(float))
def test_groups_do_not_depend_on_the_order_of_pairs(
    weights: dict[tuple[int, int], float], order: random.Random, least: float
) -> None:
    edges = [(one, other, weight) for (one, other), weight in weights.items()]
    groups = agglomerate(sorted(edges), least=least)
    order.shuffle(edges)
    assert agglomerate(edges, least=least) == groups
    assert sorted(record for own in groups for record in own) == sorted(
        {record for pair in weights for record in pair}
    )


@at_least(200)
@settings(max_examples=200)
@given(weights=EDGES, least=st.integers(0, 6).map(float))
def test_no_two_groups_are_left_whose_pairs_agree_on_average(
    weights: dict[tuple[int, int], float], least: float
) -> None:
    groups = agglomerate([(a, b, weight) for (a, b), weight in weights.items()], least=least)
    between = {
        pair: [
            weights[edge] for a, b in product(*pair) if (edge := (min(a, b), max(a, b))) in weights
        ]
        for pair in combinations(map(tuple, groups), 2)
    }
    assume(any(between.values()))
    assert all(sum(found) / len(found) < least for found in between.values() if found)


def test_one_strong_pair_does_not_join_what_all_others_keep_apart() -> None:
    inside = [(0, 1, 9.0), (2, 3, 9.0)]
    across = [(1, 2, 8.0), (0, 2, -9.0), (0, 3, -9.0), (1, 3, -9.0)]
    assert agglomerate(inside + across, least=3.0) == [[0, 1], [2, 3]]
    assert agglomerate([*inside, (1, 2, 8.0)], least=3.0) == [[0, 1, 2, 3]]
