"""The demo's history replayed here and in another checkout, in turns: `against.py --replay`.

Each run is the command as a whole, from the start of its interpreter to its end, by the processor
time that the system counts for it: other work on the machine does not count, though it slows both.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from child import DATA, HERE, Figures, report
from leadpact.simulate import simulate_company
from replay_parts import PARTS

COMPANY = DATA / "demo"
PACT = Path("examples", "saas-follow-up", "pact.yaml")
"""In the first checkout: the later one may have words in it that the first cannot read."""
PROGRAM = "from leadpact.cli.start import main; main()"
BEGAN = "7b919c0"
"""The last commit before commands named their actors and events were stored."""


def measure_replays(checkouts: Mapping[str, Path], n_pairs: int) -> Figures:
    """Replay the demo's history in each checkout, pair by pair; return ratios and parts.

    Parameters
    ----------
    checkouts
        Two folders by name; the second is compared with the first, whose pact both replay.
    """
    _simulate()
    pact = next(iter(checkouts.values())) / PACT
    runs: dict[str, list[float]] = {name: [] for name in checkouts}
    parts: dict[str, list[Figures]] = {name: [] for name in checkouts}
    written: dict[str, bytes] = {}
    for number in range(n_pairs):
        for name, checkout in checkouts.items():
            seconds, written[name] = _run(checkout, pact)
            runs[name].append(seconds)
            parts[name].append(_parts(checkout, pact))
            report(f"replay: pair {number + 1} of {n_pairs}, {name}: {seconds:.2f} s")
    base, here = runs.values()
    ratios = [one / other for one, other in zip(here, base, strict=True)]
    return {
        "cpu_seconds": {name: median(values) for name, values in runs.items()},
        "ratio": median(ratios),
        "least": min(ratios),
        "most": max(ratios),
        "are_assignments_equal": len(set(written.values())) == 1,
        "parts": {
            name: {part: median(item[part] for item in values) for part in PARTS}
            for name, values in parts.items()
        },
    }


def _simulate() -> None:
    """Make the company of `make demo`, once."""
    if not (COMPANY / "manifest.json").is_file():
        COMPANY.parent.mkdir(parents=True, exist_ok=True)
        simulate_company(n_leads=40_000, n_months=18, seed=1, out=COMPANY)


def _run(checkout: Path, pact: Path) -> tuple[float, bytes]:
    """Return the processor seconds of one command, and the assignments that it wrote."""
    with tempfile.TemporaryDirectory(prefix="leadpact-bench-") as folder:
        out = Path(folder) / "out"
        before = _children_seconds()
        _call(checkout, "-c", PROGRAM, "replay", *_options(pact, out))
        return _children_seconds() - before, (out / "assignments.parquet").read_bytes()


def _parts(checkout: Path, pact: Path) -> Figures:
    """Return the processor seconds of each part of one command, timed within it."""
    with tempfile.TemporaryDirectory(prefix="leadpact-bench-") as folder:
        figures = Path(folder) / "parts.json"
        options = _options(pact, Path(folder) / "out")
        _call(checkout, str(HERE / "replay_parts.py"), str(figures), *options)
        found: Figures = json.loads(figures.read_text("utf-8"))
        return found


def _options(pact: Path, out: Path) -> Sequence[str]:
    return "--pact", str(pact), "--data", str(COMPANY), "--out", str(out)


def _call(checkout: Path, *arguments: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(checkout / "src")}
    command = [sys.executable, *arguments]
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)


def _children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
