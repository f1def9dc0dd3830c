"""Cases of the follow-up: they run through `decide`, say what differs, and place their faults."""

import re
from pathlib import Path
from typing import get_args

import pytest

from leadpact.engine.lifecycle import Command
from leadpact.pact.check import load_pact, load_pact_text
from leadpact.pact.ruleset import Ruleset
from leadpact.testing.cases import load_cases
from leadpact.testing.follow_up import (
    ABSENCE_KEYS,
    CADENCE_KEYS,
    CLOCK_KEYS,
    ENTRY_KEYS,
    FOLLOW_UP_EXPECT_KEYS,
    FOLLOW_UP_KEYS,
    REP_KEYS,
    STEP_KEYS,
    VERBS,
)
from leadpact.testing.run_cases import run_cases

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "saas-follow-up"
RULESET = load_pact(EXAMPLE / "pact.yaml")
PAGE = (ROOT / "docs" / "reference" / "cases.md").read_text(encoding="utf-8")

HEAD = """lead: {email: a@b.example, n_employees: 300, stage: CONVERSATION_LEAD}
reps: [{rep_id: ann, role: SDR, territory: AMER}, {rep_id: bob, role: SDR, territory: AMER}]
cases:
"""
CAME = "{at: 2026-03-02T15:00:00Z, do: arrives}"


def differences(tmp_path: Path, case: str) -> tuple[str, ...]:
    """Run one case, and return what differs."""
    table = tmp_path / "cases.yaml"
    table.write_text(f"{HEAD}  - {case}\n")
    result = run_cases(RULESET, table)
    assert [str(issue) for issue in result.issues] == []
    return result.cases[0].differences


EXAMPLES = [text for text in re.findall(r"```yaml\n(.*?)```", PAGE, re.S) if "do: " in text]
HOLDS = """
spec: 1
name: Holds
time_zone: Europe/Berlin
routing: {pools: {sdrs: {roles: [SDR]}}, default: sdrs}
feedback:
  dispositions:
    sdr:
      on_hold: {label: On hold, leads_to: stays, stops_work: false, needs: [until]}
      order: {label: Order, leads_to: opportunity}
      unfit:
        leads_to: disqualified
        needs: [reason]
        reasons: {small: Too small, far: Too far}
        review: false
"""


@pytest.mark.parametrize(
    ("example", "ruleset"),
    list(zip(EXAMPLES, (RULESET, load_pact_text(HOLDS)), strict=True)),
    ids=["two leads", "a hold"],
)
def test_the_examples_of_the_page_pass(tmp_path: Path, example: str, ruleset: Ruleset) -> None:
    table = tmp_path / "cases.yaml"
    table.write_text(example)
    result = run_cases(ruleset, table)
    assert [str(issue) for issue in result.issues] == []
    assert [case.differences for case in result.cases] == [()]


DISPOSES = f"follow_up: [{CAME}, {{do: dispose, rep: ann, "
NOBODY = "follow_up: [{at: 2026-03-02T15:00:00Z, do: arrives, "


def run_on_holds(tmp_path: Path, case: str) -> tuple[list[str], tuple[str, ...]]:
    """Run one case of a rep in Chicago, and return its issues and what differs."""
    table = tmp_path / "cases.yaml"
    rep = "{rep_id: ann, role: SDR, time_zone: America/Chicago}"
    head = f"lead: {{stage: CONVERSATION_LEAD}}\nreps: [{rep}]\ncases:\n"
    table.write_text(f"{head}  - {{name: x, {case}}}\n")
    result = run_cases(load_pact_text(HOLDS), table)
    return list(map(str, result.issues)), result.cases[0].differences if result.cases else ()


