"""A name in a table of cases that nothing has is refused, with its place and what was meant."""

from pathlib import Path

import pytest

from leadpact.pact.check import load_pact, load_pact_text
from leadpact.terms.issues import Level
from leadpact.testing.cases import load_cases
from leadpact.testing.run_cases import run_cases

EXAMPLES = Path(__file__).parents[2] / "examples"
RULESET = load_pact(EXAMPLES / "saas-follow-up" / "pact.yaml")
INBOUND = load_pact(EXAMPLES / "saas-inbound" / "pact.yaml")

HEAD = "lead: {stage: CONVERSATION_LEAD}\nreps: [{rep_id: anna, role: SDR, territory: AMER}]\n"
ANY_CASE = "cases: [{name: x, expect: {stage: TARGET}}]\n"
CAME = "{at: 2026-03-02T15:00:00Z, do: arrives}"


def issues_of(tmp_path: Path, text: str, *, judged: bool = False) -> list[str]:
    """Return the issues of a table as texts that begin with line and column."""
    table = tmp_path / "cases.yaml"
    table.write_text(text, encoding="utf-8")
    _, issues = load_cases(table, INBOUND if judged else RULESET)
    return [str(issue).removeprefix("cases.yaml:") for issue in issues]


def one_issue(tmp_path: Path, text: str, *, judged: bool = False) -> str:
    (issue,) = issues_of(tmp_path, text, judged=judged)
    return issue


@pytest.mark.parametrize(
    ("entry", "place", "message"),
    [
        ("do: touch, rep: ana, channel: call", "5:26", "No rep `ana` is listed. Did you mean `an"),
        ("do: touch, rep: zoe, channel: call", "5:26", "No rep `zoe` is listed. Known: `anna`."),
        ("do: hand_off, rep: anna, ae: nobody", "5:39", "No rep `nobody` is listed"),
        ("do: reassign, by: ana", "5:28", "Did you mean `anna`?"),
        ("do: arrives, lead: b, former_rep: ana", "5:44", "Did you mean `anna`?"),
        ("do: dispose, rep: anna, code: unreachabel", "5:40", "Did you mean `unreachable`?"),
        (
            "do: dispose, rep: anna, code: converted",
            "5:40",
            "`converted` is no disposition of the SDR, but of the AE.",
        ),
        (
            "do: dispose, rep: anna, code: no_need, reason: timin",
            "5:57",
            "`timin` is no reason of `no_need`. Did you mean `timing`?",
        ),
        (
            "do: dispose, rep: anna, code: not_compliant, fault: wrong:emial",
            "5:62",
            "Did you mean `wrong:email`?",
        ),
        ("do: claim, rep: anna, pool: inbund", "5:38", "`inbund` is no pool of the pact."),
        ("do: control_clock, clock: first, step: pause", "5:36", "no clock of the pact"),
        ("do: skip_step, step: cal-1, reason: NO_ADDRESS", "5:31", "Did you mean `call-1`?"),
        ("do: withdraw, report: entri-1", "5:32", "No entry has the id `entri-1`. Did you"),
        ("do: merge, into: leed", "5:27", "No lead `leed` arrives. Did you mean `lead`?"),
    ],
)
def test_a_name_in_an_entry_that_nothing_has_is_refused(
    tmp_path: Path, entry: str, place: str, message: str
) -> None:
    text = f"{HEAD}cases:\n  - follow_up: [{CAME},\n        {{{entry}}}]\n"
    found = one_issue(tmp_path, f"{text}    name: x\n    expect: {{stage: MQL}}\n")
    assert found.startswith(f"{place} error case-value: ")
    assert message in found


@pytest.mark.parametrize(
    ("expect", "place", "message"),
    [
        ("{owner: ana}", "5:21", "No rep `ana` is listed. Did you mean `anna`?"),
        ("{owners: {lead: ana}}", "5:29", "No rep `ana` is listed."),
        ("{owners: {leed: anna}}", "5:23", "No lead `leed` arrives. Did you mean `lead`?"),
        ("{shares: {ana: 1}}", "5:23", "No rep `ana` is listed."),
    ],
)
def test_a_name_in_an_expectation_that_nothing_has_is_refused(
    tmp_path: Path, expect: str, place: str, message: str
) -> None:
    text = f"{HEAD}cases:\n  - {{name: x, follow_up: [{CAME}],\n    expect: {expect}}}\n"
    found = one_issue(tmp_path, text)
    assert found.startswith(f"{place} error case-")
    assert message in found


