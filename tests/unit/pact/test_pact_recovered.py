"""Faults of shape hide nothing else, and nothing is said that only follows from them."""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pact_tables import BASE, CADENCES, CLOCKS, FEEDBACK, HANDOFF, ROUTING

from leadpact.pact.check import check_pact_text
from leadpact.pact.codes import LEVELS, SHAPE_LEVELS
from leadpact.pact.yaml_lines import Path_, load_yaml
from leadpact.terms.issues import Level, has_errors

DOCUMENT, _, _ = load_yaml(BASE, "base.yaml")
HOSTILE: list[Any] = [None, [], {}, "", "x", 5, 1.5, True, [[]], [None], {"a": {}}, {"on": 1}]
MISTAKE = "titel == 'x'"
ISSUES_OF_THE_MISTAKE = "`titel` is not declared."


def paths(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    if path:
        yield path
    items: Any = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    for key, item in items:
        yield from paths(item, (*path, key))


PATHS = list(paths(DOCUMENT))


def with_value(document: Any, path: Path_, value: Any) -> Any:
    document = deepcopy(document)
    section = document
    for part in path[:-1]:
        if not isinstance(section, dict | list):
            return document
        try:
            section = section[part]
        except (KeyError, IndexError, TypeError):
            return document
    if isinstance(section, dict) or (isinstance(section, list) and path[-1] in range(len(section))):
        section[path[-1]] = value
    return document


@pytest.mark.parametrize("path", PATHS, ids=lambda path: ".".join(map(str, path)))
def test_whatever_replaces_a_value_is_read(path):
    for value in HOSTILE:
        checked = check_pact_text(json.dumps(with_value(DOCUMENT, path, value)))
        assert (checked.ruleset is None) == has_errors(checked.issues)
        assert all(issue.code in LEVELS for issue in checked.issues)


@settings(max_examples=200, deadline=None)
@example([(("scores", "fit", "rules", 0), {}), (("scores", "fit", "rules", 0, "id"), {})])
@given(st.lists(st.tuples(st.sampled_from(PATHS), st.sampled_from(HOSTILE)), max_size=5))
def test_whatever_replaces_several_values_is_read(edits):
    document = DOCUMENT
    for path, value in edits:
        document = with_value(document, path, value)
    checked = check_pact_text(json.dumps(document))
    assert (checked.ruleset is None) == has_errors(checked.issues)


@pytest.mark.parametrize(
    "path",
    [
        ("name",),
        ("time_zone",),
        ("labels",),
        ("labels", "CONVERSATION_LEAD"),
        ("attributes", "seats"),
        ("attributes", "tier", "type"),
        ("attributes", "tier", "values", 0),
        ("activities", "demo"),
        ("activities", "demo", "intent"),
        ("scores", "fit"),
        ("scores", "fit", "range"),
        ("scores", "fit", "rules", 0),
        ("scores", "fit", "rules", 1, "id"),
        ("scores", "intent", "rules", 0, "on"),
        ("scores", "intent", "rules", 0, "where"),
        ("scores", "intent", "rules", 0, "points"),
        ("scores", "intent", "rules", 1, "fades"),
        ("scores", "intent", "rules", 1, "fades", "days"),
        ("scores", "intent", "rules", 2, "fades", "steps", 1, "percent"),
        ("scores", "intent", "rules", 2, "at_most", "per"),
        ("scores", "account", "combine"),
        ("scores", "account", "combine", "from"),
        ("gates", "first_meeting"),
        ("gates", "first_meeting", "must_have"),
        ("gates", "first_meeting", "must_have", 0),
        ("targets",),
        ("targets", "acceptance_rate"),
    ],
    ids=str,
)
def test_a_fault_of_shape_is_all_that_is_stated_and_hides_no_other_mistake(path):
    for value in ({"a": 1}, [[2]]):
        document = with_value(DOCUMENT, path, value)
        issues = check_pact_text(json.dumps(document)).issues
        assert {issue.code for issue in issues} <= SHAPE_LEVELS.keys()
        assert has_errors(issues)
        when = with_value(document, ("gates", "conversation_lead", "when"), MISTAKE)
        found = check_pact_text(json.dumps(when)).issues
        assert ISSUES_OF_THE_MISTAKE in [issue.fact for issue in found]


def test_two_rules_with_unreadable_ids_are_not_stated_to_share_one():
    text = BASE.replace("{id: size,", "{id: 5,").replace("{id: golden,", "{id: 6,")
    assert [issue.code for issue in check_pact_text(text).issues] == ["value-type"] * 2


def test_of_a_misspelled_section_only_the_misspelling_is_reported():
    text = BASE.replace("activities:", "activites:")
    issues = check_pact_text(text).issues
    assert [issue.code for issue in issues if issue.level is Level.ERROR] == ["key-unknown"]


SECTIONS = {
    name: load_yaml(text, f"{name}.yaml")[0]
    for name, text in (
        ("routing", ROUTING),
        ("cadences", CADENCES),
        ("clocks", CLOCKS),
        ("handoff", HANDOFF),
        ("feedback", FEEDBACK),
    )
}
PLACES = [(name, path) for name, document in SECTIONS.items() for path in paths(document)]


@pytest.mark.parametrize("name", SECTIONS)
def test_whatever_replaces_a_value_of_a_section_on_follow_up_is_read(name):
    for index, path in enumerate(path for one, path in PLACES if one == name):
        for value in (HOSTILE[index % len(HOSTILE)], {"x": [1]}):
            checked = check_pact_text(json.dumps(with_value(SECTIONS[name], path, value)))
            assert (checked.ruleset is None) == has_errors(checked.issues)


ANYWHERE = """
spec: 1
name: X
attributes: {seats: {type: integer}}
activities: {web: {}}
scores: {fit: {rules: [{id: a, on: wib, points: 3, at_most: {count: x}}]}}
gates: {conversation_lead: {must_have: [email], when: "seets = 3 and fitt > 1"}}
calendars: {office: {windows: {mon: ["09:00-17:00"]}}}
calendar: ofice
routing:
  pools: {inbound: {roles: [SDR, SDRR], calendar: offic}}
  routes: [{id: a, to: pool, pool: inbond}]
  default: inbounds
cadences: {tracks: [{id: all, steps: [{id: a, channel: fax}, {id: b, channel: email, window: of}]}]}
clocks: [{kind: resolve, when: "fitt > 3", n: x, on_breach: [{do: return_to_pool, to: inboun}]}]
"""


def test_names_are_checked_also_where_something_else_cannot_be_read():
    found = {(issue.place.line, issue.code) for issue in check_pact_text(ANYWHERE).issues}
    assert found == {
        (6, "activity-undeclared"),
        (6, "value-type"),
        (7, "operator-unknown"),
        (7, "name-undeclared"),
        (9, "calendar-unknown"),
        (11, "value-unknown"),
        (11, "calendar-unknown"),
        (12, "pool-unknown"),
        (13, "pool-unknown"),
        (14, "channel-unknown"),
        (14, "calendar-unknown"),
        (15, "name-undeclared"),
        (15, "value-type"),
        (15, "pool-unknown"),
    }


@pytest.mark.parametrize(
    "damage",
    [
        ("pools: {inbound:", "pools: {In Bound:"),  # a name that cannot be one
        ("pools: {inbound: {roles: [SDR, SDRR], calendar: offic}}", "pools: [1]"),
        ("pools:", "poools:"),
    ],
)
def test_no_name_is_called_unknown_where_the_names_that_there_are_cannot_be_read(damage):
    issues = check_pact_text(ANYWHERE.replace(*damage)).issues
    assert not [issue for issue in issues if issue.code == "pool-unknown"]


def test_every_undeclared_name_of_a_condition_that_stops_early_is_reported_once():
    text = ANYWHERE.replace("seets = 3 and fitt > 1", "seets > 1 andd fitt > 1 and 'fitx' == seatz")
    issues = [issue for issue in check_pact_text(text).issues if issue.place.line == 7]
    assert [issue.fact.split("`")[1] for issue in issues] == ["seets", "andd", "fitt", "seatz"]
