"""What the section `cadences` becomes, and that every change of its meaning is told."""

import json
import random
from copy import deepcopy
from dataclasses import fields
from datetime import date
from typing import Any

import pytest
from pact_edits import Edit, applied, loaded
from pact_tables import BASE, CADENCES, Case, read_table, written_as_in
from test_pact_identity_meaning import assert_reported, leaves
from test_pact_routing_meaning import shuffled

from leadpact.pact.check import check_pact_text, load_pact_text
from leadpact.pact.diff import diff_rulesets
from leadpact.pact.schema import nodes_at
from leadpact.pact.sections.cadences.calling_hours import (
    STRICTER_HOURS,
    USUAL_HOURS,
    legal_hours_of,
)
from leadpact.pact.sections.cadences.policy import (
    CadencePolicy,
    CadenceStep,
    CallingHours,
    OnLeave,
    OutOfOffice,
    Throttle,
    Track,
    Unreachable,
    Wait,
)
from leadpact.pact.yaml_lines import Path_, load_yaml
from leadpact.terms.stages import TouchKind

DOCUMENT, _, _ = load_yaml(CADENCES, "cadences.yaml")
BEFORE = load_pact_text(CADENCES)
HEAD = "spec: 1\nname: x\ngates: {conversation_lead: {must_have: [email]}}\n"
ONE_TRACK = "cadences: {tracks: [{id: all, steps: [{id: one, channel: call}]}]}\n"
LEAVES = [("cadences", *path) for path in leaves(DOCUMENT["cadences"])]


def at(path: Path_) -> Any:
    value = DOCUMENT
    for part in path:
        value = value[part]
    return value


def other_value(path: Path_) -> Any:
    value = at(path)
    if isinstance(value, int):
        return value - 1 if value > 1 else value + 1
    node = nodes_at(DOCUMENT, path)[0]
    if "enum" in node:
        return next(item for item in reversed(node["enum"]) if item != value)
    others = {"window": "office", "when": "n_employees > 77"}
    others["channel"] = "email" if value == "social" else "social"
    return others.get(str(path[-1]), "another")


def test_a_pact_without_the_section_has_no_cadences():
    assert load_pact_text(BASE).cadences is None


def test_everything_that_is_written_is_compiled():
    policy = BEFORE.cadences
    best, good, everyone = policy.tracks
    assert best.steps == (
        CadenceStep("call-1", TouchKind.CALL),
        CadenceStep("mail-1", TouchKind.EMAIL, Wait(business_days=1), None, "first-mail"),
        CadenceStep("call-2", TouchKind.CALL, Wait(days=3), "phone"),
    )
    assert best.influencer_steps == (
        CadenceStep("hello", TouchKind.SOCIAL, Wait(days=2)),
        CadenceStep("mail-1", TouchKind.EMAIL, Wait(business_days=4)),
    )
    assert [step.channel for step in good.steps][-1] is TouchKind.VOICEMAIL
    assert (good.when.right.value, good.opens.right.value) == (50, 50_000)  # in millipoints
    assert (everyone.when, everyone.opens, everyone.influencer_steps) == (None, None, ())
    assert policy.window == "phone"
    assert policy.calling_hours is CallingHours.USUAL
    channels = ((TouchKind.CALL, 1), (TouchKind.EMAIL, 1))
    assert policy.unreachable == Unreachable(2, channels, 3)
    assert policy.out_of_office == OutOfOffice(10, 60)
    assert policy.throttle == Throttle(60, 40)
    assert policy.on_leave is OnLeave.HAND_OVER


def test_what_is_not_written_is_as_the_engine_has_it():
    policy = load_pact_text(HEAD + ONE_TRACK).cadences
    default = CadencePolicy((Track("all", (CadenceStep("one", TouchKind.CALL),)),))
    for item in fields(CadencePolicy):
        assert getattr(policy, item.name) == getattr(default, item.name), item.name
    assert (default.out_of_office, default.throttle) == (OutOfOffice(14, 100), Throttle())


