"""The fingerprint is the same for every spelling of one meaning, and for no other meaning."""

import random
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pact_edits import DOCUMENT, EXAMPLE, Edit, edited, single_edits
from pact_tables import BASE

from leadpact.conditions.parse import parse_condition
from leadpact.pact.check import load_pact_text
from leadpact.pact.meaning import meaning_of
from leadpact.testing.strategies import pact_texts
from vacuous import some

FINGERPRINT = load_pact_text(EXAMPLE).fingerprint
EDITS = list(single_edits())
ORDERED = {"range", "steps", "paths", "not_leads"}


class Styled(str):
    """A text that is written in one of YAML's styles."""

    style: str | None = None


class _Dumper(yaml.SafeDumper):
    """Writes styled texts."""


_Dumper.add_representer(
    Styled,
    lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", str(text), text.style),
)


def rewritten(document: Any, chance: random.Random, *, quotes: bool = True) -> str:
    """Write a document in another order, style, width and with comments."""
    shuffled = _shuffled(document, chance, quotes)
    style = {
        "default_flow_style": chance.choice([True, False, None]),
        "indent": chance.choice([2, 4]),
        "allow_unicode": chance.choice([True, False]),
        "explicit_start": chance.choice([True, False]),
    }
    text = _dumped(shuffled, chance.choice([20, 40, 80, 1000]), style)
    if yaml.safe_load(text) != shuffled:
        text = _dumped(shuffled, 10_000, style)  # PyYAML folds lines at a backslash wrongly
    lines = []
    for line in text.splitlines():
        if line[:1].isalpha() and chance.random() < 0.5:
            lines += ["", f"# {chance.choice(['a comment', 'spec: 2', '--- é'])}"]
        lines.append(line)
    return chance.choice(["\n", "\r\n"]).join([*lines, ""])


def _dumped(document: Any, width: int, style: dict[str, Any]) -> str:
    return yaml.dump(document, Dumper=_Dumper, sort_keys=False, width=width, **style)


def _shuffled(value: Any, chance: random.Random, quotes: bool, key: str = "") -> Any:
    if isinstance(value, dict):
        items = list(value.items())
        chance.shuffle(items)
        return {name: _shuffled(item, chance, quotes, name) for name, item in items}
    if isinstance(value, list):
        items = [_shuffled(item, chance, quotes) for item in value]
        if key not in ORDERED:
            chance.shuffle(items)
        return items
    if isinstance(value, str) and quotes:
        text = Styled(value)
        text.style = chance.choice([None, "'", '"', "|", ">"])
        return text
    return value


@given(st.integers(0, 2**32))
@settings(max_examples=60, deadline=None)
def test_order_layout_quotes_and_comments_do_not_change_it(seed):
    text = rewritten(DOCUMENT, random.Random(seed))
    assert load_pact_text(text).fingerprint == FINGERPRINT


@given(pact_texts(), st.integers(0, 2**32))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
def test_order_and_layout_of_any_pact_do_not_change_it(text, seed):
    other = rewritten(yaml.safe_load(text), random.Random(seed))
    assert load_pact_text(other).fingerprint == load_pact_text(text).fingerprint


@pytest.mark.parametrize("section", dict.fromkeys(edit.section for edit in EDITS))
def test_every_change_of_meaning_changes_it_and_no_other(section: str):
    for edit in EDITS:
        if edit.section == section:
            _assert_one(edit)


def _assert_one(edit: Edit) -> None:
    ruleset = edited(edit)
    if ruleset is not None:
        assert (ruleset.fingerprint == FINGERPRINT) == edit.is_of_a_label


def test_nearly_every_value_of_the_example_has_an_edit_that_is_no_error():
    """What cannot change alone is named, so that nothing is left out unseen."""
    alone = {edit.path for edit in EDITS if edited(edit) is not None}
    leaves = {edit.path for edit in EDITS if not isinstance(_value_at(edit.path), dict | list)}
    left_out = leaves - alone
    assert {path[-1] for path in left_out if path[0] != "attributes"} == {"spec", "shape", "method"}
    assert {path[3:] for path in left_out if path[-1] == "shape"} == {(6, "fades", "shape")}
    declared = {path for path in left_out if path[0] == "attributes"}
    assert all(path[2] in ("type", "values") for path in some(declared))
    assert len(leaves) > 150


def _value_at(path: Any) -> Any:
    value = DOCUMENT
    for part in path:
        value = value[part]
    return value


@pytest.mark.parametrize(
    ("fragment", "instead"),
    [
        ("{shape: linear, days: 30}", "{shape: window, days: 30}"),
        ("{shape: linear, days: 30}", "{shape: steps, steps: [{days: 30, percent: 99}]}"),
        ("method: sum_of_top, n: 3", "method: sum"),
        ("method: sum_of_top, n: 3", "method: max"),
        ("{type: category, values: [gold, silver], from: leads.plan}", "{type: text}"),
        ("[{days: 7, percent: 100}, {days: 30, percent: 50}]", "[{days: 7, percent: 100}]"),
        ("range: [-20, 30]", "range: [-21, 30]"),
        ("per: day", "per: week"),
        ("n_employees >= 200", "n_employees > 150"),
        ("n_employees >= 200", "not n_employees < 200"),
        ("tier == 'gold'", "tier == 'silver'"),
        ("fit >= 20 and intent >= 15", "fit >= 20 or intent >= 15"),
        ("fit >= 20 and intent >= 15", "fit >= 20.001 and intent >= 15"),
        ("n_employees >= 200", "count('demo') >= 1"),
        ("n_employees >= 200", "count('demo', days=9) >= 1"),
        ("n_employees >= 200", "renewal_on < '2026-01-31'"),
        ("n_employees >= 200", "title == '2026-01-31'"),
        ("channel == 'web'", "channel contains 'web'"),
        ("channel == 'web'", "channel starts_with 'web'"),
    ],
)
def test_a_change_of_one_meaning_into_another_changes_it(fragment, instead):
    assert fragment in BASE
    before, after = load_pact_text(BASE), load_pact_text(BASE.replace(fragment, instead, 1))
    assert before.fingerprint != after.fingerprint


