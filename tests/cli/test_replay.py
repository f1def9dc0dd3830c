"""`leadpact replay`: who would have had which lead, had the pact been in force."""

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from small_company import leadpact

LEADS = """\
lead_id,created_at,source,owner_rep_id,stage,stage_at
1,2026-01-05T09:00:00Z,web,ann,DISQUALIFIED,2026-01-07T09:00:00Z
2,2026-01-05T10:00:00Z,web,ann,,
3,2026-01-05T11:00:00Z,list,,,
4,2026-01-06T09:00:00Z,web,,,
5,2026-01-06T10:00:00Z,list,bob,,
"""
REPS = "rep_id,role\nann,SDR\nbob,SDR\n"
OPPORTUNITIES = """\
opportunity_id,lead_id,opened_at,amount,currency,outcome,closed_at
o1,2,2026-01-20T09:00:00Z,1000.50,EUR,WON,2026-02-01T09:00:00Z
o2,5,2026-01-21T09:00:00Z,70,EUR,,
"""
PACT = """\
spec: 1
name: One a day
attributes:
  source: {type: category, values: [web, list]}
scores:
  fit: {rules: [{id: came, when: "source == 'web'", points: 10}]}
routing:
  pools:
    sdr: {roles: [SDR], hours: any, caps: {per_day: 1}}
  routes: []
  default: sdr
"""
GATED = PACT.replace(
    "routing:", 'gates:\n  conversation_lead: {when: "fit >= 10"}\nrouting:'
).replace("One a day", "Web only")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    texts = {"leads": LEADS, "reps": REPS, "opportunities": OPPORTUNITIES}
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text)
    (tmp_path / "pact.yaml").write_text(PACT)
    (tmp_path / "gated.yaml").write_text(GATED)
    return folder


def replay(data: Path, *options: str | Path, pact: str = "pact.yaml", out: str = "out") -> Any:
    folder = data.parent / out
    arguments = ("--pact", data.parent / pact, "--data", data, "--out", folder)
    outcome = leadpact("replay", *arguments, "--format", "json", *options)
    assert outcome.exit_code == 0, outcome.output
    return json.loads(outcome.stdout)


def test_every_lead_has_a_rep_or_a_reason_and_the_longest_waiting_is_first(data: Path) -> None:
    values = replay(data, "--to", "2026-01-06T23:00:00Z")
    assert (values["n_leads"], values["n_placed"]) == (5, 4)
    assert values["waiting"] == {"EVERYONE_AT_CAP": 1}
    rows = pq.read_table(data.parent / "out" / "assignments.parquet").to_pylist()
    assert {row["lead_id"] for row in rows if row["rep_id"] is None} == {"5"}
    assert [row["waited_for"] for row in rows] == [
        None,
        None,
        "EVERYONE_AT_CAP",
        None,
        "EVERYONE_AT_CAP",
    ]


def test_it_says_how_many_of_the_never_worked_would_have_found_a_rep(data: Path) -> None:
    values = replay(data)
    assert values["never_worked"] == {"n_leads": 2, "n_placed": 2}
    assert values["reps"][0]["most_in_a_week"] <= 7
    assert any("nobody contacted" in sentence for sentence in values["cannot_say"])


def test_the_same_history_gives_the_same_bytes(data: Path) -> None:
    replay(data, out="one")
    replay(data, out="two")
    for name in ("replay.json", "assignments.parquet"):
        one, two = (data.parent / out / name for out in ("one", "two"))
        assert one.read_bytes() == two.read_bytes()


def test_leads_outside_the_period_are_left_out(data: Path) -> None:
    options = ("--from", "2026-01-05T10:00:00Z", "--to", "2026-01-06T09:00:00Z")
    assert replay(data, *options)["n_leads"] == 3


def test_two_pacts_are_compared_on_what_history_tells(data: Path) -> None:
    values = replay(data, "--against", data.parent / "gated.yaml")
    groups = values["compared"]["groups"]
    assert groups["let_in_by_both"]["n_leads"] == 3
    assert groups["let_in_by_both"]["n_won"] == 1
    assert groups["let_in_by_both"]["won_amounts"] == {"EUR": "1000.50"}
    only = groups["let_in_only_by_the_first"]
    assert (only["n_leads"], only["n_worked"], only["n_with_opportunity"]) == (2, 1, 1)
    assert 0 < only["opportunity_rate_low"] < only["opportunity_rate_high"] <= 1
    assert groups["let_in_only_by_the_second"]["opportunity_rate"] is None
    assert values["against"]["pact"] == "Web only"


