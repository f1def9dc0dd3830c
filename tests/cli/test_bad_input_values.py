"""Values of data that the pact cannot use are counted and named, once for each kind."""

from pathlib import Path

import pytest
from small_company import LEAD, LEADS, SMALL_PACT, issue_of, leadpact, run

from leadpact.cli.output import plain

ACTIVITIES = "activity_id,lead_id,kind,occurred_at\n"


def test_values_that_are_not_of_the_type_of_the_pact_are_counted(pact: Path, data: Path) -> None:
    rows = "2,2026-01-31T00:00:00Z,many,,\n3,2026-01-31T00:00:00Z,1.50,soon,\n4,,many,,\n"
    (data / "leads.csv").write_text(LEADS + LEAD + rows)
    outcome = run(pact, data)
    assert outcome.exit_code == 0
    message = [
        line for line in outcome.stderr.splitlines() if " attribute-value-unreadable: " in line
    ]
    assert "3 values of leads.seats cannot be read as a whole number" in message[1]
    assert '"many" (2), "1.50" (1)' in message[1]
    assert "1 value of leads.renewal_on cannot be read as a date" in message[0]


def test_whole_numbers_and_blanks_are_not_reported_as_unreadable(pact: Path, data: Path) -> None:
    (data / "leads.csv").write_text(LEADS + LEAD + "2,2026-01-31T00:00:00Z,12.5,,\n3,,,,\n")
    line = issue_of(run(pact, data), "attribute-value-unreadable")
    assert "1 value of leads.seats cannot be read as a whole number" in line
    assert '"12.5" (1)' in line


def test_values_of_accounts_are_counted_too(pact: Path, data: Path) -> None:
    pact.write_text(SMALL_PACT.replace("type: integer}", "type: integer, from: accounts.seats}"))
    (data / "leads.csv").write_text("lead_id,account_id\n1,a\n2,a\n")
    (data / "accounts.csv").write_text("account_id,seats\na,some\nb,7\n")
    line = issue_of(run(pact, data), "attribute-value-unreadable")
    assert "1 value of accounts.seats cannot be read as a whole number" in line


def test_values_that_the_pact_does_not_list_are_counted(pact: Path, data: Path) -> None:
    (data / "leads.csv").write_text(LEADS + LEAD + "2,,,,gold\n3,,,,gold\n4,,,,wood\n5,,,,\n")
    line = issue_of(run(pact, data), "category-value-unlisted")
    assert '3 values of leads.tier are not on the pact\'s list of `tier`: "gold" (2)' in line
    assert "Did you mean `GOLD`?" in line


def test_explain_warns_of_its_own_lead_only(pact: Path, data: Path) -> None:
    (data / "leads.csv").write_text(LEADS + LEAD + "2,,many,,wood\n3,,many,,\n")
    own = leadpact("explain", "2", "--pact", pact, "--data", data)
    assert "1 value of leads.seats" in issue_of(own, "attribute-value-unreadable")
    assert "Add them to `values`" in issue_of(own, "category-value-unlisted")
    other = leadpact("explain", "1", "--pact", pact, "--data", data)
    assert other.stderr == ""


@pytest.mark.parametrize(
    ("leads", "message"),
    [
        ("lead_id,tier\n1,GOLD\n", "Leads have no `created_at`"),
        (LEADS + LEAD + "2,,,,\n", "1 of 2 leads have no `created_at`"),
    ],
)
def test_leads_without_created_at_are_counted(
    leads: str, message: str, pact: Path, data: Path
) -> None:
    (data / "leads.csv").write_text(leads)
    assert message in issue_of(run(pact, data), "leads-without-created-at")


def test_attributes_without_columns_are_reported_in_one_line(pact: Path, data: Path) -> None:
    (data / "leads.csv").write_text("lead_id,created_at,tier\n1,2026-01-31T00:00:00Z,GOLD\n")
    line = issue_of(run(pact, data), "attribute-without-column")
    assert "2 attributes that no column holds, so every lead lacks them: renewal_on, seats." in line


def test_kinds_of_activity_that_differ_are_reported_both_ways(pact: Path, data: Path) -> None:
    rows = "a,1,demmo,2026-02-01T00:00:00Z\nb,1,webinar,2026-02-01T00:00:00Z\n"
    (data / "activities.csv").write_text(ACTIVITIES + rows)
    outcome = run(pact, data)
    assert "demmo (1)" in issue_of(outcome, "activity-kind-unknown")
    assert "never occur: demo." in issue_of(outcome, "activity-kind-absent")


def test_a_moment_before_the_data_is_reported(pact: Path, data: Path) -> None:
    early = ("--as-of", "2020-01-01T00:00:00Z")
    outcome = run(pact, data, *early)
    assert outcome.exit_code == 0
    assert "2026-01-31 00:00:00 UTC" in issue_of(outcome, "as-of-before-data")
    answer = leadpact("explain", "1", "--pact", pact, "--data", data, *early)
    assert "2026-01-31 00:00:00 UTC" in issue_of(answer, "as-of-before-lead")


def test_explain_says_that_files_were_read_whole(
    pact: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leadpact.cli.import_._MANY_ROWS", 1)
    answer = leadpact("explain", "1", "--pact", pact, "--data", data)
    assert "leadpact import" in issue_of(answer, "data-read-whole")


def test_of_many_warnings_alike_the_first_are_printed_and_the_others_counted(
    pact: Path, data: Path
) -> None:
    for number in range(20):
        (data / f"note{number}.csv").write_text("x\n1\n")
    outcome = run(pact, data)
    assert sum(" file-ignored: " in line for line in outcome.stderr.splitlines()) == 6
    assert "… and 14 more of file-ignored." in outcome.stderr


def test_what_files_hold_cannot_steer_the_terminal(pact: Path, data: Path) -> None:
    (data / "leads.csv").write_text("lead_id,created_at,\x1b[31mred\n1,,x\n")
    (data / "\x1b[2J.csv").write_text("x\n")
    outcome = run(pact, data)
    assert "\x1b" not in outcome.output
    assert "\\x1b[31mred" in outcome.output
    assert plain("Müller → 1\u202e") == "Müller → 1\\u202e"
