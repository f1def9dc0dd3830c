"""The commands that tell who leads are: what they print, write and return."""

import csv
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from small_company import leadpact

HEADER = ["lead_id", "first_name", "last_name", "company", "email", "phone", "country", "source"]
LEADS = [
    ["1", "JANE", "OKONKWO", "Fenwick Robotics Ltd", "jane@fenwick-robotics.com", "", "UK", "web"],
    ["2", "Jane", "Okonkwo", "Fenwick Robotics", "jane@fenwick-robotics.com", "", "GB", "event"],
    ["3", "asdf", "asdf", "test", "x@mailinator.com", "123", "Narnia", "list"],
    ["4", "Tomas", "Brandvold", "Harrow & Sons", "t.b@gmail.com", "", "Norge", "web"],
]
ACCOUNTS = [
    ["account_id", "name", "domain"],
    ["A1", "Fenwick Robotics Limited", "fenwick-robotics.com"],
    ["A2", "Juniper Freight", "juniperfreight.com"],
]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    for name, rows in (("leads", [HEADER, *LEADS]), ("accounts", ACCOUNTS)):
        with (folder / f"{name}.csv").open("w", newline="") as file:
            csv.writer(file).writerows(rows)
    return folder


def rows(path: Path) -> dict[str, dict[str, Any]]:
    return {row["lead_id"]: row for row in pq.read_table(path).to_pylist()}


def test_clean_normalises_grades_and_tells_faults_by_source(files: Path, tmp_path: Path) -> None:
    outcome = leadpact("clean", "--data", files, "--out", tmp_path, "--format", "json")
    assert outcome.exit_code == 0, outcome.output
    values = json.loads(outcome.stdout)
    assert values["grades"] == {"A": 2, "B": 1, "F": 1}
    by_source = {row["source"]: row for row in values["faults_by_source"]}
    assert by_source["list"]["EMAIL_DISPOSABLE"] == 1
    assert by_source["list"]["COUNTRY_UNKNOWN"] == 1
    leads = rows(tmp_path / "leads.parquet")
    assert (leads["1"]["first_name"], leads["1"]["country"]) == ("Jane", "GB")
    assert (leads["3"]["first_name"], leads["3"]["data_grade"]) == (None, "F")
    assert leads["4"]["country"] == "NO"


def test_clean_says_for_people_what_is_wrong_most_often(files: Path, tmp_path: Path) -> None:
    outcome = leadpact("clean", "--data", files, "--out", tmp_path)
    assert "4 leads; data grades: A 2, B 1, F 1" in outcome.stdout
    assert "PERSON_NAME_BOGUS 1" in outcome.stdout


def test_dedupe_shows_two_leads_of_one_person_as_one(files: Path, tmp_path: Path) -> None:
    outcome = leadpact("dedupe", "--data", files, "--out", tmp_path)
    assert outcome.exit_code == 0, outcome.output
    assert "3 persons: 1 lead merged into another, 0 pairs to review" in outcome.stdout
    assert set(rows(tmp_path / "leads.parquet")) == {"1", "3", "4"}
    assert rows(tmp_path / "members.parquet")["2"]["person_id"] == "1"
    assert pq.read_table(tmp_path / "merge_events.parquet").column("kind").to_pylist() == [
        "identity.merged"
    ]


def test_a_persons_word_parts_two_leads_for_good(files: Path, tmp_path: Path) -> None:
    leadpact("dedupe", "--data", files, "--out", tmp_path)
    parted = leadpact("unmerge", "1", "2", "--in", tmp_path, "--by", "R7")
    assert parted.exit_code == 0, parted.output
    assert "1: 1\n2: 2\n" in parted.stdout
    for _ in range(2):
        again = leadpact("dedupe", "--data", files, "--out", tmp_path)
        assert "4 persons: 0 leads merged" in again.stdout
    assert set(rows(tmp_path / "leads.parquet")) == {"1", "2", "3", "4"}
    events = pq.read_table(tmp_path / "merge_events.parquet").to_pylist()
    assert [row["kind"] for row in events] == ["identity.merged", "identity.unmerged"]
    assert events[1]["actor"] == "person:R7"


def test_a_merge_history_written_before_rows_had_a_version_is_kept_and_written_with_one(
    files: Path, tmp_path: Path
) -> None:
    leadpact("dedupe", "--data", files, "--out", tmp_path)
    leadpact("unmerge", "1", "2", "--in", tmp_path, "--by", "R7")
    path = tmp_path / "merge_events.parquet"
    now = pq.read_table(path)
    names = {"command_id": "idempotency_key"}
    before = now.drop_columns(["n", "schema"])
    pq.write_table(before.rename_columns([names.get(c, c) for c in before.column_names]), path)
    manifest = tmp_path / "manifest.json"
    values = json.loads(manifest.read_text())
    values["files"][path.name] = path.stat().st_size
    manifest.write_text(json.dumps(values))
    again = leadpact("dedupe", "--data", files, "--out", tmp_path)
    assert "4 persons: 0 leads merged" in again.stdout, again.output
    assert pq.read_table(path).equals(now)
    assert now.column("schema").to_pylist() == [1, 1]


def test_what_is_not_merged_cannot_be_parted(files: Path, tmp_path: Path) -> None:
    none = leadpact("unmerge", "1", "2", "--in", tmp_path, "--by", "R7")
    assert "merges-missing" in none.stderr
    leadpact("dedupe", "--data", files, "--out", tmp_path)
    for pair in (("1", "4"), ("1", "1")):
        outcome = leadpact("unmerge", *pair, "--in", tmp_path, "--by", "R7")
        assert outcome.exit_code == 1
        assert "merge-missing" in outcome.stderr