def test_a_name_that_is_to_be_refused_as_unknown_may_be_unknown(tmp_path: Path) -> None:
    touch = "do: dispose, rep: anna, code: no_need, reason: nothing"
    text = (
        f"{HEAD}cases:\n  - name: x\n    follow_up: [{CAME},\n"
        f"      {{{touch}, expect: {{refused: REASON_UNKNOWN}}}}]\n"
    )
    assert issues_of(tmp_path, text) == []
    table = tmp_path / "cases.yaml"
    assert [case.differences for case in run_cases(RULESET, table).cases] == [()]


def test_a_rep_with_a_territory_that_the_pact_does_not_have_is_refused(tmp_path: Path) -> None:
    ruleset = load_pact_text(
        "spec: 1\nname: x\nscores: {fit: {rules: [{id: a, when: is_known(email), points: 1}]}}\n"
        "routing:\n  pools: {all: {roles: [SDR]}, north: {territories: [nordics]}}\n"
        "  territories: [{id: dach, countries: [DE]}]\n"
        "  routes: [{id: by-country, to: territory, pool: all}]\n  default: all\n"
    )
    table = tmp_path / "cases.yaml"
    table.write_text(
        "reps: [{rep_id: a, territory: DACH}, {rep_id: b, territory: nordics}]\n"
        f"as_of: 2026-03-02T12:00:00Z\n{ANY_CASE}"
    )
    (issue,) = load_cases(table, ruleset)[1]
    assert str(issue.place) == "cases.yaml:1:31"
    assert "a has the territory DACH, which the pact does not have." in issue.fact


def test_who_had_a_lead_before_may_have_left(tmp_path: Path) -> None:
    touched = "touched_by: zoe, touched_at: 2026-03-01T15:00:00Z"
    came = f"{{at: 2026-03-02T15:00:00Z, do: arrives, former_rep: zoe, {touched}}}"
    text = f"{HEAD}cases: [{{name: x, follow_up: [{came}], expect: {{owner: anna}}}}]\n"
    assert issues_of(tmp_path, text) == []


@pytest.mark.parametrize(
    ("reps", "place", "message"),
    [
        ("[{rep_id: a, role: sdr}]", "1:26", "`sdr` is no role. Did you mean `SDR`?"),
        ("[{rep_id: a, role: Sales}]", "1:26", "`Sales` is no role. Known: `SDR`, `AE`, `MANAGER`"),
        ("[a, {rep_id: a}]", "1:11", "The rep `a` is listed twice."),
        ("[{rep_id: a, hired_on: 1.2.2026}]", "1:30", "is no date value"),
        ("[{rep_id: a, active_from: 2026-03-02}]", "1:33", "2026-03-02T09:00:00Z"),
        ("[{rep_id: a, daily_cap: '15'}]", "1:31", "Leave out the quotes: 15."),
        ("[{rep_id: a, daily_cap: -1}]", "1:31", "is below zero: it counts as 0"),
        ("[{rep_id: a, weight: -1}]", "1:28", "is below zero"),
        ("[{rep_id: a, open_cap: 2.5}]", "1:30", "is no integer value"),
        ("[{rep_id: a, calendar: ofice}]", "1:30", "calendar ofice, which the pact does not have"),
        ("[{rep_id: a, time_zone: Berlin}]", "1:31", "not in the IANA time zone database"),
        (
            "[a, {rep_id: b, paired_rep_id: c}]",
            "1:38",
            "paired with `c`, who is not among the reps",
        ),
    ],
)
def test_a_rep_that_does_not_fit_the_pact_is_refused_though_no_case_has_a_follow_up(
    tmp_path: Path, reps: str, place: str, message: str
) -> None:
    text = f"reps: {reps}\nas_of: 2026-03-02T12:00:00Z\n{ANY_CASE}"
    found = one_issue(tmp_path, text)
    assert found.startswith(f"{place} error case-value: ")
    assert message in found


@pytest.mark.parametrize(
    ("absence", "place", "message"),
    [
        (
            "{rep_id: b, starts_at: 2026-03-02T00:00:00Z, ends_at: 2026-03-03T00:00:00Z}",
            "2:21",
            "b, who",
        ),
        (
            "{rep_id: a, starts_at: 2026-03-03T00:00:00Z, ends_at: 2026-03-02T00:00:00Z}",
            "2:66",
            "ends before",
        ),
    ],
)
def test_an_absence_of_nobody_or_of_no_time_is_refused(
    tmp_path: Path, absence: str, place: str, message: str
) -> None:
    text = f"reps: [a]\nabsences: [{absence}]\nas_of: 2026-03-02T12:00:00Z\n{ANY_CASE}"
    found = one_issue(tmp_path, text)
    assert found.startswith(f"{place} error case-value: ")
    assert message in found


