"""Tables of cases: they run on both interpreters, and their faults are placed."""

from pathlib import Path

import pytest

from leadpact.pact.check import load_pact
from leadpact.testing.cases import (
    ACTIVITY_KEYS,
    CASE_KEYS,
    EXPECT_KEYS,
    FILE_KEYS,
    RECORD_KEYS,
    load_cases,
)
from leadpact.testing.run_cases import run_cases

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "saas-inbound"
RULESET = load_pact(EXAMPLE / "pact.yaml")


def test_a_wrong_expectation_fails_with_a_sentence_for_each_interpreter(tmp_path: Path) -> None:
    table = tmp_path / "cases.yaml"
    table.write_text(
        "as_of: 2026-03-02T12:00:00Z\n"
        "cases:\n"
        "  - name: a webinar\n"
        "    activities: [{kind: webinar_attended, days_ago: 30}]\n"
        "    expect: {scores: {engagement: 9}, stage: SAL}\n"
    )
    (case,) = run_cases(RULESET, table).cases
    assert case.differences == (
        "engagement: expected 9, got 8 (engine)",
        "stage: expected SAL (FIRST_MEETING), got EXCHANGE (engine)",
        "engagement: expected 9, got 8 (relations)",
        "stage: expected SAL (FIRST_MEETING), got EXCHANGE (relations)",
    )


def test_cases_of_different_moments_do_not_mix(tmp_path: Path) -> None:
    table = tmp_path / "cases.yaml"
    lines = [
        f"  - {{name: at {day}, as_of: 2026-03-{day:02}T00:00:00Z,"
        f" activities: [{{kind: webinar_attended, at: 2026-03-01T00:00:00Z}}],"
        f" expect: {{scores: {{engagement: {points}}}}}}}"
        for day, points in ((1, 12), (16, 10), (31, 8))
    ]
    table.write_text("cases:\n" + "\n".join(lines) + "\n")
    assert run_cases(RULESET, table).n_passed == 3


def test_colleagues_are_of_the_account_of_the_lead_on_both_interpreters(tmp_path: Path) -> None:
    table = tmp_path / "cases.yaml"
    table.write_text(
        "as_of: 2026-03-02T12:00:00Z\n"
        "lead: {account_id: acme}\n"
        "cases:\n"
        "  - name: two people\n"
        "    activities: [{kind: webinar_attended, days_ago: 0}]\n"
        "    colleagues: [{lead: {}, activities: [{kind: webinar_attended, days_ago: 0}]}]\n"
        "    expect: {scores: {account: 24}}\n"
        "  - {name: one person, activities: [{kind: webinar_attended, days_ago: 0}],"
        " expect: {scores: {account: 12}}}\n"
    )
    assert [case.differences for case in run_cases(RULESET, table).cases] == [(), ()]


@pytest.mark.parametrize(
    ("text", "place", "code", "message"),
    [
        ("cases: 3\n", "1:8", "case-list-missing", "no list"),
        ("cases: all\n", "1:8", "case-list-missing", "Write `cases: [{name: "),
        ("name: x\n", "1:1", "case-list-missing", "Add it: `cases: [{name: "),
        (
            "as_of: 2026-03-02T12:00:00Z\ncases:\n  - {expect: {}}\n",
            "3:5",
            "case-key-missing",
            "no `name`",
        ),
        ("cases:\n  - {name: x, expect: {}}\n", "2:5", "case-key-missing", "no `as_of`"),
        (
            "as_of: 2026-03-02T12:00:00Z\ncases:\n  - {name: x, expcet: {}}\n",
            "3:15",
            "case-key-unknown",
            "Did you mean `expect`?",
        ),
        (
            "as_of: 2026-03-02T12:00:00\ncases:\n  - {name: x, expect: {}}\n",
            "1:8",
            "case-value",
            "has no time zone",
        ),
        (
            "as_of: 2026-03-02T12:00:00Z\ncases:\n"
            "  - {name: x, lead: {n_employees: many}, expect: {}}\n",
            "3:35",
            "case-value",
            "no integer",
        ),
        (
            "as_of: 2026-03-02T12:00:00Z\ncases:\n"
            "  - {name: x, lead: {senority: VP}, expect: {}}\n",
            "3:22",
            "case-key-unknown",
            "Did you mean `seniority`?",
        ),
        (
            "as_of: 2026-03-02T12:00:00Z\ncases:\n"
            "  - {name: x, activities: [{kind: webinar, days_ago: 1}], expect: {}}\n",
            "3:35",
            "case-value",
            "no kind of activity",
        ),
        (
            "as_of: 2026-03-02T12:00:00Z\ncases:\n  - {name: x, expect: {scores: {fitt: 3}}}\n",
            "3:33",
            "case-key-unknown",
            "Did you mean `fit`?",
        ),
        (
            "as_of: 2026-03-02T12:00:00Z\ncases:\n  - {name: x, expect: {stage: MQLL}}\n",
            "3:31",
            "case-value",
            "Did you mean `MQL`?",
        ),
    ],
)
def test_a_fault_is_placed_and_a_fix_is_named(
    tmp_path: Path, text: str, place: str, code: str, message: str
) -> None:
    table = tmp_path / "cases.yaml"
    table.write_text(text)
    _, issues = load_cases(table, RULESET)
    assert [issue.code for issue in issues] == [code]
    assert str(issues[0].place) == f"cases.yaml:{place}"
    assert message in str(issues[0])


