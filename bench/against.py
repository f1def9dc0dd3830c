"""Whether deciding became slower: `judge_lead` and `decide` here and in another checkout, in turns.

Each checkout runs its own scripts on its own sources, so that modules and names may differ. The two
take turns, pair by pair; what is compared are the two of a pair, which met the same machine.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from child import Figures, report, write_figures
from replay_pairs import BEGAN, measure_replays
from results_compared import against_lines
from revisions import BASE, ROOT, checked_out, name_of

QUANTILES = ("p50_us", "p99_us", "cpu_p99_us")


class Measurement(NamedTuple):
    """A call: the names that its script has had, its arguments, and where its figures are.

    A step `""` of the path means the first entry, whatever its name.
    """

    scripts: tuple[str, ...]
    path: tuple[str, ...]


MEASUREMENTS: Mapping[str, Measurement] = {
    "judge_lead": Measurement(("decide.py",), ("calls", "")),
    "decide": Measurement(("follow_up.py",), ("all",)),
    "decide, left alone": Measurement(("follow_up.py",), ("left_alone",)),
}
"""A script that is renamed gets its new name beside the old one."""
ARGUMENTS: Mapping[str, tuple[str, ...]] = {"decide.py": ("--repetitions", "20")}


def measure(base: str, n_pairs: int) -> Figures:
    """Run pairs, the base first; return the ratios of each pair and the figures of each run."""
    with checked_out(base, "src", "bench") as folder:
        checkouts = {"base": folder, "here": ROOT}
        for checkout in checkouts.values():
            _require_own_sources(checkout)
        pairs = []
        for number in range(n_pairs):
            report(f"against {name_of(base)}: pair {number + 1} of {n_pairs}")
            pairs.append({name: _run_all(checkout) for name, checkout in checkouts.items()})
    same = [_inputs(pair["base"]) == _inputs(pair["here"]) for pair in pairs]
    return {
        "base": name_of(base),
        "n_pairs": n_pairs,
        "are_inputs_equal": all(same),
        "measured": {name: _compared(pairs, item) for name, item in MEASUREMENTS.items()},
    }


def measure_replay(base: str, n_pairs: int) -> Figures:
    """Replay the demo's history in pairs, the base first."""
    with checked_out(base, "src", "examples") as folder:
        checkouts = {"base": folder, "here": ROOT}
        for checkout in checkouts.values():
            _require_own_sources(checkout)
        return {"base": name_of(base), "n_pairs": n_pairs, **measure_replays(checkouts, n_pairs)}


def _run_all(checkout: Path) -> Figures:
    """Run every script of a checkout once; return their figures by the scripts' first names."""
    scripts = dict.fromkeys(item.scripts for item in MEASUREMENTS.values())
    return {names[0]: _run(checkout, names) for names in scripts}


def _run(checkout: Path, names: Sequence[str]) -> Figures:
    found = [checkout / "bench" / name for name in names if (checkout / "bench" / name).is_file()]
    if not found:
        raise FileNotFoundError(f"{checkout}/bench has none of {', '.join(names)}")
    command = [sys.executable, str(found[0]), *ARGUMENTS.get(names[0], ())]
    done = subprocess.run(
        command, check=True, env=_environment(checkout), cwd=checkout, stdout=subprocess.PIPE
    )
    figures: Figures = json.loads(done.stdout)
    return figures


def _environment(checkout: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(checkout / "src")}


def _require_own_sources(checkout: Path) -> None:
    """Make sure that a checkout measures its own sources, not those that are installed."""
    command = [sys.executable, "-c", "import leadpact; print(leadpact.__file__)"]
    done = subprocess.run(
        command, check=True, env=_environment(checkout), cwd=checkout, capture_output=True
    )
    found = Path(done.stdout.decode().strip()).resolve()
    if not found.is_relative_to((checkout / "src").resolve()):
        raise RuntimeError(f"{checkout} would measure {found}, which is not its own")


def _at(figures: Figures, measurement: Measurement) -> Figures:
    found = figures[measurement.scripts[0]]
    for step in measurement.path:
        found = found[step] if step else next(iter(found.values()))
    return found


def _inputs(figures: Figures) -> object:
    """Return what tells whether two runs had the same inputs: all counts, in the order of size."""
    return {name: sorted(_counts(item)) for name, item in figures.items()}


def _counts(value: object, name: str = "") -> list[float]:
    """Return all numbers that count something or are a rate, wherever they are."""
    if isinstance(value, dict):
        return [found for key, item in value.items() for found in _counts(item, key)]
    is_count = name == "n" or name.startswith("n_") or name.endswith("_rate")
    return [float(value)] if is_count and isinstance(value, int | float) else []


def _compared(pairs: Sequence[Figures], measurement: Measurement) -> Figures:
    compared: Figures = {}
    for quantile in QUANTILES:
        base, here = (
            [_at(pair[side], measurement)[quantile] for pair in pairs] for side in ("base", "here")
        )
        ratios = [one / other for one, other in zip(here, base, strict=True)]
        compared[quantile] = {
            "base_us": median(base),
            "here_us": median(here),
            "ratio": median(ratios),
            "least": min(ratios),
            "most": max(ratios),
        }
    return compared


def main(arguments: Sequence[str]) -> int:
    """Measure and write a table or JSON; 1 where the two were not given the same inputs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", help="a git revision, or a folder with a checkout")
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument(
        "--replay", action="store_true", help="compare `leadpact replay` on the demo's history"
    )
    parser.add_argument("--json", action="store_true", help="write the figures as JSON")
    options = parser.parse_args(arguments)
    if options.replay:
        figures = measure_replay(options.base or BEGAN, options.pairs)
        write_figures(figures)
        return 0 if figures["are_assignments_equal"] else 1
    figures = measure(options.base or BASE, options.pairs)
    if options.json:
        write_figures(figures)
    else:
        sys.stdout.write("\n".join(against_lines(figures)) + "\n")
    return 0 if figures["are_inputs_equal"] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
