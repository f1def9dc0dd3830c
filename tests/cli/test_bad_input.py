"""What users get wrong: each mistake has its code, its place and its mending, and no traceback."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from small_company import LEAD, LEADS, issue_of, leadpact, run
from typer.testing import Result

from leadpact.outputs import open_output
from leadpact.simulate import simulate_company

PACT = Path(__file__).parents[2] / "examples" / "saas-inbound" / "pact.yaml"


def dataset(folder: Path, **tables: pa.Table) -> Path:
    with open_output(folder, made_by="import") as output:
        for name, table in tables.items():
            pq.write_table(table, output.folder / f"{name}.parquet")
        n_rows = {name: table.num_rows for name, table in tables.items()}
        output.describe(n_rows=n_rows, unique_tables=tables)
    return folder


def leads_table(**more: list[object]) -> pa.Table:
    created = pa.array([datetime(2026, 1, 31, tzinfo=UTC)], pa.timestamp("us", "UTC"))
    return pa.table({"lead_id": ["1"], "created_at": created, **more})


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        (["--as-of", "yesterday"], "as-of-unreadable", "no time in ISO 8601"),
        (["--as-of", ""], "as-of-unreadable", "no time in ISO 8601"),
        (["--as-of", "2026-01-01T09:00"], "as-of-unreadable", "Add the offset"),
        (["--as-of", "1800-01-01T00:00:00Z"], "as-of-unreadable", "1970 to 2099"),
        (["--as-of", "9999-12-31T23:59:59-12:00"], "as-of-unreadable", "1970 to 2099"),
        (["--as-of", "2099-12-31T23:59:59-12:00"], "as-of-unreadable", "1970 to 2099"),
        (["--memory-limit", "lots"], "memory-limit-unreadable", "Write 4GB"),
        (["--memory-limit", ""], "memory-limit-unreadable", "Write 4GB"),
        (["--memory-limit", "4GB'; x"], "memory-limit-unreadable", "Write 4GB"),
        (["--memory-limit", "1KB"], "memory-limit-unreadable", "too little"),
    ],
)
def test_an_option_that_cannot_be_read_is_stated(
    options: list[str], code: str, message: str, pact: Path, data: Path
) -> None:
    outcome = run(pact, data, *options)
    assert outcome.exit_code == 1
    line = issue_of(outcome, code)
    assert line.startswith(f"{options[0]} error ")
    assert message in line
    assert not (pact.parent / "out").exists()


@pytest.mark.parametrize("limit", ["500MB", "1.5 GiB", "4gb"])
def test_amounts_of_memory_are_taken_in_usual_writings(limit: str, pact: Path, data: Path) -> None:
    assert run(pact, data, "--memory-limit", limit).exit_code == 0


def test_a_file_cannot_be_the_folder_of_results(pact: Path, data: Path) -> None:
    assert "is a file" in issue_of(run(pact, data, "--out", pact), "out-no-folder")
    assert run(pact, data, "--out", pact).exit_code == 1
    below = issue_of(run(pact, data, "--out", pact / "below"), "out-no-folder")
    assert f"{pact} is a file" in below
    assert "is a file" in issue_of(leadpact("import", data, "--out", pact), "out-no-folder")


def test_results_do_not_go_among_the_data(pact: Path, data: Path) -> None:
    assert run(pact, data, "--out", data).exit_code == 1
    issue_of(run(pact, data, "--out", data), "out-is-data")
    assert [path.name for path in data.iterdir()] == ["leads.csv"]


def test_a_folder_is_no_pact(pact: Path, data: Path) -> None:
    outcomes = (leadpact("check", data), run(data, data), leadpact("diff", pact, data))
    for outcome in (*outcomes, leadpact("test", pact, data)):
        assert outcome.exit_code == 1
        assert "is a folder" in issue_of(outcome, "file-missing")


def test_a_table_of_cases_with_a_warning_runs(pact: Path, tmp_path: Path) -> None:
    table = tmp_path / "cases.yaml"
    text = "as_of: 2026-03-02T12:00:00Z\ncases: [{name: a, expect: {stage: TARGET}}]\n"
    table.write_text(text, encoding="utf-8-sig")
    outcome = leadpact("test", pact, table)
    assert outcome.exit_code == 0
    assert "1 passed, 0 failed" in outcome.stdout
    issue_of(outcome, "byte-order-mark")


@pytest.mark.parametrize(
    ("options", "place", "message"),
    [
        (["--leads", "0"], "--leads", "`--leads` is 0. Choose a number"),
        (["--months", "999"], "--months", "`--months` is 999"),
        (["--seed", "-1"], "--seed", "`--seed` is -1"),
        (["--starts-on", "1890-01-01"], "--starts-on", "1970 to 2099"),
        (["--starts-on", "2099-01-01", "--months", "12"], "--starts-on", "1970 to 2099"),
        (["--until", "1970-03-01", "--months", "12"], "--until", "1970 to 2099"),
        (["--until", "yesterday"], "--until", "'yesterday' is no day"),
        (["--leads-per-sdr", "0"], "--leads-per-sdr", "`--leads-per-sdr` is 0.0"),
    ],
)
def test_a_company_that_cannot_be_simulated_is_stated(
    options: list[str], place: str, message: str, tmp_path: Path
) -> None:
    outcome = leadpact("simulate", *options, "--out", tmp_path / "new")
    assert outcome.exit_code == 1
    line = issue_of(outcome, "simulation-unable")
    assert line.startswith(f"{place} error ")
    assert message in line


def test_a_simulation_does_not_mix_with_other_files(data: Path) -> None:
    outcome = leadpact("simulate", "--leads", "10", "--out", data)
    assert "leads.csv, which `leadpact simulate` did not write" in issue_of(
        outcome, "out-not-empty"
    )


def test_a_damaged_manifest_is_stated(pact: Path, data: Path) -> None:
    (data / "manifest.json").write_text("{")
    assert "is no manifest" in issue_of(run(pact, data), "manifest-unreadable")


@pytest.mark.parametrize(
    ("table", "code", "message"),
    [
        (pa.table({"x": [1]}), "dataset-column-missing", "leads has no column lead_id"),
        (pa.table({"lead_id": [1]}), "dataset-column-type", "holds whole numbers, not texts"),
        (leads_table(renewal_on=[3]), "attribute-column-type", "type date in the pact"),
        (leads_table(seats=[datetime(2026, 1, 1)]), "attribute-column-type", "holds times"),  # noqa: DTZ001
        (leads_table()[:0], "leads-none", "nobody to judge"),
    ],
)
def test_a_data_set_of_another_shape_is_stated(
    table: pa.Table, code: str, message: str, pact: Path, tmp_path: Path
) -> None:
    folder = dataset(tmp_path / "set", leads=table)
    for outcome in (
        run(pact, folder),
        leadpact("explain", "1", "--pact", pact, "--data", folder),
    ):
        assert outcome.exit_code == 1
        assert message in issue_of(outcome, code)


def test_a_damaged_table_is_stated(pact: Path, tmp_path: Path) -> None:
    folder = dataset(tmp_path / "set", leads=leads_table())
    (folder / "leads.parquet").write_bytes(b"no")
    assert "has 2 bytes, not" in issue_of(run(pact, folder), "output-incomplete")


def test_too_little_memory_is_stated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One core, so that the memory is short on every machine: the floor of the limit is lowered."""
    simulate_company(n_leads=3000, n_months=6, seed=1, out=tmp_path / "set")
    monkeypatch.setattr("leadpact.cli.loading._LEAST_MEMORY", 1)
    outcome = run(PACT, tmp_path / "set", "--memory-limit", "1MB", "--out", tmp_path / "out")
    assert outcome.exit_code == 1
    assert "Raise --memory-limit" in issue_of(outcome, "memory-exhausted")