@pytest.mark.parametrize(
    ("case", "place", "message"),
    [
        ("lead: 3", "3:21", "names with values"),
        ("lead: [a]", "3:21", "names with values"),
        ("colleagues: 5", "3:27", "`5` is no list"),
        ("colleagues: [5]", "3:28", "names with values"),
        ("colleagues: [{lead: 5}]", "3:35", "names with values"),
        ("colleagues: [{lead: {}, activity: 2}]", "3:39", "Did you mean `activities`?"),
        ("activities: 7", "3:27", "`7` is no list"),
        ("activities: [{kind: [a], days_ago: 1}]", "3:35", "no kind of activity"),
        ("activities: [{kind: page_viewed, days_ago: soon}]", "3:58", "no number of days"),
        ("activities: [{kind: page_viewed, days_ago: 99999999}]", "3:58", "is no date"),
        (f"activities: [{{kind: page_viewed, days_ago: {'9' * 40}}}]", "3:58", "is no date"),
        ("as_of: soon", "3:22", "no time in ISO 8601"),
    ],
)
def test_a_value_of_another_shape_is_placed(
    tmp_path: Path, case: str, place: str, message: str
) -> None:
    table = tmp_path / "cases.yaml"
    head = "as_of: 2026-03-02T12:00:00Z\ncases:\n  - {name: a, "
    table.write_text(f"{head}{case}, expect: {{stage: TARGET}}}}\n")
    cases, (issue,) = load_cases(table, RULESET)
    assert cases == []
    assert str(issue.place) == f"cases.yaml:{place}"
    assert message in str(issue)


def test_every_part_of_a_case_tells_its_own_fault(tmp_path: Path) -> None:
    table = tmp_path / "cases.yaml"
    table.write_text(
        "as_of: 2026-03-02T12:00:00Z\n"
        "cases:\n"
        "  - {name: a, lead: {n_employees: many}, expect: {stage: [x]}}\n"
        "  - {name: b, as_of: soon, expect: {scores: {fitt: 1}}}\n"
    )
    _, issues = load_cases(table, RULESET)
    assert [issue.place.line for issue in issues] == [3, 3, 4, 4]


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("cases: []\n", "case-list-missing", "nothing would be tested"),
        (
            "as_of: 2026-03-02T12:00:00Z\ncases: [{name: a, expect: {}}]\n",
            "case-key-missing",
            "it could not fail",
        ),
    ],
)
def test_a_table_that_cannot_fail_is_refused(
    tmp_path: Path, text: str, code: str, message: str
) -> None:
    table = tmp_path / "cases.yaml"
    table.write_text(text)
    (issue,) = run_cases(RULESET, table).issues
    assert issue.code == code
    assert message in issue.fact


def test_a_warning_about_the_table_does_not_keep_it_from_running(tmp_path: Path) -> None:
    table = tmp_path / "cases.yaml"
    text = "as_of: 2026-03-02T12:00:00Z\ncases: [{name: a, expect: {stage: TARGET}}]\n"
    table.write_text(text, encoding="utf-8-sig")
    result = run_cases(RULESET, table)
    assert [issue.code for issue in result.issues] == ["byte-order-mark"]
    assert result.n_passed == 1


def test_every_key_of_a_case_is_documented() -> None:
    page = (ROOT / "docs" / "reference" / "cases.md").read_text(encoding="utf-8")
    for key in (*FILE_KEYS, *CASE_KEYS, *ACTIVITY_KEYS, *RECORD_KEYS):
        assert f"`{key}`" in page, key
    for key in EXPECT_KEYS:
        assert f"`expect.{key}`" in page, key