def test_where_a_prospect_is_belongs_to_what_is_asked_of_leads():
    asked = {"time_zone", "country", "region"}
    assert asked <= load_pact_text(HEAD + ONE_TRACK).attributes.keys()
    assert not asked & load_pact_text(HEAD).attributes.keys()


def test_a_throttle_of_zero_a_wait_in_two_units_and_two_steps_of_one_id_are_no_policy():
    with pytest.raises(ValueError, match="zero"):
        Throttle(per_day=0)
    with pytest.raises(ValueError, match="in days or in business days"):
        Wait(1, 1)
    with pytest.raises(ValueError, match="one id"):
        Track("x", (CadenceStep("a", TouchKind.CALL), CadenceStep("a", TouchKind.EMAIL)))


def test_a_pact_with_a_fault_of_shape_in_cadences_says_nothing_that_only_follows():
    text = CADENCES.replace("calling_hours: usual", "calling_hours: often")
    issues = check_pact_text(text.replace("window: night", "x: y")).issues
    assert [issue.code for issue in issues] == ["key-unknown", "value-unknown"]


LATE, EARLY = "US-CT, US-FL, US-MA, US-MD, US-OK, US-WA", "CA, US-CT, US-KY, US-MN"


@pytest.mark.parametrize(
    ("calendar", "calling_hours", "closed"),
    [
        ('{windows: {mon: ["21:00-24:00"]}}', "none", None),
        ('{windows: {mon: ["20:59-24:00"]}}', "usual", LATE),
        ('{windows: {mon: ["00:00-08:01"]}}', "usual", EARLY),
        ('{windows: {mon: ["00:00-10:01"]}}', "usual", None),
        ('{windows: {sat: ["18:00-19:00"]}}', "usual", "CA"),
        ('{windows: {fri: ["18:00-19:00"]}}', "usual", None),
        ('{windows: {}, exceptions: {2026-06-06: ["18:00-19:00"]}}', "usual", "CA"),
        ('{windows: {}, exceptions: {2026-06-05: ["18:00-19:00"]}}', "usual", None),
    ],
)
def test_a_window_that_meets_the_calling_hours_once_is_enough(calendar, calling_hours, closed):
    text = CADENCES.replace("after: {days: 5}", "after: {days: 5}, window: night")
    assert [issue.code for issue in check_pact_text(text).issues] == ["cadence-never-finishes"]
    text = text.replace('{windows: {mon: ["21:00-24:00"]}}', calendar)
    issues = check_pact_text(text.replace("usual", calling_hours)).issues
    assert [issue.code for issue in issues] == ["window-without-calls"] * (closed is not None)
    assert all(f" may ring in {closed}, so" in issue.fact for issue in issues)


@pytest.mark.parametrize("hours", ['"21:00-24:00"', '"00:00-08:00"'])
def test_a_window_that_only_touches_the_calling_hours_never_meets_them(hours):
    text = CADENCES.replace('"21:00-24:00"', hours)
    text = text.replace("after: {days: 5}", "after: {days: 5}, window: night")
    assert [issue.code for issue in check_pact_text(text).issues] == ["cadence-never-finishes"]


def test_the_window_of_a_call_is_that_of_the_section_and_then_that_of_the_pact():
    text = CADENCES.replace("  window: phone\n", "  window: night\n")
    places = [issue.place.line for issue in check_pact_text(text).issues]
    assert places == [16, 26, 27, 31]  # call-2 has a window of its own
    text = CADENCES.replace("  window: phone\n", "  # none\n").replace(
        "calendar: office", "calendar: night"
    )
    assert [issue.place.line for issue in check_pact_text(text).issues] == places


# Meaning


@pytest.mark.parametrize("case", read_table("diff-cadences.txt"), ids=str)
def test_a_change_is_reported_in_business_words(case: Case):
    found = diff_rulesets(BEFORE, load_pact_text(case.text))
    assert written_as_in(case.message, found) == list(case.message)


