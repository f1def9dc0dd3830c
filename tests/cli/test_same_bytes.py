"""The same data gives the same bytes, whatever the order of its rows and the number of threads."""

import json
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from leadpact.cli.app import app
from leadpact.simulate import simulate_company
from leadpact.storage.store import open_duckdb

EXAMPLES = Path(__file__).parents[2] / "examples"
INBOUND = EXAMPLES / "saas-inbound" / "pact.yaml"
COMMANDS: dict[str, tuple[str | Path, ...]] = {
    "run": ("--pact", INBOUND),
    "replay": ("--pact", EXAMPLES / "saas-follow-up" / "pact.yaml", "--events"),
    "clean": (),
    "dedupe": (),
    "match-accounts": (),
}
MODULES = {"run": "run", "replay": "replay"}


@pytest.fixture(scope="module")
def companies(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return one company twice: as it was simulated, and with the rows of files reversed.

    Those of leads stay: of leads that came in one second, the order of rows is that of arrival.
    """
    folder = tmp_path_factory.mktemp("companies")
    for name in ("one", "other"):
        simulate_company(n_leads=500, n_months=4, seed=5, out=folder / name)
    manifest = folder / "other" / "manifest.json"
    values = json.loads(manifest.read_text())
    assert len(values["files"]) > 5
    for name in (name for name in values["files"] if name.endswith(".parquet")):
        if name.startswith("leads"):
            continue
        path = folder / "other" / name
        table = pq.read_table(path)
        pq.write_table(table.take(pa.array(range(len(table) - 1, -1, -1), pa.int64())), path)
        values["files"][name] = path.stat().st_size
    manifest.write_text(json.dumps(values))
    return folder / "one", folder / "other"


def digests(folder: Path) -> dict[str, str]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in files
        if path.suffix == ".parquet"
    }


@pytest.fixture
def work(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[[str, Path, int], dict[str, str]]:
    def run(command: str, data: Path, threads: int) -> dict[str, str]:
        opened = partial(open_duckdb, threads=threads)
        monkeypatch.setattr(f"leadpact.cli.{MODULES.get(command, 'identity')}.open_duckdb", opened)
        out = tmp_path / f"{data.name}-{threads}"
        arguments = [command, *COMMANDS[command], "--data", data, "--out", out]
        outcome = CliRunner().invoke(app, list(map(str, arguments)))
        assert outcome.exit_code == 0, outcome.output
        return digests(out)

    return run


@pytest.mark.parametrize("command", COMMANDS)
def test_rows_in_another_order_and_other_threads_give_the_same_bytes(
    command: str,
    companies: tuple[Path, Path],
    work: Callable[[str, Path, int], dict[str, str]],
) -> None:
    if command == "dedupe":
        pytest.importorskip("splink")
    first = work(command, companies[0], 1)
    assert first
    assert work(command, companies[1], 4) == first
