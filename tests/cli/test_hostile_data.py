"""Data that nobody would write on purpose: it costs what it spoils, and never the whole command."""

import csv
import io
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from leadpact.cli.app import app
from leadpact.outputs import MANIFEST, Manifest

PACT = """
spec: 1
name: Small
attributes:
  seats: {type: integer}
  spend: {type: number}
  renewal_on: {type: date}
  is_big: {type: boolean}
activities:
  demo: {}
scores:
  fit:
    range: [0, 15]
    rules:
      - {id: size, when: "seats > 10", points: 5}
      - {id: spend, when: "spend > 10", points: 4}
      - {id: big, when: "is_big", points: 3}
      - {id: renewal, when: "renewal_on > '2026-01-01'", points: 3}
  intent:
    range: [0, 10]
    rules: [{id: demo, on: demo, points: 10}]
gates:
  conversation_lead: {when: "fit >= 5 or intent >= 10"}
"""
DUPLICATES = """
spec: 1
name: Duplicates
gates: {conversation_lead: {must_have: [email]}}
identity: {duplicates: {}}
"""
PERSON = "lead_id,first_name,last_name,email,company,created_at\n"


def leadpact(*arguments: str | Path) -> Result:
    """Run a command; what it does not foresee is raised here, and is a traceback for people."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def pact(tmp_path: Path) -> Path:
    path = tmp_path / "pact.yaml"
    path.write_text(PACT)
    return path


@pytest.fixture
def duplicates(tmp_path: Path) -> Path:
    path = tmp_path / "duplicates.yaml"
    path.write_text(DUPLICATES)
    return path


def write(folder: Path, **tables: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text)
    return folder


@pytest.fixture
def one_person(tmp_path: Path) -> Path:
    """Two leads of one person, and nobody else."""
    row = "Paul,Kerr,paul@kerrbros.example,Kerr Bros Inc,2026-01-0{}T09:00:00Z\n"
    rows = "".join(f"{number},{row.format(number)}" for number in (1, 2))
    return write(tmp_path / "one-person", leads=PERSON + rows)


def test_dedupe_shows_one_person_when_every_lead_is_merged_into_another(
    one_person: Path, duplicates: Path, tmp_path: Path
) -> None:
    outcome = leadpact(
        "dedupe", "--pact", duplicates, "--data", one_person, "--out", tmp_path / "out"
    )
    assert outcome.exit_code == 0, outcome.output
    assert "1 person: 1 lead merged into another" in outcome.output
    leads = pq.read_table(tmp_path / "out" / "leads.parquet").to_pylist()
    assert [(row["lead_id"], row["n_exchanges"]) for row in leads] == [("1", 2)]


def test_run_judges_the_person_when_every_lead_is_merged_into_another(
    one_person: Path, duplicates: Path, tmp_path: Path
) -> None:
    outcome = leadpact("run", "--pact", duplicates, "--data", one_person, "--out", tmp_path / "out")
    assert outcome.exit_code == 0, outcome.output
    decisions = pq.read_table(tmp_path / "out" / "decisions.parquet")
    assert decisions["lead_id"].to_pylist() == ["1"]


@pytest.mark.parametrize("command", ["clean", "dedupe", "match-accounts"])
def test_identity_commands_write_no_leads_when_the_table_has_only_a_header(
    command: str, tmp_path: Path
) -> None:
    data = write(tmp_path / "empty", leads=PERSON)
    outcome = leadpact(command, "--data", data, "--out", tmp_path / "out")
    assert outcome.exit_code == 0, outcome.output
    assert "0 leads" in outcome.output
    leads = pq.read_table(tmp_path / "out" / "leads.parquet")
    assert leads.num_rows == 0
    assert str(leads.schema.field("email").type) == "string"


def test_run_says_that_there_are_no_leads_when_the_table_has_only_a_header(
    pact: Path, tmp_path: Path
) -> None:
    data = write(tmp_path / "empty", leads=PERSON)
    outcome = leadpact("run", "--pact", pact, "--data", data, "--out", tmp_path / "out")
    assert outcome.exit_code == 1
    assert "error leads-none" in outcome.stderr


def test_import_keeps_no_row_when_where_selects_none_and_a_column_has_a_default(
    tmp_path: Path,
) -> None:
    data = write(tmp_path / "files", leads="lead_id,source\n1,ads\n")
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(
        "spec: 1\nname: M\ntables:\n  leads:\n    - file: leads.csv\n"
        "      where: {source: {is: [fair]}}\n      columns:\n"
        "        lead_id: {column: lead_id}\n        source: {column: source, default: none}\n"
    )
    outcome = leadpact("import", data, "--mapping", mapping, "--out", tmp_path / "out")
    assert outcome.exit_code == 0, outcome.output
    assert "table-empty" in outcome.stderr


FOREIGN_PAYLOADS = [
    "",
    "not json",
    "null",
    "[1]",
    '{"winner": 1, "loser": 2}',
    '{"first_id":"1","second_id":"1","first_ids":["1"],"second_ids":["1"],"weight":null}',
    '{"first_id":1,"second_id":3,"first_ids":[1],"second_ids":[3],"weight":1}',
    '{"first_id":"1","second_id":"3","first_ids":"13","second_ids":["3"],"weight":1}',
    '{"first_id":"1","second_id":"3","first_ids":["1","3"],"second_ids":["3"],"weight":1}',
    '{"first_id":"1","second_id":"3","first_ids":["1"],"second_ids":["3"],"weight":NaN}',
    '{"first_id":"1","second_id":"3","first_ids":["1"],"second_ids":["3"],"weight":"much"}',
    '{"first_id":"1","second_id":"3","first_ids":[],"second_ids":["3"],"weight":1}',
    "[" * 100_000,
]


def with_event(data: Path, payload: str, *, actor: str = "crm") -> Path:
    lines = io.StringIO()
    names = ("event_id", "lead_id", "kind", "occurred_at", "actor", "payload")
    row = ("e1", "1", "identity.merged", "2026-01-03T09:00:00Z", actor, payload)
    csv.writer(lines).writerows([names, row])
    return write(data, events=lines.getvalue())


@pytest.mark.parametrize("payload", FOREIGN_PAYLOADS)
def test_dedupe_passes_over_merges_of_another_system_and_counts_them(
    one_person: Path, tmp_path: Path, payload: str
) -> None:
    data = with_event(one_person, payload)
    outcome = leadpact("dedupe", "--data", data, "--out", tmp_path / "out")
    assert outcome.exit_code == 0, outcome.output
    assert "warning merge-events-unread: 1 event of merging" in outcome.stderr
    assert "1 person: 1 lead merged into another" in outcome.output


def test_dedupe_reads_a_merge_from_a_table_with_required_columns_only(
    tmp_path: Path,
) -> None:
    rows = "1,Paul,Kerr,paul@kerrbros.example,Kerr Bros Inc,2026-01-01T09:00:00Z\n"
    rows += "3,Ann,Lee,ann@lee.example,Lee Inc,2026-01-02T09:00:00Z\n"
    payload = '{"first_id":"1","second_id":"3","first_ids":["1"],"second_ids":["3"],"weight":null}'
    data = with_event(write(tmp_path / "data", leads=PERSON + rows), payload, actor="person:rep-1")
    for _ in range(2):
        outcome = leadpact("dedupe", "--data", data, "--out", tmp_path / "out")
        assert outcome.exit_code == 0, outcome.output
        assert "merge-events-unread" not in outcome.stderr
        assert "1 person: 1 lead merged into another" in outcome.output


def test_dedupe_keeps_a_lead_as_it_is_when_the_other_lead_of_its_merge_is_not_there(
    tmp_path: Path,
) -> None:
    rows = "3,Ann,Lee,ann@lee.example,Lee Inc,2026-01-02T09:00:00Z\n"
    payload = '{"first_id":"1","second_id":"3","first_ids":["1"],"second_ids":["3"],"weight":null}'
    data = write(tmp_path / "data", leads=PERSON + rows)
    with_event(data, payload.replace('"1"', '"0"'), actor="person:rep-1")
    (data / "events.csv").write_text((data / "events.csv").read_text().replace("e1,1,", "e1,3,"))
    outcome = leadpact("dedupe", "--data", data, "--out", tmp_path / "out")
    assert outcome.exit_code == 0, outcome.output
    assert "1 person: 0 leads merged into another" in outcome.output
    assert pq.read_table(tmp_path / "out" / "members.parquet").num_rows == 0


@pytest.mark.parametrize("damage", ["cut", "empty", "text", "columns", "types"])
@pytest.mark.parametrize("command", ["dedupe", "unmerge"])
def test_damaged_merge_history_is_named_and_left_as_it_is(
    one_person: Path, tmp_path: Path, command: str, damage: str
) -> None:
    out = tmp_path / "out"
    assert leadpact("dedupe", "--data", one_person, "--out", out).exit_code == 0
    history = out / "merge_events.parquet"
    kept = pq.read_table(history)
    match damage:
        case "cut":
            history.write_bytes(history.read_bytes()[:100])
        case "empty":
            history.write_bytes(b"")
        case "text":
            history.write_bytes(b"lead_id\n1\n")
        case "columns":
            pq.write_table(kept.select(["event_id", "lead_id"]), history)
        case "types":
            place = kept.column_names.index("occurred_at")
            pq.write_table(kept.set_column(place, "occurred_at", pa.array([["x"]])), history)
    before = history.read_bytes()
    outcome = (
        leadpact("dedupe", "--data", one_person, "--out", out)
        if command == "dedupe"
        else leadpact("unmerge", "1", "2", "--in", out, "--by", "rep-1")
    )
    assert outcome.exit_code == 1
    code = "merges-unreadable"
    assert f"{history} error {code}: What was merged and parted before" in outcome.stderr
    assert history.read_bytes() == before


FAR = [2**62, -(2**62), 1_769_817_600_000_000]
FOLLOW_UP = Path(__file__).parents[2] / "examples" / "saas-follow-up" / "pact.yaml"


def far_moments(zone: str | None = None) -> pa.Array:
    return pa.array(FAR, pa.timestamp("us", zone))


def hostile_set(folder: Path, **tables: dict[str, object]) -> Path:
    """A data set with tables that `leadpact import` would not have written so."""
    folder.mkdir()
    for name, columns in tables.items():
        pq.write_table(pa.table(columns), folder / f"{name}.parquet")
    files = {path.name: path.stat().st_size for path in folder.iterdir()}
    n_rows = {name: len(pq.read_table(folder / f"{name}.parquet")) for name in tables}
    manifest = Manifest("import", n_rows=n_rows, files=files)
    (folder / MANIFEST).write_text(manifest.as_text())
    return folder


IDS = ["1", "2", "3"]
SOUND = {"lead_id": IDS, "created_at": pa.array([FAR[2]] * 3, pa.timestamp("us"))}
ODD = pa.array([float("inf"), float("nan"), 12.5])
ODD_DAYS = pa.array([2**31 - 1, -(2**31), 20_000], pa.int32()).cast(pa.date32())
HOSTILE_SETS: dict[str, dict[str, dict[str, object]]] = {
    "attributes": {
        "leads": {**SOUND, "seats": ODD, "spend": ODD, "renewal_on": ODD_DAYS, "is_big": ODD}
    },
    "created": {"leads": {"lead_id": IDS, "created_at": far_moments()}},
    "created-utc": {"leads": {"lead_id": IDS, "created_at": far_moments("UTC")}},
    "stages": {"leads": {**SOUND, "stage": ["?", "MEETING", ""], "stage_at": far_moments()}},
    "activities": {
        "leads": SOUND,
        "activities": {
            "activity_id": IDS,
            "lead_id": IDS,
            "kind": ["demo"] * 3,
            "occurred_at": far_moments(),
            "value": ODD,
        },
    },
    "opportunities": {
        "leads": SOUND,
        "opportunities": {
            "opportunity_id": IDS,
            "lead_id": IDS,
            "opened_at": far_moments(),
            "closed_at": far_moments(),
            "amount": ODD,
            "outcome": ["WON", "WON", "WON"],
            "currency": ["USD"] * 3,
            "expected_close_on": ODD_DAYS,
        },
    },
    "reps": {
        "leads": SOUND,
        "reps": {
            "rep_id": IDS,
            "role": ["SDR"] * 3,
            "weight": ODD,
            "daily_cap": ODD,
            "open_cap": ODD,
            "hired_on": ODD_DAYS,
            "active_from": far_moments(),
        },
    },
    "quotas": {
        "leads": SOUND,
        "quotas": {
            "quota_id": IDS,
            "team": ["a"] * 3,
            "starts_on": ODD_DAYS,
            "ends_on": ODD_DAYS,
            "amount": ODD,
        },
    },
}


@pytest.mark.parametrize("command", ["run", "replay", "explain", "clean", "match-accounts"])
@pytest.mark.parametrize("name", HOSTILE_SETS)
def test_command_ends_well_on_a_data_set_with_cells_that_python_cannot_hold(
    pact: Path, tmp_path: Path, name: str, command: str
) -> None:
    data = hostile_set(tmp_path / "data", **HOSTILE_SETS[name])
    used = {"run": ["--pact", pact], "explain": ["3", "--pact", pact]}
    used["replay"] = ["--pact", FOLLOW_UP]
    out = [] if command == "explain" else ["--out", tmp_path / "out"]
    outcome = leadpact(command, *used.get(command, []), "--data", data, *out)
    assert outcome.exit_code == 0, outcome.output
    if command == "run":
        decisions = pq.read_table(tmp_path / "out" / "decisions.parquet")
        assert sorted(decisions["lead_id"].to_pylist()) == IDS


@pytest.mark.parametrize("command", ["clean", "match-accounts"])
def test_text_of_a_data_set_that_is_no_utf_8_is_named_with_its_file(
    tmp_path: Path, command: str
) -> None:
    broken = pa.array([b"\xff", b"a@b.example", None], pa.binary())
    email = pa.Array.from_buffers(pa.string(), 3, broken.buffers())
    data = hostile_set(tmp_path / "data", leads={**SOUND, "email": email})
    outcome = leadpact(command, "--data", data, "--out", tmp_path / "out")
    assert outcome.exit_code == 1
    code = "data-failed"
    assert f"error {code}: The data could not be worked on: " in outcome.stderr
    assert f'{data / "leads.parquet"}": value "\\xFF" is not valid UTF8' in outcome.stderr
    assert not (tmp_path / "out").exists()