@pytest.mark.parametrize("until", ["2026-05-01", "2026-05-01T05:00:00Z"])
def test_a_day_until_which_a_lead_is_on_hold_begins_where_its_rep_is(
    tmp_path: Path, until: str
) -> None:
    held = f"{DISPOSES}code: on_hold, until: 2026-05-01}}]"
    assert run_on_holds(tmp_path, f"{held}, expect: {{hold: {until}}}") == ([], ())
    assert run_on_holds(tmp_path, f"{held}, expect: {{hold: 2026-05-02}}") == (
        [],
        ("hold: expected 2026-05-02T05:00:00Z, got 2026-05-01T05:00:00Z",),
    )
    none = f"follow_up: [{CAME}], expect: {{hold: {until}}}"
    assert run_on_holds(tmp_path, none)[1] == ("hold: expected 2026-05-01T05:00:00Z, got none",)


def test_a_disposition_that_needs_a_deal_says_how_to_name_it(tmp_path: Path) -> None:
    case = f"{DISPOSES}code: order}}], expect: {{owner: ann}}"
    assert run_on_holds(tmp_path, case)[1] == (
        "entry 2 (dispose by ann) was refused: OPPORTUNITY_MISSING"
        " (add `opportunity: deal-1` to the entry)",
    )


@pytest.mark.parametrize(
    ("case", "message"),
    [
        (
            f"{DISPOSES}code: on_hold}}]",
            "`on_hold` needs `until`, and the entry has none. Add `until`: a day or a span, such as"
            " `2026-05-01` or `{days: 60}`.",
        ),
        (
            f"{DISPOSES}code: unfit}}]",
            "`unfit` needs `reason`, and the entry has none. Add `reason`: `small`, `far`.",
        ),
        (
            f"{DISPOSES}code: on_hold, until: 1.5.2026}}]",
            "'1.5.2026' is no time in ISO 8601. Write a day or a span, such as `2026-05-01` or"
            " `{days: 60}`.",
        ),
        (
            f"{DISPOSES}code: on_hold, until: 2 months}}]",
            "'2 months' is no time in ISO 8601. Write a day or a span, such as `2026-05-01` or"
            " `{days: 60}`.",
        ),
        (f"{NOBODY}touched_by: ann}}]", "`touched_by` needs `touched_at` beside it"),
        (f"{NOBODY}touched_on: call}}]", "`touched_on` needs `touched_by` beside it"),
        (
            f"{NOBODY}with: {{company: Acme}}}}]",
            "`company` is asked for nowhere in this pact, so that it changes nothing. Remove it.",
        ),
        (
            f"lead: {{company: Acme}}, follow_up: [{CAME}]",
            "`company` is asked for nowhere in this pact, so that it changes nothing. Remove it.",
        ),
    ],
)
def test_what_an_entry_lacks_or_has_for_nothing_is_refused_before_it_is_run(
    tmp_path: Path, case: str, message: str
) -> None:
    (issue,), _ = run_on_holds(tmp_path, f"{case}, expect: {{owner: ann}}")
    assert message in issue


def test_what_a_pact_does_not_use_is_refused_once_for_all_cases(tmp_path: Path) -> None:
    table = tmp_path / "cases.yaml"
    case = f"cases: [{{name: x, follow_up: [{CAME}], expect: {{waiting: POOL_EMPTY}}}}]"
    table.write_text(f"lead: {{stage: CONVERSATION_LEAD, company: Acme}}\n{case}\n")
    (issue,) = run_cases(load_pact_text(HOLDS), table).issues
    assert "`company` is asked for nowhere in this pact" in str(issue)


def test_a_refusal_for_want_of_a_date_can_be_expected(tmp_path: Path) -> None:
    last = f"{DISPOSES}code: on_hold}}], expect: {{refused: UNTIL_MISSING}}"
    assert run_on_holds(tmp_path, last) == ([], ())
    within = f"{DISPOSES}code: on_hold, expect: {{refused: UNTIL_MISSING}}}}, {{do: time}}]"
    assert run_on_holds(tmp_path, f"{within}, expect: {{owner: ann}}") == ([], ())


