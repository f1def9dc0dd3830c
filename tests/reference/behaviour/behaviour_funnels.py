"""Record what the commands write of a simulated company and of the real funnels.

The real funnels lie beside the repository. Of JSON every value is a line with its path. Texts of
several words, such as readings, are a kind of their own, so that rewriting a sentence hides no
change of a number.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow.parquet as pq
from canonical_values import Writer
from typer.testing import CliRunner

from leadpact.cli.app import app

ROOT = Path(__file__).parents[3]
SHARED_DATA = Path(os.environ.get("LEADPACT_SHARED_DATA", ROOT.parent / "shared" / "data"))
SIMULATED = "simulated"
COMPANY = ("--leads", "2000", "--months", "8", "--seed", "1")
COMMANDS = {
    "company/run": ("run", "saas-inbound", SIMULATED),
    "company/replay": ("replay", "saas-follow-up", SIMULATED),
    "funnels/marketstar-run": ("run", "marketstar-sdr-funnel", "marketstar-sdr-funnel"),
    "funnels/olist-run": ("run", "olist-marketing-funnel", "olist-marketing-funnel"),
    "funnels/marketstar-replay": ("replay", "marketstar-sdr-capacity", "marketstar-sdr-funnel"),
}
"""By block: the command, the example whose pact it takes, the data, which name their mapping."""
REAL = tuple(block for block, (_, _, data) in COMMANDS.items() if data != SIMULATED)
"""The blocks that need the real data."""
FILES = ("decisions.parquet", "ledger.parquet", "scorecard.json", "assignments.parquet")
FILES = (*FILES, "clocks.parquet", "replay.json")
DIGITS = 12
"""Significant digits of a fraction: sums over many rows depend on their order beyond that."""
_WRITER = Writer()


def record_funnel(block: str) -> dict[str, list[str]]:
    """Run one command on its funnel and record what it wrote, every file by itself."""
    command, pact, data = COMMANDS[block]
    with TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        arguments = ["--pact", str(ROOT / "examples" / pact / "pact.yaml"), "--out", str(out)]
        if data == SIMULATED:
            company = Path(folder) / "company"
            _run("simulate", *COMPANY, "--out", str(company))
            arguments += ["--data", str(company)]
        else:
            arguments += ["--data", str(SHARED_DATA / data), "--mapping", data]
        _run(command, *arguments)
        recorded: dict[str, list[str]] = {}
        for path in (out / name for name in FILES):
            if path.is_file():
                recorded |= _file_lines(path)
    return recorded


def _run(*arguments: str) -> None:
    outcome = CliRunner().invoke(app, arguments)
    if outcome.exit_code:
        command = " ".join(arguments)
        raise RuntimeError(f"{command} ended with {outcome.exit_code}: {outcome.output}")


def _file_lines(path: Path) -> dict[str, list[str]]:
    if path.suffix == ".parquet":
        return {path.stem: _row_lines(path)}
    found: dict[str, list[str]] = {path.stem: [], f"{path.stem}-text": []}
    for place, value in _leaves(json.loads(path.read_text("utf-8"))):
        is_text = isinstance(value, str) and len(value.split()) > 1
        found[f"{path.stem}-text" if is_text else path.stem].append(f"{place} {_plain(value)}")
    return found


def _row_lines(path: Path) -> list[str]:
    """Return the rows as lines, sorted, after one with the names of the columns."""
    table = pq.read_table(path)
    names = [_WRITER.old_name(name) for name in table.column_names]
    columns = [map(_rounded, column.to_pylist()) for column in table.columns]
    rows = (dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True))
    return [" ".join(sorted(names)), *sorted(map(_WRITER.write, rows))]


def _leaves(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every value within a JSON value with its path; of an empty part, the part."""
    if isinstance(value, dict) and value:
        for key in sorted(value):
            yield from _leaves(value[key], f"{place}.{_WRITER.old_name(key)}")
    elif isinstance(value, list) and value:
        for number, item in enumerate(value):
            yield from _leaves(item, f"{place}.{number}")
    else:
        yield place, value


def _plain(value: Any) -> str:
    return _WRITER.write(_rounded(value))


def _rounded(value: Any) -> Any:
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value