@pytest.mark.parametrize(
    ("fragment", "instead"),
    [
        ("fit >= 20 and intent >= 15", "intent >= 15 and fit >= 20"),
        ("fit >= 20 and intent >= 15", "20 <= fit and (intent >= 15.0 and fit >= 20)"),
        ("n_employees >= 200", "((n_employees   >= 200))"),
        ("time_zone: Europe/Berlin", "time_zone: 'Europe/Berlin'"),
        ("on: webinar, points: 10", "on: webinar, points: +10"),
        ("  webinar: {}", "  webinar: {intent: false}"),
        ("  intent:\n", "  intent:\n    range: [0, 100]\n"),
        (", label: Gold", ", label: Golden"),
        ("name: Base", "name: Another"),
        ("  seats: {type: integer}", "  seats: {type: integer, from: leads.seats}"),
        ("  seats:", "  email: {type: text}\n  seats:"),
        ("  seats:", "  industry: {type: text, from: accounts.industry}\n  seats:"),
        ("on: demo, where", "on: demo, fades: {shape: none}, where"),
        (
            "[{days: 7, percent: 100}, {days: 30, percent: 50}]",
            (
                "[{days: 5, percent: 100}, {days: 7, percent: 100}, {days: 30, percent: 50},"
                " {days: 90, percent: 0}]"
            ),
        ),
        ("acceptance_rate: 0.8", "acceptance_rate: 0.80"),
    ],
)
def test_another_spelling_of_the_same_meaning_does_not_change_it(fragment, instead):
    assert fragment in BASE
    before, after = load_pact_text(BASE), load_pact_text(BASE.replace(fragment, instead, 1))
    assert before.fingerprint == after.fingerprint


def test_a_list_in_a_condition_has_no_order():
    one, other = "tier in ('gold', 'silver', 'gold')", "tier in ('silver', 'gold')"
    assert meaning_of(parse_condition(one)) == meaning_of(parse_condition(other))
    assert meaning_of(parse_condition("a in (1, 2)")) != meaning_of(
        parse_condition("a in ('1', 2)")
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a > b", "b < a"),
        ("a == b", "b == a"),
        ("a != b", "b != a"),
        ("a == 1 or (b == 2 or a == 1)", "b == 2 or 1 == a"),
        ("not (a == 1 and b == 2)", "not (b == 2 and a == 1)"),
        ("(a == 1)", "a == 1 and a == 1"),
        ("a has_word 'VP'", "a has_word 'vp'"),
        ("5 <= days_until(a)", "days_until(a) >= 5"),
        ("at_least(1, a, b, c)", "c or b or a"),
        ("at_least(3, a, b, c)", "c and b and a"),
        ("at_least(1, a, b) or c", "c or b or a"),
        ("at_least(2, a, b, c)", "at_least(2, c, a, b)"),
        ("at_least(2, a, b or c, d)", "at_least(2, c or b, d, a)"),
        ("days_since('x') <= count('y')", "count('y') >= days_since('x')"),
    ],
)
def test_conditions_of_one_meaning_have_one_form(one, other):
    assert meaning_of(parse_condition(one)) == meaning_of(parse_condition(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a > b", "a < b"),
        ("a == 1 or b == 2 and c == 3", "(a == 1 or b == 2) and c == 3"),
        ("a == true", "a == 'true'"),
        ("is_known(a)", "not is_known(a)"),
        ("count('a')> 1", "count('a', days=1) > 1"),
        ("a contains 'x'", "a starts_with 'x'"),
        ("a contains 'x'", "a has_word 'x'"),
        ("a has_word 'x'", "a has_word 'y'"),
        ("days_since(a) > 1", "days_since('a') > 1"),
        ("days_since(a) > 1", "days_until(a) > 1"),
        ("at_least(2, a, b, c)", "at_least(1, a, b, c)"),
        ("at_least(2, a, b, c)", "at_least(2, a, b, c, d)"),
        ("at_least(2, a, a, b)", "at_least(2, a, b)"),
        ("a in (1, 2)", "a in ('1', 2)"),
    ],
)
def test_conditions_of_two_meanings_have_two_forms(one, other):
    assert meaning_of(parse_condition(one)) != meaning_of(parse_condition(other))


def test_it_is_the_same_in_every_version():
    """Decisions are stored with it: a change here needs a new `SCHEME` and a note for readers."""
    kept = (Path(__file__).parent / "base.fingerprint").read_text(encoding="ascii").strip()
    assert load_pact_text(BASE).fingerprint == kept