def test_each_difference_is_a_sentence_with_what_was_expected_and_what_came(tmp_path: Path) -> None:
    found = differences(
        tmp_path,
        f"{{name: x, follow_up: [{CAME}], expect: {{owner: bob, waiting: POOL_EMPTY,"
        " owners: {lead: bob}, shares: {bob: 1}, stage: SQL, disposition: no_need,"
        " clocks: {first-touch: {state: met, due_at: 2026-03-02T19:00:01Z}, resolve: null,"
        " hot-first-touch: met}, step: {id: mail-1}, cadence: stopped, tasks: [ANSWER_REPLY],"
        " events: [clock.met], refused: NOT_THE_OWNER}}",
    )
    assert found == (
        "owner: expected bob, got ann",
        "waiting: expected POOL_EMPTY, got none",
        "owners lead: expected bob, got ann",
        "shares bob: expected 1, got 0",
        "stage: expected SQL (OPPORTUNITY), got MQL (CONVERSATION_LEAD)",
        "disposition: expected no_need, got none",
        "clock first-touch state: expected MET, got RUNNING",
        "clock first-touch due_at: expected 2026-03-02T19:00:01Z, got 2026-03-02T19:00:00Z",
        "clock resolve: expected none, got state RUNNING, started_at 2026-03-02T15:00:00Z,"
        " due_at 2026-03-23T14:00:00Z",
        "clock hot-first-touch: expected state MET, got none",
        "step id: expected mail-1, got call-1",
        "cadence state: expected STOPPED, got RUNNING",
        "tasks: expected ANSWER_REPLY, got TAKE_STEP",
        "events: expected clock.met, got none",
        "refused: expected NOT_THE_OWNER, got none",
    )


def test_a_lead_that_should_have_a_rep_and_waits_says_why(tmp_path: Path) -> None:
    case = (
        f"{{name: x, reps: [{{rep_id: ann, role: AE}}], follow_up: [{CAME}],"
        " expect: {owner: ann}}"
    )
    assert differences(tmp_path, case) == (
        "owner: expected ann, got none, as it waits: POOL_EMPTY",
    )


def test_an_entry_that_is_refused_fails_the_case_unless_it_is_expected(tmp_path: Path) -> None:
    entry = "{do: dispose, rep: bob, code: no_need, reason: timing"
    rest = "expect: {owner: ann}}"
    refused = f"{{name: x, follow_up: [{CAME}, {entry}}}, {{do: time}}], {rest}"
    assert differences(tmp_path, refused) == (
        "entry 2 (dispose by bob) was refused: NOT_THE_OWNER",
    )
    expected = f"{entry}, expect: {{refused: NOT_THE_OWNER}}}}"
    assert not differences(tmp_path, f"{{name: x, follow_up: [{CAME}, {expected}], {rest}")
    other = f"{entry}, expect: {{refused: NOTE_MISSING}}}}"
    assert differences(tmp_path, f"{{name: x, follow_up: [{CAME}, {other}], {rest}") == (
        "after entry 2 (dispose by bob), refused: expected NOTE_MISSING, got NOT_THE_OWNER",
    )


def test_a_waiting_lead_gets_the_rep_who_returns(tmp_path: Path) -> None:
    away = "{rep_id: ann, starts_at: 2026-03-01T00:00:00Z, ends_at: 2026-03-03T00:00:00Z}"
    case = (
        f"{{name: x, reps: [{{rep_id: ann, role: SDR, territory: AMER}}], absences: [{away}],"
        f" follow_up: [{CAME}, {{do: time, expect: {{waiting: EVERYONE_AWAY}}}},"
        " {at: 2026-03-03T00:00:01Z, do: time}], expect: {owner: ann, waiting: null}}"
    )
    assert not differences(tmp_path, case)


def test_a_waiting_lead_gets_the_rep_whose_lead_has_ended(tmp_path: Path) -> None:
    case = (
        "{name: x, reps: [{rep_id: ann, role: SDR, territory: AMER, open_cap: 1}],"
        f" follow_up: [{CAME}, {{do: arrives, lead: second}},"
        " {do: time, lead: second, expect: {waiting: EVERYONE_AT_CAP}},"
        " {do: dispose, rep: ann, code: no_need, reason: timing}],"
        " expect: {owner: null, owners: {second: ann}}}"
    )
    assert not differences(tmp_path, case)


