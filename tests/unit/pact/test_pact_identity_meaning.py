"""Of the section `identity`: every change of meaning is told and changes the fingerprint."""

import json
import random
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pact_edits import Edit, applied, loaded
from pact_tables import BASE, IDENTITY, Case, read_table, written_as_in

from leadpact.pact.changes import diff_order
from leadpact.pact.check import load_pact_text
from leadpact.pact.diff import Change, diff_rulesets
from leadpact.pact.ruleset import Ruleset
from leadpact.pact.schema import nodes_at
from leadpact.pact.yaml_lines import Path_, load_yaml

DOCUMENT, _, _ = load_yaml(IDENTITY, "identity.yaml")
BEFORE = load_pact_text(IDENTITY)

ASKED_IN_ORDER = {
    *("derive", "providers", "source_order", "prefer", "otherwise", "tie_breakers"),
}
"""The lists whose order means something, by the reference."""

OTHER_TEXT = {
    "default_country": "DE",
    "source_order": "ads",
    "providers": "other-source",
    "keys": "phone__start",
    "fields": "seats",
}
"""What else can stand where the schema lists no choice, by the nearest key."""


def leaves(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    items: Any = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    else:
        yield path
    for key, item in items:
        yield from leaves(item, (*path, key))


def at(path: Path_) -> Any:
    value = DOCUMENT
    for part in path:
        value = value[part]
    return value


LEAVES = [("identity", *path) for path in leaves(DOCUMENT["identity"])]
KEYS = [
    *(("identity", part) for part in DOCUMENT["identity"]),
    *(("identity", part, key) for part, keys in DOCUMENT["identity"].items() for key in keys),
    *(
        ("identity", "accounts", "weights", name)
        for name in at(("identity", "accounts", "weights"))
    ),
    *(("identity", "hygiene", "faults", code) for code in at(("identity", "hygiene", "faults"))),
]
LISTS = sorted({path[:-1] for path in LEAVES if isinstance(path[-1], int)}, key=str)
LISTS += [("identity", "duplicates", "keys"), ("identity", "survivorship", "fields")]


def other_values(path: Path_) -> list[Any]:
    """Return what else can stand at a leaf."""
    value = at(path)
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value - 1]
    if isinstance(value, float):
        return [value + 0.05, value - 0.000001]
    node = nodes_at(DOCUMENT, path)[0]
    beside = at(path[:-1]) if isinstance(path[-1], int) else [value]
    if "enum" in node:
        return [choice for choice in node["enum"] if choice not in beside]
    key = next(part for part in reversed(path) if isinstance(part, str))
    return [OTHER_TEXT[key]] if OTHER_TEXT[key] not in beside else ["city"]


def assert_reported(one: Ruleset, other: Ruleset, *, is_other: bool) -> list[Change]:
    assert (one.fingerprint != other.fingerprint) == is_other
    for before, after in ((one, other), (other, one)):
        found = diff_rulesets(before, after)
        assert bool(found) == is_other
        for item in found:
            assert item.changes_meaning
            assert all((item.code, item.subject, item.text))
            assert item.before != item.after
    return list(diff_rulesets(one, other))


def edited(edit: Edit) -> Ruleset:
    ruleset = loaded(applied(DOCUMENT, edit))
    assert ruleset is not None, str(edit)
    return ruleset


@pytest.mark.parametrize("case", read_table("diff-identity.txt"), ids=str)
def test_a_change_is_reported_in_business_words(case: Case):
    found = diff_rulesets(BEFORE, load_pact_text(case.text))
    assert written_as_in(case.message, found) == list(case.message)


@pytest.mark.parametrize("path", LEAVES, ids=lambda path: ".".join(map(str, path[1:])))
def test_another_value_at_any_leaf_is_another_pact(path: Path_):
    others = other_values(path)
    assert others
    for value in others:
        assert_reported(BEFORE, edited(Edit(path, value)), is_other=True)


@pytest.mark.parametrize("path", KEYS, ids=lambda path: ".".join(map(str, path[1:])))
def test_a_key_taken_away_is_another_pact_unless_it_says_the_default(path: Path_):
    node = nodes_at(DOCUMENT, path)[0]
    if path[1:3] == ("hygiene", "faults") and len(path) == 4:
        says_default = False  # both weigh otherwise than by default
    else:
        says_default = node.get("default") == at(path)
    assert_reported(BEFORE, edited(Edit(path, None)), is_other=not says_default)


@pytest.mark.parametrize("path", LISTS, ids=lambda path: ".".join(map(str, path[1:])))
def test_the_order_of_a_list_counts_where_it_is_asked_in_order(path: Path_):
    document = deepcopy(DOCUMENT)
    at_path = document
    for part in path:
        at_path = at_path[part]
    at_path.reverse()
    ruleset = loaded(document)
    assert ruleset is not None
    is_ordered = next(part for part in reversed(path) if isinstance(part, str)) in ASKED_IN_ORDER
    assert_reported(BEFORE, ruleset, is_other=is_ordered and len(at(path)) > 1)


