"""Of the section `clocks`: every change of meaning is told and changes the fingerprint."""

import json
import random
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pact_edits import Edit, applied, loaded
from pact_tables import CLOCKS, Case, read_table, written_as_in
from test_pact_identity_meaning import assert_reported, leaves
from test_pact_recovered import HOSTILE, paths, with_value

from leadpact.engine.clocks import Clock, ClockState, start_clock
from leadpact.pact.check import check_pact_text, load_pact_text
from leadpact.pact.diff import diff_rulesets
from leadpact.pact.document_model import written
from leadpact.pact.sections.calendars.policy import standard_calendar
from leadpact.pact.sections.clocks.compile import SIGNAL_KEYS
from leadpact.pact.sections.clocks.policy import (
    STANDARD_CLOCKS,
    BusinessSpan,
    ClockKind,
    ClockPolicy,
)
from leadpact.pact.yaml_lines import Path_, load_yaml
from leadpact.terms.issues import has_errors

DOCUMENT, _, _ = load_yaml(CLOCKS, "clocks.yaml")
BEFORE = load_pact_text(CLOCKS)
LEAVES = [("clocks", *path) for path in leaves(DOCUMENT["clocks"])]
OTHER = {
    **dict.fromkeys(SIGNAL_KEYS, "reviewed"),
    "id": "another",
    "when": "n_employees > 77",
    "high_potential_account": "n_employees > 77",
    "verified_interest": "n_employees > 77",
    "channels": "meeting",
    "n_channels": 2,
    "calendar": "office",
    "to": {"MANAGER": "AE", "inbound": "field", "large": "default", "ann": "bob"},
    "do": {"escalate": "notify", "notify": "escalate"},
}
FOLLOWS = {"kind", "return_to_pool", "reassign"}
"""Keys and values whose change needs another change: they have a test of their own."""
ASKED_IN_ORDER = {"clocks", "on_breach"}


def at(path: Path_) -> Any:
    value = DOCUMENT
    for part in path:
        value = value[part]
    return value


def other_value(path: Path_) -> Any:
    value = at(path)
    key = next(part for part in reversed(path) if isinstance(part, str))
    other = OTHER[key] if key in OTHER else value + 1
    return other[value] if isinstance(other, dict) else other


@pytest.mark.parametrize("case", read_table("diff-clocks.txt"), ids=str)
def test_a_change_is_reported_in_business_words(case: Case):
    after = load_pact_text(case.text)
    found = diff_rulesets(BEFORE, after)
    assert written_as_in(case.message, found) == list(case.message)
    assert_reported(BEFORE, after, is_other=bool(case.message))


@pytest.mark.parametrize(
    "path",
    [path for path in LEAVES if not {path[-1], at(path)} & FOLLOWS],
    ids=lambda p: ".".join(map(str, p)),
)
def test_another_value_at_any_leaf_is_another_pact(path: Path_):
    ruleset = loaded(applied(DOCUMENT, Edit(path, other_value(path))))
    assert ruleset is not None, (path, other_value(path))
    assert_reported(BEFORE, ruleset, is_other=True)


@pytest.mark.parametrize(
    ("index", "key"),
    [(index, key) for index, item in enumerate(DOCUMENT["clocks"]) for key in item],
)
def test_a_key_taken_away_is_another_pact(index: int, key: str):
    """But for those that a clock cannot be without."""
    ruleset = loaded(applied(DOCUMENT, Edit(("clocks", index, key), None)))
    needed = {(index, "kind") for index in range(6)} | {(0, "id"), (0, "when"), (4, "resumes_on")}
    assert (ruleset is None) == ((index, key) in needed)
    if ruleset is not None:
        assert_reported(BEFORE, ruleset, is_other=True)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("clocks", 3, "on_breach", 1), {"do": "reassign", "to": "large"}),
        (("clocks", 4, "on_breach", 0), {"do": "return_to_pool"}),
        (("clocks", 4, "on_breach", 0), {"do": "reassign"}),
        (("clocks", 4, "kind"), "accept"),
        (("clocks", 1), {"kind": "manager_review"}),
    ],
)
def test_what_needs_another_change_is_another_pact_too(path, value):
    ruleset = loaded(applied(DOCUMENT, Edit(path, value)))
    assert ruleset is not None
    assert_reported(BEFORE, ruleset, is_other=True)


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
    assert_reported(BEFORE, load_pact_text(json.dumps(document)), is_other=False)


def test_the_order_of_clocks_of_several_kinds_changes_nothing():
    document = deepcopy(DOCUMENT)
    one, two, *others = document["clocks"]
    document["clocks"] = [*reversed(others), one, two]
    assert_reported(BEFORE, load_pact_text(json.dumps(document)), is_other=False)