def test_match_accounts_finds_founds_and_tells_the_evidence(files: Path, tmp_path: Path) -> None:
    outcome = leadpact("match-accounts", "--data", files, "--out", tmp_path)
    assert outcome.exit_code == 0, outcome.output
    assert "matched 2" in outcome.stdout
    matches = rows(tmp_path / "account_matches.parquet")
    assert matches["1"]["account_id"] == matches["2"]["account_id"] == "A1"
    assert matches["4"]["outcome"] == "FOUNDED"
    assert matches["3"]["account_id"] is None
    assert rows(tmp_path / "leads.parquet")["1"]["account_id"] == "A1"


def test_explain_match_adds_up_to_the_total(files: Path) -> None:
    outcome = leadpact("explain-match", "1", "A1", "--data", files, "--format", "json")
    assert outcome.exit_code == 0, outcome.output
    values = json.loads(outcome.stdout)
    assert values["is_match"] is True
    assert sum(step["weight"] for step in values["steps"]) == values["total"]
    text = leadpact("explain-match", "4", "A2", "--data", files)
    assert "does not match" in text.stdout


@pytest.mark.parametrize(
    ("lead", "account", "code"), [("9", "A1", "lead-missing"), ("1", "A9", "account-missing")]
)
def test_explain_match_says_who_is_not_there(
    files: Path, lead: str, account: str, code: str
) -> None:
    outcome = leadpact("explain-match", lead, account, "--data", files)
    assert outcome.exit_code == 1
    assert f"error {code}" in outcome.stderr


def test_a_folder_without_leads_is_reported(tmp_path: Path) -> None:
    (tmp_path / "accounts.csv").write_text("account_id,name\nA1,Acme\n")
    outcome = leadpact("clean", "--data", tmp_path, "--out", tmp_path / "out")
    assert outcome.exit_code == 1
    assert "error leads-none" in outcome.stderr


def test_leads_without_a_field_to_compare_are_reported(tmp_path: Path) -> None:
    (tmp_path / "leads.csv").write_text("lead_id,source\n1,web\n2,web\n")
    outcome = leadpact("dedupe", "--data", tmp_path, "--out", tmp_path / "out")
    assert outcome.exit_code == 1
    assert "duplicates-unable" in outcome.stderr


def test_the_missing_extra_is_named(
    files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "splink", None)
    outcome = leadpact("dedupe", "--data", files, "--out", tmp_path)
    assert outcome.exit_code == 1
    assert "extra-missing" in outcome.stderr
    assert "pip install 'leadpact[er]'" in outcome.stderr


PACT = """\
spec: 1
name: Clean first
attributes:
  data_grade: {type: category, values: [A, B, C, D, F], from: leads.data_grade}
  seniority: {type: category, values: [VP, C_LEVEL]}
activities:
  demo_requested: {}
scores:
  fit: {rules: [{id: usable, when: "data_grade in ('A', 'B')", points: 30}]}
  engagement: {rules: [{id: demo, on: demo_requested, points: 20}]}
gates:
  conversation_lead: {must_have: [email, company], when: "fit >= 30 and engagement >= 40"}
identity:
  enrichment: {}
  duplicates: {}
  accounts: {}
"""
ACTIVITIES = """\
activity_id,lead_id,kind,occurred_at
a,1,demo_requested,2026-01-05T09:00:00Z
b,2,demo_requested,2026-01-06T09:00:00Z
"""


@pytest.fixture
def with_activities(files: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    shutil.copytree(files, folder)
    (folder / "activities.csv").write_text(ACTIVITIES)
    (folder / "pact.yaml").write_text(PACT)
    return folder


def test_run_judges_persons_where_the_pact_asks_who_leads_are(
    with_activities: Path, tmp_path: Path
) -> None:
    pact, result = with_activities / "pact.yaml", tmp_path / "result"
    outcome = leadpact("run", "--pact", pact, "--data", with_activities, "--out", result)
    assert outcome.exit_code == 0, outcome.output
    assert "3 persons" in outcome.stdout
    decisions = rows(result / "decisions.parquet")
    assert set(decisions) == {"1", "3", "4"}
    # Neither lead alone has the 40 points; the person has.
    assert decisions["1"]["stage"] == "CONVERSATION_LEAD"
    assert decisions["1"]["engagement_millipoints"] == 40_000
    assert decisions["1"]["account_id"] == "A1"
    assert decisions["3"]["stage"] == "TARGET"


def test_explain_speaks_of_the_person_a_merged_lead_belongs_to(
    with_activities: Path, tmp_path: Path
) -> None:
    pact, result = with_activities / "pact.yaml", tmp_path / "result"
    leadpact("run", "--pact", pact, "--data", with_activities, "--out", result)
    arguments = ("explain", "2", "--pact", pact, "--data", with_activities, "--format", "json")
    again = leadpact(*arguments)
    kept = leadpact(*arguments, "--identity", result / "identity")
    assert again.exit_code == kept.exit_code == 0, again.output + kept.output
    assert json.loads(again.stdout) == json.loads(kept.stdout)
    assert json.loads(kept.stdout)["stage"] == "CONVERSATION_LEAD"
    none = leadpact(*arguments, "--identity", tmp_path)
    assert "identity-missing" in none.stderr