def test_those_kept_out_are_counted_with_what_history_knows_of_them(data: Path) -> None:
    outcomes = replay(data, pact="gated.yaml")["outcomes"]
    assert outcomes["let_in"]["n_leads"] == 3
    kept = outcomes["kept_out"]
    assert (kept["n_leads"], kept["n_worked"], kept["n_with_opportunity"]) == (2, 1, 1)
    assert kept["won_amounts"] == {}


def test_leads_that_only_the_other_pact_lets_in_are_known_by_their_history(data: Path) -> None:
    values = replay(data, "--against", data.parent / "pact.yaml", pact="gated.yaml")
    only = values["compared"]["groups"]["let_in_only_by_the_second"]
    assert (only["n_leads"], only["n_worked"], only["n_with_opportunity"]) == (2, 1, 1)


def test_amounts_of_several_currencies_are_not_added(data: Path) -> None:
    table = data / "opportunities.csv"
    table.write_text(OPPORTUNITIES.replace("70,EUR,,", "70,USD,WON,2026-02-01T09:00:00Z"))
    outcomes = replay(data)["outcomes"]
    assert outcomes["let_in"]["won_amounts"] == {"EUR": "1000.50", "USD": "70.00"}


def test_for_people_the_comparison_is_reported_in_sentences(data: Path) -> None:
    arguments = ("--pact", data.parent / "pact.yaml", "--data", data, "--out", data.parent / "out")
    outcome = leadpact("replay", *arguments, "--against", data.parent / "gated.yaml")
    assert "5 leads came to be routed under One a day" in outcome.stdout
    assert "2 were never worked; 2 would have found a rep" in outcome.stdout
    assert "2 let in only by the first, 1 of them worked" in outcome.stdout
    assert "nobody worked them, so nothing is known" in outcome.stdout


def test_a_pact_that_routes_nobody_cannot_be_replayed(data: Path) -> None:
    pact = data.parent / "none.yaml"
    pact.write_text("spec: 1\nname: None\n")
    outcome = leadpact("replay", "--pact", pact, "--data", data, "--out", data.parent / "out")
    assert outcome.exit_code == 1
    assert "routing-missing" in outcome.stderr


@pytest.mark.parametrize("command", ["replay", "run"])
def test_a_table_of_leads_without_rows_ends_a_replay_as_it_ends_a_run(
    command: str, data: Path
) -> None:
    (data / "leads.csv").write_text(LEADS.splitlines(keepends=True)[0])
    out = data.parent / "out"
    outcome = leadpact(command, "--pact", data.parent / "pact.yaml", "--data", data, "--out", out)
    assert outcome.exit_code == 1, outcome.output
    assert f"{data} error leads-none: There are no leads" in outcome.stderr
    assert not out.exists()


def test_an_imported_data_set_without_leads_cannot_be_replayed(data: Path) -> None:
    (data / "leads.csv").write_text(LEADS.splitlines(keepends=True)[0])
    imported, out = data.parent / "imported", data.parent / "out"
    assert leadpact("import", data, "--out", imported).exit_code == 0
    arguments = ("--pact", data.parent / "pact.yaml", "--data", imported, "--out", out)
    for more in ((), ("--lead", "1")):
        outcome = leadpact("replay", *arguments, *more)
        assert outcome.exit_code == 1, outcome.output
        assert f"{imported} error leads-none: " in outcome.stderr
        assert not out.exists()


def test_where_reps_and_pact_do_not_fit_is_reported(data: Path) -> None:
    pact = data.parent / "named.yaml"
    pact.write_text(PACT.replace("roles: [SDR]", "reps: [ann, zoe]"))
    arguments = ("--pact", pact, "--data", data, "--out", data.parent / "out")
    outcome = leadpact("replay", *arguments)
    assert outcome.exit_code == 0, outcome.output
    assert "warning rep-missing" in outcome.stderr
    assert "zoe" in outcome.stderr