@pytest.mark.parametrize(
    ("case", "place", "message"),
    [
        (
            "expect: {rules: [demos]}",
            "3:32",
            "`demos` is no rule of the pact. Did you mean `demo`?",
        ),
        ("expect: {missing: [emial]}", "3:34", "no must-have of a gate. Did you mean `email`?"),
        ("expect: {stage: SAQ}", "3:31", "`SAQ` is no stage. Known: `TARGET`, `EXCHANGE`"),
        ("expect: {scores: {fit: '55'}}", "3:38", "Leave out the quotes: 55."),
        ("expect: {scores: {fit: 55,5}}", "3:41", "after a comma the next name begins"),
        ("expect: {scores: {Fit: 55}}", "3:33", "`Fit` is the label of `fit`. Write its name."),
        ("expect: MQL", "3:23", "Write `expect: {stage: CONVERSATION_LEAD}`."),
        ("expect: {scores: 5}", "3:32", "Write `scores: {fit: 55}`."),
        ("expect: {rules: {demo: 1}}", "3:31", "`{demo: 1}` is no list."),
        (
            "as_of: 2026-03-02, expect: {stage: TARGET}",
            "3:22",
            "Add the time and its zone: 2026-03",
        ),
        ("lead: {n_employees: '50'}, expect: {stage: TARGET}", "3:35", "Leave out the quotes: 50."),
        (
            "lead: {created_at: 2026-04-01T00:00:00Z}, expect: {stage: TARGET}",
            "3:34",
            "created after",
        ),
        (
            "activities: [{kind: demo_requested, days_ago: -3}], expect: {stage: TARGET}",
            "3:61",
            "The days are negative",
        ),
        (
            "activities: [{kind: demo_requested, days_ago: 3, at: 2026-03-01T12:00:00Z}],"
            " expect: {stage: TARGET}",
            "3:28",
            "both `days_ago` and `at`",
        ),
        (
            "activities: [{kind: demo_requested, days_ago: 3, value: '11'}],"
            " expect: {stage: TARGET}",
            "3:71",
            "Leave out the quotes: 11.",
        ),
    ],
)
def test_a_value_that_is_not_known_or_impossible_is_placed_and_a_fix_is_named(
    tmp_path: Path, case: str, place: str, message: str
) -> None:
    text = f"as_of: 2026-03-02T12:00:00Z\ncases:\n  - {{name: x, {case}}}\n"
    found = one_issue(tmp_path, text, judged=True)
    assert found.startswith(f"{place} error case-")
    assert message in found


def test_a_fault_of_the_lead_of_the_file_is_one_issue_at_its_place(tmp_path: Path) -> None:
    text = (
        "as_of: 2026-03-02T12:00:00Z\nlead: {n_employees: many}\ncases:\n"
        "  - {name: x, expect: {stage: TARGET}}\n  - {name: y, expect: {stage: TARGET}}\n"
    )
    assert one_issue(tmp_path, text, judged=True).startswith("2:21 error case-value: ")


def test_every_fault_of_a_judged_case_is_found_at_once(tmp_path: Path) -> None:
    text = (
        "as_of: 2026-03-02T12:00:00Z\ncases:\n  - name: x\n    extra: 1\n"
        "    lead: {employes: 50,\n      n_employees: many}\n"
        "    activities:\n      - {kind: demo, days_ago: -1}\n      - {days_ago: 1}\n"
        "    colleagues:\n      - {lead: {titel: CEO}}\n"
        "    expect:\n      scores: {fitt: 1,\n        fit: x}\n      stage: nowhere\n"
        "      rules: [demos]\n      opened: {mql: null}\n"
    )
    lines = [int(issue.partition(":")[0]) for issue in issues_of(tmp_path, text, judged=True)]
    assert lines == [4, 5, 8, 8, 9, 11, 13, 15, 16, 17]


def test_a_fault_of_an_entry_hides_neither_its_expectation_nor_later_names(tmp_path: Path) -> None:
    text = (
        f"{HEAD}cases:\n  - name: x\n    follow_up:\n      - {CAME}\n"
        "      - {do: touch,\n         channel: fone,\n         expect: {clocks: {first: met}}}\n"
        "      - {do: dispose, rep: anna, code: unreachabel}\n    expect: {disposition: no_ned}\n"
    )
    lines = sorted(int(issue.partition(":")[0]) for issue in issues_of(tmp_path, text))
    assert lines == [8, 9, 10, 11]


