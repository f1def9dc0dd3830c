"""What makes a pact no YAML is named in its own column, and faults are found beside others."""

import pytest
from pact_tables import BASE, GATE, ROUTING, TARGETS, issues_of, the_only_issue

HEADCOUNT = '"n_employees >= 200"'


def test_a_sentence_with_a_comma_in_braces_is_to_be_quoted():
    added = f"{TARGETS}\nconsequences:\n"
    added += "  - {promise: acceptance_rate, kept_below: 0.5, then: If not, SDRs call.}"
    issue = the_only_issue(BASE, TARGETS, added)
    assert "`SDRs call.` has no value: after the comma before it a new key begins." in issue
    assert "Put the whole text in quotes." in issue


def test_a_key_that_is_not_indented_far_enough_belongs_to_the_one_before():
    start = BASE.index("  conversation_lead:\n")
    end = BASE.index("  first_meeting:\n")
    text = BASE[:start] + "  conversation_lead:\n  must_have: [email]\n  paths: []\n" + BASE[end:]
    issues = issues_of(text)
    assert [issue.split()[2] for issue in issues] == ["key-misplaced:"] * 2
    assert all("is part of `conversation_lead`." in issue for issue in issues)


def test_a_gate_without_a_value_is_not_to_be_opened_for_all():
    start = BASE.index("  conversation_lead:\n")
    end = BASE.index("  first_meeting:\n")
    issue = the_only_issue(BASE, BASE[start:end], "  conversation_lead:\n")
    assert "Write below it what it asks for, indented, such as" in issue
    assert "`{}`" not in issue


@pytest.mark.parametrize(
    ("removed", "added", "column", "fact"),
    [
        ("label: Gold}", "label: First: gold}", 71, "A `:` with a space behind it begins a value"),
        ("label: Gold}", "label: 'Dean's gold'}", 71, "The text in quotes ends here"),
        ("label: Gold}", 'label: "Deans "gold""}', 73, "The text in quotes ends here"),
        ("label: Gold}", "label: Gold #1}", 71, "A `#` behind a space begins a comment"),
        ("label: Gold}", 'label: "Gold}', 66, "A quote is opened here and not closed in its line."),
        ("label: Gold}", "label: 'Gold}", 66, "A quote is opened here and not closed in its line."),
        ("points: -20, label", "points: -20 label", 63, "A `:` with a space behind it begins a"),
        ("- {id: golden", "{id: golden", 7, "This is an entry of a list without its dash."),
    ],
)
def test_what_makes_a_line_no_yaml_is_named_in_its_own_column(
    removed: str, added: str, column: int, fact: str
):
    issue = the_only_issue(BASE, removed, added)
    assert issue.startswith(f"17:{column} error yaml-syntax: {fact}"), issue


@pytest.mark.parametrize(
    ("removed", "added", "place", "fix"),
    [
        (HEADCOUNT, '"tier == "gold""', "16:35", "Inside double quotes, write single ones"),
        (GATE, 'when: "tier == "gold""', "35:20", "Inside double quotes, write single ones"),
        (GATE, 'when: "fit >= 20', "35:11", "Close it with the same quote."),
        ("name: Base", "name: 'Dean's'", "2:12", "write a `'` inside it twice."),
        ("- {id: size,", "{id: size,", "16:7", "Begin it with `- `."),
        ("      - {id: size,", "       - {id: size,", "17:7", "Write as many before each entry"),
        ("points: 30}", "points: 30", "16:9", "Close it with `}`"),
        ("must_have: [email]", "must_have: [email", "32:16", "Close it with `]`"),
    ],
)
def test_a_slip_is_found_before_the_place_where_reading_stopped(
    removed: str, added: str, place: str, fix: str
):
    issue = the_only_issue(BASE, removed, added)
    assert issue.startswith(f"{place} error yaml-syntax")
    assert fix in issue


def test_a_colon_without_a_space_behind_it_is_named():
    issues = issues_of(BASE.replace("points: 30}", "points:30}"))
    assert any("Put a space behind the colon: `points: 30`." in issue for issue in issues)


CAP = ("per_day: 8", "per_day: 0")
OTHERS = [
    ("to: account_owner", "to: reps"),
    ("  default: everyone\n", "  defualt: everyone\n"),
    ("  default: everyone\n", "  default: every one\n"),
    ("  default: everyone\n", ""),
    ("priority: 1", "priority: first"),
]


@pytest.mark.parametrize("other", OTHERS, ids=[added.strip() for _, added in OTHERS])
def test_a_value_at_fault_is_reported_beside_another_that_cannot_be_read(other: tuple[str, str]):
    text = ROUTING.replace(*CAP).replace(*other)
    codes = [issue.split()[2] for issue in issues_of(text)]
    assert codes.count("cap-zero:") == 1
    assert len(codes) == 2


def test_an_entry_at_fault_is_reported_beside_another_that_cannot_be_read():
    text = ROUTING.replace("kind: rolling_days, days: 30", "kind: rolling_days")
    text = text.replace("employees_from: 200", "employees_from: 2000")
    text = text.replace("from: 2026-07-01", "from: 2026-07-16")
    text = text.replace("method: random", "method: by_chance")
    codes = sorted(issue.split()[2] for issue in issues_of(text))
    wanted = ["absence-empty:", "period-incomplete:", "territory-empty:", "value-unknown:"]
    assert codes == wanted


def test_what_an_unread_value_decides_in_its_own_entry_is_not_reported():
    text = ROUTING.replace("kind: rolling_days, days: 30", "kind: rolling_days, days: many")
    (issue,) = issues_of(text)
    assert "value-type" in issue