def test_the_order_of_clocks_of_one_kind_matters():
    document = deepcopy(DOCUMENT)
    document["clocks"][1]["when"] = "n_employees >= 20"
    before = load_pact_text(json.dumps(document))
    one, two, *others = document["clocks"]
    document["clocks"] = [two, one, *others]
    (change,) = assert_reported(before, load_pact_text(json.dumps(document)), is_other=True)
    assert str(change) == "order of clocks, first touch: first-touch now before hot-first-touch"


def test_what_a_breach_does_first_matters():
    document = deepcopy(DOCUMENT)
    document["clocks"][3]["on_breach"].reverse()
    assert_reported(BEFORE, load_pact_text(json.dumps(document)), is_other=True)


def span_text(span: BusinessSpan) -> dict[str, int]:
    return {"days": span.days} if span.days is not None else {"minutes": span.seconds // 60}


def in_full(policy: ClockPolicy) -> dict[str, Any]:
    """Return a clock with everything written out that a pact can say."""
    counts = {"n": policy.n_needed, "channels": [], "n_channels": policy.n_channels}
    return {
        "id": policy.name,
        "kind": written(policy.kind),
        "within": span_text(policy.within),
        "warn": [span_text(span) for span in policy.warnings],
        "on_breach": [
            {"do": written(item.action), **({"to": item.to} if item.to else {})}
            for item in policy.on_breach
        ],
        "except": {},
        **{key: [written(code) for code in getattr(policy, key)] for key in SIGNAL_KEYS},
        **(counts if policy.counts_on else {}),
    }


@pytest.mark.parametrize("kind", ClockKind)
def test_what_is_usual_written_out_changes_nothing(kind: ClockKind):
    base = {key: value for key, value in DOCUMENT.items() if key != "clocks"}
    plain = load_pact_text(json.dumps({**base, "clocks": [{"kind": written(kind)}]}))
    full = load_pact_text(json.dumps({**base, "clocks": [in_full(STANDARD_CLOCKS[kind])]}))
    assert plain.clocks == full.clocks
    assert_reported(plain, full, is_other=False)


def test_exceptions_that_are_none_are_as_if_not_written():
    plain, empty = (
        load_pact_text(CLOCKS.replace(CLOCKS[CLOCKS.index("    except:") :].splitlines()[0], text))
        for text in ("    # none", "    except: {}")
    )
    assert plain.clocks == empty.clocks
    assert_reported(plain, empty, is_other=False)


def test_a_fingerprint_from_before_there_was_counts_from_is_as_it_was():
    """Worked out by the pact checker of the commit before that key."""
    assert BEFORE.fingerprint == "206cc79b864bd7fe4e47c546dec668822cdb63bd3d44afdc21319a3345b073b1"


edits = st.sampled_from(
    [Edit(path, other_value(path)) for path in LEAVES if not {path[-1], at(path)} & FOLLOWS]
    + [Edit(("clocks", 3, key), None) for key in ("calendar", "warn", "except", "on_breach")]
    + [Edit(("clocks", 2, key), None) for key in ("within", "channels")]
)


@given(*[st.lists(edits, max_size=4, unique_by=lambda edit: edit.path[:3])] * 2)
@settings(max_examples=60, deadline=None)
def test_a_change_is_reported_between_any_two_exactly_if_the_fingerprints_differ(one, other):
    rulesets = [loaded(applied(DOCUMENT, *several)) for several in (one, other)]
    if None not in rulesets:
        is_other = rulesets[0].fingerprint != rulesets[1].fingerprint
        assert_reported(*rulesets, is_other=is_other)


@pytest.mark.parametrize("part", ["kind", "within", "when", "warn", "on_breach", "except"])
def test_a_pact_with_a_fault_of_shape_in_clocks_says_nothing_that_only_follows(part):
    text = CLOCKS.replace(f"{part}:", f"{part}: [[]], x_{part}:")
    codes = {issue.code for issue in check_pact_text(text).issues}
    assert codes
    assert codes <= {"value-type", "value-unknown", "key-unknown", "key-missing", "yaml-syntax"}


CLOCK_PATHS = [path for path in paths(DOCUMENT) if path[0] == "clocks"]


@pytest.mark.parametrize("value", HOSTILE, ids=str)
def test_whatever_is_in_a_clock_it_starts_or_is_an_error(value: Any):
    for path in CLOCK_PATHS:
        checked = check_pact_text(json.dumps(with_value(DOCUMENT, path, value)))
        assert (checked.ruleset is None) == has_errors(checked.issues)
        for policy in checked.ruleset.clocks if checked.ruleset else ():
            assert started(policy).state is ClockState.RUNNING


def started(policy: ClockPolicy) -> Clock:
    clock = start_clock(
        policy,
        clock_id=policy.name,
        calendar=standard_calendar("UTC"),
        fingerprint=BEFORE.fingerprint,
        started_at=datetime(2026, 6, 1, 13, tzinfo=UTC),
        meeting_at=datetime(2026, 8, 3, 13, tzinfo=UTC),
    )
    assert clock is not None
    return clock