def test_a_value_that_is_not_on_the_list_of_its_category_is_warned_of(tmp_path: Path) -> None:
    ruleset = load_pact_text(
        "spec: 1\nname: x\nattributes: {industry: {type: category, values: [food, water]}}\n"
        "scores: {fit: {rules: [{id: food, when: \"industry == 'food'\", points: 1}]}}\n"
    )
    table = tmp_path / "cases.yaml"
    table.write_text(
        "as_of: 2026-03-02T12:00:00Z\nlead: {industry: Food}\ncases:\n"
        "  - {name: x, lead: {industry: food}, expect: {scores: {fit: 1}}}\n"
        "  - {name: y, expect: {scores: {fit: 0}}}\n"
    )
    result = run_cases(ruleset, table)
    (issue,) = result.issues
    assert (issue.code, issue.level, str(issue.place)) == (
        "category-value-unlisted",
        Level.WARNING,
        "cases.yaml:2:18",
    )
    assert issue.fix == "Did you mean `food`?"
    assert result.n_passed == 2


def test_the_label_of_a_stage_and_its_code_in_small_letters_are_read(tmp_path: Path) -> None:
    cases = "".join(
        f"  - {{name: {word}, lead: {{stage: {word}}}, expect: {{stage: {word}}}}}\n"
        for word in ("MQL", "CONVERSATION_LEAD", "conversation_lead")
    )
    table = tmp_path / "cases.yaml"
    table.write_text(f"as_of: 2026-03-02T12:00:00Z\ncases:\n{cases}")
    result = run_cases(INBOUND, table)
    assert [str(issue) for issue in result.issues] == []
    assert result.n_passed == 3


def test_all_names_that_could_be_meant_are_listed_or_counted(tmp_path: Path) -> None:
    text = f"as_of: 2026-03-02T12:00:00Z\nlead: {{zzzzzzzz: 1}}\n{ANY_CASE}"
    found = one_issue(tmp_path, text, judged=True)
    for name in INBOUND.attributes:
        assert f"`{name}`" in found


def test_a_failed_case_has_its_place_and_the_names_of_the_pact(tmp_path: Path) -> None:
    table = tmp_path / "cases.yaml"
    table.write_text(
        f"{HEAD}cases:\n  - {{name: x, follow_up: [{CAME}], expect: {{stage: SQL}}}}\n"
    )
    (case,) = run_cases(RULESET, table).cases
    assert case.differences == ("stage: expected SQL (OPPORTUNITY), got MQL (CONVERSATION_LEAD)",)
    assert str(case.place) == "cases.yaml:4:5"


def test_the_lead_of_a_case_holds_for_every_lead_of_it(tmp_path: Path) -> None:
    table = tmp_path / "cases.yaml"
    table.write_text(
        "lead: {stage: EXCHANGE, n_employees: 100}\n"
        "reps: [{rep_id: anna, role: SDR, territory: AMER}]\n"
        "cases:\n"
        "  - name: All but the last, which says otherwise, are of the stage of the case\n"
        "    lead: {stage: CONVERSATION_LEAD}\n"
        f"    follow_up:\n      - {CAME}\n      - {{do: arrives, lead: more, times: 3}}\n"
        "      - {do: arrives, lead: other, with: {stage: EXCHANGE}}\n"
        "    expect: {shares: {anna: 4}, owners: {lead: anna, more-3: anna, other: null}}\n"
    )
    result = run_cases(RULESET, table)
    assert [str(issue) for issue in result.issues] == []
    assert [case.differences for case in result.cases] == [()]


def test_a_case_can_leave_the_moment_of_the_file_and_expect_in_its_entries_alone(
    tmp_path: Path,
) -> None:
    table = tmp_path / "cases.yaml"
    entry = "{after: {days: 40}, do: time, expect: {owner: anna}}"
    table.write_text(
        f"as_of: 2026-03-02T16:00:00Z\n{HEAD}cases:\n"
        f"  - {{name: x, as_of: null, follow_up: [{CAME}, {entry}]}}\n"
    )
    result = run_cases(RULESET, table)
    assert [str(issue) for issue in result.issues] == []
    assert [case.differences for case in result.cases] == [()]
