"""Which tests run a line: measured by coverage, once for each file of tests, and kept."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path

from workers import run_tests, worker_root


class UnableToMeasureTests(Exception):
    """A file of tests fails without any change, so that it can tell nothing."""


@dataclass(frozen=True, slots=True)
class Covering:
    """The tests that run each line of each module, and how long each takes.

    Attributes
    ----------
    lines
        By file (from the folder of sources), then line: tests, or files of tests.
    seconds
        By test, ``file::test``.
    """

    lines: dict[str, dict[int, set[str]]]
    seconds: dict[str, float]

    def tests_of(self, file: str, lines: Iterable[int] | None) -> list[str]:
        """Return the tests that run one of some lines, the quickest first.

        None: the lines run when the module is imported, for all tests of the module alike, and not
        only for the test that happened to import it first.
        """
        of_file = self.lines.get(file, {})
        wanted = of_file if lines is None else lines
        found = set().union(*(of_file.get(line, set()) for line in wanted))
        found = found or set().union(*of_file.values())
        named = {name for item in found for name in self._named(item)}
        return sorted(named, key=lambda name: (self.seconds[name], name))

    def _named(self, item: str) -> Iterator[str]:
        if item in self.seconds:
            yield item
        yield from (name for name in self.seconds if name.startswith(f"{item}::"))


def measure_covering(
    root: Path, files: Sequence[str], kept: Path, *, limit: float, workers: Executor
) -> Covering:
    """Run every file of tests once, or take what was kept of it where nothing changed.

    Parameters
    ----------
    root
        The project, as the workers have it.
    kept
        The folder of what was measured before.
    limit
        Seconds; a file of tests that takes longer with coverage is left out, and named.
    """
    kept.mkdir(parents=True, exist_ok=True)
    common = _digest(path for path in _sources(root) if not path.name.startswith("test_"))
    known = {file: kept / f"{_digest([root / file], common)}.json" for file in files}
    unknown = [file for file in files if not known[file].exists()]
    targets = [known[file] for file in unknown]
    for line in workers.map(_run_once, unknown, targets, repeat(limit)):
        print(line, flush=True)
    lines: dict[str, dict[int, set[str]]] = {}
    seconds: dict[str, float] = {}
    for path in known.values():
        found = json.loads(path.read_text())
        seconds |= found["seconds"]
        for module, of_module in found["lines"].items():
            mine = lines.setdefault(module, {})
            for line, tests in of_module.items():
                mine.setdefault(int(line), set()).update(tests)
    return Covering(lines, seconds)


def _run_once(file: str, known: Path, limit: float) -> str:
    """Run one file of tests with coverage, keep what it ran, and return a line about it."""
    out = known.with_suffix(".part")
    environment = {"MUTANTS_OUT": str(out), "MUTANTS_SOURCE": str(worker_root() / "src")}
    arguments = ("-p", "context_per_test", file)
    status, output = run_tests(arguments, limit=limit, environment=environment)
    if status is None:
        known.write_text(json.dumps({"seconds": {}, "lines": {}}))
        return f"left out, as it takes longer than {limit:.0f} s: {file}"
    if status not in (0, 5):  # 5: no test of it is selected
        raise UnableToMeasureTests(f"{file} fails without any change:\n{output[-2000:]}")
    out.rename(known)
    return f"measured {file}"


def _sources(root: Path) -> list[Path]:
    return sorted((*(root / "src").rglob("*.py"), *(root / "tests").rglob("*.py")))


def _digest(paths: Iterable[Path], start: str = "") -> str:
    digest = hashlib.sha256(start.encode())
    for path in paths:
        digest.update(str(path.name).encode() + path.read_bytes())
    return digest.hexdigest()[:32]