def test_the_lead_of_a_leaving_rep_goes_to_another(tmp_path: Path) -> None:
    reps = (
        "[{rep_id: ann, role: SDR, territory: AMER, active_to: 2026-03-04T00:00:00Z},"
        " {rep_id: bob, role: SDR, territory: AMER}]"
    )
    case = (
        f"{{name: x, reps: {reps}, as_of: 2026-03-05T00:00:00Z, follow_up: [{CAME}],"
        " expect: {owner: bob, shares: {ann: 1, bob: 1}}}"
    )
    assert not differences(tmp_path, case)


def test_two_leads_of_one_person_are_merged(tmp_path: Path) -> None:
    case = (
        f"{{name: x, follow_up: [{CAME}, {{do: arrives, lead: second}},"
        " {do: merge, into: second, by: max},"
        " {do: touch, rep: ann, channel: call, expect: {refused: LEAD_MERGED}}],"
        " expect: {owner: null, owners: {second: bob}, events: [lead.merged]}}"
    )
    assert not differences(tmp_path, case)


def test_a_case_is_judged_by_what_its_entries_say(tmp_path: Path) -> None:
    case = (
        f"{{name: x, activities: [{{kind: webinar_attended, days_ago: 0}}],"
        f" follow_up: [{CAME}, {{do: activity, kind: demo_requested}},"
        " {do: update, with: {seniority: VP}}],"
        " expect: {scores: {intent: 50, engagement: 12, fit: 55}}}"
    )
    assert not differences(tmp_path, case)


def test_activities_of_a_case_are_recorded_at_their_moment(tmp_path: Path) -> None:
    came = "{at: 2026-03-02T15:00:00Z, do: arrives, with: {stage: null, seniority: VP}}"
    case = (
        "{name: x, lead: {first_name: a, last_name: b, company: c}, as_of: 2026-03-05T00:00:00Z,"
        " activities: [{kind: demo_requested, at: 2026-03-03T15:00:00Z}],"
        f" follow_up: [{came}, {{at: 2026-03-03T14:59:59Z, do: time, expect: {{owner: null}}}},"
        " {at: 2026-03-03T15:00:00Z, do: time, expect: {owner: ann}}], expect: {stage: MQL}}"
    )
    assert not differences(tmp_path, case)


def test_activities_before_a_lead_arrives_are_known_when_it_arrives(tmp_path: Path) -> None:
    came = "{at: 2026-03-02T15:00:00Z, do: arrives, with: {stage: null, seniority: VP},"
    case = (
        "{name: x, lead: {first_name: a, last_name: b, company: c}, as_of: 2026-03-05T00:00:00Z,"
        " activities: [{kind: demo_requested, at: 2026-03-01T15:00:00Z}],"
        f" follow_up: [{came} expect: {{owner: ann, clocks: {{first-touch: running}}}}}}],"
        " expect: {stage: MQL}}"
    )
    assert not differences(tmp_path, case)


LONGER_AFTER_A_DEMO = """spec: 1
name: Longer
activities: {demo_requested: {}, page_viewed: {}}
scores: {intent: {rules: [{id: demo, on: demo_requested, points: 10}]}}
gates: {conversation_lead: {when: "intent >= 50"}}
routing: {pools: {all: {roles: [SDR]}}, default: all}
clocks:
  - {id: slow, kind: first_touch, when: "count('demo_requested') >= 1", within: {days: 2}}
  - {id: quick, kind: first_touch, within: {hours: 4}}
"""


def test_the_clock_of_a_lead_with_a_stage_is_chosen_by_what_it_did_before(tmp_path: Path) -> None:
    ruleset, table = load_pact_text(LONGER_AFTER_A_DEMO), tmp_path / "cases.yaml"
    table.write_text(
        "lead: {stage: CONVERSATION_LEAD}\nreps: [{rep_id: ann, role: SDR}]\ncases:\n"
        "  - name: It asked for a demo on the day before, and again a day after\n"
        "    activities:\n"
        "      - {kind: page_viewed, at: 2026-03-03T15:00:00Z}\n"
        "      - {kind: demo_requested, at: 2026-03-01T15:00:00Z}\n"
        "      - {kind: page_viewed, at: 2026-03-02T15:00:00Z}\n"
        f"    follow_up: [{CAME}]\n"
        "    as_of: 2026-03-03T15:00:00Z\n"
        "    expect: {clocks: {slow: running, quick: null},\n"
        "      events: [lead.recorded, activity.recorded, activity.recorded, clock.started,"
        " activity.recorded]}\n"
        "  - name: It looked at a page only\n"
        "    activities: [{kind: page_viewed, at: 2026-03-01T15:00:00Z}]\n"
        f"    follow_up: [{CAME}, {{after: {{minutes: 5}}, do: activity, kind: demo_requested}}]\n"
        "    expect: {clocks: {slow: null, quick: running}}\n"
    )
    assert [case.differences for case in run_cases(ruleset, table).cases] == [(), ()]


