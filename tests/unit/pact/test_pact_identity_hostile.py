"""Whatever stands in the section `identity`: it is read, placed, and hides nothing else."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pact_tables import IDENTITY
from test_pact_recovered import HOSTILE, ISSUES_OF_THE_MISTAKE, MISTAKE, paths, with_value
from test_pact_unknown_keys import mappings

from leadpact.pact.check import check_pact_text
from leadpact.pact.codes import IDENTITY_LEVELS, LEVELS, SHAPE_LEVELS
from leadpact.pact.schema import nodes_at, pact_json_schema
from leadpact.pact.yaml_lines import Path_, load_yaml
from leadpact.terms.issues import has_errors

DOCUMENT, _, _ = load_yaml(IDENTITY, "identity.yaml")
PATHS = [path for path in paths(DOCUMENT) if path[0] == "identity"]
MORE: list[Any] = [False, -1, 10**30, "off", "x" * 5000, "é", ["a", "a"], {"EMAIL_ROLE": "off"}]


def named(path: Path_) -> str:
    return ".".join(map(str, path))


@pytest.mark.parametrize("path", PATHS, ids=named)
def test_whatever_replaces_a_value_is_read(path: Path_):
    for value in (*HOSTILE, *MORE):
        checked = check_pact_text(json.dumps(with_value(DOCUMENT, path, value)))
        assert (checked.ruleset is None) == has_errors(checked.issues)
        assert all(issue.code in LEVELS for issue in checked.issues)
        assert all(len(issue.fact) < 600 for issue in checked.issues)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PATHS), st.sampled_from([*HOSTILE, *MORE])), max_size=5))
def test_whatever_replaces_several_values_is_read(edits):
    document = DOCUMENT
    for path, value in edits:
        document = with_value(document, path, value)
    checked = check_pact_text(json.dumps(document))
    assert (checked.ruleset is None) == has_errors(checked.issues)


@pytest.mark.parametrize("path", PATHS, ids=named)
def test_a_fault_of_shape_is_all_that_is_stated_of_its_part_and_hides_no_other_mistake(path: Path_):
    for value in ({"a": 1}, [[2]]):
        document = with_value(DOCUMENT, path, value)
        issues = check_pact_text(json.dumps(document)).issues
        assert {issue.code for issue in issues} <= SHAPE_LEVELS.keys()
        assert has_errors(issues)
        when = with_value(document, ("gates", "conversation_lead", "when"), MISTAKE)
        found = check_pact_text(json.dumps(when)).issues
        assert ISSUES_OF_THE_MISTAKE in [issue.fact for issue in found]


def test_a_fault_of_one_part_does_not_hide_the_sense_of_another():
    text = IDENTITY.replace("same_from: 0.9", "same_from: often").replace(
        "threshold: 100", "threshold: 9999"
    )
    codes = [issue.code for issue in check_pact_text(text).issues]
    assert codes == ["value-type", "threshold-unreachable"]
    assert set(codes) & IDENTITY_LEVELS.keys()


def test_a_fault_of_a_part_says_nothing_of_an_attribute_that_is_called_like_it():
    text = IDENTITY.replace("threshold: 100", "threshold: many").replace(
        "[email]}}", "[accounts]}}"
    )
    codes = [issue.code for issue in check_pact_text(text).issues]
    assert codes == ["name-undeclared", "value-type"]


def misspelled_keys() -> list[tuple[Path_, str]]:
    return [
        (path, key)
        for path in mappings(DOCUMENT)
        for node in nodes_at(DOCUMENT, path)
        for key in node.get("properties", {})
        if path[:1] == ("identity",)
    ]


def test_there_are_keys_at_four_levels():
    assert {len(path) for path, _ in misspelled_keys()} == {1, 2, 3, 4}


@pytest.mark.parametrize(("path", "key"), misspelled_keys())
def test_a_misspelled_key_is_refused_with_the_known_one(path: Path_, key: str):
    document = with_value(DOCUMENT, (*path, f"{key}x"), 1)
    (issue,) = check_pact_text(json.dumps(document)).issues
    assert issue.code == "key-unknown"
    assert issue.fix == f"Did you mean `{key}`?"


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("Hygiene", ("identity", "hygiene")),
        ("Enrichment", ("identity", "enrichment")),
        ("Duplicates", ("identity", "duplicates")),
        ("Survivorship", ("identity", "survivorship")),
        ("FieldSurvival", ("identity", "survivorship", "fields", 0)),
        ("AccountMatching", ("identity", "accounts")),
        ("AccountWeights", ("identity", "accounts", "weights")),
    ],
)
def test_every_example_of_a_key_fits_the_key(name: str, path: Path_):
    for key, node in pact_json_schema()["$defs"][name]["properties"].items():
        for example in node["examples"]:
            issues = check_pact_text(json.dumps(with_value(DOCUMENT, (*path, key), example))).issues
            assert not has_errors(issues), (key, issues)


@pytest.mark.parametrize(
    "section",
    [
        "{accounts: {domain_alone: &a off}}",
        "{accounts: !!python/object:os.system {}}",
        "{hygiene: {faults: {EMAIL_ROLE: minor, EMAIL_ROLE: major}}}",
        "{hygiene: {? [EMAIL_ROLE] : minor}}",
    ],
)
def test_nothing_but_plain_values_is_read(section: str):
    text = IDENTITY[: IDENTITY.index("identity:\n")] + f"identity: {section}\n"
    (issue,) = check_pact_text(text).issues
    assert issue.code in ("yaml-alias", "yaml-tag", "yaml-duplicate-key", "yaml-key")


def test_lists_hold_so_many_entries_and_no_more():
    for key, most in (("source_order", 200), ("fields", 100)):
        entry = {"fields": ["f{}"], "prefer": ["oldest"]} if key == "fields" else "f{}"
        made = [json.loads(json.dumps(entry).replace("{}", str(n))) for n in range(most + 1)]
        document = with_value(DOCUMENT, ("identity", "survivorship", key), made)
        codes = {issue.code for issue in check_pact_text(json.dumps(document)).issues}
        assert "value-out-of-range" in codes
        document = with_value(DOCUMENT, ("identity", "survivorship", key), made[:-1])
        codes = {issue.code for issue in check_pact_text(json.dumps(document)).issues}
        assert "value-out-of-range" not in codes
