"""Append providers set up in a file: a table, a service on this machine, and one that is down."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from leadpact.cli.app import app

LEADS = """\
lead_id,first_name,last_name,company,email
1,Jane,Okonkwo,Fenwick Robotics,jane@fenwick-robotics.com
2,Tomas,Brandvold,Harrow & Sons,tomas@harrow-sons.de
"""
FIRMS = "domain,sector,staff\nfenwick-robotics.com,software,120\n"
PACT = """\
spec: 1
name: Appended
identity:
  enrichment: {providers: [firms, service]}
"""


class _Service(BaseHTTPRequestHandler):
    seen: ClassVar[list[tuple[str, str | None]]] = []

    def do_GET(self) -> None:
        self.seen.append((self.path, self.headers.get("Authorization")))
        body = json.dumps({"company": {"country": "DE"}}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def service() -> Iterator[str]:
    _Service.seen.clear()
    server = HTTPServer(("127.0.0.1", 0), _Service)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/{{key}}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    data = tmp_path / "data"
    data.mkdir()
    (data / "leads.csv").write_text(LEADS)
    (tmp_path / "firms.csv").write_text(FIRMS)
    (tmp_path / "pact.yaml").write_text(PACT)
    return tmp_path


def setting(folder: Path, url: str, **more: Any) -> Path:
    document = {
        "tables": {
            "firms": {
                "table": "firms.csv",
                "ask_by": "domain",
                "key": "domain",
                "columns": {"sector": "industry", "staff": "n_employees"},
                "observed_on": "2026-01-31",
            }
        },
        "services": {
            "service": {
                "url": url,
                "ask_by": "domain",
                "paths": {"company.country": "country"},
                **more,
            }
        },
    }
    path = folder / "providers.yaml"
    path.write_text(json.dumps(document))
    return path


def clean(folder: Path, *options: str | Path) -> Result:
    arguments = ("clean", "--pact", folder / "pact.yaml", "--data", folder / "data")
    texts = [str(item) for item in (*arguments, "--out", folder / "out", *options)]
    return CliRunner().invoke(app, texts)


def leads(folder: Path) -> dict[str, dict[str, Any]]:
    rows = pq.read_table(folder / "out" / "leads.parquet").to_pylist()
    return {row["lead_id"]: row for row in rows}


def test_a_table_and_a_service_fill_what_is_missing(
    folder: Path, service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SERVICE_TOKEN", "s3cret")
    path = setting(folder, service, token_env="SERVICE_TOKEN")
    outcome = clean(folder, "--providers", path)
    assert outcome.exit_code == 0, outcome.output
    found = leads(folder)
    assert (found["1"]["industry"], found["1"]["n_employees"]) == ("software", "120")
    assert found["2"]["industry"] is None
    assert {lead["country"] for lead in found.values()} == {"DE"}
    assert {token for _, token in _Service.seen} == {"Bearer s3cret"}
    sources = pq.read_table(folder / "out" / "provenance.parquet").to_pylist()
    answer = {(row["lead_id"], row["field"]): row["source"] for row in sources}
    assert answer["1", "industry"] == "append:firms"
    assert answer["2", "country"] == "append:service"


def test_what_was_asked_once_is_not_asked_again_and_calls_are_counted(
    folder: Path, service: str
) -> None:
    path = setting(folder, service, per_month=10)
    clean(folder, "--providers", path)
    n_asked = len(_Service.seen)
    clean(folder, "--providers", path)
    assert len(_Service.seen) == n_asked == 2
    state = (folder / "providers.yaml.state.json").read_text()
    assert json.loads(state)["spent"]["service"][1] == 2
    assert "fenwick" not in json.dumps(list(json.loads(state)["cache"]))


def test_no_lead_is_lost_by_a_service_that_is_down(folder: Path) -> None:
    outcome = clean(folder, "--providers", setting(folder, "http://127.0.0.1:1/{key}"))
    assert outcome.exit_code == 0, outcome.output
    assert len(leads(folder)) == 2
    assert "Provider service gave nothing for 2 leads: UNREACHABLE" in outcome.stdout


def test_a_provider_that_nobody_set_up_is_reported_once(folder: Path) -> None:
    outcome = clean(folder)
    assert outcome.exit_code == 0
    assert "provider-not-set-up" in outcome.stderr
    assert "`firms`, `service`" in outcome.stderr


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("tables: {x: {tabel: y}}", "providers-unreadable"),
        ("services: {x: {url: 'ftp://x', ask_by: domain, paths: {a: b}}}", "providers-unreadable"),
        (
            "tables: {x: {table: none.csv, ask_by: domain, key: d, columns: {a: b},"
            " observed_on: '2026-01-31'}}",
            "provider-table-unreadable",
        ),
        (
            "tables: {x: {table: firms.csv, ask_by: domain, key: domain, columns: {sector: x},"
            " observed_on: '2026-02-31'}}",
            "providers-unreadable",
        ),
        (
            "services: {x: {url: 'https://x.example/{key}', ask_by: domain, paths: {a: b},"
            " token_env: LEADPACT_NO_SUCH_TOKEN}}",
            "provider-token-missing",
        ),
    ],
)
def test_a_file_of_providers_with_a_fault_is_reported(folder: Path, text: str, code: str) -> None:
    path = folder / "providers.yaml"
    path.write_text(text)
    outcome = clean(folder, "--providers", path)
    assert outcome.exit_code == 1
    assert f"error {code}" in outcome.stderr


def test_a_key_that_is_none_is_reported_with_its_line_and_column(folder: Path) -> None:
    path = folder / "providers.yaml"
    path.write_text(
        "tables:\n  x:\n    table: firms.csv\n    ask_by: domain\n    key: domain\n"
        "    columns: {a: b}\n    observed_on: '2026-01-31'\n    secret: hunter2\n"
    )
    outcome = clean(folder, "--providers", path)
    assert outcome.exit_code == 1
    assert "providers.yaml:8:5 error providers-unreadable" in outcome.stderr


def test_a_state_that_cannot_be_read_is_reported_and_rebuilt(folder: Path, service: str) -> None:
    path = setting(folder, service)
    state = folder / "providers.yaml.state.json"
    state.write_text("{")
    outcome = clean(folder, "--providers", path)
    assert outcome.exit_code == 0
    assert "provider-state-unreadable" in outcome.stderr
    assert json.loads(state.read_text())["spent"]["service"][1] == 2


def test_run_asks_the_providers_too(folder: Path, service: str) -> None:
    path, result = setting(folder, service), folder / "result"
    arguments = ("run", "--pact", folder / "pact.yaml", "--data", folder / "data", "--out", result)
    outcome = CliRunner().invoke(app, [*map(str, arguments), "--providers", str(path)])
    assert outcome.exit_code == 0, outcome.output
    rows = pq.read_table(result / "identity" / "leads.parquet").to_pylist()
    assert {row["country"] for row in rows} == {"DE"}
    filled = {row["lead_id"]: (row["industry"], row["n_employees"]) for row in rows}
    assert filled == {"1": ("software", "120"), "2": (None, None)}


def test_run_loses_no_lead_by_a_service_that_is_down(folder: Path) -> None:
    path, result = setting(folder, "http://127.0.0.1:1/{key}"), folder / "result"
    arguments = ("run", "--pact", folder / "pact.yaml", "--data", folder / "data", "--out", result)
    outcome = CliRunner().invoke(app, [*map(str, arguments), "--providers", str(path)])
    assert outcome.exit_code == 0, outcome.output
    assert "Provider service gave nothing for 2 leads: UNREACHABLE" in outcome.stdout
    rows = pq.read_table(result / "decisions.parquet").to_pylist()
    assert {row["lead_id"] for row in rows} == {"1", "2"}
