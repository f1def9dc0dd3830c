"""A replay writes its events; replayed again, they give the same bytes. Damaged, they stop."""

import json
from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from small_company import issue_of, leadpact

from damaged_tables import Damage, with_value
from leadpact.simulate import simulate_company

FOLLOW_UP = Path(__file__).parents[2] / "examples" / "saas-follow-up" / "pact.yaml"
CAPPED = """\
spec: 1
name: Capped
attributes: {title: {type: text}, n_employees: {type: integer, from: accounts.n_employees}}
routing:
  pools: {sdr: {roles: [SDR], caps: {per_day: 1, open: 20}}}
  routes: [{id: chiefs, when: "title contains 'vp'", pool: sdr}]
  default: sdr
cadences:
  tracks:
    - id: all
      steps: [{id: call, channel: call}, {id: mail, channel: email, after: {days: 2}}]
  unreachable: {attempts: 2}
  on_leave: hand_over
clocks:
  - {kind: first_touch, within: {hours: 4}, on_breach: [{do: reassign}]}
  - {kind: meeting_update, within: {days: 1}}
handoff: {}
feedback: {}
"""
LOG = ("events", "parts", "personal")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a simulated company, two pacts, and a replay of the capped one."""
    root = tmp_path_factory.mktemp("replayed")
    simulate_company(n_leads=350, n_months=4, seed=5, out=root / "data")
    (root / "capped.yaml").write_text(CAPPED)
    (root / "follow-up.yaml").write_text(FOLLOW_UP.read_text())
    (root / "looser.yaml").write_text(CAPPED.replace("per_day: 1", "per_day: 2"))
    replay(root, "capped", "--events", out="capped")
    return root


def replay(root: Path, pact: str, *options: str | Path, out: str) -> None:
    outcome = attempt(root, pact, *options, out=out)
    assert outcome.exit_code == 0, outcome.output


def attempt(root: Path, pact: str, *options: str | Path, out: str) -> Any:
    data = ("--data", root / "data", "--out", root / out)
    return leadpact("replay", "--pact", root / f"{pact}.yaml", *data, *options)


def digests(folder: Path) -> dict[str, str]:
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def rows(folder: Path, name: str = "events") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(folder / f"{name}.parquet").to_pylist()
    return found


@pytest.mark.parametrize("pact", ["capped", "follow-up"])
def test_a_replay_of_what_a_replay_wrote_gives_the_same_bytes(folder: Path, pact: str) -> None:
    replay(folder, pact, "--events", out=pact)
    again = f"{pact}-again"
    replay(folder, pact, "--events", "--log", folder / pact, out=again)
    assert digests(folder / again) == digests(folder / pact)
    assert {f"{name}.parquet" for name in (*LOG, "assignments", "clocks")} < {
        *digests(folder / pact)
    }


def test_the_log_that_is_compared_has_all_that_makes_a_replay_hard(folder: Path) -> None:
    kinds = Counter(row["kind"] for row in rows(folder / "capped"))
    wanted = {
        *("lead.waiting", "lead.released", "command.refused", "clock.breached", "meeting.held"),
        *("meeting.missed", "opportunity.opened", "opportunity.moved", "lead.dispositioned"),
        *("cadence.started", "prospect.replied", "message.due"),
    }
    assert wanted <= kinds.keys()
    names = {row["command_id"].split("/")[0] for row in rows(folder / "capped")}
    assert {"leave", "again", "history", "touch", "opportunity", "time"} <= names
    assert rows(folder / "capped", "personal")


def test_without_the_option_nothing_but_the_results_is_written(folder: Path) -> None:
    replay(folder, "capped", out="plain")
    with_events = digests(folder / "capped")
    plain = digests(folder / "plain")
    assert plain.keys() == with_events.keys() - {f"{name}.parquet" for name in LOG}
    for name in ("assignments.parquet", "clocks.parquet", "replay.json"):
        assert plain[name] == with_events[name]


def test_the_same_reports_under_another_pact_give_what_its_own_history_gives(
    folder: Path,
) -> None:
    replay(folder, "looser", "--events", out="from-data")
    replay(folder, "looser", "--events", "--log", folder / "capped", out="from-log")
    assert digests(folder / "from-log") == digests(folder / "from-data")
    assert rows(folder / "from-log") != rows(folder / "capped")


def test_both_pacts_of_a_comparison_write_their_events(folder: Path) -> None:
    replay(folder, "capped", "--events", "--against", folder / "looser.yaml", out="both")
    assert rows(folder / "both") == rows(folder / "capped")
    replay(folder, "looser", "--events", out="alone")
    for name in LOG:
        assert rows(folder / "both", f"{name}_against") == rows(folder / "alone", name)


def test_a_data_set_whose_own_events_are_numbered_is_replayed_from_them(
    folder: Path, tmp_path: Path
) -> None:
    simulate_company(n_leads=350, n_months=4, seed=5, out=tmp_path / "data")
    (tmp_path / "capped.yaml").write_text(CAPPED)
    for part in (tmp_path / "data" / "events").iterdir():
        part.unlink()
        pq.write_table(pq.read_table(folder / "capped" / "events.parquet"), part)
    personal = (folder / "capped" / "personal.parquet").read_bytes()
    (tmp_path / "data" / "personal.parquet").write_bytes(personal)
    name_files_again(tmp_path / "data")
    replay(tmp_path, "capped", "--events", out="out")
    assert rows(tmp_path / "out") == rows(folder / "capped")


def test_a_lead_is_explained_from_a_log_as_from_its_history(folder: Path) -> None:
    lead_id = rows(folder / "capped")[0]["lead_id"]
    one = attempt(folder, "capped", "--lead", lead_id, out="lead")
    other = attempt(folder, "capped", "--lead", lead_id, "--log", folder / "capped", out="lead")
    assert one.exit_code == other.exit_code == 0
    assert one.stdout == other.stdout


def test_a_period_leaves_out_leads_of_a_log_that_came_before_it(folder: Path) -> None:
    options = ("--log", folder / "capped", "--from", "2024-03-01T00:00:00Z")
    replay(folder, "capped", *options, out="later")
    came = [row["arrived_at"] for row in rows(folder / "later", "assignments")]
    all_came = [row["arrived_at"] for row in rows(folder / "capped", "assignments")]
    assert min(came).month == 3
    assert sorted(came) == sorted(at for at in all_came if at.month >= 3)


def test_of_a_log_without_personal_values_the_events_keep_their_hashes(
    folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "events.parquet").write_bytes((folder / "capped/events.parquet").read_bytes())
    replay(folder, "capped", "--events", "--log", tmp_path, out="erased")
    taken = [
        [row["payload"] for row in rows(folder / out) if row["kind"] == "command.taken"]
        for out in ("erased", "capped")
    ]
    came = [[text for text in texts if "record_judgement" in text] for texts in taken]
    assert sorted(came[0]) == sorted(came[1])
    assert rows(folder / "erased", "personal") == []


def name_files_again(folder: Path) -> None:
    """Let a manifest name the files as they are."""
    path = folder / "manifest.json"
    values = json.loads(path.read_text())
    files = [file for file in folder.rglob("*") if file.is_file() and file != path]
    values["files"] = {file.relative_to(folder).as_posix(): file.stat().st_size for file in files}
    path.write_text(json.dumps(values))


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda table: table.slice(1), "log-gap"),
        (with_value("kind", "lead.vanished", 2), "event-kind-unknown"),
    ],
)
def test_a_log_that_is_not_as_it_was_written_stops_and_nothing_is_written(
    folder: Path, tmp_path: Path, damage: Damage, code: str
) -> None:
    table = damage(pq.read_table(folder / "capped" / "events.parquet"))
    pq.write_table(table, tmp_path / "events.parquet")
    outcome = attempt(folder, "capped", "--log", tmp_path, out="none")
    assert outcome.exit_code == 1
    line = issue_of(outcome, code)
    assert line.endswith(".")
    assert not (folder / "none").exists()


def test_a_log_whose_file_was_cut_stops(folder: Path, tmp_path: Path) -> None:
    written = (folder / "capped" / "events.parquet").read_bytes()
    (tmp_path / "events.parquet").write_bytes(written[:-100])
    outcome = attempt(folder, "capped", "--log", tmp_path, out="none")
    assert str(tmp_path / "events.parquet") in issue_of(outcome, "log-unreadable")
    assert not (folder / "none").exists()


@pytest.mark.parametrize(
    ("name", "code"), [("reversed", "log-reordered"), ("doubled", "log-doubled")]
)
def test_rows_in_another_order_or_twice_are_recovered_with_a_warning(
    folder: Path, tmp_path: Path, name: str, code: str
) -> None:
    table = pq.read_table(folder / "capped" / "events.parquet")
    backwards = pa.array(range(len(table) - 1, -1, -1), pa.int64())
    changed = table.take(backwards) if name == "reversed" else pa.concat_tables([table, table])
    pq.write_table(changed, tmp_path / "events.parquet")
    for part in LOG[1:]:
        copied = (folder / "capped" / f"{part}.parquet").read_bytes()
        (tmp_path / f"{part}.parquet").write_bytes(copied)
    outcome = attempt(folder, "capped", "--events", "--log", tmp_path, out=name)
    assert outcome.exit_code == 0, outcome.output
    assert f"warning {code}: " in outcome.stderr
    assert digests(folder / name) == digests(folder / "capped")


def test_a_log_of_another_company_stops(folder: Path, tmp_path: Path) -> None:
    simulate_company(n_leads=60, n_months=4, seed=5, out=tmp_path / "data")
    (tmp_path / "capped.yaml").write_text(CAPPED)
    outcome = attempt(tmp_path, "capped", "--log", folder / "capped", out="none")
    assert "leads that the data set does not have" in issue_of(outcome, "log-foreign")
    assert not (tmp_path / "none").exists()


def test_a_folder_without_events_is_no_log(folder: Path, tmp_path: Path) -> None:
    outcome = attempt(folder, "capped", "--log", tmp_path, out="none")
    assert str(tmp_path) in issue_of(outcome, "log-missing")


def test_personal_values_that_were_changed_stop(folder: Path, tmp_path: Path) -> None:
    for part in LOG:
        copied = (folder / "capped" / f"{part}.parquet").read_bytes()
        (tmp_path / f"{part}.parquet").write_bytes(copied)
    path = tmp_path / "personal.parquet"
    pq.write_table(with_value("value", '"Nobody"', 0)(pq.read_table(path)), path)
    outcome = attempt(folder, "capped", "--log", tmp_path, out="none")
    assert str(path) in issue_of(outcome, "personal-damaged")


def test_a_log_is_not_overwritten_by_the_replay_that_reads_it(folder: Path) -> None:
    before = digests(folder / "capped")
    outcome = attempt(folder, "capped", "--log", folder / "capped", out="capped")
    assert outcome.exit_code == 1
    assert "out-is-data" in outcome.stderr
    assert digests(folder / "capped") == before
