"""Of `calendars` and `routing`: every change of meaning is told and changes the fingerprint."""

import json
import random
from copy import deepcopy
from typing import Any

import pytest
from pact_edits import Edit, applied, loaded
from pact_tables import ROUTING, Case, read_table, written_as_in
from test_pact_identity_meaning import assert_reported, leaves

from leadpact.pact.check import load_pact_text
from leadpact.pact.diff import diff_rulesets
from leadpact.pact.schema import nodes_at
from leadpact.pact.yaml_lines import Path_, load_yaml

DOCUMENT, _, _ = load_yaml(ROUTING, "routing.yaml")
BEFORE = load_pact_text(ROUTING)
SECTIONS = ("calendar", "calendars", "routing")
LEAVES = [
    path
    for section in SECTIONS
    for path in ((section, *rest) for rest in leaves(DOCUMENT[section]))
]
OTHER_TEXT = {
    "calendar": "west",
    "time_zone": "Asia/Tokyo",
    "mon": "17:30-18:00",
    "tue": "17:30-18:00",
    "2026-12-31": "17:30-18:00",
    "closed_on": "2026-12-22",
    "pool": "key",
    "default": "key",
    "when": "n_employees > 77",
    "outbound_when": "source == 'x'",
    "time_zones": "Asia/Tokyo",
    "from": "2026-06-01",
    "back": "2026-09-01",
    "reps": "zed",
}
FOLLOWS = {"based_on", "id", "kind"}
"""Keys whose change needs another change: they have tests of their own."""
ASKED_IN_ORDER = {"routes", "territories"}


def at(path: Path_) -> Any:
    value = DOCUMENT
    for part in path:
        value = value[part]
    return value


def other_value(path: Path_) -> Any:
    value = at(path)
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    node = nodes_at(DOCUMENT, path)[0]
    if "enum" in node:
        free = [choice for choice in node["enum"] if choice != value]
        of_pools = ("pool", "inside_sales", "territory")
        if path[-1] == "to" and "pool" in at(path[:-1]):
            return next(item for item in free if item in of_pools)
        unfit = (*of_pools, "outbound")  # they need another change
        return next(item for item in free if item not in unfit)
    key = next(part for part in reversed(path) if isinstance(part, str))
    other = OTHER_TEXT.get(key, "another")
    return other if other != value else {"pool": "everyone", "calendar": "office"}[key]


@pytest.mark.parametrize("case", read_table("diff-routing.txt"), ids=str)
def test_a_change_is_reported_in_business_words(case: Case):
    found = diff_rulesets(BEFORE, load_pact_text(case.text))
    assert written_as_in(case.message, found) == list(case.message)


@pytest.mark.parametrize(
    "path",
    [path for path in LEAVES if path[-1] not in FOLLOWS],
    ids=lambda p: ".".join(map(str, p)),
)
def test_another_value_at_any_leaf_is_another_pact(path: Path_):
    ruleset = loaded(applied(DOCUMENT, Edit(path, other_value(path))))
    assert ruleset is not None, (path, other_value(path))
    assert_reported(BEFORE, ruleset, is_other=True)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("calendars", "west", "based_on"), "third"),
        (("routing", "pools", "inbound", "period"), {"kind": "forever"}),
        (("routing", "routes", 1, "id"), "tiny"),
        (("routing", "territories", 0, "id"), "central"),
        (("routing", "territories"), []),
        (("routing", "reps"), {}),
        (("routing", "pools", "inbound", "caps"), {}),
    ],
)
def test_what_needs_another_change_is_another_pact_too(path, value):
    document = deepcopy(DOCUMENT)
    document["calendars"]["third"] = {"windows": {"sun": ["10:00-11:00"]}}
    before = load_pact_text(json.dumps(document))
    if path == ("routing", "territories"):
        del document["routing"]["routes"][2]
        before = load_pact_text(json.dumps(document))
    ruleset = loaded(applied(document, Edit(path, value)))
    assert ruleset is not None
    assert_reported(before, ruleset, is_other=True)


def shuffled(value: Any, chance: random.Random, key: str = "") -> Any:
    """Return a document in another order, but for lists that are asked in an order."""
    if isinstance(value, dict):
        items = [(name, shuffled(item, chance, name)) for name, item in value.items()]
        chance.shuffle(items)
        return dict(items)
    if isinstance(value, list):
        items = [shuffled(item, chance) for item in value]
        if key not in ASKED_IN_ORDER:
            chance.shuffle(items)
        return items
    return value


@pytest.mark.parametrize("seed", range(8))
def test_the_order_of_what_has_none_changes_nothing(seed):
    document = shuffled(deepcopy(DOCUMENT), random.Random(seed))
    ruleset = load_pact_text(json.dumps(document))
    assert_reported(BEFORE, ruleset, is_other=False)


@pytest.mark.parametrize("key", sorted(ASKED_IN_ORDER))
def test_the_order_of_routes_and_of_territories_matters(key):
    document = deepcopy(DOCUMENT)
    document["routing"][key][0], document["routing"][key][2] = (
        document["routing"][key][2],
        document["routing"][key][0],
    )
    assert_reported(BEFORE, load_pact_text(json.dumps(document)), is_other=True)


def test_defaults_written_out_change_nothing():
    text = ROUTING.replace(
        "key: {reps: [kim]}",
        "key: {reps: [kim], method: weighted_round_robin, hours: next_to_open, rotation: flexible,"
        " newcomers: average, period: {kind: month}, caps: {spread: even}, salt: key}",
    )
    assert_reported(BEFORE, load_pact_text(text), is_other=False)


def test_carrying_over_is_the_same_written_or_not_and_nothing_where_no_month_ends():
    key = "key: {reps: [kim]}"
    written = load_pact_text(ROUTING.replace(key, "key: {reps: [kim], carry_over: true}"))
    assert_reported(BEFORE, written, is_other=False)
    forever = "reps: [kim], period: {kind: forever}"
    one, other = (
        load_pact_text(ROUTING.replace(key, f"key: {{{forever}{rest}}}"))
        for rest in ("", ", carry_over: false")
    )
    assert_reported(one, other, is_other=False)
    assert one.routing.pools[2].carries_over is other.routing.pools[2].carries_over is False


def test_a_new_section_is_reported():
    head = "spec: 1\nname: x\ngates: {conversation_lead: {must_have: [email]}}\n"
    without = load_pact_text(head)
    calendars = load_pact_text(f"{head}calendars: {{a: {{}}}}\n")
    routing = load_pact_text(f"{head}routing: {{pools: {{a: {{reps: [x]}}}}, default: a}}\n")
    (one,) = assert_reported(without, calendars, is_other=True)
    assert str(one) == "calendars is new: a; the pact's own: none"
    (other,) = assert_reported(without, routing, is_other=True)
    assert str(other) == "routing is new: 1 route to 1 pool"
