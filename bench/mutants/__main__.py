"""Would the tests notice? Change the sources a little at a time, and run the tests that run them.

make mutants                                              400 changes over the five rooms
python bench/mutants --only 'engine/routing*' --n 30      some of one room
python bench/mutants --missed                             those missed before, once more
"""

import argparse
import json
import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from fnmatch import fnmatch
from itertools import islice
from pathlib import Path

from changes import Mutant, Place, places_of
from covering import measure_covering
from judged import load_judged, reason_of
from trial import MISSED, NOT_RUN, Verdict, plan_trial, try_mutant
from workers import open_workers

ROOT = Path(__file__).parents[2]
PACKAGE = "src/leadpact"
KEPT = ROOT / "bench" / "data" / "mutants"
ROOMS = ("terms", "engine", "measure", "identity", "connectors")
TESTS = ("tests/unit", "tests/cases", "tests/cli", "tests/reference")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("bench/mutants", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--n", type=int, default=400, help="how many changes are tried")
    parser.add_argument("--seed", type=int, default=1, help="which of all changes are tried")
    parser.add_argument(
        "--only", nargs="+", default=[f"{room}/*" for room in ROOMS], help="patterns of modules"
    )
    parser.add_argument("--tests", nargs="+", default=TESTS, help="files and folders of tests")
    parser.add_argument("--seconds", type=float, default=60, help="of tests for one change")
    parser.add_argument(
        "--measuring", type=float, default=120, help="seconds; slower files of tests are left out"
    )
    parser.add_argument(
        "--processes", type=int, default=os.cpu_count(), help="how many work side by side"
    )
    parser.add_argument(
        "--missed", action="store_true", help="only what was missed before, with the same seed"
    )
    parser.add_argument("--list", action="store_true", help="name the changes, and try none")
    return parser.parse_args()


def places(root: Path, only: list[str], seed: int) -> list[Place]:
    """Return all places of the modules that can be changed, in the order drawn by the seed."""
    package = root / PACKAGE
    found = [
        place
        for path in sorted(package.rglob("*.py"))
        if any(fnmatch(path.relative_to(package).as_posix(), pattern) for pattern in only)
        for place in places_of(path.relative_to(root).as_posix(), path.read_text(), seed=seed)
    ]
    return sorted(found, key=lambda item: item.rank)


def drawn(found: list[Place], n: int) -> list[Mutant]:
    """Return a mutant of each of the first places."""
    made = (place.mutant() for place in found)
    return list(islice((item for item in made if item is not None), n))


def test_files(root: Path, tests: list[str]) -> list[str]:
    """Return the files of tests, in order."""
    paths = [root / item for item in tests]
    files = {f for path in paths for f in (path.rglob("test_*.py") if path.is_dir() else [path])}
    return sorted(path.relative_to(root).as_posix() for path in files)


def missed_before() -> set[str]:
    """Return the places whose last change was missed."""
    last: dict[str, str] = {}
    if (KEPT / "trials.jsonl").exists():
        for line in (KEPT / "trials.jsonl").read_text().splitlines():
            item = json.loads(line)
            last[item["rank"]] = item["outcome"]
    return {rank for rank, outcome in last.items() if outcome in (MISSED, NOT_RUN)}


def keep(verdicts: Iterable[Verdict]) -> Iterator[Verdict]:
    """Yield what became of each mutant, and add it to the file of all trials."""
    with (KEPT / "trials.jsonl").open("a") as out:
        for verdict in verdicts:
            kept = asdict(verdict) | asdict(verdict.mutant)
            del kept["mutant"], kept["code"]
            out.write(json.dumps(kept) + "\n")
            out.flush()
            yield verdict


def outcome_text(verdict: Verdict) -> str:
    """Return a verdict in two or three lines."""
    mutant = verdict.mutant
    left_out = f", {verdict.n_left_out} left out" if verdict.n_left_out else ""
    head = f"{verdict.outcome:8} {mutant.file}:{mutant.line} ({verdict.n_tests} tests{left_out})"
    return f"{head} {verdict.noticed_by}\n    - {mutant.before}\n    + {mutant.after}"


def main() -> None:
    """Draw a sample, try each change, and tell what the tests missed."""
    asked = arguments()
    judged = load_judged()
    found = places(ROOT, asked.only, asked.seed)
    if asked.missed:
        before = missed_before()
        found = [place for place in found if place.rank in before]
    sample = drawn(found, asked.n)
    equivalent = [item for item in sample if reason_of(item, judged, ROOT)]
    tried = [item for item in sample if item not in equivalent]
    if asked.list:
        print(*(f"{m.file}:{m.line}\n    - {m.before}\n    + {m.after}" for m in tried), sep="\n")
        return
    with (
        tempfile.TemporaryDirectory(prefix="leadpact-mutants-") as folder,
        open_workers(ROOT, Path(folder), asked.processes) as workers,
    ):
        covering = measure_covering(
            ROOT,
            test_files(ROOT, asked.tests),
            KEPT / f"covering-{asked.measuring:.0f}s",
            limit=asked.measuring,
            workers=workers,
        )
        planned = [plan_trial(item, covering, budget=asked.seconds) for item in tried]
        verdicts = []
        for verdict in keep(workers.map(try_mutant, planned)):
            verdicts.append(verdict)
            print(outcome_text(verdict), flush=True)
    print_summary(verdicts, len(equivalent))


def print_summary(verdicts: list[Verdict], n_equivalent: int) -> None:
    """Tell how many of each room were noticed, and which were not."""
    missed = [item for item in verdicts if item.outcome in (MISSED, NOT_RUN)]
    print("\nMissed:" if missed else "\nNothing was missed.")
    for item in missed:
        print(outcome_text(item))
    tried, not_noticed = Counter(map(_room, verdicts)), Counter(map(_room, missed))
    print(f"\n{'room':24} {'tried':>6} {'missed':>6} {'noticed':>8}")
    for room, n in sorted(tried.items()):
        print(f"{room:24} {n:6} {not_noticed[room]:6} {1 - not_noticed[room] / n:8.1%}")
    n, n_missed = len(verdicts), len(missed)
    share = f"{1 - n_missed / n:8.1%}" if n else ""
    print(f"{'all':24} {n:6} {n_missed:6} {share}; {n_equivalent} judged equivalent, not tried")


def _room(verdict: Verdict) -> str:
    parts = Path(verdict.mutant.file).relative_to(PACKAGE).parts
    return "/".join(parts[: min(2, len(parts) - 1)])


if __name__ == "__main__":
    main()