def test_a_lead_that_is_not_there_is_stated_with_the_name_of_the_data(
    pact: Path, data: Path
) -> None:
    (data / "leads.csv").write_text(LEADS + LEAD + "2,1/2/2026,,,\n")
    outcome = leadpact("explain", "2", "--pact", pact, "--data", data)
    assert outcome.exit_code == 1
    line = issue_of(outcome, "lead-missing")
    assert line.startswith(f"{data} error")
    assert "may have been refused" in line
    assert "leadpact import" in issue_of(outcome, "rows-refused"), "the file is removed at once"


def test_what_the_commands_about_identity_do_not_find_is_stated(data: Path) -> None:
    def match(lead_id: str) -> Result:
        return leadpact("explain-match", lead_id, "a", "--data", data)

    assert match("1").exit_code == 1
    issue_of(match("1"), "account-missing")
    issue_of(match("2"), "lead-missing")
    (data / "accounts.csv").write_text("account_id,name\nb,Acme\n")
    assert "There is no account `a`" in issue_of(match("1"), "account-missing")
    (data / "leads.csv").unlink()
    issue_of(match("1"), "leads-none")


def test_a_path_that_is_no_utf8_is_stated(pact: Path, data: Path) -> None:
    name = os.fsdecode(bytes(data.parent) + b"/\xff")
    assert "no UTF-8" in issue_of(run(pact, data, "--out", name), "path-unusable")


def process(*arguments: str | Path, stdin: IO[str] | None = None) -> subprocess.Popen[bytes]:
    # As at a terminal: who runs the tests in the background has Ctrl-C ignored, and we inherit it.
    start = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    start += "; from leadpact.cli.app import main; main()"
    pipes = {"stdin": stdin, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([sys.executable, "-c", start, *map(str, arguments)], **pipes)


def test_a_closed_pipe_ends_judge_without_a_word(pact: Path, tmp_path: Path) -> None:
    lines = tmp_path / "lines"
    lines.write_text('{"lead": {"lead_id": "1"}}\n' * 3000)
    with lines.open() as text, process("judge", "--pact", pact, stdin=text) as running:
        assert b'"lead_id": "1"' in running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == b""


def test_ctrl_c_ends_a_run_without_a_traceback(tmp_path: Path) -> None:
    """Whatever is running when it comes: a query of the engine, or Python."""
    simulate_company(n_leads=20_000, n_months=12, seed=1, out=tmp_path / "set")
    arguments = ("run", "--pact", PACT, "--data", tmp_path / "set", "--out", tmp_path / "out")
    with process(*arguments) as running:
        while not list(tmp_path.glob(".out.leadpact-*-*")):
            assert running.poll() is None
            time.sleep(0.01)
        running.send_signal(signal.SIGINT)
        _, message = running.communicate(timeout=60)
    assert running.returncode == 130
    assert b"Traceback" not in message