@pytest.mark.parametrize("path", LEAVES, ids=lambda path: ".".join(map(str, path)))
def test_another_value_at_any_leaf_is_another_pact(path: Path_):
    if path[-1] == "calls_per_day":
        assert other_value(path) < at(("cadences", "throttle", "per_day"))
    ruleset = loaded(applied(DOCUMENT, Edit(path, other_value(path))))
    assert ruleset is not None, (path, other_value(path))
    assert_reported(BEFORE, ruleset, is_other=True)


@pytest.mark.parametrize("seed", range(6))
def test_the_order_of_keys_and_of_channels_changes_nothing(seed):
    document = deepcopy(DOCUMENT)
    cadences = document.pop("cadences")
    tracks = [shuffled_keys(track, random.Random(seed)) for track in cadences["tracks"]]
    document = shuffled(document, random.Random(seed))
    document["cadences"] = {**shuffled_keys(cadences, random.Random(seed)), "tracks": tracks}
    assert_reported(BEFORE, load_pact_text(json.dumps(document)), is_other=False)


def shuffled_keys(value: Any, chance: random.Random) -> Any:
    """Return a document with the keys of its mappings in another order."""
    if isinstance(value, list):
        return [shuffled_keys(item, chance) for item in value]
    if not isinstance(value, dict):
        return value
    items = [(key, shuffled_keys(item, chance)) for key, item in value.items()]
    chance.shuffle(items)
    return dict(items)


@pytest.mark.parametrize("path", [("tracks",), ("tracks", 0, "steps")])
def test_the_order_of_tracks_and_of_steps_matters(path):
    document = deepcopy(DOCUMENT)
    found = document["cadences"]
    for part in path:
        found = found[part]
    found[0], found[1] = found[1], found[0]
    assert_reported(BEFORE, load_pact_text(json.dumps(document)), is_other=True)


def test_what_says_nothing_changes_nothing():
    text = HEAD + ONE_TRACK.replace("}]}]}", "}]}], throttle: {per_day: 9}}")
    written = text.replace("{per_day: 9}", "{per_day: 9, calls_per_day: 9}, out_of_office: {}")
    written = written.replace("out_of_office: {}", "out_of_office: {}, calling_hours: usual")
    assert_reported(load_pact_text(text), load_pact_text(written), is_other=False)
    own = CADENCES.replace("channel: voicemail", "channel: voicemail, window: phone")
    assert_reported(BEFORE, load_pact_text(own), is_other=False)


def test_a_new_section_is_reported():
    (one,) = assert_reported(load_pact_text(HEAD), load_pact_text(HEAD + ONE_TRACK), is_other=True)
    assert str(one) == "cadences is new: 1 track with 1 step"


# Calling hours


def test_a_rule_is_found_by_code_by_full_code_and_by_name_in_any_case():
    (florida,) = legal_hours_of("US", "FL")
    assert (florida.region, florida.since) == ("FL", date(2021, 7, 1))
    for country, region in (("us", "US-FL"), ("US", "florida"), (" US ", " fl ")):
        assert legal_hours_of(country, region) == (florida,)


@pytest.mark.parametrize(
    ("country", "region"),
    [(None, None), ("US", None), ("US", "TX"), ("DE", "FL"), (None, "FL"), ("US", ""), ("", "CA")],
)
def test_elsewhere_there_is_no_stricter_rule(country, region):
    assert legal_hours_of(country, region) == ()


def test_the_rule_of_a_country_holds_in_all_its_regions():
    (canada,) = legal_hours_of("CA", "ON")
    assert dict(canada.windows)["SUN"] == ("10:00", "18:00")


def test_every_rule_has_hours_on_each_of_its_days_and_a_source():
    assert dict(USUAL_HOURS.windows) == dict.fromkeys(
        ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"), ("08:00", "21:00")
    )
    assert {rule.place for rule in STRICTER_HOURS} >= {"CA", "US-FL", "US-OK"}
    for rule in STRICTER_HOURS:
        assert rule.source
        assert all("08:00" <= opens < closes <= "21:00" for _, (opens, closes) in rule.windows)
        assert len(rule.country) == 2
