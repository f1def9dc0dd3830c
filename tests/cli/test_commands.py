"""The commands as their users type them: what they print, write and return."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from small_company import leadpact

from leadpact.simulate import simulate_company

ROOT = Path(__file__).parents[2]
PACT = ROOT / "examples" / "saas-inbound" / "pact.yaml"


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("company")
    simulate_company(n_leads=600, n_months=6, seed=3, out=folder)
    return folder


@pytest.fixture(scope="module")
def result(company: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("result")
    outcome = leadpact("run", "--pact", PACT, "--data", company, "--out", folder)
    assert outcome.exit_code == 0, outcome.output
    assert "scorecard.html" in outcome.stdout
    return folder


def test_check_says_that_a_pact_is_in_order_and_shows_its_fingerprint() -> None:
    outcome = leadpact("check", PACT)
    assert outcome.exit_code == 0
    assert "is in order" in outcome.stdout
    assert "Fingerprint" in outcome.stdout


def test_check_counts_one_rule_and_one_gate_in_the_singular(tmp_path: Path) -> None:
    pact = tmp_path / "pact.yaml"
    pact.write_text(
        "spec: 1\nname: X\ngates: {conversation_lead: {when: fit >= 40}}\n"
        "scores: {fit: {rules: [{id: size, when: n_employees >= 200, points: 40}]}}\n"
    )
    assert "is in order: 1 rule, 1 gate." in leadpact("check", pact).stdout


def test_check_counts_gates_of_sales_as_gates_and_checkpoints_if_there_are_any() -> None:
    pact = ROOT / "examples" / "software-for-practices" / "pact.yaml"
    assert "is in order: 14 rules, 2 gates, 3 checkpoints." in leadpact("check", pact).stdout


def test_check_prints_every_error_with_its_place_and_ends_with_1(tmp_path: Path) -> None:
    pact = tmp_path / "pact.yaml"
    pact.write_text("spec: 1\nname: X\nscoers: {}\ngates: {conversation_lead: {wen: x}}\n")
    outcome = leadpact("check", pact)
    assert outcome.exit_code == 1
    assert "pact.yaml:3:1 error key-unknown" in outcome.stderr
    assert "pact.yaml:4:29 error key-unknown" in outcome.stderr
    assert "Did you mean `scores`?" in outcome.stderr


def test_check_as_json_can_be_piped(tmp_path: Path) -> None:
    pact = tmp_path / "pact.yaml"
    pact.write_text("name: X\n")
    outcome = leadpact("check", pact, "--format", "json")
    answer = json.loads(outcome.stdout)
    assert outcome.exit_code == 1
    assert answer["is_valid"] is False
    assert answer["issues"][0]["code"] == "key-missing"


def test_diff_speaks_in_business_words(tmp_path: Path) -> None:
    changed = tmp_path / "new.yaml"
    text = PACT.read_text()
    changed.write_text(
        text.replace("on: webinar_attended, points: 12", "on: webinar_attended, points: 15")
    )
    outcome = leadpact("diff", PACT, changed)
    assert outcome.exit_code == 0
    assert "12 → 15 points" in outcome.stdout


def test_diff_of_a_pact_with_itself_says_that_both_decide_alike() -> None:
    assert "Both decide alike" in leadpact("diff", PACT, PACT).stdout


def test_a_failed_case_is_named_with_its_line_and_the_words_of_the_pact(tmp_path: Path) -> None:
    table = tmp_path / "cases.yaml"
    table.write_text(
        "as_of: 2026-03-02T12:00:00Z\ncases:\n  - name: a stranger\n    expect: {stage: SQL}\n"
    )
    outcome = leadpact("test", PACT, table)
    assert outcome.exit_code == 1
    assert "FAILED  a stranger (cases.yaml:3)" in outcome.stdout
    assert "stage: expected SQL (OPPORTUNITY), got TARGET (engine)" in outcome.stdout
    (case,) = json.loads(leadpact("test", PACT, table, "--format", "json").stdout)["cases"]
    assert (case["file"], case["line"]) == ("cases.yaml", 3)


def test_the_example_cases_pass_on_both_interpreters() -> None:
    outcome = leadpact("test", PACT, PACT.parent / "cases.yaml")
    assert outcome.exit_code == 0, outcome.output
    assert ", 0 failed" in outcome.stdout


def test_run_writes_decisions_ledger_and_scorecard(result: Path, company: Path) -> None:
    decisions = pq.read_table(result / "decisions.parquet")
    assert decisions.num_rows == 600
    assert {"stage", "conversation_lead_at", "fit_millipoints"} <= set(decisions.column_names)
    ledger = pq.read_table(result / "ledger.parquet").to_pylist()
    totals = {row["lead_id"]: row["engagement_millipoints"] for row in decisions.to_pylist()}
    sums: dict[str, int] = dict.fromkeys(totals, 0)
    for entry in ledger:
        if entry["score"] == "engagement":
            sums[entry["lead_id"]] += entry["millipoints"]
    assert sums == totals
    assert "<html" in (result / "scorecard.html").read_text()


def test_run_shows_who_moved_on_without_a_checkpoint(company: Path, tmp_path: Path) -> None:
    pact = tmp_path / "pact.yaml"
    asked = "{id: known, stage: OPPORTUNITY, must_have: [phone], when: n_employees >= 100}"
    pact.write_text(f"{PACT.read_text()}\ncheckpoints:\n  - {asked}\n")
    outcome = leadpact("run", "--pact", pact, "--data", company, "--out", tmp_path / "out")
    assert outcome.exit_code == 0, outcome.output
    section = json.loads((tmp_path / "out" / "scorecard.json").read_text())["checkpoints"]
    decisions = pq.read_table(tmp_path / "out" / "decisions.parquet").to_pylist()
    answers = [
        (row["stage"], row["checkpoint_known"])
        for row in decisions
        if row["checkpoint_known"] is not None
    ]
    assert {stage for stage, _ in answers} >= {"PIPELINE", "CLOSED_WON"}
    (row,) = section["rows"]
    later = [answer for stage, answer in answers if stage != "OPPORTUNITY"]
    assert (row["moved_on"]["n"], row["moved_on"]["of"]) == (
        sum(answer != "met" for answer in later),
        len(later),
    )
    assert 0 < row["moved_on"]["n"] < len(later)
    assert {gap["missing"] for gap in section["gaps"]} == {"phone", "when"}


def test_run_twice_gives_the_same_scorecard(result: Path, company: Path, tmp_path: Path) -> None:
    leadpact("run", "--pact", PACT, "--data", company, "--out", tmp_path)
    for name in ("scorecard.json", "scorecard.html", "run.json"):
        assert (tmp_path / name).read_bytes() == (result / name).read_bytes(), name


def test_run_stores_the_fingerprint_of_the_pact(result: Path) -> None:
    fingerprint = json.loads(leadpact("check", PACT, "--format", "json").stdout)["fingerprint"]
    assert json.loads((result / "run.json").read_text())["fingerprint"] == fingerprint


def test_explain_names_the_rules_that_gave_points(result: Path, company: Path) -> None:
    rows = pq.read_table(result / "decisions.parquet").to_pylist()
    lead = next(row for row in rows if row["conversation_lead_at"] is not None)
    outcome = leadpact("explain", lead["lead_id"], "--pact", PACT, "--data", company)
    assert outcome.exit_code == 0, outcome.output
    assert "Gate to MQL (CONVERSATION_LEAD): first opened at" in outcome.stdout
    assert "Fit:" in outcome.stdout


def test_explain_agrees_with_what_run_decided(result: Path, company: Path) -> None:
    rows = pq.read_table(result / "decisions.parquet").to_pylist()
    for row in rows[:: len(rows) // 5]:
        arguments = ("--pact", PACT, "--data", company, "--format", "json")
        answer = json.loads(leadpact("explain", row["lead_id"], *arguments).stdout)
        assert answer["stage"] == row["stage"]
        for name, score in answer["scores"].items():
            assert score["millipoints"] == row[f"{name}_millipoints"]


def test_explain_of_an_unknown_lead_says_so(company: Path) -> None:
    outcome = leadpact("explain", "nobody", "--pact", PACT, "--data", company)
    assert outcome.exit_code == 1
    assert "lead-missing: There is no lead `nobody`" in outcome.stderr


def test_judge_answers_every_line_also_the_bad_ones() -> None:
    good = {"lead": {"lead_id": "1", "n_employees": 300, "created_at": "2026-01-05T09:00:00Z"}}
    text = "\n".join([json.dumps(good), "nonsense", '{"lead": {"n_employees": "many"}}'])
    outcome = leadpact("judge", "--pact", PACT, "--as-of", "2026-02-01T00:00:00Z", text=text)
    answers = [json.loads(line) for line in outcome.stdout.splitlines()]
    assert outcome.exit_code == 1
    assert answers[0]["scores"]["fit"]["points"] == 30
    assert answers[1]["error"]["code"] == "json-syntax"
    assert answers[2]["error"]["path"] == "lead.n_employees"
    assert answers[2]["line"] == 3


def test_judge_says_what_checkpoints_lack_where_the_pact_has_some() -> None:
    pact = ROOT / "examples" / "software-for-practices" / "pact.yaml"
    lead = {
        "lead_id": "1",
        "stage": "PIPELINE",
        "budget": 300,
        "created_at": "2026-01-01T00:00:00Z",
    }
    moment = ("--as-of", "2026-03-01T00:00:00Z")
    outcome = leadpact("judge", "--pact", pact, *moment, text=json.dumps({"lead": lead}))
    found = json.loads(outcome.stdout)["checkpoints"]
    assert list(found) == ["opportunity", "discovery", "qualification", "proposal"]
    assert found["qualification"] == {
        "is_met": False,
        "has_moved_on": True,
        "condition": False,
        "missing": ["decides"],
    }
    assert found["proposal"]["has_moved_on"] is False
    outcome = leadpact("judge", "--pact", PACT, *moment, text=json.dumps({"lead": lead}))
    assert "checkpoints" not in json.loads(outcome.stdout)


def test_judge_gives_the_first_moment_a_gate_opened_from_the_history() -> None:
    lead = {
        "lead_id": "1",
        "created_at": "2026-01-01T00:00:00Z",
        "first_name": "A",
        "last_name": "B",
        "email": "a@acme.example",
        "company": "Acme",
        "website": "acme.example",
        "n_employees": 300,
    }
    activity = {"activity_id": "x", "kind": "demo_requested", "occurred_at": "2026-01-09T10:00:00Z"}
    line = json.dumps({"lead": lead, "activities": [activity]})
    outcome = leadpact("judge", "--pact", PACT, "--as-of", "2026-06-01T00:00:00Z", text=line)
    answer = json.loads(outcome.stdout)
    assert answer["stage_label"] == "MQL"
    assert answer["gates"]["conversation_lead"]["opened_at"] == "2026-01-09T10:00:00+00:00"
    assert answer["gates"]["conversation_lead"]["is_open"] is False, "the points have faded since"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("run", "--pact", "no.yaml", "--data", ".", "--out", "{out}"), "There is no file no.yaml"),
        (("run", "--pact", PACT, "--data", "{empty}", "--out", "{out}"), "data-empty"),
        (("run", "--pact", PACT, "--data", "{empty}/no", "--out", "{out}"), "data-missing"),
        (
            ("run", "--pact", PACT, "--data", ".", "--out", "{out}", "--as-of", "yesterday"),
            "no time in ISO 8601",
        ),
        (
            ("run", "--pact", PACT, "--data", ".", "--out", "{out}", "--as-of", "2026-01-01T00:00"),
            "no time zone",
        ),
        (("import", "{empty}", "--mapping", "no.yaml", "--out", "{out}"), "mapping-missing"),
        (("simulate", "--leads", "0", "--out", "{out}"), "Choose a number"),
        (("test", PACT, "no.yaml"), "There is no file no.yaml"),
    ],
)
def test_bad_input_is_stated_in_a_sentence(
    arguments: tuple[str | Path, ...], message: str, tmp_path: Path
) -> None:
    empty, out = tmp_path / "empty", tmp_path / "out"
    empty.mkdir()
    filled = [
        str(item).replace("{empty}", str(empty)).replace("{out}", str(out)) for item in arguments
    ]
    outcome = leadpact(*filled)
    assert outcome.exit_code == 1
    assert message in outcome.stderr
    assert "Traceback" not in outcome.output


def test_an_unknown_command_is_wrong_use() -> None:
    assert leadpact("frobnicate").exit_code == 2


def test_import_shows_what_became_of_every_row(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "leads.csv").write_text("lead_id,created_at\n1,2026-01-01T00:00:00Z\n2,1/2/2026\n")
    outcome = leadpact("import", data, "--out", tmp_path / "out", "--format", "json")
    assert outcome.exit_code == 0, outcome.output
    table = json.loads(outcome.stdout)["tables"]["leads"]
    assert (table["n_read"], table["n_kept"]) == (2, 1)
    refused = pq.read_table(tmp_path / "out" / "refused.parquet").to_pylist()
    assert len(refused) == 1