def test_every_default_written_out_changes_nothing():
    """The defaults are taken from the schema, and those of mappings from its own keys."""
    empty = {part: {} for part in DOCUMENT["identity"]}
    plain = loaded({**DOCUMENT, "identity": empty})
    written: dict[str, Any] = {part: {} for part in empty}
    for part in empty:
        for key, node in nodes_at({}, ("identity", part))[0]["properties"].items():
            if "default" in node:
                written[part][key] = node["default"]
    weights = nodes_at({}, ("identity", "accounts", "weights"))[0]["properties"]
    written["accounts"]["weights"] = {name: node["default"] for name, node in weights.items()}
    written["hygiene"]["faults"] = {"EMAIL_INVALID": "fatal", "EMAIL_ROLE": "minor"}
    written["enrichment"]["overwrite_fields"] = {"industry": "never"}
    written["survivorship"]["fields"] = [
        {"fields": ["last_name", "first_name"], "prefer": _usual_ways_of_names()},
        {"fields": ["company"], "prefer": written["survivorship"]["otherwise"]},
    ]
    other = loaded({**DOCUMENT, "identity": written})
    assert plain is not None
    assert other is not None
    assert sum(map(len, written.values())) > 20
    assert_reported(plain, other, is_other=False)


def _usual_ways_of_names() -> list[str]:
    return ["verified_first", "most_complete", "most_frequent", "longest", "most_recent"]


@pytest.mark.parametrize("section", ["{}", "{duplicates: {}}", "{enrichment: {}}"])
def test_a_section_is_reported_as_a_whole_where_there_was_none(section: str):
    with_it = load_pact_text(f"{BASE}identity: {section}\n")
    (change,) = assert_reported(load_pact_text(BASE), with_it, is_other=True)
    assert change.code == "identity-added"
    assert change.text.startswith("identity is new: leads are cleaned")


@pytest.mark.parametrize("part", ["enrichment", "duplicates", "accounts"])
def test_a_part_with_defaults_differs_from_none(part: str):
    one = load_pact_text(f"{BASE}identity: {{}}\n")
    (change,) = assert_reported(
        one, load_pact_text(f"{BASE}identity: {{{part}: {{}}}}\n"), is_other=True
    )
    assert change.code == f"{part}-added"


@pytest.mark.parametrize("part", ["hygiene", "survivorship"])
def test_a_part_that_is_always_on_may_be_written_empty(part: str):
    one = load_pact_text(f"{BASE}identity: {{}}\n")
    assert_reported(one, load_pact_text(f"{BASE}identity: {{{part}: {{}}}}\n"), is_other=False)


def shuffled(value: Any, chance: random.Random, key: str = "") -> Any:
    """Return a value in another order of keys and of lists whose order means nothing."""
    if isinstance(value, dict):
        items = list(value.items())
        chance.shuffle(items)
        return {name: shuffled(item, chance, name) for name, item in items}
    if isinstance(value, list):
        items = [shuffled(item, chance, key) for item in value]
        if key not in ASKED_IN_ORDER:
            chance.shuffle(items)
        return items
    return value


@given(st.integers(0, 2**32))
@settings(max_examples=40, deadline=None)
def test_order_and_comments_change_nothing(seed: int):
    chance = random.Random(seed)
    text = json.dumps(shuffled(DOCUMENT, chance), indent=2)
    lines = [f"{line} # a comment" if chance.random() < 0.5 else line for line in text.split("\n")]
    assert_reported(BEFORE, load_pact_text("\n".join(lines)), is_other=False)


edits = st.sampled_from(LEAVES).flatmap(
    lambda path: st.builds(Edit, st.just(path), st.sampled_from(other_values(path)))
)


@given(*[st.lists(edits, max_size=4, unique_by=lambda edit: edit.path)] * 2)
@settings(max_examples=60, deadline=None)
def test_a_change_is_reported_between_any_two_exactly_if_the_fingerprints_differ(one, other):
    rulesets = [loaded(applied(DOCUMENT, *several)) for several in (one, other)]
    if None not in rulesets:
        is_other = rulesets[0].fingerprint != rulesets[1].fingerprint
        assert_reported(*rulesets, is_other=is_other)


WORDS = st.lists(st.sampled_from("abcdef"), unique=True)


def replay(old: list[str], message: list[Change]) -> list[str]:
    """Do what the changes of a list say."""
    entries = list(old)
    for change in message:
        match change.text.removeprefix("x: ").replace(",", "").split():
            case [entry, "is", "gone"]:
                entries.remove(entry)
            case [entry, "is", "new", *_]:
                pass  # placed when everything else stands
            case [entry, "now", side, other]:
                entries.remove(entry)
                entries.insert(entries.index(other) + (side == "after"), entry)
    for change in reversed(message):
        match change.text.removeprefix("x: ").replace(",", "").split():
            case [entry, "is", "new", "before", other]:
                entries.insert(entries.index(other), entry)
            case [entry, "is", "new", "at", "the", "end"]:
                entries.append(entry)
    return entries


@given(WORDS, WORDS)
def test_what_is_stated_of_a_list_leads_from_the_old_one_to_the_new_one(old, new):
    assert replay(old, list(diff_order("code", "x", old, new))) == new