@pytest.mark.parametrize(
    ("case", "place", "code", "message"),
    [
        ("follow_up: 3", "4:26", "case-value", "`3` is no list"),
        ("follow_up: []", "4:26", "case-key-missing", "Nothing happens in this case"),
        (f"follow_up: [{CAME}, {{}}]", "4:68", "case-key-missing", "has no `do`. Write what"),
        (f"follow_up: [{CAME}, {{do: arrivs}}]", "4:73", "case-value", "Did you mean `arrives`?"),
        ("follow_up: [{do: arrives}]", "4:27", "case-key-missing", "The first entry has no moment"),
        (
            "follow_up: [{do: arrives, after: {hours: 1}}]",
            "4:48",
            "case-key-missing",
            "that `after` could count from",
        ),
        ("follow_up: [{do: arrives, days_ago: 3}]", "4:51", "case-key-missing", "no `as_of`"),
        ("follow_up: [{do: arrives, at: soon}]", "4:45", "case-value", "no time in ISO 8601"),
        (f"follow_up: [{CAME}, {{do: touch}}]", "4:68", "case-key-missing", "has no `channel`"),
        (f"follow_up: [{CAME}, {{do: time, chanel: 3}}]", "4:79", "case-key-unknown", "not known"),
        (
            f"follow_up: [{CAME}, {{do: touch, channel: phone}}]",
            "4:89",
            "case-value",
            "`phone` is not known here",
        ),
        (
            f"follow_up: [{CAME}, {{do: time, after: {{hours: -1}}}}]",
            "4:86",
            "case-value",
            "would go back in time",
        ),
        (
            f"follow_up: [{CAME}, {{do: time, after: {{hours: 1}}, at: 2026-03-02T15:00:00Z}}]",
            "4:68",
            "case-value",
            "has `at` and `after`",
        ),
        (
            f"follow_up: [{CAME}, {{do: time, lead: leed}}]",
            "4:85",
            "case-value",
            "No lead `leed` arrives. Did you mean `lead`?",
        ),
        (
            "follow_up: [{at: 2026-03-02T15:00:00Z, do: opt_out}]",
            "4:27",
            "case-value",
            "The lead of the case never arrives",
        ),
        (
            f"as_of: 2026-03-01T00:00:00Z, follow_up: [{CAME}]",
            "4:61",
            "case-value",
            "after the moment of the case, 2026-03-01T00:00:00Z",
        ),
        (
            f"follow_up: [{CAME}, {{do: arrives, with: {{n_employees: many}}}}]",
            "4:102",
            "case-value",
            "no integer",
        ),
        (
            f"reps: [{{name: ann}}], follow_up: [{CAME}]",
            "4:22",
            "case-key-missing",
            "A row of `reps` has no `rep_id`",
        ),
        (
            f"reps: [{{rep_id: ann, rol: SDR}}], follow_up: [{CAME}]",
            "4:36",
            "case-key-unknown",
            "Did you mean `role`?",
        ),
        (
            f"absences: [{{rep_id: ann, starts_at: 2026-03-02T15:00:00Z}}], follow_up: [{CAME}]",
            "4:26",
            "case-key-missing",
            "A row of `absences` has no `ends_at`",
        ),
    ],
)
def test_a_fault_of_an_entry_is_placed_and_a_fix_is_named(
    tmp_path: Path, case: str, place: str, code: str, message: str
) -> None:
    table = tmp_path / "cases.yaml"
    table.write_text(f"{HEAD}  - {{name: x, {case}, expect: {{owner: ann}}}}\n")
    cases, issues = load_cases(table, RULESET)
    assert cases == []
    assert [(str(issue.place), issue.code) for issue in issues] == [(f"cases.yaml:{place}", code)]
    assert message in str(issues[0])


@pytest.mark.parametrize(
    ("expect", "message"),
    [
        ("{ownr: ann}", "Did you mean `owner`?"),
        ("{clocks: {first_touch: met}}", "Did you mean `first-touch`?"),
        ("{clocks: null}", "names with values"),
        ("{clocks: {first-touch: mett}}", "Did you mean `MET`?"),
        ("{clocks: {first-touch: {stat: met}}}", "Did you mean `state`?"),
        ("{clocks: {first-touch: {due_at: noon}}}", "no time in ISO 8601"),
        ("{step: call-9}", "`call-9` is no step of the pact"),
        ("{cadence: {track: everybody}}", "`everybody` is no track of the pact"),
        ("{disposition: no_ned}", "Did you mean `no_need`?"),
        ("{waiting: POOL_IS_EMPTY}", "Did you mean `POOL_EMPTY`?"),
        ("{events: [lead.asigned]}", "Did you mean `lead.assigned`?"),
        ("{events: lead.assigned}", "is no list"),
        ("{tasks: [TAKE_STEPS]}", "Did you mean `TAKE_STEP`?"),
        ("{refused: NOT_TH_OWNER}", "Did you mean `NOT_THE_OWNER`?"),
        ("{shares: {ann: some}}", "no number of leads"),
        ("{stage: MQLL}", "Did you mean `MQL`?"),
        ("{}", "it could not fail"),
    ],
)
def test_a_fault_of_an_expectation_names_its_fix(tmp_path: Path, expect: str, message: str) -> None:
    table = tmp_path / "cases.yaml"
    table.write_text(f"{HEAD}  - {{name: x, follow_up: [{CAME}], expect: {expect}}}\n")
    cases, issues = load_cases(table, RULESET)
    assert cases == []
    assert len(issues) == 1
    assert message in str(issues[0])


def test_a_case_without_follow_up_expects_no_owner(tmp_path: Path) -> None:
    table = tmp_path / "cases.yaml"
    table.write_text(
        f"as_of: 2026-03-02T15:00:00Z\n{HEAD}  - {{name: x, expect: {{owner: ann}}}}\n"
    )
    _, issues = load_cases(table, RULESET)
    assert [(issue.code, str(issue.place)) for issue in issues] == [
        ("case-key-unknown", "cases.yaml:5:24")
    ]


def test_every_fault_of_a_case_is_found_at_once(tmp_path: Path) -> None:
    table = tmp_path / "cases.yaml"
    table.write_text(
        f"{HEAD}  - name: x\n    follow_up:\n      - {{do: arivs}}\n      - {{do: touch}}\n"
        "      - {do: time, after: 3}\n    expect: {owner: [], clocks: 3}\n"
    )
    _, issues = load_cases(table, RULESET)
    assert [issue.place.line for issue in issues] == [6, 6, 7, 8, 9, 9]


def test_every_command_of_the_engine_can_happen_in_a_case() -> None:
    commands = {command.__name__ for command in get_args(Command)}
    for command in commands - {"RecordJudgement", "AdvanceTime"}:
        assert f"`{command}`" in PAGE, command


def test_every_key_of_a_follow_up_case_is_documented() -> None:
    names = (*FOLLOW_UP_KEYS, *ENTRY_KEYS, *REP_KEYS, *ABSENCE_KEYS, *CLOCK_KEYS, *STEP_KEYS)
    for name in (
        *names,
        *CADENCE_KEYS,
        *VERBS,
        *(key for verb in VERBS.values() for key in verb.keys),
    ):
        assert f"`{name}`" in PAGE, name
    for name in FOLLOW_UP_EXPECT_KEYS:
        assert f"`expect.{name}`" in PAGE, name
